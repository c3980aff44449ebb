"""A planned timetable in draws of its rates: the order of ways is kept, and what is late is worked at the end.

Closed intervals keep their days. The tokens left are worked in the interval in which the plan ends, in the planned
proportions of tokens, however long that takes. Where a window closes on a way, what it still owes goes to the ways
that remain: a joined way goes on with those of its pools that are still there, else the later ways of the order take
over, else in a further round all that are open, else the ways of the plan's earlier intervals. Where none remains the
run does not finish.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Mask
from planner.errors import BugError
from planner.mixing.timetables.timetable import Timetable, Visit
from planner.mixing.timetables.timetable_problem import Problem, Way, WayKind

_DONE = 1e-12  # of the run's tokens: what is left by rounding alone
_NOBODY = -1


def drawn_ways(problem: Problem, visits: Iterable[Visit]) -> tuple[Way, ...]:
    """Return the ways that draws of a plan may take: those it visits, at every size, and parts of its joined ones."""
    visited = {(visit.interval, visit.key) for visit in visits}
    keys = {key for _, key in visited}
    joined = [way for way in problem.ways if (way.interval, way.key) in visited and way.kind is WayKind.JOINED]
    return tuple(way for way in problem.ways if way.key in keys or any(_share_a_group(way, whole) for whole in joined))


def _share_a_group(one: Way, other: Way) -> bool:
    return not set(one.groups).isdisjoint(other.groups)


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
    runs.work_off(_earlier(problem, planned.visits, final))
    return runs.result(price_factors)


def _earlier(problem: Problem, visits: Sequence[Visit], final: int) -> list[Visit]:
    """Return the visits of closed intervals as they would be in the last one, where their ways exist there too."""
    last = {visit.key for visit in visits if visit.interval == final}
    there = {way.key for way in problem.ways if way.interval == final} - last
    days: dict[str, float] = {}
    for visit in visits:
        if visit.key in there:
            days[visit.key] = days.get(visit.key, 0.0) + visit.days
    return [Visit(interval=final, key=key, days=worked) for key, worked in days.items()]


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
        if not visits or not np.any(self._left > 0.0):
            return
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
        """Return the way and, where its window closes on it, its other sizes in the intervals after, or its parts."""
        by_key, found = self._problem.group_by_key(), []
        since = self._problem.intervals[self._problem.ways[column].interval].from_day
        while True:
            way = self._problem.ways[column]
            until = min((by_key[key].until_day for key in way.groups), default=math.inf)
            found.append(_Stretch(column, since, until))
            later = [i for i, interval in enumerate(self._problem.intervals) if interval.from_day == until]
            following = self._follower(way, later[0]) if later else None
            if following is None:
                return found
            since, column = until, following

    def _follower(self, way: Way, interval: int) -> int | None:
        """Return the column of a way in a later interval; of a joined one that is gone its fastest part's."""
        same = self._column.get((interval, way.key))
        if same is not None or way.kind is not WayKind.JOINED:
            return same
        parts = [one for one in self._problem.ways_in(interval) if _share_a_group(one, way)]
        fastest = max(parts, key=lambda one: one.tokens_per_day, default=None)
        return None if fastest is None else self._column[interval, fastest.key]

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
