"""No point of a frontier has figures that its own plan does not give, and what might be on it is counted."""

from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace

from planner.cluster import LinkKind
from planner.exploration import replanned_frontier, settled_fleets
from planner.exploration.explore import explore
from planner.exploration.replanning import adopted, with_nodes
from planner.mixing.inter_pool_links import link_terms
from planner.mixing.strategies.local_sgd import LOCAL_SGD
from planner.mixing.strategies.pipeline import PIPELINE
from planner.mixing.strategy import MixingChoice
from planner.plan import DependenceMeasure, Objective
from planner.planning import plan_results

SAME = 3e-6


@pytest.fixture
def few_are_planned(monkeypatch):
    """Let only two fleets of a frontier of arrays be planned, as where a frontier has a great many."""
    monkeypatch.setattr(settled_fleets, "_MOST_SETTLED", 0)
    monkeypatch.setattr(replanned_frontier, "_MOST_FIRST", 1)
    monkeypatch.setattr(replanned_frontier, "_MOST_REPLANNED", 2)


@pytest.mark.usefixtures("few_are_planned")
@pytest.mark.parametrize("objective", [Objective.COST, Objective.DAYS])
@pytest.mark.parametrize("strategy", [PIPELINE, LOCAL_SGD], ids=lambda one: one.key)
def test_no_point_shows_figures_or_shares_that_were_not_planned_promise(  # noqa: PLR0917 - fixtures
    small_plan, small_catalogue, make_group, in_stages, strategy, objective
):
    groups = (make_group("N1", 0, most=4), make_group("H1", 0, most=3), make_group("T1", 0, most=3))
    cluster = replace(small_plan.cluster, groups=groups, inter_pool_link=link_terms(LinkKind.DEVICE_DIRECT).link)
    mixing = MixingChoice(strategy=strategy.key)
    plan = replace(small_plan, cluster=cluster, mixing=mixing, objective=objective)
    found = explore(plan, catalogue=small_catalogue, model=in_stages)
    assert len(found.frontier) > 0
    for position, row in enumerate(found.frontier.tolist()):
        result = plan_results(adopted(plan, found, position), small_catalogue, model=in_stages)
        assert found.fleets.days[row] == pytest.approx(result.days, rel=1e-6)
        assert found.fleets.cost[row] == pytest.approx(result.cost.total.amount, rel=1e-6)
        assert found.fleets.largest[row] == pytest.approx(result.dependence.layers["supplier"].largest, abs=1e-6)
        assert found.points[position].shares == pytest.approx(result.mixing.shares)
    front = found.fleets.taken(found.frontier)
    of_arrays = found.fleets.taken(np.flatnonzero(~found.fleets.bound[: found.feasible]))
    values = of_arrays.objective(objective)
    for value, largest in zip(values, of_arrays.largest, strict=True):  # planned ones do not hide these for others
        no_more = front.largest <= largest + SAME
        assert np.min(front.objective(objective)[no_more], initial=np.inf) <= value * (1 + SAME)


@pytest.mark.parametrize("measure", [DependenceMeasure.LOSS, DependenceMeasure.LARGEST])
def test_all_that_might_be_on_a_frontier_that_is_not_exact_are_counted_promise(  # noqa: PLR0917 - fixtures
    small_plan, small_catalogue, make_group, one_line_model, monkeypatch, measure
):
    monkeypatch.setattr(settled_fleets, "_MOST_SETTLED", 0)
    groups = (
        make_group("N1", 0, most=4, step=2),
        make_group("H1", 0, most=8, step=4),
        make_group("T1", 0, most=4, step=2),
    )
    mixing = MixingChoice(strategy=LOCAL_SGD.key)
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups), mixing=mixing, measure=measure)
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    assert not found.guarantee.exact
    assert f"{found.guarantee.left} fleets were not planned by themselves" in found.guarantee.words
    front = found.fleets.taken(found.frontier)
    better = 0
    for nodes in product(range(0, 5, 2), range(0, 9, 4), range(0, 5, 2)):
        result = plan_results(with_nodes(plan, nodes), small_catalogue, model=one_line_model)
        if result.cost is None:
            continue
        own = (
            result.dependence.loss
            if measure is DependenceMeasure.LOSS
            else result.dependence.layers["supplier"].largest
        )
        no_more = front.dependence(measure) <= own + SAME
        better += np.min(front.unit_cost[no_more], initial=np.inf) > result.cost.unit_cost.amount * (1 + SAME)
    assert found.guarantee.left >= max(1, better)
