"""How far a pool's true rate may lie on either side of the planned one, once measured runs and evidence are counted."""

from math import log, sqrt

from planner.performance.training.bands import P90_SDS
from planner.performance.training.layout import PoolEstimate


def sides_of(estimate: PoolEstimate, log_sd: float) -> tuple[float, float]:
    """Return standard deviations of the logarithm of the rate, the slow side's and the fast side's.

    ``log_sd`` is of both together, with all that is known beside the estimate. What the estimate is less or more sure
    of on one side stays so; one smaller than its own (a run measured on the same accelerator) has equal sides.

    >>> from types import SimpleNamespace
    >>> from math import exp
    >>> one = SimpleNamespace(tokens_per_s=1.0, log_sd=0.25, band=(exp(-0.35 * P90_SDS), exp(0.05 * P90_SDS)))
    >>> [round(side, 3) for side in sides_of(one, 0.25)], sides_of(one, 0.1)
    ([0.35, 0.05], (0.1, 0.1))
    """
    if estimate.band is None or log_sd < estimate.log_sd:
        return log_sd, log_sd
    more = log_sd**2 - estimate.log_sd**2
    slow = log(estimate.tokens_per_s / estimate.band[0]) / P90_SDS
    fast = log(estimate.band[1] / estimate.tokens_per_s) / P90_SDS
    return sqrt(slow**2 + more), sqrt(fast**2 + more)


def multiples_of(estimate: PoolEstimate, log_sd: float) -> tuple[float, float]:
    """Return both sides as multiples of ``log_sd``, the slow one first; 1 and 1 where nothing is uncertain."""
    if log_sd == 0.0:
        return 1.0, 1.0
    slow, fast = sides_of(estimate, log_sd)
    return slow / log_sd, fast / log_sd
