"""The stages of the best pipeline of one fleet, and the layers that they leave each of its pools."""

from collections.abc import Sequence

from planner.causes import PoolPlace
from planner.mixing.pipelines.pipeline import pipelined, ranked
from planner.mixing.pipelines.spelled_stages import spelled_stages
from planner.mixing.strategy import PipelineStage
from planner.mixing.working_pool import MixedRun, WorkingPool


def arranged(pools: Sequence[WorkingPool], run: MixedRun) -> tuple[PipelineStage, ...]:
    """Return the stages of the pipeline that ``pipelined`` found for one fleet, in order; none where nothing fits."""
    pools = [pools[i] for i in ranked(pools)]
    made = pipelined(pools, run)
    return () if int(made.level) < 0 else spelled_stages(pools, run, int(made.pace), made.seats)


def held_parts(stages: Sequence[PipelineStage]) -> dict[PoolPlace, float]:
    """Return each pool's part of the work of a step: that of the layers which its stages hold and compute.

    Every token passes through every pool, so that none has a share of the tokens of its own. Layers count alike, as
    they do where stages are made; embedding and head, which the outer stages hold besides, are not counted.
    """
    found: dict[PoolPlace, float] = {}
    for stage in stages:
        place = stage.accelerator, stage.site
        found[place] = found.get(place, 0.0) + stage.layers
    whole = sum(found.values())
    return {place: layers / whole for place, layers in found.items()}


def pool_layers(stages: Sequence[PipelineStage]) -> dict[str, int]:
    """Return the layers that each pool holds, by accelerator (with its site where it stands at several), in order."""
    sites: dict[str, set[str]] = {}
    for stage in stages:
        sites.setdefault(stage.accelerator, set()).add(stage.site)
    found: dict[str, int] = {}
    for stage in stages:
        several = len(sites[stage.accelerator]) > 1
        name = f"{stage.accelerator} ({stage.site})" if several else stage.accelerator
        found[name] = found.get(name, 0) + stage.layers
    return found
