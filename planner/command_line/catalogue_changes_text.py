"""The changes between two catalogues for a terminal and as a document."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.catalogue_changes import (
    AcceleratorAdded,
    AcceleratorRemoved,
    CatalogueChange,
    EstimateChanged,
    FigureChanged,
    NodeChanged,
    PricesChanged,
)
from planner.catalogue.figures import KINDS

Concerned = Mapping[str, tuple[CatalogueChange, ...]]


def changes_text(before: Catalogue, after: Catalogue, changes: Sequence[CatalogueChange], concerned: Concerned) -> str:
    """Return what an update changes: first as a whole, then plan by plan."""
    head = f"Catalogue {before.version or '-'} of {before.date} to {after.version or '-'} of {after.date}"
    lines = [f"{head}: {len(changes)} changes", "", *(f"  {change_words(change)}" for change in changes)]
    for name, own in concerned.items():
        lines += ["", f"{name}: {len(own)} of them concern this plan", *(f"  {change_words(one)}" for one in own)]
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


def change_words(change: CatalogueChange) -> str:
    """Return one change as a line."""
    match change:
        case AcceleratorAdded(name=name):
            return f"{change.accelerator}: new, {name}"
        case AcceleratorRemoved(name=name):
            return f"{change.accelerator}: no longer listed, {name}"
        case FigureChanged():
            return _figure_words(change)
        case EstimateChanged(figure=figure):
            words = "moved" if change.before and change.after else ("new" if change.after else "gone")
            return f"{change.accelerator}: estimate of {_name(figure)} {words}"
        case NodeChanged(node=node):
            return f"{change.accelerator}: node design {node} {_node_words(change)}"
        case PricesChanged(added=added, removed=removed):
            return f"{change.accelerator}: prices, {len(added)} new and {len(removed)} gone"


def _node_words(change: NodeChanged) -> str:
    if change.before is None:
        return "new"
    return "gone" if change.after is None else f"differs in {', '.join(change.differing)}"


def _figure_words(change: FigureChanged) -> str:
    before, after = _printed(change.figure, change.before), _printed(change.figure, change.after)
    grades = [grade.value if grade else "unknown" for grade in (change.evidence_before, change.evidence_after)]
    unit = KINDS[change.figure].unit
    return f"{change.accelerator}: {_name(change.figure)} {before} to {after} {unit} ({grades[0]} to {grades[1]})"


def _name(figure: str) -> str:
    return KINDS[figure].words if figure in KINDS else figure.replace("_", " ")


def _printed(figure: str, value: float | None) -> str:
    return "unknown" if value is None else f"{KINDS[figure].printed(value):.6g}"
