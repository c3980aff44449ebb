"""How many fleets a second one core evaluates once the pools are known; run by `make bench`."""

import importlib
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest

from planner.cluster import BorderKind
from planner.examples import example_plan
from planner.exploration.explore import explore
from planner.exploration.frontier import frontier_mask
from planner.mixing.borders import border_terms

SECONDS = 5.0  # that a planner waits for all fleets, on two cores and with the pools still unknown


@pytest.fixture(params=[BorderKind.WIDE_AREA, BorderKind.DEVICE_DIRECT])
def ling_plan(request):
    """Five devices from 0 to 128 nodes each by step 8: 17^5 = 1,419,857 fleets; at two sites, or on one fabric."""
    plan = example_plan("ling-plus")
    groups = tuple(
        replace(group, explore_min_nodes=0, explore_max_nodes=128, explore_step_nodes=8)
        for group in plan.cluster.groups
    )
    border = border_terms(request.param).border
    return replace(plan, cluster=replace(plan.cluster, groups=groups, border=border))


def test_a_million_fleets_a_second(benchmark, ling_plan):
    explore(ling_plan)  # the pools are known from here on
    exploration = benchmark.pedantic(explore, args=(ling_plan,), rounds=3)
    assert exploration.candidates == 17**5
    benchmark.extra_info["fleets_per_s"] = exploration.candidates / benchmark.stats.stats.min
    assert benchmark.extra_info["fleets_per_s"] > 1_000_000


def _ready(_number):
    importlib.import_module("planner.exploration.search")
    time.sleep(0.2)  # so that each worker takes one


def test_two_cores_answer_within_five_seconds_from_nothing_known(benchmark, ling_plan):
    told = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        list(processes.map(_ready, range(4)))
        exploration = benchmark.pedantic(
            explore,
            args=(ling_plan,),
            kwargs={"executor": processes, "on_progress": lambda *done: told.append(done)},
            rounds=1,
        )
    assert exploration.candidates == 17**5
    assert told[-1][0] == told[-1][1]
    assert benchmark.stats.stats.max < SECONDS


def test_the_frontier_of_a_million_points_is_one_sort(benchmark):
    rng = np.random.default_rng(1)
    cost, dependence = rng.random(1_000_000), rng.random(1_000_000)
    mask = benchmark.pedantic(frontier_mask, args=(cost, dependence), rounds=3)
    assert 0 < mask.sum() < 200
