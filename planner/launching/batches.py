"""One step's sequences over the pools of one job: whole micro-batches of all replicas of each, in sum the batch."""

from collections.abc import Sequence
from math import gcd

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from planner.arrays import Floats
from planner.performance.training.layout import Layout, Schedule

Counts = npt.NDArray[np.int64]

_TOLERANCE = 0.1  # of a pool's planned part: further from it a step would take longer than planned


def least_micro_batches(layout: Layout) -> int:
    """Return the fewest micro-batches of a replica that a layout's schedule starts with (rules group-range, dualpipev).

    An interleaved pipeline wants one a stage, MindSpeed's V one less than two a stage.
    """
    if layout.schedule is Schedule.DUALPIPE_V:
        return 2 * layout.pp - 1
    return layout.pp if layout.vpp > 1 else 1


def divided_batch(batch: int, layouts: Sequence[Layout], shares: Sequence[float]) -> tuple[int, ...]:
    """Return the sequences of a step that each pool takes; they sum to the batch wherever whole micro-batches can.

    Each is a whole number of micro-batches on all replicas of the pool's layout, enough for its schedule, and within a
    tenth (or one micro-batch of all replicas) of its planned part. Of the divisions whose sum is nearest the batch (of
    two as near the smaller) it is the one nearest the shares, by the squares of the differences over the shares. Shares
    sum to 1.

    >>> from planner.performance.training.layout import Recompute
    >>> sizes = {"tp": 1, "pp": 1, "vpp": 1, "ep": 1, "etp": 1, "cp": 1, "recompute": Recompute.NONE}
    >>> fixed = {"schedule": Schedule.ONE_F_ONE_B, **sizes}
    >>> divided_batch(100, [Layout(dp=12, micro_batch=1, **fixed), Layout(dp=8, micro_batch=1, **fixed)], [0.6, 0.4])
    (60, 40)
    """
    units = [layout.dp * layout.micro_batch for layout in layouts]
    step = gcd(*units)
    pools = [
        _Pool(unit=unit // step, ideal=batch * share / step, counts=_counts(batch * share / unit, layout))
        for layout, unit, share in zip(layouts, units, shares, strict=True)
    ]
    costs: Floats = np.zeros(1)  # of each sum from the least on, in steps
    chosen = []
    for pool in pools:
        costs, picks = _with_pool(costs, pool)
        chosen.append(picks)
    least = sum(int(pool.counts[0]) * pool.unit for pool in pools)
    reached = np.flatnonzero(np.isfinite(costs))
    place = int(reached[np.argmin(np.abs(reached + least - batch / step))])
    found = []
    for pool, picks in zip(reversed(pools), reversed(chosen), strict=True):
        pick = int(picks[place])
        found.append(int(pool.counts[pick]) * pool.unit * step)
        place -= pick * pool.unit
    return tuple(reversed(found))


class _Pool(Struct, frozen=True, kw_only=True):
    """A pool's micro-batch on all replicas and its planned part, in steps, and the numbers of micro-batches to try."""

    unit: int
    ideal: float
    counts: Counts


def _counts(ideal: float, layout: Layout) -> Counts:
    """Return the numbers of micro-batches that lie near enough to the planned part, the fewest first; (n,)."""
    least, reach = least_micro_batches(layout), max(1, int(_TOLERANCE * ideal))
    middle = max(least, round(ideal))
    return np.arange(max(least, middle - reach), middle + reach + 1)


def _with_pool(costs: Floats, pool: _Pool) -> tuple[Floats, Counts]:
    """Return the least cost of every sum with one more pool, and which of its counts makes it (n,)."""
    size = len(costs) + (len(pool.counts) - 1) * pool.unit
    best, picks = np.full(size, np.inf), np.zeros(size, dtype=np.int64)
    own = (pool.counts * pool.unit - pool.ideal) ** 2 / max(pool.ideal, 1e-9)
    for place in range(len(pool.counts)):
        window = slice(place * pool.unit, place * pool.unit + len(costs))
        tried = costs + own[place]
        better = tried < best[window]
        best[window] = np.where(better, tried, best[window])
        picks[window] = np.where(better, place, picks[window])
    return best, picks
