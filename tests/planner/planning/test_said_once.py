"""What a plan says of its pools: by their names, each thing once, and with the pool that is at fault."""

import pytest
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.causes import CapOutOfReach
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
