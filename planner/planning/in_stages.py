"""What a plan says of pools that are too small to train alone and work as stages of a pipeline."""

from collections.abc import Sequence
from dataclasses import replace

from planner.mixing.strategy import PipelineStage
from planner.performance.layout import PoolEstimate, Recompute, Schedule, Sharding
from planner.planning.members import Member


def estimate_in_stages(member: Member, stages: Sequence[PipelineStage]) -> PoolEstimate:
    """Return the estimate of a pool that is only stages of a pipeline: layout and memory of its fullest stage."""
    estimate = member.fitted.estimate
    own = [
        stage
        for stage in stages
        if (stage.accelerator, stage.site) == (member.planned.accelerator, member.planned.site)
    ]
    if not member.too_small or not own:
        return estimate
    fullest = max(own, key=lambda stage: stage.memory_bytes)
    sizes = {name: getattr(fullest, name) for name in ("tp", "cp", "ep", "etp", "dp", "micro_batch")}
    layout = replace(
        estimate.layout,
        **sizes,
        pp=len(stages),
        vpp=1,
        schedule=Schedule.ONE_F_ONE_B,
        sharding=Sharding.ZERO_1,
        recompute=Recompute(fullest.recompute),
        recompute_share=fullest.recompute_share,
    )
    held = sum(stage.layers for stage in own)
    return replace(
        estimate,
        layout=layout,
        memory_bytes=fullest.memory_bytes,
        memory_parts_bytes=fullest.memory_parts_bytes,
        assumptions=(*estimate.assumptions, f"Too small alone: {held} layers on {len(own)} of {len(stages)} stages."),
    )
