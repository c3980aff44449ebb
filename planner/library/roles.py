"""Who may do what in a library, by the database's own grants: readers look, editors publish, nobody takes back."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, text

from planner.library.tables import REVISION_TABLE, entries, versions

READER: Final = "chipfolio_reader"
EDITOR: Final = "chipfolio_editor"
# Nobody states who published and when: the server does. Nobody changes or removes a version that is there.
_PUBLISHED: Final = (
    "kind",
    "name",
    "version",
    "content",
    "digest",
    "size_bytes",
    "reason",
    "program",
    "publication",
    "summary",
)  # fmt: skip - one list


def make_roles(transaction: Connection) -> None:
    """Make both roles where they are not there, and grant each exactly what it may; users are put into them."""
    for role in (READER, EDITOR):
        if not _is_role(transaction, role):
            transaction.execute(text(f"CREATE ROLE {role} NOLOGIN"))
    for statement in _statements(str(transaction.execute(text("SELECT current_schema()")).scalar())):
        transaction.exec_driver_sql(statement.replace("%", "%%"))


def grant_membership(transaction: Connection, *, readers: Sequence[str], editors: Sequence[str]) -> None:
    """Put users of the server into the roles."""
    quote = transaction.dialect.identifier_preparer.quote_identifier
    for role, members in ((READER, readers), (EDITOR, editors)):
        for member in members:
            transaction.exec_driver_sql(f"GRANT {role} TO {quote(member).replace('%', '%%')}")


def are_there(transaction: Connection) -> bool:
    """Return whether the server knows both roles."""
    return all(_is_role(transaction, role) for role in (READER, EDITOR))


def _is_role(transaction: Connection, role: str) -> bool:
    asked = text("SELECT count(*) FROM pg_roles WHERE rolname = :role")
    return bool(transaction.execute(asked, {"role": role}).scalar())


def _statements(schema: str) -> tuple[str, ...]:
    tables = f"{entries.name}, {versions.name}, {REVISION_TABLE}"
    both = f"{READER}, {EDITOR}"
    name = schema.replace('"', '""')
    return (
        f"REVOKE ALL ON {tables} FROM PUBLIC, {both}",
        f'GRANT USAGE ON SCHEMA "{name}" TO {both}',
        f"GRANT SELECT ON {tables} TO {both}",
        f"GRANT INSERT (kind, name, latest), UPDATE (latest) ON {entries.name} TO {EDITOR}",
        f"GRANT INSERT ({', '.join(_PUBLISHED)}) ON {versions.name} TO {EDITOR}",
    )
