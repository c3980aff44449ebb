"""How many layers the stages of a pool hold within a time: looked up by every fleet, computed once per pace.

Times stand on a grid of steps of half a per cent, rounded up, so a pipeline is at most so much slower than it need be.
"""

from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.arrays import Counts, Floats, Integers
from planner.mixing.host_room import layers_on_host
from planner.mixing.stage_options import StageOptions, StageRows

DEEPEST: Final = 64  # stages; no published pipeline is deeper
STEP: Final = 1.005
LEVELS: Final = 4096
_AT_ONCE: Final = 128  # levels: what is held at them stays in the cache
_LEAST_S: Final = 1e-6  # of one stage and micro-batch; the last level stands for 12 minutes
_LOG_STEP: Final = float(np.log(STEP))
LEVEL_S: Final[Floats] = _LEAST_S * np.power(STEP, np.arange(LEVELS, dtype=np.float64))


class StageTable(Struct, frozen=True, kw_only=True):
    """One pool's stages at one pace: ``widths`` (W,), and layers held by stages, times as levels above ``first``.

    ``held`` (W, DEEPEST + 1, T) is cumulative: column q holds the layers of the last q stages of a pipeline, each with
    as many micro-batches in flight as stages follow it and itself. ``at_first`` (W, DEEPEST + 1, T) is what the first
    of q stages holds less for the embedding, ``at_last`` (W, T) the last for the head; the first of more than
    ``reach`` (W, T) stages holds nothing. ``head_s`` (W,) is what the head adds to the seconds of a micro-batch,
    ``tail_s`` (W,) is of one layer.
    """

    widths: Integers
    first: int
    held: Counts
    at_first: Counts
    at_last: Counts
    reach: Counts
    head_s: Floats
    tail_s: Floats

    @property
    def times(self) -> int:
        """The number of levels."""
        return int(self.held.shape[2])


def level_above(seconds: Floats | float) -> Integers:
    """Return the first level that is not below some seconds."""
    with np.errstate(divide="ignore", over="ignore"):
        exact = np.log(np.asarray(seconds) / _LEAST_S) / _LOG_STEP
    return np.clip(np.ceil(exact - 1e-9), 0, LEVELS - 1).astype(np.int64)


def level_below(seconds: Floats) -> Integers:
    """Return the last level that is not above some seconds; -1 where even the first is."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        exact = np.log(np.maximum(seconds, 0.0) / _LEAST_S) / _LOG_STEP
    return np.clip(np.floor(exact + 1e-9), -1, LEVELS - 1).astype(np.int64)


def levels_slower(factor: Floats) -> Integers:
    """Return by how many levels times shrink on a pool that takes so much longer."""
    return np.ceil(np.log(factor) / _LOG_STEP - 1e-9).astype(np.int64)


@lru_cache(maxsize=256)  # up to 1 MB each
def stage_table(
    options: StageOptions, pace: int, micro_batches: int, start: int = 0, end: int | None = None
) -> StageTable:
    """Return the table of one pace, at which the devices must hold a stage; of some of its levels from the first on."""
    rows, starts = _by_width(options, pace)
    first, many = levels_of(options, pace)
    seconds = LEVEL_S[first : first + many][start:end]
    first += start
    depths, deeper = _depths(micro_batches)
    room, less = _room(options, rows, depths, 0.0), _room(options, rows, depths, rows.embedding_bytes[:, None])
    in_time = _in_time(options, rows, seconds, 0.0)
    plain = _most(room, in_time, starts)[:, deeper]
    at_end = _room(options, rows, np.ones(1), rows.head_bytes[:, None])
    last = np.minimum(at_end, _in_time(options, rows, seconds, rows.head_s[:, None]))
    held, at_first = (np.zeros((len(starts), DEEPEST + 1, len(seconds)), dtype=room.dtype) for _ in range(2))
    np.cumsum(plain, axis=1, dtype=room.dtype, out=held[:, 1:])
    at_first[:, 1:] = plain - _most(less, in_time, starts)[:, deeper]
    return StageTable(
        widths=rows.width[starts].astype(np.int64),
        first=first,
        held=held,
        at_first=at_first,
        at_last=plain[:, 0] - np.maximum.reduceat(last, starts),
        reach=np.count_nonzero(plain, axis=1).astype(room.dtype),
        head_s=np.maximum.reduceat(rows.head_s, starts),
        tail_s=np.maximum.reduceat(rows.tail_s, starts),
    )


@lru_cache(maxsize=128)  # up to 1 MB each
def through_table(
    options: StageOptions, pace: int, micro_batches: int, start: int = 0, end: int | None = None
) -> NDArray[np.float32]:
    """Return the seconds that one micro-batch spends in the stages that ``held`` of the table counts, cumulative."""
    levels = np.arange(levels_of(options, pace)[1])[start:end]
    return through_at(options, pace, micro_batches, levels)


def through_at(options: StageOptions, pace: int, micro_batches: int, levels: Integers) -> NDArray[np.float32]:
    """Return the same at some levels from the first on.

    Of options that hold the same layers the fastest is taken. Both are decided at once: an option's key is its layers
    less its seconds, in units in which those are below a half.
    """
    rows, starts = _by_width(options, pace)
    seconds = LEVEL_S[levels_of(options, pace)[0] + levels]
    depths, deeper = _depths(micro_batches)
    unit = 0.5 / np.maximum.reduceat(rows.hop_s + options.layers * rows.layer_s, starts)
    of_row = np.repeat(unit, np.diff(starts, append=len(rows)))[:, None]
    layer, hop = 1.0 - of_row * rows.layer_s[:, None], of_row * rows.hop_s[:, None]
    room = _room(options, rows, depths, 0.0) * layer - hop
    in_time = _in_time(options, rows, seconds, 0.0) * layer - hop
    best = np.maximum(_most(room, in_time, starts), 0.0)[:, deeper]
    total = np.zeros((len(starts), DEEPEST + 1, len(seconds)), dtype=np.float32)
    np.cumsum(((np.ceil(best) - best) / unit[:, None, None]).astype(np.float32), axis=1, out=total[:, 1:])
    return total


def _depths(micro_batches: int) -> tuple[Floats, slice | Integers]:
    """Return the micro-batches in flight that are told apart, and which of them each number of stages after one has."""
    if micro_batches >= DEEPEST:
        return np.arange(1.0, DEEPEST + 1.0), slice(None)
    return np.arange(1.0, micro_batches + 1.0), np.minimum(np.arange(DEEPEST), micro_batches - 1)


@lru_cache(maxsize=1024)  # some 10 KB each
def _by_width(options: StageOptions, pace: int) -> tuple[StageRows, Integers]:
    """Return the options of a pace by width, the narrowest first, and where each width begins."""
    own = np.flatnonzero(options.rows.pace == pace)
    rows = options.rows.taken(own[np.argsort(options.rows.width[own], kind="stable")])
    return rows, np.flatnonzero(np.diff(rows.width, prepend=0.0))


@lru_cache(maxsize=4096)  # two numbers each
def levels_of(options: StageOptions, pace: int) -> tuple[int, int]:
    """Return the first level of the table of a pace, at which a stage holds a layer, and how many lead to them all."""
    rows, _ = _by_width(options, pace)
    soonest, latest = rows.layer_s + rows.hop_s, rows.layer_s * options.layers + rows.hop_s + rows.head_s
    first, last = level_above(np.array([soonest.min(), latest.max()])).tolist()
    return first, last + 1 - first


def counts_of(options: StageOptions) -> type[np.int16 | np.int32]:
    """Return what holds the layers of all stages together in least memory."""
    return np.int16 if options.layers * DEEPEST <= np.iinfo(np.int16).max else np.int32


def _most(room: NDArray[Any], in_time: NDArray[Any], starts: Integers) -> NDArray[Any]:
    """Return what the options of each width hold at most, (widths, depths, times), of what each has room and time for.

    >>> _most(np.array([[2], [4], [3]]), np.array([[1, 2], [0, 5], [1, 3]]), np.array([0, 2])).tolist()
    [[[1, 4]], [[1, 3]]]
    """
    found = np.empty((len(starts), room.shape[1], in_time.shape[1]), dtype=room.dtype)
    for width, (first, last) in enumerate(pairwise([*starts.tolist(), len(room)])):
        for begin in range(0, in_time.shape[1], _AT_ONCE):
            some = slice(begin, begin + _AT_ONCE)
            held = np.minimum(room[first:last, :, None], in_time[first:last, None, some])
            held.max(axis=0, out=found[width][:, some])
    return found


def _room(options: StageOptions, rows: StageRows, depths: Floats, more_bytes: Floats | float) -> Counts:
    """Return the layers in memory by option and depth, no more than there are: a table never holds more."""
    room = options.usable_bytes - rows.fixed_bytes[:, None] - more_bytes
    each = rows.static_bytes[:, None] + rows.activation_bytes[:, None] * depths
    held = np.minimum(np.floor(room / each), layers_on_host(rows.host_share)[:, None])
    return np.clip(held, 0, options.layers).astype(counts_of(options))


def _in_time(options: StageOptions, rows: StageRows, seconds: Floats, head_s: Floats | float) -> Counts:
    """Return the layers within each time by option."""
    held = np.floor((seconds - rows.hop_s[:, None] - head_s) / rows.layer_s[:, None] + 1e-9)
    return np.clip(held, 0, options.layers).astype(counts_of(options))
