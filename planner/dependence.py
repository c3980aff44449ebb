"""Shares by layer, HHI, effective number of suppliers, largest share and N-1 retention."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

POINTS_OF_ONE_NAME = 10_000.0  # the HHI of a monopoly, in the points that competition authorities use
UNKNOWN = "unknown"
LAYERS = ("supplier", "jurisdiction", "foundry")


class DependenceBasis(StrEnum):
    """What the shares of dependence are taken over."""

    COMPUTE = "compute"
    SPEND = "spend"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerDependence:
    """Dependence on one layer (supplier, jurisdiction, foundry).

    ``hhi`` in points (10,000 is one supplier); ``retention`` is the throughput left, re-planned, when the
    most damaging name is lost.
    """

    shares: Mapping[str, float]
    hhi: float
    effective: float
    largest: float
    largest_name: str
    retention: float
    retention_without: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class DependenceResult:
    """All layers on one basis; ``worst_layer`` is the one with the largest HHI."""

    basis: DependenceBasis
    layers: Mapping[str, LayerDependence]
    worst_layer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one pool brings: its amount on the chosen basis, and its name on each layer ("" is unknown)."""

    amount: float
    names: Mapping[str, str]


def hhi_points(shares: Floats) -> Floats:
    """Return the Herfindahl-Hirschman index in points; (..., names) -> (...), the shares of each row sum to 1.

    Source: DOJ/FTC merger guidelines 2023 (above 1,800 is highly concentrated).
    """
    points: Floats = POINTS_OF_ONE_NAME * np.sum(np.square(shares), axis=-1)
    return points


def effective_number(hhi: float) -> float:
    """Return how many equal suppliers would give this HHI (the inverse Simpson number)."""
    return POINTS_OF_ONE_NAME / hhi


def layer_shares(contributions: Sequence[Contribution], layer: str) -> dict[str, float]:
    """Return the share of each name on one layer, largest first; they sum to 1.

    All unknown names count as one: two unknown foundries may well be the same, and a plan must not look
    diversified because nobody knows.
    """
    total = sum(part.amount for part in contributions)
    amounts: dict[str, float] = {}
    for part in contributions:
        name = part.names.get(layer) or UNKNOWN
        amounts[name] = amounts.get(name, 0.0) + part.amount
    return {name: amount / total for name, amount in sorted(amounts.items(), key=lambda item: (-item[1], item[0]))}


def layer_dependence(
    contributions: Sequence[Contribution], layer: str, throughput: Callable[[tuple[int, ...]], float]
) -> LayerDependence:
    """Return the dependence on one layer.

    ``throughput`` plans again with only the pools at the given positions and returns their tokens/s (0 for
    none). What is left is never counted above 1: losing a name is no gain.
    """
    shares = layer_shares(contributions, layer)
    everything = throughput(tuple(range(len(contributions))))
    without = {}
    for name in shares:
        kept = tuple(i for i, part in enumerate(contributions) if (part.names.get(layer) or UNKNOWN) != name)
        without[name] = min(1.0, throughput(kept) / everything) if kept else 0.0
    largest_name = next(iter(shares))
    hhi = float(hhi_points(np.array(list(shares.values()))))
    return LayerDependence(
        shares=shares,
        hhi=hhi,
        effective=effective_number(hhi),
        largest=shares[largest_name],
        largest_name=largest_name,
        retention=min(without.values()),
        retention_without=without,
    )


def dependence_of(
    contributions: Sequence[Contribution], basis: DependenceBasis, throughput: Callable[[tuple[int, ...]], float]
) -> DependenceResult:
    """Return the dependence of a fleet on every layer; at least one contribution must be above zero."""
    layers = {layer: layer_dependence(contributions, layer, throughput) for layer in LAYERS}
    worst = max(layers, key=lambda layer: layers[layer].hhi)
    return DependenceResult(basis=basis, layers=layers, worst_layer=worst)
