"""Reports of configurations that ran or went out of memory, beside what the memory model says of each.

The table is ``resources/calibration/memory_reports.toml``; no figure of the model is fitted to it.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from statistics import fmean
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from planner.catalogue.reader import load_catalogue
from planner.cluster import pool_of
from planner.performance.training.calibration import Calibration, load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.performance.training.pinned_layout import Verdict, verdict_of
from planner.performance.training.search import estimate_layout, usable_bytes
from planner.resource_files import resource_path
from planner.units import GIB_BYTES
from planner.workload.flags import shape_of_flags
from planner.workload.optimisers import Optimiser
from planner.workload.presets import shape_preset
from planner.workload.recipe import recipe_from
from planner.workload.shape import TransformerShape
from planner.workload.states import States, WeightFormat
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun

_SIZES = ("tp", "pp", "vpp", "ep", "etp", "cp", "dp", "micro_batch")


class MemoryReport(Struct, frozen=True, kw_only=True):
    """One report and its prediction; bytes are of the fullest device, ``measured_bytes`` None where nothing is said.

    ``uncertainty`` is the median error of predicted memory, a fraction.
    """

    id: str
    what: str
    model: str
    accelerator: str
    devices: int
    ran: bool
    predicted_bytes: float
    usable_bytes: float
    measured_bytes: float | None
    uncertainty: float
    layout: str
    note: str

    @property
    def fits(self) -> bool:
        """Whether the model says that it fits."""
        return self.predicted_bytes <= self.usable_bytes

    @property
    def verdict(self) -> Verdict:
        """Whether it fits, is at the edge, or does not."""
        return verdict_of(self.predicted_bytes, self.usable_bytes, self.uncertainty)

    @property
    def is_right(self) -> bool:
        """Whether the model says what happened."""
        return self.fits == self.ran

    @property
    def error(self) -> float | None:
        """Predicted over measured less 1; None where nothing was measured, or what would have been needed is not known.

        A device that ran out of memory held less than the run needs.
        """
        if self.measured_bytes is None or not self.ran:
            return None
        return self.predicted_bytes / self.measured_bytes - 1.0


@cache
def memory_reports() -> tuple[MemoryReport, ...]:
    """Return every report as the shipped calibration predicts it."""
    return predicted_reports(load_calibration())


def predicted_reports(calibration: Calibration) -> tuple[MemoryReport, ...]:
    """Return every report as a calibration predicts it."""
    with resource_path("calibration", "memory_reports.toml").open("rb") as file:
        rows = tomllib.load(file)["reports"]
    return tuple(_predicted(row, calibration) for row in rows)


def _predicted(row: Mapping[str, Any], calibration: Calibration) -> MemoryReport:
    pool = pool_of(load_catalogue().accelerator(row["accelerator"]), devices=row["devices"])
    run = TrainingRun(
        shape=_shape(row),
        tokens=float(row["seq_len"] * row["global_batch"]),
        seq_len=row["seq_len"],
        global_batch=row["global_batch"],
        precision=TrainingPrecision(row["precision"]),
        routing=Routing(row["routing"]),
        stack_release=row["software"],
        recipe=recipe_from(row["recipe"]),
        states=_states(row.get("states", {})),
    )
    measured = row.get("measured_gib")
    case = case_of(pool, run, calibration)
    return MemoryReport(
        id=row["id"],
        what=row["what"],
        model=run.shape.name,
        accelerator=pool.accelerator.key,
        devices=pool.devices,
        ran=row["runs"],
        predicted_bytes=estimate_layout(pool, run, _layout(row["layout"]), calibration=calibration).memory_bytes,
        usable_bytes=usable_bytes(case),
        measured_bytes=None if measured is None else measured * GIB_BYTES,
        uncertainty=float(case.coefficients.memory_error),
        layout=_layout_words(row["layout"]),
        note=row.get("note", ""),
    )


def _shape(row: Mapping[str, Any]) -> TransformerShape:
    return shape_preset(row["shape"]) if "shape" in row else shape_of_flags(key=row["id"], **row["sizes"])


def _states(stated: Mapping[str, str]) -> States:
    plain = States()
    return States(
        optimiser=Optimiser(stated.get("optimiser", plain.optimiser)),
        weights=WeightFormat(stated.get("weights", plain.weights)),
    )


def _layout(stated: Mapping[str, Any]) -> Layout:
    sizes: dict[str, Any] = {name: int(stated.get(name, 1)) for name in _SIZES}
    plain = Schedule.INTERLEAVED if sizes["vpp"] > 1 else Schedule.ONE_F_ONE_B
    return Layout(
        **sizes,
        recompute=Recompute(stated["recompute"]),
        schedule=Schedule(stated.get("schedule", plain)),
        sharding=Sharding(stated.get("sharding", Sharding.ZERO_1)),
    )


def _layout_words(stated: Mapping[str, Any]) -> str:
    """Return the sizes of a layout as they are commonly written, what is 1 left out."""
    words = {name: "MBS" if name == "micro_batch" else name.upper() for name in _SIZES}
    return " ".join(f"{word}{stated[name]}" for name, word in words.items() if name in stated)


def memory_reports_json() -> dict[str, Any]:
    """Return the section of ``validate --json``: counts, the mean error of what was measured, and every report."""
    found = memory_reports()
    errors = [abs(report.error) for report in found if report.error is not None]
    return {
        "reports": len(found),
        "right": sum(report.is_right for report in found),
        "false_fits": sum(report.fits and not report.ran for report in found),
        "false_fits_beyond_error": sum(report.verdict is Verdict.FITS and not report.ran for report in found),
        "false_refusals": sum(report.ran and not report.fits for report in found),
        "measured": len(errors),
        "mape": fmean(errors) if errors else None,
        "rows": [
            asdict(report) | {"fits": report.fits, "verdict": report.verdict.value, "error": report.error}
            for report in found
        ],
    }
