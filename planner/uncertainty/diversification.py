"""What diversification costs and what it takes away: expected overrun and tail of a plan against simpler fleets."""

from collections.abc import Sequence
from math import isfinite

from msgspec import Struct

from planner.english.phrases import money
from planner.errors import UserError
from planner.estimated_number import noted
from planner.planning.marked_causes import run_estimates
from planner.planning.planned_run import PlannedRun
from planner.planning.retimed import drawn_fleet
from planner.risk.draws import DRAWS
from planner.risk.scenarios import Scenario
from planner.risk.tail import TAIL_FROM, cvar, expected, premium_per_tail, with_rest
from planner.sentences import sentence
from planner.uncertainty.after_event import planned_run
from planner.uncertainty.circumstances import Circumstances
from planner.uncertainty.deadline_chance import DeadlineChance, deadline_chance
from planner.uncertainty.reference_fleets import single_suppliers
from planner.uncertainty.scenario_outcomes import ScenarioOutcome, scenario_outcomes


class FleetRisk(Struct, frozen=True, kw_only=True):
    """One fleet under all scenarios. Money is in the plan's currency; infinite: some scenario has no way out.

    ``expected_overrun`` and ``cvar_overrun`` are over the fleet's own planned cost; ``expected_cost`` and
    ``cvar_cost`` add that cost, so that fleets can be compared. ``expected_extra_days`` and ``cvar_extra_days`` are the
    same of days: money and days are never merged, unless a late day has a price. ``deadline`` is None without one.
    ``estimated`` names which of ``days`` and ``cost``, and of what is beyond them, rest on estimates.
    """

    name: str
    suppliers: tuple[str, ...]
    days: float
    cost: float
    outcomes: tuple[ScenarioOutcome, ...]
    expected_overrun: float
    cvar_overrun: float
    expected_extra_days: float
    cvar_extra_days: float
    deadline: DeadlineChance | None
    estimated: frozenset[str] = frozenset()

    @property
    def expected_cost(self) -> float:
        """Planned cost and expected overrun."""
        return self.cost + self.expected_overrun

    @property
    def cvar_cost(self) -> float:
        """Mean cost of the worst tenth."""
        return self.cost + self.cvar_overrun


class Exchange(Struct, frozen=True, kw_only=True):
    """A plan against a reference: the premium on the expected cost, the tail it takes away, and both in words.

    ``premium_per_tail`` (RHC) is None where no tail is taken away. ``tail_days_removed`` are the days by which the mean
    of the worst tenth of days is less late over each fleet's own plan.
    """

    reference: str
    premium: float
    tail_removed: float
    premium_per_tail: float | None
    words: str
    tail_days_removed: float


def fleet_risk(
    fleet: PlannedRun, scenarios: Sequence[Scenario], around: Circumstances, *, seed: int = 0, draws: int = DRAWS
) -> FleetRisk:
    """Return a fleet under all scenarios; raises UserError where its price is unknown or probabilities exceed 1."""
    weights = with_rest([scenario.probability for scenario in scenarios])
    outcomes = scenario_outcomes(fleet, scenarios, around)
    overruns = [0.0, *(outcome.overrun for outcome in outcomes)]
    extra_days = [0.0, *(outcome.extra_days for outcome in outcomes)]
    planned, deadline = planned_run(fleet), around.deadline_days
    return FleetRisk(
        name=fleet.name,
        suppliers=fleet.suppliers,
        days=planned.days,
        cost=planned.cost,
        outcomes=outcomes,
        expected_overrun=expected(overruns, weights),
        cvar_overrun=cvar(overruns, weights, TAIL_FROM),
        expected_extra_days=expected(extra_days, weights),
        cvar_extra_days=cvar(extra_days, weights, TAIL_FROM),
        deadline=None
        if deadline is None
        else deadline_chance(deadline, drawn_fleet(fleet, seed=seed, draws=draws).days, extra_days[1:], weights),
        estimated=run_estimates(fleet),
    )


def reference_risks(
    plan: PlannedRun,
    baseline: PlannedRun | None,
    scenarios: Sequence[Scenario],
    around: Circumstances,
    *,
    seed: int = 0,
    draws: int = DRAWS,
) -> tuple[FleetRisk, ...]:
    """Return the risks of the fleets that the plan is measured against: the baseline, then each supplier alone.

    A fleet without a known price is left out.
    """
    found = []
    for fleet in (*([baseline] if baseline is not None else []), *single_suppliers(plan)):
        try:
            found.append(fleet_risk(fleet, scenarios, around, seed=seed, draws=draws))
        except UserError:
            continue
    return tuple(found)


def exchange(plan: FleetRisk, reference: FleetRisk, currency: str) -> Exchange:
    """Return what the plan pays over the reference and what tail that takes away."""
    premium = _difference(plan.expected_cost, reference.expected_cost)
    removed = _difference(plan.cvar_cost, reference.cvar_cost)
    return Exchange(
        reference=reference.name,
        premium=premium,
        tail_removed=-removed,
        premium_per_tail=premium_per_tail(
            plan.expected_cost, reference.expected_cost, plan.cvar_cost, reference.cvar_cost
        ),
        words=_words(plan, reference, currency),
        tail_days_removed=_difference(reference.cvar_extra_days, plan.cvar_extra_days),
    )


def _difference(one: float, other: float) -> float:
    """Return the difference; none where neither has an end."""
    return 0.0 if one == other else one - other


def _words(plan: FleetRisk, reference: FleetRisk, currency: str) -> str:
    if not isfinite(plan.cvar_cost):
        return sentence("{} cannot be finished under some scenario, so its tail has no end.", plan.name)
    if not isfinite(reference.cvar_cost):
        return sentence("{} cannot be finished under some scenario; {} can under all.", reference.name, plan.name)
    premium, removed = plan.expected_cost - reference.expected_cost, reference.cvar_cost - plan.cvar_cost
    expected_words = "expected cost {} higher" if premium > 0.0 else "expected cost {} lower"
    tail_words = "mean of the worst tenth {} lower" if removed >= 0.0 else "mean of the worst tenth {} higher"
    days = sentence(
        "{:days} days beyond its own plan in the worst tenth, against {:days} days",
        noted(plan.cvar_extra_days, "days" in plan.estimated),
        noted(reference.cvar_extra_days, "days" in reference.estimated),
    )
    rests = "cost" in plan.estimated | reference.estimated
    return sentence(
        "Against {}: {}, {}; {}.",
        reference.name,
        sentence(expected_words, money(noted(abs(premium), rests), currency)),
        sentence(tail_words, money(noted(abs(removed), rests), currency)),
        days,
    )
