"""Which pools may stand next to each other in a pipeline, and what their borders do to it.

Only neighbours hand activations over, so only their borders count: a pipeline may run through pools of two sites or
over a thin border between others as long as no neighbours meet it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, permutations

import numpy as np
from numpy.typing import NDArray

from planner.mixing.crossings import is_apart, is_thin
from planner.mixing.orders import EVERY_ORDER
from planner.mixing.working_pool import Floats, MixedRun, WorkingPool

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hops:
    """The border between any two pools (P, P): seconds for each byte, seconds of latency, what it keeps, whether apart.

    The diagonal means nothing.
    """

    s_per_byte: Floats
    latency_s: Floats
    kept: Floats
    apart: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class HopLimit:
    """The hops that one search for orders allows: no slower than ``s_per_byte``, keeping no less than ``kept``.

    ``best_s_per_byte`` and ``best_kept`` are the best of those; ``allowed`` is (P, P).
    """

    allowed: Mask
    best_s_per_byte: float
    best_kept: float


def hops_between(pools: Sequence[WorkingPool], run: MixedRun) -> Hops:
    """Return the borders of every two pools."""
    borders = [[run.borders.between(one.place, other.place) for other in pools] for one in pools]
    return Hops(
        s_per_byte=np.array([[1.0 / border.bytes_per_s for border in row] for row in borders]),
        latency_s=np.array([[border.latency_s for border in row] for row in borders]),
        kept=np.array([[border.pipeline_kept for border in row] for row in borders]),
        apart=np.array([[is_apart(border) for border in row] for row in borders]),
    )


def limits_of(hops: Hops) -> tuple[HopLimit, ...]:
    """Return every limit worth a search of its own: one for each rate and each share kept that borders have.

    The slowest border met and the least share kept decide, so the best order under one of these limits is the best.
    """
    other = ~np.eye(len(hops.apart), dtype=np.bool_) & ~hops.apart
    found: dict[bytes, HopLimit] = {}
    for slowest in np.unique(hops.s_per_byte[other]):
        for least in np.unique(hops.kept[other])[::-1]:
            allowed = other & (hops.s_per_byte <= slowest) & (hops.kept >= least)
            if allowed.any():
                best = float(hops.s_per_byte[allowed].min()), float(hops.kept[allowed].max())
                limit = HopLimit(allowed=allowed, best_s_per_byte=best[0], best_kept=best[1])
                found.setdefault(allowed.tobytes(), limit)
    return tuple(found.values())


def thin_pairs(pools: Sequence[WorkingPool], run: MixedRun, devices: Floats) -> Mask | None:
    """Return where the border of two pools is too thin for so many devices: (P, P, fleets); None where none is."""
    many = len(pools)
    thin = np.zeros((many, many, devices.shape[1]), dtype=np.bool_)
    for first in range(many):
        for second in range(first + 1, many):
            border = run.borders.between(pools[first].place, pools[second].place)
            thin[first, second] = thin[second, first] = is_thin(border, devices[first], devices[second])
    return thin if thin.any() else None


def joined(present: Mask, barred: Mask) -> Mask:
    """Say where the pools of a fleet stand in some order in which no neighbours are barred.

    ``present`` is (P, fleets), ``barred`` (P, P, fleets) or (P, P, 1). Of more than five pools it says whether each has
    somebody to stand beside.
    """
    pairs = _pairs(len(present))
    facts = np.stack([*present, *(present[i] & present[j] & ~barred[i, j] for i, j in pairs)])
    if len(facts) <= _BITS:
        keys = np.zeros(facts.shape[1], dtype=np.int64)
        for bit, fact in enumerate(facts):
            keys |= fact.astype(np.int64) << bit
        _, at, which = np.unique(keys, return_index=True, return_inverse=True)
    else:
        _, at, which = np.unique(np.packbits(facts, axis=0), axis=1, return_index=True, return_inverse=True)
    answers = np.array([_chained(tuple(facts[:, i].tolist()), len(present)) for i in at], dtype=np.bool_)
    mask: Mask = answers[which.reshape(-1)] if len(answers) else np.zeros(0, dtype=np.bool_)
    return mask


_BITS = 62  # of a key


def _pairs(many: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(many) for j in range(i + 1, many)]


@lru_cache(maxsize=65_536)
def _chained(facts: tuple[bool, ...], many: int) -> bool:
    """Say whether the pools that are present form a chain of pairs that may meet."""
    beside = {pair for pair, met in zip(_pairs(many), facts[many:], strict=True) if met}
    beside |= {(j, i) for i, j in beside}
    present = [i for i in range(many) if facts[i]]
    if len(present) > EVERY_ORDER:
        return all(any((i, j) in beside for j in present) for i in present)
    return any(all(pair in beside for pair in pairwise(order)) for order in permutations(present))
