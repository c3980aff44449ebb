"""Older formats brought up to the present one, on a copy in memory; the file is untouched until it is saved."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, Engine, select, update

from planner.errors import PlanFileError
from planner.planfile import schema
from planner.planfile.digest import DIGEST, content_digest

Migration = Callable[[Connection], None]


def with_pair_borders(transaction: Connection) -> None:
    """Lead format 1 to 2: beside the border of all pools there are borders of single pairs, none so far.

    The digest is taken anew only where it held, so that a file changed elsewhere stays known as such.
    """
    held = content_digest(transaction)
    bodies = transaction.execute(select(schema.plan_body)).fetchall()
    for row in bodies:
        plan = msgspec.json.decode(row.body)
        plan["cluster"].setdefault("pair_borders", [])
        changed = {"body": msgspec.json.encode(plan).decode("utf-8")}
        transaction.execute(update(schema.plan_body).where(schema.plan_body.c.id == row.id).values(**changed))
    of_digest = (schema.meta.c.key == DIGEST) & (schema.meta.c.value == held)
    transaction.execute(update(schema.meta).where(of_digest).values(value=content_digest(transaction)))


# The step at position n leads from format n + 1 to n + 2. Steps are never changed once a release has written them.
MIGRATIONS: Final[tuple[Migration, ...]] = (with_pair_borders,)


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
