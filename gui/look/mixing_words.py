"""How pools train together, in the words of the window: ways of working, divisions, stretches of a timetable."""

from typing import Final

from gui.look.words import mark, tr
from planner.mixing.strategy import AUTO, IN_TURN, Division

PROGRAMME: Final = "programme"  # what the result of a programme calls its way
JOINED: Final = {  # as planner.mixing.strategies has them, whose own import would hold the window up
    "pipeline": mark("Pipeline over pools"),
    "data-parallel": mark("Data parallel over pools"),
    "attention-expert-disaggregation": mark("Attention-expert disaggregation"),
    "local-sgd": mark("Local SGD"),
}
WAYS: Final = {AUTO: mark("Auto"), IN_TURN: mark("In turn"), **JOINED}
_SHORT: Final = {  # where a button has to stand in a line with others
    "pipeline": mark("Pipeline"),
    "data-parallel": mark("Data parallel"),
    "attention-expert-disaggregation": mark("Experts apart"),
}
DIVISIONS: Final = {
    Division.AUTO: mark("as the way has it"),
    Division.BEST: mark("best shares"),
    Division.BY_USER: mark("shares of my own"),
}
KINDS: Final = {"work": mark("work"), "stop": mark("stop"), "wait": mark("wait")}


def strategy_words(key: str) -> str:
    """Return the name of a way of working; the key itself where nobody knows it."""
    return tr("Programme") if key == PROGRAMME else tr(WAYS.get(key, key))


def short_strategy_words(key: str) -> str:
    """Return a short name of a way of working, for a button."""
    return tr(_SHORT[key]) if key in _SHORT else strategy_words(key)
