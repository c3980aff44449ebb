"""What the worker processes run for the window. It imports no Qt, and the planner only when called."""

from contextlib import nullcontext
from typing import TYPE_CHECKING

from gui import late
from planner.called_off import may_be_called_off
from planner.errors import Cancelled, UserError

if TYPE_CHECKING:
    from gui.background.worker_pool import Watch
    from planner.anchoring import MeasuredRun
    from planner.catalogue.catalogue import Catalogue
    from planner.exploration.exploration import Exploration
    from planner.plan import Plan
    from planner.plan_result import PlanResult
    from planner.planning.nodes_in_time import NodesInTime
    from planner.risk.supplier_loss import LossResult
    from planner.uncertainty.plan_uncertainty import Axes, PlanUncertainty


def plan_task(watch: "Watch", plan: "Plan") -> "PlanResult":
    """Plan a plan as composed; its figures are told before bands that wait for a search.

    Raises Cancelled once called off.
    """
    with may_be_called_off(watch.cancelled):
        return late.plan_results(plan, on_figures=watch.tell)


def example_task(_watch: "Watch", name: str) -> "PlanResult":
    """Plan a shipped example, called by its name: the program's first plan begins before there is a window."""
    return late.plan_results(late.example_plan(name))


def explore_task(watch: "Watch", plan: "Plan", scheduler: str = "") -> "Exploration":
    """Explore every fleet within the plan's limits, on a Dask cluster where an address is given.

    Raises Cancelled once called off.
    """
    with may_be_called_off(watch.cancelled), late.dask_executor(scheduler) if scheduler else nullcontext() as executor:
        found = late.explore(
            plan,
            executor=executor,
            on_progress=watch.advance,
            on_frontier=watch.tell,
            cancelled=watch.cancelled,
        )
    return late.with_flips(plan, found)


def uncertainty_task(_watch: "Watch", plan: "Plan", axes: "Axes") -> "PlanUncertainty":
    """Compute what is uncertain about a plan."""
    return late.plan_uncertainty(plan, axes=axes)


def nodes_task(_watch: "Watch", plan: "Plan") -> "NodesInTime | None":
    """Return the nodes with which a plan ends by its deadline, and what it then breaks; None where no number does."""
    return late.nodes_within_limits(plan)


def loss_task(_watch: "Watch", plan: "Plan", supplier: str, kind: str, day: float) -> "LossResult":
    """Plan the rest of a run anew after a supplier is lost."""
    return late.loss_in_mid_run(plan, supplier, day, late.LossKind(kind))


def losses_task(_watch: "Watch", plan: "Plan", result: "PlanResult") -> "tuple[LossResult, ...]":
    """Plan the rest of a run anew after losing its largest supplier in mid-run, by each kind of loss."""
    return late.losses_halfway(plan, result)


def prediction_task(_watch: "Watch", run: "MeasuredRun", catalogue: "Catalogue") -> float:
    """Return what the model says of a measured run, in tokens per second of one device."""
    return late.anchor_of(run, catalogue, late.SHIPPED_MODEL.predict).predicted_tokens_per_s_per_device


def predictions_task(
    watch: "Watch", runs: "tuple[MeasuredRun, ...]", catalogue: "Catalogue"
) -> "tuple[float | UserError, ...]":
    """Return what the model says of each measured run, as ``prediction_task``, or why it cannot say anything."""
    found: list[float | UserError] = []
    for run in runs:
        try:
            found.append(prediction_task(watch, run, catalogue))
        except UserError as error:
            found.append(error)
        if watch.cancelled():
            raise Cancelled
    return tuple(found)
