"""Failures and goodput against the worked numbers of the methods, 2.9."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.catalogue.accelerator import Evidence
from planner.performance.failures import failure_rate_of, load_failure_rates
from planner.performance.goodput import (
    FailureModel,
    checkpoint_time_s,
    daly_interval_s,
    expected_training_ratio,
    goodput,
    job_goodput,
    pool_goodput,
    separate_goodput,
    series_mtbf_s,
    young_interval_s,
)

MTBF_S = 3.093 * 3600
TOLD = FailureModel(device_mtbf_hours=50_677.0)
PUBLISHED, ESTIMATE = Evidence.PUBLISHED, Evidence.ESTIMATE


def test_the_published_interruptions_of_llama_3_give_its_job_mtbf():
    assert series_mtbf_s([(16_384, 50_677.0)]) / 3600 == pytest.approx(3.093, abs=5e-4)


def test_rates_of_pools_in_series_add():
    assert series_mtbf_s([(4096, 50_676.0), (8192, 20_000.0)]) / 3600 == pytest.approx(2.039, abs=5e-4)


def test_youngs_and_dalys_intervals_are_the_worked_ones():
    assert young_interval_s(60.0, MTBF_S) == pytest.approx(1155.9, abs=0.1)
    assert daly_interval_s(60.0, MTBF_S) == pytest.approx(1116.3, abs=0.1)


def test_goodput_is_the_worked_one():
    assert goodput(1155.9, 60.0, 600.0, MTBF_S) == pytest.approx(0.8525, abs=5e-5)
    assert goodput(1116.3, 60.0, 600.0, MTBF_S) == pytest.approx(0.8526, abs=1e-4)
    assert expected_training_ratio(1116.3, 60.0, 600.0, MTBF_S) == pytest.approx(0.8501, abs=2e-4)


def test_a_larger_pool_fails_more(make_pool, make_run):
    small, large = (pool_goodput(make_pool(devices=count), make_run()) for count in (1024, 16_384))
    assert 0 < large < small < 1


def test_every_failure_rate_has_a_source_and_what_nobody_counted_is_an_estimate_in_more_doubt(make_accelerator):
    rates = load_failure_rates()
    assert all(rate.source and rate.device_mtbf_hours > 0 for rate in rates.values())
    hopper, ampere, other = (failure_rate_of(make_accelerator(key)) for key in ("H100-SXM", "A100-80-SXM", "P800"))
    assert (hopper.evidence, ampere.evidence, other.evidence) == (PUBLISHED, PUBLISHED, ESTIMATE)
    assert other.log_sd > hopper.log_sd == ampere.log_sd


def test_the_published_counts_give_the_table(make_accelerator):
    assert failure_rate_of(make_accelerator("H100-SXM")).device_mtbf_hours == pytest.approx(
        16_384 * 54 * 24 / 419, rel=1e-4
    )
    per_node_day = (16_384 * 6.50e-3 + 8192 * 2.34e-3) / (16_384 + 8192)
    assert failure_rate_of(make_accelerator("A100-80-SXM")).device_mtbf_hours == pytest.approx(
        8 * 24 / per_node_day, rel=1e-4
    )


def test_a_pool_fails_as_its_generation_does_unless_told_otherwise(make_pool, make_run):
    hopper, ampere = (pool_goodput(make_pool(devices=4096, key=key), make_run()) for key in ("H100-SXM", "A100-80-SXM"))
    told = pool_goodput(make_pool(devices=4096, key="A100-80-SXM"), make_run(), failures=TOLD)
    assert ampere < hopper == told


def test_a_larger_model_takes_longer_to_checkpoint_and_more_devices_less(make_run, llama_8b, deepseek_v3):
    small, large = (checkpoint_time_s(make_run(shape), 1024) for shape in (llama_8b, deepseek_v3))
    assert small < large == pytest.approx(2 * checkpoint_time_s(make_run(deepseek_v3), 2048))


def test_pools_that_fail_alone_lose_only_their_share():
    assert separate_goodput([(0.6, 0.9), (0.4, 0.8)]) == pytest.approx(0.86)


@given(st.integers(8, 200_000), st.floats(1.0, 600.0), st.floats(10.0, 7200.0))
def test_goodput_is_a_fraction_and_daly_is_hard_to_beat(devices, checkpoint_s, restart_s):
    model = FailureModel(checkpoint_s=checkpoint_s, restart_s=restart_s)
    reached = job_goodput([(devices, 50_677.0)], failures=model)
    mtbf_s = series_mtbf_s([(devices, 50_677.0)])
    best = daly_interval_s(checkpoint_s, mtbf_s)
    assert 0.0 <= reached < 1.0
    if checkpoint_s < mtbf_s / 20:
        assert reached >= goodput(best * 1.5, checkpoint_s, restart_s, mtbf_s)
        assert reached >= goodput(best / 1.5, checkpoint_s, restart_s, mtbf_s)
