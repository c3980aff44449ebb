"""A brush over the trade-off: the fleets inside a rectangle, which the table then lists alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, Signal

if TYPE_CHECKING:
    from gui.charts.trade_off_data import TradeOffPoints
    from planner.exploration.exploration import Integers

MOST_LISTED: Final = 2_000  # rows of the table; a brush over a million fleets lists the best of them


class BrushView(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph has no types
    """Pans and zooms; with Shift held a drag brushes: ``brushed`` carries the rectangle in the axes' units."""

    brushed = Signal(QRectF)

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
