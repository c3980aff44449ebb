"""The best pipeline of one fleet: of all paces, orders, widths and numbers of stages the one of the shortest step.

A pool may use fewer devices than it has: what more nodes can do includes all that fewer can, so that they are never
slower. Fewer and wider stages fill sooner where a step has few micro-batches, and leave the pools before them more
memory. Bounds leave out and never add (memory, head, embedding, whole layers), so what they rule out is no better.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import numpy as np
from msgspec.structs import replace

from planner.arrays import Floats, Integers
from planner.called_off import go_on
from planner.mixing.pipelines.fleet import Fleet
from planner.mixing.pipelines.fleet_bounds import (
    bound_of,
    choices_of,
    ends_of,
    latest_in_any_order,
    latest_levels,
    most_chunks,
    rate_within,
)
from planner.mixing.pipelines.fleet_levels import (
    have_room,
    have_room_in_chunks,
    hold_all_layers,
    room_of_choices,
    steps_of,
)
from planner.mixing.pipelines.fleet_rows import (
    Choices,
    Combinations,
    FoundPipeline,
    Rows,
    Seat,
    Steps,
    halve,
    own_levels,
)
from planner.mixing.pipelines.interleaving import MOST_CHUNKS, interleaved
from planner.mixing.pipelines.least_fill import bound_of_rows
from planner.mixing.pipelines.roomy_combinations import hopeful_choices, roomy_combinations
from planner.mixing.pipelines.spelled_stages import spelled_stages
from planner.mixing.pipelines.split import step_s
from planner.mixing.pipelines.stage_tables import DEEPEST, LEVEL_S, level_above
from planner.mixing.working_pool import MixedRun, WorkingPool

_GLANCES: Final = 4  # paces
_TOGETHER: Final = 8  # paces that are searched together: few of them hold more than few combinations
_FIRST, _GROWN, _AT_ONCE = 512, 4, 8192  # at once: what the most hopeful reach rules out most others


class FleetSearch:
    """The search for the best pipeline of one fleet: what it has to beat rises with what it finds."""

    def __init__(self, pools: Sequence[WorkingPool], run: MixedRun) -> None:
        self.fleet = Fleet(pools, run)
        self.beaten = 0.0
        self.found: FoundPipeline | None = None
        self.in_part = False  # whether some combinations that may be better were not tried

    def best(self, floor: float) -> FoundPipeline | None:
        """Return the best pipeline that delivers more than ``floor`` tokens a second; None where none does."""
        self.beaten = floor
        bounds = bound_of(
            self.fleet, slice(None), [ends_of(self.fleet, number) for number in range(len(self.fleet.pools))]
        )
        paces = [pace for pace in np.argsort(-bounds, kind="stable").tolist() if bounds[pace] > floor]
        choices = {
            pace: [choices_of(self.fleet, pace, number) for number in range(len(self.fleet.pools))] for pace in paces
        }
        if not choices:
            return None
        self._try(self._joined([self._glance(pace, choices[pace]) for pace in paces[:_GLANCES]]))
        waiting: list[Combinations] = []
        for pace in paces:
            go_on()
            hopeful = self._hopeful(pace, choices[pace]) if bounds[pace] > self.beaten else None
            if hopeful:
                waiting.append(self._combinations(pace, hopeful))
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
        bound = bound_of(self.fleet, pace, [one.taken(own) for one, own in zip(choices, chosen, strict=True)])
        return self._rows(pace, choices, chosen[:, bound > self.beaten])

    def _rows(self, pace: int, choices: Sequence[Choices], chosen: Integers) -> Combinations:
        """Return combinations (P, n) of choices of a pace as rows; those of too many stages are left out."""
        columns = [one.taken(own) for one, own in zip(choices, chosen, strict=True)]
        stages = np.sum([one.stages for one in columns], axis=0)
        few = np.flatnonzero(stages <= min(DEEPEST, self.fleet.run.layers))
        columns = [one.taken(few) for one in columns]

        of_all: dict[str, Any] = {
            name: np.stack([getattr(one, name) for one in columns]) for name in Choices.__struct_fields__
        }
        rows = Rows(
            pace=np.full(len(few), pace, dtype=np.int64),
            pool=np.repeat(np.arange(len(choices))[:, None], len(few), axis=1),
            **{name: of_all[name] for name in ("slot", "stages", "slower", "slowdown", "goodput")},
        )
        low = level_above(self.fleet.run.layers / of_all["speed"].sum(axis=0)) - 1
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
        high = latest_in_any_order(self.fleet, self.beaten, rows)
        at = np.flatnonzero(high > low)
        every = Combinations(rows=rows, layer_s=layer_s, low=low).taken(at)
        self.fleet.tables.fill(*own_levels(every.rows, every.low, high[at]))
        return every

    def _hopeful(self, pace: int, choices: Sequence[Choices]) -> list[Choices] | None:
        """Return the choices of a pace that may beat what is known; None where none may."""
        return hopeful_choices(choices, partial(bound_of, self.fleet, pace), self.beaten)

    def _combinations(self, pace: int, choices: Sequence[Choices]) -> Combinations:
        """Return the combinations of choices of a pace that may beat what is known."""
        goodput, paces = float(np.prod([one.goodput.max() for one in choices])), np.full(1, pace, dtype=np.int64)
        latest = [
            latest_levels(self.fleet, self.beaten, paces, np.array([one.kept * goodput]), one.slowest)
            for one in self.fleet.crossings
        ]
        level = int(np.max(latest))
        slower = [int(end) for one in choices for end in (one.slower.min(), one.slower.max())]
        self.fleet.tables.fill(paces, np.array([level - max(slower)]), np.array([level - min(slower)]))
        rooms = [room_of_choices(self.fleet, pace, number, one, level) for number, one in enumerate(choices)]
        chosen, every = roomy_combinations(
            choices, rooms, self.fleet.run.layers, partial(bound_of, self.fleet, pace), self.beaten
        )
        self.in_part = self.in_part or not every
        return self._rows(pace, choices, chosen)

    def _search(self, every: Combinations) -> None:
        """Try combinations in the order of their bounds until none left can beat what is known."""
        roomy, level = self._roomy(every)
        rows = roomy.rows
        chunks = most_chunks(self.fleet, rows.pace, rows.stages.sum(axis=0))
        apart_s, fill_s = self.fleet.times[rows.pace] * LEVEL_S[level], self.fleet.run.layers * roomy.layer_s
        chunked_s = np.where(chunks > 1, apart_s + fill_s / chunks, np.inf)
        bound = rate_within(self.fleet, rows.pace, apart_s + fill_s, chunked_s) * rows.goodput.prod(axis=0)
        tight = bound_of_rows(self.fleet, rows, level, self.beaten)
        best = np.argsort(-bound, kind="stable")[: int(np.count_nonzero(bound > self.beaten))]
        roomy = Combinations(rows=rows, layer_s=roomy.layer_s, low=level - 1).taken(best)
        bound, tight = bound[best], tight[best]
        start, at_once = 0, max(1, _FIRST // len(self.fleet.orders))
        while start < len(bound) and bound[start] > self.beaten:
            go_on()
            part = start + np.flatnonzero(tight[start : start + at_once] > self.beaten)
            self._try_hopeful(roomy.taken(part))
            start, at_once = start + at_once, min(_GROWN * at_once, max(1, _AT_ONCE // len(self.fleet.orders)))

    def _try_hopeful(self, every: Combinations) -> None:
        """Try combinations that may beat what is known by now, where there are any."""
        hopeful = np.flatnonzero(bound_of_rows(self.fleet, every.rows, every.low + 1, self.beaten) > self.beaten)
        if len(hopeful):
            self._try(every.taken(hopeful))

    def _roomy(self, every: Combinations) -> tuple[Combinations, Integers]:
        """Return the combinations with room for all layers soon enough to beat what is known, and their least levels.

        Every pool holds what it could as if it were the last.
        """
        rows = every.rows
        high = latest_in_any_order(self.fleet, self.beaten, rows)
        at = np.flatnonzero(high > every.low)
        at = at[have_room(self.fleet, rows.taken(at), high[at])]
        found, high, low = every.taken(at), high[at], every.low[at].copy()
        halve(low, high, lambda left, level: have_room(self.fleet, found.rows.taken(left), level))
        return found, high

    def _try(self, every: Combinations) -> None:
        """Keep the pipeline of the shortest step of combinations in every order, where it beats what is known."""
        rows, low = self._ordered(every.rows), np.tile(every.low, len(self.fleet.orders))
        met = rows.pool[1:], rows.pool[:-1]
        kept, slowest = self.fleet.hops.kept[met].min(axis=0), self.fleet.hops.s_per_byte[met].max(axis=0)
        high = latest_levels(self.fleet, self.beaten, rows.pace, kept * rows.goodput.prod(axis=0), slowest)
        at = np.flatnonzero(high > low)
        at = at[hold_all_layers(self.fleet, rows.taken(at), high[at])]
        rows, low, high = rows.taken(at), low[at], high[at]
        halve(low, high, lambda left, level: hold_all_layers(self.fleet, rows.taken(left), level))
        if not len(high):
            return
        step = steps_of(self.fleet, rows, high)
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
        cut_s, most = (stages - 1) * LEVEL_S[level], np.minimum(most_chunks(self.fleet, rows.pace, stages), step.least)
        whole_s = step.whole_s / step.kept
        shortest = whole_s
        for chunks in range(2, MOST_CHUNKS + 1):
            chunked_s = whole_s - cut_s * (1.0 - 1.0 / chunks) + (2 * chunks - 2) * step.crossed_s
            shortest = np.where(chunks <= most, np.minimum(shortest, chunked_s), shortest)
        most_tokens = self.fleet.most * step.kept
        whole = np.minimum(self.fleet.run.tokens_per_step / whole_s, most_tokens) * goodput
        bound: Floats = np.minimum(self.fleet.run.tokens_per_step / shortest, most_tokens) * goodput
        unsure = np.flatnonzero((bound > self.beaten) & (whole <= self.beaten))
        unfit = unsure[~have_room_in_chunks(self.fleet, rows.taken(unsure), level[unsure])]
        bound[unfit] = whole[unfit]
        return bound

    def _exactly(self, found: FoundPipeline) -> FoundPipeline:
        """Return a pipeline at what its stages make, whole or in the best number of chunks.

        The step is no shorter than its rows: where whole layers make them longer than looked up, it is as long as they.
        """
        stages = spelled_stages(self.fleet.pools, self.fleet.run, found.pace, found.seats)
        each = [stage.micro_batch_s for stage in stages]
        made_s = max(found.made_s, step_s(each, int(self.fleet.tables.micro_batches[found.pace])))
        healthy = self.fleet.run.tokens_per_step / made_s
        gain = interleaved(stages, self.fleet.pools, self.fleet.run, healthy).gain
        rate = min(healthy * gain * found.goodput, found.most_tokens_per_s)
        return replace(found, made_s=made_s, tokens_per_s=rate)

    def _ordered(self, rows: Rows) -> Rows:
        """Return combinations in every order."""
        many, count = len(self.fleet.orders), len(rows.pace)
        order = np.repeat(self.fleet.orders.T, count, axis=1)
        at = np.tile(np.arange(count), many)
        columns = {name: getattr(rows, name)[order, at] for name in Rows.__struct_fields__ if name != "pace"}
        return Rows(pace=rows.pace[at], **columns)

    def _spelled(self, rows: Rows, row: int, level: int, step: Steps) -> FoundPipeline:
        seats = tuple(
            Seat(
                pool=int(rows.pool[place, row]),
                width=int(self.fleet.tables.widths.reshape(-1)[rows.slot[place, row]]),
                stages=int(rows.stages[place, row]),
            )
            for place in reversed(range(len(self.fleet.pools)))
        )
        goodput, kept = float(rows.goodput[:, row].prod()), float(step.kept[row])
        made_s, most = float(step.whole_s[row]) / kept, self.fleet.most * kept * goodput
        return FoundPipeline(
            tokens_per_s=min(self.fleet.run.tokens_per_step / made_s * goodput, most),
            goodput=goodput,
            made_s=made_s,
            most_tokens_per_s=most,
            pace=int(rows.pace[row]),
            level=level,
            seats=seats,
        )
