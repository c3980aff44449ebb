"""The tables of a plan file: one SQLite database, values as JSON text, one row an entity."""

import sqlite3
from typing import Any, Final

from sqlalchemy import CheckConstraint, Column, Engine, Integer, MetaData, Table, Text, create_engine, event
from sqlalchemy.pool import StaticPool

from planner.planfile.formats import EXPLORATION, FORMATS, META
from planner.units import MIB_BYTES

APPLICATION_ID: Final = 0x43484950  # "CHIP"; tells a plan file from any other SQLite database
FORMAT: Final = FORMATS[-1].number  # user_version of what this program writes
MINOR: Final = FORMATS[-1].minor
MOST_FILE_BYTES: Final = 64 * MIB_BYTES
MOST_BODY_BYTES: Final = 16 * MIB_BYTES
MOST_ROWS: Final = 200_000  # of one table

metadata = MetaData()

meta = Table(META, metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
plan_body = Table(
    "plan",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("body", Text, nullable=False),
)
accelerators = Table(
    "accelerators", metadata, Column("key", Text, primary_key=True), Column("body", Text, nullable=False)
)
node_designs = Table(
    "node_designs", metadata, Column("key", Text, primary_key=True), Column("body", Text, nullable=False)
)
offers = Table("offers", metadata, Column("key", Text, primary_key=True), Column("body", Text, nullable=False))
prices = Table("prices", metadata, Column("position", Integer, primary_key=True), Column("body", Text, nullable=False))
last_result = Table(
    "last_result",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("body", Text, nullable=False),
)
exploration = Table(
    EXPLORATION,
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("digest", Text, nullable=False),
    Column("body", Text, nullable=False),
)


def memory_database() -> tuple[sqlite3.Connection, Engine]:
    """Return an empty database in memory and SQLAlchemy's engine on it; the caller closes both.

    What it is filled with may be a stranger's, so schema tricks are off and values are bounded.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_FILE_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    return connection, engine


def fill(connection: sqlite3.Connection, content: bytes) -> None:
    """Make a database in memory a copy of a file's content.

    Nothing on disk is opened: no lock is taken and no journal beside the file is followed.
    """
    connection.deserialize(content)


def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy types its events so
    # The driver leaves DDL outside the transactions it opens itself; with its own off, a failed migration rolls back.
    connection.exec_driver_sql("BEGIN")
