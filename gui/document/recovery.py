"""Copies of unsaved work: written beside nothing of the user's, offered again after a crash."""

import contextlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QLockFile, QObject, QTimer

from gui.background.planning_job import JobRunner
from gui.document.plan_document import SUFFIX, PlanDocument
from gui.look.words import tr
from planner.plan import Plan

WRITE_AFTER_MS: Final = 2_000  # at most this much typing is lost
Save = Callable[[Path, Plan], Any]


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy left behind by a window that ended without closing."""

    path: Path
    name: str
    original: Path | None


class Recovery(QObject):
    """Keeps a copy of the document while it is dirty; removes it once it is saved or closed.

    Each window locks its own copy, so that a second window does not take it for one left behind.
    """

    def __init__(
        self, document: PlanDocument, runner: JobRunner, folder: Path, save: Save, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._runner = runner
        self._save = save
        self._folder = folder
        self._path = folder / f"{uuid.uuid4().hex}{SUFFIX}"
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(_lock_path(self._path)))
        self._lock.setStaleLockTime(0)  # stale only when its process is gone, however long a window stays open
        self._lock.tryLock(0)
        self._timer = QTimer(self, interval=WRITE_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self.write_now)
        document.plan_changed.connect(self._on_plan_changed)
        document.dirty_changed.connect(self._on_dirty_changed)

    @property
    def path(self) -> Path:
        """Where this window's copy lies."""
        return self._path

    def write_now(self) -> None:
        """Write the copy in the thread for files."""
        if self._document.dirty:
            self._runner.run_in_thread(self._write, self._document.plan, self._document.path)

    def close(self, *, keep: bool = False) -> None:
        """Remove the copy: the window closes in good order; or ``keep`` it, for the next start to offer."""
        self._timer.stop()
        if not keep:
            remove_copy(self._path)
        self._lock.unlock()

    def _write(self, plan: Plan, original: Path | None) -> None:
        self._save(self._path, plan)
        about = {"name": plan.name, "original": str(original) if original else None}
        _about_path(self._path).write_text(json.dumps(about), encoding="utf-8")

    def _on_plan_changed(self, _plan: Plan) -> None:
        self._timer.start()

    def _on_dirty_changed(self, dirty: bool) -> None:  # noqa: FBT001 - Qt's signature
        if not dirty:
            self._timer.stop()
            remove_copy(self._path)


def copies_left_behind(folder: Path) -> list[Copy]:
    """Return the copies whose windows are gone, newest first."""
    left = [path for path in folder.glob(f"*{SUFFIX}") if _is_orphan(path)]
    left.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [_described(path) for path in left]


def remove_copy(path: Path) -> None:
    """Remove one copy and what belongs to it."""
    for part in (path, _about_path(path)):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _is_orphan(path: Path) -> bool:
    lock = QLockFile(str(_lock_path(path)))
    lock.setStaleLockTime(0)
    free = lock.tryLock(0)
    lock.unlock()
    return free


def _described(path: Path) -> Copy:
    name, original = tr("an unnamed plan"), None
    with contextlib.suppress(OSError, ValueError, AttributeError):
        about = json.loads(_about_path(path).read_text(encoding="utf-8"))
        name = str(about.get("name") or name)
        original = Path(about["original"]) if isinstance(about.get("original"), str) else None
    return Copy(path, name, original)


def _lock_path(path: Path) -> Path:
    return path.with_suffix(".lock")


def _about_path(path: Path) -> Path:
    return path.with_suffix(".json")
