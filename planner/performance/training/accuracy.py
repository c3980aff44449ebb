"""How far predictions lay from published runs, in-sample and cross-validated, as the last fit found it."""

import csv
from functools import cache

from msgspec import Struct

from planner.resource_files import resource_path


class Accuracy(Struct, frozen=True, kw_only=True):
    """Errors of one group of runs (fractions of the measured rate); ``bias`` is the mean signed error.

    ``in_band`` is the share of measured rates between P10 and P90.
    ``grouping`` is all, accelerator or source, ``name`` which one. ``basis`` says what the fit had not seen:
    ``in-sample`` nothing, else the whole source, accelerator or software of the run that it predicts.
    """

    grouping: str
    name: str
    basis: str
    runs: int
    mape: float
    median_ape: float
    bias: float
    within_10pct: float
    in_band: float


@cache
def load_accuracy() -> tuple[Accuracy, ...]:
    """Return the table that the fit wrote beside the calibration."""
    with resource_path("calibration", "accuracy.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Accuracy(
                grouping=row["grouping"],
                name=row["name"],
                basis=row["basis"],
                runs=int(row["runs"]),
                **{name: float(row[name]) for name in ("mape", "median_ape", "bias", "within_10pct", "in_band")},
            )
            for row in csv.DictReader(file)
        )
