from math import inf

import pytest
from msgspec.structs import replace

from planner.errors import BugError
from planner.mixing.timetables.timetable import EntryKind, Visit, timetable
from planner.mixing.timetables.timetable_checks import (
    AtOnce,
    OutsideInterval,
    TooManyTokens,
    VisitedTwice,
    Waits,
    WrongTokens,
    faults,
)
from planner.mixing.timetables.timetable_problem import (
    Cap,
    CapBasis,
    CapMeasure,
    Interval,
    PaidGroup,
    Waiting,
    Way,
    cut_intervals,
    equal_stops,
)


def visits(*triples):
    return [Visit(interval=interval, key=key, days=days) for interval, key, days in triples]


def kinds(plan):
    return [(entry.kind.value, entry.way, entry.from_day, entry.to_day) for entry in plan.entries]


def test_intervals_are_cut_at_every_window():
    groups = [
        PaidGroup(key="a", per_day=1.0, until_day=90.0),
        PaidGroup(key="b", per_day=1.0, from_day=60.0, until_day=90.0),
        PaidGroup(key="c", per_day=1.0),
    ]
    assert cut_intervals(groups) == (
        Interval(from_day=0.0, to_day=60.0),
        Interval(from_day=60.0, to_day=90.0),
        Interval(from_day=90.0, to_day=inf),
    )


def test_a_timetable_is_work_stops_and_waits_in_a_row(make_pools):
    pools = make_pools({"A": (1.0, 10.0), "B": (2.0, 30.0)}, stop=equal_stops(days=0.5))
    plan = timetable(pools, visits((0, "A", 40.0), (0, "B", 30.0)))
    assert kinds(plan) == [("work", "A", 0.0, 40.0), ("stop", "B", 40.0, 40.5), ("work", "B", 40.5, 70.5)]
    assert plan.days == 70.5
    assert plan.tokens_by_way == {"A": 40.0, "B": 60.0}
    assert faults(pools, plan) == ()


def test_a_wait_is_an_entry_of_each_interval_it_passes(make_windowed):
    windowed = make_windowed()
    plan = timetable(windowed, visits((0, "H20", 10.0), (1, "910B2", 90.0)))
    assert kinds(plan)[:3] == [("work", "H20", 0.0, 10.0), ("wait", None, 10.0, 60.0), ("stop", "910B2", 60.0, 60.5)]
    assert plan.days_of(EntryKind.WAIT) == 50.0


def test_a_group_is_paid_by_its_terms(make_pools):
    # 40 days of A, half a day of stop, 30 of B: held costs all 70.5 days, lent half of those on which it waits less
    base = make_pools({"A": (1.0, 10.0), "B": (2.0, 30.0)}, stop=equal_stops(days=0.5))
    order = visits((0, "A", 40.0), (0, "B", 30.0))

    def money(waiting):
        terms = tuple(replace(group, waiting=waiting, lent_share=0.25) for group in base.groups)
        return timetable(replace(base, groups=terms), order).money

    released, held, lent = money(Waiting.RELEASED), money(Waiting.HELD), money(Waiting.LENT)
    assert (released["A"].total, released["B"].total) == (400.0, 30.0 * 30.5)
    assert (released["B"].work, released["B"].stops, released["B"].waiting) == (900.0, 15.0, 0.0)
    assert (held["A"].total, held["B"].total) == pytest.approx((705.0, 30.0 * 70.5))
    assert held["B"].waiting == pytest.approx(30.0 * 40.0)
    assert lent["A"].lent_credit == pytest.approx(0.25 * 10.0 * 30.5)
    assert lent["B"].total == pytest.approx(30.0 * 70.5 - 0.25 * 30.0 * 40.0)


def test_the_old_ways_groups_are_paid_as_long_as_the_stop_says(make_pools):
    base = make_pools({"A": (1.0, 10.0), "B": (2.0, 30.0)})
    order = visits((0, "A", 40.0), (0, "B", 30.0))
    for old_days in (0.0, 0.2, 0.5):
        plan = timetable(replace(base, stop=equal_stops(days=0.5, old_days=old_days)), order)
        assert plan.stop_days == {"A": old_days, "B": 0.5}
        assert plan.cost == pytest.approx(10.0 * (40.0 + old_days) + 30.0 * 30.5)
        assert plan.days == 70.5


def test_a_held_group_is_paid_to_its_last_day_or_the_runs_end():
    group = PaidGroup(key="a", per_day=2.0, waiting=Waiting.HELD, from_day=10.0, until_day=50.0)
    assert [group.held_days(end) for end in (5.0, 10.0, 30.0, 50.0, 80.0)] == [0.0, 0.0, 20.0, 40.0, 40.0]


@pytest.mark.parametrize("waiting", [Waiting.HELD, Waiting.LENT])
def test_what_rounding_leaves_of_a_group_that_is_always_busy_is_no_wait(waiting):
    group = PaidGroup(key="a", per_day=1e6, waiting=waiting)
    busy_days = sum([0.1] * 8)
    assert busy_days < 0.8
    assert group.waited_days(0.8, busy_days) == 0.0
    assert group.waited_days(0.9, busy_days) == pytest.approx(0.1)
    assert replace(group, waiting=Waiting.RELEASED).waited_days(0.9, busy_days) == 0.0


def test_a_left_out_group_still_costs_by_its_terms(make_pools):
    base = make_pools({"A": (1.0, 10.0), "B": (2.0, 30.0)})
    groups = (base.groups[0], replace(base.groups[1], waiting=Waiting.HELD))
    plan = timetable(replace(base, groups=groups), visits((0, "A", 100.0)))
    assert plan.left_out == ("B",)
    assert plan.money["B"].total == pytest.approx(3000.0)
    assert timetable(base, visits((0, "A", 100.0))).money["B"].total == 0.0


def test_each_stack_beyond_the_first_is_ported_once(make_ling):
    ling = make_ling(porting_per_stack=8.0)
    order = visits((0, "910B2", 50.0), (0, "A800", 50.0), (0, "H20", 10.0))
    assert timetable(ling, order).porting == {"CUDA": 8.0}  # 910B2 trains most tokens, so the run starts on its stack
    assert timetable(replace(ling, start_stack="CUDA"), order).porting == {"CANN": 8.0}
    assert timetable(replace(ling, start_stack="ROCm"), order).porting == {"CANN": 8.0, "CUDA": 8.0}
    assert timetable(ling, visits((0, "A800", 50.0), (0, "H20", 50.0))).porting == {}


def test_shares_of_compute_spend_and_days(make_ling):
    ling = make_ling(stop=equal_stops(days=1.0))
    plan = timetable(ling, visits((0, "910B2", 60.0), (0, "A800", 20.0), (0, "H20", 18.0)))
    huawei, nvidia = 60.0 * 9.0 / 112.9, 20.0 * 9.0 / 169.0 + 18.0 * 9.0 / 241.1
    assert plan.compute_shares["supplier"]["Huawei"] == pytest.approx(huawei / (huawei + nvidia))
    spend = {"Huawei": 60.0 * 4.315 * 9.0 / 112.9, "Nvidia": 21.0 * 4.616 * 9.0 / 169.0 + 19.0 * 3.713 * 9.0 / 241.1}
    assert plan.spend_shares["supplier"]["Nvidia"] == pytest.approx(spend["Nvidia"] / sum(spend.values()))
    # the stop from A800 to H20 hangs on Nvidia alone, the one before on both
    assert plan.hanging["supplier"] == pytest.approx({"Huawei": 60.0 / 100.0, "Nvidia": 39.0 / 100.0})


def test_a_joined_way_hangs_on_no_single_name(make_windowed):
    plan = timetable(make_windowed(), visits((0, "H20", 60.0), (1, "joined", 30.0)))
    assert plan.hanging["supplier"] == pytest.approx({"Nvidia": 60.0 / 90.5})


def test_seconds_per_step_are_the_runs_days_over_its_steps(make_pools):
    pools = make_pools({"A": (1.0, 10.0), "B": (2.0, 30.0)}, stop=equal_stops(days=0.5))
    plan = timetable(pools, visits((0, "A", 40.0), (0, "B", 30.0)))
    assert plan.seconds_per_step(0.1) == pytest.approx(70.5 * 86400.0 / 1000.0)


def test_every_fault_is_named(make_windowed):
    windowed = make_windowed()
    too_early = timetable(windowed, visits((0, "H20", 70.0), (1, "910B2", 60.0)))
    assert {type(fault) for fault in faults(windowed, too_early)} >= {OutsideInterval}
    waiting = timetable(windowed, visits((0, "H20", 10.0), (1, "910B2", 10.0)))
    found = faults(windowed, waiting)
    assert Waits(interval=0, days=50.0) in found
    assert any(isinstance(fault, WrongTokens) for fault in found)
    assert Waits(interval=0, days=50.0) not in faults(replace(windowed, may_wait=True), waiting)
    twice = timetable(windowed, visits((0, "H20", 60.0), (1, "910B2", 10.0), (1, "H20", 10.0), (1, "910B2", 10.0)))
    assert VisitedTwice(key="910B2", interval=1) in faults(windowed, twice)


def test_work_at_once_and_steps_out_of_a_row_are_faults(make_pools):
    pools = make_pools({"A": (1.0, 10.0), "B": (2.0, 30.0)})
    plan = timetable(pools, visits((0, "A", 40.0), (0, "B", 30.0)))
    first, second = plan.entries
    at_once = replace(plan, entries=(first, replace(second, from_day=0.0, to_day=30.0)))
    assert AtOnce(first=0, second=1, days=40.0) in faults(pools, at_once)
    shortened = replace(plan, entries=(replace(first, to_day=20.0), second))
    assert TooManyTokens(key="A", tokens=40.0, most_tokens=20.0) in faults(pools, shortened)


def test_an_interval_shorter_than_every_stop_may_pass(make_pools):
    groups = (
        PaidGroup(key="A", per_day=1.0, until_day=10.0),
        PaidGroup(key="B", per_day=1.0, from_day=10.0, until_day=10.3),
        PaidGroup(key="C", per_day=1.0, from_day=10.3),
    )
    ways = tuple(Way(key=key, interval=place, tokens_per_day=1.0, groups=(key,)) for place, key in enumerate("ABC"))
    values = {"tokens": 30.0, "intervals": cut_intervals(groups), "groups": groups, "ways": ways}
    problem = make_pools({}, stop=equal_stops(days=0.5), **values)
    plan = timetable(problem, visits((0, "A", 10.0), (2, "C", 20.0)))
    assert faults(problem, plan) == ()
    assert plan.days == pytest.approx(30.8)


def test_contradictions_are_ours():
    group = PaidGroup(key="a", per_day=1.0, from_day=5.0)
    with pytest.raises(BugError):
        Cap(layer="supplier", limit=2000.0, basis=CapBasis.SPEND, measure=CapMeasure.HHI)
    assert group.per_held_day + group.per_worked_day == group.per_day


def test_a_way_outside_its_groups_windows_is_refused(make_pools):
    groups = (PaidGroup(key="a", per_day=1.0, from_day=5.0),)
    way = Way(key="a", interval=0, tokens_per_day=1.0, groups=("a",))
    with pytest.raises(BugError):
        make_pools({}, groups=groups, ways=(way,), intervals=cut_intervals(groups))
    with pytest.raises(BugError):
        make_pools({"A": (1.0, 1.0)}, tokens=0.0)
