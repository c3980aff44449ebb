"""Grids too large to evaluate whole: a coarse grid first, then around its frontier at ever smaller steps.

Positions stand for node counts: a fleet is a row of positions in each group's counts. The steps of a lattice are powers
of two; halved, they keep every position they had.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from math import comb, prod

import numpy as np

from planner.arrays import Integers, Mask
from planner.errors import UserError
from planner.exploration.evaluation import FleetsFound, count_in
from planner.exploration.exploration import FleetColumns, joined
from planner.sentences import sentence

COARSE_FLEETS = 1_000_000
COARSE_SIZES = 512  # of pools, some 10 ms each
MOST_REFINED_SIZES = 8_192  # of pools, that the search around the frontier may ask for
MOST_REFINED = 4_000_000  # their columns are held twice while they are joined: 1 GB with twelve groups
MOST_NEIGHBOURS = 2_500  # of one fleet: up to seven groups can change at once, three of twelve
ROWS_AT_ONCE = 250_000

Evaluate = Callable[[Integers], FleetsFound]
Choose = Callable[[FleetColumns], Integers]


def lattice(length: int, step: int) -> tuple[int, ...]:
    """Return every so many positions of a group, and its last.

    >>> lattice(8, 4)
    (0, 4, 7)
    """
    return tuple(dict.fromkeys((*range(0, length, step), length - 1)))


def coarse_steps(lengths: Sequence[int], pools: Sequence[Sequence[int]] = ()) -> tuple[int, ...]:
    """Return the step of each group whose lattice is small enough to evaluate whole; long groups are thinned first.

    ``pools`` are the groups, by position, that make one pool together (none given: each by itself): it is searched at
    every combination of their counts. Raises UserError where even two counts of each group are too many.
    """
    together = pools or [(position,) for position in range(len(lengths))]
    steps = [1] * len(lengths)
    points = [len(range(length - 1)) + 1 for length in lengths]
    while prod(points) > COARSE_FLEETS or _sizes(points, together) > COARSE_SIZES:
        # Too many sizes are those of the pool that has most of them; too many fleets are the longest group's.
        worst = max(together, key=lambda positions: prod(points[i] for i in positions))
        of_pool = _sizes(points, together) > COARSE_SIZES
        longest = max(worst if of_pool else range(len(points)), key=lambda i: points[i])
        if points[longest] <= 2:  # noqa: PLR2004 - none and all
            raise UserError(_too_many(points, worst if of_pool else None))
        steps[longest] *= 2
        points[longest] = -(-(lengths[longest] - 1) // steps[longest]) + 1
    return tuple(steps)


def _sizes(points: Sequence[int], pools: Sequence[Sequence[int]]) -> int:
    return sum(prod(points[i] for i in positions) for positions in pools)


def _too_many(points: Sequence[int], pool: Sequence[int] | None) -> str:
    """Return the limit that even two counts of each group break: that of one pool's groups, or of all together."""
    if pool is not None and len(pool) > 1:
        varied = sum(points[i] > 1 for i in pool)
        most = COARSE_SIZES.bit_length() - 2
        return sentence(
            "{} node groups of one accelerator at one site vary at once, more than the {} that can be "
            "searched; join some of them, or give them a fixed number of nodes.",
            varied,
            most,
        )
    varied = sum(count > 1 for count in points)
    most = COARSE_FLEETS.bit_length() - 1
    return sentence(
        "{} node groups vary at once, more than the {} that can be searched; give some of them a fixed number "
        "of nodes.",
        varied,
        most,
    )


def groups_at_once(varied: int) -> int:
    """Return in how many groups a neighbour may differ, so that a fleet has at most 2,500 of them.

    >>> groups_at_once(5), groups_at_once(7), groups_at_once(12)
    (5, 7, 3)
    """
    at_once = 1
    while at_once < varied and sum(comb(varied, k) * 2**k for k in range(at_once + 2)) <= MOST_NEIGHBOURS:
        at_once += 1
    return at_once


def moves(lengths: Sequence[int], steps: Sequence[int]) -> Integers:
    """Return what leads from a fleet to its neighbours: (moves, groups).

    One step up or down in as many groups at once as can be afforded, and in one group alone also 2, 4, 8 ... steps.
    """
    varied = [i for i, length in enumerate(lengths) if length > 1]
    found: list[list[int]] = []
    for changed in (c for k in range(1, groups_at_once(len(varied)) + 1) for c in combinations(varied, k)):
        for signs in product((-1, 1), repeat=len(changed)):
            found.append([0] * len(lengths))
            for i, sign in zip(changed, signs, strict=True):
                found[-1][i] = sign * steps[i]
    for i in varied:
        far = 2 * steps[i]
        while far < 2 * lengths[i]:
            found += [[sign * far if j == i else 0 for j in range(len(lengths))] for sign in (-1, 1)]
            far *= 2
    return np.array(found, dtype=np.int64).reshape(-1, len(lengths))


def neighbours(centres: Integers, lengths: Sequence[int], steps: Sequence[int]) -> Integers:
    """Return the neighbours of fleets, those beyond the grid moved to its edge; duplicates are left in."""
    reached = centres[:, np.newaxis, :] + moves(lengths, steps)[np.newaxis, :, :]
    inside: Integers = np.clip(reached, 0, np.array(lengths) - 1).reshape(-1, len(lengths))
    return inside


@dataclass(slots=True)
class Refinement:
    """Looks around the best fleets known, at one step size after the other.

    ``choose`` picks from fleets the rows worth looking around, ``pools`` are the groups by position that make one pool
    together. ``evaluated`` counts all fleets, the coarse grid's included; ``settled`` says whether at every step size
    looking around changed nothing more, before a limit on fleets or on sizes of pools ended it.
    """

    counts: tuple[range, ...]
    pools: tuple[tuple[int, ...], ...]
    coarse: tuple[int, ...]
    evaluate: Evaluate
    choose: Choose
    evaluated: int = 0
    settled: bool = True
    blocked: dict[str, int] = field(default_factory=dict)
    _seen: set[bytes] = field(default_factory=set)
    _sizes: set[tuple[int, bytes]] = field(default_factory=set)

    def run(self, fleets: FleetColumns) -> FleetColumns:
        """Return the fleets of the coarse grid and, after them, all that were found around the best."""
        everything, steps = [fleets], self.coarse
        best = fleets.taken(self.choose(fleets))
        while self.settled:
            best = self._settle(best, steps, everything)
            if max(steps) == 1:
                break
            steps = tuple(max(1, step // 2) for step in steps)
        return joined(everything)

    def _settle(self, best: FleetColumns, steps: tuple[int, ...], everything: list[FleetColumns]) -> FleetColumns:
        """Look around the best fleets, and around what is better there, until nothing changes; return the best."""
        looked: set[bytes] = set()
        while len(rows := self._unlooked(best, looked)):
            for part in self._portions(rows, steps):
                new = self._unseen(part)
                if self.evaluated + len(new) > MOST_REFINED or self._sizes_with(new) > MOST_REFINED_SIZES:
                    self.settled = False
                    return best
                if len(new) == 0:
                    continue
                found = self.evaluate(new)
                self.evaluated += len(new)
                count_in(self.blocked, found.blocked)
                everything.append(found.fleets)
                both = joined([best, found.fleets.taken(self.choose(found.fleets))])
                best = both.taken(self.choose(both))
        return best

    def _unlooked(self, best: FleetColumns, looked: set[bytes]) -> Integers:
        """Return the positions of the best fleets that were not looked around at these steps, and note them."""
        rows = self._positions(best)
        fresh = [i for i, key in enumerate(_keys(rows)) if key not in looked]
        looked.update(_keys(rows))
        return rows[fresh]

    def _portions(self, rows: Integers, steps: tuple[int, ...]) -> list[Integers]:
        """Return the neighbours of fleets in portions of limited size."""
        lengths = self._lengths
        width = max(1, ROWS_AT_ONCE // max(1, len(moves(lengths, steps))))
        return [neighbours(rows[start : start + width], lengths, steps) for start in range(0, len(rows), width)]

    def _unseen(self, rows: Integers) -> Integers:
        """Return each fleet once that was not evaluated yet, and note it."""
        rows = rows[~self._on_coarse(rows)]
        fresh = []
        for i, key in enumerate(_keys(rows)):
            if key not in self._seen:
                self._seen.add(key)
                fresh.append(i)
        return rows[fresh]

    def _sizes_with(self, rows: Integers) -> int:
        """Note the sizes of the pools of fleets, and return how many sizes were asked for by now."""
        for number, positions in enumerate(self.pools):
            of_pool = np.unique(rows[:, positions], axis=0)
            self._sizes.update((number, key) for key in _keys(of_pool))
        return len(self._sizes)

    def _on_coarse(self, rows: Integers) -> Mask:
        step, last = np.array(self.coarse), np.array(self._lengths) - 1
        mask: Mask = np.all((rows % step == 0) | (rows == last), axis=1)
        return mask

    def _positions(self, fleets: FleetColumns) -> Integers:
        start = np.array([each.start for each in self.counts])
        step = np.array([each.step for each in self.counts])
        rows: Integers = (fleets.nodes.astype(np.int64) - start) // step
        return rows

    @property
    def _lengths(self) -> tuple[int, ...]:
        return tuple(len(each) for each in self.counts)


def _keys(rows: Integers) -> list[bytes]:
    """Return something hashable for each row."""
    packed = np.ascontiguousarray(rows, dtype=np.int32)
    return list(map(bytes, packed.view(np.uint8).reshape(len(rows), -1))) if len(rows) else []
