"""How long all fleets take, once the pools are known and from nothing known; run by `make bench`."""

import importlib
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from msgspec.structs import replace

from planner.cluster import LinkKind
from planner.examples import example_plan
from planner.exploration.explore import explore
from planner.exploration.frontier import frontier_mask
from planner.mixing.inter_pool_links import link_terms
from planner.mixing.shares.best_shares import best_shares
from planner.mixing.shares.capped_shares import capped_shares, ranking
from planner.mixing.timetables.timetable_problem import Cap, PaidGroup, Problem, Way, cut_intervals

FLEETS = 400_000
ONE_BY_ONE = 100
SECONDS = 5.0  # that a planner waits for all fleets, on two cores and with the pools known


@pytest.fixture(params=[LinkKind.WIDE_AREA, LinkKind.DEVICE_DIRECT])
def ling_plan(request):
    """Five devices from 0 to 128 nodes each by step 8: 17^5 = 1,419,857 fleets; at two sites, or on one fabric."""
    plan = example_plan("ling-plus")
    groups = tuple(
        replace(group, explore_min_nodes=0, explore_max_nodes=128, explore_step_nodes=8)
        for group in plan.cluster.groups
    )
    link = link_terms(request.param).link
    return replace(plan, cluster=replace(plan.cluster, groups=groups, inter_pool_link=link))


def test_a_core_takes_less_than_twice_the_wait_once_the_pools_are_known(ling_plan):
    explore(ling_plan)  # the pools are known from here on
    began = time.process_time()
    exploration = explore(ling_plan)
    core_s = time.process_time() - began
    print(f"\n{exploration.candidates:,} fleets in {core_s:.1f} s of one core")  # noqa: T201 - the figure asked for
    assert exploration.candidates == 17**5
    assert core_s < 2 * SECONDS  # two cores share the work


def test_all_fleets_at_once_are_hundreds_of_times_faster_than_one_by_one():
    drawn = np.random.default_rng(5)
    rate, price = drawn.uniform(1.0, 9.0, size=(5, FLEETS)), drawn.uniform(1.0, 9.0, size=(5, FLEETS))
    names = [0, 1, 1, 2, 3]
    began = time.process_time()
    shares = capped_shares(ranking(price / rate, names, 1.0 / rate), 0.4)
    each_s = (time.process_time() - began) / FLEETS
    began = time.process_time()
    for fleet in range(ONE_BY_ONE):
        alone = best_shares(one_fleet(rate[:, fleet], price[:, fleet], names))
        found = [alone.tokens_by_way.get(f"{pool}", 0.0) for pool in range(5)]
        assert found == pytest.approx([float(share[fleet]) for share in shares], abs=1e-9)
    ratio = (time.process_time() - began) / ONE_BY_ONE / each_s
    print(f"\n{each_s * 1e9:.0f} ns a fleet, {ratio:,.0f} times as fast as one by one")  # noqa: T201 - as above
    assert ratio > 300


def one_fleet(rate, price, names):
    """One fleet worked in turn under a cap of 40 %, as a plan solves it."""
    groups = tuple(
        PaidGroup(key=f"{pool}", per_day=float(price[pool]), names={"supplier": {f"{name}": 1.0}})
        for pool, name in enumerate(names)
    )
    ways = tuple(
        Way(key=one.key, interval=0, tokens_per_day=float(own), groups=(one.key,), compute_shares=one.names)
        for one, own in zip(groups, rate, strict=True)
    )
    caps = (Cap(layer="supplier", limit=0.4),)
    return Problem(tokens=1.0, intervals=cut_intervals(groups), groups=groups, ways=ways, caps=caps)


def _ready(_number):
    importlib.import_module("planner.exploration.search")
    time.sleep(0.2)  # so that each worker takes one


def test_two_cores_answer_within_five_seconds_once_the_pools_are_known(benchmark, ling_plan):
    reported = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        list(processes.map(_ready, range(4)))
        began = time.perf_counter()
        explore(ling_plan, executor=processes)
        print(f"\nfrom nothing known {time.perf_counter() - began:.1f} s on two cores")  # noqa: T201 - as above
        exploration = benchmark.pedantic(
            explore,
            args=(ling_plan,),
            kwargs={"executor": processes, "on_progress": lambda *done: reported.append(done)},
            rounds=2,
        )
    assert exploration.candidates == 17**5
    assert reported[-1][0] == reported[-1][1]
    assert benchmark.stats.stats.min < SECONDS


def test_the_frontier_of_a_million_points_is_one_sort(benchmark):
    rng = np.random.default_rng(1)
    cost, dependence = rng.random(1_000_000), rng.random(1_000_000)
    mask = benchmark.pedantic(frontier_mask, args=(cost, dependence), rounds=3)
    assert 0 < mask.sum() < 200
