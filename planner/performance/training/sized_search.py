"""The best delivered rate of a pool on *at most* so many nodes: one search answers any number of sizes at once.

Whole nodes may stay idle, so the rate never falls with the nodes. A layout is looked at only where it could be the
answer: by its micro-batches, its bubble and the time that all layers take it runs at a certain rate at best (gradients,
messages, optimiser and uneven stages only add to the step), so layouts come in the order of that bound until the best
found beats what the rest could do. The answer is that of a search through all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

import numpy as np
from msgspec.structs import replace

from planner.arrays import Floats, Integers
from planner.cluster import Pool
from planner.performance.training import memory, step_times
from planner.performance.training.calibration import Calibration, load_calibration
from planner.performance.training.case import case_of
from planner.performance.training.layout import Layout, PoolEstimate
from planner.performance.training.layouts import SCHEDULES, LayoutArrays, divisors
from planner.performance.training.legal_layouts import (
    MAX_MICRO_BATCH,
    Families,
    families_of,
    options_of,
    paces_of,
    with_chosen_options,
)
from planner.performance.training.search import CHUNK, estimate_of, offered_bytes
from planner.performance.training.sized_families import NEAR, NOT_FAR, devices_of, holding, near_families
from planner.performance.training.sized_groups import (
    SURELY,
    TWO_WAYS,
    Asked,
    BestOfSizes,
    SizedLayout,
    TimedGroups,
    TimedOptions,
    may_fit,
    options_like,
    timed_options,
    width_of,
)
from planner.workload.training_run import TrainingRun

Known = Mapping[int, PoolEstimate | None]
Goodputs = Callable[[Integers], Floats]  # the goodput of a job on each number of devices

# of the best rate that a size could reach: how far down each round of the search looks
_LEVELS = (0.97, 0.94, 0.9, 0.86, 0.82, 0.78, 0.74, 0.7, 0.65, 0.6, 0.5, 0.4, 0.25, 0.1, 0.0)
_UNDECIDED_FROM = (
    0.7  # the level from which on families of sizes without a layout so far are first asked for their memory
)
_PAIRS = 262_144  # of a pace and an option, looked at together
_FEW = 32  # families: looking at them once down to what a smaller size reaches costs less than a round of levels
_AT_FIRST = 4096  # layouts: evaluating fewer costs hardly less


def best_by_nodes(
    pool: Pool,
    run: TrainingRun,
    nodes: Sequence[int],
    goodputs: Goodputs,
    *,
    calibration: Calibration | None = None,
    known: Known = MappingProxyType({}),
    like: Sequence[Layout] = (),
    timed: TimedGroups | None = None,
) -> dict[int, PoolEstimate | None]:
    """Return for each number of nodes the estimate that delivers most on at most so many; None where nothing fits.

    ``pool`` says what the nodes are; its own number of devices plays no part. Of equal rates the one on fewer devices.
    ``known`` are answers for other numbers of nodes: what they already say is not searched again. ``like`` are layouts
    that were best of other sizes or runs, with which a search begins. ``timed`` are the options that searches of this
    pool share in runs that differ in the batch alone, filled by them. Raises MissingFigureError for an unknown figure.
    """
    table = calibration or load_calibration()
    found: dict[int, PoolEstimate | None] = dict.fromkeys(nodes)
    left = []
    for size in sorted({count for count in nodes if count > 0}):
        above = min((one for one in known if one >= size), default=None)
        larger = None if above is None else known[above]
        if above is not None and (larger is None or larger.devices <= size * pool.devices_per_node):
            found[size] = larger  # what is best of more nodes runs on these too, or nothing does
        else:
            left.append(size)
    for below, several in groupby(left, lambda size: max((one for one in known if one < size), default=0)):
        sizes = np.array(list(several), dtype=np.int64)
        larger = known.get(min((one for one in known if one > sizes[-1]), default=0))
        whole = replace(pool, devices=int(sizes[-1]) * pool.devices_per_node)
        alike = (*like, *(() if larger is None else (larger.layout,)))
        asked = Asked(
            nodes=sizes,
            below=below,
            smaller=known.get(below),
            like=tuple(dict.fromkeys(alike)),
            timed={} if timed is None else timed,
        )
        found |= _SizedSearch(whole, run, asked, goodputs, table).found()
    return found


class _SizedSearch:
    """One search: the families of the pool, the options by group, and the best of each size."""

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
        self.sequence_parallel = calibration.has_sequence_parallel(pool.accelerator, run.stack_release)
        families, _ = families_of(pool, run, sequence_parallel=self.sequence_parallel, fewer=True)
        self.families = families.part(families.devices > asked.below * pool.devices_per_node)
        self.devices = np.unique(self.families.devices)
        self.sizes = np.searchsorted(asked.nodes * pool.devices_per_node, self.devices)
        self.goodputs = goodputs(self.devices.astype(np.int64))
        self.timed = self._timed(asked.timed)
        self._base_rate = self._least_rate(goodputs)
        none = np.zeros(len(asked.nodes))
        self.best = BestOfSizes(
            rate=none + self._base_rate, devices=none, memory_bytes=none.copy(), layout=[None] * len(asked.nodes)
        )

    def found(self) -> dict[int, PoolEstimate | None]:
        """Return the best estimate of each number of nodes."""
        best: dict[int, PoolEstimate | None] = {}
        last, estimate = None, self.asked.smaller
        for size, layout in zip(self.asked.nodes.tolist(), self.run_all(), strict=True):
            if layout is not None and layout is not last:
                last, estimate = layout, self.estimate(layout)
            best[size] = estimate
        return best

    def _least_rate(self, goodputs: Goodputs) -> float:
        """Return what the smaller number of nodes delivers."""
        best = self.asked.smaller
        if best is None:
            return 0.0
        return float(goodputs(np.array([best.devices]))[0] * self.run.tokens_per_step / best.step_s)

    def run_all(self) -> list[SizedLayout | None]:
        """Return the best layout of each size, on at most so many devices; None where a smaller size's is as good."""
        place = self._places(self.families)
        size, optimistic = self.sizes[place], self._optimistic(place)
        most = np.zeros(len(self.best.rate))
        np.maximum.at(most, size, optimistic)
        above = np.full(len(most), np.inf)
        self._begin(size, optimistic)
        holds, parallel = np.ones(len(size), dtype=np.bool_), self.sequence_parallel
        known = (self._base_rate > 0.0 and len(size) <= _FEW) or bool((self.best.rate > 0.0).all())
        for level in (0.0,) if known else _LEVELS:
            carried = np.maximum.accumulate(self.best.rate)
            below = np.maximum(level * most, carried)
            if level == _UNDECIDED_FROM:
                undecided = (carried == 0)[size]
                holds[undecided] = holding(self.families.part(undecided), self.pool, self.run, self.case, parallel)
            hopeful = holds & (optimistic >= below[size]) & (carried < above)[size]
            if hopeful.any():
                self._look(self.families.part(hopeful), below, above)
            above = level * most
            if (np.maximum.accumulate(self.best.rate) >= above).all():
                break
        return self._carried()

    def _begin(self, size: Integers, optimistic: Floats) -> None:
        """Look at layouts like those that were best of other sizes or runs: they leave little to search.

        Where none of them fits, at more that are wider or deeper.
        """
        none = np.zeros(len(self.best.rate))
        for like in self.asked.like:
            for near in (NEAR, NOT_FAR):
                if near is NEAR or not (self.best.rate > 0.0).all():
                    chosen = near_families(self.families, like, near, size, optimistic)
                    self._look(self.families.part(chosen), none, none + np.inf, like)

    def _carried(self) -> list[SizedLayout | None]:
        """Return for each size the best of it and all smaller ones, the smallest of equals."""
        found, rate, best = [], self._base_rate, None
        for own, layout in zip(self.best.rate, self.best.layout, strict=True):
            if layout is not None and own > rate:
                rate, best = own, layout
            found.append(best)
        return found

    def estimate(self, found: SizedLayout) -> PoolEstimate:
        """Return the estimate of one layout on the devices that it uses."""
        layout, known = found.layout, (found.figures.times, found.figures.layer_bytes)
        devices = int(devices_of(layout)[0])
        used, case = replace(self.pool, devices=devices), replace(self.case, devices=float(devices))
        return estimate_of(used, self.run, case, layout, self.calibration, known)

    def _timed(self, known: TimedGroups) -> TimedOptions:
        """Return the options of every tensor and context size, micro-batch and kind of schedule, timed."""
        micro = [float(size) for size in divisors(self.run.global_batch, MAX_MICRO_BATCH)]
        kinds = [0.0] + [1.0] * any(SCHEDULES.index(schedule) in TWO_WAYS for schedule in self.schedules)
        widths = sorted(set(zip(self.families.tp.tolist(), self.families.cp.tolist(), strict=True)))
        parallel = float(self.sequence_parallel)
        keys = [(tp, cp, size, kind, parallel) for tp, cp in widths for size in micro for kind in kinds]
        return timed_options(self.case, keys, known, lambda tp: options_of(self.pool, self.run.shape, tp))

    def _places(self, sized: Families | LayoutArrays) -> Integers:
        """Return where the devices of each stand among all numbers of devices."""
        return np.searchsorted(self.devices, devices_of(sized))

    def _worth(self, place: Integers) -> Floats:
        """Return the tokens that a step of a second delivers in one of paid time, before what scale adds to it."""
        losses: Floats = 1.0 + step_times.scale_loss(replace(self.case, devices=self.devices))
        worth: Floats = self.goodputs * self.run.tokens_per_step / losses * SURELY
        return worth[place]

    def _optimistic(self, place: Integers) -> Floats:
        """Return the rate that each family cannot exceed: all devices busy with the fastest option there is."""
        one = self.families
        token_s = self.timed.fastest_s[np.searchsorted(self.timed.widths, width_of(one))]
        step_s = self.run.global_batch / one.dp * token_s / one.pp + self.case.coefficients.step_overhead_s
        rate: Floats = self._worth(place) / step_s * SURELY
        return rate

    def _look(self, families: Families, below: Floats, above: Floats, like: Layout | None = None) -> None:
        """Evaluate the layouts of some families whose bound lies between two rates of their size.

        Of all paces, or of those with the schedule of a layout and no larger a micro-batch; where memory is no limit,
        of that layout's options alone.
        """
        schedules = self.schedules if like is None else [like.schedule]
        paces = paces_of(families, self.run, schedules, sequence_parallel=self.sequence_parallel)
        if like is not None:
            paces = paces.part(np.flatnonzero(paces.micro_batch <= like.micro_batch))
        rows, choice = self._pairs(paces, below, above)
        for start in range(0, len(rows), _PAIRS):
            some = slice(start, start + _PAIRS)
            row, option = rows[some], choice[some]
            if self.pool.memory_bound:
                kept = may_fit(self.case, self.timed, paces, row, option, self.offered_bytes)
                row, option = row[kept], option[kept]
            elif like is not None:
                kept = options_like(self.timed.options, option, like)
                row, option = row[kept], option[kept]
            self._evaluate_in_turn(paces, row, option)

    def _pairs(self, paces: LayoutArrays, below: Floats, above: Floats) -> tuple[Integers, Integers]:
        """Return the rows of paces and the options beside them whose bound lies between two rates of their size."""
        size, worth, rounds = self._bound(paces)
        # the seconds of a micro-batch in all layers at which the bound of a pace is a rate
        with np.errstate(divide="ignore", invalid="ignore"):  # of a fleet that nothing is left of: 0 over 0
            overhead_s = self.case.coefficients.step_overhead_s
            longest = (worth / below[size] - overhead_s) / rounds
            shortest = (worth / above[size] - overhead_s) / rounds
        return self.timed.between(paces, shortest, longest)

    def _bound(self, paces: LayoutArrays) -> tuple[Integers, Floats, Floats]:
        """Return the size of each pace, what a second's step of it is worth, and its rounds of all layers in a step."""
        place = self._places(paces)
        micro_batches = self.run.global_batch / (paces.dp * paces.micro_batch)
        rounds = (micro_batches + step_times.bubble_micro_batches(paces)) / paces.pp
        return self.sizes[place], self._worth(place), rounds

    def _evaluate_in_turn(self, paces: LayoutArrays, row: Integers, option: Integers) -> None:
        """Evaluate pairs of paces and options: of many those of the highest bounds first, and no more than may win."""
        at_once = _AT_FIRST
        size, worth, rounds = self._bound(paces) if len(row) > at_once else (row, row, row)
        while len(row) > at_once:
            step_s = rounds[row] * self.timed.figures.model_s[option] + self.case.coefficients.step_overhead_s
            bound = worth[row] / step_s * SURELY
            first = np.argpartition(-bound, at_once)[:at_once]
            self._evaluate(paces, row[first], option[first])
            bound[first] = -1.0
            left = bound >= np.maximum.accumulate(self.best.rate)[size[row]]
            row, option, at_once = row[left], option[left], CHUNK
        self._evaluate(paces, row, option)

    def _evaluate(self, paces: LayoutArrays, row: Integers, option: Integers) -> None:
        """Take what delivers more than the best of its size, of the layouts of pairs that fit."""
        shardings = self.run.states.shardings
        layouts, chosen = with_chosen_options(paces, row, self.timed.options, option, shardings)
        for start in range(0, len(layouts), CHUNK):
            some = slice(start, start + CHUNK)
            chunk, figures = layouts.part(some), self.timed.figures.taken(chosen[some])
            needed = memory.needed_bytes(self.case, chunk, known=figures.layer_bytes)
            fits = np.flatnonzero(needed <= self.offered_bytes)
            if not len(fits):
                continue
            fitting, needed, times = chunk.part(fits), needed[fits], figures.taken(fits).times
            devices, place = devices_of(fitting), self._places(fitting)
            step_s = step_times.step_times(replace(self.case, devices=devices), fitting, known=times).step_s
            rate, size = self.goodputs[place] * self.run.tokens_per_step / step_s, self.sizes[place]
            numbers = [getattr(fitting, name) for name in reversed(LayoutArrays.__struct_fields__)]
            order = np.lexsort((*numbers, needed, devices, -rate, size))
            for at in order[np.unique(size[order], return_index=True)[1]]:
                one = np.array([at])
                found = SizedLayout(layout=fitting.part(one), figures=figures.taken(fits[one]))
                self.best.put(size[at], rate[at], devices[at], needed[at], found)
