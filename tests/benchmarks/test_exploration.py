"""How many fleets a second one core evaluates once the pools are known; run by `make bench`."""

from dataclasses import replace

import numpy as np
import pytest

from planner.examples import example_plan
from planner.exploration.explore import explore
from planner.exploration.frontier import frontier_mask


@pytest.fixture
def ling_plan():
    """Five devices from 0 to 128 nodes each by step 8: 17^5 = 1,419,857 fleets."""
    plan = example_plan("ling-plus")
    groups = tuple(
        replace(group, explore_min_nodes=0, explore_max_nodes=128, explore_step_nodes=8)
        for group in plan.cluster.groups
    )
    return replace(plan, cluster=replace(plan.cluster, groups=groups))


def test_a_million_fleets_a_second(benchmark, ling_plan):
    explore(ling_plan)  # the pools are known from here on
    exploration = benchmark.pedantic(explore, args=(ling_plan,), rounds=3)
    assert exploration.candidates == 17**5
    benchmark.extra_info["fleets_per_s"] = exploration.candidates / benchmark.stats.stats.min
    assert benchmark.extra_info["fleets_per_s"] > 1_000_000


def test_the_frontier_of_a_million_points_is_one_sort(benchmark):
    rng = np.random.default_rng(1)
    cost, dependence = rng.random(1_000_000), rng.random(1_000_000)
    mask = benchmark.pedantic(frontier_mask, args=(cost, dependence), rounds=3)
    assert 0 < mask.sum() < 200
