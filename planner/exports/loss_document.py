"""The document of ``loss --json``."""

from dataclasses import fields

from planner.dependence.loss import LossResult
from planner.exports.documents import Document, money_document
from planner.plan import Plan


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
        "kept": result.kept,
        "why": result.why,
        "terms": dict(result.terms),
        "stated": {entry.name: getattr(result.stated, entry.name) for entry in fields(result.stated)},
    }
