"""What stands beside a choice: each pool alone, the soonest end by any way, and what to say where it ends late."""

from typing import Any

from msgspec.structs import replace

from planner.causes import (
    Cause,
    LateForDeadline,
    LocalSgdWouldEndEarliest,
    LocalSgdWouldMeetDeadline,
)
from planner.cluster import Tenure, Waiting
from planner.mixing.strategies import IN_TURN, STRATEGIES
from planner.mixing.timetables.fixed_timetables import throughout
from planner.mixing.timetables.timetable import Timetable
from planner.mixing.timetables.timetable_problem import Objective, Problem
from planner.planning.choice import Choice, alone_keys, keys_throughout
from planner.planning.choice_problem import problem_of
from planner.planning.mixed_run import deadline_days
from planner.planning.setting import Setting
from planner.planning.ways import ALONE
from planner.planning.weighing import TIE


def choice_remarks(setting: Setting, choice: Choice) -> tuple[Cause, ...]:
    """Return what a choice has to say; of one that ends late whether local SGD alone would end in time."""
    deadline = deadline_days(setting.plan)
    if not choice.late or deadline is None:
        return choice.remarks
    return *choice.remarks, *_late(setting, choice, deadline)


def alone_choices(setting: Setting, choice: Choice) -> tuple[Choice, ...]:
    """Return each pool doing the run alone; groups not taken cost nothing, unless they are owned or reserved."""
    found = []
    for key in alone_keys(choice.ways):
        own = tuple(way for way in choice.ways if way.strategy == ALONE and way.key == key)
        taken = {group for way in own for group in way.groups}
        kept = {group.key for group in setting.groups if group.tenure in {Tenure.OWNED, Tenure.RESERVED}} | taken
        groups = tuple(
            group if group.key in kept else replace(group, waiting=Waiting.RELEASED) for group in choice.problem.groups
        )
        coefficients = tuple(way for way in choice.problem.ways if way.key == key)
        problem = replace(choice.problem, groups=groups, ways=coefficients, caps=(), deadline_days=None)
        timetable = throughout(problem, {way.interval: key for way in own})
        if isinstance(timetable, Timetable):
            found.append(Choice(strategy=IN_TURN, timetable=timetable, problem=problem, ways=own))
    return tuple(found)


def fastest(problem: Problem) -> Timetable | None:
    """Return the soonest end by any way, without caps and deadline; None where the run never ends."""
    if not problem.ways:
        return None
    if len(problem.intervals) == 1:
        best = max(problem.ways, key=lambda way: (way.tokens_per_day, way.key), default=None)
        if best is None:
            return None
        found = throughout(problem, {0: best.key})
        return found if isinstance(found, Timetable) else None
    from planner.mixing.shares.best_shares import best_shares  # noqa: PLC0415 - SciPy only where windows need it

    answer = best_shares(replace(problem, objective=Objective.DAYS, caps=(), deadline_days=None))
    return answer if isinstance(answer, Timetable) else None


def _late(setting: Setting, choice: Choice, deadline: float) -> tuple[Cause, ...]:
    """Say that nothing ends in time, and where local SGD alone would, or would end before all else."""
    taken = choice.timetable
    late = LateForDeadline(days=taken.days, deadline_days=deadline)
    changing = [strategy for strategy in STRATEGIES.values() if not strategy.keeps_optimiser]
    if len(setting.pools) < 2:  # noqa: PLR2004 - nothing to average
        return (late,)
    found = setting.ways(changing)
    ways = [way for one in found for way in one.ways]
    for strategy in changing:
        if any(way.strategy == strategy.key for way in ways):
            made = throughout(problem_of(setting, ways), keys_throughout(strategy.key, found))
            if isinstance(made, Timetable):
                return late, *_changing_optimiser(setting, choice, made, deadline)
    return (late,)


def _changing_optimiser(setting: Setting, choice: Choice, made: Timetable, deadline: float) -> tuple[Cause, ...]:
    """Say that a way that changes the optimiser ends in time, or, where nothing does, before every other."""
    taken, known = choice.timetable, not setting.price_problems
    beside: dict[str, Any] = {
        "days": made.days,
        "deadline_days": deadline,
        "days_earlier": taken.days - made.days,
        "extra_cost": made.cost - taken.cost if known else None,
        "currency": setting.plan.currency,
    }
    if made.days <= deadline:
        return (LocalSgdWouldMeetDeadline(**beside),)
    others = (choice.timetable, *(one.timetable for one in alone_choices(setting, choice)))
    if made.days < min(one.days for one in others) * (1.0 - TIE):
        return (LocalSgdWouldEndEarliest(**beside),)
    return ()
