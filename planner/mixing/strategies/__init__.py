"""The table of strategies: how pools may train one model at the same time. A new one is a file and a line here.

``auto`` and ``in turn`` are no strategies: the one chooses, the other lets pools work alone, one after the other.
"""

from typing import Final

from planner.mixing.strategies.data_parallel import DATA_PARALLEL
from planner.mixing.strategies.disaggregation import DISAGGREGATION
from planner.mixing.strategies.local_sgd import LOCAL_SGD
from planner.mixing.strategies.pipeline import PIPELINE
from planner.mixing.strategies.strategy import Strategy
from planner.mixing.strategy import AUTO, IN_TURN

__all__ = ["AUTO", "CHOICES", "IN_TURN", "STRATEGIES", "Strategy", "strategy_title"]

STRATEGIES: Final = {strategy.key: strategy for strategy in (PIPELINE, DATA_PARALLEL, DISAGGREGATION, LOCAL_SGD)}
CHOICES: Final = (AUTO, IN_TURN, *STRATEGIES)


def strategy_title(key: str) -> str:
    """Return the name of a strategy, of ``auto`` or of ``in turn`` in English."""
    return {AUTO: "Auto", IN_TURN: "In turn"}.get(key) or STRATEGIES[key].title
