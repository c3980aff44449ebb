"""How many layers the stages of a pool hold within a time: looked up by every fleet, computed once per pace.

Times stand on a grid of steps of half a per cent, rounded up, so a pipeline is at most so much slower than it need be.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from planner.mixing.stage_options import StageOptions, StageRows, layers_in_memory

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DEEPEST: Final = 64  # stages; no published pipeline is deeper
STEP: Final = 1.005
LEVELS: Final = 4096
_LEAST_S: Final = 1e-6  # of one stage and micro-batch; the last level stands for 12 minutes
_LOG_STEP: Final = float(np.log(STEP))
LEVEL_S: Final[Floats] = _LEAST_S * np.power(STEP, np.arange(LEVELS, dtype=np.float64))


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTable:
    """One pool's stages at one pace: ``widths`` (W,), and layers held by stages, times as levels above ``first``.

    ``held`` (W, DEEPEST + 1, T) is cumulative: column q holds the layers of the last q stages of a pipeline, each with
    as many micro-batches in flight as stages follow it and itself. ``at_first`` (W, DEEPEST + 1, T) is what the first
    of q stages holds less for the embedding, ``at_last`` (W, T) the last for the head; the first of more than
    ``reach`` (W, T) stages holds nothing. ``through_s``, cumulative like
    ``held``, are the seconds that one micro-batch spends in them, ``head_s`` (W,) what the head adds; ``tail_s`` (W,)
    is of one layer.
    """

    widths: Integers
    first: int
    held: NDArray[np.int32]
    at_first: NDArray[np.int32]
    at_last: NDArray[np.int32]
    reach: NDArray[np.int32]
    through_s: NDArray[np.float32]
    head_s: Floats
    tail_s: Floats

    @property
    def times(self) -> int:
        """The number of levels."""
        return int(self.held.shape[2])


def level_above(seconds: Floats | float) -> Integers:
    """Return the first level that is not below some seconds."""
    with np.errstate(divide="ignore"):
        exact = np.log(np.asarray(seconds) / _LEAST_S) / _LOG_STEP
    return np.clip(np.ceil(exact - 1e-9), 0, LEVELS - 1).astype(np.int64)


def levels_slower(factor: Floats) -> Integers:
    """Return by how many levels times shrink on a pool that takes so much longer."""
    return np.ceil(np.log(factor) / _LOG_STEP - 1e-9).astype(np.int64)


@lru_cache(maxsize=4096)
def stage_speeds(options: StageOptions, pace: int) -> tuple[tuple[int, float], ...]:
    """Return for each width at a pace the layers a second that its fastest stage works, memory aside."""
    rows = options.rows.taken(np.flatnonzero(options.rows.pace == pace))
    return tuple(
        (int(width), float(1.0 / np.min(rows.layer_s[rows.width == width]))) for width in np.unique(rows.width)
    )


@lru_cache(maxsize=4096)
def speeds_by_depth(options: StageOptions, pace: int, micro_batches: int) -> tuple[tuple[int, Floats], ...]:
    """Return for each width at a pace the layers a second of a stage by the depth of the pipeline (DEEPEST + 1,).

    It is that of the fastest option that holds an even share of the layers with half of the depth in flight, as a mean
    stage has; 0 where none does.
    """
    rows = options.rows.taken(np.flatnonzero(options.rows.pace == pace))
    depths = np.arange(1, DEEPEST + 1)
    in_flight = np.minimum((depths + 1) / 2, micro_batches)[:, None]
    room = layers_in_memory(rows, options.usable_bytes, in_flight)
    speed = np.where(room >= options.layers // depths[:, None], 1.0 / rows.layer_s, 0.0)
    return tuple(
        (int(width), np.concatenate(([0.0], speed[:, rows.width == width].max(axis=1))))
        for width in np.unique(rows.width)
    )


@lru_cache(maxsize=256)  # about 1 MB each
def stage_table(options: StageOptions, pace: int, micro_batches: int) -> StageTable | None:
    """Return the table of one pace; None where the devices hold no stage at it."""
    rows = options.rows.taken(np.flatnonzero(options.rows.pace == pace))
    if not len(rows):
        return None
    widths = np.unique(rows.width)
    soonest, latest = rows.layer_s + rows.hop_s, rows.layer_s * options.layers + rows.hop_s + rows.head_s
    first, last = int(level_above(float(np.min(soonest)))), int(level_above(float(np.max(latest))))
    seconds = LEVEL_S[first : last + 1]
    parts = [_of_width(options, rows.taken(np.flatnonzero(rows.width == width)), seconds, micro_batches)
             for width in widths]  # fmt: skip
    return StageTable(
        widths=widths.astype(np.int64),
        first=first,
        held=np.stack([part[0] for part in parts]).astype(np.int32),
        at_first=np.stack([part[1] for part in parts]).astype(np.int32),
        at_last=np.stack([part[2] for part in parts]).astype(np.int32),
        reach=np.stack([np.count_nonzero(np.diff(part[0], axis=0), axis=0) for part in parts]).astype(np.int32),
        through_s=np.stack([part[3] for part in parts]).astype(np.float32),
        head_s=np.array([np.max(rows.head_s[rows.width == width]) for width in widths]),
        tail_s=np.array([np.max(rows.tail_s[rows.width == width]) for width in widths]),
    )


def _of_width(
    options: StageOptions, rows: StageRows, seconds: Floats, micro_batches: int
) -> tuple[Integers, Integers, Integers, Floats]:
    depths = np.minimum(np.arange(1, DEEPEST + 1), micro_batches).astype(np.float64)
    shape = (DEEPEST, len(seconds))
    plain, first = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    last, taken_s = np.zeros(len(seconds), dtype=np.int64), np.zeros(shape)
    for i in range(len(rows)):
        one = rows.taken(np.array([i]))
        in_time = _in_time(one, seconds, 0.0, options.layers)
        room = layers_in_memory(one, options.usable_bytes, depths)
        less = layers_in_memory(one, options.usable_bytes, depths, more_bytes=one.embedding_bytes)
        held = np.minimum(room[:, None], in_time[None, :])
        stage_s = np.where(held > 0, one.hop_s + held * one.layer_s, 0.0)
        sooner = (held > plain) | ((held == plain) & (stage_s < taken_s))
        plain, taken_s = np.where(sooner, held, plain), np.where(sooner, stage_s, taken_s)
        first = np.maximum(first, np.minimum(less[:, None], in_time[None, :]))
        at_end = layers_in_memory(one, options.usable_bytes, np.asarray(1.0), more_bytes=one.head_bytes)
        last = np.maximum(last, np.minimum(at_end, _in_time(one, seconds, one.head_s, options.layers)))
    total = np.concatenate((np.zeros((1, len(seconds)), dtype=np.int64), np.cumsum(plain, axis=0)))
    less_at_first = np.concatenate((np.zeros((1, len(seconds)), dtype=np.int64), plain - first))
    through_s = np.concatenate((np.zeros((1, len(seconds))), np.cumsum(taken_s, axis=0)))
    return total, less_at_first, plain[0] - last, through_s


def _in_time(one: StageRows, seconds: Floats, head_s: Floats | float, layers: int) -> Integers:
    return np.clip(np.floor((seconds - one.hop_s - head_s) / one.layer_s + 1e-9), 0, layers).astype(np.int64)
