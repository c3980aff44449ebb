"""A supplier's devices come late to a programme: what has begun goes on, the other models are assigned anew."""

from msgspec.structs import replace

from planner.causes import ComesLate, ModelsLost, NothingLeft, TakesNoPart
from planner.mixing.strategy import pool_id
from planner.mixing.timetables.timetable_problem import Objective
from planner.planning.programme import PlannedProgramme
from planner.uncertainty.after_event import (
    FROM_THEN_ON,
    PORTED,
    UNTIL,
    AfterEvent,
    Anew,
    Late,
    as_planned,
    gains_anew,
    known_terms,
    never_ends,
)
from planner.uncertainty.late_devices import delayed_groups, why_none_late
from planner.uncertainty.programme_state import Asked, OpenModel, Reassigned, new_stacks_cost, reassigned, without_place
from planner.uncertainty.progress import busy_days_by, paid
from planner.uncertainty.supplier_groups import groups_to_come


def after_late_models(run: PlannedProgramme, supplier: str, day: float, late_days: float) -> AfterEvent:
    """Return the programme where a supplier's groups that are still to come on a day come so many days later.

    Models that have not begun are placed anew by the plan's own aim, where its deadline cannot be kept as soon as it
    goes. What comes late is paid from when it comes, and its last day does not move.
    """
    late = {group.key: late_days for group in groups_to_come(run, supplier, day)}
    if not late or not late_days:
        return as_planned(run, why_none_late(run, supplier))
    staying = [one for one in run.placed.placements if one.from_day < day]
    waiting = tuple(
        OpenModel(position=number, tokens=model.tokens, pool=_pool_asked(run, number))
        for number, (one, model) in enumerate(run.placements())
        if one.from_day >= day
    )
    if not waiting:
        return as_planned(run, TakesNoPart(name=supplier))
    busy: dict[str, float] = {}
    for one in staying:
        pool = pool_id(run.pool_of[one.way].planned.place)
        busy[pool] = max(busy.get(pool, 0.0), one.to_day)
    groups = delayed_groups(run, late)
    own = Asked(
        from_day=day,
        busy_until=busy,
        objective=run.programme.objective,
        deadline_days=run.programme.deadline_days,
    )
    soonest = replace(own, objective=Objective.DAYS, deadline_days=None)
    found = reassigned(run, groups, waiting, own) or reassigned(run, groups, waiting, soonest)
    if found is None:
        names = without_place(run, groups, waiting, soonest)
        return never_ends(NothingLeft(name=supplier), ModelsLost(name=supplier, models=names))
    end = max(found.placed.makespan_days, *(one.to_day for one in staying), 0.0)
    terms = known_terms(_terms(run, day, late, found, end), known=run.priced)
    after = AfterEvent(days=end, terms=terms, causes=())
    gains = gains_anew(run, _anew(run, found), after, Late(name=supplier, days=late))
    return replace(after, causes=(ComesLate(name=supplier, late_days=late_days, days=end), *gains))


def _pool_asked(run: PlannedProgramme, position: int) -> str:
    return run.plan.programme.models[position].pool


def _anew(run: PlannedProgramme, found: Reassigned) -> Anew:
    tokens, again = dict(found.tokens), {model.position for model in found.open}
    for number, (one, model) in enumerate(run.placements()):
        if number not in again:
            place = run.pool_of[one.way].planned.place
            tokens[place] = tokens.get(place, 0.0) + model.tokens
    places = [found.pool_of[one.way].planned.place for one in found.placed.placements]
    return Anew(ways=tuple(dict.fromkeys(run.setting.names.get(place, place[0]) for place in places)), tokens=tokens)


def _terms(
    run: PlannedProgramme, day: float, late: dict[str, float], found: Reassigned, end: float
) -> dict[str, float]:
    by_day, again, ways = busy_days_by(run, day), {model.position for model in found.open}, run.way_by_key()
    terms = {UNTIL: run.porting, FROM_THEN_ON: 0.0, PORTED: new_stacks_cost(run, found)}
    for group in run.paid_groups:
        terms[UNTIL] += paid(group, by_day[group.key], 0.0, day)
        going = sum(
            max(0.0, one.to_day - max(one.from_day, day))
            for number, one in enumerate(run.placed.placements)
            if number not in again and group.key in ways[one.way].groups
        )
        delayed = replace(group, from_day=group.from_day + late.get(group.key, 0.0))
        terms[FROM_THEN_ON] += paid(delayed, going + found.placed.work_days.get(group.key, 0.0), day, end)
    return terms
