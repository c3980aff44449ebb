"""What several strategies have in common to say against a fleet: too few pools, and links that make them wait."""

from collections.abc import Callable

import numpy as np

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
from planner.mixing.working_pool import MixedRun, WorkingPool

Kept = Callable[[MixedRun, WorkingPool, WorkingPool], float]


def needs_two(pools: Pools, _run: MixedRun) -> tuple[Refusal, ...]:
    """Refuse fleets of fewer than two pools that can train."""
    return (Refusal(where=np.asarray(active(pools) <= 1), cause=OnePool),)


def link_cautions(pools: Pools, run: MixedRun, kept: Kept) -> tuple[Refusal, ...]:
    """Warn of pools at different sites, of thin links, and of traffic that passes the hosts."""
    thin, least = thin_link(pools, run, ADVISED_BYTES_PER_S_PER_DEVICE)
    found = [
        Refusal(
            where=thin,
            cause=lambda: ThinLink(
                bytes_per_s_per_device=least, advised_bytes_per_s_per_device=ADVISED_BYTES_PER_S_PER_DEVICE
            ),
        )
    ]
    for first, second, link, met in met_pairs(pools, run):
        if link.kind is LinkKind.WIDE_AREA:
            found.append(Refusal(where=met, cause=FarApart))
        if path_over(run, first, second) is LinkKind.THROUGH_HOST:
            found.append(Refusal(where=met, cause=_through_hosts(run, first, second, kept)))
    return tuple(found)


def _through_hosts(run: MixedRun, first: WorkingPool, second: WorkingPool, kept: Kept) -> Callable[[], Cause]:
    if (
        path_between(first.stack, second.stack) is LinkKind.THROUGH_HOST
        and stack_pair(first.stack, second.stack) is None
    ):
        return lambda: NoPublishedStack(first=first.stack, second=second.stack)
    return lambda: ThroughHosts(kept=kept(run, first, second))
