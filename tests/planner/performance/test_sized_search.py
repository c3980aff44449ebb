"""The best of a pool on at most so many nodes: compared with all numbers of nodes, one by one."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.errors import NothingFitsError
from planner.performance.training.goodput import pool_goodput, pool_goodputs
from planner.performance.training.search import best_layout, estimate_layout
from planner.performance.training.sized_search import best_by_nodes, best_with_and_without_limit
from planner.performance.training.sizes_at_once import SizesSearch
from planner.workload.presets import shape_preset
from planner.workload.training_run import averaged_run

relaxed = settings.get_profile("plans")


def goodputs_of(pool, run):
    return lambda devices: np.array(pool_goodputs(pool, run, devices.tolist()))


def sized(pool, run, nodes, known=None, like=()):
    return best_by_nodes(pool, run, nodes, goodputs_of(pool, run), known=known or {}, like=like)


def delivered(pool, run, estimate):
    """Healthy rate times the goodput of the devices that are used; failures grow with them."""
    if estimate is None:
        return 0.0
    return estimate.tokens_per_s * pool_goodput(replace(pool, devices=estimate.devices), run)


def on_exactly(pool, run, nodes):
    try:
        return best_layout(replace(pool, devices=nodes * pool.devices_per_node), run)
    except NothingFitsError:
        return None


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("preset", "batch", "most", "more"),
    [
        ("deepseek-v3", 960, 28, {}),
        ("deepseek-v3", 960, 40, {}),
        ("ling-plus", 8960, 26, {}),
        ("llama-3-8b", 100, 13, {}),
        ("mixtral-8x7b", 96, 12, {"scaleup_domain_devices": 72, "devices_per_node": 4}),
        ("qwen3-235b-a22b", 512, 24, {"stack": "CANN"}),
    ],
)
def test_the_best_on_at_most_so_many_nodes_is_the_best_over_all_numbers(  # noqa: PLR0917 - parameters and fixtures
    preset, batch, most, more, make_pool, make_run
):
    pool, run = make_pool(devices=most * 8, **more), make_run(shape_preset(preset), batch=batch)
    found, best = sized(pool, run, range(1, most + 1)), 0.0
    for nodes in range(1, most + 1):
        best = max(best, delivered(pool, run, on_exactly(pool, run, nodes)))
        assert delivered(pool, run, found[nodes]) == pytest.approx(best, rel=1e-9)
        assert found[nodes] is None or found[nodes].devices <= nodes * pool.devices_per_node
        assert found[nodes] is None or found[nodes].devices % pool.devices_per_node == 0


def test_one_size_alone_is_answered_as_among_others(deepseek_v3, make_pool, make_run):
    pool, run = make_pool(devices=8 * 61), make_run(deepseek_v3, batch=960)
    together = sized(pool, run, [7, 30, 61])
    for nodes in (7, 30, 61):
        assert sized(pool, run, [nodes])[nodes] == together[nodes]


def test_options_that_another_batch_or_an_averaged_copy_had_timed_change_nothing(make_pool, make_run):
    pool, run, timed = make_pool(devices=8), make_run(shape_preset("ling-plus"), batch=8960), {}
    for other in (averaged_run(replace(run, global_batch=2304)), replace(run, global_batch=8400)):
        best_by_nodes(pool, other, [40], goodputs_of(pool, other), timed=timed)
    assert best_by_nodes(pool, run, [40], goodputs_of(pool, run), timed=timed) == sized(pool, run, [40])


def test_the_first_search_of_a_pool_times_the_options_of_every_part_of_its_batch_promise(make_pool, make_run):
    pool, run, timed = make_pool(devices=8), make_run(shape_preset("ling-plus"), batch=8960), {}
    best_by_nodes(pool, run, [40], goodputs_of(pool, run), timed=timed)
    known = set(timed)
    for share in (2304, 2816, 3072, 3328):
        part = averaged_run(replace(run, global_batch=share))
        best_by_nodes(pool, part, [40], goodputs_of(pool, part), timed=timed)
    assert set(timed) == known


def test_a_search_that_reaches_what_the_last_one_did_looks_nowhere_else_promise(make_pool, make_run, monkeypatch):
    pool, run, reached, begun = make_pool(devices=8), make_run(shape_preset("ling-plus"), batch=8960), {}, []
    whole = best_by_nodes(pool, run, [40], goodputs_of(pool, run), reached=reached)
    monkeypatch.setattr(SizesSearch, "_begin", lambda *_: begun.append(True))
    again = replace(run, seq_len=run.seq_len + 512)
    like = [whole[40].layout]
    found = best_by_nodes(pool, again, [40], goodputs_of(pool, again), like=like, reached=reached)
    assert not begun
    assert found == sized(pool, again, [40])


problems = st.fixed_dictionaries(
    {
        "preset": st.sampled_from(["llama-3-8b", "mixtral-8x7b", "ling-plus", "deepseek-v3"]),
        "batch": st.integers(8, 1200),
        "memory": st.sampled_from([40, 80, 192]),
        "nic": st.sampled_from([5e9, 5e10]),
    }
)


@relaxed
@given(problem=problems, nodes=st.lists(st.integers(1, 90), min_size=2, max_size=6, unique=True))
def test_the_delivered_rate_never_falls_with_the_nodes_and_what_is_known_changes_nothing(
    problem, nodes, make_pool, make_run
):
    pool = make_pool(devices=8, memory=problem["memory"] * 2**30, nic=problem["nic"])
    run = make_run(shape_preset(problem["preset"]), batch=problem["batch"])
    # each asked alone: a search may not know more of one size than of another
    alone = {count: sized(pool, run, [count])[count] for count in nodes}
    rates = [delivered(pool, run, alone[count]) for count in sorted(nodes)]
    assert all(later >= earlier * (1 - 1e-12) for earlier, later in pairwise(rates))
    known = {}
    for count in nodes:
        known |= sized(pool, run, [count], known)
    assert known == alone


@relaxed
@given(
    problem=problems,
    nodes=st.lists(st.integers(1, 90), min_size=1, max_size=3, unique=True),
    part=st.floats(0.01, 1.5),
    fewer=st.booleans(),
)
def test_what_the_last_search_reached_changes_nothing_about_what_is_found_promise(  # noqa: PLR0917 - what is drawn, and fixtures
    problem, nodes, part, fewer, make_pool, make_run
):
    pool = make_pool(devices=8, memory=problem["memory"] * 2**30, nic=problem["nic"])
    run = make_run(shape_preset(problem["preset"]), batch=problem["batch"])
    known = sized(pool, run, [max(1, min(nodes) // 2)]) if fewer else {}
    reached = {(count, run.global_batch): part for count in nodes}
    found = best_by_nodes(pool, run, nodes, goodputs_of(pool, run), known=known, reached=reached)
    assert found == sized(pool, run, nodes)


@relaxed
@given(problem=problems, batch=st.integers(8, 1200), seq_len=st.sampled_from([2048, 8192]), nodes=st.integers(1, 90))
def test_where_a_search_begins_changes_nothing_about_where_it_ends(  # noqa: PLR0917 - what is drawn, and fixtures
    problem, batch, seq_len, nodes, make_pool, make_run
):
    pool = make_pool(devices=8, memory=problem["memory"] * 2**30, nic=problem["nic"])
    run = make_run(shape_preset(problem["preset"]), batch=problem["batch"])
    for limited in (pool, replace(pool, memory_bound=False)):
        elsewhere = sized(limited, replace(run, global_batch=batch, seq_len=seq_len), [nodes])[nodes]
        like = () if elsewhere is None else (elsewhere.layout,)
        assert sized(limited, run, [nodes], like=like) == sized(limited, run, [nodes])


@relaxed
@given(problem=problems, batch=st.integers(8, 1200), nodes=st.lists(st.integers(1, 90), min_size=1, max_size=3))
def test_one_search_with_and_without_the_limit_of_memory_finds_what_two_find(
    problem, batch, nodes, make_pool, make_run
):
    pool = make_pool(devices=8, memory=problem["memory"] * 2**30, nic=problem["nic"])
    run, free = make_run(shape_preset(problem["preset"]), batch=problem["batch"]), replace(pool, memory_bound=False)
    two = sized(pool, run, nodes), sized(free, run, nodes)
    begun = [sized(one, replace(run, global_batch=batch), nodes[:1]).get(nodes[0]) for one in (pool, free)]
    for likes in ([(), ()], [() if one is None else (one.layout,) for one in begun]):
        goodputs = goodputs_of(pool, run)
        assert best_with_and_without_limit(pool, run, nodes, goodputs, like=likes[0], free_like=likes[1]) == two


@relaxed
@given(problem=problems, parts=st.sampled_from([2, 4]), nodes=st.integers(2, 24))
def test_equal_parts_of_a_pool_are_no_faster_over_its_own_fabric_than_the_whole(
    problem, parts, nodes, make_pool, make_run
):
    pool = make_pool(devices=8 * nodes * parts, memory=problem["memory"] * 2**30, nic=problem["nic"])
    whole_run = make_run(shape_preset(problem["preset"]), batch=problem["batch"] * parts)
    part_run = replace(whole_run, global_batch=problem["batch"])
    part = sized(pool, part_run, [nodes])[nodes]
    if part is None:
        return
    together = replace(pool, devices=part.devices * parts)
    same = estimate_layout(together, whole_run, replace(part.layout, dp=part.layout.dp * parts))
    whole = sized(pool, whole_run, [nodes * parts])[nodes * parts]
    assert delivered(pool, whole_run, whole) >= delivered(pool, whole_run, same) * (1 - 1e-9)


def test_750_nodes_of_ling_plus_are_no_slower_than_749_and_the_idle_ones_are_known(make_pool, make_run):
    pool, run = make_pool(devices=8), make_run(shape_preset("ling-plus"), batch=8960)
    found = sized(pool, run, [749, 750])
    rates = [delivered(pool, run, found[nodes]) for nodes in (749, 750)]
    assert rates[1] >= rates[0] * (1 - 1e-12)
    used = found[750].devices // 8
    assert used <= 750
    assert sized(pool, run, [used])[used] == found[750]


def test_no_nodes_and_too_few_nodes_give_nothing(deepseek_v3, make_pool, make_run):
    found = sized(make_pool(devices=8), make_run(deepseek_v3, batch=960), [0, 1])
    assert found == {0: None, 1: None}
