"""The mean and the tail of what may come: expected overrun, CVaR, and what a smaller tail costs."""

from collections.abc import Sequence
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike

from planner.arrays import Floats
from planner.errors import UserError
from planner.sentences import sentence

FLIP_FROM = 0.10  # the share of draws from which a rank counts as unsettled: outside P10 to P90
TAIL_FROM = 0.90  # the level that overruns are reported at
_ROUNDING = 1e-9


def with_rest(probabilities: Sequence[float]) -> Floats:
    """Return the probability that nothing happens, then the given ones: (n,) -> (n + 1,), summing to 1.

    Scenarios exclude each other. Raises UserError where they sum to more than 1 or one is outside 0 to 1.
    """
    found = np.asarray(probabilities, dtype=np.float64)
    total = float(found.sum())
    if np.any(~((found >= 0.0) & (found <= 1.0))):
        raise UserError("A scenario's probability is outside 0 to 1; correct it.")
    if total > 1.0 + _ROUNDING:
        raise UserError(
            sentence("The scenarios' probabilities sum to {:.0%}; lower some so that they sum to at most 100 %.", total)
        )
    return np.concatenate(([max(0.0, 1.0 - total)], found))


def expected(overruns: ArrayLike, probabilities: ArrayLike) -> float:
    """Return the mean of overruns, (n,) with probabilities (n,) that sum to 1; states of probability 0 do not count."""
    amounts, weights = np.asarray(overruns, dtype=np.float64), np.asarray(probabilities, dtype=np.float64)
    possible = weights > 0.0
    return float(amounts[possible] @ weights[possible])


def cvar(overruns: ArrayLike, probabilities: ArrayLike, alpha: float = TAIL_FROM) -> float:
    """Return the mean of the worst 1 - alpha of overruns, exact for discrete states; (n,), (n,), 0 <= alpha < 1.

    min over t of t + sum p max(overrun - t, 0) / (1 - alpha), which is reached where the tail begins.
    Source: Rockafellar and Uryasev (2000).

    >>> round(cvar([0, 12, 30, 80], [0.70, 0.15, 0.10, 0.05]), 6)
    55.0
    """
    amounts, weights = np.asarray(overruns, dtype=np.float64), np.asarray(probabilities, dtype=np.float64)
    order = np.argsort(-amounts)
    sorted_weights = weights[order]
    before = np.concatenate(([0.0], np.cumsum(sorted_weights)[:-1]))
    inside = np.clip((1.0 - alpha) - before, 0.0, sorted_weights)
    inside[inside < _ROUNDING * (1.0 - alpha)] = 0.0
    return expected(amounts[order], inside / inside.sum())


def premium_per_tail(
    expected_mixed: float, expected_reference: float, cvar_mixed: float, cvar_reference: float
) -> float | None:
    """Return the premium paid for each unit of tail removed (RHC); None where no tail is removed.

    Below 1 the insurance costs less than the tail it takes away; below 0 it is free. A tail without end that a mix
    ends costs nothing per unit.

    >>> round(premium_per_tail(9.0, 8.8, 24.0, 55.0), 4)
    0.0065
    """
    removed = cvar_reference - cvar_mixed
    if not isfinite(cvar_mixed) or not removed > 0.0:
        return None
    return (expected_mixed - expected_reference) / removed if isfinite(removed) else 0.0
