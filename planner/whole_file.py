"""Files written whole or not at all."""

import errno
import os
import stat
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from planner.sentences import sentence
from planner.units import SECONDS_PER_DAY

if sys.platform != "win32":  # which has no such locks
    import fcntl

_DRAFT: Final = ".chipfolio-"  # not the file's own name: with more around it that could be too long for a name
_DRAFT_ENDING: Final = ".draft"
_YOUNG_S: Final = 10.0  # a draft so young may be about to be locked, or to be renamed
_OLD_S: Final = SECONDS_PER_DAY  # one so old is nobody's, where files cannot be locked
_PRIVATE: Final = 0o600
_WRITE_BITS: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH

_asking = threading.Lock()


class NotReplacedError(OSError):
    """The file that is there is left as it is; ``strerror`` says why in words that fit in brackets."""


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file so that a reader sees the old content or the new, never a part, whatever fails.

    A draft beside the file is written, synced and renamed over it; it is gone afterwards in every case, and so are
    drafts that programs left in that folder when they were ended. A symbolic link keeps pointing where it did.
    ``private``: a file that only its owner may read, whatever it was.

    Raises OSError; NotReplacedError where a rename would do more than change the content: to a file that is
    write-protected, has other names (hard links), or is a device, a pipe or a folder.
    """
    found = _found(path)
    target = path.resolve()
    if found is not None:
        _require_replaceable(target, found)
    sweep_drafts(target.parent)
    descriptor, draft = tempfile.mkstemp(prefix=_DRAFT, suffix=_DRAFT_ENDING, dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            _lock(descriptor)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        mode = _new_mode() if found is None else stat.S_IMODE(found.st_mode)
        Path(draft).chmod(_PRIVATE if private else mode)
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)
    _sync_folder(target.parent)


def require_writable(path: Path) -> None:
    """Raise OSError where ``write_whole`` could not begin, so that long work need not be done for nothing."""
    found = _found(path)
    target = path.resolve()
    if found is not None:
        _require_replaceable(target, found)
    descriptor, draft = tempfile.mkstemp(prefix=_DRAFT, suffix=_DRAFT_ENDING, dir=target.parent)
    os.close(descriptor)
    Path(draft).unlink(missing_ok=True)


def sweep_drafts(folder: Path) -> None:
    """Remove the drafts of programs that ended in the middle of writing; one that is being written stays."""
    with suppress(OSError), os.scandir(folder) as entries:
        drafts = [entry for entry in entries if entry.name.startswith(_DRAFT) and entry.name.endswith(_DRAFT_ENDING)]
        for draft in drafts:
            with suppress(OSError):
                if _is_abandoned(draft):
                    Path(draft.path).unlink(missing_ok=True)


def _is_abandoned(draft: "os.DirEntry[str]") -> bool:
    found = draft.stat(follow_symlinks=False)
    age_s = time.time() - found.st_mtime
    if not stat.S_ISREG(found.st_mode) or age_s < _YOUNG_S:
        return False
    if age_s > _OLD_S:
        return True
    descriptor = os.open(draft.path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        return _lock(descriptor)  # by us now, so by nobody who writes it
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Lock an open file until it is closed; say whether it could be."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _found(path: Path) -> os.stat_result | None:
    """Return what is there, behind links; None for nothing. Raises OSError, for a loop of links too."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _require_replaceable(target: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise NotReplacedError(errno.EISDIR, "it is a folder", str(target))
    if not stat.S_ISREG(found.st_mode):
        raise NotReplacedError(errno.EINVAL, "it is a device, a pipe or a socket, not a file", str(target))
    # The mode is asked beside the right: whoever may do everything has not lifted the protection by that.
    if not found.st_mode & _WRITE_BITS or not os.access(target, os.W_OK):
        raise NotReplacedError(errno.EACCES, "it is write-protected", str(target))
    if found.st_nlink > 1:
        words = sentence("it has {} names (hard links), of which the others would keep the old content", found.st_nlink)
        raise NotReplacedError(errno.EMLINK, words, str(target))


def _new_mode() -> int:
    """Return the permissions that a new file gets."""
    with _asking:  # the mask can only be asked for by setting it, and it is the whole program's
        mask = os.umask(0)
        os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable where the system lets a folder be synced (Windows does not).

    The new content is in place by then: a folder that cannot be opened or synced takes nothing back.
    """
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
