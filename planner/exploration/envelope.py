"""The lower envelope over fleets and shares: at each cap on dependence the fleet that does best under it.

Under a cap the cheapest shares fill the cheapest suppliers to the cap; between the caps 1, 1/2, 1/3 ... cost and days
are linear in it, so that one curve a fleet answers every cap (``planner.mixing.shares.capped_shares``).
"""

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np
from msgspec import Struct

from planner.arrays import Counts, Floats, Mask
from planner.exploration.fleet_rules import FleetRules
from planner.exploration.fleets_in_turn import alone_rates, stop_s
from planner.exploration.stopped_shares import StopTerms, best_fleet, first_of_least, tuples_of
from planner.mixing.shares.capped_shares import CapCurve, Ranking, cap_curve, ranking
from planner.mixing.shares.hhi_shares import hhi_shares
from planner.mixing.working_pool import MixedRun, WorkingPool, summed
from planner.units import SECONDS_PER_HOUR

Ends = Callable[[float], tuple[Floats, Floats] | None]

CAP_STEP = 0.05
_TIE = 1e-9
_LATE = 1e-6  # of the deadline


class CappedFleet(Struct, frozen=True, kw_only=True):
    """The best fleet of some at one cap: nodes of each group, and the objective without stops and what waits.

    ``sure``: it ends in time however often it has to stop.
    """

    cap: float
    value: float
    nodes: tuple[int, ...]
    sure: bool = False


class Candidates(Struct, frozen=True, kw_only=True):
    """Fleets of a block: which keep the limits that no shares change, and the nodes of one by its flat row.

    ``by_hhi``: caps limit the sum of the squares of the suppliers' shares, not the largest.
    """

    feasible: Mask
    shape: tuple[int, ...]
    budget: float
    by_days: bool
    by_hhi: bool
    nodes: Callable[[int], Counts]

    @property
    def out(self) -> Floats:
        """What takes fleets out when it is added to a value: 0 for those that keep the limits, else NaN."""
        return np.where(self.feasible, 0.0, np.nan).reshape(self.shape)


def cap_grid(suppliers: int, most: float = 1.0) -> tuple[float, ...]:
    """Return the caps that are looked at, from all on one supplier down to equal shares of all.

    >>> cap_grid(2)
    (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5)
    """
    if suppliers == 0:
        return ()
    steps = [round(1.0 - CAP_STEP * i, 9) for i in range(round(1.0 / CAP_STEP))]
    found = {cap for cap in steps if cap * suppliers >= 1.0 - _TIE} | {1.0 / count for count in range(1, suppliers + 1)}
    return tuple(sorted((cap for cap in found if cap <= most + _TIE), reverse=True))


def best_capped(
    pools: Sequence[WorkingPool],
    suppliers: Sequence[str],
    run: MixedRun,
    rules: FleetRules,
    *,
    caps: Sequence[float],
    fleets: Candidates,
) -> tuple[CappedFleet, ...]:
    """Return for each cap the best feasible fleet in time; caps that none can keep are left out.

    Of cost under caps on the largest share the stops of a fleet count, in money and time. Elsewhere (the HHI, days, a
    great many pools) how often a fleet stops is known once its shares are: there two fleets stand for a cap with a
    deadline, the best if no stop took time and the best that is ``sure`` to end in time, and what stops cost does not
    choose.
    """
    if not caps or not fleets.feasible.any():
        return ()
    cost, seconds = _per_token(pools)
    number = list(dict.fromkeys(suppliers)).index
    names = [number(supplier) for supplier in suppliers]
    by_days = fleets.by_days or rules.by_time
    first, second = (seconds, cost) if by_days else (cost, seconds)
    if not by_days and not fleets.by_hhi:
        known = _with_stops(pools, names, run, rules, caps=caps, fleets=fleets)
        if known is not None:
            return known
    ends = _hhi_ends if fleets.by_hhi else _cap_ends
    cheap = ends(ranking(first, names, second), first, (cost, seconds))
    fast = ends(ranking(seconds, names, cost), seconds, (cost, seconds)) if np.isfinite(rules.deadline_s) else None
    found: list[CappedFleet] = []
    for cap in caps:
        cheapest, fastest = cheap(cap), None if fast is None else fast(cap)
        if cheapest is None:  # no fleet here has so many suppliers
            continue
        stops = _most_stops(cap, len(pools), by_hhi=fleets.by_hhi) * stop_s(run, rules)
        for sure in (False, True) if fastest is not None and stops > 0.0 else (False,):
            room = (rules.deadline_s - (stops if sure else 0.0)) / run.tokens
            value = _value(cheapest, fastest, room, run, fleets) + fleets.out
            value = np.where(np.isfinite(value), value, np.inf).reshape(-1)
            best = first_of_least(value)
            if np.isfinite(value[best]):
                nodes = tuple(int(count) for count in fleets.nodes(best))
                found.append(CappedFleet(cap=cap, value=float(value[best]), nodes=nodes, sure=sure))
    return tuple(found)


def _with_stops(
    pools: Sequence[WorkingPool],
    names: Sequence[int],
    run: MixedRun,
    rules: FleetRules,
    *,
    caps: Sequence[float],
    fleets: Candidates,
) -> tuple[CappedFleet, ...] | None:
    """Return the cheapest fleet at each cap with all that its stops cost; None where too many pools may take turns."""
    cost, seconds = _per_token(pools)
    terms = StopTerms(
        cost=[one * run.tokens for one in cost],
        seconds=[one * run.tokens for one in seconds],
        price_per_s=[np.where(np.isfinite(one), pool.price_per_hour, np.inf) / SECONDS_PER_HOUR
                     for pool, one in zip(pools, cost, strict=True)],
        names=names,
        stacks=[pool.stack for pool in pools],
        moved_s=stop_s(run, rules) - rules.restart_s,
        stop_s=stop_s(run, rules),
        porting=rules.porting,
        deadline_s=rules.deadline_s,
        shape=fleets.shape,
        start_stack=rules.start_stack,
    )  # fmt: skip
    if any(tuples_of(terms, cap) is None for cap in caps):
        return None
    found = []
    for cap in caps:
        best = best_fleet(terms, cap, fleets.out, fleets.budget)
        if best is not None:
            nodes = tuple(int(count) for count in fleets.nodes(best[1]))
            found.append(CappedFleet(cap=cap, value=best[0] / run.tokens, nodes=nodes))
    return tuple(found)


def _most_stops(cap: float, pools: int, *, by_hhi: bool) -> int:
    """Return between how many pools a run stops at most: those of two neighbouring corners, one of each name filled."""
    return pools - 1 if by_hhi else min(pools, 2 * ceil(1.0 / cap - _TIE)) - 1


def _value(
    cheapest: tuple[Floats, Floats],
    fastest: tuple[Floats, Floats] | None,
    room: float,
    run: MixedRun,
    fleets: Candidates,
) -> Floats:
    """Return the objective of a token of all fleets at their best shares in time; NaN where limits are broken."""
    money, time_s = cheapest if fastest is None else _blended(cheapest, fastest, room)
    value = time_s if fleets.by_days else money
    if np.isfinite(fleets.budget):
        value = np.where(np.isfinite(money) & (money * run.tokens > fleets.budget), np.nan, value)
    return np.where(time_s > room * (1.0 + _LATE), np.nan, value)


def better_of(found: Sequence[CappedFleet]) -> tuple[CappedFleet, ...]:
    """Return the best of each cap over blocks, the largest cap first; of equals the first of the grid, as in a block.

    The sure one stands beside it where that is another fleet.
    """
    of_cap: dict[tuple[float, bool], list[CappedFleet]] = {}
    for one in found:
        of_cap.setdefault((one.cap, one.sure), []).append(one)
    best = {key: _first_of(several) for key, several in of_cap.items()}
    once: dict[tuple[float, tuple[int, ...]], CappedFleet] = {}
    for cap, sure in sorted(best, key=lambda key: (-key[0], key[1])):
        once.setdefault((cap, best[cap, sure].nodes), best[cap, sure])
    return tuple(once.values())


def _first_of(fleets: Sequence[CappedFleet]) -> CappedFleet:
    ordered = sorted(fleets, key=lambda one: one.nodes)
    return ordered[first_of_least(np.array([one.value for one in ordered]))]


def _per_token(pools: Sequence[WorkingPool]) -> tuple[list[Floats], list[Floats]]:
    """Return cost and seconds of a token of each pool alone; infinite where it does not train."""
    cost, seconds = [], []
    for pool, rate in zip(pools, alone_rates(pools), strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            seconds.append(np.where(rate > 0, 1.0 / rate, np.inf))
            money = np.where(rate > 0, pool.price_per_hour / SECONDS_PER_HOUR / rate, np.inf)
        cost.append(np.where(np.isnan(money), np.inf, money))
    return cost, seconds


def _cap_ends(order: Ranking, _least: Sequence[Floats], amounts: tuple[list[Floats], list[Floats]]) -> Ends:
    """Return what gives (cost, seconds) of a token under a cap on the largest share, names filled in an order."""
    curve = cap_curve(order, *amounts)

    def at(cap: float) -> tuple[Floats, Floats] | None:
        return _at(curve, cap) if cap * len(curve.caps) >= 1.0 - _TIE else None

    return at


def _hhi_ends(order: Ranking, least: Sequence[Floats], amounts: tuple[list[Floats], list[Floats]]) -> Ends:
    """Return what gives (cost, seconds) of a token at the shares of the least of an amount under a limit on the HHI."""

    def at(cap: float) -> tuple[Floats, Floats] | None:
        if cap * int(np.max(order.names, initial=0)) < 1.0 - _TIE:
            return None
        shares = hhi_shares(order, least, cap)
        cost, seconds = (
            summed([part * np.where(part > 0.0, one, 0.0) for part, one in zip(shares, columns, strict=True)])
            for columns in amounts
        )
        return cost, seconds

    return at


def _at(curve: CapCurve, cap: float) -> tuple[Floats, Floats]:
    """Return (cost, seconds) of a token at a cap: linear between the breakpoints 1/m and 1/(m + 1)."""
    low = min(int(1.0 / cap + _TIE), len(curve.caps)) - 1
    if low + 1 == len(curve.caps) or cap >= curve.caps[low] - _TIE:
        return curve.cost_per_token[low], curve.days_per_token[low]
    part = (curve.caps[low] - cap) / (curve.caps[low] - curve.caps[low + 1])
    cost, seconds = (
        (1 - part) * columns[low] + part * columns[low + 1] for columns in (curve.cost_per_token, curve.days_per_token)
    )
    return cost, seconds


def _blended(cheap: tuple[Floats, Floats], fast: tuple[Floats, Floats], room: float) -> tuple[Floats, Floats]:
    """Return cost and seconds of shares that are as far towards the fastest as is in time."""
    with np.errstate(divide="ignore", invalid="ignore"):
        towards = np.clip((cheap[1] - room) / (cheap[1] - fast[1]), 0.0, 1.0)
    part = np.where(cheap[1] > room, np.nan_to_num(towards, nan=0.0), 0.0)
    return (1 - part) * cheap[0] + part * fast[0], (1 - part) * cheap[1] + part * fast[1]
