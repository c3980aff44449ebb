"""What a change between two catalogues says: of which thing, from what, to what, for terminal and window alike."""

from msgspec import Struct

from planner.catalogue.accelerator import Estimate, Evidence
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
from planner.catalogue.node import NodeDesign
from planner.sentences import listed, sentence

UNKNOWN = "unknown"
_LONGEST_VALUE = 24  # of a field that is told with its value


class ChangeWords(Struct, frozen=True, kw_only=True):
    """One change in words; what there is no before or after of is empty."""

    what: str
    before: str = ""
    after: str = ""


def change_words(change: CatalogueChange) -> ChangeWords:
    """Return what a change says."""
    match change:
        case AcceleratorAdded():
            return ChangeWords(what="new accelerator")
        case AcceleratorRemoved():
            return ChangeWords(what="no longer listed")
        case FigureChanged(figure=figure):
            before = _graded(figure, change.before, change.evidence_before)
            return ChangeWords(
                what=_name(figure), before=before, after=_graded(figure, change.after, change.evidence_after)
            )
        case EstimateChanged(figure=figure):
            what = sentence("estimate of {}", _name(figure))
            return ChangeWords(what=what, before=_range(figure, change.before), after=_range(figure, change.after))
        case NodeChanged():
            return _node_words(change)
        case PricesChanged(added=added, removed=removed):
            return ChangeWords(
                what="observed prices", before=sentence("{} gone", len(removed)), after=sentence("{} new", len(added))
            )


def _node_words(change: NodeChanged) -> ChangeWords:
    what = sentence("node design {}", change.node)
    if change.before is None:
        return ChangeWords(what=what, before="none")
    if change.after is None:
        return ChangeWords(what=what, after="none")
    return ChangeWords(
        what=what, before=_fields(change.before, change.differing), after=_fields(change.after, change.differing)
    )


def _fields(node: NodeDesign, names: tuple[str, ...]) -> str:
    """Return the differing fields of a node design with their values, in the kept unit that the name ends with."""
    return listed(", ", (_field(name.replace("_", " "), getattr(node, name)) for name in names))


def _field(name: str, value: object) -> str:
    if value is None or value == "":
        return sentence("{} {}", name, UNKNOWN)
    if isinstance(value, str) and len(value) > _LONGEST_VALUE:  # a source or a note
        return sentence("other {}", name)
    return sentence("{} {}", name, f"{value:.6g}" if isinstance(value, float) else str(value))


def _name(figure: str) -> str:
    return KINDS[figure].words if figure in KINDS else figure.replace("_", " ")


def _value(figure: str, value: float | None) -> str:
    kind = KINDS.get(figure)
    if value is None:
        return UNKNOWN
    return f"{value:.6g}" if kind is None else sentence("{:.6g} {}", kind.printed(value), kind.unit)


def _graded(figure: str, value: float | None, grade: Evidence | None) -> str:
    return sentence("{} ({})", _value(figure, value), grade.value if grade else UNKNOWN)


def _range(figure: str, estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    return sentence("{} to {}", _value(figure, estimate.low), _value(figure, estimate.high))
