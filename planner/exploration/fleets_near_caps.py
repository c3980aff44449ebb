"""Fleets of which arrays cannot tell whether they keep the limits, as near a cap: planned one by one, up to some."""

from functools import partial
from typing import Final

import numpy as np
from msgspec.structs import replace

from planner.exploration.evaluation import NEAR_CAP, UNDECIDED, FleetsFound, count_in
from planner.exploration.exploration import joined
from planner.exploration.frontier import frontier_rows
from planner.exploration.grid import pool_positions
from planner.exploration.replanning import PlannedFleet, planned_fleets
from planner.exploration.search import Search
from planner.exploration.search_floors import asked_of
from planner.planning.grounds import Grounds

_MOST_PLANNED: Final = 256  # some 10 to 50 ms each; those beyond stay left out
_MOST_UNDECIDED: Final = 200  # over the square of the pools: joined ways are weighed there, 20 to 200 ms each
_PER_TASK: Final = 2  # so that the few fleets of a large grid take both cores
ROUNDING: Final = 1e-9  # of a figure: of two alike the fleet stands whose pools all work


def with_near_ones(search: Search, found: FleetsFound, grounds: Grounds) -> FleetsFound:
    """Return the fleets with those near a cap, or that only their plans tell of, which keep every limit as planned.

    These are the last; ``near`` are then those that were not planned.
    """
    most = {NEAR_CAP: _MOST_PLANNED, UNDECIDED: _MOST_UNDECIDED // len(pool_positions(search.plan)) ** 2}
    chosen = {reason: _spread(len(some), most[reason]) for reason, some in found.near.items()}
    near = [(reason, tuple(found.near[reason][row].tolist())) for reason, rows in chosen.items() for row in rows]
    if not near:
        return found
    fleets = [(nodes, None) for _, nodes in near]
    asked = asked_of(search, grounds)
    starts = range(0, len(fleets), _PER_TASK)
    tasks = [partial(planned_fleets, asked, fleets[start : start + _PER_TASK]) for start in starts]
    search.work.expected += len(tasks)
    answers = [one for part in search.work.all(tasks) for one in part]
    blocked = dict(found.blocked)
    for (reason, _), one in zip(near, answers, strict=True):
        blocked[reason] -= 1
        if isinstance(one, str):
            count_in(blocked, {one: 1})
    kept = [one for one in answers if isinstance(one, PlannedFleet)]
    every = joined([found.fleets, *(one.columns for one in kept)])
    plan = search.plan
    behind = np.where(np.arange(len(every)) < len(found.fleets), 1.0, 1.0 + ROUNDING)
    rows = frontier_rows(every.objective(plan.objective) * behind, every.dependence(plan.measure) * behind)
    in_order = {reason: blocked[reason] for reason in sorted(blocked) if blocked[reason]}
    points = dict(enumerate((one.point for one in kept), start=len(found.fleets)))
    left = {reason: np.delete(found.near[reason], rows, axis=0) for reason, rows in chosen.items()}
    return replace(found, fleets=every, frontier=rows, blocked=in_order, near=left, points={**found.points, **points})


def _spread(fleets: int, most: int) -> list[int]:
    """Return the rows of so many of some fleets at most, evenly over the grid."""
    number = min(most, fleets)
    return [i * fleets // number for i in range(number)]


def unplanned(found: FleetsFound) -> int:
    """Return how many fleets only their own plans tell of that were not planned."""
    return sum(found.blocked.get(reason, 0) for reason in (NEAR_CAP, UNDECIDED))
