"""TorchTitan as the framework of a job: the TOML file of its release 0.2.2, the last that reads TOML.

It trains only the models that it ships; a job names one by flavour. It shards weights with FSDP2 wherever it shards
anything. Source: torchtitan 0.2.2 (package index), config/job_config.py,
distributed/parallel_dims.py and models/*/__init__.py.
"""

from collections.abc import Iterator, Sequence

from planner.errors import UserError
from planner.launching.job import CUDA, ROCM, LaunchJob
from planner.launching.launch_file import comment
from planner.launching.megatron import TRIAL_RATE
from planner.launching.mindspeed_layers import stages_of
from planner.launching.sequence import part_of_a_step, rack_order
from planner.launching.torchtitan_checks import check_refusals
from planner.performance.training.layout import Recompute, Schedule, Sharding
from planner.sentences import sentence
from planner.workload.number_formats import fp8_recipe
from planner.workload.optimisers import Optimiser
from planner.workload.states import WeightFormat
from planner.workload.training_run import Routing, TrainingPrecision

Value = str | int | float | bool | Sequence[str] | Sequence[Sequence[str]]
Entries = dict[str, Value]

_FLAVOURS = {
    "llama-3-8b": ("llama3", "8B"),
    "llama-3-70b": ("llama3", "70B"),
    "llama-3.1-405b": ("llama3", "405B"),
    "llama-4-scout": ("llama4", "17bx16e"),
    "llama-4-maverick": ("llama4", "17bx128e"),
    "qwen3-8b": ("qwen3", "8B"),
    "qwen3-14b": ("qwen3", "14B"),
    "qwen3-32b": ("qwen3", "32B"),
    "qwen3-30b-a3b": ("qwen3", "30B-A3B"),
    "qwen3-235b-a22b": ("qwen3", "235B-A22B"),
    "deepseek-v2-lite": ("deepseek_v3", "16B"),
    "deepseek-v2": ("deepseek_v3", "236B"),
    "deepseek-v3": ("deepseek_v3", "671B"),
    "gpt-oss-20b": ("gpt_oss", "20b"),
    "gpt-oss-120b": ("gpt_oss", "120b"),
}
_SCHEDULES = {
    Schedule.ONE_F_ONE_B: "1F1B",
    Schedule.INTERLEAVED: "Interleaved1F1B",
    Schedule.ZERO_BUBBLE: "InterleavedZeroBubble",
    Schedule.DUALPIPE_V: "DualPipeV",
}
_NO_PIPELINES = {"gpt_oss", "qwen3"}  # whose training specification has no pipelining function
_KINDS = {TrainingPrecision.BF16: "", TrainingPrecision.FP8: "float8", TrainingPrecision.MXFP8: "mx"}


def torchtitan_text(job: LaunchJob) -> str:
    """Return the TOML file of a job.

    Raises UserError for a model that TorchTitan does not ship, and for a layout that it cannot express.
    """
    for why in _refusals(job):
        raise UserError(why)
    tables = [*_head(job)]
    for section, entries in _sections(job).items():
        tables += [f"[{section}]", *(f"{name} = {_toml(value)}" for name, value in entries.items()), ""]
    return "\n".join(tables)


def _sections(job: LaunchJob) -> dict[str, Entries]:
    name, flavour = _FLAVOURS[job.shape.key]
    found: dict[str, Entries] = {
        "job": {"dump_folder": "./outputs", "description": comment(f"{job.shape.name} on {job.name}")},
        "model": {
            "name": name,
            "flavor": flavour,
            "hf_assets_path": "./tests/assets/tokenizer",
            "converters": _converters(job),
        },
        "optimizer": {"name": "AdamW", "lr": float(TRIAL_RATE)},
        "lr_scheduler": {"decay_type": "cosine"} | _whole_length(job),
        "training": {
            "dataset": "c4_test",
            "seq_len": job.run.seq_len,
            "local_batch_size": job.layout.micro_batch * (job.micro_batches if job.layout.pp > 1 else 1),
            "global_batch_size": job.global_batch,
            "steps": job.steps,
        },
        "parallelism": _parallelism(job),
        "activation_checkpoint": _recomputed(job),
        "checkpoint": {"enable": False},
    }
    kind = _KINDS[job.run.precision]
    if kind and job.shape.is_moe:
        found[f"quantize.grouped_mm.{kind}"] = {"fqns": ["experts"]}
    if job.shape.is_moe and job.run.routing is Routing.BALANCED:
        found["debug"] = {"moe_force_load_balance": True}
    return found


def _converters(job: LaunchJob) -> list[str]:
    """Return what turns products into 8 bits: of linear layers, and of experts, which the first leaves in 16."""
    kind = _KINDS[job.run.precision]
    layers = ["linear", "grouped_mm"] if job.shape.is_moe else ["linear"]
    return [f"quantize.{layer}.{kind}" for layer in layers] if kind else []


def _whole_length(job: LaunchJob) -> Entries:
    """Return the steps over which the learning rate falls, where another job goes on after this one."""
    if job.last_step is None:
        return {}
    return {"total_steps": round((job.run_samples or job.samples) / job.global_batch)}


def _parallelism(job: LaunchJob) -> Entries:
    layout = job.layout
    found: Entries = {
        "data_parallel_replicate_degree": layout.dp if layout.sharding is Sharding.NONE else 1,
        "data_parallel_shard_degree": 1 if layout.sharding is Sharding.NONE else layout.dp,
        "fsdp_reshard_after_forward": "default" if layout.sharding is Sharding.FULLY_SHARDED else "never",
        "tensor_parallel_degree": layout.tp,
        "context_parallel_degree": layout.cp,
        "pipeline_parallel_degree": layout.pp,
    }
    if job.shape.is_moe:
        found |= {"expert_parallel_degree": layout.ep, "expert_tensor_parallel_degree": layout.etp}
    if layout.pp > 1:
        found |= {
            "pipeline_parallel_schedule": _SCHEDULES[layout.schedule],
            "pipeline_parallel_microbatch_size": layout.micro_batch,
            "module_fqns_per_model_part": stage_modules(job.shape.layers, stages_of(layout)),
        }
    if layout.schedule is Schedule.DUALPIPE_V and layout.recompute is not Recompute.NONE:
        found["pipeline_parallel_expert_parallel_overlap"] = False  # which supports no recomputation
    return found


def stage_modules(layers: int, stages: int) -> list[list[str]]:
    """Return the names of the modules of each stage: the layers spread evenly, longer stages first.

    >>> stage_modules(3, 2)
    [['tok_embeddings', 'layers.0', 'layers.1'], ['layers.2', 'norm', 'output']]
    """
    least, extra = divmod(layers, stages)
    found, first = [], 0
    for stage in range(stages):
        after = first + least + (1 if stage < extra else 0)
        found.append([f"layers.{layer}" for layer in range(first, after)])
        first = after
    found[0].insert(0, "tok_embeddings")
    found[-1] += ["norm", "output"]
    return found


def _recomputed(job: LaunchJob) -> Entries:
    match job.layout.recompute:
        case Recompute.NONE:
            return {"mode": "none"}
        case Recompute.FULL if job.layout.recompute_share < 1.0:
            return {"mode": "selective", "selective_ac_option": str(round(1 / job.layout.recompute_share))}
        case Recompute.FULL:
            return {"mode": "full"}
        case _:
            return {"mode": "selective", "selective_ac_option": "op"}


def _refusals(job: LaunchJob) -> Iterator[str]:
    layout = job.layout
    if job.stack not in {CUDA, ROCM}:
        yield sentence(
            "TorchTitan runs on CUDA and ROCm, and {} does not; export this pool for another framework.", job.name
        )
    if job.shape.key not in _FLAVOURS:
        yield sentence("TorchTitan ships no {}; it has {}.", job.shape.name, ", ".join(_FLAVOURS))
    elif layout.pp > 1 and _FLAVOURS[job.shape.key][0] in _NO_PIPELINES:
        yield sentence("TorchTitan runs {} without pipelines alone; pin a layout of one stage.", job.shape.name)
    if layout.schedule not in _SCHEDULES:
        yield sentence("TorchTitan has no {} schedule; pin 1f1b, interleaved or dualpipev.", layout.schedule.value)
    if job.run.precision not in _KINDS:
        yield sentence("TorchTitan does not train in {}; choose BF16, FP8 or MXFP8.", job.run.precision.value.upper())
    yield from _states_refusals(job)
    yield from _pipeline_refusals(job)
    if job.shape.key in _FLAVOURS:
        yield from check_refusals(job, _FLAVOURS[job.shape.key][0])


def _states_refusals(job: LaunchJob) -> Iterator[str]:
    """Yield what of weights and states its configuration has no entry for."""
    states = job.run.states
    if states.optimiser is not Optimiser.ADAMW:
        yield sentence(
            "TorchTitan 0.2.2 has Adam and AdamW in FP32 alone, not {}; choose adamw.", states.optimiser.value
        )
    if states.lora is not None:
        yield sentence("TorchTitan 0.2.2 trains no adapters; train all weights, or choose another framework.")
    if states.offload.share:
        yield sentence(
            "TorchTitan moves weights and gradients to the host too, not states alone; keep them on the device."
        )
    if states.gradient_bytes == 2:  # noqa: PLR2004 - bytes of 16 bits
        yield sentence("TorchTitan reduces gradients in 32 bits alone; choose gradients of 4 bytes.")
    if states.weights in {WeightFormat.CACHED, WeightFormat.FP8}:
        yield sentence("TorchTitan holds weights in 32 bits alone; choose weights in FP32, fully sharded.")
    if job.layout.sharding is Sharding.NONE and job.layout.ep > 1:
        yield sentence(
            "TorchTitan spreads experts over shards of the data; choose a sharding, or no expert parallelism."
        )


def _pipeline_refusals(job: LaunchJob) -> Iterator[str]:
    """Yield what PyTorch's own schedules refuse (torch.distributed.pipelining.schedules)."""
    layout, many = job.layout, job.micro_batches
    rounds = max(1, many // layout.pp)
    looped = layout.pp > 1 and layout.schedule in {Schedule.INTERLEAVED, Schedule.ZERO_BUBBLE}
    if looped and many % rounds:
        yield sentence(
            "PyTorch's interleaved schedule does not cut {} micro-batches into {} equal rounds of {} stages; pin "
            "a layout whose micro-batches are a multiple of its stages.",
            many,
            rounds,
            layout.pp,
        )
    if layout.pp > 1 and layout.schedule is Schedule.ZERO_BUBBLE and layout.vpp == 1:
        yield sentence("PyTorch's zero-bubble schedule is interleaved; pin two or more virtual stages, or 1f1b.")


def _head(job: LaunchJob) -> Iterator[str]:
    layout = job.layout
    yield f"# {comment(job.name)}, {job.nodes} nodes, {job.devices} devices: TorchTitan 0.2.2."
    yield "# On every node, in its folder: torchrun --node-rank NODE --master-addr HOST \\"
    yield f"#   --nnodes {job.nodes} --nproc-per-node {job.devices_per_node} -m torchtitan.train --job.config-file FILE"
    yield "# SET what a plan does not know: lr (this one is for a trial alone), dataset with dataset_path (c4_test is a"
    yield "# small sample), hf_assets_path (the tokenizer), checkpoint."
    yield from (f"# {line}" for line in rack_order(job))
    if job.batches:
        yield f"# {comment(part_of_a_step(job))}"
    if job.previous is not None:
        yield f"# It goes on after step {job.first_step:,} of array {job.previous.number}, whose checkpoint has to be"
        yield "# TorchTitan's as well (checkpoint.enable with one folder in both). Steps count from the run's start."
    if layout.sharding not in {Sharding.FULLY_SHARDED, Sharding.NONE} and layout.dp > 1:
        yield "# The plan shards the optimiser alone; TorchTitan shards weights and gradients too."
    if layout.recompute not in {Recompute.NONE, Recompute.FULL, Recompute.BY_OPERATION}:
        yield "# What is recomputed is TorchTitan's choice of operators, not the plan's modules."
    if layout.tp > 1 and not layout.sequence_parallel:
        yield "# The plan has no sequence parallelism; TorchTitan has it wherever it has tensor parallelism."
    if job.run.precision is TrainingPrecision.FP8 and (fp8_recipe(job.accelerator) or "tensorwise") != "tensorwise":
        yield f"# The plan scales FP8 {fp8_recipe(job.accelerator)}; TorchTitan has a scale a tensor, of experts a row."
    if job.shape.mtp_layers:
        yield "# The plan's MTP layers are not in TorchTitan 0.2.2: this job trains without them."
    if job.shape.key in {"deepseek-v2", "deepseek-v2-lite", "llama-3-70b"}:
        yield "# The flavour is TorchTitan's of this model; compare its sizes with the plan's."
    yield ""


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, Sequence):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return str(value)
