"""The answer of an exploration: every feasible fleet as columns, the frontier, the knee, today's plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.plan import DependenceMeasure

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetColumns:
    """Feasible fleets as parallel columns of length n; ``nodes`` is (n, groups) in the order of ``groups``.

    Money is in the exploration's currency; shares, savings and retention are fractions.
    """

    nodes: Integers
    cost_per_trillion_tokens: Floats
    cost: Floats
    saving: Floats
    tokens_per_s: Floats
    days: Floats
    largest: Floats
    hhi: Floats
    retention: Floats

    def __len__(self) -> int:
        """Return the number of fleets."""
        return len(self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """What an exploration found.

    ``frontier`` holds row numbers of ``fleets``, ordered from most to least dependent; ``knee`` is a position
    in ``frontier``; ``today`` is a one-row column set of the plan as composed (None when it gives no result).
    ``blocked`` counts every candidate that fell out, by reason. ``hypervolume`` is the area that the frontier
    dominates up to ``reference`` (cost per trillion tokens, dependence): the baseline's cost, one supplier alone.
    """

    groups: tuple[str, ...]
    accelerators: tuple[str, ...]
    currency: str
    measure: DependenceMeasure
    candidates: int
    fleets: FleetColumns
    frontier: Integers
    knee: int | None
    today: FleetColumns | None
    seconds: float
    blocked: Mapping[str, int] = field(default_factory=dict)
    reference: tuple[float, float] | None = None
    hypervolume: float | None = None
