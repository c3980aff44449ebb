"""The single-supplier fleet that savings are measured against, planned like any other."""

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.catalogue import Catalogue
from planner.cluster import NodeGroup
from planner.cost import CostResult
from planner.errors import UserError
from planner.mixing.strategies import AUTO
from planner.mixing.strategy import Division
from planner.plan import Baseline, Plan, Trains
from planner.plan_result import BaselineResult
from planner.planning.admitted_strategies import in_stages
from planner.planning.figure_bands import figure_bands
from planner.planning.fleet import Fleet, fleet_of
from planner.planning.grounds import Grounds
from planner.planning.money import fleet_cost
from planner.planning.pools import know_sizes
from planner.planning.presence import presences
from planner.planning.retimed import drawn_fleet
from planner.risk import Drawn
from planner.sentences import sentence
from planner.workload.number_formats import nearest_precision
from planner.workload.training_run import TrainingPrecision


class PlannedBaseline(Struct, frozen=True, kw_only=True):
    """The baseline's fleet, its result without a band, and its cost."""

    fleet: Fleet
    result: BaselineResult
    cost: CostResult


def planned_baseline(baseline: Baseline, plan: Plan, grounds: Grounds) -> PlannedBaseline:
    """Return the baseline doing the plan's run; raises UserError where its rate or price is unknown."""
    fleet = baseline_fleet(baseline, plan, grounds)
    cost = fleet_cost(fleet)
    if cost is None:
        raise UserError(sentence("The baseline has no cost: {}", fleet.price_problem))
    if not cost.total.amount > 0.0:
        raise UserError(
            sentence("The baseline {} costs nothing, so no saving can be determined; enter its rent.", baseline.name)
        )
    return PlannedBaseline(fleet=fleet, result=_result(baseline, fleet, cost), cost=cost)


def drawn_baseline(baseline: PlannedBaseline) -> tuple[BaselineResult, Drawn]:
    """Return a baseline's result with its band, and the draws that are paired with the plan's."""
    drawn = drawn_fleet(baseline.fleet)
    band = figure_bands(baseline.fleet, baseline.cost, drawn, None)["cost_per_trillion_tokens"]
    return replace(baseline.result, band=band), drawn


def know_with_baseline(plan: Plan, grounds: Grounds) -> None:
    """Let the model answer the baseline together with the pools of its accelerator: one search for all of them."""
    if plan.baseline is None:
        return
    own = {tuple(group.key for group in one): one for each in presences(plan) for one in each.pools.values()}
    alike = [one for one in own.values() if one[0].accelerator == plan.baseline.accelerator]
    group = baseline_group(plan.baseline, baseline_precision(plan, grounds.catalogue))
    if alike and all(each.precision is None for one in (*alike, (group,)) for each in one):
        sizes = [(group,), *alike]
        know_sizes(sizes, plan, grounds.catalogue, grounds.model, in_stages=in_stages(plan))


def baseline_fleet(baseline: Baseline, plan: Plan, grounds: Grounds) -> Fleet:
    """Return the baseline's one pool training as many tokens as the plan does: one run, no caps and no deadline.

    The models of a programme queue on one pool, which takes as long as one model of all their tokens. Where its devices
    do not train in the plan's format it runs in the nearest one that they train in.
    """
    group = baseline_group(baseline, baseline_precision(replace(plan, baseline=baseline), grounds.catalogue))
    alone = replace(
        plan,
        cluster=replace(plan.cluster, groups=(group,), pair_links=()),
        workload=replace(plan.training, tokens=plan.trained_tokens, deadline_days=None),
        limits=replace(plan.limits, deadline_days=None),
        mixing=replace(plan.mixing, strategy=AUTO, division=Division.AUTO, caps=()),
        trains=Trains.ONE_MODEL,
    )
    return fleet_of(alone, grounds, name=baseline.name)


def baseline_precision(plan: Plan, catalogue: Catalogue) -> TrainingPrecision | None:
    """Return the format that a plan's baseline runs in instead of the plan's; None where it runs in the plan's."""
    entry = None if plan.baseline is None else catalogue.accelerators.get(plan.baseline.accelerator)
    if entry is None:
        return None
    nearest = nearest_precision(entry, plan.training.precision)
    return None if nearest is plan.training.precision else nearest


def baseline_group(baseline: Baseline, precision: TrainingPrecision | None = None) -> NodeGroup:
    """Return the baseline as a node group; ``precision`` None is the plan's."""
    return NodeGroup(
        key="baseline",
        accelerator=baseline.accelerator,
        precision=precision,
        nodes=baseline.nodes,
        offer=baseline.offer,
        node_design=baseline.node_design,
    )


def _result(baseline: Baseline, fleet: Fleet, cost: CostResult) -> BaselineResult:
    member = fleet.members[0]
    devices = member.planned.pool.packages
    return BaselineResult(
        name=baseline.name,
        unit_cost=cost.unit_cost,
        tokens_per_s_per_device=member.delivered_tokens_per_s / devices,
        days=fleet.days,
        estimate=member.fitted.estimate,
        site_factor=member.site.factor,
        site_factor_why=member.site.why,
        accelerator=baseline.accelerator,
        devices=devices,
        estimated=member.estimated,
        goodput=member.goodput,
        mfu=member.mfu,
        log_sd=member.site.log_sd,
        cost=cost,
    )
