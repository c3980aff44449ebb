"""The strategy of one pipeline through all pools; the search for its stages stands in ``planner.mixing.pipeline``."""

import numpy as np

from planner.causes import NoSplitFits, OnePool
from planner.mixing.crossings import pipeline_kept
from planner.mixing.pipeline import border_bytes, pipelined
from planner.mixing.strategies.admission import link_cautions
from planner.mixing.strategies.strategy import Pools, Refusal, Strategy, present
from planner.mixing.working_pool import Floats, MixedRun


def rate(pools: Pools, run: MixedRun, floor: Floats | None = None) -> Floats:
    """Return delivered tokens a second; 0 where no split fits, or none beats the floor."""
    return pipelined(pools, run, to_beat=floor).tokens_per_s


def crossing_bytes(pools: Pools, run: MixedRun) -> float:
    """Return the activations and their gradients that cross between pools in a step."""
    return float(np.max(border_bytes(run, present(pools))))


def _refusals(pools: Pools, _run: MixedRun) -> tuple[Refusal, ...]:
    return (Refusal(where=np.asarray(present(pools) <= 1), cause=OnePool),)


PIPELINE = Strategy(
    key="pipeline",
    title="Pipeline over pools",
    works="hold the layers of one model in proportion to their speed",
    rate=rate,
    refusals=_refusals,
    cautions=lambda pools, run: link_cautions(pools, run, pipeline_kept),
    crossing_bytes=crossing_bytes,
    never=NoSplitFits,
    stages=True,
)
