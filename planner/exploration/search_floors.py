"""The floors of a search's fleets: its pools' tables, stretch by stretch of the days between the windows."""

from collections.abc import Container, Sequence
from functools import partial
from math import prod
from typing import Final

import numpy as np
from msgspec.structs import replace

from planner.cluster import NodeGroup, group_pool
from planner.dependence import DependenceBasis
from planner.errors import UserError
from planner.exploration.evaluation import Evaluation
from planner.exploration.fleet_plans import takes_best_shares
from planner.exploration.floors import Floors, FloorTerms, OpenDays, Waiting, floors_of, joined_floors
from planner.exploration.grid import PoolSizes, grid_of
from planner.exploration.pool_table import without_options
from planner.exploration.replanning import Asked
from planner.exploration.search import Search, fleets_per_block
from planner.mixing.strategy import Division
from planner.plan import DependenceMeasure, Trains
from planner.planning.grounds import Grounds
from planner.planning.pools import priced_groups
from planner.planning.presence import presences
from planner.planning.setting import strategies_asked
from planner.units import HOURS_PER_DAY

MOST_BOUNDED: Final = 1_000_000  # fleets whose floors are computed; their columns take some 100 bytes each


def asked_of(search: Search, grounds: Grounds) -> Asked:
    """Return what single fleets of a search are planned from, and what they have to keep."""
    limits = search.limits
    return Asked(
        plan=search.plan,
        grounds=grounds,
        baseline=search.baseline,
        deadline_days=limits.deadline_days,
        budget=limits.budget,
        power_w=limits.power_w,
    )


def floors_over_grid(search: Search, counts: Sequence[Sequence[int]]) -> Floors:
    """Return what no plan of a fleet can go below, of all fleets of a grid of node counts that may keep its limits."""
    grid = grid_of(search.plan, counts)
    evaluation = search.evaluation(grid)
    terms = _floor_terms(search, grid, evaluation)
    lengths = [len(pool.sizes) for pool in grid]
    places = np.stack(np.unravel_index(np.arange(prod(lengths)), lengths), axis=1).astype(np.int64)
    width = max(1, fleets_per_block(len(grid)))
    chunks = [places[start : start + width] for start in range(0, len(places), width)]
    search.work.expected += len(chunks)
    return joined_floors(search.work.all([partial(floors_of, terms, chunk) for chunk in chunks]))


def _floor_terms(search: Search, grid: Sequence[PoolSizes], evaluation: Evaluation) -> FloorTerms:
    plan, groups = search.plan, search.plan.cluster.groups
    no_stages = tuple(without_options(table) for table in evaluation.tables)
    until = [group.terms.until_day for group in groups]
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
        models=tuple(one.tokens for one in plan.programme.models) if plan.trains is Trains.PROGRAMME else (),
        by_cap=plan.measure is DependenceMeasure.LARGEST and plan.basis is DependenceBasis.COMPUTE,
    )


def _open_days(search: Search, grid: Sequence[PoolSizes]) -> tuple[OpenDays, ...]:
    """Return the stretches of days between the windows, and the pools at the sizes that they have in each."""
    some = tuple(replace(group, nodes=1) for group in search.plan.cluster.groups)
    stretches = presences(replace(search.plan, cluster=replace(search.plan.cluster, groups=some)))
    found = []
    for one in stretches:
        there = {group.key for groups in one.pools.values() for group in groups}
        parts = [pool.with_sizes([_only(pool, size, there) for size in pool.sizes]) for pool in grid]
        pools = tuple(without_options(table).working for table in search.tables(parts))
        found.append(OpenDays(from_day=one.from_day, to_day=one.to_day, pools=pools))
    return tuple(found)


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
