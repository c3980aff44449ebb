"""Where no timetable is found, what is said to be in the way is, in digits that do not contradict each other."""

import re

import pytest
from msgspec.structs import replace

from planner import causes
from planner.cluster import Cluster, GroupTerms, Tenure
from planner.english import words
from planner.exports.documents import plan_document
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import Limits, Objective, Programme, ProgrammeModel, Trains
from planner.planning import plan_results

BEST = MixingChoice(division=Division.BEST)
SHORT = GroupTerms(from_day=30.0, until_day=75.5)


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    def plan(*groups, **changes):
        asked = replace(small_plan, cluster=Cluster(groups=groups), **changes)
        return plan_results(asked, small_catalogue, model=one_line_model)

    return plan


def capped(*caps):
    return replace(BEST, caps=caps)


def programme(models=4):
    each = tuple(ProgrammeModel(name=f"M{i}", tokens=2.5e11) for i in range(models))
    return {"trains": Trains.PROGRAMME, "programme": Programme(models=each)}


@pytest.mark.parametrize(
    "changes",
    [
        {"mixing": BEST},
        {"mixing": capped(ShareCap(share=0.6))},
        {"mixing": capped(ShareCap(share=0.6)), "limits": Limits(deadline_days=60.0)},
        {"mixing": BEST, "limits": Limits(deadline_days=60.0)},
        {"mixing": MixingChoice()},
        programme(),
        {**programme(), "limits": Limits(deadline_days=60.0)},
    ],
)
def test_windows_that_are_too_short_are_no_limit_of_the_users_promise(planned, small_plan, make_group, changes):
    result = planned(make_group("T1", 8, terms=SHORT), **changes)
    (block,) = [one for one in result.blocked if one.cause is not None]
    assert block.cause.code() == "windows-too-short"
    assert "windows" in block.reason
    assert not result.unmet
    assert plan_document(small_plan, result)["verdict"] == []


def test_a_deadline_that_nothing_meets_is_said_before_a_cap_that_nothing_keeps_promise(planned, make_group):
    limits, cap = Limits(deadline_days=100.0), capped(ShareCap(share=0.6))
    result = planned(make_group("T1", 8), mixing=cap, limits=limits)
    (block,) = result.blocked
    days = planned(make_group("T1", 8)).days
    assert block.cause.code() == "deadline-out-of-reach"
    assert block.cause.smallest_deadline_days == pytest.approx(days)
    later = planned(make_group("T1", 8), mixing=cap, limits=Limits(deadline_days=2 * days)).blocked[0].cause
    assert (later.code(), later.smallest_cap) == ("cap-out-of-reach", pytest.approx(1.0))


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_caps_the_one_that_is_in_the_way_is_named_promise(planned, make_group, order):
    """Huawei and T-Head can share the tokens, and are of one jurisdiction however they do."""
    caps = (ShareCap(share=0.7), ShareCap(layer="jurisdiction", share=0.8))[::order]
    result = planned(make_group("T1", 16), make_group("H1", 16), mixing=capped(*caps))
    (block,) = result.blocked
    assert (block.cause.layer, block.cause.smallest_cap) == ("jurisdiction", pytest.approx(1.0))
    tighter = tuple(replace(cap, share=0.4) for cap in caps)
    both = planned(make_group("T1", 16), make_group("H1", 16), mixing=capped(*tighter)).blocked[0]
    assert (both.cause.layer, both.cause.smallest_cap) == ("jurisdiction", pytest.approx(1.0))


def figures(words):
    return [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", words)]


@pytest.mark.parametrize("below", [0.003, 0.03, 0.3])
def test_a_deadline_out_of_reach_is_never_told_as_the_day_that_is_reached_promise(planned, make_group, below):
    groups = (make_group("N1", 8), make_group("H1", 16))
    for changes in ({"mixing": BEST, "objective": Objective.DAYS}, programme()):
        days = planned(*groups, **changes).days
        late = planned(*groups, **changes, limits=Limits(deadline_days=round(days - below, 3))).blocked[0].reason
        stated, earliest = figures(late)
        assert stated == round(days - below, 3)
        assert stated < days <= earliest


def test_a_cap_out_of_reach_is_never_told_as_the_cap_that_can_be_kept_promise(planned, make_group):
    groups = (make_group("N1", 8), make_group("H1", 16))
    reason = planned(*groups, mixing=capped(ShareCap(share=0.4996))).blocked[0].reason
    assert figures(reason) == [49.96, 50.0]


def test_shares_by_the_user_that_outlast_a_window_are_said_to_be_the_users_promise(planned, make_group):
    groups = (make_group("N1", 8, terms=GroupTerms(until_day=200.9, tenure=Tenure.RESERVED)), make_group("H1", 16))
    shares = MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 1.0})
    (block,) = planned(*groups, mixing=shares).blocked
    assert (block.cause.code(), block.cause.by_user) == ("windows-too-short", True)
    assert "give it fewer tokens" in block.reason
    assert "99\N{NARROW NO-BREAK SPACE}%" in block.reason  # of all but a hundredth of a per cent


def test_a_deadline_of_one_day_is_said_in_the_singular_promise():
    late = causes.LateForDeadline(days=1.5, deadline_days=1.0)
    assert words(late) == "The run takes 1.5 days; the deadline is 1 day."
    assert words(replace(late, deadline_days=0.5)) == "The run takes 1.5 days; the deadline is 0.5 days."
