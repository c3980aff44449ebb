"""The accuracy that ships is what the README claims: good in-sample, honest out of it."""

from planner.performance.accuracy import load_accuracy


def overall(basis):
    return next(row for row in load_accuracy() if row.grouping == "all" and row.basis == basis)


def test_the_calibration_keeps_its_promises_in_sample_and_over_sources():
    assert overall("in-sample").mape <= 0.08
    assert overall("in-sample").within_10pct >= 0.75
    assert overall("sources").mape <= 0.12


def test_cross_validated_errors_are_never_passed_off_as_smaller_than_in_sample_ones():
    inside = overall("in-sample").mape
    assert all(overall(basis).mape > inside for basis in ("sources", "accelerators", "software"))


def test_every_group_has_all_its_runs_on_every_basis():
    for basis in ("in-sample", "sources", "accelerators", "software"):
        rows = [row for row in load_accuracy() if row.basis == basis]
        for grouping in ("accelerator", "source"):
            assert sum(row.runs for row in rows if row.grouping == grouping) == overall(basis).runs
