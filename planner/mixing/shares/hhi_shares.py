"""The closed form of best shares under a limit on the HHI: the shares of names fall in a straight line with their cost.

To minimise the sum of c s where s is not negative, sums to 1 and has squares that sum to at most H, the cheapest m
names take ``s = 1/m + k (mean - c)`` with ``k = sqrt((H - 1/m) / sum of (c - mean)^2)``, over their mean; m is the
least number at which the next name would take nothing. (Conditions of Karush, Kuhn and Tucker; s is a projection on
the simplex.) It holds where ``capped_shares`` holds, with the HHI of compute in one layer as the cap.
"""

from collections.abc import Sequence

import numpy as np

from planner.arrays import Floats
from planner.mixing.shares.capped_shares import Ranking

_SLACK = 1e-6  # names times limit reach 1 within this


def hhi_shares(order: Ranking, cost_per_token: Sequence[Floats], limit: float) -> tuple[Floats, ...]:
    """Return the cheapest shares of the tokens of each pool whose squares, by name, sum to at most ``limit`` (0 to 1).

    ``order`` ranks the pools by ``cost_per_token``, which is as of ``ranking``. Shares of a fleet sum to 1; all are NaN
    in fleets with too few names.

    >>> from planner.mixing.shares.capped_shares import ranking
    >>> cost = [np.array(2.0), np.array(3.0), np.array(5.0)]
    >>> [round(float(share), 4) for share in hhi_shares(ranking(cost, [0, 1, 2]), cost, 0.5)]
    [0.5853, 0.3963, 0.0184]
    """
    if limit >= 1.0:
        return tuple(np.where(best & (rank == 0), 1.0, 0.0) + _beyond(order, 1.0)
                     for rank, best in zip(order.rank, order.best, strict=True))  # fmt: skip
    many, mean, slope = _line(order, _by_rank(order, cost_per_token), limit)
    beyond = _beyond(order, limit)
    found = []
    for rank, best, column in zip(order.rank, order.best, cost_per_token, strict=True):
        taking = best & (rank < many)
        cost = np.where(taking, column, 0.0)
        found.append(np.where(taking, np.maximum(0.0, 1.0 / many + slope * (mean - cost)), 0.0) + beyond)
    return tuple(found)


def _beyond(order: Ranking, limit: float) -> Floats:
    """Return NaN for fleets with too few names, else 0."""
    return np.where(order.names * limit < 1.0 - _SLACK, np.nan, 0.0)


def _by_rank(order: Ranking, columns: Sequence[Floats]) -> list[Floats]:
    """Return the cost of the cheapest name, of the second, and so on; 0 beyond a fleet's last."""
    found = []
    for place in range(int(np.max(order.names, initial=0))):
        cost = np.zeros(())
        for rank, best, column in zip(order.rank, order.best, columns, strict=True):
            cost = cost + np.where(best & (rank == place), column, 0.0)
        found.append(cost)
    return found


def _line(order: Ranking, costs: Sequence[Floats], limit: float) -> tuple[Floats, Floats, Floats]:
    """Return of each fleet how many names take part, their mean cost, and the slope of the shares."""
    many, mean, slope = np.ones(()), np.zeros(()), np.zeros(())
    open_ = np.asarray(True)
    for count in range(1, len(costs) + 1):
        own = costs[:count]
        own_mean = sum(own) / count
        spread = sum(np.square(cost - own_mean) for cost in own)
        last = order.names <= count
        here = open_ & (last | (_before_next(costs, count) <= limit))
        with np.errstate(divide="ignore", invalid="ignore"):
            steep = np.where(spread > 0.0, np.sqrt(np.maximum(limit - 1.0 / count, 0.0) / spread), 0.0)
        many = np.where(here, count, many)
        mean, slope = np.where(here, own_mean, mean), np.where(here, steep, slope)
        open_ = open_ & ~here
    return many, mean, slope


def _before_next(costs: Sequence[Floats], count: int) -> Floats:
    """Return the HHI of so many names at which the next one begins to take part."""
    if count == len(costs):
        return np.zeros(())
    weights = [costs[count] - cost for cost in costs[:count]]
    total = sum(weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0.0, sum(np.square(weight) for weight in weights) / np.square(total), 1.0 / count)
