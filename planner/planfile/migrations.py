"""Older formats brought up to the present one, on a copy in memory; the file is untouched until it is saved.

A new format is added in four places and nowhere else: its ``PlanFormat`` in ``formats.py``; a module of its own,
``format_N_to_M.py``, with a function that leads there in its own SQL and its own JSON edits, never with the live
schema or the live classes, which will have moved on; that function at the end of ``STEPS`` here; and frozen files of
the format it leaves, in the tests.
"""

import sqlite3
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from planner.errors import PlanFileError
from planner.planfile.format_1_to_2 import lead_1_to_2
from planner.planfile.format_2_to_3 import lead_2_to_3
from planner.planfile.formats import FORMATS, PlanFormat
from planner.planfile.records import short
from planner.planfile.remarks import Remark
from planner.sentences import sentence

Migration = Callable[[sqlite3.Connection], tuple[Remark, ...]]

# The step at position n leads from format n + 1 to n + 2. Steps are never changed once a release has written them.
STEPS: Final[tuple[Migration, ...]] = (lead_1_to_2, lead_2_to_3)


class Lineage(Struct, frozen=True, kw_only=True):
    """The formats a program reads, oldest first from 1, and the steps between them: one fewer than formats."""

    formats: tuple[PlanFormat, ...]
    steps: tuple[Migration, ...]

    @property
    def newest(self) -> PlanFormat:
        """The format that every file is led to."""
        return self.formats[-1]


LINEAGE: Final = Lineage(formats=FORMATS, steps=STEPS)


def format_of(connection: sqlite3.Connection, lineage: Lineage = LINEAGE, *, name: str = "The file") -> PlanFormat:
    """Return the format that a database says it has; raise PlanFileError for one that the lineage does not know."""
    found, newest = int(connection.execute("PRAGMA user_version").fetchone()[0]), lineage.newest.number
    if found > newest:
        raise PlanFileError(
            sentence(
                "{} was written by a newer Chipfolio (file format {}, this one reads up to {}); open it with that "
                "version.",
                name,
                found,
                newest,
            )
        )
    if found < 1:
        raise PlanFileError(
            sentence("{} is not a complete plan file (file format {}); restore a copy of it.", name, found)
        )
    return lineage.formats[found - 1]


def migrate(
    connection: sqlite3.Connection, lineage: Lineage = LINEAGE, *, name: str = "The file"
) -> tuple[Remark, ...]:
    """Bring a database to the lineage's newest format and return what each step wants said, oldest step first.

    Each step runs in a transaction of its own with its new ``user_version``. Raises PlanFileError for a format that
    the lineage does not know, or when a step fails; the failed step is then undone.
    """
    remarks: tuple[Remark, ...] = ()
    for number in range(format_of(connection, lineage, name=name).number, lineage.newest.number):
        connection.execute("BEGIN")
        try:
            remarks += lineage.steps[number - 1](connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except Exception as error:
            _undo(connection)
            raise PlanFileError(
                sentence(
                    "{} has the older format {} and cannot be brought up to date ({}); it is unchanged, open it "
                    "with the version that wrote it.",
                    name,
                    number,
                    short(str(error)),
                )
            ) from error
    return remarks


def _undo(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # SQLite ends a transaction itself where memory or the disk runs out
        connection.execute("ROLLBACK")
