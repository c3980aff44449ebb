"""Results as JSON documents: plain numbers, unknown is null, never NaN or Infinity."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from enum import Enum
from typing import Any

from planner.catalogue.offers import Money
from planner.causes import Remark, Worded, document
from planner.estimate_marks import known_figures, reference_figures
from planner.exploration.exploration import Exploration, FleetColumns
from planner.exports.dependence_document import dependence_document, reference_document
from planner.headlines import HEADLINES
from planner.mixing.strategy import AloneResult, Spell
from planner.performance.training.layout import Layout, LayoutSearch, PoolEstimate
from planner.plan import Objective, Plan, Trains
from planner.plan_result import CostTerm, PlanResult, PoolResult
from planner.units import GIGA, gib_from_bytes
from planner.workload.recipe import Recipe
from planner.workload.run_facts import FACTS, value_of
from planner.workload.training_run import TrainingRun
from planner.workload.unit_cost import UnitCost

Document = dict[str, Any]


def document_text(document: Mapping[str, Any]) -> str:
    """Return a document as JSON text with a final line end."""
    return json.dumps(plain(document), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def plain(value: Any) -> Any:  # noqa: ANN401 - any document
    """Return a value made of JSON's own types; a number that is not finite is unknown."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return plain(value.item())  # a number of numpy's


def plan_document(plan: Plan, result: PlanResult, *, file_format: int | None = None) -> Document:
    """Return the document of ``plan --json``."""
    return {
        "plan": {"name": plan.name, "file_format": file_format},
        "workload": _workload(plan.training, result),
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
        "pools": [_pool(pool) for pool in result.pools],
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
        "warnings": list(result.warnings),
        "remarks": [_remark(one) for one in result.remarks],
        "blocked": [
            {
                "subject": one.subject,
                "reason": one.reason,
                "cause": document(one.cause) if one.cause else _in_words(one.reason),
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
            }
            for one in result.left_out
        ],
    }


def _workload(run: TrainingRun, result: PlanResult) -> Document:
    mtbf_of = run.stops.mtbf_of
    return {
        "kind": run.kind,
        "shape": run.shape.key,
        "total_params": result.total_params,
        "active_params": result.active_params,
        "flop_per_token": result.flop_per_token,
        "tokens": run.tokens,
        "total_tokens": sum(model.tokens for model in result.models) or run.tokens,
        "seq_len": run.seq_len,
        "global_batch": run.global_batch,
        "precision": run.precision.value,
        "recipe": _recipe(run.recipe),
        "states": _facts(run, stops=False),
        "stops": _facts(run, stops=True) | {"mtbf_hours_of": {one.accelerator: one.hours for one in mtbf_of}},
    }


def _facts(run: TrainingRun, *, stops: bool) -> Document:
    """Return what a run says of its states, or of its stops, by name."""
    return {fact.key.replace("-", "_"): value_of(run, fact) for fact in FACTS if fact.is_stop is stops}


_TRAINS = {Trains.ONE_MODEL: "one-model", Trains.PROGRAMME: "programme"}


def _remark(one: Remark) -> Document:
    return {"words": one.words, "cause": {"code": one.code, **one.data} if one.code else _in_words(one.words)}


def _in_words(sentence: str) -> Document:
    """Return the cause of a reason that a lower room gives as a sentence alone."""
    return document(Worded(words=sentence))


def exploration_document(exploration: Exploration) -> Document:
    """Return the document of ``explore --json``; ``knee`` is a position in ``frontier``."""
    return {
        "candidates": exploration.candidates,
        "feasible": exploration.feasible,
        "seconds": exploration.seconds,
        "axes": {"x": exploration.measure.value, "y": _Y_AXES[exploration.objective]},
        "currency": exploration.currency,
        "frontier": [_frontier_document(exploration, position) for position in range(len(exploration.frontier))],
        "knee": exploration.knee,
        "today": None if exploration.today is None else fleet_document(exploration, exploration.today, 0),
        "today_gap": None if exploration.today_gap is None else asdict(exploration.today_gap),
        "singles": [
            {"supplier": single.supplier, **fleet_document(exploration, exploration.fleets, single.row)}
            for single in exploration.singles
        ],
        "guarantee": None if exploration.guarantee is None else asdict(exploration.guarantee),
        "hypervolume": exploration.hypervolume,
        "reference": exploration.reference,
        "estimates": [one.words for one in exploration.estimates.all],
        "blocked": dict(exploration.blocked),
    }


_Y_AXES = {Objective.UNIT_COST: "saving", Objective.COST: "cost", Objective.DAYS: "days"}


def _frontier_document(exploration: Exploration, position: int) -> Document:
    """Return a fleet of the frontier with how its pools work, at which shares, and who says so."""
    fleet = fleet_document(exploration, exploration.fleets, int(exploration.frontier[position]))
    if position >= len(exploration.points):
        return fleet
    point = exploration.points[position]
    return fleet | {
        "strategy": point.way,
        "shares": dict(point.shares),
        "cap": point.cap,
        "certificate": point.certificate,
    }


def fleet_document(exploration: Exploration, fleets: FleetColumns, row: int) -> Document:
    """Return one fleet: its nodes by accelerator (groups of one accelerator summed) and what it gives."""
    counts = [int(count) for count in fleets.nodes[row]]
    cluster: dict[str, int] = {}
    for accelerator, count in zip(exploration.accelerators, counts, strict=True):
        cluster[accelerator] = cluster.get(accelerator, 0) + count
    return {
        "cluster": {accelerator: count for accelerator, count in cluster.items() if count},
        "groups": dict(zip(exploration.groups, counts, strict=True)),
        "cost_per_trillion_tokens": float(fleets.unit_cost[row]),
        "saving": float(fleets.saving[row]),
        "largest": float(fleets.largest[row]),
        "hhi": float(fleets.hhi[row]),
        "retention": float(fleets.retention[row]),
        "loss": float(fleets.loss[row]),
        "days": float(fleets.days[row]),
        "tokens_per_s": float(fleets.tokens_per_s[row]),
        "cost": float(fleets.cost[row]),
        "estimated": sorted(exploration.estimated(fleets, row)),
    }


def layouts_document(search: LayoutSearch, estimates: Sequence[str] = ()) -> Document:
    """Return the document of ``layouts --json``; ``estimates`` names the figures that nobody printed."""
    return {
        "planned_on_estimates": list(estimates),
        "considered": search.considered,
        "fitting": search.fitting,
        "seconds": search.seconds,
        "layouts": [estimate_document(estimate) for estimate in search.best],
        "blocked": dict(search.blocked),
    }


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


def money_document(money: Money | UnitCost | None) -> Document | None:
    """Return an amount with its currency; None where it is unknown."""
    return None if money is None else {"amount": money.amount, "currency": money.currency}


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


def _pool(pool: PoolResult) -> Document:
    estimate = pool.estimate
    return {
        "pool": pool.pool,
        "accelerator": pool.accelerator,
        "site": pool.site,
        "terms": list(pool.terms),
        "precision": pool.precision,
        "energy_kwh": pool.energy_kwh,
        "supplier": pool.supplier,
        "count": pool.devices,
        "nodes": pool.nodes,
        "tokens_per_s_per_device": pool.healthy_tokens_per_s_per_device,
        "delivered_tokens_per_s_per_device": pool.delivered_tokens_per_s_per_device,
        "delivered_tokens_per_s": pool.delivered_tokens_per_s,
        "mfu": pool.mfu,
        "goodput": pool.goodput,
        "token_share": pool.token_share,
        "site_factor": pool.site_factor,
        "site_factor_why": pool.site_factor_why,
        "layout": layout_document(estimate.layout),
        "memory_gib": gib_from_bytes(estimate.memory_bytes),
        "memory_capacity_gib": gib_from_bytes(estimate.memory_capacity_bytes),
        "memory_parts_gib": {name: gib_from_bytes(part) for name, part in estimate.memory_parts_bytes.items()},
        "step_s": estimate.step_s,
        "step_parts_s": dict(estimate.step_parts_s),
        "healthy_step_s": pool.healthy_step_s,
        "price_per_hour": money_document(pool.price_per_hour),
        "hbm_supplier": pool.hbm_supplier,
        "software_stack": pool.software_stack,
        "network": pool.network,
        "evidence": pool.evidence.value,
        "software_devices": pool.software_devices,
        "estimated": bool(pool.rate_estimates),
        "estimated_inputs": [one.words for one in pool.estimated],
        "estimates": [asdict(effect) | {"words": effect.words} for effect in pool.estimates],
        "assumptions": list(estimate.assumptions),
        "recipe": _recipe(estimate.recipe),
        "host_memory_gb": estimate.host_memory_bytes / GIGA,
        "stops": None if pool.stops is None else asdict(pool.stops),
    }


def layout_document(layout: Layout) -> Document:
    """Return a layout's parallel sizes and choices."""
    return {
        "tp": layout.tp,
        "pp": layout.pp,
        "vpp": layout.vpp,
        "ep": layout.ep,
        "etp": layout.etp,
        "cp": layout.cp,
        "dp": layout.dp,
        "micro_batch": layout.micro_batch,
        "micro_batch_group": layout.micro_batch_group,
        "recompute": layout.recompute.value,
        "recompute_share": layout.recompute_share,
        "schedule": layout.schedule.value,
        "sharding": layout.sharding.value,
        "sequence_parallel": layout.sequence_parallel,
    }


def estimate_document(estimate: PoolEstimate) -> Document:
    """Return a layout with what the model says of it."""
    return {
        **layout_document(estimate.layout),
        "step_s": estimate.step_s,
        "tokens_per_s_per_device": estimate.tokens_per_s_per_device,
        "mfu": estimate.mfu,
        "memory_gib": gib_from_bytes(estimate.memory_bytes),
        "memory_capacity_gib": gib_from_bytes(estimate.memory_capacity_bytes),
        "step_parts_s": dict(estimate.step_parts_s),
        "band": None if estimate.band is None else [rate / estimate.devices for rate in estimate.band],
        "recipe": _recipe(estimate.recipe),
        "host_memory_gb": estimate.host_memory_bytes / GIGA,
    }


def _recipe(recipe: Recipe) -> Document:
    """Return a recipe's name and facts; null is the release's own matter."""
    return {item.name: getattr(recipe, item.name) for item in fields(recipe)}


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
