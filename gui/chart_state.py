"""What the charts of a window show now, and how far it is true of the plan."""

from typing import TYPE_CHECKING

from gui.charts.chart import ChartState
from gui.todays_fleet import with_today

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def chart_state(window: "MainWindow") -> ChartState:
    """Return the plan with its newest figures; an exploration or doubts of another plan are shown as stale."""
    live, doubts, plan = window.live, window.doubts, window.document.plan
    exploration, current = live.exploration, live.exploration_is_current
    if exploration is not None and current and live.result is not None and not live.stale:
        exploration = with_today(exploration, plan, live.result)
    so_far = live.so_far if not current else None
    if so_far is not None:
        exploration = so_far
    return ChartState(
        plan=plan,
        result=live.result,
        exploration=exploration,
        stale=live.stale or (exploration is not None and not current and so_far is None),
        so_far=so_far is not None,
        doubts=doubts.answer,
        doubts_problem=doubts.problem,
        doubts_current=doubts.current,
        versions=window.versions.kept,
        loss=window.loss.answer,
        loss_problem=window.loss.problem,
        loss_asked=window.loss.asking,
    )
