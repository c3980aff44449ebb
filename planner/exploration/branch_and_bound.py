"""Which fleets have to be planned one by one so that none that is left out can be on the frontier.

Where windows, held groups or a programme make the arithmetic of all fleets an approximation, each fleet has a figure
that no plan of it goes below (``floors``). The most promising fleets are planned until every other one is beaten even
by that figure, or until so many are planned that the rest is left, and counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np

from planner.arrays import Floats, Integers, Mask
from planner.dependence import POINTS_OF_ONE_NAME
from planner.exploration.exploration import FleetColumns, joined
from planner.exploration.floors import Floors
from planner.exploration.frontier import frontier_rows
from planner.exploration.replanning import Asked, PlannedFleet, planned_fleets
from planner.exploration.work import Work
from planner.plan import DependenceMeasure

MOST_EVERY: Final = 1_024  # fleets of one pool of which every one is planned; a plan takes some 6 ms x pools squared
MOST_PLANNED: Final = 2_048  # of larger spaces, shares under caps counted too: some 15 s of a core
LEAST_PLANNED: Final = 48  # however many pools there are
_AT_ONCE: Final = 48  # fleets planned before the frontier is looked at again
_OF_A_CAP: Final = 2  # of these at most for each cap
_PER_TASK: Final = 4  # some 100 ms
_SAME: Final = 1e-6
_ROUNDING: Final = 1e-9

Answer = PlannedFleet | str
OwnChoice = float | None  # a cap, or None for a fleet as the plan has it work


@dataclass(slots=True)
class BranchAndBound:
    """Plans fleets of ``floors``: as the plan has them work (``drawn``), and at the best shares under ``caps``.

    ``known`` are feasible fleets that are known to the last digit, ``answers`` by row and cap (None: as the plan has
    it) the planned ones, or why one falls out. ``most`` are planned, of no more than ``every`` fleets each one as the
    plan has it. ``no_more`` is what the objective of each fleet as the plan has it does not exceed.
    """

    asked: Asked
    floors: Floors
    caps: tuple[float, ...]
    work: Work
    most: int
    every: int = 0
    drawn: bool = True
    no_more: Floats | float = np.inf
    known: FleetColumns | None = None
    answers: dict[tuple[int, OwnChoice], Answer] = field(default_factory=dict)
    left: int = 0
    _in_turn: dict[float, Floats] = field(default_factory=dict)
    _at: dict[float, Floats] = field(default_factory=dict)

    def begin_with(self, fleets: Sequence[tuple[tuple[int, ...], OwnChoice]]) -> None:
        """Plan some fleets (nodes, and cap) first, so that they rule others out."""
        found = [(np.flatnonzero((self.floors.nodes == nodes).all(axis=1)), cap) for nodes, cap in fleets]
        first = [(int(rows[0]), cap) for rows, cap in found if len(rows)]
        self._plan(list(dict.fromkeys(first))[: self.most])

    def run(self) -> None:
        """Plan until no fleet that is left can be on the frontier, or be the best of its supplier alone.

        ``left`` is then the number of fleets of which that is not known, since too many were planned.
        """
        if self.drawn and len(self.floors) <= self.every:
            self._plan([(row, None) for row in range(len(self.floors))])
        while batch := self._promising():
            room = self.most - len(self.answers)
            if room <= 0:
                self.left = len(self.open_rows())
                return
            self._plan(batch[:room])

    def open_rows(self) -> set[int]:
        """Return the fleets that may still be on the frontier."""
        return {row for row, _ in self._open()}

    def open_drawn(self) -> set[int]:
        """Return those of them that may be on it as the plan has them work, or be the best of a supplier alone."""
        return {row for row, cap in self._open() if cap is None}

    def look_again(self, front: FleetColumns) -> None:
        """Count what is left against a frontier that more fleets were planned for since; nothing is planned."""
        self.known = front
        self.left = len(self.open_rows()) if self.left else 0

    def planned(self, *, capped: bool) -> list[tuple[int, PlannedFleet]]:
        """Return the fleets that keep every limit, with their rows: at shares under a cap, or as the plan has them."""
        return [
            (row, one)
            for (row, cap), one in sorted(self.answers.items(), key=lambda item: (-(item[0][1] or 0.0), item[0][0]))
            if isinstance(one, PlannedFleet) and (cap is not None) is capped
        ]

    def reasons(self) -> dict[str, int]:
        """Return why fleets fell out that were planned as the plan has them work, with their numbers."""
        found: dict[str, int] = {}
        for (_, cap), one in self.answers.items():
            if cap is None and isinstance(one, str):
                found[one] = found.get(one, 0) + 1
        return found

    def _plan(self, batch: Sequence[tuple[int, OwnChoice]]) -> None:
        fleets = [(tuple(self.floors.nodes[row].tolist()), cap) for row, cap in batch]
        starts = range(0, len(batch), _PER_TASK)
        tasks = [partial(planned_fleets, self.asked, fleets[start : start + _PER_TASK]) for start in starts]
        self.work.expected += len(tasks)
        found = [one for part in self.work.all(tasks) for one in part]
        self.answers |= dict(zip(batch, found, strict=True))

    def _front(self) -> tuple[Floats, Floats]:
        """Return dependence and objective of the frontier of all that is known, the most dependent first."""
        parts = [one.columns for one in self.answers.values() if isinstance(one, PlannedFleet)]
        parts += [] if self.known is None else [self.known]
        if not parts:
            return np.zeros(0), np.zeros(0)
        plan, every = self.asked.plan, joined(parts)
        values, dependences = every.objective(plan.objective), every.dependence(plan.measure)
        rows = frontier_rows(values, dependences)
        return dependences[rows], values[rows]

    def _open(self) -> list[tuple[int, OwnChoice]]:
        """Return every fleet that may still be on the frontier, the most promising of each kind first."""
        dependences, values = self._front()
        return [*self._open_drawn(dependences, values), *self._open_alone(), *self._open_capped(dependences, values)]

    def _promising(self) -> list[tuple[int, OwnChoice]]:
        dependences, values = self._front()
        capped = self._open_capped(dependences, values, most=_OF_A_CAP)
        room = max(_PER_TASK, _AT_ONCE - len(capped))
        drawn = [*self._open_alone()[:room], *self._open_drawn(dependences, values)[:room]]
        return [*dict.fromkeys(drawn), *capped]

    def _open_drawn(self, dependences: Floats, values: Floats) -> list[tuple[int, OwnChoice]]:
        if not self.drawn:
            return []
        gain = np.full(len(self.floors), -np.inf)
        for most, value in self._steps(dependences, values):
            least = self._floor_at(most * (1.0 - _SAME))  # who depends as much is a step before
            with np.errstate(invalid="ignore"):
                won = np.where(np.isfinite(value), 1.0 - least / value, 1.0 / (1.0 + least))
            may = (least < value * (1.0 - _SAME)) & (least <= self.no_more * (1.0 + _ROUNDING))
            gain = np.maximum(gain, np.where(may, won, -np.inf))
        return self._unanswered(gain, None)

    def _open_alone(self) -> list[tuple[int, OwnChoice]]:
        """Return the fleets of one supplier alone that may be better than the best one known."""
        found: list[tuple[int, OwnChoice]] = []
        for supplier in np.unique(self.floors.alone[self.floors.alone >= 0]) if self.drawn else ():
            own = self.floors.alone == supplier
            best = min((self._value(row) for row, cap in self.answers if cap is None and own[row]), default=np.inf)
            least = self.floors.least[:, 0]
            found += self._unanswered(np.where(own & (least < best * (1.0 - _SAME)), -least, -np.inf), None)[:_PER_TASK]
        return found

    def _open_capped(self, dependences: Floats, values: Floats, most: int | None = None) -> list[tuple[int, OwnChoice]]:
        found: list[tuple[int, OwnChoice]] = []
        for cap in self.caps:
            no_more = values[dependences <= self._as_measured(cap) * (1.0 + _SAME)]
            best = np.min(no_more, initial=np.inf)
            if cap not in self._in_turn:
                objective, deadline_days = self.asked.plan.objective, self.asked.deadline_days
                self._in_turn[cap] = self.floors.in_turn(cap, objective, deadline_days)
            least = self._in_turn[cap]
            found += self._unanswered(np.where(least < best * (1.0 - _SAME), -least, -np.inf), cap)[:most]
        return found

    def _steps(self, dependences: Floats, values: Floats) -> list[tuple[float, float]]:
        """Return (dependence, objective) such that a fleet that depends less has to be better, from the most on."""
        if len(values) == 0:
            return [(np.inf, np.inf)]
        return [(np.inf, float(values[0])), *zip(dependences.tolist(), [*values[1:].tolist(), np.inf], strict=True)]

    def _floor_at(self, dependence: float) -> Floats:
        """Return the least of the objective of each fleet where it depends no more than that."""
        plan = self.asked.plan
        if plan.measure is DependenceMeasure.LOSS:
            return self.floors.least[:, 0]
        share = dependence / self._as_measured(1.0)
        cap = min(1.0, share)
        if cap not in self._at:
            self._at[cap] = self.floors.at(cap)
        least = self._at[cap]
        # at equal shares of all its suppliers a fleet depends no less than that: no plan of it goes below
        even: Mask = self.floors.suppliers * share <= 1.0 + _SAME
        return np.where(even, np.inf, least)

    def _as_measured(self, share: float) -> float:
        return share * POINTS_OF_ONE_NAME if self.asked.plan.measure is DependenceMeasure.HHI else share

    def _value(self, row: int) -> float:
        one = self.answers[row, None]
        if not isinstance(one, PlannedFleet):
            return np.inf
        return float(one.columns.objective(self.asked.plan.objective)[0])

    def _unanswered(self, gain: Floats, cap: OwnChoice) -> list[tuple[int, OwnChoice]]:
        rows: Integers = np.flatnonzero(np.isfinite(gain))
        rows = rows[np.argsort(-gain[rows], kind="stable")]
        return [(row, cap) for row in rows.tolist() if (row, cap) not in self.answers]
