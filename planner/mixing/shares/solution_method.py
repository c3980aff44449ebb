"""How the best shares of a problem are found: in closed form, by a linear or by a mixed-integer programme."""

from collections.abc import Sequence
from enum import StrEnum

from planner.mixing.timetables.timetable import WHOLE_SHARE
from planner.mixing.timetables.timetable_problem import Cap, CapBasis, CapMeasure, Problem, Waiting, Way


class Method(StrEnum):
    """How a problem is answered; a mixed-integer answer is worth solving in the background."""

    CLOSED_FORM = "closed-form"
    LINEAR = "linear"
    MIXED_INTEGER = "mixed-integer"


def method_of(problem: Problem) -> Method:
    """Return how ``best_shares`` answers a problem."""
    if not (stops_nowhere(problem) and ports_nothing(problem)):
        return Method.MIXED_INTEGER
    plain = len(problem.intervals) == 1 and problem.deadline_days is None and len(problem.caps) <= 1
    released = all(group.waiting is Waiting.RELEASED for group in problem.groups)
    named = all(_is_closed(cap, problem.ways) for cap in problem.caps)
    return Method.CLOSED_FORM if plain and released and named else Method.LINEAR


def stops_nowhere(problem: Problem) -> bool:
    """Say whether no way ever stops when it follows another."""
    pairs = ((old, new) for old in problem.ways for new in problem.ways if old is not new)
    return all(problem.stop(old, new).days == 0.0 for old, new in pairs if old.interval <= new.interval)


def ports_nothing(problem: Problem) -> bool:
    """Say whether no division of the tokens can cost porting."""
    stacks = {stack for way in problem.ways for stack in way.stacks}
    start = {problem.start_stack} if problem.start_stack is not None else set(sorted(stacks)[:1])
    lone = problem.start_stack is not None or len(stacks) <= 1
    return problem.porting_per_stack == 0.0 or (lone and stacks <= start)


def _is_closed(cap: Cap, ways: Sequence[Way]) -> bool:
    plain = cap.basis is CapBasis.COMPUTE and cap.measure is CapMeasure.LARGEST
    return plain and all(sole_name(way, cap) is not None for way in ways)


def sole_name(way: Way, cap: Cap) -> str | None:
    """Return the name that does all the work of a way in a cap's layer; None where several do, or it is unknown."""
    return next((name for name, share in way.compute_shares.get(cap.layer, {}).items() if share >= WHOLE_SHARE), None)
