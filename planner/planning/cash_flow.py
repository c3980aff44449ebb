"""What a run pays from month to month."""

from collections.abc import Iterator
from math import ceil, inf

from planner.catalogue.offers import Money
from planner.mixing.timetable_problem import PaidGroup
from planner.planning.fleet import Fleet
from planner.planning.money import cash_part
from planner.units import DAYS_PER_MONTH

_Stretch = tuple[float, float, float]  # from day, to day, money a day


def cash_by_month(fleet: Fleet) -> tuple[Money, ...]:
    """Return what is paid in each month of the run; the months sum to the run's cash. Every price must be known.

    Work and stops are paid in the days they take, what waits on the days it is kept, porting in the first month; what
    is bought is paid as its price per hour has it, not at once.
    """
    months = [0.0] * max(1, ceil(fleet.days / DAYS_PER_MONTH - 1e-9))
    for start, end, per_day in _stretches(fleet):
        for month in range(int(start // DAYS_PER_MONTH), min(len(months), int(end // DAYS_PER_MONTH) + 1)):
            since, until = max(start, month * DAYS_PER_MONTH), min(end, (month + 1) * DAYS_PER_MONTH)
            months[month] += max(0.0, until - since) * per_day
    months[0] += sum(fleet.timetable.porting.values())
    return tuple(Money(amount=amount, currency=fleet.plan.currency) for amount in months)


def _stretches(fleet: Fleet) -> Iterator[_Stretch]:
    for group in fleet.choice.problem.groups:
        paid = group.per_day * cash_part(fleet.setting, group.key)
        kept = group.per_held_day * cash_part(fleet.setting, group.key)
        if kept and (until := min(fleet.days, group.until_day)) > group.from_day:
            yield group.from_day, until, kept
        yield from _busy(fleet, group, paid - kept)


def _busy(fleet: Fleet, group: PaidGroup, per_day: float) -> Iterator[_Stretch]:
    for entry in fleet.timetable.entries:
        days = entry.paid_days.get(group.key, 0.0)
        if days and per_day and entry.to_day < inf:
            yield entry.from_day, entry.from_day + days, per_day
