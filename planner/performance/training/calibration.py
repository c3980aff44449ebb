"""Every efficiency below a stated peak, each with its source; no other file holds one.

The table lies in ``resources/calibration``: ``efficiencies.csv`` (parameter, scope, value, prior, how sure the prior
is, whether it was fitted, on how many runs, source), ``generations.csv`` (the generation and the host of a device),
``releases.csv`` (dated software releases) and ``errors.csv`` (what bands are made of), ``coverage.csv`` (what every
release has run). The most specific
scope wins: accelerator, generation, stack, everywhere (of what a host decides: host before stack); of what software
decides: what the recipe's facts choose (``recipe:most-teams dispatcher:nccl``, ``dispatcher:nccl``), a release's
kernels for a generation (``release:NeMo 26.04 on Hopper``) or for formats of scaled blocks (``release:NeMo 26.06 in
blocks``), release, software, generation, stack, everywhere.
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator
from planner.errors import BugError
from planner.performance.device.coefficients import (
    BY_SOFTWARE,
    COEFFICIENTS,
    OVERLAPS,
    QUICKENING,
    SLOWING,
    Coefficients,
)
from planner.performance.training.launch_rules import schedules_of
from planner.performance.training.layout import Schedule
from planner.performance.training.recipes import host_scopes, recipe_scopes, states_with_facts, with_facts
from planner.performance.training.releases import (
    EVERYWHERE,
    SUPPLIERS_OWN,
    Release,
    assumed_release,
    family_of,
    newest_of,
    software_of,
    stack_of,
)
from planner.resource_files import resource_path
from planner.workload.recipe import MOST_TEAMS, SUPPLIER, Host, Recipe, RecipeName
from planner.workload.run_facts import values_from, with_values
from planner.workload.states import MEGATRONS_STATES, States, WeightFormat
from planner.workload.training_run import TrainingPrecision, TrainingRun

IN_BLOCKS = " in blocks"  # ends the scope of a release's kernels for formats of scaled blocks
_BY_PRECISION = frozenset(
    {"low_precision_ratio", "cast_bytes", "dispatch_bytes", "gradient_bytes", "gradient_copy_bytes"}
    | {"gradient_shard_bytes"}
)
# fastest first
_RECIPES = (RecipeName.SUPPLIER, RecipeName.TUNED, RecipeName.MOST_TEAMS)
# formats that scale every block of a tensor by itself: what some kernels of experts are made for
_OF_BLOCKS = frozenset({TrainingPrecision.MXFP8, TrainingPrecision.NVFP4})
# which a version decides, whoever runs it: what it stores, how level it keeps the load of experts, and how ranks that
# share a sequence exchange keys and values
_BY_VERSION = (
    "unpermuted_copies",
    "kept_logit_bytes",
    "narrow_store",
    "root_unit",
    "logit_bytes",
    "sharded_logit_bytes",
    "split_logit_bytes",
    "natural_spread",
    "context_gathered",
    "repeated_keys",
)
# which the script that starts a software decides, whoever runs it, where the run does not say otherwise
_BY_LAUNCHER = ("fragmentation", "varying_fragmentation")


class Efficiency(Struct, frozen=True, kw_only=True):
    """One row of the table; ``prior_log_sd`` 0 keeps the value out of the fit."""

    parameter: str
    scope: str
    value: float
    prior: float
    prior_log_sd: float
    runs: int
    source: str


class Sides(NamedTuple):
    """Standard deviations of the logarithm of a rate, below and above what is predicted."""

    slow: float
    fast: float

    @property
    def mean_square(self) -> float:
        """The variance of both sides together."""
        return (self.slow**2 + self.fast**2) / 2.0


class Calibration(Struct, frozen=True, kw_only=True):
    """The whole table, by (parameter, scope); ``version`` changes with every fit.

    ``log_sd`` is what a band is made of (see ``bands``), ``coverage`` the features of the runs of every release.
    """

    version: str
    efficiencies: Mapping[tuple[str, str], Efficiency]
    generations: Mapping[str, str]
    hosts: Mapping[str, Host]
    releases: Mapping[str, Release]
    log_sd: Mapping[str, Sides] = field(default_factory=dict)
    coverage: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def generation(self, accelerator: Accelerator) -> str:
        """Return the generation of a device, empty where it is of none that has runs."""
        return self.generations.get(accelerator.key, "")

    def release(self, accelerator: Accelerator, named: str | None) -> Release | None:
        """Return the release a prediction assumes; None without any calibrated on the device's stack."""
        stack = stack_of(accelerator)
        return (
            _shipped_release(stack, named)
            if self is load_calibration()
            else assumed_release(self.releases, stack, named)
        )

    def schedules(self, accelerator: Accelerator, named: str | None) -> tuple[Schedule, ...]:
        """Return the pipeline schedules that the assumed software runs."""
        release = self.release(accelerator, named)
        return schedules_of() if release is None else release.schedules

    def has_sequence_parallel(self, accelerator: Accelerator, named: str | None) -> bool:
        """Return whether the assumed software has sequence parallelism."""
        release = self.release(accelerator, named)
        return release is None or release.sequence_parallel

    def states(self, accelerator: Accelerator, run: TrainingRun) -> States:
        """Return how a run keeps weights and optimiser states: as it says, else as its recipe or software has it."""
        release, said = self.release(accelerator, run.stack_release), states_with_facts(run)
        narrow = run.precision not in {TrainingPrecision.BF16, TrainingPrecision.FP16}
        if release is None or not release.states or said != MEGATRONS_STATES:
            return said
        kept = with_values(run, values_from(release.states, stops=False)).states
        return kept if narrow or kept.weights is WeightFormat.BF16 else said

    def kernels(
        self, accelerator: Accelerator, named: str | None, recipe: Recipe, precision: TrainingPrecision
    ) -> Release | None:
        """Return the release whose factors a prediction takes: its own under the supplier's recipe.

        Where no version is named, the newest that has run such a generation in this precision stands, for the newest
        of all may never have. Under other recipes what is typical of the stack is taken (None), or what was usual at
        the date of the name.
        """
        release = self.release(accelerator, named)
        if release is None or release.stands_for_an_era:
            return release
        if recipe.name is not RecipeName.SUPPLIER:
            return None
        if named is not None and named != software_of(release.key):
            return release
        wanted = {f"generation {self.generation(accelerator)}", f"precision {precision.value}"}
        ran = [item for item in family_of(self.releases, release) if wanted <= self.coverage.get(item.key, set())]
        return ran[-1] if ran else release

    def is_fitted(self, accelerator: Accelerator) -> bool:
        """Return whether the generation of an accelerator, or itself, has runs of its own."""
        own = {f"generation:{self.generation(accelerator)}", f"accelerator:{accelerator.key}"}
        return any(row.runs and row.scope in own for row in self.efficiencies.values())

    def host(self, accelerator: Accelerator, recipe: Recipe) -> Host | None:
        """Return the host of an accelerator's nodes: as stated, else as the accelerator is sold; None if unknown."""
        return recipe.host or self.hosts.get(accelerator.key)

    def row(
        self,
        parameter: str,
        accelerator: Accelerator,
        release: Release | None,
        recipe: Recipe = SUPPLIER,
        precision: TrainingPrecision = TrainingPrecision.BF16,
    ) -> Efficiency:
        """Return the most specific row of one parameter; ``release`` is the one whose factors count."""
        for scope in self._scopes(parameter, accelerator, release, recipe, precision):
            found = self.efficiencies.get((parameter, scope))
            if found is not None:
                return found
        raise BugError(f"The calibration has no row for {parameter!r}.")

    def rows(
        self,
        accelerator: Accelerator,
        precision: TrainingPrecision,
        named_release: str | None,
        recipe: Recipe = SUPPLIER,
    ) -> dict[str, Efficiency]:
        """Return the row behind every coefficient of one prediction, for computing and for showing.

        A recipe never has software that is faster than that of a faster recipe: what the supplier's own benchmark of
        the same software does not reach, others do not either.
        """
        found: dict[str, Efficiency] = {}
        for name in _RECIPES[: _RECIPES.index(recipe.name) + 1]:
            own = self._own_rows(accelerator, precision, named_release, replace(recipe, name=name))
            found = {key: _slower_of(key, found.get(key, row), row) for key, row in own.items()}
        return found

    def _own_rows(
        self, accelerator: Accelerator, precision: TrainingPrecision, named_release: str | None, recipe: Recipe
    ) -> dict[str, Efficiency]:
        release, known = self.kernels(accelerator, named_release, recipe, precision), with_facts(recipe)
        named = {name: f"{name}.{precision.value}" if name in _BY_PRECISION else name for name in COEFFICIENTS}
        return {name: self.row(key, accelerator, release, known, precision) for name, key in named.items()}

    def coefficients(
        self,
        accelerator: Accelerator,
        precision: TrainingPrecision,
        named_release: str | None = None,
        *,
        recipe: Recipe = MOST_TEAMS,
        overlap: bool = True,
    ) -> Coefficients:
        """Return the numbers of one prediction; without ``overlap`` no communication hides behind computing."""
        rows = self.rows(accelerator, precision, named_release, recipe)
        release, known = self.release(accelerator, named_release), with_facts(recipe)
        rows |= {name: self.row(name, accelerator, release, known, precision) for name in _BY_VERSION}
        if release is not None and recipe.expandable_segments is None:
            launched = ((name, (name, f"launcher:{software_of(release.key)}")) for name in _BY_LAUNCHER)
            rows |= {name: self.efficiencies[key] for name, key in launched if key in self.efficiencies}
        values = {name: row.value for name, row in rows.items()}
        return Coefficients(**(values if overlap else values | dict.fromkeys(OVERLAPS, 0.0)))

    def _scopes(
        self,
        parameter: str,
        accelerator: Accelerator,
        release: Release | None,
        recipe: Recipe,
        precision: TrainingPrecision,
    ) -> Iterable[str]:
        generation, stack = self.generation(accelerator), f"stack:{stack_of(accelerator)}"
        if parameter.partition(".")[0] in BY_SOFTWARE:
            chosen = recipe_scopes(parameter, recipe)
            own = recipe.name is RecipeName.SUPPLIER
            software = self._software_scopes(release, generation, own=own, blocks=precision in _OF_BLOCKS)
            return [*chosen, *software, f"generation:{generation}", stack, EVERYWHERE]
        hosts = host_scopes(parameter, self.host(accelerator, recipe))
        return [f"accelerator:{accelerator.key}", f"generation:{generation}", *hosts, stack, EVERYWHERE]

    def _software_scopes(self, release: Release | None, generation: str, *, own: bool, blocks: bool) -> Iterable[str]:
        """Return a release's scopes, its kernels for a generation or for ``blocks`` first; suppliers ``own`` an era."""
        if release is None:
            return ()
        if release.stands_for_an_era and own:
            era = f"release:{release.key} by suppliers", f"release:{release.key}"
            return (*era, f"software:{software_of(release.key)}")
        named = f"release:{release.key}", f"software:{software_of(release.key)}"
        scaled = (f"{named[0]}{IN_BLOCKS}",) if blocks else ()
        return (f"{named[0]} on {generation}", *scaled, named[0], f"{named[1]} on {generation}", named[1])

    def runs_of_software(self, accelerator: Accelerator, named: str) -> int:
        """Return the runs of all releases of the software that a named release belongs to, if it runs here.

        A benchmark submission has none: the software that stands for it is tuned anew for each.
        """
        known = newest_of(self.releases, named)
        release = self.release(accelerator, named)
        if known is None or release is None or not known.runs_on(accelerator) or release.stands_for_an_era:
            return 0
        if known.stack == SUPPLIERS_OWN:
            return 0
        family = family_of(self.releases, release)
        found = (self.efficiencies.get(("release_dense", f"release:{item.key}")) for item in family)
        return sum(row.runs for row in found if row is not None)


def _slower_of(coefficient: str, faster: Efficiency, own: Efficiency) -> Efficiency:
    """Return a recipe's own row, or that of a faster recipe where it is the slower one of both."""
    ahead = own.value - faster.value if coefficient in QUICKENING else faster.value - own.value
    return faster if coefficient in QUICKENING | SLOWING and ahead > 0 else own


@cache
def load_calibration() -> Calibration:
    """Return the calibration that ships with the program."""
    return read_calibration(resource_path("calibration"))


@lru_cache(maxsize=512)
def _shipped_release(stack: str, named: str | None) -> Release | None:
    return assumed_release(load_calibration().releases, stack, named)


def read_calibration(folder: Path) -> Calibration:
    """Read the tables of one folder; raises BugError where a row is malformed, for they are the program's own."""
    rows = [_efficiency(row) for row in _read(folder / "efficiencies.csv")]
    return Calibration(
        version=(folder / "version.txt").read_text(encoding="utf-8").strip(),
        efficiencies={(row.parameter, row.scope): row for row in rows},
        generations={row["accelerator"]: row["generation"] for row in _read(folder / "generations.csv")},
        hosts={row["accelerator"]: Host(row["host"]) for row in _read(folder / "generations.csv") if row["host"]},
        releases={row["key"]: _release(row) for row in _read(folder / "releases.csv")},
        log_sd={
            row["part"]: Sides(slow=float(row["slow_log_sd"]), fast=float(row["fast_log_sd"]))
            for row in _read(folder / "errors.csv")
        },
        coverage=_coverage(folder / "coverage.csv"),
    )


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _coverage(path: Path) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _read(path):
        found.setdefault(row["release"], set()).add(row["feature"])
    return {release: frozenset(features) for release, features in found.items()}


def _release(row: Mapping[str, str]) -> Release:
    return Release(
        key=row["key"],
        stack=row["stack"],
        date=row["date"],
        name=row["name"],
        is_default=row["default"] == "yes",
        schedules=schedules_of(software_of(row["key"]), row["date"]),
        sequence_parallel=row["sequence_parallel"] == "yes",
        states=row["states"],
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
