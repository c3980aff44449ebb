"""Answers what losing a supplier on a day of the run would cost, planned anew by a worker."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from gui.background.newest_run import NewestRun
from gui.background.planning_job import JobRunner
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
        self._live, self._task = live, task
        self._run = NewestRun(runner)
        self.answer: LossResult | None = None
        self.problem = ""
        live.stale_changed.connect(lambda stale: self.forget() if stale else None)

    @property
    def asking(self) -> bool:
        """Whether an answer is being computed."""
        return self._run.running

    def ask(self, question: LossQuestion) -> None:
        """Ask of the plan as it is now; a question before this one is dropped."""
        self.forget()
        if self._live.plan is None:
            return
        self._run.start(
            self._task,
            self._live.plan,
            *question,
            succeeded=lambda _plan, answer: self._end(answer, ""),
            failed=lambda _plan, error: self._end(None, str(error)),
        )
        self.changed.emit()

    def forget(self) -> None:
        """Drop question and answer."""
        self._run.drop()
        if self.answer is not None or self.problem:
            self.answer, self.problem = None, ""
            self.changed.emit()

    def _end(self, answer: "LossResult | None", problem: str) -> None:
        self.answer, self.problem = answer, problem
        self.changed.emit()
