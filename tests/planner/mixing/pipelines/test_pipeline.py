"""A pipeline through several pools: split, step, memory, and what it can never beat."""

import os
from itertools import combinations, pairwise, permutations, product
from math import ceil

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.cluster import LinkKind
from planner.mixing.pipelines import one_fleet, roomy_combinations
from planner.mixing.pipelines.arrangement import arranged, pool_layers
from planner.mixing.pipelines.known_pipelines import _known
from planner.mixing.pipelines.pipeline import inter_pool_bytes, pipelined
from planner.mixing.pipelines.run_stages import run_stages
from planner.mixing.pipelines.split import best_split, stage_layers, step_s
from planner.mixing.pipelines.stage_tables import LEVEL_S, STEP
from planner.mixing.strategies.pipeline import PIPELINE

seconds = st.floats(0.05, 5.0)
# The fixtures are plain functions without state.
relaxed = settings.get_profile("steady")
slow = settings.get_profile("plans")
MOST_IN_ORDER = 5 if os.environ.get("THOROUGH") else 4  # five stand in sixty orders: a second and more an example


def splits(layers, stages):
    """Every way to give so many layers to so many stages, one at least."""
    for cuts in combinations(range(1, layers), stages - 1):
        yield tuple(end - start for start, end in zip((0, *cuts), (*cuts, layers), strict=True))


def test_the_worked_split_and_its_step_come_out():
    per_layer = [1 / 3, 1 / 3, 1.0, 1.0]
    layers = stage_layers(per_layer, 60)
    taus = [count * pace for count, pace in zip(layers, per_layer, strict=True)]
    # 23/23/7/7 is sooner done than the worked 22/23/8/7, whose step of 278 stands below
    assert (max(taus), step_s(taus, 32)) == pytest.approx((23 / 3, 267.0))
    assert step_s([22 / 3, 23 / 3, 8.0, 7.0], 32) == pytest.approx(278.0)
    assert step_s([22 / 3, 22 / 3, 8.0, 8.0], 32) == pytest.approx(278.67, abs=0.01)


@relaxed
@given(st.lists(seconds, min_size=1, max_size=4), st.integers(4, 9), st.sampled_from([0.0, 1.0, 2.4]))
def test_the_slowest_stage_is_as_soon_done_as_in_any_split(per_layer, layers, head):
    def slowest(counts):
        ends = [count * pace for count, pace in zip(counts, per_layer, strict=True)]
        return max(*ends[:-1], (counts[-1] + head) * per_layer[-1]) if len(ends) > 1 else ends[0] + head * per_layer[0]

    best = min(slowest(counts) for counts in splits(layers, len(per_layer)))
    assert slowest(stage_layers(per_layer, layers, head)) == pytest.approx(best)


@relaxed
@given(st.lists(st.tuples(seconds, st.integers(1, 6)), min_size=1, max_size=4), st.integers(4, 9), st.integers(1, 50))
def test_with_limits_of_memory_no_other_split_is_better(stages, layers, micro_batches):
    held = np.arange(layers + 1, dtype=np.float64)
    times = np.stack([np.where(held <= most, held * pace, np.inf) for pace, most in stages])
    possible = [
        [times[i, count] for i, count in enumerate(counts)]
        for counts in splits(layers, len(stages))
        if all(count <= most for count, (_, most) in zip(counts, stages, strict=True))
    ]
    split = best_split(times, layers)
    if not possible:
        assert split is None
        return
    taus = [times[i, count] for i, count in enumerate(split)]
    slowest = min(max(each) for each in possible)
    assert max(taus) == pytest.approx(slowest)
    assert sum(taus) == pytest.approx(min(sum(each) for each in possible if max(each) <= slowest * (1 + 1e-9)))
    assert step_s(taus, micro_batches) >= min(step_s(each, micro_batches) for each in possible) * (1 - 1e-9)


def test_more_stages_than_layers_are_refused():
    with pytest.raises(ValueError, match="5 stages cannot share 4 layers"):
        stage_layers([1.0] * 5, 4)


def test_the_worked_bytes_of_one_boundary(make_run):
    run = make_run(tokens_per_step=4e6, hidden=8192)
    assert inter_pool_bytes(run, np.asarray(2.0)) == pytest.approx(131e9, rel=0.01)


def test_two_published_pools_of_two_suppliers_are_predicted_within_three_percent(make_pool, make_run, make_options):
    # H200 and MI325X, LLaMA-8B (arXiv 2602.18007): 549.7 and 534.9 TFLOP/s a device alone, 539.6 measured together
    # with 17 and 15 layers, the head weighing 2.4. Rates stand in TFLOP/s; many micro-batches make the fill small.
    batch, whole = 4096, 34.4
    pools = [
        make_pool(
            name=name,
            rate=rate,
            devices=1,
            options=make_options(
                [{"layer_s": 1 / rate / whole, "head_s": 2.4 / rate / whole}], layers=32, capacity=room
            ),
        )
        for name, rate, room in (("H", 549.7, 2.0), ("M", 534.9, 1.0))
    ]
    run = make_run(global_batch=batch, tokens_per_step=float(batch), layers=32, link_bytes_per_s=1e30)
    made = pipelined(pools, run)
    assert stage_layers([1 / 549.7, 1 / 534.9], 32, 2.4) == (17, 15)
    # with the head on the H200 as many layers fit first on the MI325X, and the slowest stage ends 2 % sooner
    assert pool_layers(arranged(pools, run)) == {"M": 17, "H": 15}
    assert float(made.tokens_per_s) / 2 == pytest.approx(539.6, rel=0.03)


drawn_pool = st.fixed_dictionaries(
    {
        "layer_s": st.floats(0.05, 1.0),
        "devices": st.integers(1, 3),
        "static_bytes": st.floats(0.5, 3.0),
        "activation_bytes": st.floats(0.0, 2.0),
    }
)
USABLE = 12.0


def made_of(make_pool, make_options, drawn, layers, **more):
    return [
        make_pool(
            name=str(i),
            devices=one["devices"],
            rate=one["devices"] / one["layer_s"],
            unbound=1e9,
            options=make_options(
                [{name: one[name] for name in ("layer_s", "static_bytes", "activation_bytes")} | {"head_s": 0.1}],
                layers=layers,
                usable=USABLE,
                **more,
            ),
        )
        for i, one in enumerate(drawn)
    ]


def least_slowest(drawn, order, layers, micro_batches):
    """The obvious search: every number of stages of each pool in this order, every split that fits their memory."""
    best = np.inf
    for taken in product(*(range(1, drawn[i]["devices"] + 1) for i in order)):
        stages = [drawn[i] for i, count in zip(order, taken, strict=True) for _ in range(count)]
        for counts in splits(layers, len(stages)):
            taus = []
            for place, (count, one) in enumerate(zip(counts, stages, strict=True)):
                in_flight = min(micro_batches, len(stages) - place)
                fits = count * (one["static_bytes"] + in_flight * one["activation_bytes"]) <= USABLE
                last = place == len(stages) - 1
                taus.append(count * one["layer_s"] + 0.1 * last if fits else np.inf)
            best = min(best, max(taus))
    return best


def least_of_all_orders(drawn, layers, batch):
    return min(least_slowest(drawn, order, layers, batch) for order in permutations(range(len(drawn))))


def drawn_at_random(random):
    return [
        {
            "layer_s": float(random.choice([0.3, 1.0, 1.7, 2.5])),
            "devices": int(random.integers(1, 4)),
            "static_bytes": float(random.choice([0.5, 1.0, 2.0, 3.0])),
            "activation_bytes": float(random.choice([0.25, 0.5, 1.0, 2.0])),
        }
        for _ in range(int(random.integers(2, 4)))
    ]


@relaxed
@given(
    drawn=st.lists(drawn_pool, min_size=2, max_size=3),
    link_bytes_per_s=st.floats(1e3, 1e7),
    kept=st.floats(0.3, 1.0),
    batch=st.integers(1, 64),
)
def test_no_pipeline_delivers_more_than_the_bound_that_asks_for_no_stages(  # noqa: PLR0917 - fixtures and what is drawn
    make_pool, make_run, make_options, drawn, link_bytes_per_s, kept, batch
):
    run = make_run(
        global_batch=batch,
        tokens_per_step=float(batch),
        layers=6,
        link_bytes_per_s=link_bytes_per_s,
        pipeline_kept=kept,
    )
    pools = made_of(make_pool, make_options, drawn, 6)
    bound = PIPELINE.most([replace(pool, options=None) for pool in pools], run)
    assert float(PIPELINE.rate(pools, run)) <= float(bound) * (1 + 1e-9)


def test_of_many_micro_batches_the_slowest_stage_is_that_of_every_order_number_of_stages_and_split(
    make_pool, make_run, make_options
):
    random, many = np.random.default_rng(5), 10**6  # the fill counts for nothing
    for _ in range(30):
        drawn, layers = drawn_at_random(random), int(random.integers(9, 11))
        run = make_run(global_batch=many, tokens_per_step=float(many), layers=layers, link_bytes_per_s=1e30)
        made = pipelined(made_of(make_pool, make_options, drawn, layers), run)
        least = least_of_all_orders(drawn, layers, many)
        found = LEVEL_S[int(made.level)] if bool(made.fits) else np.inf
        assert least * (1 - 1e-9) <= found <= least * STEP * (1 + 1e-9)


@relaxed
@given(
    st.lists(drawn_pool, min_size=2, max_size=3),
    st.integers(9, 12),
    st.integers(1, 12),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
)
def test_a_pipeline_is_never_slower_for_more_devices(  # noqa: PLR0917 - fixtures and what is drawn
    make_pool, make_run, make_options, drawn, layers, batch, more
):
    run = make_run(global_batch=batch, tokens_per_step=float(batch), layers=layers, link_bytes_per_s=1e30)
    grown = [one | {"devices": one["devices"] + extra} for one, extra in zip(drawn, more, strict=False)]
    few, many = (
        float(pipelined(made_of(make_pool, make_options, each, layers, loss_per_doubling=0.02), run).tokens_per_s)
        for each in (drawn, grown)
    )
    assert many >= few * (1 - 1e-9)


@relaxed
@given(st.lists(drawn_pool, min_size=2, max_size=3), st.integers(9, 12), st.integers(1, 12))
def test_every_stage_holds_its_layers_within_its_memory(  # noqa: PLR0917 - fixtures and what is drawn
    make_pool, make_run, make_options, drawn, layers, batch
):
    pools = made_of(make_pool, make_options, drawn, layers)
    run = make_run(global_batch=batch, tokens_per_step=float(batch), layers=layers)
    stages = arranged(pools, run)
    if stages:
        assert sum(stage.layers for stage in stages) == layers
        assert all(stage.memory_bytes <= USABLE * (1 + 1e-12) for stage in stages)
        assert max(stage.micro_batch_s for stage in stages) <= LEVEL_S[int(pipelined(pools, run).level)] * (1 + 1e-9)


@relaxed
@given(st.lists(drawn_pool, min_size=2, max_size=3), st.integers(9, 12), st.integers(1, 12), st.floats(0.5, 3.0))
def test_the_rows_of_the_stages_make_no_longer_step_than_is_claimed(  # noqa: PLR0917 - fixtures and what is drawn
    make_pool, make_run, make_options, drawn, layers, batch, slower
):
    pools = made_of(make_pool, make_options, drawn, layers)
    run = make_run(global_batch=batch, tokens_per_step=float(batch), layers=layers, link_bytes_per_s=1e9)
    if not bool(pipelined(pools, run).fits):
        return
    made = run_stages(pools, run)
    assert made.tokens_per_s == pytest.approx(run.tokens_per_step / made.made_s * made.goodput)
    claimed = made.made_s * max(1.0, slower)  # a limit on the rate is its stages' as well
    stages = made.slowed(made.made_s * slower)
    many = batch // (stages[0].dp * stages[0].micro_batch)
    slowest = max(stages, key=lambda stage: stage.micro_batch_s)
    others = [stage for stage in stages if stage is not slowest]
    fill = sum(one.micro_batch_s * ceil(one.layers / one.chunks) / one.layers for one in others)
    assert many * slowest.micro_batch_s + fill <= claimed * (1 + 1e-9)
    plain = made.slowed(made.made_s)
    assert [one.micro_batch_s for one in stages] == pytest.approx(
        [one.micro_batch_s * max(1.0, slower) for one in plain]
    )


def test_an_early_stage_recomputes_where_a_late_one_need_not(make_pool, make_run, make_options):
    rows = [
        {"layer_s": 1.0, "activation_bytes": 1.0, "recompute": 0.0},
        {"layer_s": 1.3, "activation_bytes": 0.1, "recompute": 2.0},
    ]
    pools = [
        make_pool(name=name, devices=4, options=make_options(rows, layers=32, usable=16.0), unbound=1e9)
        for name in "AB"
    ]
    stages = arranged(pools, make_run(global_batch=64, layers=32))
    modes = [stage.recompute for stage in stages]
    assert modes[0] == "full"
    assert modes[-1] == "none"
    assert modes == sorted(modes)  # "full" before "none"


def test_pools_of_much_memory_come_first_where_early_stages_need_it(make_pool, make_run, make_options):
    rows = [{"layer_s": 1.0, "activation_bytes": 1.0}]
    small = make_pool(name="small", devices=2, unbound=1e9, options=make_options(rows, layers=12, usable=6.0))
    large = make_pool(name="large", devices=2, unbound=1e9, options=make_options(rows, layers=12, usable=24.0))
    run = make_run(global_batch=64, layers=12)
    assert list(pool_layers(arranged([small, large], run))) == ["large", "small"]


def test_pools_that_hold_no_replica_alone_train_as_stages(make_pool, make_run, make_options):
    rows = [{"layer_s": 0.1, "static_bytes": 1.0}]
    pools = [
        make_pool(name=name, devices=1, alone=0.0, rate=1.0, options=make_options(rows, layers=10, usable=6.0))
        for name in "AB"
    ]
    run = make_run(global_batch=100, layers=10)
    assert bool(pipelined(pools, run).fits)
    assert [stage.fits_alone for stage in arranged(pools, run)] == [False, False]


@relaxed
@given(st.lists(drawn_pool, min_size=2, max_size=3), st.floats(0.1, 1e6), st.integers(8, 40))
def test_a_pipeline_beats_no_sum_of_its_pools_without_the_limit_of_memory(  # noqa: PLR0917 - the same
    make_pool, make_run, make_options, drawn, unbound, batch
):
    pools = [
        make_pool(name=pool.name, devices=pool.devices, rate=unbound / 2, unbound=unbound, options=pool.options)
        for pool in made_of(make_pool, make_options, drawn, 9)
    ]
    run = make_run(global_batch=batch, tokens_per_step=float(batch) * 1e4, layers=9)
    assert float(pipelined(pools, run).tokens_per_s) <= unbound * len(pools) * (1 + 1e-12)


def test_the_slowest_link_between_neighbours_limits(make_pool, make_run, make_options, make_crossing):
    rows = [{"layer_s": 0.1}]
    pools = [make_pool(name=n, devices=1, unbound=1e9, options=make_options(rows, layers=9)) for n in "ABC"]

    def rate(pairs):
        run = make_run(global_batch=100, layers=9, tokens_per_step=1e6, pairs=pairs)
        return float(pipelined(pools, run).tokens_per_s)

    slow = {(("A", ""), ("B", "")): make_crossing(bytes_per_s=1e8)}
    both = slow | {(("B", ""), ("C", "")): make_crossing(bytes_per_s=1e8)}
    assert rate(slow) == pytest.approx(rate({}), rel=1e-3)  # another order goes round it
    assert rate(both) < rate(slow) / 2  # B stands between the others or at an end: a slow link is met


_ALMOST_NOTHING = 1e-9  # kept over a link that no order should meet


def in_this_order(names, make_crossing):
    """Pair links over which a pipeline keeps anything in one order, or the reverse, alone."""
    near = {frozenset(pair) for pair in pairwise(names)}
    return {
        ((one, ""), (other, "")): make_crossing(pipeline_kept=_ALMOST_NOTHING)
        for one, other in combinations(sorted(names), 2)
        if frozenset((one, other)) not in near
    }


@slow
@given(st.lists(drawn_pool, min_size=3, max_size=MOST_IN_ORDER), st.integers(12, 20), st.integers(1, 12))
def test_no_order_alone_is_better_than_the_one_that_is_taken(  # noqa: PLR0917 - fixtures and what is drawn
    make_pool, make_run, make_options, make_crossing, drawn, layers, batch
):
    pools = made_of(make_pool, make_options, drawn, layers)
    sizes = {"global_batch": batch, "tokens_per_step": float(batch), "layers": layers, "link_bytes_per_s": 1e30}
    best = pipelined(pools, make_run(**sizes))
    alone = [
        pipelined(pools, make_run(**sizes, pairs=in_this_order([pools[i].name for i in order], make_crossing)))
        for order in permutations(range(len(pools)))
        if order[0] < order[-1]
    ]
    kept = [one for one in alone if float(one.tokens_per_s) > 1e-6 * float(best.tokens_per_s)]
    assert bool(best.fits) == any(bool(one.fits) for one in alone)
    if bool(best.fits):
        assert float(best.tokens_per_s) == pytest.approx(max(float(one.tokens_per_s) for one in kept), rel=1e-12)


def test_neighbours_alone_have_to_meet(make_pool, make_run, make_options, make_crossing):
    rows = [{"layer_s": 0.1}]
    pools = [make_pool(name=n, devices=1, unbound=1e9, options=make_options(rows, layers=9)) for n in "ABC"]
    pairs = in_this_order("ACB", make_crossing)
    made = pipelined(pools, make_run(global_batch=100, layers=9, pairs=pairs))
    assert [pools[i].name for i in made.sequence] in (["A", "C", "B"], ["B", "C", "A"])


def test_pools_that_stand_apart_are_slow_and_not_refused(make_pool, make_run, make_options, make_crossing):
    rows = [{"layer_s": 0.1}]
    pools = [make_pool(name=n, devices=1, unbound=1e9, options=make_options(rows, layers=9)) for n in "AB"]
    near = make_run(global_batch=100, layers=9, tokens_per_step=1e6)
    far = {(("A", ""), ("B", "")): make_crossing(kind=LinkKind.WIDE_AREA, bytes_per_s=1e9)}
    made = pipelined(pools, make_run(global_batch=100, layers=9, tokens_per_step=1e6, pairs=far))
    assert bool(made.fits)
    assert 0.0 < float(made.tokens_per_s) < float(pipelined(pools, near).tokens_per_s)


@relaxed
@given(
    st.lists(drawn_pool, min_size=2, max_size=4),
    st.floats(0.0, 3.0),
    st.sampled_from([None, 12.5e9, 25e9]),
    st.integers(8, 40),
)
@example([{"layer_s": 1.0, "devices": 1, "static_bytes": 1.0, "activation_bytes": 0.0}] * 2, 1e-306, None, 8)
def test_what_is_ruled_out_beats_nothing(  # noqa: PLR0917 - fixtures and what is drawn
    make_pool, make_run, make_options, drawn, share, thin_bytes_per_s, batch
):
    pools = made_of(make_pool, make_options, drawn, 16, paces=((1, 1), (1, 2), (2, 1)))
    run = make_run(
        global_batch=batch, tokens_per_step=float(batch), layers=16, link_bytes_per_s=thin_bytes_per_s or 1e12
    )
    whole = pipelined(pools, run)
    beat = np.asarray(share * max(float(whole.tokens_per_s), 1.0))
    _known.cache_clear()
    some = pipelined(pools, run, to_beat=beat)
    assert float(pipelined(pools, run).tokens_per_s) == float(whole.tokens_per_s)  # whatever was ruled out before
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_fleet, "_AT_ONCE", 1)
        _known.cache_clear()
        assert float(pipelined(pools, run).tokens_per_s) == float(whole.tokens_per_s)  # one by one
    with pytest.MonkeyPatch.context() as patch:  # every combination
        bound = one_fleet.bound_of
        patch.setattr(one_fleet, "bound_of", lambda *asked: np.where(bound(*asked) > 0.0, np.inf, 0.0))
        patch.setattr(one_fleet, "bound_of_rows", lambda _fleet, _rows, least, _beaten: np.full(len(least), np.inf))
        patch.setattr(
            one_fleet, "room_of_choices", lambda fleet, _pace, _number, own, _level: own.stages * fleet.run.layers
        )
        patch.setattr(
            one_fleet, "have_room_in_chunks", lambda _fleet, _rows, level: np.ones(len(level), dtype=np.bool_)
        )
        _known.cache_clear()
        assert float(pipelined(pools, run).tokens_per_s) == float(whole.tokens_per_s)
    assert bool(some.fits) == bool(float(whole.tokens_per_s) > float(beat))
    if bool(some.fits):
        for name in ("pace", "order", "level"):
            assert int(getattr(some, name)) == int(getattr(whole, name))
        assert float(some.tokens_per_s) == float(whole.tokens_per_s)


def test_layers_that_the_fastest_pool_cannot_hold_rule_out_what_it_alone_would_reach_promise(
    make_pool, make_run, make_options, monkeypatch
):
    drawn = [{"layer_s": 1.0 + i, "devices": 6, "static_bytes": 5.0, "activation_bytes": 0.1} for i in range(4)]
    run, tried = make_run(global_batch=16, tokens_per_step=16.0, layers=32), []
    try_them = one_fleet.FleetSearch._try
    monkeypatch.setattr(
        one_fleet.FleetSearch, "_try", lambda self, every: (tried.append(len(every.low)), try_them(self, every))
    )

    def made():
        _known.cache_clear()
        tried.clear()
        found = pipelined(made_of(make_pool, make_options, drawn, 32), run)
        return float(found.tokens_per_s), int(found.order), int(found.level), sum(tried)

    *with_bound, few = made()
    monkeypatch.setattr(one_fleet, "bound_of_rows", lambda _fleet, _rows, least, _beaten: np.full(len(least), np.inf))
    *without, many = made()
    _known.cache_clear()
    assert with_bound == without
    assert few < many / 4


def test_a_pipeline_of_which_not_all_combinations_were_tried_says_so(make_pool, make_run, make_options, monkeypatch):
    drawn = [{"layer_s": 1.0 + i / 8, "devices": 3, "static_bytes": 0.5, "activation_bytes": 0.25} for i in range(4)]
    run = make_run(global_batch=8, tokens_per_step=8.0, layers=16)

    def made(pools):
        _known.cache_clear()
        return pipelined(made_of(make_pool, make_options, drawn[:pools], 16), run)

    assert not made(4).in_part
    monkeypatch.setattr(roomy_combinations, "MOST_KEPT", 2)
    monkeypatch.setattr(roomy_combinations, "MOST_JOINED", 8)
    assert made(4).in_part
    assert not made(3).in_part  # of three all are tried
    _known.cache_clear()


def test_a_grid_of_sizes_gives_what_each_size_gives_without_chunks(make_pool, make_run, make_options):
    rows = [{"layer_s": 0.1, "static_bytes": 1.0, "activation_bytes": 0.2}]
    options = make_options(rows, layers=24, paces=((1, 1), (1, 2)), usable=20.0)
    sizes = [0, 1, 3]
    first = make_pool(name="A", devices=sizes, rate=sizes, options=options, unbound=np.array(sizes) * 1e6)
    second = make_pool(
        name="B", devices=[[2], [4]], rate=[[2], [4]], options=options, unbound=[[2e6], [4e6]], second=1.4
    )
    run = make_run(global_batch=64, layers=24)
    grid = pipelined([first, second], run).tokens_per_s
    assert np.all(grid[:, 0] == 0.0)  # one pool alone is no pipeline
    for i, j in product((1, 2), (0, 1)):
        one = make_pool(name="A", devices=sizes[i], rate=1, unbound=sizes[i] * 1e6, options=options)
        two = make_pool(name="B", devices=2 + 2 * j, rate=1, unbound=(2 + 2 * j) * 1e6, options=options, second=1.4)
        found = pipelined([one, two], run)
        assert grid[j, i] == pytest.approx(run.tokens_per_step / found.made_s, rel=1e-12)  # without chunks
        assert found.tokens_per_s >= grid[j, i]
