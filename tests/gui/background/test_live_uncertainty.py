"""What is uncertain is computed after the plan, while somebody looks, and never shown as true of another plan."""

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from gui.background.live_planning import LivePlanning
from gui.background.live_uncertainty import LiveUncertainty
from gui.background.planning_job import JobRunner

sys.path.insert(0, str(Path(__file__).parent))
import live_tasks


@pytest.fixture
def live(qtbot, lent_pool):
    runner = JobRunner(lent_pool)
    made = LivePlanning(runner, plan=live_tasks.plan_name, explore=live_tasks.explore_name)
    made.runner = runner
    yield made
    made.close()
    runner.close()
    made.deleteLater()
    runner.deleteLater()


@pytest.fixture
def uncertainty(live):
    return LiveUncertainty(live.runner, live, live, task=live_tasks.uncertainty_name)


def renamed(plan, name):
    return replace(plan, notes=name, name=name)


def planned(qtbot, live, plan, patience_ms):
    with qtbot.waitSignal(live.settled, timeout=patience_ms):
        live.follow(plan, at_once=True)


def test_nothing_is_computed_while_nobody_looks(qtbot, live, uncertainty, ling_plus, patience_ms):
    planned(qtbot, live, renamed(ling_plus, "one"), patience_ms)
    assert uncertainty.answer is None
    assert not uncertainty.current


def test_the_uncertainty_follows_the_plan_while_somebody_looks(qtbot, live, uncertainty, ling_plus, patience_ms):
    uncertainty.want(wanted=True)
    planned(qtbot, live, renamed(ling_plus, "one"), patience_ms)
    qtbot.waitUntil(lambda: uncertainty.current, timeout=patience_ms)
    assert uncertainty.answer == "uncertainty of one over None"
    live.follow(renamed(ling_plus, "two"), at_once=True)
    assert not uncertainty.current
    assert uncertainty.answer == "uncertainty of one over None"  # shown as stale meanwhile
    qtbot.waitUntil(lambda: uncertainty.current, timeout=patience_ms)
    assert uncertainty.answer == "uncertainty of two over None"


def test_another_axis_is_another_answer(qtbot, live, uncertainty, ling_plus, patience_ms):
    uncertainty.want(wanted=True)
    planned(qtbot, live, renamed(ling_plus, "one"), patience_ms)
    qtbot.waitUntil(lambda: uncertainty.current, timeout=patience_ms)
    uncertainty.choose_axes("team", "failures")
    assert not uncertainty.current
    qtbot.waitUntil(lambda: uncertainty.current, timeout=patience_ms)
    assert uncertainty.answer == "uncertainty of one over team"


def test_what_waits_for_the_uncertainty_gets_it_once(qtbot, live, uncertainty, ling_plus, patience_ms):
    planned(qtbot, live, renamed(ling_plus, "one"), patience_ms)
    handed = []
    uncertainty.once(handed.append)
    qtbot.waitUntil(lambda: bool(handed), timeout=patience_ms)
    uncertainty.once(handed.append)
    assert handed == ["uncertainty of one over None"] * 2


def test_a_plan_without_uncertainty_says_why(qtbot, live, uncertainty, ling_plus, patience_ms):
    uncertainty.want(wanted=True)
    planned(qtbot, live, renamed(ling_plus, "one"), patience_ms)
    qtbot.waitUntil(lambda: uncertainty.current, timeout=patience_ms)
    handed = []
    live.follow(renamed(ling_plus, "refused"), at_once=True)
    live._on_planned(live.plan, "refused")
    uncertainty.once(handed.append)
    qtbot.waitUntil(lambda: handed == [None], timeout=patience_ms)
    assert uncertainty.problem == "No uncertainty."
    assert uncertainty.answer is None


def test_it_is_told_when_an_answer_is_to_come_promise(qtbot, live, uncertainty, ling_plus, patience_ms):
    told = []
    uncertainty.running_changed.connect(told.append)
    uncertainty.want(wanted=True)
    with qtbot.waitSignal(live.planned, timeout=patience_ms):
        live.follow(renamed(ling_plus, "one"), at_once=True)
    assert told == [True]
    live.follow(renamed(ling_plus, "two"), at_once=True)
    assert told == [True, False]
    qtbot.waitUntil(lambda: uncertainty.current, timeout=patience_ms)
    assert told == [True, False, True, False]
