"""The tables of a library as this program uses them; the migrations make them and never import this module."""

from typing import Final

from sqlalchemy import Column, DateTime, ForeignKeyConstraint, Integer, LargeBinary, MetaData, Table, Text, func

REVISIONS: Final = ("0001", "0002")  # of the schema, oldest first; the last is what this program works with
REVISION_TABLE: Final = "library_schema"

metadata = MetaData()

entries = Table(
    "library_entries",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("latest", Integer, nullable=False),  # what publishing compares: the number of the newest version
)
versions = Table(
    "library_versions",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("publication", Text, nullable=False, unique=True),
    Column("author", Text, nullable=False),  # PostgreSQL fills it with whoever is connected, which nobody can forge
    Column("published_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("summary", Text, nullable=False, server_default=""),
    ForeignKeyConstraint(["kind", "name"], ["library_entries.kind", "library_entries.name"]),
)
revision = Table(REVISION_TABLE, metadata, Column("version_num", Text, primary_key=True))
INFO: Final = tuple(column for column in versions.columns if column.name not in {"content", "publication"})
