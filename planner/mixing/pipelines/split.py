"""Whole layers on the stages of a pipeline, by dynamic programming over stages (Metis, Sailor)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.sentences import sentence

Counts = tuple[int, ...]


def step_s(stage_s: Sequence[float], micro_batches: int) -> float:
    """Return the time of one step of a pipeline of such stages (seconds of one micro-batch each).

    >>> round(step_s([22 / 3, 23 / 3, 8.0, 7.0], 32), 2)
    278.0
    """
    return (micro_batches - 1) * max(stage_s) + sum(stage_s)


def best_split(stage_s: Floats, layers: int) -> Counts | None:
    """Return whole layers of each stage (one at least) so that the slowest is soonest done, then all together.

    ``stage_s`` (stages, layers + 1) holds the seconds of each stage with so many layers, never fewer with more,
    infinite where they do not fit. None where no split fits.
    """
    slowest = _slowest(stage_s[:, 1:], layers)
    if slowest is None:
        return None
    within = np.where(stage_s <= slowest * (1 + 1e-12), stage_s, np.inf)
    taken = _taken(within, layers)
    counts, left = [], layers
    for row in reversed(taken):
        counts.append(int(row[left]))
        left -= counts[-1]
    return tuple(reversed(counts))


def stage_layers(seconds_per_layer: Sequence[float], layers: int, head_layers: float = 0.0) -> Counts:
    """Return whole layers of each stage of such paces; the head is on the last.

    Raises ValueError for more stages than layers.
    """
    stages = len(seconds_per_layer)
    if stages > layers:
        raise ValueError(sentence("{} stages cannot share {} layers; take at most one stage a layer.", stages, layers))
    held = np.arange(layers + 1, dtype=np.float64)
    extra = np.array([0.0] * (stages - 1) + [head_layers])
    split = best_split((held[None, :] + extra[:, None]) * np.asarray(seconds_per_layer)[:, None], layers)
    assert split is not None  # noqa: S101 - every finite pace has a split
    return split


def _slowest(stage_s: Floats, layers: int) -> float | None:
    """Return the least seconds within which the stages hold all layers, one each at least; None where they never do."""
    one_each = float(stage_s[:, 0].max())
    times = np.unique(stage_s[np.isfinite(stage_s) & (stage_s >= one_each)])
    low, high = -1, len(times) - 1
    if high < 0 or len(stage_s) > layers or np.count_nonzero(stage_s <= times[high]) < layers:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if np.count_nonzero(stage_s <= times[middle]) >= layers else (middle, high)
    return float(times[high])


def _taken(stage_s: Floats, layers: int) -> NDArray[np.int64]:
    """Return, for the first stages and so many layers, the layers of the last of them where all are soonest done."""
    stages, held = len(stage_s), np.arange(layers + 1)
    best = np.full((stages, layers + 1), np.inf)
    taken = np.zeros((stages, layers + 1), dtype=np.int64)
    best[0, 1:] = stage_s[0, 1 : layers + 1]
    taken[0] = held
    own = np.flatnonzero(np.isfinite(stage_s[:, 1 : layers + 1]).any(axis=0)) + 1
    before = held[:, None] - own  # layers of the stages before, which hold one each at least
    for stage in range(1, stages):
        times = np.where(before > 0, best[stage - 1, np.maximum(before, 0)] + stage_s[stage, own], np.inf)
        least = np.argmin(times, axis=1)
        best[stage], taken[stage] = times[held, least], own[least]
    return taken
