"""The best pipeline of one fleet: of all paces, orders, widths and numbers of stages the one of the shortest step.

A pool may use fewer devices than it has: what more nodes can do includes all that fewer can, so that they are never
slower. Fewer and wider stages fill sooner where a step has few micro-batches, and leave the pools before them more
memory. Bounds leave out and never add (memory, head, embedding, whole layers), so what they rule out is no better.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
from msgspec.structs import replace

from planner.arrays import Floats, Integers, Mask
from planner.called_off import go_on
from planner.mixing.pipelines.fleet_rows import (
    NEVER_S,
    Choices,
    Combinations,
    FoundPipeline,
    Held,
    Rows,
    Seat,
    Steps,
    crossings_of,
    halve,
    known_options,
    least_layer_s,
    least_seconds,
    orders_of,
    own_levels,
    slowdown_on,
)
from planner.mixing.pipelines.interleaving import MOST_CHUNKS, interleaved
from planner.mixing.pipelines.neighbours import Hops, hops_between
from planner.mixing.pipelines.pace_search import ACTIVATION_BYTES_PER_VALUE
from planner.mixing.pipelines.pace_tables import PaceTables, pace_tables
from planner.mixing.pipelines.roomy_combinations import roomy_combinations
from planner.mixing.pipelines.spelled_stages import spelled_stages
from planner.mixing.pipelines.split import step_s
from planner.mixing.pipelines.stage_tables import DEEPEST, LEVEL_S, LEVELS, level_above, level_below, levels_slower
from planner.mixing.working_pool import MixedRun, WorkingPool

_GLANCES: Final = 4  # paces
_TOGETHER: Final = 8  # paces that are searched together: few of them hold more than few combinations
_FIRST, _GROWN, _AT_ONCE = 512, 4, 8192  # at once: what the most hopeful reach rules out most others
_EVERY_SUBSET: Final = 4  # pools, of which all 15 subsets are looked at for how soon a step may be done


class FleetSearch:
    """One fleet (columns of shape ()), two pools at least, each with options and devices."""

    def __init__(self, pools: Sequence[WorkingPool], run: MixedRun) -> None:
        self.pools, self.run = pools, run
        self.hops: Hops = hops_between(pools, run)
        self.options = tuple(known_options(pool) for pool in pools)
        self.tables: PaceTables = pace_tables(self.options, run.global_batch)
        self.most = sum(float(pool.unbound_tokens_per_s) for pool in pools)
        self.overhead_s = max(options.overhead_s for options in self.options)
        self.orders = np.array(orders_of(pools), dtype=np.int64)[:, ::-1]  # the last stage's pool first
        self.crossings = crossings_of(self.hops, self.orders)
        self.times = self.tables.micro_batches - 1
        whole = ACTIVATION_BYTES_PER_VALUE * run.hidden * run.tokens_per_step
        self.sent_bytes: Floats = whole / self.tables.micro_batches  # of a micro-batch over a link, there and back
        self.beaten = 0.0
        self.found: FoundPipeline | None = None
        self.in_part = False  # whether some combinations that may be better were not tried

    def best(self, floor: float) -> FoundPipeline | None:
        """Return the best pipeline that delivers more than ``floor`` tokens a second; None where none does."""
        self.beaten = floor
        bounds = self._bound(slice(None), [self._ends(number) for number in range(len(self.pools))])
        paces = [pace for pace in np.argsort(-bounds, kind="stable").tolist() if bounds[pace] > floor]
        choices = {pace: [self._choices(pace, number) for number in range(len(self.pools))] for pace in paces}
        if not choices:
            return None
        self._try(self._joined([self._glance(pace, choices[pace]) for pace in paces[:_GLANCES]]))
        waiting: list[Combinations] = []
        for pace in paces:
            go_on()
            if bounds[pace] > self.beaten:
                waiting.append(self._combinations(pace, choices[pace]))
            if waiting and (len(waiting) == _TOGETHER or sum(len(one.low) for one in waiting) > _AT_ONCE):
                self._search(self._joined(waiting))
                waiting.clear()
        if waiting:
            self._search(self._joined(waiting))
        return self.found and replace(self.found, in_part=self.in_part)

    def _glance(self, pace: int, choices: Sequence[Choices]) -> Combinations:
        """Return all stages of each width, the same or the nearest on all pools: what they reach rules out others."""
        first = [np.unique(one.slot, return_index=True)[1] for one in choices]
        last = [np.append(one[1:], len(own.slot)) - 1 for one, own in zip(first, choices, strict=True)]
        widths = np.arange(max(len(one) for one in last))
        chosen = np.stack([one[np.minimum(widths, len(one) - 1)] for one in last])
        bound = self._bound(pace, [one.taken(own) for one, own in zip(choices, chosen, strict=True)])
        return self._rows(pace, choices, chosen[:, bound > self.beaten])

    def _rows(self, pace: int, choices: Sequence[Choices], chosen: Integers) -> Combinations:
        """Return combinations (P, n) of choices of a pace as rows; those of too many stages are left out."""
        columns = [one.taken(own) for one, own in zip(choices, chosen, strict=True)]
        stages = np.sum([one.stages for one in columns], axis=0)
        few = np.flatnonzero(stages <= min(DEEPEST, self.run.layers))
        columns = [one.taken(few) for one in columns]

        of_all: dict[str, Any] = {
            name: np.stack([getattr(one, name) for one in columns]) for name in Choices.__struct_fields__
        }
        rows = Rows(
            pace=np.full(len(few), pace, dtype=np.int64),
            pool=np.repeat(np.arange(len(choices))[:, None], len(few), axis=1),
            **{name: of_all[name] for name in ("slot", "stages", "slower", "slowdown", "goodput")},
        )
        low = level_above(self.run.layers / of_all["speed"].sum(axis=0)) - 1
        return Combinations(rows=rows, layer_s=of_all["layer_s"].min(axis=0), low=low)

    def _joined(self, parts: Sequence[Combinations]) -> Combinations:
        """Return combinations of several paces together that are soon enough to beat what is known.

        Their tables are filled.
        """
        names = Rows.__struct_fields__
        columns = {name: np.concatenate([getattr(one.rows, name) for one in parts], axis=-1) for name in names}
        rows, layer_s, low = (
            Rows(**columns),
            np.concatenate([one.layer_s for one in parts]),
            np.concatenate([one.low for one in parts]),
        )
        high = self._soon_enough(rows)
        at = np.flatnonzero(high > low)
        every = Combinations(rows=rows, layer_s=layer_s, low=low).taken(at)
        self.tables.fill(*own_levels(every.rows, every.low, high[at]))
        return every

    def _soon_enough(self, rows: Rows) -> Integers:
        """Return the last level at which pipelines beat what is known in the order of least crossings."""
        goodput = rows.goodput.prod(axis=0)
        latest = [self._latest(rows.pace, crossed.kept * goodput, crossed.slowest) for crossed in self.crossings]
        last: Integers = np.max(latest, axis=0)
        return last

    def _ends(self, number: int) -> Choices:
        """Return the best of each figure that any choice of a pool has, one value a pace."""
        pool, options, widths = self.pools[number], self.options[number], self.tables.widths[:, number]
        one = np.maximum(self.tables.replicas[:, None] * widths, 1)
        stages = np.where(widths > 0, np.minimum(int(pool.devices) // one, self._most_stages), 0)
        layer_s, hop_s = least_seconds(options, widths.shape[1])
        alone, there = slowdown_on(pool, options, one), stages > 0
        seconds = np.where(there, layer_s * alone, np.inf)
        return Choices(
            slot=stages.argmax(axis=1),
            stages=np.minimum(stages.max(axis=1), 1),
            slower=levels_slower(alone[:, 0]),
            slowdown=alone[:, 0],
            goodput=np.where(there, pool.goodput_of(one), 0.0).max(axis=1),
            speed=np.where(there, stages / (layer_s * slowdown_on(pool, options, one * stages)), 0.0).max(axis=1),
            layer_s=seconds.min(axis=1),
            least_s=np.where(there, (layer_s + hop_s) * alone, np.inf).min(axis=1),
        )

    @property
    def _most_stages(self) -> int:
        """Return how many stages one pool may have beside the others."""
        return min(DEEPEST, self.run.layers) - len(self.pools) + 1

    def _choices(self, pace: int, number: int) -> Choices:
        """Return every width and number of stages that a pool has devices for."""
        pool, options, replicas = self.pools[number], self.options[number], int(self.tables.replicas[pace])
        widths = self.tables.widths[pace, number]
        most = np.where(widths > 0, int(pool.devices) // np.maximum(replicas * widths, 1), 0)
        slots, stages = np.nonzero(np.arange(self._most_stages) < most[:, None])
        stages += 1
        devices = replicas * stages * widths[slots]
        slowdown = slowdown_on(pool, options, devices)
        layer_s, hop_s = (column[pace, slots] for column in least_seconds(options, len(widths)))
        return Choices(
            slot=(pace * len(self.pools) + number) * len(widths) + slots,
            stages=stages,
            slower=levels_slower(slowdown),
            slowdown=slowdown,
            goodput=pool.goodput_of(devices),
            speed=stages / (layer_s * slowdown),
            layer_s=layer_s * slowdown,
            least_s=(layer_s + hop_s) * slowdown,
        )

    def _bound(self, pace: int | slice, columns: Sequence[Choices]) -> Floats:
        """Return what no pipeline of these choices, one of each pool, delivers more than; columns broadcast."""
        speed, goodput, stages = np.zeros(()), np.ones(()), np.zeros(())
        layer_s, slowest = np.full((), np.inf), np.zeros(())
        for one in columns:
            speed, goodput, stages = speed + one.speed, goodput * one.goodput, stages + one.stages
            layer_s, slowest = np.minimum(layer_s, one.layer_s), np.maximum(slowest, one.least_s)
        with np.errstate(divide="ignore"):
            slowest = np.minimum(np.maximum(slowest, self.run.layers / speed), NEVER_S)
        apart_s, fill_s = self.times[pace] * slowest, self.run.layers * np.minimum(layer_s, NEVER_S)
        chunks = self._most_chunks(pace, stages)
        least_s, least_chunked_s = np.zeros(()), np.zeros(())
        if len(columns) <= _EVERY_SUBSET:
            least_s = self.run.layers * least_layer_s(columns, self.times[pace], np.ones(()))
            least_chunked_s = self.run.layers * least_layer_s(columns, self.times[pace], chunks)
        whole_s = np.maximum(least_s, apart_s + fill_s)
        chunked_s = np.where(chunks > 1, np.maximum(least_chunked_s, apart_s + fill_s / chunks), np.inf)
        return self._rate_within(pace, whole_s, chunked_s) * goodput

    def _most_chunks(self, pace: int | slice | Integers, stages: Floats | Integers) -> Floats:
        """Return the most chunks of so many stages that the framework would start and that hold a layer each."""
        most = np.clip(self.run.layers // np.maximum(stages, 1), 1, MOST_CHUNKS)
        found: Floats = np.where(stages <= self.tables.micro_batches[pace], most, 1).astype(np.float64)
        return found

    def _rate_within(self, pace: int | slice | Integers, whole_s: Floats, chunked_s: Floats) -> Floats:
        """Return what a step of at least so many seconds delivers at most, links and overhead beside them.

        ``chunked_s`` is in chunks (infinite: never), which cross the links three times as often at least.
        """
        times, sent = self.times[pace], self.sent_bytes[pace]
        healthy = np.zeros(())
        for crossed in self.crossings:
            crossed_s = (times * crossed.slowest + crossed.all_of_them) * sent
            step_s = np.minimum(whole_s + crossed_s, chunked_s + 3 * crossed_s) + self.overhead_s
            healthy = np.maximum(healthy, np.minimum(self.run.tokens_per_step / step_s, self.most) * crossed.kept)
        return healthy

    def _combinations(self, pace: int, choices: Sequence[Choices]) -> Combinations:
        """Return the combinations of choices of a pace that may beat what is known."""
        goodput, paces = float(np.prod([one.goodput.max() for one in choices])), np.full(1, pace, dtype=np.int64)
        latest = [self._latest(paces, np.array([one.kept * goodput]), one.slowest) for one in self.crossings]
        level = int(np.max(latest))
        slower = [int(end) for one in choices for end in (one.slower.min(), one.slower.max())]
        self.tables.fill(paces, np.array([level - max(slower)]), np.array([level - min(slower)]))
        rooms = [self._room(pace, number, one, level) for number, one in enumerate(choices)]
        chosen, every = roomy_combinations(choices, rooms, self.run.layers, partial(self._bound, pace), self.beaten)
        self.in_part = self.in_part or not every
        return self._rows(pace, choices, chosen)

    def _room(self, pace: int, number: int, own: Choices, level: int) -> Integers:
        """Return the layers that each choice of a pool holds within a level as if it were the last."""
        tables, times = self.tables, int(self.tables.times[pace, number])
        time = level - own.slower - int(tables.first[pace, number])
        top = tables.base.take(own.slot) + own.stages * times + np.clip(time, 0, times - 1)
        room: Integers = tables.held.take(top).astype(np.int64) * (time >= 0)
        return room

    def _search(self, every: Combinations) -> None:
        """Try combinations in the order of their bounds until none left can beat what is known."""
        roomy, level = self._roomy(every)
        rows = roomy.rows
        chunks = self._most_chunks(rows.pace, rows.stages.sum(axis=0))
        apart_s, fill_s = self.times[rows.pace] * LEVEL_S[level], self.run.layers * roomy.layer_s
        chunked_s = np.where(chunks > 1, apart_s + fill_s / chunks, np.inf)
        bound = self._rate_within(rows.pace, apart_s + fill_s, chunked_s) * rows.goodput.prod(axis=0)
        best = np.argsort(-bound, kind="stable")[: int(np.count_nonzero(bound > self.beaten))]
        roomy, bound = Combinations(rows=rows, layer_s=roomy.layer_s, low=level - 1).taken(best), bound[best]
        start, at_once = 0, max(1, _FIRST // len(self.orders))
        while start < len(bound) and bound[start] > self.beaten:
            go_on()
            part = np.arange(start, min(start + at_once, len(bound)))
            self._try(roomy.taken(part[bound[part] > self.beaten]))
            start, at_once = start + at_once, min(_GROWN * at_once, max(1, _AT_ONCE // len(self.orders)))

    def _roomy(self, every: Combinations) -> tuple[Combinations, Integers]:
        """Return the combinations with room for all layers soon enough to beat what is known, and their least levels.

        Every pool holds what it could as if it were the last.
        """
        rows = every.rows
        high = self._soon_enough(rows)
        at = np.flatnonzero(high > every.low)
        at = at[self._have_room(rows.taken(at), high[at])]
        found, high, low = every.taken(at), high[at], every.low[at].copy()
        halve(low, high, lambda left, level: self._have_room(found.rows.taken(left), level))
        return found, high

    def _have_room(self, rows: Rows, level: Integers) -> Mask:
        tables, layers = self.tables, np.zeros(len(level), dtype=np.int64)
        for number, slot in enumerate(rows.slot):
            times = tables.times[:, number].take(rows.pace)
            time = level - rows.slower[number] - tables.first[:, number].take(rows.pace)
            top = tables.base.take(slot) + rows.stages[number] * times + np.clip(time, 0, times - 1)
            layers += tables.held.take(top) * (time >= 0)
        return layers >= self.run.layers

    def _try(self, every: Combinations) -> None:
        """Keep the pipeline of the shortest step of combinations in every order, where it beats what is known."""
        rows, low = self._ordered(every.rows), np.tile(every.low, len(self.orders))
        met = rows.pool[1:], rows.pool[:-1]
        kept, slowest = self.hops.kept[met].min(axis=0), self.hops.s_per_byte[met].max(axis=0)
        high = self._latest(rows.pace, kept * rows.goodput.prod(axis=0), slowest)
        at = np.flatnonzero(high > low)
        at = at[self._holds(rows.taken(at), high[at])]
        rows, low, high = rows.taken(at), low[at], high[at]
        halve(low, high, lambda left, level: self._holds(rows.taken(left), level))
        if not len(high):
            return
        step = self._steps(rows, high)
        bound, stages = self._best_in_chunks(rows, high, step), rows.stages.sum(axis=0)
        for row in np.lexsort((stages, -bound)).tolist():
            if bound[row] <= self.beaten:
                break
            found = self._exactly(self._spelled(rows, row, int(high[row]), step))
            if found.tokens_per_s > self.beaten:
                self.beaten, self.found = found.tokens_per_s, found

    def _best_in_chunks(self, rows: Rows, level: Integers, step: Steps) -> Floats:
        """Return the delivered tokens a second that pipelines do not exceed with stages whole or in chunks.

        No stage but the slowest saves more by chunks than its level.
        """
        stages, goodput = rows.stages.sum(axis=0), rows.goodput.prod(axis=0)
        cut_s, most = (stages - 1) * LEVEL_S[level], np.minimum(self._most_chunks(rows.pace, stages), step.least)
        whole_s = step.whole_s / step.kept
        shortest = whole_s
        for chunks in range(2, MOST_CHUNKS + 1):
            chunked_s = whole_s - cut_s * (1.0 - 1.0 / chunks) + (2 * chunks - 2) * step.crossed_s
            shortest = np.where(chunks <= most, np.minimum(shortest, chunked_s), shortest)
        most_tokens = self.most * step.kept
        whole = np.minimum(self.run.tokens_per_step / whole_s, most_tokens) * goodput
        bound: Floats = np.minimum(self.run.tokens_per_step / shortest, most_tokens) * goodput
        unsure = np.flatnonzero((bound > self.beaten) & (whole <= self.beaten))
        unfit = unsure[~self._room_in_chunks(rows.taken(unsure), level[unsure])]
        bound[unfit] = whole[unfit]
        return bound

    def _room_in_chunks(self, rows: Rows, level: Integers) -> Mask:
        """Say where all layers might be held within a level in chunks, which keep more micro-batches in flight.

        The stage that q stages follow, itself counted, keeps as many as q and half of all stages, or as all of them.
        """
        tables, pools, whole = self.tables, len(self.pools), rows.stages.sum(axis=0)
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
        room: Mask = layers >= self.run.layers
        return room

    def _exactly(self, found: FoundPipeline) -> FoundPipeline:
        """Return a pipeline at what its stages make, whole or in the best number of chunks.

        The step is no shorter than its rows: where whole layers make them longer than looked up, it is as long as they.
        """
        stages = spelled_stages(self.pools, self.run, found.pace, found.seats)
        each = [stage.micro_batch_s for stage in stages]
        made_s = max(found.made_s, step_s(each, int(self.tables.micro_batches[found.pace])))
        healthy = self.run.tokens_per_step / made_s
        gain = interleaved(stages, self.pools, self.run, healthy).gain
        rate = min(healthy * gain * found.goodput, found.most_tokens_per_s)
        return replace(found, made_s=made_s, tokens_per_s=rate)

    def _ordered(self, rows: Rows) -> Rows:
        """Return combinations in every order."""
        many, count = len(self.orders), len(rows.pace)
        order = np.repeat(self.orders.T, count, axis=1)
        at = np.tile(np.arange(count), many)
        columns = {name: getattr(rows, name)[order, at] for name in Rows.__struct_fields__ if name != "pace"}
        return Rows(pace=rows.pace[at], **columns)

    def _latest(self, pace: Integers, kept: Floats, slowest: Floats | float) -> Integers:
        """Return the last level at which a pipeline that keeps so much beats what is known; ``slowest`` s/byte."""
        if not self.beaten > 0.0:
            return np.full(len(kept), LEVELS - 1)
        times = self.times[pace]
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            step_s = self.run.tokens_per_step * kept / self.beaten
            left_s = (step_s - self.overhead_s) / times - slowest * self.sent_bytes[pace]
        return np.where(times > 0, level_below(np.where(times > 0, left_s, 0.0)), LEVELS - 1)

    def _places(self, rows: Rows, level: Integers) -> Iterator[Held]:
        """Give what the pools of each row hold, the last stage's first."""
        tables, last = self.tables, len(self.pools) - 1
        after, pools = np.zeros(len(level), dtype=np.int64), len(self.pools)
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

    def _holds(self, rows: Rows, level: Integers) -> Mask:
        """Say where all layers are held within a level, every stage with one at least."""
        layers, fits = np.zeros(len(level), dtype=np.int64), np.ones(len(level), dtype=np.bool_)
        for held in self._places(rows, level):
            layers, fits = layers + held.layers, fits & held.fits
        return fits & (layers >= self.run.layers)

    def _steps(self, rows: Rows, level: Integers) -> Steps:
        """Return the steps of pipelines whose slowest stage takes a level."""
        tables, hops, sent = self.tables, self.hops, self.sent_bytes[rows.pace]
        self._fill_seconds(rows, level)
        fill, tail, handed, slowest, late = (np.zeros(len(level)) for _ in range(5))
        kept, layers = np.ones(len(level)), np.zeros(len(level), dtype=np.int64)
        least = np.full(len(level), self.run.layers)
        for place, held in enumerate(self._places(rows, level)):
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
        fill = fill * self.run.layers / layers  # of the layers there are
        times = self.times[rows.pace]
        whole_s = times * (LEVEL_S[level] + slowest) + fill + handed + late + tail + self.overhead_s
        crossed_s = times * slowest + handed + late
        return Steps(whole_s=whole_s, kept=kept, crossed_s=crossed_s, least=least)

    def _fill_seconds(self, rows: Rows, level: Integers) -> None:
        """See to it that the tables have the seconds of what these rows hold within a level."""
        of_pool = rows.pace * len(self.pools) + rows.pool
        own = level - rows.slower - self.tables.first.take(of_pool)
        time = np.clip(own, 0, self.tables.times.take(of_pool) - 1)
        self.tables.fill_seconds_at(of_pool.reshape(-1), time.reshape(-1))

    def _spelled(self, rows: Rows, row: int, level: int, step: Steps) -> FoundPipeline:
        seats = tuple(
            Seat(
                pool=int(rows.pool[place, row]),
                width=int(self.tables.widths.reshape(-1)[rows.slot[place, row]]),
                stages=int(rows.stages[place, row]),
            )
            for place in reversed(range(len(self.pools)))
        )
        goodput, kept = float(rows.goodput[:, row].prod()), float(step.kept[row])
        made_s, most = float(step.whole_s[row]) / kept, self.most * kept * goodput
        return FoundPipeline(
            tokens_per_s=min(self.run.tokens_per_step / made_s * goodput, most),
            goodput=goodput,
            made_s=made_s,
            most_tokens_per_s=most,
            pace=int(rows.pace[row]),
            level=level,
            seats=seats,
        )
