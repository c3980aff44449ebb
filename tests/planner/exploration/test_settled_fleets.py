"""Fleets whose own plans may differ from what arrays say are proved not to be on the frontier, planned, or counted."""

from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace

from planner.dependence import DependenceBasis
from planner.errors import NothingFitsError
from planner.examples import example_plan
from planner.exploration import envelope, settled_fleets
from planner.exploration import explore as explore_module
from planner.exploration.explore import explore
from planner.exploration.replanning import Asked, planned_fleets, with_nodes
from planner.exploration.settled_fleets import RULED_OUT
from planner.mixing.strategies.data_parallel import DATA_PARALLEL
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import Limits
from planner.planning import plan_results
from planner.planning.grounds import grounds_of

COUNTS = [range(0, 5, 4), range(0, 9, 4), range(0, 3, 2)]
SAME = 3e-6


@pytest.fixture
def three_groups(small_plan, make_group):
    """The small plan with three groups of which best shares and a cap divide the tokens in time."""

    def plan(days, division=Division.BEST, **mixing):
        groups = (
            make_group("N1", 0, most=4, step=4),
            make_group("H1", 0, most=8, step=4),
            make_group("T1", 0, most=2, step=2),
        )
        choice = MixingChoice(division=division, **mixing)
        cluster = replace(small_plan.cluster, groups=groups)
        return replace(small_plan, cluster=cluster, mixing=choice, limits=Limits(deadline_days=days))

    return plan


@pytest.mark.parametrize("cap", [0.7, 1.0])
@pytest.mark.parametrize("days", [None, 70.0, 110.0])
@pytest.mark.parametrize("most", [0, 200])
def test_an_exact_frontier_of_best_shares_is_beaten_by_no_fleet_planned_alone_promise(  # noqa: PLR0917 - fixtures
    three_groups, small_catalogue, one_line_model, monkeypatch, most, days, cap
):
    monkeypatch.setattr(envelope, "CAP_STEP", 0.25)
    monkeypatch.setattr(settled_fleets, "_MOST_SETTLED", most)
    plan = three_groups(days, caps=(ShareCap(share=cap),) if cap < 1.0 else ())
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    front = found.fleets.taken(found.frontier)
    assert found.candidates == found.feasible + sum(found.blocked.values())
    assert found.guarantee.exact == (found.guarantee.left == 0 and "Not exact" not in found.guarantee.words)
    for nodes in product(*COUNTS):
        result = plan_results(with_nodes(plan, nodes), small_catalogue, model=one_line_model)
        if result.cost is None or result.unmet or not found.guarantee.exact:
            continue
        no_more = front.largest <= result.dependence.layers["supplier"].largest + SAME
        assert np.min(front.unit_cost[no_more], initial=np.inf) <= result.cost.unit_cost.amount * (1 + SAME)


def test_the_frontier_of_the_mixed_ling_example_is_exact_without_any_of_its_other_fleets_planned_promise(monkeypatch):
    monkeypatch.setattr(settled_fleets, "_MOST_SETTLED", 0)
    plan = example_plan("ling-plus")
    most = {"A": (128, 256), "B": (0, 64), "C": (0, 128), "D": (0, 64), "E": (128, 256)}
    groups = tuple(
        replace(
            group,
            explore_min_nodes=most[group.key][0],
            explore_max_nodes=most[group.key][1],
            explore_step_nodes=most[group.key][1] - most[group.key][0],
        )
        for group in plan.cluster.groups
    )
    found = explore(replace(plan, cluster=replace(plan.cluster, groups=groups)))
    assert found.candidates == 32
    assert found.fleets.bound[: found.feasible].all()  # joined ways might change each fleet's own plan
    assert found.blocked[RULED_OUT] > 0  # which turns alone do not let in
    assert found.guarantee.exact, found.guarantee.words
    assert found.guarantee.left == 0
    assert "the frontier beats each of them" in found.guarantee.words


def test_a_fleet_with_a_pool_too_small_to_train_is_no_fleet_of_its_own_plan_either_promise(
    small_plan, small_catalogue, make_group, one_line_model
):
    def best(pool, run):
        if pool.accelerator.key == "N1" and pool.devices < 16:
            raise NothingFitsError("The model does not fit.")
        return one_line_model.best(pool, run)

    model = replace(one_line_model, best=best)
    groups = make_group("N1", 0, most=4, step=1), make_group("H1", 0, most=4, step=4)
    cluster = replace(small_plan.cluster, groups=groups)
    plan = replace(small_plan, cluster=cluster, mixing=MixingChoice(strategy=DATA_PARALLEL.key))
    found = explore(plan, catalogue=small_catalogue, model=model)
    drawn = {tuple(nodes) for nodes in found.fleets.nodes[: found.feasible].tolist()}
    asked = Asked(
        plan=plan,
        grounds=grounds_of(plan, small_catalogue, model),
        baseline=float("nan"),
        deadline_days=float("inf"),
        budget=float("inf"),
    )
    every = list(product(range(5), range(0, 5, 4)))
    own = planned_fleets(asked, [(nodes, None) for nodes in every])
    assert drawn == {nodes for nodes, one in zip(every, own, strict=True) if not isinstance(one, str)}
    assert RULED_OUT not in found.blocked


def test_figures_of_fleets_under_a_cap_on_spend_are_their_own_plans_or_marked_promise(
    small_plan, small_catalogue, make_group, one_line_model
):
    """Arrays limit the tokens of a supplier, its own plan the spend: here the cost differs by a sixth."""
    groups = make_group("N1", 0, most=4, step=4), make_group("H1", 0, most=4, step=4)
    mixing = MixingChoice(caps=(ShareCap(share=0.6),))
    cluster = replace(small_plan.cluster, groups=groups)
    plan = replace(small_plan, cluster=cluster, mixing=mixing, basis=DependenceBasis.SPEND)
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    assert found.feasible
    assert found.guarantee.exact
    for row, nodes in enumerate(found.fleets.nodes[: found.feasible].tolist()):
        result = plan_results(with_nodes(plan, nodes), small_catalogue, model=one_line_model)
        alike = found.fleets.cost[row] == pytest.approx(result.cost.total.amount, rel=1e-9)
        assert found.fleets.bound[row] or alike


def test_a_large_grid_says_that_nothing_rules_its_undecided_fleets_out_promise(
    three_groups, small_catalogue, one_line_model, monkeypatch
):
    monkeypatch.setattr(explore_module, "MOST_STOPPED", 1)
    monkeypatch.setattr(settled_fleets, "MOST_STOPPED", 1)
    found = explore(three_groups(None, caps=(ShareCap(share=0.7),)), catalogue=small_catalogue, model=one_line_model)
    assert found.guarantee.left > 0
    assert "none is ruled out by what it costs and takes at least" in found.guarantee.words
