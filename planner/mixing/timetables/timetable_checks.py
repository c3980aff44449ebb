"""What can be wrong with a timetable, one value a cause, and whether it keeps deadline and caps."""

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from planner.mixing.timetables.timetable import Entry, EntryKind, Timetable
from planner.mixing.timetables.timetable_problem import Cap, CapBasis, CapMeasure, Problem, Way

TOLERANCE = 1e-6  # of days, tokens and shares, relative to the whole
POINTS_OF_ONE_NAME = 10_000.0
HHI_TOLERANCE_POINTS = 1.0


class OutsideInterval(Struct, frozen=True, kw_only=True):
    """A way works or stops beyond its interval, in which alone its groups' windows are known to be open."""

    key: str
    interval: int
    from_day: float
    to_day: float


class AtOnce(Struct, frozen=True, kw_only=True):
    """Two entries overlap, though steps of one model come in a row."""

    first: int
    second: int
    days: float


class TooManyTokens(Struct, frozen=True, kw_only=True):
    """A way works more tokens than its steps in a row allow in the time."""

    key: str
    tokens: float
    most_tokens: float


class VisitedTwice(Struct, frozen=True, kw_only=True):
    """A way is taken up twice in one interval."""

    key: str
    interval: int


class Waits(Struct, frozen=True, kw_only=True):
    """The run waits in an interval in which it could work, though it may not."""

    interval: int
    days: float


class WrongTokens(Struct, frozen=True, kw_only=True):
    """The tokens worked are not those of the run."""

    tokens: float
    wanted_tokens: float


Fault = OutsideInterval | AtOnce | TooManyTokens | VisitedTwice | Waits | WrongTokens


def faults(problem: Problem, timetable: Timetable) -> tuple[Fault, ...]:
    """Return all that makes the timetable infeasible; nothing where it can be run.

    Checked are the windows (by the intervals), that one way works at a time, that no entry has more tokens than its
    time gives at the way's rate, that waits are allowed, and that the tokens add up.
    """
    found = [*_entry_faults(problem, timetable), *_order_faults(timetable), *_waits(problem, timetable)]
    if abs(timetable.tokens - problem.tokens) > TOLERANCE * problem.tokens:
        found.append(WrongTokens(tokens=timetable.tokens, wanted_tokens=problem.tokens))
    return tuple(found)


def keeps_terms(problem: Problem, timetable: Timetable) -> bool:
    """Say whether the timetable keeps the deadline and every cap (within 1e-6; an HHI within one point)."""
    deadline = problem.deadline_days
    in_time = deadline is None or timetable.days <= deadline + TOLERANCE * max(1.0, deadline)
    return in_time and all(_keeps(cap, timetable) for cap in problem.caps)


def reached(cap: Cap, timetable: Timetable) -> float:
    """Return what a cap limits, as the timetable has it: a share, or points of HHI; 0 where nothing is known."""
    by_layer = timetable.compute_shares if cap.basis is CapBasis.COMPUTE else timetable.spend_shares
    shares = by_layer.get(cap.layer, {}).values()
    if cap.measure is CapMeasure.HHI:
        return POINTS_OF_ONE_NAME * sum(share**2 for share in shares)
    return max(shares, default=0.0)


def _keeps(cap: Cap, timetable: Timetable) -> bool:
    slack = HHI_TOLERANCE_POINTS if cap.measure is CapMeasure.HHI else TOLERANCE
    return reached(cap, timetable) <= cap.limit + slack


def _entry_faults(problem: Problem, timetable: Timetable) -> Iterator[Fault]:
    for entry in timetable.entries:
        interval = problem.intervals[entry.interval]
        slack = TOLERANCE * max(1.0, entry.to_day)
        outside = entry.from_day < interval.from_day - slack or entry.to_day > interval.to_day + slack
        if entry.way is not None and outside:
            yield OutsideInterval(key=entry.way, interval=entry.interval, from_day=entry.from_day, to_day=entry.to_day)
        yield from _steps(problem, entry)


def _steps(problem: Problem, entry: Entry) -> Iterator[Fault]:
    way = None if entry.way is None else problem.way(entry.interval, entry.way)
    if way is not None and entry.kind is EntryKind.WORK:
        most = way.tokens_per_day * entry.days
        if entry.tokens > most * (1.0 + TOLERANCE):
            yield TooManyTokens(key=way.key, tokens=entry.tokens, most_tokens=most)


def _order_faults(timetable: Timetable) -> Iterator[Fault]:
    for position, (before, after) in enumerate(pairwise(timetable.entries)):
        overlap = before.to_day - after.from_day
        if overlap > TOLERANCE * max(1.0, timetable.days):
            yield AtOnce(first=position, second=position + 1, days=overlap)
    seen: set[tuple[int, str]] = set()
    for visit in timetable.visits:
        if (visit.interval, visit.key) in seen:
            yield VisitedTwice(key=visit.key, interval=visit.interval)
        seen.add((visit.interval, visit.key))


def _waits(problem: Problem, timetable: Timetable) -> Iterator[Fault]:
    last: Way | None = None
    for entry in timetable.entries:
        if entry.way is not None:
            last = problem.way(entry.interval, entry.way)
        too_long = entry.days > TOLERANCE * max(1.0, timetable.days)
        if entry.kind is EntryKind.WAIT and too_long and not problem.may_wait:
            interval = problem.intervals[entry.interval]
            whole = entry.days >= interval.length_days * (1.0 - TOLERANCE)
            if not (whole and problem.may_pass(last, entry.interval)):
                yield Waits(interval=entry.interval, days=entry.days)
