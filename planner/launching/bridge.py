"""Megatron-Bridge (NeMo) as the framework of a job: its plain GPT recipe with every field that the plan sets.

``scripts/training/run_recipe.py`` takes the recipe's name and overrides ``section.field=value``. Source:
NVIDIA-NeMo/Megatron-Bridge 067f987 (2026-08-22), recipes/gpt/h100/vanilla_gpt.py; names of fields as in its own
translation of Megatron's arguments (scripts/translate_mlm_to_bridge.py).
"""

import json
import shlex
from collections.abc import Iterator
from typing import Any

from planner.errors import UserError
from planner.launching.configuration import entries_of
from planner.launching.job import CUDA, LaunchJob
from planner.launching.launch_file import comment
from planner.launching.megatron import TRIAL_RATE, environment, megatron_arguments, remarks
from planner.launching.model_details import model_details, routed_layers
from planner.performance.layout import Schedule, Sharding
from planner.workload.states import WeightFormat
from planner.workload.training_run import TrainingPrecision

_MIXED = {
    TrainingPrecision.BF16: "bf16_mixed",
    TrainingPrecision.FP16: "fp16_mixed",
    TrainingPrecision.FP8: "bf16_with_fp8_subchannel_scaling_mixed",
    TrainingPrecision.MXFP8: "bf16_with_mxfp8_mixed",
    TrainingPrecision.NVFP4: "bf16_with_nvfp4_mixed",
}
_SECTIONS = {
    "train": ("micro_batch_size", "global_batch_size", "train_samples"),
    "ddp": ("use_distributed_optimizer", "overlap_grad_reduce", "overlap_param_gather"),
    "checkpoint": ("ckpt_format",),
    "validation": ("eval_iters",),
    "scheduler": ("lr_decay_style",),
    "logger": ("log_interval", "log_throughput"),
    "dist": ("distributed_timeout_minutes",),
    "optimizer": (
        "use_precision_aware_optimizer",
        "exp_avg_dtype",
        "exp_avg_sq_dtype",
        "optimizer_cpu_offload",
        "optimizer_offload_fraction",
        "overlap_cpu_optimizer_d2h_h2d",
    ),
}
_DTYPES = {"bf16": "torch.bfloat16", "fp8": "torch.uint8"}  # as its overrides read them back
_RENAMED = {
    "num_experts": "num_moe_experts",
    "norm_epsilon": "layernorm_epsilon",
    "padded_vocab_size": "vocab_size",
    "num_virtual_stages_per_pipeline_rank": "virtual_pipeline_model_parallel_size",
    "apply_layernorm_1p": "layernorm_zero_centered_gamma",
}
# said by other fields: the number of groups, the precision, the section of the data
_ELSEWHERE = {"group_query_attention", "bf16", "fp16", "fp8", "fp8_recipe", "fp4", "fp4_recipe", "seq_length", "swiglu"}
_ELSEWHERE |= {"squared_relu", "quick_geglu", "use_megatron_fsdp", "data_parallel_sharding_strategy"}
_ELSEWHERE |= {
    "fp8_param_gather",
    "untie_embeddings_and_output_weights",
    "window_size",
    "moe_layer_freq",
    "max_position_embeddings",
}


def bridge_text(job: LaunchJob) -> str:
    """Return a shell script that starts a job's recipe.

    Raises UserError for a pool that is not Nvidia's, and for what Megatron-Core cannot run.
    """
    if job.stack != CUDA:
        raise UserError(
            f"Megatron-Bridge runs on CUDA, and {job.name} does not; export this pool for another framework."
        )
    if job.layout.schedule not in {Schedule.ONE_F_ONE_B, Schedule.INTERLEAVED}:
        raise UserError(f"Megatron-Bridge has no {job.layout.schedule.value} schedule; pin 1f1b or interleaved.")
    for why in _states_refusals(job):
        raise UserError(why)
    entries = [f"{name}={_value(value)}" for name, value in bridge_entries(job).items()]
    lines = [*_head(job), "OVERRIDES=(", *(f"  {shlex.quote(entry)}" for entry in entries), ")", *_start(job)]
    return "\n".join(lines) + "\n"


def _states_refusals(job: LaunchJob) -> Iterator[str]:
    """Yield what of the states its plain recipe takes from somewhere else than overrides."""
    states = job.run.states
    if states.kind.whole_matrices:
        yield (
            f"Megatron-Bridge's plain recipe has no {states.optimiser.value}; take one with "
            "distributed_muon_with_cosine_annealing, or export this pool for Megatron."
        )
    if states.gradient_bytes is not None:
        yield (
            "Megatron-Bridge takes the gradients' format from its mixed-precision recipe; leave it to the software, or "
            "export this pool for Megatron."
        )
    if states.weights is WeightFormat.FP8 and job.run.precision is not TrainingPrecision.MXFP8:
        yield "Megatron-Bridge keeps weights in FP8 with MXFP8 alone; choose MXFP8, or export this pool for Megatron."


def bridge_entries(job: LaunchJob) -> dict[str, Any]:
    """Return every overridden field of the recipe by its path."""
    entries = entries_of(megatron_arguments(job))
    section_of = {name: section for section, names in _SECTIONS.items() for name in names}
    found = {
        f"{section_of.get(name, 'model')}.{_RENAMED.get(name, name)}": (
            _DTYPES[value] if name.endswith("_dtype") and value in _DTYPES else value
        )
        for name, value in entries.items()
        if name not in _ELSEWHERE
    }
    found |= _model_entries(job, entries) | {"dataset.seq_length": job.run.seq_len, "train.train_iters": None}
    if job.layout.sharding in {Sharding.FULLY_SHARDED, Sharding.ZERO_2}:
        found |= {
            "ddp.use_megatron_fsdp": True,
            "ddp.data_parallel_sharding_strategy": entries["data_parallel_sharding_strategy"],
        }
    return found | {"mixed_precision": _MIXED[job.run.precision], "tokenizer.vocab_size": job.shape.vocab}


def _model_entries(job: LaunchJob, entries: dict[str, Any]) -> dict[str, Any]:
    activations = {"swiglu": "silu", "squared_relu": "squared_relu", "quick_geglu": "quick_gelu"}
    activation = next((name for flag, name in activations.items() if entries.get(flag)), "gelu")
    found: dict[str, Any] = {
        "model.activation_func": activation,
        "model.gated_linear_unit": job.shape.gated,
        "model.share_embeddings_and_output_weights": job.shape.tied_embeddings,
        "model.seq_length": job.run.seq_len,
        "model.max_position_embeddings": job.run.seq_len,
    }
    if job.shape.is_moe:
        found["model.moe_layer_freq"] = [int(routed) for routed in routed_layers(job.shape, model_details(job.shape))]
    if "window_size" in entries and job.shape.sliding_window:
        found["model.window_size"] = [job.shape.sliding_window - 1, 0]
    return found


def _value(value: Any) -> str:  # noqa: ANN401 - whatever a YAML scalar may be
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _head(job: LaunchJob) -> Iterator[str]:
    yield "#!/usr/bin/env bash"
    yield f"# {comment(job.name)}, {job.nodes} nodes, {job.devices} devices: Megatron-Bridge, its plain GPT recipe."
    yield "# Start it on every node of the pool, in Megatron-Bridge's folder."
    for line in remarks(job):
        yield f"# {comment(line)}"
    yield "set -euo pipefail"
    yield ""
    yield "# SET what a plan does not know. As it stands the job starts for a trial, on made-up data."
    yield f'LR="${{LR:-{TRIAL_RATE}}}"  # the peak learning rate; this one is for a trial alone'
    yield "DATA=(--dataset mock)  # or another of run_recipe.py's datasets, with tokenizer.* in OVERRIDES"
    yield 'HOST="${HOST:-localhost}"  # the first node of the pool'
    yield 'PORT="${PORT:-29500}"'
    yield ""


def _start(job: LaunchJob) -> Iterator[str]:
    words = " ".join(shlex.quote(f"{name}={value}") for name, value in environment(job).items())
    yield f'env {words} torchrun --rdzv-backend c10d --rdzv-endpoint "$HOST:$PORT" \\'.replace("env  ", "env ")
    yield f"  --nnodes {job.nodes} --nproc-per-node {job.devices_per_node} scripts/training/run_recipe.py \\"
    yield '  --recipe vanilla_gpt_pretrain_config --mode pretrain "${DATA[@]}" --lr "$LR" "${OVERRIDES[@]}"'
