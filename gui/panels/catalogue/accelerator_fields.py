"""What of an accelerator can be edited: its names, and every figure of the planner's table as it is typed."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from gui.document.catalogue_edits import ENTERED
from gui.look import formats
from gui.look.words import mark
from planner.catalogue.accelerator import Accelerator, Evidence, Figure
from planner.catalogue.figures import FigureKind, value_of, with_values
from planner.errors import UserError


def shown_figure(kind: FigureKind, accelerator: Accelerator) -> float | None:
    """Return a figure in the unit that people use; None where it is unknown."""
    kept = value_of(accelerator, kind.name)
    return None if kept is None else kept / kind.people_factor


def figure_as_typed(kind: FigureKind, accelerator: Accelerator) -> str:
    """Return a figure as it is typed; empty where it is unknown."""
    shown = shown_figure(kind, accelerator)
    return "" if shown is None else formats.trimmed(shown, 6)


def is_counted(kind: FigureKind) -> bool:
    """Return whether a figure is typed as a whole number; of bytes typed in GB a fraction stands for whole ones."""
    return kind.whole and kind.people_factor == 1


def parsed_figure(kind: FigureKind, text: str) -> float | None:
    """Return what was typed in the kept unit, None for nothing.

    Raises ValueError for what is no number above zero, UserError for one that the figure cannot have.
    """
    if not text.strip():
        return None
    shown = formats.parse_whole(text) if is_counted(kind) else formats.parse_quantity(text)
    if shown is None or not shown > 0.0:
        raise ValueError(text)
    kept = shown * kind.people_factor
    kept = float(round(kept)) if kind.whole else kept
    wrong = kind.bounds_words(kept)
    if wrong:
        raise UserError(wrong)
    return kept


class TextField(Struct, frozen=True, kw_only=True):
    """A name; ``required`` ones may not be empty."""

    name: str
    caption: str
    required: bool = False


TEXTS: Final = (
    TextField(name="name", caption=mark("Name"), required=True),
    TextField(name="supplier", caption=mark("Supplier"), required=True),
    TextField(name="jurisdiction", caption=mark("Jurisdiction"), required=True),
    TextField(name="software_stack", caption=mark("Software stack")),
    TextField(name="foundry", caption=mark("Foundry")),
    TextField(name="hbm_supplier", caption=mark("HBM supplier")),
    TextField(name="network", caption=mark("Network")),
    TextField(name="scaleup_link", caption=mark("Scale-up link")),
)
_WITHOUT_SOURCE: Final = frozenset({"name", "supplier", "jurisdiction"})


def changed_accelerator(
    accelerator: Accelerator, texts: Mapping[str, str], numbers: Mapping[str, float | None], figure: Figure
) -> Accelerator:
    """Return an accelerator with other names and figures; each figure that changed bears the new source."""
    figures = dict(accelerator.figures)
    changed = [name for name, value in numbers.items() if value != value_of(accelerator, name)]
    changed += [name for name, text in texts.items() if text != getattr(accelerator, name)]
    for name in changed:
        if name in numbers and numbers[name] is None:
            figures.pop(name, None)
        elif name not in _WITHOUT_SOURCE:
            figures[name] = figure
    made = with_values(accelerator, numbers)
    if "memory_bytes" in changed:  # what was read of the old capacity says nothing of it
        made = replace(made, printed_memory_bytes=None, reported_memory_bytes=None, allocatable_memory_bytes=None)
    names: dict[str, Any] = dict(texts)
    return replace(made, figures=figures, **names)


def users_figure(source: str, evidence: Evidence) -> Figure:
    """Return the evidence of what the user enters."""
    return Figure(evidence=evidence, source=source, note=ENTERED)
