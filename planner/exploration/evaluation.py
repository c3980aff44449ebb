"""Many fleets at once: every combination of pool sizes in a block of the grid, or single ones, as arrays."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.dependence import POINTS_OF_ONE_NAME, DependenceBasis
from planner.exploration.exploration import Counts, FleetColumns, Floats, Integers
from planner.exploration.frontier import frontier_rows
from planner.exploration.grid import Block
from planner.exploration.pool_table import PoolTable
from planner.exploration.site_marks import DeviceLimit, mark_reasons
from planner.mixing.choose import STRATEGIES, Mixed, Rules, mix
from planner.mixing.strategy import MixingStrategy
from planner.mixing.working_pool import MixedRun, WorkingPool, absent, largest, summed
from planner.plan import DependenceMeasure, Objective
from planner.units import SECONDS_PER_DAY, TRILLION_TOKENS

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetLimits:
    """What a fleet has to keep, in the exploration's currency; infinite and empty are no limit."""

    budget: float = float("inf")
    deadline_days: float = float("inf")
    power_w: float = float("inf")
    required_suppliers: tuple[str, ...] = ()
    excluded_suppliers: tuple[str, ...] = ()
    marks: tuple[DeviceLimit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Everything that fleets are evaluated from; ``baseline`` is its cost per trillion tokens (NaN: none)."""

    tables: tuple[PoolTable, ...]
    run: MixedRun
    rules: Rules
    limits: FleetLimits
    basis: DependenceBasis
    measure: DependenceMeasure
    baseline: float
    groups: int
    objective: Objective = Objective.COST_PER_TRILLION_TOKENS


Lost = Mapping[
    str, Floats
]  # by supplier the rates of the fleets without it: an axis for each pool, one long for its own


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetsFound:
    """The feasible ones of some fleets, which of them no other of them beats, and counts of the rest by reason."""

    fleets: FleetColumns
    frontier: Integers
    blocked: dict[str, int]


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
    return np.broadcast_to(_mixed_without(evaluation, tables, supplier), shape)


def suppliers_of(tables: Sequence[PoolTable]) -> tuple[str, ...]:
    """Return the suppliers of pools, each once."""
    return tuple(dict.fromkeys(table.supplier for table in tables))


def _block(evaluation: Evaluation, block: Block) -> tuple[tuple[int, ...], list[PoolTable]]:
    shape = tuple(stop - start for start, stop in block.ranges)
    tables = [
        _laid(table, slice(*part), tuple(-1 if i == axis else 1 for i in range(len(shape))))
        for axis, (table, part) in enumerate(zip(evaluation.tables, block.ranges, strict=True))
    ]
    return shape, tables


def evaluate_rows(evaluation: Evaluation, rows: Integers) -> FleetsFound:
    """Return the feasible ones of single fleets; (n, pools) holds the position of each pool's size in its table."""
    tables = [_laid(table, rows[:, pool], (-1,)) for pool, table in enumerate(evaluation.tables)]
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
    answer = mix([table.working for table in tables], evaluation.run, evaluation.rules)
    mixed = answer.columns
    feasible, blocked = _feasible(evaluation, tables, shape, answer)
    keep = np.flatnonzero(feasible)

    def kept(column: Floats) -> Floats:
        flat: Floats = np.broadcast_to(column, shape).reshape(-1)[keep]
        return flat

    cost = kept(mixed.cost)
    per_trillion = cost / evaluation.run.tokens * TRILLION_TOKENS
    most, hhi = _concentration(evaluation, tables)
    fleets = FleetColumns(
        nodes=_nodes(evaluation, positions(keep), len(keep)),
        cost_per_trillion_tokens=per_trillion,
        cost=cost,
        saving=1.0 - per_trillion / evaluation.baseline,
        tokens_per_s=kept(mixed.tokens_per_s),
        days=kept(mixed.wall_s) / SECONDS_PER_DAY,
        largest=kept(most),
        hhi=kept(hhi),
        retention=kept(_retention(evaluation, tables, mixed.tokens_per_s, lost)),
    )
    best = frontier_rows(fleets.objective(evaluation.objective), fleets.dependence(evaluation.measure))
    return FleetsFound(fleets=fleets, frontier=best, blocked=blocked)


def _laid(table: PoolTable, part: slice | Integers, shape: tuple[int, ...]) -> PoolTable:
    """Return some sizes of a table with every column in this shape."""
    columns: dict[str, Any] = {
        field.name: column[part].reshape(shape)
        for field in fields(WorkingPool)
        if isinstance(column := getattr(table.working, field.name), np.ndarray)
    }
    return replace(
        table,
        nodes=table.nodes[part],
        working=replace(table.working, **columns),
        power_w=table.power_w[part].reshape(shape),
        problem=table.problem[part].reshape(shape),
    )


def _feasible(
    evaluation: Evaluation, tables: Sequence[PoolTable], shape: tuple[int, ...], mixed: Mixed
) -> tuple[Mask, dict[str, int]]:
    """Return which fleets keep every limit, flat, and how many fell to each reason (each fleet to its first)."""
    left = np.ones(shape, dtype=np.bool_)
    blocked: dict[str, int] = {}
    with np.errstate(invalid="ignore"):
        for reason, broken in _reasons(evaluation, tables, mixed):
            fallen = int(np.count_nonzero(left & broken))
            if fallen:
                blocked[reason] = blocked.get(reason, 0) + fallen
                left &= ~broken
    return left.reshape(-1), blocked


def _reasons(evaluation: Evaluation, tables: Sequence[PoolTable], answer: Mixed) -> list[tuple[str, Mask]]:
    limits, mixed = evaluation.limits, answer.columns
    found = [(problem, table.problem == i) for table in tables for i, problem in enumerate(table.problems)]
    apart = answer.taken != STRATEGIES.index(MixingStrategy.PIPELINE)
    found += [
        (table.too_small, (table.working.devices > 0) & (table.working.fits_alone == 0) & apart)
        for table in tables
        if table.too_small
    ]
    strategy = evaluation.rules.choice.strategy.value
    found += [(f"{strategy} is refused: {words}", mask) for mask, words in answer.refused]
    found.append(("The fleet has no devices", mixed.tokens_per_s <= 0.0))
    if evaluation.basis is DependenceBasis.SPEND:
        spend = summed([table.working.price_per_hour for table in tables])
        found.append(("Nothing is spent, so no share of spend can be told", spend <= 0.0))
    found += [(f"{name} is excluded", _takes_part(tables, name)) for name in limits.excluded_suppliers]
    found += [(f"{name} is required", ~_takes_part(tables, name)) for name in limits.required_suppliers]
    found += mark_reasons(limits.marks, [table.working for table in tables])
    if np.isfinite(limits.power_w):
        power = summed([table.power_w for table in tables])
        found.append(("The power of a pool is unknown", np.isnan(power)))
        found.append(("Over the power limit", power > limits.power_w))
    if np.isfinite(limits.budget):
        found.append(("Over the budget", mixed.cost > limits.budget))
    if np.isfinite(limits.deadline_days):
        found.append(("Past the deadline", mixed.wall_s > limits.deadline_days * SECONDS_PER_DAY))
    return found


def _takes_part(tables: Sequence[PoolTable], supplier: str) -> Mask:
    part = np.zeros((), dtype=np.bool_)
    for table in tables:
        if table.supplier == supplier:
            part = part | table.working.active
    return np.asarray(part)


def _concentration(evaluation: Evaluation, tables: Sequence[PoolTable]) -> tuple[Floats, Floats]:
    """Return the largest supplier's share and the HHI in points."""
    amounts = [
        summed([_amount(table.working, evaluation.basis) for table in tables if table.supplier == supplier])
        for supplier in suppliers_of(tables)
    ]
    total = summed(amounts)
    with np.errstate(divide="ignore", invalid="ignore"):
        most = largest(amounts) / total
        hhi = POINTS_OF_ONE_NAME * summed([np.square(amount) for amount in amounts]) / np.square(total)
    return most, hhi


def _amount(pool: WorkingPool, basis: DependenceBasis) -> Floats:
    return pool.price_per_hour if basis is DependenceBasis.SPEND else pool.delivered_tokens_per_s


def _retention(evaluation: Evaluation, tables: Sequence[PoolTable], rate: Floats, lost: Lost) -> Floats:
    """Return what is left of the rate, mixed anew, without the supplier whose loss hurts most."""
    least = np.ones(())
    for supplier in suppliers_of(tables):
        known = lost.get(supplier)
        without = _mixed_without(evaluation, tables, supplier) if known is None else known
        with np.errstate(divide="ignore", invalid="ignore"):
            least = np.minimum(least, without / rate)
    return least


def _mixed_without(evaluation: Evaluation, tables: Sequence[PoolTable], supplier: str) -> Floats:
    """Return the rate of fleets whose pools of one supplier have no devices."""
    pools = [absent(table.working) if table.supplier == supplier else table.working for table in tables]
    return mix(pools, evaluation.run, evaluation.rules).columns.tokens_per_s


def _nodes(evaluation: Evaluation, positions: Sequence[Integers], fleets: int) -> Counts:
    """Return the nodes of each group: (fleets, groups)."""
    nodes = np.zeros((fleets, evaluation.groups), dtype=np.int32)
    for table, sizes in zip(evaluation.tables, positions, strict=True):
        nodes[:, table.positions] = table.nodes[sizes]
    return nodes
