"""What the search over sizes keeps: the sizes asked, the best of each so far, and options of layouts by group."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers
from planner.performance.training.layout import PoolEstimate, Schedule
from planner.performance.training.layouts import SCHEDULES, LayoutArrays
from planner.performance.training.legal_layouts import Options

TWO_WAYS = (SCHEDULES.index(Schedule.DUALPIPE), SCHEDULES.index(Schedule.DUALPIPE_V))


class Group(Struct, frozen=True, kw_only=True):
    """Options of one tensor and context size, micro-batch and kind of schedule, fastest first, from ``first`` on.

    ``model_s`` is what a micro-batch takes in all layers, forward and backward, with the head.
    """

    first: int
    model_s: Floats


class Asked(Struct, frozen=True, kw_only=True):
    """Numbers of nodes, ascending, and what is known of others: the best of ``below`` and of a larger one (None: no).

    Only layouts on more than ``below`` are searched, first those that stand like the larger one's.
    """

    nodes: Integers
    below: int
    smaller: PoolEstimate | None
    larger: PoolEstimate | None


@dataclass(slots=True, kw_only=True)
class BestOfSizes:
    """The best of each size so far: delivered rate, and the layout (None: nothing beats the smaller size's).

    Of equal rates the one on fewer ``devices`` is taken, then the one of fewer ``memory_bytes`` on the fullest device.
    """

    rate: Floats
    devices: Floats
    memory_bytes: Floats
    layout: list[LayoutArrays | None]

    def put(self, size: int, rate: float, devices: float, memory_bytes: float, layout: LayoutArrays) -> None:
        """Take a layout where it is better."""
        known = -self.rate[size], self.devices[size], self.memory_bytes[size]
        if (-rate, devices, memory_bytes) < known:
            self.rate[size], self.devices[size], self.memory_bytes[size] = rate, devices, memory_bytes
            self.layout[size] = layout


def bare_layouts(key: tuple[float, ...], options: Options, *, sequence_parallel: bool) -> LayoutArrays:
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
        schedule=one * (TWO_WAYS[0] if two_ways else SCHEDULES.index(Schedule.ONE_F_ONE_B)),
        sharding=0.0 * one,
        recompute_share=options.recompute_share,
        sequence_parallel=one * float(sequence_parallel),
        micro_batch_group=0.0 * one,
    )


def grouped(paces: LayoutArrays) -> Iterator[tuple[tuple[float, ...], Integers]]:
    """Yield the key of each group with the paces that are of it."""
    two_ways = 1.0 * np.isin(paces.schedule, TWO_WAYS)
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


def options_taken(layouts: LayoutArrays, order: Integers) -> Options:
    """Return the options of layouts in an order."""
    return Options(**{name: getattr(layouts, name)[order] for name in Options.__struct_fields__})
