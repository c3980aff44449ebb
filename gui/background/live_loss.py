"""Answers what losing a supplier on a day of the run would cost, planned anew by a worker."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from gui.background.planning_job import Job, JobRunner
from gui.background.planning_tasks import loss_task
from gui.background.worker_pool import Task

if TYPE_CHECKING:
    from gui.background.live_planning import LivePlanning
    from planner.risk.supplier_loss import LossResult


class LossQuestion(NamedTuple):
    """Which supplier is lost on which day, and how (the value of a ``LossKind``)."""

    supplier: str
    kind: str
    day: float


class LiveLoss(QObject):
    """The newest question on the newest plan. ``changed``: an answer or a problem is there, or it is no longer true."""

    changed = Signal()

    def __init__(
        self, runner: JobRunner, live: "LivePlanning", parent: QObject | None = None, *, task: Task = loss_task
    ) -> None:
        super().__init__(parent)
        self._runner, self._live, self._task = runner, live, task
        self._job: Job | None = None
        self.answer: LossResult | None = None
        self.problem = ""
        live.stale_changed.connect(lambda stale: self.forget() if stale else None)

    @property
    def asking(self) -> bool:
        """Whether an answer is being computed."""
        return self._job is not None

    def ask(self, question: LossQuestion) -> None:
        """Ask of the plan as it is now; a question before this one is dropped."""
        self.forget()
        if self._live.plan is None:
            return
        self._job = self._runner.run(self._task, self._live.plan, *question)
        self._job.succeeded.connect(lambda answer: self._end(answer, ""))
        self._job.failed.connect(lambda error: self._end(None, str(error)))
        self.changed.emit()

    def forget(self) -> None:
        """Drop question and answer."""
        if self._job is not None:
            job, self._job = self._job, None
            job.cancel()
        if self.answer is not None or self.problem:
            self.answer, self.problem = None, ""
            self.changed.emit()

    def _end(self, answer: "LossResult | None", problem: str) -> None:
        self._job, self.answer, self.problem = None, answer, problem
        self.changed.emit()
