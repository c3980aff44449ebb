"""The best delivered rate of a pool on *at most* so many nodes: one search answers any number of sizes at once.

Whole nodes may stay idle, so the rate never falls with the nodes. The answer is that of a search through all layouts.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

import numpy as np
from msgspec.structs import replace

from planner.cluster import Pool
from planner.performance.training.calibration import Calibration, load_calibration
from planner.performance.training.layout import Layout, PoolEstimate
from planner.performance.training.sized_groups import Asked, TimedGroups
from planner.performance.training.sized_reached import Reached
from planner.performance.training.sizes_at_once import Goodputs, Sized, SizesSearch
from planner.workload.training_run import TrainingRun

Known = Mapping[int, PoolEstimate | None]


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
    reached: Reached | None = None,
) -> Sized:
    """Return for each number of nodes the estimate that delivers most on at most so many; None where nothing fits.

    ``pool`` says what the nodes are; its own number of devices plays no part. Of equal rates the one on fewer devices.
    ``known`` are answers for other numbers of nodes: what they already say is not searched again. ``like`` are layouts
    that were best of other sizes or runs, with which a search begins. ``timed`` are the options that searches of this
    pool share in runs that differ in the batch alone, filled by them; ``reached`` what part of what seems possible
    searches of it found, whatever the run, filled by them as well. Raises MissingFigureError for an unknown figure.
    """
    table = calibration or load_calibration()
    found: Sized = dict.fromkeys(nodes)
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
            reached={} if reached is None else reached,
        )
        found |= SizesSearch(whole, run, asked, goodputs, table).found()[0]
    return found


def best_with_and_without_limit(
    pool: Pool,
    run: TrainingRun,
    nodes: Sequence[int],
    goodputs: Goodputs,
    *,
    calibration: Calibration | None = None,
    like: Sequence[Layout] = (),
    free_like: Sequence[Layout] = (),
    timed: TimedGroups | None = None,
    reached: Reached | None = None,
) -> tuple[Sized, Sized]:
    """Return what ``best_by_nodes`` does of a pool, and what it does as if memory were no limit: in one search.

    ``free_like`` are layouts like those of the second, ``reached`` is of the first. All ``nodes`` are positive.
    """
    sizes = np.array(sorted(set(nodes)), dtype=np.int64)
    whole = replace(pool, devices=int(sizes[-1]) * pool.devices_per_node, memory_bound=True)
    asked = Asked(
        nodes=sizes,
        below=0,
        smaller=None,
        like=like,
        timed={} if timed is None else timed,
        free_like=free_like,
        reached={} if reached is None else reached,
    )
    return SizesSearch(whole, run, asked, goodputs, calibration or load_calibration()).found()
