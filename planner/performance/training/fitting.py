"""Fits the calibration to measured runs: regularised least squares on the logarithm of tokens per second.

Every row of the table with a ``prior_log_sd`` above 0 is a parameter with a log-normal prior (overlaps: of the share
that stays exposed), so a row without runs keeps its prior. All runs are evaluated together, one array a coefficient.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from scipy.optimize import least_squares

from planner.arrays import Floats
from planner.cluster import Pool
from planner.performance.device.coefficients import COEFFICIENTS, FRACTIONS, OVERLAPS, Coefficients
from planner.performance.training.bands import StepShares, features_of
from planner.performance.training.calibration import IN_BLOCKS, Calibration, Efficiency
from planner.performance.training.case import Case, case_of
from planner.performance.training.layer_counts import stacked_counts
from planner.performance.training.layout import Layout
from planner.performance.training.layouts import LayoutArrays, arrays_of
from planner.performance.training.releases import predecessor_of
from planner.performance.training.step_times import StepTimes, estimated_share, step_times
from planner.workload.training_run import TrainingRun

_MODEL_LOG_SD = 0.06  # what the model is not expected to explain of a well documented run
_DIFFERENCE = 1e-4  # step of the numerical derivative in a prior's spreads: the model has kinks (maxima, whole layers)
_MOST_STEPS = 60
_ENOUGH = 1e-5  # of the sum of squares: steps that gain less move no error by 0.01 %
_LEAST_EXPOSED = 0.02

_NOT_OF_RECIPES = ("accelerator:", "generation:", "host:", "release:", "software:", "stack:")

Key = tuple[str, str]


class FitRow(Struct, frozen=True, kw_only=True):
    """One measured run.

    ``uncertainty_factor`` widens its error: 1 for a printed rate with its whole configuration, 2 or more else.
    ``group`` names what must not lie on both sides of a cross-validation (its source, its accelerator).
    """

    pool: Pool
    run: TrainingRun
    layout: Layout
    tokens_per_s_per_device: float
    source: str
    label: str
    uncertainty_factor: float = 1.0


class Stacked(Struct, frozen=True, kw_only=True):
    """Many runs as one case; ``positions`` maps a coefficient to each run's place in the vector of ``keys``."""

    case: Case
    layouts: LayoutArrays
    keys: tuple[Key, ...]
    positions: Mapping[str, np.ndarray]
    overlap: Floats
    tokens_per_step_per_device: Floats
    log_measured: Floats
    log_sd: Floats

    def case_with(self, values: Floats) -> Case:
        """Return the runs as one case with these table values, (keys,) or many tables of them, (tables, keys)."""
        columns = {name: values[..., self.positions[name]] for name in COEFFICIENTS}
        columns |= {name: columns[name] * self.overlap for name in OVERLAPS}
        return replace(self.case, coefficients=Coefficients(**columns))

    def times(self, values: Floats) -> StepTimes:
        """Return the step of every run with these table values."""
        return step_times(self.case_with(values), self.layouts)

    def log_predicted(self, values: Floats) -> Floats:
        """Return log tokens/s and device of every run with these table values, (runs,) or (tables, runs)."""
        rate: Floats = np.log(self.tokens_per_step_per_device / self.times(values).step_s)
        return rate


def stack(rows: Sequence[FitRow], calibration: Calibration) -> Stacked:
    """Return runs as one case whose coefficients are looked up in a vector of table values."""
    keys: dict[Key, int] = {}
    positions: dict[str, list[int]] = {name: [] for name in COEFFICIENTS}
    for row in rows:
        accelerator = row.pool.accelerator
        named = row.run.stack_release
        for name, found in calibration.rows(accelerator, row.run.precision, named, row.run.recipe).items():
            positions[name].append(keys.setdefault((found.parameter, found.scope), len(keys)))
    measured = np.array([row.tokens_per_s_per_device for row in rows])
    return Stacked(
        case=_stacked_case([case_of(row.pool, row.run, calibration) for row in rows]),
        layouts=arrays_of([row.layout for row in rows]),
        keys=tuple(keys),
        positions={name: np.array(column) for name, column in positions.items()},
        overlap=np.array([1.0 if row.run.communication_overlap else 0.0 for row in rows]),
        tokens_per_step_per_device=np.array([row.run.tokens_per_step / row.pool.devices for row in rows]),
        log_measured=np.log(measured),
        log_sd=np.array([_MODEL_LOG_SD * row.uncertainty_factor for row in rows]),
    )


def _stacked_case(cases: Sequence[Case]) -> Case:
    counts = stacked_counts([case.counts for case in cases])
    plain = [name for name in Case.__struct_fields__ if name not in {"counts", "coefficients", "states"}]
    columns: dict[str, Any] = {name: np.array([getattr(case, name) for case in cases]) for name in plain}
    states = cases[0].states  # measured runs keep them as Megatron-Core does
    return Case(counts=counts, coefficients=cases[0].coefficients, states=states, **columns)


def is_overlap(key: Key) -> bool:
    """Whether a table row is a hidden share of communication, fitted as the share that stays exposed."""
    return key[0] in OVERLAPS


def _to_free(value: float, key: Key) -> float:
    return float(np.log(max(1.0 - value, _LEAST_EXPOSED) if is_overlap(key) else value))


def _from_free(free: Floats, keys: Sequence[Key]) -> Floats:
    overlaps = np.array([is_overlap(key) for key in keys])
    bounded = overlaps | np.array([key[0] in FRACTIONS for key in keys])
    plain = np.exp(np.where(bounded, np.minimum(free, 0.0), free))  # no share and no efficiency exceeds 1
    return np.where(overlaps, 1.0 - plain, plain)


def is_of_teams(row: Efficiency) -> bool:
    """Whether a row of the table belongs to a recipe's facts, which teams' runs alone speak for."""
    return ":" in row.scope and not row.scope.startswith(_NOT_OF_RECIPES)


def fit(
    rows: Sequence[FitRow],
    calibration: Calibration,
    of: Callable[[Efficiency], bool] = lambda _row: True,
    near: Calibration | None = None,
) -> Calibration:
    """Return the calibration with its free rows (those ``of`` takes) fitted to measured runs, each from its prior.

    ``near`` is a fit to much the same runs, from which the search starts; what is found does not depend on it.
    """
    stacked = stack(rows, calibration)
    table = [calibration.efficiencies[key] for key in stacked.keys]
    free = [index for index, row in enumerate(table) if row.prior_log_sd > 0 and of(row)]
    free_keys = [stacked.keys[index] for index in free]
    priors = np.array([_to_free(table[index].prior, stacked.keys[index]) for index in free])
    spreads = np.array([table[index].prior_log_sd for index in free])
    start = np.array([row.value for row in table])

    walks = _walks(free_keys, calibration)

    def values(shifts: Floats) -> Floats:
        full = np.broadcast_to(start, (*shifts.shape[:-1], len(start))).copy()
        full[..., free] = _from_free(priors + (shifts * spreads) @ walks.T, free_keys)
        return full

    def residuals(shifts: Floats) -> Floats:
        misses = (stacked.log_predicted(values(shifts)) - stacked.log_measured) / stacked.log_sd
        # a run far off for a reason of its own pulls like one at two standard deviations and no further
        return np.concatenate([_soft(misses), shifts], axis=-1)

    def slopes(shifts: Floats) -> Floats:
        # all tables that differ in one shift are evaluated at once: an array operation costs its call, not its rows
        moved = residuals(shifts + _DIFFERENCE * np.eye(len(shifts)))
        found: Floats = (moved - residuals(shifts)).T / _DIFFERENCE
        return found

    begin = np.zeros(len(free))
    if near is not None:
        there = np.array([_to_free(near.efficiencies[key].value, key) for key in free_keys])
        begin = np.linalg.solve(walks, there - priors) / spreads
    found = least_squares(residuals, begin, jac=slopes, max_nfev=_MOST_STEPS, ftol=_ENOUGH)
    fitted = _with_values(calibration, stacked, values(found.x), of)
    return replace(fitted, coverage={**calibration.coverage, **covered(rows, calibration)})


def _walks(keys: Sequence[Key], calibration: Calibration) -> Floats:
    """Return which shifts move which free row, shape (rows, shifts): a release starts where the one before it ended.

    So a release without runs of its own is predicted like its predecessor, and few runs move it only a little.
    """
    place = {key: index for index, key in enumerate(keys)}
    moved = np.eye(len(keys))
    led: set[Key] = set()
    for scope, before in _successions(calibration):
        for parameter in {name for name, own in keys if own == scope} - {name for name, own in led if own == scope}:
            earlier = place.get((parameter, before))
            if earlier is not None:
                moved[place[parameter, scope]] += moved[earlier]
                led.add((parameter, scope))
    return moved


def _successions(calibration: Calibration) -> Iterator[tuple[str, str]]:
    """Yield the scope of every release and that of the one before it, oldest first.

    Kernels for scaled blocks follow those of the release before it, else what it had for all formats.
    """
    for release in sorted(calibration.releases.values(), key=lambda item: item.date):
        before = predecessor_of(calibration.releases, release)
        if before is not None:
            own, earlier = f"release:{release.key}", f"release:{before.key}"
            yield from ((own, earlier), (own + IN_BLOCKS, earlier + IN_BLOCKS), (own + IN_BLOCKS, earlier))


def _soft(misses: Floats) -> Floats:
    """Return residuals whose squares grow linearly beyond two (the square root of a soft L1 loss)."""
    scaled = misses / 2.0
    return np.sign(misses) * 2.0 * np.sqrt(2.0 * (np.sqrt(1.0 + scaled**2) - 1.0))


def _with_values(
    calibration: Calibration, stacked: Stacked, values: Floats, of: Callable[[Efficiency], bool]
) -> Calibration:
    runs = np.zeros(len(values), dtype=int)
    for column in stacked.positions.values():
        runs += np.bincount(column, minlength=len(values))
    fitted: dict[Key, Efficiency] = {}
    for key, value, count in zip(stacked.keys, values, runs, strict=True):
        row = calibration.efficiencies[key]
        if row.prior_log_sd > 0 and of(row):
            fitted[key] = replace(row, value=float(f"{value:.5g}"), runs=int(count))
    whole = replace(calibration, efficiencies={**calibration.efficiencies, **fitted})
    return _carried_on(whole, fitted)


def _carried_on(calibration: Calibration, fitted: Mapping[Key, Efficiency]) -> Calibration:
    """Return the table in which a release that no run used stands where a fitted one before it was left."""
    moved = dict(fitted)
    for scope, before in _successions(calibration):
        earlier = {name: row for (name, own), row in moved.items() if own == before}
        for name, row in earlier.items():
            key = (name, scope)
            if key in calibration.efficiencies and key not in moved:
                moved[key] = replace(calibration.efficiencies[key], value=row.value)
    return replace(calibration, efficiencies={**calibration.efficiencies, **moved})


def covered(rows: Sequence[FitRow], calibration: Calibration) -> dict[str, frozenset[str]]:
    """Return the features of the runs of every release that stands for itself."""
    found: dict[str, frozenset[str]] = {}
    for row in rows:
        release = calibration.kernels(row.pool.accelerator, row.run.stack_release, row.run.recipe, row.run.precision)
        if release is not None and not release.stands_for_an_era:
            features = features_of(row.pool, row.run, calibration)
            found[release.key] = found.get(release.key, frozenset()) | features
    return found


class Predicted(Struct, frozen=True, kw_only=True):
    """Runs as a calibration predicts them: log(measured / predicted), (runs,), and how their steps are divided."""

    log_errors: Floats
    shares: tuple[StepShares, ...]


def predicted(rows: Sequence[FitRow], calibration: Calibration) -> Predicted:
    """Return the predictions of every run."""
    stacked = stack(rows, calibration)
    case = stacked.case_with(np.array([calibration.efficiencies[key].value for key in stacked.keys]))
    times = step_times(case, stacked.layouts)
    rates = np.log(stacked.tokens_per_step_per_device / times.step_s)
    parts = (times.exposed_ep, times.overhead, times.exposed_dp)
    shares = [part / times.step_s for part in parts] + [estimated_share(case, stacked.layouts, times)]
    return Predicted(
        log_errors=stacked.log_measured - rates,
        shares=tuple(
            StepShares(exchange=exchange, launches=launches, gathers=gathers, estimated=estimated)
            for exchange, launches, gathers, estimated in np.stack(shares, axis=1).tolist()
        ),
    )


def log_errors(rows: Sequence[FitRow], calibration: Calibration) -> Floats:
    """Return log(measured / predicted) of every run, shape (runs,)."""
    return predicted(rows, calibration).log_errors
