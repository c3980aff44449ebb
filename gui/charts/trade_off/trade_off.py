"""Savings against dependence: every fleet within the limits, the frontier, the knee, today's plan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt

from gui import late
from gui.charts.base.chart import Chart
from gui.charts.trade_off.fleet_card import FleetCard, figures_at
from gui.charts.trade_off.reasons_button import ReasonsButton
from gui.charts.trade_off.trade_off_axes import AxisChoices
from gui.charts.trade_off.trade_off_brush import BrushView, row_under, rows_within
from gui.charts.trade_off.trade_off_curve import curve_lines, curve_on
from gui.charts.trade_off.trade_off_data import TODAY, Axis, TradeOffPoints, point_of, unsettled_of
from gui.charts.trade_off.trade_off_keys import press_key
from gui.charts.trade_off.trade_off_layer import TradeOffLayer
from gui.charts.trade_off.trade_off_painting import Scene
from gui.charts.trade_off.trade_off_plot import NumberAxis, Plot
from gui.charts.trade_off.trade_off_references import Marks
from gui.charts.trade_off.trade_off_table import TABLE_FIGURES, table_rows
from gui.charts.trade_off.trade_off_words import (
    brush_words,
    frontier_count,
    heading_of,
    left_out_words,
    nothing_words,
    reasons_of,
    summary_of,
)
from gui.look.planner_words import said
from gui.look.words import mark, tr

if TYPE_CHECKING:
    import pandas as pd
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
    from PySide6.QtWidgets import QWidget

    from gui.charts.base.chart import ChartState
    from gui.look.theme import Theme
    from planner.arrays import Integers


class TradeOffChart(Chart):
    """Click a point to compare it with the plan, double-click to make it the plan; arrows walk the frontier."""

    key = "trade_off"
    title = mark("Trade-off")

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        self._points: TradeOffPoints | None = None
        self._pointed: int | None = None  # its card is shown, and the line of what other shares come to
        self._compared: int | None = None
        self._brush: QRectF | None = None
        super().__init__(theme, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._axis_choices = AxisChoices(self.controls, self.refresh)
        self.reasons = ReasonsButton()
        self.controls.addWidget(self.reasons)
        self._style_plot()

    # The picture

    def make_picture(self) -> QWidget:
        """Return the plot with the layer inside."""
        self._axes = {"bottom": NumberAxis("bottom"), "left": NumberAxis("left")}
        self._plot = Plot(self._axes)
        self._layer = TradeOffLayer(self._plot.getViewBox())
        self._plot.scene().sigMouseMoved.connect(self._on_moved)
        self._plot.scene().sigMouseClicked.connect(self._on_clicked)
        self._plot.getViewBox().brushed.connect(self.brush)
        self._card = FleetCard(self._plot)
        return self._plot

    def refresh(self) -> None:
        """Draw the state anew; the view is kept while the exploration and the axes stay the same."""
        state = self.state
        if state is None:
            return
        before = self._points
        if state.result is not None:
            self._axis_choices.limit(saving_known=state.result.saving is not None)
        self._points = self._points_of(state)
        self._style_plot()
        if before is None or self._points is None or before.exploration is not self._points.exploration:
            self._pointed = self._compared = None
            self._card.hide()
        if before is None or self._points is None or not before.same_view(self._points):
            self._brush = None
            self.show_all()
        waits = state.exploration is None and state.result is not None and not state.exploring
        self._plot.show_hint(
            shown=waits, can_explore=bool(state.plan.cluster.groups), nothing=nothing_words(state.exploration)
        )
        self._keep_hint_clear()
        marked = self._marks.any
        for axis in self._axes.values():
            axis.show_numbers(shown=marked)
        self._summarise()
        self._show_scene()

    def _keep_hint_clear(self) -> None:
        at = self._marks.plan()
        known = at is not None and all(math.isfinite(value) for value in at)
        self._plot.keep_hint_clear(self._plot.mapFromScene(self.scene_position(TODAY)).toPointF() if known else None)

    def paint_picture(self, painter: QPainter) -> None:
        """Paint the plot as it is seen, without the card."""
        area = QRect(QPoint(0, 0), self._plot.viewport().size())
        self._plot.render(painter, QRectF(area), area)

    def picture_size(self) -> QSize:
        """Return the plot's size."""
        return QSize(self._plot.viewport().size())

    def table(self) -> pd.DataFrame:
        """Return the frontier (and today's plan first) or the brushed fleets, nodes by accelerator."""
        state = self.state
        if state is None or state.exploration is None:
            return late.pandas.DataFrame(columns=["fleet", *TABLE_FIGURES])
        return late.pandas.DataFrame(table_rows(state.plan, state.exploration, self.brushed))

    @property
    def brushed(self) -> Integers | None:
        """The rows inside the brush; None without one."""
        return None if self._brush is None or self._points is None else rows_within(self._points, self._brush)

    def brush(self, area: QRectF | None) -> None:
        """Keep to the fleets inside a rectangle of the axes' units, or to the frontier again."""
        self._brush = area if self._points is not None else None
        self._summarise()
        self._show_scene()
        if self.shows_table and self.state is not None:
            self.show_table(shown=True)

    def _summarise(self) -> None:
        rows = self.brushed
        if rows is None:
            shorter = frontier_count(self._points) if self._points is not None else ""
            words = self._summary_words(self.state) if self.state is not None else ""
            self.set_summary(words, left_out_words(self._points), shorter=shorter)
            self.reasons.show_reasons(*reasons_of(self._points))
        else:
            self.set_summary(brush_words(self._points, len(rows)))

    def _summary_words(self, state: ChartState) -> str:
        return summary_of(self._points, stale=state.frontier_stale, exploring=state.exploring, so_far=state.so_far)

    def show_all(self) -> None:
        """Show the frontier, the plan and the baseline with room around; what is far below may lie outside."""
        x_range, y_range = self._marks.ranges()
        self._plot.getViewBox().invertY(not self._y_axis.rising)
        self._plot.getViewBox().setRange(xRange=x_range, yRange=y_range, padding=0)

    @property
    def view(self) -> BrushView:
        """What pans and zooms."""
        return self._plot.getViewBox()  # type: ignore[no-any-return]  # pyqtgraph has no types

    def _points_of(self, state: ChartState) -> TradeOffPoints | None:
        if state.exploration is None:
            return None
        before = self._points
        if (
            before is not None
            and before.exploration is state.exploration
            and (before.x_axis, before.y_axis) == (self._x_axis, self._y_axis)
        ):
            return before  # what it has sorted stays sorted
        return TradeOffPoints(exploration=state.exploration, x_axis=self._x_axis, y_axis=self._y_axis)

    def _style_plot(self) -> None:
        if hasattr(self, "_axis_choices"):  # the first look is asked for before the choices are made
            self._plot.setBackground(self.theme.colour("panel"))
            explored = None if self.state is None else self.state.explored_plan or self.state.plan
            self._axis_choices.style(self._axes, explored, self.theme)

    @property
    def _x_axis(self) -> Axis:
        return self._axis_choices.x

    @property
    def _y_axis(self) -> Axis:
        return self._axis_choices.y

    # What is marked

    @property
    def _marks(self) -> Marks:
        return Marks(state=self.state, points=self._points, x_axis=self._x_axis, y_axis=self._y_axis)

    def _show_scene(self) -> None:
        state = self.state
        if state is None:
            return
        result = state.result
        baseline = result.baseline if result else None
        self._layer.show_scene(
            Scene(
                points=self._points,
                theme=self.theme,
                alone_x=self._marks.alone_x,
                plan_at=self._marks.plan(),
                plan_band=self._marks.band(),
                baseline_at=self._marks.baseline(),
                baseline_label=tr("baseline: {name}", name=said(baseline.name)) if baseline else "",
                pointed=self._pointed,
                compared=self._compared,
                stale=state.frontier_stale,
                unsettled=unsettled_of(self._points),
                brush=self._brush,
                curve=curve_on(self._points, self._pointed),
            )
        )

    # Mouse and keys

    def row_at(self, position: QPointF) -> int | None:
        """Return the fleet under a point of the plot (TODAY for the plan), None for none."""
        return row_under(self.view, self._points, self._marks.plan(), position)

    def scene_position(self, row: int) -> QPointF:
        """Return where a fleet (or TODAY) lies in the plot."""
        at = self._marks.plan() if row == TODAY or self._points is None else (self._points.x[row], self._points.y[row])
        return QPointF(self._plot.getViewBox().mapViewToScene(QPointF(*(at or (0.0, 0.0)))))

    def point_at(self, row: int | None) -> None:
        """Show the card of a fleet (None hides it)."""
        if row == self._pointed:
            return
        self._pointed = row
        self._show_scene()
        self._show_card()

    def _show_card(self) -> None:
        row = self._pointed if self._pointed is not None else self._compared
        state, points = self.state, self._points
        if row is None or state is None or points is None:
            self._card.hide()
            return
        exploration = points.exploration
        today = figures_at(exploration, exploration.today, 0) if exploration.today is not None else None
        if row == TODAY and today is None:
            self._card.hide()
            return
        figures = today
        if row != TODAY or figures is None:
            figures = figures_at(exploration, exploration.fleets, row, point_of(exploration, row))
        beside = curve_lines(points, self._pointed)
        self._card.show_fleet(state, figures, today, self.theme, heading=heading_of(points, row), beside=beside)
        within = self._plot.getViewBox().sceneBoundingRect().toRect().adjusted(4, 4, -4, -4)
        self._card.place_beside(self._plot.mapFromScene(self.scene_position(row)), within)
        self.setAccessibleDescription(f"{self._card.words()}. {self.summary}")

    def _on_moved(self, position: QPointF) -> None:
        self.point_at(self.row_at(position))

    def _on_clicked(self, event: Any) -> None:  # noqa: ANN401 - pyqtgraph's own event
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        row = self.row_at(event.scenePos())
        if row is None:
            self._compared = None
            self.brush(None)
            if event.double():
                self.show_all()
            self._show_scene()
        elif event.double():
            self.adopt(row)
        else:
            self.compare(row)

    def compare(self, row: int) -> None:
        """Keep a fleet marked beside the plan, and say so."""
        self._compared = None if row == TODAY else row
        self._show_scene()
        if row != TODAY:
            self.candidate_compared.emit(row)

    def adopt(self, row: int) -> None:
        """Ask for a fleet to become the plan."""
        if row != TODAY:
            self.candidate_adopted.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows walk the frontier, Space compares, Enter adopts, Home is the knee, B brushes; +, - and 0 zoom."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not press_key(self, Qt.Key(event.key()), shift=shift):
            super().keyPressEvent(event)

    @property
    def pointed(self) -> int | None:
        """The fleet that mouse or keys point at (TODAY for the plan)."""
        return self._pointed

    @property
    def points(self) -> TradeOffPoints | None:
        """The fleets on the axes; None before anything is explored."""
        return self._points

    def brush_view(self) -> None:
        """Brush what is in view."""
        (left, right), (low, high) = self._plot.getViewBox().viewRange()
        self.brush(QRectF(left, low, right - left, high - low))

    def let_go(self) -> bool:
        """Let go of what is pointed at, compared and brushed; return whether there was anything."""
        held = self._pointed is not None or self._brush is not None
        self._compared = None
        self.brush(None)
        self.point_at(None)
        return held

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Let go of what the keys pointed at."""
        self.point_at(None)
        super().focusOutEvent(event)

    def leaveEvent(self, event: Any) -> None:  # noqa: ANN401, N802 - Qt's name
        """Let go of what the mouse pointed at."""
        self.point_at(None)
        super().leaveEvent(event)
