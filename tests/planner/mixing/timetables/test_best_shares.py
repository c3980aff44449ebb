from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.mixing.shares.best_shares import OutOfReach, best_shares
from planner.mixing.shares.solution_method import Method, method_of
from planner.mixing.timetables.timetable import EntryKind, Timetable
from planner.mixing.timetables.timetable_checks import faults, keeps_terms, reached
from planner.mixing.timetables.timetable_problem import (
    Cap,
    CapBasis,
    CapMeasure,
    Objective,
    PaidGroup,
    Way,
    cut_intervals,
    equal_stops,
)

relaxed = settings.get_profile("plans")
LING_TOKENS = 9.0
AT_65 = (Cap(layer="supplier", limit=0.65),)


def shares(plan):
    return {key: tokens / plan.tokens for key, tokens in plan.tokens_by_way.items()}


def test_at_a_cap_of_65_percent_h20_is_filled_first(make_ling):
    ling = make_ling(caps=AT_65)
    plan = best_shares(ling)
    assert method_of(ling) is Method.CLOSED_FORM
    assert shares(plan) == pytest.approx({"H20": 0.65, "910B2": 0.35})
    assert (plan.cost, plan.days) == (pytest.approx(35.3, abs=0.05), pytest.approx(196, abs=0.5))
    assert plan.left_out == ("A800", "H800")


def test_in_158_days_at_the_cap(make_ling):
    ling = make_ling(caps=AT_65, deadline_days=158.0)
    plan = best_shares(ling)
    assert method_of(ling) is Method.LINEAR
    assert shares(plan) == {"910B2": pytest.approx(0.65, abs=0.005), "H20": pytest.approx(0.35, abs=0.005)}
    assert plan.cost == pytest.approx(36.9, abs=0.05)
    assert plan.days <= 158.0 * (1 + 1e-9)


def test_with_a800_in_its_place(make_ling):
    plan = best_shares(make_ling("910B2", "A800", caps=AT_65, objective=Objective.DAYS))
    assert shares(plan) == pytest.approx({"910B2": 0.65, "A800": 0.35})
    assert plan.cost == pytest.approx(39.8, abs=0.05)
    assert int(plan.days) == 132


def test_in_140_days_at_the_cap(make_ling):
    plan = best_shares(make_ling(caps=AT_65, deadline_days=140.0))
    assert {key: round(share, 2) for key, share in shares(plan).items()} == {"910B2": 0.65, "A800": 0.25, "H20": 0.1}
    assert plan.cost == pytest.approx(38.9, abs=0.05)


def test_without_a_cap_the_cheapest_pool_works_alone(make_ling):
    assert shares(best_shares(make_ling())) == {"H20": 1.0}
    assert shares(best_shares(make_ling(objective=Objective.DAYS))) == {"910B2": 1.0}


def test_fewest_days_with_a_window_are_joined(make_windowed):
    windowed = make_windowed(objective=Objective.DAYS)
    plan = best_shares(windowed)
    assert method_of(windowed) is Method.MIXED_INTEGER
    assert plan.days == pytest.approx(128.45, abs=0.005)
    found = [(entry.way, round(entry.days, 2)) for entry in plan.entries]
    assert found == [("H20", 60.0), ("joined", 0.5), ("joined", 67.95)]


@pytest.mark.parametrize(("old_days", "cost"), [(0.0, 35.49), (0.5, 35.55)])
def test_the_cheapest_with_a_window_at_the_cap(make_windowed, old_days, cost):
    # the half day of the stop is paid by the pool that takes over, or (old_days) by the one that hands over as well
    plan = best_shares(make_windowed(caps=AT_65, old_days=old_days))
    assert plan.cost == pytest.approx(cost, abs=0.005)
    assert plan.days == pytest.approx(196.7, abs=0.05)
    assert plan.days_of(EntryKind.WAIT) == 0.0


def test_waiting_for_a_cheaper_pool_has_to_be_allowed(make_windowed):
    # 910B2 first saves the stop at its price, and can only be first if the run waits 60 days for it
    waiting = best_shares(make_windowed(caps=AT_65, may_wait=True))
    assert waiting.days_of(EntryKind.WAIT) == pytest.approx(60.0)
    assert waiting.cost < best_shares(make_windowed(caps=AT_65)).cost


def test_a_cap_out_of_reach_comes_with_the_smallest_of_each(make_ling):
    answer = best_shares(make_ling(caps=AT_65, deadline_days=120.0))
    assert isinstance(answer, OutOfReach)
    assert answer.smallest_deadline_days == pytest.approx(0.65 * 112.9 + 0.35 * 157.0)
    # 910B2 and H800 end on day 120 where 910B2 has x: 112.9 x + 157 (1 - x) = 120
    assert answer.smallest_limits == (pytest.approx((157.0 - 120.0) / (157.0 - 112.9), abs=1e-6),)
    loosened = (replace(AT_65[0], limit=answer.smallest_limits[0] + 1e-6),)
    assert isinstance(best_shares(make_ling(caps=loosened, deadline_days=120.0)), Timetable)
    assert isinstance(best_shares(make_ling(caps=AT_65, deadline_days=answer.smallest_deadline_days)), Timetable)


def test_two_suppliers_reach_half_and_no_less(make_ling):
    answer = best_shares(make_ling(caps=(Cap(layer="supplier", limit=0.4),)))
    assert answer.smallest_deadline_days is None
    assert answer.smallest_limits == (pytest.approx(0.5, abs=1e-6),)
    spend = best_shares(make_ling(caps=(Cap(layer="supplier", limit=0.4, basis=CapBasis.SPEND),)))
    assert spend.smallest_limits == (pytest.approx(0.5, abs=1e-6),)


def test_windows_too_short_for_the_tokens_are_out_of_reach(make_pools):
    groups = (PaidGroup(key="A", per_day=1.0, until_day=10.0),)
    ways = (Way(key="A", interval=0, tokens_per_day=1.0, groups=("A",)),)
    answer = best_shares(make_pools({}, groups=groups, ways=ways, intervals=cut_intervals(groups)))
    assert answer == OutOfReach(deadline_days=None, caps=(), smallest_deadline_days=None, smallest_limits=())


def test_a_cap_on_spend_limits_the_money_of_work_and_stops(make_ling):
    cap = Cap(layer="supplier", limit=0.6, basis=CapBasis.SPEND)
    plan = best_shares(make_ling(caps=(cap,), stop=equal_stops(days=0.5)))
    assert reached(cap, plan) == pytest.approx(0.6, abs=1e-6)
    assert max(plan.spend_shares["supplier"], key=plan.spend_shares["supplier"].get) == "Nvidia"


def test_a_cap_on_the_hhi_is_reached_within_one_point(make_ling):
    cap = Cap(layer="supplier", limit=6000.0, measure=CapMeasure.HHI)
    plan = best_shares(make_ling(caps=(cap,)))
    # s^2 + (1 - s)^2 = 0.6
    nvidia = (1 + np.sqrt(2 * 0.6 - 1)) / 2
    assert shares(plan)["H20"] == pytest.approx(nvidia, abs=2e-4)
    assert 6000.0 - 1.0 <= reached(cap, plan) <= 6000.0 + 1.0
    answer = best_shares(make_ling(caps=(replace(cap, limit=4000.0),)))
    assert answer.smallest_limits == (pytest.approx(5000.0, abs=1.0),)


def test_two_caps_on_two_layers_are_both_kept(make_ling):
    ling = make_ling()
    sites = {"910B2": "east", "A800": "west", "H800": "east", "H20": "west"}
    ways = tuple(
        replace(way, compute_shares={**way.compute_shares, "site": {sites[way.key]: 1.0}}) for way in ling.ways
    )
    caps = (*AT_65, Cap(layer="site", limit=0.55))
    plan = best_shares(replace(ling, ways=ways, caps=caps))
    assert shares(plan) == pytest.approx({"H20": 0.55, "910B2": 0.35 + 0.1})
    assert keeps_terms(replace(ling, ways=ways, caps=caps), plan)


def test_porting_keeps_a_run_on_its_stack_where_that_is_cheaper(make_ling):
    cap = (Cap(layer="supplier", limit=1.0),)
    ling = make_ling(start_stack="CANN", deadline_days=250.0, caps=cap)
    assert shares(best_shares(replace(ling, porting_per_stack=5.0))) == pytest.approx({"H20": 1.0})
    assert shares(best_shares(replace(ling, porting_per_stack=6.0))) == pytest.approx({"910B2": 1.0})
    assert best_shares(replace(ling, porting_per_stack=5.0)).cost == pytest.approx(9.0 * 3.713 + 5.0)


@pytest.mark.parametrize("porting", [1e12, 1e30])
def test_porting_at_any_price_is_weighed_and_ends_no_search_promise(make_ling, porting):
    """From 1e20 times the rent of a day on the solver took it for infinite and gave up."""
    ling = make_ling(start_stack="CANN", deadline_days=250.0, porting_per_stack=porting)
    assert shares(best_shares(replace(ling, caps=(Cap(layer="supplier", limit=1.0),)))) == pytest.approx({"910B2": 1.0})
    assert best_shares(replace(ling, caps=AT_65)).cost == pytest.approx(porting)  # a second stack takes part


def test_of_equal_answers_the_faster_then_the_first_in_order(make_pools):
    equally_cheap = {"C": (2.0, 20.0), "B": (4.0, 40.0), "A": (1.0, 10.0)}
    assert shares(best_shares(make_pools(equally_cheap))) == {"B": 1.0}
    alike = {"C": (2.0, 20.0), "B": (2.0, 20.0), "A": (2.0, 21.0)}
    for changes in ({}, {"deadline_days": 60.0}, {"stop": equal_stops(days=1.0)}):
        assert shares(best_shares(make_pools(alike, **changes))) == pytest.approx({"B": 1.0})


def test_solving_prints_nothing(make_windowed, capfd):
    best_shares(make_windowed(caps=AT_65, porting_per_stack=2.0))
    assert capfd.readouterr().out == ""


# Relations.

pools = st.dictionaries(
    st.sampled_from("ABCD"), st.tuples(st.floats(0.5, 5.0), st.floats(1.0, 50.0)), min_size=2, max_size=4
)


def value(answer, objective=Objective.COST):
    if isinstance(answer, OutOfReach):
        return inf
    return answer.cost if objective is Objective.COST else answer.days


@relaxed
@given(pools, st.floats(0.0, 3.0), st.floats(0.5, 1.0), st.sampled_from(Objective))
def test_another_pool_never_makes_the_best_answer_worse(make_pools, drawn, stop_days, limit, objective):
    terms = {
        "stop": equal_stops(days=stop_days),
        "caps": (Cap(layer="supplier", limit=limit),),
        "objective": objective,
        "deadline_days": 150.0,
    }
    fewer = dict(list(drawn.items())[:-1])
    before, after = best_shares(make_pools(fewer, **terms)), best_shares(make_pools(drawn, **terms))
    assert value(after, objective) <= value(before, objective) * (1 + 1e-6) + 1e-6


@relaxed
@given(pools, st.floats(0.0, 3.0), st.floats(0.3, 1.0), st.floats(20.0, 150.0))
def test_loosening_cap_or_deadline_never_makes_it_worse(make_pools, drawn, stop_days, limit, deadline_days):
    def cost(by, more_days):
        caps = (Cap(layer="supplier", limit=min(1.0, limit + by)),)
        terms = {"stop": equal_stops(days=stop_days), "caps": caps, "deadline_days": deadline_days + more_days}
        return value(best_shares(make_pools(drawn, **terms)))

    tight = cost(0.0, 0.0)
    assert cost(0.1, 0.0) <= tight * (1 + 1e-6)
    assert cost(0.0, 10.0) <= tight * (1 + 1e-6)


@relaxed
@given(pools, st.floats(0.0, 3.0), st.floats(0.5, 1.0))
def test_a_best_timetable_can_be_run_and_adds_up(make_pools, drawn, stop_days, limit):
    problem = make_pools(drawn, stop=equal_stops(days=stop_days), caps=(Cap(layer="supplier", limit=limit),))
    plan = best_shares(problem)
    assert faults(problem, plan) == ()
    assert keeps_terms(problem, plan)
    assert sum(plan.days_of(kind) for kind in EntryKind) == pytest.approx(plan.days)
    assert sum(plan.tokens_by_way.values()) == pytest.approx(problem.tokens)
    assert plan.seconds_per_step(1.0) >= 86400.0 / max(rate for rate, _ in drawn.values()) * (1 - 1e-9)


@relaxed
@given(pools, st.floats(0.2, 1.0), st.sampled_from(Objective))
def test_the_closed_form_is_the_linear_programmes_answer(make_pools, drawn, limit, objective):
    closed = make_pools(drawn, caps=(Cap(layer="supplier", limit=limit),), objective=objective)
    linear = replace(closed, deadline_days=1e4)  # so late that it only changes how the problem is solved
    assert (method_of(closed), method_of(linear)) == (Method.CLOSED_FORM, Method.LINEAR)
    assert value(best_shares(closed), objective) == pytest.approx(value(best_shares(linear), objective), rel=1e-5)


@given(st.floats(1e-15, 1.0), st.booleans())
@relaxed
def test_a_run_of_any_shortness_is_divided_as_a_long_one_promise(make_ling, shortness, stops):
    values = {"caps": AT_65, "stop": equal_stops(days=shortness if stops else 0.0)}
    long = best_shares(make_ling(**{**values, "stop": equal_stops(days=1.0 if stops else 0.0)}))
    short = best_shares(make_ling(tokens=LING_TOKENS * shortness, deadline_days=1e4, **values))
    assert short.tokens == pytest.approx(LING_TOKENS * shortness)
    assert short.days == pytest.approx(long.days * shortness)
    assert max(short.compute_shares["supplier"].values()) == pytest.approx(0.65, abs=1e-4)


def test_a_deadline_too_short_for_a_short_run_is_told_in_days_promise(make_ling):
    found = best_shares(make_ling(tokens=LING_TOKENS * 1e-9, caps=AT_65, deadline_days=1e-9))
    assert isinstance(found, OutOfReach)
    whole = best_shares(make_ling(caps=AT_65, deadline_days=1.0))
    assert found.smallest_deadline_days == pytest.approx(whole.smallest_deadline_days * 1e-9)
