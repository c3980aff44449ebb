"""Which number formats of eight and four bits an accelerator's software trains in (resources/workload).

``number_formats.csv`` has one row for each accelerator: the scaling that its software has for plain FP8, whether it
trains in MXFP8 and in NVFP4 (empty: no source says), and the source. That a device has units of eight bits does not
settle it: Hopper multiplies as fast in FP8 as MXFP8 would, and no recipe of it runs there.
"""

import csv
from collections.abc import Mapping
from functools import cache
from typing import Final

from msgspec import Struct

from planner.catalogue.accelerator import Accelerator
from planner.causes import FormatNotTrained
from planner.english import words
from planner.errors import MissingFigureError
from planner.resource_files import resource_path
from planner.workload.training_run import TrainingPrecision

_SAID: Final = {"yes": True, "no": False, "": None}
_SCALED: Final = (TrainingPrecision.MXFP8, TrainingPrecision.NVFP4)
_NEXT: Final = {  # the format below each, wider or with fewer scales
    TrainingPrecision.NVFP4: TrainingPrecision.MXFP8,
    TrainingPrecision.MXFP8: TrainingPrecision.FP8,
    TrainingPrecision.FP8: TrainingPrecision.BF16,
    TrainingPrecision.BF16: TrainingPrecision.FP16,
}


class NumberFormats(Struct, frozen=True, kw_only=True):
    """What one accelerator's software trains in; ``trains`` is None where no source says."""

    fp8_recipe: str
    trains: Mapping[TrainingPrecision, bool | None]
    source: str


@cache
def number_formats() -> Mapping[str, NumberFormats]:
    """Return the table by the accelerator's key."""
    with resource_path("workload", "number_formats.csv").open(encoding="utf-8", newline="") as file:
        return {row["accelerator"]: _formats(row) for row in csv.DictReader(file)}


def _formats(row: Mapping[str, str]) -> NumberFormats:
    return NumberFormats(
        fp8_recipe=row["fp8_recipe"],
        trains={precision: _SAID[row[precision.value]] for precision in _SCALED},
        source=row["source"],
    )


def fp8_recipe(accelerator: Accelerator | None) -> str:
    """Return how plain FP8 is scaled on a device, in Megatron's word; "" where no source says."""
    known = None if accelerator is None else number_formats().get(accelerator.key)
    return "" if known is None else known.fp8_recipe


def trains_in(accelerator: Accelerator, precision: TrainingPrecision) -> bool | None:
    """Return whether a device trains in a number format; None where no source says.

    Of plain FP8 and of 16 bits its units decide.
    """
    if precision.rate in accelerator.formats_without_units:
        return False
    if precision not in _SCALED:
        return True if precision.rate in accelerator.peak_flop_per_s else None
    known = number_formats().get(accelerator.key)
    return None if known is None else known.trains[precision]


def nearest_precision(accelerator: Accelerator, precision: TrainingPrecision) -> TrainingPrecision:
    """Return the format asked for, or the nearest below it that a device trains in where it does not train in that.

    >>> from planner.catalogue.reader import load_catalogue
    >>> nearest_precision(load_catalogue().accelerators["H100-SXM"], TrainingPrecision.NVFP4).value
    'fp8'
    """
    if trains_in(accelerator, precision) is not False:
        return precision
    below = _NEXT.get(precision)
    while below is not None and not _is_instead(accelerator, below):
        below = _NEXT.get(below)
    return precision if below is None else below


def _is_instead(accelerator: Accelerator, precision: TrainingPrecision) -> bool:
    """Whether a device is taken to train in a format in another's place: of a recipe a source has to say so."""
    said = trains_in(accelerator, precision)
    return bool(said) if precision in _SCALED else said is not False


def require_format(accelerator: Accelerator, precision: TrainingPrecision) -> None:
    """Raise MissingFigureError for a format that a device has units for and whose recipe it does not run."""
    if precision.rate in accelerator.formats_without_units or trains_in(accelerator, precision) is not False:
        return
    instead = nearest_precision(accelerator, precision)
    recipe = fp8_recipe(accelerator) if instead is TrainingPrecision.FP8 else ""
    raise MissingFigureError(
        words(
            FormatNotTrained(
                accelerator=accelerator.key,
                name=accelerator.name,
                precision=precision.value,
                instead="" if instead is precision else instead.value,
                recipe=recipe,
            )
        )
    )
