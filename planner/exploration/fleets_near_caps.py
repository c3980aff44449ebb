"""Fleets so near a cap on shares that arrays cannot tell whether they keep it: planned one by one, up to a number."""

from functools import partial
from typing import Final

import numpy as np
from msgspec.structs import replace

from planner.exploration.evaluation import NEAR_CAP, FleetsFound, count_in
from planner.exploration.exploration import joined
from planner.exploration.frontier import frontier_rows
from planner.exploration.replanning import PlannedFleet, planned_fleets
from planner.exploration.search import Search
from planner.exploration.search_floors import asked_of
from planner.planning.grounds import Grounds

_MOST_PLANNED: Final = 256  # some 10 to 50 ms each; those beyond stay left out
_PER_TASK: Final = 8


def with_near_ones(search: Search, found: FleetsFound, grounds: Grounds) -> FleetsFound:
    """Return the fleets with those near a cap, the last, that keep every limit as they are planned by themselves."""
    fleets = [(tuple(nodes), None) for nodes in found.near[:_MOST_PLANNED]]
    if not fleets:
        return found
    asked = asked_of(search, grounds)
    starts = range(0, len(fleets), _PER_TASK)
    tasks = [partial(planned_fleets, asked, fleets[start : start + _PER_TASK]) for start in starts]
    search.work.expected += len(tasks)
    answers = [one for part in search.work.all(tasks) for one in part]
    blocked = dict(found.blocked)
    blocked[NEAR_CAP] -= len(answers)
    for one in answers:
        if isinstance(one, str):
            count_in(blocked, {one: 1})
    kept = [one.columns for one in answers if isinstance(one, PlannedFleet)]
    # bound: how they work is told from their own plans again where the frontier holds them
    marked = [replace(columns, bound=np.ones(1, dtype=np.bool_)) for columns in kept]
    every = joined([found.fleets, *marked])
    plan = search.plan
    rows = frontier_rows(every.objective(plan.objective), every.dependence(plan.measure))
    in_order = {reason: blocked[reason] for reason in sorted(blocked) if blocked[reason]}
    return replace(found, fleets=every, frontier=rows, blocked=in_order)
