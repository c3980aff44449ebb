"""A run in worker processes (or in a thread for files), seen as signals in the window's thread."""

import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from gui.background.file_lanes import FileLane, Lane
from gui.background.progress_channel import Progress
from gui.background.worker_pool import Task, Ticket, WorkerPool
from gui.look.words import tr
from planner.errors import Cancelled, ClusterError, UserError

LOOK_EVERY_MS: Final = 4  # a quarter of a frame: an answer waits half of it
LOST_MS: Final = 1_000  # a worker that ended has answered by then, or its answer broke off in the middle
PATIENCE_MS: Final = 3_000  # a cancelled task that does not come back by then has its worker ended
_LAST_WORDS_LOOKS: Final = 25  # so many looks an answer waits for what its worker said before it
_UNNEEDED: Final = frozenset({Lane.READING, Lane.LIBRARY})  # by a program that ends
SAVING_S: Final = 30.0  # so long a program that ends waits for what is being written
READING_S: Final = 1.0  # and so long for what is being read, which nobody needs any more


class WorkerDiedError(UserError):
    """A worker process ended under a run; the run can be tried again."""


def may_pass(error: BaseException) -> bool:
    """Say whether the same work may succeed when it is tried again: nothing of the user's is wrong with it."""
    return isinstance(error, WorkerDiedError | ClusterError) or not isinstance(error, UserError)


class JobState(Enum):
    """Where a job stands; the last three are final."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(QObject):
    """One run. Exactly one of succeeded, failed and cancelled is emitted, and nothing after it."""

    started = Signal()
    advanced = Signal(int, int)
    found = Signal(object)  # whatever the task finds
    succeeded = Signal(object)  # whatever it returns
    failed = Signal(BaseException)
    cancelled = Signal()

    def __init__(self, parent: QObject, call_off: Callable[[], object]) -> None:
        super().__init__(parent)
        self.state = JobState.WAITING
        self._call_off = call_off

    @property
    def is_over(self) -> bool:
        """Whether the job has given its answer."""
        return self.state not in {JobState.WAITING, JobState.RUNNING}

    def cancel(self) -> None:
        """Answer at once that the job is cancelled; whatever the worker still says is unheard."""
        if not self.is_over:
            self._call_off()
            self.state = JobState.CANCELLED
            self.cancelled.emit()

    def fall_silent(self) -> None:
        """Answer at once that the job is cancelled, though its work goes on unheard."""
        self._call_off = lambda: None
        self.cancel()

    def heard_start(self) -> None:
        """Take note that the run began."""
        if self.state is JobState.WAITING:
            self.state = JobState.RUNNING
            self.started.emit()

    def heard_progress(self, said: Progress) -> None:
        """Take note of how far the run is, and of what it found so far."""
        if self.is_over:
            return
        self.advanced.emit(said.done, said.total)
        if said.found is not None:
            self.found.emit(said.found)

    def heard_end(self, future: "Future[Any]") -> None:
        """Take note of the run's answer."""
        if self.is_over:
            return
        error = CancelledError() if future.cancelled() else future.exception()
        if error is None:
            self.state = JobState.SUCCEEDED
            self.succeeded.emit(future.result())
        elif isinstance(error, (CancelledError, Cancelled)):
            self.state = JobState.CANCELLED
            self.cancelled.emit()
        else:
            self.state = JobState.FAILED
            self.failed.emit(_in_words(error))


def _in_words(error: BaseException) -> BaseException:
    if isinstance(error, BrokenProcessPool):
        return WorkerDiedError(
            tr("A worker process ended unexpectedly; its place is taken by a new one, so try again.")
        )
    return error


@dataclass(slots=True)
class _Run:
    """What a job runs, and under which ticket; another ticket after its worker had to be replaced."""

    job: Job
    task: Task
    arguments: tuple[Any, ...]
    ticket: Ticket
    looks_left: int = _LAST_WORDS_LOOKS


class _InThread(NamedTuple):
    """Work on a file, and who waits for it."""

    future: "Future[Any]"
    job: Job
    lane: Lane


class JobRunner(QObject):
    """Runs jobs in a worker pool and in threads for files; looks for answers only while something runs.

    Looking by a timer instead of callbacks from the pool's threads keeps every signal in the window's thread.
    """

    idle = Signal()

    def __init__(self, pool: WorkerPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._lanes = {lane: FileLane(lane) for lane in Lane}
        self._in_pool: dict[int, _Run] = {}
        self._in_thread: list[_InThread] = []
        self._begun: tuple[Ticket, Task, tuple[Any, ...]] | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._patience = QTimer(self, interval=PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(self._end_deaf_workers)
        self._lost = QTimer(self, interval=LOST_MS, singleShot=True)
        self._lost.timeout.connect(self._end_half_answers)

    def run(self, task: Task, *arguments: Any) -> Job:  # noqa: ANN401 - whatever the task takes
        """Run ``task(watch, *arguments)`` in a worker process."""
        ticket = self._submit(task, arguments)
        job = Job(self, lambda: self._cancel(run))
        run = _Run(job, task, arguments, ticket)
        self._in_pool[ticket.number] = run
        self._timer.start()
        return job

    def expect(self, begun: Ticket, task: Task, *arguments: Any) -> None:  # noqa: ANN401 - whatever the task takes
        """Take what the pool has begun already for the answer of ``task``, if that is what is asked of it first."""
        self._begun = (begun, task, arguments)

    def _submit(self, task: Task, arguments: tuple[Any, ...]) -> Ticket:
        if self._begun is not None and self._begun[1] is task:
            (ticket, *asked), self._begun = self._begun, None
            if asked == [task, arguments]:
                return ticket
        try:
            return self._pool.submit(task, *arguments)
        except BrokenProcessPool:  # a worker died while nothing was looking
            self._rebuild()
            return self._pool.submit(task, *arguments)

    def run_in_thread(self, lane: Lane, work: Callable[..., Any], *arguments: Any) -> Job:  # noqa: ANN401 - whatever the work takes
        """Run file work in the thread for its kind, in the order it was asked for."""
        thread = self._lanes[lane]
        future = thread.submit(work, *arguments)
        job = Job(self, lambda: thread.call_off(future))
        self._in_thread.append(_InThread(future, job, lane))
        self._timer.start()
        return job

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs or waits."""
        return not self._in_pool and not self._in_thread

    def close(self) -> None:
        """Cancel every job, end the workers, wait for what is being written; a file that never answers is given up."""
        for run in self._in_pool.values():
            run.job.cancel()
        for entry in self._in_thread:
            if entry.lane in _UNNEEDED:
                entry.future.cancel()  # what waits; what is to be written is written
            entry.job.fall_silent()
        self._timer.stop()
        self._patience.stop()
        self._lost.stop()
        self._in_pool.clear()
        self._in_thread.clear()
        self._pool.close()
        for lane, thread in self._lanes.items():
            if not thread.close(READING_S if lane in _UNNEEDED else SAVING_S) and lane not in _UNNEEDED:
                what = "library" if lane is Lane.PUBLISHING else "disk"
                sys.stderr.write(
                    f"The {lane} of a file was given up: its {what} did not answer in {SAVING_S:g} seconds.\n"
                )

    def _cancel(self, run: _Run) -> None:
        self._pool.cancel(run.ticket)
        if not run.ticket.future.done() and not self._patience.isActive():
            self._patience.start()

    def _look(self) -> None:
        done = {number for number, run in self._in_pool.items() if run.ticket.future.done()}
        hearing = self._pool.hearing  # asked after what is done and before what was said: nothing said is lost
        for said in self._pool.progress():
            self._pass_on(said)
        broken = False
        for number, run in list(self._in_pool.items()):
            future = run.ticket.future
            if number in done and hearing and run.looks_left and not run.job.is_over:
                run.looks_left -= 1
            elif number in done:
                del self._in_pool[number]
                broken |= _died(future)
                self._finish(run.job, future)
            elif future.running():
                run.job.heard_start()
        for entry in [entry for entry in self._in_thread if entry.future.done() or entry.job.is_over]:
            self._in_thread.remove(entry)
            self._finish(entry.job, entry.future)
        if broken:
            self._rebuild()
        elif self._in_pool and self._pool.lost_a_worker and not self._lost.isActive():
            self._lost.start()
        if self.is_idle:
            self._timer.stop()
            self.idle.emit()

    def _pass_on(self, said: Progress) -> None:
        run = self._in_pool.get(said.ticket)
        if run is not None:
            run.job.heard_progress(said)

    def _finish(self, job: Job, future: "Future[Any]") -> None:
        job.heard_end(future)
        job.deleteLater()

    def _end_deaf_workers(self) -> None:
        """End workers that were asked to stop and do not."""
        if any(run.job.is_over and run.ticket.future.running() for run in self._in_pool.values()):
            self._rebuild()

    def _end_half_answers(self) -> None:
        """Where a worker is still missed, end the wait for what it was answering: its job then fails in words."""
        if self._in_pool and self._pool.lost_a_worker:
            self._pool.break_off()

    def _rebuild(self) -> None:
        """Replace all workers; jobs that still matter run again in the new ones."""
        runs, self._in_pool = self._in_pool, {}
        self._pool.rebuild()
        for run in runs.values():
            if run.job.is_over:
                run.job.deleteLater()
            else:
                run.ticket = self._pool.submit(run.task, *run.arguments)
                self._in_pool[run.ticket.number] = run


def _died(future: "Future[Any]") -> bool:
    return not future.cancelled() and isinstance(future.exception(), BrokenProcessPool)
