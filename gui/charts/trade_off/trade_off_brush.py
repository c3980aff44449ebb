"""What lies under the mouse in the trade-off: the fleet at a point, and those inside a brush, which the table lists."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal

from gui.charts.trade_off.trade_off_data import TODAY

if TYPE_CHECKING:
    from gui.charts.trade_off.trade_off_data import TradeOffPoints
    from planner.arrays import Integers

_REACH_PX: Final = 7.0
_PAN_SHARE: Final = 0.1  # of the view, with one press of a key
MOST_LISTED: Final = 2_000  # rows of the table; a brush over a million fleets lists the best of them


class BrushView(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph has no types
    """Pans and zooms; with Shift held a drag brushes: ``brushed`` carries the rectangle in the axes' units."""

    brushed = Signal(QRectF)

    def zoom(self, factor: float, centre: QPointF | None) -> None:
        """Show this many times as much, around a place of the axes' units, else around the middle."""
        self.scaleBy((factor, factor), center=centre)
        self.sigRangeChangedManually.emit(self.state["mouseEnabled"])

    def pan(self, right: int, up: int) -> None:
        """Show what lies a tenth of the view further right and further up."""
        (left, end), (low, high) = self.viewRange()
        upwards = -up if self.yInverted() else up
        self.translateBy((_PAN_SHARE * right * (end - left), _PAN_SHARE * upwards * (high - low)))
        self.sigRangeChangedManually.emit(self.state["mouseEnabled"])

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:  # noqa: ANN401, N802 - pyqtgraph's own
        """Brush with Shift, else pan."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if axis is None and shift and event.button() is Qt.MouseButton.LeftButton:
            event.accept()
            ends = self.mapToView(event.buttonDownPos()), self.mapToView(event.pos())
            self.brushed.emit(QRectF(*ends).normalized())
        else:
            super().mouseDragEvent(event, axis)


def rows_within(points: TradeOffPoints, brush: QRectF) -> Integers:
    """Return the rows of the fleets inside a rectangle, the cheapest (or fastest) first."""
    inside = (points.x >= brush.left()) & (points.x <= brush.right())
    inside &= (points.y >= brush.top()) & (points.y <= brush.bottom())
    rows = np.flatnonzero(inside).astype(np.int64)
    exploration = points.exploration
    return rows[np.argsort(exploration.fleets.objective(exploration.objective)[rows], kind="stable")]


def row_under(
    view: BrushView, points: TradeOffPoints | None, plan_at: tuple[float, float] | None, position: QPointF
) -> int | None:
    """Return the fleet within reach of a position of the scene, TODAY for the plan, None for none."""
    if not view.sceneBoundingRect().contains(position):
        return None
    at = view.mapSceneToView(position)
    pixel = view.viewPixelSize()
    px_per_unit = (1 / pixel[0], 1 / pixel[1])
    if plan_at is not None:
        away = math.hypot((plan_at[0] - at.x()) * px_per_unit[0], (plan_at[1] - at.y()) * px_per_unit[1])
        if away <= _REACH_PX:
            return TODAY
    return None if points is None else points.nearest((at.x(), at.y()), px_per_unit, _REACH_PX)
