"""Keeps the figures in step with the plan: an edit is planned at once, a burst at its end; exploring on request."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from gui.background.newest_run import NewestRun
from gui.background.planning_job import JobRunner
from gui.background.planning_tasks import explore_task, plan_task
from gui.background.todays_fleet import with_today
from gui.background.worker_pool import Task
from planner.exploration.exploration import Exploration
from planner.exploration.explored_plan import ExploredPlan, without_counts
from planner.mixing.strategy import MixingChoice
from planner.plan import Plan
from planner.plan_result import PlanResult

PAUSE_MS: Final = 60  # of a burst of keystrokes or spins the first and the last are planned, not those between


class LivePlanning(QObject):
    """Plans the newest plan and explores it when asked. A newer edit supersedes every older run."""

    figured = Signal(PlanResult)  # the newest plan's figures, whose bands are still to come
    planned = Signal(PlanResult)
    planning_failed = Signal(Exception)
    stale_changed = Signal(bool)
    explored = Signal(Exploration)
    exploring_failed = Signal(Exception)
    exploring_changed = Signal(bool)
    exploring_advanced = Signal(int, int)
    exploring_cancelled = Signal()
    frontier_found = Signal()
    settled = Signal()

    def __init__(
        self, runner: JobRunner, parent: QObject | None = None, *, plan: Task = plan_task, explore: Task = explore_task
    ) -> None:
        super().__init__(parent)
        self._plan_task = plan
        self._explore_task = explore
        self._plan: Plan | None = None
        self._planning = NewestRun(runner)
        self._exploring = NewestRun(runner)
        self._wants_exploring = False
        self.explored_plan: ExploredPlan | None = None  # an exploration with the plan it is of, as a file keeps both
        self._waiting: list[Callable[[Plan, PlanResult], object]] = []
        self.result: PlanResult | None = None
        self.planned_plan: Plan | None = None  # whose figures ``result`` holds; an older one while they are stale
        self._with_today: tuple[int, int, int, Exploration] | None = None
        self.so_far: Exploration | None = None  # the frontier of what a running exploration has evaluated
        self.stale = False
        self._figured = False  # the newest plan's figures are shown, stale as the rest is
        self.scheduler = ""  # the address of a Dask cluster that explorations run on; none: this machine
        self._since_edit = QElapsedTimer()
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._start_planning)

    @property
    def plan(self) -> Plan | None:
        """The newest plan."""
        return self._plan

    @property
    def exploration(self) -> Exploration | None:
        """The exploration that is kept, of the plan that ``explored_plan`` names."""
        return None if self.explored_plan is None else self.explored_plan.exploration

    @property
    def exploring(self) -> bool:
        """Whether an exploration runs, or waits for the plan it starts from."""
        return self._wants_exploring

    @property
    def busy(self) -> bool:
        """Whether any figure is still to come."""
        return self._pause.isActive() or self._planning.running or self._wants_exploring

    @property
    def exploration_is_current(self) -> bool:
        """Whether the exploration was made under the plan's present limits and inputs.

        Node counts are what it varies, and so are the shares that a point of its frontier brings when it is adopted.
        """
        if self._plan is None or self.explored_plan is None:
            return False
        explored, mixing = self.explored_plan.plan, self._plan.mixing
        if without_counts(self._plan) != without_counts(replace(explored, mixing=mixing)):
            return False
        return mixing == explored.mixing or mixing in _adopted_mixings(explored, self.explored_plan.exploration)

    def exploration_with_today(self) -> Exploration | None:
        """Return the exploration with the plan that was planned last for today's: the same object while both stand."""
        found, plan, result = self.exploration, self.planned_plan, self.result
        if found is None or plan is None or result is None:
            return found
        if self._with_today is None or self._with_today[:3] != (id(found), id(plan), id(result)):
            self._with_today = (id(found), id(plan), id(result), with_today(found, plan, result))
        return self._with_today[3]

    def follow(self, plan: Plan, *, at_once: bool = False) -> None:
        """Take a newer plan; what is shown is stale until its figures arrive."""
        self._plan = plan
        self._drop_planning()
        self._drop_exploring_run()  # it would answer for a plan that is no more; it starts again after planning
        in_burst = self._since_edit.isValid() and not self._since_edit.hasExpired(PAUSE_MS)
        self._since_edit.start()
        if in_burst and not at_once:
            self._pause.start()
        else:
            self._start_planning()
        self._set_stale(stale=True)  # while the worker computes

    def once_planned(self, use: Callable[[Plan, PlanResult], object]) -> None:
        """Hand over the newest plan with its own figures: now, or when they are there; never where there are none."""
        if not self.stale and self.result is not None and self.planned_plan is not None:
            use(self.planned_plan, self.result)
        else:
            self._waiting.append(use)

    def forget(self) -> None:
        """Drop every figure: another document is about to be followed."""
        self.cancel_exploring()
        self._drop_planning()
        self._waiting.clear()
        self.result = None
        self.planned_plan = self._with_today = None
        self.explored_plan = None

    def explore(self) -> None:
        """Explore the plan's fleets: now, or as soon as the plan itself is planned."""
        if self._plan is None or self._wants_exploring:
            return
        self._wants_exploring = True
        self.exploring_changed.emit(True)
        if not self.stale:
            self._start_exploring(self._plan)

    def explore_once_planned(self, plan: Plan) -> None:
        """Explore a plan once it has its figures, unless the user is faster and has edited it or begun another."""
        self.once_planned(lambda planned, _result: self.explore() if planned is plan else None)

    def cancel_exploring(self) -> None:
        """Stop exploring at once; the exploration shown before stays."""
        if self._wants_exploring:
            self._drop_exploring_run()
            self._end_exploring()
            self.exploring_cancelled.emit()

    def plan_again(self) -> None:
        """Try the last plan once more (after a worker died under it)."""
        if self._plan is not None:
            self.follow(self._plan, at_once=True)

    def close(self) -> None:
        """Stop everything, silently."""
        self.blockSignals(True)
        self._pause.stop()
        self.forget()

    def _drop_planning(self) -> None:
        self._pause.stop()
        self._planning.drop()

    def _drop_exploring_run(self) -> None:
        self.so_far = None
        self._exploring.drop()

    def _start_planning(self) -> None:
        if self._plan is not None:
            self._planning.start(
                self._plan_task,
                self._plan,
                found=self._on_figured,
                succeeded=self._on_planned,
                failed=self._on_planning_failed,
            )

    def _on_figured(self, _plan: Plan, figures: PlanResult) -> None:
        self._figured = True
        self.figured.emit(figures)

    def _on_planned(self, plan: Plan, result: PlanResult) -> None:
        self.result, self.planned_plan = result, plan
        self._set_stale(stale=False)
        self.planned.emit(result)
        self._serve_waiting()
        if self._wants_exploring and not self._exploring.running and not self.stale:
            self._start_exploring(plan)
        self._say_if_settled()

    def _serve_waiting(self) -> None:
        """Hand the figures to whoever waits; where one of them edits the plan, the others wait for the newer ones."""
        while self._waiting and not self.stale and self.planned_plan is not None and self.result is not None:
            self._waiting.pop(0)(self.planned_plan, self.result)

    def _on_planning_failed(self, _plan: Plan, error: Exception) -> None:
        self._waiting.clear()
        self.planning_failed.emit(error)
        if self._wants_exploring:
            self._end_exploring()
        self.settled.emit()

    def _start_exploring(self, plan: Plan) -> None:
        where = (self.scheduler,) if self.scheduler else ()
        job = self._exploring.start(
            self._explore_task,
            plan,
            *where,
            found=self._on_frontier,
            succeeded=self._on_explored,
            failed=self._on_exploring_failed,
        )
        job.advanced.connect(self.exploring_advanced)

    def _on_frontier(self, _plan: Plan, so_far: Exploration) -> None:
        self.so_far = so_far
        self.frontier_found.emit()

    def show_explored(self, kept: ExploredPlan) -> None:
        """Show what a file kept of an exploration of the newest plan, as if it had just been explored."""
        self.explored_plan = kept
        self.explored.emit(kept.exploration)

    def _on_explored(self, plan: Plan, exploration: Exploration) -> None:
        today = datetime.now(tz=UTC).astimezone().date().isoformat()
        self.explored_plan = ExploredPlan(plan=plan, exploration=exploration, explored_on=today)
        self._end_exploring()
        self.explored.emit(exploration)
        self._say_if_settled()

    def _on_exploring_failed(self, _plan: Plan, error: Exception) -> None:
        self._end_exploring()
        self.exploring_failed.emit(error)
        self._say_if_settled()

    def _end_exploring(self) -> None:
        self._wants_exploring = False
        self.so_far = None
        self.exploring_changed.emit(False)

    def _set_stale(self, *, stale: bool) -> None:
        if stale != self.stale or self._figured:
            self.stale, self._figured = stale, False
            self.stale_changed.emit(stale)

    def _say_if_settled(self) -> None:
        if not self.busy:
            self.settled.emit()


def _adopted_mixings(plan: Plan, exploration: Exploration) -> list[MixingChoice]:
    """Return how the pools are mixed in each point of the frontier, and in other fleets, that were adopted."""
    from planner.exploration.replanning import adopted, with_nodes  # noqa: PLC0415 - only where a fleet was taken

    other = with_nodes(plan, [group.nodes for group in plan.cluster.groups]).mixing
    return [other, *(adopted(plan, exploration, position).mixing for position in range(len(exploration.points)))]
