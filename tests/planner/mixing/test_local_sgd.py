"""Copies trained apart and averaged: the worked exchange, the straggler, and what it can never beat."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.mixing.local_sgd import exchange_s, local_sgd
from planner.mixing.local_terms import LocalTerms

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def test_the_worked_exchange_of_local_sgd():
    every_step = exchange_s(290e9, LocalTerms(outer_bytes=2.0), np.asarray(2.0), 29.0e9, 0.0)
    assert float(every_step) == pytest.approx(20.0)


def test_a_slow_pool_throttles_local_sgd_only_in_steps(make_pool, make_run):
    pools = [make_pool(name="A", rate=1.0), make_pool(name="B", rate=0.6)]
    in_steps = make_run(border_bytes_per_s=1e30, local=LocalTerms(step_synchronous=True, statistical_efficiency=1.0))
    in_time = make_run(border_bytes_per_s=1e30, local=LocalTerms(statistical_efficiency=1.0))
    assert float(local_sgd(pools, in_steps).tokens_per_s) == pytest.approx(1.2)
    assert float(local_sgd(pools, in_time).tokens_per_s) == pytest.approx(1.6)


@relaxed
@given(st.lists(st.tuples(st.floats(1.0, 1e4), st.floats(0.5, 1.0)), min_size=2, max_size=4), st.floats(1e3, 1e12))
def test_local_sgd_never_beats_the_sum_of_its_pools(make_pool, make_run, drawn, border):
    pools = [make_pool(name=str(i), rate=rate, goodput=good) for i, (rate, good) in enumerate(drawn)]
    run = make_run(global_batch=64, tokens_per_step=64.0, border_bytes_per_s=border)
    alone = sum(float(pool.delivered_tokens_per_s) for pool in pools)
    assert float(local_sgd(pools, run).tokens_per_s) <= alone * (1 + 1e-12)
