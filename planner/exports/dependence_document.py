"""Dependence and the single-supplier references as parts of ``plan --json``."""

from typing import Any

from planner.catalogue.offers import Money
from planner.dependence import (
    DependenceResult,
    LayerDependence,
    concentration_reading,
    largest_reading,
    number_reading,
    retention_reading,
)
from planner.plan_result import SingleSupplierReference


def dependence_document(dependence: DependenceResult | None) -> dict[str, Any] | None:
    """Return every layer with its shares, measures and readings; None where there is no dependence."""
    if dependence is None:
        return None
    return {
        "basis": dependence.basis.value,
        "worst_layer": dependence.worst_layer,
        "supply_risk": dependence.supply_risk,
        "layers": {name: _layer(layer) for name, layer in dependence.layers.items()},
    }


def _layer(layer: LayerDependence) -> dict[str, Any]:
    return {
        "shares": dict(layer.shares),
        "hhi": layer.hhi,
        "effective": layer.effective,
        "effective_shannon": layer.shannon,
        "largest": layer.largest,
        "largest_name": layer.largest_name,
        "retention": layer.retention,
        "retention_without": dict(layer.retention_without),
        "unknown": layer.unknown_share,
        "readings": {
            "hhi": concentration_reading(layer.hhi).value,
            "effective": number_reading(layer.effective).value,
            "largest": largest_reading(layer.largest).value,
            "retention": retention_reading(layer.retention).value,
        },
    }


def reference_document(reference: SingleSupplierReference) -> dict[str, Any]:
    """Return one supplier's fleet alone beside the plan."""
    return {
        "name": reference.name,
        "supplier": reference.supplier,
        "accelerators": list(reference.accelerators),
        "count": reference.devices,
        "days": reference.days,
        "cost": _money(reference.cost),
        "cost_per_trillion_tokens": _money(reference.cost_per_trillion_tokens),
        "saving": reference.saving,
        "extra_cost": _money(reference.extra_cost),
        "extra_days": reference.extra_days,
        "largest": reference.largest,
        "hhi": reference.hhi,
        "retention": reference.retention,
    }


def _money(money: Money | None) -> dict[str, Any] | None:
    return None if money is None else {"amount": money.amount, "currency": money.currency}
