"""Every combination of the sizes of pools: which of them might have a pipeline that beats a rate, before any search.

What each pool has room for within a step is looked up by its size and added over pools: the same few tables serve all
combinations, so that a million of them take some hundredths of a second.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from planner.arrays import Counts, Floats, Integers, Mask
from planner.mixing.pipelines.held_layers import Fleets
from planner.mixing.pipelines.layer_room import STEPS, pool_rooms, step_levels, step_number, within_steps
from planner.mixing.pipelines.neighbours import hops_between, limits_of
from planner.mixing.pipelines.pace_search import ACTIVATION_BYTES_PER_VALUE, PaceSearch
from planner.mixing.pipelines.pace_tables import pace_tables
from planner.mixing.working_pool import MixedRun, WorkingPool

_ROUNDED = 0.1  # of the logarithm of how slow a pool is: tables of like sizes are then shared


class SizeGrid:
    """The pools of a run, two at least with options, at sizes whose columns broadcast together.

    Of ``chunks`` of a stage the fill may take as small a part of what it takes whole.
    """

    def __init__(self, pools: Sequence[WorkingPool], run: MixedRun, chunks: int = 1) -> None:
        self.pools, self.run, self.chunks = pools, run, chunks
        self.hops = hops_between(pools, run)
        self.limits = limits_of(self.hops)
        self.options = tuple(pool.options for pool in pools)
        self.tables = pace_tables(self.options, run.global_batch)
        self.sizes = [_sizes(pool) for pool in pools]
        self.rooms = tuple(
            None if pool.options is None else pool_rooms(self.options, i, devices, slowdown, run.global_batch)
            for i, (pool, (devices, slowdown, _)) in enumerate(zip(pools, self.sizes, strict=True))
        )

    def several(self, shape: tuple[int, ...]) -> Mask:
        """Say where several pools take part, all with options."""
        count, known = np.zeros(shape, dtype=np.int64), np.ones(shape, dtype=np.bool_)
        for pool in self.pools:
            count += pool.devices > 0
            if pool.options is None:
                known &= pool.devices == 0
        mask: Mask = known & (count > 1)
        return mask

    def might_beat(self, floor: Floats) -> Mask:
        """Say where the pools have room for all layers in a step that beats a rate, over all paces."""
        number, total = self._step(floor), np.zeros(floor.shape, dtype=np.int32)
        at = np.minimum(number, STEPS - 1)
        for within, (_, _, position) in zip(self._within, self.sizes, strict=True):
            if within is not None:
                total += within.max(axis=0).reshape(-1).take(position * STEPS + at)
        mask: Mask = (number == STEPS) | (total >= self.run.layers)
        return mask

    def search(self, shape: tuple[int, ...], rows: Integers, floor: Floats) -> PaceSearch:
        """Return the search for the best pipelines of some combinations that beat a rate."""
        sizes = np.stack([np.broadcast_to(position, shape).reshape(-1)[rows] for _, _, position in self.sizes])
        devices, slowdown = (
            np.stack([known[i][own] for known, own in zip(self.sizes, sizes, strict=True)]) for i in (0, 1)
        )
        fleets = Fleets(pools=self.pools, devices=devices, slowdown=slowdown)
        most = np.zeros(len(rows))
        for pool in self.pools:
            most = most + np.broadcast_to(pool.unbound_tokens_per_s, shape).reshape(-1)[rows]
        return PaceSearch(
            fleets=fleets,
            run=self.run,
            hops=self.hops,
            tables=self.tables,
            rooms=self.rooms,
            sizes=sizes,
            most=most,
            hopeful=self._hopeful(sizes, fleets, floor),
        )

    def _hopeful(self, sizes: Integers, fleets: Fleets, floor: Floats) -> Mask:
        """Return which paces are worth a look for each fleet, by their number of replicas: (K, fleets)."""
        replicas, group = np.unique(self.tables.replicas, return_inverse=True)
        if not floor.any():
            hopeful = np.ones((len(group), len(floor)), dtype=np.bool_)
        else:
            number, total = self._step(floor), np.zeros((len(replicas), len(floor)), dtype=np.int32)
            for within, own in zip(self._within, sizes, strict=True):
                if within is not None:
                    at = own * STEPS + np.minimum(number, STEPS - 1)
                    total += within.reshape(len(replicas), -1)[:, at]
            hopeful = ((number == STEPS) | (total >= self.run.layers))[group.reshape(-1)]
        for rooms, own, present in zip(self.rooms, sizes, fleets.present, strict=True):
            if rooms is not None:
                hopeful &= (rooms.speed[own] > 0.0).T | ~present
        return hopeful

    def _step(self, floor: Floats) -> Integers:
        """Return the number of the step of the grid within which a pipeline must stay to beat a rate."""
        kept = max(limit.best_kept for limit in self.limits)
        with np.errstate(divide="ignore", over="ignore"):
            return step_number(self.run.tokens_per_step * kept / floor)

    @cached_property
    def _within(self) -> tuple[Counts | None, ...]:
        """What each pool has room for within each step of the grid, by replicas and size."""
        levels = step_levels(self._beside_s(), self.tables.micro_batches)
        return tuple(
            None if options is None else within_steps(self.options, i, (own[0], own[1]), self.run.global_batch, levels)
            for i, (options, own) in enumerate(zip(self.options, self.sizes, strict=True))
        )

    def _beside_s(self) -> Floats:
        """Return what every step of two pools or more takes beside its slowest stage, m - 1 times: (K,)."""
        least = np.full(len(self.tables.replicas), np.inf)
        for options, (_, slowdown, _) in zip(self.options, self.sizes, strict=True):
            if options is not None:
                slower = np.exp(np.floor(np.log(slowdown.min()) / _ROUNDED) * _ROUNDED)
                for pace in np.unique(options.rows.pace).astype(np.int64):
                    own = options.rows.layer_s[options.rows.pace == pace]
                    least[pace] = min(least[pace], float(own.min()) * slower)
        overhead = min(options.overhead_s for options in self.options if options is not None)
        sent = ACTIVATION_BYTES_PER_VALUE * self.run.hidden * self.run.tokens_per_step / self.tables.micro_batches
        hops = min(limit.best_s_per_byte for limit in self.limits) * sent * self.tables.micro_batches
        fill = self.run.layers / self.chunks * np.where(np.isfinite(least), least, 0.0)
        beside: Floats = overhead + hops + fill
        return beside


def _sizes(pool: WorkingPool) -> tuple[Integers, Floats, Integers]:
    """Return the different sizes of a pool as (devices, seconds of a second), and where each of its columns stands."""
    devices, slowdown = np.broadcast_arrays(pool.devices, pool.stage_slowdown)
    pairs, position = np.unique(np.stack([devices.reshape(-1), slowdown.reshape(-1)]), axis=1, return_inverse=True)
    known = np.ascontiguousarray(pairs[0]).astype(np.int64), np.ascontiguousarray(pairs[1])
    return *known, position.reshape(devices.shape).astype(np.int64)
