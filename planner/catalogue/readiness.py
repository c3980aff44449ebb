"""Whether an accelerator can be planned: on stated figures, with estimates, or not before a figure is entered."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from msgspec import Struct

from planner.catalogue.accelerator import Accelerator, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import estimates_needed, with_estimates
from planner.catalogue.figures import PEAK, value_of
from planner.catalogue.node import NodeDesign


class ReadinessState(StrEnum):
    """How ready an accelerator is to be planned, best first."""

    READY = "ready"
    WITH_ESTIMATES = "with estimates"
    NEEDS_FIGURES = "needs figures"


INSTEAD: Final = (Precision.BF16, Precision.FP16)  # what a device trains in that cannot train in the plan's format


class Readiness(Struct, frozen=True, kw_only=True):
    """``estimated`` names the figures that planning takes from estimates, ``missing`` those that nobody states.

    ``precision`` is the format that the device would train in: the one asked for, else one ``INSTEAD`` of it whose
    rate is known. ``without_units``: the device has no units for the format asked for, so that no figure would help.
    """

    precision: Precision
    estimated: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    without_units: bool = False

    @property
    def state(self) -> ReadinessState:
        """The state that follows."""
        if self.missing:
            return ReadinessState.NEEDS_FIGURES
        return ReadinessState.WITH_ESTIMATES if self.estimated else ReadinessState.READY


def readiness(catalogue: Catalogue, key: str, precision: Precision, *, estimates_allowed: bool = True) -> Readiness:
    """Return how ready an accelerator is to train in a number format, on its first node design and over several nodes.

    Raises UserError for an accelerator that is not there.
    """
    stated = catalogue.accelerator(key)
    whole = with_estimates(stated) if estimates_allowed else stated
    design = next(iter(catalogue.nodes_for(key)), None)
    trains_in = next((one for one in (precision, *INSTEAD) if one in whole.peak_flop_per_s), precision)
    needed = tuple(_needed(whole, design, trains_in))
    guessed = estimates_needed(stated) if estimates_allowed else ()
    return Readiness(
        precision=trains_in,
        estimated=tuple(name for name in needed if name in guessed and _of_design(design, name) is None),
        missing=tuple(name for name in needed if _value(whole, design, name) is None),
        without_units=precision in stated.formats_without_units,
    )


def _needed(whole: Accelerator, design: NodeDesign | None, precision: Precision) -> Iterator[str]:
    yield f"{PEAK}{precision.value}"
    yield from ("memory_bytes", "memory_bytes_per_s", "devices_per_node", "scaleup_domain_devices")
    if _value(whole, design, "scaleup_domain_devices") != 1:
        yield "scaleup_bytes_per_s"
    yield "nic_bytes_per_s"


def _of_design(design: NodeDesign | None, name: str) -> float | None:
    if name in {"memory_bytes", "memory_bytes_per_s"}:
        return None
    value: float | None = getattr(design, name, None)
    return value


def _value(whole: Accelerator, design: NodeDesign | None, name: str) -> float | None:
    of_design = _of_design(design, name)
    return value_of(whole, name) if of_design is None else of_design
