"""What the search over sizes keeps: the sizes asked, the best of each so far, and options of layouts by group."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product

import numpy as np
from msgspec import Struct, field

from planner.arrays import Floats, Integers, Mask, pairs_between
from planner.performance.device.collectives import links_of
from planner.performance.training import memory
from planner.performance.training.case import Case
from planner.performance.training.device_buffers import Buffers
from planner.performance.training.layout import Layout, PoolEstimate, Schedule
from planner.performance.training.layouts import RECOMPUTES, SCHEDULES, LayoutArrays
from planner.performance.training.legal_layouts import Families, Options
from planner.performance.training.model_times import ModelTimes, from_rows, model_times, rows_of, stack_and_tail_s
from planner.performance.training.sized_reached import Reached

SURELY = 1.0 + 1e-9  # what rounding may take from a bound
_MOST = 0.75  # of a span: more than any time, less than the next group's
_STEP = 1024  # above any size
_MOST_TOGETHER = 16  # micro-batches that are timed before a batch asks for them
_PLAIN = 8  # rows of ``OptionFigures`` before those by kind of layer
TWO_WAYS = (SCHEDULES.index(Schedule.DUALPIPE), SCHEDULES.index(Schedule.DUALPIPE_V))


class OptionFigures(Struct, frozen=True, kw_only=True):
    """What is known of options whatever stages, replicas and batch are, one column an option, shape (rows, n).

    Rows: ``model_s``, what a micro-batch takes in all layers, forward and backward, with the head; ``beside_bytes``,
    what the largest layer at work and the buffers take of a device; of ``LayerBytes`` all but its kinds; for each of
    ``kinds`` kinds of layer what it keeps of one micro-batch in flight; its bytes a token; then the rows of
    ``ModelTimes``.
    """

    table: Floats
    kinds: int

    @property
    def model_s(self) -> Floats:
        """What a micro-batch takes in all layers, (n,)."""
        model_s: Floats = self.table[0]
        return model_s

    @property
    def beside_bytes(self) -> Floats:
        """What the largest layer at work and the buffers take, (n,)."""
        beside: Floats = self.table[1]
        return beside

    @property
    def kept_bytes(self) -> Floats:
        """What one layer of each kind keeps of one micro-batch in flight, (kinds, n)."""
        kept: Floats = self.table[_PLAIN : _PLAIN + self.kinds]
        return kept

    def layer_bytes(self, chosen: Integers) -> memory.LayerBytes:
        """Return what a layer takes of the chosen options."""
        first = _PLAIN + self.kinds
        tokens, packed, working, exchanged, gathered, passed = self.table[2:_PLAIN].take(chosen, axis=1)
        return memory.LayerBytes(
            kinds=tuple(self.table[first : first + self.kinds].take(chosen, axis=1)),
            tokens=tokens,
            packed=packed,
            working=working,
            buffers=Buffers(exchanged=exchanged, gathered=gathered, passed=passed),
        )

    def times(self, chosen: Integers) -> ModelTimes:
        """Return what a micro-batch takes in all layers of the chosen options, by part."""
        return from_rows(self.table[_PLAIN + 2 * self.kinds :].take(chosen, axis=1))


def options_together(parts: Sequence[OptionFigures]) -> OptionFigures:
    """Return the figures of several options one after the other."""
    return OptionFigures(table=np.concatenate([one.table for one in parts], axis=1), kinds=parts[0].kinds)


class TimedOptions(Struct, frozen=True, kw_only=True):
    """All options by group, the fastest of each first, with what is known of them whatever the stages are.

    A group is a tensor and context size, a micro-batch and a kind of schedule; ``codes`` (groups,) are theirs as
    ``code_of`` has them, ascending, ``group`` (n,) is each option's, ``ends`` (groups + 1,) are where each begins and
    the last ends. ``ranked_s`` (n,) is what a micro-batch takes in all layers and ``span_s`` more for each group
    before: ascending. ``widths`` are the tensor and context sizes as ``width_of`` has them, ``fastest_s`` what one
    sequence takes in all layers at least; ``steps`` those with their micro-batches as ``_step_of`` has them,
    ``least_s`` what such a micro-batch takes at least. ``least_beside`` (groups,) are the fewest ``beside_bytes`` of
    its options.
    """

    codes: Floats
    group: Integers
    ends: Integers
    least_beside: Floats
    ranked_s: Floats
    span_s: float
    widths: Floats
    fastest_s: Floats
    steps: Floats
    least_s: Floats
    options: Options
    figures: OptionFigures

    def group_of(self, layouts: LayoutArrays) -> Integers:
        """Return the group of each layout."""
        return np.searchsorted(self.codes, code_of(layouts))

    def least_of(self, sized: Families, micro_batch: Floats) -> Floats:
        """Return what a micro-batch of each size takes in all layers at least, whatever the option and schedule."""
        return self.least_s.take(np.searchsorted(self.steps, _step_of(width_of(sized), micro_batch)))

    def all_of(self, group: Integers) -> tuple[Integers, Integers]:
        """Return the positions of the first option of each group and behind its last, shape (rows,)."""
        return self.ends.take(group), self.ends.take(group + 1)

    def up_to(self, group: Integers, longest_s: Floats) -> Integers:
        """Return behind which position the options of each group take longer, shape (rows,).

        ``longest_s`` is of a micro-batch in all layers; what is not a number is longer than any.
        """
        limit_s = np.maximum(np.fmin(longest_s, _MOST * self.span_s), 0.0)
        return np.searchsorted(self.ranked_s, group * self.span_s + limit_s, "right")


def width_of(sized: Families | LayoutArrays) -> Floats:
    """Return one number for each tensor and context size."""
    width: Floats = sized.tp * _STEP + sized.cp
    return width


def code_of(layouts: LayoutArrays) -> Floats:
    """Return one number for each tensor and context size, micro-batch and kind of schedule."""
    two_ways = (layouts.schedule == TWO_WAYS[0]) | (layouts.schedule == TWO_WAYS[1])
    code: Floats = _step_of(width_of(layouts), layouts.micro_batch) * 2 + two_ways
    return code


def _step_of(width: Floats, micro_batch: Floats) -> Floats:
    return width * _STEP + micro_batch


class TimedGroup(Struct, frozen=True, kw_only=True):
    """One group of options, the fastest first."""

    options: Options
    figures: OptionFigures


GroupKey = tuple[float, float, float, float, float]
"""Tensor and context size, micro-batch, 1 for schedules that run two ways, 1 with sequence parallelism."""
TimedGroups = dict[GroupKey, TimedGroup]


class Asked(Struct, frozen=True, kw_only=True):
    """Numbers of nodes, ascending, and what is known of others: the best of ``below`` (None: there is none).

    Only layouts on more than ``below`` are searched, first those that stand like ``like``: what was best of other
    sizes or runs. They are where a search begins and change nothing about where it ends. ``timed`` are the groups of
    options that searches of this pool and run share, whatever the batch. With ``free_like`` the best as if memory were
    no limit is searched as well, first layouts that stand like these. ``reached`` is what part of what seems possible
    searches of this pool found, by nodes and batch: where a search of the like looks first, and kept by each.
    """

    nodes: Integers
    below: int
    smaller: PoolEstimate | None
    like: Sequence[Layout]
    timed: TimedGroups
    free_like: Sequence[Layout] | None = None
    reached: Reached = field(default_factory=dict)


def timed_options(
    case: Case,
    keys: Sequence[GroupKey],
    most: int,
    timed: TimedGroups,
    options_of: Callable[[float], Options],
) -> TimedOptions:
    """Return the options of groups, timed; what ``timed`` knows of them is not timed again.

    ``most`` is the largest micro-batch of any run like this; ``options_of`` gives the options of a tensor size.
    """
    new = [key for key in keys if key not in timed]
    if not {key[2] for key in new} <= {key[2] for key in timed}:
        # another batch or a pool's part of this one brings further micro-batches: many take hardly longer than few
        every = product(keys, map(float, range(1, min(most, _MOST_TOGETHER) + 1)))
        all_of_them = dict.fromkeys((tp, cp, size, kind, parallel) for (tp, cp, _, kind, parallel), size in every)
        new = [key for key in dict.fromkeys((*all_of_them, *new)) if key not in timed]
    groups = timed_groups(case, keys, timed, options_of, new)
    lengths, kinds = [len(one.options) for one in groups], len(case.counts.kinds)
    table = [np.empty((_PLAIN + 2 * kinds + rows_of(kinds), 0)), *(one.figures.table for one in groups)]
    figures = OptionFigures(table=np.concatenate(table, axis=1), kinds=kinds)
    model_s = figures.model_s
    span_s = 2.0 * float(np.max(model_s, initial=1.0))
    tp, cp, micro_batch, kind, _ = np.array(keys, dtype=np.float64).reshape(-1, 5).T
    width = tp * _STEP + cp
    widths, of_width = np.unique(width, return_index=True)
    steps, of_step = np.unique(_step_of(width, micro_batch), return_index=True)
    group = np.repeat(np.arange(len(groups)), lengths)
    ends = np.cumsum([0, *lengths])
    fastest_s = np.array([one.figures.model_s[0] for one in groups])
    names = Options.__struct_fields__
    return TimedOptions(
        codes=_step_of(width, micro_batch) * 2 + kind,
        group=group,
        ends=ends,
        least_beside=np.minimum.reduceat(figures.beside_bytes, ends[:-1]) if groups else np.empty(0),
        ranked_s=model_s + group * span_s,
        span_s=span_s,
        widths=widths,
        fastest_s=np.minimum.reduceat(fastest_s / micro_batch, of_width) if len(widths) else widths,
        steps=steps,
        least_s=np.minimum.reduceat(fastest_s, of_step) if len(steps) else steps,
        options=Options(**{name: _end_to_end([getattr(one.options, name) for one in groups]) for name in names}),
        figures=figures,
    )


def timed_groups(
    case: Case,
    keys: Sequence[GroupKey],
    timed: TimedGroups,
    options_of: Callable[[float], Options],
    new: Sequence[GroupKey] | None = None,
) -> list[TimedGroup]:
    """Return groups of options; what ``timed`` does not know of them, or of ``new`` ones, is timed and kept there."""
    unknown = [key for key in (keys if new is None else new) if key not in timed]
    if unknown:
        timed.update(zip(unknown, _timed(case, unknown, options_of), strict=True))
    return [timed[key] for key in keys]


def _end_to_end(parts: Sequence[Floats]) -> Floats:
    return np.concatenate([np.empty(0), *parts])


def _timed(case: Case, keys: Sequence[GroupKey], options_of: Callable[[float], Options]) -> Iterator[TimedGroup]:
    """Give each group of options, the fastest first."""
    names, sizes = Options.__struct_fields__, list(dict.fromkeys(key[0] for key in keys))
    of_size = [options_of(tp) for tp in sizes]
    every = Options(**{name: _end_to_end([getattr(one, name) for one in of_size]) for name in names})
    # of each group the options of its tensor size, in one row after the other
    starts = np.cumsum([0, *(len(one) for one in of_size)])
    which = np.array([sizes.index(key[0]) for key in keys])
    group, option = pairs_between(starts.take(which), starts.take(which + 1))
    figures, order = _figures_of(case, keys, every, group, option)
    columns = {name: getattr(every, name).take(option.take(order)) for name in names}
    ends = np.searchsorted(group, np.arange(len(keys) + 1)).tolist()
    for start, end in pairwise(ends):
        yield TimedGroup(
            options=Options(**{name: columns[name][start:end] for name in names}),
            figures=OptionFigures(table=figures.table[:, start:end], kinds=figures.kinds),
        )


def _figures_of(
    case: Case, keys: Sequence[GroupKey], options: Options, group: Integers, option: Integers
) -> tuple[OptionFigures, Integers]:
    """Return what is known of pairs of a group and an option, as layouts of one stage, and in which order they stand.

    That is by group, the fastest first. Most of it hangs on the group alone, some on the fold of the experts and little
    on the recompute mode: all are axes of a grid, and arithmetic goes over those that it hangs on.
    """
    folds, fold = _distinct(options.ep, options.etp > 1)
    modes, mode = _distinct(options.recompute, options.recompute_share)
    grid, links = _grid(keys, folds, modes), links_of(case)
    times, layer = model_times(case, grid, links), memory.layer_bytes(case, grid)
    buffers = layer.buffers
    beside = layer.working + memory.fragmentation(case, grid) * buffers.together(grid)
    plain = [layer.tokens, layer.packed, layer.working, buffers.exchanged, buffers.gathered, buffers.passed]
    kept = [one * layer.packed for one in layer.kinds]
    rows = [sum(stack_and_tail_s(case, times)), beside, *plain, *kept, *layer.kinds, *times.rows()]
    table = np.empty((len(rows), len(modes), len(folds), len(keys)))
    for at, row in enumerate(rows):
        table[at] = row
    place = (mode * len(folds) + fold).take(option) * len(keys) + group
    order = np.lexsort((table[0].reshape(-1).take(place), group))
    found: Floats = np.take(table.reshape(len(rows), -1), place.take(order), axis=1)
    return OptionFigures(table=found, kinds=len(layer.kinds)), order


def _distinct(*columns: Floats | Mask) -> tuple[Floats, Integers]:
    """Return the distinct rows of columns, and where each row stands among them."""
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    place = {row: at for at, row in enumerate(dict.fromkeys(rows))}
    return np.array(list(place), dtype=np.float64), np.array([place[row] for row in rows])


def _grid(keys: Sequence[GroupKey], folds: Floats, modes: Floats) -> LayoutArrays:
    """Return layouts of one stage for every mode, fold and group, whose shapes broadcast to (modes, folds, groups).

    ``folds`` are expert sizes and whether tensor ranks cut the experts, ``modes`` recompute and its share.
    """
    tp, cp, micro_batch, two_ways, sequence_parallel = np.array(keys, dtype=np.float64).T
    (ep, cut), (recompute, share) = folds.T[:, :, None], modes.T[:, :, None, None]
    one = np.ones(1)
    return LayoutArrays(
        tp=tp,
        pp=one,
        vpp=one,
        ep=ep,
        etp=np.where(cut > 0, tp, 1.0),
        cp=cp,
        dp=one,
        micro_batch=micro_batch,
        recompute=recompute,
        schedule=np.where(two_ways > 0, float(TWO_WAYS[0]), float(SCHEDULES.index(Schedule.ONE_F_ONE_B))),
        sharding=0.0 * one,
        recompute_share=share,
        sequence_parallel=sequence_parallel,
        micro_batch_group=0.0 * one,
    )


def options_like(options: Options, like: Layout, *, again: bool = True) -> Mask:
    """Say which options fold the experts as a layout does and, unless it is all one, compute ``again`` what it does."""
    found: Mask = (options.ep == like.ep) & (options.etp == like.etp)
    if again:
        found &= (options.recompute == RECOMPUTES.index(like.recompute)) & (
            options.recompute_share == like.recompute_share
        )
    return found
