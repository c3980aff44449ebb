"""Layouts that are alike in what a part of the model depends on: the part is computed once for all of them.

A search meets a hundred thousand layouts with two thousand different layers and as many different stages.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Integers, Number
from planner.performance.training.case import Case
from planner.performance.training.layout import Schedule
from planner.performance.training.layouts import SCHEDULES, LayoutArrays

_DUALPIPE = SCHEDULES.index(Schedule.DUALPIPE)
_DUALPIPE_V = SCHEDULES.index(Schedule.DUALPIPE_V)
_FEW = 1024  # layouts that are computed sooner than told apart
_EXACT = 2.0**53  # up to which every whole number is a float of its own


class Alike(Struct, frozen=True, kw_only=True):
    """One layout of each sort, and the ``place`` of every layout's own among them, shape (n,); None: each for itself.

    >>> one = Alike(few=None, place=np.array([0, 1, 0]))
    >>> one.spread(np.array([2.0, 3.0])).tolist(), one.spread(5.0)
    ([2.0, 3.0, 2.0], 5.0)
    """

    few: LayoutArrays
    place: Integers | None

    def spread(self, values: Number) -> Number:
        """Return what was computed for each sort for every layout, shape (..., n); one number for all stays one."""
        return values if self.place is None or np.ndim(values) == 0 else np.take(values, self.place, axis=-1)


class Sorts(Struct, frozen=True, kw_only=True):
    """The sorts of layers and of stages among many layouts."""

    layers: Alike
    stages: Alike


def sorts_of(case: Case, layouts: LayoutArrays, *, layers: bool = True) -> Sorts:
    """Return both; of many cases, or of few layouts, each layout is a sort of its own.

    Without ``layers`` it is one of layers: what is to be computed of those is known of every layout.
    """
    own = Alike(few=layouts, place=None)
    if len(layouts) <= _FEW or np.ndim(case.counts.hidden):
        return Sorts(layers=own, stages=own)
    return Sorts(layers=_alike_layers(layouts) if layers else own, stages=_alike_stages(layouts))


def _alike_layers(layouts: LayoutArrays) -> Alike:
    """Tell layouts apart by what the times and the memory of a layer depend on, whatever the stages are."""
    two_ways = (layouts.schedule == _DUALPIPE) | (layouts.schedule == _DUALPIPE_V)
    shares = np.unique(layouts.recompute_share)
    share = [np.searchsorted(shares, layouts.recompute_share)] if len(shares) > 1 else []
    sizes = (layouts.tp, layouts.cp, layouts.micro_batch, layouts.ep, layouts.etp)
    modes = (layouts.recompute, layouts.sequence_parallel, layouts.sharding, two_ways, layouts.pp > 1)
    return _alike(layouts, (*sizes, *modes, *share))


def _alike_stages(layouts: LayoutArrays) -> Alike:
    """Tell layouts apart by what the parameters of a stage and who shares them depend on, whatever the micro-batch."""
    both_ends = 1.0 * (layouts.schedule == _DUALPIPE) + 2.0 * (layouts.schedule == _DUALPIPE_V)
    sizes = (layouts.tp, layouts.cp, layouts.pp, layouts.dp, layouts.ep, layouts.etp)
    return _alike(layouts, (*sizes, layouts.sharding, both_ends))


def _alike(layouts: LayoutArrays, columns: Sequence[Number]) -> Alike:
    """Tell layouts apart by columns of whole numbers."""
    code, sorts = np.zeros(len(layouts)), 1.0
    for column in columns:
        width = float(column.max()) + 1.0
        if width > 1.0:
            code, sorts = code * width + column, sorts * width
    if sorts > _EXACT:
        return Alike(few=layouts, place=None)
    order = np.argsort(code)
    ordered = code[order]
    new = np.append(True, ordered[1:] != ordered[:-1])
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(new) - 1
    return Alike(few=layouts.part(order[new]), place=place)
