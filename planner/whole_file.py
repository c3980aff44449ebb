"""Files written whole or not at all."""

import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

_DRAFT: Final = ".chipfolio-"  # not the file's own name: with more around it that could be too long for a name
_WRITE_BITS: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class NotReplacedError(OSError):
    """The file that is there is left as it is; ``strerror`` says why in words that fit in brackets."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part, whatever fails.

    A draft beside the file is written, synced and renamed over it; it is gone afterwards in every case. A symbolic
    link keeps pointing where it did. Raises OSError; NotReplacedError where a rename would do more than change the
    content: to a file that is write-protected, has other names (hard links), or is a device, a pipe or a folder.
    """
    found = _found(path)
    target = path.resolve()
    if found is not None:
        _require_replaceable(target, found)
    descriptor, draft = tempfile.mkstemp(prefix=_DRAFT, suffix=".draft", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).chmod(_new_mode() if found is None else stat.S_IMODE(found.st_mode))
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)
    _sync_folder(target.parent)


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
        words = f"it has {found.st_nlink} names (hard links), of which the others would keep the old content"
        raise NotReplacedError(errno.EMLINK, words, str(target))


def _new_mode() -> int:
    """Return the permissions that a new file gets."""
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
