"""The best pipeline of one fleet: of all paces, orders, widths and numbers of stages the one of the shortest step.

A pool may use fewer devices than it has: what more nodes can do includes all that fewer can, so that they are never
slower. Fewer and wider stages fill sooner where a step has few micro-batches, and leave the pools before them more
memory. Bounds leave out and never add (memory, head, embedding, whole layers), so what they rule out is no better.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import permutations
from typing import Final

import numpy as np

from planner.arrays import Floats, Integers, Mask
from planner.mixing.pipelines.held_layers import given_orders
from planner.mixing.pipelines.neighbours import Hops, hops_between
from planner.mixing.pipelines.orders import EVERY_ORDER
from planner.mixing.pipelines.pace_search import ACTIVATION_BYTES_PER_VALUE
from planner.mixing.pipelines.pace_tables import PaceTables, pace_tables
from planner.mixing.pipelines.stage_tables import DEEPEST, LEVEL_S, LEVELS, level_above, level_below, levels_slower
from planner.mixing.stage_options import StageOptions
from planner.mixing.working_pool import MixedRun, WorkingPool
from planner.performance.training.step_times import loss_of_scale

# Of two pools every pipeline at a pace is tried; of more the most hopeful widths and stages of each pool, and of those
# together the most hopeful: half as many in all orders for each further pool.
_MOST_COMBINATIONS: Final = 32_768
_MOST_TRIED: Final = 131_072
_AT_ONCE: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """The stages that one pool holds: how many, each of so many devices in a replica, and where it stands."""

    pool: int
    width: int
    stages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPipeline:
    """The best pipeline of a fleet: delivered tokens a second, goodput, and its seats, the first stage's first."""

    tokens_per_s: float
    goodput: float
    pace: int
    level: int
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choices:
    """What one pool may hold at one pace, one value a choice: positions of widths in the tables, stages and figures.

    ``slower`` are the levels by which times shrink, ``slowdown`` the factor of seconds; ``speed`` are layers a second
    of all stages, ``layer_s`` and ``least_s`` the least seconds of a layer and of a stage.
    """

    slot: Integers
    stages: Integers
    slower: Integers
    slowdown: Floats
    goodput: Floats
    speed: Floats
    layer_s: Floats
    least_s: Floats

    def taken(self, rows: Integers | Mask) -> "_Choices":
        return _Choices(**{item.name: getattr(self, item.name)[rows] for item in fields(_Choices)})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Pipelines at one pace as columns (P, rows), the pool of the last stage first; ``base`` is of flat tables."""

    pool: Integers
    slot: Integers
    stages: Integers
    slower: Integers
    slowdown: Floats
    goodput: Floats

    def taken(self, rows: Integers | Mask) -> "_Rows":
        return _Rows(**{item.name: getattr(self, item.name)[:, rows] for item in fields(_Rows)})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What one pool of each row holds within a level: layers, its seconds, and where it reaches in the tables."""

    layers: Integers
    top: Integers
    bottom: Integers
    fits: Mask


class FleetSearch:
    """One fleet (columns of shape ()), two pools at least, each with options and devices."""

    def __init__(self, pools: Sequence[WorkingPool], run: MixedRun) -> None:
        self.pools, self.run = pools, run
        self.hops: Hops = hops_between(pools, run)
        self.options = tuple(_known_options(pool) for pool in pools)
        self.tables: PaceTables = pace_tables(self.options, run.global_batch)
        self.most = sum(float(pool.unbound_tokens_per_s) for pool in pools)
        self.overhead_s = max(options.overhead_s for options in self.options)
        apart = ~np.eye(len(pools), dtype=np.bool_)
        self.best_kept = float(self.hops.kept[apart].max())
        self.best_s_per_byte = float(self.hops.s_per_byte[apart].min())
        self.orders = np.array(_orders(pools), dtype=np.int64)[:, ::-1]  # the last stage's pool first
        self.beaten = 0.0
        self.found: FoundPipeline | None = None

    def best(self, floor: float) -> FoundPipeline | None:
        """Return the best pipeline that delivers more than ``floor`` tokens a second; None where none does."""
        self.beaten = floor
        choices = {pace: self._choices(pace) for pace in range(len(self.tables.replicas))}
        choices = {pace: each for pace, each in choices.items() if all(len(one.slot) for one in each)}
        bounds = {pace: self._bound(pace, [_widest(one) for one in each]) for pace, each in choices.items()}
        for pace in sorted(bounds, key=lambda pace: (-float(bounds[pace][0]), pace)):
            if not bounds[pace][0] > self.beaten:
                break
            self._search(pace, choices[pace])
        return self.found

    def _choices(self, pace: int) -> tuple[_Choices, ...]:
        return tuple(self._choices_of(pace, number) for number in range(len(self.pools)))

    def _choices_of(self, pace: int, number: int) -> _Choices:
        """Return every width and number of stages that a pool has devices for."""
        pool, options, replicas = self.pools[number], self.options[number], int(self.tables.replicas[pace])
        most = min(DEEPEST, self.run.layers) - len(self.pools) + 1
        many, slot = [], []
        for position, width in enumerate(self.tables.widths[pace, number].tolist()):
            stages = min(int(pool.devices) // (replicas * width), most) if width else 0
            many.append(np.arange(1, stages + 1, dtype=np.int64))
            slot.append(np.full(stages, position, dtype=np.int64))
        stages, slots = np.concatenate(many), np.concatenate(slot)
        devices = replicas * stages * self.tables.widths[pace, number, slots]
        slowdown = _slowdown(pool, options, devices)
        layer_s, hop_s = (column[slots] for column in _least_seconds(options, pace))
        return _Choices(
            slot=slots,
            stages=stages,
            slower=levels_slower(slowdown),
            slowdown=slowdown,
            goodput=pool.goodput_of(devices),
            speed=stages / (layer_s * slowdown),
            layer_s=layer_s * slowdown,
            least_s=(layer_s + hop_s) * slowdown,
        )

    def _bound(self, pace: int, columns: Sequence[_Choices], level_s: Floats | float = 0.0) -> Floats:
        """Return what no pipeline of these choices, one of each pool, delivers more than; columns broadcast.

        ``level_s`` is known to be no more than the slowest stage takes.
        """
        speed, goodput = np.zeros(()), np.ones(())
        layer_s, slowest = np.full((), np.inf), np.asarray(level_s)
        for one in columns:
            speed, goodput = speed + one.speed, goodput * one.goodput
            layer_s, slowest = np.minimum(layer_s, one.layer_s), np.maximum(slowest, one.least_s)
        layers, times = self.run.layers, int(self.tables.micro_batches[pace]) - 1
        slowest = np.maximum(slowest, layers / speed) + self.best_s_per_byte * self._sent_bytes(pace)
        step_s = times * slowest + layers * layer_s + self.overhead_s
        bound: Floats = np.minimum(self.run.tokens_per_step / step_s, self.most) * self.best_kept * goodput
        return bound

    def _sent_bytes(self, pace: int) -> float:
        """Return what one micro-batch sends over a link, there and back."""
        whole = ACTIVATION_BYTES_PER_VALUE * self.run.hidden * self.run.tokens_per_step
        return whole / int(self.tables.micro_batches[pace])

    def _search(self, pace: int, choices: tuple[_Choices, ...]) -> None:
        """Try the choices of a pace in the order of their bounds until none left can beat what is known."""
        self.tables.fill(np.array([pace]))
        chosen, bound = self._combinations(pace, choices)
        at_once = max(1, _AT_ONCE // len(self.orders))
        for start in range(0, len(bound), at_once):
            part = slice(start, start + at_once)
            hopeful = bound[part] > self.beaten
            if not hopeful.any():
                break
            self._try(pace, choices, chosen[:, part][:, hopeful])

    def _combinations(self, pace: int, choices: tuple[_Choices, ...]) -> tuple[Integers, Floats]:
        """Return the positions (P, n) of choices that may beat what is known, and their bounds, the highest first."""
        kept = [self._hopeful(pace, choices, number) for number in range(len(choices))]
        axes = [tuple(-1 if axis == number else 1 for axis in range(len(kept))) for number in range(len(kept))]
        columns = [
            _Choices(**{item.name: getattr(one, item.name)[own].reshape(axis) for item in fields(_Choices)})
            for one, own, axis in zip(choices, kept, axes, strict=True)
        ]
        stages = sum((one.stages for one in columns), start=np.zeros((), dtype=np.int64))
        bound = self._bound(pace, columns)
        possible = (bound > self.beaten) & (stages <= min(DEEPEST, self.run.layers))
        at = np.unravel_index(np.flatnonzero(possible), bound.shape)
        chosen = np.stack([own[one] for own, one in zip(kept, at, strict=True)])
        columns = [one.taken(own) for one, own in zip(choices, chosen, strict=True)]
        bound = self._bound(pace, columns, LEVEL_S[self._roomy(pace, columns)])
        many = min((_MOST_TRIED >> len(self.pools)) // len(self.orders), int(np.count_nonzero(bound > self.beaten)))
        best = np.argsort(-bound, kind="stable")[:many]
        return chosen[:, best], bound[best]

    def _roomy(self, pace: int, columns: Sequence[_Choices]) -> Integers:
        """Return the least level at which the pools have room for all layers, each as if it were the last."""
        tables, many = self.tables, len(columns[0].slot)
        low, high = np.full(many, -1), np.full(many, LEVELS - 1)
        while len(left := np.flatnonzero(high - low > 1)):
            middle = (low[left] + high[left]) // 2
            layers = np.zeros(len(left), dtype=np.int64)
            for number, one in enumerate(columns):
                times, own = tables.times[pace, number], middle - one.slower[left] - tables.first[pace, number]
                top = tables.base[pace, number].take(one.slot[left]) + one.stages[left] * times
                layers += tables.held.take(top + np.clip(own, 0, times - 1)) * (own >= 0)
            holds = layers >= self.run.layers
            high[left], low[left] = np.where(holds, middle, high[left]), np.where(holds, low[left], middle)
        return high

    def _hopeful(self, pace: int, choices: tuple[_Choices, ...], number: int) -> Integers:
        """Return the positions of a pool's choices that may beat what is known beside the best of all others."""
        columns = [one if i == number else _widest(one) for i, one in enumerate(choices)]
        bound = self._bound(pace, columns)
        kept = np.flatnonzero(bound > self.beaten)
        most = int(_MOST_COMBINATIONS ** (1.0 / len(choices)))
        return kept if len(kept) <= most else np.sort(kept[np.argsort(-bound[kept], kind="stable")[:most]])

    def _try(self, pace: int, choices: tuple[_Choices, ...], chosen: Integers) -> None:
        """Search combinations (P, n) in every order."""
        order = np.repeat(self.orders.T, chosen.shape[1], axis=1)
        at = np.tile(chosen, len(self.orders))

        def column(name: str) -> Floats:
            each = np.stack([getattr(one, name)[own] for one, own in zip(choices, at, strict=True)])
            return np.take_along_axis(each, order, axis=0)

        rows = _Rows(
            pool=order,
            slot=(pace * len(choices) + order) * self.tables.widths.shape[2] + column("slot").astype(np.int64),
            stages=column("stages").astype(np.int64),
            slower=column("slower").astype(np.int64),
            slowdown=column("slowdown"),
            goodput=column("goodput"),
        )
        speed = np.tile(sum(one.speed[own] for one, own in zip(choices, chosen, strict=True)), len(self.orders))
        self._weigh(pace, rows, level_above(self.run.layers / speed) - 1)

    def _weigh(self, pace: int, rows: _Rows, low: Integers) -> None:
        """Keep the row of the shortest step, where it beats what is known; ``low`` are levels that hold too little."""
        high = self._latest(pace, rows)
        at = np.flatnonzero(high > low)
        at = at[self._holds(pace, rows.taken(at), high[at])]
        rows, low, high = rows.taken(at), low[at], high[at]
        while len(left := np.flatnonzero(high - low > 1)):
            middle = (low[left] + high[left]) // 2
            holds = self._holds(pace, rows.taken(left), middle)
            high[left], low[left] = np.where(holds, middle, high[left]), np.where(holds, low[left], middle)
        if not len(high):
            return
        rate = self._rate(pace, rows, high)
        best = int(np.lexsort((rows.stages.sum(axis=0), -rate))[0])
        if rate[best] > self.beaten:
            self.beaten = float(rate[best])
            self.found = self._spelled(pace, rows, best, int(high[best]))

    def _latest(self, pace: int, rows: _Rows) -> Integers:
        """Return the last level at which a pipeline of each row could beat what is known."""
        times = int(self.tables.micro_batches[pace]) - 1
        if times == 0 or not self.beaten > 0.0:
            return np.full(rows.pool.shape[1], LEVELS - 1)
        with np.errstate(over="ignore"):
            step_s = self.run.tokens_per_step * self.best_kept * rows.goodput.prod(axis=0) / self.beaten
        return level_below((step_s - self.overhead_s) / times)

    def _places(self, pace: int, rows: _Rows, level: Integers) -> Iterator[_Held]:
        """Give what the pools of each row hold, the last stage's first."""
        tables, last = self.tables, len(self.pools) - 1
        after = np.zeros(rows.pool.shape[1], dtype=np.int64)
        for place in range(last + 1):
            pool, slot, stages = rows.pool[place], rows.slot[place], rows.stages[place]
            times = tables.times[pace].take(pool)
            own = level - rows.slower[place] - tables.first[pace].take(pool)
            time = np.clip(own, 0, times - 1)
            bottom = tables.base.take(slot) + after * times + time
            top = bottom + stages * times
            upto, under = tables.held.take(top), tables.held.take(bottom)
            at_start = tables.at_first.take(top) if place == last else 0
            at_end = tables.at_last.take(tables.time_base.take(slot) + time) if place == 0 else 0
            of_first = upto - tables.held.take(top - times) - at_start
            of_last = tables.held.take(bottom + times) - under - at_end
            fits = (own >= 0) & (of_first > 0) & (of_last > 0)
            yield _Held(layers=(upto - under - at_start - at_end).astype(np.int64), top=top, bottom=bottom, fits=fits)
            after = after + stages

    def _holds(self, pace: int, rows: _Rows, level: Integers) -> Mask:
        """Say where all layers are held within a level, every stage with one at least."""
        layers, fits = np.zeros(len(level), dtype=np.int64), np.ones(len(level), dtype=np.bool_)
        for held in self._places(pace, rows, level):
            layers, fits = layers + held.layers, fits & held.fits
        return fits & (layers >= self.run.layers)

    def _rate(self, pace: int, rows: _Rows, level: Integers) -> Floats:
        """Return delivered tokens a second, less what the links keep."""
        tables, hops, sent = self.tables, self.hops, self._sent_bytes(pace)
        tables.fill_seconds(np.array([pace]))
        fill, tail, handed, slowest, late = (np.zeros(len(level)) for _ in range(5))
        kept, layers = np.ones(len(level)), np.zeros(len(level), dtype=np.int64)
        for place, held in enumerate(self._places(pace, rows, level)):
            slot, second = rows.slot[place], rows.slowdown[place]
            head = tables.head_s.take(slot) if place == 0 else 0.0
            fill = fill + (tables.through_s.take(held.top) - tables.through_s.take(held.bottom) + head) * second
            each = np.ceil(held.layers / rows.stages[place])
            tail = np.maximum(tail, each * tables.tail_s.take(slot) * second)
            layers = layers + held.layers
            if place:
                hop = rows.pool[place], rows.pool[place - 1]
                once = hops.s_per_byte[hop] * sent
                slowest, handed, late = np.maximum(slowest, once), handed + once, late + 2 * hops.latency_s[hop]
                kept = np.minimum(kept, hops.kept[hop])
        times = int(tables.micro_batches[pace]) - 1
        fill = fill * self.run.layers / layers  # of the layers there are
        step_s = times * (LEVEL_S[level] + slowest) + fill + handed + late + tail + self.overhead_s
        healthy = np.minimum(self.run.tokens_per_step / step_s, self.most) * kept
        delivered: Floats = healthy * rows.goodput.prod(axis=0)
        return delivered

    def _spelled(self, pace: int, rows: _Rows, row: int, level: int) -> FoundPipeline:
        seats = tuple(
            Seat(
                pool=int(rows.pool[place, row]),
                width=int(self.tables.widths.reshape(-1)[rows.slot[place, row]]),
                stages=int(rows.stages[place, row]),
            )
            for place in reversed(range(len(self.pools)))
        )
        goodput = float(rows.goodput[:, row].prod())
        return FoundPipeline(tokens_per_s=self.beaten, goodput=goodput, pace=pace, level=level, seats=seats)


def slowdown_of(pool: WorkingPool, devices: float) -> float:
    """Return what a second of a stage takes on a pool that uses so many of its devices."""
    return float(_slowdown(pool, _known_options(pool), np.asarray(devices)))


def _slowdown(pool: WorkingPool, options: StageOptions, devices: Floats | Integers) -> Floats:
    """Return what a second of a stage takes where so many devices work: the pool's own is that of all of them."""
    own, all_ = (
        1.0 + loss_of_scale(many, options.loss_per_doubling, options.loss_beyond_512)
        for many in (np.asarray(devices, dtype=np.float64), pool.devices)
    )
    slowdown: Floats = pool.stage_slowdown * (own / all_)
    return slowdown


def _known_options(pool: WorkingPool) -> StageOptions:
    assert pool.options is not None  # noqa: S101 - asked for pools with options alone
    return pool.options


def _orders(pools: Sequence[WorkingPool]) -> tuple[tuple[int, ...], ...]:
    """Return the orders to try, the first stage's pool first: every one of few pools."""
    many = range(len(pools))
    return tuple(permutations(many)) if len(pools) <= EVERY_ORDER else given_orders(pools)


def _widest(choices: _Choices) -> _Choices:
    """Return one choice that bounds all: the best of each figure."""
    return _Choices(
        slot=choices.slot[:1],
        stages=choices.stages.min(keepdims=True),
        slower=choices.slower[:1],
        slowdown=choices.slowdown[:1],
        goodput=choices.goodput.max(keepdims=True),
        speed=choices.speed.max(keepdims=True),
        layer_s=choices.layer_s.min(keepdims=True),
        least_s=choices.least_s.min(keepdims=True),
    )


def _least_seconds(options: StageOptions, pace: int) -> tuple[Floats, Floats]:
    """Return the least seconds of a layer and of a hop at a pace, by width, the narrowest first."""
    return _least_seconds_of(options)[pace]


@lru_cache(maxsize=128)  # a few values a pace
def _least_seconds_of(options: StageOptions) -> dict[int, tuple[Floats, Floats]]:
    rows, found = options.rows, {}
    for pace in range(len(options.paces)):
        own = np.flatnonzero(rows.pace == pace)
        widths, group = np.unique(rows.width[own], return_inverse=True)
        layer_s, hop_s = (np.full(len(widths), np.inf) for _ in range(2))
        np.minimum.at(layer_s, group, rows.layer_s[own])
        np.minimum.at(hop_s, group, rows.hop_s[own])
        found[pace] = layer_s, hop_s
    return found
