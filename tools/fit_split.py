"""Estimates whose part of a deviation is whose: python tools/fit_split.py RUNS.csv HELD_OUT.csv [FOLDER].

Run it after fit_calibration.py. Writes split.csv, the standard deviations that a team's measured runs are carried
over by. RUNS.csv is the table that the calibration is fitted to: each of its runs is predicted by a fit that never
saw its source. HELD_OUT.csv holds runs that no fit sees. A team is a publication without its version; an accelerator
is the chip of its catalogue entry.
"""

import csv
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from fit_calibration import at_priors, fit_row
from msgspec.structs import replace

from planner.anchoring.split import Deviation, variance_components
from planner.catalogue.reader import load_catalogue
from planner.performance.training.calibration import Calibration, read_calibration
from planner.performance.training.cross_validation import cross_validated_log_errors
from planner.performance.training.fitting import FitRow, log_errors
from planner.published_runs.published_run import PublishedRun, read_runs
from planner.resource_files import resource_path


def main() -> int:
    """Predict every run by a fit that never saw it, estimate, write; return the exit code."""
    fitted_on, held_out = Path(sys.argv[1]), Path(sys.argv[2])
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else resource_path("calibration")  # noqa: PLR2004 - the third
    calibration = read_calibration(folder)
    start = at_priors(calibration)
    seen, unseen = _runs(fitted_on), _runs(held_out)
    deviations = _deviations(seen, start, lambda rows: cross_validated_log_errors(rows, start, lambda row: row.source))
    deviations += _deviations(unseen, calibration, lambda rows: log_errors(rows, calibration))
    _write(folder / "split.csv", deviations)
    return 0


def _runs(path: Path) -> list[PublishedRun]:
    return [run for run in read_runs(path, load_catalogue()).whole if run.measured_tokens_per_s_per_device]


def _deviations(
    runs: Sequence[PublishedRun], calibration: Calibration, errors: Callable[[list[FitRow]], np.ndarray]
) -> list[Deviation]:
    rows = [fit_row(run, calibration) for run in runs]
    return [
        Deviation(
            log_ratio=float(error),
            team=run.source.partition("(")[0].strip(),
            accelerator=_chip(run.pool.accelerator.key),
            workload=repr(replace(run.run.shape, key="", name="", source="")),
        )
        for run, error in zip(runs, errors(rows), strict=True)
    ]


def _chip(key: str) -> str:
    """Return the chip of a catalogue key: A100-40-SXM and A100-80-SXM are one, Ascend-910B2 and Ascend-910C two."""
    first, *rest = key.split("-")
    return f"{first}-{rest[0]}" if first == "Ascend" and rest else first


def _write(path: Path, deviations: Sequence[Deviation]) -> None:
    teams = {item.team for item in deviations}
    several = {team for team in teams if len({item.accelerator for item in deviations if item.team == team}) > 1}
    chips = {item.accelerator for item in deviations}
    source = (
        f"penalised maximum likelihood over {len(deviations)} published runs that the fit had not seen, "
        f"of {len(teams)} teams ({len(several)} of them on several accelerators) on {len(chips)} chips"
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["part", "log_sd", "source"])
        writer.writerows([part, f"{size:.4f}", source] for part, size in variance_components(deviations).items())


if __name__ == "__main__":
    raise SystemExit(main())
