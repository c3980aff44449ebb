"""In which order pools stand in a pipeline: every order that the links allow, for many fleets at once.

Pools are placed from the last stage to the first, since what a stage holds depends on the stages after it alone; an
order is left as soon as what is still to be placed could not hold the layers that are left. Orders are numbers in base
16: the digit of each pool is its position plus one, the first pool's the highest.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Integers, Mask
from planner.mixing.pipelines.held_layers import Placed, Seats, place
from planner.mixing.pipelines.layer_room import Rooms

EVERY_ORDER: Final = 5  # pools: of so many all 120 orders are tried, of more the given ones
MOST_POOLS: Final = 15  # digits that a number of 64 bits holds
_DIGIT: Final = 4  # bits
_ROWS: Final = 4096  # fleets at once: their orders, up to 120 of each, stay small


class Search(Struct, frozen=True, kw_only=True):
    """Fleets at a pace each, the links they may cross, and the orders (of all pools) to try of more than five.

    ``allowed`` (pools, pools, fleets) says where the second may follow the first; None: everywhere. The stages hold
    ``layers`` in all.
    """

    seats: Seats
    rooms: Rooms
    layers: int
    allowed: Mask | None
    given: tuple[tuple[int, ...], ...]

    def taken(self, rows: Integers) -> "Search":
        """Return these fleets alone."""
        allowed = None if self.allowed is None else self.allowed[:, :, rows]
        return replace(self, seats=self.seats.taken(rows), rooms=self.rooms.taken(rows), allowed=allowed)

    @property
    def few(self) -> Mask:
        """Where so few pools take part that every order is tried."""
        mask: Mask = self.seats.present.sum(axis=0) <= EVERY_ORDER
        return mask


class Step(Struct, frozen=True, kw_only=True):
    """One pool of each order placed: which, where there still was one, which follows it (-1: none), what it holds."""

    pool: Integers
    there: Mask
    follower: Integers
    placed: Placed


class _Ends(Struct, frozen=True, kw_only=True):
    """Ends of pipelines: of which fleet, which pools (bits), the first of them, their stages, layers and number."""

    row: Integers
    pools: Integers
    first: Integers
    stages: Integers
    layers: Integers
    code: Integers

    def taken(self, rows: Integers) -> "_Ends":
        return _Ends(**{name: getattr(self, name)[rows] for name in _Ends.__struct_fields__})


def pools_of(code: int) -> tuple[int, ...]:
    """Return the positions of the pools of an order, the first first.

    >>> pools_of(0x312)
    (2, 0, 1)
    """
    found = []
    while code > 0:
        found.append(code % (1 << _DIGIT) - 1)
        code >>= _DIGIT
    return tuple(reversed(found))


def code_of(order: Sequence[int]) -> int:
    """Return the number of an order of pools, the first stage's first; 0 for none.

    >>> hex(code_of((2, 0, 1)))
    '0x312'
    """
    code = 0
    for pool in order:
        code = (code << _DIGIT) + pool + 1
    return code


def codes_of(order: Sequence[int], present: Mask) -> Integers:
    """Return the order of the pools that are present (pools, fleets), for each fleet."""
    codes = np.zeros(present.shape[1], dtype=np.int64)
    for pool in order:
        codes = np.where(present[pool], (codes << _DIGIT) + pool + 1, codes)
    return codes


def walked(seats: Seats, row: Integers, code: Integers, level: Integers) -> Iterator[Step]:
    """Place the pools of an order of each row, its last first, no stage above a level."""
    after, follower = np.zeros_like(row), np.full_like(row, -1)
    while np.any(code > 0):
        pool, code = code % (1 << _DIGIT) - 1, code >> _DIGIT
        there = pool >= 0
        placed = place(seats, row, np.maximum(pool, 0), after, level, code == 0)
        yield Step(pool=pool, there=there, follower=follower, placed=placed)
        after = after + placed.stages * there
        follower = np.where(there, pool, follower)


def first_order(search: Search, level: Integers, hopeful: Integers) -> Integers:
    """Return for each fleet an order that holds all layers with no stage above a level; 0 where none does.

    ``hopeful`` orders are tried before all others (0: none).
    """
    found = np.where(_holds(search, level, hopeful), hopeful, 0)
    few = search.few
    for order in () if few.all() else search.given:
        codes = codes_of(order, search.seats.present)
        found = np.where((found == 0) & ~few & _holds(search, level, codes), codes, found)
    left = np.flatnonzero((found == 0) & few)
    for start in range(0, len(left), _ROWS):
        part = left[start : start + _ROWS]
        row, code = _chains(search.taken(part), level[part], all_of_them=False)
        found[part[row[::-1]]] = code[::-1]  # of several the first stays
    return found


def every_order(search: Search, level: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Give (fleet, order) for every order that holds all layers with no stage above a level, some fleets at a time."""
    few = search.few
    for order in () if few.all() else search.given:
        codes = codes_of(order, search.seats.present)
        rows = np.flatnonzero(~few & _holds(search, level, codes))
        yield rows, codes[rows]
    left = np.flatnonzero(few)
    for start in range(0, len(left), _ROWS):
        part = left[start : start + _ROWS]
        row, code = _chains(search.taken(part), level[part], all_of_them=True)
        yield part[row], code


def _holds(search: Search, level: Integers, code: Integers) -> Mask:
    """Say where an order of each fleet is allowed and holds all layers, with every pool taking part."""
    row = np.arange(len(code))
    layers, stages, whole = np.zeros_like(code), np.zeros_like(code), code > 0
    if not whole.any():
        return whole
    for step in walked(search.seats, row, code, level):
        whole &= ~step.there | ((step.placed.layers > 0) & _may_follow(search, row, step.pool, step.follower))
        layers, stages = layers + step.placed.layers * step.there, stages + step.placed.stages * step.there
    held: Mask = whole & (layers >= search.layers) & (stages <= search.layers)
    return held


def _may_follow(search: Search, row: Integers, pool: Integers, follower: Integers) -> Mask:
    if search.allowed is None:
        return np.ones(len(row), dtype=np.bool_)
    allowed: Mask = (follower < 0) | search.allowed[np.maximum(pool, 0), np.maximum(follower, 0), row]
    return allowed


def _chains(search: Search, level: Integers, *, all_of_them: bool) -> tuple[Integers, Integers]:
    """Return fleets and their orders that hold all layers, sorted by both; every fleet has few pools.

    ``all_of_them``: every such order; otherwise one at least of every fleet that has any.
    """
    seats = search.seats
    bits = (seats.present * (1 << np.arange(len(seats.present)))[:, None]).sum(axis=0)
    none = np.zeros(seats.rows, dtype=np.int64)
    ends = _Ends(row=np.arange(seats.rows), pools=none, first=none - 1, stages=none, layers=none, code=none)
    rows, codes = [none[:0]], [none[:0]]
    for place_number in range(len(seats.present)):
        ends = _with_one_more(search, ends, level, bits, place_number)
        whole = ends.pools == bits[ends.row]
        fits = np.flatnonzero(whole & (ends.layers >= search.layers) & (ends.stages <= search.layers))
        rows.append(ends.row[fits])
        codes.append(ends.code[fits])
        ends = ends.taken(np.flatnonzero(~whole))
        if place_number and not all_of_them:
            ends = ends.taken(_best_of_each(search, ends))
    row, code = np.concatenate(rows), np.concatenate(codes)
    in_order = np.lexsort((code, row))
    return row[in_order], code[in_order]


def _best_of_each(search: Search, ends: _Ends) -> Integers:
    """Return of the ends of the same pools on as many stages those that hold most: no other leads to more.

    Where links are barred it also matters which pool is the first.
    """
    first = np.zeros_like(ends.first) if search.allowed is None else ends.first + 1
    same = ((ends.row << len(search.seats.present) | ends.pools) << 7 | ends.stages) << _DIGIT | first
    in_order = np.lexsort((-ends.layers, same))
    best: Integers = in_order[np.diff(same[in_order], prepend=-1) != 0]
    return best


def _with_one_more(search: Search, ends: _Ends, level: Integers, bits: Integers, number: int) -> _Ends:
    """Return every end with each of its missing pools before it, in the place of a number from the last on.

    What a pool holds before more stages is no more than before these: an end whose missing pools could not all together
    hold the layers that are left right before it is left out, and so is every last pool beside which the others have
    not the room.
    """
    missing = bits[ends.row] & ~ends.pools
    at, pool = np.nonzero((missing[:, None] >> np.arange(len(search.seats.present))) & 1)
    if number == 0:
        most, lasts = search.rooms.most(level), search.rooms.most(level, last=True)
        total = most.sum(axis=0)[at] - most[pool, at] + lasts[pool, at]
        hope = np.flatnonzero(total >= search.layers)
        at, pool = at[hope], pool[hope]
    row, bit = ends.row[at], np.left_shift(1, pool)
    placed = place(search.seats, row, pool, ends.stages[at], level[row], missing[at] == bit)
    kept = (placed.layers > 0) & _may_follow(search, row, pool, ends.first[at])
    if number > 0:
        left = np.bincount(at, weights=placed.layers, minlength=len(ends.row)) + ends.layers
        kept &= left[at] >= search.layers
    chosen = np.flatnonzero(kept)
    at, pool = at[chosen], pool[chosen]
    return _Ends(
        row=ends.row[at],
        pools=ends.pools[at] | bit[chosen],
        first=pool,
        stages=ends.stages[at] + placed.stages[chosen],
        layers=ends.layers[at] + placed.layers[chosen],
        code=ends.code[at] + np.left_shift(pool + 1, _DIGIT * number),
    )
