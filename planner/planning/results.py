"""The whole answer of one plan. One pool without a number never keeps the others from theirs."""

from collections.abc import Callable
from math import nan
from typing import Any

import numpy as np
from msgspec.structs import replace

from planner.catalogue.catalogue import Catalogue
from planner.causes import NoBaseline, NoNodes, SpendUnknown
from planner.cost import CostResult, saving
from planner.english import words
from planner.estimate_marks import estimated_figures
from planner.mixing.strategy import Division
from planner.plan import Plan, Trains, fleet_digest
from planner.plan_result import Blocked, BlockedPart, Comparison, Deadline, EnergyResult, PlanResult, PoolResult
from planner.planning.any_run import run_of
from planner.planning.baseline import PlannedBaseline, drawn_baseline, know_with_baseline, planned_baseline
from planner.planning.cash_flow import cash_by_month
from planner.planning.choice import unweighed_ways
from planner.planning.cost_terms import cost_terms
from planner.planning.dependence import fleet_dependence
from planner.planning.energy import fleet_energy, fleet_power_w
from planner.planning.explanations import explanations
from planner.planning.figure_bands import figure_bands
from planner.planning.fleet import Fleet, fleet_goodput, fleet_mfu
from planner.planning.grounds import Grounds, grounds_of
from planner.planning.left_out import left_out_results
from planner.planning.marked_words import in_marked_words, with_marked_figures
from planner.planning.members import pool_result
from planner.planning.mends import with_mend
from planner.planning.mixed_run import deadline_days
from planner.planning.mixing_result import mixing_result
from planner.planning.model import PerformanceModel
from planner.planning.money import fleet_cost
from planner.planning.notes import Notes
from planner.planning.planned_run import PlannedRun
from planner.planning.programme import PlannedProgramme
from planner.planning.programme_figures import (
    programme_goodput,
    programme_mfu,
    programme_mixing,
    programme_models,
    programme_rate,
)
from planner.planning.references import single_supplier_references
from planner.planning.remarks import remarks
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.planning.rent_or_buy import porting_result, rent_or_buy
from planner.planning.retimed import drawn_fleet
from planner.planning.stated_limits import unmet_limits
from planner.planning.uncertain_counts import counts_to_search
from planner.planning.verdict import verdict
from planner.planning.weighing import Weighing
from planner.risk import Drawn
from planner.sentences import sentence
from planner.workload.counting import active_parameter_count, parameter_count
from planner.workload.fine_tuning import done_flop_per_token


def plan_results(
    plan: Plan,
    catalogue: Catalogue | None = None,
    *,
    model: PerformanceModel = SHIPPED_MODEL,
    on_figures: Callable[[PlanResult], object] | None = None,
) -> PlanResult:
    """Return what a plan gives: rates, days, cost, saving, dependence, bands and the words for them.

    The plan's own catalogue entries win over ``catalogue`` (the shipped one by default). What cannot be computed is
    None and named in ``blocked``; UserError is never raised for it. Where the bands wait for a search of layouts, what
    is not taken for one of pipelines, or what other fleets come to for either, ``on_figures`` hears the figures before.
    """
    notes, later = Notes(), Notes()  # what the fleet lacks is said before what the baseline lacks
    grounds = grounds_of(plan, catalogue, model, notes.heard)
    know_with_baseline(plan, grounds)
    baseline = _baseline(plan, grounds, later)
    weighing = Weighing.ALL if on_figures is None else Weighing.TAKEN
    run, result = _figures(plan, grounds, baseline, (notes, later), weighing)
    if on_figures is not None and _more_to_come(plan, run):
        on_figures(_in_words(plan, _pending(plan, result), run))
    if weighing is Weighing.TAKEN and _unweighed(plan, run):
        notes.blocked[:] = [block for block in notes.blocked if block.part is not BlockedPart.MIXING]
        run, result = _figures(plan, grounds, baseline, (notes, later), Weighing.ALL)
    return _in_words(plan, _whole(plan, run, result, baseline), run)


def _more_to_come(plan: Plan, run: PlannedRun | None) -> bool:
    """Say whether what is not weighed at first, bands or what is left without a supplier take a while."""
    if run is None:
        return _limits_out_of_reach(plan)
    unweighed = isinstance(run, Fleet) and run.choice.unweighed
    return unweighed or counts_to_search(run) or _several_left(run)


def _unweighed(plan: Plan, run: PlannedRun | None) -> bool:
    """Say whether what was found with what is taken only may change once everything is weighed."""
    if run is None:
        return _limits_out_of_reach(plan)
    return isinstance(run, Fleet) and unweighed_ways(run.setting, run.choice)


def _limits_out_of_reach(plan: Plan) -> bool:
    """Say whether limits may be what leaves a plan without a run: only best shares fail by them."""
    return plan.trains is Trains.ONE_MODEL and plan.mixing.division is Division.BEST


def _several_left(run: PlannedRun) -> bool:
    """Say whether several pools may be left without a supplier: how these work together is then planned again."""
    return len(run.setting.pools) > 2  # noqa: PLR2004 - without one of two there is one


def _figures(
    plan: Plan, grounds: Grounds, baseline: PlannedBaseline | None, notes: tuple[Notes, Notes], weighing: Weighing
) -> tuple[PlannedRun | None, PlanResult]:
    """Return the run, None where nothing trains, and what needs neither draws nor other fleets."""
    own, of_baseline = notes
    part = BlockedPart.MIXING if plan.trains is Trains.ONE_MODEL else BlockedPart.PROGRAMME
    run = own.tried(part, part.value.capitalize(), lambda: run_of(plan, grounds, own.heard, weighing=weighing))
    result = _empty(plan) if run is None else _result(plan, run, baseline, own)
    if run is None and not any(group.nodes > 0 for group in plan.cluster.groups):
        own.blocked[:] = [block for block in own.blocked if block.part is not part]
        own.blocked.insert(0, Blocked(part=BlockedPart.CLUSTER, subject="Cluster", reason=words(NoNodes())))
    result = replace(result, baseline=baseline.result if baseline else None)
    result = replace(
        result,
        blocked=tuple(with_mend(block, plan, grounds) for block in (*own.blocked, *of_baseline.blocked)),
        remarks=remarks(plan, result, run, grounds),
    )
    return run, replace(result, porting=porting_result(plan, result))


def _pending(plan: Plan, result: PlanResult) -> PlanResult:
    """Return figures whose bands are still to come, and what the run comes to without a supplier."""
    days = None if result.days is None else deadline_days(plan)
    deadline = None if days is None else Deadline(days=days, chance=nan)
    return replace(result, bands_pending=True, deadline=deadline)


def _in_words(plan: Plan, result: PlanResult, run: PlannedRun | None) -> PlanResult:
    """Return a result with the marks of what it rests on, its explanations and what was published beside it."""
    result = in_marked_words(replace(result, estimated=estimated_figures(plan, result)), run)
    said = explanations(plan, with_marked_figures(plan, result))
    result = replace(result, explanations=said, comparisons=_comparisons(plan, result))
    return replace(result, unmet=unmet_limits(plan, result), verdict=verdict(plan, result, run))


def _baseline(plan: Plan, grounds: Grounds, notes: Notes) -> PlannedBaseline | None:
    baseline = plan.baseline
    if baseline is None:
        notes.note(BlockedPart.SAVING, "Saving", words(NoBaseline()))
        return None
    subject = sentence("Baseline {}", baseline.name)
    return notes.tried(BlockedPart.BASELINE, subject, lambda: planned_baseline(baseline, plan, grounds))


def _empty(plan: Plan) -> PlanResult:
    shape = plan.training.shape
    return PlanResult(
        plan_name=plan.name,
        total_params=float(parameter_count(shape)),
        active_params=float(active_parameter_count(shape)),
        flop_per_token=done_flop_per_token(plan.training),
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


def _result(plan: Plan, run: PlannedRun, baseline: PlannedBaseline | None, notes: Notes) -> PlanResult:
    _note_pools(run, notes)
    cost = notes.tried(BlockedPart.COST, "Cost", lambda: fleet_cost(run))
    dependence = fleet_dependence(run, losses=False)
    if dependence is None:
        notes.note(BlockedPart.DEPENDENCE, "Dependence", words(SpendUnknown()))
    energy, against = fleet_energy(run), baseline.result if baseline else None
    return replace(
        _empty(plan),
        pools=_pools(plan, run, energy),
        days=run.days,
        cost=cost,
        saving=_saving(cost, baseline),
        dependence=dependence,
        power_w=fleet_power_w(run),
        energy=energy,
        left_out=left_out_results(run),
        cost_terms=cost_terms(run, cost, against) if cost else (),
        **_own_figures(plan, run, cost),
    )


def _other_fleets(run: PlannedRun, result: PlanResult) -> dict[str, Any]:
    """Return what the run comes to without each supplier or with one alone, and what tables say of its money."""
    return {
        "dependence": fleet_dependence(run),
        "references": single_supplier_references(run, result.cost, result.baseline),
        "cash_by_month": cash_by_month(run) if result.cost else (),
        "rent_or_buy": rent_or_buy(run),
    }


def _note_pools(run: PlannedRun, notes: Notes) -> None:
    for member in run.members:
        if problem := member.planned.price_problem:
            unpriced = [group.key for group in member.planned.groups if group.key in run.setting.price_problems]
            subject = sentence("Price of {}", run.setting.names[member.planned.place])
            notes.note(BlockedPart.PRICE, subject, problem, unpriced)
    for group in run.setting.groups:  # what costs although it does not train is no member
        if group.key in run.unpriced and not any(group.key in block.groups for block in notes.of(BlockedPart.PRICE)):
            subject = sentence("Price of {}", run.setting.names[group.place])
            notes.note(BlockedPart.PRICE, subject, run.setting.price_problems[group.key], [group.key])
    for member in run.too_small:
        reason = member.too_small
        if isinstance(run, Fleet):
            reason = sentence("{} As stages of a pipeline with the other pools it brings no gain either.", reason)
        keys = (group.key for group in member.planned.groups)
        notes.note(BlockedPart.POOL, run.setting.names[member.planned.place], reason, keys)


def _pools(plan: Plan, run: PlannedRun, energy: EnergyResult | None) -> tuple[PoolResult, ...]:
    names, tokens = run.setting.names, run.tokens
    members = [run.at_work(member) for member in run.members]
    return tuple(
        pool_result(
            member,
            plan,
            name=names[member.planned.place],
            token_share=tokens[member.planned.place] / run.trained_tokens,
            energy_kwh=None if energy is None else energy.by_pool_kwh[names[member.planned.place]],
        )
        for member in members
    )


def _own_figures(plan: Plan, run: PlannedRun, cost: CostResult | None) -> dict[str, Any]:
    """Return what is figured in one way for one model and in another for several: steps in a row are one model's."""
    if isinstance(run, PlannedProgramme):
        return {
            "tokens_per_s": programme_rate(run),
            "goodput": programme_goodput(run),
            "mfu": programme_mfu(run),
            "mixing": programme_mixing(run),
            "models": programme_models(run),
        }
    assert isinstance(run, Fleet)  # noqa: S101 - a run is one model's or a programme's
    return {
        "tokens_per_s": run.tokens_per_s,
        "steps": plan.training.steps_of(plan.training.tokens),
        "step_s": run.timetable.seconds_per_step(plan.training.tokens_per_step),
        "goodput": fleet_goodput(run),
        "mfu": fleet_mfu(run),
        "mixing": mixing_result(run, cost, run.stages),
    }


def _saving(cost: CostResult | None, baseline: PlannedBaseline | None) -> float | None:
    if cost is None or baseline is None or not baseline.cost.unit_cost.amount:
        return None
    return saving(cost.unit_cost.amount, baseline.cost.unit_cost.amount)


def _whole(plan: Plan, run: PlannedRun | None, result: PlanResult, baseline: PlannedBaseline | None) -> PlanResult:
    """Return figures with what needs draws or other fleets."""
    paired = None
    if baseline is not None:
        own, drawn = drawn_baseline(baseline)
        result, paired = replace(result, baseline=own), (baseline.cost, drawn)
    if run is None:
        return result
    return replace(result, **_other_fleets(run, result), **_drawn_figures(plan, run, result.cost, paired))


def _drawn_figures(
    plan: Plan, run: PlannedRun, cost: CostResult | None, baseline: tuple[CostResult, Drawn] | None
) -> dict[str, Any]:
    """Return the bands of all figures and the chance of the deadline, from the same draws."""
    drawn, deadline = drawn_fleet(run), deadline_days(plan)
    bands = figure_bands(run, cost, drawn, baseline)
    chance = None if deadline is None else Deadline(days=deadline, chance=float(np.mean(drawn.days <= deadline)))
    return {"bands": bands, "deadline": chance}


def _comparisons(plan: Plan, result: PlanResult) -> tuple[Comparison, ...]:
    """Put each published figure beside the plan's own; one of another fleet, or not predicted, is left out."""
    digest = fleet_digest(plan)
    predictions = {"saving": result.saving}
    if result.cost is not None:
        predictions["cost_per_trillion_tokens"] = result.cost.unit_cost.amount
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
                    estimated=figure.quantity in result.estimated,
                )
            )
    return tuple(found)
