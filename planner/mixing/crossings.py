"""The borders that a fleet's pools meet, as arrays over pool sizes: the slowest of those concerned limits."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.cluster import BorderKind
from planner.mixing.borders import Crossing
from planner.mixing.working_pool import Floats, MixedRun, WorkingPool

Mask = NDArray[np.bool_]

THIN_BORDER_BYTES_PER_S_PER_DEVICE = 1.25e9  # 10 Gbit/s, methods 1.6


def is_apart(border: Crossing) -> bool:
    """Say whether a border lies between sites, which no job crosses in every micro-batch."""
    return border.kind is BorderKind.WIDE_AREA


def is_thin(border: Crossing, devices: Floats, others: Floats) -> Mask:
    """Say where a border has less than 10 Gbit/s for a device of the smaller of two pools."""
    each = border.bytes_per_s / np.maximum(np.minimum(devices, others), 1.0)
    mask: Mask = each < THIN_BORDER_BYTES_PER_S_PER_DEVICE
    return mask


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


def any_border(
    pools: Sequence[WorkingPool], run: MixedRun, wrong: Callable[[WorkingPool, WorkingPool, Crossing], Mask]
) -> Mask:
    """Say where some border between active pools is wrong in this way."""
    found = np.asarray(False)
    for first, second, border, met in met_pairs(pools, run):
        found = found | (met & wrong(first, second, border))
    return np.asarray(found)
