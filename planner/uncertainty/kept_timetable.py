"""Events that keep the timetable: from their day on it goes slower or costs more, and nothing is planned anew."""

from collections.abc import Callable, Mapping
from math import inf, isfinite

import numpy as np
from msgspec import Struct

from planner.causes import Cause
from planner.mixing.timetables.drawn_timetables import drawn
from planner.mixing.timetables.timetable_problem import Way
from planner.planning.fleet import Fleet
from planner.planning.planned_run import PlannedRun, supplier_of
from planner.planning.programme import PlannedProgramme
from planner.planning.programme_pace import paced
from planner.planning.ways import PlannedWay
from planner.risk.wear import mean_worn
from planner.uncertainty.after_event import FROM_THEN_ON, PRICES, UNTIL, known_terms
from planner.uncertainty.programme_state import models_later
from planner.uncertainty.progress import Remaining, busy_days_by, paid, remaining
from planner.uncertainty.what_if import Factors, joint_factor, price_factor, rate_factor

_MOST_ROUNDS = 500
_SETTLED = 1e-13  # relative
_LEAST_RATE = 1e-9  # of the planned: below it nothing is trained
_NEVER_DAYS = 1e7


class Kept(Struct, frozen=True, kw_only=True):
    """The timetable worked to its end; ``rest_days`` of it from ``from_day`` on, ``days`` infinite: it never ends.

    ``causes`` name the models of a programme that end later than planned.
    """

    from_day: float
    rest_days: float
    terms: Mapping[str, float] | None
    causes: tuple[Cause, ...] = ()

    @property
    def days(self) -> float:
        """The day on which the run ends."""
        return self.from_day + self.rest_days


def kept_with(run: PlannedRun, day: float, changes: Factors) -> Kept:
    """Return the run with other rates and prices from a day before its end on."""
    if isinstance(run, PlannedProgramme):
        pools = [run.pool_of[one.way] for one, _ in run.placements()]
        return _placed(run, day, [float(rate_factor(member, changes)) for member in pools], changes)
    fleet = _one_model(run)
    left = _left(fleet, day)

    def factor(way: PlannedWay) -> float:
        rate = sum(way.parts[member.planned.place] * float(rate_factor(member, changes)) for member in way.members)
        return rate * (float(joint_factor(way, changes)) if len(way.members) > 1 else 1.0)

    rates = [factor(_planned(fleet, left, way)) for way in left.problem.ways]
    return _worked(fleet, day, left, rates, changes)


def kept_wearing(run: PlannedRun, day: float, supplier: str, annual_failure_share: float) -> Kept:
    """Return the run in which a supplier's pools wear out while they work, from a day before its end on.

    Each pool's rate falls linearly with its own days of work. The mean over each way's work (each model's, of a
    programme) is settled round by round, from no wear on, so that the first end that holds is found; none: it never
    ends.
    """
    if isinstance(run, PlannedProgramme):
        settled = _settled(
            len(run.programme.models),
            lambda rates: _model_days(run, day, rates),
            lambda days: _worn_models(run, days, supplier, annual_failure_share),
        )
        if settled is None:
            return Kept(from_day=day, rest_days=inf, terms=None)
        return _placed(run, day, settled, Factors())
    fleet = _one_model(run)
    left = _left(fleet, day)
    settled = _settled(
        len(left.problem.ways),
        lambda rates: _work_days(left, rates),
        lambda days: _worn_rates(fleet, left, days, supplier, annual_failure_share),
    )
    if settled is None:
        return Kept(from_day=left.from_day, rest_days=inf, terms=None)
    return _worked(fleet, day, left, settled, Factors())


def _settled(
    many: int,
    days_of: Callable[[list[float]], list[float] | None],
    rates_of: Callable[[list[float]], list[float]],
) -> list[float] | None:
    """Return the rates that their own days of work lead to again; None where the run does not finish at any."""
    rates = [1.0] * many
    for _ in range(_MOST_ROUNDS):
        days = days_of(rates)
        if days is None:
            return None
        after = rates_of(days)
        same = np.allclose(after, rates, rtol=_SETTLED, atol=0.0)
        rates = after
        if same:
            return rates
    return None


def _one_model(run: PlannedRun) -> Fleet:
    assert isinstance(run, Fleet)  # noqa: S101 - a run is one model's or a programme's
    return run


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
    terms = _terms(fleet, day, busy, left.from_day + days, changes)
    return Kept(from_day=left.from_day, rest_days=days, terms=terms)


def _terms(
    run: PlannedRun, day: float, busy: Mapping[str, float], end: float, changes: Factors
) -> dict[str, float] | None:
    """Return the money until a day and from then on to the end, ``busy`` at work or in stops after the day."""
    by_day = busy_days_by(run, day)
    terms = {UNTIL: run.porting, FROM_THEN_ON: 0.0, PRICES: 0.0}
    for group in run.paid_groups:
        after = paid(group, busy[group.key], day, end)
        terms[UNTIL] += paid(group, by_day[group.key], 0.0, day)
        terms[FROM_THEN_ON] += after
        terms[PRICES] += after * (_price(run, group.key, changes) - 1.0)
    return known_terms(terms, known=run.priced)


def _price(run: PlannedRun, key: str, changes: Factors) -> float:
    priced = run.priced_group(key)
    return 1.0 if priced is None else float(price_factor(priced, run.plan, changes))


def _model_days(run: PlannedProgramme, day: float, rates: list[float]) -> list[float] | None:
    """Return the days of work of each model after a day; None where one never ends."""
    if min(rates) <= _LEAST_RATE:
        return None
    pace = paced(run, [np.array([rate]) for rate in rates], day)
    return [float(days[0]) for days in pace.work_days] if float(pace.days[0]) < _NEVER_DAYS else None


def _worn_models(run: PlannedProgramme, days: list[float], supplier: str, annual_failure_share: float) -> list[float]:
    worked: dict[object, float] = {}
    rates = [1.0] * len(days)
    for number, one in run.queue():
        member, own = run.pool_of[one.way], days[number]
        if supplier_of(member) == supplier and own > 0.0:
            before = worked.get(member.planned.place, 0.0)
            rates[number] -= mean_worn(annual_failure_share, before, own)
            worked[member.planned.place] = before + own
    return rates


def _placed(run: PlannedProgramme, day: float, rates: list[float], changes: Factors) -> Kept:
    """Return a programme whose models keep their pools and their order, each at its rate from a day on."""
    pace = paced(run, [np.array([rate]) for rate in rates], day)
    end = float(pace.days[0])
    if not isfinite(end):
        return Kept(from_day=day, rest_days=inf, terms=None)
    by_day = busy_days_by(run, day)
    busy = {key: float(days[0]) - by_day[key] for key, days in pace.busy_days.items()}
    later = models_later(
        (one.model, float(ends[0]), one.to_day) for one, ends in zip(run.placed.placements, pace.ends, strict=True)
    )
    return Kept(from_day=day, rest_days=end - day, terms=_terms(run, day, busy, end, changes), causes=later)
