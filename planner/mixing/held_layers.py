"""What the stages of pools hold within a time, for many fleets at once: walked from the last stage to the first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.mixing.stage_tables import StageTable, levels_slower, stage_table
from planner.mixing.working_pool import Floats, MixedRun, WorkingPool

Mask = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleets:
    """Fleets as rows: ``devices`` and ``second_s`` are (pools, fleets)."""

    pools: Sequence[WorkingPool]
    devices: Integers
    second_s: Floats

    def taken(self, rows: Integers) -> "Fleets":
        """Return these fleets alone."""
        return Fleets(pools=self.pools, devices=self.devices[:, rows], second_s=self.second_s[:, rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the stages of some fleets hold within a time: layers, stages and their width of each pool (pools, fleets).

    ``through_s`` is one micro-batch through all stages of a pool, ``tail_s`` what follows the last one.
    """

    layers: Integers
    stages: Integers
    width: Integers
    through_s: Floats
    tail_s: Floats

    def enough(self, present: Mask, layers: int) -> Mask:
        """Say where all layers are held, by all pools, on no more stages than layers."""
        every = np.all((self.layers > 0) | ~present, axis=0)
        mask: Mask = every & (self.layers.sum(axis=0) >= layers) & (self.stages.sum(axis=0) <= layers)
        return mask


def held_within(
    fleets: Fleets,
    tables: Sequence[StageTable | None],
    order: Sequence[int],
    level: Integers,
    *,
    timed: bool = False,
) -> Held:
    """Return what every pool holds when no stage may take longer than these levels, the last pool's stages first.

    ``tables`` are the pools' at one pace; ``fleets`` count devices of one replica. Of its widths each pool takes
    the one that holds most. ``timed``: seconds are wanted too.
    """
    held = Held(
        layers=np.zeros_like(fleets.devices),
        stages=np.zeros_like(fleets.devices),
        width=np.zeros_like(fleets.devices),
        through_s=np.zeros_like(fleets.second_s),
        tail_s=np.zeros_like(fleets.second_s),
    )
    after = np.zeros_like(level)
    for position in reversed(range(len(order))):
        pool = order[position]
        table = tables[pool]
        if table is None:
            continue
        before: Mask = np.any(fleets.devices[list(order[:position])], axis=0)
        _hold(fleets, held, pool, table, after, level, first=~before, timed=timed)
        after = after + held.stages[pool]
    return held


def _hold(  # noqa: PLR0917 - a step of the walk over pools
    fleets: Fleets,
    held: Held,
    pool: int,
    table: StageTable,
    after: Integers,
    level: Integers,
    *,
    first: Mask,
    timed: bool,
) -> None:
    """Put what one pool holds into ``held``, the best of its widths, with so many stages after it."""
    own = level - levels_slower(fleets.second_s[pool]) - table.first
    time = np.clip(own, 0, table.times - 1)
    last, at_bottom = after == 0, after * table.times + time
    for i, width in enumerate(table.widths):
        plain = table.held[i].reshape(-1)
        stages = np.minimum(fleets.devices[pool] // width, np.maximum(table.reach[i].take(time) - after, 0))
        at_top = at_bottom + stages * table.times
        upto = plain.take(at_top)
        at_end = table.at_last[i].take(time) * last
        at_start = table.at_first[i].reshape(-1).take(at_top) * first
        # the outer stages hold one layer at least beside the head and the embedding
        below_top = plain.take(np.maximum(at_top - table.times, 0))
        outer = np.minimum(plain.take(table.times + time) - at_end, upto - below_top - at_start)
        layers = upto - plain.take(at_bottom) - at_end - at_start
        better = (layers > held.layers[pool]) & (outer > 0) & (stages > 0) & (own >= 0)
        held.layers[pool] = np.where(better, layers, held.layers[pool])
        held.stages[pool] = np.where(better, stages, held.stages[pool])
        held.width[pool] = np.where(better, width, held.width[pool])
        if timed:
            seconds = table.through_s[i].reshape(-1)
            through = (seconds.take(at_top) - seconds.take(at_bottom) + table.head_s[i] * last) * fleets.second_s[pool]
            held.through_s[pool] = np.where(better, through, held.through_s[pool])
            each = np.ceil(layers / np.maximum(stages, 1)) * table.tail_s[i] * fleets.second_s[pool]
            held.tail_s[pool] = np.where(better, each, held.tail_s[pool])


def pace_of(pools: Sequence[WorkingPool], run: MixedRun, pace: int) -> tuple[int, int]:
    """Return the replicas of a pace, and its micro-batches a step."""
    replicas, micro_batch = next(pool.options.paces[pace] for pool in pools if pool.options is not None)
    return replicas, run.global_batch // (replicas * micro_batch)


def tables_at(pools: Sequence[WorkingPool], run: MixedRun, pace: int) -> tuple[list[StageTable | None], int, int]:
    """Return every pool's table at a pace, its replicas, and its micro-batches a step."""
    replicas, micro_batches = pace_of(pools, run, pace)
    options = [pool.options for pool in pools if pool.options is not None]
    return [stage_table(one, pace, micro_batches) for one in options], replicas, micro_batches
