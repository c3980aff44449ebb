import sys
from concurrent.futures import Future
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject

from gui.background.live_planning import PAUSE_MS, LivePlanning
from gui.background.planning_job import Job, JobRunner, JobState

sys.path.insert(0, str(Path(__file__).parent))
import live_tasks


@pytest.fixture
def live(qtbot, lent_pool):
    runner = JobRunner(lent_pool)
    made = LivePlanning(runner, plan=live_tasks.plan_name, explore=live_tasks.explore_name)
    yield made
    made.close()
    runner.close()
    made.deleteLater()
    runner.deleteLater()


def renamed(plan, name):
    return replace(plan, notes=name, name=name)


def test_an_edit_is_planned_and_figures_are_stale_meanwhile(qtbot, live, ling_plus, patience_ms):
    stale = []
    live.stale_changed.connect(stale.append)
    with qtbot.waitSignal(live.planned, timeout=patience_ms) as blocker:
        live.follow(renamed(ling_plus, "first"))
        assert live.stale
    assert blocker.args == ["first"]
    assert stale == [True, False]


def test_only_the_newest_of_many_edits_is_answered(qtbot, live, ling_plus, patience_ms):
    answers = []
    live.planned.connect(answers.append)
    with qtbot.waitSignal(live.settled, timeout=patience_ms):
        for number in range(20):
            live.follow(renamed(ling_plus, str(number)), at_once=number % 2 == 0)
    assert answers == ["19"]


def test_between_edits_no_older_answer_follows_a_newer_one(qtbot, live, ling_plus, patience_ms):
    answers = []
    live.planned.connect(lambda answer: answers.append(int(answer)))
    for number in range(20):
        live.follow(renamed(ling_plus, str(number)), at_once=number % 2 == 0)
        qtbot.wait(3)  # what a fast worker answers in between is welcome
    qtbot.waitUntil(lambda: answers[-1:] == [19] and not live.busy, timeout=patience_ms)
    assert answers == sorted(set(answers))


def test_a_single_edit_is_planned_at_once_and_a_burst_at_its_end(qtbot, live, ling_plus, patience_ms):
    waits = []
    for number in range(3):
        live.follow(renamed(ling_plus, str(number)))
        waits.append(live._pause.isActive())
    assert waits == [False, True, True]
    qtbot.waitUntil(lambda: not live.busy and live._since_edit.hasExpired(PAUSE_MS), timeout=patience_ms)
    live.follow(renamed(ling_plus, "later"))
    assert not live._pause.isActive()
    assert live.busy


def test_exploring_waits_for_the_plan_and_then_answers_for_it(qtbot, live, ling_plus, patience_ms):
    with qtbot.waitSignal(live.explored, timeout=patience_ms) as blocker:
        live.follow(renamed(ling_plus, "both"))
        live.explore()
    assert blocker.args == ["explored both"]
    assert not live.exploring
    assert live.exploration_is_current


def test_an_edit_while_exploring_supersedes_it_and_explores_the_newer_plan(qtbot, live, ling_plus, patience_ms):
    explored = []
    live.explored.connect(explored.append)
    live.follow(renamed(ling_plus, "slow old"))
    live.explore()
    with qtbot.waitSignal(live.exploring_advanced, timeout=patience_ms):
        pass
    with qtbot.waitSignal(live.settled, timeout=patience_ms):
        live.follow(renamed(ling_plus, "new"))
    assert explored == ["explored new"]


class Runs(QObject):
    """A runner that keeps its jobs, for a test to answer them."""

    def __init__(self):
        super().__init__()
        self.jobs = []

    def run(self, _task, *_arguments):
        self.jobs.append(Job(self, lambda: None))
        return self.jobs[-1]

    @staticmethod
    def answer(job, said):
        future = Future()
        future.set_result(said)
        job.heard_end(future)


def test_whoever_asks_as_the_figures_arrive_one_exploration_runs_and_no_other_plan_hears_of_it(qtbot, ling_plus):
    runs = Runs()
    live = LivePlanning(runs, runs)
    explored = []
    live.explored.connect(explored.append)
    live.planned.connect(lambda _result: live.explore())
    live.follow(ling_plus, at_once=True)
    live.explore_once_planned(ling_plus)
    runs.answer(runs.jobs[0], "figures")
    exploring = runs.jobs[1:]
    assert len(exploring) == 1
    live.forget()
    live.follow(renamed(ling_plus, "another"), at_once=True)
    runs.answer(exploring[0], "fleets of the first")
    assert (explored, live.exploration, exploring[0].state) == ([], None, JobState.CANCELLED)
    live.close()


def test_an_edited_plan_is_not_explored_though_it_was_to_be_once_it_was_planned(qtbot, ling_plus):
    runs = Runs()
    live = LivePlanning(runs, runs)
    live.follow(ling_plus, at_once=True)
    live.explore_once_planned(ling_plus)
    live.follow(renamed(ling_plus, "edited"), at_once=True)
    runs.answer(runs.jobs[-1], "figures")
    assert len(runs.jobs) == 2
    assert not live.exploring
    live.close()


def test_cancelling_leaves_the_exploration_shown_before(qtbot, live, ling_plus, patience_ms):
    with qtbot.waitSignal(live.explored, timeout=patience_ms):
        live.follow(renamed(ling_plus, "kept"))
        live.explore()
    live.follow(renamed(ling_plus, "slow next"))
    live.explore()
    with qtbot.waitSignal(live.exploring_advanced, timeout=patience_ms):
        pass
    ended = []
    live.exploring_changed.connect(ended.append)
    live.cancel_exploring()
    assert ended == [False]
    assert live.exploration == "explored kept"


def test_other_counts_leave_an_exploration_current_and_other_limits_do_not(qtbot, live, ling_plus, patience_ms):
    with qtbot.waitSignal(live.explored, timeout=patience_ms):
        live.follow(ling_plus)
        live.explore()
    groups = ling_plus.cluster.groups
    counted = replace(ling_plus.cluster, groups=(replace(groups[0], nodes=groups[0].nodes + 1), *groups[1:]))
    live.follow(replace(ling_plus, cluster=counted))
    assert live.exploration_is_current
    limited = replace(ling_plus.cluster, groups=(replace(groups[0], explore_max_nodes=1), *groups[1:]))
    live.follow(replace(ling_plus, cluster=limited))
    assert not live.exploration_is_current


def test_a_plan_that_fails_says_so_and_can_be_tried_again(qtbot, live, ling_plus, patience_ms):
    with qtbot.waitSignal(live.planning_failed, timeout=patience_ms):
        live.follow(renamed(ling_plus, "refused"))
    assert live.stale
    assert not live.busy
    with qtbot.waitSignal(live.planning_failed, timeout=patience_ms):
        live.plan_again()


def test_the_frontier_so_far_is_heard_while_exploring_and_gone_after(qtbot, lent_pool, ling_plus, patience_ms):
    groups = tuple(
        replace(group, explore_min_nodes=0, explore_max_nodes=128, explore_step_nodes=64)
        for group in ling_plus.cluster.groups
    )
    large = replace(ling_plus, cluster=replace(ling_plus.cluster, groups=groups))
    runner = JobRunner(lent_pool)
    live = LivePlanning(runner)
    with qtbot.waitSignal(live.planned, timeout=patience_ms):
        live.follow(large, at_once=True)
    heard = []
    live.frontier_found.connect(lambda: heard.append(live.so_far))
    with qtbot.waitSignal(live.explored, timeout=patience_ms):
        live.explore()
    assert heard
    assert min(len(one.frontier) for one in heard) > 0
    assert {one.estimates for one in heard} == {live.exploration.estimates}, "its figures wear the marks of the end"
    assert live.so_far is None
    for made in (live, runner):
        made.close()
        made.deleteLater()


def test_what_is_written_has_the_plan_and_its_own_figures(qtbot, live, ling_plus, patience_ms):
    with qtbot.waitSignal(live.planned, timeout=patience_ms):
        live.follow(renamed(ling_plus, "first"), at_once=True)
    taken = []
    live.once_planned(lambda plan, result: taken.append((plan.name, result)))
    with qtbot.waitSignal(live.planned, timeout=patience_ms):
        live.follow(renamed(ling_plus, "second"), at_once=True)
        live.once_planned(lambda plan, result: taken.append((plan.name, result)))
        assert (live.planned_plan.name, live.result) == ("first", "first")
    assert taken == [("first", "first"), ("second", "second")]


def test_what_waits_for_figures_is_dropped_where_there_are_none(qtbot, live, ling_plus, patience_ms):
    taken = []
    with qtbot.waitSignal(live.planning_failed, timeout=patience_ms):
        live.follow(renamed(ling_plus, "refused"), at_once=True)
        live.once_planned(lambda *found: taken.append(found))
    with qtbot.waitSignal(live.planned, timeout=patience_ms):
        live.follow(renamed(ling_plus, "planned"), at_once=True)
    assert not taken


def test_cancelling_is_reported_once(qtbot, live, ling_plus, patience_ms):
    reported = []
    live.exploring_cancelled.connect(lambda: reported.append(live.exploring))
    live.follow(renamed(ling_plus, "slow"), at_once=True)
    with qtbot.waitSignal(live.exploring_cancelled, timeout=patience_ms):
        live.explore()
        live.cancel_exploring()
    live.cancel_exploring()
    assert reported == [False]


def test_figures_are_shown_before_their_bands_and_are_old_as_soon_as_there_is_a_newer_plan(
    qtbot, live, ling_plus, patience_ms
):
    live._plan_task = live_tasks.plan_in_two_parts
    seen = []
    live.figured.connect(seen.append)
    live.stale_changed.connect(seen.append)
    live.planned.connect(seen.append)
    with qtbot.waitSignal(live.figured, timeout=patience_ms):
        live.follow(renamed(ling_plus, "slow"), at_once=True)
    assert live.stale
    with qtbot.waitSignal(live.planned, timeout=patience_ms):
        live.follow(renamed(ling_plus, "newer"), at_once=True)
    assert seen == [True, "figures of slow", True, "figures of newer", False, "newer"]
