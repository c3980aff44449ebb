"""What an administrator does: make a library's schema, bring it up to date, grant roles."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, inspect, select, text

from planner.library.database import LibraryDatabase
from planner.library.library_errors import LibraryError
from planner.library.roles import are_there, grant_membership, make_roles
from planner.library.tables import REVISION_TABLE, REVISIONS, revision
from planner.sentences import sentence

_LOCK: Final = 0x43484950  # "CHIP": whoever changes the schema holds this lock of the server's


def initialise(database: LibraryDatabase) -> str:
    """Make the library where there is none, or bring it up to date; return the revision it had ("": none).

    An SQLite library's file is made for its owner alone. Raises LibraryError for one of a newer program.
    """
    if database.is_sqlite:
        _make_file(database.address.path)
    return upgrade(database)


def upgrade(database: LibraryDatabase, *, to: str = REVISIONS[-1]) -> str:
    """Bring the schema up to a revision, all of it or nothing; return the one it had. Errors as of ``initialise``."""
    with database.transaction() as transaction:
        if not database.is_sqlite:
            transaction.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        found = _found_revision(transaction)
        _require_known(found)
        if database.is_sqlite and not found:
            _require_empty(transaction, database.address.path)
        if found != to:
            _run_steps(transaction, to)
        if not database.is_sqlite and are_there(transaction):
            make_roles(transaction)  # what is new in the schema is granted too
    return found


def require_current(transaction: Connection) -> None:
    """Raise LibraryError where the schema is not the one that this program works with."""
    found = str(transaction.execute(select(revision.c.version_num)).scalar() or "")
    _require_known(found)
    if found != REVISIONS[-1]:
        raise LibraryError(
            sentence(
                "The library has the older schema {}, this program works with {}; whoever administers it brings it "
                "up to date with 'chipfolio-cli library upgrade'.",
                found or "none",
                REVISIONS[-1],
            )
        )


def set_up_roles(database: LibraryDatabase, *, readers: Sequence[str] = (), editors: Sequence[str] = ()) -> None:
    """Make the roles of readers and editors with their grants, and put users of the server into them.

    Raises LibraryError for SQLite, which has no users, and where the server refuses.
    """
    if database.is_sqlite:
        raise LibraryError(
            "An SQLite library has no users; who may read and write its file is the file's own permissions."
        )
    with database.transaction() as transaction:
        make_roles(transaction)
        grant_membership(transaction, readers=readers, editors=editors)


def _make_file(path: Path) -> None:
    """Make an empty file that only its owner may read, where there is none."""
    try:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise LibraryError(sentence("{} cannot be made ({}); choose another place.", path, error.strerror)) from error


def _found_revision(transaction: Connection) -> str:
    if not inspect(transaction).has_table(REVISION_TABLE):
        return ""
    return str(transaction.execute(select(revision.c.version_num)).scalar() or "")


def _require_known(found: str) -> None:
    if found and found not in REVISIONS:
        raise LibraryError(
            sentence(
                "The library was brought up to schema {!r} by a newer Chipfolio, this one knows up to {}; use that "
                "version.",
                found[:20],
                REVISIONS[-1],
            )
        )


def _require_empty(transaction: Connection, path: Path) -> None:
    """Raise LibraryError for a file that holds something else: with a library's tables a plan file is none any more."""
    if transaction.execute(text("SELECT count(*) FROM sqlite_master")).scalar():
        raise LibraryError(sentence("{} holds something else, such as a plan; name a new file for the library.", path))


def _run_steps(transaction: Connection, to: str) -> None:
    alembic, command, config = _alembic()
    settings = config.Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.set_main_option("path_separator", "os")
    settings.attributes.update(connection=transaction, version_table=REVISION_TABLE)
    try:
        command.upgrade(settings, to)
    except alembic.util.CommandError as error:
        raise LibraryError(sentence("The library's schema cannot be brought up to date ({}).", error)) from error


def _alembic() -> tuple[Any, Any, Any]:
    try:
        import alembic.util  # noqa: PLC0415 - of the extra chipfolio[team]; only whoever administers needs it
        from alembic import command, config  # noqa: PLC0415 - the same
    except ImportError as error:
        raise LibraryError(
            "The library that brings schemas up to date is not installed; install the extra: pip install "
            "'chipfolio[team]'."
        ) from error
    return alembic, command, config
