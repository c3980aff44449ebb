"""What a library holds, as values: kinds of content, versions with who, when and why, what is to be published."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from planner.errors import UserError
from planner.sentences import sentence
from planner.units import MIB_BYTES

LONGEST_NAME: Final = 200
LONGEST_REASON: Final = 2_000
MOST_CONTENT_BYTES: Final = 64 * MIB_BYTES  # as of a plan file, the largest of the kinds


class Kind(StrEnum):
    """What an entry holds: a plan file, a catalogue (an archive, or a user's own), shapes as TOML, prices as CSV."""

    PLAN = "plan"
    CATALOGUE = "catalogue"
    SHAPES = "shapes"
    PRICES = "prices"


class VersionInfo(Struct, frozen=True, kw_only=True):
    """One version of an entry without its content.

    ``author`` and ``published_at`` (with time zone) are the server's own words where it has users (PostgreSQL).
    ``digest`` is the content's SHA-256 in hexadecimal digits, ``summary`` words that a search finds it by, and
    ``program`` the version of the program that published it.
    """

    kind: Kind
    name: str
    version: int
    author: str
    published_at: datetime
    reason: str
    digest: str
    size_bytes: int
    program: str
    summary: str


class Listing(Struct, frozen=True, kw_only=True):
    """Entries by their newest versions, as many as were asked for, of ``total`` that fit."""

    entries: tuple[VersionInfo, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Content to be published as the version after ``based_on`` (0: a new entry), and why.

    ``token`` tells two publications apart whatever they hold, so that the same one is never published twice.
    Raises UserError for a name or a reason that cannot be.
    """

    kind: Kind
    name: str
    content: bytes = field(repr=False)
    reason: str
    based_on: int = 0
    token: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        check_name(self.name)
        if not self.reason.strip() or len(self.reason) > LONGEST_REASON or storable(self.reason) != self.reason:
            raise UserError(
                sentence("A version needs a reason of 1 to {:,} characters; say what changed and why.", LONGEST_REASON)
            )
        if self.based_on < 0:
            raise UserError(
                sentence("There is no version {}; versions count from 1, and 0 begins a new entry.", self.based_on)
            )
        if not 0 < len(self.content) <= MOST_CONTENT_BYTES:
            raise UserError(
                sentence(
                    "{} has {:,} bytes; a library takes from 1 to {:,}.",
                    self.name,
                    len(self.content),
                    MOST_CONTENT_BYTES,
                )
            )


def storable(text: str) -> str:
    """Return text without what no database stores: zero bytes, and halves of characters from odd command lines."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def check_name(name: str) -> None:
    """Raise UserError for what cannot be the name of an entry."""
    if not name.strip() or name != name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise UserError(
            sentence(
                "An entry's name has 1 to {} printable characters and no blank at its ends; choose another.",
                LONGEST_NAME,
            )
        )
