"""Whether what a database file holds is all of it: SQLite keeps changes on their way in files beside it."""

from pathlib import Path
from typing import Final

from planner.errors import PlanFileError
from planner.sentences import sentence

_VERSIONS: Final = slice(18, 20)  # of the header: 1 for a rollback journal, 2 for a write-ahead log
_WAL: Final = 2
_HOT_JOURNAL: Final = bytes.fromhex("d9d505f920a163d7")


def settled_content(path: Path, content: bytes) -> bytes:
    """Return a plan file's bytes so that they can be read in memory alone.

    A file in WAL mode whose log holds nothing is whole and is read as any other. Raises PlanFileError where a log or
    a journal beside the file still holds changes, so that the file alone is not what was written.
    """
    beside = path.resolve()
    log, journal = (beside.with_name(beside.name + ending) for ending in ("-wal", "-journal"))
    in_wal_mode = _WAL in content[_VERSIONS]
    if in_wal_mode and _first_bytes(log):
        raise PlanFileError(
            sentence(
                "{} is open in another database program, or was not closed there: its last changes lie in {} "
                "beside it (WAL mode); close it in that program, then open it again.",
                path.name,
                log.name,
            )
        )
    if _first_bytes(journal) == _HOT_JOURNAL:
        raise PlanFileError(
            sentence(
                "{} is being changed by another database program, or a change was cut short: {} lies beside it; "
                "finish or undo the change in that program, then open it again.",
                path.name,
                journal.name,
            )
        )
    return content[: _VERSIONS.start] + b"\x01\x01" + content[_VERSIONS.stop :] if in_wal_mode else content


def _first_bytes(path: Path) -> bytes:
    """Return the first bytes of a file beside a plan file; empty where there is none that can be read."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as stream:
            return stream.read(len(_HOT_JOURNAL))
    except OSError:
        return b""
