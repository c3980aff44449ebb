"""The document of ``loss --json``."""

from planner.causes import document
from planner.exports.plain_values import Document, money_document
from planner.plan import Plan
from planner.risk.scenarios import Recourse
from planner.risk.supplier_loss import LossResult


def loss_document(plan: Plan, result: LossResult) -> Document:
    """Return what a loss costs: ``null`` days are never, ``null`` money is unknown; ``why`` says which."""
    return {
        "plan": {"name": plan.name},
        "supplier": result.supplier,
        "day": result.day,
        "kind": result.kind.value,
        "planned_days": result.planned_days,
        "planned_cost": money_document(result.planned_cost),
        "days_to_finish": result.days_to_finish,
        "extra_days": result.extra_days,
        "cost_to_finish": money_document(result.cost_to_finish),
        "extra_cost": money_document(result.extra_cost),
        "delay_cost": money_document(result.delay_cost),
        "kept": result.kept,
        "why": result.why,
        "causes": [document(cause) for cause in result.causes],
        "terms": dict(result.terms),
        "stated": recourse_document(result.stated),
        "estimated": sorted(result.estimated),
    }


def recourse_document(recourse: Recourse) -> Document:
    """Return the stated inputs of what is done after an event; ``null`` days: nothing is rented in its place."""
    return {
        "replan_days": recourse.replan_days,
        "lost_hours": recourse.lost_hours,
        "replacement_wait_days": recourse.replacement_wait_days,
        "replacement_price_rise": recourse.replacement_price_rise,
        "annual_failure_share": recourse.annual_failure_share,
        "price_rise": recourse.price_rise,
        "delay_cost_per_day": money_document(recourse.delay_cost_per_day),
    }
