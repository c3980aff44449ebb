"""A team's library: publish, browse, search, open; every version stays, and nothing is published over unseen work."""

import getpass
import hashlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from planner import __version__
from planner.library.administration import require_current
from planner.library.comparison import ThreeWayComparison, compare_three
from planner.library.contents import Content, plain_value, read_content, summary_of
from planner.library.database import LibraryDatabase
from planner.library.entries import MOST_CONTENT_BYTES, Kind, Listing, Publication, VersionInfo, storable
from planner.library.library_errors import LibraryConflictError, LibraryError, LibraryUnreachableError
from planner.library.tables import INFO, entries, versions
from planner.planfile.records import printable, short
from planner.planfile.store import StoredPlan
from planner.sentences import listed, sentence

MOST_LISTED: Final = 500
_PAUSES_S: Final = (0.5, 2.0)  # before a publication whose answer was lost is tried again


class OpenedVersion(Struct, frozen=True, kw_only=True):
    """A version that was read whole: its bytes, which match its digest, and what they hold."""

    info: VersionInfo
    content: bytes
    value: Content


class Library:
    """What the members of a team do with their library; threads may share it. Every method raises LibraryError."""

    def __init__(self, database: LibraryDatabase, *, pauses_s: Sequence[float] = _PAUSES_S) -> None:
        self._database = database
        self._pauses_s = tuple(pauses_s)

    def publish(self, publication: Publication) -> VersionInfo:
        """Publish the next version of an entry and return it; the content is read by the planner's readers first.

        A publication whose answer was lost is tried again, and never becomes two versions. Raises
        LibraryConflictError where another version than ``based_on`` is the newest by now, LibraryUnreachableError
        where there was no answer to any try.
        """
        value = read_content(publication.kind, publication.content, publication.name)
        if isinstance(value, StoredPlan) and value.altered:
            raise LibraryError(
                sentence(
                    "{} is not published: its file was changed by another program or a fault of the disk; open it, "
                    "compare its figures and save it again.",
                    publication.name,
                )
            )
        row = self._row_of(publication, summary_of(value))
        was_sent = False
        for pause_s in self._pauses_s:
            try:
                return self._publish_once(publication, row)
            except LibraryUnreachableError as error:
                was_sent = was_sent or error.sent
                time.sleep(pause_s)
        try:
            return self._publish_once(publication, row)
        except LibraryUnreachableError as error:
            raise _unpublished(publication, error, was_sent=was_sent or error.sent) from error

    def browse(self, kind: Kind | None = None, *, words: str = "", most: int = MOST_LISTED) -> Listing:
        """Return the newest versions of entries, last published first, that hold all the words.

        Looked at are name, author, reason and summary of the newest version; large and small letters are alike
        (on SQLite for the letters A to Z alone).
        """
        wanted = and_(*_conditions(kind, words))
        newest = versions.join(
            entries,
            and_(
                entries.c.kind == versions.c.kind,
                entries.c.name == versions.c.name,
                entries.c.latest == versions.c.version,
            ),
        )
        asked = select(*INFO).select_from(newest).where(wanted)
        ordered = asked.order_by(versions.c.published_at.desc(), versions.c.kind, versions.c.name).limit(most)
        with self._database.transaction() as transaction:
            require_current(transaction)
            total = transaction.execute(select(func.count()).select_from(newest).where(wanted)).scalar_one()
            return Listing(entries=tuple(_info(row) for row in transaction.execute(ordered)), total=int(total))

    def versions(self, kind: Kind, name: str) -> tuple[VersionInfo, ...]:
        """Return every version of an entry, newest first."""
        with self._database.transaction() as transaction:
            require_current(transaction)
            asked = select(*INFO).where(*_is(kind, name)).order_by(versions.c.version.desc())
            found = tuple(_info(row) for row in transaction.execute(asked))
        if not found:
            raise _no_entry(kind, name)
        return found

    def open(self, kind: Kind, name: str, version: int | None = None) -> OpenedVersion:
        """Return a version, None for the newest, read whole or refused."""
        with self._database.transaction() as transaction:
            require_current(transaction)
            found = _stored(transaction, kind, name, version)
        return _opened(*found)

    def compare(self, kind: Kind, name: str, mine: bytes, based_on: int) -> ThreeWayComparison:
        """Compare content with the newest version and with the one that it began with (0: none)."""
        own = read_content(kind, mine, name)
        with self._database.transaction() as transaction:
            require_current(transaction)
            began = _stored(transaction, kind, name, based_on) if based_on else None
            newest = _stored(transaction, kind, name, None)
        base = plain_value(_opened(*began).value) if began else None
        return compare_three(base, plain_value(own), plain_value(_opened(*newest).value))

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _row_of(self, publication: Publication, summary: str) -> dict[str, Any]:
        row = {
            "kind": publication.kind.value,
            "name": publication.name,
            "version": publication.based_on + 1,
            "content": publication.content,
            "digest": hashlib.sha256(publication.content).hexdigest(),
            "size_bytes": len(publication.content),
            "reason": publication.reason.strip(),
            "program": __version__,
            "publication": publication.token,
            "summary": summary,
        }
        return {**row, "author": _own_name()} if self._database.is_sqlite else row

    def _publish_once(self, publication: Publication, row: dict[str, Any]) -> VersionInfo:
        try:
            with self._database.transaction() as transaction:
                # The entry first: whoever publishes the same one meanwhile waits here, then finds it moved on.
                if _advance(transaction, publication):
                    transaction.execute(insert(versions), row)
                    require_current(transaction)
                    return _info(_published(transaction, publication))
        except IntegrityError as error:
            return self._after_losing(publication, error)
        return self._after_losing(publication, None)

    def _after_losing(self, publication: Publication, error: IntegrityError | None) -> VersionInfo:
        """Return the version that an earlier try of the same publication made, else say who was there first."""
        kind, name = publication.kind, publication.name
        with self._database.transaction() as transaction:
            require_current(transaction)
            own = transaction.execute(select(*INFO).where(versions.c.publication == publication.token)).first()
            if own is not None:
                return _info(own)
            asked = select(*INFO).where(*_is(kind, name)).order_by(versions.c.version.desc()).limit(1)
            newest = transaction.execute(asked).first()
        if newest is None:
            raise _no_entry(kind, name)
        latest = _info(newest)
        if latest.version == publication.based_on:
            raise LibraryError(
                sentence("The library refuses this version of {}; ask whoever administers it.", name)
            ) from error
        raise _conflict(publication, latest)


def _stored(transaction: Connection, kind: Kind, name: str, version: int | None) -> tuple[VersionInfo, bytes]:
    """Return a version and its bytes as they are stored: one row, so never parts of two."""
    asked = select(*INFO, versions.c.content).where(
        *_is(kind, name), func.length(versions.c.content) <= MOST_CONTENT_BYTES
    )
    if version is not None:
        asked = asked.where(versions.c.version == version)
    row = transaction.execute(asked.order_by(versions.c.version.desc()).limit(1)).first()
    if row is None:
        raise _no_entry(kind, name, version)
    return _info(row), bytes(row.content)


def _opened(info: VersionInfo, content: bytes) -> OpenedVersion:
    label = sentence("{} (version {})", info.name, info.version)
    if hashlib.sha256(content).hexdigest() != info.digest:
        raise LibraryError(
            sentence("{} is damaged: it is not what its digest says; open another version of it.", label)
        )
    return OpenedVersion(info=info, content=content, value=read_content(info.kind, content, label))


def _advance(transaction: Connection, publication: Publication) -> bool:
    """Move an entry on from the version that the publication is based on; return whether it stood there."""
    kind, name, based_on = publication.kind.value, publication.name, publication.based_on
    if based_on == 0:
        transaction.execute(insert(entries), {"kind": kind, "name": name, "latest": 1})
        return True
    stood = and_(entries.c.kind == kind, entries.c.name == name, entries.c.latest == based_on)
    return transaction.execute(update(entries).where(stood).values(latest=based_on + 1)).rowcount == 1


def _published(transaction: Connection, publication: Publication) -> Any:  # noqa: ANN401 - the same
    return transaction.execute(select(*INFO).where(versions.c.publication == publication.token)).one()


def _conditions(kind: Kind | None, words: str) -> list[ColumnElement[bool]]:
    looked_at = (versions.c.name, versions.c.author, versions.c.reason, versions.c.summary)
    kinds = list(Kind) if kind is None else [kind]  # what a newer program may keep there is passed over
    found: list[ColumnElement[bool]] = [versions.c.kind.in_([each.value for each in kinds])]
    sought = storable(words).split()
    return found + [or_(*(column.icontains(word, autoescape=True) for column in looked_at)) for word in sought]


def _is(kind: Kind, name: str) -> tuple[ColumnElement[bool], ...]:
    return versions.c.kind == kind.value, versions.c.name == storable(name)


def _info(row: Any) -> VersionInfo:  # noqa: ANN401 - a row of the columns of INFO
    moment: datetime = row.published_at
    return VersionInfo(
        kind=Kind(row.kind),
        name=str(row.name),
        version=int(row.version),
        author=short(str(row.author)),
        # SQLite keeps no time zone; what the server writes there is universal time.
        published_at=moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC),
        reason=printable(str(row.reason)),
        digest=str(row.digest),
        size_bytes=int(row.size_bytes),
        program=short(str(row.program)),
        summary=printable(str(row.summary)),
    )


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user whom the system does not know
        return "unknown"


def _no_entry(kind: Kind, name: str, version: int | None = None) -> LibraryError:
    what = f"{kind.value} {short(name)!r}"
    if version is not None:
        return LibraryError(sentence("The library has no version {} of the {}; ask for its versions.", version, what))
    return LibraryError(sentence("The library has no {}; list or search what it has.", what))


def _conflict(publication: Publication, latest: VersionInfo) -> LibraryConflictError:
    began = (
        sentence("not version {}, which yours is based on", publication.based_on)
        if publication.based_on
        else "not a new entry"
    )
    return LibraryConflictError(
        sentence(
            "{} is at version {} by now, {}: {} published it ({}); compare what both changed, then publish yours "
            "based on version {}.",
            publication.name,
            latest.version,
            began,
            latest.author,
            short(latest.reason),
            latest.version,
        ),
        kind=publication.kind,
        name=publication.name,
        based_on=publication.based_on,
        latest=latest,
    )


def _unpublished(
    publication: Publication, error: LibraryUnreachableError, *, was_sent: bool
) -> LibraryUnreachableError:
    if was_sent:
        known = sentence(
            "Whether {} was published is not known; ask for its versions once the library answers.", publication.name
        )
    else:
        known = sentence("{} is not published.", publication.name)
    return LibraryUnreachableError(listed(" ", (str(error), known)), sent=was_sent)
