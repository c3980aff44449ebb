"""Whose part of a deviation is whose: the standard deviations that a log ratio is split by, and their estimation.

The logarithm of measured over predicted is the sum of four parts: the team's (its software, tuning and operation,
on any accelerator), the accelerator's (how the model errs on it), the workload's (how the model errs on this shape)
and the run's (what is left). Their standard deviations are estimated from published runs that the calibration never
saw, by penalised maximum likelihood (tools/fit_split.py); resources/calibration/split.csv holds the result.
"""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from msgspec import Struct

from planner.arrays import Floats
from planner.catalogue.accelerator import Evidence
from planner.resource_files import resource_path

_PARTS = ("team_sd", "accelerator_sd", "workload_sd", "run_sd")
_GUESS = 0.1
_ROBUST_SDS = 3.0
_MEDIAN_TO_SD = 1.4826  # standard deviations of a normal per median of its absolute values
_LEAST, _MOST = 1e-3, 3.0  # bounds of a standard deviation in the search


class Split(Struct, frozen=True, kw_only=True):
    """Standard deviations of the parts of a log ratio, and of a measured rate by its evidence."""

    team_sd: float
    accelerator_sd: float
    workload_sd: float
    run_sd: float
    spread: Mapping[Evidence, float]
    source: str

    @property
    def carried_sd(self) -> float:
        """Of what another accelerator shares with the measured one doing the same workload."""
        return float(np.hypot(self.team_sd, self.workload_sd))

    @property
    def whole_sd(self) -> float:
        """Of the whole log ratio of a run that was never seen."""
        parts = (self.team_sd, self.accelerator_sd, self.workload_sd, self.run_sd)
        return float(np.sqrt(np.sum(np.square(parts))))


class Deviation(Struct, frozen=True, kw_only=True):
    """One published run's log ratio of measured over predicted rate, and who and what it belongs to."""

    log_ratio: float
    team: str
    accelerator: str
    workload: str


@cache
def load_split() -> Split:
    """Return the shipped standard deviations."""
    with resource_path("calibration", "anchoring.toml").open("rb") as file:
        table = tomllib.load(file)
    with resource_path("calibration", "split.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["part"]: row for row in csv.DictReader(file)}
    return Split(
        spread={grade: float(table["spread"][grade.value]) for grade in Evidence},
        source=rows["team_sd"]["source"],
        **{name: float(rows[name]["log_sd"]) for name in _PARTS},
    )


def variance_components(deviations: Sequence[Deviation]) -> dict[str, float]:
    """Return the standard deviations of the parts by penalised maximum likelihood, around no deviation.

    The plain likelihood puts a part at nought where few groups tell it from its neighbours, and says with it that
    nothing is carried over; the penalty, a gamma(2, 0) prior of each part's standard deviation, keeps it off that edge
    and moves it by no more than its own error (Chung et al. 2013, A nondegenerate penalized likelihood estimator for
    variance parameters in multilevel models, Psychometrika 78).

    Around zero and not around their mean, because plans use the model's rate as it is: what all runs that it never
    saw have in common carries over to any accelerator, and so counts as the team's. What a team does on one
    accelerator only (team x accelerator) is estimated beside the parts and counted as the accelerator's. Runs beyond
    three robust standard deviations of their own team and accelerator are left out as untuned or misread.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 - only derivations need it; planning starts without scipy

    kept = _without_outliers(deviations)
    kernels = _kernels(kept)
    ratios = np.array([deviation.log_ratio for deviation in kept])

    def loss(log_sds: Floats) -> float:
        return _deviance(ratios, kernels, np.exp(2.0 * log_sds)) - 2.0 * float(np.sum(log_sds))

    start = np.full(len(kernels), np.log(_GUESS))
    bounds = [(np.log(_LEAST), np.log(_MOST))] * len(kernels)
    team, accelerator, pair, workload, run = np.exp(minimize(loss, start, bounds=bounds, method="L-BFGS-B").x)
    return dict(zip(_PARTS, map(float, (team, np.hypot(accelerator, pair), workload, run)), strict=True))


def _without_outliers(deviations: Sequence[Deviation]) -> list[Deviation]:
    """Leave out runs far from the middle of their own team and accelerator (never whole teams)."""
    own: dict[tuple[str, str], list[float]] = {}
    for item in deviations:
        own.setdefault((item.team, item.accelerator), []).append(item.log_ratio)
    middle = {key: float(np.median(ratios)) for key, ratios in own.items()}
    distances = [abs(item.log_ratio - middle[item.team, item.accelerator]) for item in deviations]
    limit = _ROBUST_SDS * _MEDIAN_TO_SD * float(np.median(distances))
    return [item for item, distance in zip(deviations, distances, strict=True) if distance <= limit]


def _kernels(deviations: Sequence[Deviation]) -> tuple[Floats, ...]:
    """Return for each part which pairs of runs have it in common, (n, n) of 0 and 1."""
    teams = [item.team for item in deviations]
    accelerators = [item.accelerator for item in deviations]
    workloads = [item.workload for item in deviations]
    pairs = list(zip(teams, accelerators, strict=True))
    return (*(_same(names) for names in (teams, accelerators, pairs, workloads)), np.eye(len(deviations)))


def _same(names: Sequence[object]) -> Floats:
    return np.array([[float(one == other) for other in names] for one in names])


def _deviance(ratios: Floats, kernels: Sequence[Floats], variances: Floats) -> float:
    """Return minus twice the log likelihood of these variances around zero, up to a constant."""
    covariance = sum(variance * kernel for variance, kernel in zip(variances, kernels, strict=True))
    factor = np.linalg.cholesky(covariance)
    whitened = np.linalg.solve(factor, ratios)
    return float(2.0 * np.sum(np.log(np.diag(factor))) + whitened @ whitened)
