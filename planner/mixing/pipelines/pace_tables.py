"""The stage tables of several pools at all paces, laid end to end: any pool of any fleet is looked up in one step."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Counts, Floats, Integers
from planner.mixing.pipelines.stage_tables import DEEPEST, counts_of, levels_of, stage_table, through_table
from planner.mixing.stage_options import StageOptions

Options = tuple[StageOptions | None, ...]


@dataclass(kw_only=True)
class PaceTables:
    """Tables of K paces, P pools, up to W widths; filled pace by pace when they are needed.

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
    _filled: set[int] = field(default_factory=set)
    _timed: set[int] = field(default_factory=set)

    def fill(self, paces: Integers) -> None:
        """See to it that the tables of these paces are there; filling one twice changes nothing."""
        for pace in set(paces.tolist()) - self._filled:
            for pool, options in enumerate(self.pools):
                if options is not None and self.widths[pace, pool, 0]:
                    self._fill(options, pace, pool)
            self._filled.add(pace)

    def fill_seconds(self, paces: Integers) -> None:
        """See to it that ``through_s`` is there for these paces."""
        for pace in set(paces.tolist()) - self._timed:
            for pool, options in enumerate(self.pools):
                if options is not None and self.widths[pace, pool, 0]:
                    through = through_table(options, pace, int(self.micro_batches[pace]))
                    start = self.base[pace, pool, 0]
                    self.through_s[start : start + through.size] = through.reshape(-1)
            self._timed.add(pace)

    def _fill(self, options: StageOptions, pace: int, pool: int) -> None:
        table = stage_table(options, pace, int(self.micro_batches[pace]))
        start, at = self.base[pace, pool, 0], self.time_base[pace, pool, 0]
        self.held[start : start + table.held.size] = table.held.reshape(-1)
        self.at_first[start : start + table.held.size] = table.at_first.reshape(-1)
        self.reach[at : at + table.reach.size] = table.reach.reshape(-1)
        self.at_last[at : at + table.reach.size] = table.at_last.reshape(-1)
        of_pool = slice(len(table.widths))
        self.head_s[pace, pool, of_pool], self.tail_s[pace, pool, of_pool] = table.head_s, table.tail_s


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
