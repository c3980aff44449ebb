"""Opening and saving plan files in the thread for files; the window goes on meanwhile."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from gui import late
from gui.background.file_lanes import Lane
from gui.background.planning_job import Job, JobRunner
from gui.document.plan_document import SUFFIX, PlanDocument
from gui.look.words import tr
from planner.errors import UserError
from planner.exploration.explored_plan import ExploredPlan
from planner.plan import Plan
from planner.plan_result import PlanResult

if TYPE_CHECKING:
    from planner.planfile.fingerprint import Fingerprint
    from planner.planfile.store import StoredPlan


SLOW_MS: Final = 5_000  # a file that takes longer is said to


class ChangedOnDiskError(UserError):
    """Someone else changed the file since it was read; it is not overwritten without asking."""


def read_plan(path: Path) -> "StoredPlan":
    """Read a plan file; raises PlanFileError."""
    return late.load_plan(path)


def write_plan(
    path: Path,
    plan: Plan,
    result: PlanResult | None,
    known: "Fingerprint | None",
    explored: ExploredPlan | None = None,
) -> "Fingerprint":
    """Write a plan file whole or not at all; raises ChangedOnDiskError where it is no longer as known."""
    if known is not None and path.exists() and late.changed_on_disk(path, known):
        raise ChangedOnDiskError(
            tr("{name} was changed on disk since it was opened; reload it or overwrite it.", name=path.name)
        )
    return late.save_plan(path, plan, result, explored=explored)


def is_changed(path: Path, known: "Fingerprint") -> bool:
    """Return whether a file is there and no longer as known."""
    return path.exists() and late.changed_on_disk(path, known)


def with_suffix(path: Path) -> Path:
    """Return the path with the plan file's ending where it has none."""
    return path if path.suffix else path.with_suffix(SUFFIX)


class PlanFiles(QObject):
    """Reads plan files into the document and writes it to them; each answer is a signal."""

    explored = Signal(ExploredPlan)  # what the file kept of an exploration, before ``opened`` and ``recovered``
    opening = Signal(Path)  # it is being read; ``reading_ended`` follows, whatever comes of it
    reading_ended = Signal()
    opened = Signal(Path, PlanResult)  # no result: None
    recovered = Signal(Path, PlanResult)  # the copy it was read from
    remarked = Signal(Path, tuple, dict)  # what is to be known of the document's file; its stored main figures by key
    saved = Signal(Path)
    failed = Signal(Exception)
    not_saved = Signal(Path, Exception)
    slow = Signal(Path, Job, bool)  # what takes long, and whether it is being written
    changed_on_disk = Signal(Path)

    def __init__(self, document: PlanDocument, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._runner = runner
        self._saving = 0

    def open(self, path: Path) -> None:
        """Read a file and make it the document; ``opened`` carries the path and the stored result."""
        job = self._read(path)
        job.succeeded.connect(lambda stored: self._on_read(path, stored))
        for ended in (job.succeeded, job.failed, job.cancelled):
            ended.connect(lambda *_answer: self.reading_ended.emit())
        self.opening.emit(path)

    def recover(self, copy: Path, original: Path | None, known: "Fingerprint | None") -> None:
        """Read a copy of unsaved work and make it the document: unsaved, in the file that it was to be saved in.

        ``known`` is what that file was then; where it is not known, whatever is there is taken for another's.
        """
        mark = known or late.Fingerprint(mtime_ns=-1, size_bytes=-1, sha256="")
        job = self._read(copy)
        job.succeeded.connect(lambda stored: self._on_copy_read(copy, stored, original, mark if original else None))

    def _read(self, path: Path) -> Job:
        job = self._runner.run_in_thread(Lane.READING, read_plan, path)
        job.failed.connect(self.failed)
        self._watch(path, job, writes=False)
        return job

    def _watch(self, path: Path, job: Job, *, writes: bool) -> None:
        """Say so where a file does not answer for long; the window goes on meanwhile."""
        slow = QTimer(job, interval=SLOW_MS, singleShot=True)
        slow.timeout.connect(lambda: self.slow.emit(path, job, writes))
        for ended in (job.succeeded, job.failed, job.cancelled):
            ended.connect(slow.stop)
        slow.start()

    def save(
        self,
        path: Path,
        result: PlanResult | None,
        explored: ExploredPlan | None = None,
        *,
        overwrite: bool = False,
    ) -> None:
        """Write the document; ``overwrite`` where the user was asked, or chose the file just now."""
        plan = self._document.plan
        known = None if overwrite or path != self._document.path else self._document.fingerprint
        job = self._runner.run_in_thread(Lane.SAVING, write_plan, path, plan, result, known, explored)
        self._saving += 1
        for ended in (job.succeeded, job.failed, job.cancelled):
            ended.connect(self._on_save_ended)
        self._watch(path, job, writes=True)
        job.succeeded.connect(lambda fingerprint: self._on_written(plan, path, fingerprint))
        job.failed.connect(lambda error: self._on_not_written(path, error))

    def look_at_disk(self) -> None:
        """Say so where the document's file was changed by someone else."""
        path, known = self._document.path, self._document.fingerprint
        if path is not None and known is not None:
            job = self._runner.run_in_thread(Lane.READING, is_changed, path, known)
            job.succeeded.connect(lambda changed: self._on_looked(path, known) if changed else None)

    def _on_read(self, path: Path, stored: "StoredPlan") -> None:
        self._document.replace(stored.plan, path, stored.fingerprint)
        self._show_explored(stored)
        self.opened.emit(path, stored.result)
        self.remarked.emit(path, stored.remarks, dict(stored.headlines))

    def _show_explored(self, stored: "StoredPlan") -> None:
        if stored.explored is not None:
            self.explored.emit(stored.explored)

    def _on_copy_read(
        self, copy: Path, stored: "StoredPlan", original: Path | None, known: "Fingerprint | None"
    ) -> None:
        self._document.replace(stored.plan, original, known, unsaved=True)
        self._show_explored(stored)
        self.recovered.emit(copy, stored.result)
        self.remarked.emit(copy, stored.remarks, dict(stored.headlines))

    def _on_looked(self, path: Path, known: "Fingerprint") -> None:
        # What this window itself has written since, or writes at this moment, is nobody else's change.
        if not self._saving and (self._document.path, self._document.fingerprint) == (path, known):
            self.changed_on_disk.emit(path)

    def _on_save_ended(self) -> None:
        self._saving -= 1

    def _on_written(self, plan: Plan, path: Path, fingerprint: "Fingerprint") -> None:
        self._document.mark_saved(plan, path, fingerprint)
        self.saved.emit(path)

    def _on_not_written(self, path: Path, error: Exception) -> None:
        if isinstance(error, ChangedOnDiskError):
            self.changed_on_disk.emit(path)
        else:
            self.not_saved.emit(path, error)
