"""A crowd in motion is drawn from levels of detail, at rest from every fleet; no fleet is lost or counted twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from gui.charts.base.chart import ChartState
from gui.charts.trade_off.trade_off import TradeOffChart
from gui.charts.trade_off.trade_off_crowd import QUICK_FROM, Crowd, Detail, all_in_view
from gui.charts.trade_off.trade_off_data import X_AXES, Y_AXES, TradeOffPoints, dot_cells
from gui.charts.trade_off.trade_off_levels import Levels
from gui.charts.trade_off.trade_off_painting import apart
from gui.charts.trade_off.trade_off_projection import Projection, projection_of


def projection(left, right, low, high):
    width, height = 700.0, 420.0
    scale_x, scale_y = width / (right - left), -height / (high - low)
    return Projection(
        scale_x=scale_x,
        offset_x=-left * scale_x,
        scale_y=scale_y,
        offset_y=height - low * scale_y,
        frame=QRectF(0, 0, width, height),
    )


FIGURES = arrays(np.float64, st.integers(1, 60), elements=st.floats(-1e3, 1e3, width=32))


@given(FIGURES, st.data())
def test_a_level_counts_every_known_fleet_once_and_keeps_its_centre_of_mass(x, data):
    y = data.draw(arrays(np.float64, len(x), elements=st.floats(-1e3, 1e3, width=32) | st.just(np.nan)))
    known = np.isfinite(y)
    level = Levels(x, y)._level(512)
    if not known.any():
        assert level is None
        return
    dots = level.between(-1e4, 1e4)
    assert dots.counts.sum() == known.sum()
    assert np.average(dots.x, weights=dots.counts) == pytest.approx(x[known].mean(), abs=1e-6)
    assert np.average(dots.y, weights=dots.counts) == pytest.approx(y[known].mean(), abs=1e-6)


@given(FIGURES, st.floats(-1e3, 1e3), st.floats(0, 500))
def test_a_range_of_a_level_holds_every_fleet_of_the_range(x, low, width):
    dots = Levels(x, np.zeros(len(x)))._level(512).between(low, low + width)
    assert dots.counts.sum() >= ((x >= low) & (x <= low + width)).sum()


@given(st.integers(1, 3000), st.integers(0, 2**32 - 1))
def test_each_point_of_a_frontier_has_a_marker_within_a_markers_room_and_few_lie_over_each_other(points, seed):
    places = np.sort(np.random.default_rng(seed).uniform(0, 300, (points, 2)), axis=0)
    marked = places[apart(*places.T)]
    if points <= 120:
        assert len(marked) == points
    else:
        assert len(marked) <= 102  # a line that only rises crosses at most 50 + 50 rooms of 6 pixels, and its own two
        nearest = np.abs(places[:, None] - marked[None]).max(axis=2).min(axis=1)
        assert nearest.max() <= 6.0


EIGHTHS = arrays(np.int64, st.integers(1, 60), elements=st.integers(-8000, 8000))  # of a pixel: no rounding


@given(EIGHTHS, st.integers(-50, 50))
def test_cells_hang_on_their_origin_so_that_a_pan_moves_them_whole(eighths, by):
    x = eighths / 8
    here = dot_cells(x, -x, 3.0, origin=(0.0, 0.0))
    there = dot_cells(x + by, -x, 3.0, origin=(float(by), 0.0))
    assert here[2].tolist() == there[2].tolist()
    assert there[0] == pytest.approx(here[0] + by, abs=1e-6)


@pytest.fixture
def points(crowd_exploration):
    assert len(crowd_exploration.fleets) > QUICK_FROM
    return TradeOffPoints(exploration=crowd_exploration, x_axis=X_AXES[0], y_axis=Y_AXES[0])


def test_the_whole_crowd_counts_the_same_in_motion_and_at_rest(points):
    view = projection(points.x.min() - 0.01, points.x.max() + 0.01, points.y.min() - 0.01, points.y.max() + 0.01)
    moving = Crowd().dots(points, view, Detail.QUICK, cells=False)
    resting = Crowd().dots(points, view, Detail.EXACT, cells=False)
    assert moving.counts.sum() == resting.counts.sum() == len(points.x)
    assert len(moving.x) == pytest.approx(len(resting.x), rel=0.25)


def test_zoomed_in_beyond_the_finest_level_every_fleet_is_looked_at(points):
    x, y = np.median(points.x), np.median(points.y)
    view = projection(x - 0.01, x + 0.01, y - 0.01, y + 0.01)
    assert points.levels.for_view(view) is None
    seen = all_in_view(points, view)
    inside = (np.abs(points.x - x) <= 0.01) & (np.abs(points.y - y) <= 0.01)
    assert len(seen.x) == inside.sum()


def test_dots_are_found_once_for_a_view(points):
    crowd, view = Crowd(), projection(0.3, 1.0, -0.2, 0.3)
    first = crowd.dots(points, view, Detail.EXACT, cells=False)
    assert crowd.dots(points, projection(0.3, 1.0, -0.2, 0.3), Detail.EXACT, cells=False) is first
    assert crowd.dots(points, view, Detail.QUICK, cells=False) is not first


def test_a_wheel_sets_the_view_in_motion_and_it_comes_to_rest_on_every_fleet(qtbot, plan, result, crowd_exploration):
    chart = TradeOffChart()
    qtbot.addWidget(chart)
    chart.resize(770, 480)
    with qtbot.waitExposed(chart):
        chart.show()
    chart.show_state(ChartState(plan=plan, result=result, exploration=crowd_exploration))
    layer, viewport = chart._layer, chart._plot.viewport()
    assert not layer.moving
    middle = QPointF(viewport.rect().center())
    turn = QWheelEvent(
        middle,
        viewport.mapToGlobal(middle),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    before = chart._plot.getViewBox().viewRange()
    QApplication.sendEvent(viewport, turn)
    assert chart._plot.getViewBox().viewRange() != before
    assert layer.moving
    chart.grab()
    with qtbot.waitSignal(layer._settle.timeout):
        pass
    chart.grab()
    points, view = chart.points, projection_of(chart._plot.getViewBox())
    drawn = layer._crowd.dots(points, view, Detail.EXACT, cells=False)
    assert drawn.counts.sum() == pytest.approx(len(all_in_view(points, view).x), abs=2)


def test_a_new_crowd_is_counted_between_two_frames_and_then_exact(qtbot, plan, result, crowd_exploration):
    chart = TradeOffChart()
    qtbot.addWidget(chart)
    chart.resize(770, 480)
    with qtbot.waitExposed(chart):
        chart.show()
    chart.show_state(ChartState(plan=plan, result=result, exploration=crowd_exploration))
    layer = chart._layer
    qtbot.waitUntil(lambda: layer._crowd.is_at_hand(chart.points, projection_of(chart._plot.getViewBox())))
    view = projection_of(chart._plot.getViewBox())
    before = layer._crowd._dots
    chart.grab()
    assert layer._crowd._dots is before, "the exact dots are drawn, not counted again"
    assert before.counts.sum() == pytest.approx(len(all_in_view(chart.points, view).x), abs=2)


def test_a_picture_is_taken_of_every_fleet(qtbot, plan, result, crowd_exploration):
    chart = TradeOffChart()
    qtbot.addWidget(chart)
    chart.resize(770, 480)
    chart.show_state(ChartState(plan=plan, result=result, exploration=crowd_exploration))
    chart._layer.set_in_motion()
    chart.svg()
    assert chart._layer._crowd._asked[2] is Detail.EXACT
    in_view = len(all_in_view(chart.points, projection_of(chart._plot.getViewBox())).x)
    assert chart._layer._crowd._dots.counts.sum() == pytest.approx(in_view, abs=2)
