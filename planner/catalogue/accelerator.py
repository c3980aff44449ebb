"""One device on its supplier's stated peaks; no efficiency is applied here."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct, field

from planner.causes import FigureMissing, FormatWithoutUnits
from planner.english import units_words, words
from planner.errors import MissingFigureError


class Precision(StrEnum):
    """A number format whose dense peak rate suppliers state."""

    FP32 = "fp32"
    TF32 = "tf32"
    FP16 = "fp16"
    BF16 = "bf16"
    FP8 = "fp8"
    FP4 = "fp4"
    INT8 = "int8"


class Evidence(StrEnum):
    """How well a figure is known, best first."""

    MEASURED = "measured"
    PUBLISHED = "published"
    PRESS = "press"
    ESTIMATE = "estimate"


class Figure(Struct, frozen=True, kw_only=True):
    """How sure one figure is and where it was read.

    ``low`` and ``high`` are the stated range of an estimate in the figure's kept unit, read as P10 and P90; None for
    a figure without a range.
    """

    evidence: Evidence
    source: str
    note: str = ""
    low: float | None = None
    high: float | None = None


class Estimate(Struct, frozen=True, kw_only=True):
    """What a figure may be that nobody printed: low, middle and high in ``unit``, and how they were derived.

    ``unit`` is the figure's kept unit, or the currency of a price.
    """

    low: float
    mid: float
    high: float
    unit: str
    derivation: str
    source: str


@lru_cache(maxsize=1024)  # asked for every pair of pools, over and over
def stack_name(words: str) -> str:
    """Return a software stack's own name: what stands before brackets, commas and strokes.

    >>> stack_name("CANN (torch_npu, MindSpore)"), stack_name("MACA / MXMACA (CUDA compatible)")
    ('CANN', 'MACA')
    """
    return re.split(r"[(,/]", words, maxsplit=1)[0].strip()


class Accelerator(Struct, frozen=True, kw_only=True):
    """One accelerator. ``None`` and absent keys mean unknown, never zero.

    ``hbm_supplier`` is the one named as the main one, ``network`` the family of the scale-up link.
    Rates are dense. ``scaleup_bytes_per_s`` and ``nic_bytes_per_s`` are one direction of one device.
    ``figures`` maps a field's name (``peak_flop_per_s.bf16`` for a rate) to its evidence and source.

    ``memory_bytes`` is what planning may fill: what was measured to be allocatable, else what the device reports, else
    what is printed. ``estimates`` holds ranges for what no source states, by the same names and, for prices, by
    ``purchase_price`` and ``rent_per_hour``; they are no figures of the accelerator until ``with_estimates`` takes
    them. ``formats_without_units`` are the formats that the device has no units for, which is another thing than an
    unknown rate. ``software_devices`` is how many devices the software sees in one.
    """

    key: str
    name: str
    supplier: str
    jurisdiction: str
    peak_flop_per_s: Mapping[Precision, float]
    memory_bytes: int | None = None
    memory_bytes_per_s: float | None = None
    memory_type: str = ""
    scaleup_link: str = ""
    scaleup_bytes_per_s: float | None = None
    scaleup_domain_devices: int | None = None
    nic_bytes_per_s: float | None = None
    devices_per_node: int | None = None
    tdp_w: float | None = None
    die_area_mm2: float | None = None
    form_factor: str = ""
    year: int | None = None
    status: str = ""
    foundry: str = ""
    process_node: str = ""
    software_stack: str = ""
    hbm_supplier: str = ""
    network: str = ""
    training_support_note: str = ""
    export_status: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    printed_memory_bytes: int | None = None
    reported_memory_bytes: int | None = None
    allocatable_memory_bytes: int | None = None
    estimates: Mapping[str, Estimate] = field(default_factory=dict)
    formats_without_units: tuple[Precision, ...] = ()
    software_devices: int = 1

    def require_peak_flop_per_s(self, precision: Precision) -> float:
        """Return the dense peak rate; raise MissingFigureError where it is unknown or the format has no units."""
        rate = self.peak_flop_per_s.get(precision)
        if rate is None and precision in self.formats_without_units:
            instead = self._format_instead()
            raise MissingFigureError(
                words(
                    FormatWithoutUnits(accelerator=self.key, name=self.name, precision=precision.value, instead=instead)
                )
            )
        if rate is None:
            figure = f"peak_flop_per_s.{precision.value}"
            raise MissingFigureError(
                words(FigureMissing(accelerator=self.key, name=self.name, figure=figure, precision=precision.value))
            )
        return rate

    def units_words(self, precision: Precision) -> str:
        """Say of a format that the device has no units for what it trains in instead."""
        return units_words(precision.value, self._format_instead())

    def _format_instead(self) -> str:
        return next(
            (one.value for one in (Precision.BF16, Precision.FP16) if one not in self.formats_without_units), ""
        )

    @property
    def stack_name(self) -> str:
        """The software stack's own name; "" where it is unknown."""
        return stack_name(self.software_stack)

    @property
    def ported_stack(self) -> str:
        """What a run is ported to: the stack by its own name, its supplier's where none is named.

        What stands in brackets makes no other stack: CANN is ported to once, whatever its generation adds.
        """
        return stack_name(self.software_stack or self.supplier)

    @property
    def evidence(self) -> Evidence:
        """The weakest evidence among the figures that a prediction in BF16 (or FP16 without it) rests on."""
        return self.evidence_at(Precision.BF16 if Precision.BF16 in self.peak_flop_per_s else Precision.FP16)

    def evidence_at(self, precision: Precision) -> Evidence:
        """Return the weakest evidence among the figures that a prediction at one precision rests on."""
        order = list(Evidence)
        names = (f"peak_flop_per_s.{precision.value}", *_LOAD_BEARING)
        ranged = tuple(name for name in _RANGED if name in self.figures and self.figures[name].low is not None)
        grades = [self.figures[name].evidence for name in (*names, *ranged) if name in self.figures]
        return max(grades, key=order.index, default=Evidence.ESTIMATE)


_LOAD_BEARING = ("memory_bytes", "memory_bytes_per_s", "scaleup_bytes_per_s")
# Of these a weak source was never counted against a device; a range that stands in for them is.
_RANGED = ("nic_bytes_per_s", "scaleup_domain_devices", "devices_per_node")
