"""Copies of one model at batches of their own in many fleets at once: whole shares of the batch by tabulated speeds.

The same division as a plan's (``planner.planning.local_batches``), but the seconds of a share lie on straight lines
between those of tabulated ones, which is the rate interpolated in 1/share, and shares are levelled from those by speed.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from planner.arrays import Floats, Mask
from planner.mixing.batch_division import units_of
from planner.mixing.strategies.local_sgd import counted_tokens_per_s, exchange_between_s
from planner.mixing.working_pool import MixedRun, ShareSeconds, WorkingPool, largest, summed

TABULATED: Final = (1 / 8, 1 / 4, 3 / 8, 1 / 2, 3 / 4, 1.0)  # of the batch
_ROUNDS: Final = 3  # from speeds at the whole batch to speeds at the shares


class _Divided(Struct, frozen=True, kw_only=True):
    """By pool the sequences and the seconds of its step (0 where it takes no part), and what all deliver."""

    sequences: list[Floats]
    seconds: list[Floats]
    tokens_per_s: Floats


def tabulated_batches(batch: int) -> tuple[int, ...]:
    """Return the batches at which pools are tabulated, ascending, in units that layouts divide.

    >>> tabulated_batches(8960)
    (1024, 2048, 3328, 4352, 6656, 8960)
    """
    unit = units_of(batch, 2).size
    parts = (max(unit, int(part * batch / unit) * unit) for part in TABULATED[:-1])
    return (*dict.fromkeys(one for one in parts if one < batch), batch)


def share_seconds(batch: int, tokens_per_s: Sequence[Sequence[float]], seq_len: int) -> ShareSeconds:
    """Return the seconds of any share for each size of a pool, from its delivered rates at the tabulated batches.

    Below the least of these a share is not trained faster, and takes no longer.
    """
    at = np.array(tabulated_batches(batch), dtype=np.float64)
    rates = np.array(tokens_per_s, dtype=np.float64).reshape(-1, len(at))
    with np.errstate(divide="ignore", invalid="ignore"):
        seconds = at * seq_len / rates
        slopes = np.diff(seconds, axis=1) / np.diff(at)
        steepest = seconds[:, :1] / at[0]
        first = np.clip(slopes[:, :1], 0.0, steepest) if len(at) > 1 else steepest
        slopes = np.concatenate([first, slopes], axis=1)
        starts = seconds[:, :1] - first * at[0], seconds[:, :-1] - slopes[:, 1:] * at[:-1]
    unknown = ~np.isfinite(slopes)
    starts_s = np.where(unknown, np.inf, np.concatenate(starts, axis=1))
    return ShareSeconds(bounds=at[:-1], starts_s=starts_s, slopes_s=np.where(unknown, 0.0, slopes))


def at_own_batches(pools: Sequence[WorkingPool], run: MixedRun) -> list[WorkingPool]:
    """Return the pools whose copies are done soonest, each at its share of the batch; the others are not active.

    Of those with room for the outer state pools are left out one by one, the smallest share first, while that is
    sooner.
    """
    takes: list[Mask] = [pool.active & (np.asarray(pool.averaged_part) > 0.0) for pool in pools]
    copies = summed([np.asarray(part, dtype=np.float64) for part in takes])
    best = _divided(pools, takes, copies, run)
    for _ in range(max(0, len(pools) - 2)):
        least = -largest([np.where(part, -own, -np.inf) for part, own in zip(takes, best.sequences, strict=True)])
        fewer = [part & (own > least) for part, own in zip(takes, best.sequences, strict=True)]
        if not np.any(summed([np.asarray(part, dtype=np.float64) for part in fewer]) > 1):
            break
        tried = _divided(pools, fewer, copies, run)
        sooner = tried.tokens_per_s > best.tokens_per_s
        if not np.any(sooner):
            break
        takes = [np.where(sooner, part, before) for part, before in zip(fewer, takes, strict=True)]
        best = _picked(sooner, tried, best)
    return [_at_share(*one, run) for one in zip(pools, takes, best.sequences, best.seconds, strict=True)]


def _at_share(pool: WorkingPool, takes: Mask, sequences: Floats, seconds: Floats, run: MixedRun) -> WorkingPool:
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = sequences * run.tokens_per_step / run.global_batch / seconds
        part = np.where(takes, rate / pool.delivered_tokens_per_s, 0.0)
    healthy = np.where(takes, pool.healthy_tokens_per_s, 0.0)
    share = np.where(takes, sequences / run.global_batch, 0.0)
    return replace(pool, healthy_tokens_per_s=healthy, averaged_part=part, batch_share=share)


def _divided(pools: Sequence[WorkingPool], takes: Sequence[Mask], copies: Floats, run: MixedRun) -> _Divided:
    """Return the batch divided over the pools that take part, in the units of so many copies as there could be."""
    divisions = [units_of(run.global_batch, max(count, 2)) for count in range(len(pools) + 1)]
    unit = np.array([one.size for one in divisions], dtype=np.float64)[copies.astype(np.int64)]
    wanted = _by_speed(pools, takes, run)
    sequences = [
        np.where(part, np.maximum(unit, np.floor(own / unit) * unit), 0.0)
        for part, own in zip(takes, wanted, strict=True)
    ]
    for more in (*[unit] * (len(pools) - 1), np.full((), np.inf)):
        left = run.global_batch - summed(sequences)
        given = np.clip(left, 0.0, more)
        sequences = _given(pools, takes, sequences, given)
    seconds = [
        np.where(part, _seconds(pool, own), 0.0) for pool, part, own in zip(pools, takes, sequences, strict=True)
    ]
    working = [
        replace(pool, healthy_tokens_per_s=np.where(part, pool.healthy_tokens_per_s, 0.0))
        for pool, part in zip(pools, takes, strict=True)
    ]
    count = summed([np.asarray(part, dtype=np.float64) for part in takes])
    rate = counted_tokens_per_s(largest(seconds), exchange_between_s(working, run), count, run)
    return _Divided(sequences=sequences, seconds=seconds, tokens_per_s=np.where(count > 1, rate, 0.0))


def _by_speed(pools: Sequence[WorkingPool], takes: Sequence[Mask], run: MixedRun) -> list[Floats]:
    """Return the shares of a batch cut at will, each by the pool's speed at its share."""
    sequences = [np.full((), float(run.global_batch)) for _ in pools]
    for _ in range(_ROUNDS):
        with np.errstate(divide="ignore", invalid="ignore"):
            speeds = [
                np.where(part, own / _seconds(pool, own), 0.0)
                for pool, part, own in zip(pools, takes, sequences, strict=True)
            ]
            total = summed(speeds)
            sequences = [np.where(total > 0, run.global_batch * speed / total, 0.0) for speed in speeds]
    return sequences


def _given(
    pools: Sequence[WorkingPool], takes: Sequence[Mask], sequences: Sequence[Floats], given: Floats
) -> list[Floats]:
    """Return the shares with so many sequences more for the pool that then is done first."""
    then = [
        np.where(part, _seconds(pool, own + given), np.inf)
        for pool, part, own in zip(pools, takes, sequences, strict=True)
    ]
    first, open_ = -largest([-one for one in then]), np.asarray(True)
    found = []
    for own, one in zip(sequences, then, strict=True):
        chosen = open_ & (one == first)
        open_ = open_ & ~chosen
        found.append(own + np.where(chosen, given, 0.0))
    return found


def _seconds(pool: WorkingPool, sequences: Floats) -> Floats:
    """Return the seconds of a step of so many sequences."""
    table = pool.share_seconds
    if table is None:
        return np.full(np.shape(sequences), np.inf)
    part = np.searchsorted(table.bounds, sequences)
    at = np.asarray(pool.size, dtype=np.int64) * table.slopes_s.shape[1] + part
    seconds: Floats = table.starts_s.reshape(-1)[at] + table.slopes_s.reshape(-1)[at] * sequences
    return seconds


def _picked(mask: NDArray[np.bool_], first: _Divided, second: _Divided) -> _Divided:
    def pick(one: Floats, other: Floats) -> Floats:
        return np.where(mask, one, other)

    return _Divided(
        sequences=[pick(*both) for both in zip(first.sequences, second.sequences, strict=True)],
        seconds=[pick(*both) for both in zip(first.seconds, second.seconds, strict=True)],
        tokens_per_s=pick(first.tokens_per_s, second.tokens_per_s),
    )
