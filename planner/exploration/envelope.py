"""The lower envelope over fleets and shares: at each cap on one supplier's tokens the fleet that does best under it.

Under a cap the cheapest shares fill the cheapest suppliers to the cap; between the caps 1, 1/2, 1/3 ... cost and days
are linear in it, so that one curve a fleet answers every cap (``planner.mixing.capped_shares``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.exploration.exploration import Floats
from planner.exploration.fleet_ways import FleetRules, alone_rates
from planner.mixing.capped_shares import CapCurve, cap_curve
from planner.mixing.working_pool import MixedRun, WorkingPool

Mask = NDArray[np.bool_]
Counts = NDArray[np.int32]

CAP_STEP = 0.05
_TIE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class CappedFleet:
    """The best fleet of some at one cap: nodes of each group, and the objective without stops and what waits."""

    cap: float
    value: float
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Fleets of a block: which keep the limits that no shares change, and the nodes of one by its flat row."""

    feasible: Mask
    shape: tuple[int, ...]
    budget: float
    by_days: bool
    nodes: Callable[[int], Counts]


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
    """Return for each cap the best feasible fleet in time; caps that none can keep are left out."""
    if not caps or not fleets.feasible.any():
        return ()
    rows = np.flatnonzero(fleets.feasible)
    cost, seconds = _per_token(pools, fleets.shape, rows)
    names = [list(dict.fromkeys(suppliers)).index(supplier) for supplier in suppliers]
    by_days = fleets.by_days or rules.by_time
    first = seconds if by_days else cost
    cheap = cap_curve(first, names, cost if by_days else seconds)
    fast = cap_curve(seconds, names, cost) if np.isfinite(rules.deadline_s) else None
    found = []
    for cap in caps:
        money, time_s = _at(cheap, cap, swapped=by_days)
        if fast is not None:
            money, time_s = _blended((money, time_s), _at(fast, cap, swapped=True), rules.deadline_s / run.tokens)
        value = time_s if fleets.by_days else money
        value = np.where(np.isfinite(money * run.tokens) & (money * run.tokens > fleets.budget), np.nan, value)
        if np.isfinite(rules.deadline_s):
            value = np.where(time_s * run.tokens > rules.deadline_s * (1.0 + 1e-6), np.nan, value)
        if np.isfinite(value).any():
            best = int(np.nanargmin(np.where(np.isfinite(value), value, np.nan)))
            nodes = tuple(int(count) for count in fleets.nodes(int(rows[best])))
            found.append(CappedFleet(cap=cap, value=float(value[best]), nodes=nodes))
    return tuple(found)


def better_of(found: Sequence[CappedFleet]) -> tuple[CappedFleet, ...]:
    """Return the best of each cap over blocks, the largest cap first; of equals the one of fewest nodes."""
    best: dict[float, CappedFleet] = {}
    for one in found:
        known = best.get(one.cap)
        if known is None or (one.value, sum(one.nodes), one.nodes) < (known.value, sum(known.nodes), known.nodes):
            best[one.cap] = one
    return tuple(best[cap] for cap in sorted(best, reverse=True))


def _per_token(pools: Sequence[WorkingPool], shape: tuple[int, ...], rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return cost and seconds of a token of each pool alone, (fleets, pools); infinite where it does not train."""
    rates = np.stack([np.broadcast_to(rate, shape).reshape(-1)[rows] for rate in alone_rates(pools)], axis=1)
    prices = np.stack([np.broadcast_to(pool.price_per_hour, shape).reshape(-1)[rows] for pool in pools], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        seconds = np.where(rates > 0, 1.0 / rates, np.inf)
        cost = np.where(rates > 0, prices / 3600.0 / rates, np.inf)
    return np.where(np.isnan(cost), np.inf, cost), seconds


def _at(curve: CapCurve, cap: float, *, swapped: bool) -> tuple[Floats, Floats]:
    """Return (cost, seconds) of a token at a cap: linear between the breakpoints 1/m and 1/(m + 1)."""
    many = min(int(1.0 / cap + _TIE), len(curve.caps))
    low = many - 1
    if low + 1 < len(curve.caps) and cap < curve.caps[low] - _TIE:
        part = (curve.caps[low] - cap) / (curve.caps[low] - curve.caps[low + 1])
        first = (1 - part) * curve.cost_per_token[:, low] + part * curve.cost_per_token[:, low + 1]
        second = (1 - part) * curve.days_per_token[:, low] + part * curve.days_per_token[:, low + 1]
    else:
        first, second = curve.cost_per_token[:, low], curve.days_per_token[:, low]
    return (second, first) if swapped else (first, second)


def _blended(cheap: tuple[Floats, Floats], fast: tuple[Floats, Floats], room: float) -> tuple[Floats, Floats]:
    """Return cost and seconds of shares that are as far towards the fastest as is in time."""
    with np.errstate(divide="ignore", invalid="ignore"):
        towards = np.clip((cheap[1] - room) / (cheap[1] - fast[1]), 0.0, 1.0)
    part = np.where(cheap[1] > room, np.nan_to_num(towards, nan=0.0), 0.0)
    return (1 - part) * cheap[0] + part * fast[0], (1 - part) * cheap[1] + part * fast[1]
