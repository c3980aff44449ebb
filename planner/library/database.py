"""Transactions on a library's database: bounded in time, their errors in words, a lost server known from a refusal."""

import socket
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, Self
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from planner.library.address import LibraryAddress
from planner.library.entries import MOST_CONTENT_BYTES
from planner.library.error_words import in_words
from planner.library.library_errors import LibraryError
from planner.planfile.records import short
from planner.sentences import sentence
from planner.units import MIB_BYTES

PATIENCE_S: Final = 60.0  # 64 MiB pass in it at 10 Mbit/s
_CONNECT_S: Final = 10
_LOCK_S: Final = 15  # so long another may be in the middle of writing
_ROOM_BYTES: Final = MIB_BYTES  # for what stands beside the content in a row
_MILLI: Final = 1_000


class LibraryDatabase:
    """The database behind an address; threads may share it. No answer within ``patience_s`` ends a transaction.

    Every transaction has a connection of its own: none is held while the user looks at a table, and none is stale
    after the server was started anew.
    """

    def __init__(self, address: LibraryAddress, *, patience_s: float = PATIENCE_S) -> None:
        self.address = address
        self.patience_s = patience_s
        self._watches = threading.local()
        self._engine = _sqlite_engine(address) if address.is_sqlite else _postgresql_engine(address, patience_s)
        # Before SQLAlchemy's own first questions to the server, so that these are bounded too.
        event.listen(self._engine, "connect", self._on_connect, insert=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether the library is a file of one desk."""
        return self.address.is_sqlite

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open one transaction: all of it holds afterwards, or nothing.

        Raises LibraryError in one sentence; LibraryUnreachableError where the server does not answer or falls silent,
        with ``sent`` where the transaction may have held all the same. IntegrityError is the caller's to read.
        """
        if self.is_sqlite:
            self._require_file()
        watch = self._watches.watch = _Watch(self.patience_s)
        connection: Connection | None = None
        try:
            with watch:
                connection = self._engine.connect()
                with connection.begin():
                    yield connection
        except IntegrityError:
            raise
        except DBAPIError as error:
            waited_s = self.patience_s if watch.has_ended_it else None
            raise in_words(error, self.address, sent=connection is not None, waited_s=waited_s) from error
        except (ValueError, TypeError) as error:
            if not self.is_sqlite:  # which lets a stranger's file hold anything in any column
                raise
            raise LibraryError(
                sentence("The library at {} is damaged ({}).", self.address.shown, short(str(error)))
            ) from error
        finally:
            if connection is not None:
                with suppress(DBAPIError):  # a lost one cannot be closed in good order
                    connection.close()

    def close(self) -> None:
        """Let go of the driver."""
        self._engine.dispose()

    def _on_connect(self, driver_connection: Any, _record: object) -> None:  # noqa: ANN401 - as SQLAlchemy types it
        if not self.is_sqlite:
            self._watches.watch.guard(driver_connection.fileno())

    def _require_file(self) -> None:
        """Refuse what is no file before SQLite opens it: only that a device is opened may already do something."""
        try:
            mode = self.address.path.stat().st_mode
        except FileNotFoundError as error:
            raise LibraryError(
                sentence("There is no library at {}; 'chipfolio-cli library init' makes one.", self.address.shown)
            ) from error
        except OSError as error:
            words = error.strerror or type(error).__name__
            raise LibraryError(sentence("The library at {} cannot be read ({}).", self.address.shown, words)) from error
        if not stat.S_ISREG(mode):
            raise LibraryError(sentence("{} is no file; choose the file of a library.", self.address.path))


class _Watch:
    """Ends a connection that does not answer: its socket is shut, so that the driver hears of it and stops waiting."""

    def __init__(self, patience_s: float) -> None:
        self.has_ended_it = False
        self._guarded: socket.socket | None = None
        self._timer = threading.Timer(patience_s, self._end)
        self._timer.daemon = True

    def guard(self, descriptor: int) -> None:
        """Watch the connection with this socket."""
        self._let_go()
        with suppress(OSError):
            self._guarded = socket.fromfd(descriptor, socket.AF_INET, socket.SOCK_STREAM)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._timer.join()  # it may be in the middle of its work
        self._let_go()

    def _let_go(self) -> None:
        guarded, self._guarded = self._guarded, None
        if guarded is not None:
            guarded.close()

    def _end(self) -> None:
        guarded = self._guarded
        if guarded is not None:
            self.has_ended_it = True
            with suppress(OSError):
                guarded.shutdown(socket.SHUT_RDWR)


def _postgresql_engine(address: LibraryAddress, patience_s: float) -> Engine:
    limits = {
        "statement_timeout": round(patience_s * _MILLI),
        "lock_timeout": _LOCK_S * _MILLI,
        "idle_in_transaction_session_timeout": round(patience_s * _MILLI),
    }
    options = address.url.query.get("options", ())
    stated = (options,) if isinstance(options, str) else options
    arguments = {
        "sslmode": address.ssl_mode(),
        "connect_timeout": _CONNECT_S,
        "application_name": "chipfolio",
        "options": " ".join((*stated, *(f"-c {name}={value}" for name, value in limits.items()))),
    }
    try:
        return create_engine(address.url, connect_args=arguments, poolclass=NullPool)
    except ImportError as error:
        raise LibraryError(
            "The driver of PostgreSQL is not installed; install the extra: pip install 'chipfolio[team]'."
        ) from error


def _sqlite_engine(address: LibraryAddress) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: _open_file(address), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _open_file(address: LibraryAddress) -> sqlite3.Connection:
    """Open the file, never make one; it may be a stranger's, so schema tricks are off and values are bounded."""
    where = f"file:{quote(str(address.path.absolute()))}?mode=rw"
    connection = sqlite3.connect(where, uri=True, isolation_level=None, timeout=_LOCK_S, check_same_thread=False)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_CONTENT_BYTES + _ROOM_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy types its events so
    # The driver's own transactions leave out DDL and begin late; with them off, a failed migration rolls back.
    connection.exec_driver_sql("BEGIN")
