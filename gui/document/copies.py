"""The copies of unsaved work on disk: a plan file, what it is a copy of, and the lock of the window that writes it.

A window writes into two slots in turn, first what the copy is of and then the plan itself: whenever it is ended, the
newest plan in the folder is whole and says truly which file it belongs to.
"""

import contextlib
import json
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from PySide6.QtCore import QLockFile

from gui import late
from gui.document.plan_document import SUFFIX
from gui.look.words import tr
from planner.errors import UserError
from planner.plan import Plan
from planner.regular_file import read_regular
from planner.whole_file import sweep_drafts, write_whole

if TYPE_CHECKING:
    from planner.planfile.fingerprint import Fingerprint

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_SLOTS: Final = ("a", "b")
_MOST_ABOUT_BYTES: Final = 1 << 16
_LONGEST_NAME: Final = 1_000
_MOST_COPIES: Final = 50  # of that many windows; older ones wait for the next start


class Copy(Struct, frozen=True):
    """One copy left behind by a window that ended without closing; ``known`` is what the original was then."""

    path: Path
    name: str
    original: Path | None
    known: "Fingerprint | None" = None
    damaged: bool = False


class CopySlots:
    """Where one window writes: into the slot that does not hold its newest copy."""

    def __init__(self, folder: Path) -> None:
        stem = uuid.uuid4().hex
        self._paths = [folder / f"{stem}-{slot}{SUFFIX}" for slot in _SLOTS]

    @property
    def newest(self) -> Path:
        """The slot of the newest copy; there may be none yet."""
        return self._paths[0]

    @property
    def next(self) -> Path:
        """The slot that is written next."""
        return self._paths[1]

    @property
    def lock(self) -> Path:
        """One of the slots: their lock is one."""
        return self._paths[0]

    def turn(self) -> None:
        """Take note that the next slot holds the newest copy now."""
        self._paths.reverse()


def prepare_folder(folder: Path) -> None:
    """Make the folder for copies, for its owner's eyes alone, and clear away what ended windows left in it."""
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    if os.name != "nt":
        folder.chmod(_FOLDER_MODE)
    sweep_drafts(folder)
    plans = {_window_of(path) for path in _regular(folder, SUFFIX)}
    for ending in (".json", ".lock"):
        for path in _regular(folder, ending):
            if _window_of(path) not in plans and _is_free(path) and ending == ".json":
                path.unlink(missing_ok=True)


def write_copy(
    path: Path, plan: Plan, original: Path | None, known: "Fingerprint | None", save: Callable[[Path, Plan], Any]
) -> None:
    """Write a copy into one slot, then remove the other; raises OSError, and what ``save`` raises.

    ``original`` is the file that the plan was to be saved in, ``known`` what that file was when it was read.
    """
    path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    mark = None if known is None else [known.mtime_ns, known.size_bytes, known.sha256]
    about = {"name": plan.name, "original": str(original) if original else None, "known": mark}
    write_whole(_about_path(path), json.dumps(about).encode(), private=True)
    save(path, plan)
    for other in _slots_of(path):
        if other != path:
            _remove(other)


def copies_left_behind(folder: Path, read: Callable[[Path], Any] | None = None) -> list[Copy]:
    """Return the copies whose windows are gone, newest first; ``read`` tells which are damaged (it raises UserError).

    What is no file is left out, a link that leads nowhere among it.
    """
    by_window: dict[str, list[Path]] = {}
    for path in sorted(_regular(folder, SUFFIX), key=_changed_ns, reverse=True):
        by_window.setdefault(_window_of(path), []).append(path)
    left = [slots for slots in by_window.values() if _is_free(slots[0])]
    return [_best_of(slots, read) for slots in left[:_MOST_COPIES]]


def forget_copy(path: Path) -> None:
    """Remove one copy in both its slots, and what belongs to it."""
    for slot in {path, *_slots_of(path)}:
        _remove(slot)


def lock_of(path: Path) -> QLockFile:
    """Return the lock of the window that writes a copy; stale only when its process is gone, however old it is."""
    lock = QLockFile(str(path.with_name(f"{_window_of(path)}.lock")))
    lock.setStaleLockTime(0)
    return lock


def hold(lock: QLockFile) -> None:
    """Take a lock where nobody has it and it can be made; like the copy beside it, for its owner's eyes alone."""
    if lock.tryLock(0) and os.name != "nt":
        with contextlib.suppress(OSError):
            Path(lock.fileName()).chmod(_FILE_MODE)


def _best_of(slots: list[Path], read: Callable[[Path], Any] | None) -> Copy:
    """Return the newest slot of a window that can be read, else the newest as damaged."""
    for path in slots:
        try:
            if read is not None:
                read(path)
        except UserError:
            continue
        return _described(path)
    return _described(slots[0], damaged=True)


def _described(path: Path, *, damaged: bool = False) -> Copy:
    name, original, known = tr("an unnamed plan"), None, None
    with contextlib.suppress(OSError, ValueError, AttributeError, KeyError, TypeError, RecursionError):
        about = json.loads(read_regular(_about_path(path), _MOST_ABOUT_BYTES))
        name = str(about.get("name") or name)[:_LONGEST_NAME]
        original = Path(about["original"]) if isinstance(about.get("original"), str) else None
        name = original.name[:_LONGEST_NAME] if original else name  # as the window's title called it
        mtime_ns, size_bytes, sha256 = about["known"]
        known = late.Fingerprint(mtime_ns=int(mtime_ns), size_bytes=int(size_bytes), sha256=str(sha256))
    return Copy(path, name, original, known, damaged)


def _is_free(path: Path) -> bool:
    """Return whether the window of a copy is gone; its lock is then gone too."""
    lock = lock_of(path)
    free = lock.tryLock(0)
    lock.unlock()
    return free


def _regular(folder: Path, ending: str) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from [path for path in folder.glob(f"*{ending}") if path.is_file()]


def _changed_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _window_of(path: Path) -> str:
    return path.stem.partition("-")[0]


def _slots_of(path: Path) -> list[Path]:
    return [path.with_name(f"{_window_of(path)}-{slot}{SUFFIX}") for slot in _SLOTS]


def _about_path(path: Path) -> Path:
    return path.with_suffix(".json")


def _remove(path: Path) -> None:
    for part in (path, _about_path(path)):
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
