"""Launch arguments of Megatron-Core for each pool of a plan.

Argument names are those of Megatron-Core's ``megatron/training/arguments.py``. What it cannot do (a schedule it does
not have, one job over two suppliers) is said as a comment in the text, not left out silently.
"""

import math
import shlex
from collections.abc import Iterator, Sequence

from planner.catalogue.accelerator import Accelerator
from planner.errors import UserError
from planner.mixing.strategies import IN_TURN
from planner.mixing.strategies.data_parallel import DATA_PARALLEL
from planner.mixing.strategies.local_sgd import LOCAL_SGD
from planner.mixing.strategies.pipeline import PIPELINE
from planner.performance.layout import Layout, Recompute, Schedule, Sharding
from planner.plan import Plan
from planner.plan_result import PlanResult, PoolResult
from planner.workload.shape import Attention, TransformerShape
from planner.workload.training_run import TrainingPrecision, TrainingRun

Arguments = list[tuple[str, ...]]

_PRECISION: dict[TrainingPrecision, Arguments] = {
    TrainingPrecision.BF16: [("--bf16",)],
    TrainingPrecision.FP16: [("--fp16",)],
    TrainingPrecision.FP8: [("--bf16",), ("--fp8-format", "hybrid"), ("--fp8-recipe", "blockwise")],
    TrainingPrecision.MXFP8: [("--bf16",), ("--fp8-format", "e4m3"), ("--fp8-recipe", "mxfp8")],
    TrainingPrecision.NVFP4: [("--bf16",), ("--fp4-format", "e2m1"), ("--fp4-recipe", "nvfp4")],
}

_TO_SET = (
    "Before you launch, set what a plan does not know: LR, the learning rate; HOST, the first node; and DATA, as in",
    "DATA=(--data-path PREFIX), or DATA=(--mock-data) to try it.",
)


def launch_text(plan: Plan, result: PlanResult) -> str:
    """Return a shell fragment that sets one array of arguments per pool.

    Raises UserError for a plan whose pools have no layout.
    """
    if not result.pools:
        raise UserError("No pool of this plan has a layout, so there is nothing to launch; mend what blocks the plan.")
    lines = [f"# {_comment(plan.name)}: Megatron-Core launch arguments, one array per pool."]
    lines += [f"# {line}" for line in _about_mixing(result)]
    lines += [f"# {line}" for line in _TO_SET]
    for number, pool in enumerate(result.pools, start=1):
        accelerator = plan.catalogue.accelerators.get(pool.accelerator)
        lines += ["", *_pool_lines(number, pool, plan.run, accelerator, result)]
    return "\n".join(lines) + "\n"


def pool_arguments(run: TrainingRun, layout: Layout, *, global_batch: int, samples: int) -> Arguments:
    """Return the arguments of one pool: shape, batch, precision and parallel sizes, each with its values."""
    return [
        *shape_arguments(run.shape),
        ("--seq-length", str(run.seq_len)),
        ("--max-position-embeddings", str(run.seq_len)),
        ("--micro-batch-size", str(layout.micro_batch)),
        ("--global-batch-size", str(global_batch)),
        ("--train-samples", str(samples)),
        *_PRECISION[run.precision],
        *parallel_arguments(run.shape, layout),
    ]


def shape_arguments(shape: TransformerShape) -> Arguments:
    """Return the arguments that describe a transformer shape."""
    arguments: Arguments = [
        ("--num-layers", str(shape.layers)),
        ("--hidden-size", str(shape.hidden)),
        ("--ffn-hidden-size", str(shape.ffn or shape.expert_ffn)),
        ("--num-attention-heads", str(shape.heads)),
        *_attention_arguments(shape),
        ("--position-embedding-type", "rope"),
        ("--normalization", "RMSNorm"),
        ("--disable-bias-linear",),
        ("--hidden-dropout", "0.0"),  # Megatron-Core's default of 0.1 would train something else
        ("--attention-dropout", "0.0"),
        ("--tokenizer-type", "NullTokenizer"),
        ("--vocab-size", str(shape.vocab)),
        ("--make-vocab-size-divisible-by", "1"),
    ]
    if shape.gated:
        arguments.append(("--swiglu",))
    if not shape.tied_embeddings:
        arguments.append(("--untie-embeddings-and-output-weights",))
    if shape.mtp_layers:
        arguments.append(("--mtp-num-layers", str(shape.mtp_layers)))
    return arguments + (_expert_arguments(shape) if shape.experts else [])


def _attention_arguments(shape: TransformerShape) -> Arguments:
    if shape.attention is Attention.MLA and shape.mla is not None:
        ranks = shape.mla
        query = [("--q-lora-rank", str(ranks.q_rank))] if ranks.q_rank else []
        return [
            ("--multi-latent-attention",),
            *query,
            ("--kv-lora-rank", str(ranks.kv_rank)),
            ("--qk-head-dim", str(ranks.nope_dim)),
            ("--qk-pos-emb-head-dim", str(ranks.rope_dim)),
            ("--v-head-dim", str(ranks.v_dim)),
        ]
    arguments: Arguments = [("--kv-channels", str(shape.head_dim))]
    if shape.kv_heads != shape.heads:
        arguments += [("--group-query-attention",), ("--num-query-groups", str(shape.kv_heads))]
    if shape.sliding_window and shape.windowed_layers:
        arguments.append(("--window-size", f"({shape.sliding_window - 1},0)"))
        if shape.windowed_layers < shape.layers:
            arguments.append(
                ("--window-attn-skip-freq", str(round(shape.layers / (shape.layers - shape.windowed_layers))))
            )
    return arguments


def _expert_arguments(shape: TransformerShape) -> Arguments:
    arguments: Arguments = [
        ("--num-experts", str(shape.experts)),
        ("--moe-router-topk", str(shape.top_k)),
        ("--moe-ffn-hidden-size", str(shape.expert_ffn)),
        ("--moe-layer-freq", f"([0]*{shape.dense_layers}+[1]*{shape.layers - shape.dense_layers})"),
        ("--moe-grouped-gemm",),
        ("--moe-token-dispatcher-type", "alltoall"),
    ]
    if shape.top_k == 1:  # a softmax over the one chosen expert would have no gradient
        arguments.append(("--moe-router-pre-softmax",))
    if shape.shared_ffn:
        arguments.append(("--moe-shared-expert-intermediate-size", str(shape.shared_ffn)))
    if shape.routing_groups > 1:
        arguments += [
            ("--moe-router-num-groups", str(shape.routing_groups)),
            ("--moe-router-group-topk", str(shape.routing_group_limit)),
        ]
    return arguments


def parallel_arguments(shape: TransformerShape, layout: Layout) -> Arguments:
    """Return the arguments of a parallel layout."""
    arguments: Arguments = [
        ("--tensor-model-parallel-size", str(layout.tp)),
        ("--pipeline-model-parallel-size", str(layout.pp)),
        ("--context-parallel-size", str(layout.cp)),
    ]
    if layout.tp > 1 and (layout.sequence_parallel or shape.experts):  # with experts Megatron-Core insists on it
        arguments.append(("--sequence-parallel",))
    if shape.experts:
        arguments.append(("--expert-model-parallel-size", str(layout.ep)))
        arguments.append(("--expert-tensor-parallel-size", str(layout.etp)))
    return (
        arguments
        + _pipeline_arguments(shape, layout)
        + _sharding_arguments(layout)
        + _recompute_arguments(shape, layout)
    )


def _pipeline_arguments(shape: TransformerShape, layout: Layout) -> Arguments:
    stages = layout.pp * layout.vpp
    if layout.pp == 1:
        return []
    if layout.schedule is Schedule.DUALPIPE_V:
        return [("--schedules-method", "dualpipev")]
    group = (
        [("--microbatch-group-size-per-virtual-pipeline-stage", str(layout.micro_batch_group or layout.pp))]
        if layout.vpp > 1
        else []
    )
    if shape.layers % stages or shape.mtp_layers:
        uneven = pipeline_layout(shape.layers, shape.mtp_layers, stages)
        return [("--pipeline-model-parallel-layout", uneven), *group]
    return [("--num-virtual-stages-per-pipeline-rank", str(layout.vpp)), *group] if layout.vpp > 1 else []


def pipeline_layout(layers: int, mtp_layers: int, stages: int) -> str:
    """Return the stages of an uneven pipeline in Megatron-Core's notation: E embedding, t layer, m MTP, L loss.

    All MTP layers stand in the last stage, as Megatron-Core asks; layers are spread over the others evenly.

    >>> pipeline_layout(5, 1, 3), pipeline_layout(8, 3, 5)
    ('Ett|tt|tmL', 'Ett|tt|tt|tt|mmmL')
    """
    most, extra = divmod(layers + mtp_layers, stages)
    last = max(most - mtp_layers, 0)  # layers beside the MTP layers
    if stages == 1:
        return "E" + "t" * layers + "m" * mtp_layers + "L"
    if most < mtp_layers:
        most, extra = divmod(layers, stages - 1)
    sizes = [most + (1 if stage < extra else 0) for stage in range(stages - 1)]
    return "E" + "|".join("t" * size for size in sizes) + "|" + "t" * last + "m" * mtp_layers + "L"


def _sharding_arguments(layout: Layout) -> Arguments:
    if layout.sharding is Sharding.FULLY_SHARDED:
        sharded: Arguments = [("--use-megatron-fsdp",), ("--data-parallel-sharding-strategy", "optim_grads_params")]
        return [*sharded, ("--ckpt-format", "fsdp_dtensor")]
    if layout.schedule is Schedule.DUALPIPE_V:  # which refuses to overlap the reduction
        return [("--use-distributed-optimizer",)]
    return [("--use-distributed-optimizer",), ("--overlap-grad-reduce",), ("--overlap-param-gather",)]


def _recompute_arguments(shape: TransformerShape, layout: Layout) -> Arguments:
    if layout.recompute is Recompute.FULL and layout.recompute_share < 1.0:
        per_stage = math.ceil(layout.recompute_share * shape.layers / (layout.pp * layout.vpp))
        block: Arguments = [("--recompute-granularity", "full"), ("--recompute-method", "block")]
        return [*block, ("--recompute-num-layers", str(per_stage))]
    if layout.recompute is Recompute.FULL:
        granularity: Arguments = [("--recompute-granularity", "full"), ("--recompute-method", "uniform")]
        return [*granularity, ("--recompute-num-layers", "1")]
    modules = _recomputed_modules(shape).get(layout.recompute, ())
    return [("--recompute-granularity", "selective"), ("--recompute-modules", *modules)] if modules else []


def _recomputed_modules(shape: TransformerShape) -> dict[Recompute, tuple[str, ...]]:
    """Return Megatron-Core's names of what a mode of single modules recomputes."""
    cheap = ("layernorm", *(("moe_act",) if shape.experts else ()))
    latent = ("mla_up_proj",) if shape.mla is not None else ()
    return {
        Recompute.ACTIVATIONS: cheap,
        Recompute.UP_PROJECTIONS: latent,
        Recompute.SELECTIVE: (*cheap, *latent),
        Recompute.FEED_FORWARD: ("layernorm", *latent, *(("moe",) if shape.experts else ()), "mlp"),
    }


def _pool_lines(
    number: int, pool: PoolResult, run: TrainingRun, accelerator: Accelerator | None, result: PlanResult
) -> Iterator[str]:
    layout = pool.estimate.layout
    split = result.mixing is not None and result.mixing.strategy == DATA_PARALLEL.key
    batch = _share_of_batch(run.global_batch, pool) if split else run.global_batch
    samples = round(run.tokens / run.seq_len * (1.0 if split else pool.token_share))
    yield f"# Pool {number}: {_comment(pool.name)}, {pool.nodes} nodes, {pool.estimate.devices} devices."
    for line in _pool_remarks(layout, accelerator, pool):
        yield f"# {_comment(line)}"
    devices = pool.devices * pool.software_devices
    per_node = max(1, devices // pool.nodes) if pool.nodes else devices
    yield f"TORCHRUN_{number}=(--nnodes {-(-pool.estimate.devices // per_node)} --nproc-per-node {per_node})"
    yield f"MEGATRON_{number}=("
    for argument in pool_arguments(run, layout, global_batch=batch, samples=samples):
        yield "  " + shlex.join(argument)
    yield ")"
    yield f"# {_command(number, layout)}"


def _command(number: int, layout: Layout) -> str:
    """Return the command of one node, with one connection a device where Megatron-Core asks for it."""
    together = (layout.tp > 1 or layout.cp > 1) and layout.sharding is not Sharding.FULLY_SHARDED
    return (
        f"{'CUDA_DEVICE_MAX_CONNECTIONS=1 ' if together else ''}torchrun --rdzv-backend c10d --rdzv-endpoint $HOST "
        f'"${{TORCHRUN_{number}[@]}}" pretrain_gpt.py "${{MEGATRON_{number}[@]}}" --lr $LR "${{DATA[@]}}"'
    )


def _share_of_batch(global_batch: int, pool: PoolResult) -> int:
    """Return the pool's share of a step, in whole micro-batches of all its replicas."""
    least = pool.estimate.layout.dp * pool.estimate.layout.micro_batch
    return max(1, round(global_batch * pool.token_share / least)) * least


def _pool_remarks(layout: Layout, accelerator: Accelerator | None, pool: PoolResult) -> Iterator[str]:
    if accelerator is not None and accelerator.software_stack:
        yield f"Software: {accelerator.software_stack}; {accelerator.training_support_note}".rstrip("; ")
    if layout.schedule in {Schedule.ZERO_BUBBLE, Schedule.DUALPIPE}:
        yield f"The plan assumes the {layout.schedule.value} schedule, which Megatron-Core lacks: these run 1F1B."
    if layout.schedule is Schedule.DUALPIPE_V:
        yield "The dualpipev schedule is MindSpeed-LLM's; stages that do not divide the layers need its --noop-layers."
    if layout.vpp > 1 and layout.micro_batch_group is None:
        yield "No group of micro-batches is legal for this pipeline: it has fewer micro-batches than stages."
    if layout.ep > 1 and layout.tp > 1 and layout.etp == 1:
        yield "Experts are not cut by tensor parallelism (expert tensor size 1)."
    if pool.spare_devices:
        yield f"{pool.spare_devices} devices of the pool stay idle: no layout of more trains faster."


def _about_mixing(result: PlanResult) -> Sequence[str]:
    if result.mixing is None or len(result.pools) == 1:
        return ()
    if result.mixing.strategy == PIPELINE.key:
        layers = ", ".join(f"{key} {count}" for key, count in result.mixing.layers.items())
        return (
            f"The pools hold the layers of one model as stages of one pipeline: {_comment(layers)}. Megatron-Core does",
            "not support one job over accelerators of two suppliers: each array is the layout of its pool's fullest",
            "stage.",
        )
    if result.mixing.strategy == LOCAL_SGD.key:
        return (
            "Each array is a job on a copy of the model; a loop around them averages the copies (DiLoCo, EDiT), which",
            "Megatron-Core does not bring.",
        )
    if result.mixing.strategy == DATA_PARALLEL.key:
        return (
            "The pools train as one job, each with its share of the batch. Megatron-Core does not support one job over",
            "accelerators of two suppliers: a stack that joins their collectives is needed.",
        )
    if result.mixing.strategy == IN_TURN:
        return (
            "The pools train one model one after the other, each on its share of the tokens: each array is one job,",
            "and the next one starts from the checkpoint of the one before.",
        )
    return ("Each array is one job.",)


def _comment(text: str) -> str:
    """Return text that stays inside one comment line."""
    return " ".join(text.split())
