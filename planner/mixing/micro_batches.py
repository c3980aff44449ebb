"""One step's sequences over the pools of one job: whole micro-batches of all replicas of each, in sum the batch.

A pool whose schedule takes micro-batches in groups takes whole groups, which are its micro-batches here.

One pool, the *finishing* one, takes what the others leave, which has to be whole micro-batches of its own. So the
others take multiples of so many micro-batches that its own divide them, and one of them some more where its own do not
divide the batch: of two pools no other division is whole, and where the finishing pool's divide those of every other
(sizes that are powers of two) it is the soonest done of all.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers, Mask
from planner.mixing.working_pool import WorkingPool

_BISECTIONS = 36  # halves the bracket to a hundredth of what counts as whole; seconds are those of the counts found
_ROUNDING = 1e-9  # a time that is a whole number of micro-batches up to rounding counts as whole
_FEW = 4096  # fleets, of which several tries take hardly longer than one
_THREE = 3  # pools: of two it is all one which of them finishes


class Division(Struct, frozen=True, kw_only=True):
    """How a batch is divided: the seconds of the slowest pool without its tail, and the sequences of each pool.

    Infinite and 0 where whole micro-batches do not make it; each in the shape that the pools' columns broadcast to.
    """

    compute_s: Floats
    sequences: tuple[Floats, ...]


class _Paces(Struct, frozen=True, kw_only=True):
    """Of each pool (rows) in each fleet (columns): the sequences and seconds of a micro-batch of all its replicas.

    ``least`` are the fewest micro-batches that it may work in a step; a pool that is away has none of anything.
    """

    sequences: Floats
    micro_batch_s: Floats
    fill_s: Floats
    least: Floats

    def part(self, fleets: Integers) -> "_Paces":
        """Return those of some fleets."""
        return _Paces(**{name: getattr(self, name)[:, fleets] for name in self.__struct_fields__})


def divided(pools: Sequence[WorkingPool], global_batch: int) -> Division:
    """Return the division of a batch whose slowest pool is done first; every pool that is there takes a part."""
    shape = np.broadcast_shapes(*(np.shape(column) for pool in pools for column in _columns(pool)))
    paces = _paces(pools, shape)
    compute_s, counts = np.full(paces.least.shape[1], np.inf), np.zeros(paces.least.shape)
    there = paces.sequences > 0
    finest = np.argmin(np.where(there, paces.sequences, np.inf), axis=0)
    others = _others(finest, len(pools))
    asked = [(finest, np.flatnonzero(there.any(axis=0))), *((one, _undecided(paces, finest, one)) for one in others)]
    tries = [(rank[fleets], fleets) for rank, fleets in asked if len(fleets)]
    for fleets, own_s, own in _tried(tries, paces, global_batch):
        sooner = own_s < compute_s[fleets]
        compute_s[fleets[sooner]], counts[:, fleets[sooner]] = own_s[sooner], own[:, sooner]
    sequences = counts * paces.sequences
    return Division(compute_s=compute_s.reshape(shape), sequences=tuple(one.reshape(shape) for one in sequences))


def even_compute_s(pools: Sequence[WorkingPool], global_batch: int) -> Floats:
    """Return the time of a batch cut at will over all pools, fill apart: no whole micro-batches are sooner done."""
    speed = np.zeros(())
    for pool in pools:
        each_s = np.where(pool.active, pool.micro_batch_s, 1.0)
        speed = speed + np.where(pool.active, pool.replicas * pool.micro_batch / each_s, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(speed > 0, global_batch / speed, 0.0)


def _columns(pool: WorkingPool) -> tuple[Floats | float, ...]:
    there, group = pool.active, np.maximum(pool.micro_batches_at_once, 1.0)
    return (
        np.where(there, pool.replicas * pool.micro_batch * group, 0.0),
        np.where(there, pool.micro_batch_s * group, 0.0),
        np.where(there, pool.fill_s, 0.0),
        np.where(there, np.maximum(np.ceil(pool.least_micro_batches / group), 1.0), 0.0),
    )


def _paces(pools: Sequence[WorkingPool], shape: tuple[int, ...]) -> _Paces:
    flat = [[np.broadcast_to(column, shape).reshape(-1) for column in _columns(pool)] for pool in pools]
    sequences, micro_batch_s, fill_s, least = (np.stack(column) for column in zip(*flat, strict=True))
    return _Paces(sequences=sequences, micro_batch_s=micro_batch_s, fill_s=fill_s, least=least)


def _others(finest: Integers, pools: int) -> list[Integers]:
    """Return which pool finishes in further tries: each of the others in turn."""
    return [(finest + step) % pools for step in range(1, pools)] if pools >= _THREE else []


def _undecided(paces: _Paces, finest: Integers, rank: Integers) -> Integers:
    """Return the fleets where another pool may finish: of three pools or more, not all in micro-batches of the finest.

    That pool has to be there.
    """
    there = paces.sequences > 0
    every = np.arange(len(rank))
    unit = paces.sequences[finest, every]
    coarse = (np.mod(paces.sequences, np.where(unit > 0, unit, 1.0)) > 0).any(axis=0)
    return np.flatnonzero(coarse & (there.sum(axis=0) >= _THREE) & there[rank, every])


def _tried(
    tries: Sequence[tuple[Integers, Integers]], paces: _Paces, global_batch: int
) -> Iterator[tuple[Integers, Floats, Floats]]:
    """Give the fleets of each try, (rank, fleets), with what ``_finished_by`` finds of them; few in one go."""
    together = sum(len(fleets) for _, fleets in tries) <= _FEW
    for some in [tries] if together and tries else [[one] for one in tries]:
        rank, fleets = (np.concatenate(column) for column in zip(*some, strict=True))
        seconds, counts = _finished_by(rank, paces.part(fleets), global_batch)
        ends = np.cumsum([len(own) for _, own in some])[:-1]
        yield from zip(np.split(fleets, ends), np.split(seconds, ends), np.split(counts, ends, axis=1), strict=True)


def _finished_by(rank: Integers, paces: _Paces, global_batch: int) -> tuple[Floats, Floats]:
    """Return the soonest division in which the pool of each fleet's ``rank`` takes what is left, and its seconds.

    Counts are micro-batches of a replica, (pools, fleets).
    """
    steps = _in_steps(rank, paces, global_batch)
    low = steps.least_s()
    high = np.maximum(low, np.max(steps.fill_s + global_batch / steps.finest * steps.step_s, axis=0))
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        enough = steps.filled(middle, global_batch)[1]
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    taken, whole = steps.filled(high, global_batch)
    seconds = np.max(np.where(steps.sequences > 0, steps.fill_s + taken * steps.step_s, 0.0), axis=0)
    counts = np.zeros(taken.shape)
    np.put_along_axis(counts, steps.order, taken * steps.size + steps.ahead, axis=0)
    return np.where(whole, seconds, np.inf), np.where(whole, counts, 0.0)


class _Steps(Struct, frozen=True, kw_only=True):
    """Pools by the sequences of a step of micro-batches, the most first and the finishing pool last; (pools, fleets).

    ``size`` micro-batches are a step, ``least`` steps the fewest; ``order`` is whose they are. ``ahead`` micro-batches
    come before its steps, their seconds in ``fill_s``; ``ahead_sequences`` (fleets,) are those of all pools.
    """

    order: Integers
    size: Floats
    sequences: Floats
    step_s: Floats
    fill_s: Floats
    least: Floats
    ahead: Floats
    ahead_sequences: Floats

    @property
    def finest(self) -> Floats:
        """The sequences of a micro-batch of the finishing pool, (fleets,)."""
        finest: Floats = self.sequences[-1]
        return finest

    def least_s(self) -> Floats:
        """Return the seconds after which every pool has worked its fewest steps, (fleets,)."""
        least: Floats = np.max(np.where(self.sequences > 0, self.fill_s + self.least * self.step_s, 0.0), axis=0)
        return least

    def filled(self, within_s: Floats, global_batch: int) -> tuple[Floats, Mask]:
        """Return steps within a time, as many as fit of the pools with most sequences, and whether they are the batch.

        Of sizes of which each divides the one before these make the batch wherever any do.
        """
        there = self.sequences > 0
        most = np.where(there, np.floor((within_s - self.fill_s) / np.where(there, self.step_s, 1.0) + _ROUNDING), 0.0)
        taken = self.least.copy()
        left = global_batch - self.ahead_sequences - (taken * self.sequences).sum(axis=0)
        room = np.maximum(most - taken, 0.0)
        for pool, each in enumerate(self.sequences):
            more = np.minimum(room[pool], np.floor(np.maximum(left, 0.0) / np.where(each > 0, each, np.inf)))
            taken[pool] += more
            left = left - more * each
        return taken, left == 0


def _in_steps(rank: Integers, paces: _Paces, global_batch: int) -> _Steps:
    """Return pools as they divide a batch that the pool of each fleet's ``rank`` finishes."""
    unit = paces.sequences[rank, np.arange(len(rank))]
    finishing = np.arange(len(paces.sequences))[:, None] == rank
    shared = np.gcd(unit.astype(np.int64), paces.sequences.astype(np.int64))
    size = np.where(finishing, 1.0, unit / np.maximum(shared, 1))
    ahead = _ahead(rank, paces, size, unit, global_batch)
    order = np.lexsort((-size * paces.sequences, finishing), axis=0)

    def ordered(column: Floats) -> Floats:
        return np.take_along_axis(column, order, axis=0)

    return _Steps(
        order=order,
        size=ordered(size),
        sequences=ordered(size * paces.sequences),
        step_s=ordered(size * paces.micro_batch_s),
        fill_s=ordered(paces.fill_s + ahead * paces.micro_batch_s),
        least=ordered(np.ceil(np.maximum(paces.least - ahead, 0.0) / size)),
        ahead=ordered(ahead),
        ahead_sequences=(ahead * paces.sequences).sum(axis=0),
    )


def _ahead(rank: Integers, paces: _Paces, size: Floats, unit: Floats, global_batch: int) -> Floats:
    """Return the micro-batches that a pool takes beside its steps so that the rest is whole for the finishing one.

    None where the batch is whole for it anyway; else the fewest of the first pool of which some make it so. Shape
    (pools, fleets).
    """
    ahead = np.zeros(paces.sequences.shape)
    over = np.mod(global_batch, np.where(unit > 0, unit, 1.0))
    odd = np.flatnonzero(over > 0)
    for pool, each in enumerate(paces.sequences):
        able = odd[(rank[odd] != pool) & (each[odd] > 0)]
        many = np.arange(1.0, np.max(size[pool, able], initial=0.0))[:, None]
        makes = (np.mod(many * each[able], unit[able]) == over[able]) & (many < size[pool, able])
        found = makes.any(axis=0)
        if found.any():
            ahead[pool, able[found]] = 1.0 + makes[:, found].argmax(axis=0)
            odd = np.setdiff1d(odd, able[found])
    return ahead
