"""Events that keep the timetable: from their day on it goes slower or costs more, and nothing is planned anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from planner.mixing.drawn_timetables import drawn
from planner.mixing.timetable_problem import Way
from planner.planning.fleet import Fleet, supplier_of
from planner.planning.ways import PlannedWay
from planner.risk.wear import mean_worn
from planner.uncertainty.after_event import FROM_THEN_ON, PRICES, UNTIL, known_terms
from planner.uncertainty.progress import Remaining, busy_days_by, paid, remaining
from planner.uncertainty.what_if import Factors, joint_factor, price_factor, rate_factor

Floats = NDArray[np.float64]

_MOST_ROUNDS = 500
_SETTLED = 1e-13  # relative
_LEAST_RATE = 1e-9  # of the planned: below it nothing is trained
_NEVER_DAYS = 1e7


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The timetable worked to its end; ``rest_days`` of it from ``from_day`` on, ``days`` infinite: it never ends."""

    from_day: float
    rest_days: float
    terms: Mapping[str, float] | None

    @property
    def days(self) -> float:
        """The day on which the run ends."""
        return self.from_day + self.rest_days


def kept_with(fleet: Fleet, day: float, changes: Factors) -> Kept:
    """Return the run with other rates and prices from a day before its end on."""
    left = _left(fleet, day)

    def factor(way: PlannedWay) -> float:
        rate = sum(way.parts[member.planned.place] * float(rate_factor(member, changes)) for member in way.members)
        return rate * (float(joint_factor(way, changes)) if len(way.members) > 1 else 1.0)

    rates = [factor(_planned(fleet, left, way)) for way in left.problem.ways]
    return _worked(fleet, day, left, rates, changes)


def kept_wearing(fleet: Fleet, day: float, supplier: str, annual_failure_share: float) -> Kept:
    """Return the run in which a supplier's pools wear out while they work, from a day before its end on.

    Each pool's rate falls linearly with its own days of work. The mean over each way's work is settled round by round,
    from no wear on, so that the first end that holds is found; none: it never ends.
    """
    left = _left(fleet, day)
    rates = [1.0] * len(left.problem.ways)
    for _ in range(_MOST_ROUNDS):
        days = _work_days(left, rates)
        if days is None:
            break
        after = _worn_rates(fleet, left, days, supplier, annual_failure_share)
        settled = np.allclose(after, rates, rtol=_SETTLED, atol=0.0)
        rates = after
        if settled:
            return _worked(fleet, day, left, rates, Factors())
    return Kept(from_day=left.from_day, rest_days=inf, terms=None)


def _left(fleet: Fleet, day: float) -> Remaining:
    left = remaining(fleet, day)
    assert left is not None  # noqa: S101 - callers ask before the end of the run
    return left


def _planned(fleet: Fleet, left: Remaining, way: Way) -> PlannedWay:
    return fleet.choice.way(way.interval + left.first_interval, way.key)


def _work_days(left: Remaining, rates: list[float]) -> list[float] | None:
    """Return the days of work of each way; None where the run does not finish."""
    if min(rates) <= _LEAST_RATE:
        return None
    found = drawn(left.problem, left.timetable, np.array([rates]))
    ended = bool(found.days[0] < _NEVER_DAYS)
    return [float(days) for days in found.work_days[0]] if ended else None


def _worn_rates(
    fleet: Fleet, left: Remaining, days: list[float], supplier: str, annual_failure_share: float
) -> list[float]:
    worked: dict[object, float] = {}
    rates = [1.0] * len(days)
    for position in _in_order(left):
        way = _planned(fleet, left, left.problem.ways[position])
        for member in way.members:
            if supplier_of(member) == supplier and days[position] > 0.0:
                place = member.planned.place
                before = worked.get(place, 0.0)
                rates[position] -= way.parts[place] * mean_worn(annual_failure_share, before, days[position])
                worked[place] = before + days[position]
    return rates


def _in_order(left: Remaining) -> list[int]:
    """Return the positions of the ways in the order in which they work; those that may only follow later come last."""
    visited = {(visit.interval, visit.key): number for number, visit in enumerate(left.timetable.visits)}
    late = len(visited)
    ways = left.problem.ways
    return sorted(
        range(len(ways)), key=lambda i: (visited.get((ways[i].interval, ways[i].key), late), ways[i].interval)
    )


def _worked(fleet: Fleet, day: float, left: Remaining, rates: list[float], changes: Factors) -> Kept:
    found = drawn(left.problem, left.timetable, np.array([rates]))
    days = float(found.days[0])
    if not isfinite(days):
        return Kept(from_day=left.from_day, rest_days=inf, terms=None)
    by_day, by_restart = busy_days_by(fleet, day), busy_days_by(fleet, left.from_day)
    busy = {
        group.key: by_restart[group.key]
        - by_day[group.key]
        + float(found.stop_days[0, position])
        + sum(
            float(found.work_days[0, column]) for column, way in enumerate(left.problem.ways) if group.key in way.groups
        )
        for position, group in enumerate(left.problem.groups)
    }
    terms = {UNTIL: sum(fleet.timetable.porting.values()), FROM_THEN_ON: 0.0, PRICES: 0.0}
    for group in fleet.choice.problem.groups:
        after = paid(group, busy[group.key], day, left.from_day + days)
        terms[UNTIL] += paid(group, by_day[group.key], 0.0, day)
        terms[FROM_THEN_ON] += after
        terms[PRICES] += after * (_price(fleet, group.key, changes) - 1.0)
    return Kept(from_day=left.from_day, rest_days=days, terms=known_terms(terms, known=fleet.priced))


def _price(fleet: Fleet, key: str, changes: Factors) -> float:
    priced = fleet.priced_group(key)
    return 1.0 if priced is None else float(price_factor(priced, fleet.plan, changes))
