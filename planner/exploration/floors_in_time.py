"""What no mix of turns and joined ways goes below under a cap and in time: days weighed with a price (Lagrange).

At any price of time the money of a run, and what its days cost beyond the deadline, is no more than the money of a run
in time. Where a token of every joined way then weighs more than on any pool alone, it pays in no mix that stops as
often as turns of the fewest suppliers that keep the cap: these turns with their stops, or fewer of them beside a joined
way, are the least. Elsewhere each supplier has the cap at most, a joined way any part, and stops count nothing.
"""

from collections.abc import Sequence
from itertools import combinations
from math import ceil

import numpy as np
from msgspec import Struct

from planner.arrays import Floats
from planner.exploration.stopped_shares import StopTerms, filled, tuples_of

MOST_PRICES = 16  # of time that are tried on each fleet; any of them bounds it
_TIE = 1e-9


class JoinedTerms(Struct, frozen=True, kw_only=True):
    """What all tokens cost and take at least where pools join, by fleet (infinite: none can)."""

    cost: Floats
    seconds: Floats


def least_in_time(terms: StopTerms, joined: JoinedTerms, cap: float) -> Floats:
    """Return the least cost of runs of fleets (columns of one axis) under a cap, in time; 0 where nothing is known."""
    tuples = tuples_of(terms, cap)
    if tuples is None:
        return np.zeros(terms.shape)
    best = _at_price(terms, joined, tuples, cap, np.zeros(terms.shape))
    if np.isfinite(terms.deadline_s):
        for price in _prices(terms, joined).T:
            best = np.maximum(best, _at_price(terms, joined, tuples, cap, price))
    return best


def _at_price(
    terms: StopTerms, joined: JoinedTerms, tuples: Sequence[tuple[int, ...]], cap: float, price: Floats
) -> Floats:
    """Return the bound at a price of a second of each fleet."""
    each = np.stack([_weighed(cost, one, price) for cost, one in zip(terms.cost, terms.seconds, strict=True)])
    together = _weighed(joined.cost, joined.seconds, price)
    dearest = np.max(np.where(np.isfinite(each), each, -np.inf), axis=0)
    suppliers = _by_supplier(terms, each)
    alone = np.full(terms.shape, np.inf)
    for pools in tuples:
        stops = terms.fixed(pools) + price * (len(pools) - 1) * terms.stop_s
        with np.errstate(invalid="ignore"):
            one = filled([each[i] for i in pools], cap) + stops
        alone = np.fmin(alone, np.where(np.isfinite(one), one, np.inf))
    beside = _beside(suppliers[: max(0, ceil(1.0 / cap - _TIE) - 2)], together, cap)
    least = np.where(together < dearest, _any_parts(list(suppliers), together, cap), np.minimum(alone, beside))
    late = 0.0 if not price.any() else price * terms.deadline_s
    bound: Floats = least - late
    return bound


def _weighed(cost: Floats, seconds: Floats, price: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(cost) & np.isfinite(seconds), cost + price * seconds, np.inf)


def _by_supplier(terms: StopTerms, each: Floats) -> Floats:
    """Return what each supplier's cheapest pool weighs, the cheapest supplier first: (suppliers, fleets)."""
    found = [
        np.min(each[[i for i, own in enumerate(terms.names) if own == name]], axis=0)
        for name in dict.fromkeys(terms.names)
    ]
    return np.sort(np.stack(found), axis=0)


def _beside(cheapest: Floats, together: Floats, cap: float) -> Floats:
    """Return what a joined way weighs beside some suppliers at the cap, too few to keep it by themselves."""
    part = np.where(np.isfinite(cheapest), cheapest, together)
    beside: Floats = cap * part.sum(axis=0) + (1.0 - cap * len(part)) * together
    return beside


def _any_parts(suppliers: Sequence[Floats], together: Floats, cap: float) -> Floats:
    """Return the least of suppliers at the cap each and a joined way of any part."""
    total, left = np.zeros(together.shape), 1.0
    for one in suppliers:
        part = min(cap, left)
        total, left = total + part * np.minimum(one, together), left - part
        if left <= _TIE:
            return total
    return total + left * together


def _prices(terms: StopTerms, joined: JoinedTerms) -> Floats:
    """Return prices of a second at which two ways of a fleet weigh alike (fleets, some); 0 where they never do."""
    cost, seconds = np.stack([*terms.cost, joined.cost]), np.stack([*terms.seconds, joined.seconds])
    found = []
    for i, j in combinations(range(len(cost)), 2):
        with np.errstate(divide="ignore", invalid="ignore"):
            price = (cost[j] - cost[i]) / (seconds[i] - seconds[j])
        found.append(np.where(np.isfinite(price) & (price > 0.0), price, 0.0))
    ordered = np.sort(np.stack(found, axis=1), axis=1)
    places = np.unique(np.linspace(0, ordered.shape[1] - 1, MOST_PRICES).astype(np.int64))
    prices: Floats = ordered[:, places]
    return prices
