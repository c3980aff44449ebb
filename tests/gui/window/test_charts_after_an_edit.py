"""What the charts show of figures that are new while the exploration is an older one."""

import pytest
from msgspec.structs import replace

from gui.document.edits import with_deadline
from gui.window.chart_state import chart_state
from planner.exploration.explored_plan import ExploredPlan


@pytest.fixture
def edited(window, frozen):
    """The state of the charts: the figures are the plan's, the exploration is that of another deadline."""
    older = with_deadline(frozen.plan, 400.0)
    live = window.live
    live._plan, live.result, live.planned_plan, live.stale = frozen.plan, frozen.result, frozen.plan, False
    live.explored_plan = ExploredPlan(plan=older, exploration=frozen.exploration, explored_on="2026-11-29")
    return chart_state(frozen.plan, live, uncertainty=window.uncertainty, versions=window.versions, loss=window.loss)


def test_new_figures_are_shown_as_new_however_old_the_exploration_promise(window, edited):
    window.charts.show_state(edited)
    for key in ("timetable", "cost", "step_time", "memory", "suppliers"):
        chart = window.charts.chart(key)
        chart.show_state(edited)
        paler = chart.svg().count(b'opacity="0.4"')
        chart.show_state(replace(edited, exploration_stale=False))
        assert chart.svg().count(b'opacity="0.4"') == paler


def test_a_version_can_be_kept_however_old_the_exploration_promise(window, edited):
    compare = window.charts.chart("compare")
    compare.show_state(edited)
    assert compare.keep.isEnabled()


def test_an_older_exploration_still_says_so_promise(window, edited):
    chart = window.charts.chart("trade_off")
    chart.show_state(edited)
    assert "before the last edit" in chart.summary
