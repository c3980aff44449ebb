"""The stage tables of several pools at all paces, laid end to end: any pool of any fleet is looked up in one step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import prod
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Counts, Floats, Integers
from planner.mixing.pipelines.stage_tables import DEEPEST, counts_of, levels_of, stage_table, through_table
from planner.mixing.stage_options import StageOptions

_WIDEST: Final = 65_536  # devices of a stage; none is as wide
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
    _filled: dict[tuple[int, int], slice] = field(default_factory=dict)
    _timed: dict[tuple[int, int], slice] = field(default_factory=dict)

    @cached_property
    def _places(self) -> "_Places":
        return _places(self.pools, self.widths)

    base = property(lambda self: self._places.base)
    time_base = property(lambda self: self._places.time_base)
    times = property(lambda self: self._places.times)
    first = property(lambda self: self._places.first)

    @cached_property
    def head_s(self) -> Floats:
        """Seconds of the head, of a micro-batch."""
        return np.zeros(self.widths.shape)

    @cached_property
    def tail_s(self) -> Floats:
        """Seconds of exchange and optimiser, of one layer in a step."""
        return np.zeros(self.widths.shape)

    @cached_property
    def held(self) -> Counts:
        """Layers of the last stages together."""
        return self._counts(self._places.size)

    @cached_property
    def at_first(self) -> Counts:
        """What the first stage holds less."""
        return self._counts(self._places.size)

    @cached_property
    def reach(self) -> Counts:
        """The stages that hold a layer."""
        return self._counts(self._places.time_size)

    @cached_property
    def at_last(self) -> Counts:
        """What the last stage holds less."""
        return self._counts(self._places.time_size)

    @cached_property
    def through_s(self) -> NDArray[np.float32]:
        """Seconds of a micro-batch in the last stages together."""
        return np.zeros(self._places.size, dtype=np.float32)

    def _counts(self, size: int) -> Counts:
        return np.zeros(size, dtype=counts_of(next(one for one in self.pools if one is not None)))

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


class _Places(NamedTuple):
    """Where the tables of each pace, pool and width stand in flat arrays, and how long these are."""

    base: Integers
    time_base: Integers
    times: Integers
    first: Integers
    size: int
    time_size: int


def _places(pools: Options, widths: Integers) -> _Places:
    base, time_base = np.zeros_like(widths), np.zeros_like(widths)
    times, first = np.ones(widths.shape[:2], dtype=np.int64), np.zeros(widths.shape[:2], dtype=np.int64)
    at, time_at = 0, 0
    for pool, options in enumerate(pools):
        if options is None:
            continue
        for pace in np.flatnonzero(widths[:, pool, 0]).tolist():
            slots = np.arange(np.count_nonzero(widths[pace, pool]))
            first[pace, pool], levels = levels_of(options, pace)
            times[pace, pool] = levels
            time_base[pace, pool, slots] = time_at + slots * levels
            base[pace, pool, slots] = at + slots * (DEEPEST + 1) * levels
            at, time_at = at + len(slots) * (DEEPEST + 1) * levels, time_at + len(slots) * levels
    return _Places(base, time_base, times, first, max(at, 1), max(time_at, 1))


@lru_cache(maxsize=4)  # up to 6 MB a pace that is used
def pace_tables(pools: Options, global_batch: int) -> PaceTables:
    """Return the tables of these pools, still empty; at least one pool must have options."""
    known = [(pool, one, *_widths_of(one)) for pool, one in enumerate(pools) if one is not None]
    paces = known[0][1].paces
    replicas, micro = (np.array(column, dtype=np.int64) for column in zip(*paces, strict=True))
    widths = np.zeros((len(paces), len(pools), max(slot.max(initial=0) for *_, slot in known) + 1), dtype=np.int64)
    for pool, _, pace, width, slot in known:
        widths[pace, pool, slot] = width
    return PaceTables(pools=pools, replicas=replicas, micro_batches=global_batch // (replicas * micro), widths=widths)


def _widths_of(options: StageOptions) -> tuple[Integers, Integers, Integers]:
    """Return the paces with their widths, the narrowest first, and the place of each width among those of its pace."""
    pace, width = np.divmod(np.unique(options.rows.pace * _WIDEST + options.rows.width).astype(np.int64), _WIDEST)
    return pace, width, np.arange(len(pace)) - np.searchsorted(pace, pace)
