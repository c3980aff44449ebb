"""What several strategies have in common to say against a fleet: too few pools, and links that make them wait."""

from collections.abc import Callable, Iterator
from functools import partial, reduce

import numpy as np

from planner.arrays import Mask
from planner.causes import Cause, FarApart, NoPublishedStack, OnePool, ThinLink, ThroughHosts
from planner.cluster import LinkKind
from planner.mixing.crossings import (
    ADVISED_BYTES_PER_S_PER_DEVICE,
    met_pairs,
    path_over,
    thin_link,
)
from planner.mixing.stacks import path_between, stack_pair
from planner.mixing.strategies.strategy import Pools, Refusal, active
from planner.mixing.strategy import pool_id
from planner.mixing.working_pool import MixedRun, WorkingPool

Kept = Callable[[MixedRun, WorkingPool, WorkingPool], float]


def needs_two(pools: Pools, _run: MixedRun) -> tuple[Refusal, ...]:
    """Refuse fleets of fewer than two pools that can train."""
    return (Refusal(where=np.asarray(active(pools) <= 1), cause=OnePool),)


def link_cautions(pools: Pools, run: MixedRun, kept: Kept) -> tuple[Refusal, ...]:
    """Warn of thin links, pools at different sites, and traffic that passes the hosts: once for all pairs alike."""
    thin, least = thin_link(pools, run, ADVISED_BYTES_PER_S_PER_DEVICE)
    narrow = Refusal(
        where=thin,
        cause=lambda: ThinLink(
            bytes_per_s_per_device=least, advised_bytes_per_s_per_device=ADVISED_BYTES_PER_S_PER_DEVICE
        ),
    )
    hosts = (Refusal(where=met, cause=partial(_same, cause)) for cause, met in _through_hosts(pools, run, kept).items())
    return (narrow, *_far_apart(pools, run), *hosts)


def _far_apart(pools: Pools, run: MixedRun) -> Iterator[Refusal]:
    far = [(one, two, met) for one, two, link, met in met_pairs(pools, run) if link.kind is LinkKind.WIDE_AREA]

    def cause() -> Cause:
        meeting = (pool for one, two, met in far if bool(met) for pool in (one, two))
        return FarApart(pools=tuple(dict.fromkeys(pool_id(pool.place) for pool in meeting)))

    if far:
        yield Refusal(where=reduce(np.logical_or, (met for _, _, met in far)), cause=cause)


def _through_hosts(pools: Pools, run: MixedRun, kept: Kept) -> dict[Cause, Mask]:
    """Return what is to be said of traffic through hosts, and where it holds for any pair."""
    where: dict[Cause, Mask] = {}
    for first, second, _, met in met_pairs(pools, run):
        if path_over(run, first, second) is LinkKind.THROUGH_HOST:
            cause = _hosted(run, first, second, kept)
            where[cause] = where.get(cause, np.asarray(False)) | met
    return where


def _hosted(run: MixedRun, first: WorkingPool, second: WorkingPool, kept: Kept) -> Cause:
    if (
        path_between(first.stack, second.stack) is LinkKind.THROUGH_HOST
        and stack_pair(first.stack, second.stack) is None
    ):
        one, other = sorted((first.stack, second.stack))
        return NoPublishedStack(first=one, second=other)
    return ThroughHosts(kept=kept(run, first, second))


def _same(cause: Cause) -> Cause:
    return cause
