"""Fits resources/calibration to a table of published runs: python packaging/fit_calibration.py RUNS.csv [FOLDER].

FOLDER holds held_out_runs.csv as well: no coefficient is fitted to it, but how wide a band must be for software that
the calibration does not know is read off those of its runs.

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
from scipy.stats import t

from planner.catalogue.reader import load_catalogue
from planner.performance.calibration import (
    RUNS_THAT_HALVE_DOUBT,
    Calibration,
    Efficiency,
    read_calibration,
)
from planner.performance.fitting import FitRow, bands_of, cross_validated, errors_of, fit, log_errors
from planner.performance.releases import software_of
from planner.published_runs.published_run import PublishedRun, read_runs
from planner.resource_files import resource_path
from planner.validation import settled_layout

Floats = NDArray[np.float64]

_DOUBT = {"high": 1.0, "med": 1.25, "low": 2.5}
_PARTIAL_DOUBT = 3.0  # something that moves the step time had to be guessed
_NORMAL_P90 = 1.2815515655446004
_BAND = 0.80  # share of runs never seen that P10 to P90 shall hold


def is_moe(row: FitRow) -> bool:
    """Return whether a run's shape routes."""
    return row.run.shape.is_moe


# what a fit must not have seen, by the basis that accuracy.csv names
GROUPS: dict[str, Callable[[FitRow], str]] = {
    "sources": lambda row: row.source,
    "accelerators": lambda row: row.pool.accelerator.key,
    "software": lambda row: software_of(row.run.stack_release or ""),
}


def main() -> int:
    """Fit, cross-validate, write; return the exit code."""
    runs = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else resource_path("calibration")  # noqa: PLR2004 - the second
    start = at_priors(read_calibration(folder))
    whole, partial = _rows(runs, start)
    fitted = fit(whole + partial, start)
    folds = {name: cross_validated(whole, start, group_of) for name, group_of in GROUPS.items()}
    errors = {name: errors_of(found) for name, found in folds.items()}
    log_sd = band_parts(whole, errors)
    log_sd["software-unknown"] = unknown_software_sd(_rows(folder / "held_out_runs.csv", start)[0], fitted, log_sd)
    bands = {name: bands_of(found, whole, log_sd) for name, found in folds.items()}
    here = replace(fitted, log_sd=log_sd)
    in_sample = [here.log_sd_of(row.pool.accelerator, row.run.stack_release, moe=is_moe(row)) for row in whole]
    _write_efficiencies(folder / "efficiencies.csv", fitted.efficiencies.values())
    _write_errors(folder / "errors.csv", whole, log_sd)
    _write_accuracy(
        folder / "accuracy.csv",
        whole,
        {"in-sample": log_errors(whole, fitted), **errors},
        {"in-sample": np.array(in_sample), **bands},
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


def band_parts(rows: Sequence[FitRow], errors: dict[str, Floats]) -> dict[str, float]:
    """Return the standard deviations that a band is made of, so that P10 to P90 hold 80 % of runs never seen.

    ``dense`` and ``moe``: runs whose source was left out while their software was known from others. What a new
    software adds, and what a new accelerator adds, is what the errors without them need beside that; each software
    (accelerator) counts alike however many runs it has, and the next one is one more draw from so few (Student's t).
    """
    software, chips = (np.array([GROUPS[name](row) for row in rows]) for name in ("software", "accelerators"))
    sources, moe = np.array([row.source for row in rows]), np.array([is_moe(row) for row in rows])
    known = np.array([len(set(sources[software == name])) > 1 for name in software])
    kinds = {
        name: _needed_sd(errors["sources"][known & here], np.ones(int((known & here).sum())))
        for name, here in (("dense", ~moe), ("moe", moe))
    }
    kind = np.where(moe, kinds["moe"], kinds["dense"])
    one_more_software = _one_more(len(set(software)))
    unnamed = _needed_sd(errors["software"], _alike(software), kind)
    elsewhere = [((software == name) & (chips != chip)).sum() for name, chip in zip(software, chips, strict=True)]
    beside = np.hypot(kind, unnamed * one_more_software / np.sqrt(1.0 + np.array(elsewhere) / RUNS_THAT_HALVE_DOUBT))
    unseen = _needed_sd(errors["accelerators"], _alike(chips), beside)
    return {
        **kinds,
        "fitted": 0.0,
        "unseen": unseen * _one_more(len(set(chips))),
        "release-unnamed": unnamed * one_more_software,
    }


def unknown_software_sd(rows: Sequence[FitRow], fitted: Calibration, log_sd: dict[str, float]) -> float:
    """Return what software without calibrated runs adds to a band, so that it holds the wanted share of such runs.

    ``rows`` are runs that the fit has not seen; each source counts alike.
    """
    table = replace(fitted, log_sd={**log_sd, "software-unknown": 0.0})
    unknown = [row for row in rows if not fitted.runs_of_software(row.pool.accelerator, row.run.stack_release or "")]
    beside = [table.log_sd_of(row.pool.accelerator, row.run.stack_release, moe=is_moe(row)) for row in unknown]
    sources = np.array([row.source for row in unknown])
    return _needed_sd(log_errors(unknown, fitted), _alike(sources), np.array(beside))


def _alike(names: NDArray[np.str_]) -> Floats:
    """Return weights that make every name count alike."""
    return np.array([1.0 / (names == name).sum() for name in names])


def _one_more(groups: int) -> float:
    """Return how much wider P10 to P90 of one more group is than of the groups seen."""
    return float(t.ppf(0.9, groups - 1)) / _NORMAL_P90 * math.sqrt(1.0 + 1.0 / groups)


def _needed_sd(log_errors: Floats, weights: Floats, beside: Floats | float = 0.0) -> float:
    """Return the least standard deviation, beside another, whose P10 to P90 holds the wanted share of these errors."""
    least = np.sqrt(np.maximum((np.abs(log_errors) / _NORMAL_P90) ** 2 - np.square(beside), 0.0))
    order = np.argsort(least, kind="stable")
    held = np.cumsum(weights[order]) / weights.sum()
    return float(least[order][np.searchsorted(held, _BAND)])


def _write_errors(path: Path, rows: Sequence[FitRow], log_sd: dict[str, float]) -> None:
    says = f"cross-validated over {len({row.source for row in rows})} sources, {len(rows)} runs"
    counts = {name: len({group_of(row) for row in rows}) for name, group_of in GROUPS.items()}
    sources = {
        "dense": f"{says}: dense shapes, software known from other sources",
        "moe": f"{says}: Mixture-of-Experts shapes, software known from other sources",
        "fitted": "an accelerator whose generation has runs adds nothing",
        "unseen": f"what one more accelerator adds, from leaving out each of {counts['accelerators']}, counted alike",
        "software-unknown": "what software without calibrated runs adds, from its held-out runs, sources counted alike",
        "release-unnamed": f"what one more software adds, from leaving out each of {counts['software']}, counted alike",
    }
    _write(path, ["class", "log_sd", "source"], [[name, f"{log_sd[name]:.4f}", sources[name]] for name in sources])


def _write_accuracy(path: Path, rows: Sequence[FitRow], errors: dict[str, Floats], bands: dict[str, Floats]) -> None:
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
            lines += [[kind, name, basis, *_summary(errors[basis][here], bands[basis][here])] for basis in errors]
    _write(path, ["grouping", "name", "basis", "runs", "mape", "median_ape", "bias", "within_10pct", "in_band"], lines)


def _summary(log_errors: Floats, bands: Floats) -> list[object]:
    relative = np.exp(-log_errors) - 1.0  # predicted / measured - 1
    sizes = np.abs(relative)
    in_band = np.abs(log_errors) <= _NORMAL_P90 * bands
    close = sizes <= 0.1  # noqa: PLR2004 - in the column's name
    figures = (sizes.mean(), np.median(sizes), relative.mean(), close.mean(), in_band.mean())
    return [len(sizes), *(f"{float(figure):.4f}" for figure in figures)]


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    raise SystemExit(main())
