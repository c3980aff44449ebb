"""A supplier's devices stand still while a programme is worked: its models are assigned anew, the others go on."""

from collections.abc import Iterator, Sequence
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from planner.causes import (
    Cause,
    LostKeepsCosting,
    ModelsAssignedAnew,
    ModelsLost,
    NothingLeft,
    PoolPlace,
    TakesNoPart,
    WorksNoMore,
)
from planner.cluster import NodeGroup
from planner.mixing.programmes.programme import Placement
from planner.mixing.strategy import pool_id
from planner.planning.planned_run import supplier_of
from planner.planning.programme import PlannedProgramme
from planner.uncertainty.after_event import (
    FINISHING,
    LOST,
    PORTED,
    REPLACED,
    UNTIL,
    WAITING,
    AfterEvent,
    Anew,
    as_planned,
    gains_anew,
    known_terms,
    never_ends,
)
from planner.uncertainty.circumstances import Circumstances
from planner.uncertainty.loss_of_use import kept_groups
from planner.uncertainty.programme_state import (
    Asked,
    OpenModel,
    Reassigned,
    models_later,
    new_stacks_cost,
    reassigned,
    without_place,
)
from planner.uncertainty.progress import busy_days_by, paid, paid_while_lost
from planner.uncertainty.supplier_groups import supplier_groups
from planner.uncertainty.ways_out import Replacement, better, cheapest_replacement
from planner.units import HOURS_PER_DAY


class _Loss(Struct, frozen=True, kw_only=True):
    """What is lost when: ``staying`` placements go on as planned, the models of ``open`` need another place."""

    run: PlannedProgramme
    supplier: str
    day: float
    resumes: float
    lost: frozenset[str]
    staying: tuple[tuple[int, Placement], ...]
    open: tuple[OpenModel, ...]

    @property
    def asked(self) -> Asked:
        """From when on, and around whom, the open models are placed: as soon as it goes."""
        return Asked(from_day=self.resumes, busy_until=self._busy_until())

    def _busy_until(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for _, one in self.staying:
            pool = pool_id(self.run.pool_of[one.way].planned.place)
            found[pool] = max(found.get(pool, 0.0), one.to_day)
        return found


def after_programme_loss(run: PlannedProgramme, supplier: str, day: float, around: Circumstances) -> AfterEvent:
    """Return the better way out of losing a supplier, with or without devices rented in its place.

    Models at work on other pools, and those that begin there before anything is planned anew, go on as planned. Models
    of the lost pools go back to their last checkpoint and are assigned anew with all that has not begun, for the
    soonest end of the last.
    """
    lost = frozenset(group.key for group in supplier_groups(run, supplier))
    ways = run.way_by_key()
    hit = [one for one in run.placed.placements if lost & set(ways[one.way].groups)]
    if not hit:
        return as_planned(run, TakesNoPart(name=supplier))
    if all(one.to_day <= day for one in hit):
        return as_planned(run, WorksNoMore(name=supplier, day=day))
    loss = _loss(run, supplier, day, lost, around)
    kept = kept_groups(run, lost)
    alone = reassigned(run, kept, loss.open, loss.asked)
    ways_out = [] if alone is None else [_finished(loss, alone, None)]
    ways_out += _replaced(loss, kept, alone, around)
    if ways_out:
        return better(ways_out, around)
    names = without_place(run, kept, loss.open, loss.asked)
    return never_ends(NothingLeft(name=supplier), ModelsLost(name=supplier, models=names))


def _loss(run: PlannedProgramme, supplier: str, day: float, lost: frozenset[str], around: Circumstances) -> _Loss:
    recourse, ways = around.recourse, run.way_by_key()
    resumes = day + recourse.replan_days
    safe_day = day - recourse.lost_hours / HOURS_PER_DAY
    staying, opened = [], []
    for number, (one, model) in enumerate(run.placements()):
        is_lost = bool(lost & set(ways[one.way].groups))
        if one.to_day <= day or (not is_lost and one.from_day < resumes):
            staying.append((number, one))
        else:
            safe = max(0.0, safe_day - one.from_day) / one.days if is_lost else 0.0
            opened.append(OpenModel(position=number, tokens=model.tokens * (1.0 - safe)))
    return _Loss(
        run=run, supplier=supplier, day=day, resumes=resumes, lost=lost, staying=tuple(staying), open=tuple(opened)
    )


def _replaced(
    loss: _Loss, kept: Sequence[NodeGroup], alone: Reassigned | None, around: Circumstances
) -> list[AfterEvent]:
    """Return the way out with devices rented of another supplier; none where they come too late to matter."""
    replacement = cheapest_replacement(loss.supplier, loss.day, _lost_rate(loss), around)
    if replacement is None or (alone is not None and alone.placed.makespan_days <= replacement.group.terms.from_day):
        return []
    apart = replace(replacement.group, site=replacement.group.key)  # a pool of its own, not more of one at work
    found = reassigned(loss.run, (*kept, apart), loss.open, loss.asked)
    if found is None or not found.placed.work_days.get(replacement.group.key, 0.0):
        return []
    return [_finished(loss, found, replacement, inf if alone is None else _end_day(loss, alone))]


def _lost_rate(loss: _Loss) -> float:
    """Return the tokens a second of the lost supplier's pools at work."""
    members = {
        member.planned.place: member.delivered_tokens_per_s
        for member in (loss.run.pool_of[one.way] for one in loss.run.placed.placements)
        if supplier_of(member) == loss.supplier
    }
    return sum(members.values())


def _end_day(loss: _Loss, found: Reassigned) -> float:
    return max(found.placed.makespan_days, *(one.to_day for _, one in loss.staying), 0.0)


def _finished(loss: _Loss, found: Reassigned, replacement: Replacement | None, alone_days: float = inf) -> AfterEvent:
    """Return the programme to the end of its last model: days, and money by the terms of every group.

    ``alone_days`` is when it would end without the replacement.
    """
    run, end = loss.run, _end_day(loss, found)
    terms = _terms(loss, found, replacement, end)
    after = AfterEvent(days=end, terms=known_terms(terms, known=run.priced), causes=())
    causes: list[Cause] = [*_assigned(loss, found), *_later(loss, found)]
    causes += [] if replacement is None else [replacement.cause]
    if after.terms is not None and terms[LOST]:
        causes.append(LostKeepsCosting(name=loss.supplier, amount=terms[LOST], currency=run.plan.currency))
    rented = None if replacement is None else replacement.cause
    gains = gains_anew(run, _anew(loss, found), after, rented=rented, without_days=alone_days)
    return replace(after, causes=(*causes, *gains))


def _assigned(loss: _Loss, found: Reassigned) -> Iterator[Cause]:
    names = loss.run.setting.names
    yield ModelsAssignedAnew(
        day=loss.day,
        from_day=loss.resumes,
        models=tuple(
            (one.model, names.get(place, found.pool_of[one.way].planned.pool.accelerator.name), one.to_day)
            for one in found.placed.placements
            for place in (found.pool_of[one.way].planned.place,)
        ),
    )


def _later(loss: _Loss, found: Reassigned) -> tuple[Cause, ...]:
    planned = loss.run.placed.placements
    return models_later(
        (one.model, one.to_day, planned[model.position].to_day)
        for one, model in zip(found.placed.placements, found.open, strict=True)
    )


def _anew(loss: _Loss, found: Reassigned) -> Anew:
    run, tokens = loss.run, dict(found.tokens)
    again = {model.position: model.tokens for model in found.open}
    for number, (one, model) in enumerate(run.placements()):
        place = run.pool_of[one.way].planned.place
        tokens[place] = tokens.get(place, 0.0) + model.tokens - again.get(number, 0.0)
    names = tuple(dict.fromkeys(_name(run, found.pool_of[one.way].planned.place) for one in found.placed.placements))
    return Anew(ways=names, tokens=tokens)


def _name(run: PlannedProgramme, place: PoolPlace) -> str:
    return run.setting.names.get(place, place[0])


def _terms(loss: _Loss, found: Reassigned, replacement: Replacement | None, end: float) -> dict[str, float]:
    run, day, resumes = loss.run, loss.day, loss.resumes
    by_day, ways = busy_days_by(run, day), run.way_by_key()
    terms = dict.fromkeys((UNTIL, WAITING, FINISHING, LOST, REPLACED, PORTED), 0.0)
    terms[UNTIL] = run.porting
    for group in run.paid_groups:
        terms[UNTIL] += paid(group, by_day[group.key], 0.0, day)
        if group.key in loss.lost:
            terms[LOST] += paid_while_lost(group, day, end)
            continue
        own = [one for _, one in loss.staying if group.key in ways[one.way].groups]
        first = sum(max(0.0, min(one.to_day, resumes) - max(one.from_day, day)) for one in own)
        then = sum(max(0.0, one.to_day - max(one.from_day, resumes)) for one in own)
        terms[WAITING] += paid(group, first, day, resumes)
        terms[FINISHING] += paid(group, then + found.placed.work_days.get(group.key, 0.0), resumes, end)
    if replacement is not None:
        rented = next(one for one in found.groups if one.key == replacement.group.key)
        terms[REPLACED] = paid(rented, found.placed.work_days[rented.key], 0.0, end)
    terms[PORTED] = new_stacks_cost(run, found)
    return terms
