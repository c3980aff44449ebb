import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.mixing.phases import (
    checkpoint_bytes,
    migration_s,
    parallel_phases,
    sequential_phases,
    takeovers_s,
    token_shares,
)

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
rates = st.lists(st.tuples(st.floats(1, 1e6), st.floats(0.5, 1), st.floats(0, 1e4)), min_size=1, max_size=5)


def drawn_pools(make_pool, drawn):
    return tuple(
        make_pool(name=str(i), rate=rate, goodput=goodput, price=price)
        for i, (rate, goodput, price) in enumerate(drawn)
    )


def test_a_migration_moves_the_whole_checkpoint_and_waits_for_alignment(make_run):
    run = make_run(parameters=290e9, border_bytes_per_s=1.25e10, migration_restart_s=21_600.0)
    assert checkpoint_bytes(290e9) == pytest.approx(4.06e12)
    assert migration_s(run, 1.25e10) == pytest.approx(4.06e12 / 1.25e10 + 21_600)


def test_phases_at_once_add_their_rates(make_pool, make_run):
    pools = (make_pool(rate=600e3, price=100.0), make_pool(name="B", rate=400e3, price=50.0))
    columns = parallel_phases(pools, make_run(tokens=1e12))
    assert float(columns.tokens_per_s) == pytest.approx(1e6)
    assert float(columns.wall_s) == pytest.approx(1e6)
    assert float(columns.rent) == pytest.approx(150 * 1e6 / 3600)
    assert float(columns.migration) == 0.0


def test_phases_in_turn_take_as_long_as_all_turns_and_all_takeovers(make_pool, make_run):
    pools = (make_pool(rate=600e3, price=100.0), make_pool(name="B", rate=400e3, price=50.0))
    run = make_run(tokens=1e12, migration_restart_s=7200.0, border_bytes_per_s=1e9)
    columns = sequential_phases(pools, run)
    assert float(columns.wall_s) == pytest.approx(2e6 + migration_s(run, 1e9))
    assert float(columns.rent) == pytest.approx(150 * 1e6 / 3600)
    assert float(columns.migration) == pytest.approx(50 * migration_s(run, 1e9) / 3600)


def test_a_takeover_passes_the_border_of_the_two_pools_that_hand_over(make_pool, make_run, make_crossing):
    # by price C, A, B: A takes over from C, B from A; the slow border between C and B is never passed
    pools = [make_pool(name=name, price=price) for name, price in (("A", 20.0), ("B", 10.0), ("C", 30.0))]
    pairs = {
        (("B", ""), ("C", "")): make_crossing(bytes_per_s=1.0),
        (("A", ""), ("C", "")): make_crossing(bytes_per_s=1e3),
    }
    run = make_run(pairs=pairs, border_bytes_per_s=1e6, parameters=1e6)
    from_c, from_a = migration_s(run, 1e3), migration_s(run, 1e6)
    assert [float(stop) for stop in takeovers_s(pools, run)] == [from_c, from_a, 0.0]
    columns = sequential_phases(pools, run)
    assert float(columns.stop_s) == pytest.approx(from_c + from_a)
    assert float(columns.migration) == pytest.approx((20.0 * from_c + 10.0 * from_a) / 3600)
    without_a = [make_pool(name="A", rate=0.0, price=0.0), *pools[1:]]
    assert [float(stop) for stop in takeovers_s(without_a, run)] == [0.0, migration_s(run, 1.0), 0.0]


@relaxed
@given(rates)
def test_all_pools_but_the_dearest_take_over_once(make_pool, make_run, drawn):
    pools, run = drawn_pools(make_pool, drawn), make_run()
    stops = [float(stop) for stop in takeovers_s(pools, run)]
    assert sum(stop > 0.0 for stop in stops) == len(pools) - 1
    assert max(float(pool.price_per_hour) for pool in pools) == float(pools[stops.index(0.0)].price_per_hour)


def test_a_second_software_stack_is_ported_once(make_pool, make_run):
    pools = tuple(make_pool(name=name, stack=stack) for name, stack in (("A", "x"), ("B", "y"), ("C", "y")))
    assert float(parallel_phases(pools, make_run(porting_cost=8e6)).porting) == pytest.approx(8e6)
    assert float(parallel_phases(pools[1:], make_run(porting_cost=8e6)).porting) == 0.0


@relaxed
@given(rates)
def test_token_shares_sum_to_one(make_pool, drawn):
    pools = drawn_pools(make_pool, drawn)
    total = sum(float(pool.delivered_tokens_per_s) for pool in pools)
    shares = token_shares(sum_column(pools))
    assert float(shares.sum()) == pytest.approx(1.0)
    assert float(shares[0]) == pytest.approx(float(pools[0].delivered_tokens_per_s) / total)


def sum_column(pools):
    return np.array([float(pool.delivered_tokens_per_s) for pool in pools])


@relaxed
@given(rates, st.floats(1, 1e6))
def test_a_pool_that_costs_nothing_never_hurts(make_pool, make_run, drawn, rate):
    pools = drawn_pools(make_pool, drawn)
    more = (*pools, make_pool(name="free", rate=rate, price=0.0))
    before, after = parallel_phases(pools, make_run()), parallel_phases(more, make_run())
    assert float(after.cost) <= float(before.cost) * (1 + 1e-12)
    assert float(after.wall_s) <= float(before.wall_s)
