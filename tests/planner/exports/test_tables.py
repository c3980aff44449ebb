import csv
import io
import zipfile

import pandas as pd
import pytest
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.command_line.explore_command import exploration_text
from planner.exploration.exploration import Exploration
from planner.exports.exploration_document import exploration_document
from planner.exports.table_files import Table, csv_text, long_csv_text, xlsx_bytes
from planner.exports.tables import fleets_table, frontier_table, result_tables
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.uncertainty.risk_report import risk_report


def _rows(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(table))))


def test_the_tables_hold_the_results_to_the_last_digit(plan: Plan, result: PlanResult, exploration: Exploration):
    tables = {table.name: table for table in result_tables(plan, result, exploration)}
    assert set(tables) == {
        "result",
        "cluster",
        "pools",
        "cost_terms",
        "rent_or_buy",
        "step_parts",
        "memory_parts",
        "cost",
        "dependence",
        "timetable",
        "cash",
        "published",
        "frontier",
    }
    headline = {row["quantity"]: row for row in _rows(tables["result"])}
    assert float(headline["tokens_per_s"]["value"]) == result.tokens_per_s
    assert tuple(float(headline["saving"][name]) for name in ("p10", "p50", "p90")) == result.bands["saving"]
    assert result.cost is not None
    costs = [float(row["amount"]) for row in _rows(tables["cost"])]
    assert sum(costs) == pytest.approx(result.cost.total.amount)
    assert [row["accelerator"] for row in _rows(tables["pools"])] == [pool.accelerator for pool in result.pools]
    assert len(_rows(tables["frontier"])) == len(exploration.frontier)


def test_scenarios_and_sensitivity_have_tables_of_their_own(plan: Plan, result: PlanResult):
    report = risk_report(plan)
    tables = {table.name: table for table in result_tables(plan, result, risk=report)}
    scenarios, sensitivity = _rows(tables["scenarios"]), _rows(tables["sensitivity"])
    assert len(scenarios) == len(report.scenarios) * (1 + len(report.references))
    assert report.plan is not None
    assert float(scenarios[0]["overrun"]) == report.plan.outcomes[0].overrun
    assert {row["quantity"] for row in sensitivity} == {"cost_per_trillion_tokens", "saving"}
    assert all(row["evidence"] for row in sensitivity)


def test_every_feasible_fleet_is_a_row_and_the_frontiers_are_one_at_each_of_their_shares(
    plan: Plan, exploration: Exploration
):
    rows = _rows(fleets_table(exploration, plan))
    front = [row for row in rows if row["on_frontier"] == "True"]
    marked = _rows(frontier_table(exploration, plan))
    exact = [{name: cell for name, cell in row.items() if name != "is_knee"} for row in marked]
    assert [{name: cell for name, cell in row.items() if name != "on_frontier"} for row in front] == exact
    assert all(row["shares"] for row in front)

    def nodes(row: dict[str, str]) -> tuple[str, ...]:
        return tuple(count for name, count in row.items() if name.startswith("nodes "))

    others = [nodes(row) for row in rows if row["on_frontier"] == "False"]
    on_frontier = {nodes(row) for row in front}
    assert len(set(others)) == len(others)
    assert not set(others) & on_frontier
    grid = {tuple(map(str, counts)) for counts in exploration.fleets.nodes[: exploration.feasible].tolist()}
    assert set(others) | on_frontier >= grid == set(others) | (on_frontier & grid)


def test_one_knee_at_most_is_marked(plan: Plan, exploration: Exploration):
    knees = [row["is_knee"] for row in _rows(frontier_table(exploration, plan))]
    assert knees.count("True") == (exploration.knee is not None)


def test_the_long_csv_holds_every_cell_of_every_table(plan: Plan, result: PlanResult):
    tables = result_tables(plan, result)
    lines = list(csv.DictReader(io.StringIO(long_csv_text(tables))))
    assert len(lines) == sum(len(table.rows) * len(table.columns) for table in tables)
    assert list(lines[0]) == ["table", "row", "column", "value"]


def test_the_spreadsheet_has_a_sheet_a_table_and_numbers_as_numbers(plan: Plan, result: PlanResult):
    tables = result_tables(plan, result)
    content = xlsx_bytes(tables)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        workbook = book.read("xl/workbook.xml").decode()
        first = book.read("xl/worksheets/sheet1.xml").decode()
    assert [f'name="{table.name}"' in workbook for table in tables] == [True] * len(tables)
    assert f"<v>{result.tokens_per_s!r}</v>"[:15] in first


def test_text_that_looks_like_a_formula_is_never_run(plan: Plan, result: PlanResult):
    first = plan.cluster.groups[0]
    own = replace(first.offer, evidence=Evidence.MEASURED)
    group = replace(first, key='=cmd|"/c calc"!A1', site="@evil", offer=own)
    changed = replace(plan, cluster=replace(plan.cluster, groups=(group,)))
    tables = result_tables(changed, result)
    cluster = next(table for table in tables if table.name == "cluster")
    (row,) = _rows(cluster)
    assert row["group"].startswith("'=")
    assert row["site"] == "'@evil"
    assert row["price_evidence"] == "measured"
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(tables))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any("<f>" in sheet for sheet in sheets)


def test_unknown_is_an_empty_cell():
    table = Table(name="t", columns=("a", "b", "c"), rows=((None, float("nan"), float("inf")),))
    assert csv_text(table) == "a,b,c\n,,\n"


def test_a_table_reads_into_a_frame(plan: Plan, exploration: Exploration):
    frame = pd.read_csv(io.StringIO(csv_text(frontier_table(exploration, plan))))
    assert frame["cost"].tolist() == exploration.fleets.cost[exploration.frontier].tolist()


def test_how_fleets_work_is_told_by_the_names_of_pools_and_by_keys_in_json_promise(
    plan: Plan, exploration: Exploration
):
    first = plan.cluster.groups[0].accelerator
    named = {
        key: replace(entry, name=f"Device {key}") if key == first else entry
        for key, entry in plan.catalogue.accelerators.items()
    }
    called = replace(plan, catalogue=replace(plan.catalogue, accelerators=named))
    point = next(iter(exploration.points))
    sharing = replace(point, shares={pool: 1.0 / len(called.pool_names) for pool in called.pool_names})
    shared = replace(exploration, points=(sharing, *exploration.points[1:]))
    names = tuple(called.pool_names.values())
    assert any(name.startswith(f"Device {first}") for name in names)
    for text in (csv_text(frontier_table(shared, called)), exploration_text(shared, called)):
        assert all(name in text for name in names)
        assert not any(f"{pool} 0." in text or f"{pool} 33" in text for pool in called.pool_names if "@" in pool)
    assert dict(exploration_document(shared)["frontier"][0]["shares"]) == dict(sharing.shares)
