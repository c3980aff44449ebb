"""What pipelines of a fleet hold where no stage takes longer than a level, and the steps that they then make."""

from collections.abc import Iterator

import numpy as np

from planner.arrays import Integers, Mask
from planner.mixing.pipelines.fleet import Fleet
from planner.mixing.pipelines.fleet_rows import (
    Choices,
    Held,
    Rows,
    Steps,
)
from planner.mixing.pipelines.stage_tables import LEVEL_S


def room_of_choices(fleet: Fleet, pace: int, number: int, own: Choices, level: int) -> Integers:
    """Return the layers that each choice of a pool holds within a level as if it were the last."""
    tables, times = fleet.tables, int(fleet.tables.times[pace, number])
    time = level - own.slower - int(tables.first[pace, number])
    top = tables.base.take(own.slot) + own.stages * times + np.clip(time, 0, times - 1)
    room: Integers = tables.held.take(top).astype(np.int64) * (time >= 0)
    return room


def rooms_within(fleet: Fleet, rows: Rows, level: Integers) -> Integers:
    """Return the layers that each pool of each row (P, rows) holds within a level as if it were the last."""
    tables, rooms = fleet.tables, np.empty(rows.slot.shape, dtype=np.int64)
    for number, slot in enumerate(rows.slot):
        times = tables.times[:, number].take(rows.pace)
        time = level - rows.slower[number] - tables.first[:, number].take(rows.pace)
        top = tables.base.take(slot) + rows.stages[number] * times + np.clip(time, 0, times - 1)
        rooms[number] = tables.held.take(top) * (time >= 0)
    return rooms


def have_room(fleet: Fleet, rows: Rows, level: Integers) -> Mask:
    """Say where all layers have room within a level if every pool held what it could as the last."""
    found: Mask = rooms_within(fleet, rows, level).sum(axis=0) >= fleet.run.layers
    return found


def have_room_in_chunks(fleet: Fleet, rows: Rows, level: Integers) -> Mask:
    """Say where all layers might be held within a level in chunks, which keep more micro-batches in flight.

    The stage that q stages follow, itself counted, keeps as many as q and half of all stages, or as all of them.
    """
    tables, pools, whole = fleet.tables, len(fleet.pools), rows.stages.sum(axis=0)
    after, layers, more = np.zeros_like(whole), np.zeros_like(whole), (whole - 1) // 2
    for place in range(pools):
        of_pool, slot, stages = rows.pace * pools + rows.pool[place], rows.slot[place], rows.stages[place]
        times = tables.times.take(of_pool)
        time = np.clip(level - rows.slower[place] - tables.first.take(of_pool), 0, times - 1)
        few = np.clip(whole - more - after, 0, stages)
        upto = np.minimum(after + more + few, whole)
        ends = (upto, upto - few, whole, whole - 1)
        held = [tables.held.take(tables.base.take(slot) + q * times + time).astype(np.int64) for q in ends]
        layers, after = layers + held[0] - held[1] + (stages - few) * (held[2] - held[3]), after + stages
    room: Mask = layers >= fleet.run.layers
    return room


def _places(fleet: Fleet, rows: Rows, level: Integers) -> Iterator[Held]:
    """Give what the pools of each row hold, the last stage's first."""
    tables, last = fleet.tables, len(fleet.pools) - 1
    after, pools = np.zeros(len(level), dtype=np.int64), len(fleet.pools)
    for place in range(last + 1):
        of_pool, slot, stages = rows.pace * pools + rows.pool[place], rows.slot[place], rows.stages[place]
        times = tables.times.take(of_pool)
        own = level - rows.slower[place] - tables.first.take(of_pool)
        time = np.clip(own, 0, times - 1)
        bottom = tables.base.take(slot) + after * times + time
        top = bottom + stages * times
        upto, under = tables.held.take(top), tables.held.take(bottom)
        at_start = tables.at_first.take(top) if place == last else 0
        at_end = tables.at_last.take(tables.time_base.take(slot) + time) if place == 0 else 0
        of_first = upto - tables.held.take(top - times) - at_start
        of_last = tables.held.take(bottom + times) - under - at_end
        fits = (own >= 0) & (of_first > 0) & (of_last > 0)
        layers = (upto - under - at_start - at_end).astype(np.int64)
        yield Held(layers=layers, least=np.minimum(of_first, of_last), top=top, bottom=bottom, fits=fits)
        after = after + stages


def hold_all_layers(fleet: Fleet, rows: Rows, level: Integers) -> Mask:
    """Say where all layers are held within a level, every stage with one at least."""
    layers, fits = np.zeros(len(level), dtype=np.int64), np.ones(len(level), dtype=np.bool_)
    for held in _places(fleet, rows, level):
        layers, fits = layers + held.layers, fits & held.fits
    return fits & (layers >= fleet.run.layers)


def steps_of(fleet: Fleet, rows: Rows, level: Integers) -> Steps:
    """Return the steps of pipelines whose slowest stage takes a level."""
    tables, hops, sent = fleet.tables, fleet.hops, fleet.sent_bytes[rows.pace]
    _fill_seconds(fleet, rows, level)
    fill, tail, handed, slowest, late = (np.zeros(len(level)) for _ in range(5))
    kept, layers = np.ones(len(level)), np.zeros(len(level), dtype=np.int64)
    least = np.full(len(level), fleet.run.layers)
    for place, held in enumerate(_places(fleet, rows, level)):
        slot, second = rows.slot[place], rows.slowdown[place]
        head = tables.head_s.take(slot) if place == 0 else 0.0
        fill = fill + (tables.through_s.take(held.top) - tables.through_s.take(held.bottom) + head) * second
        each = np.ceil(held.layers / rows.stages[place])
        tail = np.maximum(tail, each * tables.tail_s.take(slot) * second)
        layers, least = layers + held.layers, np.minimum(least, held.least)
        if place:
            hop = rows.pool[place], rows.pool[place - 1]
            once = hops.s_per_byte[hop] * sent
            slowest, handed, late = np.maximum(slowest, once), handed + once, late + 2 * hops.latency_s[hop]
            kept = np.minimum(kept, hops.kept[hop])
    fill = fill * fleet.run.layers / layers  # of the layers there are
    times = fleet.times[rows.pace]
    whole_s = times * (LEVEL_S[level] + slowest) + fill + handed + late + tail + fleet.overhead_s
    crossed_s = times * slowest + handed + late
    return Steps(whole_s=whole_s, kept=kept, crossed_s=crossed_s, least=least)


def _fill_seconds(fleet: Fleet, rows: Rows, level: Integers) -> None:
    """See to it that the tables have the seconds of what these rows hold within a level."""
    of_pool = rows.pace * len(fleet.pools) + rows.pool
    own = level - rows.slower - fleet.tables.first.take(of_pool)
    time = np.clip(own, 0, fleet.tables.times.take(of_pool) - 1)
    fleet.tables.fill_seconds_at(of_pool.reshape(-1), time.reshape(-1))
