"""Reading files that strangers name: regular ones alone, up to a size, and nothing that would be waited for."""

import errno
import os
import stat
from pathlib import Path
from typing import Final

from planner.sentences import sentence
from planner.units import MIB_BYTES

# A pipe, a device or a terminal is never waited for, nor taken as this process's own.
OPEN_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


class NotReadError(OSError):
    """The file is left alone; ``strerror`` says why in words that fit in brackets."""


def read_regular(path: Path, most_bytes: int) -> bytes:
    """Return a regular file's bytes; raise OSError, NotReadError where it is none or larger than ``most_bytes``."""
    _require_regular(path, path.stat())  # before opening: only that a device is opened may already do something
    with os.fdopen(os.open(path, OPEN_FLAGS), "rb") as stream:
        found = os.fstat(stream.fileno())
        _require_regular(path, found)
        # What a file says of its size need not be true (of /proc it is not).
        content = stream.read(most_bytes + 1) or b""
    if max(len(content), found.st_size) > most_bytes:
        raise NotReadError(errno.EFBIG, sentence("it is larger than {}", _size(most_bytes)), str(path))
    return content


def _require_regular(path: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise NotReadError(errno.EISDIR, "it is a folder", str(path))
    if not stat.S_ISREG(found.st_mode):
        raise NotReadError(errno.EINVAL, "it is a pipe, a socket or a device, not a file", str(path))


def _size(count_bytes: int) -> str:
    return (
        sentence("{} MiB", count_bytes // MIB_BYTES)
        if count_bytes >= MIB_BYTES
        else sentence("{:,} bytes", count_bytes)
    )
