"""Passwords of libraries: from the environment or the system's keyring, never from a file of ours."""

import os
from collections.abc import Mapping
from types import ModuleType
from typing import Final

from planner.library.address import LibraryAddress
from planner.library.library_errors import LibraryError
from planner.sentences import sentence

PASSWORD_VARIABLE: Final = "CHIPFOLIO_LIBRARY_PASSWORD"  # noqa: S105 - a variable's name
_SERVICE: Final = "chipfolio-library"


def with_credentials(address: LibraryAddress, environment: Mapping[str, str] = os.environ) -> LibraryAddress:
    """Return the address with its password: its own, else the environment's, else the keyring's, else none.

    Without one the libraries of PostgreSQL still look where they always do (``~/.pgpass``, a certificate, a ticket).
    """
    if address.is_sqlite or address.has_password:
        return address
    password = environment.get(PASSWORD_VARIABLE) or _kept(address)
    return address.with_password(password) if password else address


def keep_password(address: LibraryAddress, password: str) -> None:
    """Put a library's password into the system's keyring; raise LibraryError where there is none."""
    keyring = _keyring()
    try:
        if keyring is None:
            raise LibraryError(sentence("{} (the extra chipfolio[team] is not installed); {}.", _NO_KEYRING, _INSTEAD))
        keyring.set_password(_SERVICE, address.account, password)
    except keyring_errors(keyring) as error:
        raise LibraryError(f"{_NO_KEYRING} ({type(error).__name__}); {_INSTEAD}.") from error


def forget_password(address: LibraryAddress) -> bool:
    """Take a library's password out of the keyring; return whether there was one."""
    keyring = _keyring()
    if keyring is None:
        return False
    try:
        keyring.delete_password(_SERVICE, address.account)
    except keyring_errors(keyring):
        return False
    return True


_NO_KEYRING: Final = "The password cannot be kept: this system has no keyring that works"
_INSTEAD: Final = sentence("set {} in the environment instead", PASSWORD_VARIABLE)


def _kept(address: LibraryAddress) -> str | None:
    keyring = _keyring()
    if keyring is None:
        return None
    try:
        found = keyring.get_password(_SERVICE, address.account)
    except keyring_errors(keyring):
        return None
    return None if found is None else str(found)


def keyring_errors(keyring: ModuleType | None) -> tuple[type[Exception], ...]:
    """Return what a keyring raises where it is locked, refused or not there."""
    return () if keyring is None else (keyring.errors.KeyringError, OSError, RuntimeError)


def _keyring() -> ModuleType | None:
    try:
        import keyring  # noqa: PLC0415 - of the extra chipfolio[team], and slow to import
        import keyring.errors  # noqa: PLC0415 - the same
    except ImportError:
        return None
    return keyring
