"""What stands inside the trade-off's axes, painted in pixels so that it is as sharp on paper as on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyqtgraph as pg
from msgspec import Struct, field
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from gui.charts.base.canvas import CENTRE, LEFT, RIGHT, font_of, text_width
from gui.charts.base.ticks import axis_ticks
from gui.charts.trade_off.trade_off_data import TODAY, TradeOffPoints
from gui.charts.trade_off.trade_off_plot import Y_TICK_PX
from gui.look.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.charts.trade_off.trade_off_crowd import Crowd, Detail
    from gui.charts.trade_off.trade_off_projection import Projection
    from gui.look.theme import Theme

_DOT_PX: Final = 2.6
_LARGE_DOT_PX: Final = 3.6
_FEW_DOTS: Final = 600  # fewer than these are drawn larger and stronger
_MARKER_PX: Final = 8.5
_SMALL_MARKER_PX: Final = 6.0
_CURVE_PX: Final = 1.8
_BRUSH_OPACITY: Final = 0.08
_UNSETTLED_PX: Final = 6.0  # a dashed ring around a point whose rank is uncertain
_SPARSE_FRONTIER: Final = 120  # points; of more than these only one in each marker's room is drawn
_ROOMY_FRONTIER: Final = 24  # points; more than these get the small markers
_DENSITIES: Final = ((1, 0.40), (3, 0.55), (10, 0.70), (40, 0.85))  # points in a cell from, opacity


class Scene(Struct, frozen=True, kw_only=True):
    """What the layer shows besides the points: marks by row (TODAY for the plan), and how it looks.

    ``alone_x`` is where one supplier alone stands: nothing lies right of it. ``unsettled`` maps points of the frontier
    whose rank is uncertain to how likely the next more expensive one is cheaper. ``brush`` is in the axes' units, as is
    ``curve``: the line of the fleet pointed at, from its largest share of one supplier to its smallest.
    """

    points: TradeOffPoints | None
    theme: Theme
    alone_x: float = 1.0
    plan_at: tuple[float, float] | None = None
    plan_band: tuple[float, float] | None = None
    baseline_at: tuple[float, float] | None = None
    baseline_label: str = ""
    pointed: int | None = None
    compared: int | None = None
    stale: bool = False
    brush: QRectF | None = None
    unsettled: Mapping[int, float] = field(default_factory=dict)
    curve: tuple[np.ndarray, np.ndarray] | None = None


def apart(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return which of many points get a marker: of those that would lie over each other the first; ``x``, ``y`` in px.

    While exploring, the frontier so far may have thousands of points, and a painter needs 30 us for each.
    """
    if len(x) <= _SPARSE_FRONTIER:
        return np.arange(len(x))
    cells = np.floor(np.column_stack((x, y)) / _SMALL_MARKER_PX)
    return np.sort(np.unique(cells, axis=0, return_index=True)[1])


class Painting:
    """One painting of one scene; ``detail`` says how exactly a crowd is drawn."""

    def __init__(self, painter: QPainter, scene: Scene, view: Projection, crowd: Crowd, detail: Detail) -> None:
        self._painter = painter
        self._crowd = crowd
        self._detail = detail
        self._scene = scene
        self._view = view
        self._theme = scene.theme

    def paint(self) -> None:
        """Paint from the back to the front."""
        points = self._scene.points
        if points is not None and len(points.frontier):
            steps = self._steps(points)
            self._fill_dominated(steps)
            self._grid()
            self._zero_line()
            self._candidates(points)
            self._stroke(steps, "accent", 2.0)
            self._frontier_markers(points)
            self._knee(points)
        else:
            self._grid()
            self._zero_line()
        self._curve()
        self._plan()
        self._picked()
        self._brush()

    def _brush(self) -> None:
        brush = self._scene.brush
        if brush is None:
            return
        ends = self._view.point((brush.left(), brush.top())), self._view.point((brush.right(), brush.bottom()))
        colour = self._theme.colour("accent")
        self._painter.setPen(QPen(colour, 1.0, Qt.PenStyle.DashLine))
        colour.setAlphaF(_BRUSH_OPACITY)
        self._painter.setBrush(colour)
        self._painter.drawRect(QRectF(*ends).normalized())

    def _curve(self) -> None:
        """Draw the line of the fleet pointed at, dotted, so that it is not taken for the frontier."""
        if self._scene.curve is None:
            return
        xs, ys = self._scene.curve
        line: QPolygonF = pg.functions.arrayToQPolygonF(
            xs * self._view.scale_x + self._view.offset_x, ys * self._view.scale_y + self._view.offset_y
        )
        pen = QPen(self._theme.colour("text"), _CURVE_PX, Qt.PenStyle.DotLine, Qt.PenCapStyle.RoundCap)
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPolyline(line)

    def _steps(self, points: TradeOffPoints) -> QPolygonF:
        """Return the best that each dependence allows: level until the next fleet needs more of one supplier."""
        xs = points.x[points.frontier] * self._view.scale_x + self._view.offset_x
        ys = points.y[points.frontier] * self._view.scale_y + self._view.offset_y
        # A file may not clip, and painters lose precision far away: corners stay just outside the frame.
        near = self._view.frame.adjusted(-2, -2, 2, 2)
        corners_x = np.clip(np.repeat(xs, 2)[1:], near.left(), near.right())
        corners_y = np.clip(np.repeat(ys, 2)[:-1], near.top(), near.bottom())
        steps: QPolygonF = pg.functions.arrayToQPolygonF(corners_x, corners_y)
        return steps

    def _fill_dominated(self, steps: QPolygonF) -> None:
        frame = self._view.frame
        first, last = steps.at(0), steps.at(steps.size() - 1)
        right = max(min(frame.right(), self._view.x(self._scene.alone_x)), last.x())
        region = QPolygonF(steps)
        region.append(QPointF(right, last.y()))
        region.append(QPointF(right, frame.bottom()))
        region.append(QPointF(first.x(), frame.bottom()))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._theme.colour("dominated"))
        self._painter.drawPolygon(region)

    def _grid(self) -> None:
        frame = self._view.frame
        ends = sorted((self._view.value_y(frame.bottom()), self._view.value_y(frame.top())))
        self._painter.setPen(QPen(self._theme.colour("grid"), 1.0))
        for tick in axis_ticks(ends[0], ends[1], frame.height(), Y_TICK_PX)[1]:
            y = round(self._view.y(tick)) + 0.5
            self._painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))

    def _candidates(self, points: TradeOffPoints) -> None:
        dots = self._crowd.dots(points, self._view, self._detail, cells=not _fast(self._painter))
        few = len(dots.x) < _FEW_DOTS
        counts = np.maximum(dots.counts, _DENSITIES[1][0]) if few else dots.counts
        for index, (fewest, opacity) in enumerate(_DENSITIES):
            most = _DENSITIES[index + 1][0] if index + 1 < len(_DENSITIES) else np.iinfo(np.int64).max
            chosen = (counts >= fewest) & (counts < most)
            self._dots(dots.x[chosen], dots.y[chosen], opacity, _LARGE_DOT_PX if few else _DOT_PX)

    def _dots(self, x: np.ndarray, y: np.ndarray, opacity: float, size: float) -> None:
        if len(x) == 0:
            return
        colour = self._theme.colour("candidate")
        colour.setAlphaF(opacity)
        self._painter.setPen(QPen(colour, size, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        self._painter.drawPoints(pg.functions.arrayToQPolygonF(x, y))

    def _stroke(self, line: QPolygonF, role: str, width: float) -> None:
        pen = QPen(self._theme.colour(role), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPolyline(line)

    def _frontier_markers(self, points: TradeOffPoints) -> None:
        size = _MARKER_PX if len(points.frontier) <= _ROOMY_FRONTIER else _SMALL_MARKER_PX
        for row in self._apart(points).tolist():
            self._ring(self._place(row), size, 2.0 if size == _MARKER_PX else 1.6, "accent", filled=True)
            if row in self._scene.unsettled:
                self._ring(self._place(row), size + _UNSETTLED_PX, 1.2, "muted", dashed=True)

    def _apart(self, points: TradeOffPoints) -> np.ndarray:
        """Return the rows of the frontier that get a marker."""
        rows = points.frontier
        x = points.x[rows] * self._view.scale_x + self._view.offset_x
        y = points.y[rows] * self._view.scale_y + self._view.offset_y
        marked: np.ndarray = rows[apart(x, y)]
        return marked

    def _knee(self, points: TradeOffPoints) -> None:
        if points.knee is None:
            return
        centre = self._place(points.knee)
        self._ring(centre, _MARKER_PX + 8, 1.5, "accent")
        self._label(centre + QPointF(-12, -12), tr("knee"), "accent", RIGHT)

    def _zero_line(self) -> None:
        scene = self._scene
        if scene.baseline_at is None:
            return
        y = self._view.y(scene.baseline_at[1])
        frame = self._view.frame
        if not frame.top() <= y <= frame.bottom():
            return
        pen = QPen(self._theme.colour("muted"), 1.0)
        pen.setDashPattern([4.0, 4.0])
        self._painter.setPen(pen)
        self._painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
        centre = self._view.point(scene.baseline_at)
        self._ring(centre, _MARKER_PX, 1.5, "muted", filled=True)
        self._label(QPointF(min(centre.x(), frame.right()), y - 13), scene.baseline_label, "muted", RIGHT)

    def _plan(self) -> None:
        scene = self._scene
        if scene.plan_at is None:
            return
        centre = self._view.point(scene.plan_at)
        if not self._view.holds(centre):
            return
        if scene.plan_band is not None:
            ends = (self._view.y(scene.plan_band[0]), self._view.y(scene.plan_band[1]))
            self._painter.setPen(QPen(self._theme.colour("muted"), 1.0))
            self._painter.drawLine(QPointF(centre.x(), ends[0]), QPointF(centre.x(), ends[1]))
            for y in ends:
                self._painter.drawLine(QPointF(centre.x() - 3, y), QPointF(centre.x() + 3, y))
        self._cross(centre)
        room = self._view.frame.right() - centre.x() > text_width(tr("this plan"), bold=True) + 16
        self._label(centre + QPointF(10 if room else -10, 13), tr("this plan"), "text", LEFT if room else RIGHT)

    def _cross(self, centre: QPointF) -> None:
        for role, width in (("panel", 6.0), ("text", 2.6)):
            self._painter.setPen(QPen(self._theme.colour(role), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            reach = 7.5 if role == "panel" else 6.5
            self._painter.drawLine(centre - QPointF(reach, 0), centre + QPointF(reach, 0))
            self._painter.drawLine(centre - QPointF(0, reach), centre + QPointF(0, reach))

    def _picked(self) -> None:
        if self._scene.compared is not None:
            self._ring(self._place(self._scene.compared), _MARKER_PX + 4, 2.0, "text")
        if self._scene.pointed is not None:
            self._ring(self._place(self._scene.pointed), _MARKER_PX + 4, 2.0, "accent")

    def _place(self, row: int) -> QPointF:
        points = self._scene.points
        if row == TODAY or points is None:
            return self._view.point(self._scene.plan_at or (np.nan, np.nan))
        return self._view.point((float(points.x[row]), float(points.y[row])))

    def _ring(
        self, centre: QPointF, size: float, width: float, role: str, *, filled: bool = False, dashed: bool = False
    ) -> None:
        if not self._view.holds(centre):
            return
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        self._painter.setPen(QPen(self._theme.colour(role), width, style))
        self._painter.setBrush(self._theme.colour("panel") if filled else QColor(Qt.GlobalColor.transparent))
        if not filled:
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawEllipse(centre, size / 2, size / 2)

    def _label(self, anchor: QPointF, text: str, role: str, align: Qt.AlignmentFlag) -> None:
        """Write beside a point, on a halo of the ground so that dots and lines do not run through the words."""
        font = font_of(bold=role != "muted")
        width = text_width(text, bold=role != "muted") + 2
        left = anchor.x() - (width if align == RIGHT else width / 2 if align == CENTRE else 0)
        frame = self._view.frame
        left = min(max(left, frame.left() + 2), frame.right() - width - 2)
        place = QRectF(left, anchor.y() - 8, width, 16)
        if not frame.contains(place.center()):
            return
        halo = QPainterPath()
        halo.addRoundedRect(place.adjusted(-2, 0, 2, 0), 3, 3)
        ground = self._theme.colour("panel")
        ground.setAlphaF(0.78)
        self._painter.fillPath(halo, ground)
        self._painter.setFont(font)
        self._painter.setPen(self._theme.colour(role))
        self._painter.drawText(place, LEFT | Qt.TextFlag.TextDontClip, text)


def _fast(painter: QPainter) -> bool:
    """Whether the painter draws pixels: in a file every dot is an element, so cells stand in for crowds."""
    engine = painter.paintEngine()
    return engine is not None and engine.type() == engine.Type.Raster
