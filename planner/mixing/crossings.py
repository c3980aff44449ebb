"""The links that a fleet's pools meet, as arrays over pool sizes: the slowest of those concerned limits."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from msgspec.structs import replace

from planner.arrays import Floats, Mask
from planner.cluster import LinkKind
from planner.mixing.inter_pool_links import Crossing, link_terms
from planner.mixing.stacks import path_between
from planner.mixing.working_pool import MixedRun, WorkingPool

ADVISED_BYTES_PER_S_PER_DEVICE = 1.25e9  # 10 Gbit/s, our own threshold: below it one job mostly waits for the link


def path_over(run: MixedRun, first: WorkingPool, second: WorkingPool) -> LinkKind:
    """Return how traffic between two pools travels: as their link has it, but through hosts where their stacks do."""
    path = path_between(first.stack, second.stack)
    return path if path is LinkKind.THROUGH_HOST else run.links.between(first.place, second.place).kind


def exchange_link(run: MixedRun, first: WorkingPool, second: WorkingPool) -> Crossing:
    """Return the link of two pools as an exchange uses it: slower where their stacks only meet on hosts."""
    link, path = run.links.between(first.place, second.place), path_over(run, first, second)
    if path is link.kind or link.kind is not LinkKind.DEVICE_DIRECT:
        return link
    hosts = link_terms(path)
    latency_s = max(link.latency_s, hosts.link.latency_s)
    return replace(link, bytes_per_s=link.bytes_per_s * hosts.rate_part, latency_s=latency_s)


def pipeline_kept(run: MixedRun, first: WorkingPool, second: WorkingPool) -> float:
    """Return what a pipeline over two pools keeps of its computed rate."""
    return _kept(run, first, second, "pipeline_kept")


def data_parallel_kept(run: MixedRun, first: WorkingPool, second: WorkingPool) -> float:
    """Return what an exchange of gradients between two pools keeps of the computed rate."""
    return _kept(run, first, second, "data_parallel_kept")


def _kept(run: MixedRun, first: WorkingPool, second: WorkingPool, figure: str) -> float:
    link = run.links.between(first.place, second.place)
    path = path_over(run, first, second)
    own: float = getattr(link, figure)
    return own if path is link.kind else min(own, getattr(link_terms(path), figure))


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
    for first, second, link, met in met_pairs(pools, run):
        each = link.bytes_per_s / np.maximum(np.minimum(first.devices, second.devices), 1.0)
        where = where | (met & (each < least_bytes_per_s))
        least = min(least, float(np.min(np.where(met, each, np.inf))))
    return np.asarray(where), least


def met_pairs(pools: Sequence[WorkingPool], run: MixedRun) -> Iterator[tuple[WorkingPool, WorkingPool, Crossing, Mask]]:
    """Give every pair of pools with its link, and where both of them take part."""
    for position, first in enumerate(pools):
        for second in pools[position + 1 :]:
            yield first, second, run.links.between(first.place, second.place), first.active & second.active


def least_of(pools: Sequence[WorkingPool], run: MixedRun, figure: Callable[[Crossing], float]) -> Floats:
    """Return the least of a figure over the exchanges between active pools; where none meet, the default link's."""
    default = figure(run.links.default)
    pairs = [(figure(exchange_link(run, one, other)), met) for one, other, _, met in met_pairs(pools, run)]
    if {found for found, _ in pairs} <= {default}:
        return np.asarray(default)
    least = np.full((), np.inf)
    for found, met in pairs:
        least = np.minimum(least, np.where(met, found, np.inf))
    return np.where(np.isfinite(least), least, default)


def slowest_bytes_per_s(pools: Sequence[WorkingPool], run: MixedRun) -> Floats:
    """Return the rate of the slowest link between active pools."""
    return least_of(pools, run, lambda link: link.bytes_per_s)


def longest_latency_s(pools: Sequence[WorkingPool], run: MixedRun) -> Floats:
    """Return the latency of the latest link between active pools."""
    return -least_of(pools, run, lambda link: -link.latency_s)
