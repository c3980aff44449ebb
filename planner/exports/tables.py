"""A plan's results as tables."""

from collections.abc import Mapping, Sequence

from planner.estimate_marks import estimated_terms
from planner.exploration.exploration import Exploration, FrontierPoint
from planner.exploration.fleet_rules import WAYS
from planner.exports.exploration_document import fleet_document
from planner.exports.plain_values import Document
from planner.exports.pool_documents import layout_document
from planner.exports.risk_documents import scenario_rows, sensitivity_rows
from planner.exports.table_files import Cell, Table
from planner.headlines import HEADLINES
from planner.plan import Plan
from planner.plan_result import CostTerm, PlanResult
from planner.uncertainty.risk_report import RiskReport
from planner.units import gib_from_bytes


def result_tables(
    plan: Plan, result: PlanResult, exploration: Exploration | None = None, risk: RiskReport | None = None
) -> tuple[Table, ...]:
    """Return the tables of a plan, its result and (where there are any) its exploration and its risk."""
    tables = [
        _headline(plan, result),
        _cluster(plan),
        _pools(result),
        _parts("step", "s", {pool.pool: pool.estimate.step_parts_s for pool in result.pools}),
        _parts(
            "memory",
            "gib",
            {
                pool.pool: {name: gib_from_bytes(part) for name, part in pool.estimate.memory_parts_bytes.items()}
                for pool in result.pools
            },
        ),
        _cost(plan, result),
        _cost_terms(result),
        _rent_or_buy(result),
        _dependence(result),
        _timetable(result),
        _cash(result),
        _published(result),
    ]
    if exploration is not None:
        tables.append(frontier_table(exploration, plan))
    if risk is not None:
        tables += [
            _from_documents("scenarios", scenario_rows(risk)),
            _from_documents("sensitivity", sensitivity_rows(risk)),
        ]
    return tuple(tables)


def frontier_table(exploration: Exploration, plan: Plan) -> Table:
    """Return the frontier of the exploration of a plan, from most to least dependent."""
    rows = [int(row) for row in exploration.frontier]
    knee = None if exploration.knee is None else rows[exploration.knee]
    ways = _ways(exploration.points, plan) if exploration.points else {}
    return _fleets("frontier", exploration, rows, {"is_knee": [row == knee for row in rows], **ways})


def fleets_table(exploration: Exploration, plan: Plan) -> Table:
    """Return every feasible fleet of a plan's exploration once, each on the frontier at every point that it has there.

    Those off the frontier work as the plan has them, and come first; their shares are not kept (empty).
    """
    front = [int(row) for row in exploration.frontier]
    nodes = [tuple(counts) for counts in exploration.fleets.nodes.tolist()]
    on_frontier = {nodes[row] for row in front}
    others = [row for row in range(exploration.feasible) if nodes[row] not in on_frontier]
    rows = others + front
    blank = [None] * (len(rows) - len(exploration.points))
    ways = {name: [*blank, *cells] for name, cells in _ways(exploration.points, plan).items()}
    worked = [WAYS[int(way)] for way in exploration.fleets.way[rows]]
    marks = {"on_frontier": [False] * len(others) + [True] * len(front)}
    return _fleets("fleets", exploration, rows, marks | ways | {"strategy": worked})


def _ways(points: Sequence[FrontierPoint], plan: Plan) -> dict[str, Sequence[Cell]]:
    """Return how the fleets of these points work, a column each; pools go by their names."""
    names = plan.pool_names
    shares = [
        ", ".join(f"{names.get(pool, pool)} {share:.3f}" for pool, share in point.shares.items()) for point in points
    ]
    return {
        "strategy": [point.way for point in points],
        "shares": shares,
        "cap": [point.cap for point in points],
        "certificate": [point.certificate for point in points],
    }


def _headline(plan: Plan, result: PlanResult) -> Table:
    rows = []
    for figure in HEADLINES:
        band = result.bands.get(figure.key, (None, None, None))
        explanation = result.explanations.get(figure.key, "")
        rests_on = "; ".join(one.words for one in result.estimated.get(figure.key, ()))
        unit = figure.unit_in(plan.currency)
        rows.append((figure.key, figure.value(result), unit, *band, explanation, rests_on))
    columns = ("quantity", "value", "unit", "p10", "p50", "p90", "explanation", "rests_on_estimates")
    return Table(name="result", columns=columns, rows=tuple(rows))


def _cluster(plan: Plan) -> Table:
    columns = (
        "group",
        "accelerator",
        "node_design",
        "nodes",
        "nodes_evidence",
        "site",
        "offer",
        "price",
        "currency",
        "price_evidence",
        "tenure",
        "while_waiting",
        "from_day",
        "until_day",
        "explore_min_nodes",
        "explore_max_nodes",
        "explore_step_nodes",
    )
    rows = []
    for group in plan.cluster.groups:
        offer = group.offer
        paid = (offer.label, offer.price.amount, offer.price.currency, offer.evidence.value) if offer else (None,) * 4
        terms = (group.tenure.value, group.waiting.value, group.terms.from_day, group.terms.until_day)
        limits = (group.explore_min_nodes, group.explore_max_nodes, group.explore_step_nodes)
        rows.append(
            (
                group.key,
                group.accelerator,
                group.node_design,
                group.nodes,
                group.nodes_evidence.value,
                group.site,
                *paid,
                *terms,
                *limits,
            )
        )
    return Table(name="cluster", columns=columns, rows=tuple(rows))


def _pools(result: PlanResult) -> Table:
    documents: list[Document] = [
        {
            "pool": pool.pool,
            "accelerator": pool.accelerator,
            "site": pool.site,
            "terms": "; ".join(pool.terms),
            "precision": pool.precision,
            "supplier": pool.supplier,
            "jurisdiction": pool.jurisdiction,
            "foundry": pool.foundry,
            "hbm_supplier": pool.hbm_supplier,
            "software_stack": pool.software_stack,
            "network": pool.network,
            "devices": pool.devices,
            "nodes": pool.nodes,
            **layout_document(pool.estimate.layout),
            "step_s": pool.estimate.step_s,
            "healthy_step_s": pool.healthy_step_s,
            "healthy_tokens_per_s_per_device": pool.healthy_tokens_per_s_per_device,
            "mfu": pool.mfu,
            "site_factor": pool.site_factor,
            "goodput": pool.goodput,
            "delivered_tokens_per_s": pool.delivered_tokens_per_s,
            "delivered_tokens_per_s_per_device": pool.delivered_tokens_per_s_per_device,
            "energy_kwh": pool.energy_kwh,
            "token_share": pool.token_share,
            "memory_gib": gib_from_bytes(pool.estimate.memory_bytes),
            "memory_capacity_gib": gib_from_bytes(pool.estimate.memory_capacity_bytes),
            "price_per_hour": pool.price_per_hour.amount if pool.price_per_hour else None,
            "currency": pool.price_per_hour.currency if pool.price_per_hour else None,
            "power_w": pool.power_w,
            "evidence": pool.evidence.value,
            "rests_on_estimates": "; ".join(one.words for one in pool.estimated),
            "log_sd": pool.log_sd,
        }
        for pool in result.pools
    ]
    return _from_documents("pools", documents)


def _parts(name: str, unit: str, parts: Mapping[str, Mapping[str, float]]) -> Table:
    rows = tuple((pool, part, value) for pool, shares in parts.items() for part, value in shares.items())
    return Table(name=f"{name}_parts", columns=("pool", "part", unit), rows=rows)


def _cost(plan: Plan, result: PlanResult) -> Table:
    cost, estimated = result.cost, estimated_terms(plan, result)
    rows = tuple(
        (line.name, line.amount, plan.currency, line.kind, line.pool, (line.kind, line.pool) in estimated)
        for line in (cost.lines if cost else ())
    )
    return Table(name="cost", columns=("term", "amount", "currency", "kind", "pool", "estimated"), rows=rows)


def _cost_terms(result: PlanResult) -> Table:
    """Every money figure opened, a line a term, under the term that it is part of."""
    rows: list[tuple[Cell, ...]] = []

    def add(term: CostTerm, path: str) -> None:
        place = f"{path} / {term.name}" if path else term.name
        rows.append((place, term.amount.amount, term.amount.currency, term.formula, term.kind, term.pool))
        for child in term.children:
            add(child, place)

    for tree in result.cost_terms:
        add(tree, "")
    columns = ("term", "amount", "currency", "formula", "kind", "pool")
    return Table(name="cost_terms", columns=columns, rows=tuple(rows))


def _rent_or_buy(result: PlanResult) -> Table:
    documents: list[Document] = [
        {
            "accelerator": one.accelerator,
            "pool": one.pool or "",
            "name": one.name or "",
            "rent_per_hour": one.rent_per_hour.amount,
            "owned_per_hour": one.owned_per_hour.amount,
            "currency": one.rent_per_hour.currency,
            "utilisation": one.utilisation,
            "break_even_utilisation": one.break_even_utilisation,
            "rent_estimated": one.rent_estimated,
            "owned_estimated": one.owned_estimated,
            "rent_source": one.rent_source,
            "rent_date": one.rent_date or "",
            "purchase_date": one.purchase_date or "",
            "purchase_source": one.purchase_source,
        }
        for one in result.rent_or_buy
    ]
    return _from_documents("rent_or_buy", documents)


def _dependence(result: PlanResult) -> Table:
    layers = result.dependence.layers if result.dependence else {}
    rows = tuple(
        (
            name,
            supplier,
            share,
            layer.retention_without.get(supplier),
            layer.days_without.get(supplier),
            layer.days_share.get(supplier, 0.0),
            layer.hhi,
            layer.effective,
            layer.retention,
        )
        for name, layer in layers.items()
        for supplier, share in layer.shares.items()
    )
    columns = (
        "layer",
        "name",
        "share",
        "retention_without",
        "days_without",
        "days_share",
        "layer_hhi",
        "layer_effective",
        "layer_retention",
    )
    return Table(name="dependence", columns=columns, rows=rows)


def _timetable(result: PlanResult) -> Table:
    spells = result.mixing.timetable if result.mixing else ()
    rows = tuple(
        (one.kind, one.way, "; ".join(one.pools), one.from_day, one.to_day, one.tokens, one.step_s) for one in spells
    )
    columns = ("kind", "way", "pools", "from_day", "to_day", "tokens", "step_s")
    return Table(name="timetable", columns=columns, rows=rows)


def _cash(result: PlanResult) -> Table:
    rows = tuple((month, one.amount, one.currency) for month, one in enumerate(result.cash_by_month, start=1))
    return Table(name="cash", columns=("month", "amount", "currency"), rows=rows)


def _published(result: PlanResult) -> Table:
    rows = []
    for comparison in result.comparisons:
        band = comparison.band or (None, None, None)
        said = (comparison.name, comparison.quantity, comparison.published, comparison.predicted, *band)
        rows.append((*said, comparison.unit, comparison.source, comparison.note))
    columns = ("name", "quantity", "published", "predicted", "p10", "p50", "p90", "unit", "source", "note")
    return Table(name="published", columns=columns, rows=tuple(rows))


def _fleets(name: str, exploration: Exploration, rows: Sequence[int], marks: Mapping[str, Sequence[Cell]]) -> Table:
    documents: list[Document] = []
    for position, row in enumerate(rows):
        fleet = fleet_document(exploration, exploration.fleets, row)
        del fleet["cluster"]
        fleet["estimated"] = "; ".join(fleet["estimated"])
        groups = {f"nodes {group}": count for group, count in fleet.pop("groups").items()}
        documents.append(groups | fleet | {mark: marked[position] for mark, marked in marks.items()})
    return _from_documents(name, documents)


def _from_documents(name: str, documents: Sequence[Document]) -> Table:
    columns = tuple(documents[0]) if documents else ()
    return Table(name=name, columns=columns, rows=tuple(tuple(document.values()) for document in documents))
