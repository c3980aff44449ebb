"""The closed form of best shares: fill the cheapest way of the allowed names to the cap, then the next.

It holds for one interval in which nothing is held, stopped or ported, without a deadline and with a cap on the
largest share of compute in one layer, in which every way is of one name. Then the cost of a token is linear in the
shares, and the cheapest division fills names in the order of their cheapest ways.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Counts, Floats, Mask
from planner.mixing.shares.ties import in_ties

_SLACK = 1e-6  # names times cap reach 1 within this


class CapCurve(Struct, frozen=True, kw_only=True):
    """What the cap costs each fleet: between two neighbouring caps both columns are linear in the cap.

    ``caps`` (names,) fall from 1 over 1/2 and 1/3 to one over the number of names; ``cost_per_token`` and
    ``days_per_token`` hold a column of fleets for each of them, NaN where a fleet has too few names for the cap.
    """

    caps: Floats
    cost_per_token: tuple[Floats, ...]
    days_per_token: tuple[Floats, ...]


class Ranking(Struct, frozen=True, kw_only=True):
    """In which order names are filled: by pool its name's rank, and where it is its name's best; by fleet the names.

    Columns broadcast together over fleets: what compares two pools is as small as their sizes, not as all fleets.
    """

    rank: tuple[Counts, ...]
    best: tuple[Mask, ...]
    names: Counts


def ranking(
    cost_per_token: Sequence[Floats], names: Sequence[int], days_per_token: Sequence[Floats] | None = None
) -> Ranking:
    """Return in which order the pools of fleets are filled: the cheapest pool of each name, the cheapest name first.

    ``cost_per_token`` holds a column for each pool, NaN or inf where a fleet lacks the pool or it cannot train; columns
    broadcast together. ``names`` number the pools' names. Of equally cheap ways the faster by ``days_per_token`` (as
    costs) goes first, then the first in order; equal is what differs by rounding alone.
    """
    pools = range(len(names))
    columns = [in_ties(np.asarray(one, dtype=np.float64)) for one in cost_per_token]
    speeds = [np.zeros(())] * len(names)
    if days_per_token is not None:
        speeds = [in_ties(np.asarray(one, dtype=np.float64)) for one in days_per_token]
    before = {
        (one, other): _before((columns[one], speeds[one]), (columns[other], speeds[other]), first=one < other)
        for one in pools
        for other in pools
        if one != other
    }
    best = [np.isfinite(np.asarray(one)) for one in cost_per_token]
    for (one, other), ahead in before.items():
        if names[one] == names[other]:
            best[other] = best[other] & ~ahead
    rank: list[Counts] = [np.zeros((), dtype=np.int8)] * len(names)
    for (one, other), ahead in before.items():
        if names[one] != names[other]:
            rank[other] = rank[other] + (best[one] & ahead)
    many = np.zeros((), dtype=np.int8)
    for mask in best:
        many = many + mask
    return Ranking(rank=tuple(rank), best=tuple(best), names=many)


def capped_shares(order: Ranking, cap: float) -> tuple[Floats, ...]:
    """Return the shares of the tokens of each pool, filled in this order, in which no name has more than ``cap``.

    Shares of a fleet sum to 1; all are NaN in fleets with too few names.

    >>> order = ranking([4.3, 4.6, 5.9, 3.7], [0, 1, 1, 1])
    >>> [float(share) for share in capped_shares(order, 0.65)]
    [0.35, 0.0, 0.0, 0.65]
    """
    filled = np.clip(1.0 - cap * np.arange(len(order.rank) + 1), 0.0, cap)
    beyond = np.where(order.names * cap < 1.0 - _SLACK, np.nan, 0.0)
    return tuple(
        np.where(best, filled.take(rank), 0.0) + beyond for rank, best in zip(order.rank, order.best, strict=True)
    )


def cap_curve(order: Ranking, cost_per_token: Sequence[Floats], days_per_token: Sequence[Floats]) -> CapCurve:
    """Return cost and days of a token under every cap at once, names filled in this order: the curve's breakpoints.

    At cap 1/m the m first names have 1/m each, and from there to 1/(m + 1) each of them gives up as much as the cap
    falls, to the next.
    """
    most = int(np.max(order.names, initial=0))
    costs, days = (_means(order, columns, most) for columns in (cost_per_token, days_per_token))
    return CapCurve(caps=1.0 / np.arange(1, most + 1), cost_per_token=costs, days_per_token=days)


def _means(order: Ranking, columns: Sequence[Floats], most: int) -> tuple[Floats, ...]:
    """Return the mean of a column over the first one, two, three ... names; NaN beyond a fleet's last."""
    total, found = np.zeros(()), []
    for place in range(most):
        for rank, best, column in zip(order.rank, order.best, columns, strict=True):
            total = total + np.where(best & (rank == place), column, 0.0)
        found.append(np.where(order.names > place, total / (place + 1), np.nan))
    return tuple(found)


def _before(one: tuple[Floats, Floats], other: tuple[Floats, Floats], *, first: bool) -> Mask:
    """Say where one pool, of (cost, days), goes before another: cheaper, of equals faster, of these the first."""
    (cost, days), (other_cost, other_days) = one, other
    faster = days <= other_days if first else days < other_days
    found: Mask = np.isfinite(cost) & ((cost < other_cost) | ((cost == other_cost) & faster) | ~np.isfinite(other_cost))
    return found
