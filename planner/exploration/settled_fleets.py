"""Fleets whose own plans may differ from what arrays say: beaten by what no plan goes below, or planned one by one."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import prod
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Counts, Floats, Integers
from planner.exploration.branch_and_bound import BranchAndBound
from planner.exploration.evaluation import UNDECIDED, FleetsFound, count_in
from planner.exploration.exploration import FleetColumns, joined
from planner.exploration.fleet_plans import has_windows
from planner.exploration.fleets_near_caps import ROUNDING
from planner.exploration.floors import MOST_STOPPED, Floors
from planner.exploration.frontier import frontier_rows
from planner.exploration.grid import pool_positions
from planner.exploration.replanning import PlannedFleet
from planner.exploration.search import Search, fleet_rules
from planner.exploration.search_floors import asked_of, floors_over_grid
from planner.planning.grounds import Grounds

_MOST_SETTLED: Final = 200  # over the square of the pools; of more, planning some proves nothing
Nodes = tuple[int, ...]
RULED_OUT: Final = "Not on the frontier by what it costs or takes at least; not planned one by one"


class Settled(Struct, frozen=True, kw_only=True):
    """Fleets, and by what those of them are judged whose own plans differ (None: by nothing, there are too many).

    ``unbounded`` are fleets that arrays let in and whose floors break a limit: of these nothing is sure.
    """

    found: FleetsFound
    hunt: BranchAndBound | None = None
    unbounded: frozenset[Nodes] = frozenset()

    def judged(self, found: FleetsFound, front: FleetColumns) -> FleetsFound:
        """Return the fleets (with others planned since) with what might be on the frontier after all planning.

        Fleets that were planned after others were counted may beat these.
        """
        if self.hunt is None:
            return found
        self.hunt.look_again(front)
        open_ = {tuple(self.hunt.floors.nodes[row].tolist()) for row in self.hunt.open_rows()} | self.unbounded
        unsure = np.arange(0) if found.unsure is None else found.unsure
        still = [tuple(own) in open_ for own in found.fleets.nodes[unsure].tolist()]
        undecided = _undecided(found)
        left = [own for own in undecided if own in open_]
        blocked = {reason: count for reason, count in found.blocked.items() if reason != UNDECIDED}
        beaten = len(undecided) - len(left)
        count_in(blocked, {reason: many for reason, many in ((RULED_OUT, beaten), (UNDECIDED, len(left))) if many})
        near = {**found.near, UNDECIDED: _counts(left, found.fleets.nodes.shape[1])}
        in_order = {reason: blocked[reason] for reason in sorted(blocked)}
        return replace(found, blocked=in_order, near=near, unsure=unsure[np.array(still, dtype=np.bool_)])


def settled(
    search: Search, found: FleetsFound, planned: Sequence[PlannedFleet], grounds: Grounds, counts: Sequence[range]
) -> Settled:
    """Return the fleets with those planned by themselves that might be on the frontier, where these are few.

    What cannot be is ruled out by its floors: of fleets that only their own plans let in this is a reason of its own,
    others stay as arrays have them. ``planned`` fleets are known beside the drawn ones. Of large grids nothing changes.
    """
    if prod(len(each) for each in counts) > MOST_STOPPED:
        return Settled(found=found)
    undecided = _undecided(found)
    if not (undecided or found.fleets.bound.any()):
        return Settled(found=found)
    bounds = np.flatnonzero(found.fleets.bound)
    nodes = [*map(tuple, found.fleets.nodes[bounds].tolist()), *undecided]
    no_more = np.concatenate([_no_more(search, found.fleets)[bounds], np.full(len(undecided), np.inf)])
    floors = floors_over_grid(search, counts)
    at, kept = _rows_of(floors, nodes)
    sure = [found.fleets.taken(np.flatnonzero(~found.fleets.bound)), *(one.columns for one in planned)]
    hunt = BranchAndBound(
        asked=asked_of(search, grounds),
        floors=floors.taken(at),
        caps=(),
        work=search.work,
        most=0,
        no_more=no_more[kept],
        known=joined(sure),
    )
    most = _MOST_SETTLED // len(pool_positions(search.plan)) ** 2
    if len(hunt.open_rows()) <= most:
        hunt.most = most
        hunt.run()
    named = set(map(tuple, hunt.floors.nodes.tolist()))
    unbounded = frozenset(own for own in map(tuple, found.fleets.nodes[bounds].tolist()) if own not in named)
    return Settled(found=_with_answers(search, found, hunt, bounds), hunt=hunt, unbounded=unbounded)


def _no_more(search: Search, fleets: FleetColumns) -> Floats:
    """Return what the objective of each fleet's own plan does not exceed: what arrays reach, where it may do so too."""
    plan = search.plan
    rules = fleet_rules(plan, search.question.catalogue)
    may_not = rules.approximate or rules.several_layers or rules.hhi < 1.0 or rules.spend_capped or has_windows(plan)
    return np.full(len(fleets), np.inf) if may_not else fleets.objective(plan.objective)


def _rows_of(floors: Floors, nodes: Iterable[Nodes]) -> tuple[Integers, Integers]:
    """Return the rows of fleets in their floors, and which of the fleets have any: the others break a limit anyway."""
    rows = {own: row for row, own in enumerate(map(tuple, floors.nodes.tolist()))}
    found = [(rows[own], place) for place, own in enumerate(nodes) if own in rows]
    at, kept = np.array(found, dtype=np.int64).reshape(-1, 2).T
    return at, kept


def _with_answers(search: Search, found: FleetsFound, hunt: BranchAndBound, bounds: Integers) -> FleetsFound:
    """Return the fleets with the planned ones in place of what arrays say, those that only their plans let in last."""
    named = [tuple(own) for own in hunt.floors.nodes.tolist()]
    answers = {named[row]: one for (row, _), one in hunt.answers.items()}
    open_ = {named[row] for row in hunt.open_rows()}
    # what the floors say breaks a limit, and arrays not, is not sure
    open_ |= set(map(tuple, found.fleets.nodes[bounds].tolist())) - set(named)
    drawn = {tuple(own): row for own, row in zip(found.fleets.nodes[bounds].tolist(), bounds.tolist(), strict=True)}
    undecided = _undecided(found)
    left = [own for own in undecided if own in open_]
    out = [answers.get(own, RULED_OUT) for own in undecided if own not in open_]
    out += [answers[own] for own in drawn if own in answers]
    blocked = {reason: count for reason, count in found.blocked.items() if reason != UNDECIDED}
    count_in(blocked, dict(Counter(one for one in out if isinstance(one, str))))
    count_in(blocked, {UNDECIDED: len(left)} if left else {})
    return _placed(
        search,
        replace(found, blocked=blocked, near={**found.near, UNDECIDED: _counts(left, found.fleets.nodes.shape[1])}),
        answers,
        drawn,
        open_,
    )


def _undecided(found: FleetsFound) -> list[Nodes]:
    own = found.near.get(UNDECIDED)
    return [] if own is None else [tuple(nodes) for nodes in own.tolist()]


def _counts(fleets: Sequence[Nodes], groups: int) -> Counts:
    return np.array(fleets, dtype=np.int32).reshape(-1, groups)


def _placed(
    search: Search,
    found: FleetsFound,
    answers: Mapping[Nodes, PlannedFleet | str],
    drawn: Mapping[Nodes, int],
    open_: Collection[Nodes],
) -> FleetsFound:
    """Return the fleets with planned ones in their places, and what fell out left out; ``drawn`` are rows of bounds."""
    planned = {own: one for own, one in answers.items() if isinstance(one, PlannedFleet)}
    first, at = len(found.fleets), np.arange(len(found.fleets))
    at[[drawn[own] for own in answers if own in drawn]] = -1
    let_in = []
    for place, own in enumerate(planned, start=first):
        if own in drawn:
            at[drawn[own]] = place
        else:
            let_in.append(place)
    at = np.array([*at[at >= 0].tolist(), *let_in], dtype=np.int64)
    fleets = joined([found.fleets, *(one.columns for one in planned.values())]).taken(at)
    own_plans = list(planned.values())
    points = {row: own_plans[place - first].point for row, place in enumerate(at.tolist()) if place >= first}
    unsure = np.flatnonzero(np.isin(at, [row for own, row in drawn.items() if own in open_]))
    behind = np.where(at < first, 1.0, 1.0 + ROUNDING)
    values, dependences = fleets.objective(search.plan.objective), fleets.dependence(search.plan.measure)
    rows = frontier_rows(values * behind, dependences * behind)
    return replace(found, fleets=fleets, frontier=rows, points=points, unsure=unsure)
