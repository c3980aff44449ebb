"""Copies trained apart and averaged: the worked exchange, the slowest pool's step, and what it can never beat."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.mixing.local_terms import LocalTerms, efficiency_band, statistical_efficiency
from planner.mixing.strategies.local_sgd import LOCAL_SGD, exchange_s, rate, step_s

relaxed = settings.get_profile("steady")
ALL_COUNT = LocalTerms(statistical_efficiency=1.0)


def test_the_worked_exchange_of_local_sgd():
    every_step = exchange_s(290e9, LocalTerms(outer_bytes=2.0), np.asarray(2.0), 29.0e9, 0.0)
    assert float(every_step) == pytest.approx(20.0)


def test_a_step_is_the_slowest_pools_at_its_own_share_of_the_batch(make_pool, make_run):
    # 75 of 100 tokens at 1 a second, 25 at 0.5: 75 s and 50 s
    pools = [make_pool(name="A", rate=1.0, share=0.75), make_pool(name="B", rate=0.5, share=0.25)]
    run = make_run(link_bytes_per_s=1e30, tokens_per_step=100.0, local=ALL_COUNT)
    assert float(step_s(pools, run)) == pytest.approx(75.0)
    assert float(rate(pools, run)) == pytest.approx(100.0 / 75.0)


def test_an_exchange_that_its_round_does_not_hide_is_waited_for(make_pool, make_run):
    pools = [make_pool(name="A", rate=1.0, share=0.5), make_pool(name="B", rate=1.0, share=0.5)]
    terms = LocalTerms(inner_steps=10, outer_bytes=2.0, overlap=0.5, statistical_efficiency=1.0)
    run = make_run(tokens_per_step=100.0, parameters=1e6, link_bytes_per_s=2e3, local=terms)
    # a round of 10 steps of 50 s hides 250 s of the 2 x 1/2 x 1e6 x 2 / 2e3 = 1,000 s
    assert float(rate(pools, run)) == pytest.approx(10 * 100.0 / (500.0 + 1000.0 - 250.0))


def test_tokens_count_by_the_number_of_copies_and_one_copy_counts_whole():
    counted = [float(statistical_efficiency(LocalTerms(), copies)) for copies in (1, 2, 4, 8)]
    assert counted == pytest.approx([1.0, 0.99, 0.98, 0.96])
    assert efficiency_band(LocalTerms(), 4) == pytest.approx((0.95, 0.98, 0.99))
    assert efficiency_band(LocalTerms(), 2) == pytest.approx((0.96, 0.99, 1.0))
    assert efficiency_band(LocalTerms(statistical_efficiency=0.9), 4) == pytest.approx((0.87, 0.9, 0.91))


def test_what_crosses_in_a_step_is_the_mean_over_a_round(make_pool, make_run):
    pools = [make_pool(name="A"), make_pool(name="B")]
    run = make_run(parameters=290e9, local=LocalTerms(inner_steps=100, outer_bytes=2.0))
    assert LOCAL_SGD.crossing_bytes(pools, run) == pytest.approx(5.8e9)


@relaxed
@given(
    st.lists(st.tuples(st.floats(1.0, 1e4), st.floats(0.5, 1.0), st.integers(1, 9)), min_size=2, max_size=4),
    st.floats(1e3, 1e12),
)
def test_local_sgd_never_beats_the_sum_of_its_pools(make_pool, make_run, drawn, link):
    whole = sum(units for _, _, units in drawn)
    pools = [
        make_pool(name=str(i), rate=speed, goodput=good, share=units / whole)
        for i, (speed, good, units) in enumerate(drawn)
    ]
    run = make_run(global_batch=64, tokens_per_step=64.0, link_bytes_per_s=link)
    alone = sum(float(pool.delivered_tokens_per_s) for pool in pools)
    assert float(rate(pools, run)) <= alone * (1 + 1e-12)
