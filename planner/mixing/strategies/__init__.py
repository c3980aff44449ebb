"""The table of strategies: how pools may train one model at the same time.

``planner.mixing.way_names`` lists them. ``auto`` and ``in turn`` are no strategies: the one chooses, the other lets
pools work alone, one after the other.
"""

from importlib import import_module
from typing import Final, cast

from planner.mixing.strategies.strategy import Strategy, parts_of
from planner.mixing.strategy import AUTO, IN_TURN
from planner.mixing.way_names import JOINED_WAYS, WayName

__all__ = ["AUTO", "CHOICES", "IN_TURN", "STRATEGIES", "Strategy", "parts_of", "strategy_title"]


def _strategy(way: WayName) -> Strategy:
    module = import_module(f"planner.mixing.strategies.{way.module}")
    return cast("Strategy", getattr(module, way.module.upper()))


STRATEGIES: Final = {key: _strategy(way) for key, way in JOINED_WAYS.items()}
CHOICES: Final = (AUTO, IN_TURN, *STRATEGIES)


def strategy_title(key: str) -> str:
    """Return the name of a strategy, of ``auto`` or of ``in turn`` in English."""
    return {AUTO: "Auto", IN_TURN: "In turn"}.get(key) or JOINED_WAYS[key].title
