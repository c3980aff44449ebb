"""What lets a fleet in where none keeps every limit: each stated limit taken away by itself, and the rest explored."""

from collections.abc import Callable, Iterator
from functools import partial
from math import prod
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Integers
from planner.catalogue.catalogue import Catalogue
from planner.digits import rounded_up
from planner.errors import UserError
from planner.exploration.exploration import Exploration
from planner.exploration.grid import counts_of
from planner.plan import Objective, Plan, ProgrammeAim
from planner.planning.site_availability import device_limits
from planner.sentences import listed, sentence

_MOST_FLEETS: Final = 2_000_000  # explored anew for each limit, some seconds each

Say = Callable[[Exploration], str]


class Loosened(Struct, frozen=True, kw_only=True):
    """A plan without one of its limits, and what says what that lets in."""

    plan: Plan
    say: Say


def loosened_words(plan: Plan, catalogue: Catalogue, explored: Callable[[Plan], Exploration]) -> str:
    """Say what mends a plan of which no fleet keeps every limit; "" where so many fleets are not explored again."""
    if prod(len(each) for each in counts_of(plan)) > _MOST_FLEETS:
        return ""
    found = list(_loosened(plan, catalogue))
    if not found:
        return "No limit is in the way; let groups have more nodes, or let other accelerators take part."
    said = [words for one in found if (words := _said(one, explored))]
    return listed(" ", said) if said else "No fleet is let in by giving up one limit alone; loosen two or more."


def _said(one: Loosened, explored: Callable[[Plan], Exploration]) -> str:
    try:
        found = explored(one.plan)
    except UserError:
        return ""
    return one.say(found) if found.feasible or len(found.frontier) else ""


def _loosened(plan: Plan, catalogue: Catalogue) -> Iterator[Loosened]:
    """Give the plan without each of its limits.

    Without a deadline the soonest ways are looked for: one is taken where the deadline asks for it.
    """
    limits = plan.limits
    if limits.deadline_days is not None:
        free = replace(plan, limits=replace(limits, deadline_days=None), objective=Objective.DAYS)
        aim = plan.programme.aim
        aim = ProgrammeAim.SHORTEST if aim is ProgrammeAim.CHEAPEST else aim
        soonest = replace(free, programme=replace(free.programme, aim=aim))
        sure = plan.objective is Objective.DAYS or not (limits.budget or _chooses_suppliers(plan))
        yield Loosened(plan=soonest, say=partial(_days, sure=sure))
    if limits.budget is not None:
        sure = plan.objective is not Objective.DAYS and not _chooses_suppliers(plan)
        yield Loosened(plan=replace(plan, limits=replace(limits, budget=None)), say=partial(_money, sure=sure))
    if limits.power_w is not None:
        yield _without(replace(plan, limits=replace(limits, power_w=None)), "the limit on power")
    if plan.mixing.caps:
        yield _without(replace(plan, mixing=replace(plan.mixing, caps=())), "the caps on shares")
    if limits.required_suppliers:
        yield _without(replace(plan, limits=replace(limits, required_suppliers=())), "required suppliers")
    if limits.excluded_suppliers:
        yield _without(replace(plan, limits=replace(limits, excluded_suppliers=())), "excluded suppliers")
    if device_limits(plan, catalogue):
        free = replace(plan, site_marks={}, obeys_export_rules=False)
        yield _without(free, "what the site allows of accelerators")


def _chooses_suppliers(plan: Plan) -> bool:
    """Say whether a slower or dearer way of a fleet may keep a limit, power too, that the way which is taken breaks."""
    limits = plan.limits
    return bool(limits.power_w is not None or limits.required_suppliers or limits.excluded_suppliers)


def _without(plan: Plan, limit: str) -> Loosened:
    return Loosened(
        plan=plan,
        say=lambda found: (
            sentence("Without {} one fleet keeps every other limit.", limit)
            if found.feasible == 1
            else sentence("Without {} {:,} fleets keep every other limit.", limit, found.feasible)
        ),
    )


def _days(found: Exploration, *, sure: bool) -> str:
    """Say which deadline lets a fleet in; ``sure``: the soonest way of a fleet is the first to keep every limit."""
    days = rounded_up(float(found.fleets.days[_sure_rows(found)].min()), 1)
    if not (sure and _least_is_sure(found)):
        told = (
            "A deadline of {:,.1f} days lets in a fleet that keeps every other limit; a shorter one may let one in too."
        )
        return sentence(told, days)
    if found.feasible == 1:
        return sentence("A deadline of {:,.1f} days lets in the one fleet that keeps every other limit.", days)
    return sentence(
        "A deadline of {:,.1f} days lets in the first of {:,} fleets that keep every other limit.",
        days,
        found.feasible,
    )


def _money(found: Exploration, *, sure: bool) -> str:
    """Say which budget lets a fleet in; ``sure``: it is the least cost that was looked for."""
    amount = rounded_up(float(found.fleets.cost[_sure_rows(found)].min()), 0)
    if not (sure and _least_is_sure(found)):
        told = "A budget of {:,.0f} {} lets in a fleet that keeps every other limit; a smaller one may let one in too."
        return sentence(told, amount, found.currency)
    if found.feasible == 1:
        told = "A budget of {:,.0f} {} lets in the one fleet that keeps every other limit."
        return sentence(told, amount, found.currency)
    return sentence(
        "A budget of {:,.0f} {} lets in the first of {:,} fleets that keep every other limit.",
        amount,
        found.currency,
        found.feasible,
    )


def _sure_rows(found: Exploration) -> Integers:
    """Return the fleets whose figures are those of their own plans; of none all of them.

    Those at best shares under caps too: they may be in time, or in the budget, where no fleet is as the plan has it.
    """
    rows: Integers = np.union1d(np.arange(found.feasible), found.frontier).astype(np.int64)
    sure = rows[~found.fleets.bound[rows]]
    return sure if len(sure) else rows


def _least_is_sure(found: Exploration) -> bool:
    """Say whether no fleet's own plan takes less of what was looked for: the least of a sure frontier is."""
    return found.feasible > 0 and found.guarantee is not None and found.guarantee.exact
