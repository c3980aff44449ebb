"""The cheapest fleet under a cap and a deadline, the money and the days of its stops counted, of a million at once.

Of one support (the pools that work) stops and porting are fixed, and the cheapest shares are a vertex of a linear
programme: all names but one at the cap, and where the deadline binds one more pool. So without a deadline the cheapest
of a fleet is the least over tuples of pools of different suppliers, and each tuple's cost is a table over the sizes of
its pools alone. With a deadline the same least, days weighed with a price, bounds every fleet from below (Lagrange);
fleets whose bound lies below the best found are solved vertex by vertex.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import ceil

import numpy as np
from msgspec import Struct, field

from planner.arrays import Floats, Integers

MOST_TUPLES = 64  # of pools that a cap lets work together; of more, stops are left to the exact planning
_TIE = 1e-9
_PROBED = 64  # fleets that are solved first: what the best of them costs leaves few others
_ROWS = 4096  # fleets solved together
_PORTIONS = 64  # of those: the best is found in the first one or two


Found = tuple[float, int]  # the least cost of a run, and the flat position of its fleet


class StopTerms(Struct, frozen=True, kw_only=True):
    """What pools cost and take, columns that broadcast over fleets (infinite: no training), and what stops add.

    ``cost`` and ``seconds`` are of all tokens on one pool, ``price_per_s`` of the pool at work. ``names`` number the
    suppliers, ``stacks`` the software. ``moved_s`` of a stop of ``stop_s`` the pool before is paid as well. ``porting``
    is paid for each stack beyond ``start_stack`` (None: beyond the first). ``deadline_s`` is infinite for none.
    """

    cost: Sequence[Floats]
    seconds: Sequence[Floats]
    price_per_s: Sequence[Floats]
    names: Sequence[int]
    stacks: Sequence[str]
    moved_s: float
    stop_s: float
    porting: float
    deadline_s: float
    shape: tuple[int, ...]
    start_stack: str | None = None
    _fixed: dict[frozenset[int], Floats] = field(default_factory=dict)

    def rows(self, rows: Integers) -> "StopTerms":
        """Return single fleets, by their flat positions."""
        at = np.unravel_index(rows, self.shape)

        def own(columns: Sequence[Floats]) -> list[Floats]:
            return [np.broadcast_to(one, self.shape)[at] for one in columns]

        return StopTerms(
            cost=own(self.cost),
            seconds=own(self.seconds),
            price_per_s=own(self.price_per_s),
            names=self.names,
            stacks=self.stacks,
            moved_s=self.moved_s,
            stop_s=self.stop_s,
            porting=self.porting,
            deadline_s=self.deadline_s,
            shape=rows.shape,
            start_stack=self.start_stack,
        )

    def apart(self, pools: Sequence[int]) -> bool:
        """Say whether all these pools are of different suppliers."""
        return len({self.names[i] for i in pools}) == len(pools)

    def fixed(self, pools: Sequence[int]) -> Floats:
        """Return what stops and porting cost where these pools work, one after the other in the cheapest order.

        The first is paid while it hands over, the last while it takes over, all others for both: so the most expensive
        goes first and the next most expensive last.
        """
        known = self._fixed.get(frozenset(pools))
        if known is None:
            ported = self.porting * self._ported(pools)
            known = self._fixed[frozenset(pools)] = self._of_stops(pools) + ported
        return known

    def _ported(self, pools: Sequence[int]) -> int:
        stacks = {self.stacks[i] for i in pools}
        return len(stacks) - 1 if self.start_stack is None else len(stacks - {self.start_stack})

    def _of_stops(self, pools: Sequence[int]) -> Floats:
        if len(pools) == 1:
            return np.zeros(())
        total, most_expensive, second_most_expensive = np.zeros(()), np.zeros(()), np.zeros(())
        for i in pools:
            price = self.price_per_s[i]
            total = total + price
            second_most_expensive = np.maximum(second_most_expensive, np.minimum(most_expensive, price))
            most_expensive = np.maximum(most_expensive, price)
        with np.errstate(invalid="ignore"):
            stops: Floats = (
                (self.moved_s + self.stop_s) * total
                - self.stop_s * most_expensive
                - self.moved_s * second_most_expensive
            )
        return stops


def tuples_of(terms: StopTerms, cap: float) -> list[tuple[int, ...]] | None:
    """Return the pools that may work together under a cap when nothing but it binds; None where they are too many."""
    many = ceil(1.0 / cap - _TIE)
    found = [one for one in combinations(range(len(terms.names)), many) if terms.apart(one)]
    return found if len(found) <= MOST_TUPLES else None


def best_fleet(terms: StopTerms, cap: float, out: Floats, budget: float) -> Found | None:
    """Return the best fleet of some under a cap, in time and budget; None: no fleet can.

    ``out`` is 0 for each fleet and NaN where it is none.
    """
    tuples = tuples_of(terms, cap)
    if not tuples:
        return None
    bound = _flat(_least(terms, tuples, cap, 0.0), out)
    if not np.isfinite(terms.deadline_s):
        row = first_of_least(bound)
        return (float(bound[row]), row) if np.isfinite(bound[row]) and bound[row] <= budget else None
    soonest = _flat(_soonest(terms, tuples, cap), out)
    bound = np.where(soonest <= terms.deadline_s * (1.0 + _TIE), bound, np.inf)
    found = _searched(terms.rows, cap, bound, most=_PROBED)
    if found is None:
        return None
    price = _price_of_time(terms.rows(np.array([found[1]])), tuples, cap)
    if price > 0.0:
        bound = np.maximum(bound, _flat(_least(terms, tuples, cap, price), out))
    found = _searched(terms.rows, cap, bound, most=_ROWS * _PORTIONS, known=found) or found
    return _first_equal(terms.rows, cap, bound, found) if found[0] <= budget else None


def first_of_least(values: Floats) -> int:
    """Return the position of the first of the least values (n,), which may differ by rounding."""
    return int(np.argmax(values <= np.min(values) * (1.0 + _TIE)))


def _first_equal(rows_of: Callable[[Integers], StopTerms], cap: float, bound: Floats, found: Found) -> Found:
    """Return the first fleet of the grid that costs no more than the best found: of equals the one that idles least."""
    most = found[0] * (1.0 + _TIE)
    before = np.flatnonzero(bound[: found[1]] <= most)
    for start in range(0, len(before), _ROWS):
        rows = before[start : start + _ROWS]
        cost = least_cost(rows_of(rows), cap)
        equal = np.flatnonzero(cost <= most)
        if len(equal):
            return float(cost[equal[0]]), int(rows[equal[0]])
    return found


def _flat(column: Floats, out: Floats) -> Floats:
    value = column + out
    return np.where(np.isfinite(value), value, np.inf).reshape(-1)


def _least(terms: StopTerms, tuples: Sequence[tuple[int, ...]], cap: float, price: float) -> Floats:
    """Return the least cost over tuples, each second beyond the deadline at a price (seconds before it earn that)."""
    best = np.full((), np.inf)
    late = 0.0 if price == 0.0 else price * terms.deadline_s
    for pools in tuples:
        each = [terms.cost[i] + price * terms.seconds[i] if price else terms.cost[i] for i in pools]
        stops = terms.fixed(pools)
        stops = np.where(np.isfinite(stops), stops + price * (len(pools) - 1) * terms.stop_s - late, np.inf)
        best = np.minimum(best, filled(each, cap) + stops)
    return best


def _soonest(terms: StopTerms, tuples: Sequence[tuple[int, ...]], cap: float) -> Floats:
    best = np.full((), np.inf)
    for pools in tuples:
        stops = (len(pools) - 1) * terms.stop_s
        best = np.minimum(best, filled([terms.seconds[i] for i in pools], cap) + stops)
    return best


def filled(amounts: Sequence[Floats], cap: float) -> Floats:
    """Return an amount of all tokens where each pool has the cap of them and the one of most what is left."""
    total, most = amounts[0], amounts[0]
    for one in amounts[1:]:
        total, most = total + one, np.maximum(most, one)
    spare = len(amounts) * cap - 1.0
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(total), cap * total - spare * most, np.inf)


def _price_of_time(one: StopTerms, tuples: Sequence[tuple[int, ...]], cap: float) -> float:
    """Return the price of a second at which the bound of one fleet is highest: where two pools weigh alike."""
    cost, seconds = (np.concatenate(columns) for columns in (one.cost, one.seconds))
    can = np.flatnonzero(np.isfinite(cost))
    prices = {0.0}
    for i, j in combinations(can.tolist(), 2):
        if seconds[i] != seconds[j]:
            prices.add(max(0.0, float((cost[j] - cost[i]) / (seconds[i] - seconds[j]))))
    return max(prices, key=lambda price: float(np.max(_least(one, tuples, cap, price))))


def _searched(
    rows_of: Callable[[Integers], StopTerms], cap: float, bound: Floats, *, most: int, known: Found | None = None
) -> Found | None:
    """Solve fleets in the order of their bounds until no other can be cheaper; None where none beats what is known."""
    cheapest, best = np.inf if known is None else known[0], None
    below = np.flatnonzero(bound < cheapest)
    if len(below) > most:
        below = below[np.argpartition(bound[below], most - 1)[:most]]
    below = below[np.argsort(bound[below], kind="stable")]
    for start in range(0, len(below), _ROWS):
        rows = below[start : start + _ROWS]
        if not bound[rows[0]] < cheapest:
            break
        cost = least_cost(rows_of(rows), cap)
        first = int(np.argmin(cost))
        if cost[first] < cheapest:
            cheapest = float(cost[first])
            best = cheapest, int(rows[first])
    return best


def least_cost(terms: StopTerms, cap: float) -> Floats:
    """Return the least cost of single fleets (columns of one axis) under a cap and in time; infinite where none is."""
    best = np.full(terms.cost[0].shape, np.inf)
    for pools in tuples_of(terms, cap) or ():
        shares = _capped(terms, pools, cap)
        best = np.minimum(best, _cost_in_time(terms, pools, shares))
    if np.isfinite(terms.deadline_s):
        for full, left, free, width in _vertices(terms, cap):
            best = np.minimum(best, _at_deadline(terms, cap, (full, left), free, width))
    return best


def _capped(terms: StopTerms, pools: Sequence[int], cap: float) -> list[Floats]:
    """Return shares at the cap, and what is left on the most expensive (the last of equals)."""
    costs = np.stack([terms.cost[i] for i in pools])
    most_expensive = len(pools) - 1 - np.argmax(costs[::-1], axis=0)
    spare = len(pools) * cap - 1.0
    return [cap - np.where(most_expensive == place, spare, 0.0) for place in range(len(pools))]


def _cost_in_time(terms: StopTerms, pools: Sequence[int], shares: Sequence[Floats]) -> Floats:
    with np.errstate(invalid="ignore"):
        pairs = list(zip(pools, shares, strict=True))
        wall = sum((share * terms.seconds[i] for i, share in pairs), start=np.zeros(()))
        wall = wall + (len(pools) - 1) * terms.stop_s
        cost = sum((share * terms.cost[i] for i, share in pairs), start=np.zeros(())) + terms.fixed(pools)
        return np.where((wall <= terms.deadline_s * (1.0 + _TIE)) & np.isfinite(cost), cost, np.inf)


def _vertices(
    terms: StopTerms, cap: float
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], tuple[int, int], float]]:
    """Give what may bind with the deadline: pools at the cap, one with what is left, and two that share a width."""
    many = ceil(1.0 / cap - _TIE)
    left = 1.0 - (many - 1) * cap
    every = range(len(terms.names))
    for free in combinations(every, 2):
        same = terms.names[free[0]] == terms.names[free[1]]
        others = [i for i in every if terms.names[i] not in {terms.names[j] for j in free}]
        for full in combinations(others, many - 1):
            if terms.apart(full):
                yield full, (), free, left
        if many < 2:  # noqa: PLR2004 - nothing at the cap
            continue
        for full in combinations(others, many - 2):
            if not terms.apart(full):
                continue
            if not same:
                yield full, (), free, left + cap
            rest = [i for i in others if terms.names[i] not in {terms.names[j] for j in full}] if same else []
            for one in rest:
                yield full, (one,), free, cap


def _at_deadline(
    terms: StopTerms, cap: float, fixed: tuple[tuple[int, ...], tuple[int, ...]], free: tuple[int, int], width: float
) -> Floats:
    """Return the cost where two pools share a width of the tokens so that the run ends on its deadline."""
    full, rest = fixed
    pools = (*full, *rest, *free)
    left = 1.0 - (ceil(1.0 / cap - _TIE) - 1) * cap
    seconds, cost = terms.seconds, terms.cost
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.asarray(terms.deadline_s - (len(pools) - 1) * terms.stop_s)
        room = room - sum((cap * seconds[i] for i in full), start=np.zeros(()))
        room = room - sum((left * seconds[i] for i in rest), start=np.zeros(()))
        first = (room - width * seconds[free[1]]) / (seconds[free[0]] - seconds[free[1]])
        second = width - first
        most = width if terms.names[free[0]] == terms.names[free[1]] else min(cap, width)
        legal = (first >= 0.0) & (second >= 0.0) & (np.maximum(first, second) <= most * (1.0 + _TIE))
        total = first * cost[free[0]] + second * cost[free[1]] + terms.fixed(pools)
        total = total + sum((cap * cost[i] for i in full), start=np.zeros(()))
        total = total + sum((left * cost[i] for i in rest), start=np.zeros(()))
        return np.where(legal & np.isfinite(total), total, np.inf)
