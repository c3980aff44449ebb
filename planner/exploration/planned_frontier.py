"""The frontier of fleets that are planned one by one, where no arithmetic of all of them is that of their plans."""

import dataclasses
from collections.abc import Sequence
from functools import partial
from math import prod
from typing import Final

import numpy as np

from planner.exploration.branch_and_bound import LEAST_PLANNED, MOST_EVERY, MOST_PLANNED, BranchAndBound
from planner.exploration.evaluation import count_in
from planner.exploration.exploration import FleetColumns, FrontierPoint, Guarantee, joined, no_fleets
from planner.exploration.frontier import frontier_rows
from planner.exploration.frontier_fleets import ExploredFrontier, FrontierFleets, capped_words
from planner.exploration.grid import pool_positions
from planner.exploration.refinement import coarse_steps, lattice
from planner.exploration.replanned_frontier import once
from planner.exploration.replanning import PlannedFleet, fleet_as_composed
from planner.exploration.search import Search
from planner.exploration.search_floors import MOST_BOUNDED, asked_of, floors_over_grid, stages_over_grid
from planner.exploration.settled_fleets import RULED_OUT
from planner.plan import Trains
from planner.planning.grounds import Grounds
from planner.sentences import listed, sentence

_MOST_FIRST: Final = 24  # fleets planned before any that their floors name
UNPLANNED: Final = "Not planned: so many fleets were planned one by one already"


def all_planned(search: Search, counts: Sequence[range]) -> bool:
    """Say whether a grid has so few fleets that every one is planned."""
    return prod(len(each) for each in counts) <= MOST_EVERY // _effort(search)


def planned_frontier(search: Search, counts: Sequence[range], grounds: Grounds) -> ExploredFrontier:
    """Return the frontier over fleets and shares of a grid, every fleet of it planned by the planner."""
    candidates = prod(len(each) for each in counts)
    grid = _thinned(counts) if candidates > MOST_BOUNDED else counts
    stages = stages_over_grid(search, grid)
    floors = floors_over_grid(search, grid, stages)
    effort = _effort(search)
    hunt = BranchAndBound(
        asked=asked_of(search, grounds, stages),
        floors=floors,
        caps=search.caps,
        work=search.work,
        most=max(LEAST_PLANNED, MOST_PLANNED // effort),
        every=MOST_EVERY // effort,
    )
    if len(floors) > hunt.every and search.plan.trains is Trains.ONE_MODEL:
        hunt.begin_with(_without_windows(search, grid))
    hunt.run()
    search.work.expected += 1
    (today,) = search.work.all([partial(fleet_as_composed, search.plan, grounds, search.baseline)])
    drawn, capped = ([one for _, one in hunt.planned(capped=kind)] for kind in (False, True))
    on_grid = prod(len(each) for each in grid)
    planned = sum(cap is None for _, cap in hunt.answers)
    blocked: dict[str, int] = {}
    for reasons in (floors.blocked, hunt.reasons(), _not_planned(len(floors) - planned, len(hunt.open_drawn()))):
        count_in(blocked, reasons)
    said = _words(candidates, on_grid, len(floors), planned, hunt.left)
    return ExploredFrontier(
        front=_front(search, drawn, capped, None if today is None else today.columns),
        feasible=len(drawn),
        blocked={reason: blocked[reason] for reason in sorted(blocked)},
        guarantee=Guarantee(
            evaluated=on_grid,
            exact=hunt.left == 0 and on_grid == candidates,
            coarse=None if on_grid == candidates else on_grid,
            settled=hunt.left == 0,
            planned=planned,
            left=hunt.left,
            words=listed(" ", filter(None, (said, capped_words(hunt.caps)))),
        ),
    )


def _without_windows(search: Search, counts: Sequence[Sequence[int]]) -> list[tuple[tuple[int, ...], float | None]]:
    """Return the fleets, with their caps, that would be on the frontier if windows and what waits changed nothing."""
    quiet = dataclasses.replace(search, on_frontier=None)
    found = quiet.over_grid(counts)
    rows = found.frontier[:_MOST_FIRST].tolist()
    drawn = [(tuple(found.fleets.nodes[row].tolist()), None) for row in rows]
    return [*drawn, *((one.nodes, one.cap) for one in quiet.capped)]


def _effort(search: Search) -> int:
    """Return how many times the effort of one pool a fleet takes: joined ways are weighed pool by pool.

    The models of a programme are assigned to pools alone.
    """
    pools = len(pool_positions(search.plan))
    return min(pools, 2) ** 2 if search.plan.trains is Trains.PROGRAMME else pools**2


def _not_planned(fleets: int, left: int) -> dict[str, int]:
    """Return why fleets were not planned as the plan has them work, of which ``left`` might be on the frontier so."""
    counts = {UNPLANNED: left, RULED_OUT: fleets - left}
    return {reason: count for reason, count in counts.items() if count}


def _thinned(counts: Sequence[range]) -> list[list[int]]:
    steps = coarse_steps(tuple(len(each) for each in counts))
    return [[each[i] for i in lattice(len(each), step)] for each, step in zip(counts, steps, strict=True)]


def _front(
    search: Search, drawn: Sequence[PlannedFleet], capped: Sequence[PlannedFleet], today: FleetColumns | None
) -> FrontierFleets:
    every = [*drawn, *capped]
    if not every:
        none = no_fleets(len(search.plan.cluster.groups))
        return FrontierFleets(fleets=none, frontier=np.zeros(0, dtype=np.int64), points=(), words="", today=today)
    fleets, plan = joined([one.columns for one in every]), search.plan
    rows = once(fleets, frontier_rows(fleets.objective(plan.objective), fleets.dependence(plan.measure)), plan)
    points: tuple[FrontierPoint, ...] = tuple(every[int(row)].point for row in rows)
    return FrontierFleets(fleets=fleets, frontier=rows, points=points, words="", today=today)


def _words(candidates: int, on_grid: int, bounded: int, planned: int, left: int) -> str:
    """Say what is certain of the frontier."""
    if left:
        found = sentence(
            "Not exact: windows, terms or models make each fleet a plan of its own, and the {:,} most promising of "
            "{:,} fleets were planned one by one. {} might be on the frontier by what each costs and takes at least; "
            "explore fewer fleets to be sure.",
            planned,
            on_grid,
            "1 fleet that was not planned, or not at all its shares,"
            if left == 1
            else sentence("{:,} fleets that were not planned, or not at all their shares,", left),
        )
    elif planned == bounded == 1:
        found = sentence("Exact: the one fleet that may keep the limits, of {:,}, was planned.", on_grid)
    elif planned == bounded:
        found = sentence(
            "Exact: all {:,} fleets that may keep the limits, of {:,}, were planned one by one.", planned, on_grid
        )
    elif planned == 1:
        found = sentence(
            "Exact: 1 of {:,} fleets was planned; every other one breaks a limit, or the frontier beats it even at "
            "what it costs and takes at least.",
            on_grid,
        )
    else:
        found = sentence(
            "Exact: {:,} of {:,} fleets were planned one by one; every other one breaks a limit, or the frontier beats "
            "it even at what it costs and takes at least.",
            planned,
            on_grid,
        )
    if on_grid < candidates:
        found += sentence(
            " This holds on a coarser grid: of {:,} fleets {:,} were looked at; one of the others may be better.",
            candidates,
            on_grid,
        )
    return found
