"""The best delivered rate of a pool on *at most* so many nodes: one search answers any number of sizes at once.

Whole nodes may stay idle, so the rate never falls with the nodes. A layout is looked at only where it could be the
answer: by its micro-batches, its bubble and the time that all layers take it runs at a certain rate at best (gradients,
messages, optimiser and uneven stages only add to the step), so layouts come in the order of that bound until the best
found beats what the rest could do. The answer is that of a search through all of them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from planner.cluster import Pool
from planner.performance import memory, training
from planner.performance.calibration import Calibration, load_calibration
from planner.performance.case import case_of
from planner.performance.collectives import links_of
from planner.performance.layer_counts import Floats
from planner.performance.layout import PoolEstimate, Schedule
from planner.performance.layouts import SCHEDULES, LayoutArrays
from planner.performance.legal_layouts import (
    Families,
    Integers,
    Mask,
    Options,
    families_of,
    joined,
    options_of,
    paces_of,
    with_options,
)
from planner.performance.search import CHUNK, estimate_of, usable_bytes
from planner.workload.training_run import TrainingRun

Goodputs = Callable[[Integers], Floats]  # the goodput of a job on each number of devices

# of the best rate that a size could reach: how far down each round of the search looks
_LEVELS = (0.97, 0.94, 0.9, 0.86, 0.82, 0.78, 0.74, 0.7, 0.65, 0.6, 0.5, 0.4, 0.25, 0.1, 0.0)
_DOUBTFUL = 0.7  # the level from which on families of sizes without a layout so far are first asked for their memory
_SURELY = 1.0 + 1e-9  # what rounding may take from a bound
_TWO_WAYS = (SCHEDULES.index(Schedule.DUALPIPE), SCHEDULES.index(Schedule.DUALPIPE_V))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Options of one tensor and context size, micro-batch and kind of schedule, fastest first.

    ``model_s`` is what a micro-batch takes in all layers, forward and backward, with the head.
    """

    options: Options
    model_s: Floats


@dataclass(slots=True, kw_only=True)
class _Best:
    """The best of each size so far: delivered rate, and the layout (None: nothing fits)."""

    rate: Floats
    layout: list[LayoutArrays | None]


def best_by_nodes(
    pool: Pool,
    run: TrainingRun,
    nodes: Sequence[int],
    goodputs: Goodputs,
    *,
    calibration: Calibration | None = None,
) -> dict[int, PoolEstimate | None]:
    """Return for each number of nodes the estimate that delivers most on at most so many; None where nothing fits.

    ``pool`` says what the nodes are; its own number of devices plays no part. Of equal rates the one on fewer devices.
    Raises MissingFigureError for an unknown figure.
    """
    table = calibration or load_calibration()
    sizes = sorted({count for count in nodes if count > 0})
    if not sizes:
        return dict.fromkeys(nodes)
    whole = replace(pool, devices=sizes[-1] * pool.devices_per_node)
    search = _SizedSearch(whole, run, np.array(sizes, dtype=np.int64), goodputs, table)
    best = search.run_all()
    found: dict[int, PoolEstimate | None] = dict.fromkeys(nodes)
    found |= {size: None if one is None else search.estimate(one) for size, one in zip(sizes, best, strict=True)}
    return found


class _SizedSearch:
    """One search: the families of the pool, the options by group, and the best of each size."""

    def __init__(
        self, pool: Pool, run: TrainingRun, sizes: Integers, goodputs: Goodputs, calibration: Calibration
    ) -> None:
        self.pool, self.run, self.calibration = pool, run, calibration
        self.case = case_of(pool, run, calibration)
        self.usable_bytes = usable_bytes(self.case)
        self.schedules = calibration.schedules(pool.accelerator, run.stack_release)
        self.sequence_parallel = calibration.has_sequence_parallel(pool.accelerator, run.stack_release)
        self.families, _ = families_of(pool, run, sequence_parallel=self.sequence_parallel, fewer=True)
        self.devices = np.unique(self.families.devices)
        self.sizes = np.searchsorted(sizes * pool.devices_per_node, self.devices)
        self.goodputs = goodputs(self.devices.astype(np.int64))
        self.groups = self._groups()
        self.best = _Best(rate=np.zeros(len(sizes)), layout=[None] * len(sizes))

    def run_all(self) -> list[LayoutArrays | None]:
        """Return the best layout of each size, on at most so many devices."""
        place = self._places(self.families)
        size, optimistic = self.sizes[place], self._optimistic(place)
        most = np.zeros(len(self.best.rate))
        np.maximum.at(most, size, optimistic)
        above = np.full(len(most), np.inf)
        holds = np.ones(len(size), dtype=np.bool_)
        for level in _LEVELS:
            carried = np.maximum.accumulate(self.best.rate)
            below = np.maximum(level * most, carried)
            if level == _DOUBTFUL:
                holds = self._holds((carried == 0)[size])
            hopeful = holds & (optimistic >= below[size]) & (carried < above)[size]
            if hopeful.any():
                self._look(self.families.part(hopeful), below, above)
            above = level * most
            if (np.maximum.accumulate(self.best.rate) >= above).all():
                break
        return self._carried()

    def _holds(self, doubtful: Mask) -> Mask:
        """Say which families hold the model at all; those that are not doubtful are taken to.

        None needs less than in plain 1F1B with micro-batches of one sequence: everything else keeps as much or more.
        """
        part = self.families.part(doubtful)
        plain = paces_of(part, self.run, [Schedule.ONE_F_ONE_B], sequence_parallel=self.sequence_parallel)
        plain = plain.part(plain.micro_batch == 1)
        fitting = [np.empty(0)]
        for tp in np.unique(plain.tp):
            options, rows = options_of(self.pool, self.run.shape, float(tp)), np.flatnonzero(plain.tp == tp)
            for some in np.array_split(rows, -(-len(rows) * len(options) // CHUNK)):
                choice = np.tile(np.arange(len(options)), len(some))
                layouts = self._with_options(plain, np.repeat(some, len(options)), options, choice)
                fits = memory.needed_bytes(self.case, layouts) <= self.usable_bytes
                fitting.append(np.unique(_codes(layouts)[fits]))
        holds = ~doubtful
        holds[doubtful] = np.isin(_codes(part), np.concatenate(fitting))
        return holds

    def _carried(self) -> list[LayoutArrays | None]:
        """Return for each size the best of it and all smaller ones, the smallest of equals."""
        found, rate, best = [], 0.0, None
        for own, layout in zip(self.best.rate, self.best.layout, strict=True):
            if layout is not None and own > rate:
                rate, best = own, layout
            found.append(best)
        return found

    def estimate(self, layout: LayoutArrays) -> PoolEstimate:
        """Return the estimate of one layout on the devices that it uses."""
        used = replace(self.pool, devices=int(devices_of(layout)[0]))
        return estimate_of(used, self.run, case_of(used, self.run, self.calibration), layout, self.calibration)

    def _groups(self) -> dict[tuple[float, ...], Group]:
        """Return the options of every tensor and context size, micro-batch and kind of schedule, timed."""
        micro = np.array([size for size in range(1, 17) if self.run.global_batch % size == 0], dtype=np.float64)
        kinds = [0.0] + [1.0] * any(SCHEDULES.index(schedule) in _TWO_WAYS for schedule in self.schedules)
        widths = np.unique(np.stack([self.families.tp, self.families.cp]), axis=1).T
        options = {float(tp): options_of(self.pool, self.run.shape, float(tp)) for tp in np.unique(widths[:, 0])}
        keys = [(float(tp), float(cp), float(size), kind) for tp, cp in widths for size in micro for kind in kinds]
        if not keys:
            return {}
        tables = [_bare(key, options[key[0]], sequence_parallel=self.sequence_parallel) for key in keys]
        model_s = training.stage_times(self.case, joined(tables), links_of(self.case)).mean_s
        ends = np.cumsum([len(table) for table in tables])
        found: dict[tuple[float, ...], Group] = {}
        for key, own in zip(keys, np.split(np.broadcast_to(model_s, (ends[-1],)), ends[:-1]), strict=True):
            order = np.argsort(own, kind="stable")
            found[key] = Group(options=_taken(options[key[0]], order), model_s=own[order])
        return found

    def _places(self, sized: Families | LayoutArrays) -> Integers:
        """Return where the devices of each stand among all numbers of devices."""
        return np.searchsorted(self.devices, devices_of(sized))

    def _worth(self, place: Integers) -> Floats:
        """Return the tokens that a step of a second delivers in one of paid time, before what scale adds to it."""
        losses: Floats = 1.0 + training.scale_loss(replace(self.case, devices=self.devices))
        worth: Floats = self.goodputs * self.run.tokens_per_step / losses * _SURELY
        return worth[place]

    def _optimistic(self, place: Integers) -> Floats:
        """Return the rate that each family cannot exceed: all devices busy with the fastest option there is."""
        fastest: dict[tuple[float, float], float] = {}
        for (tp, cp, size, *_), group in self.groups.items():
            fastest[tp, cp] = min(fastest.get((tp, cp), np.inf), float(group.model_s[0]) / size)
        one = self.families
        token_s = np.array([fastest[width] for width in zip(one.tp.tolist(), one.cp.tolist(), strict=True)])
        step_s = self.run.global_batch / one.dp * token_s / one.pp + self.case.coefficients.step_overhead_s
        rate: Floats = self._worth(place) / step_s * _SURELY
        return rate

    def _look(self, families: Families, below: Floats, above: Floats) -> None:
        """Evaluate the layouts of some families whose bound lies between two rates of their size."""
        paces = paces_of(families, self.run, self.schedules, sequence_parallel=self.sequence_parallel)
        place = self._places(paces)
        size, worth = self.sizes[place], self._worth(place)
        micro_batches = self.run.global_batch / (paces.dp * paces.micro_batch)
        rounds = (micro_batches + training.bubble_micro_batches(paces)) / paces.pp
        # the seconds of a micro-batch in all layers at which the bound of a pace is a rate
        with np.errstate(divide="ignore"):
            overhead_s = self.case.coefficients.step_overhead_s
            longest = (worth / below[size] - overhead_s) / rounds
            shortest = (worth / above[size] - overhead_s) / rounds
        found = []
        for key, rows in _grouped(paces):
            group = self.groups[key]
            first = np.searchsorted(group.model_s, shortest[rows], side="right")
            many = np.maximum(np.searchsorted(group.model_s, longest[rows], side="right") - first, 0)
            choice = np.arange(many.sum()) + np.repeat(first - np.cumsum(many) + many, many)
            found.append(self._with_options(paces, np.repeat(rows, many), group.options, choice))
        self._evaluate(joined(found))

    def _with_options(self, paces: LayoutArrays, rows: Integers, options: Options, choice: Integers) -> LayoutArrays:
        return with_options(paces, rows, options, choice, self.run.states.shardings)

    def _evaluate(self, layouts: LayoutArrays) -> None:
        """Take what delivers more than the best of its size, of the layouts that fit."""
        for start in range(0, len(layouts), CHUNK):
            chunk = layouts.part(slice(start, start + CHUNK))
            fitting = chunk.part(memory.needed_bytes(self.case, chunk) <= self.usable_bytes)
            if not len(fitting):
                continue
            devices, place = devices_of(fitting), self._places(fitting)
            step_s = training.step_times(replace(self.case, devices=devices), fitting).step_s
            rate, size = self.goodputs[place] * self.run.tokens_per_step / step_s, self.sizes[place]
            order = np.lexsort((devices, -rate, size))
            for row in order[np.unique(size[order], return_index=True)[1]]:
                if rate[row] > self.best.rate[size[row]]:
                    self.best.rate[size[row]] = rate[row]
                    self.best.layout[size[row]] = fitting.part(np.array([row]))


def devices_of(sized: Families | LayoutArrays) -> Floats:
    """Return the devices that each uses."""
    return sized.tp * sized.cp * sized.pp * sized.dp


def _codes(sized: Families | LayoutArrays) -> Floats:
    """Return one number for each tensor, context, pipeline and data size."""
    codes: Floats = ((sized.tp * 2**7 + sized.cp) * 2**12 + sized.pp) * 2**24 + sized.dp
    return codes


def _bare(key: tuple[float, ...], options: Options, *, sequence_parallel: bool) -> LayoutArrays:
    """Return the layouts of all options in one stage, for the time of a micro-batch in all layers."""
    tp, cp, micro_batch, two_ways = key
    one = np.ones(len(options))
    return LayoutArrays(
        tp=one * tp,
        pp=one,
        vpp=one,
        ep=options.ep,
        etp=options.etp,
        cp=one * cp,
        dp=one,
        micro_batch=one * micro_batch,
        recompute=options.recompute,
        schedule=one * (_TWO_WAYS[0] if two_ways else SCHEDULES.index(Schedule.ONE_F_ONE_B)),
        sharding=0.0 * one,
        recompute_share=options.recompute_share,
        sequence_parallel=one * float(sequence_parallel),
        micro_batch_group=0.0 * one,
    )


def _grouped(paces: LayoutArrays) -> Iterator[tuple[tuple[float, ...], Integers]]:
    """Yield the key of each group with the paces that are of it."""
    two_ways = 1.0 * np.isin(paces.schedule, _TWO_WAYS)
    code = ((paces.tp * 1024 + paces.cp) * 1024 + paces.micro_batch) * 2 + two_ways
    order = np.argsort(code, kind="stable")
    _, first = np.unique(code[order], return_index=True)
    for rows in np.split(order, first[1:]):
        if len(rows):
            at = rows[0]
            yield (
                (*(float(column[at]) for column in (paces.tp, paces.cp, paces.micro_batch)), float(two_ways[at])),
                rows,
            )


def _taken(options: Options, order: Integers) -> Options:
    return Options(**{item.name: getattr(options, item.name)[order] for item in fields(options)})
