"""The frontier over fleets of arrays and planned ones: no point of it has figures that are not those of its own plan.

Arrays stand for a fleet where its own plan gives the same digits. Where they are an approximation (stages, of which a
plan divides whole layers; batches of copies; shares that stops choose too) a fleet is planned before it is shown, and
what its figures as arrays had hidden is looked at again.
"""

from dataclasses import dataclass, field
from functools import partial
from math import inf
from typing import Final

import numpy as np

from planner.arrays import Integers, Mask
from planner.exploration.evaluation import FleetsFound
from planner.exploration.exploration import FleetColumns, FrontierPoint, joined
from planner.exploration.fleets_in_turn import closed_form
from planner.exploration.frontier import frontier_rows
from planner.exploration.replanning import PlannedFleet, fleet_as_composed, planned_fleet
from planner.exploration.search import Search, fleet_rules, terms_left_out
from planner.mixing.strategy import Division
from planner.plan import Plan
from planner.planning.grounds import Grounds
from planner.planning.mixed_run import mixed_run

_MOST_FIRST: Final = 40  # of the frontier's array fleets, planned at once
_MOST_REPLANNED: Final = 64  # with those that were behind them
_SAME: Final = 1e-6


@dataclass(slots=True, kw_only=True)
class ReplannedFrontier:
    """The frontier of ``found`` and of ``planned`` fleets, which its run adds to; ``today`` is the plan as composed.

    ``fleets`` are those found with the planned ones last, ``frontier`` rows of these. ``drawn`` are the rows of found
    fleets that were planned anew, ``off`` is by how much of its cost one differed at most. ``hidden`` are the rows of
    those that arrays put on the frontier and that were not planned, since so many were: they are not on it.
    """

    search: Search
    found: FleetsFound
    grounds: Grounds
    planned: list[PlannedFleet]
    fleets: FleetColumns = field(init=False)
    frontier: Integers = field(init=False)
    drawn: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    hidden: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    today: PlannedFleet | None = None
    off: float = 0.0
    _approximate: Mask = field(init=False)

    def run(self) -> None:
        """Plan the fleets of the frontier whose figures are an approximation, until none that is left is on it."""
        self._approximate = _approximate(self.search, self.found)
        first = self.found.frontier[:0] if _best_at_caps(self.search) else self._unsure(self.found.frontier)
        self._plan(_evenly(first, _MOST_FIRST))
        self._look(self._left_out())
        while len(unsure := self._unsure(self.frontier)):
            room = _MOST_REPLANNED - len(self.drawn)
            if room <= 0:
                self.hidden = unsure
                self._look(self._approximate)
                return
            self._plan(_evenly(unsure, room))
            self._look(self._left_out())

    @property
    def front(self) -> FleetColumns:
        """The fleets of the frontier."""
        return self.fleets.taken(self.frontier)

    @property
    def points(self) -> dict[int, FrontierPoint]:
        """How the planned fleets work, by row."""
        first = len(self.found.fleets)
        return {**self.found.points, **{row: one.point for row, one in enumerate(self.planned, start=first)}}

    def _unsure(self, frontier: Integers) -> Integers:
        """Return the rows of a frontier that only an approximation stands for."""
        rows = frontier[frontier < len(self.found.fleets)]
        unsure: Integers = rows[self._approximate[rows]]
        return np.setdiff1d(unsure, self.drawn)

    def _plan(self, rows: Integers) -> None:
        """Plan the fleets of these rows as the plan has them work, and once the plan as composed."""
        search, plan, grounds = self.search, self.search.plan, self.grounds
        fleets = [tuple(int(count) for count in self.found.fleets.nodes[row]) for row in rows]
        tasks = [partial(planned_fleet, plan, grounds, search.baseline, nodes, None) for nodes in fleets]
        if self.today is None:
            tasks.append(partial(fleet_as_composed, plan, grounds, search.baseline))
        search.work.expected += len(tasks)
        answers = search.work.all(tasks)
        if self.today is None:
            self.today = answers.pop()
        for row, one in zip(rows.tolist(), answers, strict=True):
            if one is not None:
                self.off = max(self.off, abs(float(self.found.fleets.cost[row]) / float(one.columns.cost[0]) - 1.0))
        self.planned += [one for one in answers if one is not None and in_limits(search, one)]
        self.drawn = np.concatenate([self.drawn, rows])

    def _left_out(self) -> Mask:
        out = np.zeros(len(self.found.fleets), dtype=np.bool_)
        out[self.drawn] = True
        return out

    def _look(self, out: Mask) -> None:
        """Look at the frontier of all fleets but these."""
        own, plan = len(self.found.fleets), self.search.plan
        self.fleets = joined([self.found.fleets, *(one.columns for one in self.planned)])
        first = np.flatnonzero(~out) if out.any() else self.found.frontier
        rows = np.concatenate([first, np.arange(own, len(self.fleets), dtype=np.int64)])
        values, dependences = self.fleets.objective(plan.objective)[rows], self.fleets.dependence(plan.measure)[rows]
        # of two that are alike the planned one stands
        behind = np.ones(len(rows))
        behind[: len(first)] += 2.0 * _SAME * self._approximate[first]
        self.frontier = once(self.fleets, rows[frontier_rows(values * behind, dependences * behind)], plan)


def _approximate(search: Search, found: FleetsFound) -> Mask:
    """Return which fleets that were not planned have figures that are not surely those of their own plans."""
    mask: Mask = found.fleets.bound | _shares_approximate(search)
    mask[list(found.points)] = False
    return mask


def _best_at_caps(search: Search) -> bool:
    """Say whether the best fleet at every cap is planned anyway, which leaves few others on the frontier."""
    return search.plan.mixing.division is Division.BEST and not terms_left_out(search.plan)


def _shares_approximate(search: Search) -> bool:
    """Say whether the planner finds better shares than the arrays: stops, porting and a deadline choose them too."""
    rules = fleet_rules(search.plan, search.question.catalogue)
    return rules.divided and not closed_form(mixed_run(search.plan), rules)


def _evenly(rows: Integers, most: int) -> Integers:
    """Return at most so many of some rows, evenly over them."""
    number = min(most, len(rows))
    evenly: Integers = rows[[i * len(rows) // number for i in range(number)]]
    return evenly


def in_limits(search: Search, one: PlannedFleet) -> bool:
    """Say whether a planned fleet keeps the limits of the plan."""
    limits, columns = search.limits, one.columns
    in_time = float(columns.days[0]) <= limits.deadline_days * (1.0 + _SAME)
    power_w = inf if one.power_w is None else one.power_w
    powered = power_w <= limits.power_w * (1.0 + _SAME)
    return in_time and powered and one.in_caps and float(columns.cost[0]) <= limits.budget * (1.0 + _SAME)


def once(fleets: FleetColumns, frontier: Integers, plan: Plan) -> Integers:
    """Return the rows of the frontier (most dependent first) without those that others beat, rounding apart.

    Of two of one cost the less dependent stands, of two that depend alike the better, of equals the first.
    """
    values, dependences = fleets.objective(plan.objective), fleets.dependence(plan.measure)
    kept: list[int] = []  # the least dependent first
    for row in reversed(frontier.tolist()):
        if kept and dependences[row] - dependences[kept[-1]] <= _SAME * max(1.0, dependences[row]):
            kept[-1] = row
        elif not kept or values[kept[-1]] > values[row] * (1.0 + _SAME):
            kept.append(row)
    return np.array(kept[::-1], dtype=np.int64)
