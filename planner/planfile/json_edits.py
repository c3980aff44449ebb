"""JSON bodies edited in place by a migration, without the classes of the day."""

import sqlite3
from collections.abc import Callable
from typing import Any

import msgspec

Json = Any  # what JSON text holds; a migration knows its own format's fields


def edit_bodies(connection: sqlite3.Connection, select: str, update: str, edit: Callable[[Json], Json]) -> None:
    """Replace every body by its edited self.

    ``select`` gives (key, body) and ``update`` takes (body, key): the migration's own SQL, of the formats it leads
    from and to. Floats keep every digit. Raises msgspec's errors for a body that is no JSON.
    """
    for key, body in connection.execute(select).fetchall():
        edited = msgspec.json.encode(edit(msgspec.json.decode(body))).decode("utf-8")
        connection.execute(update, (edited, key))
