"""The user's own data through the command line: out, changed in an editor, previewed, taken in."""

import json

import pytest

from planner.catalogue.own_catalogue import read_own
from planner.command_line.program import answer
from planner.examples import example_plan
from planner.planfile.store import load_plan, save_plan
from planner.resource_files import resource_path


@pytest.fixture
def plan_file(tmp_path):
    path = tmp_path / "plan.chipfolio"
    save_plan(path, example_plan("ling-plus"))
    return path


def said(*words):
    found = answer(["data", *map(str, words)])
    assert found.exit_code == 0, found.complaint
    return found.output


def test_prices_are_taken_out_changed_previewed_and_only_then_taken_in(plan_file, tmp_path):
    table = tmp_path / "prices.csv"
    assert "offers written" in said("export", plan_file, table, "--kind", "offers")
    offers = load_plan(plan_file).plan.catalogue.offers
    changed = next(offer for offer in offers.values() if offer.price.amount != 1.5)
    lines = table.read_text(encoding="utf-8").splitlines()
    heads = lines[0].split(",")
    cells = dict(zip(heads, ["ours", "Ours", changed.accelerator, "1.5", "USD"], strict=False))
    cells |= {"acquisition": "rent"}
    table.write_text("\n".join([*lines, ",".join(cells.get(head, "") for head in heads)]) + "\n", encoding="utf-8")
    before = plan_file.read_bytes()
    preview = json.loads(said("import", plan_file, table, "--kind", "offers", "--json"))
    assert (preview["new"], preview["changed"], preview["applied"]) == (["ours"], {}, False)
    assert len(preview["same"]) == len(offers)
    assert plan_file.read_bytes() == before
    assert "--apply takes it in" in said("import", plan_file, table, "--kind", "offers")
    assert "Taken into plan.chipfolio" in said("import", plan_file, table, "--kind", "offers", "--apply")
    taken = load_plan(plan_file).plan.catalogue.offers
    assert taken == {**offers, "ours": taken["ours"]}
    assert (taken["ours"].price.amount, taken["ours"].price.currency) == (1.5, "USD")


def test_shipped_accelerators_go_into_the_users_own_catalogue(tmp_path):
    table, own = tmp_path / "mine.csv", tmp_path / "catalogue.json"
    said("export", "shipped", table, "--kind", "nodes")
    assert json.loads(said("import", own, table, "--kind", "nodes", "--apply", "--json"))["applied"]
    assert read_own(own).nodes
    assert not json.loads(said("import", own, table, "--kind", "nodes", "--apply", "--json"))["applied"]


def test_a_table_of_runs_is_taken_in_and_says_which_rows_it_leaves_out(plan_file, tmp_path):
    rows = resource_path("calibration", "held_out_runs.csv").read_text(encoding="utf-8").splitlines()
    table = tmp_path / "runs.csv"
    table.write_text("\n".join([*rows[:15], "odd" + "," * rows[0].count(",")]) + "\n", encoding="utf-8")
    preview = json.loads(said("import", plan_file, table, "--kind", "runs", "--apply", "--json"))
    assert preview["applied"]
    assert preview["left_out"]
    assert {run.name for run in load_plan(plan_file).plan.measured_runs} >= set(preview["new"])
    assert "Left out" in said("import", plan_file, table, "--kind", "runs")


def test_a_wrong_cell_is_one_line_with_its_place_and_changes_nothing(plan_file, tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("key,name,kind,probability\na,A,price,often\n", encoding="utf-8")
    before = plan_file.read_bytes()
    found = answer(["data", "import", str(plan_file), str(table), "--kind", "scenarios", "--apply"])
    assert (found.exit_code, found.output) == (2, "")
    assert found.complaint.startswith("mine.csv, line 2, column probability: ")
    assert plan_file.read_bytes() == before
