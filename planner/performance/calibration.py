"""Every efficiency below a stated peak, each with its source; no other file holds one.

The table lies in ``resources/calibration``: ``efficiencies.csv`` (parameter, scope, value, prior, how sure the prior
is, whether it was fitted, on how many runs, source), ``generations.csv`` (which generation a device belongs to),
``releases.csv`` (dated software releases) and ``errors.csv`` (cross-validated errors by class). The most specific
scope wins: accelerator, generation, stack, everywhere; of what software decides: release, software, stack, everywhere.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

from planner.catalogue.accelerator import Accelerator
from planner.errors import BugError
from planner.performance.layer_counts import Number
from planner.performance.layout import Schedule
from planner.resource_files import resource_path
from planner.workload.training_run import TrainingPrecision

EVERYWHERE = "*"
_ERA = "until "
RUNS_THAT_HALVE_DOUBT = 4.0  # about the runs at which a software's own fit outweighs its prior of 5 %
COMMON_SCHEDULES = (Schedule.ONE_F_ONE_B, Schedule.INTERLEAVED)  # Megatron-Core's, and of what derives from it
_DATE = re.compile(r"(?:\b20(?P<year>\d\d)-|arXiv (?P<preprint>\d\d))(?P<month>\d\d)\b")


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
    step_overhead_s: Number
    loss_per_doubling: Number
    natural_imbalance: Number
    dispatch_bytes: Number
    release_dense: Number
    release_moe: Number
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
    {"release_dense", "release_moe", "release_attention", "score_bytes", "tp_overlap", "dp_overlap", "dispatch_bytes"}
    | {"dispatch_once"}
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
class Release:
    """One dated release of a software; ``key`` is its name with its version or date (``NeMo 26.04``).

    On the stack ``*`` it runs on every stack; a key ``until <year>`` stands for all software until its date.
    ``schedules`` are the pipelines it can run; ``sequence_parallel`` whether it has that.
    """

    key: str
    stack: str
    date: str
    name: str
    is_default: bool = False
    schedules: tuple[Schedule, ...] = COMMON_SCHEDULES
    sequence_parallel: bool = True

    def runs_on(self, accelerator: Accelerator) -> bool:
        """Whether this release runs on the device's software stack."""
        return self.stack in {EVERYWHERE, stack_of(accelerator)}


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
        """Return the release a prediction assumes; None without any calibrated on the device's stack.

        A named one that is calibrated on the device's stack is taken as it is; of the same software (``NeMo 26.05``)
        the newest not after it, else its oldest. One of another stack does not run here: the newest that this stack's
        own software has dated not after it stands for it, None (what is typical) where there is none. An unknown
        software with a date is what was usual then, without one what is typical; no name at all is the stack's newest.
        """
        if named is None:
            return self._newest_on(accelerator)
        calibrated = self.newest_of(named)
        if calibrated is None:
            return self._era(named)
        if calibrated.runs_on(accelerator):
            return calibrated
        newest = self._newest_on(accelerator)
        own = [] if newest is None else [item for item in self._family(newest) if item.date <= calibrated.date]
        return max(own, key=_date, default=None)

    def _newest_on(self, accelerator: Accelerator) -> Release | None:
        """Return the newest release of the software that the device's stack is calibrated by."""
        stack = stack_of(accelerator)
        return next((item for item in self.releases.values() if item.stack == stack and item.is_default), None)

    def newest_of(self, named: str) -> Release | None:
        """Return the release of this name on any stack, or its software's newest not after it, else its oldest.

        A software's name alone is its newest.
        """
        if named in self.releases:
            return self.releases[named]
        alone = [item for item in self.releases.values() if software_of(item.key) == named]
        if alone:
            return max(alone, key=_date)
        software, _, version = named.rpartition(" ")
        same = [item for item in self.releases.values() if software and item.key.startswith(f"{software} ")]
        before = [item for item in same if item.key.rpartition(" ")[2] <= version]
        return max(before, key=_date) if before else min(same, key=_date, default=None)

    def _era(self, named: str) -> Release | None:
        """Return what stands for all software of the date in a name (``software of 2021-04``, ``arXiv 2104``)."""
        found = _DATE.search(named)
        if found is None:
            return None
        date = f"20{found['year'] or found['preprint']}-{found['month']}"
        eras = sorted((item for item in self.releases.values() if item.key.startswith(_ERA)), key=_date)
        return next((item for item in eras if date <= item.date), None)

    def schedules(self, accelerator: Accelerator, named: str | None) -> tuple[Schedule, ...]:
        """Return the pipeline schedules that the assumed software runs."""
        release = self.release(accelerator, named)
        return COMMON_SCHEDULES if release is None else release.schedules

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
        if released:
            named = [f"release:{release.key}", f"software:{software_of(release.key)}"] if release else []
            return [*named, f"stack:{stack_of(accelerator)}", EVERYWHERE]
        generation = self.generation(accelerator)
        return [f"accelerator:{accelerator.key}", f"generation:{generation}", f"stack:{stack_of(accelerator)}", "*"]

    def log_sd_of(self, accelerator: Accelerator, named_release: str | None, *, moe: bool) -> float:
        """Return the cross-validated sd of log(measured / predicted) for such an accelerator and release."""
        generation = self.generation(accelerator)
        fitted = any(
            row.runs and row.scope in {f"generation:{generation}", f"accelerator:{accelerator.key}"}
            for row in self.efficiencies.values()
        )
        known = self.log_sd["fitted" if fitted else "unseen"]
        kind = self.log_sd["moe" if moe else "dense"]
        runs = 0 if named_release is None else self._runs_of_software(accelerator, named_release)
        unnamed = self.log_sd["release-unnamed"] / (1.0 + runs / RUNS_THAT_HALVE_DOUBT) ** 0.5
        return float((known**2 + kind**2 + unnamed**2) ** 0.5)

    def _runs_of_software(self, accelerator: Accelerator, named: str) -> int:
        """Return the runs of all releases of the software that a named release belongs to, if it runs here."""
        release = self.newest_of(named)
        if release is None or not release.runs_on(accelerator) or release.key.startswith(_ERA):
            return 0
        found = (self.efficiencies.get(("release_dense", f"release:{item.key}")) for item in self._family(release))
        return sum(row.runs for row in found if row is not None)

    def _family(self, release: Release) -> list[Release]:
        software = software_of(release.key)
        return [item for item in self.releases.values() if software_of(item.key) == software]


def software_of(named: str) -> str:
    """Return the software of a release's name: without the version or date at its end.

    >>> software_of("MindSpeed-LLM 2024-09"), software_of("Megatron-LM")
    ('MindSpeed-LLM', 'Megatron-LM')
    """
    first, _, last = named.rpartition(" ")
    return first if first and last[:1].isdigit() else named


def _date(release: Release) -> str:
    return release.date


def stack_of(accelerator: Accelerator) -> str:
    """Return the short name of a software stack: its first word (``ROCm (HIP)`` is ROCm)."""
    words = accelerator.software_stack.replace("/", " ").split()
    return words[0] if words else ""


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
        schedules=(*COMMON_SCHEDULES, *(Schedule(name) for name in row["more_schedules"].split())),
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
