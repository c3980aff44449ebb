"""Failures and goodput against worked numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.accelerator import Evidence
from planner.performance.training.failures import failure_rate_of, load_failure_rates
from planner.performance.training.goodput import (
    FailureModel,
    checkpoint_time_s,
    daly_interval_s,
    expected_training_ratio,
    goodput,
    job_goodput,
    pool_goodput,
    separate_goodput,
    series_mtbf_s,
    stop_figures,
    young_interval_s,
)
from planner.workload.optimisers import Optimiser
from planner.workload.states import States
from planner.workload.stops import DeviceMtbf, StopTerms

MTBF_S = 3.093 * 3600
STATED = FailureModel(device_mtbf_hours=50_677.0)
PUBLISHED, ESTIMATE = Evidence.PUBLISHED, Evidence.ESTIMATE


def test_the_published_interruptions_of_llama_3_give_its_job_mtbf():
    assert series_mtbf_s([(16_384, 50_677.0)]) / 3600 == pytest.approx(3.093, abs=5e-4)


def test_rates_of_pools_in_series_add():
    assert series_mtbf_s([(4096, 50_676.0), (8192, 20_000.0)]) / 3600 == pytest.approx(2.039, abs=5e-4)


def test_youngs_and_dalys_intervals_are_the_worked_ones():
    assert young_interval_s(60.0, MTBF_S) == pytest.approx(1155.9, abs=0.1)
    assert daly_interval_s(60.0, MTBF_S) == pytest.approx(1116.3, abs=0.1)


@pytest.mark.parametrize(
    ("checkpoint_s", "interval_s"),
    [
        (2 * 3600.0, 3600.0),  # from two MTBF on: one MTBF (Daly 2006, equation 37)
        (5 * 3600.0, 3600.0),
        (2 * 3600.0 * (1 - 1e-12), 2 * 3600.0 * (1 + 1 / 3 + 1 / 9) - 2 * 3600.0),  # the series just below
        (3600.0 / 2, 3600.0 * (1 + 1 / 6 + 1 / 36) - 3600.0 / 2),
    ],
)
def test_dalys_interval_keeps_to_its_series_up_to_two_mtbf_and_to_one_mtbf_from_there(checkpoint_s, interval_s):
    assert daly_interval_s(checkpoint_s, 3600.0) == pytest.approx(interval_s, rel=1e-9)
    assert 0.0 < goodput(interval_s, checkpoint_s, 600.0, 3600.0) < 1.0


def test_a_checkpoint_is_fourteen_bytes_a_parameter_at_two_terabytes_a_second_of_16384_devices(make_run, llama_8b):
    parameters = 32 * (4096 * 128 * (2 * 32 + 2 * 8) + 3 * 4096 * 14_336) + 2 * 4096 * 128_256
    assert checkpoint_time_s(make_run(llama_8b), 16_384) == pytest.approx(14 * parameters / 2e12, rel=1e-3)
    assert checkpoint_time_s(make_run(llama_8b), 1024) == pytest.approx(16 * 14 * parameters / 2e12, rel=1e-3)


def test_goodput_is_the_worked_one():
    assert goodput(1155.9, 60.0, 600.0, MTBF_S) == pytest.approx(0.8525, abs=5e-5)
    assert goodput(1116.3, 60.0, 600.0, MTBF_S) == pytest.approx(0.8526, abs=1e-4)
    assert expected_training_ratio(1116.3, 60.0, 600.0, MTBF_S) == pytest.approx(0.8501, abs=2e-4)


def test_a_larger_pool_fails_more(make_pool, make_run):
    small, large = (pool_goodput(make_pool(devices=count), make_run()) for count in (1024, 16_384))
    assert 0 < large < small < 1


def test_a_job_stops_as_often_whatever_its_batch_and_sequence_length(make_pool, make_run, llama_8b):
    pool, run = make_pool(devices=1024), make_run(llama_8b)
    other = replace(run, global_batch=2 * run.global_batch, seq_len=2 * run.seq_len)
    assert pool_goodput(pool, other) == pool_goodput(pool, run)


def test_every_failure_rate_has_a_source_and_what_nobody_counted_is_an_estimate_and_more_uncertain(make_accelerator):
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


def test_a_pool_fails_as_its_generation_does_unless_stated_otherwise(make_pool, make_run):
    hopper, ampere = (pool_goodput(make_pool(devices=4096, key=key), make_run()) for key in ("H100-SXM", "A100-80-SXM"))
    stated = pool_goodput(make_pool(devices=4096, key="A100-80-SXM"), make_run(), failures=STATED)
    assert ampere < hopper == stated


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


def test_racks_fail_as_racks_beside_their_devices(make_pool, make_run):
    racks = {"devices_per_node": 4, "scaleup_domain_devices": 72, "network": "NVLink"}
    found = stop_figures(make_pool(devices=792, **racks), make_run())
    assert (found.racks, found.rack_mtbf_hours) == (11, 660.0)  # two faults in five days on eleven racks
    assert 1 / found.mtbf_hours == pytest.approx(792 / found.device_mtbf_hours + 11 / 660.0)
    assert pool_goodput(make_pool(devices=792, **racks), make_run()) < pool_goodput(make_pool(devices=792), make_run())


def test_racks_of_links_that_nobody_has_counted_fail_as_devices_until_stated(make_pool, make_run):
    racks = {"devices_per_node": 8, "scaleup_domain_devices": 384, "network": "HCCS"}
    pool = make_pool(devices=768, key="Ascend-910C", **racks)
    unknown, stated = (stop_figures(pool, make_run(stops=StopTerms(rack_mtbf_hours=hours))) for hours in (None, 1000.0))
    assert (unknown.racks, unknown.rack_mtbf_hours, unknown.rack_why) == (2, None, "")
    assert (stated.rack_mtbf_hours, stated.rack_why) == (1000.0, "your own figure")
    assert stated.mtbf_hours < unknown.mtbf_hours


def test_own_figures_take_the_place_of_published_ones(make_pool, make_run):
    pool = make_pool(devices=4096)
    own = StopTerms(device_mtbf_hours=20_000.0, interval_s=900.0, restart_s=1200.0, checkpoint_s=30.0)
    found = stop_figures(pool, make_run(stops=own))
    assert (found.interval_s, found.restart_s, found.checkpoint_s) == (900.0, 1200.0, 30.0)
    mtbf_s = 20_000.0 / 4096 * 3600
    assert found.mtbf_hours * 3600 == pytest.approx(mtbf_s)
    lost = mtbf_s * math.exp(1200 / mtbf_s) * (math.exp(930 / mtbf_s) - 1)
    assert pool_goodput(pool, make_run(stops=own)) == pytest.approx(900 / lost)


def test_an_mtbf_of_one_accelerator_leaves_the_others_alone(make_pool, make_run):
    own = StopTerms(mtbf_of=(DeviceMtbf(accelerator="P800", hours=5_000.0),))
    there, elsewhere = (
        stop_figures(make_pool(devices=64, key=key), make_run(stops=own)) for key in ("P800", "H100-SXM")
    )
    assert there.device_mtbf_hours == 5_000.0
    assert elsewhere.device_mtbf_hours == failure_rate_of(make_pool(devices=64).accelerator).device_mtbf_hours


def test_checkpoints_take_the_storage_of_those_kept_and_less_of_leaner_states(make_pool, make_run, deepseek_v3):
    def figures(**states):
        run = make_run(deepseek_v3, states=States(**states), stops=StopTerms(kept_checkpoints=3))
        return stop_figures(make_pool(devices=2048), run)

    full, lean = figures(), figures(optimiser=Optimiser.ADAMW_BF16_MOMENTS)
    assert full.checkpoint_bytes == pytest.approx(14 * 671.0e9, rel=1e-3)
    assert full.storage_bytes == 3 * full.checkpoint_bytes
    assert lean.checkpoint_bytes / full.checkpoint_bytes == pytest.approx((2 + 6) / 14)
    assert lean.checkpoint_s < full.checkpoint_s


def test_a_job_that_never_gets_anywhere_has_no_goodput(make_pool, make_run):
    hopeless = StopTerms(device_mtbf_hours=0.01, interval_s=1e7)
    assert pool_goodput(make_pool(devices=4096), make_run(stops=hopeless)) == 0.0


@given(hours=st.floats(10, 1e7), more=st.floats(1, 100), restart_s=st.floats(0, 1e4), later=st.floats(0, 1e4))
def test_fewer_failures_and_quicker_restarts_never_lose_goodput(hours, more, restart_s, later):
    worse = FailureModel(restart_s=restart_s + later)
    better = FailureModel(restart_s=restart_s)
    assert job_goodput([(1024, hours)], failures=worse) <= job_goodput([(1024, hours * more)], failures=better) + 1e-12
