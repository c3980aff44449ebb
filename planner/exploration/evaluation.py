"""Many fleets at once: every combination of pool sizes in a block of the grid, or single ones, as arrays."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from planner.arrays import Counts, Floats, Integers, Mask
from planner.dependence import POINTS_OF_ONE_NAME, DependenceBasis
from planner.exploration.envelope import Candidates, CappedFleet, best_capped
from planner.exploration.exploration import FleetColumns, FrontierPoint
from planner.exploration.fleet_rules import WAYS, FleetRules, FleetWays
from planner.exploration.fleet_ways import refusals
from planner.exploration.frontier import frontier_rows
from planner.exploration.grid import Block
from planner.exploration.own_plans import NEAR, idles, own_plan_tells, ways_of_fleets
from planner.exploration.pool_table import PoolTable
from planner.exploration.retention import Lost, Standing, kept_and_lost, laid, loss_may_differ, rate_without
from planner.exploration.site_limits import DeviceLimit, mark_reasons
from planner.mixing.strategy import ShareCap
from planner.mixing.timetables.timetable_checks import HHI_TOLERANCE_POINTS, TOLERANCE
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.mixing.working_pool import MixedRun, largest, summed
from planner.plan import DependenceMeasure, Objective
from planner.sentences import sentence
from planner.units import SECONDS_PER_DAY, TRILLION_TOKENS

_TIE = 1e-9  # of the deadline
_SLACK = 1e-6  # names times cap reach 1 within this
OVER_CAP = "Over a cap on shares"
NEAR_CAP = "Only its own plan tells whether it keeps a cap on shares; not planned one by one"
UNDECIDED = "Only its own plan tells whether it keeps the limits; not planned one by one"


class FleetLimits(Struct, frozen=True, kw_only=True):
    """What a fleet has to keep, in the exploration's currency; infinite and empty are no limit."""

    budget: float = float("inf")
    deadline_days: float = float("inf")
    power_w: float = float("inf")
    required_suppliers: tuple[str, ...] = ()
    excluded_suppliers: tuple[str, ...] = ()
    marks: tuple[DeviceLimit, ...] = ()
    caps: tuple[ShareCap, ...] = ()


class Evaluation(Struct, frozen=True, kw_only=True):
    """Everything that fleets are evaluated from; ``baseline`` is its cost per trillion tokens (NaN: none).

    ``caps`` are the largest shares of one supplier at which every block also looks for its best fleet.
    """

    tables: tuple[PoolTable, ...]
    run: MixedRun
    rules: FleetRules
    limits: FleetLimits
    basis: DependenceBasis
    measure: DependenceMeasure
    baseline: float
    groups: int
    objective: Objective = Objective.UNIT_COST
    caps: tuple[float, ...] = ()

    @property
    def some_leave(self) -> bool:
        """Whether pools of a fleet may work nothing and are then not all kept: at best shares, had on demand."""
        return self.rules.divided and any(table.leaves for table in self.tables)


class FleetsFound(Struct, frozen=True, kw_only=True):
    """The feasible ones of some fleets, which of them no other of them beats, and counts of the rest by reason.

    ``capped`` holds for each cap the best fleet among these at the cheapest shares under it. ``near`` are, by the
    reason that they count to among the blocked, the nodes of those that only their own plans can tell to keep the
    limits or not. ``points`` are of those that were planned by themselves, by row. ``unsure`` are the rows of those
    whose own plans may differ and might be on the frontier (None: of all that are bounds).
    """

    fleets: FleetColumns
    frontier: Integers
    blocked: dict[str, int]
    capped: tuple[CappedFleet, ...] = ()
    near: Mapping[str, Counts] = field(default_factory=dict)
    points: Mapping[int, FrontierPoint] = field(default_factory=dict)
    unsure: Integers | None = None


def evaluate_block(evaluation: Evaluation, block: Block, lost: Lost | None = None) -> FleetsFound:
    """Return the feasible fleets of a block; columns broadcast over one axis per pool and are flattened at the end.

    ``lost`` holds what is known already of its fleets without a supplier.
    """
    shape, tables = _block(evaluation, block)

    def positions(keep: Integers) -> list[Integers]:
        return [index + start for index, (start, _) in zip(np.unravel_index(keep, shape), block.ranges, strict=True)]

    return _found(evaluation, tables, shape, positions, lost or {})


def rates_without(evaluation: Evaluation, supplier: str, block: Block) -> Floats:
    """Return the tokens a second of a block's fleets without a supplier; its own pools take one size of the block."""
    shape, tables = _block(evaluation, block)
    return np.broadcast_to(rate_without(tables, supplier, evaluation.run, evaluation.rules), shape)


def _block(evaluation: Evaluation, block: Block) -> tuple[tuple[int, ...], list[PoolTable]]:
    shape = tuple(stop - start for start, stop in block.ranges)
    tables = [
        laid(table, slice(*part), tuple(-1 if i == axis else 1 for i in range(len(shape))))
        for axis, (table, part) in enumerate(zip(evaluation.tables, block.ranges, strict=True))
    ]
    return shape, tables


def evaluate_rows(evaluation: Evaluation, rows: Integers) -> FleetsFound:
    """Return the feasible ones of single fleets; (n, pools) holds the position of each pool's size in its table."""
    tables = [laid(table, rows[:, pool], (-1,)) for pool, table in enumerate(evaluation.tables)]
    return _found(evaluation, tables, (len(rows),), lambda keep: list(rows[keep].T), {})


def count_in(counts: dict[str, int], more: dict[str, int]) -> None:
    """Add counts to counts."""
    for reason, count in more.items():
        counts[reason] = counts.get(reason, 0) + count


def _found(
    evaluation: Evaluation,
    tables: Sequence[PoolTable],
    shape: tuple[int, ...],
    positions: Callable[[Integers], list[Integers]],
    lost: Lost,
) -> FleetsFound:
    pools, suppliers = [table.working for table in tables], [table.supplier for table in tables]
    ways = ways_of_fleets(pools, [table.capped for table in tables], evaluation.run, evaluation.rules)
    static, feasible, near, blocked = _feasible(evaluation, tables, shape, ways)
    keep = np.flatnonzero(feasible)

    def kept(column: NDArray[Any]) -> NDArray[Any]:
        flat: NDArray[Any] = np.broadcast_to(column, shape).reshape(-1)[keep]
        return flat

    cost = kept(ways.cost)
    per_trillion = cost / evaluation.run.tokens * TRILLION_TOKENS
    most, hhi = _concentration(evaluation, suppliers, ways)
    sizes = positions(keep)
    without = {supplier: kept(rate) for supplier, rate in lost.items()}
    standing = _standing(evaluation, sizes, ways, kept)
    retention, loss = kept_and_lost(evaluation.tables, evaluation.run, evaluation.rules, standing, without)
    fleets = FleetColumns(
        nodes=_nodes(evaluation, sizes, len(keep)),
        unit_cost=per_trillion,
        cost=cost,
        saving=1.0 - per_trillion / evaluation.baseline,
        tokens_per_s=kept(ways.tokens_per_s),
        days=kept(ways.wall_s) / SECONDS_PER_DAY,
        largest=kept(most),
        hhi=kept(hhi),
        retention=retention,
        loss=loss,
        way=kept(ways.way.astype(np.float64)).astype(np.int8),
        bound=kept(ways.bound) | _loss_may_differ(evaluation, standing),
    )
    best = frontier_rows(fleets.objective(evaluation.objective), fleets.dependence(evaluation.measure))
    capped = best_capped(
        pools,
        suppliers,
        evaluation.run,
        evaluation.rules,
        caps=evaluation.caps,
        fleets=Candidates(
            feasible=static,
            shape=shape,
            budget=evaluation.limits.budget,
            by_days=evaluation.objective is Objective.DAYS,
            by_hhi=evaluation.measure is DependenceMeasure.HHI,
            nodes=lambda row: _nodes(evaluation, positions(np.array([row])), 1)[0],
        ),
    )
    close = {reason: np.flatnonzero(mask) for reason, mask in near.items()}
    return FleetsFound(
        fleets=fleets,
        frontier=best,
        blocked=blocked,
        capped=capped,
        near={reason: _nodes(evaluation, positions(rows), len(rows)) for reason, rows in close.items() if len(rows)},
    )


def _loss_may_differ(evaluation: Evaluation, standing: Standing) -> Mask:
    """Return of which kept fleets plans may lose another part, where that is the measure."""
    if evaluation.measure is not DependenceMeasure.LOSS or not len(standing.wall_s):
        return np.asarray(False)
    return loss_may_differ(evaluation.tables, evaluation.run, evaluation.rules, standing)


def _standing(
    evaluation: Evaluation, sizes: Sequence[Integers], ways: FleetWays, kept: Callable[[Floats], Floats]
) -> Standing:
    """Return what of the kept fleets is there to take over: of pools that work nothing no groups on demand.

    The rule of a plan (``standing_groups`` of ``planner.planning.dependence``).
    """
    leave = evaluation.some_leave
    return Standing(
        rows=[
            1 + (np.where(kept(part) > 0.0, own, table.standby[own]) if leave and table.leaves else own)
            for table, own, part in zip(evaluation.tables, sizes, ways.parts, strict=True)
        ],
        wall_s=kept(ways.wall_s),
        joined_tokens_per_s=kept(np.where(ways.way > 0, ways.tokens_per_s, 0.0)),
    )


def _feasible(
    evaluation: Evaluation, tables: Sequence[PoolTable], shape: tuple[int, ...], ways: FleetWays
) -> tuple[Mask, Mask, dict[str, Mask], dict[str, int]]:
    """Return which fleets keep every limit but those of time and money, which keep all, and which only plans tell of.

    These by the reason that they count to; and how many fell to each limit.

    Masks are flat; a fleet that falls counts for its first reason.
    """
    blocked: dict[str, int] = {}
    left = fallen(np.ones(shape, dtype=np.bool_), _standing_reasons(evaluation, tables), blocked)
    static = (left & _any_may_work(evaluation, tables) & ~_has_excluded(evaluation, tables)).reshape(-1)
    reasons = _reasons(evaluation, tables, ways)
    undecided = _undecided(evaluation, tables, ways, left, reasons)
    left = fallen(left, [(UNDECIDED, undecided), *reasons], blocked)
    near = left & _near_a_cap(evaluation, tables, ways)
    left = fallen(left, [(NEAR_CAP, near)], blocked)
    found = {NEAR_CAP: near.reshape(-1), UNDECIDED: undecided.reshape(-1)}
    return static, left.reshape(-1), found, blocked


def _undecided(
    evaluation: Evaluation,
    tables: Sequence[PoolTable],
    ways: FleetWays,
    left: Mask,
    reasons: Sequence[tuple[str, Mask]],
) -> Mask:
    """Return which of the fleets that are left fall by how they work, and may not by their own plans."""
    falls = left & ways.bound & ~fallen(left, reasons, {})
    if not np.any(falls):  # the search for what may be is dear
        return np.zeros(left.shape, dtype=np.bool_)
    pools = [table.working for table in tables]
    may = own_plan_tells(pools, ways, evaluation.run, evaluation.rules, evaluation.limits.budget)
    if not np.any(may):
        return np.zeros(left.shape, dtype=np.bool_)
    able = fallen(left & may, [*_cap_reasons(evaluation, tables), *_far_above_caps(evaluation, tables, ways)], {})
    return able & ~fallen(able, reasons, {})


def _far_above_caps(evaluation: Evaluation, tables: Sequence[PoolTable], ways: FleetWays) -> list[tuple[str, Mask]]:
    """Return which fleets are so far above a cap that their own plans are: of copies only the batches differ."""
    rules = evaluation.rules
    if rules.divided or not (rules.joined and all(strategy.own_batches for strategy in rules.joined)):
        return []
    return [(OVER_CAP, _above(cap, evaluation, tables, ways, -NEAR)) for cap in evaluation.limits.caps]


def standing(evaluation: Evaluation, tables: Sequence[PoolTable], fleets: int) -> tuple[Mask, dict[str, int]]:
    """Return which fleets (columns of one axis) keep what no shares and no way change, and how many fell to each."""
    blocked: dict[str, int] = {}
    reasons = [*_standing_reasons(evaluation, tables), *_cap_reasons(evaluation, tables)]
    return fallen(np.ones(fleets, dtype=np.bool_), reasons, blocked), blocked


def fallen(left: Mask, reasons: Iterable[tuple[str, Mask]], blocked: dict[str, int]) -> Mask:
    """Return which fleets are left after these reasons; those that fall are counted, each for its first."""
    with np.errstate(invalid="ignore"):
        for reason, broken in reasons:
            count = int(np.count_nonzero(left & broken))
            if count:
                blocked[reason] = blocked.get(reason, 0) + count
                left = left & ~broken
    return left


def _any_may_work(evaluation: Evaluation, tables: Sequence[PoolTable]) -> Mask:
    """Return in which fleets each pool may take its turn, whatever its share, within the limit on power."""
    if not np.isfinite(evaluation.limits.power_w):
        return np.asarray(True)
    power = _power_in_turn_w(tables, [table.working.active for table in tables])
    within: Mask = power <= evaluation.limits.power_w
    return within


def _has_excluded(evaluation: Evaluation, tables: Sequence[PoolTable]) -> Mask:
    """Return which fleets have pools of a supplier that is excluded: at some shares these would work."""
    found = np.asarray(False)
    for name in evaluation.limits.excluded_suppliers:
        found = found | _takes_part(tables, name)
    return found


def _supplier_reasons(evaluation: Evaluation, tables: Sequence[PoolTable], ways: FleetWays) -> list[tuple[str, Mask]]:
    """Return in which fleets a supplier works tokens that is excluded, or none that is required."""
    limits = evaluation.limits

    def works(name: str) -> Mask:
        own = [part for part, table in zip(ways.parts, tables, strict=True) if table.supplier == name]
        return np.asarray(summed(own) > 0.0)

    found: list[tuple[str, Mask]] = [
        (sentence("{} is excluded", name), works(name)) for name in limits.excluded_suppliers
    ]
    return found + [(sentence("{} is required", name), ~works(name)) for name in limits.required_suppliers]


def _standing_reasons(evaluation: Evaluation, tables: Sequence[PoolTable]) -> list[tuple[str, Mask]]:
    """Return what speaks against fleets whatever their shares and their way."""
    limits = evaluation.limits
    found = [(problem, table.problem == i) for table in tables for i, problem in enumerate(table.problems)]
    found += [(sentence("{} is required", name), ~_takes_part(tables, name)) for name in limits.required_suppliers]
    found += mark_reasons(limits.marks, [table.working for table in tables])
    return found


def _power_w(tables: Sequence[PoolTable], ways: FleetWays) -> Floats:
    """Return the most that fleets draw at once: of pools that work together all, of those in turn the largest.

    Beside them stand those that are kept without work.
    """
    working = [part > 0.0 for part in ways.parts]
    joined = [np.where(at, table.power_w, table.kept_power_w) for table, at in zip(tables, working, strict=True)]
    return np.where(ways.way > 0, summed(joined), _power_in_turn_w(tables, working))


def _power_in_turn_w(tables: Sequence[PoolTable], working: Sequence[Mask]) -> Floats:
    """Return the most that fleets draw at once whose pools ``working`` take turns, the others kept by their terms."""
    more = [np.where(at, table.power_w - table.kept_power_w, 0.0) for table, at in zip(tables, working, strict=True)]
    return np.asarray(largest(more) + summed([table.kept_power_w for table in tables]))


def _reasons(evaluation: Evaluation, tables: Sequence[PoolTable], ways: FleetWays) -> list[tuple[str, Mask]]:
    limits, pools = evaluation.limits, [table.working for table in tables]
    power = _power_w(tables, ways) if np.isfinite(limits.power_w) else np.zeros(())
    stages = [WAYS.index(strategy.key) for strategy in evaluation.rules.joined if strategy.stages]
    apart = ~np.isin(ways.way, stages)
    found = [("The power of a pool is unknown", np.isnan(power)), ("Over the power limit", power > limits.power_w)]
    found += [
        (table.too_small, (table.working.devices > 0) & (table.working.fits_alone == 0) & apart)
        for table in tables
        if table.too_small
    ]
    found += [
        (sentence("{} is refused: {}", evaluation.rules.strategy, one.words), one.where)
        for one in refusals(pools, evaluation.run, evaluation.rules)
    ]
    found += _cap_reasons(evaluation, tables)
    if not evaluation.rules.divided:  # best shares keep the caps that they are divided under
        found += [(OVER_CAP, _over_cap(cap, evaluation, tables, ways)) for cap in limits.caps]
    found.append(("The fleet has no devices", ~(ways.tokens_per_s > 0.0)))
    found += _supplier_reasons(evaluation, tables, ways)
    if evaluation.basis is DependenceBasis.SPEND:
        found.append(("Nothing is spent, so no share of spend can be determined", summed(list(ways.spend)) <= 0.0))
    if np.isfinite(limits.budget):
        found.append(("Over the budget", ways.cost > limits.budget))
    if np.isfinite(limits.deadline_days):
        found.append(("Past the deadline", ways.wall_s > limits.deadline_days * SECONDS_PER_DAY * (1.0 + _TIE)))
    return found


def _over_cap(cap: ShareCap, evaluation: Evaluation, tables: Sequence[PoolTable], ways: FleetWays) -> Mask:
    """Return which fleets do not keep a cap at the shares that they have."""
    return _above(cap, evaluation, tables, ways, 0.0)


def _near_a_cap(evaluation: Evaluation, tables: Sequence[PoolTable], ways: FleetWays) -> Mask:
    """Return which fleets may not keep a cap as their own plans have it: their shares there differ from these."""
    caps, rules = evaluation.limits.caps, evaluation.rules
    if not caps or rules.divided or not rules.approximate:
        return np.asarray(False)
    near = idles([table.working for table in tables], ways, evaluation.run, rules)
    for cap in caps:
        near = near | _above(cap, evaluation, tables, ways, NEAR)
    mask: Mask = ways.bound & near
    return mask


def _above(cap: ShareCap, evaluation: Evaluation, tables: Sequence[PoolTable], ways: FleetWays, slack: float) -> Mask:
    """Return which fleets are above a cap less some slack of a share."""
    most, hhi = _concentration(evaluation, [table.names[cap.layer] for table in tables], ways)
    limit = cap.share - slack
    if cap.measure is CapMeasure.HHI:
        over: Mask = hhi > limit * POINTS_OF_ONE_NAME + HHI_TOLERANCE_POINTS
    else:
        over = most > limit + TOLERANCE
    return over


def _cap_reasons(evaluation: Evaluation, tables: Sequence[PoolTable]) -> list[tuple[str, Mask]]:
    """Return which fleets have fewer names than any division under the caps takes."""
    names = dict.fromkeys(table.capped for table in tables)
    by_supplier = all(table.capped == table.supplier for table in tables)
    count = summed([_active(table for table in tables if table.capped == name).astype(float) for name in names])
    few = (count > 0) & (count * min(evaluation.rules.cap, evaluation.rules.hhi) < 1.0 - _SLACK)
    return [("Too few suppliers for the cap" if by_supplier else "Too few names on the capped layer for its cap", few)]


def _takes_part(tables: Sequence[PoolTable], supplier: str) -> Mask:
    return _active(table for table in tables if table.supplier == supplier)


def _active(tables: Iterable[PoolTable]) -> Mask:
    """Return the fleets in which any of the pools has devices."""
    part = np.zeros((), dtype=np.bool_)
    for table in tables:
        part = part | table.working.active
    return np.asarray(part)


def _concentration(evaluation: Evaluation, names: Sequence[str], ways: FleetWays) -> tuple[Floats, Floats]:
    """Return the largest share of one name and the HHI in points, of the pools' names on a layer."""
    of_pools = ways.spend if evaluation.basis is DependenceBasis.SPEND else ways.parts
    amounts = [
        summed([amount for amount, own in zip(of_pools, names, strict=True) if own == name])
        for name in dict.fromkeys(names)
    ]
    total = summed(amounts)
    with np.errstate(divide="ignore", invalid="ignore"):
        most = largest(amounts) / total
        hhi = POINTS_OF_ONE_NAME * summed([np.square(amount) for amount in amounts]) / np.square(total)
    return most, hhi


def _nodes(evaluation: Evaluation, positions: Sequence[Integers], fleets: int) -> Counts:
    """Return the nodes of each group: (fleets, groups)."""
    nodes = np.zeros((fleets, evaluation.groups), dtype=np.int32)
    for table, sizes in zip(evaluation.tables, positions, strict=True):
        nodes[:, table.positions] = table.nodes[sizes]
    return nodes
