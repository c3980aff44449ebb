"""Numbers of nodes that nobody states: how far they may lie from the plan's, and what that does to a pool's rate."""

from collections.abc import Mapping
from math import log

import numpy as np
from msgspec.structs import replace

from planner.arrays import Drawn, Floats
from planner.cluster import NodeGroup
from planner.errors import UserError
from planner.performance.training.rack_trays import part_of
from planner.planning.likely_sizes import count_log_sd, know_likely_sizes, likely_sizes, sizes_around
from planner.planning.members import Member, pool_run
from planner.planning.planned_run import PlannedRun


def uncertain_groups(run: PlannedRun) -> tuple[NodeGroup, ...]:
    """Return the groups whose number of nodes is uncertain."""
    return tuple(group for group in run.setting.groups if count_log_sd(group) > 0.0)


def counts_to_search(run: PlannedRun) -> bool:
    """Say whether the bands of a run wait for a search: layouts of likely sizes that nothing has asked for yet."""
    model = run.grounds.model
    return any(
        not model.knows(member.planned.pool, pool_run(member.planned.groups, run.plan), size)
        for member in run.members
        for size in likely_sizes(member.planned.groups, member.planned.pool)
    )


def count_rate(run: PlannedRun, member: Member, counts: Mapping[str, Drawn]) -> Drawn:
    """Return the factor of a pool's delivered rate where its groups have other numbers of nodes, by key as factors.

    The rate grows with the power of the nodes that it grows with up to the powers of two nearest to half and to twice
    as many (which most edits of the nodes have in common): that of the best layout of each size, goodput in. Of a size
    without a layout it is taken to grow like the nodes.
    """
    groups = member.planned.groups
    if not any(group.key in counts for group in groups):
        return 1.0
    nodes = sum(group.nodes for group in groups)
    count = sum((group.nodes / nodes * np.asarray(counts.get(group.key, 1.0)) for group in groups), start=np.zeros(()))
    know_likely_sizes(groups, member.planned.pool, pool_run(groups, run.plan), run.grounds.model)
    grown = np.log(count)
    below, above = (_power(run, member, other) for other in sizes_around(member.planned.pool.nodes))
    factors: Floats = np.exp(np.where(grown < 0.0, below, above) * grown)
    return factors


def _power(run: PlannedRun, member: Member, other: int) -> float:
    """Return the power of its nodes that a pool's delivered rate grows with from its size to another."""
    nodes = member.planned.pool.nodes
    here, there = _delivered(run, member, nodes), _delivered(run, member, other)
    if other == nodes or here is None or there is None:
        return 1.0
    return log(there / here) / log(other / nodes)


def _delivered(run: PlannedRun, member: Member, nodes: int) -> float | None:
    pool, trained, model = member.planned.pool, pool_run(member.planned.groups, run.plan), run.grounds.model
    try:
        found = model.at_most(replace(pool, devices=nodes * pool.devices_per_node), trained)
    except UserError:
        return None
    return found.tokens_per_s * model.goodput(part_of(pool, found.devices), trained)
