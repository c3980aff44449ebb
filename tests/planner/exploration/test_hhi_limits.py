"""Fleets under a limit on the suppliers' HHI: drawn as they are planned, and a frontier of fleets and shares."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.causes import CapOutOfReach
from planner.dependence import DependenceBasis
from planner.errors import UserError
from planner.exploration.explore import explore
from planner.exploration.frontier import frontier_mask
from planner.exploration.replanning import adopted, with_nodes
from planner.mixing.strategies import IN_TURN
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.mixing.timetables.timetable_checks import HHI_TOLERANCE_POINTS
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import DependenceMeasure, Limits
from planner.planning import plan_results

AT_5500 = ShareCap(share=0.55, measure=CapMeasure.HHI)


@pytest.fixture
def plan(small_plan, make_group):
    groups = (make_group("N1", 0, most=8, step=4), make_group("H1", 0, most=8, step=4), make_group("T1", 4))
    mixing = MixingChoice(strategy=IN_TURN, division=Division.BEST, caps=(AT_5500,), migration_restart_s=0.0)
    return replace(small_plan, cluster=replace(small_plan.cluster, groups=groups), mixing=mixing)


@pytest.mark.parametrize("deadline", [pytest.param(None, marks=pytest.mark.slow), 500.0])
def test_a_fleet_at_a_limit_is_drawn_as_it_is_planned(plan, small_catalogue, one_line_model, deadline):
    limited = replace(plan, limits=Limits(deadline_days=deadline))
    fleets = explore(limited, catalogue=small_catalogue, model=one_line_model)
    assert fleets.feasible > 1
    for row in range(fleets.feasible):
        nodes = fleets.fleets.nodes[row].tolist()
        result = plan_results(with_nodes(limited, nodes), small_catalogue, model=one_line_model)
        supplier = result.dependence.layers["supplier"]
        assert supplier.hhi <= 5_501.0
        assert fleets.fleets.hhi[row] <= 5_500.0 + HHI_TOLERANCE_POINTS  # as plans keep it
        # the planner's tangents stop within a point beyond the limit
        assert fleets.fleets.cost[row] == pytest.approx(result.cost.total.amount, rel=1e-3)


def test_exploring_the_hhi_has_a_frontier_of_shares_too(plan, small_catalogue, one_line_model):
    asked = replace(plan, measure=DependenceMeasure.HHI, mixing=replace(plan.mixing, caps=()))
    found = explore(asked, catalogue=small_catalogue, model=one_line_model)
    caps = [point.cap for point in found.points if point.cap is not None]
    assert len(caps) > 3
    hhi = found.fleets.hhi[found.frontier]
    assert hhi.min() < 4_000.0 < hhi.max() == 10_000.0
    assert np.all(frontier_mask(found.fleets.unit_cost[found.frontier], hhi))
    position = next(i for i, point in enumerate(found.points) if point.cap not in {None, 1.0})
    again = plan_results(adopted(asked, found, position), small_catalogue, model=one_line_model)
    row = found.frontier[position]
    assert again.cost.total.amount == pytest.approx(found.fleets.cost[row], rel=1e-9)
    assert again.dependence.layers["supplier"].hhi == pytest.approx(found.fleets.hhi[row])


def test_both_limits_at_once_are_refused_in_words(plan, small_catalogue, one_line_model):
    both = replace(plan, mixing=replace(plan.mixing, caps=(AT_5500, ShareCap(share=0.6))))
    with pytest.raises(UserError, match="not both"):
        explore(both, catalogue=small_catalogue, model=one_line_model)


def test_an_hhi_of_spend_is_not_limited_and_one_out_of_reach_says_the_smallest(plan, small_catalogue, one_line_model):
    here = with_nodes(plan, (4, 4, 0))
    by_spend = plan_results(replace(here, basis=DependenceBasis.SPEND), small_catalogue, model=one_line_model)
    assert any("HHI of shares of spend" in one.reason for one in by_spend.blocked)
    strict = replace(here, mixing=replace(here.mixing, caps=(replace(AT_5500, share=0.4),)))
    answer = plan_results(strict, small_catalogue, model=one_line_model)
    (block,) = [one for one in answer.blocked if isinstance(one.cause, CapOutOfReach)]
    assert (block.cause.measure, block.cause.cap) == ("hhi", 4_000.0)
    assert block.cause.smallest_cap == pytest.approx(5_000.0, abs=2.0)
    assert "supplier HHI at 4,000 points" in block.reason
