"""What pipelines over some pools deliver at most, as a part of what the pools deliver alone together.

One answer for all sizes of a set of pools stands for thousands of fleets, of which none then has to be searched.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers
from planner.cluster import PoolPlace
from planner.mixing.pipelines.pipeline import might_deliver_more
from planner.mixing.working_pool import MixedRun, WorkingPool, laid_columns, summed

LEVELS: Final = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 0.85, 1.0)


class StagesAtMost(Struct, frozen=True, kw_only=True):
    """The part for each set of ``places``, by the number whose bits are the pools of the set (NaN: unknown)."""

    places: tuple[PoolPlace, ...]
    parts: tuple[float, ...]

    def of(self, places: Collection[PoolPlace]) -> float:
        """Return the part of a set of pools; NaN where it is unknown."""
        known = set(places) <= set(self.places)
        return self.parts[sum(1 << self.places.index(place) for place in places)] if known else float("nan")

    def of_fleets(self, pools: Sequence[WorkingPool]) -> Floats:
        """Return the part of each fleet; the pools are those of ``places``, in their order."""
        return np.array(self.parts)[_sets(pools)]


def part_at_most(pools: Sequence[WorkingPool], run: MixedRun) -> Floats:
    """Return for each fleet (columns of shape (n,)) the part that its pipelines do not exceed; NaN: of all levels."""
    columns = [_column(pool) for pool in pools]
    total = summed([pool.delivered_tokens_per_s for pool in columns])
    never = ~might_deliver_more(columns, run, total * np.array(LEVELS))
    first = never.argmax(axis=-1)
    return np.where(never.any(axis=-1), np.array(LEVELS)[first], np.nan)


def stages_at_most(stretches: Iterable[Sequence[WorkingPool]], run: MixedRun) -> StagesAtMost:
    """Return the parts of all sets of pools; each stretch holds the same pools, as columns of fleets (n,)."""
    places: tuple[PoolPlace, ...] = ()
    parts = np.zeros(0)
    for pools in stretches:
        places = tuple(pool.place for pool in pools)
        parts = parts if len(parts) else np.full(1 << len(pools), -np.inf)
        np.maximum.at(parts, _sets(pools), np.nan_to_num(part_at_most(pools, run), nan=np.inf))
    return StagesAtMost(places=places, parts=tuple(np.where(np.isfinite(parts), parts, np.nan).tolist()))


def _sets(pools: Sequence[WorkingPool]) -> Integers:
    found = np.zeros((), dtype=np.int64)
    for bit, pool in enumerate(pools):
        found = found + ((pool.devices > 0).astype(np.int64) << bit)
    return found


def _column(pool: WorkingPool) -> WorkingPool:
    """Return a pool whose columns (n,) are of shape (n, 1); those of shape () stay."""
    return laid_columns(pool, slice(None), (-1, 1)) if np.ndim(pool.devices) else pool
