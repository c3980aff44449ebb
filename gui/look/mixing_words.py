"""How pools train together, in the words of the window: ways of working, divisions, stretches of a timetable."""

from typing import Final

from gui.look.planner_words import said
from gui.look.words import mark, tr
from planner.mixing.strategy import AUTO, IN_TURN, Division, MixingChoice, MixingResult
from planner.mixing.way_names import JOINED_WAYS

PROGRAMME: Final = "programme"  # what the result of a programme calls its way
JOINED: Final = {key: way.title for key, way in JOINED_WAYS.items()}
WAYS: Final = {AUTO: mark("Auto"), IN_TURN: mark("In turn"), **JOINED}
DIVISIONS: Final = {
    Division.AUTO: mark("as the way has it"),
    Division.BEST: mark("best shares"),
    Division.BY_USER: mark("shares of my own"),
}
KINDS: Final = {"work": mark("work"), "stop": mark("stop"), "wait": mark("wait")}


def strategy_words(key: str) -> str:
    """Return the name of a way of working; the key itself where nobody knows it."""
    if key in JOINED:
        return said(JOINED[key])
    return tr("Programme") if key == PROGRAMME else tr(WAYS.get(key, key))


def strategy_within(key: str) -> str:
    """Return the name of a way of working as it stands within a sentence; abbreviations keep their capitals."""
    words = strategy_words(key)
    return words[:1].lower() + words[1:]


def way_decides(mixing: MixingChoice) -> bool:
    """Say whether the way of working decides anything: typed shares of pools are worked in turn, whatever is chosen."""
    return (
        mixing.division is not Division.BY_USER or not mixing.token_shares or bool(mixing.token_shares.keys() & JOINED)
    )


def way_hint(mixing: MixingChoice) -> str:
    """Return what a division of the tokens makes of the way of working; empty where the way divides them itself."""
    if not way_decides(mixing):
        return tr("Shares of your own are of pools that work in turn: the way of working decides nothing.")
    if mixing.division is not Division.BEST:
        return ""
    if mixing.strategy == AUTO:
        return tr("Best shares weigh every way of working that keeps the optimiser, beside each pool alone.")
    if mixing.strategy == IN_TURN:
        return tr("Best shares weigh pools in turn, and no way of working together.")
    return tr("Best shares weigh this way beside each pool alone, and may give it no token.")


def short_strategy_words(key: str) -> str:
    """Return a short name of a way of working, for a button."""
    short = JOINED_WAYS[key].short if key in JOINED_WAYS else ""
    return said(short) if short else strategy_words(key)


def taken_words(choice: MixingChoice, found: MixingResult | None) -> str:
    """Return how the pools work, for a button: as chosen, and once it is known what that comes to.

    Pools take no turns where one has all the tokens, and what typed shares are worked in is no choice of auto's.
    """
    if found is None:
        return short_strategy_words(choice.strategy if way_decides(choice) else IN_TURN)
    taken = tr("Alone") if _is_alone(found) else short_strategy_words(found.strategy)
    return tr("{strategy} (auto)", strategy=taken) if choice.strategy == AUTO and way_decides(choice) else taken


def _is_alone(found: MixingResult) -> bool:
    return found.strategy == IN_TURN and len({spell.pools for spell in found.timetable if spell.kind == "work"}) == 1
