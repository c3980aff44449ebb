"""What a plan says of its pools: by their names, each thing once, and with the pool that is at fault."""

import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.causes import CapOutOfReach, ChosenWayTakesNoToken, SharesInProportion
from planner.cluster import Cluster, GroupTerms
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.plan import Programme, ProgrammeModel, Trains
from planner.planning import plan_results


@pytest.fixture
def planned(small_plan, small_catalogue, one_line_model):
    def plan(*groups, **changes):
        asked = replace(small_plan, cluster=Cluster(groups=groups), **changes)
        return plan_results(asked, small_catalogue, model=one_line_model)

    return plan


def test_the_pool_too_small_to_help_is_named_where_a_cap_is_out_of_reach(planned, make_group):
    best = MixingChoice(strategy="in-turn", division=Division.BEST, caps=(ShareCap(share=0.6),))
    answer = planned(make_group("N1", 8), make_group("H1", 1), mixing=best)
    (block,) = [one for one in answer.blocked if isinstance(one.cause, CapOutOfReach)]
    assert block.cause.too_small == ("H1",)
    assert "Too small to hold the model alone: H1" in block.reason
    alone = planned(make_group("N1", 8), mixing=best)
    assert not any(one.cause.too_small for one in alone.blocked if isinstance(one.cause, CapOutOfReach))


def test_a_lone_pool_that_is_too_small_is_said_once(planned, make_group):
    answer = planned(make_group("N1", 1))
    reasons = [one.reason for one in answer.blocked if "does not fit" in one.reason]
    assert len(reasons) == 1


def test_a_turn_that_a_window_cuts_is_said_as_one(planned, make_group):
    first = make_group("H1", 8)
    late = make_group("N1", 8, terms=GroupTerms(from_day=100.0))
    answer = planned(first, late, mixing=MixingChoice(strategy="in-turn"))
    worked = [spell.pools for spell in answer.mixing.timetable if spell.kind == "work"]
    assert worked == [("H1@H1",), ("H1@H1",), ("N1@N1",)]
    assert answer.mixing.why.count(" of the tokens in ") == 2


def test_pools_that_are_mixed_are_never_said_to_be_one_whichever_can_do_the_run_alone(planned, make_group):
    early, late = make_group("N1", 8, terms=GroupTerms(until_day=90.0)), make_group("H1", 8)
    ends = [None, 380.0, 400.0]  # the second group alone takes 402 days
    whys = [
        planned(early, replace(late, terms=GroupTerms(until_day=end)), mixing=MixingChoice(strategy="in-turn")).mixing
        for end in ends
    ]
    assert [why.cheapest_alone is None for why in whys] == [False, True, True]
    for why in whys:
        assert why.beside.startswith("This mix: ")
        assert why.why.startswith(f"{why.beside} Pools work one after the other: ")
    assert whys[-1].beside.endswith("; no pool can do the run alone.")


def test_two_sites_of_one_accelerator_are_told_apart_in_every_sentence(planned, make_group):
    here, there = (
        make_group("N1", 8, key=site, site=site, offer=replace(make_group("N1", 8).offer, key=site, price=price))
        for site, price in (("here", Money(amount=9.0, currency="CNY")), ("there", Money(amount=30.0, currency="CNY")))
    )
    mixing = planned(here, replace(there, nodes=12), mixing=MixingChoice(strategy="in-turn")).mixing
    assert "cheapest N1 (here), " in mixing.beside
    assert "; fastest N1 (there), " in mixing.beside


def test_a_programme_calls_pools_by_their_names(planned, make_group):
    models = tuple(ProgrammeModel(name=name, tokens=1e11) for name in ("A", "B"))
    here, there = (make_group("N1", 8, key=site, site=site) for site in ("here", "there"))
    answer = planned(here, there, trains=Trains.PROGRAMME, programme=Programme(models=models))
    assert "N1 (here)" in answer.mixing.why
    assert "@" not in answer.mixing.why


def _causes(answer, kind):
    return [one.cause for one in answer.remarks if isinstance(one.cause, kind)]


def test_a_chosen_way_that_best_shares_leave_without_a_token_is_said_promise(planned, make_group):
    groups = make_group("N1", 8), make_group("H1", 8)
    unused = planned(*groups, mixing=MixingChoice(strategy="data-parallel", division=Division.BEST))
    assert {spell.way for spell in unused.mixing.timetable} & {"data-parallel"} == set()
    (said,) = _causes(unused, ChosenWayTakesNoToken)
    assert said.strategy == "Data parallel over pools"
    barred = planned(*groups, mixing=MixingChoice(strategy="attention-expert-disaggregation", division=Division.BEST))
    (said,) = _causes(barred, ChosenWayTakesNoToken)
    assert said.reason == "The model has no experts that could stand apart."
    for strategy in ("auto", "in-turn"):
        alone = planned(*groups, mixing=MixingChoice(strategy=strategy, division=Division.BEST))
        assert not _causes(alone, ChosenWayTakesNoToken)


def test_a_chosen_way_that_typed_shares_leave_without_a_token_is_said_promise(planned, make_group):
    groups = make_group("N1", 8), make_group("H1", 8)
    shares = {"N1@N1": 0.5, "H1@H1": 0.5}
    mixing = MixingChoice(strategy="data-parallel", division=Division.BY_USER, token_shares=shares)
    (said,) = _causes(planned(*groups, mixing=mixing), ChosenWayTakesNoToken)
    assert said.by_user
    assert not _causes(planned(*groups, mixing=replace(mixing, strategy="auto")), ChosenWayTakesNoToken)


def test_typed_shares_that_do_not_add_up_are_said_to_be_taken_in_proportion_promise(planned, make_group):
    groups = make_group("N1", 8), make_group("H1", 8)
    mixing = MixingChoice(division=Division.BY_USER, token_shares={"N1@N1": 0.5, "H1@H1": 0.4})
    (said,) = _causes(planned(*groups, mixing=mixing), SharesInProportion)
    assert said.total == pytest.approx(0.9)
    whole = replace(mixing, token_shares={"N1@N1": 0.6, "H1@H1": 0.4})
    assert not _causes(planned(*groups, mixing=whole), SharesInProportion)


def test_what_is_out_of_reach_says_that_the_chosen_way_alone_was_weighed_promise(planned, make_group, small_plan):
    groups, limits = (make_group("N1", 8), make_group("H1", 8)), replace(small_plan.limits, deadline_days=1.0)
    for strategy, chosen in (("in-turn", "In turn"), ("auto", "")):
        mixing = MixingChoice(strategy=strategy, division=Division.BEST)
        (block,) = [
            one for one in planned(*groups, mixing=mixing, limits=limits).blocked if hasattr(one.cause, "chosen")
        ]
        assert block.cause.chosen == chosen
        assert ("In turn is chosen" in block.reason) == bool(chosen)
