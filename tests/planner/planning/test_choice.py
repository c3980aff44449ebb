"""Which timetable a plan takes: what auto weighs, what it never takes by itself, and what it says when it is late."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.causes import NoExperts, SeveralStacks
from planner.cluster import Cluster, GroupTerms, LinkKind, Tenure, Waiting
from planner.examples import example_plan
from planner.mixing.inter_pool_links import link_terms
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import Limits, Objective
from planner.planning import plan_results, weighing

relaxed = settings.get_profile("plans")
FABRIC = link_terms(LinkKind.DEVICE_DIRECT).link
IN_TURN, JOINED, APART = (MixingChoice(strategy=key) for key in ("in-turn", "data-parallel", "local-sgd"))


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    """Plans of N1 and H1 on one software stack and one fabric, so that one job over both is fast."""
    entries = {key: replace(one, software_stack="CUDA") for key, one in small_catalogue.accelerators.items()}
    catalogue = replace(small_catalogue, accelerators=entries)

    def plan(**changes):
        cluster = changes.pop("cluster", small_plan.cluster)
        changes["cluster"] = replace(cluster, inter_pool_link=FABRIC)
        return plan_results(replace(small_plan, **changes), catalogue, model=one_line_model)

    return plan


def codes(result):
    return {remark.code for remark in result.remarks}


def test_of_what_meets_the_deadline_auto_takes_the_cheapest(planned):
    turns, joined = planned(mixing=IN_TURN), planned(mixing=JOINED)
    assert turns.cost.total.amount < joined.cost.total.amount
    assert joined.days < turns.days
    assert planned().mixing.strategy == "in-turn"
    tight = planned(limits=Limits(deadline_days=(turns.days + joined.days) / 2))
    assert tight.mixing.strategy == "data-parallel"
    assert tight.days == pytest.approx(joined.days)
    assert "late-for-deadline" not in codes(tight)


def test_where_none_meets_the_deadline_auto_takes_the_fastest_and_says_so(planned):
    joined = planned(mixing=JOINED)
    late = planned(limits=Limits(deadline_days=joined.days / 2))
    assert (late.mixing.strategy, late.days) == ("data-parallel", pytest.approx(joined.days))
    assert late.remarks[0].code == "late-for-deadline"
    assert late.remarks[0].data["days"] == pytest.approx(joined.days)


def test_auto_minds_time_first_where_it_is_the_objective_or_a_price_is_unknown(planned, small_plan, make_group):
    assert planned(objective=Objective.DAYS).mixing.strategy == "data-parallel"
    unpriced = replace(small_plan.cluster, groups=(make_group("N1", 8), make_group("H1", 16, offer=None)))
    assert planned(cluster=unpriced).mixing.strategy == "data-parallel"


def test_auto_never_takes_local_sgd_and_names_it_where_it_alone_would_be_in_time(planned):
    apart, joined = planned(mixing=APART), planned(mixing=JOINED)
    assert apart.days < joined.days
    between = planned(limits=Limits(deadline_days=(apart.days + joined.days) / 2))
    assert between.mixing.strategy == "data-parallel"
    way_out = next(one for one in between.remarks if one.code == "local-sgd-would-meet-deadline")
    assert way_out.data["days"] == pytest.approx(apart.days)
    assert "choose it knowingly" in way_out.words
    assert way_out.data["days_earlier"] == pytest.approx(between.days - apart.days)
    assert way_out.data["extra_cost"] == pytest.approx(apart.cost.total.amount - between.cost.total.amount)
    offered = next(line.words for line in between.verdict if "take local SGD" in line.words)
    assert "days earlier" in way_out.words
    offer = r"take local SGD, which changes the optimiser, [\d.]+ days, [\d.]+ days earlier and .+ less"
    assert re.search(offer, offered)
    out_of_reach = planned(limits=Limits(deadline_days=apart.days / 2))
    assert "local-sgd-would-meet-deadline" not in codes(out_of_reach)
    nearest = next(one for one in out_of_reach.remarks if one.code == "local-sgd-would-end-earliest")
    assert nearest.data["days"] == pytest.approx(apart.days)
    assert apart.days < out_of_reach.mixing.fastest_alone.days
    assert planned().mixing.strategy != "local-sgd"


def test_alone_is_no_answer_of_auto_for_several_pools_and_stands_beside_it(planned):
    result = planned()
    assert {spell.way for spell in result.mixing.timetable} == {"N1@N1", "H1@H1"}
    assert result.mixing.cheapest_alone.name == "H1"
    assert result.mixing.cheapest_alone.cost.amount < result.cost.total.amount
    assert result.mixing.cheapest_alone.largest == 1.0


def test_turns_are_equally_long_and_the_most_expensive_goes_first(planned, make_group):
    groups = (make_group("H1", 16), make_group("T1", 10), make_group("N1", 8))
    result = planned(cluster=Cluster(groups=groups), mixing=IN_TURN)
    work = [spell for spell in result.mixing.timetable if spell.kind == "work"]
    assert [spell.way for spell in work] == ["N1@N1", "H1@H1", "T1@T1"]  # 1,280, 896 and 320 an hour
    lengths = [spell.to_day - spell.from_day for spell in work]
    assert lengths == pytest.approx([lengths[0]] * 3)
    speeds = (64 * 1000.0, 128 * 500.0, 80 * 200.0)
    assert [spell.tokens for spell in work] == pytest.approx([1e12 * speed / sum(speeds) for speed in speeds])


def test_pools_in_turn_have_no_efficiency_and_joined_ones_lose_a_part(planned):
    in_turn, joined = planned(mixing=IN_TURN), planned(mixing=JOINED)
    assert in_turn.mixing.efficiency is None
    alone = sum(pool.delivered_tokens_per_s for pool in in_turn.pools)
    assert joined.mixing.efficiency == pytest.approx(joined.tokens_per_s / alone)
    assert joined.mixing.efficiency < 1.0


def test_shares_by_the_user_are_worked_as_typed_and_one_may_be_nothing(planned):
    typed = MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 1.0, "H1@H1": 3.0})
    result = planned(mixing=typed)
    assert result.mixing.shares == pytest.approx({"N1@N1": 0.25, "H1@H1": 0.75})
    lone = planned(mixing=replace(typed, token_shares={"N1@N1": 1.0, "H1@H1": 0.0}))
    assert lone.mixing.shares == pytest.approx({"N1@N1": 1.0, "H1@H1": 0.0})
    assert [(out.group, out.cost.amount) for out in lone.left_out] == [("H1", 0.0)]
    nobody = planned(mixing=replace(typed, token_shares={"X@Y": 1.0}))
    assert nobody.days is None
    assert "has a share of the tokens" in nobody.blocked[0].reason


def test_best_shares_may_take_a_joined_way_and_are_never_more_expensive_than_autos_answer(planned):
    best = MixingChoice(division=Division.BEST)
    for limits in (Limits(), Limits(deadline_days=150.0)):
        auto, found = planned(limits=limits), planned(limits=limits, mixing=best)
        assert found.cost.total.amount <= auto.cost.total.amount * (1 + 1e-6)
    capped = planned(limits=Limits(deadline_days=150.0), mixing=replace(best, caps=(ShareCap(share=0.6),)))
    assert capped.mixing.strategy == "data-parallel"
    assert capped.days <= 150.0 * (1 + 1e-6)
    assert capped.dependence.layers["supplier"].largest <= 0.6 + 1e-6


def test_a_deadline_out_of_reach_says_the_earliest_end(planned):
    answer = planned(limits=Limits(deadline_days=10.0), mixing=MixingChoice(division=Division.BEST))
    assert answer.days is None
    cause = answer.blocked[0].cause
    assert cause.code() == "deadline-out-of-reach"
    joined = planned(mixing=JOINED)
    assert cause.smallest_deadline_days == pytest.approx(joined.days, rel=1e-6)


def test_a_chosen_way_that_cannot_run_is_refused_with_its_cause(planned):
    refused = planned(mixing=MixingChoice(strategy="attention-expert-disaggregation"))
    assert refused.days is None
    assert refused.blocked[0].cause == NoExperts()
    assert "Attention-expert disaggregation is refused here" in refused.blocked[0].reason


def test_a_way_that_two_stacks_cannot_work_is_refused_alike_whether_both_pools_hold_the_model():
    ling = example_plan("ling-plus")
    groups = {group.accelerator: group for group in ling.cluster.groups}
    reasons = []
    for nodes in (7, 15):  # of which the first are too few for the model
        pair = (replace(groups["H800-SXM"], nodes=nodes), replace(groups["PPU-810E"], nodes=32))
        chosen = MixingChoice(strategy="attention-expert-disaggregation")
        answer = plan_results(replace(ling, cluster=replace(ling.cluster, groups=pair), mixing=chosen, baseline=None))
        assert answer.days is None
        reasons.append([block.reason for block in answer.blocked if isinstance(block.cause, SeveralStacks)])
    assert len(reasons[0]) == 1
    assert reasons[0] == reasons[1]


@pytest.mark.parametrize("strategy", ["data-parallel", "pipeline", "local-sgd", "attention-expert-disaggregation"])
def test_one_pool_mixes_nothing_whatever_was_chosen(planned, make_group, strategy):
    one = Cluster(groups=(make_group("N1", 8),))
    result = planned(cluster=one, mixing=MixingChoice(strategy=strategy))
    assert result.days == pytest.approx(planned(cluster=one).days)
    assert result.mixing.why == "One pool trains alone; nothing is mixed."


TERMS = st.builds(
    GroupTerms,
    tenure=st.sampled_from([Tenure.ON_DEMAND, Tenure.RESERVED]),
    waiting=st.sampled_from([None, *Waiting]),
    from_day=st.sampled_from([0.0, 0.0, 25.0]),
    until_day=st.sampled_from([None, None, 60.0]),
)


@relaxed
@given(
    nodes=st.tuples(st.integers(2, 30), st.integers(2, 30)),
    terms=st.tuples(TERMS, TERMS),
    deadline=st.sampled_from([None, 60.0, 150.0, 400.0]),
)
def test_autos_answer_is_the_best_of_its_candidates(planned, make_group, *, nodes, terms, deadline):
    groups = tuple(make_group(key, n, terms=t) for key, n, t in zip(("N1", "H1"), nodes, terms, strict=True))
    asked = {"cluster": Cluster(groups=groups), "limits": Limits(deadline_days=deadline)}
    auto = planned(**asked)
    fixed = [planned(**asked, mixing=mixing) for mixing in (IN_TURN, JOINED)]
    candidates = [(one.cost.total.amount, one.days) for one in fixed if one.days is not None]
    if not candidates:
        assert auto.days is None
        return
    in_time = [one for one in candidates if deadline is None or one[1] <= deadline * (1 + 1e-9)]
    expected = min(in_time) if in_time else min(candidates, key=lambda one: (one[1], one[0]))
    assert (auto.cost.total.amount, auto.days) == pytest.approx(expected)


@relaxed
@given(
    nodes=st.tuples(st.integers(2, 24), st.integers(2, 24)),
    cap=st.floats(0.5, 1.0),
    link=st.sampled_from([LinkKind.WIDE_AREA, LinkKind.DEVICE_DIRECT]),
    stop_hours=st.sampled_from([0.0, 6.0, 48.0]),
)
def test_joined_ways_that_are_left_out_for_being_slow_would_change_no_best_shares(  # noqa: PLR0917 - fixtures and draws
    small_plan, small_catalogue, one_line_model, make_group, nodes, cap, link, stop_hours
):
    groups = tuple(make_group(key, count) for key, count in zip(("N1", "H1"), nodes, strict=True))
    cluster = replace(small_plan.cluster, groups=groups, inter_pool_link=link_terms(link).link)
    mixing = MixingChoice(division=Division.BEST, caps=(ShareCap(share=cap),), migration_restart_s=3600.0 * stop_hours)
    plan = replace(small_plan, cluster=cluster, mixing=mixing)
    with_floor = plan_results(plan, small_catalogue, model=one_line_model)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weighing, "floors", lambda _setting: weighing._Floors())
        whole = plan_results(plan, small_catalogue, model=one_line_model)
    assert (with_floor.days, with_floor.cost) == (whole.days, whole.cost)
