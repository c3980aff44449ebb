"""Files written whole or not at all."""

import os
import stat
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part, whatever fails.

    A draft beside the file is written, synced and renamed over it; it is gone afterwards in every case. A symbolic
    link keeps pointing where it did. Raises OSError.
    """
    target = path.resolve()
    descriptor, draft = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".draft", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).chmod(_mode(target))
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)
    _sync_folder(target.parent)


def _mode(target: Path) -> int:
    """Return the permissions of the file that is there, else what a new file gets."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable where the system lets a folder be synced (Windows does not)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
