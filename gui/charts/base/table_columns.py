"""How the columns of the charts' tables are headed and written, by the unit at the end of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.widgets.frame_model import LEFT, Column, column_of
from planner.dependence import LAYER_TITLES
from planner.headlines import HEADLINE, HEADLINES, Form
from planner.units import gib_from_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

_FRACTIONS: Final = (
    *(figure.key for figure in HEADLINES if figure.form is Form.FRACTION),
    *("share", "retention_without", "log_sd"),
)
_BY_ENDING: Final[tuple[tuple[str, str, Callable[[Any], str]], ...]] = (
    ("_bytes", mark("{name}, GiB"), lambda value: formats.fixed(gib_from_bytes(value), 2)),
    ("_s", mark("{name}, s"), lambda value: formats.significant(value, 3)),
    ("_days", mark("{name}, days"), formats.days_number),
    (" nodes", mark("{name} nodes"), formats.whole),
)


def columns_of(frame: pd.DataFrame) -> tuple[Column, ...]:
    """Return how each column of a chart's table is shown: fractions in percent, bytes in GiB, money in full."""
    return tuple(_column(str(name), str(dtype)) for name, dtype in frame.dtypes.items())


def _column(name: str, dtype: str) -> Column:
    if not dtype.startswith(("float", "int")):
        return Column(title=_words(name), show=_text, alignment=LEFT)
    if name.endswith(_FRACTIONS):
        return Column(title=_words(name), show=formats.percent)
    if name == "days":
        return Column(title=_words(name), show=formats.days_number)
    if name in HEADLINE:
        return column_of(_words(name), dtype)
    for ending, heading, show in _BY_ENDING:
        if name.endswith(ending):
            return Column(title=tr(heading, name=_words(name.removesuffix(ending))), show=show)
    return column_of(_words(name), dtype)


def _words(name: str) -> str:
    """Return a column's name as a heading in the language in use."""
    words = said(HEADLINE[name].label if name in HEADLINE else name.replace("_", " "))
    return words[:1].upper() + words[1:]


def _text(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN is not itself
        return formats.UNKNOWN
    return said(LAYER_TITLES.get(str(value), str(value)))
