"""What a database's refusals mean, in one sentence each; no password is ever quoted."""

from typing import Final

from sqlalchemy.exc import DBAPIError

from planner.library.address import LibraryAddress, secrets_of
from planner.library.library_errors import LibraryError, LibraryUnreachableError
from planner.sentences import sentence

_LONGEST_QUOTE: Final = 200
_GONE: Final = ("08", "57P")  # SQLSTATE: the connection broke; the server is ended, ends or starts
_FULL: Final = "53"
_TIMED_OUT: Final = frozenset({"57014", "55P03"})
_MAY_NOT: Final = "42501"
_NO_TABLE: Final = frozenset({"42P01", "42703"})


def in_words(error: DBAPIError, address: LibraryAddress, *, sent: bool, waited_s: float | None = None) -> LibraryError:
    """Return what a driver's error means; ``sent``: a connection stood before it came.

    ``waited_s``: the connection was ended by us after so many seconds.
    """
    if waited_s is not None:
        words = sentence("The library at {} did not answer in {:g} seconds; try again later.", address.shown, waited_s)
        return LibraryUnreachableError(words, sent=sent)
    return _of_sqlite(error, address) if address.is_sqlite else _of_postgresql(error, address, sent=sent)


def _of_postgresql(error: DBAPIError, address: LibraryAddress, *, sent: bool) -> LibraryError:
    state, said = str(getattr(error.orig, "sqlstate", None) or ""), _said(error, address)
    if state == _MAY_NOT:
        return LibraryError(
            sentence(
                "{} may not do this in the library ({}); ask whoever administers it for the role that may.",
                _user(address),
                said,
            )
        )
    if state in _NO_TABLE:
        return LibraryError(
            sentence(
                "There is no library of this program's form at {}; 'chipfolio-cli library init' makes or upgrades one.",
                address.shown,
            )
        )
    if state in _TIMED_OUT:
        return LibraryUnreachableError(
            sentence("The library at {} was too busy ({}); try again later.", address.shown, said), sent=False
        )
    if not sent or not state or state.startswith((*_GONE, _FULL)):
        what = "was lost on the way" if sent else "cannot be reached"
        return LibraryUnreachableError(
            sentence(
                "The library at {} {} ({}); check its address, your password and the network, and try again.",
                address.shown,
                what,
                said,
            ),
            sent=sent,
        )
    return LibraryError(sentence("The library at {} refuses this ({}).", address.shown, said))


def _of_sqlite(error: DBAPIError, address: LibraryAddress) -> LibraryError:
    said = _said(error, address)
    if "locked" in said:
        return LibraryUnreachableError(
            sentence("The library at {} is being written by another program; try again.", address.shown), sent=False
        )
    if "no such" in said or "has no column" in said:
        return LibraryError(
            sentence(
                "There is no library of this program's form at {}; 'chipfolio-cli library init' makes or upgrades one.",
                address.shown,
            )
        )
    if "readonly" in said:
        return LibraryError(sentence("The library at {} is write-protected; ask whoever keeps it.", address.shown))
    return LibraryError(sentence("The library at {} cannot be used ({}).", address.shown, said))


def _user(address: LibraryAddress) -> str:
    return sentence("User {!r}", address.url.username) if address.url.username else "Your user"


def _said(error: DBAPIError, address: LibraryAddress) -> str:
    """Return the driver's own words in one short line."""
    text = str(error.orig)
    for secret in secrets_of(address):
        text = text.replace(secret, "***")
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split()).rstrip(".")
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1]}…"
