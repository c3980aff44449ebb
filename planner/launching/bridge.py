"""Megatron-Bridge (NeMo) as the framework of a job: a recipe with every field that the plan sets.

A model of plain layers takes the plain GPT recipe, whose every size is set; a model of other layers, and adapters, take
the model's own recipe (``resources/launch/bridge_recipes.csv``), of which the plan sets batch, precision, states and
parallel layout. ``scripts/training/run_recipe.py`` takes the recipe's name and overrides ``section.field=value``.
Source: NVIDIA-NeMo/Megatron-Bridge 067f987 (2026-08-22), recipes/gpt/h100/vanilla_gpt.py; names of fields as in its own
translation of Megatron's arguments (scripts/translate_mlm_to_bridge.py).
"""

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from planner.errors import UserError
from planner.launching.adapters import bridge_recipes, own_recipe_words
from planner.launching.bridge_own import CLEARED_OF_ALL, adapter_program, cleared, in_its_sections, packing_entries
from planner.launching.configuration import entries_of
from planner.launching.job import CUDA, LaunchJob
from planner.launching.launch_file import comment
from planner.launching.megatron import (
    TRIAL_RATE,
    environment,
    job_arguments,
    job_refusals,
    megatron_arguments,
    remarks,
)
from planner.launching.megatron_stack import is_hybrid, mixers_of, unbuilt_kinds
from planner.launching.model_details import model_details, routed_layers
from planner.launching.rendezvous import ADDRESS, NUMBER, number_is_needed, rendezvous_lines
from planner.launching.sequence import untold_step
from planner.performance.training.layout import Schedule, Sharding
from planner.sentences import sentence
from planner.workload.mixers.gated_delta import GatedDelta
from planner.workload.shape import TransformerShape
from planner.workload.states import WeightFormat
from planner.workload.training_run import TrainingPrecision

PLAIN = "vanilla_gpt_pretrain_config"
_MIXED = {
    TrainingPrecision.BF16: "bf16_mixed",
    TrainingPrecision.FP16: "fp16_mixed",
    TrainingPrecision.MXFP8: "bf16_with_mxfp8_mixed",
    TrainingPrecision.NVFP4: "bf16_with_nvfp4_mixed",
}
_FP8_MIXED = {
    "blockwise": "bf16_with_fp8_subchannel_scaling_mixed",
    "tensorwise": "bf16_with_fp8_current_scaling_mixed",
    "delayed": "bf16_with_fp8_delayed_scaling_mixed",
}
_SECTIONS = {
    "train": ("micro_batch_size", "global_batch_size", "train_samples", "exit_interval"),
    "ddp": ("use_distributed_optimizer", "overlap_grad_reduce", "overlap_param_gather"),
    "checkpoint": ("ckpt_format", "dist_ckpt_optim_fully_reshardable"),
    "validation": ("eval_iters",),
    "scheduler": ("lr_decay_style", "override_opt_param_scheduler"),
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
# lists whose length its checks compare with layers or with each other (core/transformer/transformer_config.py:1711)
_ONE_FOR_ALL = {"cp_comm_type", "moe_router_load_balancing_type", "moe_aux_loss_coeff"}
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
_ELSEWHERE |= {"override_ckpt_iteration", "no_load_optim", "no_load_rng"}
# recipes count a schedule in steps, which training/config.py:1699 refuses beside samples
_COUNTED_IN_SAMPLES: dict[str, Any] = {
    "train.train_iters": None,
    "scheduler.lr_warmup_iters": 0,
    "scheduler.lr_decay_iters": None,
}


def bridge_text(job: LaunchJob) -> str:
    """Return a shell script that starts a job's recipe.

    Raises UserError for a pool that is not Nvidia's, and for what Megatron-Core cannot run.
    """
    if job.stack != CUDA:
        raise UserError(
            sentence("Megatron-Bridge runs on CUDA, and {} does not; export this pool for another framework.", job.name)
        )
    if job.layout.schedule not in {Schedule.ONE_F_ONE_B, Schedule.INTERLEAVED}:
        raise UserError(
            sentence("Megatron-Bridge has no {} schedule; pin 1f1b or interleaved.", job.layout.schedule.value)
        )
    for why in (*_states_refusals(job), *_recipe_refusals(job)):
        raise UserError(why)
    entries = [f"{name}={_value(value)}" for name, value in bridge_entries(job).items()]
    lines = [*_head(job), "OVERRIDES=(", *(f"  {shlex.quote(entry)}" for entry in entries), ")", *_start(job)]
    return "\n".join(lines) + "\n"


def _states_refusals(job: LaunchJob) -> Iterator[str]:
    """Yield what of the states its plain recipe takes from somewhere else than overrides."""
    states = job.run.states
    if states.kind.whole_matrices:
        yield sentence(
            "Megatron-Bridge's plain recipe has no {}; take one with distributed_muon_with_cosine_annealing, or "
            "export this pool for Megatron.",
            states.optimiser.value,
        )
    if states.gradient_bytes is not None:
        yield sentence(
            "Megatron-Bridge takes the gradients' format from its mixed-precision recipe; leave it to the "
            "software, or export this pool for Megatron."
        )
    if states.weights is WeightFormat.FP8 and job.run.precision is not TrainingPrecision.MXFP8:
        yield sentence(
            "Megatron-Bridge keeps weights in FP8 with MXFP8 alone; choose MXFP8, or export this pool for Megatron."
        )


def recipe_of(job: LaunchJob) -> str:
    """Return the recipe of a job, "" where Megatron-Bridge has none: the plain one, the model's own, or with LoRA."""
    own = bridge_recipes().get(job.shape.key, {})
    if job.run.states.lora is not None:
        return own.get("lora", "")
    return PLAIN if _is_plain(job.shape) else own.get("pretrain", "")


def _is_plain(shape: TransformerShape) -> bool:
    """Whether the plain recipe builds every layer: grouped attention, beside no other mixer.

    Its GPTModelProvider has no field of latent attention; MLAModelProvider has (models/mla_provider.py).
    """
    delta = any(isinstance(mixer, GatedDelta) for mixer in mixers_of(shape))
    return not (unbuilt_kinds(shape) or is_hybrid(shape) or shape.mla is not None or delta)


def _recipe_refusals(job: LaunchJob) -> Iterator[str]:
    lora = job.run.states.lora
    if not recipe_of(job) and lora is not None:
        yield own_recipe_words(job.shape, lora)
    elif not recipe_of(job):
        yield sentence(
            "Megatron-Bridge has no recipe whose layers are those of {}; export this pool for another framework.",
            job.shape.name,
        )
    elif recipe_of(job) != PLAIN:
        yield from job_refusals(job)
    if is_hybrid(job.shape) and job.layout.vpp > 1:  # models/hybrid/hybrid_provider.py:291
        yield sentence(
            "Megatron-Bridge does not interleave the stages of {}, whose layers are of several kinds; pin 1f1b, or "
            "export this pool for Megatron-Core.",
            job.shape.name,
        )


def bridge_entries(job: LaunchJob) -> dict[str, Any]:
    """Return every overridden field of the recipe by its path; of a model's own recipe none of the model."""
    plain = recipe_of(job) == PLAIN
    entries = entries_of(megatron_arguments(job) if plain else job_arguments(job))
    entries |= {name: entries[name][0] for name in _ONE_FOR_ALL & entries.keys() if len(entries[name]) == 1}
    section_of = {name: section for section, names in _SECTIONS.items() for name in names}
    found = {
        f"{section_of.get(name, 'model')}.{_RENAMED.get(name, name)}": (
            _DTYPES[value] if name.endswith("_dtype") and value in _DTYPES else value
        )
        for name, value in entries.items()
        if name not in _ELSEWHERE
    }
    own = _model_entries(job, entries) if plain else _length_entries(job)
    found = CLEARED_OF_ALL | ({} if plain else cleared(job)) | found | own
    found |= {"dataset.seq_length": job.run.seq_len} | _COUNTED_IN_SAMPLES
    if job.layout.sharding in {Sharding.FULLY_SHARDED, Sharding.ZERO_2}:
        found |= {
            "ddp.use_megatron_fsdp": True,
            "ddp.data_parallel_sharding_strategy": entries["data_parallel_sharding_strategy"],
        }
    # either turns both on, but the optimiser's own check stands before that (training/config.py:1395)
    found["optimizer.use_distributed_optimizer"] = found["ddp.use_distributed_optimizer"]
    found |= {"mixed_precision": _mixed_precision(job, entries)} | _taken_over(entries)
    found |= packing_entries(job) if job.run.states.lora is not None else {"tokenizer.vocab_size": job.shape.vocab}
    return found if plain else in_its_sections(job, found)


def _mixed_precision(job: LaunchJob, entries: Mapping[str, Any]) -> str:
    if job.run.precision is TrainingPrecision.FP8:
        return _FP8_MIXED[entries["fp8_recipe"]]
    return _MIXED[job.run.precision]


def _taken_over(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is not read of a checkpoint that holds weights alone."""
    names = {"no_load_optim": "checkpoint.load_optim", "no_load_rng": "checkpoint.load_rng"}
    return {name: False for flag, name in names.items() if flag in entries}


def _length_entries(job: LaunchJob) -> dict[str, Any]:
    return {"model.seq_length": job.run.seq_len}


def _model_entries(job: LaunchJob, entries: dict[str, Any]) -> dict[str, Any]:
    activations = {"swiglu": "silu", "squared_relu": "squared_relu", "quick_geglu": "quick_gelu"}
    activation = next((name for flag, name in activations.items() if entries.get(flag)), "gelu")
    found: dict[str, Any] = {
        "model.activation_func": activation,
        "model.gated_linear_unit": job.shape.gated,
        "model.share_embeddings_and_output_weights": job.shape.tied_embeddings,
        **_length_entries(job),
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
    which = "its plain GPT recipe" if recipe_of(job) == PLAIN else f"its recipe of {comment(job.shape.name)}"
    yield f"# {comment(job.name)}, {job.nodes} nodes, {job.devices} devices: Megatron-Bridge, {which}."
    yield "# Start it on every node of the pool, in Megatron-Bridge's folder."
    for line in (*remarks(job), *untold_step(job, "Megatron-Bridge")):
        yield f"# {comment(line)}"
    yield "set -euo pipefail"
    yield ""
    trial = job.run.states.lora is None
    yield "# SET what a plan does not know." + (" As it stands the job starts for a trial, on made-up data." * trial)
    yield f'LR="${{LR:-{TRIAL_RATE}}}"  # the peak learning rate; this one is for a trial alone'
    if trial:
        yield "DATA=(--dataset mock)  # or another of run_recipe.py's datasets, with tokenizer.* in OVERRIDES"
    else:
        yield "DATA=()  # the recipe's own; or one of run_recipe.py's datasets: DATA=(--dataset NAME)"
        yield 'PRETRAINED="${PRETRAINED:?SET PRETRAINED to the folder of the model that the adapters stand beside}"'
        yield 'DATA+=(--pretrained_checkpoint "$PRETRAINED")'
        yield "# peft.alpha, the weight of the adapters, is the recipe's: no plan knows it."
    yield 'HOST="${HOST:-localhost}"  # the first node of the pool'
    yield 'PORT="${PORT:-29500}"'
    yield NUMBER
    yield from rendezvous_lines()
    yield from adapter_program(job)
    yield ""


def _start(job: LaunchJob) -> Iterator[str]:
    words = " ".join(shlex.quote(f"{name}={value}") for name, value in environment(job).items())
    yield from number_is_needed(job)
    yield f"env {words} torchrun {ADDRESS} \\".replace("env  ", "env ")
    adapts = job.run.states.lora is not None
    script = '--no-python python -c "$PROGRAM"' if adapts else "scripts/training/run_recipe.py"
    yield f"  --nnodes {job.nodes} --nproc-per-node {job.devices_per_node} {script} \\"
    mode = "lora" if adapts else "pretrain"
    data = '${DATA[@]+"${DATA[@]}"}'
    yield f'  --recipe {recipe_of(job)} --mode {mode} {data} --lr "$LR" "${{OVERRIDES[@]}}"'
