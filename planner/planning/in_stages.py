"""What a plan says of pools that work as stages of one pipeline: the layout that the plan runs, not the pool's own."""

from collections.abc import Sequence

from msgspec.structs import replace

from planner.mixing.strategy import PipelineStage, PoolAtWork
from planner.performance.training.layout import PoolEstimate, Recompute, Schedule, Sharding
from planner.planning.members import Member
from planner.sentences import Sentence, sentence


def as_staged(member: Member, stages: Sequence[PipelineStage]) -> Member:
    """Return a pool as it works in a pipeline over pools: whole nodes of which no device holds a stage stay idle."""
    own, pool = stages_of(member, stages), member.planned.pool
    if not own:
        return member
    devices = sum(stage.tp * stage.cp * stage.dp for stage in own)
    used = -(-devices // pool.devices_per_node) * pool.devices_per_node
    fitted = replace(member.fitted, pool=replace(pool, devices=used), spare_devices=pool.devices - used)
    return replace(member, fitted=fitted)


def estimate_in_stages(member: Member, stages: Sequence[PipelineStage]) -> PoolEstimate:
    """Return a pool's estimate with the layout and the memory that the plan runs: those of its fullest stage.

    Without a pipeline over pools it is the pool's own. Rates and times are those of the pool alone.
    """
    estimate = member.fitted.estimate
    own = stages_of(member, stages)
    if not own:
        return estimate
    fullest = max(own, key=lambda stage: stage.memory_bytes)
    sizes = {name: getattr(fullest, name) for name in ("tp", "cp", "ep", "etp", "dp", "micro_batch")}
    layout = replace(
        estimate.layout,
        **sizes,
        pp=len(stages),
        vpp=fullest.chunks,
        micro_batch_group=fullest.group,
        schedule=Schedule.ONE_F_ONE_B if fullest.chunks == 1 else Schedule.INTERLEAVED,
        sharding=Sharding.ZERO_1,
        recompute=Recompute(fullest.recompute),
        recompute_share=fullest.recompute_share,
    )
    held = sum(stage.layers for stage in own)
    words = _held(held, len(own), len(stages), alone_too_small=bool(member.too_small))
    return replace(
        estimate,
        layout=layout,
        memory_bytes=fullest.memory_bytes,
        memory_parts_bytes=fullest.memory_parts_bytes,
        assumptions=(*estimate.assumptions, words),
    )


def at_work(member: Member, stages: Sequence[PipelineStage]) -> PoolAtWork:
    """Return what a pool runs, of a pipeline over pools its fullest stage."""
    own = as_staged(member, stages)
    estimate = estimate_in_stages(own, stages)
    return PoolAtWork(
        layout=estimate.layout, devices=estimate.devices, devices_per_node=member.planned.pool.devices_per_node
    )


def stages_of(member: Member, stages: Sequence[PipelineStage]) -> list[PipelineStage]:
    """Return the stages that a pool holds; none without a pipeline over pools."""
    return [stage for stage in stages if (stage.accelerator, stage.site) == member.planned.place]


def _held(layers: int, own: int, stages: int, *, alone_too_small: bool) -> Sentence:
    """Say how many layers a pool holds, on how many of all stages."""
    if alone_too_small:
        if layers == 1:
            return sentence("Too small alone: 1 layer on {} of {} stages.", own, stages)
        return sentence("Too small alone: {} layers on {} of {} stages.", layers, own, stages)
    if layers == 1:
        return sentence(
            "As in the pipeline over all pools: 1 layer on {} of {} stages; its rate is its part of the pipeline's.",
            own,
            stages,
        )
    return sentence(
        "As in the pipeline over all pools: {} layers on {} of {} stages; its rate is its part of the pipeline's.",
        layers,
        own,
        stages,
    )
