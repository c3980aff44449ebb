"""Where a library lies: an SQLAlchemy URL, its password never shown, encrypted wherever it leaves the machine."""

import ipaddress
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from planner.errors import UserError
from planner.sentences import sentence

ADDRESS_VARIABLE: Final = "CHIPFOLIO_LIBRARY"
DEFAULT_PORT: Final = 5432
_POSTGRESQL: Final = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_SQLITE: Final = frozenset({"sqlite", "sqlite+pysqlite"})
_SECRET_OPTIONS: Final = frozenset({"password", "sslpassword"})
_SURE_MODES: Final = frozenset({"require", "verify-ca", "verify-full"})
_EXAMPLES: Final = "postgresql://user@host/database or sqlite:////path/to/library.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryAddress:
    """An address as the driver takes it; ``shown`` is what may be printed and kept."""

    url: URL = field(repr=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether the library is a file of one desk."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path:
        """The file of an SQLite library."""
        return Path(self.url.database or "")

    @property
    def shown(self) -> str:
        """The address without any password."""
        secrets = list(filter(_is_secret, self.url.query))
        plain = self.url.set(drivername=self.url.get_backend_name()).difference_update_query(secrets)
        return plain.render_as_string(hide_password=True)

    @property
    def has_password(self) -> bool:
        """Whether the address itself carries a secret."""
        return self.url.password is not None or any(map(_is_secret, self.url.query))

    @property
    def account(self) -> str:
        """Whose password is asked for: user, host, port and database."""
        url, hosts = self.url, ",".join(self._hosts()) or "localhost"
        return f"{url.username or ''}@{hosts}:{url.port or DEFAULT_PORT}/{url.database or ''}"

    def with_password(self, password: str) -> "LibraryAddress":
        """Return the address with a password in it."""
        return LibraryAddress(url=self.url.set(password=password))

    def ssl_mode(self, environment: Mapping[str, str] = os.environ) -> str:
        """Return how the connection is encrypted: as the address says, else required unless it stays on this machine.

        The libraries of PostgreSQL read the environment too: what it says is kept where it is as strict.
        """
        stated = self.url.query.get("sslmode")
        if stated:
            return str(stated)
        surroundings = environment.get("PGSSLMODE", "")
        if surroundings in _SURE_MODES:
            return surroundings
        return "prefer" if self.stays_here(environment) else "require"

    def stays_here(self, environment: Mapping[str, str] = os.environ) -> bool:
        """Return whether every host that may be meant is this machine."""
        if "service" in self.url.query or environment.get("PGSERVICE"):
            return False  # a file elsewhere names the host
        named = self._hosts() or [environment.get("PGHOST", "")]
        numbers = [*_listed(self.url.query.get("hostaddr")), environment.get("PGHOSTADDR", "")]
        return all(_is_here(host) for name in (*named, *numbers) for host in name.split(","))

    def _hosts(self) -> list[str]:
        stated = [self.url.host] if self.url.host else []
        return [*stated, *_listed(self.url.query.get("host"))]


def address_of(text: str, *, may_hold_password: bool = False) -> LibraryAddress:
    """Return the address that a URL names; raise UserError, which never quotes it, for one that is none of ours.

    A password belongs into the keyring or the environment: one in the address is refused unless ``may_hold_password``.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError) as error:
        raise UserError(sentence("The library's address is no URL; write it as {}.", _EXAMPLES)) from error
    if url.drivername in _POSTGRESQL:
        found = LibraryAddress(url=url.set(drivername="postgresql+psycopg"))
        if not url.database:
            raise UserError("The library's address names no database; write it as postgresql://user@host/database.")
    elif url.drivername in _SQLITE:
        found = LibraryAddress(url=url)
        if url.database in {None, "", ":memory:"} or url.query or url.host:
            raise UserError("The library's address names no file; write it as sqlite:////path/to/library.db.")
    else:
        raise UserError(
            sentence("A library lies in PostgreSQL or in an SQLite file; write its address as {}.", _EXAMPLES)
        )
    if found.has_password and not may_hold_password:
        raise UserError(
            "The library's address has a password in it, which others could read; leave it out and put it into the "
            "keyring or the environment."
        )
    return found


def _is_secret(option: str) -> bool:
    return option.casefold() in _SECRET_OPTIONS


def _listed(value: str | tuple[str, ...] | None) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _is_here(host: str) -> bool:
    """Return whether a host is this machine; an empty one is the local socket."""
    name = _without_port(host)
    if name in {"", "localhost"} or name.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host if host.count(":") > 1 else host.partition(":")[0]


def secrets_of(address: LibraryAddress) -> Iterator[str]:
    """Yield what must not appear in any message."""
    if address.url.password:
        yield str(address.url.password)
    for name in filter(_is_secret, address.url.query):
        yield from _listed(address.url.query[name])
