"""The strategy of one pipeline through all pools; the search for its stages stands in ``planner.mixing.pipelines``."""

from functools import partial
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.causes import NoSplitFits, OnePool, TooManyPools
from planner.mixing.crossings import pipeline_kept
from planner.mixing.pipelines.pace_search import ACTIVATION_BYTES_PER_VALUE
from planner.mixing.pipelines.pipeline import inter_pool_bytes, pipelined
from planner.mixing.strategies.admission import link_cautions
from planner.mixing.strategies.strategy import Pools, Refusal, Strategy, present
from planner.mixing.working_pool import MixedRun, summed

MOST_POOLS: Final = 16  # 60 pools: the search of stages took two thirds of the 38 s that their plan took


def rate(pools: Pools, run: MixedRun, floor: Floats | None = None) -> Floats:
    """Return delivered tokens a second; 0 where no split fits, or none beats the floor."""
    many = present(pools) > MOST_POOLS
    if many.all():
        return np.zeros_like(present(pools))
    return np.where(many, 0.0, pipelined(pools, run, to_beat=floor).tokens_per_s)


def most(pools: Pools, run: MixedRun) -> Floats:
    """Return what the pools would deliver if memory were no limit, and no more than the fastest link hands over.

    No pipeline claims more than the one, every token of one crosses a link, there and back, and some is lost by it.
    """
    unbound = summed([np.where(pool.devices > 0, pool.unbound_tokens_per_s, 0.0) for pool in pools])
    fastest = max(link.bytes_per_s for link in run.links.every())
    handed: Floats = np.minimum(unbound, fastest / (ACTIVATION_BYTES_PER_VALUE * run.hidden))
    return handed * max(link.pipeline_kept for link in run.links.every())


def crossing_bytes(pools: Pools, run: MixedRun) -> float:
    """Return the activations and their gradients that cross between pools in a step."""
    return float(np.max(inter_pool_bytes(run, present(pools))))


def _refusals(pools: Pools, _run: MixedRun) -> tuple[Refusal, ...]:
    there = present(pools)
    return (
        Refusal(where=np.asarray(there <= 1), cause=OnePool),
        Refusal(where=np.asarray(there > MOST_POOLS), cause=partial(TooManyPools, most=MOST_POOLS)),
    )


PIPELINE = Strategy(
    key="pipeline",
    works="hold the layers of one model in proportion to their speed",
    rate=rate,
    refusals=_refusals,
    cautions=lambda pools, run: link_cautions(pools, run, pipeline_kept),
    crossing_bytes=crossing_bytes,
    never=NoSplitFits,
    stages=True,
    most=most,
)
