"""A plan under each of its scenarios: the one function that says what an event does to a run, in days and money."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite

from msgspec import Struct

from planner.catalogue.offers import Acquisition, Offer
from planner.causes import (
    Cause,
    CurrencyMoves,
    EventAfterEnd,
    FailuresChange,
    PriceMissing,
    PricesFixed,
    RateChanges,
    RentsChange,
    TakesNoPart,
    WearsOut,
    WindowsClose,
    WorksNoMore,
)
from planner.cluster import NodeGroup, Tenure
from planner.english import words
from planner.errors import UserError
from planner.planning.fleet import Fleet
from planner.planning.marked_causes import marked_cause, run_estimates
from planner.planning.members import stack_of
from planner.planning.planned_run import PlannedRun
from planner.planning.programme import PlannedProgramme
from planner.planning.uncertain_members import offer_name, uncertain_prices
from planner.risk.scenarios import Scenario, ScenarioKind, Subjects, shipped_scenarios
from planner.sentences import listed, sentence
from planner.uncertainty.after_event import AfterEvent, as_planned, beyond, never_ends, planned_run
from planner.uncertainty.circumstances import Circumstances
from planner.uncertainty.kept_timetable import Kept, kept_wearing, kept_with
from planner.uncertainty.late_devices import after_late_devices
from planner.uncertainty.loss_of_use import after_loss_of_use
from planner.uncertainty.programme_delay import after_late_models
from planner.uncertainty.programme_loss import after_programme_loss
from planner.uncertainty.reference_fleets import supplier_jurisdictions
from planner.uncertainty.supplier_groups import supplier_groups, working_members, working_suppliers, works_after
from planner.uncertainty.what_if import Factors


class ScenarioOutcome(Struct, frozen=True, kw_only=True):
    """A fleet under one scenario; infinite days and cost are a run that cannot be finished, NaN money is unknown.

    ``overrun`` is over the fleet's own planned cost, in the plan's currency; ``delay_cost``, nothing where a late day
    has no price, is in it. ``terms`` sum to ``cost``.
    """

    scenario: Scenario
    days: float
    cost: float
    extra_days: float
    overrun: float
    delay_cost: float
    causes: tuple[Cause, ...]
    terms: Mapping[str, float]

    @property
    def why(self) -> str:
        """The causes in words."""
        return listed(" ", (words(cause) for cause in self.causes))


def scenarios_of(fleet: PlannedRun, baseline: PlannedRun | None) -> tuple[Scenario, ...]:
    """Return the plan's own table, or the shipped one made out for the plan's and the baseline's suppliers."""
    plan = fleet.plan
    if plan.scenarios:
        return plan.scenarios
    fleets = [fleet, baseline] if baseline is not None else [fleet]
    abroad = {
        name: where not in {plan.site.name, plan.site.code} for name, where in supplier_jurisdictions(fleets).items()
    }
    currencies = [code for code in (plan.rates.base, *plan.rates.base_per_unit) if code != plan.currency]
    return shipped_scenarios(
        Subjects(suppliers=abroad, new_stacks=_new_stacks(fleets), currencies=tuple(dict.fromkeys(currencies)))
    )


def scenario_outcomes(
    fleet: PlannedRun, scenarios: Sequence[Scenario], around: Circumstances
) -> tuple[ScenarioOutcome, ...]:
    """Return the fleet under each scenario; raises UserError where a price of the fleet is unknown."""
    if not isfinite(planned_run(fleet).cost):
        raise UserError(
            sentence(
                "{}: a price is unknown, so no overrun can be determined; choose an offer or enter a rent.", fleet.name
            )
        )
    return tuple(scenario_outcome(fleet, scenario, around) for scenario in scenarios)


def scenario_outcome(fleet: PlannedRun, scenario: Scenario, around: Circumstances) -> ScenarioOutcome:
    """Return what one event does to a fleet's run: the same answer for whoever asks."""
    planned = planned_run(fleet)
    if scenario.day >= planned.days:
        after = as_planned(fleet, EventAfterEnd(day=scenario.day, end_day=planned.days))
    else:
        after = _EVENTS[scenario.kind](fleet, scenario, around)
    extra_days = beyond(after.days, planned.days)
    delay_cost = max(0.0, extra_days) * around.late_day_cost if around.late_day_cost is not None else 0.0
    estimated = run_estimates(fleet)
    unpriced = (PriceMissing(),) if not isfinite(planned.cost) else ()
    return ScenarioOutcome(
        scenario=scenario,
        days=after.days,
        cost=after.cost,
        extra_days=extra_days,
        overrun=beyond(after.cost, planned.cost) + delay_cost,
        delay_cost=delay_cost,
        causes=(*(marked_cause(cause, estimated) for cause in after.causes), *unpriced),
        terms=after.terms or {},
    )


def _new_stacks(fleets: Sequence[PlannedRun]) -> dict[str, str]:
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


def _loss_of_use(fleet: PlannedRun, scenario: Scenario, around: Circumstances) -> AfterEvent:
    if isinstance(fleet, PlannedProgramme):
        return after_programme_loss(fleet, scenario.target, scenario.day, around)
    assert isinstance(fleet, Fleet)  # noqa: S101 - a run is one model's or a programme's
    return after_loss_of_use(fleet, scenario.target, scenario.day, around)


def _delay(fleet: PlannedRun, scenario: Scenario, _around: Circumstances) -> AfterEvent:
    if isinstance(fleet, PlannedProgramme):
        return after_late_models(fleet, scenario.target, scenario.day, max(0.0, scenario.size))
    assert isinstance(fleet, Fleet)  # noqa: S101 - a run is one model's or a programme's
    return after_late_devices(fleet, scenario.target, scenario.day, max(0.0, scenario.size))


def _stop_ship(fleet: PlannedRun, scenario: Scenario, around: Circumstances) -> AfterEvent:
    if scenario.target not in working_suppliers(fleet):
        return as_planned(fleet, TakesNoPart(name=scenario.target))
    if not works_after(fleet, scenario.target, scenario.day):
        return as_planned(fleet, WorksNoMore(name=scenario.target, day=scenario.day))
    share = around.recourse.annual_failure_share
    kept = kept_wearing(fleet, scenario.day, scenario.target, share)
    cause = WearsOut(
        name=scenario.target,
        day=scenario.day,
        annual_failure_share=share,
        planned_days=fleet.days - kept.from_day,
        days=kept.rest_days if isfinite(kept.rest_days) else None,
    )
    return AfterEvent(days=kept.days, terms=kept.terms, causes=(cause, *kept.causes))


def _price(fleet: PlannedRun, scenario: Scenario, _around: Circumstances) -> AfterEvent:
    own = supplier_groups(fleet, scenario.target) if scenario.target else fleet.setting.groups
    if not own:
        return as_planned(fleet, TakesNoPart(name=scenario.target))
    offers = [group.offer for group in own if group.offer is not None and _follows_the_market(group)]
    if not offers:
        return as_planned(fleet, PricesFixed(name=scenario.target))
    changes = Factors(prices={offer_name(offer): 1.0 + scenario.size for offer in offers})
    return _changed(
        fleet,
        scenario,
        changes,
        RentsChange(name=scenario.target or "all suppliers", day=scenario.day, change=scenario.size),
    )


def _follows_the_market(group: NodeGroup) -> bool:
    """Say whether a group is rented on demand: what is bought, owned or reserved keeps the price it is had at."""
    offer: Offer | None = group.offer
    return offer is not None and offer.acquisition is Acquisition.RENT and group.tenure is Tenure.ON_DEMAND


def _rate(fleet: PlannedRun, scenario: Scenario, _around: Circumstances) -> AfterEvent:
    members = {member.planned.accelerator: member.planned.pool.accelerator.name for member in working_members(fleet)}
    if scenario.target not in members:
        return as_planned(fleet, TakesNoPart(name=scenario.target))
    cause = RateChanges(name=members[scenario.target], day=scenario.day, change=scenario.size)
    return _changed(fleet, scenario, Factors(rates={scenario.target: 1.0 + scenario.size}), cause)


def _failures(fleet: PlannedRun, scenario: Scenario, _around: Circumstances) -> AfterEvent:
    cause = FailuresChange(day=scenario.day, times=1.0 + scenario.size)
    return _changed(fleet, scenario, Factors(failure_rate=1.0 + scenario.size), cause)


def _exchange_rate(fleet: PlannedRun, scenario: Scenario, _around: Circumstances) -> AfterEvent:
    paid_in = {
        currency
        for priced in fleet.setting.priced.values()
        for currency in uncertain_prices(priced, fleet.plan).currencies.values()
    }
    if scenario.target not in paid_in:
        return as_planned(fleet, TakesNoPart(name=scenario.target))
    cause = CurrencyMoves(currency=scenario.target, day=scenario.day, change=scenario.size)
    return _changed(fleet, scenario, Factors(currencies={scenario.target: 1.0 + scenario.size}), cause)


def _changed(fleet: PlannedRun, scenario: Scenario, changes: Factors, cause: Cause) -> AfterEvent:
    kept: Kept = kept_with(fleet, scenario.day, changes)
    if not isfinite(kept.days):
        return never_ends(cause, WindowsClose())
    return AfterEvent(days=kept.days, terms=kept.terms, causes=(cause, *kept.causes))


_EVENTS: dict[ScenarioKind, Callable[[PlannedRun, Scenario, Circumstances], AfterEvent]] = {
    ScenarioKind.STOP_SHIP: _stop_ship,
    ScenarioKind.LOSS_OF_USE: _loss_of_use,
    ScenarioKind.PRICE: _price,
    ScenarioKind.RATE: _rate,
    ScenarioKind.DELAY: _delay,
    ScenarioKind.EXCHANGE_RATE: _exchange_rate,
    ScenarioKind.FAILURES: _failures,
}
