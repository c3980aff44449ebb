"""A plan under each of its scenarios, planned again from the day it happens: days, cost, overrun."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isclose, isfinite

from planner.catalogue.offers import Acquisition
from planner.doubts.inputs import offers_of
from planner.doubts.known_fleet import KnownFleet, supplier_jurisdictions, supplier_of
from planner.doubts.loss import after_loss
from planner.doubts.what_if import Factors, Figures, what_if
from planner.errors import UserError
from planner.planning.members import offer_name, stack_of
from planner.risk.scenarios import Recourse, Scenario, ScenarioKind, Subjects, shipped_scenarios
from planner.risk.timeline import Played, Stretch, play
from planner.units import SECONDS_PER_DAY

_ROUNDING = 1e-12
_SECONDS_PER_YEAR = 365.25 * SECONDS_PER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioOutcome:
    """A fleet under one scenario; infinite days and cost are a run that cannot be finished.

    ``overrun`` is over the fleet's own planned cost, in the plan's currency, with the cost of a day's delay where
    one is stated.
    """

    scenario: Scenario
    days: float
    cost: float
    extra_days: float
    overrun: float
    why: str


def scenarios_of(plan: KnownFleet, baseline: KnownFleet | None) -> tuple[Scenario, ...]:
    """Return the plan's own table, or the shipped one made out for the plan's and the baseline's suppliers."""
    if plan.plan.scenarios:
        return plan.plan.scenarios
    fleets = [plan, baseline] if baseline is not None else [plan]
    home = plan.plan.site
    abroad = {name: where not in {home.name, home.code} for name, where in supplier_jurisdictions(fleets).items()}
    currencies = [code for code in (plan.plan.rates.base, *plan.plan.rates.base_per_unit) if code != plan.plan.currency]
    return shipped_scenarios(
        Subjects(suppliers=abroad, new_stacks=_new_stacks(fleets), currencies=tuple(dict.fromkeys(currencies)))
    )


def scenario_outcomes(
    fleet: KnownFleet, scenarios: Sequence[Scenario], spares: Sequence[KnownFleet]
) -> tuple[ScenarioOutcome, ...]:
    """Return the fleet under each scenario; ``spares`` are fleets whose accelerators may replace lost ones.

    Raises UserError where a price of the fleet is unknown.
    """
    planned = what_if(fleet)
    if not isfinite(float(planned.cost[0])):
        raise UserError(
            f"{fleet.name}: a price is unknown, so no overrun can be told; choose an offer or enter a rent."
        )
    return tuple(_outcome(fleet, scenario, planned, spares) for scenario in scenarios)


def _outcome(fleet: KnownFleet, scenario: Scenario, planned: Figures, spares: Sequence[KnownFleet]) -> ScenarioOutcome:
    recourse = fleet.plan.recourse
    if scenario.day >= float(planned.days[0]):
        seconds, cost, why = float(planned.wall_s[0]), float(planned.cost[0]), "The run has ended by then."
    elif scenario.kind is ScenarioKind.LOSS_OF_USE:
        lost = after_loss(fleet, scenario, planned, spares)
        seconds, cost, why = lost.seconds, lost.cost, lost.why
    else:
        played, why = _PLAYS[scenario.kind](fleet, scenario, planned)
        seconds, cost = played.seconds, played.cost
        if played.tokens_left > 0.0:
            seconds, cost, why = inf, inf, f"{why} The run never ends."
    days = seconds / SECONDS_PER_DAY
    extra_days = _beyond(days, float(planned.days[0]))
    return ScenarioOutcome(
        scenario=scenario,
        days=days,
        cost=cost,
        extra_days=extra_days,
        overrun=_beyond(cost, float(planned.cost[0])) + _delay_cost(recourse, fleet, extra_days),
        why=why,
    )


def _beyond(value: float, planned: float) -> float:
    """Return the difference, none where only the last digits of adding stretches differ."""
    return 0.0 if isclose(value, planned, rel_tol=_ROUNDING) else value - planned


def _delay_cost(recourse: Recourse, fleet: KnownFleet, extra_days: float) -> float:
    if recourse.delay_cost_per_day is None or extra_days <= 0.0:
        return 0.0
    return extra_days * fleet.plan.rates.convert(recourse.delay_cost_per_day, fleet.plan.currency).amount


def _new_stacks(fleets: Sequence[KnownFleet]) -> dict[str, str]:
    """Return the accelerators whose stack no measured run of the team's is on: it has yet to show what it reaches."""
    members = [member for fleet in fleets for member in fleet.members]
    measured = {run.accelerator for run in fleets[0].plan.measured_runs}
    known = {stack_of(member) for member in members if member.planned.accelerator in measured}
    if not known:  # without measured runs the baseline's stack (the plan's own without one) counts as known
        known = {stack_of(fleets[-1].members[0])}
    return {
        member.planned.accelerator: member.planned.pool.accelerator.name
        for member in members
        if stack_of(member) not in known
    }


def _stop_ship(fleet: KnownFleet, scenario: Scenario, planned: Figures) -> tuple[Played, str]:
    share = _share(fleet, scenario.target)
    decline = share * fleet.plan.recourse.annual_failure_share / _SECONDS_PER_YEAR
    why = f"{share:.0%} of the rate is {scenario.target}'s; from day {scenario.day:g} failed devices are not replaced."
    if share == 0.0:
        return _whole(planned), _untouched(scenario)
    return _from_day(scenario, planned, planned, decline), why


def _price(fleet: KnownFleet, scenario: Scenario, planned: Figures) -> tuple[Played, str]:
    offers = [
        offer
        for member in fleet.members
        if scenario.target in {"", supplier_of(member)}
        for offer in offers_of(member)
        if offer.acquisition is Acquisition.RENT  # what is bought stays bought
    ]
    if not offers:
        return _whole(planned), _untouched(scenario)
    changed = what_if(fleet, Factors(prices={offer_name(offer): 1.0 + scenario.size for offer in offers}))
    why = f"Rent goes from {_price_text(planned)} to {_price_text(changed)} per hour on day {scenario.day:g}."
    return _from_day(scenario, planned, changed), why


def _rate(fleet: KnownFleet, scenario: Scenario, planned: Figures) -> tuple[Played, str]:
    if all(member.planned.accelerator != scenario.target for member in fleet.members):
        return _whole(planned), _untouched(scenario)
    changed = what_if(fleet, Factors(rates={scenario.target: 1.0 + scenario.size}))
    return _whole(changed), _slower(planned, changed)


def _failures(fleet: KnownFleet, scenario: Scenario, planned: Figures) -> tuple[Played, str]:
    changed = what_if(fleet, Factors(failure_rate=1.0 + scenario.size))
    return _whole(changed), _slower(planned, changed)


def _exchange_rate(fleet: KnownFleet, scenario: Scenario, planned: Figures) -> tuple[Played, str]:
    changed = what_if(fleet, Factors(currencies={scenario.target: 1.0 + scenario.size}))
    touched = float(changed.cost[0]) != float(planned.cost[0])
    why = f"Rent goes from {_price_text(planned)} to {_price_text(changed)} per hour."
    return _whole(changed), why if touched else f"No price of this fleet is in {scenario.target}."


def _delay(fleet: KnownFleet, scenario: Scenario, planned: Figures) -> tuple[Played, str]:
    rest = fleet.without(scenario.target)
    if rest is not None and len(rest.members) == len(fleet.members):
        return _whole(planned), _untouched(scenario)
    late_days = max(0.0, scenario.size)
    waiting = _stretch(what_if(rest), late_days) if rest else _idle(late_days)
    one_time = float(planned.one_time[0])
    why = f"{'The other pools start alone' if rest else 'Nothing runs'} for {late_days:g} days."
    return _with(play(planned.tokens, (waiting, _stretch(planned))), one_time), why


def _from_day(scenario: Scenario, before: Figures, after: Figures, decline_per_s: float = 0.0) -> Played:
    """Return the run that is as planned until the scenario's day and otherwise from then on."""
    stretches = (_stretch(before, scenario.day), _stretch(after, decline_per_s=decline_per_s))
    return _with(play(before.tokens, stretches), float(before.one_time[0]))


def _whole(figures: Figures) -> Played:
    return Played(seconds=float(figures.wall_s[0]), cost=float(figures.cost[0]), tokens_left=0.0)


def _with(played: Played, one_time: float) -> Played:
    return Played(seconds=played.seconds, cost=played.cost + one_time, tokens_left=played.tokens_left)


def _stretch(figures: Figures, days: float = inf, decline_per_s: float = 0.0) -> Stretch:
    return Stretch(
        tokens_per_s=float(figures.tokens_per_s[0]),
        price_per_hour=float(figures.price_per_hour[0]),
        seconds=days * SECONDS_PER_DAY,
        decline_per_s=decline_per_s,
    )


def _idle(days: float) -> Stretch:
    return Stretch(tokens_per_s=0.0, price_per_hour=0.0, seconds=days * SECONDS_PER_DAY)


def _share(fleet: KnownFleet, supplier: str) -> float:
    own = sum(member.delivered_tokens_per_s for member in fleet.members if supplier_of(member) == supplier)
    return own / sum(member.delivered_tokens_per_s for member in fleet.members)


def _untouched(scenario: Scenario) -> str:
    return f"{scenario.target} takes no part here."


def _slower(planned: Figures, changed: Figures) -> str:
    before, after = float(planned.tokens_per_s[0]), float(changed.tokens_per_s[0])
    return f"The fleet's rate goes from {before:,.0f} to {after:,.0f} tokens/s."


def _price_text(figures: Figures) -> str:
    return f"{float(figures.price_per_hour[0]):,.0f}"


_PLAYS: dict[ScenarioKind, Callable[[KnownFleet, Scenario, Figures], tuple[Played, str]]] = {
    ScenarioKind.STOP_SHIP: _stop_ship,
    ScenarioKind.PRICE: _price,
    ScenarioKind.RATE: _rate,
    ScenarioKind.DELAY: _delay,
    ScenarioKind.EXCHANGE_RATE: _exchange_rate,
    ScenarioKind.FAILURES: _failures,
}
