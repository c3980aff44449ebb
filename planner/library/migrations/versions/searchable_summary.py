"""Words of what a version holds, so that a search finds it by its shape or its accelerators."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; versions from before it are found by name, author and reason alone."""
    op.add_column("library_versions", sa.Column("summary", sa.Text, nullable=False, server_default=""))
