"""Risk of the unit cost of a mix: its standard deviation, and the shares that make it least (Markowitz 1952)."""

import numpy as np
from numpy.typing import ArrayLike

from planner.arrays import Floats


def mix_sd(shares: ArrayLike, covariance: ArrayLike) -> float:
    """Return sqrt(w' S w): the standard deviation of a mix; (n,), (n, n), shares sum to 1."""
    weights = np.asarray(shares, dtype=np.float64)
    return float(np.sqrt(weights @ np.asarray(covariance, dtype=np.float64) @ weights))


def least_risk_shares(covariance: ArrayLike) -> Floats:
    """Return the shares (n,), none below 0 and summing to 1, whose mix varies least; (n, n) -> (n,).

    Without short sales: the name that would be sold short is left out and the rest solved again, until none is.
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    kept = np.arange(len(matrix))
    while True:
        ones = np.ones(len(kept))
        # lstsq and not solve: names that vary alike, or not at all, leave the matrix without an inverse
        weights = np.linalg.lstsq(matrix[np.ix_(kept, kept)], ones, rcond=None)[0]
        if np.min(np.diag(matrix)[kept]) <= 0.0 or weights.sum() <= 0.0:
            weights = (np.arange(len(kept)) == int(np.argmin(np.diag(matrix)[kept]))).astype(np.float64)
        weights /= weights.sum()
        if weights.min() >= 0.0 or len(kept) == 1:
            shares = np.zeros(len(matrix))
            shares[kept] = weights
            return shares
        kept = np.delete(kept, int(np.argmin(weights)))
