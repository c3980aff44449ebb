from math import inf

import numpy as np
import pytest
from msgspec.structs import replace

from planner.errors import BugError
from planner.mixing.timetables.drawn_timetables import drawn, drawn_ways
from planner.mixing.timetables.fixed_timetables import throughout, turns
from planner.mixing.timetables.timetable import Visit, timetable
from planner.mixing.timetables.timetable_problem import PaidGroup, Waiting, Way, WayKind, cut_intervals, equal_stops


def closing(make_pools, *, until, others=(), stop_days=0.0, waiting=Waiting.RELEASED, tokens=100.0):
    """A to a last day, and other pools without one, each at a token a day and a money of 10 a day."""
    groups = (PaidGroup(key="A", per_day=10.0, until_day=until, waiting=waiting),)
    groups += tuple(PaidGroup(key=key, per_day=10.0, waiting=waiting) for key in others)
    intervals = cut_intervals(groups)
    ways = tuple(
        Way(key=group.key, interval=place, tokens_per_day=1.0, groups=(group.key,))
        for place, interval in enumerate(intervals)
        for group in groups
        if interval.to_day <= group.until_day
    )
    stop = equal_stops(days=stop_days)
    return make_pools({}, groups=groups, intervals=intervals, ways=ways, stop=stop, tokens=tokens)


def planned(problem, *triples):
    return timetable(problem, [Visit(interval=interval, key=key, days=days) for interval, key, days in triples])


def factors(problem, *rows):
    """One row of factors a draw: by key of the way, 1 where none is given."""
    return np.array([[row.get(way.key, 1.0) for way in problem.ways] for row in rows])


@pytest.mark.parametrize("waiting", Waiting)
def test_a_draw_as_planned_is_the_plan(make_windowed, waiting):
    windowed = make_windowed(terms={"waiting": waiting}, old_days=0.2)
    for plan in (turns(windowed), throughout(windowed, {0: "H20", 1: "joined"})):
        answer = drawn(windowed, plan, np.ones((3, len(windowed.ways))))
        assert answer.days == pytest.approx([plan.days] * 3)
        for position, group in enumerate(windowed.groups):
            assert answer.money[:, position] == pytest.approx([plan.money[group.key].total] * 3)
            assert answer.stop_days[:, position] == pytest.approx([plan.stop_days[group.key]] * 3)
        for key, tokens in plan.tokens_by_way.items():
            columns = [column for column, way in enumerate(windowed.ways) if way.key == key]
            assert np.sum(answer.tokens[:, columns], axis=1) == pytest.approx([tokens] * 3)


def test_closed_intervals_keep_their_days_and_the_rest_is_worked_as_planned(make_windowed):
    windowed = make_windowed()
    plan = turns(windowed)
    answer = drawn(windowed, plan, factors(windowed, {"H20": 0.8, "910B2": 0.5}))
    h20, a910 = 9.0 / 241.1, 9.0 / 112.9
    left = 9.0 - 60.0 * 0.8 * h20
    part = h20 / (h20 + a910)  # equal turns: tokens by rate
    days = 60.0 + part * left / (0.8 * h20) + 0.5 + (1 - part) * left / (0.5 * a910)
    assert answer.days == pytest.approx([days])
    assert answer.work_days[0, 0] == 60.0
    assert answer.tokens[0].sum() == pytest.approx(9.0)


def test_a_run_that_is_fast_ends_in_an_earlier_interval(make_windowed):
    windowed = make_windowed(tokens=3.0)
    plan = turns(windowed)
    answer = drawn(windowed, plan, factors(windowed, {"H20": 2.0}, {"H20": 1.0}))
    assert answer.days[0] == pytest.approx(3.0 / (2.0 * 9.0 / 241.1))
    assert answer.stop_days[0] == pytest.approx([0.0, 0.0])
    assert answer.money[0, 1] == 0.0
    assert answer.days[1] == pytest.approx(plan.days)


def test_what_a_closed_window_leaves_is_worked_by_the_later_way(make_pools):
    problem = closing(make_pools, until=60.0, others=("B",), stop_days=1.0)
    plan = planned(problem, (0, "A", 50.0), (0, "B", 9.0), (1, "B", 41.0))
    # the plan ends in the second interval: A keeps its 50 days and B works what is left, however long
    answer = drawn(problem, plan, factors(problem, {"A": 0.5}))
    assert answer.days == pytest.approx([51.0 + 75.0])
    ends_early = replace(problem, tokens=58.0)
    early = planned(ends_early, (0, "A", 50.0), (0, "B", 8.0))
    # A owes 50 tokens at half its rate and has 60 days: 30 are worked, B owes 8 + 20 and stops a day
    answer = drawn(ends_early, early, factors(problem, {"A": 0.5}))
    assert answer.work_days[0, 0] == pytest.approx(60.0)
    assert answer.days == pytest.approx([61.0 + 28.0])


def test_the_way_before_comes_back_where_no_later_one_remains(make_pools):
    groups = (PaidGroup(key="B", per_day=10.0), PaidGroup(key="A", per_day=10.0, until_day=60.0))
    ways = tuple(Way(key=key, interval=0, tokens_per_day=1.0, groups=(key,)) for key in "BA")
    problem = make_pools(
        {}, groups=groups, intervals=cut_intervals(groups), ways=ways, stop=equal_stops(days=1.0), tokens=50.0
    )
    plan = planned(problem, (0, "B", 30.0), (0, "A", 20.0))
    # B 30 days, stop, A 29 of the 40 days it needs (14.5 tokens), stop, B the 5.5 tokens left
    answer = drawn(problem, plan, factors(problem, {"A": 0.5}))
    assert answer.days == pytest.approx([30.0 + 1.0 + 29.0 + 1.0 + 5.5])
    assert answer.stop_days[0] == pytest.approx([1.0, 1.0])


def test_several_that_remain_share_in_the_planned_proportions(make_pools):
    problem = closing(make_pools, until=30.0, others=("B", "C"), tokens=29.0)
    plan = planned(problem, (0, "A", 20.0), (0, "B", 6.0), (0, "C", 3.0))
    answer = drawn(problem, plan, factors(problem, {"A": 0.5}))
    worked = {way.key: tokens for way, tokens in zip(problem.ways, answer.tokens[0], strict=True) if tokens}
    assert worked == pytest.approx({"A": 15.0, "B": 6.0 + 5.0 * 2 / 3, "C": 3.0 + 5.0 / 3})
    assert answer.days == pytest.approx([30.0 + 9.0 + 5.0])


@pytest.mark.parametrize("waiting", Waiting)
def test_a_run_whose_windows_all_close_does_not_finish(make_pools, waiting):
    problem = closing(make_pools, until=60.0, waiting=waiting, tokens=50.0)
    answer = drawn(problem, planned(problem, (0, "A", 50.0)), factors(problem, {"A": 0.5}, {"A": 1.0}))
    assert answer.days.tolist() == [inf, 50.0]
    assert answer.last_days.tolist() == [60.0, 50.0]
    assert answer.money[0, 0] == pytest.approx(10.0 * 60.0)
    assert answer.tokens[0, 0] == pytest.approx(30.0)


def test_a_pool_that_loses_a_group_goes_on_at_its_other_size(make_pools):
    groups = (PaidGroup(key="a", per_day=1.0), PaidGroup(key="b", per_day=1.0, until_day=60.0))
    ways = (
        Way(key="A", interval=0, tokens_per_day=2.0, groups=("a", "b")),
        Way(key="A", interval=1, tokens_per_day=1.0, groups=("a",)),
    )
    stop = equal_stops(days=1.0, resized_days=0.25)
    problem = make_pools({}, groups=groups, intervals=cut_intervals(groups), ways=ways, stop=stop)
    answer = drawn(problem, planned(problem, (0, "A", 50.0)), factors(problem, {"A": 0.5}))
    # 60 tokens by day 60 at half the rate, then a short stop and 40 tokens at half a token a day
    assert answer.days == pytest.approx([60.0 + 0.25 + 80.0])
    assert answer.work_days[0] == pytest.approx([60.0, 80.0])


def test_held_groups_are_paid_to_the_drawn_end(make_ling):
    ling = make_ling("910B2", "H20", terms={"waiting": Waiting.HELD})
    plan = turns(ling)
    answer = drawn(ling, plan, np.full((1, 2), 0.5), np.array([[1.0, 2.0]]))
    assert answer.days == pytest.approx([2.0 * plan.days])
    assert answer.money[0] == pytest.approx([2.0 * plan.money["910B2"].total, 4.0 * plan.money["H20"].total])


def test_factors_are_draws_by_ways_above_0(make_ling):
    ling = make_ling()
    plan = turns(ling)
    for wrong in (np.ones(4), np.ones((2, 3)), np.zeros((2, 4))):
        with pytest.raises(BugError):
            drawn(ling, plan, wrong)


def test_a_joined_way_whose_window_closes_goes_on_with_the_pools_that_are_there_promise(make_pools):
    groups = (PaidGroup(key="A", per_day=10.0), PaidGroup(key="B", per_day=10.0, until_day=60.0))
    joined = Way(key="both", interval=0, tokens_per_day=2.0, groups=("A", "B"), kind=WayKind.JOINED)
    alone = tuple(
        Way(key=key, interval=place, tokens_per_day=1.0, groups=(key,)) for place, key in ((0, "A"), (0, "B"), (1, "A"))
    )
    problem = make_pools(
        {}, groups=groups, intervals=cut_intervals(groups), ways=(joined, *alone), stop=equal_stops(days=1.0)
    )
    plan = planned(problem, (0, "both", 50.0))
    ways = drawn_ways(problem, plan.visits)
    problem = replace(problem, ways=ways)
    # at 0.75 of the rate 90 of 100 tokens by day 60, a stop, and A works the other ten alone
    answer = drawn(problem, plan, factors(problem, {"both": 0.75}, {}))
    assert answer.days == pytest.approx([60.0 + 1.0 + 10.0, 50.0])
    assert answer.tokens.sum(axis=1) == pytest.approx([100.0, 100.0])


def test_a_way_of_an_earlier_interval_takes_over_where_the_last_one_closes_promise(make_pools):
    """A worked until B came; B's last day passes before the end, and A is still there."""
    groups = (PaidGroup(key="A", per_day=10.0), PaidGroup(key="B", per_day=10.0, from_day=20.0, until_day=60.0))
    ways = tuple(
        Way(key=key, interval=place, tokens_per_day=1.0, groups=(key,))
        for place, key in ((0, "A"), (1, "A"), (1, "B"), (2, "A"))
    )
    problem = make_pools(
        {}, groups=groups, intervals=cut_intervals(groups), ways=ways, stop=equal_stops(days=1.0), tokens=50.0
    )
    plan = planned(problem, (0, "A", 20.0), (1, "B", 30.0))
    # B begins on day 21 and has 39 days, at half a token each; A has a stop of a day, then 10.5 tokens to work
    answer = drawn(problem, plan, factors(problem, {"B": 0.5}))
    assert answer.days == pytest.approx([61.0 + 10.5])
