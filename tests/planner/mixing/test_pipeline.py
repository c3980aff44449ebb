"""A pipeline through several pools: split, step, memory, and what it can never beat."""

from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.mixing.data_parallel import data_parallel
from planner.mixing.local_sgd import exchange_s, local_sgd
from planner.mixing.local_terms import LocalTerms
from planner.mixing.pipeline import border_bytes, pipelined, stage_layers, step_s

seconds = st.floats(0.05, 5.0)
# The fixtures are plain functions without state.
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def splits(layers, stages):
    return (counts for counts in product(range(1, layers + 1), repeat=stages) if sum(counts) == layers)


def test_the_worked_split_and_its_step_come_out():
    per_layer = [1 / 3, 1 / 3, 1.0, 1.0]
    layers = stage_layers(per_layer, 60)
    taus = [count * pace for count, pace in zip(layers, per_layer, strict=True)]
    # 23/23/7/7 is sooner done than the worked 22/23/8/7, whose step of 278 stands below
    assert (max(taus), step_s(taus, 32)) == pytest.approx((23 / 3, 267.0))
    assert step_s([22 / 3, 23 / 3, 8.0, 7.0], 32) == pytest.approx(278.0)
    assert step_s([22 / 3, 22 / 3, 8.0, 8.0], 32) == pytest.approx(278.67, abs=0.01)


@given(st.lists(seconds, min_size=1, max_size=4), st.integers(4, 9), st.sampled_from([0.0, 1.0, 2.4]))
def test_the_slowest_stage_is_as_soon_done_as_in_any_split(per_layer, layers, head):
    def slowest(counts):
        ends = [count * pace for count, pace in zip(counts, per_layer, strict=True)]
        return max(*ends[:-1], (counts[-1] + head) * per_layer[-1]) if len(ends) > 1 else ends[0] + head * per_layer[0]

    best = min(slowest(counts) for counts in splits(layers, len(per_layer)))
    assert slowest(stage_layers(per_layer, layers, head)) == pytest.approx(best)


def test_more_stages_than_layers_are_refused():
    with pytest.raises(ValueError, match="5 stages cannot share 4 layers"):
        stage_layers([1.0] * 5, 4)


def test_the_worked_bytes_of_one_boundary(make_run):
    run = make_run(tokens_per_step=4e6, hidden=8192)
    assert border_bytes(run, np.asarray(2.0)) == pytest.approx(131e9, rel=0.01)


def test_two_published_pools_of_two_suppliers_are_predicted_within_three_percent(make_pool, make_run):
    # H200 and MI325X, LLaMA-8B (arXiv 2602.18007): 549.7 and 534.9 TFLOP/s a device alone, 539.6 measured together
    # with 17 and 15 layers. Rates stand in TFLOP/s; 128 micro-batches make the fill small, as the source's step does.
    batch, devices = 128, 8
    alone = (549.7, 534.9)
    pools = [
        make_pool(name=name, rate=rate * devices, seconds=devices and batch / (rate * devices) / batch, capacity=room)
        for name, rate, room in zip("HM", alone, (2.0, 1.0), strict=True)
    ]
    run = make_run(
        global_batch=batch,
        tokens_per_step=float(batch),
        layers=32,
        head_layers=2.4,
        border_bytes_per_s=1e30,
        border_latency_s=0.0,
        pipeline_kept=1.0,
    )
    made = pipelined(pools, run)
    assert [round(float(layers)) for layers in made.layers] == [17, 15]
    assert float(made.columns.tokens_per_s) / (2 * devices) == pytest.approx(539.6, rel=0.03)


pool_times = st.fixed_dictionaries(
    {
        "seconds": seconds,
        "tail": st.floats(0.0, 1.0),
        "stages": st.sampled_from([1, 2, 4, 8]),
        "replicas": st.sampled_from([1, 2, 4]),
        "goodput": st.floats(0.5, 1.0),
    }
)


@relaxed
@given(st.lists(pool_times, min_size=2, max_size=4), st.integers(1, 64))
def test_a_pipeline_never_beats_the_sum_of_its_pools(make_consistent_pool, make_run, drawn, rounds):
    batch = 8 * rounds
    pools = [make_consistent_pool(batch=batch, name=str(i), **times) for i, times in enumerate(drawn)]
    run = make_run(global_batch=batch, tokens_per_step=float(batch), layers=61, head_layers=1.0)
    made = pipelined(pools, run)
    alone = sum(float(pool.healthy_tokens_per_s) for pool in pools)
    assert float(made.columns.tokens_per_s) <= alone * (1 + 1e-9)
    assert sum(float(layers) for layers in made.layers) == pytest.approx(61)


def test_early_stages_without_room_for_more_micro_batches_do_not_fit(make_pool, make_run):
    run = make_run(global_batch=64, layers=16)
    roomy = [make_pool(name=name, stages=4, static=0.5, activations=0.3) for name in "AB"]
    assert bool(pipelined(roomy, run).fits)
    full = [make_pool(name=name, stages=4, static=0.1, activations=0.9) for name in "AB"]
    narrow = [make_pool(name="A", stages=1, static=0.1, activations=0.9, seconds=0.2), full[1]]
    assert bool(pipelined(full, run).fits)
    assert not bool(pipelined(narrow, run).fits)


def test_the_worked_exchange_of_local_sgd():
    every_step = exchange_s(290e9, LocalTerms(outer_bytes=2.0), np.asarray(2.0), 29.0e9, 0.0)
    assert float(every_step) == pytest.approx(20.0)


def test_a_slow_pool_throttles_local_sgd_only_in_steps(make_pool, make_run):
    pools = [make_pool(name="A", rate=1.0), make_pool(name="B", rate=0.6)]
    free = {"border_bytes_per_s": 1e30, "border_latency_s": 0.0}
    in_steps = local_sgd(pools, make_run(**free, local=LocalTerms(step_synchronous=True, statistical_efficiency=1.0)))
    in_time = local_sgd(pools, make_run(**free, local=LocalTerms(statistical_efficiency=1.0)))
    assert float(in_steps.tokens_per_s) == pytest.approx(1.2)
    assert float(in_time.tokens_per_s) == pytest.approx(1.6)


@relaxed
@given(st.lists(pool_times, min_size=2, max_size=4), st.floats(1e3, 1e12))
def test_local_sgd_never_beats_the_sum_of_its_pools(make_consistent_pool, make_run, drawn, border):
    pools = [make_consistent_pool(batch=64, name=str(i), **times) for i, times in enumerate(drawn)]
    run = make_run(global_batch=64, tokens_per_step=64.0, border_bytes_per_s=border)
    alone = sum(float(pool.delivered_tokens_per_s) for pool in pools)
    assert float(local_sgd(pools, run).tokens_per_s) <= alone * (1 + 1e-12)


@relaxed
@given(st.lists(pool_times, min_size=1, max_size=1), st.integers(1, 32))
def test_a_pool_alone_in_a_pipeline_is_no_faster_than_by_itself(make_consistent_pool, make_run, drawn, rounds):
    batch = 8 * rounds
    pool = make_consistent_pool(batch=batch, **drawn[0])
    run = make_run(global_batch=batch, tokens_per_step=float(batch), layers=16)
    assert float(pipelined([pool], run).columns.tokens_per_s) <= float(pool.healthy_tokens_per_s) * (1 + 1e-9)
    assert float(data_parallel([pool], run).tokens_per_s) > 0.0
