"""How dependent the plan is, by layer, and each supplier alone, in the document of ``plan --json``."""

from typing import TypedDict

from planner.exports.plan_document.money import (
    MoneyDocument,
)


class ReadingsDocument(TypedDict):
    """How the measures read; ``retention`` is null where the pools' speeds do not add."""

    hhi: str
    effective: str
    largest: str
    retention: str | None


class LayerDocument(TypedDict):
    """Dependence on one layer; ``retention`` is the rate left without the name that hurts most, 0 to 1.

    ``retention_time`` is the plan's days over those without it, ``days_without`` is null where the run never ends.
    """

    shares: dict[str, float]
    hhi: float
    effective: float
    effective_shannon: float | None
    largest: float
    largest_name: str
    retention: float
    retention_without: dict[str, float]
    retention_time: float
    days_without: dict[str, float | None]
    days_share: dict[str, float]
    unknown: float
    readings: ReadingsDocument


class DependencePart(TypedDict):
    """Dependence by layer: supplier, jurisdiction, foundry, HBM supplier, software stack, network."""

    basis: str
    worst_layer: str
    supply_risk: float | None
    loss: float | None
    layers: dict[str, LayerDocument]


class ReferenceDocument(TypedDict):
    """One supplier's part of the fleet doing the run alone; ``estimated`` names its figures that rest on estimates.

    ``keep_costing`` are groups of others that cost on by their terms.
    """

    name: str
    supplier: str
    accelerators: list[str]
    count: int
    days: float
    cost: MoneyDocument | None
    cost_per_trillion_tokens: MoneyDocument | None
    saving: float | None
    extra_cost: MoneyDocument | None
    extra_days: float | None
    largest: float
    hhi: float
    retention: float
    keep_costing: list[str]
    estimated: list[str]
