"""Which jobs of a plan the software of their own pool would not start, and why."""

from collections.abc import Callable, Iterator, Mapping

from planner.errors import UserError
from planner.launching.bridge import bridge_text
from planner.launching.job import CUDA, ROCM, LaunchJob, launch_jobs
from planner.launching.launch_file import framework_of
from planner.launching.primus import primus_text
from planner.launching.torchtitan import torchtitan_text
from planner.plan import Plan
from planner.plan_result import PlanResult

_OTHERS: Mapping[str, tuple[Callable[[LaunchJob], str], ...]] = {  # beside the script of the stack
    CUDA: (bridge_text, torchtitan_text),
    ROCM: (primus_text, torchtitan_text),
}


def refused_launches(plan: Plan, result: PlanResult) -> Iterator[tuple[str, str, str]]:
    """Give the pool's name, the software and the reason of every job without a launch file, each once."""
    found = dict.fromkeys((job.name, *refusal) for job in launch_jobs(plan, result) if (refusal := _refusal(job)))
    yield from found


def _refusal(job: LaunchJob) -> tuple[str, str] | None:
    """Return the software of a job and its reason; None where any framework of the job's stack starts it.

    The software is that of the stack's own script; on CUDA adapters are Megatron-Bridge's to train.
    """
    framework = framework_of(job)
    why, others = _why(framework.arguments, job), _OTHERS.get(job.stack, ())
    if why is None or any(_why(text, job) is None for text in others):
        return None
    if job.stack == CUDA and job.run.states.lora is not None:
        return "Megatron-Bridge", _why(bridge_text, job) or why
    return framework.name, why


def _why(written: Callable[[LaunchJob], object], job: LaunchJob) -> str | None:
    """Return why a framework refuses a job; None where it starts it."""
    try:
        written(job)
    except UserError as why:
        return str(why)
    return None
