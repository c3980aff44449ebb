"""Today's plan among explored fleets: it moves with every edit, the exploration need not run again."""

import math

import numpy as np
from msgspec.structs import replace

from planner.dependence.shares import DependenceBasis
from planner.exploration.exploration import Exploration, FleetColumns
from planner.plan import Plan
from planner.plan_result import PlanResult

_LAYER = "supplier"


def with_today(exploration: Exploration, plan: Plan, result: PlanResult) -> Exploration:
    """Return the exploration with a planned plan for ``today``; None where it gives no figures.

    None, too, where the plan has nodes in a group that was not explored, or its figures are of other units: its fleet
    is then none of the explored kind.
    """
    explored = all(group.key in exploration.groups for group in plan.cluster.groups if group.nodes)
    units = (plan.currency, plan.basis is DependenceBasis.SPEND)
    alike = explored and units == (exploration.currency, exploration.by_spend)
    return replace(exploration, today=_columns(exploration, plan, result) if alike else None)


def _columns(exploration: Exploration, plan: Plan, result: PlanResult) -> FleetColumns | None:
    cost, layer = result.cost, result.dependence.layers.get(_LAYER) if result.dependence else None
    if cost is None or layer is None or result.dependence is None or result.mixing is None:
        return None
    if result.tokens_per_s is None or result.days is None:
        return None
    from planner.exploration.fleet_rules import WAYS  # noqa: PLC0415 - strategies hold the window up

    counts = {group.key: group.nodes for group in plan.cluster.groups}
    saving = math.nan if result.saving is None else result.saving
    loss = math.nan if result.dependence.loss is None else result.dependence.loss
    way = WAYS.index(result.mixing.strategy) if result.mixing.strategy in WAYS else 0
    return FleetColumns(
        nodes=np.array([[counts.get(key, 0) for key in exploration.groups]], dtype=np.int32),
        unit_cost=np.array([cost.unit_cost.amount]),
        cost=np.array([cost.total.amount]),
        saving=np.array([saving]),
        tokens_per_s=np.array([result.tokens_per_s]),
        days=np.array([result.days]),
        largest=np.array([layer.largest]),
        hhi=np.array([layer.hhi]),
        retention=np.array([layer.retention]),
        loss=np.array([loss]),
        way=np.array([way], dtype=np.int8),
        bound=np.zeros(1, dtype=np.bool_),
    )
