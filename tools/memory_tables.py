"""Writes how near predicted memory lies to measured and reported memory: python tools/memory_tables.py [FOLDER].

Of FOLDER (resources/calibration) it reads the tables of runs and memory_reports.toml; it writes memory_errors.csv
(errors by software of the runs that print their memory) and memory_predicted.csv (every report beside its prediction),
as the Evidence tab shows them. Nothing of the memory model is fitted to either. It runs after every fit.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean, median

from planner.catalogue.reader import load_catalogue
from planner.performance.training.calibration import Calibration, read_calibration
from planner.published_runs.published_run import read_runs
from planner.resource_files import resource_path
from planner.units import GIB_BYTES
from planner.validation import predict, predicted_reports
from planner.validation.memory_reports import MemoryReport

RUN_TABLES = ("runs.csv", "held_out_runs.csv", "team_runs.csv")


def main(arguments: list[str]) -> int:
    """Write both tables beside the calibration they are predicted with."""
    write(Path(arguments[0]) if arguments else resource_path("calibration"))
    return 0


def write(folder: Path) -> None:
    """Write memory_errors.csv and memory_predicted.csv into the folder of a calibration."""
    calibration = read_calibration(folder)
    _write(
        folder / "memory_errors.csv",
        ["software", "runs", "mape", "median_ape", "bias"],
        summaries(list(errors_of_runs(folder, calibration))),
    )
    names = ["id", "model", "accelerator", "devices", "layout", "ran", "verdict"]
    lines = [_line(report) for report in predicted_reports(calibration)]
    _write(folder / "memory_predicted.csv", [*names, "predicted_gib", "usable_gib", "measured_gib"], lines)


def errors_of_runs(folder: Path, calibration: Calibration) -> Iterator[tuple[str, float]]:
    """Yield software and predicted / measured - 1 of every run that leaves nothing open and prints its memory."""
    for name in RUN_TABLES:
        for run in read_runs(folder / name, load_catalogue()).whole:
            if run.measured_memory_bytes is not None:
                estimate = predict(run, calibration=calibration)
                yield run.release or "", estimate.memory_bytes / run.measured_memory_bytes - 1.0


def summaries(errors: Sequence[tuple[str, float]]) -> list[list[object]]:
    """Return a line of all runs, then one of each software, most runs first."""
    groups = {"": [error for _, error in errors]}
    for software, error in errors:
        groups.setdefault(software, []).append(error)
    ordered = sorted(groups.items(), key=lambda item: (item[0] != "", -len(item[1]), item[0]))
    return [[software, len(found), *_figures(found)] for software, found in ordered]


def _figures(errors: Sequence[float]) -> list[str]:
    sizes = [abs(error) for error in errors]
    return [f"{figure:.4f}" for figure in (fmean(sizes), median(sizes), fmean(errors))]


def _line(report: MemoryReport) -> list[object]:
    gib = (report.predicted_bytes, report.usable_bytes, report.measured_bytes)
    return [
        report.id,
        report.model,
        report.accelerator,
        report.devices,
        report.layout,
        "yes" if report.ran else "no",
        report.verdict.value,
        *("" if value is None else f"{value / GIB_BYTES:.1f}" for value in gib),
    ]


def _write(path: Path, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
