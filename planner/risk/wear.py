"""Devices that fail and are not replaced: the part of a pool's work that is lost while it works."""

from planner.units import HOURS_PER_DAY, HOURS_PER_YEAR

DAYS_PER_YEAR = HOURS_PER_YEAR / HOURS_PER_DAY


def mean_worn(annual_failure_share: float, worked_days: float, days: float) -> float:
    """Return the mean part of a pool's devices that have failed over ``days`` of work after ``worked_days`` of it.

    The part grows as a t until all have failed (X(t) = X0 (1 - a t), a in devices a year).

    >>> round(mean_worn(0.365, 0.0, 100.0), 6)
    0.049966
    """
    per_day = annual_failure_share / DAYS_PER_YEAR
    if per_day <= 0.0 or days <= 0.0:
        return min(1.0, per_day * worked_days)
    return (_worn_days(per_day, worked_days + days) - _worn_days(per_day, worked_days)) / days


def _worn_days(per_day: float, days: float) -> float:
    """Return the integral of the failed part over so many days."""
    until_all = min(days, 1.0 / per_day)
    return per_day * until_all**2 / 2.0 + (days - until_all)
