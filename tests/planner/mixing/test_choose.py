import numpy as np
import pytest

from planner.cluster import Border, BorderKind
from planner.mixing.choose import STRATEGIES, Rules, mix, smallest_worthwhile_batch, weighed
from planner.mixing.outcome import mixing_outcome
from planner.mixing.strategy import MixingChoice, MixingStrategy

FABRIC = Border(kind=BorderKind.DEVICE_DIRECT, bytes_per_s=1e12, latency_s=1e-5, source="test")
IN_TURN = MixingChoice(parallel_phases=False)


def two_pools(make):
    return (
        make(batch=96, name="A", replicas=4, seconds=0.5, price=100.0),
        make(batch=96, name="B", replicas=8, seconds=1.0, price=50.0),
    )


@pytest.fixture
def run(make_run):
    return make_run(global_batch=96, tokens_per_step=96.0, parameters=1e3, hidden=1024, tokens=1e6)


def strategy_of(pools, run, choice, border, deadline_s=float("inf")):
    rules = Rules(choice=choice, border=border, deadline_s=deadline_s)
    return mixing_outcome(pools, run, rules, "CNY").result


def test_the_published_smallest_batch_comes_out(make_run):
    tokens = smallest_worthwhile_batch(make_run(parameters=290e9, hidden=8192), np.asarray(2.0))
    assert float(tokens) == pytest.approx(17.7e6, rel=1e-3)


def test_pools_at_different_sites_are_not_tied_together_each_step(make_consistent_pool, run):
    result = strategy_of(two_pools(make_consistent_pool), run, MixingChoice(), Border())
    assert result.strategy is MixingStrategy.PHASES
    assert result.efficiency == pytest.approx(1.0)
    assert "different sites" in result.refused["data-parallel"]


@pytest.mark.parametrize(
    ("border", "word"),
    [
        (Border(kind=BorderKind.THROUGH_HOST, bytes_per_s=1e12), "hosts"),
        (Border(kind=BorderKind.DEVICE_DIRECT, bytes_per_s=8e9), "10 Gbit/s"),
    ],
)
def test_a_slow_border_is_refused_with_its_reason(make_consistent_pool, run, border, word):
    result = strategy_of(two_pools(make_consistent_pool), run, IN_TURN, border)
    assert result.strategy is MixingStrategy.PHASES
    assert word in result.refused["data-parallel"]


def test_a_small_batch_is_refused(make_consistent_pool, make_run):
    run = make_run(global_batch=96, tokens_per_step=96.0, parameters=1e9)
    result = strategy_of(two_pools(make_consistent_pool), run, IN_TURN, FABRIC)
    assert "batch is too small" in result.refused["data-parallel"]


def test_auto_takes_one_job_where_takeovers_would_cost_more(make_consistent_pool, run):
    result = strategy_of(two_pools(make_consistent_pool), run, IN_TURN, FABRIC)
    assert result.strategy is MixingStrategy.DATA_PARALLEL
    assert "gradients cross the border" in result.why


def test_auto_keeps_phases_at_once_because_nothing_beats_the_sum(make_consistent_pool, run):
    pools = two_pools(make_consistent_pool)
    result = strategy_of(pools, run, MixingChoice(), FABRIC)
    assert result.strategy is MixingStrategy.PHASES
    assert result.tokens_per_s == pytest.approx(sum(float(pool.healthy_tokens_per_s) for pool in pools))


def test_auto_meets_the_deadline_before_it_saves_money(make_consistent_pool, make_run):
    # With cheap takeovers phases in turn cost less but take twice as long.
    run = make_run(
        global_batch=96,
        tokens_per_step=96.0,
        parameters=1e3,
        tokens=1e6,
        migration_restart_s=0.0,
        border_bytes_per_s=1e8,
        border_latency_s=0.05,
        overlap=0.0,
    )
    pools = two_pools(make_consistent_pool)
    in_turn = mix(pools, run, Rules(choice=IN_TURN, border=FABRIC)).columns
    assert strategy_of(pools, run, IN_TURN, FABRIC).strategy is MixingStrategy.PHASES
    tight = strategy_of(pools, run, IN_TURN, FABRIC, deadline_s=0.8 * float(in_turn.wall_s))
    assert tight.strategy is MixingStrategy.DATA_PARALLEL


def test_the_user_may_fix_the_strategy(make_consistent_pool, run):
    pools = two_pools(make_consistent_pool)
    fixed = strategy_of(pools, run, MixingChoice(strategy=MixingStrategy.DATA_PARALLEL), Border())
    assert fixed.strategy is MixingStrategy.DATA_PARALLEL
    assert fixed.refused  # the rule it goes against is still told


def test_one_pool_mixes_nothing(make_consistent_pool, run):
    result = strategy_of(two_pools(make_consistent_pool)[:1], run, MixingChoice(), FABRIC)
    assert (result.efficiency, result.refused) == (pytest.approx(1.0), {})


def test_combinations_of_sizes_give_what_each_gives_alone(make_consistent_pool, make_pool, run):
    first = make_pool(
        name="A", rate=[0, 100, 190], price=[0, 10, 20], replicas=[0, 4, 8], devices=[0, 8, 16], seconds=[0, 0.5, 0.5]
    )
    second = make_pool(
        name="B", rate=[[0], [50]], price=[[0], [4]], replicas=[[0], [8]], devices=[[0], [8]], seconds=[[0], [1.0]]
    )
    rules = Rules(choice=IN_TURN, border=FABRIC)
    grid = mix((first, second), run, rules).columns
    for i in range(3):
        for j in range(2):
            if i == j == 0:
                continue
            one = make_pool(
                name="A",
                rate=[0, 100, 190][i],
                price=[0, 10, 20][i],
                replicas=[0, 4, 8][i],
                devices=[0, 8, 16][i],
                seconds=[0, 0.5, 0.5][i],
            )
            two = make_pool(
                name="B", rate=[0, 50][j], price=[0, 4][j], replicas=[0, 8][j], devices=[0, 8][j], seconds=[0, 1.0][j]
            )
            alone = mix((one, two), run, rules).columns
            assert grid.tokens_per_s[j, i] == pytest.approx(float(alone.tokens_per_s))
            assert (grid.cost + np.zeros((2, 3)))[j, i] == pytest.approx(float(alone.cost))


def test_beside_phases_at_once_only_experts_apart_on_one_fabric_are_weighed(make_pool, make_run):
    at_once = MixingChoice(strategy=MixingStrategy.AUTO, parallel_phases=True)
    one_fabric = Border(kind=BorderKind.DEVICE_DIRECT, bytes_per_s=1e15, source="test")
    hosts = Border(kind=BorderKind.THROUGH_HOST, bytes_per_s=1e15, source="test")
    routed = make_run(expert_bytes_per_token=1.0)
    assert weighed(Rules(choice=at_once, border=one_fabric), routed) == (MixingStrategy.EXPERTS_APART,)
    assert weighed(Rules(choice=at_once, border=hosts), routed) == ()
    assert weighed(Rules(choice=at_once, border=one_fabric), make_run()) == ()
    pools = [
        make_pool(name="A", stack="S", rate=100.0, expert_share=0.8),
        make_pool(name="B", stack="S", rate=100.0, expert_share=0.25),
    ]
    mixed = mix(pools, routed, Rules(choice=at_once, border=one_fabric))
    assert STRATEGIES[int(mixed.taken)] is MixingStrategy.EXPERTS_APART
    assert float(mixed.columns.tokens_per_s) > 200.0
