"""Timetables that follow from a rule: equal turns, one way throughout each interval, and shares typed by the user."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct

from planner.errors import BugError
from planner.mixing.timetables.timetable import Timetable, Visit, timetable
from planner.mixing.timetables.timetable_problem import Problem, Way, WayKind

_SHARES_SUM = 1e-6  # typed shares have to sum to 1 within this
_DONE = 1e-12  # of a way's tokens: what is left by rounding alone

Arrange = Callable[[int, Way | None], Sequence[Way]]


class Unfinished(Struct, frozen=True, kw_only=True):
    """The rule ends with tokens left: the windows close, or a way that has tokens left never comes again."""

    tokens_left: float


def turns(problem: Problem, keys: Collection[str] | None = None) -> Timetable | Unfinished:
    """Return equal turns: in each interval the ways present work equally long, in the last one up to the end.

    The way that ran last goes first, then the most expensive first (by the price of a day, then by key). ``keys`` are
    those of the ways that take turns; None: every way of a pool alone. Where an interval is too short for all its stops
    the last in the order stay out of it.
    """

    def arrange(interval: int, last: Way | None) -> list[Way]:
        present = [way for way in problem.ways_in(interval) if _takes_turns(way, keys)]
        return sorted(present, key=lambda way: (_not_last(way, last), -problem.per_day(way), way.key))

    return _equally_long(problem, arrange)


def throughout(problem: Problem, keys: Mapping[int, str]) -> Timetable | Unfinished:
    """Return the timetable in which each interval is worked by the way of its key from the first day to the last.

    An interval without a key is waited through. Where the stop does not fit into an interval the way that ran last
    works on in it, if it exists there. Raises BugError where an interval has no way of its key.
    """

    def arrange(interval: int, last: Way | None) -> list[Way]:
        if interval not in keys:
            return []
        way = problem.way(interval, keys[interval])
        if way is None:
            raise BugError(f"Interval {interval} has no way {keys[interval]}.")
        going_on = None if last is None else problem.way(interval, last.key)
        too_short = problem.stop_between(last, way).days >= problem.intervals[interval].length_days
        return [going_on] if too_short and going_on is not None else [way]

    return _equally_long(problem, arrange)


def by_shares(problem: Problem, token_shares: Mapping[str, float]) -> Timetable | Unfinished:
    """Return the timetable in which each way works its share of the tokens; way key -> share, summing to 1.

    Of the ways present that have tokens left the one that closes first works, of equals the one that ran last, then
    the most expensive. Where none of them is present the run waits, also where it may not (``timetable_checks.faults``
    says so). Raises BugError for shares that are negative or do not sum to 1.
    """
    if min(token_shares.values(), default=0.0) < 0.0 or abs(sum(token_shares.values()) - 1.0) > _SHARES_SUM:
        raise BugError("Shares of tokens are not negative and sum to 1.")
    total = sum(token_shares.values())
    left = {key: problem.tokens * share / total for key, share in token_shares.items() if share > 0.0}
    visits: list[Visit] = []
    last: Way | None = None
    for interval in range(len(problem.intervals)):
        last = _work_off(problem, interval, left, visits, last)
    if left:
        return Unfinished(tokens_left=sum(left.values()))
    return timetable(problem, visits)


def _takes_turns(way: Way, keys: Collection[str] | None) -> bool:
    return way.kind is WayKind.ALONE if keys is None else way.key in keys


def _not_last(way: Way, last: Way | None) -> bool:
    return last is None or way.key != last.key


def _equally_long(problem: Problem, arrange: Arrange) -> Timetable | Unfinished:
    left, last = problem.tokens, None
    visits: list[Visit] = []
    for position, interval in enumerate(problem.intervals):
        order = _fitting(problem, last, arrange(position, last), interval.length_days)
        if not order:
            continue
        stops, rate = _stop_days(problem, last, order), sum(way.tokens_per_day for way in order)
        days = left / rate
        ends = days * len(order) + stops <= interval.length_days
        if not ends:
            days = (interval.length_days - stops) / len(order)
        visits += [Visit(interval=position, key=way.key, days=days) for way in order]
        if ends:
            return timetable(problem, visits)
        left, last = left - days * rate, order[-1]
    return Unfinished(tokens_left=left)


def _fitting(problem: Problem, last: Way | None, order: Sequence[Way], length_days: float) -> list[Way]:
    fitting = list(order)
    while fitting and _stop_days(problem, last, fitting) >= length_days:
        fitting.pop()
    return fitting


def _stop_days(problem: Problem, last: Way | None, order: Sequence[Way]) -> float:
    days = 0.0
    for way in order:
        days += problem.stop_between(last, way).days
        last = way
    return days


def _work_off(
    problem: Problem, interval: int, left: dict[str, float], visits: list[Visit], last: Way | None
) -> Way | None:
    """Work what is left in one interval, off ``left`` and onto ``visits``; return the way that ran last."""
    room = problem.intervals[interval].length_days
    present = [way for way in problem.ways_in(interval) if way.key in left]
    while present:
        way = min(
            present, key=lambda one: (_closes(problem, one), _not_last(one, last), -problem.per_day(one), one.key)
        )
        present.remove(way)
        stop = problem.stop_between(last, way).days
        if stop >= room:
            continue
        days = min(left[way.key] / way.tokens_per_day, room - stop)
        visits.append(Visit(interval=interval, key=way.key, days=days))
        left[way.key] -= days * way.tokens_per_day
        if left[way.key] <= _DONE * problem.tokens:
            del left[way.key]
        room, last = room - stop - days, way
    return last


def _closes(problem: Problem, way: Way) -> float:
    """Return the end of the last interval in which a way of this key exists."""
    return max((problem.intervals[one.interval].to_day for one in problem.ways if one.key == way.key), default=math.inf)
