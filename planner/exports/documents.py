"""A plan with its results as plain values for JSON: what ``plan --json`` writes."""

from msgspec.structs import asdict

from planner.causes import Remark, Worded, document
from planner.estimate_marks import known_figures, reference_figures
from planner.exports.dependence_document import dependence_document, reference_document
from planner.exports.plain_values import Document, money_document
from planner.exports.pool_documents import pool_document, recipe_document
from planner.headlines import HEADLINES
from planner.mixing.strategy import AloneResult, Spell
from planner.plan import Plan, Trains
from planner.plan_result import CostTerm, PlanResult, UnmetLimit
from planner.workload.run_facts import FACTS, value_of
from planner.workload.training_run import TrainingRun


def plan_document(plan: Plan, result: PlanResult, *, file_format: int | None = None) -> Document:
    """Return the document of ``plan --json``."""
    return {
        "plan": {"name": plan.name, "file_format": file_format},
        "workload": _workload(plan, result),
        "trains": {"what": _TRAINS[plan.trains], "models": len(result.models) or 1},
        "models": [asdict(model) for model in result.models],
        "result": _result(result) | {"estimated": estimated_document(result)},
        "dependence": dependence_document(
            result.dependence, adds_up=result.mixing is not None and result.mixing.efficiency is not None
        ),
        "references": [
            reference_document(one) | {"estimated": sorted(reference_figures(plan, result, one))}
            for one in result.references
        ],
        "pools": [pool_document(pool, plan) for pool in result.pools],
        "mixing": _mixing(result),
        "published": [
            {
                "name": comparison.name,
                "quantity": comparison.quantity,
                "published": comparison.published,
                "predicted": comparison.predicted,
                "band": comparison.band,
                "unit": comparison.unit,
                "source": comparison.source,
                "estimated": comparison.estimated,
            }
            for comparison in result.comparisons
        ],
        "cost_terms": [cost_term_document(term) for term in result.cost_terms],
        "rent_or_buy": [asdict(one) for one in result.rent_or_buy],
        "porting": None if result.porting is None else asdict(result.porting),
        "energy": None if result.energy is None else {**asdict(result.energy), "co2e_kg": result.energy.co2e_kg},
        "unmet_limits": [unmet_document(one) for one in result.unmet],
        "verdict": [{"kind": line.kind.value, "words": line.words} for line in result.verdict],
        "warnings": list(result.warnings),
        "remarks": [_remark(one) for one in result.remarks],
        "blocked": [
            {
                "subject": one.subject,
                "reason": one.reason,
                "cause": document(one.cause) if one.cause else _in_words(one.reason),
                "mend": None if one.mend is None else asdict(one.mend),
            }
            for one in result.blocked
        ],
        "left_out": [
            {
                "group": one.group,
                "accelerator": one.accelerator,
                "why": one.why,
                "cause": dict(one.cause) or _in_words(one.why),
                "cost": money_document(one.cost),
                "energy_kwh": one.energy_kwh,
            }
            for one in result.left_out
        ],
    }


def _workload(plan: Plan, result: PlanResult) -> Document:
    run = plan.training
    mtbf_of = run.stops.mtbf_of
    return {
        "kind": run.kind,
        "shape": run.shape.key,
        "total_params": result.total_params,
        "active_params": result.active_params,
        "flop_per_token": result.flop_per_token,
        "tokens": plan.trained_tokens,
        "total_tokens": plan.trained_tokens,
        "seq_len": run.seq_len,
        "global_batch": run.global_batch,
        "precision": run.precision.value,
        "recipe": recipe_document(run.recipe),
        "states": _facts(run, stops=False),
        "stops": _facts(run, stops=True) | {"mtbf_hours_of": {one.accelerator: one.hours for one in mtbf_of}},
    }


def _facts(run: TrainingRun, *, stops: bool) -> Document:
    """Return what a run says of its states, or of its stops, by name."""
    return {fact.key.replace("-", "_"): value_of(run, fact) for fact in FACTS if fact.is_stop is stops}


def unmet_document(one: UnmetLimit) -> Document:
    """Return a limit that a plan does not keep, with the figure that it bounds."""
    return {
        "limit": one.limit,
        "subject": one.subject,
        "stated": one.stated,
        "reached": one.reached,
        "figure": one.figure or None,
        **_remark(one.remark),
    }


_TRAINS = {Trains.ONE_MODEL: "one-model", Trains.PROGRAMME: "programme"}


def _remark(one: Remark) -> Document:
    return {"words": one.words, "cause": {"code": one.code, **one.data} if one.code else _in_words(one.words)}


def _in_words(sentence: str) -> Document:
    """Return the cause of a reason that a lower room gives as a sentence alone."""
    return document(Worded(words=sentence))


def _result(result: PlanResult) -> Document:
    cost = result.cost
    baseline = result.baseline
    return {
        "tokens_per_s": result.tokens_per_s,
        "days": result.days,
        "goodput": result.goodput,
        "mfu": result.mfu,
        "cost": None
        if cost is None
        else {
            "amount": cost.total.amount,
            "currency": cost.total.currency,
            "cash": cost.paid.amount,
            "with_other_use": cost.total.amount,
        },
        "cost_per_trillion_tokens": money_document(cost.unit_cost if cost else None),
        "cost_terms": dict(cost.terms) if cost else None,
        "cost_per_hour": money_document(cost.per_hour if cost else None),
        "deadline": None if result.deadline is None else asdict(result.deadline),
        "steps": result.steps,
        "step_s": result.step_s,
        "cash": [{"month": month, "amount": one.amount} for month, one in enumerate(result.cash_by_month, start=1)],
        "baseline": None
        if baseline is None
        else {
            "name": baseline.name,
            "cost_per_trillion_tokens": money_document(baseline.unit_cost),
            "tokens_per_s_per_device": baseline.tokens_per_s_per_device,
            "days": baseline.days,
        },
        "saving": result.saving,
        "headline": {figure.key: figure.value(result) for figure in HEADLINES},
        "bands": dict(result.bands),
    }


def estimated_document(result: PlanResult) -> dict[str, Document]:
    """Return for each figure that is known whether it is estimated, and the estimates that it rests on, in words."""
    found = result.estimated
    return {
        key: {"estimated": key in found, "estimates": [one.words for one in found.get(key, ())]}
        for key in known_figures(result)
    }


def cost_term_document(term: CostTerm) -> Document:
    """Return a term with everything it opens into."""
    return {
        "name": term.name,
        "kind": term.kind or None,
        "pool": term.pool or None,
        "amount": money_document(term.amount),
        "formula": term.formula,
        "terms": [cost_term_document(child) for child in term.children],
    }


def _mixing(result: PlanResult) -> Document | None:
    mixing = result.mixing
    if mixing is None:
        return None
    return {
        "strategy": mixing.strategy,
        "efficiency": mixing.efficiency,
        "statistical_efficiency": mixing.statistical_efficiency,
        "why": mixing.why,
        "tokens_per_s": mixing.tokens_per_s,
        "bound": mixing.bound,
        "overhead_days": mixing.overhead_days,
        "waited_days": mixing.waited_days,
        "refused": dict(mixing.refused),
        "refusals": {strategy: _remark(one) for strategy, one in mixing.refusals.items()},
        "remarks": [_remark(one) for one in mixing.remarks],
        "layers": dict(mixing.layers),
        "stages": [asdict(stage) for stage in mixing.stages],
        "alone": {"cheapest": _alone(mixing.cheapest_alone), "fastest": _alone(mixing.fastest_alone)},
        "timetable": [_spell(spell) for spell in mixing.timetable],
        "shares": dict(mixing.shares),
        "batches": dict(mixing.batches),
    }


def _alone(alone: AloneResult | None) -> Document | None:
    if alone is None:
        return None
    return {
        "pool": alone.pool,
        "days": alone.days,
        "cost": money_document(alone.cost),
        "cost_per_trillion_tokens": money_document(alone.unit_cost),
        "largest": alone.largest,
        "keep_costing": list(alone.kept),
    }


def _spell(spell: Spell) -> Document:
    return {
        "kind": spell.kind,
        "way": spell.way,
        "pools": list(spell.pools),
        "shares": dict(spell.shares),
        "from_day": spell.from_day,
        "to_day": spell.to_day,
        "tokens": spell.tokens,
        "step_s": spell.step_s,
    }
