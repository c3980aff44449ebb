"""Megatron-Core's arguments for a parallel layout."""

import math
from collections.abc import Sequence

from planner.launching.arguments import Arguments
from planner.launching.megatron_stack import halves_a_layer, is_hybrid, layer_pattern
from planner.performance.training.framework_rules import cut_of
from planner.performance.training.layout import MEGATRONS_MODULES, Layout, Recompute, Sharding, modules_of
from planner.workload.shape import TransformerShape
from planner.workload.stack import modules_lacking

_STRATEGIES = {Sharding.FULLY_SHARDED: "optim_grads_params", Sharding.ZERO_2: "optim_grads"}


def parallel_arguments(shape: TransformerShape, layout: Layout, seq_len: int, *, overlap: bool = True) -> Arguments:
    """Return the arguments of a parallel layout; without ``overlap`` gradients are reduced after the computing.

    ``seq_len`` in tokens: where layers of several kinds are cut into stages hangs on it.
    """
    return [
        *size_arguments(shape, layout),
        *_pipeline_arguments(shape, layout, seq_len),
        *sharding_arguments(layout, overlap=overlap),
        *recompute_arguments(shape, layout),
    ]


def size_arguments(shape: TransformerShape, layout: Layout) -> Arguments:
    """Return the parallel sizes, and sequence parallelism where it is had or insisted on."""
    arguments: Arguments = [
        ("--tensor-model-parallel-size", str(layout.tp)),
        ("--pipeline-model-parallel-size", str(layout.pp)),
        ("--context-parallel-size", str(layout.cp)),
    ]
    if layout.tp > 1 and (layout.sequence_parallel or shape.is_moe):  # with experts Megatron-Core insists on it
        arguments.append(("--sequence-parallel",))
    if shape.is_moe:
        arguments.append(("--expert-model-parallel-size", str(layout.ep)))
        arguments.append(("--expert-tensor-parallel-size", str(layout.etp)))
    if shape.mla_is_sparse and layout.cp > 1:
        arguments.append(("--cp-comm-type", "allgather"))  # the only one of sparse attention
    return arguments


def group_arguments(layout: Layout) -> Arguments:
    """Return the group of micro-batches of an interleaved pipeline."""
    if layout.vpp == 1:
        return []
    return [("--microbatch-group-size-per-virtual-pipeline-stage", str(layout.micro_batch_group or layout.pp))]


def _pipeline_arguments(shape: TransformerShape, layout: Layout, seq_len: int) -> Arguments:
    stages = layout.pp * layout.vpp
    sizes = cut_of(shape, seq_len, stages) or ()
    if is_hybrid(shape):
        pattern = layer_pattern(shape, sizes)
        return [("--hybrid-layer-pattern", pattern), *group_arguments(layout)]
    if layout.pp == 1:
        return []
    if not shape.is_uniform:
        named = named_stages(sizes, shape.mtp_layers)
        return [("--pipeline-model-parallel-layout", named), *group_arguments(layout)]
    if shape.layers % stages or shape.mtp_layers:
        uneven = pipeline_layout(shape.layers, shape.mtp_layers, stages)
        return [("--pipeline-model-parallel-layout", uneven), *group_arguments(layout)]
    if layout.vpp == 1:
        return []
    return [("--num-virtual-stages-per-pipeline-rank", str(layout.vpp)), *group_arguments(layout)]


def pipeline_layout(layers: int, mtp_layers: int, stages: int) -> str:
    """Return the stages of an uneven pipeline in Megatron-Core's notation: E embedding, t layer, m MTP, L loss.

    All MTP layers stand in the last stage, as Megatron-Core asks; layers are spread over the others evenly.

    >>> pipeline_layout(5, 1, 3), pipeline_layout(8, 3, 5)
    ('Ett|tt|tmL', 'Ett|tt|tt|tt|mmmL')
    """
    most, extra = divmod(layers + mtp_layers, stages)
    last = max(most - mtp_layers, 0)  # layers beside the MTP layers
    if stages == 1:
        return named_stages((layers,), mtp_layers)
    if most < mtp_layers:
        most, extra = divmod(layers, stages - 1)
    sizes = [most + (1 if stage < extra else 0) for stage in range(stages - 1)]
    return named_stages((*sizes, last), mtp_layers)


def named_stages(sizes: Sequence[int], mtp_layers: int) -> str:
    """Return stages of so many layers in that notation.

    >>> named_stages((2, 1), 1)
    'Ett|tmL'
    """
    return "E" + "|".join("t" * size for size in sizes) + "m" * mtp_layers + "L"


def sharding_arguments(layout: Layout, *, overlap: bool = True) -> Arguments:
    """Return what data parallelism shards, with reductions and gathering beside the computing or after it."""
    beside: Arguments = [("--overlap-grad-reduce",), ("--overlap-param-gather",)] if overlap else []
    strategy = _STRATEGIES.get(layout.sharding)
    if strategy is not None:
        sharded: Arguments = [("--use-megatron-fsdp",), ("--data-parallel-sharding-strategy", strategy)]
        return [*sharded, ("--use-distributed-optimizer",), ("--ckpt-format", "fsdp_dtensor"), *beside]
    if layout.sharding is Sharding.NONE:
        return beside[:1]  # there are no shards to gather weights from
    return [("--use-distributed-optimizer",), *beside]


def recompute_arguments(shape: TransformerShape, layout: Layout) -> Arguments:
    """Return which activations are computed again."""
    if layout.recompute is Recompute.FULL and layout.recompute_share < 1.0:
        layers = shape.layers * halves_a_layer(shape)
        per_stage = math.ceil(layout.recompute_share * layers / (layout.pp * layout.vpp))
        block: Arguments = [("--recompute-granularity", "full"), ("--recompute-method", "block")]
        return [*block, ("--recompute-num-layers", str(per_stage))]
    if layout.recompute is Recompute.FULL:
        whole: Arguments = [("--recompute-granularity", "full"), ("--recompute-method", "uniform")]
        return [*whole, ("--recompute-num-layers", str(halves_a_layer(shape)))]
    modules = recomputed_modules(shape).get(layout.recompute)
    if modules is None:  # a set of modules as it is, without those that the shape has none of
        named = modules_of(layout.recompute) - modules_lacking(shape)
        modules = tuple(module for module in MEGATRONS_MODULES if module in named)
    return [("--recompute-granularity", "selective"), ("--recompute-modules", *modules)] if modules else []


def recomputed_modules(shape: TransformerShape) -> dict[Recompute, tuple[str, ...]]:
    """Return Megatron-Core's names of what a mode of single modules recomputes."""
    cheap = ("layernorm", *(("moe_act",) if shape.is_moe else ()))
    latent = ("mla_up_proj",) if shape.mla is not None else ()
    return {
        Recompute.ACTIVATIONS: cheap,
        Recompute.UP_PROJECTIONS: latent,
        Recompute.SELECTIVE: (*cheap, *latent),
        Recompute.FEED_FORWARD: ("layernorm", *latent, *(("moe",) if shape.is_moe else ()), "mlp"),
    }
