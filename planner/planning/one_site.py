"""Sites of one accelerator that join: together they reach no more than the same devices at one site.

One job is started with one set of arguments on all its ranks (Megatron-LM ``training/arguments.py``), so the layouts
that two alike pools could run are those of one pool of both; what the stages of a pipeline seem to gain by a recompute
mode of their own, or by unlike layouts at the sites, is claimed for neither.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from planner.catalogue.catalogue import Catalogue
from planner.cluster import NodeGroup, Pool
from planner.errors import UserError
from planner.plan import Plan
from planner.planning.grounds import Grounds
from planner.planning.members import Member, member_of, pool_run
from planner.planning.pools import planned_pool
from planner.workload.training_run import TrainingPrecision

KindOfNode = tuple[Pool, TrainingPrecision]


def one_site_tokens_per_s(members: Sequence[Member], plan: Plan, grounds: Grounds) -> float | None:
    """Return what the devices of alike pools deliver at one site, 0 where they hold no layout; None of unlike pools."""
    if not _alike(members, plan):
        return None
    groups = [group for member in members for group in member.planned.groups]
    try:
        return member_of(groups, plan, grounds.catalogue, grounds.anchors, grounds.model).delivered_tokens_per_s
    except UserError:
        return 0.0


def kind_of_node(groups: Sequence[NodeGroup], plan: Plan, catalogue: Catalogue) -> KindOfNode:
    """Return what is the same of pools whose devices could be one pool: their kind of node, in one precision.

    Raises UserError where a pool of these groups lacks a figure.
    """
    some = [replace(group, nodes=max(1, group.nodes)) for group in groups]
    return _kind(planned_pool(some, plan, catalogue).pool, groups, plan)


def _kind(pool: Pool, groups: Sequence[NodeGroup], plan: Plan) -> KindOfNode:
    return replace(pool, devices=0), pool_run(groups, plan).precision


def _alike(members: Sequence[Member], plan: Plan) -> bool:
    """Say whether pools are of one kind of node in one precision."""
    kinds = [_kind(member.planned.pool, member.planned.groups, plan) for member in members]
    return len(members) > 1 and all(kind == kinds[0] for kind in kinds)
