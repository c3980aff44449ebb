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
from planner.workload.unit_cost import UnitCost


def dependence_document(dependence: DependenceResult | None, *, adds_up: bool) -> dict[str, Any] | None:
    """Return every layer with its shares, measures and readings; None where there is no dependence.

    ``adds_up``: the pools' speeds add, so that a reading of the rate left means something.
    """
    if dependence is None:
        return None
    return {
        "basis": dependence.basis.value,
        "worst_layer": dependence.worst_layer,
        "supply_risk": dependence.supply_risk,
        "loss": dependence.loss,
        "layers": {name: _layer(layer, adds_up=adds_up) for name, layer in dependence.layers.items()},
    }


def _layer(layer: LayerDependence, *, adds_up: bool) -> dict[str, Any]:
    return {
        "shares": dict(layer.shares),
        "hhi": layer.hhi,
        "effective": layer.effective,
        "effective_shannon": layer.shannon,
        "largest": layer.largest,
        "largest_name": layer.largest_name,
        "retention": layer.retention,
        "retention_without": dict(layer.retention_without),
        "retention_time": layer.retention_time,
        "days_without": dict(layer.days_without),
        "days_share": dict(layer.days_share),
        "unknown": layer.unknown_share,
        "readings": {
            "hhi": concentration_reading(layer.hhi).value,
            "effective": number_reading(layer.effective).value,
            "largest": largest_reading(layer.largest).value,
            "retention": retention_reading(layer.retention).value if adds_up else None,
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
        "cost_per_trillion_tokens": _money(reference.unit_cost),
        "saving": reference.saving,
        "extra_cost": _money(reference.extra_cost),
        "extra_days": reference.extra_days,
        "largest": reference.largest,
        "hhi": reference.hhi,
        "retention": reference.retention,
        "keep_costing": list(reference.kept or ()),
    }


def _money(money: Money | UnitCost | None) -> dict[str, Any] | None:
    return None if money is None else {"amount": money.amount, "currency": money.currency}
