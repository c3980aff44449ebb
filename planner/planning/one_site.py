"""Sites of one accelerator that join: together they reach no more than the same devices at one site.

One job is started with one set of arguments on all its ranks (Megatron-LM ``training/arguments.py``), so the layouts
that two alike pools could run are those of one pool of both; what the stages of a pipeline seem to gain by a recompute
mode of their own, or by unlike layouts at the sites, is claimed for neither.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from planner.errors import UserError
from planner.plan import Plan
from planner.planning.grounds import Grounds
from planner.planning.members import Member, member_of, pool_run


def one_site_tokens_per_s(members: Sequence[Member], plan: Plan, grounds: Grounds) -> float | None:
    """Return what the devices of alike pools deliver at one site, 0 where they hold no layout; None of unlike pools."""
    if not _alike(members, plan):
        return None
    groups = [group for member in members for group in member.planned.groups]
    try:
        return member_of(groups, plan, grounds.catalogue, grounds.anchors, grounds.model).delivered_tokens_per_s
    except UserError:
        return 0.0


def _alike(members: Sequence[Member], plan: Plan) -> bool:
    """Say whether pools are of one kind of node in one precision."""
    kinds = [replace(member.planned.pool, devices=0) for member in members]
    runs = [pool_run(member.planned.groups, plan) for member in members]
    return len(members) > 1 and all(kind == kinds[0] for kind in kinds) and all(run == runs[0] for run in runs)
