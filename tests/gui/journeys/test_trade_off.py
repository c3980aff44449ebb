"""Journey 3: explore every fleet within limits, look at savings against dependence, make one of them the plan."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QTableView

from gui.charts.trade_off.trade_off_data import TODAY
from gui.panels.cluster.cluster_columns import column_number

LIMITS = "0 – 64 by 32"
TYPED_LIMITS = "0-64 by 32"


def explored(wait, session, explore):
    with wait.signal(session.live.exploring_changed, session.live.explored):
        explore()
    found = session.live.exploration
    assert found.fleets.nodes[:, 0].max() <= 64, "the limits that were set hold"
    assert len(found.frontier) > 2
    chart = session.window.charts.current()
    assert chart.key == "trade_off"
    assert chart.points.exploration.candidates == found.candidates
    return found, chart


def limits_are_set(session):
    group = session.document.plan.cluster.groups[0]
    assert (group.explore_min_nodes, group.explore_max_nodes, group.explore_step_nodes) == (0, 64, 32)


def is_adopted(wait, session, found, row, adopt):
    with wait.signal(session.live.planned):
        adopt()
    nodes = [group.nodes for group in session.document.plan.cluster.groups]
    assert nodes == found.fleets.nodes[row].tolist()
    assert session.live.result.saving == pytest.approx(float(found.fleets.saving[row]), rel=1e-6)
    assert session.live.exploration_is_current


def is_taken_back(wait, session, before, undo):
    with wait.signal(session.live.planned):
        undo()
    assert session.document.plan == before


def is_compared(session, row):
    chart, notice = session.window.charts.current(), session.window.charts.notices.notice("compare")
    assert chart._compared == row
    assert "saving" in notice.text
    return notice


def lists_the_brushed(chart):
    (view,) = [one for one in chart.findChildren(QTableView) if one.isVisible()]
    assert view.model().rowCount() == len(chart.brushed) > 0


def place_of(chart, row):
    return chart._plot.mapFromScene(chart.scene_position(row))


@pytest.mark.slow
def test_trade_off_by_mouse(wait, opened, mouse):
    window = opened.window
    mouse.copy(LIMITS)
    mouse.double_click(*mouse.cell(window.cluster_panel.table, 0, column_number("explore")))
    line = next(one for one in window.cluster_panel.table.viewport().findChildren(QLineEdit) if one.isVisible())
    mouse.paste_over(line)
    mouse.click(*mouse.cell(window.cluster_panel.table, 1, 0))
    limits_are_set(opened)
    found, chart = explored(wait, opened, lambda: mouse.press_button(window.tools.explore))
    before, row = opened.document.plan, int(found.frontier[1])
    view = chart._plot.viewport()
    mouse.hover(view, place_of(chart, TODAY))
    assert "This plan" in chart._card.words()
    mouse.hover(view, place_of(chart, row))
    assert chart.pointed == row
    assert chart._card.isVisible()
    mouse.click(view, place_of(chart, row))
    notice = is_compared(opened, row)
    adopt = next(button for button in notice.buttons if button.text() == "Adopt")
    is_adopted(wait, opened, found, row, lambda: mouse.press_button(adopt))
    undo = window.tools.widgetForAction(window.actions_table["undo"]) or next(
        button
        for button in window.tools.findChildren(type(window.tools.site))
        if button.defaultAction() is window.actions_table["undo"]
    )
    is_taken_back(wait, opened, before, lambda: mouse.press_button(undo))
    other = int(found.frontier[-1])
    is_adopted(wait, opened, found, other, lambda: mouse.double_click(view, place_of(chart, other)))
    is_taken_back(wait, opened, before, lambda: mouse.press_button(undo))
    seen = chart._plot.getViewBox().viewRange()
    mouse.wheel(view, 2, place_of(chart, row))
    zoomed = chart._plot.getViewBox().viewRange()
    assert zoomed != seen
    mouse.drag((view, view.rect().center()), (view, view.rect().center() + QPoint(40, 25)))
    assert chart._plot.getViewBox().viewRange() != zoomed
    mouse.double_click(view, _beside_everything(chart))
    assert np.allclose(chart._plot.getViewBox().viewRange(), seen)
    mouse.drag(
        (view, place_of(chart, row) - QPoint(40, 30)),
        (view, place_of(chart, row) + QPoint(40, 60)),
        modifiers=mouse.SHIFT,
    )
    assert row in chart.brushed
    mouse.click(chart.menu.button)
    mouse.choose("Show as table")
    lists_the_brushed(chart)
    mouse.click(chart.menu.button)
    mouse.choose("Show as table")
    mouse.pick(chart._axis_choices.x_choice, 1)
    mouse.pick(chart._axis_choices.y_choice, 2)
    assert (chart.points.x_axis.key, chart.points.y_axis.key) == ("hhi", "days")


def _beside_everything(chart):
    """A place of the plot where no fleet is within reach: the upper corner at the left."""
    for place in (QPoint(90, 14), QPoint(120, 30), QPoint(90, 60)):
        if chart.row_at(chart._plot.mapToScene(place)) is None:
            return place
    raise AssertionError("the corner is full of fleets")


@pytest.mark.slow
def test_trade_off_by_keyboard(wait, opened, keyboard):
    cluster = opened.window.cluster_panel
    keyboard.press("Alt+2", "Ctrl+Home")
    while cluster.table.currentIndex().column() != column_number("explore"):
        keyboard.press("Right")
    keyboard.press("F2")
    keyboard.write_over(TYPED_LIMITS)
    keyboard.press("Return")
    limits_are_set(opened)
    found, chart = explored(wait, opened, lambda: keyboard.press("Ctrl+R"))
    before = opened.document.plan
    keyboard.press("Alt+3")
    keyboard.go_to(chart, most=5)
    keyboard.press("Right", "Right")
    row = chart.pointed
    assert row == int(found.frontier[::-1][1])
    assert chart._card.isVisible()
    assert "saving" in chart.accessibleDescription()
    keyboard.press("Space")
    is_compared(opened, row)
    is_adopted(wait, opened, found, row, lambda: keyboard.press("Return"))
    is_taken_back(wait, opened, before, lambda: keyboard.press("Ctrl+Z"))
    keyboard.press("Home")
    assert chart.pointed == int(found.frontier[found.knee])
    knee = chart.pointed
    is_adopted(wait, opened, found, knee, lambda: keyboard.press("Ctrl+Shift+K"))
    is_taken_back(wait, opened, before, lambda: keyboard.press("Ctrl+Z"))
    keyboard.press("Alt+3")
    keyboard.go_to(chart, most=5)
    seen = np.array(chart._plot.getViewBox().viewRange())
    keyboard.press("Home", "+", "+")
    closer = np.array(chart._plot.getViewBox().viewRange())
    assert (np.ptp(closer, axis=1) < np.ptp(seen, axis=1)).all()
    keyboard.press("Shift+Right", "Shift+Up")
    assert chart._plot.getViewBox().viewRange()[0][0] > closer[0][0]
    keyboard.press("0")
    assert np.allclose(chart._plot.getViewBox().viewRange(), seen)
    keyboard.press("B", "Ctrl+T")
    lists_the_brushed(chart)
    keyboard.press("Ctrl+T", "Alt+3")
    keyboard.go_to(chart._axis_choices.x_choice, most=5)
    keyboard.pick(chart._axis_choices.x_choice, 1)
    keyboard.go_to(chart._axis_choices.y_choice, most=5)
    keyboard.pick(chart._axis_choices.y_choice, 2)
    assert (chart.points.x_axis.key, chart.points.y_axis.key) == ("hhi", "days")
