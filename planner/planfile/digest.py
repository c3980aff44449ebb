"""A digest over everything that a plan file holds, so that a changed digit does not pass unseen."""

import hashlib
import sqlite3
from typing import Final

from planner.planfile.formats import EXPLORATION, META

DIGEST: Final = "digest"  # its key in the meta table


def content_digest(connection: sqlite3.Connection) -> str:
    """Return a digest of every row of every table that the database holds, but the meta table's and the exploration's.

    The tables are the file's own, in the order of their names, whatever formats this program knows: for the tables
    that the programs of formats 1 and 2 wrote it is the digest that they wrote. Never changed for released formats.
    """
    digest = hashlib.sha256()
    for name in sorted(set(table_names(connection)) - {META, EXPLORATION}):
        quoted = name.replace('"', '""')
        rows = connection.execute(f'SELECT * FROM "{quoted}" ORDER BY rowid').fetchall()  # noqa: S608 - a quoted name
        digest.update(repr((name, rows)).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def body_digest(body: str) -> str:
    """Return the digest of one row's body."""
    return hashlib.sha256(body.encode("utf-8", "backslashreplace")).hexdigest()


def table_names(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the database's tables, those of SQLite's own bookkeeping left out."""
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return [str(name) for (name,) in found]


def written_digest(connection: sqlite3.Connection) -> str | None:
    """Return the digest that stands in the file; None where there is none."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (DIGEST,)).fetchone()
    return None if row is None else str(row[0])


def write_digest(connection: sqlite3.Connection) -> None:
    """Write the digest of a database that has none yet."""
    connection.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (DIGEST, content_digest(connection)))
