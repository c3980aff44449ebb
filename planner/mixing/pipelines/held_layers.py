"""What the stages of pools hold within a time, for many fleets at once: pools are placed from the last to the first."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats, Integers, Mask
from planner.mixing.pipelines.pace_tables import PaceTables
from planner.mixing.pipelines.stage_tables import levels_slower
from planner.mixing.working_pool import WorkingPool


class Fleets(Struct, frozen=True, kw_only=True):
    """Fleets as rows: ``devices`` and ``slowdown`` are (pools, fleets)."""

    pools: Sequence[WorkingPool]
    devices: Integers
    slowdown: Floats

    def taken(self, rows: Integers) -> "Fleets":
        """Return these fleets alone."""
        return replace(self, devices=self.devices[:, rows], slowdown=self.slowdown[:, rows])

    @property
    def present(self) -> Mask:
        """Where a pool takes part: (pools, fleets)."""
        return self.devices > 0


class Seats(Struct, frozen=True, kw_only=True):
    """What fleets bring to the stages of one pace each: ``many`` (P * W, rows) stages at most of each width.

    ``pace`` is of each row; ``slower`` (P, rows) is by how many levels a pool's times shrink.
    """

    tables: PaceTables
    pace: Integers
    many: Integers
    slower: Integers
    present: Mask

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.pace)

    def taken(self, rows: Integers) -> "Seats":
        """Return these rows alone."""
        return replace(self, **{name: getattr(self, name)[..., rows] for name in ("pace", "many", "slower", "present")})


class Placed(Struct, frozen=True, kw_only=True):
    """What one pool holds: layers and stages, and its width as a position in ``widths`` of the tables laid flat.

    ``top`` is where its first stage stands in the columns of the tables, ``bottom`` the stage after its last.
    """

    layers: Integers
    stages: Integers
    slot: Integers
    top: Integers
    bottom: Integers


def seats_of(fleets: Fleets, tables: PaceTables, pace: Integers) -> Seats:
    """Return what each fleet brings to its pace; the tables are filled where they were not."""
    tables.fill(pace)
    _, pools, slots = tables.widths.shape
    widths = tables.widths[pace].reshape(len(pace), pools * slots).T
    each = np.repeat(fleets.devices // tables.replicas[pace], slots, axis=0)
    many = np.where(widths > 0, each // np.maximum(widths, 1), 0)
    slower = levels_slower(fleets.slowdown)
    return Seats(tables=tables, pace=pace, many=many, slower=slower, present=fleets.present)


def place(  # noqa: PLR0917 - a step of the walk over pools
    seats: Seats, row: Integers, pool: Integers, after: Integers, level: Integers, first: Mask
) -> Placed:
    """Return what a pool of each row holds with so many stages after it: of its widths the one that holds most.

    ``first``: no pool stands before it, so its first stage holds the embedding; with no stage after it its last one
    holds the head. The outer stages hold one layer at least beside them. No layers where it does not fit.
    """
    tables, rows = seats.tables, seats.rows
    pools, widths = tables.widths.shape[1:]
    of_pool = seats.pace.take(row) * pools + pool
    times = tables.times.take(of_pool)
    own = level - seats.slower.take(pool * rows + row) - tables.first.take(of_pool)
    time = np.clip(own, 0, times - 1)
    last, ends, below = after == 0, own >= 0, after * times + time
    best, chosen = np.zeros_like(row), np.zeros_like(row)
    for i in range(widths):
        stages = seats.many.take((pool * widths + i) * rows + row)
        if not stages.any():
            continue
        slot = of_pool * widths + i
        time_at = tables.time_base.take(slot) + time
        stages = np.minimum(stages, np.maximum(tables.reach.take(time_at) - after, 0))
        bottom = tables.base.take(slot) + below
        top = bottom + stages * times
        upto, under = tables.held.take(top), tables.held.take(bottom)
        at_start, at_end = tables.at_first.take(top) * first, tables.at_last.take(time_at) * last
        of_first = upto - tables.held.take(np.maximum(top - times, 0)) - at_start
        of_last = tables.held.take(np.minimum(bottom + times, top)) - under - at_end
        layers = upto - under - at_end - at_start
        better = (layers > best) & (of_first > 0) & (of_last > 0) & (stages > 0) & ends
        np.copyto(best, layers, where=better)
        np.copyto(chosen, i, where=better)
    return _taken(seats, (row, pool, time), (of_pool * widths + chosen, chosen), (best, after))


def _taken(
    seats: Seats,
    where: tuple[Integers, Integers, Integers],
    width: tuple[Integers, Integers],
    held: tuple[Integers, Integers],
) -> Placed:
    """Return the width that was chosen spelled out."""
    (row, pool, time), (slot, chosen), (layers, after), tables = where, width, held, seats.tables
    times = tables.times.take(slot // tables.widths.shape[2])
    many = seats.many.take((pool * tables.widths.shape[2] + chosen) * seats.rows + row)
    left = np.maximum(tables.reach.take(tables.time_base.take(slot) + time) - after, 0)
    stages = np.where(layers > 0, np.minimum(many, left), 0)
    bottom = tables.base.take(slot) + after * times + time
    return Placed(layers=layers, stages=stages, slot=slot, top=bottom + stages * times, bottom=bottom)


def given_orders(pools: Sequence[WorkingPool]) -> tuple[tuple[int, ...], ...]:
    """Return the orders to try of more than five pools: by memory, as they stand, and by speed, both ways."""
    device_s = [
        np.inf if (one := pool.options) is None else float(np.min(one.rows.width * one.rows.layer_s, initial=np.inf))
        for pool in pools
    ]
    by_memory = tuple(range(len(pools)))
    by_speed = tuple(sorted(by_memory, key=lambda i: device_s[i]))
    return tuple(dict.fromkeys((by_memory, by_memory[::-1], by_speed, by_speed[::-1])))
