"""What becomes of a run after an event: the day it ends, its money by term, and the causes."""

from collections.abc import Iterator, Mapping
from math import fsum, inf, isclose, isfinite, nan

from msgspec import Struct, field
from msgspec.structs import replace

from planner.causes import Cause, CheaperAnew, DevicesReplaced, HeldForLess, NotPaidBefore, PoolPlace, SoonerAnew
from planner.planning.fleet import Fleet
from planner.planning.members import stack_of
from planner.planning.mixed_run import porting_per_stack
from planner.planning.money import fleet_cost
from planner.planning.planned_run import PlannedRun
from planner.uncertainty.remaining_run import Rest

UNTIL = "Until the event"
FROM_THEN_ON = "From then on"
WAITING = "Until the rest is planned anew"
FINISHING = "To finish on what is left"
LOST = "Lost and still held"
REPLACED = "Rented in its place"
PORTED = "Porting to another stack"
PRICES = "Change of prices"

_ROUNDING = 1e-12
_WORTH_SAYING = 1e-9  # relative


class Planned(Struct, frozen=True, kw_only=True):
    """The run without an event; ``cost`` is NaN where a price is unknown."""

    days: float
    cost: float
    terms: Mapping[str, float]


class AfterEvent(Struct, frozen=True, kw_only=True):
    """The run to its end; ``days`` infinite: it never ends. ``terms`` of its cost are None where unknown."""

    days: float
    terms: Mapping[str, float] | None
    causes: tuple[Cause, ...]

    @property
    def cost(self) -> float:
        """The cost of the whole run; infinite where it never ends, NaN where a price is unknown."""
        if not isfinite(self.days):
            return inf
        return nan if self.terms is None else fsum(self.terms.values())


class Late(Struct, frozen=True, kw_only=True):
    """Whose groups come late, and by how many days (by group)."""

    name: str = ""
    days: Mapping[str, float] = field(default_factory=dict)


def planned_run(run: PlannedRun) -> Planned:
    """Return the run without an event."""
    cost = fleet_cost(run)
    return Planned(
        days=run.days, cost=nan if cost is None else cost.total.amount, terms={} if cost is None else dict(cost.terms)
    )


def as_planned(run: PlannedRun, cause: Cause) -> AfterEvent:
    """Return the run untouched by an event."""
    planned = planned_run(run)
    return AfterEvent(days=planned.days, terms=planned.terms if isfinite(planned.cost) else None, causes=(cause,))


def never_ends(*causes: Cause) -> AfterEvent:
    """Return a run that cannot be finished."""
    return AfterEvent(days=inf, terms=None, causes=causes)


def beyond(value: float, planned: float) -> float:
    """Return the difference, none where only the last digits of adding stretches differ."""
    return 0.0 if isclose(value, planned, rel_tol=_ROUNDING) else value - planned


def known_terms(terms: Mapping[str, float], *, known: bool) -> dict[str, float] | None:
    """Return the terms that are any money; None where a price is unknown."""
    return {name: amount for name, amount in terms.items() if amount} if known else None


class Anew(Struct, frozen=True, kw_only=True):
    """A run planned anew: the ways that work its rest in words, and all the run's tokens by pool then."""

    ways: tuple[str, ...]
    tokens: Mapping[PoolPlace, float]


def anew(fleet: Fleet, rest: Rest, done: Mapping[PoolPlace, float]) -> Anew:
    """Return a fleet's run of which the rest is planned anew; ``done`` are the tokens by pool before that."""
    tokens = dict(done)
    for place, more in rest.tokens.items():
        tokens[place] = tokens.get(place, 0.0) + more
    return Anew(ways=rest.names(dict(fleet.setting.names)), tokens=tokens)


def gains_anew(
    run: PlannedRun,
    found: Anew,
    after: AfterEvent,
    late: Late | None = None,
    *,
    rented: DevicesReplaced | None = None,
    without_days: float = inf,
) -> tuple[Cause, ...]:
    """Return why a run that is planned anew ends sooner or comes cheaper than the plan; nothing where it does not.

    ``late`` are the groups that come late, ``rented`` what is rented in place of what is lost: ``without_days`` is when
    the run would end without it.
    """
    helped = None if without_days < run.days * (1.0 - _WORTH_SAYING) else rented
    return (*_sooner(run, found, after, helped), *_cheaper(run, found, after, late or Late()))


def _sooner(run: PlannedRun, found: Anew, after: AfterEvent, rented: DevicesReplaced | None) -> tuple[Cause, ...]:
    if after.days >= run.days * (1.0 - _WORTH_SAYING):
        return ()
    cause = SoonerAnew(days=run.days - after.days, ways=found.ways)
    if rented is not None:
        return (replace(cause, rented=rented.devices, rented_accelerator=rented.accelerator),)
    if not isinstance(run, Fleet) or run.joined is not None:
        return (cause,)
    place, share, before = min(_shares_anew(run, found), key=lambda one: one[1] - one[2])
    name = run.setting.names.get(place, place[0])
    return (replace(cause, less_on=name, share=share, planned_share=before) if share < before else cause,)


def _cheaper(run: PlannedRun, found: Anew, after: AfterEvent, late: Late) -> Iterator[Cause]:
    planned, currency = planned_run(run), run.plan.currency
    saved, least = planned.cost - after.cost, planned.cost * _WORTH_SAYING
    if not saved > least:
        return
    not_yet, shorter = 0.0, 0.0
    for group in run.paid_groups:
        moved = replace(group, from_day=group.from_day + late.days.get(group.key, 0.0))
        held = group.per_held_day * float(group.held_days(after.days))
        not_yet += held - moved.per_held_day * float(moved.held_days(after.days))
        shorter += group.per_held_day * float(group.held_days(planned.days)) - held
    if not_yet > least:
        yield NotPaidBefore(name=late.name, amount=not_yet, currency=currency)
    if shorter > least:
        yield HeldForLess(days=planned.days - after.days, amount=shorter, currency=currency)
    if saved - not_yet - shorter > least:
        place, share, before = _grown(run, found)
        yield CheaperAnew(
            amount=saved - not_yet - shorter,
            currency=currency,
            more_on=run.setting.names.get(place, place[0]),
            share=share,
            planned_share=before,
        )


def new_stacks_cost(fleet: Fleet, rest: Rest) -> float:
    """Return what porting to the stacks costs that the plan itself does not use.

    Software in use is ported already, and the stack that the run starts from never had to be.
    """
    in_use: set[str | None] = {stack_of(member) for way in fleet.ways_taken for member in way.members}
    in_use |= {fleet.choice.problem.start_stack}
    return porting_per_stack(fleet.plan) * len(rest.stacks - in_use)


def _grown(run: PlannedRun, found: Anew) -> tuple[PoolPlace, float, float]:
    """Return the pool that works more of the tokens than planned by most, and both its shares."""
    return max(_shares_anew(run, found), key=lambda one: one[1] - one[2])


def _shares_anew(run: PlannedRun, found: Anew) -> list[tuple[PoolPlace, float, float]]:
    """Return every pool with its share of the tokens, planned anew and as planned."""
    planned, after = run.tokens, found.tokens
    whole, all_after = run.trained_tokens, fsum(after.values())
    return [
        (place, after.get(place, 0.0) / all_after, planned.get(place, 0.0) / whole)
        for place in dict.fromkeys((*after, *planned))
    ]
