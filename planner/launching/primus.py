"""Primus, AMD's training stack, as the framework of a job: an experiment file of its Megatron backend.

The entries are Megatron's arguments by name; Primus adds the zero-bubble schedule. Source: AMD-AGI/Primus fd1eeab
(2026-08-22), examples/megatron/configs/MI300X, primus/configs/modules/megatron and
primus/backends/megatron/argument_builder.py, which drops unsaid what its own Megatron-LM, NVIDIA/Megatron-LM d3528a2
(2026-03-06), has no argument for.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from planner.errors import UserError
from planner.launching.arguments import flags_of
from planner.launching.configuration import entries_of
from planner.launching.job import ROCM, LaunchJob
from planner.launching.launch_file import comment
from planner.launching.megatron import TRIAL_RATE, environment, megatron_arguments, remarks, tokenizer_arguments
from planner.launching.megatron_stack import is_hybrid
from planner.launching.sequence import untold_step
from planner.performance.training.layout import Schedule
from planner.sentences import sentence
from planner.workload.training_run import TrainingPrecision

# the fields that Megatron fills from these arguments; Primus hands over fields, and drops a name that is none
_FIELDS = {"norm_epsilon": "layernorm_epsilon", "apply_layernorm_1p": "layernorm_zero_centered_gamma"}
# of a later Megatron-LM than its own d3528a2: dropped, and layers built otherwise than planned
_TOO_NEW = {
    "dsa_indexer_topk_freq",
    "dsa_indexer_skip_topk_offset",
    "dsa_indexer_rope_interleaved",
    "dsa_indexer_rotate_activation",
    "dsa_indexer_k_norm_epsilon",
}
_SCHEDULES = {Schedule.ONE_F_ONE_B, Schedule.INTERLEAVED, Schedule.ZERO_BUBBLE}


def primus_text(job: LaunchJob) -> str:
    """Return the experiment file of a job.

    Raises UserError for a pool that is not AMD's, and for a schedule or layers that Primus does not run.
    """
    for why in _refusals(job):
        raise UserError(why)
    document = {
        "work_group": "${PRIMUS_TEAM:amd}",
        "user_name": "${PRIMUS_USER:root}",
        "exp_name": f"${{PRIMUS_EXP_NAME:{job.shape.key.replace(':', '-')}-pretrain}}",
        "workspace": "${PRIMUS_WORKSPACE:./output}",
        "modules": {
            "pre_trainer": {
                "framework": "megatron",
                "config": "pre_trainer.yaml",
                "model": "hybrid_model_base.yaml" if is_hybrid(job.shape) else "language_model.yaml",
                "overrides": _overrides(job),
            }
        },
    }
    body: str = yaml.safe_dump(document, sort_keys=False, width=120)
    return "\n".join([*_head(job), body])


def _refusals(job: LaunchJob) -> Iterator[str]:
    if job.stack != ROCM:
        yield sentence("Primus runs on AMD's ROCm, and {} does not; export this pool for Megatron.", job.name)
    if job.layout.schedule not in _SCHEDULES:
        yield sentence("Primus has no {} schedule; pin 1f1b, interleaved or zero-bubble.", job.layout.schedule.value)
    if _TOO_NEW & set(entries_of(megatron_arguments(job))):
        yield sentence(
            "Primus does not run {}: its Megatron-LM has not this model's kind of indexer and would build another; "
            "export this pool for Megatron.",
            job.shape.name,
        )
    if job.shape.mla_is_sparse and job.layout.cp > 1:  # d3528a2, core/transformer/transformer_config.py
        yield sentence(
            "Primus does not start {}: its Megatron-LM cuts no attention with an indexer by context parallelism; pin "
            "a layout with context size 1.",
            job.name,
        )


def _environment(job: LaunchJob) -> dict[str, str]:
    """Return Megatron's environment, and what its check of MXFP8 asks for (patches/args/rocm_arg_validation.py:174)."""
    known = environment(job)
    return known | {"NVTE_ROCM_ENABLE_MXFP8": "1"} if job.run.precision is TrainingPrecision.MXFP8 else known


def _overrides(job: LaunchJob) -> dict[str, Any]:
    entries = entries_of([*megatron_arguments(job), *tokenizer_arguments(job.run)])
    entries.pop("override_ckpt_iteration", None)  # of a later Megatron than its own
    entries |= {"lr": float(TRIAL_RATE), "min_lr": 0.0, "mock_data": True, "finetune": False}
    entries |= {"lr_warmup_iters": 0, "lr_decay_iters": None, "train_iters": None}  # whose defaults count steps
    entries |= {"swiglu": "swiglu" in entries, "save": None, "load": None}
    entries = {_FIELDS.get(name, name): value for name, value in entries.items()}
    if entries["position_embedding_type"] != "rope":
        entries["add_position_embedding"] = True  # its default is false, which Megatron refuses beside these
    if is_hybrid(job.shape):
        # its name of models that a pattern describes; its default of layers contradicts the pattern
        entries |= {"model_type": "mamba", "is_hybrid_model": True, "num_layers": None}
    if not job.layout.tp > 1:
        entries["sequence_parallel"] = False  # its default is true
    if job.layout.schedule is Schedule.ZERO_BUBBLE:
        entries |= {"patch_zero_bubble": True, "overlap_grad_reduce": False, "overlap_param_gather": False}
    return entries


def _head(job: LaunchJob) -> Iterator[str]:
    yield f"# {comment(job.name)}, {job.nodes} nodes, {job.devices} devices: experiment file of Primus."
    variables = {"NNODES": job.nodes, "GPUS_PER_NODE": job.devices_per_node, **_environment(job)}
    words = " ".join(f"{name}={value}" for name, value in variables.items())
    yield f"# On every node: EXP=FILE NODE_RANK=... MASTER_ADDR=... {words} bash examples/run_pretrain.sh"
    yield "# SET what a plan does not know: lr (this one is for a trial alone), the data (mock_data: true is made up;"
    yield "# else false, with train_data_path), tokenizer_type and tokenizer_model, save and load."
    for line in (*remarks(job), *untold_step(job, "Primus")):
        if "zero-bubble" not in line:
            yield f"# {comment(line)}"
    if "--window-size" in flags_of(megatron_arguments(job)):
        yield "# window_size is a text here; Primus has to read it as a pair."
    yield ""
