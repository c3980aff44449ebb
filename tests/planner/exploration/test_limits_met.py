"""Limits that a fleet meets exactly are kept, and of ways that cost the same the faster one is taken."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import GroupTerms, Waiting
from planner.dependence import DependenceBasis
from planner.errors import UserError
from planner.exploration.explore import explore
from planner.exploration.fleet_rules import FleetRules, FleetWays
from planner.exploration.fleet_ways import _preferred
from planner.exploration.replanning import with_nodes
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import Limits
from planner.planning import plan_results


@pytest.fixture(scope="module")
def two_pools(small_plan, make_group):
    """Eight fleets: none, two or four nodes each of two accelerators."""
    groups = (make_group("N1", 4, most=4, step=2), make_group("H1", 4, most=4, step=2))
    return replace(small_plan, cluster=replace(small_plan.cluster, groups=groups))


@pytest.fixture(scope="module")
def explored(two_pools, small_catalogue, one_line_model):
    def under(**limits):
        plan = replace(two_pools, limits=Limits(**limits))
        return explore(plan, catalogue=small_catalogue, model=one_line_model)

    return under


@pytest.fixture(scope="module")
def free(explored):
    """All eight, without a limit."""
    return explored()


def test_the_budget_may_be_spent_to_the_last_cent_and_no_further(explored, free):
    most_expensive = float(np.max(free.fleets.cost))
    assert explored(budget=Money(amount=most_expensive, currency="CNY")).feasible == 8
    assert explored(budget=Money(amount=most_expensive * (1.0 - 1e-9), currency="CNY")).feasible < 8


@pytest.mark.parametrize(
    ("waiting", "strategy", "left", "at_once"),
    [
        (Waiting.RELEASED, "in-turn", 3, 1.0),  # none with four nodes of either
        (Waiting.HELD, "in-turn", 7, 1.3),  # at work, and three tenths of the other that waits
        (Waiting.RELEASED, "local-sgd", 7, 2.0),
    ],
)
def test_all_of_the_power_may_be_drawn_at_once_and_no_watt_more(  # noqa: PLR0917 - fixtures
    two_pools, small_catalogue, one_line_model, waiting, strategy, left, at_once
):
    groups = tuple(replace(one, terms=GroupTerms(waiting=waiting)) for one in two_pools.cluster.groups)
    cluster = replace(two_pools.cluster, groups=groups)
    plan = replace(two_pools, cluster=cluster, mixing=MixingChoice(strategy=strategy))
    power_w = plan_results(plan, small_catalogue, model=one_line_model).power_w
    assert power_w == pytest.approx(at_once * 4 * 8 * 1.8 * 500)

    def feasible(limit_w):
        limited = replace(plan, limits=Limits(power_w=limit_w))
        return explore(limited, catalogue=small_catalogue, model=one_line_model).feasible

    assert feasible(power_w) == 8
    assert feasible(power_w - 1.0) == left


def test_a_run_may_end_on_the_day_of_its_deadline_and_no_later(explored, free):
    slowest = float(np.max(free.fleets.days))
    assert explored(deadline_days=slowest).feasible == 8
    assert explored(deadline_days=slowest * (1.0 - 1e-6)).feasible < 8


def ways(*, seconds, cost, tokens_per_s=1.0):
    numbers = {"wall_s": np.array(seconds), "cost": np.array(cost), "tokens_per_s": np.array(tokens_per_s)}
    empty = {name: () for name in FleetWays.__struct_fields__ if name not in numbers}
    return FleetWays(**{**empty, **numbers})


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ({"seconds": 1.0, "cost": 5.0}, {"seconds": 2.0, "cost": 5.0}, True),  # of equals the faster
        ({"seconds": 2.0, "cost": 5.0}, {"seconds": 1.0, "cost": 5.0}, False),
        ({"seconds": 2.0, "cost": 5.0}, {"seconds": 2.0, "cost": 5.0}, False),  # the same: what is there stays
        ({"seconds": 9.0, "cost": 4.0}, {"seconds": 1.0, "cost": 5.0}, True),  # in time the cheaper
        ({"seconds": 10.0, "cost": 4.0}, {"seconds": 1.0, "cost": 5.0}, True),  # at the deadline is in time
        ({"seconds": 11.0, "cost": 4.0}, {"seconds": 1.0, "cost": 5.0}, False),
        ({"seconds": 12.0, "cost": 9.0}, {"seconds": 13.0, "cost": 1.0}, True),  # none in time: the faster
        ({"seconds": 2.0, "cost": np.nan}, {"seconds": 3.0, "cost": 1.0}, True),  # a price is unknown: the faster
        ({"seconds": 99.0, "cost": 99.0}, {"seconds": 1.0, "cost": 1.0, "tokens_per_s": 0.0}, True),  # it cannot work
    ],
)  # fmt: skip
def test_of_two_ways_in_time_the_cheaper_is_taken_of_equals_the_faster(first, second, taken):
    assert bool(_preferred(ways(**first), ways(**second), FleetRules(deadline_s=10.0))) == taken


def test_a_supplier_is_required_or_excluded_by_the_tokens_that_it_works_as_the_plan_says(
    two_pools, small_catalogue, one_line_model
):
    best = replace(two_pools, mixing=MixingChoice(division=Division.BEST))
    works = {}
    for name in ("Nvidia", "Huawei"):
        required = replace(best, limits=Limits(required_suppliers=(name,)))
        excluded = replace(best, limits=Limits(excluded_suppliers=(name,)))
        works[name] = [
            {tuple(nodes) for nodes in found.fleets.nodes[: found.feasible].tolist()}
            for found in (
                explore(plan, catalogue=small_catalogue, model=one_line_model) for plan in (required, excluded)
            )
        ]
        assert not set.intersection(*works[name])
        for plan, kept in zip((required, excluded), works[name], strict=True):
            for nodes in ((2, 2), (4, 2), (4, 0)):
                result = plan_results(with_nodes(plan, nodes), small_catalogue, model=one_line_model)
                assert (nodes in kept) == (not result.unmet)
    assert works["Huawei"][0] == works["Nvidia"][1]  # one of the two works all: H1 is cheaper


def test_caps_of_which_the_planner_plans_no_fleet_are_refused(two_pools, small_catalogue, one_line_model):
    hhi = ShareCap(share=0.9, measure=CapMeasure.HHI)
    plan = replace(two_pools, basis=DependenceBasis.SPEND, mixing=MixingChoice(caps=(hhi,)))
    with pytest.raises(UserError, match="HHI of shares of spend cannot be limited"):
        explore(plan, catalogue=small_catalogue, model=one_line_model)
