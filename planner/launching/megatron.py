"""Megatron-Core as the framework of a job: its whole array of arguments, its environment, what it cannot run.

``pretrain_gpt.py`` of NVIDIA/Megatron-LM takes them; on AMD accelerators that of its ROCm branch.
"""

from collections.abc import Iterator

from planner.errors import UserError
from planner.launching.adapters import adapter_recipe, own_recipe_words
from planner.launching.arguments import Arguments
from planner.launching.job import CUDA, LaunchJob
from planner.launching.megatron_layout import parallel_arguments
from planner.launching.megatron_model import shape_arguments
from planner.launching.megatron_stack import is_hybrid, mixers_of, unbuilt_kinds
from planner.launching.model_details import ModelDetails, model_details
from planner.launching.sequence import sequence_arguments, sequence_remarks
from planner.launching.states_arguments import states_arguments, states_refusals
from planner.performance.training.framework_rules import cut_of
from planner.performance.training.layer_counts import stage_sizes
from planner.performance.training.layout import Recompute, Schedule, Sharding
from planner.sentences import listed, sentence
from planner.workload.mixers.gated_delta import GatedDelta
from planner.workload.mixers.mamba2 import Mamba2
from planner.workload.number_formats import fp8_recipe
from planner.workload.training_run import Routing, TrainingPrecision, TrainingRun

SCRIPT, HYBRID_SCRIPT = "pretrain_gpt.py", "pretrain_hybrid.py"
_HYBRID_SPEC = ("--spec", "megatron.core.models.hybrid.hybrid_layer_specs", "hybrid_stack_spec")
TRIAL_RATE = "1e-4"  # to see a job start; nobody's recommendation
_AMPERE = 2020  # the year of the first generation with compute capability 8

_PRECISION: dict[TrainingPrecision, Arguments] = {
    TrainingPrecision.BF16: [("--bf16",)],
    TrainingPrecision.FP16: [("--fp16",)],
    TrainingPrecision.MXFP8: [("--bf16",), ("--fp8-format", "e4m3"), ("--fp8-recipe", "mxfp8")],
    TrainingPrecision.NVFP4: [("--bf16",), ("--fp4-format", "e2m1"), ("--fp4-recipe", "nvfp4")],
}
_USUAL_RECIPE = "blockwise"  # of FP8, where no source says what the devices' software has


def megatron_arguments(job: LaunchJob) -> Arguments:
    """Return every argument of a job but what a plan does not know: learning rate, data, tokenizer, where to save.

    Raises UserError for what Megatron-Core cannot run at all.
    """
    for why in refusals(job):
        raise UserError(why)
    hybrid = [_HYBRID_SPEC] if is_hybrid(job.shape) else []
    return [*shape_arguments(job.shape), *hybrid, *vocabulary_arguments(job), *job_arguments(job)]


def job_arguments(job: LaunchJob) -> Arguments:
    """Return every argument that is not the model's own: batch, precision, routing, states, parallel layout."""
    return [
        *run_arguments(job),
        *sequence_arguments(job),
        *precision_arguments(job),
        *routing_arguments(job.run),
        *states_arguments(job.run.states),
        *parallel_arguments(job.shape, job.layout, job.run.seq_len, overlap=job.run.communication_overlap),
    ]


def precision_arguments(job: LaunchJob) -> Arguments:
    """Return a job's number format; plain FP8 is scaled as the software of its devices has it."""
    if job.run.precision is not TrainingPrecision.FP8:
        return _PRECISION[job.run.precision]
    recipe = fp8_recipe(job.accelerator) or _USUAL_RECIPE
    return [("--bf16",), ("--fp8-format", "hybrid"), ("--fp8-recipe", recipe)]


def run_arguments(job: LaunchJob) -> Arguments:
    """Return the arguments of batch, length and schedule of a job; no held-out data is evaluated."""
    return [
        ("--seq-length", str(job.run.seq_len)),
        ("--max-position-embeddings", str(job.run.seq_len)),
        ("--micro-batch-size", str(job.layout.micro_batch)),
        ("--global-batch-size", str(job.global_batch)),
        ("--train-samples", str(job.train_samples)),
        ("--lr-decay-style", "cosine"),
        ("--eval-iters", "0"),
        ("--log-interval", "10"),
        ("--log-throughput",),
        ("--distributed-timeout-minutes", "60"),
    ]


def routing_arguments(run: TrainingRun) -> Arguments:
    """Return how the plan loads the experts: forced level (a benchmark), or with a capacity that drops the rest."""
    if not run.shape.is_moe:
        return []
    if run.routing is Routing.BALANCED:
        return [("--moe-router-force-load-balancing",)]
    if run.routing is Routing.CAPPED:
        return [("--moe-expert-capacity-factor", "1.0"), ("--moe-pad-expert-input-to-capacity",)]
    return []


def tokenizer_arguments(run: TrainingRun) -> Arguments:
    """Return a tokenizer of numbers with the planned vocabulary, to try a job without any of one's own."""
    return [("--tokenizer-type", "NullTokenizer"), ("--vocab-size", str(run.shape.vocab))]


def vocabulary_arguments(job: LaunchJob) -> Arguments:
    """Return the vocabulary that the planned model has whatever the tokenizer, in shares that the devices can hold."""
    return [("--make-vocab-size-divisible-by", "1"), ("--padded-vocab-size", str(padded_vocabulary(job)))]


def padded_vocabulary(job: LaunchJob) -> int:
    """Return the vocabulary padded to what tensor parallelism divides."""
    return -(-job.shape.vocab // job.layout.tp) * job.layout.tp


def refusals(job: LaunchJob) -> Iterator[str]:
    """Yield a sentence for what Megatron-LM cannot start: adapters, kinds of layers, what its checks refuse."""
    lora = job.run.states.lora
    if lora is not None and job.stack == CUDA and not adapter_recipe(job.shape):
        yield own_recipe_words(job.shape, lora)
    elif lora is not None:
        own, other = sentence("export this pool for Megatron-Bridge"), sentence("train all weights, or on another pool")
        instead = own if job.stack == CUDA else other
        yield sentence(
            "Megatron-LM's {}, which {} would start, trains no adapters; {}.", script_of(job), job.name, instead
        )
    yield from shape_refusals(job)
    yield from job_refusals(job)


def shape_refusals(job: LaunchJob) -> Iterator[str]:
    """Yield a sentence on the kinds of layers that Megatron-Core does not build."""
    unbuilt = unbuilt_kinds(job.shape)
    if unbuilt:
        yield sentence(
            "Megatron-Core has no arguments for {}: it has {}; take its own recipe of another framework, and "
            "from this plan the parallel sizes, the batch and what is recomputed.",
            job.shape.name,
            listed(", ", unbuilt),
        )


def job_refusals(job: LaunchJob) -> Iterator[str]:
    """Yield a sentence for everything that Megatron-Core's own checks refuse and no argument mends."""
    details, layout, shape = model_details(job.shape), job.layout, job.shape
    yield from states_refusals(job)
    yield from _cut_refusals(job)
    if layout.vpp > 1 and layout.micro_batch_group is None:
        yield sentence(
            "Megatron-Core does not start {}: no group of micro-batches is legal for {} stages and {} "
            "micro-batches; pin a layout with no fewer micro-batches than stages.",
            job.name,
            layout.pp,
            job.micro_batches,
        )
    if shape.is_moe and details.linear_bias and layout.etp > 1:
        yield sentence(
            "Megatron-Core does not start {}: {} has biases in its experts, which it does not cut by tensor "
            "parallelism; pin a layout with expert-tensor size 1.",
            job.name,
            shape.name,
        )
    if shape.is_moe and _is_before_ampere(job):
        yield sentence(
            "Megatron-Core does not start {}: its grouped products of experts need Nvidia's Ampere or later; "
            "plan a dense model on it.",
            job.name,
        )
    if layout.recompute is Recompute.BY_OPERATION:
        yield sentence(
            "Megatron-Core does not start {}: it recomputes modules or whole layers, not operations; pin a "
            "layout with another recompute mode.",
            job.name,
        )
    if shape.mtp_layers and details.position not in {"rope", "none"}:
        yield sentence(
            "Megatron-Core does not start {}: MTP layers need rotary positions; plan the model without them.", job.name
        )
    if job.micro_batches * layout.dp * layout.micro_batch != job.global_batch:
        yield sentence(
            "Megatron-Core does not start {}: {} replicas of micro-batches of {} do not divide {} sequences; "
            "change the global batch.",
            job.name,
            layout.dp,
            layout.micro_batch,
            job.global_batch,
        )


def _cut_refusals(job: LaunchJob) -> Iterator[str]:
    """Yield what tensor, context or pipeline parallelism cannot cut of the token mixers."""
    layout = job.layout
    for mixer in mixers_of(job.shape):
        if isinstance(mixer, Mamba2) and (mixer.groups % layout.tp or mixer.heads % (layout.tp * layout.cp)):
            yield sentence(
                "Megatron-Core does not start {}: {} groups of {} Mamba heads are not cut by tensor size {} and "
                "context size {}; pin a layout with smaller ones.",
                job.name,
                mixer.groups,
                mixer.heads,
                layout.tp,
                layout.cp,
            )
        if isinstance(mixer, GatedDelta) and (mixer.k_heads % (layout.tp * layout.cp)):
            yield sentence(
                "Megatron-Core does not start {}: {} key heads of Gated DeltaNet are not cut by tensor size {} "
                "and context size {}; pin a layout with smaller ones.",
                job.name,
                mixer.k_heads,
                layout.tp,
                layout.cp,
            )
    if cut_of(job.shape, job.run.seq_len, layout.pp * layout.vpp) is None:
        yield sentence(
            "Megatron-Core does not start {}: {} stages are more than its layers with an indexer of their own "
            "can begin, and picks do not go from stage to stage; pin a layout of fewer stages.",
            job.name,
            layout.pp * layout.vpp,
        )


def script_of(job: LaunchJob) -> str:
    """Return the script that takes a job's arguments."""
    return HYBRID_SCRIPT if is_hybrid(job.shape) else SCRIPT


def _is_before_ampere(job: LaunchJob) -> bool:
    year = None if job.accelerator is None else job.accelerator.year
    return job.stack == CUDA and year is not None and year < _AMPERE


def environment(job: LaunchJob) -> dict[str, str]:
    """Return the environment that the parser asks for: one connection a device, or more with full sharding."""
    if job.layout.sharding in {Sharding.FULLY_SHARDED, Sharding.ZERO_2}:
        return {"CUDA_DEVICE_MAX_CONNECTIONS": "8"}  # Megatron-FSDP refuses 1
    if job.layout.tp * job.layout.cp > 1:  # asked for before Blackwell, and does no harm on it
        return {"CUDA_DEVICE_MAX_CONNECTIONS": "1"}
    return {}


def remarks(job: LaunchJob) -> Iterator[str]:
    """Yield a sentence for everything that the arguments do otherwise than the plan, or leave to be checked."""
    layout = job.layout
    yield from sequence_remarks(job)
    if layout.schedule in {Schedule.ZERO_BUBBLE, Schedule.DUALPIPE, Schedule.DUALPIPE_V}:
        yield f"The plan assumes the {layout.schedule.value} schedule, which Megatron-Core lacks: these run 1F1B."
    if layout.tp > 1 and job.shape.is_moe and not layout.sequence_parallel:
        yield "The plan has no sequence parallelism; with experts and tensor parallelism Megatron-Core insists on it."
    if job.shape.is_moe and job.run.routing is Routing.BALANCED:
        yield "The plan forces the routing level, as benchmarks do: the model does not learn from it."
    if job.shape.vocab % layout.tp:
        padded = padded_vocabulary(job)
        yield f"The vocabulary of {job.shape.vocab} is padded to {padded}, which {layout.tp} devices can share."
    stages = layout.pp * layout.vpp
    if cut_of(job.shape, job.run.seq_len, stages) != stage_sizes(job.shape, job.run.seq_len, stages):
        yield "Stages begin with a layer that has an indexer of its own, so that they differ a little from the plan's."
    yield from model_remarks(job, model_details(job.shape))


def model_remarks(job: LaunchJob, details: ModelDetails) -> Iterator[str]:
    """Yield what the arguments do not say of the model, or nobody has stated."""
    yield from details.lacks
    if not details.is_known:
        yield (
            "Nothing beyond sizes is known of this model: RMSNorm, rotary positions and no biases are assumed, "
            "norm epsilon, rotary base and router are the framework's defaults; take them from its configuration."
        )
    elif details.norm_epsilon is None or (details.position == "rope" and details.rotary_base is None):
        yield "Norm epsilon or rotary base of this model is not stated; the framework's default stands."
    if job.shape.is_moe and details.is_known and details.balancing_coefficient is None and details.balancing != "none":
        yield "How this model balances its experts is not stated; the framework's default balances nothing."
