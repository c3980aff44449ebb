"""The accuracy that ships is what the README claims: good in-sample, honest out of it."""

import csv

import pytest

from planner.performance.training.accuracy import load_accuracy
from planner.resource_files import resource_path
from planner.validation import validate_runs

KNOWN = ("Llama 3 Herd", "DeepSeek-V3", "MegaScale (", "Pangu Ultra MoE", "Parallel Folding")
RECOMPUTED = ("InternEvo train_performance", "NVIDIA Megatron-Bridge performance summary (25.09")
ONE_IN = 5  # of the runs held out, that many are predicted every day


@pytest.fixture(scope="module")
def fitted_runs():
    """The report on the runs that the calibration is fitted on; it predicts each of them anew."""
    return validate_runs(resource_path("calibration", "runs.csv"))


@pytest.fixture(scope="module")
def some_runs(tmp_path_factory):
    """Return a function that reports on those rows of a shipped table that are asked for by place and source."""

    def report(table, asked):
        with resource_path("calibration", table).open(encoding="utf-8", newline="") as read:
            heading, *rows = csv.reader(read)
        source = heading.index("source_title")
        path = tmp_path_factory.mktemp("some") / table
        with path.open("w", encoding="utf-8", newline="") as written:
            csv.writer(written).writerows([heading, *(row for at, row in enumerate(rows) if asked(at, row[source]))])
        return validate_runs(path)

    return report


def overall(basis):
    return next(row for row in load_accuracy() if row.grouping == "all" and row.basis == basis)


def test_the_calibration_keeps_its_promises_in_sample_and_over_sources():
    assert overall("in-sample").mape <= 0.05
    assert overall("in-sample").within_10pct >= 0.90
    assert overall("sources").mape <= 0.08


def test_errors_of_accelerators_and_software_that_no_fit_saw_stay_bounded():
    assert overall("accelerators").mape <= 0.09
    assert overall("software").mape <= 0.11
    assert overall("shapes").mape <= 0.09


@pytest.mark.parametrize("basis", ["sources", "accelerators", "software", "shapes"])
def test_bands_hold_what_they_say_of_runs_that_no_fit_saw(basis):
    assert 0.75 <= round(overall(basis).in_band, 2) <= 0.88


def test_of_the_runs_held_out_a_sample_is_predicted_as_well(some_runs):
    report = some_runs("held_out_runs.csv", lambda at, _source: at % ONE_IN == 0)
    assert report.errors.runs >= 220 // ONE_IN
    assert report.errors.mape <= 0.15
    assert report.band_coverage >= 0.75


@pytest.mark.slow
def test_runs_in_no_table_of_the_fit_are_predicted_as_the_evidence_says():
    report = validate_runs(resource_path("calibration", "held_out_runs.csv"))
    errors, stated = report.errors, overall("held out")
    assert errors.runs == stated.runs >= 220
    assert errors.mape == pytest.approx(stated.mape, abs=2e-3)
    assert errors.median_ape == pytest.approx(stated.median_ape, abs=2e-3)
    assert errors.within_10pct == pytest.approx(stated.within_10pct, abs=5e-3)
    assert report.band_coverage == pytest.approx(stated.in_band, abs=1e-2)
    assert report.band_rank_correlation > 0.2


def test_what_the_readme_says_of_runs_held_out_promise():
    stated = overall("held out")
    assert stated.mape <= 0.16
    assert stated.median_ape <= 0.10
    assert stated.in_band >= 0.75


def test_the_shipped_figures_of_some_sources_follow_from_their_runs(some_runs):
    report = some_runs("runs.csv", lambda _at, source: source.startswith(RECOMPUTED))
    stated = {row.name: row for row in load_accuracy() if (row.grouping, row.basis) == ("source", "in-sample")}
    found = {name: summary for name, summary in report.by_source().items() if summary.runs}
    assert len(found) == len(RECOMPUTED)
    for name, summary in found.items():
        assert summary.runs == stated[name].runs
        assert summary.mape == pytest.approx(stated[name].mape, abs=5e-5)


@pytest.mark.slow
def test_the_shipped_figures_follow_from_the_shipped_tables(fitted_runs):
    report = fitted_runs
    stated = overall("in-sample")
    rates = [row for row in report.whole if row.error is not None]
    assert len(rates) == stated.runs
    assert report.errors.mape == pytest.approx(stated.mape, abs=5e-5)
    assert report.errors.median_ape == pytest.approx(stated.median_ape, abs=5e-5)
    assert report.errors.bias == pytest.approx(stated.bias, abs=5e-5)
    assert report.errors.within_10pct == pytest.approx(stated.within_10pct, abs=5e-5)
    assert report.band_coverage == pytest.approx(stated.in_band, abs=5e-5)
    by_source = {row.name: row for row in load_accuracy() if (row.grouping, row.basis) == ("source", "in-sample")}
    for source, summary in report.by_source().items():
        if summary.runs:
            assert summary.mape == pytest.approx(by_source[source].mape, abs=5e-5)


def test_bands_of_what_most_teams_reach_hold_teams_left_out_whole():
    assert overall("teams").median_ape <= 0.22
    assert overall("teams").mape <= 0.40
    assert overall("teams").in_band >= 0.75


def test_of_what_most_teams_reach_a_sample_is_predicted(some_runs):
    report = some_runs("team_runs.csv", lambda at, _source: at % ONE_IN == 0)
    assert report.errors.runs >= 80 // ONE_IN
    assert report.errors.median_ape <= 0.25
    assert report.band_coverage >= 0.75


@pytest.mark.slow
def test_what_most_teams_reach_is_predicted():
    report = validate_runs(resource_path("calibration", "team_runs.csv"))
    assert report.errors.runs >= 80
    assert report.errors.median_ape <= 0.20
    assert report.band_coverage >= 0.75


def test_of_the_runs_that_everybody_knows_two_publications_are_predicted(some_runs):
    report = some_runs("runs.csv", lambda _at, source: any(name in source for name in KNOWN[:2]))
    predicted = [row for row in report.rows if not row.is_whole]
    assert all(any(name in row.source for row in predicted) for name in KNOWN[:2])


@pytest.mark.slow
def test_runs_that_everybody_knows_are_predicted(fitted_runs):
    predicted = [row for row in fitted_runs.rows if not row.is_whole]
    assert all(any(name in row.source for row in predicted) for name in KNOWN)
    assert sum("MegaScale (" in row.source for row in predicted) == 22


def test_cross_validated_errors_are_never_passed_off_as_smaller_than_in_sample_ones():
    inside = overall("in-sample").mape
    assert all(overall(basis).mape > inside for basis in ("sources", "accelerators", "software"))


def test_every_group_has_all_its_runs_on_every_basis():
    for basis in ("in-sample", "sources", "accelerators", "software"):
        rows = [row for row in load_accuracy() if row.basis == basis]
        for grouping in ("accelerator", "source"):
            assert sum(row.runs for row in rows if row.grouping == grouping) == overall(basis).runs
