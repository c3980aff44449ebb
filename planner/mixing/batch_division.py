"""A batch divided over pools in whole units: of all divisions the one whose slowest pool is done first, exactly."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers

_LARGEST_UNIT: Final = 256
_UNITS_A_POOL: Final = 8  # at least, on average
_LEAST_UNITS: Final = 32
_MOST_UNITS: Final = 128


class Part(Struct, frozen=True, order=True):
    """A pool's part of a batch: whole units, and whether it takes what is left over beside them."""

    units: int
    rest: bool = False


class Units(Struct, frozen=True, kw_only=True):
    """A batch as so many units of ``size`` sequences, and ``rest`` sequences that one pool takes beside its own."""

    size: int
    count: int
    rest: int

    def sequences(self, part: Part) -> int:
        """Return the sequences of a part."""
        return part.units * self.size + (self.rest if part.rest else 0)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part that a pool may have: none without a sequence."""
        rests = (False, True) if self.rest else (False,)
        return tuple(Part(units, rest) for rest in rests for units in range(not rest, self.count + 1))


def units_of(batch: int, pools: int) -> Units:
    """Return the units in which so many pools divide a batch: powers of two, so that layouts divide them.

    More pools never divide it more coarsely.

    >>> units_of(8960, 4)
    Units(size=256, count=35, rest=0)
    >>> units_of(1500, 4)
    Units(size=32, count=46, rest=28)
    """
    size, least = 1, max(_LEAST_UNITS, _UNITS_A_POOL * pools)
    while batch // (2 * size) >= least and (2 * size <= _LARGEST_UNIT or batch // size > max(_MOST_UNITS, 2 * least)):
        size *= 2
    return Units(size=size, count=batch // size, rest=batch % size)


class Levels:
    """The divisions of one batch over any sets of pools, by the seconds that each pool takes for each part.

    ``seconds`` holds for each pool an array of shape (1 or 2, units + 1): by its units, in a second row with the rest
    beside them; infinite where it cannot. What sets begin with in common is computed once.
    """

    def __init__(self, seconds: Sequence[Floats]) -> None:
        self._seconds = list(seconds)
        begun = np.full(seconds[0].shape, np.inf)
        begun[0, 0] = 0.0
        self._known: dict[tuple[int, ...], tuple[Floats, Integers]] = {(): (begun, np.zeros((), dtype=np.int64))}

    def put(self, pool: int, seconds: Floats) -> None:
        """Take other seconds of one pool; what sets without it come to stays known."""
        self._seconds[pool] = seconds
        self._known = {pools: found for pools, found in self._known.items() if pool not in pools}

    def seconds_of(self, pool: int, part: Part) -> float:
        """Return the seconds that one pool takes for a part."""
        return float(self._seconds[pool][int(part.rest), part.units])

    def soonest_s(self, pools: tuple[int, ...]) -> float:
        """Return the seconds of the slowest pool where these divide the batch best; infinite where they cannot."""
        return float(self._of(pools)[0][-1, -1])

    def parts(self, pools: tuple[int, ...]) -> tuple[Part, ...]:
        """Return the parts of these pools at that."""
        rows, width = self._seconds[0].shape
        row, units, found = rows - 1, width - 1, []
        for count in range(len(pools), 0, -1):
            taken = int(self._of(pools[:count])[1][row, units])
            found.append(Part(taken % width, taken >= width))
            row, units = row - taken // width, units - taken % width
        return tuple(reversed(found))

    def _of(self, pools: tuple[int, ...]) -> tuple[Floats, Integers]:
        """Return the least seconds of pools for so many units together, and of each the last pool's part."""
        if pools not in self._known:
            self._known[pools] = _with_pool(self._of(pools[:-1])[0], self._seconds[pools[-1]])
        return self._known[pools]


def _with_pool(before: Floats, own: Floats) -> tuple[Floats, Integers]:
    rows, width = before.shape
    left = _units_left(width)
    padded = np.concatenate([before, np.full((rows, 1), np.inf)], axis=1)
    least, taken = np.empty_like(before), np.empty(before.shape, dtype=np.int64)
    for row in range(rows):
        # with the rest taken by the pools before, or by the pool itself
        each = [np.maximum(padded[row - rest].take(left), own[rest]) for rest in range(row + 1)]
        every = each[0] if row == 0 else np.concatenate(each, axis=1)
        taken[row] = every.argmin(axis=1)
        least[row] = every.min(axis=1)
    return least, taken


@lru_cache(maxsize=8)  # up to half a MB each
def _units_left(width: int) -> Integers:
    """Return the units of those before, by all units and the pool's own; ``width``, where it has more than all."""
    left = np.arange(width)[:, None] - np.arange(width)
    return np.where(left >= 0, left, width)
