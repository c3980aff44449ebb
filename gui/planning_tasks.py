"""What the worker processes run for the window. It imports no Qt, and the planner only when called."""

from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.worker_pool import Watch
    from planner.dependence.loss import LossResult
    from planner.doubts.plan_doubts import Axes, PlanDoubts
    from planner.exploration.exploration import Exploration
    from planner.plan import Plan
    from planner.plan_result import PlanResult


def plan_task(_watch: "Watch", plan: "Plan") -> "PlanResult":
    """Plan a plan as composed."""
    from planner.planning import plan_results  # noqa: PLC0415 - the window's process need not import the planner's core

    return plan_results(plan)


def explore_task(watch: "Watch", plan: "Plan", scheduler: str = "") -> "Exploration":
    """Explore every fleet within the plan's limits, on a Dask cluster where an address is given.

    Raises Cancelled once called off.
    """
    from planner.doubts.paired_draws import with_flips  # noqa: PLC0415 - the same
    from planner.exploration.dask_cluster import dask_executor  # noqa: PLC0415 - the same
    from planner.exploration.explore import explore  # noqa: PLC0415 - the same

    with dask_executor(scheduler) if scheduler else nullcontext() as executor:
        found = explore(
            plan,
            executor=executor,
            on_progress=watch.advance,
            on_frontier=watch.tell,
            cancelled=watch.cancelled,
        )
    return with_flips(plan, found)


def doubts_task(_watch: "Watch", plan: "Plan", axes: "Axes") -> "PlanDoubts":
    """Compute what is in doubt about a plan."""
    from planner.doubts.plan_doubts import plan_doubts  # noqa: PLC0415 - the same

    return plan_doubts(plan, axes=axes)


def loss_task(_watch: "Watch", plan: "Plan", supplier: str, kind: str, day: float) -> "LossResult":
    """Plan the rest of a run anew after a supplier is lost."""
    from planner.dependence.loss import LossKind  # noqa: PLC0415 - the same
    from planner.planning.loss import loss_in_mid_run  # noqa: PLC0415 - the same

    return loss_in_mid_run(plan, supplier, day, LossKind(kind))


def losses_task(_watch: "Watch", plan: "Plan", result: "PlanResult") -> "tuple[LossResult, ...]":
    """Plan the rest of a run anew after losing its largest supplier halfway, by each kind of loss."""
    from planner.summary import losses_halfway  # noqa: PLC0415 - the same

    return losses_halfway(plan, result)
