"""The best pipeline of one fleet, remembered: an edit of prices, tokens or other pools asks for the same one again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from operator import attrgetter

import numpy as np

from planner.mixing.pipelines.fleet_rows import FoundPipeline
from planner.mixing.pipelines.one_fleet import FleetSearch
from planner.mixing.working_pool import MixedRun, WorkingPool

_REMEMBERED = 1024  # fleets: their pools as a few dozen numbers each, and the stages that they have in common
_NOT_OF_A_STAGE = frozenset({"price_per_hour", "kept_per_hour", "goodputs"})
_NOT_OF_A_STEP = frozenset({"tokens", "links"})
_of_a_run = attrgetter(*(name for name in MixedRun.__struct_fields__ if name not in _NOT_OF_A_STEP))
_of_a_pool = attrgetter(*(name for name in WorkingPool.__struct_fields__ if name not in _NOT_OF_A_STAGE))


@dataclass(slots=True)
class _Known:
    """What is known of one fleet: its best pipeline, or a delivered rate that none exceeds."""

    best: FoundPipeline | None = None
    not_above: float = inf


def best_of_one(pools: Sequence[WorkingPool], run: MixedRun, floor: float) -> FoundPipeline | None:
    """Return the best pipeline of one fleet that delivers more than ``floor`` tokens a second; None where none does.

    All pools, two at least, must have options and devices (columns of shape ()).
    """
    known = _known(_key(pools, run))
    if known.best is None and floor < known.not_above:
        known.best = FleetSearch(pools, run).best(floor)
        if known.best is None:
            known.not_above = floor
    return known.best if known.best is not None and known.best.tokens_per_s > floor else None


def _key(pools: Sequence[WorkingPool], run: MixedRun) -> tuple[object, ...]:
    links = run.links.default, tuple(run.links.pairs.items())
    return _of_a_run(run), links, tuple(_pool_key(pool) for pool in pools)


def _pool_key(pool: WorkingPool) -> tuple[object, ...]:
    plain = tuple(one.item() if isinstance(one, np.ndarray | np.generic) else one for one in _of_a_pool(pool))
    options = pool.options  # which are known again by what they hold, but for these three
    beside = () if options is None else (options.overhead_s, options.loss_per_doubling, options.loss_beyond_512)
    return plain, *beside


@lru_cache(maxsize=_REMEMBERED)
def _known(_key: tuple[object, ...]) -> _Known:
    """Return what is known of a fleet; filled by those who ask."""
    return _Known()
