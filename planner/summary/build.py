"""From a plan, its result and its exploration to what a report says."""

import math
from collections.abc import Mapping

from planner import __version__
from planner.catalogue.accelerator import Figure
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.pool_names import pool_names
from planner.cluster import NodeGroup
from planner.estimate_marks import estimated_words
from planner.exploration.exploration import Exploration
from planner.headlines import HEADLINES
from planner.plan import Plan, accelerators_used, offers_used
from planner.plan_result import PlanResult
from planner.risk.supplier_loss import LossResult
from planner.sentences import sentence
from planner.summary.contents import (
    ClusterRow,
    CostRow,
    EvidenceRow,
    ExplorationRow,
    FrontierRow,
    ModelError,
    Quantity,
    Summary,
)
from planner.summary.timetable_rows import alone_rows, timetable_rows


def summarise(
    plan: Plan, result: PlanResult, exploration: Exploration | None = None, losses: tuple[LossResult, ...] = ()
) -> Summary:
    """Return what a report says about a plan, its result and (where there are any) its exploration and its losses."""
    mixing = result.mixing
    dependence = result.dependence
    pools = pool_names((group.place for group in plan.cluster.groups), plan.catalogue.accelerators)
    return Summary(
        plan_name=plan.name,
        site=plan.site.name,
        currency=plan.currency,
        rates_note=_rates_note(plan),
        notes=plan.notes,
        workload=_workload(plan, result),
        shape=plan.training.shape.name,
        precision=plan.training.precision.value,
        run=plan.training,
        headline=_headline(plan, result),
        baseline=result.baseline.name if result.baseline else "",
        strategy=mixing.strategy if mixing else "",
        strategy_why=mixing.why if mixing else "",
        cluster=tuple(_cluster_row(group, plan.catalogue, pools[group.place]) for group in plan.cluster.groups),
        pools=result.pools,
        cost_terms=_cost_terms(result),
        basis=dependence.basis.value if dependence else plan.basis.value,
        dependence=dependence.layers if dependence else {},
        worst_layer=dependence.worst_layer if dependence else "",
        comparisons=result.comparisons,
        evidence=_evidence(plan),
        assumptions=_assumptions(result),
        warnings=result.warnings,
        blocked=result.blocked,
        versions=_versions(plan),
        exploration=_explored(exploration),
        frontier=_frontier(exploration, {group.key: pools[group.place] for group in plan.cluster.groups}),
        losses=losses,
        timetable=timetable_rows(result),
        alone=alone_rows(result),
        left_out=result.left_out,
        models=result.models,
        deadline=result.deadline,
        mixing=mixing,
        adds=mixing is not None and mixing.efficiency is not None,
        cash_by_month=result.cash_by_month,
        anchors=tuple(run.name for run in plan.measured_runs),
        model_error=_model_error(),
        estimates=estimated_words(result.estimated),
        estimated=frozenset(result.estimated),
        unmet=result.unmet,
        verdict=result.verdict,
        rates=_stated_rates(plan) if any(one.price.currency != plan.currency for one in offers_used(plan)) else "",
        rates_date=plan.rates.date,
    )


def _rates_note(plan: Plan) -> str:
    rates, stated = plan.rates, _stated_rates(plan)
    return sentence("{} ({}; {})", stated, rates.date, rates.source) if stated else ""


def _stated_rates(plan: Plan) -> str:
    rates = plan.rates
    return ", ".join(f"1 {currency} = {rate:g} {rates.base}" for currency, rate in rates.base_per_unit.items())


def _workload(plan: Plan, result: PlanResult) -> tuple[Quantity, ...]:
    run = plan.training
    rows = (
        ("total_params", "Parameters", result.total_params, ""),
        ("active_params", "Active parameters", result.active_params, ""),
        ("flop_per_token", "Training FLOP per token", result.flop_per_token, "FLOP"),
        ("tokens", "Tokens", plan.trained_tokens, ""),
        ("seq_len", "Sequence length", float(run.seq_len), "tokens"),
        ("global_batch", "Global batch", float(run.global_batch), "sequences"),
    )
    return tuple(Quantity(key=key, label=label, value=value, unit=unit) for key, label, value, unit in rows)


def _headline(plan: Plan, result: PlanResult) -> tuple[Quantity, ...]:
    return tuple(
        Quantity(
            key=figure.key,
            label=figure.label,
            value=figure.value(result),
            unit=figure.unit_in(plan.currency),
            band=result.bands.get(figure.key),
            explanation=result.explanations.get(figure.key, ""),
            estimated=figure.key in result.estimated,
        )
        for figure in HEADLINES
    )


def _cluster_row(group: NodeGroup, catalogue: Catalogue, pool_name: str) -> ClusterRow:
    accelerator = catalogue.accelerator(group.accelerator)
    design = catalogue.nodes.get(group.node_design) if group.node_design else None
    per_node = (design.devices_per_node if design else None) or accelerator.devices_per_node
    offer = group.offer
    return ClusterRow(
        group=group.key,
        accelerator=accelerator.key,
        pool_name=pool_name,
        name=accelerator.name,
        supplier=accelerator.supplier,
        jurisdiction=accelerator.jurisdiction,
        site=group.site,
        nodes=group.nodes,
        devices=None if per_node is None else group.nodes * per_node,
        offer=offer.label if offer else "",
        composed=group,
        explored_nodes=(group.explore_min_nodes, group.explore_max_nodes),
        evidence=accelerator.evidence,
    )


def _cost_terms(result: PlanResult) -> tuple[CostRow, ...]:
    cost = result.cost
    if cost is None:
        return ()
    total = cost.total.amount
    return tuple(
        CostRow(term=line.name, amount=line.amount, share=line.amount / total if total else 0.0) for line in cost.lines
    )


def _evidence(plan: Plan) -> tuple[EvidenceRow, ...]:
    rows: list[EvidenceRow] = []
    for key in dict.fromkeys(accelerators_used(plan)):
        accelerator = plan.catalogue.accelerators.get(key)
        if accelerator is not None:
            rows += [_figure_row(accelerator.name, name, figure) for name, figure in accelerator.figures.items()]
    for offer in offers_used(plan):
        rows.append(
            EvidenceRow(
                subject=offer.label,
                figure=f"{offer.price.amount:g} {offer.price.currency}",
                evidence=offer.evidence,
                source=offer.source,
                note=offer.note,
            )
        )
    for run in plan.measured_runs:
        rows.append(
            EvidenceRow(
                subject=run.name,
                figure="tokens_per_s_per_device",
                evidence=run.evidence,
                source=run.source,
                note=run.note,
            )
        )
    return tuple(rows)


def _figure_row(subject: str, name: str, figure: Figure) -> EvidenceRow:
    return EvidenceRow(subject=subject, figure=name, evidence=figure.evidence, source=figure.source, note=figure.note)


def _assumptions(result: PlanResult) -> tuple[str, ...]:
    said = [sentence for pool in result.pools for sentence in pool.estimate.assumptions]
    said += [pool.site_factor_why for pool in result.pools if pool.site_factor_why]
    return tuple(dict.fromkeys(said))


def _versions(plan: Plan) -> dict[str, str]:
    from planner.performance.training.calibration import load_calibration  # noqa: PLC0415 - reads tables; only a report asks

    return {
        "program": __version__,
        "calibration": load_calibration().version,
        "catalogue": plan.catalogue.date,
    }


def _model_error() -> ModelError:
    from planner.performance.training.accuracy import load_accuracy  # noqa: PLC0415 - reads a table; only a report asks

    unseen = next(error for error in load_accuracy() if (error.grouping, error.basis) == ("all", "sources"))
    return ModelError(runs=unseen.runs, mean_error=unseen.mape)


def _explored(exploration: Exploration | None) -> ExplorationRow | None:
    if exploration is None:
        return None
    return ExplorationRow(
        candidates=exploration.candidates,
        feasible=exploration.feasible,
        seconds=exploration.seconds,
        drawn=len(exploration.fleets),
        blocked=exploration.blocked,
        sample=exploration.sample,
        mends="" if exploration.guarantee is None else exploration.guarantee.mends,
    )


def _frontier(exploration: Exploration | None, pools: Mapping[str, str]) -> tuple[FrontierRow, ...]:
    """Return the frontier; ``pools`` are what the pools of the groups are called, by the groups' keys."""
    if exploration is None:
        return ()
    return tuple(_frontier_row(exploration, position, pools) for position in range(len(exploration.frontier)))


def _frontier_row(exploration: Exploration, position: int, pools: Mapping[str, str]) -> FrontierRow:
    row = int(exploration.frontier[position])
    fleets = exploration.fleets
    return FrontierRow(
        fleet=_fleet_nodes(exploration, row, pools),
        unit_cost=float(fleets.unit_cost[row]),
        saving=known(fleets.saving[row]),
        largest=float(fleets.largest[row]),
        hhi=float(fleets.hhi[row]),
        retention=float(fleets.retention[row]),
        days=float(fleets.days[row]),
        is_knee=position == exploration.knee,
        estimated=frozenset(exploration.estimated(fleets, row)),
    )


def _fleet_nodes(exploration: Exploration, row: int, pools: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    """Return the nodes of one fleet by pool (groups of one pool summed), those with none left out."""
    nodes: dict[str, int] = {}
    for group, count in zip(exploration.groups, exploration.fleets.nodes[row].tolist(), strict=True):
        pool = pools.get(group, group)
        nodes[pool] = nodes.get(pool, 0) + int(count)
    return tuple((pool, count) for pool, count in nodes.items() if count)


def known(value: float) -> float | None:
    """Return a column's value, None where it is NaN."""
    return None if math.isnan(value) else float(value)
