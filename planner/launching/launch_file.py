"""The launch file of a plan: one shell script that starts any of its jobs, each in Megatron or its supplier's.

``bash FILE N`` on every node of a pool starts array N; arrays stand in the order of the timetable. What a plan cannot
know (data, tokenizer, learning rate, where to save, the first node) stands at the top, marked, with values that let a
job start for a trial. What a framework does otherwise than the plan is a comment beside it.
"""

import shlex
from collections.abc import Callable, Iterator

from msgspec import Struct

from planner.errors import UserError
from planner.launching import megatron, mindspeed
from planner.launching.arguments import Arguments
from planner.launching.job import CANN, CUDA, ROCM, LaunchJob, launch_jobs
from planner.launching.rendezvous import ADDRESS, NUMBER, number_is_needed, rendezvous_lines
from planner.mixing.strategies.data_parallel import DATA_PARALLEL
from planner.mixing.strategies.local_sgd import LOCAL_SGD
from planner.mixing.strategies.pipeline import PIPELINE
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.sentences import sentence
from planner.workload.training_run import TrainingRun


class ScriptFramework(Struct, frozen=True, kw_only=True):
    """A framework that is started by a script and a command line."""

    name: str
    arguments: Callable[[LaunchJob], Arguments]
    tokenizer: Callable[[TrainingRun], Arguments]
    environment: Callable[[LaunchJob], dict[str, str]]
    remarks: Callable[[LaunchJob], Iterator[str]]
    script: Callable[[LaunchJob], str]


MEGATRON = ScriptFramework(
    name="Megatron-Core",
    arguments=megatron.megatron_arguments,
    tokenizer=megatron.tokenizer_arguments,
    environment=megatron.environment,
    remarks=megatron.remarks,
    script=megatron.script_of,
)
MINDSPEED = ScriptFramework(
    name="MindSpeed-LLM",
    arguments=mindspeed.mindspeed_arguments,
    tokenizer=mindspeed.mindspeed_tokenizer,
    environment=mindspeed.mindspeed_environment,
    remarks=mindspeed.mindspeed_remarks,
    script=mindspeed.script_of,
)


def framework_of(job: LaunchJob) -> ScriptFramework:
    """Return the framework that a pool's software stack runs Megatron's script with."""
    return MINDSPEED if job.stack == CANN else MEGATRON


def launch_text(plan: Plan, result: PlanResult, *, number: int | None = None) -> str:
    """Return a shell script that starts any array of a plan, or one by its number.

    Raises UserError for a plan whose pools have no layout, and where a framework cannot run one.
    """
    every = launch_jobs(plan, result)
    jobs = tuple(job for job in every if number in {None, job.number})
    if not jobs:
        raise UserError(sentence("The plan has no array {} to launch; it has {}.", number, len(every)))
    idle = [pool.name for pool in result.pools if pool.token_share == 0.0]
    lines = [*_head(plan, jobs), *(f"# {line}" for line in about_mixing(result, every))]
    lines += [f"# {comment(name)} trains no token in this plan and is not launched." for name in idle]
    for job in jobs:
        lines += ["", *_job_lines(job)]
    return "\n".join([*lines, "", *_start(jobs)]) + "\n"


def whole_arguments(job: LaunchJob) -> Arguments:
    """Return the complete array of a job with the trial's tokenizer, data and learning rate, as the script sets it."""
    framework = framework_of(job)
    trial: Arguments = [("--mock-data",), ("--lr", megatron.TRIAL_RATE)]
    return [*framework.arguments(job), *framework.tokenizer(job.run), *trial]


def _head(plan: Plan, jobs: tuple[LaunchJob, ...]) -> Iterator[str]:
    yield "#!/usr/bin/env bash"
    yield f"# {comment(plan.name)}: launch file, one array of arguments per job."
    yield f"# Start it on every node of a job, in the framework's folder: bash FILE ARRAY (ARRAY is {_numbers(jobs)})."
    yield "set -euo pipefail"
    yield ""
    yield "# SET what a plan does not know. As it stands a job starts for a trial, on made-up data."
    yield f'LR="${{LR:-{megatron.TRIAL_RATE}}}"  # the peak learning rate; this one is for a trial alone'
    yield "DATA=(--mock-data)  # such as: DATA=(--data-path PREFIX --split 100,0,0)"
    yield "TOKENIZER=()  # such as: TOKENIZER=(--tokenizer-type HuggingFaceTokenizer --tokenizer-model FOLDER)"
    yield "SAVE=()  # such as: SAVE=(--save FOLDER --load FOLDER --save-interval 500)"
    yield 'HOST="${HOST:-localhost}"  # the first node of the job'
    yield 'PORT="${PORT:-29500}"'
    yield NUMBER
    yield from rendezvous_lines()
    yield ""


def _job_lines(job: LaunchJob) -> Iterator[str]:
    framework, number = framework_of(job), job.number
    on = comment(f"{job.model} on {job.name}" if job.model else job.name)
    yield f"# Array {number}: {on}, {job.nodes} nodes, {job.devices} devices, in {framework.name}."
    for line in (*_stack_remarks(job), *framework.remarks(job)):
        yield f"# {comment(line)}"
    environment = [f"{name}={value}" for name, value in framework.environment(job).items()]
    yield f"ENVIRONMENT_{number}=({' '.join(map(shlex.quote, environment))})"
    yield f"TORCHRUN_{number}=(--nnodes {job.nodes} --nproc-per-node {job.devices_per_node})"
    yield f"TOKENIZER_{number}=({shlex.join(word for part in framework.tokenizer(job.run) for word in part)})"
    yield f"MEGATRON_{number}=("
    for argument in framework.arguments(job):
        yield "  " + shlex.join(argument)
    yield '  --lr "$LR"'
    yield '  "${DATA[@]}" ${SAVE[@]+"${SAVE[@]}"}'
    yield ")"
    yield f'if [ ${{#TOKENIZER[@]}} -gt 0 ]; then TOKENIZER_{number}=("${{TOKENIZER[@]}}"); fi'
    yield f'MEGATRON_{number}+=("${{TOKENIZER_{number}[@]}}")'


def _start(jobs: tuple[LaunchJob, ...]) -> Iterator[str]:
    """Yield the command of one node; a plan of one job starts it unasked."""
    default = f"${{1:-{jobs[0].number}}}" if len(jobs) == 1 else "${1:-}"
    yield f'case "{default}" in'
    for job in jobs:
        number = job.number
        yield f"  {number})"
        if job.is_stage:
            yield f'    echo "Array {number} holds stages of one pipeline over several pools: no job of its own." >&2'
            yield "    exit 2 ;;"
            continue
        yield from (f"    {line}" for line in number_is_needed(job))
        yield f'    env "${{ENVIRONMENT_{number}[@]}}" torchrun {ADDRESS} \\'
        yield f'      "${{TORCHRUN_{number}[@]}}" {framework_of(job).script(job)} "${{MEGATRON_{number}[@]}}" ;;'
    yield f'  *) echo "Name an array: {_numbers(jobs)}." >&2; exit 2 ;;'
    yield "esac"


def _numbers(jobs: tuple[LaunchJob, ...]) -> str:
    return " or ".join(str(job.number) for job in jobs)


def _stack_remarks(job: LaunchJob) -> Iterator[str]:
    accelerator = job.accelerator
    if accelerator is not None and accelerator.software_stack:
        yield f"Software: {accelerator.software_stack}; {accelerator.training_support_note}".rstrip("; ")
    if job.stack == ROCM:
        yield "On ROCm this needs AMD's branch of Megatron-LM and its Transformer Engine; Primus brings both."
    elif job.stack not in {CUDA, CANN, ROCM, ""}:
        yield f"Megatron-Core itself does not run on {job.stack}: the supplier's own port of it has to take these."


def about_mixing(result: PlanResult, jobs: tuple[LaunchJob, ...]) -> tuple[str, ...]:
    """Return what the arrays mean together: of a joined way, of stretches after each other, of a programme."""
    if result.mixing is None:
        return ()
    lines = list(about_joined(result.mixing.strategy))
    if any(job.previous is not None for job in jobs):
        lines += [
            "The arrays train one model one after the other, in this order, each on its share of the tokens (arrays of",
            "one step together): the next one starts from the checkpoint of the one before.",
        ]
    if any(job.model for job in jobs):
        lines += [
            "Each array is one model of the programme, with weights and tokens of its own; arrays on one pool are",
            "started one after the other, in this order.",
        ]
    return tuple(lines) or ("Each array is one job.",)


def about_joined(strategy: str) -> tuple[str, ...]:
    """Return what jobs of pools at work together have to do with each other, line by line; nothing of pools alone."""
    return _JOINED.get(strategy, ())


_JOINED = {
    PIPELINE.key: (
        "The plan is one pipeline across the pools, each with its own tensor and data sizes. Megatron-Core does",
        "not support one job over accelerators of two suppliers: each array is the layout of its pool's fullest",
        "stage, to be built upon, and is not started.",
    ),
    LOCAL_SGD.key: (
        "Each array is a job on a copy of the model; a loop around them averages the copies (DiLoCo, EDiT), which",
        "Megatron-Core does not bring.",
    ),
    DATA_PARALLEL.key: (
        "The pools train as one job, each with its share of the batch. Megatron-Core does not support one job over",
        "accelerators of two suppliers: a stack that joins their collectives is needed.",
    ),
}


def comment(text: str) -> str:
    """Return text that stays inside one comment line."""
    return " ".join(text.split())
