"""What a run pays from month to month."""

from collections.abc import Iterator
from math import ceil

from planner.catalogue.offers import Money
from planner.planning.money import cash_part
from planner.planning.planned_run import PlannedRun
from planner.units import DAYS_PER_MONTH

_Stretch = tuple[float, float, float]  # from day, to day, money a day


def cash_by_month(run: PlannedRun) -> tuple[Money, ...]:
    """Return what is paid in each month of the run; the months sum to the run's cash. Every price must be known.

    Work and stops are paid in the days they take, what waits on the days it is kept, porting in the first month; what
    is bought is paid as its price per hour has it, not at once.
    """
    months = [0.0] * max(1, ceil(run.days / DAYS_PER_MONTH - 1e-9))
    for start, end, per_day in _stretches(run):
        for month in range(int(start // DAYS_PER_MONTH), min(len(months), int(end // DAYS_PER_MONTH) + 1)):
            since, until = max(start, month * DAYS_PER_MONTH), min(end, (month + 1) * DAYS_PER_MONTH)
            months[month] += max(0.0, until - since) * per_day
    months[0] += run.porting
    return tuple(Money(amount=amount, currency=run.plan.currency) for amount in months)


def _stretches(run: PlannedRun) -> Iterator[_Stretch]:
    busier: dict[str, float] = {}
    for group in run.paid_groups:
        part = cash_part(run.setting, group.key)
        kept, busier[group.key] = group.per_held_day * part, group.per_worked_day * part
        if kept and (until := min(run.days, group.until_day)) > group.from_day:
            yield group.from_day, until, kept
    for one in run.stretches():
        yield one.from_day, one.to_day, busier[one.group]
