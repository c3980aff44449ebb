"""All timetables of a problem that end in one interval, as the columns and rows of a mixed-integer programme.

Columns: days of every way of every interval up to the end, whether it is visited, which way follows which (one path
over interval and way), which stacks take part, and one amount that a smallest cap is found by. With the end in a
given interval a held group's cost is a constant, 0, or linear in the end, so the interval of the end is enumerated.
"""

import math
from collections.abc import Iterator, Mapping

import numpy as np

from planner.arrays import Floats
from planner.errors import BugError
from planner.mixing.shares.mixed_integer import MixedInteger, weighed_money
from planner.mixing.shares.solution_method import ports_nothing, stops_nowhere
from planner.mixing.timetables.timetable_checks import HHI_TOLERANCE_POINTS, POINTS_OF_ONE_NAME
from planner.mixing.timetables.timetable_problem import Cap, CapBasis, CapMeasure, Problem, Way

START = -1  # before the first way
END = -2  # after the last

Arc = tuple[int, int]  # node before, node after; nodes are numbered in the order of ``VisitProgramme.ways``

_VISITED = 0.5  # a whole number of 0 or 1 is 1 above this
_SLIVER_DAYS = 1e-6
_MOST_CUTS = 200
_MOST_AMOUNT = 1e7  # of tokens (scaled to 1) or of money (scaled to days): beyond any run


class VisitProgramme:
    """The programme of all timetables that end in ``end``; money and tokens are scaled to about the size of days.

    ``money``, ``days`` and ``count`` are goals over the columns (with ``money_constant`` and ``days_constant`` to be
    added); ``money_unit`` is what one unit of ``money`` is. ``tokens`` are those of each way, a row that sums to 1.
    """

    def __init__(self, problem: Problem, end: int) -> None:
        self.problem, self.end = problem, end
        self.ways = tuple(way for way in problem.ways if way.interval <= end)
        self.stops = not stops_nowhere(problem)
        self.ports = not ports_nothing(problem)
        self.whole = self.stops or self.ports
        self.arcs = tuple(self._arcs()) if self.stops else ()
        self.stacks = tuple(sorted({stack for way in self.ways for stack in way.stacks})) if self.ports else ()
        self.columns = 2 * len(self.ways) + len(self.arcs) + len(self.stacks) + 1
        self.money_unit = sum(group.per_day for group in problem.groups) or 1.0
        self._groups = problem.group_by_key()
        self.model = self._empty()
        self.days, self.days_constant = self._span(end), problem.intervals[end].from_day
        self.money, self.money_constant = self._money()
        self.tokens = self._filled({node: way.tokens_per_day / problem.tokens for node, way in enumerate(self.ways)})
        self.count = self._filled({len(self.ways) + node: 1.0 for node in range(len(self.ways))})
        self._add_days()
        self._add_path()
        self._add_stacks()

    # Columns.

    def _filled(self, values: Mapping[int, float]) -> Floats:
        row = np.zeros(self.columns)
        for column, value in values.items():
            row[column] = value
        return row

    def _arc_column(self, arc: int) -> int:
        return 2 * len(self.ways) + arc

    def _stack_column(self, stack: int) -> int:
        return 2 * len(self.ways) + len(self.arcs) + stack

    @property
    def amount_column(self) -> int:
        """The column of the amount that a smallest cap is found by."""
        return self.columns - 1

    def _arcs(self) -> Iterator[Arc]:
        for node, way in enumerate(self.ways):
            if all(self.problem.may_pass(None, passed) for passed in range(way.interval)):
                yield START, node
            if way.interval == self.end:
                yield node, END
            for other, after in enumerate(self.ways):
                between = range(way.interval + 1, after.interval)
                same = way.interval == after.interval and node != other
                if same or (way.interval < after.interval and all(self.problem.may_pass(way, one) for one in between)):
                    yield node, other

    def _empty(self) -> MixedInteger:
        ways = len(self.ways)
        upper, whole = np.ones(self.columns), np.ones(self.columns, dtype=bool)
        for node, way in enumerate(self.ways):
            upper[node] = self._longest(way)
        whole[:ways], whole[self.amount_column] = False, False
        upper[self.amount_column] = _MOST_AMOUNT
        return MixedInteger(lower=np.zeros(self.columns), upper=upper, whole=whole)

    def _longest(self, way: Way) -> float:
        return min(self.problem.intervals[way.interval].length_days, self.problem.tokens / way.tokens_per_day)

    def _into(self, arc: Arc) -> Way | None:
        """Return the way an arc leads to; None at the end."""
        return None if arc[1] == END else self.ways[arc[1]]

    def _from(self, arc: Arc) -> Way | None:
        return None if arc[0] == START else self.ways[arc[0]]

    def _stop_days(self, arc: Arc) -> float:
        new = self._into(arc)
        return 0.0 if new is None else self.problem.stop_between(self._from(arc), new).days

    # Goals.

    def _span(self, interval: int) -> Floats:
        """Return days at work and in stops of an interval."""
        row = self._filled({node: 1.0 for node, way in enumerate(self.ways) if way.interval == interval})
        for position, arc in enumerate(self.arcs):
            new = self._into(arc)
            if new is not None and new.interval == interval:
                row[self._arc_column(position)] = self._stop_days(arc)
        return row

    def _by_group_days(self, per_day: Mapping[str, float]) -> Floats:
        """Return what days at work and in stops add up to at so much a day of each group."""
        row = np.zeros(self.columns)
        for node, way in enumerate(self.ways):
            row[node] = sum(per_day[key] for key in way.groups)
        for position, arc in enumerate(self.arcs):
            new = self._into(arc)
            if new is not None:
                paid = self.problem.paid_in_stop(self._from(arc), new)
                row[self._arc_column(position)] = sum(per_day[key] * days for key, days in paid.items())
        return row

    def _money(self) -> tuple[Floats, float]:
        row = self._by_group_days({key: group.per_worked_day for key, group in self._groups.items()})
        constant, porting = 0.0, weighed_money(self.problem.porting_per_stack, self.money_unit)
        begin = self.problem.intervals[self.end].from_day
        for group in self.problem.groups:
            constant += group.per_held_day * group.held_days(begin)
            if self.problem.is_open(group, self.end):
                row = row + group.per_held_day * self.days
        for position, stack in enumerate(self.stacks):
            if stack != self.problem.start_stack:
                row[self._stack_column(position)] = porting
        if self.problem.start_stack is None and self.stacks:
            constant -= porting  # the stack with the most tokens is not ported
        return row / self.money_unit, constant / self.money_unit

    # Rows.

    def _add_days(self) -> None:
        self.model.add(self.tokens, least=1.0, most=1.0)
        for node, way in enumerate(self.ways):
            self.model.add(self._filled({node: 1.0, len(self.ways) + node: -self._longest(way)}), most=0.0)
        if math.isfinite(self.problem.intervals[self.end].to_day):
            self.model.add(self.days, most=self.problem.intervals[self.end].length_days)
        for interval in range(self.end):
            self._add_closed(interval)

    def _add_closed(self, interval: int) -> None:
        """Let an interval before the last be worked and stopped in to its end, or passed over whole."""
        length = self.problem.intervals[interval].length_days
        if not self.arcs:
            if self.problem.ways_in(interval):
                self.model.add(self._span(interval), least=0.0 if self.problem.may_wait else length, most=length)
            return
        row = self._span(interval)
        for position, arc in enumerate(self.arcs):
            old, new = self._from(arc), self._into(arc)
            if new is not None and new.interval == interval and (old is None or old.interval != interval):
                row[self._arc_column(position)] -= length
        self.model.add(row, least=-length if self.problem.may_wait else 0.0, most=0.0)

    def _add_path(self) -> None:
        if not self.arcs:
            return
        for node in range(len(self.ways)):
            for end in (0, 1):
                row = self._filled({len(self.ways) + node: -1.0})
                for position, arc in enumerate(self.arcs):
                    row[self._arc_column(position)] += arc[end] == node
                self.model.add(row, least=0.0, most=0.0)
        starts = {self._arc_column(position): 1.0 for position, arc in enumerate(self.arcs) if arc[0] == START}
        self.model.add(self._filled(starts), least=1.0, most=1.0)

    def _add_stacks(self) -> None:
        for position, stack in enumerate(self.stacks):
            for node, way in enumerate(self.ways):
                if stack in way.stacks:
                    row = {len(self.ways) + node: 1.0, self._stack_column(position): -1.0}
                    self.model.add(self._filled(row), most=0.0)

    def add_deadline(self, deadline_days: float) -> None:
        """Let the run end by a day."""
        self.model.add(self.days, most=deadline_days - self.days_constant)

    def amounts(self, cap: Cap) -> tuple[dict[str, Floats], Floats]:
        """Return each name's amount in a cap's layer and the amount of all, as rows over the columns."""
        if cap.basis is CapBasis.SPEND:
            whole = {key: group.per_day / self.money_unit for key, group in self._groups.items()}
            shares = {key: group.names.get(cap.layer, {}) for key, group in self._groups.items()}
            names = sorted({name for of_group in shares.values() for name in of_group})
            of_name = {name: {key: whole[key] * shares[key].get(name, 0.0) for key in whole} for name in names}
            return {name: self._by_group_days(of_name[name]) for name in names}, self._by_group_days(whole)
        parts = [way.compute_shares.get(cap.layer, {}) for way in self.ways]
        names = sorted({name for part in parts for name in part})
        rows = {
            name: self._filled({node: self.tokens[node] * part.get(name, 0.0) for node, part in enumerate(parts)})
            for name in names
        }
        return rows, self.tokens

    def add_cap(self, cap: Cap) -> None:
        """Keep every name's share below a cap; an HHI is cut in by ``solve``."""
        if cap.measure is CapMeasure.LARGEST:
            rows, whole = self.amounts(cap)
            for row in rows.values():
                self.model.add(row - cap.limit * whole, most=0.0)

    # Answers.

    def solve(self, goal: Floats, hhi_caps: tuple[Cap, ...] = (), *, counts: bool = False) -> Floats | None:
        """Return the columns that minimise a goal and hold as one path and below every HHI; None where none do.

        ``counts`` says that the goal counts visits, so that they have to be whole. Circles apart from the path, and
        tangents of the HHI, are cut until there is nothing to cut.
        """
        for _ in range(_MOST_CUTS):
            found = self.model.minimise(goal, relaxed=not (self.whole or counts))
            if found is None or not (self._cut_circles(found) | self._cut_hhi(found, hhi_caps)):
                return found
        raise BugError(f"{_MOST_CUTS} rounds of cuts leave something to cut.")

    def _cut_hhi(self, found: Floats, caps: tuple[Cap, ...]) -> bool:
        cut = False
        for cap in caps:
            rows, _ = self.amounts(cap)
            points = POINTS_OF_ONE_NAME * sum(float(row @ found) ** 2 for row in rows.values())
            if points > cap.limit + HHI_TOLERANCE_POINTS:
                row, constant = self.tangent(cap, found)
                self.model.add(row, most=cap.limit / POINTS_OF_ONE_NAME + constant)
                cut = True
        return cut

    def tangent(self, cap: Cap, found: Floats) -> tuple[Floats, float]:
        """Return row and constant of the tangent at these shares: sum s^2 >= row . x - constant everywhere."""
        rows, _ = self.amounts(cap)
        shares = {name: float(row @ found) for name, row in rows.items()}
        tangent = sum((2.0 * shares[name] * row for name, row in rows.items()), np.zeros(self.columns))
        return tangent, sum(share**2 for share in shares.values())

    def _cut_circles(self, found: Floats) -> bool:
        if not self.arcs:
            return False
        after = self._followers(found)
        apart = {node for node in after if node != START} - set(self.path(found))
        cut = False
        while apart:
            circle = [apart.pop()]
            while after[circle[-1]] in apart:
                apart.remove(after[circle[-1]])
                circle.append(after[circle[-1]])
            inside = [i for i, arc in enumerate(self.arcs) if arc[0] in circle and arc[1] in circle]
            self.model.add(self._filled({self._arc_column(i): 1.0 for i in inside}), most=len(circle) - 1.0)
            cut = True
        return cut

    def _followers(self, found: Floats) -> dict[int, int]:
        return {arc[0]: arc[1] for i, arc in enumerate(self.arcs) if found[self._arc_column(i)] > _VISITED}

    def path(self, found: Floats) -> list[int]:
        """Return the nodes visited in order; without stops in the order of intervals, as given."""
        if not self.arcs:
            return [node for node in range(len(self.ways)) if found[node] > _SLIVER_DAYS]
        after, nodes = self._followers(found), []
        node = after[START]
        while node != END:
            nodes.append(node)
            node = after[node]
        return nodes

    def remedy(self, found: Floats) -> None:
        """Leave only the days of the visited ways open, in the order found."""
        visited = set(self.path(found))
        for node in range(len(self.ways)):
            if node not in visited:
                self.model.upper[node] = 0.0
        if self.whole:
            values = np.round(found[len(self.ways) : self.amount_column])
            self.model.lower[len(self.ways) : self.amount_column] = values
            self.model.upper[len(self.ways) : self.amount_column] = values
            self.whole = False
