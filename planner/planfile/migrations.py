"""Older formats brought up to the present one, on a copy in memory; the file is untouched until it is saved."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Connection, Engine

from planner.errors import PlanFileError

Migration = Callable[[Connection], None]

# The step at position n leads from format n + 1 to n + 2. Steps are never changed once a release has written them.
MIGRATIONS: Final[tuple[Migration, ...]] = ()


def migrate(
    connection: sqlite3.Connection, engine: Engine, *, steps: Sequence[Migration] = MIGRATIONS, name: str = "The file"
) -> int:
    """Bring a database to the format after the last step and return the format it had.

    Each step runs in a transaction of its own with its new ``user_version``. Raises PlanFileError for a format that
    this program does not know, or when a step fails.
    """
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    newest = len(steps) + 1
    if found > newest:
        raise PlanFileError(
            f"{name} was written by a newer Chipfolio (file format {found}, this one reads up to {newest}); "
            "open it with that version."
        )
    if found < 1:
        raise PlanFileError(f"{name} is not a complete plan file (file format {found}); restore a copy of it.")
    for version in range(found, newest):
        try:
            with engine.begin() as transaction:
                steps[version - 1](transaction)
                transaction.exec_driver_sql(f"PRAGMA user_version = {version + 1}")
        except Exception as error:
            raise PlanFileError(
                f"{name} has the older format {version} and cannot be brought up to date ({error}); "
                "it is unchanged, open it with the version that wrote it."
            ) from error
    return found
