"""A planned run at one of its days: what is trained and paid by then, and what of the timetable is left."""

from collections.abc import Sequence
from math import fsum

from msgspec import Struct
from msgspec.structs import replace

from planner.causes import PoolPlace
from planner.cluster import Waiting
from planner.mixing.timetables.drawn_timetables import drawn_ways
from planner.mixing.timetables.timetable import Entry, EntryKind, Timetable, Visit, timetable
from planner.mixing.timetables.timetable_problem import Interval, PaidGroup, Problem, Stop, Way
from planner.planning.fleet import Fleet
from planner.planning.planned_run import PlannedRun
from planner.units import HOURS_PER_DAY


def tokens_by(fleet: Fleet, day: float) -> float:
    """Return the tokens trained by a day."""
    return fsum(
        entry.tokens * min(1.0, max(0.0, day - entry.from_day) / entry.days)
        for entry in fleet.timetable.entries
        if entry.kind is EntryKind.WORK
    )


def safe_tokens_by(fleet: Fleet, day: float, lost_hours: float) -> float:
    """Return the tokens that a checkpoint holds when work breaks off on a day: the last hours are void."""
    return tokens_by(fleet, max(0.0, day - lost_hours / HOURS_PER_DAY))


def worked_by(fleet: Fleet, day: float) -> dict[PoolPlace, float]:
    """Return the tokens that each pool has trained by a day."""
    found: dict[PoolPlace, float] = {}
    for entry, way in fleet.worked():
        part = min(1.0, max(0.0, day - entry.from_day) / entry.days)
        for place, share in way.parts.items():
            found[place] = found.get(place, 0.0) + share * part * entry.tokens
    return found


def busy_days_by(run: PlannedRun, day: float) -> dict[str, float]:
    """Return for each group the days at work and in stops by a day."""
    found = {group.key: 0.0 for group in run.paid_groups}
    for one in run.stretches():
        found[one.group] += min(one.to_day - one.from_day, max(0.0, day - one.from_day))
    return found


def entry_at(fleet: Fleet, day: float) -> Entry | None:
    """Return what runs on a day; None after the end."""
    return next((entry for entry in fleet.timetable.entries if entry.from_day <= day < entry.to_day), None)


def paid(group: PaidGroup, busy_days: float, from_day: float, to_day: float) -> float:
    """Return what a group costs between two days of which it is at work, or in stops, for so many."""
    held = float(group.held_days(to_day)) - float(group.held_days(from_day))
    return group.per_worked_day * busy_days + group.per_held_day * held


def paid_while_lost(group: PaidGroup, from_day: float, to_day: float) -> float:
    """Return what a group costs by its terms while nobody may use it: held is paid in full, as no other work runs."""
    if group.waiting is Waiting.RELEASED:
        return 0.0
    return group.per_day * (float(group.held_days(to_day)) - float(group.held_days(from_day)))


class Remaining(Struct, frozen=True, kw_only=True):
    """What is left of a timetable on a day, with a clock of its own that starts on ``from_day``.

    A stop or a wait under way is over first, so ``from_day`` may be later than the day asked for. ``first_interval``
    is the position of its first interval in the plan.
    """

    from_day: float
    first_interval: int
    problem: Problem
    timetable: Timetable


def remaining(fleet: Fleet, day: float) -> Remaining | None:
    """Return what is left of the fleet's timetable on a day; None where no work is left."""
    left = [entry for entry in fleet.timetable.entries if entry.kind is EntryKind.WORK and entry.to_day > day]
    if not left:
        return None
    start = max(day, left[0].from_day)
    problem = _later(fleet.choice.problem, start, left)
    first = left[0].interval
    visits = [
        Visit(interval=entry.interval - first, key=entry.way or "", days=entry.to_day - max(start, entry.from_day))
        for entry in left
    ]
    return Remaining(from_day=start, first_interval=first, problem=problem, timetable=timetable(problem, visits))


def _later(problem: Problem, start: float, left: Sequence[Entry]) -> Problem:
    """Return the problem of the entries that are left, its clock started anew."""
    first = left[0].interval
    visits = [Visit(interval=entry.interval, key=entry.way or "", days=entry.days) for entry in left]
    intervals = [
        Interval(from_day=max(0.0, one.from_day - start), to_day=one.to_day - start)
        for one in problem.intervals[first:]
    ]

    def stop(old: Way, new: Way) -> Stop:
        return problem.stop(_moved(old, first), _moved(new, first))

    return replace(
        problem,
        tokens=fsum(entry.tokens * (entry.to_day - max(start, entry.from_day)) / entry.days for entry in left),
        intervals=tuple(intervals),
        groups=tuple(
            replace(group, from_day=group.from_day - start, until_day=group.until_day - start)
            for group in problem.groups
        ),
        ways=tuple(_moved(way, -first) for way in drawn_ways(problem, visits) if way.interval >= first),
        stop=stop,
        deadline_days=None,
        caps=(),
    )


def _moved(way: Way, intervals: int) -> Way:
    return replace(way, interval=way.interval + intervals)
