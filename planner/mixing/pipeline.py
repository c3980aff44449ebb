"""One job whose pipeline runs through all pools: each pool holds some of the layers, on layouts chosen for them.

Sources: Metis (USENIX ATC 2024, cost_estimator.py) and Sailor (arXiv 2504.17096) for the step,
``(m - 1) * max stage + sum of stages``; H2 (arXiv 2505.17548) for pools of large memory first, since early stages
keep the most micro-batches in flight. Methods 1.2.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from planner.mixing.held_layers import Fleets, held_within, tables_at
from planner.mixing.paces import bound_s, guess_s, number_of_paces
from planner.mixing.split import stage_layers, step_s
from planner.mixing.stage_tables import DEEPEST, LEVEL_S, LEVELS, level_above
from planner.mixing.working_pool import Floats, MixedColumns, MixedRun, WorkingPool, summed, without_stops

__all__ = ["ACTIVATION_BYTES_PER_VALUE", "Pipelined", "border_bytes", "pipelined", "stage_layers", "step_s"]

Mask = NDArray[np.bool_]
Integers = NDArray[np.int64]

ACTIVATION_BYTES_PER_VALUE = 4  # bf16 activations forward and bf16 gradients backward, over one boundary
_PACES_TRIED = 3  # of each fleet, those that seem best
_EVERY_ORDER = 3  # of so many pools every order is tried, of more those by memory and by speed
_ROWS = 8192  # fleets at once: their columns stay in the cache
_WIDEST = 10  # halvings: from the bound on the slowest stage up to 165 times as slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipelined:
    """What a pipeline over all present pools gives: columns, where there is one, and how each is made.

    ``pace`` is a position in the paces of the pools' options, ``order`` one in ``orders`` (of pools), ``level`` that
    of the slowest stage's time; all -1 where nothing fits.
    """

    columns: MixedColumns
    fits: Mask
    pace: Integers
    order: Integers
    level: Integers
    orders: tuple[tuple[int, ...], ...]


def border_bytes(run: MixedRun, pools: Floats) -> Floats:
    """Return the bytes that cross borders in one step: 4 h a token and boundary (131 GB at 4 M tokens, h 8,192)."""
    crossing: Floats = (pools - 1) * (ACTIVATION_BYTES_PER_VALUE * run.hidden * run.tokens_per_step)
    return crossing


def pipelined(pools: Sequence[WorkingPool], run: MixedRun, where: Mask | None = None) -> Pipelined:
    """Return the best pipeline over all present pools, two at least, for every combination of sizes (or ``where``).

    Pace (replicas and micro-batch), order of the pools, width of each pool's stages and layout of each stage are chosen
    so that the slowest stage is soonest done and every stage has room for its micro-batches in flight. Stages hold
    whole layers and run 1F1B without interleaving. A failure anywhere stops all. A rate above the sum of what the
    pools would reach if memory were no limit is not claimed.
    """
    shape = np.broadcast_shapes(*(pool.devices.shape for pool in pools), () if where is None else where.shape)
    several = summed([(pool.devices > 0).astype(np.float64) for pool in pools]) > 1
    wanted = several if where is None else several & where
    rows = np.flatnonzero(np.broadcast_to(wanted, shape))
    orders = _orders(pools)
    rate, made = np.zeros(int(np.prod(shape))), np.full((3, int(np.prod(shape))), -1, dtype=np.int64)
    if all(pool.options is not None for pool in pools):
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            rate[part], made[:, part] = _best(_fleets(pools, shape, part), run, orders)
    healthy = np.minimum(rate.reshape(shape), summed([pool.unbound_tokens_per_s for pool in pools]))
    goodput = np.ones(())
    for pool in pools:
        goodput = goodput * np.where(pool.devices > 0, pool.goodput, 1.0)
    kept = _kept(pools, run, orders, made[1].reshape(shape))
    pace, order, level = (one.reshape(shape) for one in made)
    return Pipelined(
        columns=without_stops(pools, run, healthy * kept * goodput),
        fits=level >= 0,
        pace=pace,
        order=order,
        level=level,
        orders=orders,
    )


def _fleets(pools: Sequence[WorkingPool], shape: tuple[int, ...], rows: Integers) -> Fleets:
    def columns(name: str) -> Floats:
        return np.stack([np.broadcast_to(getattr(pool, name), shape).reshape(-1)[rows] for pool in pools])

    return Fleets(pools=pools, devices=columns("devices").astype(np.int64), second_s=columns("stage_second_s"))


def _orders(pools: Sequence[WorkingPool]) -> tuple[tuple[int, ...], ...]:
    """Return the orders of pools to try, those of large memory first."""

    def memory(i: int) -> float:
        options = pools[i].options
        return 0.0 if options is None else options.capacity_bytes

    def speed(i: int) -> float:
        return float(np.max(pools[i].unbound_tokens_per_s / np.maximum(pools[i].devices, 1.0), initial=0.0))

    by_memory = tuple(sorted(range(len(pools)), key=lambda i: -memory(i)))
    if len(pools) <= _EVERY_ORDER:
        return tuple(permutations(by_memory))
    by_speed = tuple(sorted(by_memory, key=lambda i: -speed(i)))
    return tuple(dict.fromkeys((by_memory, by_memory[::-1], by_speed, by_speed[::-1])))


def _best(fleets: Fleets, run: MixedRun, orders: Sequence[tuple[int, ...]]) -> tuple[Floats, Integers]:
    """Return the best rate of every fleet and (pace, order, level) of it; 0 and -1 where nothing fits.

    The most hopeful paces are tried in the first order, the others at the pace that was best.
    """
    devices, second_s = list(fleets.devices.astype(np.float64)), list(fleets.second_s)
    bounds = np.stack(
        [bound_s(fleets.pools, run, pace, devices, second_s) for pace in range(number_of_paces(fleets.pools))]
    )
    guesses = np.stack([guess_s(fleets, run, pace, bound) for pace, bound in enumerate(bounds)])
    tried = np.sort(guesses, axis=0)[:_PACES_TRIED][-1]
    rate, made = np.zeros(bounds.shape[1]), np.full((3, bounds.shape[1]), -1, dtype=np.int64)

    def attempt(pace: int, number: int, rows: Integers) -> None:
        if len(rows):
            step, level = _step_s(fleets.taken(rows), run, pace, orders[number], bounds[pace][rows])
            found = run.tokens_per_step / step
            better = (level >= 0) & (found > rate[rows] * (1 + 1e-12))
            rate[rows[better]] = found[better]
            made[0, rows[better]], made[1, rows[better]], made[2, rows[better]] = pace, number, level[better]

    for pace, bound in enumerate(bounds):
        attempt(pace, 0, np.flatnonzero(np.isfinite(bound) & (guesses[pace] <= tried)))
    # another order may fit where the first did not
    settled = np.where(made[0] >= 0, made[0], np.argmin(guesses, axis=0))
    for pace in np.unique(settled):
        for number in range(1, len(orders)):
            attempt(int(pace), number, np.flatnonzero((settled == pace) & np.isfinite(bounds[pace])))
    return rate, made


def _step_s(
    fleets: Fleets, run: MixedRun, pace: int, order: tuple[int, ...], bound_s: Floats
) -> tuple[Floats, Integers]:
    """Return the seconds of a step at this pace in this order, and the level of its slowest stage (-1: none fits)."""
    tables, replicas, micro_batches = tables_at(fleets.pools, run, pace)
    stages = Fleets(pools=fleets.pools, devices=fleets.devices // replicas, second_s=fleets.second_s)
    present = fleets.devices > 0
    low = level_above(bound_s / (micro_batches - 1 + DEEPEST)) - 1
    high = np.minimum(low + 2**_WIDEST, LEVELS - 1)
    fits = held_within(stages, tables, order, high).enough(present, run.layers)
    for _ in range(_WIDEST):
        middle = (low + high) // 2
        enough = held_within(stages, tables, order, middle).enough(present, run.layers)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    held = held_within(stages, tables, order, high, timed=True)
    fits = fits & held.enough(present, run.layers)
    slowest, through, later = _borders_s(fleets, run, order, micro_batches)
    overhead = max(pool.options.overhead_s for pool in fleets.pools if pool.options is not None)
    fill = held.through_s.sum(axis=0) * run.layers / np.maximum(held.layers.sum(axis=0), 1)  # of the layers there are
    step = (micro_batches - 1) * (LEVEL_S[high] + slowest) + fill + through + later
    return step + held.tail_s.max(axis=0) + overhead, np.where(fits, high, -1)


def _borders_s(
    fleets: Fleets, run: MixedRun, order: Sequence[int], micro_batches: int
) -> tuple[Floats, Floats, Floats]:
    """Return the longest handing over of one micro-batch, that of all boundaries together, and their latencies."""
    sent = ACTIVATION_BYTES_PER_VALUE * run.hidden * run.tokens_per_step / micro_batches
    longest, through, late = (np.zeros(fleets.devices.shape[1]) for _ in range(3))
    for met, first, second in _neighbours(fleets.devices > 0, order):
        border = run.borders.between(fleets.pools[first].place, fleets.pools[second].place)
        once = np.where(met, sent / border.bytes_per_s, 0.0)
        longest, through = np.maximum(longest, once), through + once
        late = late + np.where(met, 2 * border.latency_s, 0.0)
    return longest, through, late


def _neighbours(present: Mask, order: Sequence[int]) -> Iterator[tuple[Mask, int, int]]:
    """Give every two pools of an order, and where the second is the next that is present after the first."""
    for at, first in enumerate(order):
        none_between = present[first].copy()
        for second in order[at + 1 :]:
            yield none_between & present[second], first, second
            none_between &= ~present[second]


def _kept(pools: Sequence[WorkingPool], run: MixedRun, orders: Sequence[tuple[int, ...]], order: Integers) -> Floats:
    """Return what the borders met keep of the computed rate, the least of them."""
    if len({border.pipeline_kept for border in run.borders.every()}) == 1:
        return np.asarray(run.borders.default.pipeline_kept)
    present = np.stack([np.broadcast_to(pool.devices > 0, order.shape).reshape(-1) for pool in pools])
    kept = np.ones(present.shape[1])
    for number, one in enumerate(orders):
        for met, first, second in _neighbours(present, one):
            border = run.borders.between(pools[first].place, pools[second].place)
            here = met & (order.reshape(-1) == number)
            kept = np.where(here, np.minimum(kept, border.pipeline_kept), kept)
    whole: Floats = kept.reshape(order.shape)
    return whole
