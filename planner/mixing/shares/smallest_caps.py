"""The smallest limit that a cap can have at the deadline, for the answer that it is out of reach."""

from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from planner.arrays import Floats
from planner.mixing.shares.visit_programme import VisitProgramme
from planner.mixing.timetables.timetable_checks import HHI_TOLERANCE_POINTS, POINTS_OF_ONE_NAME
from planner.mixing.timetables.timetable_problem import Cap, CapMeasure, Problem

_PRECISION = 1e-9  # of a share
_MOST_ROUNDS = 100


def smallest_limit(problem: Problem, position: int) -> float | None:
    """Return the smallest limit of the cap at this position, deadline and other caps kept; None where there is none."""
    cap = problem.caps[position]
    others = tuple(one for place, one in enumerate(problem.caps) if place != position)
    programmes = [
        _programme(problem, end, others)
        for end, interval in enumerate(problem.intervals)
        if problem.ways_in(end)
        and not (problem.deadline_days is not None and interval.from_day > problem.deadline_days)
    ]
    if cap.measure is CapMeasure.HHI:
        points = [_smallest_hhi(programme, cap, others) for programme in programmes]
        return min((one for one in points if one is not None), default=None)
    return _smallest_share(programmes, cap, others)


def _programme(problem: Problem, end: int, others: Sequence[Cap]) -> VisitProgramme:
    programme = VisitProgramme(replace(problem, caps=tuple(others)), end)
    if problem.deadline_days is not None:
        programme.add_deadline(problem.deadline_days)
    for cap in others:
        programme.add_cap(cap)
    return programme


def _amount(programme: VisitProgramme) -> Floats:
    row = np.zeros(programme.columns)
    row[programme.amount_column] = 1.0
    return row


def _hhi(caps: Sequence[Cap]) -> tuple[Cap, ...]:
    return tuple(cap for cap in caps if cap.measure is CapMeasure.HHI)


def _smallest_share(programmes: Sequence[VisitProgramme], cap: Cap, others: Sequence[Cap]) -> float | None:
    """Minimise the largest name's amount over the amount of all, a ratio, by Dinkelbach's method.

    At a ratio t the largest amount less t times all is minimised; where that is below 0 the ratio found is smaller.
    """
    for programme in programmes:
        rows, _ = programme.amounts(cap)
        for row in rows.values():
            programme.model.add(row - _amount(programme), most=0.0)
    ratio, found = 1.0, False
    for _ in range(_MOST_ROUNDS):
        lowest = [_lowest_ratio(programme, cap, others, ratio) for programme in programmes]
        better = min((one for one in lowest if one is not None), default=None)
        if better is None:
            return None
        if found and better >= ratio - _PRECISION:
            break
        ratio, found = min(ratio, better), True
    return ratio


def _lowest_ratio(programme: VisitProgramme, cap: Cap, others: Sequence[Cap], ratio: float) -> float | None:
    rows, whole = programme.amounts(cap)
    answer = programme.solve(_amount(programme) - ratio * whole, _hhi(others))
    if answer is None:
        return None
    largest = max((float(row @ answer) for row in rows.values()), default=0.0)
    total = float(whole @ answer)
    return largest / total if total > 0.0 else 0.0


def _smallest_hhi(programme: VisitProgramme, cap: Cap, others: Sequence[Cap]) -> float | None:
    """Minimise the HHI from below by its tangents until they are within one point of it."""
    goal = _amount(programme)
    rows, _ = programme.amounts(cap)
    for _ in range(_MOST_ROUNDS):
        answer = programme.solve(goal, _hhi(others))
        if answer is None:
            return None
        reached = sum(float(row @ answer) ** 2 for row in rows.values())
        if POINTS_OF_ONE_NAME * (reached - float(goal @ answer)) <= HHI_TOLERANCE_POINTS:
            break
        tangent, constant = programme.tangent(cap, answer)
        programme.model.add(tangent - goal, most=constant)
    return POINTS_OF_ONE_NAME * reached
