"""Which jobs of a plan the software of their own pool would not start, and why."""

from collections.abc import Iterator

from planner.errors import UserError
from planner.launching.bridge import bridge_text
from planner.launching.job import CUDA, LaunchJob, launch_jobs
from planner.launching.launch_file import framework_of
from planner.plan import Plan
from planner.plan_result import PlanResult


def refused_launches(plan: Plan, result: PlanResult) -> Iterator[tuple[str, str, str]]:
    """Give the pool's name, the software and the reason of every job without a launch file, each once."""
    found = dict.fromkeys((job.name, *refusal) for job in launch_jobs(plan, result) if (refusal := _refusal(job)))
    yield from found


def _refusal(job: LaunchJob) -> tuple[str, str] | None:
    """Return the software that refuses a job and its reason: on CUDA adapters are Megatron-Bridge's to train."""
    in_bridge = job.stack == CUDA and job.run.states.lora is not None
    name = "Megatron-Bridge" if in_bridge else framework_of(job).name
    try:
        if in_bridge:
            bridge_text(job)
        else:
            framework_of(job).arguments(job)
    except UserError as why:
        return name, str(why)
    return None
