"""What the search for one fleet's best pipeline works on: choices of pools, combinations of them, and their figures."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import permutations
from typing import Final

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Integers, Mask
from planner.mixing.pipelines.held_layers import given_orders
from planner.mixing.pipelines.neighbours import Hops
from planner.mixing.pipelines.orders import EVERY_ORDER
from planner.mixing.pipelines.stage_tables import LEVELS
from planner.mixing.stage_options import StageOptions
from planner.mixing.working_pool import WorkingPool
from planner.performance.training.step_times import loss_of_scale

NEVER_S: Final = 1e300  # a stage of a pool that holds none


class Seat(Struct, frozen=True, kw_only=True):
    """The stages that one pool holds: how many, each of so many devices in a replica, and where it stands."""

    pool: int
    width: int
    stages: int


class FoundPipeline(Struct, frozen=True, kw_only=True):
    """The best pipeline of a fleet: delivered tokens a second, goodput, and its seats, the first stage's first.

    ``made_s`` are the seconds of a healthy step that its stages and links make; more than ``most_tokens_per_s``, which
    the pools would reach if memory were no limit, is not claimed. ``in_part``: of many pools only the most hopeful
    combinations were tried, so that a better one is not ruled out.
    """

    tokens_per_s: float
    goodput: float
    made_s: float
    most_tokens_per_s: float
    pace: int
    level: int
    seats: tuple[Seat, ...]
    in_part: bool = False


class Crossed(Struct, frozen=True, kw_only=True):
    """What the links of an order leave of the rate; seconds for each byte over the slowest, and over all of them."""

    kept: float
    slowest: float
    all_of_them: float


class Choices(Struct, frozen=True, kw_only=True):
    """What one pool may hold at one pace, one value a choice: places of widths in the flat tables, stages and figures.

    ``slower`` are the levels by which times shrink, ``slowdown`` the factor of seconds; ``speed`` are layers a second
    of all stages, ``layer_s`` and ``least_s`` the least seconds of a layer and of a stage.
    """

    slot: Integers
    stages: Integers
    slower: Integers
    slowdown: Floats
    goodput: Floats
    speed: Floats
    layer_s: Floats
    least_s: Floats

    def taken(self, rows: Integers, shape: tuple[int, ...] = (-1,)) -> "Choices":
        """Return these choices alone, laid out in a shape."""
        return Choices(**{name: getattr(self, name)[rows].reshape(shape) for name in Choices.__struct_fields__})


class Rows(Struct, frozen=True, kw_only=True):
    """Pipelines as columns (P, rows): of each pool its ``slot`` and so on, as choices have them, at a ``pace`` (rows,).

    ``pool`` says whose they are: pools by position, or in the order of a pipeline, the last stage's first.
    """

    pace: Integers
    pool: Integers
    slot: Integers
    stages: Integers
    slower: Integers
    slowdown: Floats
    goodput: Floats

    def taken(self, rows: Integers) -> "Rows":
        """Return these rows alone."""
        return Rows(**{name: getattr(self, name).take(rows, axis=-1) for name in Rows.__struct_fields__})


class Combinations(Struct, frozen=True, kw_only=True):
    """Combinations of choices that may beat what is known: as rows, what bounds them, and levels that hold too little.

    ``layer_s`` is the least seconds of a layer on any of the pools, (rows,).
    """

    rows: Rows
    layer_s: Floats
    low: Integers

    def taken(self, rows: Integers) -> "Combinations":
        """Return these combinations alone."""
        return Combinations(rows=self.rows.taken(rows), layer_s=self.layer_s[rows], low=self.low[rows])


class Steps(Struct, frozen=True, kw_only=True):
    """Seconds of the steps of rows: in all and in crossing links; and what of the rate the links keep.

    ``least`` are the most layers of the stage that holds the fewest.
    """

    whole_s: Floats
    kept: Floats
    crossed_s: Floats
    least: Integers


class Held(Struct, frozen=True, kw_only=True):
    """What one pool of each row holds within a level: layers, of one stage the least, and where it is in the tables."""

    layers: Integers
    least: Integers
    top: Integers
    bottom: Integers
    fits: Mask


def own_levels(rows: Rows, low: Integers, high: Integers) -> tuple[Integers, Integers, Integers]:
    """Return the paces of rows, and from which to which level pools' own times go between two levels of each row."""
    paces, at = np.unique(rows.pace, return_inverse=True)
    least, most = np.full(len(paces), LEVELS), np.full(len(paces), -1)
    np.minimum.at(least, at, low - rows.slower.max(axis=0, initial=0))
    np.maximum.at(most, at, high - rows.slower.min(axis=0, initial=0))
    return paces, least, most


def halve(low: Integers, high: Integers, holds: Callable[[Integers, Integers], Mask]) -> None:
    """Raise levels that do not hold and lower those that do until they are neighbours; ``holds`` of rows and levels."""
    while len(left := np.flatnonzero(high - low > 1)):
        middle = (low[left] + high[left]) // 2
        held = holds(left, middle)
        high[left], low[left] = np.where(held, middle, high[left]), np.where(held, low[left], middle)


def slowdown_of(pool: WorkingPool, devices: float) -> float:
    """Return what a second of a stage takes on a pool that uses so many of its devices."""
    return float(slowdown_on(pool, known_options(pool), np.asarray(devices)))


def lost_to_scale(pool: WorkingPool, options: StageOptions) -> Floats:
    """Return what a second of a stage takes on all of a pool's devices, of what it takes on a few."""
    lost: Floats = 1.0 + loss_of_scale(pool.devices, options.loss_per_doubling, options.loss_beyond_512)
    return lost


def slowdown_on(pool: WorkingPool, options: StageOptions, devices: Floats | Integers) -> Floats:
    """Return what a second of a stage takes where so many devices work: the pool's own is that of all of them."""
    own, all_ = (
        1.0 + loss_of_scale(many, options.loss_per_doubling, options.loss_beyond_512)
        for many in (np.asarray(devices, dtype=np.float64), pool.devices)
    )
    slowdown: Floats = pool.stage_slowdown * (own / all_)
    return slowdown


def known_options(pool: WorkingPool) -> StageOptions:
    """Return the stages that a pool of a pipeline can hold, which are known."""
    assert pool.options is not None  # noqa: S101 - asked for pools with options alone
    return pool.options


def orders_of(pools: Sequence[WorkingPool]) -> tuple[tuple[int, ...], ...]:
    """Return the orders to try, the first stage's pool first: every one of few pools."""
    many = range(len(pools))
    return tuple(permutations(many)) if len(pools) <= EVERY_ORDER else given_orders(pools)


def crossings_of(hops: Hops, orders: Integers) -> tuple[Crossed, ...]:
    """Return what the orders cross, each kind once."""
    after, before = orders[:, 1:], orders[:, :-1]
    kept, seconds = hops.kept[after, before].min(axis=1), hops.s_per_byte[after, before]
    kinds = zip(kept.tolist(), seconds.max(axis=1).tolist(), seconds.sum(axis=1).tolist(), strict=True)
    return tuple(Crossed(kept=one, slowest=slow, all_of_them=every) for one, slow, every in dict.fromkeys(kinds))


def widest(choices: Choices) -> Choices:
    """Return one choice that bounds all: the best of each figure."""
    return Choices(
        slot=choices.slot[:1],
        stages=choices.stages.min(keepdims=True),
        slower=choices.slower[:1],
        slowdown=choices.slowdown[:1],
        goodput=choices.goodput.max(keepdims=True),
        speed=choices.speed.max(keepdims=True),
        layer_s=choices.layer_s.min(keepdims=True),
        least_s=choices.least_s.min(keepdims=True),
    )


def least_layer_s(columns: Sequence[Choices], times: Integers | int, chunks: Floats) -> Floats:
    """Return the least seconds of a step for each of its layers, whatever layers the stages of these choices hold.

    A step takes its slowest stage ``times`` over, and each layer once, a part of it with the stages in ``chunks``. No
    pool holds more layers than its speed in the time of that stage, so the fastest layers are the first to be taken:
    the least over all subsets of pools of (times + their stages) / their speed (the dual of that linear programme).
    """
    stages, speed = [np.zeros(())], [np.zeros(())]
    for one in columns:
        stages += [some + one.stages / chunks for some in stages]
        speed += [some + one.speed for some in speed]
    least = np.full((), NEVER_S)
    for some, their in zip(stages[1:], speed[1:], strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            least = np.fmin(least, (times + some) / their)
    return least


@lru_cache(maxsize=128)  # a few values a pace
def least_seconds(options: StageOptions, widths: int) -> tuple[Floats, Floats]:
    """Return the least seconds of a layer and of a hop by pace and width, the narrowest first; infinite for none."""
    rows = options.rows
    pace, column = rows.pace.astype(np.int64), rows.width.astype(np.int64)
    stages, group = np.unique(pace * (column.max(initial=0) + 1) + column, return_inverse=True)
    own = stages // (column.max(initial=0) + 1)  # the pace of each width
    place = np.arange(len(stages)) - np.searchsorted(own, own)
    at = own[group] * widths + place[group]
    layer_s, hop_s = (np.full((len(options.paces), widths), np.inf) for _ in range(2))
    np.minimum.at(layer_s.reshape(-1), at, rows.layer_s)
    np.minimum.at(hop_s.reshape(-1), at, rows.hop_s)
    return layer_s, hop_s
