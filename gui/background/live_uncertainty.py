"""Keeps what is uncertain about the plan in step with it, while somebody looks, after the plan's own figures."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from gui.background.newest_run import NewestRun
from gui.background.planning_job import JobRunner
from gui.background.planning_tasks import uncertainty_task
from gui.background.worker_pool import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.background.live_planning import LivePlanning
    from planner.plan import Plan
    from planner.uncertainty.plan_uncertainty import Axes, PlanUncertainty

USUAL_AXES: Final = (None, None)


class LiveUncertainty(QObject):
    """The uncertainty of the newest planned plan.

    ``changed``: an answer or a problem is there, or it is no longer true. ``running_changed``: whether one is to come.
    """

    changed = Signal()
    running_changed = Signal(bool)

    def __init__(
        self, runner: JobRunner, live: "LivePlanning", parent: QObject | None = None, *, task: Task = uncertainty_task
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._task = task
        self._wanted = False
        self._axes: Axes = USUAL_AXES
        self._run = NewestRun(runner)
        self._asked_for: tuple[Plan, Axes] | None = None
        self._waiting: list[Callable[[PlanUncertainty | None], object]] = []
        self.answer: PlanUncertainty | None = None
        self.problem = ""
        live.stale_changed.connect(self._on_stale_changed)
        live.planned.connect(lambda _result: self._ask())

    @property
    def running(self) -> bool:
        """Whether an answer is being computed."""
        return self._run.running

    @property
    def current(self) -> bool:
        """Whether the answer (or the problem) is that of the newest plan."""
        return not self._run.running and self._asked_for == self._now() and not self._live.stale

    def want(self, *, wanted: bool) -> None:
        """Keep up with the plan from now on, or leave it until somebody looks again."""
        self._wanted = wanted
        self._ask()

    def choose_axes(self, x: str, y: str) -> None:
        """Draw the winner map over two other inputs."""
        self._axes = (x, y)
        self._ask()

    def once(self, use: "Callable[[PlanUncertainty | None], object]") -> None:
        """Hand over the current answer: now, or when it is there (None where the plan gives none)."""
        if self.current:
            use(self.answer)
        else:
            self._waiting.append(use)
            self._ask()

    def forget(self) -> None:
        """Drop the answer: another document is about to be followed."""
        self._drop()
        self._waiting.clear()
        self._axes = USUAL_AXES
        self._asked_for, self.answer, self.problem = None, None, ""

    def _now(self) -> "tuple[Plan, Axes] | None":
        return None if self._live.plan is None else (self._live.plan, self._axes)

    def _ask(self) -> None:
        now = self._now()
        if not (self._wanted or self._waiting) or now is None or self._live.stale or now == self._asked_for:
            return
        self._asked_for = now
        self._run.start(self._task, *now, succeeded=self._on_answer, failed=self._on_problem)
        self.running_changed.emit(True)
        self.changed.emit()

    def _on_stale_changed(self, stale: bool) -> None:  # noqa: FBT001 - Qt's signature
        if stale:
            self._drop()
            self._asked_for = None

    def _drop(self) -> None:
        if self._run.running:
            self._run.drop()
            self.running_changed.emit(False)

    def _on_answer(self, _plan: "Plan", answer: "PlanUncertainty") -> None:
        self._end(answer, "")

    def _on_problem(self, _plan: "Plan", error: Exception) -> None:
        self._end(None, str(error))

    def _end(self, answer: "PlanUncertainty | None", problem: str) -> None:
        self.answer, self.problem = answer, problem
        waiting, self._waiting = self._waiting, []
        for use in waiting:
            use(answer)
        self.running_changed.emit(self._run.running)
        self.changed.emit()
