"""Workers end with the window, however it ends."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from gui.background.worker_pool import WorkerPool

sys.path.insert(0, str(Path(__file__).parent))
import job_tasks

PATIENCE_S = 20
ORPHANING = """
import sys, time
sys.path.insert(0, {folder!r})
import job_tasks
from gui.background.worker_pool import WorkerPool
if __name__ == "__main__":
    pool = WorkerPool(1)
    print(pool.submit(job_tasks.who).future.result(), flush=True)
    time.sleep(60)
"""


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes through /proc")
def test_workers_do_not_outlive_a_window_that_is_killed(tmp_path):
    script = tmp_path / "orphaning.py"
    script.write_text(ORPHANING.format(folder=str(Path(__file__).parent)), encoding="utf-8")
    window = subprocess.Popen(  # noqa: S603 - this interpreter, this test's script
        [sys.executable, script],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    worker = int(window.stdout.readline())
    assert is_running(worker)
    window.send_signal(signal.SIGKILL)
    window.wait(PATIENCE_S)
    window.stdout.close()
    deadline_s = time.monotonic() + PATIENCE_S
    while is_running(worker) and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert not is_running(worker)


def test_closing_ends_workers_whatever_they_do():
    pool = WorkerPool(1)
    worker = pool.submit(job_tasks.who).future.result(PATIENCE_S)
    pool.submit(job_tasks.deaf, 60)
    before_s = time.monotonic()
    pool.close()
    assert time.monotonic() - before_s < PATIENCE_S / 4
    assert not is_running(worker)


@pytest.fixture
def faults(monkeypatch):
    """What threads ended with; the executor's own must never."""
    found = []
    monkeypatch.setattr(threading, "excepthook", found.append)
    return found


def test_what_waits_behind_a_task_called_off_is_answered_where_the_worker_dies(faults):
    pool = WorkerPool(1)
    worker = pool.submit(job_tasks.who).future.result(PATIENCE_S)
    waiting = [pool.submit(job_tasks.deaf, 60), *(pool.submit(job_tasks.double, number) for number in range(9))]
    while not waiting[1].future.running():  # the executor hands on so many: the others wait for their turn
        time.sleep(0.01)
    for ticket in waiting[1:-1]:
        pool.cancel(ticket)
    os.kill(worker, signal.SIGKILL)
    assert isinstance(waiting[-1].future.exception(PATIENCE_S), BrokenProcessPool)
    pool.close()
    assert faults == []


def test_workers_are_ended_again_and_again_whatever_was_called_off(faults):
    pool = WorkerPool(1)
    for _ in range(8):
        tickets = [pool.submit(job_tasks.double, number) for number in range(9)]
        for ticket in tickets[::2]:
            pool.cancel(ticket)
        pool.rebuild()
        for ticket in tickets:
            with contextlib.suppress(CancelledError):
                ticket.future.exception(PATIENCE_S)
    pool.close()
    assert faults == []


def test_the_planner_is_warm_after_the_first_task(pool):
    from gui.background.worker_pool import warm_up  # noqa: PLC0415 - used once

    assert pool.submit(warm_up).future.result(PATIENCE_S) > 0
