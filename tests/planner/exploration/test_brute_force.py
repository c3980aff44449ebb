"""The frontier of random small plans is what planning every fleet alone finds; pools may be stages of a pipeline."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.cluster import LinkKind
from planner.errors import NothingFitsError, UserError
from planner.examples import example_plan
from planner.exploration import envelope, fleets_near_caps, settled_fleets
from planner.exploration import search as search_module
from planner.exploration.envelope import cap_grid
from planner.exploration.evaluation import UNDECIDED
from planner.exploration.exploration import FleetColumns
from planner.exploration.explore import explore
from planner.exploration.replanning import planned_fleet, with_nodes
from planner.mixing.inter_pool_links import link_terms
from planner.mixing.strategies import AUTO, IN_TURN
from planner.mixing.strategies.disaggregation import DISAGGREGATION
from planner.mixing.strategies.pipeline import PIPELINE
from planner.mixing.strategy import Division, MixingChoice
from planner.plan import Limits
from planner.planning import plan_results
from planner.planning.grounds import grounds_of
from planner.workload.training_run import AveragedRun

relaxed = settings.get_profile("fleets")


def planned_one_by_one(plan, catalogue, model, counts, caps=(None,)):
    """Every fleet with devices as (nodes, cost per trillion tokens, largest share), as planning it alone gives."""
    found = []
    for nodes, cap in product(product(*counts), caps):
        try:
            result = plan_results(with_nodes(plan, nodes, cap), catalogue, model=model)
        except UserError:  # too few suppliers for the cap
            continue
        whole = result.cost is not None and not result.left_out
        if whole and (plan.limits.deadline_days is None or result.days <= plan.limits.deadline_days * (1 + 1e-9)):
            cost = result.cost.unit_cost.amount
            found.append((nodes, cost, result.dependence.layers["supplier"].largest, result))
    return found


def beats(one, other):
    """No worse on both axes and better on one, rounding apart."""
    no_worse = one[1] <= other[1] * (1 + 1e-6) and one[2] <= other[2] + 1e-6
    return no_worse and (one[1] < other[1] * (1 - 1e-6) or one[2] < other[2] - 1e-6)


@relaxed
@example(prices=[2.0, 1.0, 1.0], most=[1, 1, 1], deadline=None, restart_days=0.0)  # two cost the same
@given(
    prices=st.lists(st.floats(1.0, 50.0), min_size=3, max_size=3),
    most=st.lists(st.integers(1, 2), min_size=3, max_size=3),
    deadline=st.one_of(st.none(), st.floats(50.0, 500.0)),
    restart_days=st.sampled_from([0.0, 0.25, 5.0]),
)
def test_the_frontier_is_that_of_every_fleet_planned_alone(  # noqa: PLR0917 - fixtures and what is drawn
    small_plan, small_catalogue, one_line_model, make_group, prices, most, deadline, restart_days
):
    groups = []
    for key, price, upto in zip(("N1", "H1", "T1"), prices, most, strict=True):
        group = make_group(key, 0, most=2 * upto, step=2)
        groups.append(replace(group, offer=replace(group.offer, price=Money(amount=price, currency="CNY"))))
    plan = replace(
        small_plan,
        mixing=replace(small_plan.mixing, migration_restart_s=restart_days * 86_400.0),
        cluster=replace(small_plan.cluster, groups=tuple(groups)),
        limits=replace(small_plan.limits, deadline_days=deadline),
    )
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    counts = [range(0, 2 * m + 1, 2) for m in most]
    every = planned_one_by_one(plan, small_catalogue, one_line_model, counts)
    assert [tuple(nodes) for nodes in found.fleets.nodes[: found.feasible].tolist()] == [one[0] for one in every]
    for row, one in enumerate(every):
        assert found.fleets.unit_cost[row] == pytest.approx(one[1])
        assert found.fleets.largest[row] == pytest.approx(one[2])
    front = [
        (tuple(found.fleets.nodes[row].tolist()), found.fleets.unit_cost[row], found.fleets.largest[row])
        for row in found.frontier
    ]
    every += planned_one_by_one(plan, small_catalogue, one_line_model, counts, cap_grid(3)[::7])
    assert not any(beats(other, one) for one in front for other in every)
    for one in every:
        assert any(other[1] <= one[1] * (1 + 1e-6) and other[2] <= one[2] + 1e-6 for other in front)


@pytest.mark.parametrize("strategy", [pytest.param(AUTO, marks=pytest.mark.slow), PIPELINE.key])
def test_pools_too_small_to_train_alone_are_explored_as_they_are_planned(
    small_plan, small_catalogue, make_group, in_stages, strategy
):
    groups = (make_group("N1", 0, most=2), make_group("H1", 0, most=3), make_group("T1", 0, most=1))
    link = link_terms(LinkKind.DEVICE_DIRECT).link
    cluster = replace(small_plan.cluster, groups=groups, inter_pool_link=link)
    plan = replace(small_plan, cluster=cluster, mixing=MixingChoice(strategy=strategy))
    found = explore(plan, catalogue=small_catalogue, model=in_stages)
    every = planned_one_by_one(plan, small_catalogue, in_stages, [range(3), range(4), range(2)])
    assert [one[0] for one in every] == [tuple(nodes) for nodes in found.fleets.nodes[: found.feasible].tolist()]
    assert any(one[3].mixing.strategy == PIPELINE.key for one in every)
    for row, one in enumerate(every):
        assert found.fleets.unit_cost[row] == pytest.approx(one[1], rel=None if found.fleets.bound[row] else 1e-9)
        whole = 2 / 8 if found.fleets.bound[row] else 1e-9  # of eight layers, which are not divided
        assert found.fleets.largest[row] == pytest.approx(one[2], abs=whole)
        supplier = one[3].dependence.layers["supplier"]
        assert found.fleets.retention[row] == pytest.approx(supplier.retention)
    pipelines = [point for point in found.points if point.way == PIPELINE.key]
    assert all(point.certificate == "replanned" for point in pipelines)  # they may gain by interleaving
    held = {one[0]: one[3].mixing.shares for one in every}
    for row, point in zip(found.frontier.tolist(), found.points, strict=True):
        if point.way == PIPELINE.key:
            assert point.shares == held[tuple(found.fleets.nodes[row].tolist())]
    assert found.candidates == found.feasible + sum(found.blocked.values())
    assert any("no layout fits so few devices" in reason for reason in found.blocked)


def test_sites_of_one_accelerator_are_explored_as_planned_no_faster_than_at_one_site(
    small_plan, small_catalogue, make_group, one_line_model
):
    sites = tuple(make_group("N1", 0, most=4, step=2, key=site, site=site) for site in ("one", "two"))
    link = replace(link_terms(LinkKind.DEVICE_DIRECT).link, bytes_per_s=1e15, latency_s=0.0)
    cluster = replace(small_plan.cluster, groups=(*sites, make_group("H1", 0, most=4, step=4)), inter_pool_link=link)
    plan = replace(small_plan, cluster=cluster)
    faster = replace(one_line_model, best=_faster_at_few_nodes(one_line_model))
    found = explore(plan, catalogue=small_catalogue, model=faster)
    counts = [range(0, 5, 2), range(0, 5, 2), (0, 4)]
    every = planned_one_by_one(plan, small_catalogue, faster, counts)
    drawn = {tuple(one.tolist()): row for row, one in enumerate(found.fleets.nodes[: found.feasible])}
    assert len(every) == found.feasible
    for nodes, _, _, result in every:
        row = drawn[nodes]
        assert not found.fleets.bound[row] or np.count_nonzero(nodes) > 1  # over such a link nodes may stay idle
        assert found.fleets.days[row] == pytest.approx(result.days, rel=1e-9)
        assert found.fleets.cost[row] == pytest.approx(result.cost.total.amount, rel=1e-9)


def _faster_at_few_nodes(model):
    def best(pool, run):
        found = model.best(pool, run)
        return replace(found, tokens_per_s=found.tokens_per_s * (1.0 if pool.nodes > 2 else 1.2))

    return best


@pytest.mark.slow
@pytest.mark.parametrize("name", ["deepseek-v3-h100-mi300x", "mixtral-8x22b-b200-mi325x"])
def test_interleaving_puts_no_fleet_on_the_frontier_that_is_not_on_it_without(name):
    """Fleets are drawn without chunks, and only those of the frontier planned anew: the others gain too little."""
    plan = example_plan(name)
    groups = tuple(
        replace(group, explore_min_nodes=8, explore_max_nodes=24, explore_step_nodes=8) for group in plan.cluster.groups
    )
    link = replace(link_terms(LinkKind.DEVICE_DIRECT).link, bytes_per_s=1e13)  # crossed often at little cost
    cluster = replace(plan.cluster, groups=groups, inter_pool_link=link)
    mixing = MixingChoice(strategy=PIPELINE.key)
    plan = replace(plan, cluster=cluster, mixing=mixing, limits=Limits(), baseline=None)
    found = explore(plan)
    front = found.fleets.taken(found.frontier)
    grounds = grounds_of(plan)
    planned = [planned_fleet(plan, grounds, float("nan"), nodes, None) for nodes in product(range(8, 25, 8), repeat=2)]
    pipelines = [one for one in planned if one is not None and one.point.way == PIPELINE.key]
    assert pipelines
    for one in pipelines:
        no_more = front.largest <= one.columns.largest[0] + 1e-6
        assert front.unit_cost[no_more].min() <= one.columns.unit_cost[0] * (1 + 1e-3)


@pytest.mark.parametrize("rows", [pytest.param(40, marks=pytest.mark.slow), 400])
def test_blocks_and_shared_fleets_without_a_supplier_change_nothing(  # noqa: PLR0917 - fixtures
    small_plan, small_catalogue, make_group, in_stages, monkeypatch, rows
):
    groups = (make_group("N1", 0, most=3), make_group("H1", 0, most=4), make_group("T1", 0, most=3))
    link = link_terms(LinkKind.DEVICE_DIRECT).link
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups, inter_pool_link=link))
    monkeypatch.setattr(search_module, "_WORTH_SHARING", 1)  # no supplier's pools are shared
    whole = explore(plan, catalogue=small_catalogue, model=in_stages)
    monkeypatch.undo()
    monkeypatch.setattr(search_module, "POOL_ROWS_PER_BLOCK", rows)
    with ThreadPoolExecutor(2) as threads:
        parts = explore(plan, catalogue=small_catalogue, model=in_stages, executor=threads)
    for name in FleetColumns.__struct_fields__:
        assert np.array_equal(getattr(whole.fleets, name), getattr(parts.fleets, name))
    assert (whole.frontier.tolist(), whole.blocked) == (parts.frontier.tolist(), parts.blocked)


def test_a_fixed_strategy_that_is_refused_is_a_counted_reason(small_plan, small_catalogue, one_line_model):
    plan = replace(small_plan, mixing=MixingChoice(strategy=DISAGGREGATION.key))
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    refused = [reason for reason in found.blocked if reason.startswith(f"{DISAGGREGATION.key} is refused: ")]
    assert len(refused) == 1
    assert found.candidates == found.feasible + sum(found.blocked.values())
    assert np.all((found.fleets.nodes > 0).sum(axis=1) == 1)  # one pool alone mixes nothing


@pytest.mark.parametrize("most_planned", [36, 0])  # of two pools nine
@pytest.mark.parametrize(("strategy", "most"), [(AUTO, 2), (DISAGGREGATION.key, 4)])
def test_fleets_that_only_their_own_best_shares_train_are_found_or_counted(  # noqa: PLR0917 - fixtures
    small_plan, small_catalogue, in_stages, make_group, monkeypatch, strategy, most, most_planned
):
    monkeypatch.setattr(fleets_near_caps, "_MOST_UNDECIDED", most_planned)
    monkeypatch.setattr(settled_fleets, "MOST_STOPPED", 0)  # none is ruled out
    monkeypatch.setattr(envelope, "CAP_STEP", 0.25)
    groups = make_group("N1", 0, most=most, step=most // 2), make_group("H1", 0, most=most, step=most // 2)
    link = link_terms(LinkKind.DEVICE_DIRECT).link
    mixing = MixingChoice(strategy=strategy, division=Division.BEST)
    plan = replace(small_plan, cluster=replace(small_plan.cluster, groups=groups, inter_pool_link=link), mixing=mixing)
    found = explore(plan, catalogue=small_catalogue, model=in_stages)
    drawn = {tuple(one.tolist()): row for row, one in enumerate(found.fleets.nodes[: found.feasible])}
    every = {
        nodes: plan_results(with_nodes(plan, nodes), small_catalogue, model=in_stages)
        for nodes in product(range(0, most + 1, most // 2), repeat=2)
    }
    # a pool too small that no pipeline takes in leaves its fleet out
    small = {nodes for nodes, result in every.items() if 1 in nodes and result.left_out}
    whole = {nodes for nodes, result in every.items() if result.days is not None} - small
    assert found.candidates == found.feasible + sum(found.blocked.values()) == 9
    if not most_planned:
        left = found.blocked[UNDECIDED]
        assert left >= len(whole - drawn.keys()) > 0
        assert (found.guarantee.exact, found.guarantee.left) == (False, left)
        assert found.guarantee.words.startswith("Not exact")
        assert f"Of {left} fleets only their own plans tell" in found.guarantee.words
        return
    assert found.guarantee.exact
    assert drawn.keys() == whole
    for nodes, row in drawn.items():
        assert found.fleets.cost[row] == pytest.approx(every[nodes].cost.total.amount, rel=1e-9)
        assert found.fleets.days[row] == pytest.approx(every[nodes].days, rel=1e-9)


@pytest.mark.parametrize("strategy", [AUTO, IN_TURN])
def test_of_best_shares_only_fleets_whose_own_plan_may_differ_are_bounds(  # noqa: PLR0917 - fixtures
    small_plan, small_catalogue, make_group, one_line_model, monkeypatch, strategy
):
    monkeypatch.setattr(settled_fleets, "MOST_STOPPED", 0)  # none is planned by itself
    groups = make_group("N1", 0, most=4, step=2), make_group("H1", 0, most=8, step=4)
    plan = replace(
        small_plan,
        cluster=replace(small_plan.cluster, groups=groups),
        mixing=MixingChoice(strategy=strategy, division=Division.BEST),
    )
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    drawn = {tuple(one.tolist()): row for row, one in enumerate(found.fleets.nodes[: found.feasible])}
    every = planned_one_by_one(plan, small_catalogue, one_line_model, [range(0, 5, 2), range(0, 9, 4)])
    for nodes, _, _, result in every:
        row = drawn[nodes]
        assert found.fleets.bound[row] == (strategy == AUTO and all(nodes))  # there joined ways are weighed
        if not found.fleets.bound[row]:
            assert found.fleets.days[row] == pytest.approx(result.days, rel=1e-9)
            assert found.fleets.cost[row] == pytest.approx(result.cost.total.amount, rel=1e-9)


def test_where_no_joined_way_can_pay_best_shares_of_several_pools_are_the_plans_own(
    small_plan, small_catalogue, make_group, one_line_model
):
    groups = make_group("N1", 0, most=4, step=2), make_group("H1", 0, most=8, step=4)
    thin = replace(small_plan.cluster.inter_pool_link, bytes_per_s=1e6)
    plan = replace(
        small_plan,
        cluster=replace(small_plan.cluster, groups=groups, inter_pool_link=thin),
        mixing=MixingChoice(division=Division.BEST),
    )
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    drawn = {tuple(one.tolist()): row for row, one in enumerate(found.fleets.nodes[: found.feasible])}
    for nodes, _, _, result in planned_one_by_one(
        plan, small_catalogue, one_line_model, [range(0, 5, 2), range(0, 9, 4)]
    ):
        row = drawn[nodes]
        assert not found.fleets.bound[row]
        assert found.fleets.days[row] == pytest.approx(result.days, rel=1e-9)
        assert found.fleets.cost[row] == pytest.approx(result.cost.total.amount, rel=1e-9)


def test_fleets_of_copies_are_explored_as_they_are_planned_where_rates_lie_on_lines(
    small_plan, small_catalogue, make_group, one_line_model
):
    groups = tuple(make_group(key, 0, most=most, step=2) for key, most in (("N1", 8), ("H1", 8), ("T1", 4)))
    plan = replace(
        small_plan, cluster=replace(small_plan.cluster, groups=groups), mixing=MixingChoice(strategy="local-sgd")
    )
    found = explore(plan, catalogue=small_catalogue, model=one_line_model)
    drawn = {tuple(one.tolist()): row for row, one in enumerate(found.fleets.nodes[: found.feasible])}
    sizes = [range(0, 9, 8), range(0, 9, 4), range(0, 5, 4)]
    for nodes, _, _, result in planned_one_by_one(plan, small_catalogue, one_line_model, sizes):
        row = drawn[nodes]
        assert found.fleets.days[row] == pytest.approx(result.days, rel=1e-9)
        assert found.fleets.cost[row] == pytest.approx(result.cost.total.amount, rel=1e-9)
        assert found.fleets.bound[row] == (np.count_nonzero(nodes) > 1)  # one pool is what its plan says


def test_where_copies_lack_room_a_fleet_is_explored_as_its_fastest_pool_alone_as_it_is_planned(
    small_plan, small_catalogue, make_group, one_line_model
):
    def tight(pool, run):
        if isinstance(run, AveragedRun) and pool.accelerator.key == "H1":
            raise NothingFitsError("The outer state leaves no room.")
        return one_line_model.best(pool, run)

    model = replace(one_line_model, best=tight)
    groups = make_group("N1", 0, most=8, step=4), make_group("H1", 0, most=8, step=4)
    cluster = replace(small_plan.cluster, groups=groups)
    plan = replace(small_plan, cluster=cluster, mixing=MixingChoice(strategy="local-sgd"))
    found = explore(plan, catalogue=small_catalogue, model=model)
    drawn = {tuple(one.tolist()): row for row, one in enumerate(found.fleets.nodes[: found.feasible])}
    assert drawn.keys() == set(product(range(0, 9, 4), repeat=2)) - {(0, 0)}
    for nodes, row in drawn.items():
        result = plan_results(with_nodes(plan, nodes), small_catalogue, model=model)
        assert found.fleets.cost[row] == pytest.approx(result.cost.total.amount, rel=1e-9)
        assert found.fleets.days[row] == pytest.approx(result.days, rel=1e-9)
