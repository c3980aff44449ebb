"""What a line typed into the catalogue's search field asks for: words, formats, comparisons with units."""

import operator
import re
from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec import Struct

from gui.look.formats import parse_quantity
from planner.catalogue.accelerator import Accelerator, Precision
from planner.catalogue.figures import FIGURES, printed_of

_COMPARISON: Final = re.compile(
    r"(?P<sign>≥|>=|=>|≤|<=|=<|>|<|=)\s*(?P<number>[.,]?\d[\d.,]*(?<![.,]))\s*(?P<unit>[A-Za-z]+2?(?:/s)?)?"
)
_SIGNS: Final[dict[str, Callable[[float, float], bool]]] = {
    "≥": operator.ge,
    ">=": operator.ge,
    "=>": operator.ge,
    "≤": operator.le,
    "<=": operator.le,
    "=<": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}  # fmt: skip - three rows of the same meaning


class _Unit(Struct, frozen=True):
    """Which figure a unit speaks of, and how much one of it is."""

    figure: Callable[[Accelerator], float | None]
    size: float


_UNITS: Final = {
    "": _Unit(lambda accelerator: accelerator.year, 1.0),
    **{
        unit: _Unit(partial(printed_of, name=kind.name), size) for kind in FIGURES for unit, size in kind.search.items()
    },
}


class Comparison(Struct, frozen=True):
    """A figure that has to compare so with a limit; an unknown figure never does."""

    figure: Callable[[Accelerator], float | None]
    holds: Callable[[float, float], bool]
    limit: float

    def accepts(self, accelerator: Accelerator) -> bool:
        """Return whether an accelerator's figure is known and compares so."""
        value = self.figure(accelerator)
        return value is not None and self.holds(value, self.limit)


class Query(Struct, frozen=True):
    """What has to hold of an accelerator: all of it."""

    words: tuple[str, ...] = ()
    precisions: tuple[Precision, ...] = ()
    comparisons: tuple[Comparison, ...] = ()

    def accepts(self, accelerator: Accelerator) -> bool:
        """Return whether an accelerator is what the line asks for."""
        text = searchable_text(accelerator)
        return (
            all(word in text for word in self.words)
            and all(accelerator.peak_flop_per_s.get(precision) is not None for precision in self.precisions)
            and all(comparison.accepts(accelerator) for comparison in self.comparisons)
        )


def likeness(accelerator: Accelerator, words: tuple[str, ...]) -> int:
    """Return how far an accelerator is from being called what was typed: 0 is its name or key, 3 only speaks of it."""
    typed = " ".join(words).casefold()
    names = [name.casefold() for name in (accelerator.name, accelerator.key)]
    if typed in names:
        return 0
    if any(name.startswith(typed) for name in names):
        return 1
    return 2 if any(word in name for name in names for word in words) else 3


def parse_query(text: str) -> Query:
    """Return what a line asks for: ``huawei fp8 ≥ 64 GB < 700 W`` has a word, a format and two comparisons.

    A comparison with a unit or a number that means nothing here is taken as words, so that nothing typed is ignored.
    """
    comparisons: list[Comparison] = []

    def take(match: re.Match[str]) -> str:
        unit = _UNITS.get((match["unit"] or "").lower())
        limit = _number(match["number"])
        if unit is None or limit is None:
            return match[0]
        comparisons.append(Comparison(unit.figure, _SIGNS[match["sign"]], limit * unit.size))
        return " "

    words = _COMPARISON.sub(take, text).lower().split()
    formats = {precision.value for precision in Precision}
    return Query(
        words=tuple(word for word in words if word not in formats),
        precisions=tuple(Precision(word) for word in words if word in formats),
        comparisons=tuple(comparisons),
    )


def _number(text: str) -> float | None:
    """Return a number as it is typed anywhere, else with a comma for its point; None where it is neither."""
    read = parse_quantity(text)
    return parse_quantity(text.replace(",", ".")) if read is None else read


def searchable_text(accelerator: Accelerator) -> str:
    """Return the words an accelerator is found by, in lower case."""
    known = accelerator
    names = (known.name, known.key, known.supplier, known.jurisdiction, known.foundry, known.form_factor, known.status)
    return " ".join((*names, known.memory_type, known.scaleup_link, known.software_stack)).lower()
