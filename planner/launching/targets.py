"""The frameworks that a plan's pools can be launched in, by the key that the export command takes."""

from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Struct

from planner.errors import UserError
from planner.launching.bridge import bridge_text
from planner.launching.job import CANN, LaunchJob, launch_jobs
from planner.launching.launch_file import about_joined, launch_text
from planner.launching.primus import primus_text
from planner.launching.torchtitan import torchtitan_text
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.sentences import sentence


class Target(Struct, frozen=True, kw_only=True):
    """One target: its name, the ending of its file, and whether the file is of one job alone.

    ``text`` takes a plan, its result and the number of an array (None: all of them, or the only one).
    """

    key: str
    name: str
    ending: str
    of_one_job: bool
    text: Callable[[Plan, PlanResult, int | None], str]


def target_text(key: str, plan: Plan, result: PlanResult, number: int | None = None) -> str:
    """Return the launch file of a plan for a target, or of one of its jobs by the number of its array.

    Raises UserError for an unknown target or number, and where the framework cannot run what is planned.
    """
    target = targets().get(key)
    if target is None:
        raise UserError(f"There is no launch target {key!r}; there are {', '.join(targets())}.")
    return target.text(plan, result, number)


def targets() -> Mapping[str, Target]:
    """Return all targets by key."""
    rows = (
        Target(key="megatron", name="Megatron-Core", ending=".sh", of_one_job=False, text=_whole),
        Target(key="mindspeed", name="MindSpeed-LLM", ending=".sh", of_one_job=False, text=_ascend),
        _of_one("primus", "Primus", ".yaml", primus_text),
        _of_one("bridge", "Megatron-Bridge", ".sh", bridge_text),
        _of_one("torchtitan", "TorchTitan", ".toml", torchtitan_text),
    )
    return {row.key: row for row in rows}


def _of_one(key: str, name: str, ending: str, text: Callable[[LaunchJob], str]) -> Target:
    return Target(key=key, name=name, ending=ending, of_one_job=True, text=partial(_one, text))


def _whole(plan: Plan, result: PlanResult, number: int | None) -> str:
    return launch_text(plan, result, number=number)


def _ascend(plan: Plan, result: PlanResult, number: int | None) -> str:
    own = [job.number for job in launch_jobs(plan, result) if job.stack == CANN and number in {None, job.number}]
    if not own:
        raise UserError("MindSpeed-LLM runs on Ascend, and no such pool is asked for; export for another framework.")
    return launch_text(plan, result, number=number if number is not None or len(own) > 1 else own[0])


def _one(text: Callable[[LaunchJob], str], plan: Plan, result: PlanResult, number: int | None) -> str:
    jobs = launch_jobs(plan, result)
    if number is None and len(jobs) > 1:
        names = "; ".join(f"{job.number} {job.model or job.name}" for job in jobs)
        raise UserError(f"This framework's file is of one job and the plan has {len(jobs)}: name one of {names}.")
    job = job_of(jobs, number or jobs[0].number)
    if job.is_stage:
        raise UserError(
            sentence(
                "{} holds stages of one pipeline over several pools, and this framework starts no job over several "
                "kinds of accelerators; choose a way of working whose pools each hold the model.",
                job.name,
            )
        )
    first, *rest = text(job).split("\n")
    return "\n".join([first, *(f"# {line}" for line in about_joined(job.joined)), *rest])


def job_of(jobs: tuple[LaunchJob, ...], number: int) -> LaunchJob:
    """Return the job of an array's number; raise UserError naming what there is."""
    found = next((job for job in jobs if job.number == number), None)
    if found is None:
        there = ", ".join(str(job.number) for job in jobs)
        raise UserError(f"The plan has no array {number} to launch; there are {there}.")
    return found
