"""A plan's results as tables: one spreadsheet with a sheet each, or one long CSV."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.exploration.exploration import Exploration
from planner.exploration.fleet_ways import WAYS
from planner.exports.documents import Document, fleet_document, layout_document
from planner.exports.risk_documents import scenario_rows, sensitivity_rows
from planner.plan import Plan
from planner.plan_result import CostTerm, PlanResult
from planner.uncertainty.risk_report import RiskReport
from planner.units import gib_from_bytes

Cell = str | float | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table; a column's unit stands in its name. ``None`` is unknown."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


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
        _cost(result),
        _cost_terms(result),
        _rent_or_buy(result),
        _dependence(result),
        _timetable(result),
        _cash(result),
        _published(result),
    ]
    if exploration is not None:
        tables.append(frontier_table(exploration))
    if risk is not None:
        tables += [
            _from_documents("scenarios", scenario_rows(risk)),
            _from_documents("sensitivity", sensitivity_rows(risk)),
        ]
    return tuple(tables)


def frontier_table(exploration: Exploration) -> Table:
    """Return the frontier of an exploration, from most to least dependent."""
    rows = [int(row) for row in exploration.frontier]
    knee = None if exploration.knee is None else rows[exploration.knee]
    ways: dict[str, Sequence[Cell]] = {}
    if exploration.points:
        ways = {
            "strategy": [point.way for point in exploration.points],
            "shares": [
                ", ".join(f"{pool} {share:.3f}" for pool, share in p.shares.items()) for p in exploration.points
            ],
            "cap": [point.cap for point in exploration.points],
            "certificate": [point.certificate for point in exploration.points],
        }
    return _fleets("frontier", exploration, rows, {"is_knee": [row == knee for row in rows], **ways})


def fleets_table(exploration: Exploration) -> Table:
    """Return every feasible fleet of an exploration."""
    on_frontier = {int(row) for row in exploration.frontier}
    rows = list(range(len(exploration.fleets)))
    return _fleets(
        "fleets",
        exploration,
        rows,
        {
            "on_frontier": [row in on_frontier for row in rows],
            "strategy": [WAYS[int(way)] for way in exploration.fleets.way],
        },
    )


def csv_text(table: Table) -> str:
    """Return one table as CSV; floats keep every digit, unknown is empty."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([[_csv_cell(cell) for cell in row] for row in table.rows])
    return stream.getvalue()


def long_csv_text(tables: Sequence[Table]) -> str:
    """Return all tables in one CSV, a cell a line: table, row, column, value."""
    rows: list[tuple[Cell, ...]] = [
        (table.name, number, column, cell)
        for table in tables
        for number, row in enumerate(table.rows, start=1)
        for column, cell in zip(table.columns, row, strict=True)
    ]
    return csv_text(Table(name="all", columns=("table", "row", "column", "value"), rows=tuple(rows)))


def xlsx_bytes(tables: Sequence[Table]) -> bytes:
    """Return a spreadsheet with one sheet a table; text is never read as a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - only this export needs it

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, table.columns, bold)
            for number, row in enumerate(table.rows, start=1):
                for column, cell in enumerate(row):
                    _write_cell(sheet, number, column, cell)
            sheet.autofit()
    return stream.getvalue()


def _write_cell(sheet: Any, row: int, column: int, cell: Cell) -> None:  # noqa: ANN401 - the library has no types
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float) and math.isfinite(cell):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, str) and cell:
        sheet.write_string(row, column, cell)


def _csv_cell(cell: Cell) -> str:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return ""
    text = str(cell)
    # A spreadsheet would run text that begins like a formula.
    return f"'{text}" if isinstance(cell, str) and text[:1] in "=+-@\t\r" and text else text


def _headline(plan: Plan, result: PlanResult) -> Table:
    cost = result.cost
    figures: dict[str, tuple[float | None, str]] = {
        "tokens_per_s": (result.tokens_per_s, "tokens/s"),
        "days": (result.days, "days"),
        "goodput": (result.goodput, "fraction"),
        "mfu": (result.mfu, "fraction"),
        "cost": (cost.total.amount if cost else None, plan.currency),
        "cost_cash": (cost.paid.amount if cost else None, plan.currency),
        "cost_per_trillion_tokens": (cost.per_trillion_tokens.amount if cost else None, plan.currency),
        "saving": (result.saving, "fraction"),
        "energy": (result.energy.energy_kwh if result.energy else None, "kWh"),
        "co2e": (result.energy.co2e_kg if result.energy else None, "kg"),
    }
    rows = []
    for key, (value, unit) in figures.items():
        band = result.bands.get(key, (None, None, None))
        rows.append((key, value, unit, *band, result.explanations.get(key, "")))
    return Table(
        name="result", columns=("quantity", "value", "unit", "p10", "p50", "p90", "explanation"), rows=tuple(rows)
    )


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
        price = (offer.label, offer.price.amount, offer.price.currency) if offer else (None,) * 3
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
                *price,
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
            "log_sd": pool.log_sd,
        }
        for pool in result.pools
    ]
    return _from_documents("pools", documents)


def _parts(name: str, unit: str, parts: Mapping[str, Mapping[str, float]]) -> Table:
    rows = tuple((pool, part, value) for pool, shares in parts.items() for part, value in shares.items())
    return Table(name=f"{name}_parts", columns=("pool", "part", unit), rows=rows)


def _cost(result: PlanResult) -> Table:
    cost = result.cost
    rows = [(term, amount, cost.total.currency) for term, amount in cost.terms.items()] if cost else []
    return Table(name="cost", columns=("term", "amount", "currency"), rows=tuple(rows))


def _cost_terms(result: PlanResult) -> Table:
    """Every money figure opened, a line a term, under the term that it is part of."""
    rows: list[tuple[Cell, ...]] = []

    def add(term: CostTerm, path: str) -> None:
        place = f"{path} / {term.name}" if path else term.name
        rows.append((place, term.amount.amount, term.amount.currency, term.formula))
        for child in term.children:
            add(child, place)

    for tree in result.cost_terms:
        add(tree, "")
    return Table(name="cost_terms", columns=("term", "amount", "currency", "formula"), rows=tuple(rows))


def _rent_or_buy(result: PlanResult) -> Table:
    documents: list[Document] = [
        {
            "accelerator": one.accelerator,
            "rent_per_hour": one.rent_per_hour.amount,
            "owned_per_hour": one.owned_per_hour.amount,
            "currency": one.rent_per_hour.currency,
            "utilisation": one.utilisation,
            "break_even_utilisation": one.break_even_utilisation,
            "rent_source": one.rent_source,
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
        groups = {f"nodes {group}": count for group, count in fleet.pop("groups").items()}
        documents.append(groups | fleet | {mark: marked[position] for mark, marked in marks.items()})
    return _from_documents(name, documents)


def _from_documents(name: str, documents: Sequence[Document]) -> Table:
    columns = tuple(documents[0]) if documents else ()
    return Table(name=name, columns=columns, rows=tuple(tuple(document.values()) for document in documents))
