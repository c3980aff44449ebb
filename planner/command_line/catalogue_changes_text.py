"""The changes between two catalogues for a terminal and as a document."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import asdict

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.catalogue_changes import CatalogueChange
from planner.catalogue.change_words import change_words

Concerned = Mapping[str, tuple[CatalogueChange, ...]]


def changes_text(before: Catalogue, after: Catalogue, changes: Sequence[CatalogueChange], concerned: Concerned) -> str:
    """Return what an update changes: first as a whole, then plan by plan."""
    head = f"Catalogue {before.version or '-'} of {before.date} to {after.version or '-'} of {after.date}"
    lines = [f"{head}: {len(changes)} changes", "", *(f"  {change_line(change)}" for change in changes)]
    for name, own in concerned.items():
        lines += ["", f"{name}: {len(own)} of them concern this plan", *(f"  {change_line(one)}" for one in own)]
    return "\n".join(lines) + "\n"


def changes_document(
    before: Catalogue, after: Catalogue, changes: Sequence[CatalogueChange], concerned: Concerned
) -> dict[str, Any]:
    """Return the same as a document: the kind of each change and its fields."""
    return {
        "before": {"version": before.version, "date": before.date},
        "after": {"version": after.version, "date": after.date},
        "changes": [_entry(change) for change in changes],
        "plans": {name: [_entry(change) for change in own] for name, own in concerned.items()},
    }


def _entry(change: CatalogueChange) -> dict[str, Any]:
    return {"kind": type(change).__name__, **asdict(change)}


def change_line(change: CatalogueChange) -> str:
    """Return one change as a line."""
    words = change_words(change)
    ends = " to ".join(end for end in (words.before, words.after) if end)
    return f"{change.accelerator}: {words.what}" + (f", {ends}" if ends else "")
