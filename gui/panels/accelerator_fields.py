"""The figures of an accelerator that can be edited, as data: unit, where it is kept, how it is read and written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from gui.document.catalogue_edits import ENTERED
from gui.look import formats
from gui.look.words import mark
from planner.catalogue.accelerator import Accelerator, Evidence, Figure, Precision
from planner.units import BITS_PER_BYTE, GIGA, TERA

_GIB: Final = 2.0**30
_PEAK: Final = "peak_flop_per_s."


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField:
    """A figure: its caption, the unit beside it, and how much of the kept unit that is."""

    name: str
    caption: str
    unit: str
    factor: float = 1.0
    whole: bool = False

    def read(self, accelerator: Accelerator) -> float | None:
        """Return the figure in the shown unit; None where it is unknown."""
        kept = _kept(accelerator, self.name)
        return None if kept is None else kept / self.factor

    def text(self, accelerator: Accelerator) -> str:
        """Return the figure as it is typed; empty where it is unknown."""
        shown = self.read(accelerator)
        return "" if shown is None else formats.trimmed(shown, 6)

    def parse(self, text: str) -> float | None:
        """Return what was typed in the kept unit, None for nothing; raise ValueError for what is no figure."""
        if not text.strip():
            return None
        shown = formats.parse_quantity(text)
        if shown is None or not shown > 0.0:
            raise ValueError(text)
        kept = shown * self.factor
        return float(round(kept)) if self.whole else kept


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
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
NUMBERS: Final = (
    NumberField(name=f"{_PEAK}bf16", caption=mark("BF16 peak"), unit="TFLOP/s", factor=TERA),
    NumberField(name=f"{_PEAK}fp16", caption=mark("FP16 peak"), unit="TFLOP/s", factor=TERA),
    NumberField(name=f"{_PEAK}fp8", caption=mark("FP8 peak"), unit="TFLOP/s", factor=TERA),
    NumberField(name=f"{_PEAK}fp4", caption=mark("FP4 peak"), unit="TFLOP/s", factor=TERA),
    NumberField(name="memory_bytes", caption=mark("Memory"), unit="GB", factor=_GIB, whole=True),
    NumberField(name="memory_bytes_per_s", caption=mark("Memory bandwidth"), unit="TB/s", factor=TERA),
    NumberField(name="scaleup_bytes_per_s", caption=mark("Scale-up, one way"), unit="GB/s", factor=GIGA),
    NumberField(name="scaleup_domain_devices", caption=mark("Scale-up domain"), unit=mark("devices"), whole=True),
    NumberField(name="nic_bytes_per_s", caption=mark("NIC of a device"), unit="Gbit/s", factor=GIGA / BITS_PER_BYTE),
    NumberField(name="devices_per_node", caption=mark("Devices per node"), unit=mark("devices"), whole=True),
    NumberField(name="tdp_w", caption=mark("Power"), unit="W"),
)


def changed_accelerator(
    accelerator: Accelerator, texts: Mapping[str, str], numbers: Mapping[str, float | None], figure: Figure
) -> Accelerator:
    """Return an accelerator with other names and figures; each figure that changed bears the new source."""
    kept = {field.name: numbers[field.name] for field in NUMBERS}
    peaks = {key: rate for key, rate in accelerator.peak_flop_per_s.items() if f"{_PEAK}{key.value}" not in kept}
    changes: dict[str, Any] = dict(texts)
    figures = dict(accelerator.figures)
    for name, value in kept.items():
        if value == _kept(accelerator, name):
            pass
        elif value is None:
            figures.pop(name, None)
        else:
            figures[name] = figure
        if name.startswith(_PEAK):
            if value is not None:
                peaks[Precision(name.removeprefix(_PEAK))] = value
        else:
            field = next(one for one in NUMBERS if one.name == name)
            changes[name] = int(value) if field.whole and value is not None else value
    for name, text in texts.items():
        if text != getattr(accelerator, name) and name not in {"name", "supplier", "jurisdiction"}:
            figures[name] = figure
    if changes["memory_bytes"] != accelerator.memory_bytes:  # what was read of the old capacity says nothing of it
        changes |= dict.fromkeys(("printed_memory_bytes", "reported_memory_bytes", "allocatable_memory_bytes"))
    return replace(accelerator, peak_flop_per_s=peaks, figures=figures, **changes)


def users_figure(source: str, evidence: Evidence) -> Figure:
    """Return the evidence of what the user enters."""
    return Figure(evidence=evidence, source=source, note=ENTERED)


def _kept(accelerator: Accelerator, name: str) -> float | None:
    if name.startswith(_PEAK):
        return accelerator.peak_flop_per_s.get(Precision(name.removeprefix(_PEAK)))
    value: float | None = getattr(accelerator, name)
    return value
