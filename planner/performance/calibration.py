"""Every efficiency below a stated peak, each with its source; no other file holds one.

The table lies in ``resources/calibration``: ``efficiencies.csv`` (parameter, scope, value, prior, how sure the prior
is, whether it was fitted, on how many runs, source), ``generations.csv`` (which generation a device belongs to),
``releases.csv`` (dated software releases) and ``errors.csv`` (cross-validated errors by class). The most specific
scope wins: accelerator, generation, stack, everywhere; of what software decides: a release's kernels for a generation
(``release:NeMo 26.04 on Hopper``), release, software, stack, everywhere.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

from planner.catalogue.accelerator import Accelerator
from planner.errors import BugError
from planner.performance.launch_rules import schedules_of
from planner.performance.layer_counts import Number
from planner.performance.layout import Schedule
from planner.performance.releases import (
    EVERYWHERE,
    Release,
    assumed_release,
    family_of,
    newest_of,
    software_of,
    stack_of,
)
from planner.resource_files import resource_path
from planner.workload.training_run import TrainingPrecision

RUNS_THAT_HALVE_DOUBT = 4.0  # about the runs at which a software's own fit outweighs its prior of 5 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """What separates an accelerator's stated peaks from what training gets of them.

    Efficiencies, ratios and overlaps are fractions; a field may be an array (one value a row) where many cases are
    evaluated together. ``host_*_s`` is the time a host needs to launch forward and backward of one layer.
    ``score_bytes`` is what attention keeps of every score for its backward pass: 0 where its kernels are fused.
    ``dispatch_once`` is 1 where a token travels to another domain once however many of its experts are there.
    """

    matmul_efficiency: Number
    matmul_in_training: Number
    low_precision_ratio: Number
    half_rows_per_ridge: Number
    grouped_ratio: Number
    attention_efficiency: Number
    attention_half_tokens: Number
    memory_efficiency: Number
    permute_ratio: Number
    unfused_ratio: Number
    cast_bytes: Number
    scaleup_efficiency: Number
    nic_efficiency: Number
    scaleup_latency_s: Number
    nic_latency_s: Number
    all_to_all_ratio: Number
    nic_all_to_all_ratio: Number
    dispatch_once: Number
    tp_overlap: Number
    tp_overlap_whole: Number
    ep_overlap: Number
    ep_overlap_batches: Number
    cp_overlap: Number
    pp_overlap: Number
    pp_overlap_interleaved: Number
    dp_overlap: Number
    sharded_overlap: Number
    host_dense_s: Number
    host_moe_s: Number
    capped_host_ratio: Number
    step_overhead_s: Number
    loss_per_doubling: Number
    natural_imbalance: Number
    dispatch_bytes: Number
    gradient_bytes: Number
    release_dense: Number
    release_moe: Number
    release_host: Number
    release_attention: Number
    score_bytes: Number
    memory_reserve_bytes: Number
    fragmentation: Number
    usable_memory: Number
    logit_bytes: Number


COEFFICIENTS = tuple(item.name for item in fields(Coefficients))
OVERLAPS = tuple(name for name in COEFFICIENTS if "overlap" in name)
_BY_PRECISION = frozenset({"low_precision_ratio", "cast_bytes", "dispatch_bytes"})
_BY_RELEASE = frozenset(
    {"release_dense", "release_moe", "release_host", "release_attention", "score_bytes", "tp_overlap", "dp_overlap"}
    | {"dispatch_bytes", "dispatch_once", "gradient_bytes"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Efficiency:
    """One row of the table; ``prior_log_sd`` 0 keeps the value out of the fit."""

    parameter: str
    scope: str
    value: float
    prior: float
    prior_log_sd: float
    runs: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The whole table, by (parameter, scope); ``version`` changes with every fit."""

    version: str
    efficiencies: Mapping[tuple[str, str], Efficiency]
    generations: Mapping[str, str]
    releases: Mapping[str, Release]
    log_sd: Mapping[str, float] = field(default_factory=dict)

    def generation(self, accelerator: Accelerator) -> str:
        """Return the generation of a device, empty where it is of none that has runs."""
        return self.generations.get(accelerator.key, "")

    def release(self, accelerator: Accelerator, named: str | None) -> Release | None:
        """Return the release a prediction assumes; None without any calibrated on the device's stack."""
        return assumed_release(self.releases, accelerator, named)

    def schedules(self, accelerator: Accelerator, named: str | None) -> tuple[Schedule, ...]:
        """Return the pipeline schedules that the assumed software runs."""
        release = self.release(accelerator, named)
        return schedules_of() if release is None else release.schedules

    def has_sequence_parallel(self, accelerator: Accelerator, named: str | None) -> bool:
        """Return whether the assumed software has sequence parallelism."""
        release = self.release(accelerator, named)
        return release is None or release.sequence_parallel

    def row(self, parameter: str, accelerator: Accelerator, release: Release | None) -> Efficiency:
        """Return the most specific row of one parameter."""
        for scope in self._scopes(accelerator, release, released=parameter.partition(".")[0] in _BY_RELEASE):
            found = self.efficiencies.get((parameter, scope))
            if found is not None:
                return found
        raise BugError(f"The calibration has no row for {parameter!r}.")

    def rows(
        self, accelerator: Accelerator, precision: TrainingPrecision, release: Release | None
    ) -> dict[str, Efficiency]:
        """Return the row behind every coefficient of one prediction, for computing and for showing."""
        return {
            name: self.row(f"{name}.{precision.value}" if name in _BY_PRECISION else name, accelerator, release)
            for name in COEFFICIENTS
        }

    def coefficients(
        self,
        accelerator: Accelerator,
        precision: TrainingPrecision,
        named_release: str | None = None,
        *,
        overlap: bool = True,
    ) -> Coefficients:
        """Return the numbers of one prediction; without ``overlap`` no communication hides behind computing."""
        rows = self.rows(accelerator, precision, self.release(accelerator, named_release))
        values = {name: row.value for name, row in rows.items()}
        return Coefficients(**(values if overlap else values | dict.fromkeys(OVERLAPS, 0.0)))

    def _scopes(self, accelerator: Accelerator, release: Release | None, *, released: bool) -> Iterable[str]:
        generation = self.generation(accelerator)
        if released:
            return [*self._software_scopes(release, generation), f"stack:{stack_of(accelerator)}", EVERYWHERE]
        return [f"accelerator:{accelerator.key}", f"generation:{generation}", f"stack:{stack_of(accelerator)}", "*"]

    def _software_scopes(self, release: Release | None, generation: str) -> Iterable[str]:
        """Return the scopes of a release, its kernels for one generation of devices first."""
        if release is None:
            return ()
        named = f"release:{release.key}", f"software:{software_of(release.key)}"
        return (f"{named[0]} on {generation}", named[0], f"{named[1]} on {generation}", named[1])

    def log_sd_of(self, accelerator: Accelerator, named_release: str | None, *, moe: bool) -> float:
        """Return the cross-validated sd of log(measured / predicted) for such an accelerator and release."""
        generation = self.generation(accelerator)
        fitted = any(
            row.runs and row.scope in {f"generation:{generation}", f"accelerator:{accelerator.key}"}
            for row in self.efficiencies.values()
        )
        known = self.log_sd["fitted" if fitted else "unseen"]
        kind = self.log_sd["moe" if moe else "dense"]
        return float((known**2 + kind**2 + self._software_log_sd(accelerator, named_release) ** 2) ** 0.5)

    def _software_log_sd(self, accelerator: Accelerator, named: str | None) -> float:
        """Return what not knowing the software adds: the less, the more runs of it are calibrated."""
        runs = 0 if named is None else self.runs_of_software(accelerator, named)
        if named is not None and runs == 0:
            return self.log_sd["software-unknown"]
        return float(self.log_sd["release-unnamed"] / (1.0 + runs / RUNS_THAT_HALVE_DOUBT) ** 0.5)

    def runs_of_software(self, accelerator: Accelerator, named: str) -> int:
        """Return the runs of all releases of the software that a named release belongs to, if it runs here."""
        known = newest_of(self.releases, named)
        release = self.release(accelerator, named)
        if known is None or release is None or not known.runs_on(accelerator) or release.stands_for_an_era:
            return 0
        family = family_of(self.releases, release)
        found = (self.efficiencies.get(("release_dense", f"release:{item.key}")) for item in family)
        return sum(row.runs for row in found if row is not None)


@cache
def load_calibration() -> Calibration:
    """Return the calibration that ships with the program."""
    return read_calibration(resource_path("calibration"))


def read_calibration(folder: Path) -> Calibration:
    """Read the tables of one folder; raises BugError where a row is malformed, for they are the program's own."""
    rows = [_efficiency(row) for row in _read(folder / "efficiencies.csv")]
    return Calibration(
        version=(folder / "version.txt").read_text(encoding="utf-8").strip(),
        efficiencies={(row.parameter, row.scope): row for row in rows},
        generations={row["accelerator"]: row["generation"] for row in _read(folder / "generations.csv")},
        releases={row["key"]: _release(row) for row in _read(folder / "releases.csv")},
        log_sd={row["class"]: float(row["log_sd"]) for row in _read(folder / "errors.csv")},
    )


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _release(row: Mapping[str, str]) -> Release:
    return Release(
        key=row["key"],
        stack=row["stack"],
        date=row["date"],
        name=row["name"],
        is_default=row["default"] == "yes",
        schedules=schedules_of(software_of(row["key"]), row["date"]),
        sequence_parallel=row["sequence_parallel"] == "yes",
    )


def _efficiency(row: Mapping[str, str]) -> Efficiency:
    try:
        return Efficiency(
            parameter=row["parameter"],
            scope=row["scope"],
            value=float(row["value"]),
            prior=float(row["prior"]),
            prior_log_sd=float(row["prior_log_sd"]),
            runs=int(row["runs"]),
            source=row["source"],
        )
    except (KeyError, ValueError) as error:
        raise BugError(f"efficiencies.csv: the row {dict(row)} is malformed.") from error
