"""The stage tables of several pools at all paces, laid end to end: any pool of any fleet is looked up in one step."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Counts, Integers, Mask
from planner.mixing.pipelines.stage_tables import (
    DEEPEST,
    LEVELS,
    counts_of,
    levels_of,
    stage_table,
    through_at,
    through_table,
)
from planner.mixing.stage_options import StageOptions

_BEGUN: Final = 4096  # values that stand for no table
_ROOM: Final = 4_194_304  # values that need not be moved for more; what is not written to takes no memory
_SPARE_LEVELS: Final = 16  # on each side of what a table has to have more
_WIDEST: Final = 65_536  # devices of a stage; none is as wide
Options = tuple[StageOptions | None, ...]


class PaceTables:
    """Tables of K paces, P pools, up to W widths; filled pace by pace and level by level when they are needed.

    ``widths`` (K, P, W) are devices, 0 for none. ``held``, ``at_first`` and ``through_s`` have (DEEPEST + 1, T) values
    from ``base`` (K, P, W) on, ``reach`` and ``at_last`` (T,) values from ``time_base`` (K, P, W) on; ``times`` (K, P)
    is T, ``first`` (K, P) the level of the first: of the levels that are filled. ``head_s`` and ``tail_s`` are
    (K, P, W), seconds of a micro-batch, and of one layer in a step.
    """

    def __init__(self, pools: Options, replicas: Integers, micro_batches: Integers, widths: Integers) -> None:
        self.pools, self.replicas, self.micro_batches, self.widths = pools, replicas, micro_batches, widths
        self.base, self.time_base = np.zeros_like(widths), np.zeros_like(widths)
        self.times, self.first = (np.full(widths.shape[:2], value, dtype=np.int64) for value in (1, 0))
        self.head_s, self.tail_s = np.zeros(widths.shape), np.zeros(widths.shape)
        counts = counts_of(next(one for one in pools if one is not None))
        self._by_depth = _Columns(held=counts, at_first=counts, through_s=np.float32)
        self._by_level = _Columns(reach=counts, at_last=counts)
        self._filled: dict[tuple[int, int], tuple[int, int]] = {}
        self._timed: dict[tuple[int, int], Mask] = {}  # levels whose ``through_s`` is there
        self._whole: set[int] = set()

    @property
    def held(self) -> Counts:
        """Layers of the last stages together."""
        return self._by_depth.columns["held"]

    @property
    def at_first(self) -> Counts:
        """What the first stage holds less."""
        return self._by_depth.columns["at_first"]

    @property
    def through_s(self) -> NDArray[np.float32]:
        """Seconds of a micro-batch in the last stages together."""
        return self._by_depth.columns["through_s"]

    @property
    def reach(self) -> Counts:
        """The stages that hold a layer."""
        return self._by_level.columns["reach"]

    @property
    def at_last(self) -> Counts:
        """What the last stage holds less."""
        return self._by_level.columns["at_last"]

    def fill(self, paces: Integers, low: Integers | None = None, high: Integers | None = None) -> None:
        """See to it that the tables of these paces are there; filling one twice changes nothing.

        At all levels, or from ``low`` to ``high`` of each pace, once each: levels of a pool's own time, those beyond
        its table being its last. What is filled has no gaps, and stands elsewhere once it is more.
        """
        if low is None or high is None:
            paces = np.array(sorted(set(paces.tolist()) - self._whole), dtype=np.int64)
            low, high = np.zeros_like(paces), np.full_like(paces, LEVELS)
            self._whole.update(paces.tolist())
        for pace, least, most in zip(paces.tolist(), low.tolist(), high.tolist(), strict=True):
            for pool, options in self._pools_at(pace):
                first, many = levels_of(options, pace)
                start, end = min(max(least - first, 0), many - 1), min(max(most - first, 0), many - 1) + 1
                known = self._filled.get((pace, pool))
                if known is None:
                    self._fill(pace, pool, options, start, end)
                elif start < known[0] or end > known[1]:  # as it may be for the next fleet again
                    start, end = max(start - _SPARE_LEVELS, 0), min(end + _SPARE_LEVELS, many)
                    self._fill(pace, pool, options, min(start, known[0]), max(end, known[1]))

    def fill_seconds(self, paces: Integers) -> None:
        """See to it that ``through_s`` is there for all levels of these paces that are filled."""
        for pace in set(paces.tolist()):
            for pool, options in self._pools_at(pace):
                if not self._timed[pace, pool].all():
                    self._timed[pace, pool][:] = True
                    through = through_table(options, pace, int(self.micro_batches[pace]), *self._filled[pace, pool])
                    start = self.base[pace, pool, 0]
                    self.through_s[start : start + through.size] = through.reshape(-1)

    def fill_seconds_at(self, of_pool: Integers, time: Integers) -> None:
        """See to it that ``through_s`` is there at some levels: each a pool's, as pace * P + pool, and its own time.

        Levels are those of its table, from 0 on. Where few are asked for, this takes less than all of them would.
        """
        every, width = len(self.pools), int(self.times.max())
        for place in np.unique(of_pool).tolist():
            pace, pool = divmod(place, every)
            timed, options = self._timed[pace, pool], self.pools[pool]
            asked = np.zeros(width, dtype=np.bool_)
            asked[time[of_pool == place]] = True
            new = np.flatnonzero(asked[: len(timed)] & ~timed)
            if options is not None and len(new):
                timed[new] = True
                start = self._filled[pace, pool][0]
                through = through_at(options, pace, int(self.micro_batches[pace]), start + new)
                begin, many = self.base[pace, pool, 0], len(through) * (DEEPEST + 1) * len(timed)
                table = self.through_s[begin : begin + many].reshape(len(through), DEEPEST + 1, len(timed))
                table[:, :, new] = through

    def _pools_at(self, pace: int) -> Iterator[tuple[int, StageOptions]]:
        for pool, options in enumerate(self.pools):
            if options is not None and self.widths[pace, pool, 0]:
                yield pool, options

    def _fill(self, pace: int, pool: int, options: StageOptions, start: int, end: int) -> None:
        table = stage_table(options, pace, int(self.micro_batches[pace]), start, end)
        own, times = np.arange(len(table.widths)), end - start
        self.base[pace, pool, own] = self._by_depth.put(held=table.held, at_first=table.at_first)
        self.base[pace, pool, own] += own * (DEEPEST + 1) * times
        self.time_base[pace, pool, own] = self._by_level.put(reach=table.reach, at_last=table.at_last)
        self.time_base[pace, pool, own] += own * times
        self.times[pace, pool], self.first[pace, pool] = times, table.first
        self.head_s[pace, pool, own], self.tail_s[pace, pool, own] = table.head_s, table.tail_s
        self._filled[pace, pool] = start, end
        self._timed[pace, pool] = np.zeros(times, dtype=np.bool_)


class _Columns:
    """Flat arrays of one length that grow at their end."""

    def __init__(self, **kinds: type[np.number[Any]]) -> None:
        self.columns: dict[str, NDArray[Any]] = {name: np.zeros(_BEGUN, dtype=kind) for name, kind in kinds.items()}
        self._end = _BEGUN

    def put(self, **values: NDArray[Any]) -> int:
        """Put values at the end of their columns, leave room for them in the others, and return where they begin."""
        start, self._end = self._end, self._end + next(iter(values.values())).size
        for name, column in self.columns.items():
            if self._end > len(column):
                self.columns[name] = np.empty(max(2 * self._end, _ROOM), dtype=column.dtype)
                self.columns[name][:start] = column[:start]
        for name, value in values.items():
            self.columns[name][start : self._end] = value.reshape(-1)
        return start


@lru_cache(maxsize=4)  # up to 6 MB a pace that is used
def pace_tables(pools: Options, global_batch: int) -> PaceTables:
    """Return the tables of these pools, still empty; at least one pool must have options."""
    known = [(pool, one, *_widths_of(one)) for pool, one in enumerate(pools) if one is not None]
    paces = known[0][1].paces
    replicas, micro = (np.array(column, dtype=np.int64) for column in zip(*paces, strict=True))
    widths = np.zeros((len(paces), len(pools), max(slot.max(initial=0) for *_, slot in known) + 1), dtype=np.int64)
    for pool, _, pace, width, slot in known:
        widths[pace, pool, slot] = width
    return PaceTables(pools, replicas, global_batch // (replicas * micro), widths)


def _widths_of(options: StageOptions) -> tuple[Integers, Integers, Integers]:
    """Return the paces with their widths, the narrowest first, and the place of each width among those of its pace."""
    pace, width = np.divmod(np.unique(options.rows.pace * _WIDEST + options.rows.width).astype(np.int64), _WIDEST)
    return pace, width, np.arange(len(pace)) - np.searchsorted(pace, pace)
