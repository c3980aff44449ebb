"""The frontier of a plan's fleets: every fleet of the stated grid, or a coarse grid refined where it is too large."""

import dataclasses
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from math import prod
from time import perf_counter

import numpy as np
from msgspec.structs import replace

from planner.arrays import Floats, Integers
from planner.catalogue.catalogue import Catalogue
from planner.dependence import POINTS_OF_ONE_NAME, DependenceBasis
from planner.errors import UserError
from planner.exploration.estimated_fleets import FleetEstimates
from planner.exploration.estimated_groups import fleet_estimates
from planner.exploration.evaluation import FleetsFound
from planner.exploration.exploration import Exploration, FleetColumns, Guarantee, SingleFleet, frontier_so_far
from planner.exploration.fleet_plans import capped_unheeded, planned_anew
from planner.exploration.fleets_near_caps import unplanned, with_near_ones
from planner.exploration.floors import MOST_STOPPED
from planner.exploration.frontier import frontier_rows, hypervolume, knee_position
from planner.exploration.frontier_fleets import ExploredFrontier, planned_at_caps, with_planned_fleets
from planner.exploration.grid import can_be_exact, counts_of, pool_positions
from planner.exploration.loosened_limits import loosened_words
from planner.exploration.planned_frontier import all_planned, planned_frontier
from planner.exploration.pool_table import Question, slim
from planner.exploration.refinement import Refinement, coarse_steps, groups_at_once, lattice
from planner.exploration.replanned_frontier import ReplannedFrontier
from planner.exploration.search import OnFrontier, Search
from planner.exploration.settled_fleets import Settled, settled
from planner.exploration.work import Progress, Work
from planner.plan import DependenceMeasure, Objective, Plan
from planner.plan_result import BaselineResult
from planner.planning.baseline import planned_baseline
from planner.planning.grounds import Grounds, grounds_of
from planner.planning.model import PerformanceModel
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.sentences import listed, sentence
from planner.units import TRILLION_TOKENS

_WHOLE = 1e-9  # of a share: shares of several pools of one supplier add up to all but for rounding


def explore(
    plan: Plan,
    *,
    catalogue: Catalogue | None = None,
    executor: Executor | None = None,
    on_progress: Progress | None = None,
    on_frontier: Callable[[Exploration], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    model: PerformanceModel = SHIPPED_MODEL,
) -> Exploration:
    """Return the plan's fleets that keep its limits, their frontier in the plan's objective and measure, and the knee.

    Where none keeps them the guarantee says what would let one in.

    The frontier is exact on a grid of up to ten million fleets; beyond, a coarse grid is refined and ``guarantee``
    says what is left. ``executor`` takes the work in tasks of 50 to 150 ms; the result does not depend on it.
    ``on_progress`` is called with (done, expected) in tasks, ``on_frontier`` with the frontier so far as an exploration
    of its own; ``cancelled`` is asked between tasks. Raises UserError for a grid that is empty, Cancelled when called
    off.
    """
    started, grounds = perf_counter(), grounds_of(plan, catalogue, model)
    work = Work(executor=executor, on_progress=on_progress, cancelled=cancelled)
    found = _explored(plan, grounds, work, on_frontier)
    if found.guarantee is None or found.feasible or len(found.frontier):
        return found
    quiet = dataclasses.replace(work, on_progress=None)
    mends = loosened_words(plan, grounds.catalogue, lambda free: _explored(free, grounds, quiet, None))
    return replace(found, guarantee=replace(found.guarantee, mends=mends), seconds=perf_counter() - started)


def _explored(
    plan: Plan, grounds: Grounds, work: Work, on_frontier: Callable[[Exploration], None] | None
) -> Exploration:
    started = perf_counter()
    counts = counts_of(plan)
    slim_plan, used = slim(plan, grounds.catalogue)
    baseline = _baseline(plan, grounds)
    estimates = fleet_estimates(plan, grounds.catalogue, baseline)
    search = Search(
        question=Question(plan=slim_plan, catalogue=used, anchors=grounds.anchors, model=grounds.model),
        work=work,
        baseline=float("nan") if baseline is None else baseline.unit_cost.amount,
        on_frontier=_teller(plan, estimates, on_frontier),
    )
    suppliers = tuple(used.accelerator(group.accelerator).supplier for group in plan.cluster.groups)
    answer = _answer(search, counts, suppliers, grounds)
    front = answer.front
    reference = None if baseline is None else _reference(plan, baseline)
    on_front = front.fleets.taken(front.frontier)
    values, dependences = on_front.objective(plan.objective), on_front.dependence(plan.measure)
    return Exploration(
        groups=tuple(group.key for group in plan.cluster.groups),
        accelerators=tuple(group.accelerator for group in plan.cluster.groups),
        currency=plan.currency,
        objective=plan.objective,
        measure=plan.measure,
        candidates=prod(len(each) for each in counts),
        feasible=answer.feasible,
        fleets=front.fleets,
        frontier=front.frontier,
        points=front.points,
        terms=search.curve_terms(),
        estimates=estimates,
        by_spend=plan.basis is DependenceBasis.SPEND,
        knee=knee_position(values, dependences),
        today=front.today,
        blocked=answer.blocked,
        reference=reference,
        hypervolume=_area(values, dependences, reference),
        singles=single_fleets(front.fleets, suppliers, plan.objective),
        guarantee=answer.guarantee,
        seconds=perf_counter() - started,
    )


def _answer(search: Search, counts: tuple[range, ...], suppliers: Sequence[str], grounds: Grounds) -> ExploredFrontier:
    """Return the frontier of fleets planned one by one, or evaluated as arrays and what it rests on planned."""
    few_at_caps = capped_unheeded(search.plan) and all_planned(search, counts)
    if planned_anew(search.plan) or few_at_caps:
        return planned_frontier(search, counts, grounds)
    exact = can_be_exact(search.plan, counts)
    found, guarantee = _whole_grid(search, counts) if exact else _refined(search, counts, suppliers)
    at_caps = planned_at_caps(search, found, grounds, counts)
    settle = settled(search, found, at_caps.planned, grounds, counts) if exact else Settled(found=found)
    found = with_near_ones(search, settle.found, grounds)
    shown = ReplannedFrontier(search=search, found=found, grounds=grounds, planned=list(at_caps.planned))
    shown.run()
    found = settle.judged(found, shown.front)
    front = with_planned_fleets(search, found, at_caps, shown)
    beside = unplanned(found)
    certain = guarantee.exact and not (front.left or front.unsure or beside)
    opening = _all_evaluated(guarantee.evaluated, exact=certain) if guarantee.exact else guarantee.words
    large = _undecided_words(counts, front.left)
    words = listed(" ", filter(None, (opening, front.words, _unplanned_words(beside), large)))
    guarantee = replace(guarantee, words=words, exact=certain, left=front.left)
    return ExploredFrontier(front=front, feasible=len(found.fleets), blocked=found.blocked, guarantee=guarantee)


def _unplanned_words(fleets: int) -> str:
    """Say that so many fleets were left out of which only their own plans tell; nothing of none."""
    if not fleets:
        return ""
    return sentence(
        "Of {:,} fleets only their own plans tell whether they keep the limits; these were not planned one by one, and "
        "some might be on the frontier.",
        fleets,
    )


def _undecided_words(counts: Sequence[range], left: int) -> str:
    """Say of a large grid that nothing decides which of its fleets might be on the frontier; else nothing."""
    if not left or prod(len(each) for each in counts) <= MOST_STOPPED:
        return ""
    return sentence(
        "Of a grid of more than {:,} fleets none is ruled out by what it costs and takes at least; explore fewer to "
        "have them decided.",
        MOST_STOPPED,
    )


def _area(values: Floats, dependences: Floats, reference: tuple[float, float] | None) -> float | None:
    """Return what the frontier dominates up to the baseline's point; None without one."""
    if reference is None:
        return None
    return hypervolume(values, dependences, reference_cost=reference[0], reference_dependence=reference[1])


def _teller(
    plan: Plan, estimates: FleetEstimates, on_frontier: Callable[[Exploration], None] | None
) -> OnFrontier | None:
    """Return what hears columns of fleets and tells them as an exploration with its marks; None where nobody asks."""
    return None if on_frontier is None else lambda front: on_frontier(frontier_so_far(plan, front, estimates))


def single_fleets(fleets: FleetColumns, suppliers: Sequence[str], objective: Objective) -> tuple[SingleFleet, ...]:
    """Return the best fleet of each supplier alone, best first; ``suppliers`` names that of each group."""
    # Of spend a supplier may hold all and another take part for nothing: the share tells who may be alone, the nodes
    # who is.
    rows = np.flatnonzero(fleets.largest >= 1.0 - _WHOLE)
    active = fleets.nodes[rows] > 0
    names = tuple(dict.fromkeys(suppliers))
    takes_part = np.array([active[:, [name == other for other in suppliers]].any(axis=1) for name in names])
    alone = takes_part.sum(axis=0) == 1
    values = fleets.objective(objective)[rows]
    best = []
    for name, part in zip(names, takes_part, strict=True):
        own = np.flatnonzero(part & alone)
        if len(own):
            best.append(SingleFleet(supplier=name, row=int(rows[own[np.argmin(values[own])]])))
    return tuple(sorted(best, key=lambda single: float(fleets.objective(objective)[single.row])))


def _whole_grid(search: Search, counts: Sequence[range]) -> tuple[FleetsFound, Guarantee]:
    fleets = prod(len(each) for each in counts)
    words = _all_evaluated(fleets, exact=True)
    return search.over_grid(counts), Guarantee(exact=True, evaluated=fleets, words=words)


def _all_evaluated(fleets: int, *, exact: bool) -> str:
    """Say that a whole grid was evaluated, and whether its frontier is sure."""
    if exact and fleets == 1:
        return "Exact: the one fleet of the grid was evaluated."
    if exact:
        return sentence("Exact: all {:,} fleets of the grid were evaluated.", fleets)
    if fleets == 1:
        return "Not exact, though the one fleet of the grid was evaluated."
    return sentence("Not exact, though all {:,} fleets of the grid were evaluated.", fleets)


def _refined(search: Search, counts: tuple[range, ...], suppliers: Sequence[str]) -> tuple[FleetsFound, Guarantee]:
    """Return what a coarse grid and a search around its frontier found."""
    plan, lengths = search.plan, tuple(len(each) for each in counts)
    pools = tuple(pool_positions(plan).values())
    steps = coarse_steps(lengths, pools)
    coarse = [[each[i] for i in lattice(len(each), step)] for each, step in zip(counts, steps, strict=True)]
    found = search.over_grid(coarse)

    def choose(fleets: FleetColumns) -> Integers:
        front = frontier_rows(fleets.objective(plan.objective), fleets.dependence(plan.measure))
        singles = [single.row for single in single_fleets(fleets, suppliers, plan.objective)]
        return np.unique(np.concatenate([front, np.array(singles, dtype=np.int64)]))

    refinement = Refinement(
        counts=counts,
        pools=pools,
        coarse=steps,
        evaluate=lambda rows: search.over_rows(rows, counts),
        choose=choose,
        evaluated=prod(len(each) for each in coarse),
        blocked=dict(found.blocked),
    )
    fleets = refinement.run(found.fleets)
    frontier = frontier_rows(fleets.objective(plan.objective), fleets.dependence(plan.measure))
    every = FleetsFound(fleets=fleets, frontier=frontier, blocked=refinement.blocked)
    return every, _guarantee(plan, counts, coarse, refinement)


def _guarantee(
    plan: Plan, counts: Sequence[range], coarse: Sequence[Sequence[int]], refinement: Refinement
) -> Guarantee:
    candidates, on_coarse = (prod(len(each) for each in grid) for grid in (counts, coarse))
    at_once = groups_at_once(sum(len(each) > 1 for each in counts))
    kept = (
        sentence("{} {} of {:,}", group.key, len(part), len(each))
        for group, each, part in zip(plan.cluster.groups, counts, coarse, strict=True)
        if len(each) > 1
    )
    if not refinement.settled:
        end = "but the limit on evaluated fleets, or on sizes of pools, ended it before it settled"
    elif at_once == 1:
        end = "down to single steps, until no fleet that differs by one step in one group was better"
    else:
        told = "down to single steps, until no fleet that differs by one step in up to {} groups was better"
        end = sentence(told, at_once)
    words = sentence(
        "Not exact: the grid has {:,} fleets, too many to evaluate one by one. The frontier is exact on a "
        "coarse grid of {:,} fleets (node counts kept: {}) and was refined around it by halving the steps, {}. "
        "{:,} of {:,} fleets were evaluated; a better one elsewhere cannot be ruled out.",
        candidates,
        on_coarse,
        listed(", ", kept),
        end,
        refinement.evaluated,
        candidates,
    )
    return Guarantee(
        exact=False,
        evaluated=refinement.evaluated,
        coarse=on_coarse,
        settled=refinement.settled,
        groups_at_once=at_once,
        words=words,
    )


def _reference(plan: Plan, baseline: BaselineResult) -> tuple[float, float]:
    """Return the point that the hypervolume is measured to: what the baseline takes, on one supplier alone."""
    cost = baseline.unit_cost.amount
    value = {
        Objective.UNIT_COST: cost,
        Objective.COST: cost * plan.trained_tokens / TRILLION_TOKENS,
        Objective.DAYS: baseline.days,
    }[plan.objective]
    return value, POINTS_OF_ONE_NAME if plan.measure is DependenceMeasure.HHI else 1.0


def _baseline(plan: Plan, grounds: Grounds) -> BaselineResult | None:
    """Return the baseline; None where there is none, and savings are unknown."""
    if plan.baseline is None:
        return None
    try:
        return planned_baseline(plan.baseline, plan, grounds).result
    except UserError:
        return None  # the plan's own results say why
