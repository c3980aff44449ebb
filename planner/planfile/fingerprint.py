"""Reading a plan file's bytes, and telling whether someone else changed it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from planner.errors import PlanFileError
from planner.planfile.schema import MOST_FILE_BYTES

_HEADER = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a file was when it was read or written; another one later means that someone else changed it."""

    mtime_ns: int
    size_bytes: int
    sha256: str


def fingerprint_of(path: Path) -> Fingerprint:
    """Return the fingerprint of the file as it is now; raise PlanFileError where it cannot be read."""
    return fingerprint_of_content(path, read_bounded(path))


def changed_on_disk(path: Path, known: Fingerprint) -> bool:
    """Return whether someone else changed or removed the file since it was read or written."""
    try:
        now = path.stat()
    except OSError:
        return True
    if (now.st_mtime_ns, now.st_size) == (known.mtime_ns, known.size_bytes):
        return False
    return now.st_size != known.size_bytes or fingerprint_of(path).sha256 != known.sha256


def read_bounded(path: Path) -> bytes:
    """Return a file's bytes; raise PlanFileError where it cannot be read, is too large, or is no plan file."""
    try:
        if path.is_dir():
            raise PlanFileError(f"{path} is a folder; choose a plan file in it.")
        if path.stat().st_size > MOST_FILE_BYTES:
            raise PlanFileError(f"{path} is larger than any plan file ({MOST_FILE_BYTES >> 20} MiB at most).")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise PlanFileError(f"There is no file {path}; check the name.") from error
    except OSError as error:
        raise PlanFileError(f"{path} cannot be read ({reason_of(error)}); check its permissions.") from error
    if not content.startswith(_HEADER):
        raise PlanFileError(f"{path} is not a Chipfolio plan file; choose another.")
    return content


def fingerprint_of_content(path: Path, content: bytes) -> Fingerprint:
    """Return the fingerprint of a file whose content is at hand."""
    return Fingerprint(
        mtime_ns=path.stat().st_mtime_ns, size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest()
    )


def reason_of(error: OSError) -> str:
    """Return the system's own words for what went wrong, without the path."""
    return error.strerror or type(error).__name__
