"""Finds what bands are made of: the variance of each part, by maximum likelihood over runs that no fit had seen.

How a team runs its software, and what nobody calibrated, may lie further below the prediction than above it: those
parts have a standard deviation of their own on each side, the others one for both. What a class of runs needs beside
them for its band to hold is found class by class, so that no class pays for another.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.optimize import minimize

from planner.arrays import Floats
from planner.performance.training.bands import uncertainties_of
from planner.performance.training.calibration import Calibration, Sides
from planner.performance.training.cross_validation import Fold
from planner.performance.training.fitting import FitRow, predicted

# what a unit of each part is
PARTS = {
    "model": "every run",
    "experts": "a shape that routes: what 80 % of such runs of suppliers and of tuned software need",
    "exchange": "a step that were all exchange of tokens",
    "launches": "a step that were all launching and overhead",
    "gathers": "a step that were all gathering of weights and reducing of gradients",
    "estimated kernels": "a step that were all kernels of which no training run is published",
    "accelerator": "a generation without runs",
    "software": "the one software, less with the runs it has",
    "unknown software": "software without calibrated runs",
    "unknown experts": "the same where the shape routes",
    "tuned": "software that its authors or users tuned: what 80 % of such runs of dense shapes need",
    "features": "each feature that the software has never run",
    "experts' features": "each that no release up to the assumed one has run, where the shape routes",
    "teams": "the recipe of most teams: what 80 % of their runs need",
    "teams' experts": "the same where the shape routes: what 80 % of such runs need beside",
    "natural": "learned routing, a doubling of the expert ranks, slower only",
}
_NAMES = list(PARTS)
# how software is run: either side for itself
_BY_SIDE = ("experts", "unknown software", "unknown experts", "tuned", "experts' features", "teams", "teams' experts")
# The classes of runs that have a part to themselves: the part, others that its runs have and that they have not. Each
# is found after those before it, which its runs may have as well.
_CLASSES = (
    ("tuned", ("tuned",), ("experts",)),
    ("experts", ("experts",), ("teams",)),
    ("teams", ("teams",), ()),
    ("teams' experts", ("teams' experts",), ()),
)
_OWN_SLOW = np.array([name in _BY_SIDE for name in PARTS])
_NO_FAST = np.array([name == "natural" for name in PARTS])  # an uneven load can only slow
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
    "gathers": 0.3,  # what hides behind computing: 0 to 0.9 of it, by software
    "estimated kernels": 0.3,  # as the table uncertainty the efficiency of scans and of picked keys
    "accelerator": 0.06,
    "software": 0.1,  # between releases of one software 15 to 77 % in five terms
    "unknown software": 0.08,
    "unknown experts": 0.08,
    "tuned": 0.05,
    "features": 0.05,
    "experts' features": 0.1,  # between releases what experts take beside their products differs by up to 77 %
    "teams": 0.25,  # one node, dense: measured 0.75 to 1.0 of tuned in the middle half
    "teams' experts": 0.25,  # several nodes: 0.45 to 0.75 in the middle half
    "natural": 0.045,  # at 64 ranks x0.45 to x0.78 of the rate with forced balance
}
_PRIOR_WEIGHT = 0.01


class Observations(Struct, frozen=True, kw_only=True):
    """Runs, log(measured / predicted) by a calibration that never saw them, and the units of each part's spread."""

    rows: Sequence[FitRow]
    log_errors: Floats
    units: Floats

    @classmethod
    def of(cls, rows: Sequence[FitRow], calibration: Calibration) -> "Observations":
        """Return runs as one calibration predicts them."""
        found = predicted(rows, calibration)
        units = [
            list(uncertainties_of(row.pool, row.run, row.layout, shares, calibration).values())
            for row, shares in zip(rows, found.shares, strict=True)
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


def bands_of(observed: Observations, log_sd: Mapping[str, Sides]) -> Floats:
    """Return the standard deviation on the side that each run lies on, shape (runs,)."""
    return _side_of(observed.log_errors, *_widths(observed.units, _table_of(log_sd)))


def band_parts(observations: Sequence[Observations]) -> dict[str, Sides]:
    """Return the standard deviations of each part's unit; each way to leave runs out weighs alike.

    All are then scaled alike until P10 to P90 hold 80 % of suppliers' runs of dense shapes, and what each other class
    has to itself is what its runs need beside that for as many to be held: both of those left out and, being further
    from what the fits saw, of those in the last observations, which no fit sees.
    """
    errors = np.concatenate([item.log_errors for item in observations])
    units = np.concatenate([item.units for item in observations])
    weights = np.concatenate([_alike(item) for item in observations])
    priors = np.log([_PRIORS[name] for name in PARTS])

    def loss(log_sds: Floats) -> float:
        slow, fast = _widths(units, np.exp(_both_sides(log_sds)))
        kernel = (_FREEDOM + 1) / 2 * np.log1p((errors / _side_of(errors, slow, fast)) ** 2 / _FREEDOM)
        likelihood = (weights * (np.log((slow + fast) / 2.0) + kernel)).sum() / weights.sum()
        away = ((log_sds - np.concatenate([priors, priors[_OWN_SLOW]])) ** 2).sum()
        return float(likelihood + _PRIOR_WEIGHT * away)

    start = np.concatenate([priors, priors[_OWN_SLOW]])
    bounds = [(np.log(_LEAST_LOG_SD), 0.5)] * len(start)
    found = np.exp(_both_sides(minimize(loss, start, method="L-BFGS-B", bounds=bounds).x))
    plain = (units[:, _NAMES.index("experts")] + units[:, _NAMES.index("teams")] + units[:, _NAMES.index("tuned")]) == 0
    found *= _scale(errors[plain], _side_of(errors, *_widths(units, found))[plain], weights[plain])
    unseen = np.arange(len(errors)) >= len(errors) - len(observations[-1].log_errors)
    for part, having, lacking in _CLASSES:
        of_it = _all_of(units, having) & ~_any_of(units, lacking)
        every = [of_it & some for some in (unseen, ~unseen) if np.any(of_it & some)]
        sides = [_needed(errors[some], units[some], weights[some], found, part) for some in every]
        found[:, _NAMES.index(part)] = np.max(sides, axis=0)
    found[1] = np.where(_NO_FAST, 0.0, found[1])
    return {name: Sides(*(round(float(value), 4) for value in found[:, at])) for at, name in enumerate(PARTS)}


def _both_sides(log_sds: Floats) -> Floats:
    """Return one value a side and part, shape (2, parts), slow first: those of all parts, then of slow sides' own."""
    fast, own = log_sds[: len(PARTS)], log_sds[len(PARTS) :]
    slow = fast.copy()
    slow[_OWN_SLOW] = own
    return np.stack([slow, fast])


def _table_of(log_sd: Mapping[str, Sides]) -> Floats:
    return np.array([log_sd[name] for name in PARTS]).T


def _all_of(units: Floats, parts: Sequence[str]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.all([units[:, _NAMES.index(part)] > 0.0 for part in parts], axis=0)
    return found


def _any_of(units: Floats, parts: Sequence[str]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.any([np.zeros(len(units)), *(units[:, _NAMES.index(part)] for part in parts)], axis=0)
    return found


def _needed(errors: Floats, units: Floats, weights: Floats, found: Floats, part: str) -> tuple[float, float]:
    """Return the least that a part must add on each side for P10 and P90 to hold 80 % of these runs there."""
    beside = np.where(np.array(_NAMES) == part, 0.0, found)
    widths = _side_of(errors, *_widths(units, beside))
    least = np.sqrt(np.maximum((np.abs(errors) / _NORMAL_P90) ** 2 - widths**2, 0.0))
    slow, fast = (max(_quantile(least[side], weights[side]), _LEAST_LOG_SD) for side in (errors < 0.0, errors >= 0.0))
    return slow, fast


def _widths(units: Floats, log_sds: Floats) -> tuple[Floats, Floats]:
    """Return the standard deviations of the slow and of the fast side, each (runs,), of parts of shape (2, parts)."""
    slow: Floats = np.sqrt(units @ log_sds[0] ** 2)
    fast: Floats = np.sqrt(units @ np.where(_NO_FAST, 0.0, log_sds[1]) ** 2)
    return slow, fast


def _side_of(errors: Floats, slow: Floats, fast: Floats) -> Floats:
    return np.where(errors < 0.0, slow, fast)


def _alike(observed: Observations) -> Floats:
    """Return weights that make every source count about alike: a source of more runs as much as the root of them."""
    sources = np.array([row.source for row in observed.rows])
    weights = np.array([1.0 / np.sqrt((sources == name).sum()) for name in sources])
    shares: Floats = weights / weights.sum()
    return shares


def _scale(errors: Floats, widths: Floats, weights: Floats) -> float:
    return _quantile(np.abs(errors) / (_NORMAL_P90 * widths), weights)


def _quantile(values: Floats, weights: Floats) -> float:
    """Return the least value that 80 % of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    held = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.searchsorted(held, _BAND)])
