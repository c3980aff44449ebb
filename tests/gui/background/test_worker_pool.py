"""Workers end with the window, however it ends."""

import os
import signal
import subprocess
import sys
import time
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


def test_the_planner_is_warm_after_the_first_task(pool):
    from gui.background.worker_pool import warm_up  # noqa: PLC0415 - used once

    assert pool.submit(warm_up).future.result(PATIENCE_S) > 0
