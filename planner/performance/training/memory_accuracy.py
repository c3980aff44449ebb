"""How near predicted memory lay to what devices held, and to what fitted them, as the last calibration found it."""

import csv
from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from planner.performance.training.pinned_layout import Verdict
from planner.resource_files import resource_path

_OF_A_MONTH = "software of "  # what runs are on whose sources name none


class MemoryErrors(Struct, frozen=True, kw_only=True):
    """Errors of the predicted memory of one software's runs, as fractions; ``software`` is empty for all runs."""

    software: str
    runs: int
    mape: float
    median_ape: float
    bias: float

    @property
    def month(self) -> str:
        """The month that stands for software without a name, such as 2026-02; empty where it has one or no date."""
        return self.software.removeprefix(_OF_A_MONTH) if self.software.startswith(_OF_A_MONTH) else ""


class ReportedMemory(Struct, frozen=True, kw_only=True):
    """A configuration that ran or went out of memory, beside its prediction; GiB are of the fullest device."""

    id: str
    model: str
    accelerator: str
    devices: int
    layout: str
    ran: bool
    verdict: Verdict
    predicted_gib: float
    usable_gib: float
    measured_gib: float | None

    @property
    def is_right(self) -> bool:
        """Whether the prediction says what happened; at the edge it says that it fits."""
        return self.ran is (self.verdict is not Verdict.TOO_LARGE)


@cache
def memory_errors() -> tuple[MemoryErrors, ...]:
    """Return the errors over all runs that print their memory, and by software, most runs first."""
    return tuple(
        MemoryErrors(
            software=row["software"],
            runs=int(row["runs"]),
            **{name: float(row[name]) for name in ("mape", "median_ape", "bias")},
        )
        for row in _rows("memory_errors.csv")
    )


@cache
def reported_memory() -> tuple[ReportedMemory, ...]:
    """Return every report beside its prediction."""
    return tuple(_reported(row) for row in _rows("memory_predicted.csv"))


def _reported(row: Mapping[str, str]) -> ReportedMemory:
    return ReportedMemory(
        id=row["id"],
        model=row["model"],
        accelerator=row["accelerator"],
        devices=int(row["devices"]),
        layout=row["layout"],
        ran=row["ran"] == "yes",
        verdict=Verdict(row["verdict"]),
        predicted_gib=float(row["predicted_gib"]),
        usable_gib=float(row["usable_gib"]),
        measured_gib=float(row["measured_gib"]) if row["measured_gib"] else None,
    )


def _rows(name: str) -> list[dict[str, str]]:
    with resource_path("calibration", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
