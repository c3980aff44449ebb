"""A result in words that wear the mark of estimates: its reasons, remarks and explanations where they say a figure.

Words are made of values, so a sentence wears the mark because the number in it does (``EstimatedNumber``); data stay
plain numbers.
"""

from collections.abc import Collection
from typing import Any

from msgspec.structs import replace

from planner import causes as c
from planner.catalogue.estimates import POWER
from planner.catalogue.offers import Money
from planner.cost import CostResult
from planner.dependence import DependenceResult
from planner.english import words
from planner.estimate_marks import BASELINE, estimated_terms
from planner.estimated_number import EstimatedNumber, noted
from planner.mixing.strategy import MixingResult
from planner.plan import Plan
from planner.plan_result import BaselineResult, EnergyResult, PlanResult, PoolResult, PortingResult
from planner.planning.fleet import Fleet
from planner.planning.marked_causes import marked_cause
from planner.planning.planned_run import PlannedRun
from planner.planning.ways_words import beside_alone, better_alone, why


def in_marked_words(result: PlanResult, run: PlannedRun | None) -> PlanResult:
    """Return a result whose ``estimated`` is known with its reasons and remarks in words that wear the mark."""
    if not result.estimated:
        return result
    mixing = None if result.mixing is None else _mixing(result.mixing, result, run)
    kept = {} if result.mixing is None else {one.code: one for one in (mixing or result.mixing).remarks}
    remarks = tuple(kept.get(one.code, _remark(one, result.estimated)) for one in result.remarks)
    return replace(result, mixing=mixing, remarks=remarks)


def _mixing(mixing: MixingResult, result: PlanResult, run: PlannedRun | None) -> MixingResult:
    keys = result.estimated
    marked = replace(
        mixing,
        remarks=tuple(_remark(one, keys) for one in mixing.remarks),
        refusals={name: _remark(one, keys) for name, one in mixing.refusals.items()},
    )
    if not isinstance(run, Fleet):
        return marked
    alone = mixing.cheapest_alone, mixing.fastest_alone
    better = better_alone(run, result.cost, [one for one in alone if one is not None], keys)
    remarks = (_in_words_of(one, better) for one in marked.remarks)
    beside = beside_alone(run, result.cost, alone, keys)
    return replace(marked, why=why(run, beside, mixing.stages, keys), beside=beside, remarks=tuple(remarks))


def _remark(remark: c.Remark, estimated: Collection[str]) -> c.Remark:
    cause = remark.cause
    marked = None if cause is None else marked_cause(cause, estimated)
    return _in_words_of(remark, None if marked is cause else marked)


def _in_words_of(remark: c.Remark, cause: c.Cause | None) -> c.Remark:
    return remark if cause is None or cause.code() != remark.code else replace(remark, words=words(cause))


def with_marked_figures(plan: Plan, result: PlanResult) -> PlanResult:
    """Return a result to be put into words: its figures that rest on estimates are numbers that say so."""
    keys = result.estimated
    if not keys:
        return result
    headline: dict[str, Any] = {
        name: EstimatedNumber(value)
        for name in ("tokens_per_s", "days", "goodput", "mfu", "saving", "step_s")
        if name in keys and (value := getattr(result, name)) is not None
    }
    return replace(
        result,
        cost=None if result.cost is None else _cost(plan, result, result.cost),
        energy=None if result.energy is None else _energy(result.energy, keys),
        baseline=None if result.baseline is None else _baseline(result.baseline, keys),
        dependence=None if result.dependence is None else _dependence(result.dependence, keys),
        porting=None if result.porting is None else _porting(result.porting, keys),
        pools=tuple(_pool(pool) for pool in result.pools),
        **headline,
    )


def _energy(energy: EnergyResult, estimated: Collection[str]) -> EnergyResult:
    emitted, whole = energy.operation_kg_co2e, "energy" in estimated
    return replace(
        energy,
        energy_kwh=noted(energy.energy_kwh, whole),
        by_pool_kwh={name: noted(kwh, whole) for name, kwh in energy.by_pool_kwh.items()},
        operation_kg_co2e=None if emitted is None else noted(emitted, "co2e" in estimated),
    )


def _baseline(baseline: BaselineResult, estimated: Collection[str]) -> BaselineResult:
    unit = replace(baseline.unit_cost, amount=noted(baseline.unit_cost.amount, BASELINE in estimated))
    rate = [one for one in baseline.estimated if one.figure != POWER]
    return replace(baseline, unit_cost=unit, tokens_per_s_per_device=noted(baseline.tokens_per_s_per_device, rate))


def _porting(porting: PortingResult, estimated: Collection[str]) -> PortingResult:
    tokens = porting.break_even_tokens
    return replace(porting, break_even_tokens=None if tokens is None else noted(tokens, "saving" in estimated))


def _dependence(dependence: DependenceResult, estimated: Collection[str]) -> DependenceResult:
    layers = {
        name: replace(
            layer,
            shares={
                who: noted(share, f"{name}.shares" in estimated and share < 1.0) for who, share in layer.shares.items()
            },
            hhi=noted(layer.hhi, f"{name}.shares" in estimated),
            effective=noted(layer.effective, f"{name}.shares" in estimated),
            retention_without={
                who: noted(kept, f"{name}.days_without" in estimated) for who, kept in layer.retention_without.items()
            },
        )
        for name, layer in dependence.layers.items()
    }
    return replace(dependence, layers=layers)


def _cost(plan: Plan, result: PlanResult, cost: CostResult) -> CostResult:
    terms = estimated_terms(plan, result)
    lines = (replace(one, amount=noted(one.amount, (one.kind, one.pool) in terms)) for one in cost.lines)
    total = Money(amount=noted(cost.total.amount, "cost" in result.estimated), currency=cost.total.currency)
    unit = replace(cost.unit_cost, amount=noted(cost.unit_cost.amount, "cost" in result.estimated))
    return replace(cost, lines=tuple(lines), total=total, unit_cost=unit)


def _pool(pool: PoolResult) -> PoolResult:
    if not pool.rate_estimates:
        return pool
    rate = EstimatedNumber(pool.estimate.tokens_per_s)
    estimate = replace(pool.estimate, tokens_per_s=rate)
    return replace(pool, estimate=estimate, mfu=EstimatedNumber(pool.mfu))
