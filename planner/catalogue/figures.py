"""The one table of an accelerator's figures: name, words, column, units, bounds, source and layer.

Whatever reads, edits, shows, compares, searches, bounds or writes figures goes through it: a new figure is a field of
``Accelerator``, an entry here and a column of the data.

A figure's name is the field of ``Accelerator`` that keeps it, or ``peak_flop_per_s.bf16`` for a rate of the mapping.
Columns print figures in the units of data sheets; fields keep base units, links one way.
"""

from collections.abc import Mapping
from enum import StrEnum
from math import isclose
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator, Precision
from planner.sentences import sentence
from planner.units import (
    BITS_PER_BYTE,
    GIB_BYTES,
    GIGA,
    PETA,
    TERA,
    bytes_per_s_from_gbit_per_s,
    one_way_from_bidirectional,
)

PEAK: Final = "peak_flop_per_s."


class FigureLayer(StrEnum):
    """What part of a machine a figure describes."""

    COMPUTE = "compute"
    MEMORY = "memory"
    SCALE_UP = "scale-up"
    SCALE_OUT = "scale-out"
    NODE = "node"
    POWER = "power"
    DIE = "die"


class FigureKind(Struct, frozen=True, kw_only=True):
    """One figure: ``factor`` is what one ``unit`` of the column is in ``kept_unit``.

    ``least`` and ``most`` bound the column: outside them a unit was mistaken. ``note_column`` is "" where the table
    has none. ``words`` is a phrase of at least two words, without a capital.

    People read and type it in ``shown_unit``, of which one is ``shown_factor`` in the kept unit ("" and None: as the
    column has it). ``heading`` stands over its column in tables of the catalogue; "" has none there. ``search`` maps
    the units that speak of this figure in the search field, in small letters, to their size in the kept unit.
    ``parts`` says what half a package has of it: 1 half, -1 twice as many, 0 the same. ``precision``: it is a peak
    rate, of this format; None: a field of its own.
    """

    name: str
    words: str
    column: str
    unit: str
    factor: float
    kept_unit: str
    least: float
    most: float
    source_column: str
    note_column: str
    layer: FigureLayer
    whole: bool = False
    shown_unit: str = ""
    shown_factor: float | None = None
    heading: str = ""
    search: Mapping[str, float] = field(default_factory=dict)
    parts: int = 1
    precision: Precision | None = None

    @property
    def people_unit(self) -> str:
        """The unit that people read and type it in."""
        return self.shown_unit or self.unit

    @property
    def people_factor(self) -> float:
        """What one of that unit is in the kept unit."""
        return self.factor if self.shown_factor is None else self.shown_factor

    def kept(self, printed: float) -> float:
        """Return a printed value in the unit that is kept."""
        value = printed * self.factor
        return round(value) if self.whole else value

    def printed(self, kept: float) -> float:
        """Return a kept value in the column's unit."""
        return kept / self.factor

    def bounds_words(self, kept: float) -> str:
        """Return what is wrong with a kept value that the figure cannot have; empty where it can."""
        printed = self.printed(kept)
        if self.least * (1 - _ROUNDING) <= printed <= self.most * (1 + _ROUNDING):
            return ""
        return sentence(
            "{:g} is not between {:g} and {:g} {}; check the unit.", printed, self.least, self.most, self.unit
        )


def _rate(precision: Precision) -> FigureKind:
    unit = "TOP/s" if precision is Precision.INT8 else "TFLOP/s"
    column = f"{precision.value}_{'top' if precision is Precision.INT8 else 'tflop'}_per_s"
    return FigureKind(
        name=f"{PEAK}{precision.value}", words=sentence("{} peak rate", precision.value.upper()), column=column,
        unit=unit, factor=TERA, kept_unit="FLOP/s", least=0.1, most=1e6, source_column="compute_source",
        note_column="compute_note", layer=FigureLayer.COMPUTE,
        heading=precision.value.upper() if precision in _LISTED else "",
        search=_RATE_UNITS if precision is Precision.BF16 else {}, precision=precision,
    )  # fmt: skip


_ROUNDING: Final = 1e-9  # a value that was converted to and fro may miss its bound by the last digits
_LISTED: Final = (Precision.BF16, Precision.FP8)
_RATE_UNITS: Final = {
    **dict.fromkeys(("tf", "tf/s", "tflops", "tflop/s"), TERA),
    **dict.fromkeys(("pf", "pf/s", "pflops"), PETA),
}
FIGURES: Final = (
    *(_rate(precision) for precision in Precision),
    FigureKind(
        name="memory_bytes", words="memory capacity", column="memory_gb", unit="GB", factor=GIB_BYTES,
        kept_unit="bytes", least=1.0, most=10_000.0, source_column="memory_source", note_column="memory_note",
        layer=FigureLayer.MEMORY, whole=True,
        search={"gb": GIB_BYTES, "gib": GIB_BYTES, "tb": 1024 * GIB_BYTES}, heading="GB",
    ),
    FigureKind(
        name="memory_bytes_per_s", words="memory bandwidth", column="memory_gb_per_s", unit="GB/s", factor=GIGA,
        kept_unit="bytes/s", least=10.0, most=1e6, source_column="memory_source", note_column="memory_note",
        layer=FigureLayer.MEMORY,
        shown_unit="TB/s", shown_factor=TERA, heading="TB/s", search={"gb/s": GIGA, "tb/s": TERA},
    ),
    FigureKind(
        name="scaleup_bytes_per_s", words="scale-up link rate", column="scaleup_both_ways_gb_per_s",
        unit="GB/s both ways", factor=one_way_from_bidirectional(GIGA), kept_unit="bytes/s", least=1.0, most=1e5,
        source_column="link_source", note_column="link_note", layer=FigureLayer.SCALE_UP,
        shown_unit="GB/s one way", shown_factor=GIGA, heading="GB/s",
    ),
    FigureKind(
        name="scaleup_domain_devices", words="size of the scale-up domain", column="scaleup_domain_devices",
        unit="devices", factor=1, kept_unit="devices", least=1, most=1e5, source_column="link_source",
        note_column="link_note", layer=FigureLayer.SCALE_UP, whole=True,
        heading="Domain", parts=-1,
    ),
    FigureKind(
        name="nic_bytes_per_s", words="NIC rate per device", column="nic_gbit_per_s", unit="Gbit/s",
        factor=bytes_per_s_from_gbit_per_s(1.0), kept_unit="bytes/s", least=1.0, most=1e5,
        source_column="node_source", note_column="", layer=FigureLayer.SCALE_OUT,
        heading="Gbit/s", search={"gbit/s": GIGA / BITS_PER_BYTE},
    ),
    FigureKind(
        name="devices_per_node", words="number of devices in a node", column="devices_per_node", unit="devices",
        factor=1, kept_unit="devices", least=1, most=1024, source_column="node_source", note_column="",
        layer=FigureLayer.NODE, whole=True,
        parts=-1,
    ),
    FigureKind(
        name="tdp_w", words="power of a device", column="tdp_w", unit="W", factor=1.0, kept_unit="W", least=5.0,
        most=1e5, source_column="power_source", note_column="power_note", layer=FigureLayer.POWER,
        heading="W", search={"w": 1.0, "kw": 1e3},
    ),
    FigureKind(
        name="die_area_mm2", words="die area", column="die_area_mm2", unit="mm2", factor=1.0, kept_unit="mm2",
        least=10.0, most=1e5, source_column="die_source", note_column="die_note", layer=FigureLayer.DIE,
        shown_unit="mm²", shown_factor=1.0, search={"mm2": 1.0}, parts=0,
    ),
)  # fmt: skip

KINDS: Final[Mapping[str, FigureKind]] = {kind.name: kind for kind in FIGURES}

# What else has an evidence grade of its own: names, not numbers.
NAMED_SOURCES: Final[Mapping[str, tuple[str, str]]] = {  # figure: (source column, note column)
    "foundry": ("process_source", "foundry_note"),
    "process_node": ("process_source", ""),
}


def layer_of(name: str) -> FigureLayer | None:
    """Return what part of a machine a figure, or a name with a source of its own, describes; None for another name."""
    if name in NAMED_SOURCES:
        return FigureLayer.DIE
    return KINDS[name].layer if name in KINDS else None


def value_of(accelerator: Accelerator, name: str) -> float | None:
    """Return a figure in the unit that is kept; None where it is unknown."""
    kind = KINDS.get(name)
    if kind is not None and kind.precision is not None:
        return accelerator.peak_flop_per_s.get(kind.precision)
    value: float | None = getattr(accelerator, name)
    return value


def printed_of(accelerator: Accelerator, name: str) -> float | None:
    """Return a figure as data sheets print it, in the unit that is kept: planning fills a little less of a memory."""
    printed = accelerator.printed_memory_bytes if name == "memory_bytes" else None
    return printed or value_of(accelerator, name)


def with_values(accelerator: Accelerator, values: Mapping[str, float | None]) -> Accelerator:
    """Return an accelerator with other figures, by name and in kept units; sources and grades stay.

    None makes a figure unknown.
    """
    peaks = {**accelerator.peak_flop_per_s}
    others: dict[str, Any] = {}
    for name, value in values.items():
        kind = KINDS[name]
        if kind.precision is None:
            others[name] = round(value) if kind.whole and value is not None else value
        elif value is None:
            peaks.pop(kind.precision, None)
        else:
            peaks[kind.precision] = value
    return replace(accelerator, peak_flop_per_s=peaks, **others)


def same_value(one: float | None, other: float | None) -> bool:
    """Return whether two readings of a figure are one, but for the last digits of an arithmetic."""
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=1e-9)
