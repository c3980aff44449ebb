"""The windows of the program that are open on this machine: which plan each holds, and a way to call it to the front.

Each window is a program of its own; they meet in one folder, where each keeps a lock, a line on what it holds, and a
file that the others write to when they call it.
"""

import contextlib
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

from gui.background.file_lanes import Lane
from gui.background.planning_job import JobRunner
from gui.document.plan_document import PlanDocument
from planner.regular_file import read_regular
from planner.whole_file import write_whole

_FOLDER_MODE: Final = 0o700
_MOST_BYTES: Final = 1 << 16
_ENDINGS: Final = (".json", ".call", ".lock")


class OpenWindow(Struct, frozen=True):
    """Another window of the program: the title of its plan, and the file that lies in (None: in none yet)."""

    about: Path
    title: str
    path: Path | None


class OpenWindows(QObject):
    """Says what this window holds, and lists the others. ``called``: another window asks this one to the front."""

    called = Signal()

    def __init__(self, document: PlanDocument, runner: JobRunner, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._runner = document, runner
        self._about = folder / f"{uuid.uuid4().hex}.json"
        self._lock = _lock_of(self._about)
        self._said: bytes = b""
        self._watcher = QFileSystemWatcher(self)
        with contextlib.suppress(OSError):  # where nothing can be kept, this window is not listed: no harm is done
            folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            _sweep(folder)
            self._lock.tryLock(0)
            _call_file(self._about).touch()
            self._watcher.addPath(str(_call_file(self._about)))
        self._watcher.fileChanged.connect(lambda _path: self.called.emit())
        document.plan_changed.connect(lambda _plan: self._say())  # it may have another name
        document.path_changed.connect(lambda _path: self._say())
        self._say()

    def others(self) -> list[OpenWindow]:
        """Return the other windows that are open, by title."""
        found = [_described(path) for path in _abouts(self._about.parent) if path != self._about and not _is_free(path)]
        return sorted(found, key=lambda one: one.title)

    def holding(self, path: Path) -> OpenWindow | None:
        """Return the other window that holds a plan file, by whatever name it is called."""
        return next((one for one in self.others() if one.path is not None and _is_same(one.path, path)), None)

    def call(self, window: OpenWindow) -> None:
        """Ask another window to come to the front."""
        with contextlib.suppress(OSError):  # it has closed meanwhile
            _call_file(window.about).write_bytes(b"!")

    def close(self) -> None:
        """Leave the list; called once the runner is closed."""
        self._watcher.removePaths(self._watcher.files())
        self._lock.unlock()
        _remove(self._about)

    def _say(self) -> None:
        path = self._document.path
        said = json.dumps({"title": self._document.title, "path": str(path.absolute()) if path else None}).encode()
        if said != self._said and self._lock.isLocked():
            self._said = said
            self._runner.run_in_thread(Lane.COPIES, _write, self._about, said)


def _write(path: Path, words: bytes) -> None:
    with contextlib.suppress(OSError):
        write_whole(path, words, private=True)


def _described(about: Path) -> OpenWindow:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        held = json.loads(read_regular(about, _MOST_BYTES))
        return OpenWindow(about, str(held["title"]), Path(held["path"]) if held["path"] else None)
    return OpenWindow(about, "", None)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is gone
        return one.absolute() == other.absolute()


def _sweep(folder: Path) -> None:
    """Remove what windows that ended without closing left behind."""
    for path in [*_abouts(folder), *(call.with_suffix(".json") for call in folder.glob("*.call"))]:
        if _is_free(path):
            _remove(path)


def _abouts(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from sorted(path for path in folder.glob("*.json") if path.is_file())


def _call_file(about: Path) -> Path:
    return about.with_suffix(".call")


def _lock_of(about: Path) -> QLockFile:
    """Return the lock of the window; stale only when its process is gone, however old it is."""
    lock = QLockFile(str(about.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    return lock


def _is_free(about: Path) -> bool:
    lock = _lock_of(about)
    free = lock.tryLock(0)
    lock.unlock()
    return free


def _remove(about: Path) -> None:
    for ending in _ENDINGS:
        with contextlib.suppress(OSError):
            about.with_suffix(ending).unlink(missing_ok=True)
