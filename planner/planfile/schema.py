"""The tables of a plan file: one SQLite database, values as JSON text, one row an entity."""

import sqlite3
from typing import Any, Final

from sqlalchemy import CheckConstraint, Column, Engine, Integer, MetaData, Table, Text, create_engine, event
from sqlalchemy.pool import StaticPool

APPLICATION_ID: Final = 0x43484950  # "CHIP"; tells a plan file from any other SQLite database
FORMAT: Final = 2  # user_version of what this program writes
MOST_FILE_BYTES: Final = 64 * 2**20
MOST_BODY_BYTES: Final = 16 * 2**20
MOST_ROWS: Final = 20_000

metadata = MetaData()

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
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


def memory_database(content: bytes | None = None) -> tuple[sqlite3.Connection, Engine]:
    """Return a database in memory (a copy of ``content`` where given) and SQLAlchemy's engine on it.

    Nothing on disk is opened: no lock, no journal beside the file is followed. The content may be a stranger's, so
    schema tricks are off and values are bounded. The caller closes the connection.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    if content is not None:
        connection.deserialize(content)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_FILE_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    return connection, engine


def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy types its events so
    # The driver leaves DDL outside the transactions it opens itself; with its own off, a failed migration rolls back.
    connection.exec_driver_sql("BEGIN")
