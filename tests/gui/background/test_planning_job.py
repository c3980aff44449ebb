import sys
from pathlib import Path

import pytest

from gui.background.planning_job import JobRunner, JobState, WorkerDiedError
from planner.errors import UserError

sys.path.insert(0, str(Path(__file__).parent))
import job_tasks


@pytest.fixture
def runner(qtbot, lent_pool):
    made = JobRunner(lent_pool)
    yield made
    made.close()
    made.deleteLater()


def test_a_job_answers_once_with_what_its_task_returned(qtbot, runner, patience_ms):
    job = runner.run(job_tasks.double, 21)
    answers = []
    job.succeeded.connect(answers.append)
    with qtbot.waitSignal(runner.idle, timeout=patience_ms):
        pass
    assert answers == [42]
    assert job.state is JobState.SUCCEEDED


def test_progress_arrives_in_order_and_ends_at_the_total(qtbot, runner, patience_ms):
    job = runner.run(job_tasks.count_to, 5)
    said = []
    job.advanced.connect(lambda done, total: said.append((done, total)))
    with qtbot.waitSignal(job.succeeded, timeout=patience_ms):
        pass
    assert said
    assert said == sorted(said)
    assert said[-1] == (5, 5)


def test_cancel_is_answered_at_once_and_nothing_follows(qtbot, runner, patience_ms):
    job = runner.run(job_tasks.until_cancelled)
    with qtbot.waitSignal(job.started, timeout=patience_ms):
        pass
    heard = []
    for name in ("succeeded", "failed", "cancelled"):
        getattr(job, name).connect(lambda *_args, name=name: heard.append(name))
    job.cancel()
    assert heard == ["cancelled"]  # before the call returns
    with qtbot.waitSignal(runner.idle, timeout=patience_ms):
        pass
    assert heard == ["cancelled"]


def test_a_refusal_of_the_planner_reaches_the_window_as_its_sentence(qtbot, runner, patience_ms):
    job = runner.run(job_tasks.refuse)
    with qtbot.waitSignal(job.failed, timeout=patience_ms) as blocker:
        pass
    assert isinstance(blocker.args[0], UserError)
    assert str(blocker.args[0]) == "Nothing fits; add memory."


def test_a_dead_worker_is_an_error_to_retry_and_the_next_job_runs(qtbot, runner, patience_ms):
    job = runner.run(job_tasks.die)
    with qtbot.waitSignal(job.failed, timeout=patience_ms) as blocker:
        pass
    assert isinstance(blocker.args[0], WorkerDiedError)
    again = runner.run(job_tasks.double, 4)
    with qtbot.waitSignal(again.succeeded, timeout=patience_ms) as blocker:
        pass
    assert blocker.args == [8]


def test_a_worker_that_does_not_hear_a_cancel_is_ended_and_waiting_jobs_still_run(qtbot, runner, patience_ms):
    runner._patience.setInterval(150)
    stuck = runner.run(job_tasks.deaf, 60)
    waiting = runner.run(job_tasks.double, 3)
    with qtbot.waitSignal(stuck.started, timeout=patience_ms):
        pass
    with qtbot.waitSignal(waiting.succeeded, timeout=patience_ms) as blocker:
        stuck.cancel()
    assert blocker.args == [6]
    assert stuck.state is JobState.CANCELLED


def test_file_work_runs_in_the_order_it_was_asked_for(qtbot, runner, patience_ms):
    order = []
    jobs = [runner.run_in_thread(order.append, number) for number in range(4)]
    with qtbot.waitSignal(jobs[-1].succeeded, timeout=patience_ms):
        pass
    assert order == [0, 1, 2, 3]
