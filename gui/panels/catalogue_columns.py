"""The columns of the catalogue's table, as data: heading, what they sort by, how they are written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.panels.catalogue_filters import GRADE_LETTERS, READINESS_WORDS
from gui.panels.memory_capacity import printed_bytes
from gui.widgets.frame_model import LEFT, RIGHT
from planner.catalogue.accelerator import Accelerator, Evidence, Precision
from planner.catalogue.figures import KINDS, PEAK, value_of
from planner.catalogue.offers import Offer
from planner.catalogue.readiness import Readiness, ReadinessState
from planner.units import BITS_PER_BYTE, GIGA, TERA, gib_from_bytes

ESTIMATED: Final = "~"  # stands before every figure that is the middle of an estimate
_SIGNS: Final = {
    ReadinessState.READY: "✓",
    ReadinessState.WITH_ESTIMATES: ESTIMATED,
    ReadinessState.NEEDS_FIGURES: "!",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
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
        return ESTIMATED if value_of(self.stated, figure) is None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueColumn:
    """One column: its heading, what it sorts by, how it is written, and whether it is shown before a choice is made.

    ``{precision}`` in heading and tip is the plan's.
    """

    key: str
    title: str
    tip: str
    value: Callable[[CatalogueRow], float | str | None]
    show: Callable[[CatalogueRow], str]
    alignment: Qt.AlignmentFlag = RIGHT
    at_first: bool = True


def readiness_words(row: CatalogueRow) -> str:
    """Return how ready an accelerator is, with the figures that are estimated or missing, and what it trains in."""
    found = row.readiness
    words = tr(READINESS_WORDS[found.state])
    names = found.missing if found.state is ReadinessState.NEEDS_FIGURES else found.estimated
    if names:
        words = f"{words}: {', '.join(said(KINDS[name].words) for name in names)}"
    if found.precision is row.precision:
        return words
    asked, taken = row.precision.value.upper(), found.precision.value.upper()
    if found.without_units:
        return f"{words} · " + tr("has no {asked} units; trains in {taken}", asked=asked, taken=taken)
    return f"{words} · " + tr("its {asked} rate is unknown; trains in {taken}", asked=asked, taken=taken)


def _figure(key: str, title: str, tip: str, name: str, unit: float, *, decimals: bool = False) -> CatalogueColumn:
    """Return a column of one figure that is shown once it is asked for."""

    def value(row: CatalogueRow) -> float | None:
        found = value_of(row.accelerator, name)
        return None if found is None else found / unit

    def show(row: CatalogueRow) -> str:
        found = value(row)
        if found is None:
            return formats.UNKNOWN
        return row.sign_of(name) + (formats.trimmed(found) if decimals else formats.whole(found))

    return CatalogueColumn(key=key, title=title, tip=tip, value=value, show=show, at_first=False)


def _rate(row: CatalogueRow) -> float | None:
    rate = row.accelerator.peak_flop_per_s.get(row.precision)
    return None if rate is None else rate / TERA


def _show_rate(row: CatalogueRow) -> str:
    rate = _rate(row)
    return formats.UNKNOWN if rate is None else row.sign_of(f"{PEAK}{row.precision.value}") + formats.whole(rate)


def _memory_gib(row: CatalogueRow) -> float | None:
    printed = printed_bytes(row.accelerator)
    return None if printed is None else gib_from_bytes(printed)


def _show_memory(row: CatalogueRow) -> str:
    size = _memory_gib(row)
    return formats.UNKNOWN if size is None else row.sign_of("memory_bytes") + formats.whole(size)


def _grade(row: CatalogueRow) -> float:
    return float(list(Evidence).index(row.accelerator.evidence))


def _show_price(row: CatalogueRow) -> str:
    guessed = row.offer is not None and row.offer.evidence is Evidence.ESTIMATE
    sign = ESTIMATED if guessed and row.price_per_hour is not None else ""
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
        tip=mark("Dense {precision} peak rate, TFLOP/s: the plan's number format; ~ is the middle of an estimate"),
        value=_rate,
        show=_show_rate,
    ),
    CatalogueColumn(
        key="memory",
        title="GB",
        tip=mark("Memory of one device, in binary gigabytes as devices report it"),
        value=_memory_gib,
        show=_show_memory,
    ),
    CatalogueColumn(
        key="price",
        title="/h",
        tip=mark("Rent of one device for an hour: the price the plan would take"),
        value=lambda row: row.price_per_hour,
        show=_show_price,
    ),
    CatalogueColumn(
        key="readiness",
        title="✓",
        tip=mark(
            "Whether it can be planned: ✓ on stated figures, ~ with stated estimates, "
            "! not before the missing figures are entered"
        ),
        value=lambda row: float(list(ReadinessState).index(row.readiness.state)),
        show=lambda row: _SIGNS[row.readiness.state],
        alignment=Qt.AlignmentFlag.AlignCenter,
    ),
)
_LAST: Final = CatalogueColumn(
    key="evidence",
    title=mark("Ev."),
    tip=mark(
        "Evidence grade of the weakest figure that predictions rest on: A measured, B published by the supplier, "
        "C press, D estimate"
    ),
    value=_grade,
    show=lambda row: GRADE_LETTERS[row.accelerator.evidence],
    alignment=Qt.AlignmentFlag.AlignCenter,
    at_first=False,
)
COLUMNS: Final = (
    *_FIRST,
    _figure("bf16", "BF16", mark("Dense BF16 peak rate, TFLOP/s"), f"{PEAK}bf16", TERA),
    _figure("fp8", mark("FP8"), mark("Dense FP8 peak rate, TFLOP/s"), f"{PEAK}fp8", TERA),
    _figure(
        "bandwidth", mark("TB/s"), mark("Memory bandwidth, TB/s"), "memory_bytes_per_s", TERA, decimals=True
    ),
    _figure(
        "scaleup", mark("GB/s"), mark("Scale-up link of a device, one way, GB/s"), "scaleup_bytes_per_s", GIGA,
        decimals=True,
    ),
    _figure("domain", mark("Domain"), mark("Devices that share the scale-up link"), "scaleup_domain_devices", 1.0),
    _figure(
        "nic", mark("Gbit/s"), mark("Scale-out rate of a device, one way, Gbit/s"), "nic_bytes_per_s",
        GIGA / BITS_PER_BYTE, decimals=True,
    ),
    _figure("power", mark("W"), mark("Power of a device, W"), "tdp_w", 1.0),
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
