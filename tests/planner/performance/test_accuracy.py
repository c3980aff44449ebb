"""The accuracy that ships is what the README claims: good in-sample, honest out of it."""

import pytest

from planner.performance.accuracy import load_accuracy
from planner.resource_files import resource_path
from planner.validation import validate_runs


def overall(basis):
    return next(row for row in load_accuracy() if row.grouping == "all" and row.basis == basis)


def test_the_calibration_keeps_its_promises_in_sample_and_over_sources():
    assert overall("in-sample").mape <= 0.08
    assert overall("in-sample").within_10pct >= 0.75
    assert overall("sources").mape <= 0.12


def test_errors_of_accelerators_and_software_that_no_fit_saw_stay_bounded():
    assert overall("accelerators").mape <= 0.13
    assert overall("software").mape <= 0.135


@pytest.mark.parametrize("basis", ["sources", "accelerators"])
def test_bands_hold_what_they_say_of_runs_that_no_fit_saw(basis):
    assert 0.75 <= overall(basis).in_band <= 0.88


def test_runs_in_no_table_of_the_fit_are_predicted_as_the_evidence_says():
    report = validate_runs(resource_path("calibration", "held_out_runs.csv"))
    errors = report.errors
    assert errors.runs >= 170
    assert errors.median_ape <= 0.11
    assert errors.within_10pct >= 0.45
    assert report.band_coverage >= 0.70


def test_cross_validated_errors_are_never_passed_off_as_smaller_than_in_sample_ones():
    inside = overall("in-sample").mape
    assert all(overall(basis).mape > inside for basis in ("sources", "accelerators", "software"))


def test_every_group_has_all_its_runs_on_every_basis():
    for basis in ("in-sample", "sources", "accelerators", "software"):
        rows = [row for row in load_accuracy() if row.basis == basis]
        for grouping in ("accelerator", "source"):
            assert sum(row.runs for row in rows if row.grouping == grouping) == overall(basis).runs
