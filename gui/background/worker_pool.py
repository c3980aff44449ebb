"""Worker processes kept for the window's life: progress and cancel reach into them, a dead one is replaced.

It knows no Qt, and a worker imports none: what runs there is a function of ``planner`` or of this module.
"""

import contextlib
import gc
import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, Final

from msgspec import Struct

from gui import late
from gui.background.progress_channel import Progress, ProgressChannel, ProgressSender

CANCEL_SLOTS: Final = 256  # far more tickets than can be in flight at once
TELL_EVERY_S: Final = 0.2  # what is found so far is drawn: a few times a second is enough
ADVANCE_EVERY_S: Final = 0.03  # about two frames: more progress than that nobody sees


class _RecordingContext(SpawnContext):
    """Spawns (forking a process that has threads and Qt is not safe) and keeps what it spawned, to end it."""

    def __init__(self) -> None:
        super().__init__()
        self.spawned: list[SpawnProcess] = []

    def Process(self, *arguments: Any, **named: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: ANN401, N802 - as in multiprocessing
        """Return a process that is yet to start."""
        process = SpawnProcess(*arguments, **named)
        self.spawned.append(process)
        return process


class Watch:
    """What a running task tells its caller, and hears from it. Lives in the worker."""

    def __init__(self, ticket: int, progress: ProgressSender, cancelled: Any) -> None:  # noqa: ANN401 - ctypes array
        self._ticket = ticket
        self._progress = progress
        self._cancelled = cancelled
        self._last_s = 0.0
        self._reported_s = 0.0
        self._so_far = (0, 0)

    def advance(self, done: int, total: int) -> None:
        """Say how far the task is; called too often it says nothing."""
        now_s = time.monotonic()
        self._so_far = (done, total)
        if now_s - self._last_s >= ADVANCE_EVERY_S or done >= total:
            self._last_s = now_s
            self._progress.put(Progress(self._ticket, done, total))

    def tell(self, found: object) -> None:
        """Hand over what was found so far; called too often it keeps it to itself."""
        now_s = time.monotonic()
        if now_s - self._reported_s >= TELL_EVERY_S:
            self._reported_s = now_s
            self._progress.put(Progress(self._ticket, *self._so_far, found))

    def cancelled(self) -> bool:
        """Return whether the caller has called the task off."""
        return bool(self._cancelled[self._ticket % CANCEL_SLOTS] == self._ticket)


Task = Callable[..., Any]
"""A task takes a Watch and its own arguments, all of which can be pickled."""

_links: tuple[ProgressSender, Any] | None = None


def _start_worker(progress: ProgressSender, cancelled: Any) -> None:  # noqa: ANN401 - ctypes array
    """Keep the links to the window's process, and end with it; runs first in each worker."""
    global _links  # noqa: PLW0603 - an initialiser has no other way to hand something to later calls
    _links = (progress, cancelled)
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the window's process is gone, however it went, then leave: nobody hears this worker any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _run(ticket: int, task: Task, arguments: tuple[Any, ...]) -> Any:  # noqa: ANN401 - whatever the task returns
    """Run one task in the worker."""
    if _links is None:
        raise RuntimeError("the worker was not initialised")
    watch = Watch(ticket, *_links)
    return None if watch.cancelled() else task(watch, *arguments)


def warm_up(_watch: Watch) -> int:
    """Import what planning needs and read the catalogue; return the worker's process id."""
    for planning in ("plan_results", "explore"):
        getattr(late, planning)
    late.load_catalogue()
    gc.freeze()  # what stands now stays until the end; only what comes after is looked through
    return os.getpid()


class Ticket(Struct, frozen=True):
    """One submitted task."""

    number: int
    future: "Future[Any]"


class WorkerPool:
    """A process pool (spawn) with progress and cancel. All methods are for one thread: the window's."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or max(1, (os.cpu_count() or 2) - 1)
        self._number = 0
        self._start()

    def _start(self) -> None:
        self._context = _RecordingContext()
        self._progress = ProgressChannel(self._context)
        self._cancelled = self._context.RawArray("q", CANCEL_SLOTS)
        self._executor = ProcessPoolExecutor(
            self.workers,
            mp_context=self._context,
            initializer=_start_worker,
            initargs=(self._progress.sender, self._cancelled),
        )

    def submit(self, task: Task, *arguments: Any) -> Ticket:  # noqa: ANN401 - whatever the task takes
        """Start a task in a worker; raises BrokenProcessPool where a worker has died since."""
        self._number += 1
        return Ticket(self._number, self._executor.submit(_run, self._number, task, arguments))

    def cancel(self, ticket: Ticket) -> None:
        """Call a task off: where it waits it answers nothing at its turn, where it runs it stops at its next look.

        Its future stays: the executor's thread ends on a cancelled one when a worker dies (Python 3.11), and whatever
        waits behind it would then never be answered.
        """
        self._cancelled[ticket.number % CANCEL_SLOTS] = ticket.number

    def progress(self) -> list[Progress]:
        """Return what the workers said since the last call; never waits."""
        return self._progress.heard()

    @property
    def hearing(self) -> bool:
        """Whether some progress is on its way."""
        return self._progress.hearing

    def rebuild(self) -> None:
        """End every worker, whatever it does, and start afresh; the executor's own thread waits for their end."""
        self._end()
        self._start()

    def close(self) -> None:
        """End every worker. Nothing that still runs is waited for."""
        self._end()
        for process in self._context.spawned:
            with contextlib.suppress(ValueError, AssertionError):
                process.join(timeout=2.0)

    @property
    def lost_a_worker(self) -> bool:
        """Whether a worker of this pool has ended."""
        return any(process.exitcode is not None for process in self._context.spawned)

    def break_off(self) -> None:
        """End every worker, so that whatever was submitted and is not answered yet answers that its worker died."""
        self._end_workers(self._answers)

    @property
    def _answers(self) -> Any:  # noqa: ANN401 - the executor's own, which forgets it when it is shut down
        return getattr(self._executor, "_result_queue", None)

    def _end(self) -> None:
        answers = self._answers
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._end_workers(answers)
        self._progress.close()

    def _end_workers(self, answers: Any) -> None:  # noqa: ANN401 - the executor's own queue
        for process in self._context.spawned:
            with contextlib.suppress(ValueError, AttributeError):  # never started, or already closed by the executor
                process.kill()  # a worker that was stopped hears nothing less
        # The executor's thread may wait for the rest of an answer whose worker is gone: only the pipe's end wakes it.
        with contextlib.suppress(AttributeError, OSError):
            answers._writer.close()  # noqa: SLF001 - there is no other way to it
