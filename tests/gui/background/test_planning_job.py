import sys
import threading
from pathlib import Path

import pytest

from gui.background import planning_job
from gui.background.file_lanes import Lane
from gui.background.planning_job import JobRunner, JobState, WorkerDiedError
from gui.background.worker_pool import WorkerPool
from planner.errors import ClusterError, UserError

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


@pytest.mark.parametrize("doubles", [{21: [40, 42]}, {3: [6], 21: [42]}])  # what a run answers, time after time
def test_what_the_pool_has_begun_answers_the_first_run_alone(qtbot, runner, lent_pool, patience_ms, doubles):
    begun = lent_pool.submit(job_tasks.double, 20)  # another number: the answer tells which of the two was heard
    runner.expect(begun, job_tasks.double, 21)
    answers = []
    for number in (number for number, answered in doubles.items() for _ in answered):
        job = runner.run(job_tasks.double, number)
        job.succeeded.connect(answers.append)
        with qtbot.waitSignal(job.succeeded, timeout=patience_ms):
            pass
    assert answers == [answer for answered in doubles.values() for answer in answered]


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
    with qtbot.waitSignal(job.advanced, timeout=patience_ms):
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
    with qtbot.waitSignal(stuck.advanced, timeout=patience_ms):
        pass
    with qtbot.waitSignal(waiting.succeeded, timeout=patience_ms) as blocker:
        stuck.cancel()
    assert blocker.args == [6]
    assert stuck.state is JobState.CANCELLED


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("way", ["SIGKILL", "SIGSTOP"])
def test_half_a_progress_message_holds_nothing_up(qtbot, patience_ms, way):
    """The window goes on while the rest never comes, and the next job is heard in full."""
    pool = WorkerPool(2)
    runner = JobRunner(pool)
    runner._patience.setInterval(100)
    broken = runner.run(job_tasks.half_a_message, way)
    if way == "SIGKILL":
        with qtbot.waitSignal(broken.failed, timeout=patience_ms):
            pass
    else:
        with qtbot.waitSignal(broken.advanced, timeout=patience_ms):
            pass
        assert pool.progress() == [], "nothing is waited for"
        broken.cancel()
    found, job = [], runner.run(job_tasks.tell_much, 3)
    job.found.connect(found.append)
    with qtbot.waitSignal(job.succeeded, timeout=patience_ms):
        pass
    qtbot.waitUntil(lambda: runner.is_idle, timeout=patience_ms)
    runner.close()
    runner.deleteLater()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_half_an_answer_does_not_keep_the_program_from_ending(qtbot, patience_ms):
    pool = WorkerPool(1)
    runner = JobRunner(pool)
    runner._patience.setInterval(100)
    broken = runner.run(job_tasks.half_an_answer)
    with qtbot.waitSignal(broken.advanced, timeout=patience_ms):
        pass
    thread = pool._executor._executor_manager_thread
    broken.cancel()
    with qtbot.waitSignal(runner.run(job_tasks.double, 2).succeeded, timeout=patience_ms):
        pass
    thread.join(patience_ms / 1000)
    assert not thread.is_alive()
    runner.close()
    runner.deleteLater()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_worker_that_ends_in_the_middle_of_its_answer_is_said_to_have_died(qtbot, patience_ms):
    """Though another worker lives, and holds the pipe open that the rest of the answer would come by."""
    runner = JobRunner(WorkerPool(2))
    runner._lost.setInterval(100)
    living = runner.run(job_tasks.until_cancelled)
    with qtbot.waitSignal(living.advanced, timeout=patience_ms):
        pass
    with qtbot.waitSignal(runner.run(job_tasks.half_an_answer).failed, timeout=patience_ms) as blocker:
        pass
    assert isinstance(blocker.args[0], WorkerDiedError)
    with qtbot.waitSignal(runner.run(job_tasks.double, 2).succeeded, timeout=patience_ms):
        pass
    runner.close()
    runner.deleteLater()


def test_what_is_found_arrives_whole_however_large_it_is(qtbot, runner, patience_ms):
    job = runner.run(job_tasks.tell_much, 8)
    with qtbot.waitSignal(job.found, timeout=patience_ms) as found:
        pass
    assert found.args == [bytes(8 << 20)]


def test_saving_does_not_wait_behind_a_file_that_never_answers(qtbot, runner, patience_ms):
    release = threading.Event()
    reading = runner.run_in_thread(Lane.READING, release.wait)
    with qtbot.waitSignal(runner.run_in_thread(Lane.SAVING, int).succeeded, timeout=patience_ms):
        pass
    reading.cancel()
    with qtbot.waitSignal(runner.run_in_thread(Lane.READING, int).succeeded, timeout=patience_ms):
        pass
    assert reading.state is JobState.CANCELLED
    release.set()


def test_a_program_that_ends_writes_what_was_to_be_written_and_waits_for_no_reading(qtbot, lent_pool, monkeypatch):
    monkeypatch.setattr(planning_job, "READING_S", 0.01)
    runner, release, written = JobRunner(lent_pool), threading.Event(), []
    runner.run_in_thread(Lane.READING, release.wait)
    for number in range(3):
        runner.run_in_thread(Lane.SAVING, written.append, number)
    runner.close()
    assert written == [0, 1, 2]
    release.set()
    runner.deleteLater()


def test_a_disk_that_never_answers_is_given_up_in_words(qtbot, lent_pool, monkeypatch, capsys):
    monkeypatch.setattr(planning_job, "SAVING_S", 0.01)
    runner, release = JobRunner(lent_pool), threading.Event()
    runner.run_in_thread(Lane.SAVING, release.wait)
    runner.close()
    assert "The saving of a file was given up: its disk did not answer in 0.01 seconds" in capsys.readouterr().err
    release.set()
    runner.deleteLater()


@pytest.mark.parametrize(
    ("error", "passes"),
    [(WorkerDiedError("x"), True), (ClusterError("x"), True), (ValueError("x"), True), (UserError("x"), False)],
)
def test_what_is_no_fault_of_the_users_may_be_tried_again(error, passes):
    assert planning_job.may_pass(error) is passes


def test_file_work_runs_in_the_order_it_was_asked_for(qtbot, runner, patience_ms):
    order = []
    jobs = [runner.run_in_thread(Lane.SAVING, order.append, number) for number in range(4)]
    with qtbot.waitSignal(jobs[-1].succeeded, timeout=patience_ms):
        pass
    assert order == [0, 1, 2, 3]
