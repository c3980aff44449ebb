"""The calibration: every figure has a source, the most specific scope wins, releases are found by name and date."""

from dataclasses import replace

import pytest

from planner.performance.calibration import COEFFICIENTS, OVERLAPS, load_calibration
from planner.performance.layout import Recompute
from planner.performance.releases import stack_of
from planner.performance.search import best_layout, estimate_layout
from planner.workload.training_run import TrainingPrecision

SELECTIVE = Recompute.SELECTIVE


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
        ("NeMo", "NeMo 26.08"),
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


@pytest.mark.parametrize(
    ("stack", "named", "key"),
    [
        ("CANN", "NeMo 26.04", "MindSpeed-LLM 2024-09"),
        ("CANN", "NeMo 26.08", "MindSpeed-LLM 2026-08"),
        ("CANN", "NeMo 24.11", "MindSpeed-LLM 2024-09"),
        ("CANN", "llm-foundry", None),
        ("ROCm (HIP)", "NeMo 26.08", "Primus"),
        ("ROCm (HIP)", "NeMo 26.04", None),
        ("CUDA", "MindSpeed-LLM 2024-06", None),
        ("CUDA", "MindSpeed-LLM 2026-08", "NeMo 26.08"),
        ("CUDA", "Primus", "NeMo 26.08"),
        ("MACA", "NeMo 26.08", None),
        ("MACA", "MLPerf 5.1", "MLPerf 5.1"),
        ("CANN", "arXiv 2104", "until 2022"),
    ],
)
def test_a_release_of_one_stack_never_stands_for_software_of_another(stack, named, key, make_accelerator):
    release = load_calibration().release(make_accelerator("x", stack=stack), named)
    assert (None if release is None else release.key) == key


@pytest.mark.parametrize(
    ("stack", "named", "key"),
    [
        ("CUDA", "MLPerf 6.0", "NeMo 26.06"),
        ("CUDA", "MLPerf 5.1", "NeMo 25.11"),
        ("CUDA", "MLPerf 3.0", "NeMo 24.11"),
        ("ROCm (HIP)", "MLPerf 5.1", "Primus"),
        ("XLA", "MLPerf 4.0", "MLPerf 4.0"),
    ],
)
def test_a_benchmark_submission_runs_the_own_software_of_its_date(stack, named, key, make_accelerator):
    assert load_calibration().release(make_accelerator("x", stack=stack), named).key == key


def test_kernels_of_a_release_for_one_generation_win_over_the_release(make_accelerator):
    table = load_calibration()
    release = table.releases["llm-foundry"]
    hopper, ampere = make_accelerator(), make_accelerator("A100-80-SXM")
    scopes = [table.row("release_attention", device, release).scope for device in (hopper, ampere)]
    assert scopes == ["release:llm-foundry on Hopper", "release:llm-foundry"]


def test_no_release_is_ever_one_that_the_device_cannot_run(make_accelerator):
    table = load_calibration()
    for stack in ("CUDA", "ROCm", "CANN", "MUSA", "XLA"):
        accelerator = make_accelerator("x", stack=stack)
        for named in [None, *table.releases, "NeMo 27.01", "MindSpeed-LLM 2025-01"]:
            release = table.release(accelerator, named)
            assert release is None or release.runs_on(accelerator), (stack, named)


def test_what_stands_for_software_of_another_stack_is_said(make_pool, make_run):
    def sentence(release, **more):
        found = best_layout(make_pool(devices=8, **more), make_run(batch=64, stack_release=release))
        return found.assumptions[0]

    assert "NeMo 26.08 runs on CUDA; this is the newest of ROCm" in sentence("NeMo 26.08", stack="ROCm")
    assert sentence("NeMo 26.08", stack="MACA") == (
        "Software: NeMo 26.08 runs on CUDA; what is typical of MACA is assumed."
    )
    assert sentence("NeMo 26.05").endswith("(the nearest to NeMo 26.05 that is calibrated).")
    assert sentence("NeMo 26.08").endswith("(as named).")


def test_software_of_before_fused_attention_keeps_its_scores_and_takes_longer(make_pool, make_run, llama_8b):
    pool, layout = make_pool(devices=8), best_layout(make_pool(devices=8), make_run(batch=64)).layout
    plain = replace(layout, recompute=Recompute.NONE, recompute_share=1.0)
    old, fused = (
        estimate_layout(pool, make_run(batch=64, stack_release=name), plain) for name in ("arXiv 2104", "arXiv 2306")
    )
    scores = 5 * llama_8b.heads * 4096 * 4096 * plain.micro_batch * llama_8b.layers / plain.tp
    in_flight = 1 if plain.pp == 1 else plain.pp
    kept = old.memory_parts_bytes["activations"] - fused.memory_parts_bytes["activations"]
    fragmented = load_calibration().efficiencies["fragmentation", "*"].value
    assert kept == pytest.approx(scores / plain.pp * in_flight * fragmented, rel=0.05)
    assert old.step_s > fused.step_s
    without = estimate_layout(pool, make_run(batch=64, stack_release="arXiv 2104"), replace(plain, recompute=SELECTIVE))
    assert without.memory_bytes < old.memory_bytes - kept / 2


def test_an_unseen_accelerator_and_an_unnamed_release_widen_the_band(make_accelerator):
    table = load_calibration()
    known = table.log_sd_of(make_accelerator(), "NeMo 26.08", moe=True)
    unseen = table.log_sd_of(make_accelerator("unheard-of", stack="XYZ"), "NeMo 26.08", moe=True)
    unnamed = table.log_sd_of(make_accelerator(), None, moe=True)
    assert 0 < known < min(unseen, unnamed)


def test_a_release_that_is_new_of_a_software_that_is_known_is_less_in_doubt_than_an_unknown_software(make_accelerator):
    table = load_calibration()
    new, odd, elsewhere = (
        table.log_sd_of(make_accelerator(stack=stack), named, moe=False)
        for stack, named in (("CUDA", "NeMo 27.01"), ("CUDA", "Nobody's trainer"), ("CANN", "NeMo 26.08"))
    )
    assert new < odd
    assert elsewhere == odd  # what runs on another stack is as unknown here


def test_no_overlap_takes_every_overlap_away(make_accelerator):
    bare = load_calibration().coefficients(make_accelerator(), TrainingPrecision.BF16, overlap=False)
    assert {getattr(bare, name) for name in OVERLAPS} == {0.0}


@pytest.mark.parametrize(
    ("stack", "name"), [("ROCm (HIP)", "ROCm"), ("MACA / MXMACA (CUDA compatible)", "MACA"), ("", "")]
)
def test_a_stack_is_known_by_its_first_word(stack, name, make_accelerator):
    assert stack_of(make_accelerator(stack=stack)) == name
