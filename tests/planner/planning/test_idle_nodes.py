"""Nodes of a joined way that the user fixed stay idle where that is faster, and a way that cannot run is said."""

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.cluster import Cluster, GroupTerms, LinkKind
from planner.mixing.inter_pool_links import link_terms
from planner.mixing.strategies import AUTO
from planner.mixing.strategies.data_parallel import DATA_PARALLEL
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import Objective
from planner.planning import plan_results
from planner.planning.capped_parts import beyond_caps
from planner.planning.fleet import fleet_of
from planner.planning.grounds import grounds_of
from planner.planning.idle_nodes import on_best_nodes
from planner.planning.setting import setting_of
from planner.planning.working_pools import working_pools

relaxed = settings.get_profile("plans")
PARTS = ((0.5, 0.5), (0.58, 0.42))  # of the work of two pools, on all nodes and on fewer


@pytest.fixture
def coarse(one_line_model):
    def best(pool, run):
        """Every third node count is a little faster alone, in micro-batches too coarse to share a batch in."""
        found = one_line_model.best(pool, run)
        third = pool.nodes % 3 == 0
        layout = replace(found.layout, micro_batch=64 if third else 1)
        return replace(found, layout=layout, tokens_per_s=found.tokens_per_s * (1.05 if third else 1.0))

    return replace(one_line_model, best=best)


@pytest.fixture
def plan_of(small_plan, make_group):
    def plan(nodes, strategy="data-parallel", **changes):
        groups = tuple(make_group(key, count) for key, count in zip(("N1", "H1", "T1"), nodes, strict=False))
        mixing = MixingChoice(strategy=strategy)
        return replace(small_plan, cluster=Cluster(groups=groups), mixing=mixing, **changes)

    return plan


@pytest.fixture
def grounds_at(small_catalogue, one_line_model):
    return lambda plan: grounds_of(plan, small_catalogue, one_line_model)


@relaxed
@given(nodes=st.tuples(st.integers(2, 12), st.integers(2, 12)), fewer=st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_a_fixed_way_is_as_fast_as_on_any_fewer_nodes(plan_of, small_catalogue, coarse, nodes, fewer):
    def days(count):
        plan = plan_of(count)
        return fleet_of(plan, grounds_of(plan, small_catalogue, coarse)).days

    some = tuple(max(2, count - less) for count, less in zip(nodes, fewer, strict=True))
    assert days(nodes) <= days(some) * (1 + 1e-9)


@relaxed
@given(
    nodes=st.tuples(st.integers(2, 9), st.integers(2, 9), st.integers(0, 3)),
    grown=st.integers(0, 2),
    objective=st.sampled_from(Objective),
)
@example(nodes=(8, 8, 0), grown=0, objective=Objective.DAYS)
def test_under_auto_one_node_more_is_never_slower_than_pools_that_work_together(  # noqa: PLR0917 - fixtures and what is drawn
    plan_of, small_catalogue, coarse, nodes, grown, objective
):
    def planned(counts):
        plan = plan_of(counts, AUTO, objective=objective)
        return fleet_of(plan, grounds_of(plan, small_catalogue, coarse))

    before, after = planned(nodes), planned([count + (number == grown) for number, count in enumerate(nodes)])
    if before.strategy == "data-parallel" and (objective is Objective.DAYS or after.strategy == before.strategy):
        assert after.days <= before.days * (1 + 1e-9)


def test_nodes_that_only_coarsen_the_micro_batches_stay_idle_and_that_is_said(plan_of, small_catalogue, coarse):
    few, more = (plan_results(plan_of(nodes), small_catalogue, model=coarse) for nodes in ((8, 8), (9, 8)))
    assert more.days == pytest.approx(few.days)
    assert [(pool.idle.nodes, pool.idle.used_nodes) for pool in more.pools if pool.idle] == [(9, 8)]
    assert more.cost.total.amount > few.cost.total.amount  # they are paid
    assert "idle-nodes" in {one.code for one in more.remarks}


@pytest.mark.parametrize("strategy", ["data-parallel", "local-sgd"])
def test_a_fixed_way_that_one_pool_is_too_small_for_is_said_and_its_days_are_of_the_other_pool(
    plan_of, small_catalogue, one_line_model, strategy
):
    alone, joined = (
        plan_results(plan_of(nodes, strategy), small_catalogue, model=one_line_model) for nodes in ((8, 1), (8, 4))
    )
    assert alone.mixing.strategy == "in-turn"
    said = next(one for one in alone.mixing.remarks if one.code == "fixed-way-cannot-run")
    assert said.data["shown"] == ["N1"]
    assert alone.mixing.why.startswith(said.words)
    assert joined.mixing.strategy == strategy
    assert "fixed-way-cannot-run" not in {one.code for one in joined.remarks}


@relaxed
@given(
    nodes=st.tuples(st.integers(2, 6), st.integers(2, 6)),
    micro=st.lists(st.sampled_from([1, 8, 64]), min_size=6, max_size=6),
    exchanged=st.floats(0.01, 3.0),
    to_beat=st.floats(0.0, 1.1),
)
def test_no_numbers_of_nodes_deliver_more_than_those_found_however_much_the_exchange_takes(  # noqa: PLR0917 - fixtures and what is drawn
    plan_of, small_catalogue, one_line_model, nodes, micro, exchanged, to_beat
):
    def best(pool, run):
        found = one_line_model.best(pool, run)
        return replace(found, layout=replace(found.layout, micro_batch=micro[pool.nodes - 1]))

    model = replace(one_line_model, best=best)

    def setting(counts):
        plan = plan_of(counts, AUTO)
        return setting_of(plan, grounds_of(plan, small_catalogue, model))

    whole = setting(nodes)
    plan, members = whole.plan, whole.members[0]
    sizes = [setting((count, count)).members[0] for count in range(2, max(nodes) + 1)]
    rate_alone = sum(member.delivered_tokens_per_s for member in members)
    bytes_per_s = whole.run.links.default.bytes_per_s
    # the exchange of a step takes so many times what the pools take to work it
    parameters = exchanged * plan.training.tokens_per_step / rate_alone * bytes_per_s / 2
    run = replace(whole.run, parameters=parameters)

    def rate(some):
        return float(DATA_PARALLEL.rate(working_pools(some, plan, model), run))

    smaller = product(*([one[axis] for one in sizes[: count - 1]] for axis, count in enumerate(nodes)))
    every = [rate(some) for some in smaller]
    floor = to_beat * max(every)
    found = rate(on_best_nodes(DATA_PARALLEL, members, plan, run, model, to_beat=floor))
    assert found == pytest.approx(max(every), rel=1e-12) or max(every) <= floor


def test_what_many_nodes_may_deliver_is_asked_of_many_numbers_at_once_promise(plan_of, grounds_at, one_line_model):
    """Each question goes over the links between all pools: asked one by one, twelve pools took most of a minute."""
    plan = plan_of((200, 200, 200), AUTO)
    setting, asked = setting_of(plan, grounds_at(plan)), []

    def most(pools, run):
        asked.append(len(pools))
        return DATA_PARALLEL.most(pools, run)

    strategy, members = replace(DATA_PARALLEL, most=most), setting.members[0]
    on_best_nodes(strategy, members, setting.plan, setting.run, one_line_model)
    assert 0 < len(asked) <= 16 * len(members)


@relaxed
@given(nodes=st.tuples(*[st.integers(2, 40)] * 3), aim=st.sampled_from([Objective.DAYS, Objective.COST]))
@example(nodes=(2, 16, 32), aim=Objective.DAYS)
def test_best_shares_leave_nodes_of_joined_ways_idle_and_are_no_worse_than_autos_answer_promise(
    plan_of, small_catalogue, one_line_model, nodes, aim
):
    def planned(division):
        plan = plan_of(nodes, AUTO, objective=aim)
        plan = replace(plan, mixing=replace(plan.mixing, division=division))
        return plan_results(plan, small_catalogue, model=one_line_model)

    best, auto = planned(Division.BEST), planned(Division.AUTO)
    if aim is Objective.DAYS:
        assert best.days <= auto.days * (1 + 1e-6)
    else:
        assert best.cost.total.amount <= auto.cost.total.amount * (1 + 1e-6)


@pytest.mark.parametrize("from_day", [0.0, 10.0])
def test_what_is_taken_before_all_is_weighed_ends_as_what_is_planned_at_once_promise(
    small_plan, small_catalogue, coarse, make_group, from_day
):
    first = make_group("N1", 8, key="x", site="x", terms=GroupTerms(from_day=from_day))
    fabric = link_terms(LinkKind.DEVICE_DIRECT).link
    cluster = Cluster(groups=(first, make_group("N1", 9, key="y", site="y")), inter_pool_link=fabric)
    mixing = MixingChoice(division=Division.BEST)
    plan = replace(small_plan, cluster=cluster, mixing=mixing, objective=Objective.DAYS)
    at_once, after = (plan_results(plan, small_catalogue, model=coarse, **more) for more in ({}, {"on_figures": str}))
    assert at_once.mixing.strategy == "data-parallel"  # of 9 nodes one stays idle: micro-batches of 9 are too coarse
    assert (after.days, after.mixing.refusals) == (pytest.approx(at_once.days), at_once.mixing.refusals)


def test_without_a_supplier_what_is_left_is_as_soon_done_as_auto_plans_it_promise(
    small_plan, small_catalogue, one_line_model, make_group
):
    sites = tuple(make_group("N1", nodes, key=site, site=site) for nodes, site in ((33, "x"), (39, "y")))
    fabric = link_terms(LinkKind.DEVICE_DIRECT).link

    def planned(*groups):
        cluster = Cluster(groups=groups, inter_pool_link=fabric)
        plan = replace(small_plan, cluster=cluster, objective=Objective.DAYS)
        return plan_results(plan, small_catalogue, model=one_line_model)

    whole, left = planned(*sites, make_group("H1", 34)), planned(*sites)
    assert any("stay idle" in words for words in left.warnings)
    assert whole.dependence.layers["supplier"].days_without["Huawei"] <= left.days * (1 + 1e-9)


@pytest.mark.parametrize(("share", "beyond"), [(0.55, True), (0.6, False)])
def test_no_nodes_stay_idle_at_best_shares_where_a_cap_forbids_what_is_left_promise(plan_of, grounds_at, share, beyond):
    plan = plan_of((8, 16), AUTO)
    plan = replace(plan, mixing=MixingChoice(division=Division.BEST, caps=(ShareCap(share=share),)))
    (members,) = setting_of(plan, grounds_at(plan)).members
    before, after = ({one.planned.place: part for one, part in zip(members, parts, strict=True)} for parts in PARTS)
    assert beyond_caps(plan, members, before, after) is beyond
    assert not beyond_caps(plan, members, after, before)
    assert not beyond_caps(replace(plan, mixing=MixingChoice()), members, before, after)
