"""A timetable cut on any day is the same timetable."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.mixing.timetables.drawn_timetables import drawn
from planner.uncertainty.kept_timetable import kept_wearing, kept_with
from planner.uncertainty.progress import busy_days_by, paid, remaining, safe_tokens_by, tokens_by, worked_by
from planner.uncertainty.what_if import Factors, what_if

plans = settings.get_profile("plans")


@pytest.fixture
def fleets(known, small_plan, held):
    """In turn with stops, and with a window that opens in mid-run."""
    return [known(plan)[0] for plan in (small_plan, held(small_plan, from_day=37.0), held(small_plan, until_day=60.0))]


@plans
@given(st.floats(0.0, 0.999))
def test_what_is_done_and_what_is_left_make_the_run(fleets, part):
    for fleet in fleets:
        day = part * fleet.days
        left = remaining(fleet, day)
        assert left.from_day + left.timetable.days == pytest.approx(fleet.days, abs=1e-9)
        assert tokens_by(fleet, day) + left.timetable.tokens == pytest.approx(fleet.plan.training.tokens)
        assert sum(worked_by(fleet, day).values()) == pytest.approx(tokens_by(fleet, day))
        busy = busy_days_by(fleet, left.from_day)
        for group in fleet.choice.problem.groups:
            rest = left.timetable.work_days[group.key] + left.timetable.stop_days[group.key]
            whole = fleet.timetable.work_days[group.key] + fleet.timetable.stop_days[group.key]
            assert busy[group.key] + rest == pytest.approx(whole)
            first = paid(group, busy[group.key], 0.0, left.from_day)
            last = paid(group, rest, left.from_day, fleet.days)
            assert first + last == pytest.approx(fleet.timetable.money[group.key].total)


@plans
@given(st.floats(0.0, 0.999))
def test_nothing_changed_from_a_day_on_changes_nothing(fleets, part):
    for fleet in fleets:
        for kept in (
            kept_with(fleet, part * fleet.days, Factors()),
            kept_wearing(fleet, part * fleet.days, "Nvidia", 0.0),
        ):
            assert kept.days == pytest.approx(fleet.days, abs=1e-9)
            assert sum(kept.terms.values()) == pytest.approx(fleet.timetable.cost)


@plans
@given(st.floats(0.3, 2.0), st.floats(0.3, 2.0))
def test_a_change_on_day_0_is_the_what_if(fleets, rate, price):
    changes = Factors(rates={"H1": rate}, prices={"N1:rent-N1": price})
    for fleet in fleets[:2]:
        kept, figures = kept_with(fleet, 0.0, changes), what_if(fleet, changes)
        assert kept.days == pytest.approx(figures.days[0])
        assert sum(kept.terms.values()) == pytest.approx(figures.cost[0])


def test_the_last_hours_before_a_loss_are_void(known, small_plan):
    fleet = known(small_plan)[0]
    assert safe_tokens_by(fleet, 0.05, 2.0) == 0.0
    assert tokens_by(fleet, 10.0) - safe_tokens_by(fleet, 10.0, 2.0) == pytest.approx(64 * 1000 * 0.9 * 7200)
    assert tokens_by(fleet, fleet.days + 1.0) == pytest.approx(1e12)


def test_after_the_last_token_nothing_is_left(known, small_plan):
    fleet = known(small_plan)[0]
    assert remaining(fleet, fleet.days) is None


def test_a_wearing_pool_does_exactly_the_work_that_was_left(known, small_plan):
    """The worn rate, summed day by day, trains the tokens of the rest."""
    alone = replace(small_plan, cluster=replace(small_plan.cluster, groups=small_plan.cluster.groups[:1]))
    fleet = known(alone)[0]
    kept = kept_wearing(fleet, 50.0, "Nvidia", 0.8)
    days = (np.arange(200_000) + 0.5) / 200_000 * kept.rest_days
    rate = np.maximum(0.0, 1.0 - 0.8 / 365.25 * days) * 64 * 1000 * 0.9 * 86_400
    assert float(rate.mean()) * kept.rest_days == pytest.approx(1e12 - tokens_by(fleet, 50.0), rel=1e-6)


def test_the_cut_timetable_can_be_drawn(fleets):
    for fleet in fleets:
        left = remaining(fleet, 20.0)
        found = drawn(left.problem, left.timetable, np.ones((2, len(left.problem.ways))))
        assert found.days[0] == pytest.approx(left.timetable.days)
