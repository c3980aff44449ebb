"""The placement of a programme as a mixed-integer programme.

Ways that never wait for each other only fill up (their loads are enough); where joined ways share pools, first days
and who goes before whom are columns too: ways AB, BC and CA of one day each load every pool with 2 days and take 3.
"""

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from msgspec import Struct

from planner.arrays import Floats
from planner.mixing.programmes.programme_terms import Programme, ProgrammeWay, are_machines, at_once
from planner.mixing.shares.mixed_integer import MixedInteger, weighed_money
from planner.mixing.timetables.timetable_checks import TOLERANCE
from planner.mixing.timetables.timetable_problem import Interval, Objective, cut_intervals

_TAKEN = 0.5  # a whole number of 0 or 1 is 1 above this


class Placed(Struct, frozen=True, kw_only=True):
    """The way of one model, and the day on which it begins."""

    way: str
    from_day: float


def search(programme: Programme, objective: Objective, deadline_days: float | None) -> tuple[Placed, ...] | None:
    """Return the best placement of every model, in the order of the models; None where none ends by the deadline."""
    found: list[tuple[tuple[float, ...], tuple[Placed, ...]]] = []
    for interval in cut_intervals(programme.groups):
        if deadline_days is None or interval.from_day <= deadline_days:
            answer = _Placement(programme, interval, deadline_days).best(objective)
            found += [] if answer is None else [answer]
    if not found:
        return None
    for goal in range(len(found[0][0])):
        best = min(goals[goal] for goals, _ in found)
        found = [one for one in found if one[0][goal] <= best + TOLERANCE * max(1.0, abs(best))]
    return min(found, key=lambda one: [place.way for place in one[1]])[1]


class _Placement:
    """All placements whose last model ends in one interval between the cuts of windows.

    Columns: model by way (taken or not), ways in use, first days of models, who goes before whom, stacks in use, the
    makespan.
    """

    def __init__(self, programme: Programme, interval: Interval, deadline_days: float | None) -> None:
        self._programme, self._interval = programme, interval
        used = {way.key for model in programme.models for way in programme.choices(model)}
        self._ways = tuple(sorted((way for way in programme.ways if way.key in used), key=lambda way: way.key))
        self._queues = are_machines(self._ways)
        self._pairs = [] if self._queues else list(combinations(range(len(programme.models)), 2))
        models, ways = len(programme.models), len(self._ways)
        self._begins = models * ways + ways
        self._first_stack = self._begins + models + len(self._pairs)
        self._stacks = sorted({stack for way in self._ways if programme.porting_per_stack for stack in way.stacks})
        self._columns = self._first_stack + len(self._stacks) + 1
        self._days = np.array([[model.tokens / way.tokens_per_day for way in self._ways] for model in programme.models])
        opening = max((way.from_day for way in self._ways), default=0.0)
        self._horizon = opening + float(np.sum(np.max(self._days, axis=1)))
        self._model = self._empty()
        self._add_choices()
        self._add_order_of_alike()
        self._add_stacks()
        self._add_queues() if self._queues else self._add_turns()
        self._add_end(deadline_days)

    # Columns.

    def _taken(self, model: int, way: int) -> int:
        return model * len(self._ways) + way

    def _in_use(self, way: int) -> int:
        return len(self._programme.models) * len(self._ways) + way

    def _row(self, values: dict[int, float]) -> Floats:
        row = np.zeros(self._columns)
        for column, value in values.items():
            row[column] = value
        return row

    def _own_days(self, model: int) -> dict[int, float]:
        return {self._taken(model, way): float(self._days[model, way]) for way in range(len(self._ways))}

    def _empty(self) -> MixedInteger:
        upper, whole = np.ones(self._columns), np.ones(self._columns, dtype=bool)
        begins = slice(self._begins, self._begins + len(self._programme.models))
        upper[begins], whole[begins] = self._horizon, False
        upper[-1], whole[-1] = max(self._horizon, self._interval.from_day), False
        for position, model in enumerate(self._programme.models):
            allowed = {way.key for way in self._programme.choices(model)}
            for way, one in enumerate(self._ways):
                upper[self._taken(position, way)] = float(one.key in allowed)
        return MixedInteger(lower=np.zeros(self._columns), upper=upper, whole=whole)

    # Rows.

    def _add_choices(self) -> None:
        for model in range(len(self._programme.models)):
            ways = range(len(self._ways))
            self._model.add(self._row({self._taken(model, way): 1.0 for way in ways}), least=1.0, most=1.0)
            for way in ways:
                self._model.add(self._row({self._taken(model, way): 1.0, self._in_use(way): -1.0}), most=0.0)

    def _add_order_of_alike(self) -> None:
        """Let models that are alike take ways in their order: swapping them changes nothing.

        Without these rows HiGHS, which meets the symmetry by itself, has called a longer makespan the shortest.
        """
        before: dict[tuple[float, str | None, str | None], int] = {}
        for number, model in enumerate(self._programme.models):
            first = before.get((model.tokens, model.way, model.pool))
            before[model.tokens, model.way, model.pool] = number
            if first is not None:
                ways = range(len(self._ways))
                later = {self._taken(number, way): float(way) for way in ways}
                self._model.add(self._row(later | {self._taken(first, way): -float(way) for way in ways}), least=0.0)

    def _add_stacks(self) -> None:
        for number, stack in enumerate(self._stacks):
            for position, way in enumerate(self._ways):
                if stack in way.stacks:
                    row = self._row({self._in_use(position): 1.0, self._first_stack + number: -1.0})
                    self._model.add(row, most=0.0)

    def _add_queues(self) -> None:
        """Each way works its models one after the other, from the first day of its window."""
        for position, way in enumerate(self._ways):
            load = {
                self._taken(model, position): float(self._days[model, position])
                for model in range(len(self._programme.models))
            }
            if math.isfinite(way.until_day):
                self._model.add(self._row(load), most=way.until_day - way.from_day)
            ends = load | {self._in_use(position): way.from_day, self._columns - 1: -1.0}
            self._model.add(self._row(ends), most=0.0)

    def _add_turns(self) -> None:
        """Each model begins on a day of its own; of two that share a pool one ends before the other begins."""
        for model in range(len(self._programme.models)):
            begin, own = self._begins + model, self._own_days(model)
            self._model.add(self._row({begin: 1.0, self._columns - 1: -1.0} | own), most=0.0)
            for position, way in enumerate(self._ways):
                taken = self._taken(model, position)
                self._model.add(self._row({begin: 1.0, taken: -way.from_day}), least=0.0)
                if math.isfinite(way.until_day):
                    row = self._row({begin: 1.0} | own)
                    row[taken] += self._horizon
                    self._model.add(row, most=way.until_day + self._horizon)
        for place, (first, second) in enumerate(self._pairs):
            before = self._begins + len(self._programme.models) + place
            self._add_order(first, second, (before, 1.0))
            self._add_order(second, first, (before, 0.0))

    def _add_order(self, first: int, second: int, before: tuple[int, float]) -> None:
        """Let ``first`` end before ``second`` begins where the column ``before`` says so and they share a pool."""
        column, says = before
        far = 2.0 * self._horizon
        for one, way in enumerate(self._ways):
            for other, after in enumerate(self._ways):
                if way is after or at_once(way, after):
                    row = self._row({self._begins + first: 1.0, self._begins + second: -1.0} | self._own_days(first))
                    row[self._taken(first, one)] += far
                    row[self._taken(second, other)] += far
                    row[column] += far if says else -far
                    self._model.add(row, most=far * (2.0 + says))

    def _add_end(self, deadline_days: float | None) -> None:
        latest = min(self._interval.to_day, math.inf if deadline_days is None else deadline_days)
        self._model.add(self._row({self._columns - 1: 1.0}), least=self._interval.from_day, most=latest)

    # Answers.

    def _money(self) -> tuple[Floats, float]:
        by_key = {group.key: group for group in self._programme.groups}
        unit = sum(group.per_day for group in self._programme.groups) or self._programme.porting_per_stack or 1.0
        row, constant = np.zeros(self._columns), 0.0
        for position, way in enumerate(self._ways):
            per_day = sum(by_key[key].per_worked_day for key in way.groups)
            for model in range(len(self._programme.models)):
                row[self._taken(model, position)] = per_day * self._days[model, position]
        for group in self._programme.groups:
            constant += group.per_held_day * group.held_days(self._interval.from_day)
            if group.from_day <= self._interval.from_day and self._interval.to_day <= group.until_day:
                row[-1] += group.per_held_day
                constant -= group.per_held_day * self._interval.from_day
        constant += self._add_porting(row, unit)
        return row / unit, constant / unit

    def _add_porting(self, row: Floats, unit: float) -> float:
        """Price every stack but the one the programme starts from; return what that one takes off."""
        each, start = weighed_money(self._programme.porting_per_stack, unit), self._programme.start_stack
        for number, stack in enumerate(self._stacks):
            row[self._first_stack + number] = 0.0 if stack == start else each
        return -each if start is None and self._stacks else 0.0

    def best(self, objective: Objective) -> tuple[tuple[float, ...], tuple[Placed, ...]] | None:
        """Return the goals in the order they count, and the placement."""
        money, makespan = self._money(), (self._row({self._columns - 1: 1.0}), 0.0)
        ways = self._row({self._in_use(way): 1.0 + 1e-4 * way for way in range(len(self._ways))})
        order = [money, makespan] if objective is Objective.COST else [makespan, money]
        found = self._model.minimise(order[0][0])
        if found is None:
            return None
        self._model.hold(order[0][0], found)
        for goal in (order[1][0], ways):
            answer = self._model.minimise(goal)
            found = found if answer is None else answer
            self._model.hold(goal, found)
        goals = (*(float(goal @ found) + constant for goal, constant in order), float(ways @ found))
        return goals, self._placed(found)

    def _placed(self, found: Floats) -> tuple[Placed, ...]:
        """Return way and first day of every model, as early as the order found allows."""
        models = range(len(self._programme.models))
        taken = [next(way for way in range(len(self._ways)) if found[self._taken(m, way)] > _TAKEN) for m in models]
        rank = (
            list(models) if self._queues else np.argsort(found[self._begins :][: len(models)], kind="stable").tolist()
        )
        chosen: dict[int, tuple[ProgrammeWay, float, float]] = {}
        for model in rank:
            way = self._ways[taken[model]]
            busy = [end for other, _, end in chosen.values() if other is way or at_once(other, way)]
            begin = max([way.from_day, *busy])
            chosen[model] = (way, begin, begin + float(self._days[model, taken[model]]))
        return tuple(Placed(way=way.key, from_day=begin) for way, begin in self._alike(chosen))

    def _alike(self, chosen: dict[int, tuple[ProgrammeWay, float, float]]) -> Sequence[tuple[ProgrammeWay, float]]:
        """Hand places among models that are alike to the first model first, by the ways' keys."""
        models = self._programme.models
        places: list[tuple[ProgrammeWay, float]] = [chosen[one][:2] for one in range(len(models))]
        for kind in {(model.tokens, model.way, model.pool) for model in models}:
            alike = [one for one, model in enumerate(models) if (model.tokens, model.way, model.pool) == kind]
            handed = sorted((places[one] for one in alike), key=lambda place: (place[0].key, place[1]))
            for one, place in zip(alike, handed, strict=True):
                places[one] = place
        return places
