"""The stage tables of several pools at all paces, laid end to end: any pool of any fleet is looked up in one step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Counts, Floats, Integers
from planner.mixing.pipelines.stage_tables import DEEPEST, counts_of, levels_of, stage_table, through_table
from planner.mixing.stage_options import StageOptions

Options = tuple[StageOptions | None, ...]


@dataclass(kw_only=True)
class PaceTables:
    """Tables of K paces, P pools, up to W widths; filled pace by pace and level by level when they are needed.

    ``widths`` (K, P, W) are devices, 0 for none. ``held``, ``at_first`` and ``through_s`` have (DEEPEST + 1, T) values
    from ``base`` (K, P, W) on, ``reach`` and ``at_last`` (T,) values from ``time_base`` (K, P, W) on; ``times`` (K, P)
    is T, ``first`` (K, P) the level of the first. ``head_s`` and ``tail_s`` are (K, P, W), seconds of a micro-batch.
    """

    pools: Options
    replicas: Integers
    micro_batches: Integers
    widths: Integers
    base: Integers
    time_base: Integers
    times: Integers
    first: Integers
    head_s: Floats
    tail_s: Floats
    held: Counts
    at_first: Counts
    reach: Counts
    at_last: Counts
    through_s: NDArray[np.float32]
    _filled: dict[tuple[int, int], slice] = field(default_factory=dict)
    _timed: dict[tuple[int, int], slice] = field(default_factory=dict)

    def fill(self, paces: Integers, low: Integers | None = None, high: Integers | None = None) -> None:
        """See to it that the tables of these paces are there; filling one twice changes nothing.

        At all levels, or from ``low`` to ``high`` of each pace: levels of a pool's own time, those beyond its table
        being its last.
        """
        for pace, pool, levels in self._missing(self._filled, paces, low, high):
            self._fill(pace, pool, levels)

    def fill_seconds(self, paces: Integers, low: Integers | None = None, high: Integers | None = None) -> None:
        """See to it that ``through_s`` is there for these paces and levels."""
        for pace, pool, levels in self._missing(self._timed, paces, low, high):
            through = through_table(self._options(pool), pace, int(self.micro_batches[pace]), levels.start, levels.stop)
            self._of_depths(self.through_s, pace, pool)[..., levels] = through

    def _missing(
        self,
        known: dict[tuple[int, int], slice],
        paces: Integers,
        low: Integers | None,
        high: Integers | None,
    ) -> Iterator[tuple[int, int, slice]]:
        """Give the paces, pools and places of levels that are not known yet; what is known has no gaps."""
        for row, pace in enumerate(paces.tolist()):
            for pool, options in enumerate(self.pools):
                if options is None or not self.widths[pace, pool, 0]:
                    continue
                first, last = int(self.first[pace, pool]), int(self.times[pace, pool]) - 1
                start = 0 if low is None else min(max(int(low[row]) - first, 0), last)
                end = last + 1 if high is None else min(max(int(high[row]) - first, 0), last) + 1
                old = known.get((pace, pool), slice(start, start))
                known[pace, pool] = slice(min(start, old.start), max(end, old.stop))
                for new in (slice(start, old.start), slice(old.stop, end)):
                    if new.start < new.stop:
                        yield pace, pool, new

    def _fill(self, pace: int, pool: int, levels: slice) -> None:
        table = stage_table(self._options(pool), pace, int(self.micro_batches[pace]), levels.start, levels.stop)
        self._of_depths(self.held, pace, pool)[..., levels] = table.held
        self._of_depths(self.at_first, pace, pool)[..., levels] = table.at_first
        self._of_levels(self.reach, pace, pool)[..., levels] = table.reach
        self._of_levels(self.at_last, pace, pool)[..., levels] = table.at_last
        of_pool = slice(len(table.widths))
        self.head_s[pace, pool, of_pool], self.tail_s[pace, pool, of_pool] = table.head_s, table.tail_s

    def _options(self, pool: int) -> StageOptions:
        options = self.pools[pool]
        assert options is not None  # noqa: S101 - only pools with options have widths
        return options

    def _of_depths(self, flat: NDArray[Any], pace: int, pool: int) -> NDArray[Any]:
        """Return what stands for one pool at one pace, (widths, DEEPEST + 1, levels)."""
        shape = np.count_nonzero(self.widths[pace, pool]), DEEPEST + 1, int(self.times[pace, pool])
        start = self.base[pace, pool, 0]
        return flat[start : start + prod(shape)].reshape(shape)

    def _of_levels(self, flat: NDArray[Any], pace: int, pool: int) -> NDArray[Any]:
        """Return what stands for one pool at one pace, (widths, levels)."""
        shape = np.count_nonzero(self.widths[pace, pool]), int(self.times[pace, pool])
        start = self.time_base[pace, pool, 0]
        return flat[start : start + prod(shape)].reshape(shape)


@lru_cache(maxsize=4)  # up to 6 MB a pace that is used
def pace_tables(pools: Options, global_batch: int) -> PaceTables:
    """Return the tables of these pools, still empty; at least one pool must have options."""
    known = [(i, one) for i, one in enumerate(pools) if one is not None]
    paces = known[0][1].paces
    replicas, micro = (np.array(column, dtype=np.int64) for column in zip(*paces, strict=True))
    most = max(_widths_at(one) for _, one in known)
    shape = len(paces), len(pools), most
    widths, base, time_base = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    times, first = np.ones(shape[:2], dtype=np.int64), np.zeros(shape[:2], dtype=np.int64)
    at, time_at = 0, 0
    for i, one in known:
        for pace in np.unique(one.rows.pace).astype(np.int64).tolist():
            own = np.unique(one.rows.width[one.rows.pace == pace]).astype(np.int64)
            first[pace, i], times[pace, i] = levels_of(one, pace)
            slots = np.arange(len(own))
            widths[pace, i, slots] = own
            time_base[pace, i, slots] = time_at + slots * times[pace, i]
            base[pace, i, slots] = at + slots * (DEEPEST + 1) * times[pace, i]
            at, time_at = at + len(own) * (DEEPEST + 1) * int(times[pace, i]), time_at + len(own) * int(times[pace, i])
    counts = counts_of(known[0][1])
    return PaceTables(
        pools=pools,
        replicas=replicas,
        micro_batches=global_batch // (replicas * micro),
        widths=widths,
        base=base,
        time_base=time_base,
        times=times,
        first=first,
        head_s=np.zeros(shape),
        tail_s=np.zeros(shape),
        held=np.zeros(max(at, 1), dtype=counts),
        at_first=np.zeros(max(at, 1), dtype=counts),
        reach=np.zeros(max(time_at, 1), dtype=counts),
        at_last=np.zeros(max(time_at, 1), dtype=counts),
        through_s=np.zeros(max(at, 1), dtype=np.float32),
    )


def _widths_at(options: StageOptions) -> int:
    """Return how many widths the stages of a pace have at most, 1 at least."""
    pairs = np.unique(np.stack([options.rows.pace, options.rows.width]), axis=1)
    return int(np.max(np.unique(pairs[0], return_counts=True)[1], initial=1))
