"""Fits resources/calibration to a table of published runs: python packaging/fit_calibration.py RUNS.csv [FOLDER].

Writes efficiencies.csv (fitted values beside their priors), errors.csv (what the bands rest on) and accuracy.csv
(errors in-sample and cross-validated, as the Evidence tab and the README show them). The same table gives the same
files. Only tokens per second are fitted; no memory figure, FLOP rate or utilisation is.
"""

import csv
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.reader import load_catalogue
from planner.performance.calibration import Calibration, Efficiency, read_calibration
from planner.performance.fitting import FitRow, cross_validated_log_errors, fit, log_errors
from planner.published_runs.published_run import PublishedRun, read_runs
from planner.resource_files import resource_path
from planner.validation import settled_layout

Floats = NDArray[np.float64]

_DOUBT = {"high": 1.0, "med": 1.25, "low": 2.5}
_PARTIAL_DOUBT = 3.0  # something that moves the step time had to be guessed
_NORMAL_P90 = 1.2815515655446004
_BAND = 0.79  # share of cross-validated runs that P10 to P90 shall hold: 80 % less the rounding of small classes


def main() -> int:
    """Fit, cross-validate, write; return the exit code."""
    runs = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else resource_path("calibration")  # noqa: PLR2004 - the second
    start = at_priors(read_calibration(folder))
    whole, partial = _rows(runs, start)
    fitted = fit(whole + partial, start)
    by_source = cross_validated_log_errors(whole, start, lambda row: row.source)
    by_software = cross_validated_log_errors(whole, start, lambda row: (row.run.stack_release or "").partition(" ")[0])
    by_accelerator = cross_validated_log_errors(whole, start, lambda row: row.pool.accelerator.key)
    here = log_errors(whole, fitted)
    _write_efficiencies(folder / "efficiencies.csv", fitted.efficiencies.values())
    _write_errors(folder / "errors.csv", whole, by_source, {"unseen": by_accelerator, "release-unnamed": by_software})
    _write_accuracy(
        folder / "accuracy.csv",
        whole,
        {"in-sample": here, "sources": by_source, "accelerators": by_accelerator, "software": by_software},
    )
    return 0


def at_priors(calibration: Calibration) -> Calibration:
    """Return a calibration that no run has touched."""
    untouched = {key: replace(row, value=row.prior, runs=0) for key, row in calibration.efficiencies.items()}
    return replace(calibration, efficiencies=untouched)


def _rows(path: Path, calibration: Calibration) -> tuple[list[FitRow], list[FitRow]]:
    table = read_runs(path, load_catalogue())
    whole = [fit_row(run, calibration) for run in table.whole if run.measured_tokens_per_s_per_device]
    partial = [
        fit_row(run, calibration, _PARTIAL_DOUBT) for run in table.partial if run.measured_tokens_per_s_per_device
    ]
    return whole, partial


def fit_row(run: PublishedRun, calibration: Calibration, doubt: float = 1.0) -> FitRow:
    """Return a published run as the fit takes it; less sure sources pull less."""
    return FitRow(
        pool=run.pool,
        run=run.run,
        layout=settled_layout(run, calibration=calibration),
        tokens_per_s_per_device=run.measured_tokens_per_s_per_device or math.nan,
        source=run.source,
        label=run.label,
        doubt=doubt * _DOUBT.get(run.confidence, max(_DOUBT.values())),
    )


def _write_efficiencies(path: Path, rows: Iterable[Efficiency]) -> None:
    columns = [item.name for item in fields(Efficiency)]
    _write(path, columns, ([getattr(row, column) for column in columns] for row in rows))


def _write_errors(path: Path, rows: Sequence[FitRow], by_source: Floats, left_out: dict[str, Floats]) -> None:
    moe = np.array([row.run.shape.is_moe for row in rows])
    says = f"cross-validated over {len({row.source for row in rows})} sources, {len(rows)} runs"
    more = {name: _added_sd(errors, by_source) for name, errors in left_out.items()}
    _write(
        path,
        ["class", "log_sd", "source"],
        [
            ["dense", f"{_band_sd(by_source[~moe]):.4f}", f"{says}: dense shapes"],
            ["moe", f"{_band_sd(by_source[moe]):.4f}", f"{says}: Mixture-of-Experts shapes"],
            ["fitted", "0", "an accelerator whose generation has runs adds nothing"],
            ["unseen", f"{more['unseen']:.4f}", "what leaving out all runs of an accelerator adds"],
            ["release-unnamed", f"{more['release-unnamed']:.4f}", "what leaving out all runs of a software adds"],
        ],
    )


def _added_sd(left_out: Floats, by_source: Floats) -> float:
    """Return what leaving out more than a source adds to the standard deviation."""
    return math.sqrt(max(_band_sd(left_out) ** 2 - _band_sd(by_source) ** 2, 0.0))


def _band_sd(log_errors: Floats) -> float:
    """Return the standard deviation whose P10 to P90 holds the wanted share of these errors."""
    return float(np.quantile(np.abs(log_errors), _BAND)) / _NORMAL_P90


def _write_accuracy(path: Path, rows: Sequence[FitRow], errors: dict[str, Floats]) -> None:
    groupings: list[tuple[str, Callable[[FitRow], str]]] = [
        ("all", lambda _row: ""),
        ("accelerator", lambda row: row.pool.accelerator.key),
        ("source", lambda row: row.source),
    ]
    lines: list[list[object]] = []
    for kind, group_of in groupings:
        names = np.array([group_of(row) for row in rows])
        for name in sorted(set(names)):
            here = names == name
            lines += [[kind, name, basis, *_summary(column[here])] for basis, column in errors.items()]
    _write(path, ["grouping", "name", "basis", "runs", "mape", "median_ape", "bias", "within_10pct"], lines)


def _summary(log_errors: Floats) -> list[object]:
    relative = np.exp(-log_errors) - 1.0  # predicted / measured - 1
    sizes = np.abs(relative)
    figures = (sizes.mean(), np.median(sizes), relative.mean(), (sizes <= 0.1).mean())  # noqa: PLR2004 - in the name
    return [len(sizes), *(f"{float(figure):.4f}" for figure in figures)]


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    raise SystemExit(main())
