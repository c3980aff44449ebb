"""What is in doubt is computed after the plan, while somebody looks, and never shown as true of another plan."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gui.background.live_doubts import LiveDoubts
from gui.background.live_planning import LivePlanning
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
def doubts(live):
    return LiveDoubts(live.runner, live, live, task=live_tasks.doubt_name)


def renamed(plan, name):
    return replace(plan, notes=name, name=name)


def planned(qtbot, live, plan, patience_ms):
    with qtbot.waitSignal(live.settled, timeout=patience_ms):
        live.follow(plan, at_once=True)


def test_nothing_is_computed_while_nobody_looks(qtbot, live, doubts, ling_plus, patience_ms):
    planned(qtbot, live, renamed(ling_plus, "one"), patience_ms)
    assert doubts.answer is None
    assert not doubts.current


def test_the_doubts_follow_the_plan_while_somebody_looks(qtbot, live, doubts, ling_plus, patience_ms):
    doubts.want(wanted=True)
    planned(qtbot, live, renamed(ling_plus, "one"), patience_ms)
    qtbot.waitUntil(lambda: doubts.current, timeout=patience_ms)
    assert doubts.answer == "doubts of one over None"
    live.follow(renamed(ling_plus, "two"), at_once=True)
    assert not doubts.current
    assert doubts.answer == "doubts of one over None"  # shown as stale meanwhile
    qtbot.waitUntil(lambda: doubts.current, timeout=patience_ms)
    assert doubts.answer == "doubts of two over None"


def test_another_axis_is_another_answer(qtbot, live, doubts, ling_plus, patience_ms):
    doubts.want(wanted=True)
    planned(qtbot, live, renamed(ling_plus, "one"), patience_ms)
    qtbot.waitUntil(lambda: doubts.current, timeout=patience_ms)
    doubts.choose_axes("team", "failures")
    assert not doubts.current
    qtbot.waitUntil(lambda: doubts.current, timeout=patience_ms)
    assert doubts.answer == "doubts of one over team"


def test_what_waits_for_the_doubts_gets_them_once(qtbot, live, doubts, ling_plus, patience_ms):
    planned(qtbot, live, renamed(ling_plus, "one"), patience_ms)
    handed = []
    doubts.once(handed.append)
    qtbot.waitUntil(lambda: bool(handed), timeout=patience_ms)
    doubts.once(handed.append)
    assert handed == ["doubts of one over None"] * 2


def test_a_plan_without_doubts_says_why(qtbot, live, doubts, ling_plus, patience_ms):
    doubts.want(wanted=True)
    planned(qtbot, live, renamed(ling_plus, "one"), patience_ms)
    qtbot.waitUntil(lambda: doubts.current, timeout=patience_ms)
    handed = []
    live.follow(renamed(ling_plus, "refused"), at_once=True)
    live._on_planned("refused")
    doubts.once(handed.append)
    qtbot.waitUntil(lambda: handed == [None], timeout=patience_ms)
    assert doubts.problem == "No doubts."
    assert doubts.answer is None
