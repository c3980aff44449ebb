"""A supplier's devices come late: what the plan would do, planned anew with their windows opening later."""

from collections.abc import Mapping
from math import inf

from msgspec.structs import replace

from planner.causes import Cause, ComesLate, NothingLeft, NothingToCome, TakesNoPart
from planner.cluster import NodeGroup
from planner.planning.fleet import Fleet
from planner.planning.planned_run import PlannedRun
from planner.uncertainty.after_event import (
    FROM_THEN_ON,
    PORTED,
    UNTIL,
    AfterEvent,
    Late,
    anew,
    as_planned,
    gains_anew,
    known_terms,
    never_ends,
    new_stacks_cost,
)
from planner.uncertainty.progress import busy_days_by, entry_at, paid, tokens_by, worked_by
from planner.uncertainty.remaining_run import Rest, as_chosen, rest_of
from planner.uncertainty.supplier_groups import groups_to_come, supplier_groups


def after_late_devices(fleet: Fleet, supplier: str, day: float, late_days: float) -> AfterEvent:
    """Return the run where a supplier's groups that are still to come on a day come so many days later.

    The rest of the run is planned anew by the plan's own choice, where that cannot be kept as fast as it goes. What is
    there before that day stays; what comes late is paid from when it comes, and its last day does not move.
    """
    late = {group.key: late_days for group in groups_to_come(fleet, supplier, day)}
    if not late or not late_days:
        return as_planned(fleet, why_none_late(fleet, supplier))
    groups = delayed_groups(fleet, late)
    now = entry_at(fleet, day) if day > 0.0 else None
    left = fleet.plan.training.tokens - tokens_by(fleet, day)
    rest = rest_of(fleet, groups, left, day, by=as_chosen, running=None if now is None else now.way)
    if rest is None:
        return never_ends(NothingLeft(name=supplier))
    terms = known_terms(_terms(fleet, day, late, rest), known=fleet.priced)
    after = AfterEvent(days=rest.end_day, terms=terms, causes=())
    cause = ComesLate(name=supplier, late_days=late_days, days=after.days)
    gains = gains_anew(fleet, anew(fleet, rest, worked_by(fleet, day)), after, Late(name=supplier, days=late))
    return replace(after, causes=(cause, *gains))


def why_none_late(run: PlannedRun, supplier: str) -> Cause:
    """Return why nothing of a supplier comes late: it has no part in the run, or all of it is there."""
    has_part = any(group.nodes > 0 for group in supplier_groups(run, supplier))
    return NothingToCome(name=supplier) if has_part else TakesNoPart(name=supplier)


def delayed_groups(run: PlannedRun, late: Mapping[str, float]) -> tuple[NodeGroup, ...]:
    """Return the groups of a run that come before their last day, each so many days later (by key)."""
    return tuple(_delayed(group, late.get(group.key, 0.0)) for group in run.setting.groups if _comes(group, late))


def _comes(group: NodeGroup, late: Mapping[str, float]) -> bool:
    """Say whether a group comes before its last day."""
    until = inf if group.terms.until_day is None else group.terms.until_day
    return group.terms.from_day + late.get(group.key, 0.0) < until


def _delayed(group: NodeGroup, late_days: float) -> NodeGroup:
    return replace(group, terms=replace(group.terms, from_day=group.terms.from_day + late_days))


def _terms(fleet: Fleet, day: float, late: Mapping[str, float], rest: Rest) -> dict[str, float]:
    by_day, end = busy_days_by(fleet, day), rest.end_day
    terms = {UNTIL: sum(fleet.timetable.porting.values()), FROM_THEN_ON: 0.0, PORTED: new_stacks_cost(fleet, rest)}
    for group in fleet.choice.problem.groups:
        terms[UNTIL] += paid(group, by_day[group.key], 0.0, day)
        stop = rest.first_stop_days if group.key in rest.first_groups else 0.0
        again = rest.timetable.work_days.get(group.key, 0.0) + rest.timetable.stop_days.get(group.key, 0.0)
        delayed = replace(group, from_day=group.from_day + late.get(group.key, 0.0))
        terms[FROM_THEN_ON] += paid(delayed, stop + again, day, end)
    return terms
