"""MindSpeed-LLM, Huawei's Megatron for Ascend, as the framework of a job.

It runs on Megatron-Core 0.12.1 and patches it: uneven stages are layers that do nothing (``--noop-layers``), models
have layer specifications of their own, and what Megatron-Core learned later is not there. Source: Ascend/MindSpeed-LLM
c77308a (2026-08-21, examples/mcore) and Ascend/MindSpeed 028de58 (2026-07-21).
"""

from collections.abc import Iterator

from planner.errors import UserError
from planner.launching.adapters import adapts_every_product, adapts_no_product, attention_modules
from planner.launching.arguments import Arguments, flags_of
from planner.launching.job import LaunchJob
from planner.launching.megatron import (
    SCRIPT,
    job_refusals,
    model_remarks,
    precision_arguments,
    run_arguments,
    shape_refusals,
    vocabulary_arguments,
)
from planner.launching.megatron_layout import group_arguments, recompute_arguments, sharding_arguments, size_arguments
from planner.launching.megatron_model import shape_arguments
from planner.launching.mindspeed_layers import (
    layer_arguments,
    layer_refusals,
    listed_stages,
    noop_layers_of,
    stages_of,
)
from planner.launching.model_details import ModelDetails, model_details, routed_layers
from planner.launching.sequence import sequence_arguments, sequence_remarks
from planner.launching.states_arguments import states_arguments
from planner.performance.training.launch_rules import least_micro_batches
from planner.performance.training.layout import Layout, Recompute, Schedule, Sharding
from planner.sentences import sentence
from planner.workload.optimisers import Optimiser
from planner.workload.shape import TransformerShape
from planner.workload.states import AdaptedModule
from planner.workload.training_run import TrainingPrecision, TrainingRun

# of a later Megatron-Core than 0.12.1 (its transformer_config.py has no such field)
_TOO_NEW = {
    "--qk-l2-norm": sentence("norms heads by their length"),
    "--softmax-type": sentence("has sinks in its softmax"),
    "--no-rope-freq": sentence("has layers without positions"),
    "--quick-geglu": sentence("gates with GELU"),
    "--window-attn-skip-freq": sentence("has windows in some layers"),
}
_OPTIMISERS = {Optimiser.ADAMW, Optimiser.MUON}  # docs/zh/features/muon-optimizer.md of MindSpeed
_EIGHT_BITS = {TrainingPrecision.FP8, TrainingPrecision.MXFP8}
TUNING_SCRIPT = "posttrain_gpt.py"
_KERNELS: Arguments = [
    ("--use-mcore-models",),
    ("--transformer-impl", "local"),
    ("--use-flash-attn",),
    ("--use-fused-rmsnorm",),
    ("--use-fused-swiglu",),
    ("--use-fused-rotary-pos-emb",),
    ("--no-masked-softmax-fusion",),
    ("--attention-softmax-in-fp32",),
    ("--ckpt-format", "torch"),
]


def mindspeed_arguments(job: LaunchJob) -> Arguments:
    """Return every argument of a job but those that a plan does not know.

    Raises UserError for a model, layout or precision that MindSpeed-LLM does not run.
    """
    details = model_details(job.shape)
    noop = noop_layers_of(job)
    own = layer_refusals(job, details, noop)
    for why in (*shape_refusals(job), *own, *_refusals(job, details, noop), *job_refusals(job)):
        raise UserError(why)
    return [
        *_model_arguments(job, details, noop),
        *run_arguments(job),
        *sequence_arguments(job),
        *vocabulary_arguments(job),
        *precision_arguments(job),
        *states_arguments(job.run.states),
        *_pipeline_arguments(job, noop),
        *_sharding_arguments(job.layout, overlap=job.run.communication_overlap),
        *_recompute_arguments(job.shape, job.layout),
        *_kernel_arguments(details, job.run.precision),
        *_adapter_arguments(job),
    ]


def mindspeed_tokenizer(run: TrainingRun) -> Arguments:
    """Return a tokenizer of numbers for the planned vocabulary; that of Megatron-Core 0.12.1 adds one number."""
    return [("--tokenizer-type", "NullTokenizer"), ("--vocab-size", str(run.shape.vocab - 1))]


def mindspeed_environment(job: LaunchJob) -> dict[str, str]:
    """Return the environment of its examples (pretrain_ling_1T_4k_ptd_A3.sh)."""
    full = job.layout.sharding is Sharding.FULLY_SHARDED
    return {
        "CUDA_DEVICE_MAX_CONNECTIONS": "8" if full else "1",
        "CPU_AFFINITY_CONF": "1",
        "TASK_QUEUE_ENABLE": "2",
        "PYTORCH_NPU_ALLOC_CONF": "expandable_segments:True",
        "HCCL_CONNECT_TIMEOUT": "3600",
        "HCCL_EXEC_TIMEOUT": "3600",
    }


def script_of(job: LaunchJob) -> str:
    """Return the script that takes a job's arguments."""
    return SCRIPT if job.run.states.lora is None else TUNING_SCRIPT


def _adapter_arguments(job: LaunchJob) -> Arguments:
    """Return the arguments of adapters beside frozen weights, as its examples fine-tune with them."""
    lora = job.run.states.lora
    if lora is None:
        return []
    attention = attention_modules(job.shape) if AdaptedModule.ATTENTION in lora.modules else ()
    products = ("linear_fc1", "linear_fc2") if adapts_every_product(job.shape, lora) else ()
    weights: Arguments = [] if job.counts_anew else [("--finetune",)]  # which a taken over checkpoint has already
    return [
        *weights,
        ("--stage", "sft"),
        ("--lora-r", str(lora.rank)),
        ("--lora-target-modules", *attention, *products),
    ]


def _model_arguments(job: LaunchJob, details: ModelDetails, noop: tuple[int, ...]) -> Arguments:
    shape = job.shape
    changed: dict[str, Arguments] = {
        "--num-layers": [("--num-layers", str(shape.layers + len(noop)))],
        "--moe-layer-freq": [("--moe-layer-freq", "1"), *_dense_arguments(shape)],
        "--moe-shared-expert-gate": [("--shared-expert-gate",)],
        "--rope-type": [],
        "--no-rope-fusion": [],
        "--rotary-interleaved": [("--rotary-interleaved",), ("--no-rope-fusion",)],  # 0.12.1 fuses halves alone
    }
    if job.run.states.lora is not None:
        changed["--moe-token-dispatcher-type"] = [("--moe-token-dispatcher-type", "alltoall_seq")]  # lora.py:62
    known = [*shape_arguments(shape), *size_arguments(shape, job.layout)]
    arguments = [each for argument in known for each in changed.get(argument[0], [argument])]
    if details.mindspeed_spec:
        arguments.append(("--spec", f"mindspeed_llm.tasks.models.spec.{details.mindspeed_spec}", "layer_spec"))
    noops = [("--noop-layers", ",".join(map(str, noop)))] if noop else []
    return [*layer_arguments(shape, arguments), *noops]


def _dense_arguments(shape: TransformerShape) -> Arguments:
    return [("--first-k-dense-replace", str(shape.dense_layers))] if shape.dense_layers else []


def _pipeline_arguments(job: LaunchJob, noop: tuple[int, ...]) -> Arguments:
    layout = job.layout
    listed = listed_stages(job.shape, layout, job.run.seq_len)
    if listed:
        return [("--num-layer-list", ",".join(map(str, listed)))]
    if layout.schedule is Schedule.DUALPIPE_V:
        return [("--schedules-method", "dualpipev")]
    if layout.vpp == 1:
        return []
    per_stage = (job.shape.layers + len(noop)) // stages_of(layout)
    return [("--num-layers-per-virtual-pipeline-stage", str(per_stage)), *group_arguments(layout)]


def _sharding_arguments(layout: Layout, *, overlap: bool) -> Arguments:
    # the V refuses to overlap the reduction
    return sharding_arguments(layout, overlap=overlap and layout.schedule is not Schedule.DUALPIPE_V)


def _recompute_arguments(shape: TransformerShape, layout: Layout) -> Arguments:
    """Return what is recomputed: norms and activation functions have flags of MindSpeed's own."""
    if layout.recompute in {Recompute.ACTIVATIONS, Recompute.SELECTIVE}:
        latent: Arguments = []
        if layout.recompute is Recompute.SELECTIVE and shape.mla is not None:
            latent = [("--recompute-granularity", "selective"), ("--recompute-modules", "mla_up_proj")]
        return [("--recompute-norm",), ("--recompute-activation-function",), *latent]
    return recompute_arguments(shape, layout)


def _kernel_arguments(details: ModelDetails, precision: TrainingPrecision) -> Arguments:
    unfit = {"--transformer-impl"} if precision in _EIGHT_BITS else set()  # which Transformer Engine alone trains in
    if details.normalization != "RMSNorm" or details.zero_centred_norm:
        unfit.add("--use-fused-rmsnorm")
    if details.activation != "silu":
        unfit.add("--use-fused-swiglu")
    if details.position != "rope":
        unfit.add("--use-fused-rotary-pos-emb")
    return [argument for argument in _KERNELS if argument[0] not in unfit]


def _refusals(job: LaunchJob, details: ModelDetails, noop: tuple[int, ...]) -> Iterator[str]:
    flags = flags_of(shape_arguments(job.shape))
    instead = sentence("choose a shape or a framework that does")
    for flag, what in _TOO_NEW.items():
        if flag in flags:
            yield sentence(
                "MindSpeed-LLM does not run {}: it {}, Megatron-Core 0.12.1 does not; {}.",
                job.shape.name,
                what,
                instead,
            )
    if job.shape.is_moe and not _dense_first(job.shape, details):
        yield sentence(
            "MindSpeed-LLM does not run {}: it takes dense layers at the start alone; {}.", job.shape.name, instead
        )
    yield from _cut_refusals(job, noop)
    yield from _states_refusals(job)
    if job.layout.sharding not in {Sharding.ZERO_1, Sharding.NONE}:
        yield sentence(
            "MindSpeed-LLM's Megatron does not shard weights or gradients as the layout of {} does; pin a layout "
            "that shards the optimiser alone.",
            job.name,
        )
    if job.layout.schedule in {Schedule.ZERO_BUBBLE, Schedule.DUALPIPE}:
        yield sentence(
            "MindSpeed-LLM has no {} schedule; pin 1f1b, interleaved or dualpipev.", job.layout.schedule.value
        )
    if job.micro_batches < least_micro_batches(job.layout) and job.layout.schedule is Schedule.DUALPIPE_V:
        yield sentence(
            "MindSpeed-LLM does not start {}: its V of {} stages wants {} micro-batches and has {}; pin one of "
            "fewer stages.",
            job.name,
            job.layout.pp,
            least_micro_batches(job.layout),
            job.micro_batches,
        )
    if job.run.precision is TrainingPrecision.NVFP4:
        yield sentence("MindSpeed-LLM does not train in NVFP4; choose another precision.")
    if job.run.precision is TrainingPrecision.FP16 and (job.shape.is_moe or job.run.states.kind.whole_matrices):
        yield sentence("MindSpeed-LLM trains experts, and with Muon, in BF16 and not in FP16; choose BF16.")


def _cut_refusals(job: LaunchJob, noop: tuple[int, ...]) -> Iterator[str]:
    """Yield what Megatron-Core 0.12.1 (transformer_config.py:575) and the stages of dense layers refuse."""
    shape, layout = job.shape, job.layout
    if shape.mla is None and shape.kv_heads % layout.tp:
        yield sentence(
            "MindSpeed-LLM does not start {}: Megatron-Core 0.12.1 does not cut {} key heads by tensor size {}; "
            "pin a layout whose tensor size divides them.",
            job.name,
            shape.kv_heads,
            layout.tp,
        )
    if layout.pp > 1 and shape.is_moe and shape.dense_layers >= (shape.layers + len(noop)) // layout.pp:
        yield sentence(
            "MindSpeed-LLM does not start {}: the {} dense layers fill the first of {} stages, in which it wants "
            "a routed one; pin a layout of fewer stages.",
            job.name,
            shape.dense_layers,
            layout.pp,
        )


def _states_refusals(job: LaunchJob) -> Iterator[str]:
    states = job.run.states
    lora = states.lora
    if lora is not None and not (adapts_every_product(job.shape, lora) or adapts_no_product(lora)):
        yield sentence(
            "MindSpeed-LLM's adapters stand beside all feed-forward products or none, routed experts' with them; "
            "choose both modules, attention alone, or Megatron-Bridge."
        )
    if lora is not None and job.shape.is_moe and job.layout.etp != job.layout.tp:
        yield sentence(
            "MindSpeed-LLM does not start {}: its dispatcher beside adapters wants experts cut as attention is "
            "(expert-tensor size equal to tensor size); pin such a layout.",
            job.name,
        )
    if states.offload.share or states.optimiser not in _OPTIMISERS:
        yield sentence(
            "MindSpeed-LLM keeps no states of {} on the host or in fewer bits by Megatron's arguments; choose "
            "adamw or muon on the device, or its own --swap-optimizer.",
            states.optimiser.value,
        )


def _dense_first(shape: TransformerShape, details: ModelDetails) -> bool:
    dense = shape.dense_layers
    return routed_layers(shape, details) == tuple(layer >= dense for layer in range(shape.layers))


def mindspeed_remarks(job: LaunchJob) -> Iterator[str]:
    """Yield what the arguments leave to be checked."""
    yield from sequence_remarks(job)
    if noop_layers_of(job):
        yield "Layers that do nothing make the stages equal; Megatron's count of parameters includes them."
    if job.run.precision in _EIGHT_BITS:
        yield "FP8 needs an Ascend 950 or later and MindSpeed's Transformer Engine."
    if job.run.states.lora is not None:
        yield (
            "SET --load (the model that the adapters stand beside), --prompt-type and the data of the fine-tuning; "
            "--lora-alpha is its default of 32, which no plan knows."
        )
    yield from model_remarks(job, model_details(job.shape))
