"""A supplier's devices stand still from a day on: the rest goes on alone, or replacements are rented dearer."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

from planner.doubts.known_fleet import KnownFleet, supplier_of
from planner.doubts.what_if import Figures, what_if
from planner.planning.fleet import deadline_days
from planner.planning.members import Member, stack_of
from planner.risk.scenarios import Scenario
from planner.risk.timeline import Stretch, play
from planner.units import SECONDS_PER_DAY, SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterLoss:
    """The run to its end by one way out; infinite where it does not get there."""

    seconds: float
    cost: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Devices of another supplier, at today's price, that give the rate that was lost; ``new_stack`` needs porting."""

    name: str
    devices: int
    tokens_per_s: float
    price_per_hour: float
    new_stack: bool


def after_loss(fleet: KnownFleet, scenario: Scenario, planned: Figures, spares: Sequence[KnownFleet]) -> AfterLoss:
    """Return the better way out of a loss before the run's end: first what keeps the deadline, then what costs less.

    Where neither keeps it the earlier end counts, unless a day's delay has a price: then all is in the cost.
    """
    if all(supplier_of(member) != scenario.target for member in fleet.members):
        return AfterLoss(
            seconds=float(planned.wall_s[0]), cost=float(planned.cost[0]), why=f"{scenario.target} takes no part here."
        )
    rest = fleet.without(scenario.target)
    ways = [_alone(fleet, scenario, planned, rest)] if rest else []
    replacement = cheapest_replacement(fleet, scenario.target, planned, spares)
    if replacement is not None:
        ways.append(_replaced(fleet, scenario, planned, rest, replacement))
    if not ways:
        why = f"Nothing is left without {scenario.target}, and the plan names no accelerator of another supplier."
        return AfterLoss(seconds=inf, cost=inf, why=why)
    return _better(ways, fleet)


def cheapest_replacement(
    fleet: KnownFleet, supplier: str, planned: Figures, spares: Sequence[KnownFleet]
) -> Replacement | None:
    """Return what replaces a supplier's rate at the least price; None where no spare is of another supplier.

    Devices are taken in proportion to the rate, at the rate per device that the spare has in its own fleet.
    """
    lost = sum(member.delivered_tokens_per_s for member in fleet.members if supplier_of(member) == supplier)
    own = {stack_of(member) for member in fleet.members}
    # What the fleet's pools lose by mixing, stops and turns is lost on replacements too.
    kept = float(planned.tokens_per_s[0]) / sum(member.delivered_tokens_per_s for member in fleet.members)
    found = [
        _replacement(member, lost, kept, own)
        for spare in spares
        for member in spare.members
        if supplier_of(member) != supplier and member.planned.price_per_hour is not None
    ]
    return min(found, key=lambda item: item.price_per_hour, default=None)


def _replacement(member: Member, lost: float, kept: float, stacks: set[str]) -> Replacement:
    devices = member.planned.pool.devices
    needed = ceil(lost / (member.delivered_tokens_per_s / devices))
    return Replacement(
        name=member.planned.pool.accelerator.name,
        devices=needed,
        tokens_per_s=lost * kept,
        price_per_hour=(member.planned.price_per_hour or 0.0) * needed / devices,
        new_stack=stack_of(member) not in stacks,
    )


def _better(ways: Sequence[AfterLoss], fleet: KnownFleet) -> AfterLoss:
    deadline, recourse = deadline_days(fleet.plan), fleet.plan.recourse
    if recourse.delay_cost_per_day is not None:
        per_s = fleet.plan.rates.convert(recourse.delay_cost_per_day, fleet.plan.currency).amount / SECONDS_PER_DAY
        return min(ways, key=lambda way: way.cost + way.seconds * per_s)
    limit = inf if deadline is None else deadline * SECONDS_PER_DAY
    on_time = [way for way in ways if way.seconds <= limit]
    return min(on_time, key=lambda way: way.cost) if on_time else min(ways, key=lambda way: way.seconds)


def _until(fleet: KnownFleet, scenario: Scenario, planned: Figures, rest: KnownFleet | None) -> tuple[Stretch, ...]:
    """Return the run until what is left can work again: as planned, void work, planning anew."""
    recourse = fleet.plan.recourse
    void_s = min(recourse.lost_hours * SECONDS_PER_HOUR, scenario.day * SECONDS_PER_DAY)
    before = _stretch(planned, scenario.day * SECONDS_PER_DAY - void_s)
    void = Stretch(tokens_per_s=0.0, price_per_hour=before.price_per_hour, seconds=void_s)
    idle_price = float(what_if(rest).price_per_hour[0]) if rest else 0.0
    idle = Stretch(tokens_per_s=0.0, price_per_hour=idle_price, seconds=recourse.replan_days * SECONDS_PER_DAY)
    return before, void, idle


def _alone(fleet: KnownFleet, scenario: Scenario, planned: Figures, rest: KnownFleet) -> AfterLoss:
    until = _until(fleet, scenario, planned, rest)
    so_far = play(planned.tokens, until)
    to_do = what_if(rest.finishing(so_far.tokens_left))
    spent = so_far.cost + float(planned.one_time[0])
    return AfterLoss(
        seconds=so_far.seconds + float(to_do.wall_s[0]),
        cost=spent + float(to_do.cost[0] - to_do.porting[0]),  # stacks are ported once
        why=(
            f"Day {scenario.day:g}: {', '.join(rest.suppliers)} finish alone at {float(to_do.tokens_per_s[0]):,.0f} "
            f"of {float(planned.tokens_per_s[0]):,.0f} tokens/s, after {fleet.plan.recourse.replan_days:g} days of "
            "planning anew."
        ),
    )


def _replaced(
    fleet: KnownFleet, scenario: Scenario, planned: Figures, rest: KnownFleet | None, replacement: Replacement
) -> AfterLoss:
    recourse = fleet.plan.recourse
    left = what_if(rest) if rest else None
    rate = float(left.tokens_per_s[0]) if left else 0.0
    price = float(left.price_per_hour[0]) if left else 0.0
    waited_s = max(0.0, recourse.replacement_wait_days - recourse.replan_days) * SECONDS_PER_DAY
    together = Stretch(
        tokens_per_s=rate + replacement.tokens_per_s,
        price_per_hour=price + replacement.price_per_hour * (1.0 + recourse.replacement_price_rise),
    )
    waiting = Stretch(tokens_per_s=rate, price_per_hour=price, seconds=waited_s)
    played = play(planned.tokens, (*_until(fleet, scenario, planned, rest), waiting, together))
    porting = _porting(fleet) if replacement.new_stack else 0.0
    return AfterLoss(
        seconds=played.seconds,
        cost=played.cost + float(planned.one_time[0]) + porting,
        why=(
            f"Day {scenario.day:g}: {replacement.devices:,} {replacement.name} replace what is lost, "
            f"{recourse.replacement_wait_days:g} days later and {recourse.replacement_price_rise:.0%} dearer."
        ),
    )


def _porting(fleet: KnownFleet) -> float:
    stated = fleet.plan.porting_cost
    return 0.0 if stated is None else fleet.plan.rates.convert(stated, fleet.plan.currency).amount


def _stretch(figures: Figures, seconds: float) -> Stretch:
    return Stretch(
        tokens_per_s=float(figures.tokens_per_s[0]), price_per_hour=float(figures.price_per_hour[0]), seconds=seconds
    )
