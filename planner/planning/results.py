"""The whole answer of one plan. One pool without a number never keeps the others from theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from planner.catalogue.catalogue import Catalogue
from planner.causes import document
from planner.cost import CostResult, saving
from planner.errors import UserError
from planner.mixing.strategy import pool_id
from planner.plan import Plan, Trains, fleet_digest
from planner.plan_result import Blocked, Comparison, Deadline, PlanResult
from planner.planning.baseline import PlannedBaseline, planned_baseline
from planner.planning.cash_flow import cash_by_month
from planner.planning.cost_terms import cost_terms
from planner.planning.dependence import fleet_dependence
from planner.planning.energy import fleet_energy, fleet_power_w
from planner.planning.explanations import explanations
from planner.planning.fleet import Fleet, fleet_goodput, fleet_mfu, fleet_of, pool_names, token_shares
from planner.planning.grounds import Grounds, grounds_of
from planner.planning.in_stages import estimate_in_stages
from planner.planning.left_out import left_out_results
from planner.planning.members import pool_result
from planner.planning.mixed_run import deadline_days
from planner.planning.mixing_result import mixing_result
from planner.planning.model import SHIPPED_MODEL, PerformanceModel
from planner.planning.money import fleet_cost
from planner.planning.references import single_supplier_references
from planner.planning.remarks import remarks
from planner.planning.rent_or_buy import porting_result, rent_or_buy
from planner.planning.retimed import drawn_fleet
from planner.risk import plan_bands
from planner.workload.counting import active_parameter_count, parameter_count, training_flop_per_token

_Answer = TypeVar("_Answer")


@dataclass(slots=True)
class _Notes:
    """What gave no number, gathered on the way."""

    blocked: list[Blocked] = field(default_factory=list)

    def tried(self, subject: str, work: Callable[[], _Answer]) -> _Answer | None:
        """Return what the work gives, or None with the reason noted."""
        try:
            return work()
        except UserError as error:
            self.heard(subject, error)
            return None

    def heard(self, subject: str, error: UserError) -> None:
        """Note an error once."""
        note = Blocked(subject=subject, reason=str(error), cause=document(error.cause) if error.cause else {})
        if note not in self.blocked:
            self.blocked.append(note)


def plan_results(
    plan: Plan, catalogue: Catalogue | None = None, *, model: PerformanceModel = SHIPPED_MODEL
) -> PlanResult:
    """Return what a plan gives: rates, days, cost, saving, dependence, bands and the words for them.

    The plan's own catalogue entries win over ``catalogue`` (the shipped one by default). What cannot be computed is
    None and named in ``blocked``; UserError is never raised for it.
    """
    notes, later = _Notes(), _Notes()  # what the fleet lacks is said before what the baseline lacks
    grounds = grounds_of(plan, catalogue, model, notes.heard)
    baseline = _baseline(plan, grounds, later)
    if plan.trains is Trains.PROGRAMME:
        return _programme(plan, grounds, baseline, notes, later)
    fleet = notes.tried("Mixing", lambda: fleet_of(plan, grounds, notes.heard))
    result = _empty(plan) if fleet is None else _result(plan, fleet, baseline, notes)
    if fleet is None and not any(group.nodes > 0 for group in plan.cluster.groups):
        reason = "No node group has nodes; set the nodes of at least one group."
        notes.blocked[:] = [part for part in notes.blocked if part.subject != "Mixing"]
        notes.blocked.insert(0, Blocked(subject="Cluster", reason=reason))
    result = replace(
        result,
        baseline=baseline.result if baseline else None,
        blocked=(*notes.blocked, *later.blocked),
        remarks=remarks(plan, result, fleet),
    )
    result = replace(result, porting=porting_result(plan, result))
    return replace(result, explanations=explanations(plan, result), comparisons=_comparisons(plan, result))


def _programme(
    plan: Plan, grounds: Grounds, baseline: PlannedBaseline | None, notes: _Notes, later: _Notes
) -> PlanResult:
    """Return the answer of a programme of models, each worked by a pool of its own or queued on one."""
    from planner.planning.programme import programme_result  # noqa: PLC0415 - SciPy only where it solves

    found = notes.tried("Programme", lambda: programme_result(plan, grounds, baseline, _empty(plan), notes.heard))
    result = _empty(plan) if found is None else found
    result = replace(
        result,
        baseline=baseline.result if baseline else None,
        blocked=(*notes.blocked, *later.blocked),
        remarks=remarks(plan, result, None),
    )
    return replace(result, explanations=explanations(plan, result))


def _baseline(plan: Plan, grounds: Grounds, notes: _Notes) -> PlannedBaseline | None:
    baseline = plan.baseline
    if baseline is None:
        notes.blocked.append(Blocked(subject="Saving", reason="No baseline is set; choose one to see a saving."))
        return None
    return notes.tried(f"Baseline {baseline.name}", lambda: planned_baseline(baseline, plan, grounds))


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


def _result(plan: Plan, fleet: Fleet, baseline: PlannedBaseline | None, notes: _Notes) -> PlanResult:
    for member in fleet.members:
        if problem := member.planned.price_problem:
            notes.blocked.append(Blocked(subject=f"Price of {member.planned.pool.accelerator.name}", reason=problem))
    for member in fleet.too_small:
        reason = f"{member.too_small} As stages of a pipeline with the other pools it brings no gain either."
        notes.blocked.append(Blocked(subject=member.planned.pool.accelerator.name, reason=reason))
    cost = notes.tried("Cost", lambda: fleet_cost(fleet))
    dependence = fleet_dependence(fleet)
    if dependence is None:
        notes.blocked.append(
            Blocked(subject="Dependence", reason="Shares of spend need every pool's price; enter it or use compute.")
        )
    names, shares, stages, energy = pool_names(fleet), token_shares(fleet), fleet.stages, fleet_energy(fleet)
    return replace(
        _empty(plan),
        pools=tuple(
            pool_result(
                member,
                plan,
                name=names[member.planned.place],
                estimate=estimate_in_stages(member, stages),
                token_share=shares[pool_id(member.planned.place)],
                energy_kwh=None if energy is None else energy.by_pool_kwh[names[member.planned.place]],
            )
            for member in fleet.members
        ),
        tokens_per_s=fleet.tokens_per_s,
        days=fleet.days,
        steps=round(plan.run.tokens / plan.run.tokens_per_step),
        step_s=fleet.timetable.seconds_per_step(plan.run.tokens_per_step),
        goodput=fleet_goodput(fleet),
        mfu=fleet_mfu(fleet),
        cost=cost,
        cash_by_month=cash_by_month(fleet) if cost else (),
        saving=_saving(cost, baseline),
        dependence=dependence,
        mixing=mixing_result(fleet, cost, stages),
        references=single_supplier_references(fleet, cost, baseline.result if baseline else None),
        power_w=fleet_power_w(fleet),
        energy=energy,
        left_out=left_out_results(fleet, names),
        cost_terms=cost_terms(fleet, cost, baseline.result if baseline else None) if cost else (),
        rent_or_buy=rent_or_buy(fleet),
        **_drawn_figures(plan, fleet, cost, baseline),
    )


def _saving(cost: CostResult | None, baseline: PlannedBaseline | None) -> float | None:
    if cost is None or baseline is None:
        return None
    return saving(cost.per_trillion_tokens.amount, baseline.cost.per_trillion_tokens.amount)


def _drawn_figures(
    plan: Plan, fleet: Fleet, cost: CostResult | None, baseline: PlannedBaseline | None
) -> dict[str, Any]:
    """Return the bands of all figures and the chance of the deadline, from the same draws."""
    drawn, deadline = drawn_fleet(fleet), deadline_days(plan)
    bands = plan_bands(drawn, baseline.drawn if baseline else None, priced=cost is not None)
    chance = None if deadline is None else Deadline(days=deadline, chance=float(np.mean(drawn.days <= deadline)))
    return {"bands": bands, "deadline": chance}


def _comparisons(plan: Plan, result: PlanResult) -> tuple[Comparison, ...]:
    """Put each published figure beside the plan's own; one of another fleet, or not predicted, is left out."""
    digest = fleet_digest(plan)
    predictions = {"saving": result.saving}
    if result.cost is not None:
        predictions["cost_per_trillion_tokens"] = result.cost.per_trillion_tokens.amount
    found = []
    for figure in plan.published:
        predicted = predictions.get(figure.quantity)
        if predicted is not None and figure.of_fleet == digest:
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
