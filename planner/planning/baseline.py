"""The single-supplier fleet that savings are measured against, planned like any other."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.anchoring import Anchor
from planner.catalogue.catalogue import Catalogue
from planner.cluster import NodeGroup
from planner.cost import CostResult
from planner.errors import UserError
from planner.plan import Baseline, Plan
from planner.plan_result import BaselineResult
from planner.planning.fleet import Fleet, drawn_fleet, fleet_cost, fleet_of
from planner.planning.members import member_of
from planner.planning.model import PerformanceModel
from planner.risk import Drawn, band
from planner.units import SECONDS_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBaseline:
    """The baseline's result, its cost, and the draws that are paired with the plan's."""

    result: BaselineResult
    cost: CostResult
    drawn: Drawn


def planned_baseline(
    baseline: Baseline, plan: Plan, catalogue: Catalogue, anchors: Sequence[Anchor], model: PerformanceModel
) -> PlannedBaseline:
    """Return the baseline doing the plan's run; raises UserError where its rate or price is unknown."""
    fleet = fleet_of([member_of([baseline_group(baseline)], plan, catalogue, anchors, model)], plan)
    cost = fleet_cost(fleet, plan)
    if cost is None:
        raise UserError(f"The baseline has no cost: {fleet.members[0].planned.price_problem}")
    if not cost.total.amount > 0.0:
        raise UserError(f"The baseline {baseline.name} costs nothing, so no saving can be told; enter its rent.")
    drawn = drawn_fleet(fleet, plan)
    return PlannedBaseline(result=_result(baseline, fleet, cost, drawn), cost=cost, drawn=drawn)


def baseline_group(baseline: Baseline) -> NodeGroup:
    """Return the baseline as a node group."""
    return NodeGroup(
        key="baseline",
        accelerator=baseline.accelerator,
        nodes=baseline.nodes,
        offer=baseline.offer,
        node_design=baseline.node_design,
    )


def _result(baseline: Baseline, fleet: Fleet, cost: CostResult, drawn: Drawn) -> BaselineResult:
    member = fleet.members[0]
    devices = member.planned.pool.devices
    return BaselineResult(
        name=baseline.name,
        cost_per_trillion_tokens=cost.per_trillion_tokens,
        tokens_per_s_per_device=member.delivered_tokens_per_s / devices,
        days=float(fleet.outcome.columns.wall_s) / SECONDS_PER_DAY,
        estimate=member.fitted.estimate,
        site_factor=member.site.factor,
        site_factor_why=member.site.why,
        accelerator=baseline.accelerator,
        devices=devices,
        goodput=member.goodput,
        mfu=member.mfu,
        log_sd=member.site.log_sd,
        cost=cost,
        band=band(drawn.cost_per_trillion_tokens),
    )
