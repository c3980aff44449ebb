"""What diversification costs and what it takes away: expected overrun and tail of a plan against simpler fleets."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from planner.doubts.known_fleet import Grounds, KnownFleet, single_suppliers
from planner.doubts.scenario_outcomes import ScenarioOutcome, scenario_outcomes
from planner.doubts.what_if import what_if
from planner.errors import UserError
from planner.risk.scenarios import Scenario
from planner.risk.tail import TAIL_FROM, cvar, expected, premium_per_tail, with_rest


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetRisk:
    """One fleet under all scenarios. Money is in the plan's currency; infinite: some scenario has no way out.

    ``expected_overrun`` and ``cvar_overrun`` are over the fleet's own planned cost; ``expected_cost`` and
    ``cvar_cost`` add that cost, so that fleets can be compared.
    """

    name: str
    suppliers: tuple[str, ...]
    days: float
    cost: float
    outcomes: tuple[ScenarioOutcome, ...]
    expected_overrun: float
    cvar_overrun: float

    @property
    def expected_cost(self) -> float:
        """Planned cost and expected overrun."""
        return self.cost + self.expected_overrun

    @property
    def cvar_cost(self) -> float:
        """Mean cost of the worst tenth."""
        return self.cost + self.cvar_overrun


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A plan against a reference: the premium on the expected cost, the tail it takes away, and both in words.

    ``premium_per_tail`` (RHC) is None where no tail is taken away.
    """

    reference: str
    premium: float
    tail_removed: float
    premium_per_tail: float | None
    words: str


def fleet_risk(fleet: KnownFleet, scenarios: Sequence[Scenario], spares: Sequence[KnownFleet]) -> FleetRisk:
    """Return a fleet under all scenarios; raises UserError where its price is unknown or probabilities exceed 1."""
    weights = with_rest([scenario.probability for scenario in scenarios])
    outcomes = scenario_outcomes(fleet, scenarios, spares)
    overruns = [0.0, *(outcome.overrun for outcome in outcomes)]
    planned = what_if(fleet)
    return FleetRisk(
        name=fleet.name,
        suppliers=fleet.suppliers,
        days=float(planned.days[0]),
        cost=float(planned.cost[0]),
        outcomes=outcomes,
        expected_overrun=expected(overruns, weights),
        cvar_overrun=cvar(overruns, weights, TAIL_FROM),
    )


def reference_risks(
    plan: KnownFleet,
    baseline: KnownFleet | None,
    grounds: Grounds,
    scenarios: Sequence[Scenario],
    spares: Sequence[KnownFleet],
) -> tuple[FleetRisk, ...]:
    """Return the risks of the fleets that the plan is measured against: the baseline, then each supplier alone.

    A fleet without a known price is left out.
    """
    found = []
    for fleet in (*([baseline] if baseline is not None else []), *single_suppliers(plan, grounds)):
        try:
            found.append(fleet_risk(fleet, scenarios, spares))
        except UserError:
            continue
    return tuple(found)


def exchange(plan: FleetRisk, reference: FleetRisk, currency: str) -> Exchange:
    """Return what the plan pays over the reference and what tail that takes away."""
    premium = plan.expected_cost - reference.expected_cost
    removed = plan.cvar_cost - reference.cvar_cost
    return Exchange(
        reference=reference.name,
        premium=premium,
        tail_removed=-removed,
        premium_per_tail=premium_per_tail(
            plan.expected_cost, reference.expected_cost, plan.cvar_cost, reference.cvar_cost
        ),
        words=_words(plan, reference, currency),
    )


def _words(plan: FleetRisk, reference: FleetRisk, currency: str) -> str:
    if not isfinite(plan.cvar_cost):
        return f"{plan.name} cannot be finished under some scenario, so its tail has no end."
    if not isfinite(reference.cvar_cost):
        return f"{reference.name} cannot be finished under some scenario; {plan.name} can under all."
    premium, removed = plan.expected_cost - reference.expected_cost, reference.cvar_cost - plan.cvar_cost
    paid = f"for {_money(abs(premium), currency)} {'more' if premium > 0.0 else 'less'} expected cost"
    tail = f"the mean of the worst 10 % of outcomes is {_money(abs(removed), currency)}"
    return f"Against {reference.name}: {paid} {tail} {'lower' if removed >= 0.0 else 'higher'}."


def _money(amount: float, currency: str) -> str:
    for size, word in ((1e9, " billion"), (1e6, " million"), (1e3, " thousand")):
        if amount >= size:
            return f"{amount / size:.3g}{word} {currency}"
    return f"{amount:,.0f} {currency}"
