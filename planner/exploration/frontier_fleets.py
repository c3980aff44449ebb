"""The frontier over fleets and shares: what was evaluated as arrays, and the envelope's fleets planned one by one."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from math import inf, prod

import numpy as np
from msgspec import Struct

from planner.arrays import Integers
from planner.dependence import DependenceBasis
from planner.exploration.branch_and_bound import BranchAndBound
from planner.exploration.evaluation import FleetsFound
from planner.exploration.exploration import FleetColumns, FrontierPoint, Guarantee, joined
from planner.exploration.fleet_plans import holds
from planner.exploration.fleet_ways import WAYS, stop_s
from planner.exploration.frontier import frontier_rows
from planner.exploration.replanning import PlannedFleet, fleet_as_composed, planned_fleet
from planner.exploration.search import Search, fleet_rules, terms_left_out
from planner.exploration.search_floors import MOST_BOUNDED, asked_of, floors_over_grid
from planner.mixing.strategy import Division
from planner.plan import Plan
from planner.planning.grounds import Grounds
from planner.planning.mixed_run import mixed_run
from planner.sentences import listed, sentence

_MOST_REPLANNED = 40  # of the frontier's array fleets, where terms make the arrays' arithmetic an approximation
_MOST_UNDER_CAPS = 128  # fleets planned where what waits costs: some 4 s of a core
_SAME = 1e-6


class FrontierFleets(Struct, frozen=True, kw_only=True):
    """All fleets, the planned ones last; the frontier's rows with a point each; and what is certain of them.

    ``today`` is the plan as composed, None where it gives no result; ``left`` fleets might be on the frontier at shares
    that were not planned. ``unsure``: figures of other fleets than these are an approximation, or what waits did not
    choose, so that more might.
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
    planned = (one for one in search.work.all(tasks) if one is not None and _in_limits(search, one))
    return AtCaps(planned=tuple(planned))


def with_planned_fleets(search: Search, found: FleetsFound, at_caps: AtCaps, grounds: Grounds) -> FrontierFleets:
    """Return the frontier over drawn fleets and over the best fleet at every cap, each of those planned exactly.

    Where local SGD makes the arrays an approximation, or a pipeline over pools may gain by interleaving, the drawn
    frontier's fleets are planned anew as well; where best shares do, those that are left on the frontier, until none
    is. The largest difference is stated.
    """
    plan, own = search.plan, len(found.fleets)
    drawn = _approximate_rows(search, found)[:_MOST_REPLANNED]
    asked = _as_drawn(search, found, grounds, drawn)
    search.work.expected += len(asked) + 1
    *answers, today = search.work.all([*asked, partial(fleet_as_composed, plan, grounds, search.baseline)])
    off = _largest_difference(found, drawn, answers)
    planned = [*at_caps.planned, *(one for one in answers if one is not None and _in_limits(search, one))]
    fleets, frontier = _together(search, found, drawn, planned)
    while len(left := _still_drawn(search, found, frontier)[: _MOST_REPLANNED - len(drawn)]):
        search.work.expected += len(left)
        more = search.work.all(_as_drawn(search, found, grounds, left))
        off = max(off, _largest_difference(found, left, more))
        drawn = np.concatenate([drawn, left])
        planned += [one for one in more if one is not None and _in_limits(search, one)]
        fleets, frontier = _together(search, found, drawn, planned)
    points = {**found.points, **dict(enumerate((one.point for one in planned), start=own))}
    bounds = np.flatnonzero(found.fleets.bound)
    near = np.setdiff1d(bounds if found.unsure is None else found.unsure, drawn)
    return FrontierFleets(
        fleets=fleets,
        frontier=frontier,
        points=tuple(_point(search, fleets, int(row), points) for row in frontier),
        words=_words(search, at_caps.hunt, (len(drawn), off), len(near), len(np.setdiff1d(bounds, drawn)) - len(near)),
        today=None if today is None else today.columns,
        left=_left(at_caps.hunt),
        unsure=_unheeded(search, at_caps.hunt) or len(near) > 0,
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


def _left(hunt: BranchAndBound | None) -> int:
    return 0 if hunt is None else hunt.left


def _as_drawn(
    search: Search, found: FleetsFound, grounds: Grounds, rows: Integers
) -> list[partial[PlannedFleet | None]]:
    """Return what plans the fleets of these rows as the plan has them work."""
    fleets = [tuple(int(count) for count in found.fleets.nodes[row]) for row in rows]
    return [partial(planned_fleet, search.plan, grounds, search.baseline, nodes, None) for nodes in fleets]


def _together(
    search: Search, found: FleetsFound, drawn: Integers, planned: Sequence[PlannedFleet]
) -> tuple[FleetColumns, Integers]:
    """Return the fleets with the planned ones last, and the rows of their frontier; ``drawn`` are planned anew."""
    fleets = joined([found.fleets, *[one.columns for one in planned]]) if planned else found.fleets
    rows = np.concatenate([_undrawn(found, drawn), np.arange(len(found.fleets), len(fleets), dtype=np.int64)])
    values, dependences = fleets.objective(search.plan.objective)[rows], fleets.dependence(search.plan.measure)[rows]
    if _shares_approximate(search):  # of two that are alike the planned one stands
        alike = (rows < len(found.fleets)) & ~np.isin(rows, list(found.points))
        behind = np.where(alike, 1.0 + 2.0 * _SAME, 1.0)
        values, dependences = values * behind, dependences * behind
    return fleets, once(fleets, rows[frontier_rows(values, dependences)], search.plan)


def _still_drawn(search: Search, found: FleetsFound, frontier: Integers) -> Integers:
    """Return the rows of the frontier that only arrays stand for, where the planner finds better shares than they."""
    if not _shares_approximate(search):
        return frontier[:0]
    rows: Integers = frontier[(frontier < len(found.fleets)) & ~np.isin(frontier, list(found.points))]
    return rows


def _undrawn(found: FleetsFound, drawn: Integers) -> Integers:
    """Return the drawn frontier's rows that no planned fleet stands for."""
    rows: Integers = np.setdiff1d(found.frontier, drawn, assume_unique=True)
    return rows


def _approximate_rows(search: Search, found: FleetsFound) -> Integers:
    """Return the rows of the drawn frontier whose figures the planner would not give to the last digit."""
    plan = search.plan
    if plan.mixing.division is Division.BEST and not terms_left_out(plan):  # at every cap the best is planned anyway
        return found.frontier[:0]
    return found.frontier[found.fleets.bound[found.frontier]]


def _shares_approximate(search: Search) -> bool:
    """Say whether the planner finds better shares than the arrays: stops, porting and a deadline choose them too."""
    rules, run = fleet_rules(search.plan, search.question.catalogue), mixed_run(search.plan)
    closed = not np.isfinite(rules.deadline_s) and stop_s(run, rules) == 0.0 and rules.porting == 0.0
    by_compute = search.plan.basis is DependenceBasis.COMPUTE or not search.plan.mixing.caps
    one_layer = len({cap.layer for cap in search.plan.mixing.caps}) <= 1
    return rules.divided and not (closed and by_compute and one_layer)


def _largest_difference(found: FleetsFound, drawn: Integers, answers: Sequence[PlannedFleet | None]) -> float:
    """Return by how much the cost of a drawn fleet differs at most from what the planner gives."""
    off = 0.0
    for row, one in zip(drawn, answers, strict=True):
        if one is not None:
            off = max(off, abs(float(found.fleets.cost[row]) / float(one.columns.cost[0]) - 1.0))
    return off


def _in_limits(search: Search, one: PlannedFleet) -> bool:
    limits, columns = search.limits, one.columns
    in_time = float(columns.days[0]) <= limits.deadline_days * (1.0 + _SAME)
    power_w = inf if one.power_w is None else one.power_w
    powered = power_w <= limits.power_w * (1.0 + _SAME)
    return in_time and powered and one.in_caps and float(columns.cost[0]) <= limits.budget * (1.0 + _SAME)


def once(fleets: FleetColumns, frontier: Integers, plan: Plan) -> Integers:
    """Return the rows of the frontier (most dependent first) without those that others beat, rounding apart.

    Of two of one cost the less dependent stands, of two that depend alike the better, of equals the first.
    """
    values, dependences = fleets.objective(plan.objective), fleets.dependence(plan.measure)
    kept: list[int] = []  # the least dependent first
    for row in reversed(frontier.tolist()):
        if kept and dependences[row] - dependences[kept[-1]] <= _SAME * max(1.0, dependences[row]):
            kept[-1] = row
        elif not kept or values[kept[-1]] > values[row] * (1.0 + _SAME):
            kept.append(row)
    return np.array(kept[::-1], dtype=np.int64)


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
    if left := _left(hunt):
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
