from itertools import product
from math import ceil, inf, isinf

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.mixing.micro_batches import divided
from planner.mixing.strategies.data_parallel import (
    DATA_PARALLEL,
    exposed_exchange_s,
    inter_pool_exchange_s,
    rate,
)

relaxed = settings.get_profile("steady")
A1_REPLICAS = [0.10] * 4 + [0.25] * 8


def test_the_published_step_and_its_quantisation_loss_come_out(make_pool):
    pools = (make_pool(replicas=4, seconds=0.10), make_pool(replicas=8, seconds=0.25))
    division = divided(pools, 100)
    assert sum(float(own) for own in division.sequences) == 100
    seconds = float(division.compute_s)
    ideal = 100 / (4 / 0.10 + 8 / 0.25)
    assert seconds == pytest.approx(1.5)
    assert ideal == pytest.approx(1.3889, abs=5e-5)
    assert 1 - ideal / seconds == pytest.approx(0.0741, abs=5e-5)
    equal_shares = max(9 * t for t in A1_REPLICAS)  # 100 over 12 replicas, rounded up
    assert equal_shares == pytest.approx(2.25)
    assert ideal / equal_shares == pytest.approx(0.6173, abs=5e-5)


def test_the_published_exchange_and_its_exposed_part_come_out():
    exchange = inter_pool_exchange_s(580e9, np.asarray(2.0), 200e9, 50e-6)
    assert float(exchange) == pytest.approx(2.9001)
    assert float(exposed_exchange_s(exchange, np.asarray(2.0), 0.8)) == pytest.approx(1.3001)


def soonest_by_trying(pools, batch):
    """Every division in whole micro-batches tried: the least seconds of the slowest pool, infinite without any."""
    groups = [int(pool.micro_batches_at_once) for pool in pools]
    units = [int(pool.replicas * pool.micro_batch) * group for pool, group in zip(pools, groups, strict=True)]
    least = [ceil(float(pool.least_micro_batches) / group) for pool, group in zip(pools, groups, strict=True)]
    tried = product(*(range(few, batch // unit + 1) for few, unit in zip(least[:-1], units[:-1], strict=True)))
    found = [inf]
    for counts in tried:
        rest = batch - sum(count * unit for count, unit in zip(counts, units, strict=False))
        every = (*counts, rest // units[-1])
        if rest % units[-1] == 0 and every[-1] >= least[-1]:
            taken = [count * group for count, group in zip(every, groups, strict=True)]
            ends = [float(p.fill_s) + n * float(p.micro_batch_s) for p, n in zip(pools, taken, strict=True)]
            found.append(max(ends))
    return min(found)


pools_of = st.lists(
    st.tuples(st.integers(0, 11), st.floats(0.05, 3.0), st.floats(0.0, 3.0), st.integers(1, 5), st.integers(1, 4)),
    min_size=2,
    max_size=3,
)


@relaxed
@given(pools_of, st.sampled_from([48, 60, 64, 96]))
@example([(0, 1.0, 0.0, 1, 1), (0, 1.0, 0.0, 1, 1), (6, 1.0, 0.0, 1, 1)], 48)
@example([(0, 1.0, 0.0, 1, 3), (1, 1.0, 0.0, 1, 2)], 64)  # groups of 3 and of 4 sequences, of which 64 is none
def test_a_batch_is_divided_whole_and_of_two_pools_none_is_sooner_done(make_pool, drawn, batch):
    sizes = [size for size in range(1, batch + 1) if batch % size == 0]
    pools = [
        make_pool(
            name=str(name), replicas=sizes[size % len(sizes)], seconds=seconds, fill=fill, least=least, group=group
        )
        for name, (size, seconds, fill, least, group) in enumerate(drawn)
    ]
    division, soonest = divided(pools, batch), soonest_by_trying(pools, batch)
    parts = [float(own) for own in division.sequences]
    units = [float(pool.replicas * pool.micro_batches_at_once) for pool in pools]
    finest_divides_all = all(unit % min(units) == 0 for unit in units)
    if len(pools) == 2 or finest_divides_all:
        assert float(division.compute_s) == pytest.approx(soonest)
    if not isinf(float(division.compute_s)):
        assert sum(parts) == batch
        assert all(part % unit == 0 and part >= unit for part, unit in zip(parts, units, strict=True))
        assert float(division.compute_s) >= soonest * (1 - 1e-9)


@relaxed
@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(1, 4), st.floats(0.01, 3), st.floats(0, 3), st.floats(0, 3)),
        min_size=1,
        max_size=4,
    ),
    st.integers(1, 300),
    st.floats(1e6, 1e12),
)
def test_one_job_never_beats_the_sum_of_its_pools(make_consistent_pool, make_run, drawn, batch, link):
    pools = tuple(
        make_consistent_pool(batch=batch, name=str(i), replicas=r, micro_batch=b, seconds=t, fill=f, tail=e)
        for i, (r, b, t, f, e) in enumerate(drawn)
    )
    run = make_run(global_batch=batch, tokens_per_step=float(batch), link_bytes_per_s=link)
    alone = sum(float(pool.delivered_tokens_per_s) for pool in pools)
    assert float(rate(pools, run)) <= alone * (1 + 1e-9)


def test_two_pools_send_each_gradient_once_around_the_ring(make_pool, make_run):
    pools = (make_pool(name="A"), make_pool(name="B"))
    assert DATA_PARALLEL.crossing_bytes(pools, make_run(parameters=290e9)) == pytest.approx(
        580e9
    )  # 2 (P-1)/P x 2 bytes


def test_a_thin_link_is_waited_for_in_every_step(make_pool, make_run):
    # 50 sequences each of 1 s: 50 s of work; 2 x 1/2 x 2 bytes x 1e9 parameters over 1e8 bytes/s: 20 s, of which the
    # last micro-batch's backward pass (2/3 s) hides 0.8
    pools = (make_pool(name="A"), make_pool(name="B"))
    run = make_run(global_batch=100, tokens_per_step=100.0, parameters=1e9, link_bytes_per_s=1e8)
    assert float(rate(pools, run)) == pytest.approx(100.0 / (50.0 + 20.0 - 0.8 * 2 / 3))


def test_a_pool_alone_is_as_fast_as_by_itself(make_consistent_pool, make_run):
    pool = make_consistent_pool(batch=100, replicas=4, seconds=0.5, fill=0.2, tail=0.1)
    assert float(rate((pool,), make_run())) == pytest.approx(float(pool.healthy_tokens_per_s))


def test_a_failure_in_one_pool_stops_all(make_pool, make_run):
    pools = (make_pool(replicas=4, goodput=0.9), make_pool(name="B", replicas=4, goodput=0.8))
    healthy = (make_pool(replicas=4), make_pool(name="B", replicas=4))
    run = make_run()
    ratio = rate(pools, run) / rate(healthy, run)
    assert float(ratio) == pytest.approx(0.72)


def test_a_pool_of_no_nodes_changes_nothing(make_pool, make_run):
    pool = make_pool(replicas=4, seconds=0.5)
    empty = make_pool(name="B", rate=0, price=0, replicas=0, devices=0, seconds=0.0)
    assert float(rate((pool, empty), make_run())) == float(rate((pool,), make_run()))
