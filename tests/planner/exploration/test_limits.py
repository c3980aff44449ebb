"""Plans of more pools, groups or sizes than can be explored are shown the limit, and those at it are explored."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.errors import UserError
from planner.examples import example_plan
from planner.exploration import refinement
from planner.exploration.explore import explore
from planner.exploration.grid import MOST_POOLS
from planner.exploration.refinement import Refinement, coarse_steps
from planner.plan import Plan

PLAN = example_plan("ling-plus")


def of_groups(count: int, *, sites: bool, most: int = 8, nodes: int = 4) -> Plan:
    """Return a plan of groups of one accelerator: each at a site of its own, or all at one."""
    first = PLAN.cluster.groups[0]
    groups = tuple(
        replace(
            first,
            key=f"group {number}",
            site=f"site {number}" if sites else "",
            nodes=nodes,
            explore_min_nodes=0,
            explore_max_nodes=most,
            explore_step_nodes=nodes,
        )
        for number in range(count)
    )
    return replace(PLAN, cluster=replace(PLAN.cluster, groups=groups))


def test_as_many_pools_as_arrays_have_axes_are_explored_and_one_more_is_refused_by_the_limit():
    assert explore(of_groups(MOST_POOLS, sites=True, most=0)).candidates == 1
    for count in (MOST_POOLS + 1, 100, 1_000):
        with pytest.raises(UserError, match=rf"takes up to 32 pools .* and the plan has {count:,}"):
            explore(of_groups(count, sites=True, most=0))


def test_more_groups_than_can_vary_are_refused_by_the_limit():
    with pytest.raises(UserError, match="32 node groups vary at once, more than the 19 that can be searched"):
        explore(of_groups(32, sites=True))


def test_twelve_groups_of_one_accelerator_at_one_site_are_refused_by_the_limit():
    words = "12 node groups of one accelerator at one site vary at once, more than the 8 that can be searched"
    with pytest.raises(UserError, match=words):
        explore(of_groups(12, sites=False))


def test_a_coarse_grid_holds_no_more_sizes_of_one_pool_than_are_searched():
    lengths = (50,) * 4
    steps = coarse_steps(lengths, [(0, 1, 2, 3)])
    points = [len(refinement.lattice(length, step)) for length, step in zip(lengths, steps, strict=True)]
    assert np.prod(points) <= refinement.COARSE_SIZES
    assert coarse_steps(lengths) == coarse_steps(lengths, [(0,), (1,), (2,), (3,)])


def test_a_search_around_the_frontier_counts_every_size_of_every_pool_once():
    refined = Refinement(
        counts=(range(9),) * 3,
        pools=((0, 1), (2,)),
        coarse=(4, 4, 4),
        evaluate=lambda _rows: pytest.fail("nothing is evaluated"),
        choose=lambda _fleets: pytest.fail("nothing is chosen"),
    )
    rows = np.array([[1, 2, 3], [1, 2, 4], [2, 1, 3]])
    assert refined._sizes_with(rows) == refined._sizes_with(rows) == 4  # (1, 2), (2, 1); 3, 4
    assert refined._sizes_with(rows + 1) == 7  # (2, 3), (3, 2); 5
