"""The best pipeline of many fleets: every pace that could beat what is known, every order, the least level of time.

What a bound rules out is not looked at; bounds leave out and never add (head, embedding, the order of the pools), so
what is ruled out is no better. A fleet's answer does not depend on the fleets beside it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers, Mask
from planner.mixing.pipelines.best_pipelines import Best
from planner.mixing.pipelines.fastest_first import fastest_first_s
from planner.mixing.pipelines.held_layers import Fleets, Seats, given_orders, seats_of
from planner.mixing.pipelines.layer_room import PoolRooms, Rooms
from planner.mixing.pipelines.least_levels import least_levels
from planner.mixing.pipelines.neighbours import HopLimit, Hops, limits_of, within_reach
from planner.mixing.pipelines.orders import Search, every_order, walked
from planner.mixing.pipelines.pace_tables import PaceTables
from planner.mixing.pipelines.stage_tables import LEVEL_S, LEVELS, level_above, level_below
from planner.mixing.working_pool import MixedRun

ACTIVATION_BYTES_PER_VALUE: Final = 4  # bf16 activations forward and bf16 gradients backward, over one boundary
_WIDEST: Final = 1024  # levels: from the bound on the slowest stage up to 165 times as slow
_NOTHING: Final = 1e-300  # layers a second of a fleet without devices


class _Pairs(Struct, frozen=True, kw_only=True):
    """Fleets at paces of theirs: what a step takes beside the slowest stage, and the levels it may lie between.

    No order holds all layers at ``low``; with a slowest stage above ``high`` nothing is beaten.
    """

    fleet: Integers
    pace: Integers
    beside_s: Floats
    low: Integers
    high: Integers

    def __len__(self) -> int:
        return len(self.fleet)

    def taken(self, rows: Integers) -> "_Pairs":
        return _Pairs(**{name: getattr(self, name)[rows] for name in _Pairs.__struct_fields__})


@dataclass(kw_only=True)
class PaceSearch:
    """Searches the best pipelines of fleets; ``sizes`` (P, fleets) are positions in ``rooms`` of each pool.

    ``most`` (fleets,) is the rate that is not exceeded: that of the pools if memory were no limit. ``hopeful`` (K,
    fleets) says which paces are worth a look.
    """

    fleets: Fleets
    run: MixedRun
    hops: Hops
    tables: PaceTables
    rooms: tuple[PoolRooms | None, ...]
    sizes: Integers
    most: Floats
    hopeful: Mask

    def best(self, floor: Floats) -> Best:
        """Return the best pipeline of each fleet that beats a rate; its paces are searched by their bounds."""
        found, beaten = Best.none(len(floor)), floor.copy()
        for limit in limits_of(self.hops):
            pairs = self._within_reach(limit, beaten)
            bound = self._bound(pairs, limit)
            in_turn = np.lexsort((pairs.pace, -bound, pairs.fleet))
            pairs, bound = pairs.taken(in_turn), bound[in_turn]
            best = _changes(pairs.fleet)  # what a fleet's best pace reaches rules out most others
            for turn in (best, ~best):
                self._try(pairs.taken(np.flatnonzero(turn & (bound > beaten[pairs.fleet]))), limit, found, beaten)
        return found

    def _within_reach(self, limit: HopLimit, beaten: Floats) -> _Pairs:
        """Return the fleets at the paces at which they have room for all layers soon enough to beat what is known."""
        pace, fleet = np.nonzero(self.hopeful & within_reach(limit, self.fleets.present))
        rooms = self._rooms(fleet, pace)
        layer_s = rooms.layer_s()
        beside = self._beside_s(fleet, pace, limit) + self.run.layers * layer_s.min(axis=0)
        low = level_above(self.run.layers / self._speed(fleet, pace)) - 1
        pairs = _Pairs(fleet=fleet, pace=pace, beside_s=beside, low=low, high=low)
        pairs = self._narrowed(pairs, limit, beaten)
        pairs = pairs.taken(np.flatnonzero(self._roomy(pairs, pairs.high, last=False)))
        rooms = self._rooms(pairs.fleet, pairs.pace)
        fill = fastest_first_s(rooms.layer_s(), rooms.most(pairs.high), self.run.layers)
        beside = self._beside_s(pairs.fleet, pairs.pace, limit) + fill
        pairs = _Pairs(fleet=pairs.fleet, pace=pairs.pace, beside_s=beside, low=pairs.low, high=pairs.high)
        pairs = self._narrowed(pairs, limit, beaten)
        pairs = pairs.taken(np.flatnonzero(self._roomy(pairs, pairs.high, last=True)))
        return self._raised(pairs)

    def _rooms(self, fleet: Integers, pace: Integers) -> Rooms:
        return Rooms(pools=self.rooms, sizes=self.sizes[:, fleet], pace=pace)

    def _speed(self, fleet: Integers, pace: Integers) -> Floats:
        """Return the layers a second of all stages, memory aside."""
        speed = np.full(len(fleet), _NOTHING)
        for pool, sizes in zip(self.rooms, self.sizes, strict=True):
            if pool is not None:
                speed += pool.speed[sizes[fleet], pace]
        return speed

    def _beside_s(self, fleet: Integers, pace: Integers, limit: HopLimit) -> Floats:
        """Return what a step takes at least beside its slowest stage and the fill: links and overhead."""
        hops = self.tables.micro_batches[pace] - 1 + self._present[fleet] - 1
        beside: Floats = self._overhead_s[fleet] + limit.best_s_per_byte * self._sent_bytes[pace] * hops
        return beside

    def _narrowed(self, pairs: _Pairs, limit: HopLimit, beaten: Floats) -> _Pairs:
        """Return the pairs that can still beat what is known, up to the last level at which they could."""
        with np.errstate(divide="ignore", over="ignore"):
            step = self.run.tokens_per_step * limit.best_kept / beaten[pairs.fleet]
        times = self.tables.micro_batches[pairs.pace] - 1
        left = step - pairs.beside_s
        with np.errstate(divide="ignore", invalid="ignore"):
            high = np.where(times > 0, level_below(left / times), np.where(left >= 0.0, LEVELS - 1, -1))
        high = np.minimum(high, pairs.low + _WIDEST)
        kept = np.flatnonzero((high > pairs.low) & (self.most[pairs.fleet] * limit.best_kept > beaten[pairs.fleet]))
        narrowed = _Pairs(fleet=pairs.fleet, pace=pairs.pace, beside_s=pairs.beside_s, low=pairs.low, high=high)
        return narrowed.taken(kept)

    def _roomy(self, pairs: _Pairs, level: Integers, *, last: bool) -> Mask:
        """Say where the pools have room for all layers within a level, each for some; ``last``: one with the head."""
        rooms = self._rooms(pairs.fleet, pairs.pace)
        most, present = rooms.most(level), self.fleets.present[:, pairs.fleet]
        total = most.sum(axis=0)
        if last:
            total = total - np.where(present, most - rooms.most(level, last=True), self.run.layers).min(axis=0)
        mask: Mask = np.all((most > 0) | ~present, axis=0) & (total >= self.run.layers)
        return mask

    def _raised(self, pairs: _Pairs) -> _Pairs:
        """Return the pairs with the last level below that at which there is room, which there is at the highest."""
        low, high = pairs.low.copy(), pairs.high.copy()
        while len(left := np.flatnonzero(high - low > 1)):
            middle = (low[left] + high[left]) // 2
            enough = self._roomy(pairs.taken(left), middle, last=True)
            high[left], low[left] = np.where(enough, middle, high[left]), np.where(enough, low[left], middle)
        return _Pairs(fleet=pairs.fleet, pace=pairs.pace, beside_s=pairs.beside_s, low=high - 1, high=pairs.high)

    def _bound(self, pairs: _Pairs, limit: HopLimit) -> Floats:
        """Return what no pipeline of the pairs exceeds, by the least level at which there is room."""
        times = self.tables.micro_batches[pairs.pace] - 1
        step = times * LEVEL_S[pairs.low + 1] + pairs.beside_s
        bound: Floats = np.minimum(self.run.tokens_per_step / step, self.most[pairs.fleet]) * limit.best_kept
        return bound

    @cached_property
    def _present(self) -> Integers:
        count: Integers = self.fleets.present.sum(axis=0)
        return count

    @cached_property
    def _overhead_s(self) -> Floats:
        each = [0.0 if pool.options is None else pool.options.overhead_s for pool in self.fleets.pools]
        longest: Floats = np.where(self.fleets.present, np.array(each)[:, None], 0.0).max(axis=0)
        return longest

    @cached_property
    def _sent_bytes(self) -> Floats:
        """What one micro-batch of each pace sends over a link, there and back."""
        whole = ACTIVATION_BYTES_PER_VALUE * self.run.hidden * self.run.tokens_per_step
        sent: Floats = whole / self.tables.micro_batches
        return sent

    def _try(self, pairs: _Pairs, limit: HopLimit, found: Best, beaten: Floats) -> None:
        """Search these pairs and keep what beats what is known; of pairs alike the first."""
        pairs = self._narrowed(pairs, limit, beaten)
        if not len(pairs):
            return
        search = Search(
            seats=seats_of(self.fleets.taken(pairs.fleet), self.tables, pairs.pace),
            rooms=self._rooms(pairs.fleet, pairs.pace),
            layers=self.run.layers,
            allowed=self._allowed(limit, pairs.fleet),
            given=given_orders(self.fleets.pools),
        )
        at, level = least_levels(search, pairs.low, pairs.high)
        if len(at):
            self._weigh(search.taken(at), pairs.taken(at), level, found, beaten)

    def _allowed(self, limit: HopLimit, fleet: Integers) -> Mask | None:
        many = len(limit.allowed)
        if np.all(limit.allowed | np.eye(many, dtype=np.bool_)):
            return None
        return np.broadcast_to(limit.allowed[:, :, None], (many, many, len(fleet)))

    def _weigh(self, search: Search, pairs: _Pairs, level: Integers, found: Best, beaten: Floats) -> None:
        """Of every order that is as soon done keep the one of the shortest step, where it beats what is known."""
        for row, order in every_order(search, level):
            fleet = pairs.fleet[row]
            rate = self._rate(search.seats, fleet, row, order, level[row])
            first = np.lexsort((-rate, fleet))  # stable: of equal ones the first order stays
            first = first[_changes(fleet[first])]
            best = first[rate[first] > beaten[fleet[first]]]
            whose = fleet[best]
            beaten[whose] = found.rate[whose] = rate[best]
            found.pace[whose], found.order[whose] = pairs.pace[row[best]], order[best]
            found.level[whose] = level[row[best]]

    def _rate(self, seats: Seats, fleet: Integers, row: Integers, order: Integers, level: Integers) -> Floats:
        """Return tokens a second of orders, less what their links keep from them, in healthy steps."""
        tables, pace = self.tables, seats.pace[row]
        tables.fill_seconds(pace)
        zeros = np.zeros(len(row))
        fill, tail, handed, slowest, late, kept = zeros, zeros, zeros, zeros, zeros, np.ones(len(row))
        held = np.zeros_like(row)
        for step in walked(seats, row, order, level):
            pool, placed = np.maximum(step.pool, 0), step.placed
            second = np.where(step.there, self.fleets.slowdown[pool, fleet], 0.0)
            head = tables.head_s.take(placed.slot) * (step.follower < 0)
            fill = fill + (tables.through_s.take(placed.top) - tables.through_s.take(placed.bottom) + head) * second
            each = np.ceil(placed.layers / np.maximum(placed.stages, 1))
            tail = np.maximum(tail, each * tables.tail_s.take(placed.slot) * second)
            held = held + placed.layers * step.there
            met, after = step.there & (step.follower >= 0), np.maximum(step.follower, 0)
            once = np.where(met, self.hops.s_per_byte[pool, after] * self._sent_bytes[pace], 0.0)
            slowest, handed = np.maximum(slowest, once), handed + once
            late = late + np.where(met, 2 * self.hops.latency_s[pool, after], 0.0)
            kept = np.where(met, np.minimum(kept, self.hops.kept[pool, after]), kept)
        fill = fill * self.run.layers / np.maximum(held, 1)  # of the layers there are
        step_s = (tables.micro_batches[pace] - 1) * (LEVEL_S[level] + slowest) + fill + handed + late
        step_s = step_s + tail + self._overhead_s[fleet]
        rate: Floats = np.minimum(self.run.tokens_per_step / step_s, self.most[fleet]) * kept
        return rate


def _changes(values: Integers) -> Mask:
    """Say where a value differs from the one before; the first does."""
    mask: Mask = np.diff(values, prepend=-1) != 0
    return mask
