from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.cluster import Border, BorderKind
from planner.mixing.admissible import STRATEGIES, cautions, refusals, smallest_worthwhile_batch
from planner.mixing.borders import Borders, crossing_of
from planner.mixing.choose import Rules, columns_of, mix, weighed
from planner.mixing.local_terms import LocalTerms
from planner.mixing.outcome import mixing_outcome
from planner.mixing.pipeline import pipelined
from planner.mixing.strategy import MixingChoice, MixingStrategy

FABRIC = Border(kind=BorderKind.DEVICE_DIRECT, bytes_per_s=1e12, latency_s=1e-5, source="test")
IN_TURN = MixingChoice(parallel_phases=False)
LOCAL = MixingChoice(strategy=MixingStrategy.LOCAL_SGD)


def two_pools(make):
    return (
        make(batch=96, name="A", replicas=4, seconds=0.5, price=100.0),
        make(batch=96, name="B", replicas=8, seconds=1.0, price=50.0),
    )


@pytest.fixture
def run(make_run):
    return make_run(global_batch=96, tokens_per_step=96.0, parameters=1e3, hidden=1024, tokens=1e6)


def over(run, border):
    return replace(run, borders=Borders(default=crossing_of(border)))


def outcome_of(pools, run, choice, border, deadline_s=float("inf")):
    return mixing_outcome(pools, over(run, border), Rules(choice=choice, deadline_s=deadline_s), "CNY")


def strategy_of(pools, run, choice, border, deadline_s=float("inf")):
    return outcome_of(pools, run, choice, border, deadline_s).result


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
    assert result.refused["data-parallel"].startswith("The batch of 0.0 million tokens is too small: up to 0.5 million")


def test_auto_takes_one_job_where_takeovers_would_cost_more(make_consistent_pool, run):
    long_stops = replace(run, migration_restart_s=36_000.0)
    result = strategy_of(two_pools(make_consistent_pool), long_stops, IN_TURN, FABRIC)
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
    in_turn = mix(pools, over(run, FABRIC), Rules(choice=IN_TURN)).columns
    assert strategy_of(pools, run, IN_TURN, FABRIC).strategy is MixingStrategy.PHASES
    tight = strategy_of(pools, run, IN_TURN, FABRIC, deadline_s=0.8 * float(in_turn.wall_s))
    assert tight.strategy is MixingStrategy.DATA_PARALLEL


def test_auto_takes_the_fastest_where_the_plan_minds_time_alone(make_consistent_pool, run):
    # one after the other B, the cheaper, hardly costs; at once it is faster
    pools, slow = two_pools(make_consistent_pool), replace(over(run, FABRIC), migration_restart_s=0.0)
    cheap = Rules(choice=IN_TURN)
    times = {by_time: mix(pools, slow, replace(cheap, by_time=by_time)).columns for by_time in (False, True)}
    assert float(times[True].wall_s) <= float(times[False].wall_s)
    assert float(times[False].cost) <= float(times[True].cost)


@pytest.mark.parametrize("by_time", [False, True])
@pytest.mark.parametrize("border", [FABRIC, Border(kind=BorderKind.THROUGH_HOST, bytes_per_s=1e12), Border()])
def test_auto_takes_the_best_of_the_admissible(make_consistent_pool, run, border, by_time):
    pools, crossed = two_pools(make_consistent_pool), over(run, border)
    mixed = mix(pools, crossed, Rules(choice=IN_TURN, by_time=by_time))

    def measured(columns):
        return float(columns.wall_s if by_time else columns.cost)

    admissible = [
        measured(columns_of(strategy, pools, crossed, IN_TURN))
        for strategy in STRATEGIES
        if not any(mask.any() for mask, _ in (*refusals(strategy, pools, crossed), *cautions(strategy, crossed)))
    ]
    assert measured(mixed.columns) == pytest.approx(min(admissible))


def test_the_user_may_fix_a_strategy_that_is_admissible(make_consistent_pool, run):
    pools = two_pools(make_consistent_pool)
    fixed = outcome_of(pools, run, MixingChoice(strategy=MixingStrategy.DATA_PARALLEL), FABRIC)
    assert fixed.result.strategy is MixingStrategy.DATA_PARALLEL
    assert fixed.refusal == ""
    assert "data-parallel" not in fixed.result.refused


def test_a_fixed_strategy_that_is_not_admissible_is_refused_in_one_sentence(make_consistent_pool, run):
    pools = two_pools(make_consistent_pool)
    refused = outcome_of(pools, run, MixingChoice(strategy=MixingStrategy.DATA_PARALLEL), Border())
    assert refused.refusal.startswith("The pools stand at different sites")
    assert refused.refusal.count(".") == 1


def test_what_auto_only_leaves_alone_the_user_may_fix(make_consistent_pool, make_run):
    run = make_run(global_batch=96, tokens_per_step=96.0, parameters=2e11, tokens=1e6)
    pools = [replace(pool, memory_capacity_bytes=np.asarray(1e15)) for pool in two_pools(make_consistent_pool)]
    fixed = outcome_of(pools, replace(run, local=LocalTerms(inner_steps=10**9)), LOCAL, Border())
    assert (fixed.result.strategy, fixed.refusal) == (MixingStrategy.LOCAL_SGD, "")
    left = strategy_of(pools, run, IN_TURN, Border())
    assert "above 100 billion" in left.refused["local-sgd"]


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
    rules, run = Rules(choice=IN_TURN), over(run, FABRIC)
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


def test_beside_phases_at_once_only_what_can_gain_is_weighed(make_pool, make_run):
    at_once = Rules(choice=MixingChoice(strategy=MixingStrategy.AUTO, parallel_phases=True))
    routed = make_run(expert_bytes_per_token=1.0, border_bytes_per_s=1e15)
    hosts = make_run(expert_bytes_per_token=1.0, kind=BorderKind.THROUGH_HOST)
    assert weighed(at_once, routed) == (MixingStrategy.PIPELINE, MixingStrategy.EXPERTS_APART)
    assert weighed(at_once, hosts) == (MixingStrategy.PIPELINE,)
    assert weighed(at_once, make_run(kind=BorderKind.WIDE_AREA)) == ()
    pools = [
        make_pool(name="A", stack="S", rate=100.0, expert_share=0.8),
        make_pool(name="B", stack="S", rate=100.0, expert_share=0.25),
    ]
    mixed = mix(pools, routed, at_once)
    assert STRATEGIES[int(mixed.taken)] is MixingStrategy.EXPERTS_APART
    assert float(mixed.columns.tokens_per_s) > 200.0


BY_COST, BY_TIME = Rules(choice=MixingChoice()), Rules(choice=MixingChoice(), by_time=True)
sizes_drawn = st.lists(
    st.fixed_dictionaries(
        {
            "devices": st.integers(0, 4),
            "layer_s": st.floats(0.05, 1.0),
            "alone": st.floats(0.2, 1.2),  # of what its stages reach, the pool alone
            "price": st.one_of(st.just(float("nan")), st.floats(0.0, 50.0)),
            "fits": st.booleans(),
        }
    ),
    min_size=2,
    max_size=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(drawn=sizes_drawn, rules=st.sampled_from([BY_COST, BY_TIME]), deadline=st.floats(0.3, 3.0))
def test_auto_takes_a_pipeline_exactly_where_the_whole_search_finds_a_better_one(  # noqa: PLR0917 - the same
    make_pool, make_run, make_options, drawn, rules, deadline
):
    pools = []
    for number, one in enumerate(drawn):
        there = one["devices"] > 0
        options = make_options([{"layer_s": one["layer_s"], "activation_bytes": 0.5}], layers=12, usable=20.0)
        pools.append(
            make_pool(
                name=str(number),
                devices=one["devices"],
                rate=one["alone"] * one["devices"] / one["layer_s"] / 12,
                price=one["price"] if there else 0.0,
                alone=1.0 if one["fits"] or not there else 0.0,
                unbound=1e9 * there,
                options=options,
                goodput=0.98,
            )
        )
    run = make_run(global_batch=32, tokens_per_step=32.0, layers=12, tokens=1e4)
    phases = columns_of(MixingStrategy.PHASES, pools, run, rules.choice)
    late = replace(rules, deadline_s=deadline * float(phases.wall_s) if np.isfinite(phases.wall_s) else 1e4)
    made, mixed = pipelined(pools, run), mix(pools, run, late)

    def rank(columns):
        by_time = late.by_time or np.isnan(made.columns.cost) or np.isnan(phases.cost)
        wall = float(columns.wall_s)
        return wall > late.deadline_s, *((wall,) if by_time else (float(columns.cost), wall))

    better = bool(made.fits) and rank(made.columns) < rank(phases)
    assert (STRATEGIES[int(mixed.taken)] is MixingStrategy.PIPELINE) == better
    assert float(mixed.columns.tokens_per_s) == float((made.columns if better else phases).tokens_per_s)
