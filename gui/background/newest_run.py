"""A place for one run: what it answers is of the plan that it was started with, and of the newest start alone."""

from collections.abc import Callable
from typing import Any, Final

from gui.background.planning_job import Job, JobRunner
from gui.background.worker_pool import Task
from planner.plan import Plan

Use = Callable[[Plan, Any], object]
_UNHEARD: Final[Use] = lambda _plan, _said: None  # noqa: E731 - a default, as a value


class NewestRun:
    """Starting a run drops the one before it: two never answer, and no answer is taken for another plan's."""

    def __init__(self, runner: JobRunner) -> None:
        self._runner = runner
        self._job: Job | None = None

    @property
    def running(self) -> bool:
        """Whether an answer is still to come."""
        return self._job is not None

    def start(
        self, task: Task, plan: Plan, *arguments: object, succeeded: Use, failed: Use, found: Use = _UNHEARD
    ) -> Job:
        """Run ``task`` on a plan and hand each answer over with that plan; return the job, for what else it says."""
        self.drop()
        job = self._job = self._runner.run(task, plan, *arguments)
        job.found.connect(lambda said: found(plan, said))
        job.succeeded.connect(lambda answer: self._end(lambda: succeeded(plan, answer)))
        job.failed.connect(lambda error: self._end(lambda: failed(plan, error)))
        return job

    def drop(self) -> None:
        """Cancel the run; nothing of it is heard any more."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _end(self, use: Callable[[], object]) -> None:
        """Hand an answer over when the place is free again: whoever takes it may start the next run."""
        self._job = None
        use()
