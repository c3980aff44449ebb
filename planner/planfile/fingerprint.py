"""Reading a plan file's bytes, and telling whether someone else changed it."""

import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import Final

from msgspec import Struct

from planner.errors import PlanFileError
from planner.planfile.schema import MOST_FILE_BYTES
from planner.regular_file import OPEN_FLAGS
from planner.sentences import sentence

_HEADER: Final = b"SQLite format 3\x00"


class Fingerprint(Struct, frozen=True, kw_only=True):
    """What a file was when it was read or written; another one later means that someone else changed it."""

    mtime_ns: int
    size_bytes: int
    sha256: str


def fingerprint_of(path: Path) -> Fingerprint:
    """Return the fingerprint of the file as it is now; raise PlanFileError where it cannot be read."""
    return read_bounded(path)[1]


def changed_on_disk(path: Path, known: Fingerprint) -> bool:
    """Return whether someone else changed, replaced or removed the file since it was read or written."""
    try:
        now = path.stat()
        if (now.st_mtime_ns, now.st_size) == (known.mtime_ns, known.size_bytes) and stat.S_ISREG(now.st_mode):
            return False
        return now.st_size != known.size_bytes or _read(path)[1].sha256 != known.sha256
    except (OSError, PlanFileError):
        return True


def read_bounded(path: Path) -> tuple[bytes, Fingerprint]:
    """Return a file's bytes and what it was when they were read.

    Raises PlanFileError where it cannot be read, is no regular file, is too large, or is no database.
    """
    try:
        content, fingerprint = _read(path)
    except FileNotFoundError as error:
        raise PlanFileError(sentence("There is no file {}; check the name.", path)) from error
    except OSError as error:
        raise PlanFileError(sentence("{} cannot be read ({}); {}.", path, reason_of(error), _way_out(error))) from error
    if not content.startswith(_HEADER):
        raise PlanFileError(sentence("{} is not a Chipfolio plan file; choose another.", path))
    return content, fingerprint


def fingerprint_of_content(path: Path, content: bytes) -> Fingerprint:
    """Return the fingerprint of a file whose content is at hand."""
    return _fingerprint(path.stat(), content)


def reason_of(error: OSError) -> str:
    """Return the system's own words for what went wrong, without the path."""
    return error.strerror or type(error).__name__


def _read(path: Path) -> tuple[bytes, Fingerprint]:
    _require_regular(path, path.stat())  # before opening: only that a device is opened may already do something
    with os.fdopen(os.open(path, OPEN_FLAGS), "rb") as stream:
        found = os.fstat(stream.fileno())
        _require_regular(path, found)
        # What a file says of its size need not be true (of /proc it is not).
        content = stream.read(MOST_FILE_BYTES + 1) or b""
    if max(len(content), found.st_size) > MOST_FILE_BYTES:
        raise PlanFileError(sentence("{} is larger than any plan file ({} MiB at most).", path, MOST_FILE_BYTES >> 20))
    return content, _fingerprint(found, content)


def _require_regular(path: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise PlanFileError(sentence("{} is a folder; choose a plan file in it.", path))
    if not stat.S_ISREG(found.st_mode):
        raise PlanFileError(sentence("{} is a pipe, a socket or a device, not a file; choose a plan file.", path))


def _fingerprint(found: os.stat_result, content: bytes) -> Fingerprint:
    return Fingerprint(mtime_ns=found.st_mtime_ns, size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def _way_out(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "it is a link that leads back to itself; choose the file"
    if error.errno == errno.ENAMETOOLONG:
        return "choose a shorter name"
    return "check its permissions"
