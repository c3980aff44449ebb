"""How an accelerator's figures are called and written, from the planner's one table of them."""

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import tr
from planner.catalogue.accelerator import Accelerator
from planner.catalogue.figures import KINDS, FigureKind, printed_of


def figure_name(kind: FigureKind) -> str:
    """Return what a figure is called, as it stands at the beginning of a line."""
    words = said(kind.words)
    return words[:1].upper() + words[1:]


def figure_caption(name: str) -> str:
    """Return what the figure of a name is called; a name that is no figure as it is said."""
    return said(KINDS[name].words) if name in KINDS else said(name.replace("_", " "))


def figure_text(accelerator: Accelerator, kind: FigureKind) -> str:
    """Return a figure with its unit, as data sheets print it; empty where it is unknown.

    Of a memory it says what can be filled where that is another number.
    """
    printed, usable = printed_of(accelerator, kind.name), getattr(accelerator, kind.name, None)
    if printed is None:
        return ""
    text = f"{_number(kind, printed)} {said(kind.people_unit)}"
    if usable is None or _number(kind, usable) == _number(kind, printed):
        return text
    return tr("{size} ({usable} usable)", size=text, usable=_number(kind, usable))


def _number(kind: FigureKind, kept: float) -> str:
    shown = kept / kind.people_factor
    return formats.whole(shown) if kind.whole else formats.trimmed(shown)
