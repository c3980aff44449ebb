"""A digest over everything that a plan file holds, so that a changed digit does not pass unseen."""

import hashlib
from typing import Final

from sqlalchemy import Connection, literal_column, select

from planner.planfile import schema

DIGEST: Final = "digest"  # its key in the meta table


def content_digest(transaction: Connection) -> str:
    """Return a digest of every row but the meta table's."""
    digest = hashlib.sha256()
    for table in schema.metadata.sorted_tables:
        if table is not schema.meta:
            rows = transaction.execute(select(table).order_by(literal_column("rowid")))
            digest.update(repr((table.name, [tuple(row) for row in rows])).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()
