"""Failures and goodput against the worked numbers of the methods, 2.9."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.performance.goodput import (
    FailureModel,
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
