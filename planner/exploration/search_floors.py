"""The floors of a search's fleets: its pools' tables, stretch by stretch of the days between the windows."""

from collections.abc import Container, Sequence
from functools import partial
from math import prod
from typing import Final

import numpy as np
from msgspec.structs import replace

from planner.arrays import Integers
from planner.cluster import NodeGroup, group_pool
from planner.dependence import DependenceBasis
from planner.errors import UserError
from planner.exploration.evaluation import Evaluation
from planner.exploration.fleet_plans import supplier_caps, takes_best_shares
from planner.exploration.floors import Floors, FloorTerms, OpenDays, Stops, Waiting, floors_of, joined_floors
from planner.exploration.grid import PoolSizes, grid_of
from planner.exploration.pool_table import stages_in_grid, without_options
from planner.exploration.replanning import Asked
from planner.exploration.retention import suppliers_of
from planner.exploration.search import Search, fleets_per_block
from planner.mixing.pipelines.stages_at_most import StagesAtMost, stages_at_most
from planner.mixing.strategy import Division
from planner.mixing.working_pool import laid_columns
from planner.plan import DependenceMeasure, Trains
from planner.planning.admitted_strategies import strategies_asked
from planner.planning.grounds import Grounds
from planner.planning.mixed_run import mixed_run
from planner.planning.pools import priced_groups
from planner.planning.presence import Presence, presences
from planner.units import HOURS_PER_DAY

_MOST_IN_STAGES: Final = 20_000  # fleets of which pipelines are bounded, some seconds
_MOST_POOLS: Final = 10  # whose sets are told apart
MOST_BOUNDED: Final = 1_000_000  # fleets whose floors are computed; their columns take some 100 bytes each


def asked_of(search: Search, grounds: Grounds, stages: StagesAtMost | None = None) -> Asked:
    """Return what single fleets of a search are planned from, and what they have to keep."""
    limits = search.limits
    return Asked(
        plan=search.plan,
        grounds=replace(grounds, stages=stages),
        baseline=search.baseline,
        deadline_days=limits.deadline_days,
        budget=limits.budget,
        power_w=limits.power_w,
    )


def stages_over_grid(search: Search, counts: Sequence[Sequence[int]]) -> StagesAtMost | None:
    """Return what pipelines of all fleets of a grid deliver at most; None where there are too many, or none is asked.

    A fleet is there with the pools that it has in each stretch of days.
    """
    grid = grid_of(search.plan, counts)
    rows = _rows(grid)
    if not stages_in_grid(search.plan) or len(grid) > _MOST_POOLS or len(rows) > _MOST_IN_STAGES:
        return None
    parts = [_there(grid, one) for one in _presences(search)]
    laid = ([laid_columns(table.working, rows[:, i], (-1,)) for i, table in enumerate(search.tables(part))]
            for part in parts)  # fmt: skip
    return stages_at_most(laid, mixed_run(search.plan))


def floors_over_grid(search: Search, counts: Sequence[Sequence[int]], stages: StagesAtMost | None = None) -> Floors:
    """Return what no plan of a fleet can go below, of all fleets of a grid of node counts that may keep its limits."""
    grid = grid_of(search.plan, counts)
    evaluation = search.evaluation(grid)
    terms = _floor_terms(search, grid, evaluation, stages)
    places = _rows(grid)
    width = max(1, fleets_per_block(len(grid)))
    chunks = [places[start : start + width] for start in range(0, len(places), width)]
    search.work.expected += len(chunks)
    return joined_floors(search.work.all([partial(floors_of, terms, chunk) for chunk in chunks]))


def _rows(grid: Sequence[PoolSizes]) -> Integers:
    """Return every fleet as the positions of its pools' sizes: (n, pools)."""
    lengths = [len(pool.sizes) for pool in grid]
    return np.stack(np.unravel_index(np.arange(prod(lengths)), lengths), axis=1).astype(np.int64)


def _floor_terms(
    search: Search, grid: Sequence[PoolSizes], evaluation: Evaluation, stages: StagesAtMost | None
) -> FloorTerms:
    plan, groups = search.plan, search.plan.cluster.groups
    no_stages = tuple(without_options(table) for table in evaluation.tables)
    until = [group.terms.until_day for group in groups]
    by_cap = plan.measure is DependenceMeasure.LARGEST and plan.basis is DependenceBasis.COMPUTE
    in_turn = takes_best_shares(plan) and plan.mixing.division is Division.AUTO
    return FloorTerms(
        evaluation=replace(evaluation, tables=no_stages, rules=replace(evaluation.rules, alike=())),
        open_days=_open_days(search, grid),
        waiting=Waiting(
            kept_per_node_day=np.array([_kept_per_node_day(search, group) for group in groups]),
            from_days=np.array([group.terms.from_day for group in groups]),
            until_days=np.array([float("inf") if day is None else day for day in until]),
            tokens=evaluation.run.tokens,
        ),
        joined=() if in_turn else tuple(strategy.key for strategy in strategies_asked(plan)),
        stages=stages,
        models=tuple(one.tokens for one in plan.programme.models) if plan.trains is Trains.PROGRAMME else (),
        stops=_stops(evaluation),
        own_cap=min(supplier_caps(plan, plan.measure), default=1.0) if by_cap else 1.0,
        by_cap=by_cap,
    )


def _stops(evaluation: Evaluation) -> Stops:
    """Return what a stop between pools takes at least: over the fastest link there is."""
    run, rules, tables = evaluation.run, evaluation.rules, evaluation.tables
    suppliers = suppliers_of(tables)
    moved_s = run.checkpoint_bytes / max(link.bytes_per_s for link in run.links.every())
    return Stops(
        names=tuple(suppliers.index(table.supplier) for table in tables),
        stacks=tuple(table.working.stack for table in tables),
        moved_s=moved_s,
        stop_s=moved_s + rules.restart_s,
        porting=rules.porting,
        start_stack=rules.start_stack,
    )


def _open_days(search: Search, grid: Sequence[PoolSizes]) -> tuple[OpenDays, ...]:
    """Return the stretches of days between the windows, and the pools at the sizes that they have in each."""
    found = []
    for one in _presences(search):
        tables = search.tables(_there(grid, one))
        pools = tuple(without_options(table).working for table in tables)
        found.append(OpenDays(from_day=one.from_day, to_day=one.to_day, pools=pools))
    return tuple(found)


def _presences(search: Search) -> tuple[Presence, ...]:
    some = tuple(replace(group, nodes=1) for group in search.plan.cluster.groups)
    return presences(replace(search.plan, cluster=replace(search.plan.cluster, groups=some)))


def _there(grid: Sequence[PoolSizes], stretch: Presence) -> list[PoolSizes]:
    """Return the pools at each of their sizes without the groups that are not there in a stretch of days."""
    there = {group.key for groups in stretch.pools.values() for group in groups}
    return [pool.with_sizes([_only(pool, size, there) for size in pool.sizes]) for pool in grid]


def _kept_per_node_day(search: Search, group: NodeGroup) -> float:
    """Return what a node of a group costs a day while it waits; 0 where its price is unknown."""
    one = replace(group, nodes=1)
    try:
        part = group_pool(one, search.question.catalogue)
    except UserError:
        return 0.0
    priced, _ = priced_groups([one], [part], search.plan, search.question.catalogue)
    return sum(each.per_hour * each.kept_part for each in priced) * HOURS_PER_DAY


def _only(pool: PoolSizes, size: tuple[int, ...], there: Container[str]) -> tuple[int, ...]:
    """Return a pool's size without the groups that are not there."""
    return tuple(nodes if group.key in there else 0 for group, nodes in zip(pool.groups, size, strict=True))
