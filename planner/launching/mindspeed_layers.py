"""Layers of MindSpeed-LLM's own: Gated DeltaNet beside gated attention, and indexers that pick keys.

Megatron-Core 0.12.1 has neither; MindSpeed-LLM builds them by arguments of its own. Each stands here beside the
argument of later Megatron-Core that it replaces, with the line of Ascend/MindSpeed-LLM c77308a that reads it (paths
below mindspeed_llm/; ``Q`` is examples/mcore/qwen3_next/pretrain_qwen3_next_80b_16K_A3_ptd.sh, ``D`` is
examples/mcore/deepseek32/pretrain_deepseek32_671b_4k_A3_ptd.sh).
"""

from collections.abc import Iterator

from planner.launching.arguments import Argument, Arguments
from planner.launching.job import LaunchJob
from planner.launching.megatron_stack import is_hybrid, mixers_of, shared_picks
from planner.launching.model_details import ModelDetails
from planner.performance.training.framework_rules import cut_of
from planner.performance.training.layout import Layout, Schedule
from planner.sentences import sentence
from planner.workload.mixers.gated_delta import GatedDelta
from planner.workload.shape import TransformerShape

# "=" stands for the values of the argument that is replaced
_DELTA: dict[str, Arguments] = {
    "--experimental-attention-variant": [],  # the specification of its layers says it
    "--linear-attention-freq": [("--full-attention-interval", "=")],  # core/transformer/transformer_block.py:176
    "--linear-conv-kernel-dim": [
        ("--mamba-d-conv", "="),  # tasks/models/transformer/qwen3_next_gated_deltanet_attention.py:245
        ("--mamba-expand", "1"),  # Q:131
    ],
    "--attention-output-gate": [("--no-enable-linear-qkv",)],  # core/transformer/attention.py:96; its q_proj has a gate
    "--apply-layernorm-1p": [
        ("--add-rmsnorm-offset",),  # core/models/common/rms_norm.py:41
        ("--rmsnorm-weight-in-fp32",),  # core/models/common/rms_norm.py:43
    ],
    "--rotary-percent": [("--partial-rotary-factor", "=")],  # core/models/common/embeddings/rotary_pos_embedding.py:85
    "--moe-router-load-balancing-type": [("--moe-router-load-balancing-type", "aux_loss")],  # Q:45
}
_INDEXER: dict[str, Arguments] = {
    "--experimental-attention-variant": [
        ("--enable-dsa-indexer",),  # tasks/models/transformer/dsa_indexer.py:52
        ("--mla-mm-split",),  # D:58; tasks/models/transformer/multi_latent_attention.py:349 asks for it
        ("--mla-fa-without-pad",),  # D:59
        ("--enable-mla-absorb",),  # tasks/models/transformer/multi_latent_attention.py:345
        ("--use-sparse-flash-attn",),  # core/transformer/custom_dot_product_attention.py:353
        ("--use-fused-lightning-indexer",),  # D:102
        ("--use-fused-lightning-indexer-loss",),  # D:103
        ("--init-norm-weight-in-fp32",),  # D:108
    ],
    "--dsa-indexer-n-heads": [("--index-n-heads", "=")],  # tasks/models/transformer/dsa_indexer.py:256
    "--dsa-indexer-head-dim": [("--index-head-dim", "=")],  # tasks/models/transformer/dsa_indexer.py:258
    "--dsa-indexer-topk": [("--index-topk", "=")],  # tasks/models/transformer/dsa_indexer.py:260
    "--dsa-indexer-topk-freq": [("--index-topk-freq", "=")],  # tasks/models/.../multi_latent_attention.py:193
    "--dsa-indexer-skip-topk-offset": [("--index-skip-topk-offset", "=")],  # .../multi_latent_attention.py:194
    "--dsa-indexer-loss-coeff": [("--indexer-loss-coeff", "1.0")],  # D:107, weighed otherwise than Megatron's
    "--dsa-indexer-rope-interleaved": [],  # its indexer turns pairs anyway: dsa_indexer.py:359
    "--no-dsa-indexer-rotate-activation": [],  # which it does with products in 4 bits alone: dsa_indexer.py:118
    "--dsa-indexer-k-norm-epsilon": [],  # 1e-6: dsa_indexer.py:214
    "--cp-comm-type": [("--context-parallel-algo", "kvallgather_cp_algo")],  # dsa_indexer_feature.py:117
}

_UNCUT = {"minimax_spec"}  # tasks/models/spec/minimax_spec.py:21


def layer_arguments(shape: TransformerShape, arguments: Arguments) -> Arguments:
    """Return arguments of later Megatron-Core as MindSpeed-LLM's own of the same layers.

    >>> from planner.workload.presets import shape_preset
    >>> layer_arguments(shape_preset("deepseek-v3.2"), [("--num-layers", "61"), ("--dsa-indexer-topk", "2048")])
    [('--num-layers', '61'), ('--index-topk', '2048')]
    """
    own = (_DELTA if delta_of(shape) is not None else {}) | (_INDEXER if shape.mla_is_sparse else {})
    found: Arguments = []
    for argument in arguments:
        replaced = own.get(argument[0], [argument])
        found += [_filled(one, argument) for one in replaced]
    return found + _kernel_of_delta(delta_of(shape))


def _filled(own: Argument, argument: Argument) -> Argument:
    return (own[0], *argument[1:]) if own[1:] == ("=",) else own


def _kernel_of_delta(delta: GatedDelta | None) -> Arguments:
    """Return the chunk of the scan and its kernel (Q:160, Q:161)."""
    return [] if delta is None else [("--mamba-chunk-size", str(delta.chunk)), ("--use-triton-gdn",)]


def delta_of(shape: TransformerShape) -> GatedDelta | None:
    """Return a shape's Gated DeltaNet, if it has one."""
    return next((mixer for mixer in mixers_of(shape) if isinstance(mixer, GatedDelta)), None)


def is_own(shape: TransformerShape) -> bool:
    """Return whether a shape has layers that MindSpeed-LLM builds by arguments of its own."""
    return shape.mla_is_sparse or delta_of(shape) is not None


def listed_stages(shape: TransformerShape, layout: Layout, seq_len: int) -> tuple[int, ...]:
    """Return how many layers each stage holds where picks are shared, and none may go from stage to stage.

    Empty where equal stages do (core/transformer/transformer_block.py: layers that do nothing make them equal).
    """
    if not shape.mla_is_sparse or shared_picks(shape) == (1, 0) or layout.pp == 1:
        return ()
    return cut_of(shape, seq_len, layout.pp) or ()


def layer_refusals(job: LaunchJob, details: ModelDetails, noop: tuple[int, ...]) -> Iterator[str]:
    """Yield a sentence for everything of a job that these layers do not run with."""
    shape, layout = job.shape, job.layout
    if is_hybrid(shape) or (is_own(shape) and not details.mindspeed_spec):
        yield sentence(
            "MindSpeed-LLM does not run {}: it has no specification of its layers, Megatron-Core 0.12.1 does not "
            "build them; choose a shape or a framework that does.",
            shape.name,
        )
    if details.mindspeed_spec in _UNCUT and layout.tp > 1:
        yield sentence(
            "MindSpeed-LLM does not start {}: its specification of {}'s layers takes tensor size 1 alone; pin such a "
            "layout.",
            job.name,
            shape.name,
        )
    if is_own(shape) and job.run.states.lora is not None:
        yield sentence(
            "MindSpeed-LLM's adapters do not stand beside {}'s own layers; train the whole model.", shape.name
        )
    if delta_of(shape) is not None and (layout.tp > 1 or layout.cp > 1):
        yield sentence(
            "MindSpeed-LLM does not start {}: it cuts Gated DeltaNet by neither tensor nor context parallelism; "
            "pin a layout with both of size 1.",
            job.name,
        )
    if delta_of(shape) is not None and noop:
        yield sentence(
            "MindSpeed-LLM does not start {}: {} layers do not make equal stages, and layers that do nothing "
            "would move attention to other layers; pin a layout with stages that divide them.",
            job.name,
            shape.layers,
        )
    if stages_of(layout) > shape.layers:  # training/utils.py:1194
        yield sentence(
            "MindSpeed-LLM does not start {}: {} stages are more than the {} layers, and no stage may hold MTP layers "
            "alone; pin a layout of fewer stages.",
            job.name,
            stages_of(layout),
            shape.layers,
        )
    virtual = layout.vpp > 1 or layout.schedule is Schedule.DUALPIPE_V
    if virtual and listed_stages(shape, layout, job.run.seq_len):
        yield sentence(
            "MindSpeed-LLM does not start {}: {}'s layers share picks of keys, which do not go from stage to "
            "stage, and it lists the layers of whole stages alone; pin a layout without virtual stages.",
            job.name,
            shape.name,
        )


def stages_of(layout: Layout) -> int:
    """Return the stages of a pipeline, virtual ones included; the V gives each device two."""
    return layout.pp * (2 if layout.schedule is Schedule.DUALPIPE_V else layout.vpp)


def noop_layers(layers: int, stages: int) -> tuple[int, ...]:
    """Return which layers do nothing, so that as many stand in each stage: the last one of the last stages.

    >>> noop_layers(61, 16)
    (55, 59, 63)
    """
    per_stage = -(-layers // stages)
    missing = per_stage * stages - layers
    return tuple((stage + 1) * per_stage - 1 for stage in range(stages - missing, stages))


def noop_layers_of(job: LaunchJob) -> tuple[int, ...]:
    """Return which layers of a job do nothing; none where its stages are listed."""
    if listed_stages(job.shape, job.layout, job.run.seq_len):
        return ()
    return noop_layers(job.shape.layers, stages_of(job.layout))
