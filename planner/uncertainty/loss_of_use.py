"""A supplier's devices stand still from a day on: the rest is planned anew, with or without devices rented instead."""

from collections.abc import Sequence
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from planner.causes import (
    Cause,
    LostKeepsCosting,
    NothingLeft,
    RestPlannedAnew,
    TakesNoPart,
    WorksNoMore,
)
from planner.cluster import NodeGroup
from planner.mixing.timetables.timetable import Entry, EntryKind
from planner.planning.dependence import standing_groups
from planner.planning.fleet import Fleet
from planner.planning.planned_run import PlannedRun, supplier_of
from planner.uncertainty.after_event import (
    FINISHING,
    LOST,
    PORTED,
    REPLACED,
    UNTIL,
    WAITING,
    AfterEvent,
    anew,
    as_planned,
    gains_anew,
    known_terms,
    never_ends,
    new_stacks_cost,
)
from planner.uncertainty.circumstances import Circumstances
from planner.uncertainty.progress import (
    busy_days_by,
    entry_at,
    paid,
    paid_while_lost,
    safe_tokens_by,
    tokens_by,
    worked_by,
)
from planner.uncertainty.remaining_run import Rest, rest_of
from planner.uncertainty.supplier_groups import supplier_groups
from planner.uncertainty.ways_out import Replacement, better, cheapest_replacement
from planner.units import SECONDS_PER_DAY


class _Loss(Struct, frozen=True, kw_only=True):
    """What is lost when, and how far the run is by then.

    The old timetable works until ``worked_until`` (where the lost devices do not work at the time: until they are
    needed); ``tokens`` are safe then, and the rest goes on from ``resumes``. ``running`` works up to there without a
    break (None: the work has broken off).
    """

    fleet: Fleet
    supplier: str
    day: float
    lost: frozenset[str]
    tokens: float
    worked_until: float
    resumes: float
    running: str | None

    @property
    def tokens_left(self) -> float:
        """The tokens that are still to be trained."""
        return self.fleet.plan.training.tokens - self.tokens


def after_loss_of_use(fleet: Fleet, supplier: str, day: float, around: Circumstances) -> AfterEvent:
    """Return the better way out of losing a supplier, with or without devices rented in its place."""
    lost = frozenset(group.key for group in supplier_groups(fleet, supplier))
    needed = [entry for entry in fleet.timetable.entries if lost & set(entry.groups) and entry.kind is EntryKind.WORK]
    if not needed:
        return as_planned(fleet, TakesNoPart(name=supplier))
    later = [entry for entry in fleet.timetable.entries if lost & set(entry.groups) and entry.to_day > day]
    if not later:
        return as_planned(fleet, WorksNoMore(name=supplier, day=day))
    loss = _loss(fleet, supplier, day, needed=later[0], around=around)
    kept = kept_groups(fleet, lost)
    rest = rest_of(fleet, kept, loss.tokens_left, loss.resumes, running=loss.running)
    ways_out = [] if rest is None else [_finished(loss, rest, None)]
    ways_out += _replaced(loss, kept, rest, around)
    return better(ways_out, around) if ways_out else never_ends(NothingLeft(name=supplier))


def kept_groups(fleet: PlannedRun, lost: frozenset[str]) -> tuple[NodeGroup, ...]:
    """Return the groups that may go on: those not lost that work in the plan or are had otherwise than on demand."""
    return tuple(group for group in standing_groups(fleet) if group.key not in lost)


def _loss(fleet: Fleet, supplier: str, day: float, *, needed: Entry, around: Circumstances) -> _Loss:
    recourse = around.recourse
    resumes = day + recourse.replan_days
    broken_off = needed.from_day <= day
    until = day if broken_off else min(resumes, needed.from_day)
    now = None if broken_off or until < resumes else entry_at(fleet, until)
    return _Loss(
        fleet=fleet,
        supplier=supplier,
        day=day,
        lost=frozenset(group.key for group in supplier_groups(fleet, supplier)),
        tokens=safe_tokens_by(fleet, day, recourse.lost_hours) if broken_off else tokens_by(fleet, until),
        worked_until=until,
        resumes=resumes,
        running=None if now is None else now.way,
    )


def _finished(loss: _Loss, rest: Rest, replacement: Replacement | None, alone_days: float = inf) -> AfterEvent:
    """Return the run with its rest planned anew: days, and money by the terms of every group.

    ``alone_days`` is when it would end without the replacement.
    """
    fleet, end = loss.fleet, rest.end_day
    terms = _terms(loss, rest, replacement)
    after = AfterEvent(days=end, terms=known_terms(terms, known=fleet.priced), causes=())
    names = dict(fleet.setting.names)
    causes: list[Cause] = [
        RestPlannedAnew(
            day=loss.worked_until,  # pools that are not lost work on meanwhile: what is left is of this day
            tokens_left_share=loss.tokens_left / fleet.plan.training.tokens,
            from_day=rest.begins_day,
            ways=rest.names(names),
            days=end - rest.begins_day,
        )
    ]
    if replacement is not None:
        causes.append(replacement.cause)
    if after.terms is not None and terms[LOST]:
        causes.append(LostKeepsCosting(name=loss.supplier, amount=terms[LOST], currency=fleet.plan.currency))
    found = anew(fleet, rest, worked_by(fleet, loss.worked_until))
    rented = None if replacement is None else replacement.cause
    gains = gains_anew(fleet, found, after, rented=rented, without_days=alone_days)
    return replace(after, causes=(*causes, *gains))


def _terms(loss: _Loss, rest: Rest, replacement: Replacement | None) -> dict[str, float]:
    fleet, end = loss.fleet, rest.end_day
    by_day, by_then = busy_days_by(fleet, loss.day), busy_days_by(fleet, loss.worked_until)
    waited = rest.from_day - loss.worked_until if loss.running is None else rest.first_stop_days
    terms = dict.fromkeys((UNTIL, WAITING, FINISHING, LOST, REPLACED, PORTED), 0.0)
    terms[UNTIL] = sum(fleet.timetable.porting.values())
    for group in fleet.choice.problem.groups:
        terms[UNTIL] += paid(group, by_day[group.key], 0.0, loss.day)
        if group.key in loss.lost:
            terms[LOST] += paid_while_lost(group, loss.day, end)
            continue
        busy = by_then[group.key] - by_day[group.key] + (waited if group.key in rest.first_groups else 0.0)
        terms[WAITING] += paid(group, busy, loss.day, rest.from_day)
        again = rest.timetable.work_days.get(group.key, 0.0) + rest.timetable.stop_days.get(group.key, 0.0)
        terms[FINISHING] += paid(group, again, rest.from_day, end)
    if replacement is not None:
        terms[REPLACED] = rest.timetable.money[replacement.group.key].total
    terms[PORTED] = new_stacks_cost(fleet, rest)
    return terms


def _replaced(loss: _Loss, kept: Sequence[NodeGroup], alone: Rest | None, around: Circumstances) -> list[AfterEvent]:
    """Return the way out with devices rented of another supplier; none where they come too late to matter."""
    replacement = cheapest_replacement(loss.supplier, loss.day, _lost_rate(loss), around)
    if replacement is None or (alone is not None and alone.end_day <= replacement.group.terms.from_day):
        return []
    rest = rest_of(loss.fleet, (*kept, replacement.group), loss.tokens_left, loss.resumes, running=loss.running)
    if rest is None or not rest.timetable.work_days.get(replacement.group.key, 0.0):
        return []
    return [_finished(loss, rest, replacement, inf if alone is None else alone.end_day)]


def _lost_rate(loss: _Loss) -> float:
    """Return the tokens a second that the lost supplier's pools give in the plan while they work."""
    tokens, days = 0.0, 0.0
    for entry, way in loss.fleet.worked():
        part = sum(way.parts[member.planned.place] for member in way.members if supplier_of(member) == loss.supplier)
        tokens += part * entry.tokens
        days += entry.days if part else 0.0
    return tokens / (days * SECONDS_PER_DAY)
