"""The borders that a fleet's pools meet, as arrays over pool sizes: the slowest of those concerned limits."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.cluster import BorderKind
from planner.mixing.borders import Crossing, border_terms
from planner.mixing.stacks import path_between
from planner.mixing.working_pool import Floats, MixedRun, WorkingPool

Mask = NDArray[np.bool_]

ADVISED_BYTES_PER_S_PER_DEVICE = 1.25e9  # 10 Gbit/s, methods 1.6: below it one job mostly waits for the link


def path_over(run: MixedRun, first: WorkingPool, second: WorkingPool) -> BorderKind:
    """Return how traffic between two pools travels: as their link has it, but through hosts where their stacks do."""
    path = path_between(first.stack, second.stack)
    return path if path is BorderKind.THROUGH_HOST else run.borders.between(first.place, second.place).kind


def pipeline_kept(run: MixedRun, first: WorkingPool, second: WorkingPool) -> float:
    """Return what a pipeline over two pools keeps of its computed rate."""
    return _kept(run, first, second, "pipeline_kept")


def data_parallel_kept(run: MixedRun, first: WorkingPool, second: WorkingPool) -> float:
    """Return what an exchange of gradients between two pools keeps of the computed rate."""
    return _kept(run, first, second, "data_parallel_kept")


def _kept(run: MixedRun, first: WorkingPool, second: WorkingPool, figure: str) -> float:
    border = run.borders.between(first.place, second.place)
    path = path_over(run, first, second)
    own: float = getattr(border, figure)
    return own if path is border.kind else min(own, getattr(border_terms(path), figure))


def least_kept(
    pools: Sequence[WorkingPool], run: MixedRun, figure: Callable[[MixedRun, WorkingPool, WorkingPool], float]
) -> Floats:
    """Return the least share kept over the links between active pools; 1 where none meet."""
    least = np.ones(())
    for first, second, _, met in met_pairs(pools, run):
        least = np.minimum(least, np.where(met, figure(run, first, second), 1.0))
    return least


def thin_link(pools: Sequence[WorkingPool], run: MixedRun, least_bytes_per_s: float) -> tuple[Mask, float]:
    """Say where a link has fewer bytes/s for a device of the smaller of its pools, and the least of all.

    The least means something for one fleet (columns of shape ()) only.
    """
    where, least = np.asarray(False), np.inf
    for first, second, border, met in met_pairs(pools, run):
        each = border.bytes_per_s / np.maximum(np.minimum(first.devices, second.devices), 1.0)
        where = where | (met & (each < least_bytes_per_s))
        least = min(least, float(np.min(np.where(met, each, np.inf))))
    return np.asarray(where), least


def met_pairs(pools: Sequence[WorkingPool], run: MixedRun) -> Iterator[tuple[WorkingPool, WorkingPool, Crossing, Mask]]:
    """Give every pair of pools with its border, and where both of them take part."""
    for position, first in enumerate(pools):
        for second in pools[position + 1 :]:
            yield first, second, run.borders.between(first.place, second.place), first.active & second.active


def least_of(pools: Sequence[WorkingPool], run: MixedRun, figure: Callable[[Crossing], float]) -> Floats:
    """Return the least of a figure over the borders between active pools; where none meet, the default's."""
    if len({figure(border) for border in run.borders.every()}) == 1:
        return np.asarray(figure(run.borders.default))
    least = np.full((), np.inf)
    for _, _, border, met in met_pairs(pools, run):
        least = np.minimum(least, np.where(met, figure(border), np.inf))
    return np.where(np.isfinite(least), least, figure(run.borders.default))


def slowest_bytes_per_s(pools: Sequence[WorkingPool], run: MixedRun) -> Floats:
    """Return the rate of the slowest border between active pools."""
    return least_of(pools, run, lambda border: border.bytes_per_s)


def longest_latency_s(pools: Sequence[WorkingPool], run: MixedRun) -> Floats:
    """Return the latency of the latest border between active pools."""
    return -least_of(pools, run, lambda border: -border.latency_s)
