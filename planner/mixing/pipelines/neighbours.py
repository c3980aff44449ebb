"""What the inter-pool links do to a pipeline: only neighbours hand activations over, so only their links count."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Mask
from planner.mixing.crossings import pipeline_kept
from planner.mixing.working_pool import MixedRun, WorkingPool


class Hops(Struct, frozen=True, kw_only=True):
    """The link between any two pools (P, P): seconds for each byte, seconds of latency, what a pipeline keeps over it.

    The diagonal means nothing.
    """

    s_per_byte: Floats
    latency_s: Floats
    kept: Floats


class HopLimit(Struct, frozen=True, kw_only=True):
    """The hops that one search for orders allows: no slower than ``s_per_byte``, keeping no less than ``kept``.

    ``best_s_per_byte`` and ``best_kept`` are the best of those; ``allowed`` is (P, P).
    """

    allowed: Mask
    best_s_per_byte: float
    best_kept: float


def hops_between(pools: Sequence[WorkingPool], run: MixedRun) -> Hops:
    """Return the links of every two pools."""
    links = [[run.links.between(one.place, other.place) for other in pools] for one in pools]
    return Hops(
        s_per_byte=np.array([[1.0 / link.bytes_per_s for link in row] for row in links]),
        latency_s=np.array([[link.latency_s for link in row] for row in links]),
        kept=np.array([[pipeline_kept(run, one, other) for other in pools] for one in pools]),
    )


def limits_of(hops: Hops) -> tuple[HopLimit, ...]:
    """Return every limit worth a search of its own: one for each rate and each share kept that links have.

    The slowest link met and the least share kept decide, so the best order under one of these limits is the best.
    """
    other = ~np.eye(len(hops.kept), dtype=np.bool_)
    found: dict[bytes, HopLimit] = {}
    for slowest in np.unique(hops.s_per_byte[other]):
        for least in np.unique(hops.kept[other])[::-1]:
            allowed = other & (hops.s_per_byte <= slowest) & (hops.kept >= least)
            if allowed.any():
                best = float(hops.s_per_byte[allowed].min()), float(hops.kept[allowed].max())
                limit = HopLimit(allowed=allowed, best_s_per_byte=best[0], best_kept=best[1])
                found.setdefault(allowed.tobytes(), limit)
    return tuple(found.values())


def within_reach(limit: HopLimit, present: Mask) -> Mask:
    """Say where the pools that take part (P, fleets) are all connected by hops that a limit allows.

    Where they are not, no order of them is allowed.
    """
    number = np.arange(len(present))[:, None]
    reached = present & (number == np.argmax(present, axis=0))
    for _ in range(len(present) - 1):
        reached |= present & ((limit.allowed | limit.allowed.T).astype(np.int64) @ reached.astype(np.int64) > 0)
    mask: Mask = np.all(reached == present, axis=0)
    return mask
