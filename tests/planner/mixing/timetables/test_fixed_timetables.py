import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.errors import BugError
from planner.mixing.timetables.fixed_timetables import Unfinished, by_shares, throughout, turns
from planner.mixing.timetables.timetable import EntryKind
from planner.mixing.timetables.timetable_checks import Waits, faults, keeps_terms
from planner.mixing.timetables.timetable_problem import PaidGroup, Waiting, Way, cut_intervals, equal_stops

relaxed = settings.get_profile("steady")
pools = st.dictionaries(
    st.sampled_from("ABCDE"), st.tuples(st.floats(0.1, 10.0), st.floats(0.0, 50.0)), min_size=1, max_size=5
)


def order(plan):
    return [(visit.interval, visit.key) for visit in plan.visits]


def test_equal_turns_of_the_four_ling_pools(make_ling):
    ling = make_ling()
    plan = turns(ling)
    assert plan.days == pytest.approx(158.2, abs=0.05)
    assert plan.cost == pytest.approx(42.2, abs=0.05)
    assert plan.largest_share("supplier") == pytest.approx(0.65, abs=0.005)
    assert order(plan) == [(0, "910B2"), (0, "H800"), (0, "A800"), (0, "H20")]  # most expensive first
    assert len({round(visit.days, 9) for visit in plan.visits}) == 1
    assert faults(ling, plan) == ()
    held = turns(make_ling(terms={"waiting": Waiting.HELD}))
    assert held.days == pytest.approx(plan.days)
    assert held.cost == pytest.approx(168.6, abs=0.05)


def test_turns_fill_a_closed_interval_and_begin_with_the_way_that_ran_last(make_windowed):
    windowed = make_windowed()
    plan = turns(windowed)
    assert order(plan) == [(0, "H20"), (1, "H20"), (1, "910B2")]
    left = 9.0 - 60.0 * 9.0 / 241.1
    each = left / (9.0 / 241.1 + 9.0 / 112.9)
    assert plan.days == pytest.approx(60.0 + 2 * each + 0.5)
    assert faults(windowed, plan) == ()


def test_turns_of_a_closed_interval_share_what_its_stops_leave(make_pools):
    groups = tuple(PaidGroup(key=key, per_day=price, until_day=10.0) for key, price in (("A", 2.0), ("B", 5.0)))
    groups += (PaidGroup(key="C", per_day=1.0, from_day=10.0),)
    places = (("A", 0, 1.0), ("B", 0, 2.0), ("C", 1, 1.0))
    ways = tuple(Way(key=key, interval=one, tokens_per_day=rate, groups=(key,)) for key, one, rate in places)
    problem = make_pools(
        {}, groups=groups, ways=ways, intervals=cut_intervals(groups), stop=equal_stops(days=1.0), tokens=20.0
    )
    plan = turns(problem)
    assert order(plan) == [(0, "B"), (0, "A"), (1, "C")]
    assert [visit.days for visit in plan.visits] == pytest.approx([4.5, 4.5, 20.0 - 3 * 4.5])
    assert plan.days == pytest.approx(10.0 + 1.0 + 6.5)
    assert faults(problem, plan) == ()


def test_a_group_whose_window_opens_after_the_end_is_left_out(make_windowed):
    plan = turns(make_windowed(tokens=2.0))
    assert plan.left_out == ("910B2",)
    assert plan.days == pytest.approx(2.0 * 241.1 / 9.0)


def test_joined_throughout_once_the_second_pool_is_there(make_windowed):
    windowed = make_windowed()
    plan = throughout(windowed, {0: "H20", 1: "joined"})
    assert plan.days == pytest.approx(128.45, abs=0.005)
    assert [visit.days for visit in plan.visits] == pytest.approx([60.0, 67.95], abs=0.005)
    assert plan.days_of(EntryKind.STOP) == 0.5
    assert faults(windowed, plan) == ()


def test_a_way_goes_on_where_the_next_ones_stop_does_not_fit(make_pools):
    groups = (PaidGroup(key="A", per_day=1.0), PaidGroup(key="B", per_day=1.0, from_day=10.0, until_day=10.4))
    ways = tuple(Way(key="A", interval=one, tokens_per_day=1.0, groups=("A",)) for one in range(3))
    ways += (Way(key="A+B", interval=1, tokens_per_day=2.0, groups=("A", "B")),)
    problem = make_pools(
        {}, groups=groups, ways=ways, intervals=cut_intervals(groups), stop=equal_stops(days=0.5), tokens=30.0
    )
    plan = throughout(problem, {0: "A", 1: "A+B", 2: "A"})
    assert order(plan) == [(0, "A"), (1, "A"), (2, "A")]
    assert plan.days == pytest.approx(30.0)


def test_typed_shares_are_worked_most_expensive_first(make_ling):
    ling = make_ling(stop=equal_stops(days=0.25))
    plan = by_shares(ling, {"H20": 0.35, "910B2": 0.65})
    assert order(plan) == [(0, "910B2"), (0, "H20")]
    assert plan.days == pytest.approx(0.65 * 112.9 + 0.35 * 241.1 + 0.25)
    assert plan.tokens_by_way == pytest.approx({"910B2": 0.65 * 9.0, "H20": 0.35 * 9.0})
    assert plan.left_out == ("A800", "H800")


def test_typed_shares_wait_for_a_window(make_windowed):
    windowed = make_windowed()
    plan = by_shares(windowed, {"H20": 0.1, "910B2": 0.9})
    assert order(plan) == [(0, "H20"), (1, "910B2")]
    assert plan.days == pytest.approx(60.5 + 0.9 * 112.9)
    assert faults(windowed, plan) == (Waits(interval=0, days=60.0 - 24.11),)


def test_typed_shares_work_first_where_the_window_closes_first(make_pools):
    groups = (PaidGroup(key="A", per_day=9.0), PaidGroup(key="B", per_day=1.0, until_day=30.0))
    ways = (
        *(Way(key="A", interval=one, tokens_per_day=1.0, groups=("A",)) for one in (0, 1)),
        Way(key="B", interval=0, tokens_per_day=1.0, groups=("B",)),
    )
    problem = make_pools({}, groups=groups, ways=ways, intervals=cut_intervals(groups))
    assert order(by_shares(problem, {"A": 0.75, "B": 0.25})) == [(0, "B"), (0, "A"), (1, "A")]
    assert by_shares(problem, {"A": 0.5, "B": 0.5}) == Unfinished(tokens_left=pytest.approx(20.0))


def test_windows_that_close_too_soon_leave_tokens(make_pools):
    groups = (PaidGroup(key="A", per_day=1.0, until_day=10.0),)
    ways = (Way(key="A", interval=0, tokens_per_day=1.0, groups=("A",)),)
    problem = make_pools({}, groups=groups, ways=ways, intervals=cut_intervals(groups))
    assert turns(problem) == Unfinished(tokens_left=90.0)
    assert throughout(problem, {0: "A"}) == Unfinished(tokens_left=90.0)


def test_shares_have_to_sum_to_one(make_ling):
    with pytest.raises(BugError):
        by_shares(make_ling(), {"H20": 0.5, "910B2": 0.4})
    with pytest.raises(BugError):
        throughout(make_ling(), {0: "unknown"})


def test_a_deadline_is_kept_or_not(make_ling):
    plan = turns(make_ling())
    assert keeps_terms(make_ling(deadline_days=158.2), plan)
    assert not keeps_terms(make_ling(deadline_days=158.0), plan)


@relaxed
@given(pools, st.floats(0.0, 5.0))
def test_days_are_work_stops_and_waits_and_tokens_add_up(make_pools, drawn, stop_days):
    problem = make_pools(drawn, stop=equal_stops(days=stop_days))
    plan = turns(problem)
    parts = sum(plan.days_of(kind) for kind in EntryKind)
    assert parts == pytest.approx(plan.days)
    assert plan.days_of(EntryKind.STOP) == pytest.approx(stop_days * (len(drawn) - 1))
    assert plan.tokens == pytest.approx(problem.tokens)
    assert faults(problem, plan) == ()


@relaxed
@given(pools, st.floats(0.0, 5.0), st.floats(0.0, 1.0))
def test_held_never_costs_less_than_lent_nor_lent_than_released(make_pools, drawn, stop_days, lent_share):
    problem = make_pools(drawn, stop=equal_stops(days=stop_days))

    def cost(waiting):
        groups = tuple(replace(group, waiting=waiting, lent_share=lent_share) for group in problem.groups)
        return turns(replace(problem, groups=groups)).cost

    slack = 1e-9 * (1.0 + cost(Waiting.HELD))
    assert cost(Waiting.RELEASED) <= cost(Waiting.LENT) + slack
    assert cost(Waiting.LENT) <= cost(Waiting.HELD) + slack


@relaxed
@given(pools, st.floats(0.0, 5.0))
def test_a_step_never_takes_less_than_the_fastest_ways(make_pools, drawn, stop_days):
    plan = turns(make_pools(drawn, stop=equal_stops(days=stop_days)))
    fastest = max(rate for rate, _ in drawn.values())
    assert plan.seconds_per_step(0.5) >= 0.5 / fastest * 86400.0 * (1.0 - 1e-9)
