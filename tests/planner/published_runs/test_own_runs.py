import csv

import pytest
from msgspec.structs import replace

from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.examples import example_plan
from planner.planning import plan_results
from planner.published_runs.own_runs import NEEDED, read_own_runs, template_text
from planner.resource_files import resource_path

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def table():
    with resource_path("calibration", "held_out_runs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=template_text().splitlines()[0].split(","))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_table_in_the_templates_columns_gives_runs_and_names_what_it_leaves_out(tmp_path, table):
    broken = {**table[0], "id": "B1", "accelerator": "no such device"}
    runs, left_out = read_own_runs(write(tmp_path / "own.csv", [*table, broken]), CATALOGUE)
    assert len(runs) + len(left_out) == len(table) + 1
    assert len(runs) > 100
    assert all(run.is_imported and run.tokens_per_s_per_device > 0 for run in runs)
    assert "B1" in {one.id for one in left_out}
    assert all(one.reason for one in left_out)


def test_a_file_that_is_no_table_is_refused_in_words(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(UserError, match="column"):
        read_own_runs(path, CATALOGUE)


def test_own_measured_runs_narrow_the_band_of_their_accelerator(tmp_path, table):
    runs, _ = read_own_runs(write(tmp_path / "own.csv", table), CATALOGUE)
    plan = example_plan("deepseek-v3-h100-mi300x")
    used = {group.accelerator for group in plan.cluster.groups}
    own = tuple(run for run in runs if run.accelerator in used)[:6]
    assert own
    before, after = plan_results(plan), plan_results(replace(plan, measured_runs=own))
    measured = {run.accelerator for run in own}
    uncertainty = {pool.accelerator: pool.log_sd for pool in before.pools}
    for pool in after.pools:
        if pool.accelerator in measured:
            assert pool.log_sd < uncertainty[pool.accelerator]


def test_the_template_begins_with_the_columns_that_a_row_needs_and_its_example_is_left_out(tmp_path):
    path = tmp_path / "template.csv"
    path.write_text(template_text())
    heading = template_text().splitlines()[0].split(",")
    assert heading[: len(NEEDED)] == list(NEEDED)
    runs, left_out = read_own_runs(path, CATALOGUE)
    assert runs == ()
    assert [one.reason for one in left_out] == ["it is the example of the template"]
    path.write_text(template_text().replace("\nexample,", "\nours,"))
    (ours,), _ = read_own_runs(path, CATALOGUE)
    assert (ours.accelerator, ours.devices, ours.tokens_per_s_per_device) == ("MI300X", 640, 1050.0)
