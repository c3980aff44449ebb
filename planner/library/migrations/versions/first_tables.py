"""Entries and their versions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOST_BYTES = 67_108_864


def upgrade() -> None:
    """Make both tables; the server itself checks what it can."""
    on_postgresql = op.get_context().dialect.name == "postgresql"
    # Of the insertion, not of the transaction, which may have waited: times rise with versions.
    moment = sa.text("clock_timestamp()") if on_postgresql else sa.func.now()
    op.create_table(
        "library_entries",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("latest", sa.Integer, nullable=False),
        sa.CheckConstraint("kind IN ('plan', 'catalogue', 'shapes', 'prices')", name="library_entries_kind"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name="library_entries_name"),
        sa.CheckConstraint("latest >= 1", name="library_entries_latest"),
    )
    op.create_table(
        "library_versions",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("program", sa.Text, nullable=False),
        sa.Column("publication", sa.Text, nullable=False, unique=True),
        sa.Column("author", sa.Text, nullable=False, server_default=sa.text("session_user") if on_postgresql else None),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False, server_default=moment),
        sa.ForeignKeyConstraint(["kind", "name"], ["library_entries.kind", "library_entries.name"]),
        sa.CheckConstraint("version >= 1", name="library_versions_version"),
        sa.CheckConstraint(f"length(content) BETWEEN 1 AND {_MOST_BYTES}", name="library_versions_content"),
        sa.CheckConstraint("length(content) = size_bytes", name="library_versions_size"),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 2000", name="library_versions_reason"),
        *([_whole()] if on_postgresql else []),
    )


def _whole() -> sa.CheckConstraint:
    """Return the check that the content is what its digest says: the server takes no half of a plan."""
    return sa.CheckConstraint("encode(sha256(content), 'hex') = digest", name="library_versions_digest")
