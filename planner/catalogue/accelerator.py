"""One device on its supplier's stated peaks; no efficiency is applied here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How sure one figure is and where it was read."""

    evidence: Evidence
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accelerator:
    """One accelerator. ``None`` and absent keys mean unknown, never zero.

    ``hbm_supplier`` is the one named as the main one, ``network`` the family of the scale-up link.
    Rates are dense. ``scaleup_bytes_per_s`` and ``nic_bytes_per_s`` are one direction of one device.
    ``figures`` maps a field's name (``peak_flop_per_s.bf16`` for a rate) to its evidence and source.
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

    def require_peak_flop_per_s(self, precision: Precision) -> float:
        """Return the dense peak rate; raise MissingFigureError where it is unknown."""
        rate = self.peak_flop_per_s.get(precision)
        if rate is None:
            raise MissingFigureError(
                f"{self.name}: the {precision.value.upper()} peak rate is unknown; "
                "enter it with its source in the catalogue card or choose another precision."
            )
        return rate

    @property
    def stack_name(self) -> str:
        """The software stack's own name: what stands before brackets, commas and strokes; "" where it is unknown."""
        return re.split(r"[(,/]", self.software_stack, maxsplit=1)[0].strip()

    @property
    def evidence(self) -> Evidence:
        """The weakest evidence among the figures that a prediction in BF16 (or FP16 without it) rests on."""
        return self.evidence_at(Precision.BF16 if Precision.BF16 in self.peak_flop_per_s else Precision.FP16)

    def evidence_at(self, precision: Precision) -> Evidence:
        """Return the weakest evidence among the figures that a prediction at one precision rests on."""
        order = list(Evidence)
        names = (f"peak_flop_per_s.{precision.value}", *_LOAD_BEARING)
        grades = [self.figures[name].evidence for name in names if name in self.figures]
        return max(grades, key=order.index, default=Evidence.ESTIMATE)


_LOAD_BEARING = ("memory_bytes", "memory_bytes_per_s", "scaleup_bytes_per_s")
