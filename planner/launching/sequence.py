"""What a job says because it is one of several: in a chain over the days of one run, or as a part of one step.

A checkpoint holds steps and samples of the whole run. So every job of a chain has the run's ``--train-samples``, by
which Megatron-LM also orders the data and lets the learning rate fall; a job before the last stops by
``--exit-interval`` (NVIDIA/Megatron-LM d98e8a6, megatron/training/training.py:2558 and 4132; data by the samples of all
epochs: core/datasets/gpt_dataset.py:549).
"""

from collections.abc import Iterator

from planner.launching.arguments import Arguments
from planner.launching.job import CANN, LaunchJob
from planner.launching.mindspeed_layers import noop_layers_of

LARGEST_SERVER = 16  # devices, of any single server in the catalogue's node designs
_SLOWER = 1.1  # times its planned part: what less costs is within what a plan can know


def sequence_arguments(job: LaunchJob) -> Arguments:
    """Return Megatron's arguments of a job that takes over a checkpoint, or leaves one to another."""
    return [*_taking_over(job), *_leaving(job)]


def _leaving(job: LaunchJob) -> Arguments:
    if job.exit_step is None:
        return []
    stop: Arguments = [("--exit-interval", str(job.exit_step))]
    if job.checkpoint_format == "torch_dist":  # whose optimiser states are otherwise of this layout alone
        stop.append(("--dist-ckpt-optim-fully-reshardable",))
    return stop


def _taking_over(job: LaunchJob) -> Arguments:
    if job.previous is None:
        return []
    go_on: Arguments = [("--override-ckpt-iteration", str(job.first_step))]
    if job.takes_weights_alone:
        weights: Arguments = [("--no-load-optim",), ("--no-load-rng",)]
        return [("--finetune",), *weights] if job.counts_anew else [*go_on, *weights]
    return [*go_on, ("--override-opt_param-scheduler",)] if job.batch_is_another else []


def sequence_remarks(job: LaunchJob) -> Iterator[str]:
    """Yield a sentence for everything that has to be known of the jobs beside, before and after this one."""
    yield from rack_order(job)
    if job.batches:
        yield part_of_a_step(job)
    before = job.previous
    if before is not None:
        where = "converted" if job.takes_weights_alone else "SAVE names one folder in both"
        yield f"It takes over the checkpoint of array {before.number} after step {job.first_step:,}: {where}."
        yield from _conversion(job, before)
    if job.exit_step is not None:
        yield (
            f"It saves and stops after step {job.exit_step:,} for the next array; --train-samples states the whole "
            "run, by which data are ordered and the learning rate falls."
        )


def rack_order(job: LaunchJob) -> Iterator[str]:
    """Yield how many servers of each rack are nodes of the job, or that no source says, where racks are planned."""
    if job.rack_devices is not None:
        servers, racks = job.rack_devices // job.devices_per_node, job.devices // job.rack_devices
        yield (
            f"A node is a server of a rack, {servers} of each of {racks:,} racks; number them rack by rack "
            "(NODE_RANK), so that the ranks of a rack stay together."
        )
    elif job.devices_per_node > LARGEST_SERVER:
        yield (
            f"SET --nproc-per-node to the devices of one server and --nnodes to the servers: a node of this plan is a "
            f"rack of {job.devices_per_node:,}, and no source says how many of them a server holds. Number the servers "
            "rack by rack (NODE_RANK)."
        )


def untold_step(job: LaunchJob, framework: str) -> Iterator[str]:
    """Yield what is missing in a framework that cannot be told at which step a taken over checkpoint stands."""
    if any(flag == "--override-ckpt-iteration" for flag, *_ in sequence_arguments(job)):
        yield (
            f"{framework} has no --override-ckpt-iteration: its count of steps and samples has to be set to "
            f"{job.first_step:,} and {job.first_step * job.global_batch:,} in the checkpoint."
        )


def part_of_a_step(job: LaunchJob) -> str:
    """Say which part of a step's sequences a job takes, and whether all parts are the plan's batch."""
    parts, total = " + ".join(f"{batch:,}" for batch in job.batches), sum(job.batches)
    if total == job.whole_batch:
        slower = job.global_batch > _SLOWER * job.planned_batch
        more = f" Planned were {job.planned_batch:,.0f}, so a step takes longer than planned." if slower else ""
        return f"Its part of a step is {job.global_batch:,} of {total:,} sequences ({parts}).{more}"
    return (
        f"The parts of a step, {parts}, are {total:,} sequences and not the plan's {job.whole_batch:,}: no whole "
        f"micro-batches of these layouts near the planned shares sum to it; plan a global batch of {total:,}, or pin "
        "other layouts."
    )


def _conversion(job: LaunchJob, before: LaunchJob) -> Iterator[str]:
    if not job.takes_weights_alone:
        if before.checkpoint_format != job.checkpoint_format:
            yield (
                "That checkpoint is a torch_dist one; this array reads fsdp_dtensor: convert it with Megatron-LM's "
                "tools/checkpoint/checkpoint_inspector.py convert-torch-dist-to-fsdp-dtensor."
            )
        return
    yield f"Array {before.number} saves {_saved(before)}; this array reads {_saved(job)}."
    yield f"Convert it first: {_by(job, before)}."
    yield (
        "That carries weights alone: the optimiser's moments and the learning rate's schedule begin anew, so choose LR "
        "for where the run stands."
    )
    if job.counts_anew:
        yield (
            f"Samples count anew as well: --train-samples is what is left; take from DATA the first "
            f"{job.first_step * job.whole_batch:,} sequences, which are trained."
        )


def _saved(job: LaunchJob) -> str:
    """Say what a job's checkpoint is."""
    if job.stack != CANN:
        return f"Megatron-Core's {job.checkpoint_format} format with {job.shape.layers} layers"
    noop = noop_layers_of(job)
    idle = f" of which {len(noop)} do nothing" if noop else ""
    return f"MindSpeed-LLM's format, cut by its layout, with {job.shape.layers + len(noop)} layers{idle}"


def _by(job: LaunchJob, before: LaunchJob) -> str:
    """Say how the checkpoint of one framework and layout becomes one of another: by way of Hugging Face's format."""
    out = (
        "MindSpeed-LLM's convert_ckpt_v2.py (--load-model-type mg --save-model-type hf, with that array's sizes and "
        "--noop-layers), for models that its --model-type-hf names"
        if before.stack == CANN
        else "Megatron-Bridge's AutoBridge.export_ckpt to Hugging Face's format"
    )
    back = (
        "convert_ckpt_v2.py (--load-model-type hf --save-model-type mg, with this array's sizes and --noop-layers)"
        if job.stack == CANN
        else "Megatron-Bridge's AutoBridge.import_ckpt"
    )
    return f"{out}, then {back}"
