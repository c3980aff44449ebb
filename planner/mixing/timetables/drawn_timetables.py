"""A planned timetable in draws of its rates: the order of ways is kept, and what is late is worked at the end.

Closed intervals keep their days. The tokens left are worked in the interval in which the plan ends, in the planned
proportions of tokens, however long that takes. Where a window closes on a way, what it still owes goes to the ways
that remain: to the later ones in the order, otherwise in a further round to all that are open. Where none remains the
run does not finish.
"""

import math

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Mask
from planner.errors import BugError
from planner.mixing.timetables.timetable import Timetable, Visit
from planner.mixing.timetables.timetable_problem import Problem, Way

_DONE = 1e-12  # of the run's tokens: what is left by rounding alone
_NOBODY = -1


class DrawnTimetables(Struct, frozen=True, kw_only=True):
    """What becomes of a timetable in each draw.

    ``days`` (draws,) are inf where the run does not finish, ``last_days`` (draws,) the day on which work ends in any
    case. ``work_days`` (draws, ways) and ``tokens`` (draws, ways) go by the order of ``Problem.ways``, ``stop_days``
    and ``money`` (draws, groups) by that of ``Problem.groups``. Money is every group's by its terms up to
    ``last_days``, without porting, which no draw changes.
    """

    days: Floats
    last_days: Floats
    work_days: Floats
    tokens: Floats
    stop_days: Floats
    money: Floats


def drawn(
    problem: Problem, planned: Timetable, rate_factors: Floats, price_factors: Floats | None = None
) -> DrawnTimetables:
    """Return what becomes of a planned timetable when each way works at its rate times a factor.

    ``rate_factors`` are (draws, ways) above 0 in the order of ``problem.ways``, ``price_factors`` (draws, groups) in
    that of ``problem.groups`` (None: prices as planned). Raises BugError for a timetable without work or factors that
    do not fit.
    """
    if rate_factors.ndim != 2 or rate_factors.shape[1] != len(problem.ways) or not np.all(rate_factors > 0.0):  # noqa: PLR2004 - draws and ways
        raise BugError("Rate factors are draws by ways and above 0.")
    if not planned.visits:
        raise BugError("A timetable without work cannot be drawn.")
    runs = _Runs(problem, rate_factors)
    final = planned.visits[-1].interval
    for visit in planned.visits:
        if visit.interval != final:
            runs.work_planned(visit)
    runs.work_off([visit for visit in planned.visits if visit.interval == final])
    return runs.result(price_factors)


class _Stretch(Struct, frozen=True):
    """One size of a way in the order of the end: its column, and the days between which it may work."""

    column: int
    from_day: float
    until_day: float


class _Runs:
    """Draws under way: the day, the tokens left and the way that ran last of each."""

    def __init__(self, problem: Problem, rate_factors: Floats) -> None:
        self._problem = problem
        self._rates: Floats = rate_factors * np.array([way.tokens_per_day for way in problem.ways])
        draws, ways = rate_factors.shape
        self._now = np.zeros(draws)
        self._left = np.full(draws, problem.tokens)
        self._last = np.full(draws, _NOBODY)
        self._work, self._tokens = np.zeros((draws, ways)), np.zeros((draws, ways))
        self._stopped = np.zeros((draws, len(problem.groups)))
        self._column = {(way.interval, way.key): column for column, way in enumerate(problem.ways)}
        olds: tuple[Way | None, ...] = (*problem.ways, None)  # the last row, which -1 points at: nobody ran before
        self._stop = np.array([[problem.stop_between(old, new).days for new in problem.ways] for old in olds])
        self._paid = np.array([[self._paid_row(old, new) for new in problem.ways] for old in olds])

    def _paid_row(self, old: Way | None, new: Way) -> list[float]:
        paid = self._problem.paid_in_stop(old, new)
        return [paid.get(group.key, 0.0) for group in self._problem.groups]

    def work_planned(self, visit: Visit) -> None:
        """Work a visit of a closed interval for its planned days, or until the tokens are done."""
        column = self._column[visit.interval, visit.key]
        days = np.minimum(visit.days, self._left / self._rates[:, column])
        since = self._problem.intervals[visit.interval].from_day
        self._take(column, since, days, self._left > 0.0)

    def work_off(self, visits: list[Visit]) -> None:
        """Work the tokens left by the ways of the plan's last interval, in rounds of their order."""
        tokens = np.array([visit.days * self._problem.ways[self._of(visit)].tokens_per_day for visit in visits])
        parts: Floats = tokens / np.sum(tokens)
        chains = [self._chain(self._of(visit)) for visit in visits]
        closes = np.array([chain[-1].until_day for chain in chains])
        owed = self._left[:, None] * parts
        for _ in range(2 * len(visits)):
            over = self._round(chains, closes, parts, owed)
            remain = np.where(closes > self._now[:, None], parts, 0.0)
            owed = over[:, None] * _normalised(remain)
            if not np.any(owed > 0.0):
                break

    def _of(self, visit: Visit) -> int:
        return self._column[visit.interval, visit.key]

    def _chain(self, column: int) -> list[_Stretch]:
        """Return the way and, where its window closes on it, its other sizes in the intervals after."""
        by_key, found = self._problem.group_by_key(), []
        since = self._problem.intervals[self._problem.ways[column].interval].from_day
        while True:
            way = self._problem.ways[column]
            until = min((by_key[key].until_day for key in way.groups), default=math.inf)
            found.append(_Stretch(column, since, until))
            later = [i for i, interval in enumerate(self._problem.intervals) if interval.from_day == until]
            if not later or (later[0], way.key) not in self._column:
                return found
            since, column = until, self._column[later[0], way.key]

    def _round(self, chains: list[list[_Stretch]], closes: Floats, parts: Floats, owed: Floats) -> Floats:
        """Let every way work what it owes while its window is open; return the tokens that none of the later took."""
        over = np.zeros_like(self._left)
        for position, chain in enumerate(chains):
            rest = owed[:, position].copy()
            for stretch in chain:
                rest = self._work_stretch(stretch, rest)
            later = np.where(closes > self._now[:, None], parts, 0.0)
            later[:, : position + 1] = 0.0
            taken = _normalised(later)
            owed += rest[:, None] * taken
            over += np.where(np.any(taken > 0.0, axis=1), 0.0, rest)
        return over

    def _work_stretch(self, stretch: _Stretch, owed: Floats) -> Floats:
        rate = self._rates[:, stretch.column]
        begin = np.maximum(self._now, stretch.from_day) + self._stop[self._last, stretch.column]
        room = np.maximum(0.0, stretch.until_day - begin)
        days = np.minimum(owed / rate, room)
        self._take(stretch.column, stretch.from_day, days, days > 0.0)
        rest: Floats = np.maximum(0.0, owed - days * rate)
        rest[rest <= _DONE * self._problem.tokens] = 0.0
        return rest

    def _take(self, column: int, from_day: float, days: Floats, works: Mask) -> None:
        """Stop and work by one way in the draws in which it works."""
        worked = np.where(works, days, 0.0)
        stop = np.where(works, self._stop[self._last, column], 0.0)
        self._stopped += np.where(works[:, None], self._paid[self._last, column], 0.0)
        self._now = np.where(works, np.maximum(self._now, from_day) + stop + worked, self._now)
        self._work[:, column] += worked
        self._tokens[:, column] += worked * self._rates[:, column]
        self._left = self._left - worked * self._rates[:, column]
        self._left[self._left <= _DONE * self._problem.tokens] = 0.0
        self._last = np.where(works, column, self._last)

    def result(self, price_factors: Floats | None) -> DrawnTimetables:
        """Return days and money of all draws."""
        money = np.zeros_like(self._stopped)
        for position, group in enumerate(self._problem.groups):
            columns = [column for column, way in enumerate(self._problem.ways) if group.key in way.groups]
            busy = np.sum(self._work[:, columns], axis=1) + self._stopped[:, position]
            held = np.maximum(0.0, np.minimum(self._now, group.until_day) - group.from_day)
            money[:, position] = group.per_worked_day * busy + group.per_held_day * held
        return DrawnTimetables(
            days=np.where(self._left > 0.0, np.inf, self._now),
            last_days=self._now,
            work_days=self._work,
            tokens=self._tokens,
            stop_days=self._stopped,
            money=money if price_factors is None else money * price_factors,
        )


def _normalised(weights: Floats) -> Floats:
    """Return each row summing to 1; a row of nothing stays nothing."""
    total = np.sum(weights, axis=1, keepdims=True)
    shares: Floats = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0.0)
    return shares
