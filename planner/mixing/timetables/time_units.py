"""A problem counted in another unit of time: its answers are the same, and its numbers of the size a solver likes."""

from msgspec.structs import replace

from planner.mixing.timetables.timetable_problem import Interval, Problem, Stop, Way


def in_time_units(problem: Problem, unit_days: float) -> Problem:
    """Return the same problem with another unit in the place of days, in length, rate and price alike."""

    def stop(old: Way, new: Way) -> Stop:
        found = problem.stop(by_key[old.interval, old.key], by_key[new.interval, new.key])
        return Stop(days=found.days / unit_days, old_days=found.old_days / unit_days)

    by_key = {(way.interval, way.key): way for way in problem.ways}
    return replace(
        problem,
        intervals=tuple(
            Interval(from_day=one.from_day / unit_days, to_day=one.to_day / unit_days) for one in problem.intervals
        ),
        groups=tuple(
            replace(
                group,
                per_day=group.per_day * unit_days,
                from_day=group.from_day / unit_days,
                until_day=group.until_day / unit_days,
            )
            for group in problem.groups
        ),
        ways=tuple(replace(way, tokens_per_day=way.tokens_per_day * unit_days) for way in problem.ways),
        stop=stop,
        deadline_days=None if problem.deadline_days is None else problem.deadline_days / unit_days,
    )
