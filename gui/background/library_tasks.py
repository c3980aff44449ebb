"""What is asked of a team's library, each in one go, in a thread that is not the window's."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gui import late
from planner.errors import UserError
from planner.library.entries import MOST_CONTENT_BYTES, Kind, Listing, Publication, VersionInfo
from planner.library.library_errors import LibraryConflictError
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.regular_file import read_regular
from planner.sentences import sentence

if TYPE_CHECKING:
    from planner.library.comparison import ThreeWayComparison
    from planner.library.library import Library, OpenedVersion

_KIND_OF: Final = {".zip": Kind.CATALOGUE, ".json": Kind.CATALOGUE, ".toml": Kind.SHAPES, ".csv": Kind.PRICES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A library's address, and the password that the user typed ("": the environment's or the keyring's)."""

    address: str
    password: str = field(default="", repr=False)


class Said(Struct, frozen=True, kw_only=True):
    """What the user says of a publication; ``based_on`` is the version that it began with, 0 for a new entry."""

    name: str
    reason: str
    based_on: int = 0


class Overtaken(Struct, frozen=True, kw_only=True):
    """A publication that came after another's: the newest version, and what both changed."""

    publication: Publication
    latest: VersionInfo
    comparison: "ThreeWayComparison"


def browse(access: Access, kind: Kind | None, words: str) -> Listing:
    """List what the library has. This and all below raise LibraryError, or UserError for an address that is none."""
    library = _library(access)
    try:
        return library.browse(kind, words=words)
    finally:
        library.close()


def keep_and_browse(access: Access) -> Listing:
    """List what the library has, and put the password that opened it into the keyring."""
    listing = browse(access, None, "")
    late.keep_password(late.address_of(access.address), access.password)
    return listing


def versions_of(access: Access, info: VersionInfo) -> tuple[VersionInfo, ...]:
    """List every version of an entry."""
    library = _library(access)
    try:
        return library.versions(info.kind, info.name)
    finally:
        library.close()


def open_version(access: Access, info: VersionInfo) -> "OpenedVersion":
    """Read a version whole."""
    library = _library(access)
    try:
        return library.open(info.kind, info.name, info.version)
    finally:
        library.close()


def plan_publication(plan: Plan, result: PlanResult | None, said: Said) -> Publication:
    """Return a plan as it is published: the bytes of a plan file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.chipfolio"
        late.save_plan(path, plan, result, private=True)
        content = path.read_bytes()
    return Publication(kind=Kind.PLAN, name=said.name, content=content, reason=said.reason, based_on=said.based_on)


def file_publication(path: Path, said: Said) -> Publication:
    """Return a file as it is published; its ending says what it holds."""
    try:
        content = read_regular(path, MOST_CONTENT_BYTES)
    except OSError as error:
        raise UserError(
            sentence("{} cannot be read ({}); check its name and permissions.", path, error.strerror)
        ) from error
    kind = _KIND_OF.get(path.suffix.lower(), Kind.PLAN)
    return Publication(kind=kind, name=said.name, content=content, reason=said.reason, based_on=said.based_on)


def publish(access: Access, publication: Publication) -> VersionInfo | Overtaken:
    """Publish, or say what both changed where another was first."""
    library = _library(access)
    try:
        return library.publish(publication)
    except LibraryConflictError as error:
        found = library.compare(error.kind, error.name, publication.content, error.based_on)
        return Overtaken(publication=publication, latest=error.latest, comparison=found)
    finally:
        library.close()


def _library(access: Access) -> "Library":
    address = late.address_of(access.address)
    full = address.with_password(access.password) if access.password else late.full_address(access.address)
    return late.Library(late.LibraryDatabase(full))
