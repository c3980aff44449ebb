"""What the charts of a window show now, and how far it is true of the plan."""

from gui.background.live_loss import LiveLoss
from gui.background.live_planning import LivePlanning
from gui.background.live_uncertainty import LiveUncertainty
from gui.charts.base.chart import ChartState
from gui.document.versions import Versions
from planner.plan import Plan


def chart_state(
    plan: Plan, live: LivePlanning, *, uncertainty: LiveUncertainty, versions: Versions, loss: LiveLoss
) -> ChartState:
    """Return the plan with its newest figures; an exploration or uncertainty of another plan is shown as such.

    What is drawn from the figures alone is current when they are, however old the exploration is.
    """
    exploration, current = live.exploration_with_today(), live.exploration_is_current
    so_far = live.so_far if not current else None
    if so_far is not None:
        exploration = so_far
    return ChartState(
        plan=plan,
        result=live.result,
        exploration=exploration,
        explored_plan=live.explored_plan.plan if live.explored_plan is not None and so_far is None else None,
        stale=live.stale,
        exploration_stale=exploration is not None and not current and so_far is None,
        exploring=live.exploring,
        so_far=so_far is not None,
        uncertainty=uncertainty.answer,
        uncertainty_problem=uncertainty.problem,
        uncertainty_current=uncertainty.current,
        versions=versions.kept,
        loss=loss.answer,
        loss_problem=loss.problem,
        loss_asked=loss.asking,
    )
