"""One step's sequences over the pools of one job: whole micro-batches of all replicas of each, in sum the batch."""

from collections.abc import Sequence
from math import ceil, floor, gcd

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

    Each is a whole number of micro-batches on all replicas of the pool's layout, within a tenth (or one micro-batch of
    all replicas) of its planned part. A schedule that wants more raises a part where the sum stays the batch; else the
    part stays as planned, and no framework starts that layout on it. Of the divisions whose sum is nearest the batch
    (of two as near the smaller) it is the one nearest the shares, by the squares of the differences over the shares.
    Shares sum to 1.

    >>> from planner.performance.training.layout import Recompute
    >>> sizes = {"tp": 1, "pp": 1, "vpp": 1, "ep": 1, "etp": 1, "cp": 1, "recompute": Recompute.NONE}
    >>> fixed = {"schedule": Schedule.ONE_F_ONE_B, **sizes}
    >>> divided_batch(100, [Layout(dp=12, micro_batch=1, **fixed), Layout(dp=8, micro_batch=1, **fixed)], [0.6, 0.4])
    (60, 40)
    """
    units = [layout.dp * layout.micro_batch for layout in layouts]
    ideals = [batch * share / unit for unit, share in zip(units, shares, strict=True)]
    least = [least_micro_batches(layout) for layout in layouts]
    counts = [_near(ideal, 1) for ideal in ideals]
    if all(many[-1] >= few for many, few in zip(counts, least, strict=True)):
        enough = [many[many >= few] for many, few in zip(counts, least, strict=True)]
        return _nearest(batch, units, ideals, enough)
    raised = _raised(batch, units, ideals, least)
    return raised if sum(raised) == batch else _nearest(batch, units, ideals, counts)


def _raised(batch: int, units: Sequence[int], ideals: Sequence[float], least: Sequence[int]) -> tuple[int, ...]:
    """Return the division in which no pool has fewer micro-batches than its schedule wants and the others give way."""
    short = [few > _near(ideal, 1)[-1] for ideal, few in zip(ideals, least, strict=True)]
    rows = tuple(zip(units, ideals, least, short, strict=True))
    rest = batch - sum(few * unit for unit, _, few, is_short in rows if is_short)
    others = sum(ideal * unit for unit, ideal, _, is_short in rows if not is_short)
    left = max(0.0, rest / others) if others else 0.0
    wanted = [float(few) if is_short else ideal * left for _, ideal, few, is_short in rows]
    return _nearest(batch, units, wanted, [_near(one, few) for one, few in zip(wanted, least, strict=True)])


def _near(ideal: float, least: int) -> Counts:
    """Return the numbers of micro-batches that lie near enough to a planned number, the fewest first; (n,)."""
    reach = max(1.0, _TOLERANCE * ideal)
    first = max(least, ceil(ideal - reach))
    return np.arange(first, max(first, floor(ideal + reach)) + 1)


def _nearest(batch: int, units: Sequence[int], ideals: Sequence[float], counts: Sequence[Counts]) -> tuple[int, ...]:
    """Return the division of these numbers of micro-batches that comes nearest the batch, then the planned parts."""
    step = gcd(*units)
    pools = [
        _Pool(unit=unit // step, ideal=ideal * unit / step, counts=many)
        for unit, ideal, many in zip(units, ideals, counts, strict=True)
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
