"""Dependence on every layer, with N-1 retention planned again (M1 to M4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.dependence.concentration import effective_number, hhi_points, shannon_number
from planner.dependence.shares import LAYERS, UNKNOWN, Contribution, DependenceBasis, layer_shares

Throughput = Callable[[tuple[int, ...]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerDependence:
    """Dependence on one layer (supplier, jurisdiction, foundry, HBM supplier, software stack, network).

    ``hhi`` in points (10,000 is one supplier); ``effective`` and ``shannon`` are effective numbers of names;
    ``retention`` is the throughput left, re-planned, when the most damaging name is lost.
    """

    shares: Mapping[str, float]
    hhi: float
    effective: float
    largest: float
    largest_name: str
    retention: float
    retention_without: Mapping[str, float]
    shannon: float | None = None

    @property
    def unknown_share(self) -> float:
        """The share whose name is unknown; it is counted as one name."""
        return self.shares.get(UNKNOWN, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DependenceResult:
    """All layers on one basis.

    ``worst_layer`` has the largest HHI among the layers on which any name is known; the first where some tie.
    ``supply_risk`` (M6, over suppliers) is None where no outlook is stated for a supplier of the plan.
    """

    basis: DependenceBasis
    layers: Mapping[str, LayerDependence]
    worst_layer: str
    supply_risk: float | None = None


def layer_dependence(contributions: Sequence[Contribution], layer: str, throughput: Throughput) -> LayerDependence:
    """Return the dependence on one layer.

    ``throughput`` plans again with only the pools at the given positions and returns their tokens/s (0 for
    none). What is left is never counted above 1: losing a name is no gain.
    """
    shares = layer_shares(contributions, layer)
    everything = throughput(tuple(range(len(contributions))))
    without = {}
    for name in shares:
        kept = tuple(i for i, part in enumerate(contributions) if part.name_on(layer) != name)
        without[name] = min(1.0, throughput(kept) / everything) if kept else 0.0
    largest_name = next(iter(shares))
    fractions = np.array(list(shares.values()))
    hhi = float(hhi_points(fractions))
    return LayerDependence(
        shares=shares,
        hhi=hhi,
        effective=effective_number(hhi),
        largest=shares[largest_name],
        largest_name=largest_name,
        retention=min(without.values()),
        retention_without=without,
        shannon=float(shannon_number(fractions)),
    )


def known_layers(layers: Mapping[str, LayerDependence]) -> dict[str, LayerDependence]:
    """Return the layers on which at least one name is known; all where there is none.

    A layer of which nothing is known says nothing of concentration: it would be the worst of every plan.
    """
    known = {name: layer for name, layer in layers.items() if set(layer.shares) != {UNKNOWN}}
    return known or dict(layers)


def dependence_of(
    contributions: Sequence[Contribution], basis: DependenceBasis, throughput: Throughput
) -> DependenceResult:
    """Return the dependence of a fleet on every layer; at least one contribution must be above zero."""
    remembered: dict[tuple[int, ...], float] = {}

    def once(kept: tuple[int, ...]) -> float:
        # Layers often fall together (one supplier, one stack), and each planning anew costs a search.
        if kept not in remembered:
            remembered[kept] = throughput(kept)
        return remembered[kept]

    layers = {layer: layer_dependence(contributions, layer, once) for layer in LAYERS}
    judged = known_layers(layers)
    worst = max(judged, key=lambda layer: judged[layer].hhi)
    return DependenceResult(basis=basis, layers=layers, worst_layer=worst)
