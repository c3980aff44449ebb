"""The whole answer of one plan. One pool without a number never keeps the others from theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from planner.anchoring import Anchor, anchor_of
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.reader import load_catalogue
from planner.cost import CostResult, saving
from planner.errors import UserError
from planner.plan import Plan
from planner.plan_result import Band, Blocked, Comparison, PlanResult
from planner.planning.baseline import PlannedBaseline, planned_baseline
from planner.planning.cost_terms import cost_terms
from planner.planning.energy import fleet_energy
from planner.planning.explanations import explanations
from planner.planning.fleet import (
    Fleet,
    admissible_fleet,
    drawn_fleet,
    fleet_cost,
    fleet_dependence,
    fleet_goodput,
    fleet_mfu,
    pipelines_possible,
)
from planner.planning.in_stages import estimate_in_stages
from planner.planning.members import Member, member_of, pool_result
from planner.planning.model import SHIPPED_MODEL, PerformanceModel
from planner.planning.pools import pool_groups
from planner.planning.references import single_supplier_references
from planner.planning.remarks import warnings
from planner.planning.rent_or_buy import porting_result, rent_or_buy
from planner.risk import plan_bands
from planner.units import SECONDS_PER_DAY
from planner.workload.counting import active_parameter_count, parameter_count, training_flop_per_token

_Answer = TypeVar("_Answer")


@dataclass(slots=True)
class _Notes:
    """What gave no number, gathered on the way."""

    left_out: list[Blocked] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)

    def tried(self, subject: str, work: Callable[[], _Answer]) -> _Answer | None:
        """Return what the work gives, or None with the reason noted."""
        try:
            return work()
        except UserError as error:
            self.blocked.append(Blocked(subject=subject, reason=str(error)))
            return None


def plan_results(
    plan: Plan, catalogue: Catalogue | None = None, *, model: PerformanceModel = SHIPPED_MODEL
) -> PlanResult:
    """Return what a plan gives: rates, days, cost, saving, dependence, bands and the words for them.

    The plan's own catalogue entries win over ``catalogue`` (the shipped one by default). What cannot be computed is
    None and named in ``blocked``; UserError is never raised for it.
    """
    whole = (catalogue or load_catalogue()).with_entries(plan.catalogue)
    notes = _Notes()
    anchors = plan_anchors(plan, whole, model, notes)
    members = _members(plan, whole, anchors, model, notes)
    baseline = _baseline(plan, whole, anchors, model, notes)
    fleet = notes.tried("Mixing", lambda: admissible_fleet(members, plan)) if members else None
    if fleet is not None:
        _note_left_out(fleet, notes)
    if fleet is None:
        result = _empty(plan)
        if not any(group.nodes > 0 for group in plan.cluster.groups):
            notes.blocked.insert(
                0, Blocked(subject="Cluster", reason="No node group has nodes; set the nodes of at least one group.")
            )
    else:
        result = _result(plan, fleet, baseline, notes, whole)
    result = replace(
        result,
        baseline=baseline.result if baseline else None,
        blocked=tuple(notes.blocked),
        warnings=(*warnings(plan, result, notes.left_out), *_only_stages(fleet)),
    )
    result = replace(result, porting=porting_result(plan, result))
    return replace(result, explanations=explanations(plan, result), comparisons=_comparisons(plan, result))


def planned_fleet(plan: Plan, catalogue: Catalogue | None = None, *, model: PerformanceModel = SHIPPED_MODEL) -> Fleet:
    """Return the pools of a plan and how they train together; what gives no number is left out, as in its results.

    Raises UserError, in the words of the first reason, where no pool gives a number.
    """
    whole = (catalogue or load_catalogue()).with_entries(plan.catalogue)
    notes = _Notes()
    members = _members(plan, whole, plan_anchors(plan, whole, model, notes), model, notes)
    if not members:
        raise UserError(
            next((part.reason for part in notes.left_out), "No node group has nodes; set the nodes of one.")
        )
    return admissible_fleet(members, plan)


def _only_stages(fleet: Fleet | None) -> list[str]:
    """Say of each pool that is too small to train alone how many stages of the pipeline it is."""
    if fleet is None:
        return []
    found, stages = [], fleet.outcome.result.stages
    for member in fleet.members:
        if member.too_small:
            place = member.planned.accelerator, member.planned.site
            own = sum((stage.accelerator, stage.site) == place for stage in stages)
            name = member.planned.pool.accelerator.name
            found.append(f"{name} does not fit the model alone; it fits as {own} of the {len(stages)} stages.")
    return found


def _note_left_out(fleet: Fleet, notes: _Notes) -> None:
    for member in fleet.left_out:
        reason = f"{member.too_small} As stages of a pipeline with the other pools it brings no gain either."
        block = Blocked(subject=member.planned.pool.accelerator.name, reason=reason)
        notes.blocked.append(block)
        notes.left_out.append(block)


def plan_anchors(
    plan: Plan, catalogue: Catalogue, model: PerformanceModel, notes: "_Notes | None" = None
) -> tuple[Anchor, ...]:
    """Return the measured runs that the model can predict; the others are noted."""
    noted = notes or _Notes()
    tried = [
        noted.tried(f"Measured run {run.name}", partial(anchor_of, run, catalogue, model.predict))
        for run in plan.measured_runs
    ]
    return tuple(anchor for anchor in tried if anchor is not None)


def _members(
    plan: Plan, catalogue: Catalogue, anchors: tuple[Anchor, ...], model: PerformanceModel, notes: _Notes
) -> list[Member]:
    members, in_stages = [], pipelines_possible(plan)
    for (key, _), groups in pool_groups(plan).items():
        working = [group for group in groups if group.nodes > 0]
        if not working:
            continue
        accelerator = catalogue.accelerators.get(key)
        name = accelerator.name if accelerator else key
        before = len(notes.blocked)
        member = notes.tried(name, partial(member_of, working, plan, catalogue, anchors, model, in_stages=in_stages))
        if member is None:
            notes.left_out += notes.blocked[before:]
            continue
        members.append(member)
        if member.planned.price_problem:
            notes.blocked.append(Blocked(subject=f"Price of {name}", reason=member.planned.price_problem))
    return members


def _baseline(
    plan: Plan, catalogue: Catalogue, anchors: tuple[Anchor, ...], model: PerformanceModel, notes: _Notes
) -> PlannedBaseline | None:
    baseline = plan.baseline
    if baseline is None:
        notes.blocked.append(Blocked(subject="Saving", reason="No baseline is set; choose one to see a saving."))
        return None
    return notes.tried(f"Baseline {baseline.name}", lambda: planned_baseline(baseline, plan, catalogue, anchors, model))


def _empty(plan: Plan) -> PlanResult:
    shape = plan.run.shape
    return PlanResult(
        plan_name=plan.name,
        total_params=float(parameter_count(shape)),
        active_params=float(active_parameter_count(shape)),
        flop_per_token=training_flop_per_token(shape, plan.run.seq_len),
        pools=(),
        tokens_per_s=None,
        days=None,
        goodput=None,
        mfu=None,
        cost=None,
        baseline=None,
        saving=None,
        dependence=None,
        mixing=None,
        bands={},
    )


def _result(
    plan: Plan, fleet: Fleet, baseline: PlannedBaseline | None, notes: _Notes, catalogue: Catalogue
) -> PlanResult:
    delivered = sum(member.delivered_tokens_per_s for member in fleet.members)
    cost = notes.tried("Cost", lambda: fleet_cost(fleet, plan))
    dependence = fleet_dependence(fleet, plan)
    if dependence is None:
        notes.blocked.append(
            Blocked(subject="Dependence", reason="Shares of spend need every pool's price; enter it or use compute.")
        )
    powers = [member.planned.power_w for member in fleet.members]
    return replace(
        _empty(plan),
        pools=tuple(
            replace(
                pool_result(member, plan, member.delivered_tokens_per_s / delivered),
                estimate=estimate_in_stages(member, fleet.outcome.result.stages),
            )
            for member in fleet.members
        ),
        tokens_per_s=fleet.outcome.result.tokens_per_s,
        days=float(fleet.outcome.columns.wall_s) / SECONDS_PER_DAY,
        goodput=fleet_goodput(fleet),
        mfu=fleet_mfu(fleet),
        cost=cost,
        saving=_saving(cost, baseline),
        dependence=dependence,
        mixing=fleet.outcome.result,
        bands=_bands(plan, fleet, cost, baseline),
        references=single_supplier_references(plan, fleet, baseline.result if baseline else None),
        power_w=None if any(power is None for power in powers) else sum(power or 0.0 for power in powers),
        energy=fleet_energy(fleet, plan),
        cost_terms=cost_terms(fleet, plan, cost, baseline.result if baseline else None) if cost else (),
        rent_or_buy=rent_or_buy(fleet, plan, catalogue),
    )


def _saving(cost: CostResult | None, baseline: PlannedBaseline | None) -> float | None:
    if cost is None or baseline is None:
        return None
    return saving(cost.per_trillion_tokens.amount, baseline.cost.per_trillion_tokens.amount)


def _bands(plan: Plan, fleet: Fleet, cost: CostResult | None, baseline: PlannedBaseline | None) -> dict[str, Band]:
    return plan_bands(drawn_fleet(fleet, plan), baseline.drawn if baseline else None, priced=cost is not None)


def _comparisons(plan: Plan, result: PlanResult) -> tuple[Comparison, ...]:
    """Put each published figure beside the plan's own; one whose prediction is unknown is left out."""
    predictions = {"saving": result.saving}
    if result.cost is not None:
        predictions["cost_per_trillion_tokens"] = result.cost.per_trillion_tokens.amount
    found = []
    for figure in plan.published:
        predicted = predictions.get(figure.quantity)
        if predicted is not None:
            found.append(
                Comparison(
                    name=figure.name,
                    quantity=figure.quantity,
                    published=figure.value,
                    predicted=predicted,
                    band=result.bands.get(figure.quantity),
                    unit=figure.unit,
                    source=figure.source,
                    note=figure.note,
                )
            )
    return tuple(found)
