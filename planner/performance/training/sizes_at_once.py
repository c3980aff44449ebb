"""One search for the best delivered rates of several numbers of nodes, with the limit of memory and as if without.

A layout is looked at only where it could be the answer: by its micro-batches, its bubble and the time that all layers
take it runs at a certain rate at best (gradients, messages, optimiser and uneven stages only add to the step), so
layouts come in the order of that bound until the best found beats what the rest could do.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial

import numpy as np
from msgspec.structs import replace

from planner.arrays import Floats, Integers, Mask, distinct_of, end_to_end, pairs_between
from planner.cluster import Pool
from planner.performance.training import memory, step_times
from planner.performance.training.best_of_sizes import BestOfSizes, SizedLayout, SizedLayouts, numbers_of
from planner.performance.training.calibration import Calibration
from planner.performance.training.case import case_of
from planner.performance.training.launch_rules import most_stages
from planner.performance.training.layout import Layout, PoolEstimate, Schedule
from planner.performance.training.layouts import SCHEDULES, LayoutArrays, divisors
from planner.performance.training.legal_layouts import (
    Families,
    families_of,
    joined,
    largest_micro_batch,
    micro_batches_of,
    options_of,
    paces_and_families,
    shardings_of,
    with_chosen_options,
)
from planner.performance.training.search import CHUNK, estimates_of, offered_bytes
from planner.performance.training.sized_families import NEAR, NOT_FAR, devices_of, holding, near_families
from planner.performance.training.sized_groups import (
    SURELY,
    TWO_WAYS,
    Asked,
    TimedGroups,
    TimedOptions,
    options_like,
    timed_options,
    width_of,
)
from planner.performance.training.sized_reached import keep_reached, reached_before
from planner.performance.training.sized_room import (
    first_fitting,
    least_state_bytes,
    may_fit,
    room_of,
)
from planner.workload.training_run import TrainingRun

Sized = dict[int, PoolEstimate | None]
Pairs = tuple[LayoutArrays, Integers, Integers]  # paces, and rows of them beside positions of options
Bound = tuple[Integers, Floats, Floats]  # of paces: their sizes, what a step of a second is worth, rounds of all layers
Goodputs = Callable[[Integers], Floats]  # the goodput of a job on each number of devices

# of the best rate that a size could reach: how far down each round of the search looks
_LEVELS = (0.97, 0.94, 0.9, 0.86, 0.82, 0.78, 0.74, 0.7, 0.65, 0.6, 0.5, 0.4, 0.25, 0.1, 0.0)
_UNDECIDED_FROM = 0.7  # the level from which on families of sizes without a layout so far are asked for their memory
_PAIRS = 262_144  # of a pace and an option, looked at together
_FEW = 32  # families: looking at them once down to what a smaller size reaches costs less than a round of levels
_MANY = 1024  # pairs: evaluating fewer costs less than asking for what states of their families take
_NEARLY = 1.0 + 1e-6  # above what rounding takes where the seconds of all groups stand in one row
_AT_FIRST = 4096  # layouts: evaluating fewer costs hardly less


class SizesSearch:
    """One search: the families of the pool, the options by group, and the best of each size.

    ``free`` is the best of each size as if memory were no limit, None where that is not asked: what fits counts in it
    too, so that nothing beats it that does not beat ``best``.
    """

    def __init__(
        self,
        pool: Pool,
        run: TrainingRun,
        asked: Asked,
        goodputs: Goodputs,
        calibration: Calibration,
    ) -> None:
        self.pool, self.run, self.calibration, self.asked = pool, run, calibration, asked
        self.case = case_of(pool, run, calibration)
        self.offered_bytes = offered_bytes(self.case)
        self.schedules = calibration.schedules(pool.accelerator, run.stack_release)
        self.shardings = shardings_of(pool, run)
        self.sequence_parallel = calibration.has_sequence_parallel(pool.accelerator, run.stack_release)
        families, _ = families_of(pool, run, sequence_parallel=self.sequence_parallel, fewer=True)
        self.families = families.part(families.devices > asked.below * pool.devices_per_node)
        self.devices = np.unique(self.families.devices)
        self.sizes = np.searchsorted(asked.nodes * pool.devices_per_node, self.devices)
        self.goodputs = goodputs(self.devices.astype(np.int64))
        self.worth = self._worth()
        self._options_of = cache(partial(options_of, pool, run))
        self.timed = self._timed(asked.timed)
        self._base_rate = self._least_rate(goodputs)
        self.best = BestOfSizes.none(len(asked.nodes), self._base_rate)
        self.free = None if asked.free_like is None else BestOfSizes.none(len(asked.nodes))

    def found(self) -> tuple[Sized, Sized]:
        """Return the best estimate of each number of nodes, with the limit of the pool's memory and with none.

        The second is empty where it was not asked.
        """
        self.run_all()
        every = [self.best.carried(), [] if self.free is None else self.free.carried()]
        distinct = {numbers_of(one.layout): one for carried in every for one in carried if one is not None}
        estimates = dict(zip(distinct, self._estimates(list(distinct.values())), strict=True))
        nodes = self.asked.nodes.tolist()
        found = [
            {
                count: None if one is None else estimates[numbers_of(one.layout)]
                for count, one in zip(nodes, carried, strict=False)
            }
            for carried in every
        ]
        smaller = self.asked.smaller  # what is best of fewer nodes, where these have nothing better
        return {count: smaller if one is None else one for count, one in found[0].items()}, found[1]

    def _least_rate(self, goodputs: Goodputs) -> float:
        """Return what the smaller number of nodes delivers."""
        best = self.asked.smaller
        if best is None:
            return 0.0
        return float(goodputs(np.array([best.devices]))[0] * self.run.tokens_per_step / best.step_s)

    def run_all(self) -> None:
        """Find the best layout of each size, on at most so many devices."""
        place = self._places(self.families)
        size, optimistic = self.sizes[place], self._optimistic(place)
        most = np.zeros(len(self.best.rate))
        np.maximum.at(most, size, optimistic)
        above = self._look_as_far_as_before(size, optimistic, np.maximum.accumulate(most))
        if (np.maximum.accumulate(self.best.rate) >= above).all():
            self._keep_reached(most)
            return
        self._begin(size, optimistic)
        holds, parallel = np.ones(len(size), dtype=np.bool_), self.sequence_parallel
        known = (self._base_rate > 0.0 and len(size) <= _FEW) or bool((self.best.rate > 0.0).all())
        for level in (0.0,) if known else _LEVELS:
            carried = np.maximum.accumulate(self.best.rate)
            if level == _UNDECIDED_FROM:
                undecided = (carried == 0)[size]
                holds[undecided] = holding(self.families.part(undecided), self.pool, self.run, self.case, parallel)
            below = np.maximum(level * most, carried)
            if (below >= above).all():
                continue
            hopeful = holds & (optimistic >= below[size]) & (carried < above)[size]
            if self.free is not None:
                free = np.maximum.accumulate(self.free.rate)
                hopeful |= (optimistic >= np.maximum(level * most, free)[size]) & (free < above)[size]
            if hopeful.any():
                self._look(self.families.part(hopeful), below, above)
            above = np.minimum(above, level * most)
            if (np.maximum.accumulate(self.best.rate) >= above).all():
                break
        self._keep_reached(most)

    def _look_as_far_as_before(self, size: Integers, optimistic: Floats, most: Floats) -> Floats:
        """Look down to what searches like this reached last; return the rate of each size down to which all is known.

        ``most`` is what each size seems to reach. Where the search then finds as much, it has nowhere to begin first.
        """
        reached = reached_before(self.asked.reached, self.asked.nodes.tolist(), self.run.global_batch)
        if self.free is not None or reached is None:
            return np.full(len(most), np.inf)
        below = np.maximum(reached * most, self.best.rate)
        hopeful = optimistic >= below[size]
        if hopeful.any():
            self._look(self.families.part(hopeful), below, np.full(len(most), np.inf))
        return below

    def _keep_reached(self, most: Floats) -> None:
        """Keep for searches to come what part of what each size seems to reach it does."""
        rates, bounds = np.maximum.accumulate(self.best.rate), np.maximum.accumulate(most)
        keep_reached(self.asked.reached, self.asked.nodes.tolist(), self.run.global_batch, rates, bounds)

    def _begin(self, size: Integers, optimistic: Floats) -> None:
        """Look at layouts like those that were best of other sizes or runs: they leave little to search.

        Where none of them fits, at more that are wider or deeper. What was best with a limit of memory is where to
        begin without one as well.
        """
        likes = self.asked.like
        free = [(like, False) for like in self.asked.free_like or () if like not in likes]
        starts = [*((like, self.pool.memory_bound) for like in likes), *free]
        if starts:
            self._evaluate_in_turn(*self._nearest(starts, size, optimistic))
        if likes and not (self.best.rate > 0.0).all():
            self._evaluate_in_turn(*_together([self._not_far(like, size, optimistic) for like in likes]))

    def _nearest(self, starts: Sequence[tuple[Layout, bool]], size: Integers, optimistic: Floats) -> Pairs:
        """Return the paces of families near some layouts, with options of their folds, or with their own alone.

        The second is where memory is no limit: then a layout computes nothing again.
        """
        chosen = [near_families(self.families, like, NEAR, size, optimistic) for like, _ in starts]
        start = np.repeat(np.arange(len(starts)), [len(one) for one in chosen])
        schedules = list(dict.fromkeys(like.schedule for like, _ in starts))
        paces, family = self._paces(self.families.part(np.concatenate(chosen)), schedules)
        own = start.take(family)
        alike = np.array([[SCHEDULES.index(like.schedule), like.micro_batch] for like, _ in starts]).take(own, axis=0)
        kept = np.flatnonzero((paces.schedule == alike[:, 0]) & (paces.micro_batch <= alike[:, 1]))
        row, option = pairs_between(*self.timed.all_of(self.timed.group_of(paces).take(kept)))
        row = kept.take(row)
        wanted = np.stack([options_like(self.timed.options, like, again=not limited) for like, limited in starts])
        found = np.flatnonzero(wanted[own.take(row), option])
        return paces, row.take(found), option.take(found)

    def _not_far(self, like: Layout, size: Integers, optimistic: Floats) -> Pairs:
        """Return the paces of families not far from a layout, with all options that may fit."""
        families = self.families.part(near_families(self.families, like, NOT_FAR, size, optimistic))
        paces, family = self._paces(families, [like.schedule])
        kept = np.flatnonzero(paces.micro_batch <= like.micro_batch)
        paces = paces.part(kept)
        group = self.timed.group_of(paces)
        return paces, *self._fitting(paces, families, family.take(kept), group, *self.timed.all_of(group))

    def _estimates(self, found: Sequence[SizedLayout]) -> list[PoolEstimate]:
        """Return the estimate of each layout on the devices that it uses."""
        if not found:
            return []
        layouts, times, parts = (
            end_to_end([getattr(one, name) for one in found]) for name in ("layout", "times", "parts")
        )
        devices = devices_of(layouts)
        pools = [replace(self.pool, devices=int(used)) for used in devices.tolist()]
        case = replace(self.case, devices=devices)
        return estimates_of(pools, self.run, case, layouts, self.calibration, (times, parts))

    def _timed(self, known: TimedGroups) -> TimedOptions:
        """Return the options of every tensor and context size, micro-batch and kind of schedule, timed."""
        most = largest_micro_batch(self.run.seq_len)
        micro = [float(size) for size in divisors(self.run.global_batch, most)]
        kinds = [0.0] + [1.0] * any(SCHEDULES.index(schedule) in TWO_WAYS for schedule in self.schedules)
        widths = sorted(set(zip(self.families.tp.tolist(), self.families.cp.tolist(), strict=True)))
        parallel = float(self.sequence_parallel)
        keys = [(tp, cp, size, kind, parallel) for tp, cp in widths for size in micro for kind in kinds]
        return timed_options(self.case, keys, most, known, self._options_of)

    def _places(self, sized: Families | LayoutArrays) -> Integers:
        """Return where the devices of each stand among all numbers of devices."""
        return np.searchsorted(self.devices, devices_of(sized))

    def _worth(self) -> Floats:
        """Return the tokens that a step of a second delivers in one of paid time, before what scale adds to it."""
        losses: Floats = 1.0 + step_times.scale_loss(replace(self.case, devices=self.devices))
        worth: Floats = self.goodputs * self.run.tokens_per_step / losses * SURELY
        return worth

    def _optimistic(self, place: Integers) -> Floats:
        """Return the rate that each family cannot exceed: all devices busy with the fastest option there is."""
        one = self.families
        token_s = self.timed.fastest_s[np.searchsorted(self.timed.widths, width_of(one))]
        step_s = self.run.global_batch / one.dp * token_s / one.pp + self.case.coefficients.step_overhead_s
        rate: Floats = self.worth.take(place) / step_s * SURELY
        return rate

    def _look(self, families: Families, below: Floats, above: Floats) -> None:
        """Evaluate the layouts of some families whose bound lies between two rates of their size, and that may fit."""
        paces, family = self._paces(families, self.schedules, self._reaching(families, below))
        group, bound = self.timed.group_of(paces), self._bound(paces)
        first = self._up_to(group, bound, above) if np.isfinite(above).any() else self.timed.all_of(group)[0]
        last = self._up_to(group, bound, below)
        if not self.pool.memory_bound:
            self._evaluate_some(paces, *pairs_between(first, last))
            return
        pairs = []
        if self.free is not None:  # what might be best if memory were no limit, whether it fits or not
            winning = self._up_to(group, bound, np.maximum(below, np.maximum.accumulate(self.free.rate)))
            pairs.append(pairs_between(first, winning))
            first = np.maximum(first, winning)
        pairs.append(self._fitting(paces, families, family, group, first, last))
        row, option = (np.concatenate(column) for column in zip(*pairs, strict=True))
        self._evaluate_some(paces, row, option)

    def _reaching(self, families: Families, rate: Floats) -> tuple[Integers, Floats]:
        """Return of ``micro_batches_of`` families those whose bound may reach a rate of their size."""
        family, micro_batch = micro_batches_of(families, self.run)
        one, place = families.part(family), self._places(families).take(family)
        bubble = step_times.least_bubble(one.pp, self.schedules, most_stages(self.run.shape))
        rounds = (self.run.global_batch / (one.dp * micro_batch) + bubble) / one.pp
        longest_s = self._longest_s((self.sizes.take(place), self.worth.take(place), rounds), rate)
        may = np.flatnonzero(~(self.timed.least_of(one, micro_batch) > longest_s * _NEARLY))
        return family.take(may), micro_batch.take(may)

    def _paces(
        self, families: Families, schedules: Sequence[Schedule], some: tuple[Integers, Floats] | None = None
    ) -> tuple[LayoutArrays, Integers]:
        """Return the paces of some families, and beside each the position of its family."""
        parallel = self.sequence_parallel
        return paces_and_families(self.pool, families, self.run, schedules, sequence_parallel=parallel, some=some)

    def _fitting(  # noqa: PLR0917 - what is paired, and in which limits
        self,
        paces: LayoutArrays,
        families: Families,
        family: Integers,
        group: Integers,
        first: Integers,
        last: Integers,
    ) -> tuple[Integers, Integers]:
        """Pair paces with those options of their groups, from the first to before the last, that may fit.

        ``family`` are their positions among ``families``. Their states are asked for only where that saves more.
        """
        room = room_of(self.case, paces, self.offered_bytes)
        row, option = pairs_between(np.maximum(first, first_fitting(self.case, self.timed, room, group)), last)
        fits = np.empty(len(row), dtype=np.bool_)
        for start in range(0, len(row), _PAIRS):
            some = slice(start, start + _PAIRS)
            fits[some] = may_fit(self.timed, room, row[some], option[some])
        row, option = row[fits], option[fits]
        if len(row) <= _MANY:
            return row, option
        used, own = distinct_of(family.take(row), len(families))
        states = least_state_bytes(self.case, families.part(used), self._options_of, self.shardings)
        fits = may_fit(self.timed, room, row, option, states.part(own))
        return row[fits], option[fits]

    def _evaluate_some(self, paces: LayoutArrays, row: Integers, option: Integers) -> None:
        """Evaluate pairs of paces and options, so many at a time that they stay in memory."""
        if len(row) <= _AT_FIRST:
            self._evaluate(paces, row, option)
            return
        for start in range(0, len(row), _PAIRS):
            used, own = distinct_of(row[start : start + _PAIRS], len(paces))
            self._evaluate_in_turn(paces.part(used), own, option[start : start + _PAIRS])

    def _up_to(self, group: Integers, bound: Bound, rate: Floats) -> Integers:
        """Return behind which options of its group the bound of each pace is below a rate of its size."""
        return self.timed.up_to(group, self._longest_s(bound, rate))

    def _longest_s(self, bound: Bound, rate: Floats) -> Floats:
        """Return the seconds of a micro-batch in all layers at which bounds are a rate of their size."""
        size, worth, rounds = bound
        with np.errstate(divide="ignore", invalid="ignore"):  # of a fleet that nothing is left of: 0 over 0
            longest_s: Floats = (worth / rate.take(size) - self.case.coefficients.step_overhead_s) / rounds
        return longest_s

    def _bound(self, paces: LayoutArrays) -> Bound:
        """Return the size of each pace, what a second's step of it is worth, and its rounds of all layers in a step."""
        place = self._places(paces)
        micro_batches = self.run.global_batch / (paces.dp * paces.micro_batch)
        rounds = (micro_batches + step_times.bubble_micro_batches(paces)) / paces.pp
        return self.sizes.take(place), self.worth.take(place), rounds

    def _most(self, paces: LayoutArrays, row: Integers, model_s: Floats) -> tuple[Floats, Integers]:
        """Return the rate that pairs of paces and options do not exceed, and their sizes."""
        size, worth, rounds = self._bound(paces)
        step_s = rounds[row] * model_s + self.case.coefficients.step_overhead_s
        most: Floats = worth[row] / step_s * SURELY
        return most, size[row]

    def _may_win_free(self, layouts: LayoutArrays, option: Integers, free: BestOfSizes) -> Mask:
        """Say which layouts might be best if memory were no limit."""
        most, size = self._most(layouts, np.arange(len(layouts)), self.timed.figures.model_s.take(option))
        may: Mask = most >= np.maximum.accumulate(free.rate).take(size)
        return may

    def _evaluate_in_turn(self, paces: LayoutArrays, row: Integers, option: Integers) -> None:
        """Evaluate pairs of paces and options: of many those of the highest bounds first, and no more than may win."""
        at_once = _AT_FIRST
        while len(row) > at_once:
            bound, size = self._most(paces, row, self.timed.figures.model_s.take(option))
            first = np.argpartition(-bound, at_once)[:at_once]
            self._evaluate(paces, row[first], option[first])
            bound[first] = -1.0
            left = bound >= np.maximum.accumulate(self.best.rate)[size]
            row, option, at_once = row[left], option[left], CHUNK
        self._evaluate(paces, row, option)

    def _evaluate(self, paces: LayoutArrays, row: Integers, option: Integers) -> None:
        """Take what delivers more than the best of its size, of the layouts of pairs that fit."""
        layouts, chosen = with_chosen_options(paces, row, self.timed.options, option, self.shardings)
        for start in range(0, len(layouts), CHUNK):
            some = slice(start, start + CHUNK)
            chunk, option = layouts if len(layouts) <= CHUNK else layouts.part(some), chosen[some]
            held = memory.held_bytes(self.case, chunk, known=self.timed.figures.layer_bytes(option))
            needed = memory.needed_of(self.case, held)
            fits = needed <= self.offered_bytes
            wanted = np.flatnonzero(fits if self.free is None else fits | self._may_win_free(chunk, option, self.free))
            if len(wanted):
                timed = self._timed_layouts(chunk.part(wanted), option.take(wanted), held, wanted, needed)
                self.best.take(timed, np.flatnonzero(fits.take(wanted)))
                if self.free is not None:
                    self.free.take(timed, np.arange(len(wanted)))

    def _timed_layouts(
        self, layouts: LayoutArrays, option: Integers, held: memory.HeldBytes, of_held: Integers, needed: Floats
    ) -> SizedLayouts:
        """Return layouts with their steps; what they hold and need stands at positions ``of_held``."""
        devices = devices_of(layouts)
        place = np.searchsorted(self.devices, devices)
        case = replace(self.case, devices=devices)
        times = step_times.step_times(case, layouts, known=self.timed.figures.times(option))
        return SizedLayouts(
            layouts=layouts,
            times=times,
            held=held,
            of_held=of_held,
            size=self.sizes.take(place),
            rate=self.goodputs.take(place) * self.run.tokens_per_step / times.step_s,
            devices=devices,
            memory_bytes=needed.take(of_held),
        )


def _together(parts: Sequence[Pairs]) -> Pairs:
    """Return pairs of several paces as pairs of all of them."""
    starts = np.cumsum([0, *(len(paces) for paces, _, _ in parts)])
    rows = [row + start for (_, row, _), start in zip(parts, starts, strict=False)]
    return joined([paces for paces, _, _ in parts]), np.concatenate(rows), np.concatenate([one for _, _, one in parts])
