"""What the layers of a pipeline take at least, since the fastest stages hold no more than they can within a level.

A micro-batch passes every layer once. No pool holds more layers than it has room for within the level of the slowest
stage as if it were the last, so the rest are on slower pools: at best the fastest layers are taken first. What the
layers take bounds the level from above, within which pools hold less again.
"""

from typing import Final

import numpy as np

from planner.arrays import Floats, Integers
from planner.mixing.pipelines.fastest_first import fastest_first_s
from planner.mixing.pipelines.fleet import Fleet
from planner.mixing.pipelines.fleet_bounds import latest_in_any_order, most_chunks, rate_within
from planner.mixing.pipelines.fleet_levels import rooms_within
from planner.mixing.pipelines.fleet_rows import Rows
from planner.mixing.pipelines.stage_tables import LEVEL_S

_TURNS: Final = 4  # the level bounds the seconds and they the level: after these little more is ruled out
_ROUNDED: Final = 1.0 - 1e-6  # tables hold seconds in single precision


def bound_of_rows(fleet: Fleet, rows: Rows, least: Integers, beaten: float) -> Floats:
    """Return what no pipeline of rows delivers more than, where that is more than ``beaten``; 0 where it is not.

    ``least`` is the first level at which the pools have room for all layers.
    """
    chunks = most_chunks(fleet, rows.pace, rows.stages.sum(axis=0))
    apart_s, fill_s = fleet.times[rows.pace] * LEVEL_S[least], np.zeros(len(least))
    for _ in range(_TURNS):
        latest = latest_in_any_order(fleet, beaten, rows, fill_s / chunks)
        fill_s = _least_fill_s(fleet, rows, np.maximum(latest, least))
    chunked_s = np.where(chunks > 1, apart_s + fill_s / chunks, np.inf)
    rate = rate_within(fleet, rows.pace, apart_s + fill_s, chunked_s) * rows.goodput.prod(axis=0)
    return np.where((latest >= least) & (rate > beaten), rate, 0.0)


def _least_fill_s(fleet: Fleet, rows: Rows, level: Integers) -> Floats:
    """Return the least seconds of all layers where no stage takes longer than a level."""
    rooms, layer_s = rooms_within(fleet, rows, level), fleet.layer_s.take(rows.slot) * rows.slowdown
    return fastest_first_s(layer_s, rooms, fleet.run.layers) * _ROUNDED
