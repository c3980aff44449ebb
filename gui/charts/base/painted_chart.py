"""A chart that paints itself: as tall as its content needs, scrolled where the window is too small."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from gui.charts.base.canvas import Canvas, MeasuringCanvas, Spot
from gui.charts.base.chart import Chart
from gui.look.planner_words import blocked_words
from gui.look.words import tr
from gui.widgets.reading_area import ReadingArea

if TYPE_CHECKING:
    from gui.charts.base.chart import ChartState
    from planner.plan_result import PlanResult

_MARGIN_X = 14.0
_MARGIN_Y = 8.0


class PaintedChart(Chart):
    """Subclasses give ``paint``, ``summarise`` and ``table``; all else follows."""

    def make_picture(self) -> QWidget:
        """Return the picture inside a scroll area."""
        self._picture = _Picture(self)
        area = ReadingArea(self._picture)
        area.focus_changed.connect(self.show_focus)
        # The panel behind shows through: a scroll area would fill itself with the window's colour.
        area.viewport().setAutoFillBackground(False)
        self._picture.setAutoFillBackground(False)
        return area

    def paint(self, canvas: Canvas, area: QRectF, state: ChartState) -> float:
        """Paint a state into an area and return the y where it ends; it may end below the area."""
        raise NotImplementedError

    def summarise(self, state: ChartState) -> str:
        """Return the line in the header."""
        raise NotImplementedError

    def summarise_shorter(self, state: ChartState) -> str:  # noqa: ARG002 - for subclasses
        """Return what the header says where there is no room for the line; empty: the same."""
        return ""

    def refresh(self) -> None:
        """Paint again."""
        if self.state is not None:
            self.set_summary(self.summarise(self.state), shorter=self.summarise_shorter(self.state))
        self._picture.take_new_content()

    def paint_picture(self, painter: QPainter) -> None:
        """Paint the whole content, also what is scrolled away."""
        self.paint_all(Canvas(painter, self.theme), self.picture_size())

    def picture_size(self) -> QSize:
        """Return the size of the whole content."""
        return QSize(self._picture.width(), max(self._picture.height(), self._picture.needed_height()))

    def paint_all(self, canvas: Canvas, size: QSize) -> float:
        """Paint the state, or what is missing, on a picture of this size; return the y where it ends."""
        area = QRectF(_MARGIN_X, _MARGIN_Y, size.width() - 2 * _MARGIN_X, size.height() - 2 * _MARGIN_Y)
        state = self.state
        if state is None or state.result is None:
            return canvas_message(canvas, area, tr("The plan is being computed."))
        with canvas.faint(when=state.stale):
            return self.paint(canvas, area, state) + _MARGIN_Y


def canvas_message(canvas: Canvas, area: QRectF, text: str) -> float:
    """Say why there is no picture; return the y where the text ends."""
    return area.top() + 16 + canvas.paragraph(area.left(), area.top() + 16, area.width(), text, role="muted")


def why_empty(result: PlanResult | None, first: str) -> str:
    """Return why there is nothing to draw: the planner's own reasons, else what has to come ``first``."""
    reasons = [blocked_words(blocked) for blocked in result.blocked] if result else []
    return "\n".join(reasons) or first


class _Picture(QWidget):
    """The widget that a painted chart paints on."""

    def __init__(self, chart: PaintedChart) -> None:
        super().__init__()
        self._chart = chart
        self._spots: list[Spot] = []
        self._needed: tuple[int, int] | None = None  # width, height
        self.setMouseTracking(True)

    def take_new_content(self) -> None:
        """Measure and paint again."""
        self._needed = None
        self.setMinimumHeight(self.needed_height())
        self.update()

    def needed_height(self) -> int:
        """Return how tall the content is at the present width."""
        if self._needed is None or self._needed[0] != self.width():
            self._needed = (self.width(), self._measure())
        return self._needed[1]

    def _measure(self) -> int:
        ground = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(ground)
        painter.setClipRect(0, 0, 1, 1)
        # Measured in no height at all: the content then takes the least that it can.
        bottom = self._chart.paint_all(MeasuringCanvas(painter, self._chart.theme), QSize(self.width(), 0))
        painter.end()
        return round(bottom + 0.5)

    def resizeEvent(self, event: QEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Another width may need another height."""
        self.setMinimumHeight(self.needed_height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the content and keep its spots."""
        painter = QPainter(self)
        canvas = Canvas(painter, self._chart.theme)
        self._chart.paint_all(canvas, self.size())
        self._spots = canvas.spots
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Show at once what the spot under the mouse says."""
        self._tell(event.position().toPoint(), event.globalPosition().toPoint())

    def event(self, event: QEvent) -> bool:
        """Answer the system's own request for a tooltip in the same words."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def _tell(self, position: QPoint, global_position: QPoint) -> None:
        spot = next((spot for spot in reversed(self._spots) if spot.rect.contains(QPointF(position))), None)
        if spot is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(global_position, rich(spot.tip), self, spot.rect.toRect())


def rich(text: str) -> str:
    """Return plain text as a tooltip that wraps at word ends and keeps its line breaks."""
    return "<qt>" + escape(text).replace("\n", "<br>") + "</qt>"
