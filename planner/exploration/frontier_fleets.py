"""The frontier over fleets and shares: what was evaluated as arrays, and the envelope's fleets planned one by one."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from math import prod

import numpy as np
from msgspec import Struct

from planner.arrays import Integers, Mask
from planner.cluster import Waiting
from planner.exploration.branch_and_bound import BranchAndBound
from planner.exploration.evaluation import FleetsFound
from planner.exploration.exploration import FleetColumns, FrontierPoint, Guarantee
from planner.exploration.fleet_plans import holds
from planner.exploration.fleet_rules import WAYS
from planner.exploration.fleets_near_caps import unplanned
from planner.exploration.replanned_frontier import ReplannedFrontier, in_limits
from planner.exploration.replanning import PlannedFleet, planned_fleet
from planner.exploration.search import Search
from planner.exploration.search_floors import MOST_BOUNDED, asked_of, floors_over_grid
from planner.planning.grounds import Grounds
from planner.sentences import listed, sentence

_MOST_UNDER_CAPS = 128  # fleets planned where what waits costs: some 4 s of a core


class FrontierFleets(Struct, frozen=True, kw_only=True):
    """All fleets, the planned ones last; the frontier's rows with a point each; and what is certain of them.

    ``today`` is the plan as composed, None where it gives no result; ``left`` fleets might be on the frontier at
    figures that were not planned. ``unsure``: figures of other fleets than these are an approximation, or what waits
    did not choose, so that more might.
    """

    fleets: FleetColumns
    frontier: Integers
    points: tuple[FrontierPoint, ...]
    words: str
    today: FleetColumns | None = None
    left: int = 0
    unsure: bool = False


class ExploredFrontier(Struct, frozen=True, kw_only=True):
    """The frontier with its fleets, of which the first ``feasible`` work as the plan has it; counts of the others."""

    front: FrontierFleets
    feasible: int
    blocked: Mapping[str, int]
    guarantee: Guarantee


class AtCaps(Struct, frozen=True, kw_only=True):
    """The best fleets at every cap on one supplier, planned exactly; ``hunt`` is how, where what waits costs."""

    planned: tuple[PlannedFleet, ...]
    hunt: BranchAndBound | None = None


def planned_at_caps(search: Search, found: FleetsFound, grounds: Grounds, counts: Sequence[range]) -> AtCaps:
    """Return the best fleet at every cap, planned exactly.

    Where groups cost while they wait, it is looked for by planning.
    """
    hunt = _hunt(search, found, grounds, counts)
    if hunt is not None:
        return AtCaps(planned=tuple(one for _, one in hunt.planned(capped=True)), hunt=hunt)
    wanted = [(one.nodes, one.cap) for one in search.capped]
    tasks = [partial(planned_fleet, search.plan, grounds, search.baseline, nodes, cap) for nodes, cap in wanted]
    search.work.expected += len(tasks)
    planned = (one for one in search.work.all(tasks) if one is not None and in_limits(search, one))
    return AtCaps(planned=tuple(planned))


def with_planned_fleets(
    search: Search, found: FleetsFound, at_caps: AtCaps, shown: ReplannedFrontier
) -> FrontierFleets:
    """Return the frontier over drawn fleets and over the best fleet at every cap, each of those planned exactly.

    Drawn fleets whose own plans differ were planned anew, and the largest difference is stated.
    """
    if at_caps.hunt is not None:
        at_caps.hunt.look_again(shown.front)
    points, bound = shown.points, found.fleets.bound
    drawn, near = np.zeros(len(bound), dtype=np.bool_), np.zeros(len(bound), dtype=np.bool_)
    drawn[shown.drawn] = True
    near[bound if found.unsure is None else found.unsure] = True
    near = near & ~drawn
    near[shown.hidden] = True
    beaten = int((bound & ~drawn & ~near).sum())
    return FrontierFleets(
        fleets=shown.fleets,
        frontier=shown.frontier,
        points=tuple(_point(search, shown.fleets, int(row), points) for row in shown.frontier),
        words=_words(search, at_caps.hunt, (len(shown.drawn), shown.off), int(near.sum()), beaten),
        today=None if shown.today is None else shown.today.columns,
        left=_left(search, found, at_caps.hunt, near),
        unsure=_unheeded(search, at_caps.hunt) or bool(near.any()),
    )


def _unheeded(search: Search, hunt: BranchAndBound | None) -> bool:
    """Say whether what groups cost while they wait did not choose the fleets at caps, since there are too many."""
    return hunt is None and bool(search.caps) and holds(search.plan)


def _hunt(search: Search, found: FleetsFound, grounds: Grounds, counts: Sequence[range]) -> BranchAndBound | None:
    """Return the best fleets at every cap where what waits costs, which arrays leave out; None where nothing does."""
    if not holds(search.plan) or not search.caps or prod(len(each) for each in counts) > MOST_BOUNDED:
        return None
    known = found.fleets.taken(found.frontier[~found.fleets.bound[found.frontier]])
    hunt = BranchAndBound(
        asked=asked_of(search, grounds),
        floors=floors_over_grid(search, counts),
        caps=search.caps,
        work=search.work,
        drawn=False,
        known=known,
        most=_MOST_UNDER_CAPS,
    )
    hunt.begin_with([(one.nodes, one.cap) for one in search.capped])
    hunt.run()
    return hunt


def _left(search: Search, found: FleetsFound, hunt: BranchAndBound | None, near: Mask) -> int:
    """Return how many fleets might be on the frontier, each once.

    ``near`` are those as they are drawn; others are there by their own plans alone, or at shares under caps.
    """
    beside = [some for some in found.near.values() if len(some)]
    unlisted = unplanned(found) - sum(map(len, beside))
    if _unheeded(search, hunt):
        held = [group.waiting is not Waiting.RELEASED for group in search.plan.cluster.groups]
        near = near | (found.fleets.nodes[:, held] > 0).any(axis=1)
    if hunt is None or hunt.left == 0:
        return int(near.sum()) + unplanned(found)
    under_caps = hunt.floors.nodes[sorted(hunt.open_rows())]
    return len(np.unique(np.concatenate([found.fleets.nodes[near], under_caps, *beside]), axis=0)) + unlisted


def _point(search: Search, fleets: FleetColumns, row: int, planned: Mapping[int, FrontierPoint]) -> FrontierPoint:
    if row in planned:
        return planned[row]
    shares = search.shares_of([int(count) for count in fleets.nodes[row]])
    return FrontierPoint(way=WAYS[int(fleets.way[row])], shares=shares)


def capped_words(caps: Collection[float]) -> str:
    """Say at how many caps the best fleets were planned; nothing of none."""
    if not caps:
        return ""
    if len(caps) == 1:
        return "At one cap on the largest supplier the best fleet was planned exactly at its cheapest shares."
    return sentence(
        "At {} caps on the largest supplier the best fleet was planned exactly at its cheapest shares.", len(caps)
    )


def _words(search: Search, hunt: BranchAndBound | None, anew: tuple[int, float], near: int, beaten: int) -> str:
    """Say what is certain of the frontier beside that all fleets were evaluated.

    ``anew`` are how many were planned anew, and by how much these differ. ``near`` fleets have figures that are not
    surely those of their own plans, and so have ``beaten``, which the frontier beats whatever their plans are.
    """
    replanned, off = anew
    found = [capped_words(search.caps if hunt else {one.cap for one in search.capped})]
    if _unheeded(search, hunt):
        found.append(
            "What groups cost while they wait did not choose the fleets at these caps, since there are too many fleets."
        )
    if left := 0 if hunt is None else hunt.left:
        one = (
            "{:,} fleet with groups that cost while they wait was not planned under caps, since so many were; it might "
            "be on the frontier."
        )
        many = (
            "{:,} fleets with groups that cost while they wait were not planned under caps, since so many were; some "
            "might be on the frontier."
        )
        found.append(sentence(one if left == 1 else many, left))
    if replanned:
        one = (
            "Best shares, links of single pairs, batches of its own or interleaved pipelines make other fleets an "
            "approximation: {} of the frontier was planned anew, and differed by {:.1%} of the cost."
        )
        many = (
            "Best shares, links of single pairs, batches of its own or interleaved pipelines make other fleets an "
            "approximation: {} of the frontier were planned anew, and differed by {:.1%} of the cost at most."
        )
        found.append(sentence(one if replanned == 1 else many, replanned, off))
    if near:
        one = (
            "{:,} fleet was not planned by itself, and its own plan may be sooner or cheaper; it might be on the "
            "frontier."
        )
        many = (
            "{:,} fleets were not planned by themselves, and their own plans may be sooner or cheaper; one of them "
            "might be on the frontier."
        )
        found.append(sentence(one if near == 1 else many, near))
    if beaten:
        one = (
            "{:,} fleet was not planned by itself; the frontier beats it even at what its own plan costs and takes at "
            "least."
        )
        many = (
            "{:,} fleets were not planned by themselves; the frontier beats each of them even at what its own plan "
            "costs and takes at least."
        )
        found.append(sentence(one if beaten == 1 else many, beaten))
    return listed(" ", filter(None, found))
