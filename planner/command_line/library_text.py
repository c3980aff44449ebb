"""What the library's commands answer: tables for a terminal, documents for programs."""

import json
from typing import TYPE_CHECKING, Any

from planner.command_line.text_table import text_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.library.comparison import ThreeWayComparison
    from planner.library.entries import Listing, VersionInfo

_LONGEST_CELL = 48


def json_text(document: dict[str, Any]) -> str:
    """Return one JSON document."""
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)


def info_document(info: "VersionInfo") -> dict[str, Any]:
    """Return a version as a document; the time is universal time (ISO 8601)."""
    return {
        "kind": info.kind.value,
        "name": info.name,
        "version": info.version,
        "author": info.author,
        "published_at": info.published_at.isoformat(),
        "reason": info.reason,
        "digest": info.digest,
        "size_bytes": info.size_bytes,
        "program": info.program,
        "summary": info.summary,
    }


def versions_text(infos: "Sequence[VersionInfo]") -> str:
    """Return versions as a table: what, who, when and why."""
    rows = [
        (
            info.kind.value,
            _cut(info.name),
            str(info.version),
            info.author,
            info.published_at.strftime("%Y-%m-%d %H:%M"),
            _cut(info.reason),
        )
        for info in infos
    ]
    return text_table(("KIND", "NAME", "VERSION", "BY", "AT (UTC)", "REASON"), rows, numbers=(2,)) + "\n"


def listing_text(listing: "Listing") -> str:
    """Return entries by their newest versions, and how many are not shown."""
    if not listing.entries:
        return "The library has nothing that fits.\n"
    more = listing.total - len(listing.entries)
    return versions_text(listing.entries) + (f"And {more} more; search for some of their words.\n" if more else "")


def comparison_document(found: "ThreeWayComparison") -> list[dict[str, Any]]:
    """Return what was changed as documents; a value that is not there has no key."""
    from planner.library.comparison import MISSING  # noqa: PLC0415 - the database library is slow to import

    return [
        {
            "path": change.path,
            **{
                name: value
                for name, value in (("base", change.base), ("mine", change.mine), ("theirs", change.theirs))
                if value is not MISSING
            },
            "changed_by": change.changed_by.name.lower(),
        }
        for change in found.changes
    ]


def comparison_text(found: "ThreeWayComparison") -> str:
    """Return what mine and theirs changed as a table."""
    from planner.library.comparison import value_text  # noqa: PLC0415 - the same

    if not found.changes:
        return "Nothing differs.\n"
    rows = [
        (
            _cut(change.path),
            *(_cut(value_text(value)) for value in (change.base, change.mine, change.theirs)),
            change.changed_by.value,
        )
        for change in found.changes
    ]
    return text_table(("VALUE", "BASE", "MINE", "THEIRS", "CHANGED BY"), rows) + "\n"


def _cut(text: str) -> str:
    from planner.planfile.records import printable  # noqa: PLC0415 - the same

    line = printable(text)
    return line if len(line) <= _LONGEST_CELL else f"{line[: _LONGEST_CELL - 1]}…"
