"""Copies of unsaved work: written beside nothing of the user's while it changes, kept until it is safe elsewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from gui.background.file_lanes import Lane
from gui.background.planning_job import Job, JobRunner
from gui.document.copies import Copy, CopySlots, forget_copy, hold, lock_of, prepare_folder, write_copy
from gui.document.plan_document import PlanDocument
from gui.look.planner_words import said
from gui.look.words import tr
from planner.plan import Plan

COPY_AFTER_MS: Final = 1_000  # from the first change that no copy has; with its writing a copy is at most 2 s old
AGAIN_MS: Final = 3_000  # a copy that could not be written is tried again
SLOW_MS: Final = 5_000  # a disk that takes longer protects nothing
Save = Callable[[Path, Plan], Any]


class Recovery(QObject):
    """Keeps a copy of the document while it is dirty; removes it once it is saved or closed.

    Each window locks its own copy, so that a second window does not take it for one left behind. ``unprotected`` says
    why no copy can be written at the moment, and empty words once one could be again.
    """

    unprotected = Signal(str)

    def __init__(
        self, document: PlanDocument, runner: JobRunner, folder: Path, save: Save, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._runner, self._save = document, runner, save
        self._slots = CopySlots(folder)
        self._copied: Plan | None = None
        self._writing: Job | None = None
        self._taken_over: dict[Path, QLockFile] = {}
        self.problem = ""
        self._lock = lock_of(self._slots.lock)
        self._prepare(folder)
        self._timer = QTimer(self, interval=COPY_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self.write_now)
        self._slow = QTimer(self, interval=SLOW_MS, singleShot=True)
        self._slow.timeout.connect(lambda: self._say(tr("the disk does not answer")))
        document.plan_changed.connect(self._on_plan_changed)
        document.dirty_changed.connect(self._on_dirty_changed)

    @property
    def path(self) -> Path:
        """Where this window's newest copy lies."""
        return self._slots.newest

    def write_now(self) -> None:
        """Write the copy in the thread for copies, unless the newest has everything."""
        self._timer.stop()
        plan = self._document.plan
        if not self._document.dirty or self._writing is not None or plan is self._copied:
            return
        if not self._lock.isLocked():
            hold(self._lock)
        self._writing = self._write(self._slots.next)
        self._writing.succeeded.connect(lambda _written: self._on_written(plan))
        self._writing.failed.connect(self._on_not_written)
        self._slow.start()

    def write_last(self) -> None:
        """Write the copy once more before the program ends, after one that is being written."""
        if self._document.dirty and self._document.plan is not self._copied:
            self._write(self._slots.next if self._writing is None else self._slots.newest)

    def take_over(self, copy: Copy) -> None:
        """Keep a copy whose plan is the document now until that is copied or saved anew; no other window offers it."""
        lock = lock_of(copy.path)
        hold(lock)
        self._taken_over[copy.path] = lock
        self.write_now()

    def close(self, *, keep: bool = False) -> None:
        """Remove the copies: the window closes in good order; or ``keep`` them, for the next start to offer.

        Called once the runner is closed, so that no copy is being written any more.
        """
        self._timer.stop()
        self._slow.stop()
        if not keep:
            for path in (self._slots.newest, *self._taken_over):
                forget_copy(path)
        for lock in (self._lock, *self._taken_over.values()):
            lock.unlock()

    def _prepare(self, folder: Path) -> None:
        try:
            prepare_folder(folder)
        except OSError as error:
            self.problem = _reason(error)
        hold(self._lock)

    def _write(self, path: Path) -> Job:
        document = self._document
        work = (path, document.plan, document.path, document.fingerprint, self._save)
        return self._runner.run_in_thread(Lane.COPIES, write_copy, *work)

    def _on_written(self, plan: Plan) -> None:
        self._end_writing("")
        self._slots.turn()
        self._copied = plan
        if self._document.dirty:
            self._let_go_of_old_copies()
            if self._document.plan is not plan:
                self._start(COPY_AFTER_MS)
        else:
            self._forget()

    def _on_not_written(self, error: Exception) -> None:
        self._end_writing(_reason(error))
        if self._document.dirty:
            self._start(AGAIN_MS)
        else:
            self._forget()

    def _end_writing(self, problem: str) -> None:
        self._writing = None
        self._slow.stop()
        self._say(problem)

    def _say(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            self.unprotected.emit(problem)

    def _start(self, after_ms: int) -> None:
        """Wait for the next copy; a wait under way is not begun anew, however fast edits follow each other."""
        if not self._timer.isActive():
            self._timer.start(after_ms)

    def _on_plan_changed(self, _plan: Plan) -> None:
        self._start(COPY_AFTER_MS)

    def _on_dirty_changed(self, dirty: bool) -> None:  # noqa: FBT001 - Qt's signature
        if dirty:
            self._start(COPY_AFTER_MS)
            return
        self._timer.stop()
        self._let_go_of_old_copies()
        if self._writing is None:  # else once it is written
            self._forget()

    def _forget(self) -> None:
        self._copied = None
        self._runner.run_in_thread(Lane.COPIES, forget_copy, self._slots.newest)

    def _let_go_of_old_copies(self) -> None:
        taken_over, self._taken_over = self._taken_over, {}
        for path, lock in taken_over.items():
            self._runner.run_in_thread(Lane.COPIES, forget_copy, path)
            lock.unlock()


def _reason(error: BaseException) -> str:
    """Return why a copy cannot be written: the system's words where it was the system."""
    cause = error if isinstance(error, OSError) else error.__cause__
    words = said(cause.strerror if isinstance(cause, OSError) and cause.strerror else str(error))
    return words[:1].lower() + words[1:].rstrip(".")
