"""Pools of an interval as mixing works with them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from planner.mixing.strategy import pool_id
from planner.mixing.working_pool import WorkingPool
from planner.plan import Plan
from planner.planning.members import Member, PoolRow, pool_row, pool_run, stack_of
from planner.planning.model import PerformanceModel
from planner.planning.remembered_model import goodputs_of


def working_pools(
    members: Sequence[Member],
    plan: Plan,
    model: PerformanceModel,
    batches: Mapping[str, int] | None = None,
    *,
    in_stages: bool = False,
    divides: bool = True,
) -> list[WorkingPool]:
    """Return pools as mixing needs them, every column of shape (); ``batches`` are those of pools with their own.

    ``in_stages``: with the stages that they can hold; ``divides``: with the steps in which they take micro-batches,
    which only the division of a batch over replicas asks for.
    """
    own, whole = batches or {}, plan.training.global_batch
    return [
        _working(
            member,
            plan,
            model,
            own.get(pool_id(member.planned.place), whole) / whole,
            in_stages=in_stages,
            divides=divides,
        )
        for member in members
    ]


def _working(
    member: Member, plan: Plan, model: PerformanceModel, batch_share: float, *, in_stages: bool, divides: bool
) -> WorkingPool:
    options = member.stages() if in_stages else None
    row = pool_row(member, plan, options, divides=divides)
    columns: dict[str, Any] = {name: np.float64(getattr(row, name)) for name in PoolRow.__struct_fields__}
    return WorkingPool(
        name=member.planned.accelerator,
        stack=stack_of(member),
        site=member.planned.site,
        options=options,
        batch_share=batch_share,
        goodputs=goodputs_of(member.planned.pool, pool_run(member.planned.groups, plan), model),
        **columns,
    )
