"""The closed form of best shares: fill the cheapest way of the allowed names to the cap, then the next.

It holds for one interval in which nothing is held, stopped or ported, without a deadline and with a cap on the
largest share of compute in one layer, in which every way is of one name. Then the cost of a token is linear in the
shares, and the cheapest division fills names in the order of their cheapest ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_SLACK = 1e-6  # names times cap reach 1 within this


@dataclass(frozen=True, slots=True, kw_only=True)
class CapCurve:
    """What the cap costs each fleet: between two neighbouring caps both columns are linear in the cap.

    ``caps`` (names,) fall from 1 over 1/2 and 1/3 to one over the number of names; ``cost_per_token`` and
    ``days_per_token`` are (fleets, names), NaN where a fleet has too few names for the cap.
    """

    caps: Floats
    cost_per_token: Floats
    days_per_token: Floats


def capped_shares(
    cost_per_token: Floats, names: Sequence[int], cap: float, days_per_token: Floats | None = None
) -> Floats:
    """Return the cheapest shares of the tokens in which no name has more than ``cap``.

    ``cost_per_token`` is (..., pools), NaN or inf where a fleet lacks the pool or it cannot train; ``names`` (pools,)
    number the pools' names. The answer is (..., pools), rows summing to 1, all NaN in fleets with too few names. Of
    equally cheap ways the faster by ``days_per_token`` (..., pools) goes first, then the first in order.

    >>> capped_shares(np.array([4.3, 4.6, 5.9, 3.7]), [0, 1, 1, 1], 0.65).tolist()
    [0.35, 0.0, 0.0, 0.65]
    """
    rank, best, count = _ranked(cost_per_token, names, days_per_token)
    shares = np.where(best, np.clip(1.0 - cap * rank, 0.0, cap), 0.0)
    shares[count * cap < 1.0 - _SLACK] = np.nan
    return shares


def cap_curve(cost_per_token: Floats, names: Sequence[int], days_per_token: Floats) -> CapCurve:
    """Return cost and days of a token under every cap at once: the lower envelope's breakpoints.

    Shapes as in ``capped_shares`` with one axis of fleets. At cap 1/m the m cheapest names have 1/m each, and from
    there to 1/(m + 1) each of the first m gives up as much as the cap falls, to the next.
    """
    cost, days, count = _by_rank(cost_per_token, names, days_per_token)
    steps = np.arange(1, cost.shape[1] + 1)
    known = steps <= count[:, None]
    return CapCurve(
        caps=1.0 / steps,
        cost_per_token=np.where(known, np.cumsum(cost, axis=1) / steps, np.nan),
        days_per_token=np.where(known, np.cumsum(days, axis=1) / steps, np.nan),
    )


def _ranked(cost: Floats, names: Sequence[int], days: Floats | None) -> tuple[Floats, NDArray[np.bool_], Integers]:
    """Return each pool's name's rank by cost, whether the pool is its name's best, and how many names there are."""
    speed = np.zeros_like(cost) if days is None else days
    pools = range(len(names))
    present = np.isfinite(cost)
    beaten = np.zeros(cost.shape, dtype=bool)
    for one in pools:
        for other in pools:
            if one != other and names[one] == names[other]:
                beaten[..., one] |= _before(cost, speed, present, other, one)
    best = present & ~beaten
    rank = np.zeros(cost.shape)
    for one in pools:
        for other in pools:
            if names[one] != names[other]:
                rank[..., one] += best[..., other] & _before(cost, speed, present, other, one)
    return rank, best, np.sum(best, axis=-1)


def _before(cost: Floats, days: Floats, present: NDArray[np.bool_], first: int, second: int) -> NDArray[np.bool_]:
    """Say where pool ``first`` goes before ``second``: cheaper, of equals faster, of these the first in order."""
    ahead = cost[..., first] < cost[..., second]
    equal = cost[..., first] == cost[..., second]
    faster = days[..., first] < days[..., second]
    if first < second:
        faster = faster | (days[..., first] == days[..., second])
    found: NDArray[np.bool_] = present[..., first] & (ahead | (equal & faster) | ~present[..., second])
    return found


def _by_rank(cost: Floats, names: Sequence[int], days: Floats) -> tuple[Floats, Floats, Integers]:
    """Return cost and days of the best pool of each name, cheapest first; (fleets, names), 0 beyond the last."""
    rank, best, count = _ranked(cost, names, days)
    sorted_cost, sorted_days = (np.zeros((len(cost), len(set(names)))) for _ in range(2))
    for pool in range(len(names)):
        fleets = np.flatnonzero(best[:, pool])
        places = rank[fleets, pool].astype(np.int64)
        sorted_cost[fleets, places] = cost[fleets, pool]
        sorted_days[fleets, places] = days[fleets, pool]
    return sorted_cost, sorted_days, count
