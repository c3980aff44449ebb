"""The calibration: every figure has a source, the most specific scope wins, releases are found by name and date."""

import pytest

from planner.performance.calibration import COEFFICIENTS, OVERLAPS, load_calibration, stack_of
from planner.workload.training_run import TrainingPrecision


def test_every_efficiency_has_a_source_and_lies_where_it_can():
    table = load_calibration()
    for row in table.efficiencies.values():
        assert row.source
        assert row.value >= 0
        name = row.parameter.partition(".")[0]
        assert name in COEFFICIENTS
        if "efficiency" in name or name in {*OVERLAPS, "matmul_in_training", "grouped_ratio", "usable_memory"}:
            assert row.value <= 1.0, row


def test_what_is_not_fitted_keeps_its_prior():
    for row in load_calibration().efficiencies.values():
        if row.prior_log_sd == 0:
            assert row.value == row.prior
            assert row.runs == 0


def test_the_most_specific_scope_wins(make_accelerator):
    table = load_calibration()
    own = table.row("matmul_efficiency", make_accelerator("Ascend-910B2", stack="CANN"), None)
    other = table.row("matmul_efficiency", make_accelerator("unheard-of", stack="XYZ"), None)
    assert (own.scope, other.scope) == ("accelerator:Ascend-910B2", "*")


def test_an_accelerator_that_nobody_measured_has_every_coefficient(make_accelerator):
    for precision in TrainingPrecision:
        rows = load_calibration().rows(make_accelerator("unheard-of", stack=""), precision, None)
        assert set(rows) == set(COEFFICIENTS)


def test_without_a_name_the_newest_release_is_assumed(make_accelerator):
    release = load_calibration().release(make_accelerator(), None)
    assert release is not None
    assert release.key == "NeMo 26.08"
    assert load_calibration().release(make_accelerator("x", stack="XYZ"), None) is None


@pytest.mark.parametrize(
    ("named", "key"),
    [
        ("NeMo 26.04.01", "NeMo 26.04.01"),
        ("NeMo 26.05", "NeMo 26.04.01"),
        ("NeMo 23.01", "NeMo 24.11"),
        ("Nobody's trainer 3", None),
        ("software of 2021-04", "until 2022"),
        ("arXiv 2305", "until 2023"),
        ("Nobody's trainer 2022-11", "until 2022"),
        ("software of 2025-01", None),
    ],
)
def test_a_release_is_found_by_its_name_or_the_nearest_before_it(named, key, make_accelerator):
    release = load_calibration().release(make_accelerator(), named)
    assert (None if release is None else release.key) == key


def test_an_unseen_accelerator_and_an_unnamed_release_widen_the_band(make_accelerator):
    table = load_calibration()
    known = table.log_sd_of(make_accelerator(), "NeMo 26.08", moe=True)
    unseen = table.log_sd_of(make_accelerator("unheard-of", stack="XYZ"), "NeMo 26.08", moe=True)
    unnamed = table.log_sd_of(make_accelerator(), None, moe=True)
    assert 0 < known < min(unseen, unnamed)


def test_no_overlap_takes_every_overlap_away(make_accelerator):
    bare = load_calibration().coefficients(make_accelerator(), TrainingPrecision.BF16, overlap=False)
    assert {getattr(bare, name) for name in OVERLAPS} == {0.0}


@pytest.mark.parametrize(
    ("stack", "name"), [("ROCm (HIP)", "ROCm"), ("MACA / MXMACA (CUDA compatible)", "MACA"), ("", "")]
)
def test_a_stack_is_known_by_its_first_word(stack, name, make_accelerator):
    assert stack_of(make_accelerator(stack=stack)) == name
