"""Finds what bands are made of: the variance of each part, by maximum likelihood over runs that no fit had seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import t

from planner.performance.bands import doubts_of
from planner.performance.calibration import Calibration
from planner.performance.cross_validation import Fold
from planner.performance.fitting import FitRow, predicted

Floats = NDArray[np.float64]

# what a unit of each part is
PARTS = {
    "model": "every run",
    "experts": "a shape that routes",
    "exchange": "a step that were all exchange of tokens",
    "launches": "a step that were all launching and overhead",
    "accelerator": "a generation without runs",
    "software": "the one software, less with the runs it has",
    "unknown software": "software without calibrated runs",
    "tuned": "software that its authors or users tuned: what 80 % of such runs that no fit sees need",
    "features": "each feature that the software has never run",
    "teams": "the recipe of most teams",
    "teams' experts": "the same where the shape routes",
    "natural": "learned routing, a doubling of the expert ranks, slower only",
}
_TUNED = list(PARTS).index("tuned")
_SLOW = np.array([part == "natural" for part in PARTS])
_FREEDOM = 4.0  # degrees of freedom of Student's t: a run that is off for a reason of its own pulls no further
_BAND = 0.80  # share of runs never seen that P10 to P90 shall hold
_NORMAL_P90 = 1.2815515655446004
_LEAST_LOG_SD = 0.005
# what each part is before any run is seen, and how much that weighs: a hundredth of all runs
_PRIORS = {
    "model": 0.06,  # as the fit assumes it
    "experts": 0.06,
    "exchange": 0.3,  # all-to-all implementations on one rack differ by 1.0 to 1.5, on a network by more
    "launches": 0.3,  # hosts and graphs: x1.38 between full and partial graphs
    "accelerator": 0.06,
    "software": 0.1,  # between releases of one software 15 to 77 % in five terms
    "unknown software": 0.08,
    "tuned": 0.05,
    "features": 0.05,
    "teams": 0.25,  # one node, dense: measured 0.75 to 1.0 of tuned in the middle half
    "teams' experts": 0.25,  # several nodes: 0.45 to 0.75 in the middle half
    "natural": 0.045,  # at 64 ranks x0.45 to x0.78 of the rate with forced balance
}
_PRIOR_WEIGHT = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """Runs, log(measured / predicted) by a calibration that never saw them, and the units of each part's doubt."""

    rows: Sequence[FitRow]
    log_errors: Floats
    units: Floats

    @classmethod
    def of(cls, rows: Sequence[FitRow], calibration: Calibration) -> "Observations":
        """Return runs as one calibration predicts them."""
        found = predicted(rows, calibration)
        units = [
            list(doubts_of(row.pool, row.run, row.layout, exchange, launches, calibration).values())
            for row, exchange, launches in zip(rows, found.exchange_share, found.overhead_share, strict=True)
        ]
        return cls(rows=rows, log_errors=found.log_errors, units=np.array(units))

    @classmethod
    def of_folds(cls, rows: Sequence[FitRow], folds: Sequence[Fold]) -> "Observations":
        """Return runs as the fold predicts them that never saw them."""
        errors, units = np.empty(len(rows)), np.empty((len(rows), len(PARTS)))
        for fold in folds:
            held = [row for row, out in zip(rows, fold.inside, strict=True) if out]
            part = cls.of(held, fold.fitted)
            errors[fold.inside], units[fold.inside] = part.log_errors, part.units
        return cls(rows=rows, log_errors=errors, units=units)


def bands_of(observed: Observations, log_sd: Mapping[str, float]) -> Floats:
    """Return the standard deviation on the side that each run lies on, shape (runs,)."""
    return _widths(observed.units, observed.log_errors, np.array([log_sd[name] for name in PARTS]))


def band_parts(observations: Sequence[Observations], teams: int) -> dict[str, float]:
    """Return the standard deviation of each part's unit; each way to leave runs out weighs alike.

    All are then scaled alike until P10 to P90 hold 80 % of these runs. The next team is one more draw from as few as
    ``teams``, so what teams add is as much wider as Student's t is.
    """
    errors = np.concatenate([item.log_errors for item in observations])
    units = np.concatenate([item.units for item in observations])
    weights = np.concatenate([_alike(item) for item in observations])

    def loss(log_sds: Floats) -> float:
        widths = _widths(units, errors, np.exp(log_sds))
        kernel = np.log(widths) + (_FREEDOM + 1) / 2 * np.log1p((errors / widths) ** 2 / _FREEDOM)
        away = ((log_sds - priors) ** 2).sum()
        return float((weights * kernel).sum() / weights.sum() + _PRIOR_WEIGHT * away)

    priors = np.log([_PRIORS[name] for name in PARTS])
    bounds = [(np.log(_LEAST_LOG_SD), 0.5)] * len(PARTS)
    found = np.exp(minimize(loss, priors, method="L-BFGS-B", bounds=bounds).x)
    found *= _scale(errors, _widths(units, errors, found), weights)
    found[_TUNED] = _needed(errors, units, found)
    found *= _scale(errors, _widths(units, errors, found), weights)
    found *= np.where([name.startswith("teams") for name in PARTS], _one_more(teams), 1.0)
    return dict(zip(PARTS, (float(value) for value in found), strict=True))


def _needed(errors: Floats, units: Floats, found: Floats) -> float:
    """Return the least that tuned software must add for P10 to P90 to hold 80 % of its runs, each counted alike."""
    of_it = units[:, _TUNED] > 0.0
    beside = np.where(np.arange(len(found)) == _TUNED, 0.0, found)
    widths = _widths(units[of_it], errors[of_it], beside)
    least = np.sqrt(np.maximum((np.abs(errors[of_it]) / _NORMAL_P90) ** 2 - widths**2, 0.0))
    return max(float(np.quantile(least, _BAND, method="inverted_cdf")), _LEAST_LOG_SD)


def _one_more(groups: int) -> float:
    """Return how much wider P10 to P90 of one more group is than of the groups seen."""
    return float(t.ppf(0.9, groups - 1)) / _NORMAL_P90 * float(np.sqrt(1.0 + 1.0 / groups))


def _widths(units: Floats, errors: Floats, log_sds: Floats) -> Floats:
    variances = units * log_sds**2
    fast = variances[:, ~_SLOW].sum(axis=1)
    widths: Floats = np.sqrt(np.where(errors < 0.0, variances.sum(axis=1), fast))
    return widths


def _alike(observed: Observations) -> Floats:
    """Return weights that make every source count about alike: a source of more runs as much as the root of them."""
    sources = np.array([row.source for row in observed.rows])
    weights = np.array([1.0 / np.sqrt((sources == name).sum()) for name in sources])
    shares: Floats = weights / weights.sum()
    return shares


def _scale(errors: Floats, widths: Floats, weights: Floats) -> float:
    ratios = np.abs(errors) / (_NORMAL_P90 * widths)
    order = np.argsort(ratios, kind="stable")
    held = np.cumsum(weights[order]) / weights.sum()
    return float(ratios[order][np.searchsorted(held, _BAND)])
