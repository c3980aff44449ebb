"""One job whose pipeline runs through all pools: each pool holds some of the layers, on layouts chosen for them.

Sources: Metis (USENIX ATC 2024, cost_estimator.py) and Sailor (arXiv 2504.17096) for the step,
``(m - 1) * max stage + sum of stages``; H2 (arXiv 2505.17548) for pools of large memory first, since early stages
keep the most micro-batches in flight.
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats, Integers, Mask
from planner.mixing.pipelines.best_pipelines import Best
from planner.mixing.pipelines.fleet_rows import Seat, lost_to_scale
from planner.mixing.pipelines.interleaving import MOST_CHUNKS
from planner.mixing.pipelines.known_pipelines import best_of_one
from planner.mixing.pipelines.orders import MOST_POOLS, code_of, pools_of
from planner.mixing.pipelines.pace_search import ACTIVATION_BYTES_PER_VALUE
from planner.mixing.pipelines.size_grid import SizeGrid
from planner.mixing.pipelines.split import stage_layers, step_s
from planner.mixing.working_pool import MixedRun, WorkingPool

__all__ = [
    "ACTIVATION_BYTES_PER_VALUE",
    "Pipelined",
    "inter_pool_bytes",
    "pipelined",
    "ranked",
    "stage_layers",
    "step_s",
]


_ROWS = 16_384  # fleets at once: their bounds at every pace stay small


class Pipelined(Struct, frozen=True, kw_only=True):
    """What a pipeline over all present pools delivers, where there is one, and how each is made.

    ``pace`` is a position in the paces of the pools' options, ``order`` the number of an order of pools, ``level`` that
    of the slowest stage's time; -1, 0 and -1 where nothing fits. ``goodput`` is in ``tokens_per_s``. Of one
    fleet (columns of shape ()) ``seats`` are those of its stages, the first stage's first, and ``made_s`` the seconds
    of a healthy step that stages and links make in 1F1B; the rate is that of the best number of chunks. ``in_part``: a
    better one is not ruled out, since of many pools only the most hopeful combinations were tried.
    """

    tokens_per_s: Floats
    fits: Mask
    pace: Integers
    order: Integers
    level: Integers
    goodput: Floats
    seats: tuple[Seat, ...] = ()
    made_s: float = 0.0
    in_part: bool = False

    @property
    def sequence(self) -> tuple[int, ...]:
        """The positions of the pools of one fleet (columns of shape ()), the first stage's first."""
        return pools_of(int(self.order))


def inter_pool_bytes(run: MixedRun, pools: Floats) -> Floats:
    """Return the bytes that cross links in one step: 4 h a token and boundary (131 GB at 4 M tokens, h 8,192)."""
    crossing: Floats = (pools - 1) * (ACTIVATION_BYTES_PER_VALUE * run.hidden * run.tokens_per_step)
    return crossing


def pipelined(
    pools: Sequence[WorkingPool], run: MixedRun, where: Mask | None = None, to_beat: Floats | None = None
) -> Pipelined:
    """Return the best pipeline over all present pools, two at least, for every combination of sizes (or ``where``).

    Pace (replicas and micro-batch), order of the pools, width of a pool's stages and layout of each stage are chosen.
    Of one fleet (columns of shape ()) also how many of its devices each pool uses, so that the step is the shortest and
    more nodes are never slower; of many fleets so that the slowest stage of all devices is soonest done, and of orders
    that do so alike the one with the shortest step: never more than of one fleet, up to rounding. Stages hold whole
    layers, have room for their micro-batches in flight and run 1F1B. A failure anywhere stops all. A rate above the sum
    of what the pools would reach if memory were no limit is not claimed. Where no pipeline delivers more than
    ``to_beat`` tokens a second none is given.
    """
    given = [one.shape for one in (where, to_beat) if one is not None]
    shape = np.broadcast_shapes(*(pool.devices.shape for pool in pools), *given)
    if shape == () and where is None:
        return _of_one(pools, run, 0.0 if to_beat is None else float(to_beat))
    goodput, found = _goodput(pools), Best.none(int(np.prod(shape)))
    order = ranked(pools)
    ordered, floor = (
        [pools[i] for i in order],
        np.broadcast_to(np.zeros(()) if to_beat is None else to_beat / goodput, shape),
    )
    if _may_be(ordered):
        _search(SizeGrid(ordered, run), found, where, floor)
    found = found.renumbered(order)
    pace, number, level = (one.reshape(shape) for one in (found.pace, found.order, found.level))
    return Pipelined(
        tokens_per_s=found.rate.reshape(shape) * goodput,
        fits=level >= 0,
        pace=pace,
        order=number,
        level=level,
        goodput=np.broadcast_to(goodput, shape),
    )


def might_deliver_more(pools: Sequence[WorkingPool], run: MixedRun, floor: Floats) -> Mask:
    """Say where the search for one fleet might find a pipeline that delivers more than a rate, in chunks or not.

    On fewer devices less is lost to scale, and at best nothing to failures.
    """
    ordered = [pools[i] for i in ranked(pools)]
    shape = np.broadcast_shapes(*(pool.devices.shape for pool in pools), floor.shape)
    if not _may_be(ordered):
        return np.zeros(shape, dtype=np.bool_)
    grid = SizeGrid(ordered, run, MOST_CHUNKS)
    most, slower = np.zeros(()), np.ones(())
    for pool in ordered:
        most = most + np.where(pool.devices > 0, pool.unbound_tokens_per_s, 0.0)
        slower = np.maximum(slower, 1.0 if pool.options is None else lost_to_scale(pool, pool.options))
    below = np.broadcast_to(floor / slower, shape)
    mask: Mask = grid.several(shape) & (most > floor) & grid.might_beat(below)
    return mask


def _of_one(pools: Sequence[WorkingPool], run: MixedRun, to_beat: float) -> Pipelined:
    """Return the best pipeline of one fleet; pools without devices keep their positions."""
    order = [i for i in ranked(pools) if pools[i].devices > 0]
    ordered, found = [pools[i] for i in order], None
    if _may_be(ordered) and all(pool.options is not None for pool in ordered):
        found = best_of_one(ordered, run, to_beat)
    if found is None:
        none = np.asarray(-1)
        return Pipelined(
            tokens_per_s=np.zeros(()),
            fits=np.asarray(False),
            pace=none,
            order=np.asarray(0),
            level=none,
            goodput=_goodput(pools),
        )
    seats = tuple(replace(seat, pool=order[seat.pool]) for seat in found.seats)
    return Pipelined(
        tokens_per_s=np.asarray(found.tokens_per_s),
        fits=np.asarray(True),
        pace=np.asarray(found.pace),
        order=np.asarray(code_of([seat.pool for seat in seats])),
        level=np.asarray(found.level),
        goodput=np.asarray(found.goodput),
        seats=seats,
        made_s=found.made_s,
        in_part=found.in_part,
    )


def ranked(pools: Sequence[WorkingPool]) -> tuple[int, ...]:
    """Return the positions of the pools by memory, the largest first: of orders alike the first by rank is taken."""

    def memory(i: int) -> float:
        options = pools[i].options
        return 0.0 if options is None else options.capacity_bytes

    return tuple(sorted(range(len(pools)), key=lambda i: -memory(i)))


def _may_be(pools: Sequence[WorkingPool]) -> bool:
    """Say whether a pipeline may be at all: there are not too many pools, and several have options."""
    return sum(pool.options is not None for pool in pools) > 1 and len(pools) <= MOST_POOLS


def _search(grid: SizeGrid, found: Best, where: Mask | None, floor: Floats) -> None:
    """Put the best pipelines of all combinations that beat a rate into ``found``."""
    if not grid.limits:  # all apart
        return
    wanted = grid.several(floor.shape) if where is None else grid.several(floor.shape) & where
    if floor.any():
        wanted = wanted & grid.might_beat(floor)
    rows = np.flatnonzero(wanted)
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        beaten = floor.reshape(-1)[part]
        found.put(part, grid.search(floor.shape, part, beaten).best(beaten))


def _goodput(pools: Sequence[WorkingPool]) -> Floats:
    """Return the goodput of one job over all present pools: a failure anywhere stops all."""
    goodput = np.ones(())
    for pool in pools:
        goodput = goodput * np.where(pool.devices > 0, pool.goodput, 1.0)
    return goodput
