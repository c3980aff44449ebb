"""Losing a supplier in the middle of a run, asked of a plan: the answer that its scenarios and its risk report give."""

from math import isfinite

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Money
from planner.errors import UserError
from planner.plan import Plan
from planner.planning.any_run import run_of
from planner.planning.grounds import grounds_of
from planner.planning.marked_causes import run_estimates
from planner.planning.model import PerformanceModel
from planner.planning.planned_run import PlannedRun
from planner.planning.remembered_model import SHIPPED_MODEL
from planner.risk.supplier_loss import LossKind, LossResult, event_of
from planner.sentences import listed, sentence
from planner.uncertainty.after_event import planned_run
from planner.uncertainty.circumstances import circumstances_of
from planner.uncertainty.reference_fleets import plan_baseline
from planner.uncertainty.scenario_outcomes import ScenarioOutcome, scenario_outcome
from planner.uncertainty.without_supplier import without_supplier


def loss_in_mid_run(
    plan: Plan,
    supplier: str,
    day: float,
    kind: LossKind = LossKind.LOSS_OF_USE,
    *,
    catalogue: Catalogue | None = None,
    model: PerformanceModel = SHIPPED_MODEL,
) -> LossResult:
    """Return what losing a supplier on a day of the run costs in days and money, by the plan's own recourse.

    Raises UserError for a supplier that takes no part, a day before the start, or a plan that gives no result.
    """
    grounds = grounds_of(plan, catalogue, model)
    fleet = run_of(plan, grounds)
    _check(fleet, supplier, day)
    try:
        baseline = plan_baseline(plan, grounds)
    except UserError:
        baseline = None  # the plan's own results say why
    around = circumstances_of(fleet, baseline)
    outcome = scenario_outcome(fleet, event_of(supplier, day, kind, plan.recourse), around)
    return _result(fleet, kind, outcome)


def _check(fleet: PlannedRun, supplier: str, day: float) -> None:
    if supplier not in fleet.suppliers:
        raise UserError(
            sentence("{} takes no part in the plan; its suppliers are {}.", supplier, listed(", ", fleet.suppliers))
        )
    if not 0.0 <= day < float("inf"):
        raise UserError(sentence("The loss is on day {:g}; enter a day of the run, 0 or later.", day))


def _result(fleet: PlannedRun, kind: LossKind, outcome: ScenarioOutcome) -> LossResult:
    currency, planned = fleet.plan.currency, planned_run(fleet)
    ends = isfinite(outcome.days)
    return LossResult(
        supplier=outcome.scenario.target,
        kind=kind,
        day=outcome.scenario.day,
        planned_days=planned.days,
        planned_cost=_money(planned.cost, currency),
        days_to_finish=outcome.days if ends else None,
        extra_days=outcome.extra_days if ends else None,
        cost_to_finish=_money(outcome.cost, currency),
        extra_cost=_money(outcome.overrun - outcome.delay_cost, currency),
        delay_cost=_money(outcome.delay_cost, currency) if outcome.delay_cost else None,
        kept=without_supplier(fleet, outcome.scenario.target).kept,
        causes=outcome.causes,
        terms=outcome.terms,
        stated=fleet.plan.recourse,
        estimated=run_estimates(fleet),
    )


def _money(amount: float, currency: str) -> Money | None:
    return Money(amount=amount, currency=currency) if isfinite(amount) else None
