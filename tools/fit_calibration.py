"""Fits resources/calibration to published runs and to teams' own: python tools/fit_calibration.py [FOLDER].

FOLDER (resources/calibration) holds runs.csv, which the accelerators, hosts and releases are fitted to;
team_runs.csv, which alone speaks for what a recipe's facts cost, each team as heavy as any other; and
held_out_runs.csv, which no coefficient is fitted to, but whose errors the bands are found on as well.

Writes efficiencies.csv (fitted values beside their priors), coverage.csv (what every release has run), errors.csv
(what the bands are made of), accuracy.csv (errors in-sample and cross-validated, as the Evidence tab and the README
show them) and what memory_tables.py writes. The same tables give the same files. Only tokens per second are fitted; no
memory figure, FLOP rate or utilisation is.
"""

import csv
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import memory_tables
import numpy as np
from fit_bands import PARTS, Observations, band_parts, bands_of
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy.stats import spearmanr

from planner.catalogue.reader import load_catalogue
from planner.performance.training.calibration import Calibration, Efficiency, Sides, read_calibration
from planner.performance.training.cross_validation import cross_validated
from planner.performance.training.fitting import FitRow, covered, fit, is_of_teams
from planner.performance.training.releases import software_of
from planner.published_runs.published_run import PACKED, PublishedRun, read_runs
from planner.resource_files import resource_path
from planner.validation import settled_layout
from planner.workload.recipe import RecipeName

_UNCERTAINTY_FACTORS = {"high": 1.0, "med": 1.25, "medium": 1.25, "low": 2.5}
_PARTIAL_UNCERTAINTY = 3.0  # something that moves the step time had to be guessed
# by themselves open, they move a rate little enough for the first way to fill them to speak for the run
_OPEN_IN_THE_FIT = (("micro_batch",), ("global_batch",))
_PACKED_UNCERTAINTY = 3.0  # how long the documents are is not stated
_RUNS_OF_A_TEAM = 4.0  # a team of more runs weighs as much as one of these
_NORMAL_P90 = 1.2815515655446004


def family_of_shape(row: FitRow) -> str:
    """Return the family of a shape's name: its letters before the first digit (Llama, Qwen, DeepSeek-V)."""
    return re.split(r"[\d ]", row.run.shape.name.strip(), maxsplit=1)[0].rstrip("-.").lower()


def team_of(row: FitRow) -> str:
    """Return the team behind a source: the first word of its title, for a team publishes under several."""
    return row.source.split()[0].lower()


def class_of(row: FitRow) -> str:
    """Return who ran it and what: bands are to hold as many runs of each class."""
    return f"{'team' if _is_of_a_team(row) else 'tuned'} {'experts' if row.run.shape.is_moe else 'dense'}"


# what a fit must not have seen, by the basis that accuracy.csv names
GROUPS: dict[str, Callable[[FitRow], str]] = {
    "sources": lambda row: row.source,
    "accelerators": lambda row: row.pool.accelerator.key,
    "software": lambda row: software_of(row.run.stack_release or ""),
    "shapes": family_of_shape,
}


class Tables(Struct, frozen=True, kw_only=True):
    """The runs of the three tables: whole ones, those with an open micro-batch, teams' and those no fit sees."""

    whole: list[FitRow]
    partial: list[FitRow]
    teams: list[FitRow]
    held_out: list[FitRow]


def main() -> int:
    """Fit, cross-validate, write; return the exit code."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else resource_path("calibration")
    start = at_priors(read_calibration(folder))
    tables = read_tables(folder, start)
    fitted = fit_all(tables.whole + tables.partial, tables.teams, start)
    folds = {
        name: cross_validated(tables.whole, start, group_of, of=_not_of_teams, near=fitted)
        for name, group_of in GROUPS.items()
    }
    team_folds = cross_validated(tables.teams, fitted, team_of, of=is_of_teams)
    observed = {
        "in-sample": Observations.of(tables.whole, fitted),
        **{name: Observations.of_folds(tables.whole, found) for name, found in folds.items()},
        "teams in-sample": Observations.of(tables.teams, fitted),
        "teams": Observations.of_folds(tables.teams, team_folds),
        "held out": Observations.of(tables.held_out, fitted),
    }
    log_sd = band_parts([observed[name] for name in (*GROUPS, "teams", "held out")])
    _write_efficiencies(folder / "efficiencies.csv", fitted.efficiencies.values())
    _write_coverage(folder / "coverage.csv", tables.whole, fitted)
    _write_errors(folder / "errors.csv", observed, log_sd)
    _write_accuracy(folder / "accuracy.csv", observed, log_sd)
    memory_tables.write(folder)
    _report(observed, log_sd)
    return 0


def fit_all(rows: Sequence[FitRow], teams: Sequence[FitRow], start: Calibration) -> Calibration:
    """Return the calibration fitted to published runs, then its recipes' facts fitted to teams' runs."""
    return fit(teams, fit(rows, start, of=_not_of_teams), of=is_of_teams)


def _not_of_teams(row: Efficiency) -> bool:
    return not is_of_teams(row)


def at_priors(calibration: Calibration) -> Calibration:
    """Return a calibration that no run has touched."""
    untouched = {key: replace(row, value=row.prior, runs=0) for key, row in calibration.efficiencies.items()}
    return replace(calibration, efficiencies=untouched, coverage={})


def read_tables(folder: Path, calibration: Calibration) -> Tables:
    """Return the runs of a folder's tables that have a rate; a supplier's in the teams' table speak for no team."""
    whole, partial = _rows(folder / "runs.csv", calibration)
    of_teams, open_ = _rows(folder / "team_runs.csv", calibration)
    teams = [row for row in (*of_teams, *open_) if _is_of_a_team(row)]
    counts = Counter(team_of(row) for row in teams)
    weighted = [
        replace(
            row, uncertainty_factor=row.uncertainty_factor * math.sqrt(max(1.0, counts[team_of(row)] / _RUNS_OF_A_TEAM))
        )
        for row in teams
    ]
    held_out = _rows(folder / "held_out_runs.csv", calibration)[0]
    return Tables(whole=whole, partial=partial, teams=weighted, held_out=held_out)


def _is_of_a_team(row: FitRow) -> bool:
    return row.run.recipe.name is RecipeName.MOST_TEAMS


def _rows(path: Path, calibration: Calibration) -> tuple[list[FitRow], list[FitRow]]:
    table = read_runs(path, load_catalogue())
    whole = [fit_row(run, calibration) for run in table.whole if run.measured_tokens_per_s_per_device]
    partial = [
        fit_row(run, calibration, _PARTIAL_UNCERTAINTY)
        for run in table.partial
        if run.measured_tokens_per_s_per_device and run.open_fields in _OPEN_IN_THE_FIT
    ]
    return whole, partial


def fit_row(run: PublishedRun, calibration: Calibration, uncertainty_factor: float = 1.0) -> FitRow:
    """Return a published run as the fit takes it; less sure sources pull less, and so do runs of unknown attention."""
    uncertainty_factor *= _PACKED_UNCERTAINTY if PACKED in run.assumptions else 1.0
    return FitRow(
        pool=run.pool,
        run=run.run,
        layout=settled_layout(run, calibration=calibration),
        tokens_per_s_per_device=run.measured_tokens_per_s_per_device or math.nan,
        source=run.source,
        label=run.label,
        uncertainty_factor=uncertainty_factor
        * _UNCERTAINTY_FACTORS.get(run.confidence, max(_UNCERTAINTY_FACTORS.values())),
    )


def _write_efficiencies(path: Path, rows: Iterable[Efficiency]) -> None:
    columns = list(Efficiency.__struct_fields__)
    _write(path, columns, ([getattr(row, column) for column in columns] for row in rows))


def _write_coverage(path: Path, rows: Sequence[FitRow], calibration: Calibration) -> None:
    found = covered(rows, calibration)
    lines = [[release, feature] for release in sorted(found) for feature in sorted(found[release])]
    _write(path, ["release", "feature"], lines)


def _write_errors(path: Path, observed: Mapping[str, Observations], log_sd: Mapping[str, Sides]) -> None:
    runs = {name: len(observed[name].log_errors) for name in ("sources", "teams", "held out")}
    source = (
        f"maximum likelihood over {runs['sources']} published runs left out by source, accelerator, software and shape "
        f"family, {runs['teams']} runs of teams left out by team and {runs['held out']} that no fit sees; "
    )
    rows = [[name, *(f"{side:.4f}" for side in log_sd[name]), source + PARTS[name]] for name in PARTS]
    _write(path, ["part", "slow_log_sd", "fast_log_sd", "source"], rows)


def _write_accuracy(path: Path, observed: Mapping[str, Observations], log_sd: Mapping[str, Sides]) -> None:
    groupings: list[tuple[str, Callable[[FitRow], str]]] = [
        ("all", lambda _row: ""),
        ("accelerator", lambda row: row.pool.accelerator.key),
        ("source", lambda row: row.source),
    ]
    lines: list[list[object]] = []
    for kind, group_of in groupings:
        for basis, found in observed.items():
            if kind != "all" and basis not in {"in-sample", *GROUPS}:
                continue
            names = np.array([group_of(row) for row in found.rows])
            lines += [[kind, name, basis, *_summary(found, names == name, log_sd)] for name in sorted(set(names))]
    lines.sort(key=lambda line: ([name for name, _ in groupings].index(str(line[0])), str(line[1])))
    _write(path, ["grouping", "name", "basis", "runs", "mape", "median_ape", "bias", "within_10pct", "in_band"], lines)


def _summary(observed: Observations, here: NDArray[np.bool_], log_sd: Mapping[str, Sides]) -> list[object]:
    relative = np.exp(-observed.log_errors[here]) - 1.0  # predicted / measured - 1
    sizes = np.abs(relative)
    in_band = np.abs(observed.log_errors) <= _NORMAL_P90 * bands_of(observed, log_sd)
    close = sizes <= 0.1  # noqa: PLR2004 - in the column's name
    figures = (sizes.mean(), np.median(sizes), relative.mean(), close.mean(), in_band[here].mean())
    return [len(sizes), *(f"{float(figure):.4f}" for figure in figures)]


def _report(observed: Mapping[str, Observations], log_sd: Mapping[str, Sides]) -> None:
    for basis, found in observed.items():
        summary = _summary(found, np.ones(len(found.log_errors), dtype=bool), log_sd)
        widths = bands_of(found, log_sd)
        correlation = float(spearmanr(widths, np.abs(found.log_errors)).statistic)
        sys.stdout.write(f"{basis}: {summary}, width against error {correlation:.2f}, mean sd {widths.mean():.3f}\n")
        classes = np.array([class_of(row) for row in found.rows])
        for name in sorted(set(classes)):
            sys.stdout.write(f"    {name}: {_summary(found, classes == name, log_sd)}\n")


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    raise SystemExit(main())
