"""Measures of concentration (M1 to M3), and the words for their bands.

The bands of the HHI are those of the DOJ/FTC merger guidelines of 2023. The other bands are this program's own
reading, for fleets of a few suppliers, of which the HHI calls every one highly concentrated.
"""

from enum import StrEnum
from typing import Final

import numpy as np

from planner.arrays import Floats

POINTS_OF_ONE_NAME: Final = 10_000.0  # the HHI of a monopoly, in the points that competition authorities use

_MODERATE_HHI: Final = 1_000.0
_HIGH_HHI: Final = 1_800.0
_SINGLE_MOST: Final = 1.25
_DOMINATED_MOST: Final = 1.8
_DUAL_MOST: Final = 2.5
_CRITICAL_SHARE: Final = 0.8
_DOMINANT_SHARE: Final = 0.5
_ACCEPTABLE_RETENTION: Final = 0.5
_ROBUST_RETENTION: Final = 0.7


class ConcentrationReading(StrEnum):
    """The band of an HHI: below 1,000 points, to 1,800, above."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class NumberReading(StrEnum):
    """The band of an effective number of names: to 1.25, to 1.8, to 2.5, above."""

    SINGLE = "single"
    DOMINATED = "dominated"
    DUAL = "dual"
    DIVERSIFIED = "diversified"


class LargestReading(StrEnum):
    """The band of a largest share: below a half, below 0.8, from there on."""

    BALANCED = "balanced"
    DOMINANT = "dominant"
    CRITICAL = "critical"


class RetentionReading(StrEnum):
    """The band of a retention: nothing, below a half, below 0.7, from there on."""

    SINGLE_POINT_OF_FAILURE = "single point of failure"
    WEAK = "weak"
    ACCEPTABLE = "acceptable"
    ROBUST = "robust"


def hhi_points(shares: Floats) -> Floats:
    """Return the Herfindahl-Hirschman index in points (M1); (..., names) -> (...), the shares of each row sum to 1.

    Source: DOJ/FTC merger guidelines 2023 (above 1,800 is highly concentrated).
    """
    points: Floats = POINTS_OF_ONE_NAME * np.sum(np.square(shares), axis=-1)
    return points


def effective_number(hhi: float) -> float:
    """Return how many equal suppliers would give this HHI (M2, the inverse Simpson number)."""
    return POINTS_OF_ONE_NAME / hhi


def shannon_number(shares: Floats) -> Floats:
    """Return how many equal names would give this entropy (M2, Shannon): exp(-sum x ln x); (..., names) -> (...).

    >>> round(float(shannon_number(np.array([0.8, 0.2]))), 4)
    1.6494
    """
    logs = np.log(np.where(shares > 0.0, shares, 1.0))  # x ln x goes to 0 with x
    number: Floats = np.exp(-np.sum(shares * logs, axis=-1))
    return number


def concentration_reading(hhi: float) -> ConcentrationReading:
    """Return the band of an HHI in points."""
    if hhi < _MODERATE_HHI:
        return ConcentrationReading.LOW
    return ConcentrationReading.MODERATE if hhi <= _HIGH_HHI else ConcentrationReading.HIGH


def number_reading(effective: float) -> NumberReading:
    """Return the band of an effective number of names."""
    if effective < _SINGLE_MOST:
        return NumberReading.SINGLE
    if effective < _DOMINATED_MOST:
        return NumberReading.DOMINATED
    return NumberReading.DUAL if effective <= _DUAL_MOST else NumberReading.DIVERSIFIED


def largest_reading(share: float) -> LargestReading:
    """Return the band of a largest share (a fraction)."""
    if share >= _CRITICAL_SHARE:
        return LargestReading.CRITICAL
    return LargestReading.DOMINANT if share >= _DOMINANT_SHARE else LargestReading.BALANCED


def retention_reading(retention: float) -> RetentionReading:
    """Return the band of an N-1 retention (a fraction)."""
    if retention <= 0.0:
        return RetentionReading.SINGLE_POINT_OF_FAILURE
    if retention < _ACCEPTABLE_RETENTION:
        return RetentionReading.WEAK
    return RetentionReading.ACCEPTABLE if retention < _ROBUST_RETENTION else RetentionReading.ROBUST
