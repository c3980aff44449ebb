"""Whether a stranger's database is one of ours, asked before anything in it is evaluated."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError

from planner.errors import PlanFileError
from planner.planfile.digest import table_names
from planner.planfile.formats import PlanFormat
from planner.planfile.records import short
from planner.planfile.schema import APPLICATION_ID, MOST_ROWS
from planner.sentences import sentence

MOST_SECONDS: Final = 20.0  # the largest plan file is read in two
_STEPS_BETWEEN_LOOKS: Final = 10_000
_MOST_NAMED: Final = 3


@contextmanager
def bounded(connection: sqlite3.Connection, name: str, *, seconds: float = MOST_SECONDS) -> Iterator[None]:
    """Let the database work for so long and no longer; raise PlanFileError that says so where it takes more."""
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() >= end, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    except (sqlite3.OperationalError, DBAPIError) as error:
        if time.monotonic() < end:
            raise
        raise PlanFileError(
            sentence(
                "{} was given up: reading its database takes more than {:g} seconds, which no plan file of ours "
                "does; restore a copy of it.",
                name,
                seconds,
            )
        ) from error
    finally:
        connection.set_progress_handler(None, 0)


def check_application(connection: sqlite3.Connection, name: str) -> None:
    """Refuse another program's database."""
    if int(connection.execute("PRAGMA application_id").fetchone()[0]) != APPLICATION_ID:
        raise PlanFileError(sentence("{} is not a Chipfolio plan file; choose another.", name))


def check_tables(connection: sqlite3.Connection, expected: PlanFormat, name: str) -> None:
    """Refuse a database whose tables are not, word for word, those of the format that it says it has.

    A view, a trigger, an index, a generated column, a check or a default of a stranger's would run his SQL.
    """
    ours = _entries(expected.tables)
    found = {
        (str(kind), str(entry), str(table)): None if sql is None else _words(str(sql))
        for kind, entry, table, sql in connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    }
    theirs = {key: sql for key, sql in found.items() if not _is_own_index(key, sql, expected)}
    ours |= {key: sql for key, sql in _entries(expected.optional).items() if key in theirs}
    odd = sorted({entry for _, entry, _ in ours.keys() ^ theirs.keys()})
    odd += sorted(
        table
        for (_, table, _) in ours.keys() & theirs.keys()
        if ours["table", table, table] != theirs["table", table, table]
    )
    if odd:
        named = short(", ".join(odd[:_MOST_NAMED]))
        raise PlanFileError(
            sentence(
                "{} is not a whole plan file of format {} (its schema differs in {}); restore a copy of it.",
                name,
                expected.number,
                named,
            )
        )


def check_content(connection: sqlite3.Connection, expected: PlanFormat, name: str) -> None:
    """Refuse a database that is damaged, or that holds more rows than any plan."""
    faults = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if faults != "ok":
        raise PlanFileError(
            sentence("{} is damaged ({}); restore a copy of it.", name, short(str(faults).splitlines()[-1]))
        )
    for table in (*expected.tables, *(expected.optional.keys() & set(table_names(connection)))):
        rows = int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - our own names
        if rows > MOST_ROWS:
            raise PlanFileError(
                sentence("{} has more than {} rows in {}; it is no plan of ours.", name, MOST_ROWS, table)
            )


def _entries(tables: Mapping[str, str]) -> dict[tuple[str, str, str], str | None]:
    return {("table", table, table): _words(sql) for table, sql in tables.items()}


def _is_own_index(key: tuple[str, str, str], sql: str | None, expected: PlanFormat) -> bool:
    """Return whether an entry is the index that SQLite itself makes of a table's primary key."""
    kind, entry, table = key
    return kind == "index" and sql is None and table in expected.tables and entry == f"sqlite_autoindex_{table}_1"


def _words(sql: str) -> str:
    return " ".join(sql.split())
