"""The curve of one fleet is what planning it at every cap gives."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.exploration.explore import explore
from planner.exploration.fleet_curve import fleet_curve
from planner.exploration.replanning import with_nodes
from planner.plan import Limits
from planner.planning import plan_results

NODES = (4, 4, 4)


@pytest.fixture(scope="module")
def plan(small_plan, make_group):
    groups = [make_group("N1", 0, most=4, step=4), make_group("H1", 0, most=4, step=4), make_group("T1", 4)]
    expensive = replace(groups[2].offer, price=Money(amount=5.0, currency="CNY"))  # else N1 and T1 cost alike
    groups[2] = replace(groups[2], offer=expensive)
    return replace(small_plan, cluster=replace(small_plan.cluster, groups=tuple(groups)), limits=Limits())


@pytest.fixture(scope="module")
def explored(plan, small_catalogue, one_line_model):
    return explore(plan, catalogue=small_catalogue, model=one_line_model)


def test_at_every_cap_it_is_the_fleet_planned_at_that_cap(plan, explored, small_catalogue, one_line_model):
    curve = fleet_curve(explored.terms, NODES)
    assert curve.caps[[0, -1]] == pytest.approx([1.0, 1 / 3])
    for place in range(0, len(curve.caps), 4):
        result = plan_results(with_nodes(plan, NODES, curve.caps[place]), small_catalogue, model=one_line_model)
        assert curve.unit_cost[place] == pytest.approx(result.cost.unit_cost.amount, rel=1e-6)
        assert curve.days[place] == pytest.approx(result.days, rel=1e-6)
        assert curve.largest[place] == pytest.approx(result.dependence.layers["supplier"].largest, abs=1e-6)
        assert curve.hhi[place] == pytest.approx(result.dependence.layers["supplier"].hhi, abs=0.01)
        planned = {pool: share for pool, share in result.mixing.shares.items() if share > 0.0}
        assert curve.shares[place] == pytest.approx(planned, abs=1e-6)


def test_less_of_one_supplier_never_costs_less(explored):
    curve = fleet_curve(explored.terms, NODES)
    assert np.all(np.diff(curve.caps) < 0.0)
    assert np.all(np.diff(curve.unit_cost) >= 0.0)
    assert curve.saving == pytest.approx(1.0 - curve.unit_cost / explored.terms.baseline)


def test_caps_that_are_late_whatever_the_shares_are_left_out(plan, explored, small_catalogue, one_line_model):
    whole = fleet_curve(explored.terms, NODES)
    deadline = 0.9 * whole.days[-1]  # at the smallest cap every share is given
    late = replace(explored.terms, rules=replace(explored.terms.rules, deadline_s=deadline * 86_400))
    curve = fleet_curve(late, NODES)
    assert 0 < len(curve.caps) < len(whole.caps)
    assert np.all(curve.days <= deadline * (1 + 1e-9))
    at_least = with_nodes(replace(plan, limits=Limits(deadline_days=deadline)), NODES, whole.caps[-1])
    assert plan_results(at_least, small_catalogue, model=one_line_model).mixing is None


def test_of_one_supplier_there_is_one_point_and_of_an_unknown_size_none(explored):
    assert fleet_curve(explored.terms, (0, 0, 4)).caps.tolist() == [1.0]
    assert fleet_curve(explored.terms, (3, 0, 4)) is None


def test_where_windows_cut_the_run_there_are_no_curves(plan, small_catalogue, one_line_model):
    first, other, _ = plan.cluster.groups
    windowed = replace(first, nodes=4, explore_max_nodes=0, terms=replace(first.terms, from_day=10.0))
    kept = replace(other, nodes=4, explore_max_nodes=0)
    cut = replace(plan, cluster=replace(plan.cluster, groups=(windowed, kept)))
    assert explore(cut, catalogue=small_catalogue, model=one_line_model).terms is None
