"""Dependence on every layer, with what is left without a name planned again: days to finish, and rate (M1 to M4)."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import inf, isfinite, nan

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from planner.dependence.concentration import effective_number, hhi_points, shannon_number
from planner.dependence.shares import LAYERS, UNKNOWN, Contribution, DependenceBasis, layer_shares

DaysOf = Callable[[tuple[int, ...]], float]


class LayerDependence(Struct, frozen=True, kw_only=True):
    """Dependence on one layer (supplier, jurisdiction, foundry, HBM supplier, software stack, network).

    ``hhi`` in points (10,000 is one supplier); ``effective`` and ``shannon`` are effective numbers of names.
    ``days_without`` is how long the whole run takes without each name, planned again as fast as it goes (None: never);
    ``retention_time`` the plan's days over the longest of these (0: never; above 1: the run ends sooner);
    ``retention`` the same as a rate left, at most 1; both are not a number while nothing is planned without any name.
    ``days_share`` is, by name, the share of the run's days in which it works alone, so that they hang on it.
    """

    shares: Mapping[str, float]
    hhi: float
    effective: float
    largest: float
    largest_name: str
    retention: float
    retention_without: Mapping[str, float]
    shannon: float | None = None
    retention_time: float = 0.0
    days_without: Mapping[str, float | None] = field(default_factory=dict)
    days_share: Mapping[str, float] = field(default_factory=dict)

    @property
    def unknown_share(self) -> float:
        """The share whose name is unknown; it is counted as one name."""
        return self.shares.get(UNKNOWN, 0.0)


class DependenceResult(Struct, frozen=True, kw_only=True):
    """All layers on one basis.

    ``worst_layer`` has the largest HHI among the layers on which any name is known; the first where some tie.
    ``supply_risk`` (M6, over suppliers) is None where no outlook is stated for a supplier of the plan.
    ``loss`` is what losing the worst supplier takes of the rate of the same pools' fastest single-model run, 0 to 1,
    so that slowness of the plan earns nothing.
    """

    basis: DependenceBasis
    layers: Mapping[str, LayerDependence]
    worst_layer: str
    supply_risk: float | None = None
    loss: float | None = None


def layer_dependence(
    contributions: Sequence[Contribution], layer: str, plan_days: float, days_of: DaysOf | None
) -> LayerDependence:
    """Return the dependence on one layer.

    ``days_of`` plans again with only the pools at the given positions and returns the days that the run then takes
    (infinite: it never ends; None: nothing is planned again). What is left is never counted above 1: losing a name is
    no gain in rate.
    """
    shares = layer_shares(contributions, layer)
    largest_name = next(iter(shares))
    fractions = np.array(list(shares.values()))
    hhi = float(hhi_points(fractions))
    found = LayerDependence(
        shares=shares,
        hhi=hhi,
        effective=effective_number(hhi),
        largest=shares[largest_name],
        largest_name=largest_name,
        retention=nan,
        retention_without={},
        shannon=float(shannon_number(fractions)),
        retention_time=nan,
    )
    return found if days_of is None else _with_losses(found, contributions, layer, plan_days, days_of)


def _with_losses(
    found: LayerDependence, contributions: Sequence[Contribution], layer: str, plan_days: float, days_of: DaysOf
) -> LayerDependence:
    """Return the dependence on a layer with what is left without each of its names."""
    days_without: dict[str, float] = {}
    for name in found.shares:
        kept = tuple(i for i, part in enumerate(contributions) if part.name_on(layer) != name)
        days_without[name] = days_of(kept) if kept else inf
    left = {name: plan_days / days for name, days in days_without.items()}
    return replace(
        found,
        retention=min(1.0, *left.values()),
        retention_without={name: min(1.0, part) for name, part in left.items()},
        retention_time=min(left.values()),
        days_without={name: days if isfinite(days) else None for name, days in days_without.items()},
    )


def known_layers(layers: Mapping[str, LayerDependence]) -> dict[str, LayerDependence]:
    """Return the layers on which at least one name is known; all where there is none.

    A layer of which nothing is known says nothing of concentration: it would be the worst of every plan.
    """
    known = {name: layer for name, layer in layers.items() if set(layer.shares) != {UNKNOWN}}
    return known or dict(layers)


def dependence_of(
    contributions: Sequence[Contribution], basis: DependenceBasis, plan_days: float, days_of: DaysOf | None
) -> DependenceResult:
    """Return the dependence of a fleet on every layer; at least one contribution must be above zero.

    ``days_of`` is as of ``layer_dependence``.
    """
    # layers often fall together (one supplier, one stack), and each planning anew costs a search
    asked = None if days_of is None else cache(days_of)
    layers = {layer: layer_dependence(contributions, layer, plan_days, asked) for layer in LAYERS}
    judged = known_layers(layers)
    worst = max(judged, key=lambda layer: judged[layer].hhi)
    return DependenceResult(basis=basis, layers=layers, worst_layer=worst)
