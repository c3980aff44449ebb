"""What would mend a part of a plan that gives no number, found by asking the model and not by a rule of thumb."""

from collections.abc import Sequence
from math import ceil

from msgspec.structs import replace

from planner.causes import BatchNotDivided, DevicesNotDivided, DoesNotFit, NoNumberOfNodes
from planner.cluster import NodeGroup, group_pool
from planner.errors import UserError
from planner.plan import Plan
from planner.plan_result import Blocked, SetNodes
from planner.planning.grounds import Grounds
from planner.planning.members import pool_run
from planner.planning.pools import planned_pool

_TOO_FEW = (DoesNotFit, DevicesNotDivided, BatchNotDivided, NoNumberOfNodes)


def with_mend(block: Blocked, plan: Plan, grounds: Grounds) -> Blocked:
    """Return a block with the fewest nodes of one of its groups on which the pool trains; as it is without any."""
    groups = [group for group in plan.cluster.groups if group.key in block.groups]
    if not groups or not isinstance(block.cause, _TOO_FEW):
        return block
    try:
        return replace(block, mend=_enough_nodes(groups, plan, grounds))
    except UserError:
        return block


def _enough_nodes(groups: Sequence[NodeGroup], plan: Plan, grounds: Grounds) -> SetNodes | None:
    """Return how many nodes the largest group needs so that the whole pool holds the model; None where none do."""
    pool, run = planned_pool(groups, plan, grounds.catalogue).pool, pool_run(groups, plan)
    fewest = grounds.model.fewest(pool, run)
    if fewest is None:
        return None
    grown = max(groups, key=lambda group: group.nodes)
    own = group_pool(grown, grounds.catalogue)
    short = fewest * pool.devices_per_node - pool.devices
    nodes = grown.nodes + ceil(short / own.devices_per_node)
    if nodes <= grown.nodes:
        return None
    whole = [replace(group, nodes=nodes) if group is grown else group for group in groups]
    grounds.model.at_most(planned_pool(whole, plan, grounds.catalogue).pool, run)  # raises where it does not train
    return SetNodes(group=grown.key, nodes=nodes)
