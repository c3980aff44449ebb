"""How many layers a pool has room for at best, by its size, at every pace and within every time: bounds for pruning.

A pool holds no more in any place of a pipeline than as its last pool, where the fewest micro-batches are in flight, and
without head and embedding. So a fleet whose pools have not room for all layers within a time has no pipeline with so
soon a slowest stage, in whatever order they stand.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Counts, Floats, Integers
from planner.mixing.pipelines.pace_tables import Options, PaceTables, pace_tables
from planner.mixing.pipelines.stage_tables import DEEPEST, LEVELS, STEP, level_below, levels_slower

STEPS: Final = 4352  # of half a per cent: steps of an optimiser from 1 ms up to a month
_SHORTEST_S: Final = 1e-3
_LOG_STEP: Final = float(np.log(STEP))


class PoolRooms(Struct, frozen=True, kw_only=True):
    """The rooms of one pool's sizes: ``most`` and ``last`` have (sizes, T) values of each pace from ``start`` (K,) on.

    ``last`` is as the last pool, with the head. ``times`` (K,) is T, ``first`` (K,) the level of the first;
    ``slower`` (sizes,) the levels by which times shrink. ``speed`` (sizes, K) are layers a second of all devices,
    ``layer_s`` (sizes, K) the least seconds of one layer; 0 and infinite where a size holds no stage.
    """

    most: Counts
    last: Counts
    start: Integers
    times: Integers
    first: Integers
    slower: Integers
    speed: Floats
    layer_s: Floats


class Rooms(Struct, frozen=True, kw_only=True):
    """The rooms of fleets as rows of (fleet, pace): ``sizes`` (P, rows) are positions in those of each pool."""

    pools: tuple[PoolRooms | None, ...]
    sizes: Integers
    pace: Integers

    def taken(self, rows: Integers) -> "Rooms":
        """Return these rows alone."""
        return replace(self, sizes=self.sizes[:, rows], pace=self.pace[rows])

    def most(self, level: Integers, *, last: bool = False) -> Integers:
        """Return the layers that each pool has room for within a level: (P, rows); ``last``: with the head."""
        found = np.zeros(self.sizes.shape, dtype=np.int64)
        for pool, sizes, here in zip(self.pools, self.sizes, found, strict=True):
            if pool is not None:
                times = pool.times[self.pace]
                own = level - pool.slower[sizes] - pool.first[self.pace]
                at = pool.start[self.pace] + sizes * times + np.clip(own, 0, times - 1)
                here[:] = (pool.last if last else pool.most).take(at) * (own >= 0)
        return found

    def layer_s(self) -> Floats:
        """Return the least seconds of a layer on each pool: (P, rows); infinite where it holds none."""
        found = np.full(self.sizes.shape, np.inf)
        for pool, sizes, here in zip(self.pools, self.sizes, found, strict=True):
            if pool is not None:
                here[:] = pool.layer_s[sizes, self.pace]
        return found


def pool_rooms(pools: Options, number: int, devices: Integers, slowdown: Floats, global_batch: int) -> PoolRooms:
    """Return the rooms of one of these pools, which must have options, at sizes of (devices, slowdown)."""
    return _pool_rooms(pools, number, devices.tobytes(), slowdown.tobytes(), global_batch)


@lru_cache(maxsize=64)  # 17 sizes at 29 paces: 2 MB
def _pool_rooms(pools: Options, number: int, devices: bytes, slowdown: bytes, global_batch: int) -> PoolRooms:
    tables = pace_tables(pools, global_batch)
    sizes, slower = np.frombuffer(devices, dtype=np.int64), np.frombuffer(slowdown)
    paces = np.arange(len(tables.replicas))
    tables.fill(paces)
    times = tables.times[:, number]
    start = np.concatenate(([0], np.cumsum(times * len(sizes))))
    most, last = (np.zeros(int(start[-1]), dtype=tables.held.dtype) for _ in range(2))
    for pace in paces.tolist():
        part = slice(int(start[pace]), int(start[pace + 1]))
        most[part], last[part] = (one.reshape(-1) for one in _rooms_at(tables, pace, number, sizes))
    speed, layer_s = _speeds(tables, number, sizes, slower)
    return PoolRooms(
        most=most,
        last=last,
        start=start[:-1],
        times=times,
        first=tables.first[:, number],
        slower=levels_slower(slower),
        speed=speed,
        layer_s=layer_s,
    )


def _rooms_at(tables: PaceTables, pace: int, number: int, sizes: Integers) -> tuple[Counts, Counts]:
    times = int(tables.times[pace, number])
    most, last = (np.zeros((len(sizes), times), dtype=tables.held.dtype) for _ in range(2))
    for i, width in enumerate(tables.widths[pace, number]):
        if width == 0:
            break
        start, at = int(tables.base[pace, number, i]), int(tables.time_base[pace, number, i])
        held = tables.held[start : start + (DEEPEST + 1) * times]
        many = sizes[:, None] // (int(tables.replicas[pace]) * int(width))
        stages = np.minimum(many, tables.reach[at : at + times][None, :])
        here = held.take((stages * times + np.arange(times)).astype(np.intp))
        np.maximum(most, here, out=most)
        np.maximum(last, here - tables.at_last[at : at + times], out=last)
    return most, last


def _speeds(tables: PaceTables, number: int, sizes: Integers, slowdown: Floats) -> tuple[Floats, Floats]:
    options = tables.pools[number]
    assert options is not None  # noqa: S101 - asked for pools with options alone
    shape = len(sizes), len(tables.replicas)
    speed, layer_s = np.zeros(shape), np.full(shape, np.inf)
    for pace in range(shape[1]):
        for width in tables.widths[pace, number][tables.widths[pace, number] > 0]:
            own = (options.rows.pace == pace) & (options.rows.width == width)
            fastest = float(np.min(options.rows.layer_s[own]))
            many = sizes // (int(tables.replicas[pace]) * int(width))
            speed[:, pace] = np.maximum(speed[:, pace], many / fastest / slowdown)
            layer_s[:, pace] = np.where(many > 0, np.minimum(layer_s[:, pace], fastest * slowdown), layer_s[:, pace])
    return speed, layer_s


def step_number(step_s: Floats) -> Integers:
    """Return the number of the first step of the grid that is not shorter than some seconds; STEPS where none is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = np.ceil(np.log(step_s / _SHORTEST_S) / _LOG_STEP - 1e-9)
    number: Integers = np.clip(np.nan_to_num(exact, nan=STEPS, posinf=STEPS, neginf=0.0), 0, STEPS).astype(np.int64)
    return number


def step_levels(left_s: Floats, micro_batches: Integers) -> Integers:
    """Return the last level of the slowest stage by pace and step of the grid, (K, STEPS); -1 where there is none.

    ``left_s`` (K,) is what a step takes at least beside its slowest stage, m - 1 times.
    """
    steps = _SHORTEST_S * np.power(STEP, np.arange(STEPS, dtype=np.float64))
    return np.stack([level_within(steps - one, int(many) - 1) for one, many in zip(left_s, micro_batches, strict=True)])


def level_within(left_s: Floats, times: int) -> Integers:
    """Return the last level that passes so many times within what is left; -1 where none does."""
    if times == 0:
        return np.where(left_s >= 0.0, LEVELS - 1, -1)
    return level_below(left_s / times)


def within_steps(
    pools: Options, number: int, sizes: tuple[Integers, Floats], global_batch: int, levels: Integers
) -> Counts:
    """Return the most layers of a pool's sizes within a step of the grid, by number of replicas.

    ``levels`` are as of ``step_levels``; the answer is (numbers of replicas, sizes, STEPS), over paces of the same.
    """
    devices, slowdown = sizes
    key = levels.astype(np.int16).tobytes()
    return _within_steps(pools, number, (devices.tobytes(), slowdown.tobytes()), global_batch, key)


@lru_cache(maxsize=32)  # 17 sizes at 11 numbers of replicas: 2 MB
def _within_steps(pools: Options, number: int, sizes: tuple[bytes, bytes], global_batch: int, levels: bytes) -> Counts:
    rooms = _pool_rooms(pools, number, *sizes, global_batch)
    replicas, group = np.unique(pace_tables(pools, global_batch).replicas, return_inverse=True)
    level = np.frombuffer(levels, dtype=np.int16).reshape(len(group), STEPS).astype(np.int64)
    each = np.arange(len(rooms.slower))[:, None]
    found = np.zeros((len(replicas), len(each), STEPS), dtype=rooms.most.dtype)
    for pace, mine in enumerate(group.reshape(-1)):
        if not rooms.speed[:, pace].any():
            continue
        own = level[pace] - rooms.slower[:, None] - rooms.first[pace]
        at = rooms.start[pace] + each * rooms.times[pace] + np.clip(own, 0, rooms.times[pace] - 1)
        np.maximum(found[mine], np.where(own >= 0, rooms.most.take(at), 0), out=found[mine])
    return found
