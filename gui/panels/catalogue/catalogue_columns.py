"""The columns of the catalogue's table, as data: heading, what they sort by, how they are written."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, named, tr
from gui.panels.catalogue.catalogue_filters import GRADE_LETTERS, READINESS_WORDS
from gui.panels.catalogue.figure_words import figure_name
from gui.widgets.frame_model import LEFT, RIGHT
from planner.catalogue.accelerator import Accelerator, Evidence, Precision
from planner.catalogue.estimates import ESTIMATE_MARK, is_estimated
from planner.catalogue.figures import FIGURES, KINDS, PEAK, FigureKind, printed_of
from planner.catalogue.offers import Offer
from planner.catalogue.readiness import Readiness, ReadinessState
from planner.units import TERA

_MEMORY: Final = "memory_bytes"
_IN_WHOLE: Final = 100  # from here on decimals say nothing
_SIGNS: Final = {
    ReadinessState.READY: "✓",
    ReadinessState.WITH_ESTIMATES: ESTIMATE_MARK,
    ReadinessState.NEEDS_FIGURES: "!",
}


class CatalogueRow(Struct, frozen=True, kw_only=True):
    """One accelerator with the price that the plan would pay for it, per device-hour in the plan's currency.

    ``accelerator`` is planned with: where estimates are allowed, their middles stand in it for what is unknown in
    ``stated``. ``precision`` is the plan's, ``readiness`` goes with it.
    """

    accelerator: Accelerator
    stated: Accelerator
    offer: Offer | None
    price_per_hour: float | None
    precision: Precision
    readiness: Readiness

    def sign_of(self, figure: str) -> str:
        """Return the mark of a figure that is estimated; empty for one that is stated."""
        return ESTIMATE_MARK if is_estimated(self.accelerator, figure) else ""


class CatalogueColumn(Struct, frozen=True, kw_only=True):
    """One column: its heading, what it sorts by, how it is written, and whether it is shown before a choice is made.

    ``tip`` says what it is, ``more`` what else there is to know. ``{precision}`` in title and tip is the plan's.
    The column of a figure has its words from the table of figures.
    """

    key: str
    title: str
    tip: str
    value: Callable[[CatalogueRow], float | str | None]
    show: Callable[[CatalogueRow], str]
    alignment: Qt.AlignmentFlag = RIGHT
    at_first: bool = True
    kind: FigureKind | None = None
    more: str = ""

    def heading(self, precision: Precision) -> str:
        """Return what stands over it."""
        return tr(self.title, precision=precision.value.upper()) if self.kind is None else said(self.title)

    def about(self, precision: Precision) -> str:
        """Return what it says, with its unit."""
        if self.kind is None:
            return tr(self.tip, precision=precision.value.upper())
        return f"{figure_name(self.kind)}, {said(self.kind.people_unit)}"

    def whole_tip(self, precision: Precision) -> str:
        """Return what it says, and what else there is to know."""
        about = self.about(precision)
        return named(about, tr(self.more)) if self.more else about


def readiness_words(row: CatalogueRow) -> str:
    """Return how ready an accelerator is, with the figures that are estimated or missing, and what it trains in."""
    found = row.readiness
    words = tr(READINESS_WORDS[found.state])
    names = found.missing if found.state is ReadinessState.NEEDS_FIGURES else found.estimated
    if names:
        words = named(words, tr(", ").join(said(KINDS[name].words) for name in names))
    if found.precision is row.precision:
        return words
    asked, taken = row.precision.value.upper(), found.precision.value.upper()
    if found.without_units:
        return f"{words} · " + tr("has no {asked} units; trains in {taken}", asked=asked, taken=taken)
    return f"{words} · " + tr("its {asked} rate is unknown; trains in {taken}", asked=asked, taken=taken)


def _figure(kind: FigureKind, *, at_first: bool = False) -> CatalogueColumn:
    """Return the column of one figure."""

    def value(row: CatalogueRow) -> float | None:
        found = printed_of(row.accelerator, kind.name)
        return None if found is None else found / kind.people_factor

    def show(row: CatalogueRow) -> str:
        found = value(row)
        if found is None:
            return formats.UNKNOWN
        return row.sign_of(kind.name) + (formats.whole(found) if found >= _IN_WHOLE else formats.trimmed(found))

    return CatalogueColumn(
        key=kind.name, title=kind.heading, tip="", kind=kind, value=value, show=show, at_first=at_first
    )


def _rate(row: CatalogueRow) -> float | None:
    rate = row.accelerator.peak_flop_per_s.get(row.precision)
    return None if rate is None else rate / TERA


def _show_rate(row: CatalogueRow) -> str:
    rate = _rate(row)
    return formats.UNKNOWN if rate is None else row.sign_of(f"{PEAK}{row.precision.value}") + formats.whole(rate)


def _grade(row: CatalogueRow) -> float:
    return float(list(Evidence).index(row.accelerator.evidence))


def _show_price(row: CatalogueRow) -> str:
    guessed = row.offer is not None and row.offer.evidence is Evidence.ESTIMATE
    sign = ESTIMATE_MARK if guessed and row.price_per_hour is not None else ""
    return sign + formats.fixed(row.price_per_hour, 2)


_FIRST: Final = (
    CatalogueColumn(
        key="accelerator",
        title=mark("Accelerator"),
        tip=mark("Supplier's symbol and name"),
        value=lambda row: row.accelerator.name.lower(),
        show=lambda row: formats.short_name(row.accelerator.name),
        alignment=LEFT,
    ),
    CatalogueColumn(
        key="tflop_per_s",
        title=mark("{precision}\nTF/s"),
        tip=mark("Dense {precision} peak rate, TFLOP/s"),
        more=mark("the plan's number format; ~ is the middle of an estimate"),
        value=_rate,
        show=_show_rate,
    ),
    _figure(KINDS[_MEMORY], at_first=True),
    CatalogueColumn(
        key="price",
        title="/h",
        tip=mark("Rent of one device for an hour"),
        more=mark("the price the plan would take"),
        value=lambda row: row.price_per_hour,
        show=_show_price,
    ),
    CatalogueColumn(
        key="readiness",
        title="✓",
        tip=mark("Whether it can be planned"),
        more=mark("✓ on stated figures, ~ with stated estimates, ! not before the missing figures are entered"),
        value=lambda row: float(list(ReadinessState).index(row.readiness.state)),
        show=lambda row: _SIGNS[row.readiness.state],
        alignment=Qt.AlignmentFlag.AlignCenter,
    ),
)
_LAST: Final = CatalogueColumn(
    key="evidence",
    title=mark("Ev."),
    tip=mark("Evidence grade of the weakest figure that predictions rest on"),
    more=mark("A measured, B published by the supplier, C press, D estimate"),
    value=_grade,
    show=lambda row: GRADE_LETTERS[row.accelerator.evidence],
    alignment=Qt.AlignmentFlag.AlignCenter,
    at_first=False,
)
COLUMNS: Final = (
    *_FIRST,
    *(_figure(kind) for kind in FIGURES if kind.heading and kind.name != _MEMORY),
    CatalogueColumn(
        key="year",
        title=mark("Year"),
        tip=mark("Year of release"),
        value=lambda row: row.accelerator.year,
        show=lambda row: str(row.accelerator.year or formats.UNKNOWN),
        at_first=False,
    ),
    _LAST,
)  # fmt: skip
