"""Fits that never see what they predict: every group of runs is left out in turn."""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.performance.training.calibration import Calibration, Efficiency
from planner.performance.training.fitting import FitRow, fit, log_errors


class Fold(Struct, frozen=True, kw_only=True):
    """One group of runs (a mask over all of them), left out of the fit that predicts it, and its log errors."""

    inside: NDArray[np.bool_]
    fitted: Calibration
    log_errors: Floats


def cross_validated(
    rows: Sequence[FitRow],
    calibration: Calibration,
    group_of: Callable[[FitRow], str],
    of: Callable[[Efficiency], bool] = lambda _row: True,
    near: Calibration | None = None,
) -> list[Fold]:
    """Return every group of runs with the fit that never saw it; ``of`` and ``near`` as ``fit`` has them."""
    groups = np.array([group_of(row) for row in rows])
    folds = []
    for group in np.unique(groups):
        inside = groups == group
        seen = [row for row, held in zip(rows, inside, strict=True) if not held]
        held = [row for row, out in zip(rows, inside, strict=True) if out]
        fitted = fit(seen, calibration, of, near)
        folds.append(Fold(inside=inside, fitted=fitted, log_errors=log_errors(held, fitted)))
    return folds


def cross_validated_log_errors(
    rows: Sequence[FitRow], calibration: Calibration, group_of: Callable[[FitRow], str]
) -> Floats:
    """Return log(measured / predicted), each group predicted by a fit that never saw it, shape (runs,)."""
    return errors_of(cross_validated(rows, calibration, group_of))


def errors_of(folds: Sequence[Fold]) -> Floats:
    """Return the log errors of all folds in the order of the runs, shape (runs,)."""
    errors = np.empty(len(folds[0].inside))
    for fold in folds:
        errors[fold.inside] = fold.log_errors
    return errors
