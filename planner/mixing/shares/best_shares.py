"""Best shares: the timetable that minimises cost or days under a deadline and caps, over all orders of all ways.

Answered in closed form where nothing is held, stopped or ported in one interval, by a linear programme where all is
linear, otherwise by a mixed-integer one. Of answers equal within 1e-6 (in closed form: but for rounding) the one of
fewer days is taken, then of less money, of fewer ways, of cheaper ways first, and only then of keys first in order.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise, permutations, product

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats
from planner.mixing.shares.few_ways import few_ways
from planner.mixing.shares.mixed_integer import HELD_SLACK
from planner.mixing.shares.smallest_caps import smallest_limit
from planner.mixing.shares.solution_method import Method, method_of, sole_name
from planner.mixing.shares.ties import FigureRank, figure_rank
from planner.mixing.shares.visit_programme import VisitProgramme
from planner.mixing.timetables.time_units import in_time_units
from planner.mixing.timetables.timetable import Timetable, Visit, timetable
from planner.mixing.timetables.timetable_checks import TOLERANCE
from planner.mixing.timetables.timetable_problem import (
    Cap,
    CapBasis,
    CapMeasure,
    Objective,
    Problem,
    Way,
)

_MOST_ORDERS = 720  # orders of the same ways that are compared for the one of cheapest ways first
_NO_DAYS = 1e-9  # a visit is of no days below this
_SHORT_DAYS = 0.01  # a run that may end sooner is planned in a unit of its own
_FAR_BELOW_ONE = 1e-3  # of a visit: what all together may weigh that break ties between as many
_DIGITS = 9  # to which stops of two orders are equal
_DAYS, _MONEY = ":days", ":money"  # beside the keys of groups, which begin with no colon


class OutOfReach(Struct, frozen=True, kw_only=True):
    """No timetable keeps deadline and caps.

    ``smallest_deadline_days`` is the first day by which the tokens can be done under all caps, None where the caps
    (or the windows) allow none. ``smallest_limits`` are, one for each of ``caps``, the smallest limit of that cap at
    the deadline with the other caps kept; None where the deadline and the others allow none.
    """

    deadline_days: float | None
    caps: tuple[Cap, ...]
    smallest_deadline_days: float | None
    smallest_limits: tuple[float | None, ...]


def best_shares(problem: Problem) -> Timetable | OutOfReach:
    """Return the best timetable, or what stands in its way; nothing is relaxed.

    Of very many ways those of ``few_ways`` are weighed.
    """
    ways = sorted(few_ways(problem).problem.ways, key=lambda way: (way.interval, figure_rank(problem, way)))
    # The solver breaks what ties are left by where columns stand: never by how the fleet happens to be written.
    problem = replace(problem, ways=tuple(ways))
    unit_days = _unit_days(problem)
    in_units = problem if unit_days == 1.0 else in_time_units(problem, unit_days)
    visits = _filled(in_units) if method_of(problem) is Method.CLOSED_FORM else _searched(in_units)
    if visits is not None:
        return timetable(problem, [replace(visit, days=visit.days * unit_days) for visit in visits])
    smallest = _fewest_days(in_units)
    return OutOfReach(
        deadline_days=problem.deadline_days,
        caps=problem.caps,
        smallest_deadline_days=None if smallest is None else smallest * unit_days,
        smallest_limits=tuple(smallest_limit(in_units, position) for position in range(len(problem.caps))),
    )


def _unit_days(problem: Problem) -> float:
    """Return what to count time in: days, but for a run so short that what is no day at all would be all of it."""
    shortest = min((problem.tokens / way.tokens_per_day for way in problem.ways), default=1.0)
    return shortest if shortest < _SHORT_DAYS else 1.0


# Closed form.


def _filled(problem: Problem) -> list[Visit] | None:
    """Fill the best way of each name to the cap, the best first; None where there are too few names for the cap."""
    left, visits, taken = 1.0, [], set[str | None]()
    for way in sorted(problem.ways, key=lambda way: _rank(problem, way)):
        name = sole_name(way, problem.caps[0]) if problem.caps else None
        if name in taken or left <= 0.0:
            continue
        share = min(left, problem.caps[0].limit) if problem.caps else left
        taken.add(name)
        left = 0.0 if left - share <= TOLERANCE else left - share
        if share > 0.0:
            days = share * problem.tokens / way.tokens_per_day
            visits.append(Visit(interval=0, key=way.key, days=days))
    ranks = _ranks(problem)
    return None if left > 0.0 else sorted(_whole(problem, visits), key=lambda visit: ranks[visit.interval, visit.key])


def _rank(problem: Problem, way: Way) -> FigureRank:
    money, days, key = figure_rank(problem, way)
    return (money, days, key) if problem.objective is Objective.COST else (days, money, key)


def _ranks(problem: Problem) -> dict[tuple[int, str], FigureRank]:
    """Return what the visits of each interval and key stand in order by."""
    return {(way.interval, way.key): figure_rank(problem, way) for way in problem.ways}


# By programme.


class _Candidate(Struct, frozen=True):
    """The best of one interval of the end: its goals in the order they count, and its visits."""

    goals: tuple[float, ...]
    visits: list[Visit]


def _programmes(problem: Problem, *, deadline: bool = True) -> Iterator[VisitProgramme]:
    for end in range(len(problem.intervals)):
        late = problem.deadline_days is not None and problem.intervals[end].from_day > problem.deadline_days
        if problem.ways_in(end) and not (deadline and late):
            programme = VisitProgramme(problem, end)
            if deadline and problem.deadline_days is not None:
                programme.add_deadline(problem.deadline_days)
            for cap in problem.caps:
                programme.add_cap(cap)
            yield programme


def _searched(problem: Problem) -> list[Visit] | None:
    """Return the best visits over all intervals of the end; ties are broken among those that reach the best."""
    first = [(programme, _lowest(programme, problem.objective)) for programme in _programmes(problem)]
    reached = [(programme, lowest) for programme, lowest in first if lowest is not None]
    if not reached:
        return None
    best = min(lowest.value for _, lowest in reached)
    near = [one for one in reached if one[1].value <= best + TOLERANCE * max(1.0, abs(best))]
    found = [candidate for candidate in (_settled(*one) for one in near) if candidate is not None]
    for goal in range(len(found[0].goals)):
        best = min(one.goals[goal] for one in found)
        found = [one for one in found if one.goals[goal] <= best + TOLERANCE * max(1.0, abs(best))]
    ranks = _ranks(problem)
    return min(found, key=lambda one: [ranks[visit.interval, visit.key] for visit in one.visits]).visits


def _hhi_caps(problem: Problem) -> tuple[Cap, ...]:
    return tuple(cap for cap in problem.caps if cap.measure is CapMeasure.HHI)


def _goals(programme: VisitProgramme, objective: Objective) -> list[tuple[Floats, float]]:
    money = (programme.money, programme.money_constant)
    days = (programme.days, programme.days_constant)
    return [money, days] if objective is Objective.COST else [days, money]


class _Lowest(Struct, frozen=True):
    """The least of an objective in one programme, and the answer that has it."""

    value: float
    answer: Floats


def _lowest(programme: VisitProgramme, objective: Objective) -> _Lowest | None:
    goal, constant = _goals(programme, objective)[0]
    found = programme.solve(goal, _hhi_caps(programme.problem))
    return None if found is None else _Lowest(float(goal @ found) + constant, found)


def _settled(programme: VisitProgramme, lowest: _Lowest) -> _Candidate | None:
    """Return the one answer of a programme: each goal in turn, then fewest ways, then its days solved anew.

    Of equals those ways work most that stand first in order.
    """
    problem, caps = programme.problem, _hhi_caps(programme.problem)
    goals, rows = _goals(programme, problem.objective), len(programme.model.rows)
    found = _in_turn(programme, goals, caps, first=None if caps else lowest.answer, slack=TOLERANCE)
    if found is None:
        return None
    weights = _rank_weights(programme)
    in_order = _FAR_BELOW_ONE / len(programme.ways) * (programme.count * weights)
    fewest = programme.solve(programme.count + in_order, caps, counts=True)
    found = found if fewest is None else fewest
    programme.remedy(found)
    programme.model.forget_after(rows)
    again = _in_turn(programme, [*goals, (programme.tokens * weights, 0.0)], caps)
    found = found if again is None else again
    values = [float(goal @ found) + constant for goal, constant in goals]
    visits = _in_order(programme, found)
    return _Candidate((*values, float(len(visits))), _whole(problem, visits))


def _in_turn(
    programme: VisitProgramme,
    goals: Sequence[tuple[Floats, float]],
    caps: tuple[Cap, ...],
    first: Floats | None = None,
    slack: float = HELD_SLACK,
) -> Floats | None:
    """Minimise one goal after the other, each among the answers that are best, but for a slack, by those before it.

    ``first`` is the answer of the first goal, where it is known. Whole numbers are kept within less than the solver's
    own tolerance, and stops cost a little more or less by the pool: a slack far smaller would find no tie.
    """
    found = None
    for goal, _ in goals:
        answer = programme.solve(goal, caps) if found is not None or first is None else first
        if answer is None:
            return found
        found = answer
        programme.model.hold(goal, found, slack)
    return found


def _rank_weights(programme: VisitProgramme) -> Floats:
    """Return what columns of ways weigh by where these stand in order, below 1: cheaper first, and then keys."""
    first = {way.key: figure_rank(programme.problem, way) for way in reversed(programme.ways)}
    ranks = {key: rank for rank, key in enumerate(sorted(first, key=first.__getitem__))}
    of_ways = [(1 + ranks[way.key]) / (1 + len(ranks)) for way in programme.ways]
    weights = np.zeros(programme.columns)
    weights[: 2 * len(of_ways)] = of_ways * 2  # days of each, then whether it is visited
    return weights


def _in_order(programme: VisitProgramme, found: Floats) -> list[Visit]:
    """Return the visits, cheaper ways first among the orders whose stops are the same."""
    nodes = programme.path(found)
    ways = [programme.ways[node] for node in nodes]
    parts = [[way for way in ways if way.interval == one] for one in sorted({way.interval for way in ways})]
    if math.prod(math.factorial(len(part)) for part in parts) <= _MOST_ORDERS:
        stops = _stops(programme.problem, ways)
        orders: list[tuple[Way, ...]] = [
            tuple(chain.from_iterable(order)) for order in product(*(permutations(part) for part in parts))
        ]
        same = [order for order in orders if _stops(programme.problem, order) == stops]
        ranks = _ranks(programme.problem)
        first = min(same, key=lambda order: _changes(order, ranks), default=tuple(ways))
        ways = list(first)
    worked = {node: float(found[node]) if found[node] > _NO_DAYS else 0.0 for node in nodes}
    days = {(programme.ways[node].interval, programme.ways[node].key): spent for node, spent in worked.items()}
    return [Visit(interval=way.interval, key=way.key, days=days[way.interval, way.key]) for way in ways]


def _changes(order: tuple[Way, ...], ranks: Mapping[tuple[int, str], FigureRank]) -> tuple[int, list[FigureRank]]:
    """Return what an order is chosen by: how often the way changes, then its ways."""
    changes = sum(old.key != new.key for old, new in pairwise(order))
    return changes, [ranks[way.interval, way.key] for way in order]


def _stops(problem: Problem, ways: Sequence[Way]) -> dict[tuple[int, str], float]:
    """Return what an order stops for in each interval: days, money in days of all groups, and what caps on spend see.

    That is the days paid by group.
    """
    paid = {group.key: group.per_worked_day for group in problem.groups}
    unit = sum(group.per_day for group in problem.groups) or 1.0
    by_group = any(cap.basis is CapBasis.SPEND for cap in problem.caps)
    stops: dict[tuple[int, str], float] = {}
    for old, new in pairwise(ways):
        days = problem.paid_in_stop(old, new)
        money = sum(paid[key] * spent for key, spent in days.items()) / unit
        parts = {_DAYS: problem.stop_between(old, new).days, _MONEY: money, **(days if by_group else {})}
        for name, spent in parts.items():
            stops[new.interval, name] = stops.get((new.interval, name), 0.0) + spent
    return {part: rounded for part, spent in stops.items() if (rounded := round(spent, _DIGITS))}


def _whole(problem: Problem, visits: Sequence[Visit]) -> list[Visit]:
    """Return the visits with the last interval's days set so that the tokens add up to the last digit."""
    last = visits[-1].interval if visits else 0
    rate = {(way.interval, way.key): way.tokens_per_day for way in problem.ways}
    tokens = [rate[visit.interval, visit.key] * visit.days for visit in visits]
    at_end = sum(one for one, visit in zip(tokens, visits, strict=True) if visit.interval == last)
    factor = 1.0 + (problem.tokens - sum(tokens)) / at_end if at_end > 0.0 else 1.0
    return [
        Visit(interval=one.interval, key=one.key, days=one.days * (factor if one.interval == last else 1.0))
        for one in visits
    ]


def _fewest_days(problem: Problem) -> float | None:
    """Return the first day by which the tokens can be done under all caps, whatever the deadline."""
    found = [_lowest(programme, Objective.DAYS) for programme in _programmes(problem, deadline=False)]
    return min((lowest.value for lowest in found if lowest is not None), default=None)
