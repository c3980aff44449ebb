"""From the trade-off's units to the pixels of its view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

if TYPE_CHECKING:
    import pyqtgraph as pg


class Projection(Struct, frozen=True, kw_only=True):
    """From the axes' units to pixels of the view, whose rectangle is ``frame``."""

    scale_x: float
    offset_x: float
    scale_y: float
    offset_y: float
    frame: QRectF

    def x(self, value: float) -> float:
        """Return the pixel of a value on the x axis."""
        return self.scale_x * value + self.offset_x

    def y(self, value: float) -> float:
        """Return the pixel of a value on the y axis."""
        return self.scale_y * value + self.offset_y

    def value_x(self, pixel: float) -> float:
        """Return the value of a pixel on the x axis."""
        return (pixel - self.offset_x) / self.scale_x

    def value_y(self, pixel: float) -> float:
        """Return the value of a pixel on the y axis."""
        return (pixel - self.offset_y) / self.scale_y

    def point(self, at: tuple[float, float]) -> QPointF:
        """Return the pixel of a position."""
        return QPointF(self.x(at[0]), self.y(at[1]))

    def holds(self, point: QPointF) -> bool:
        """Whether a pixel is in view."""
        return self.frame.adjusted(-1, -1, 1, 1).contains(point)


def projection_of(view: pg.ViewBox) -> Projection:
    """Return the projection of what a view shows now."""
    (left, right), (low, high) = view.viewRange()
    frame = QRectF(view.rect())
    scale_x = frame.width() / (right - left)
    scale_y = frame.height() / (high - low)
    if view.yInverted():
        return Projection(
            scale_x=scale_x,
            offset_x=frame.left() - left * scale_x,
            scale_y=scale_y,
            offset_y=frame.top() - low * scale_y,
            frame=frame,
        )
    return Projection(
        scale_x=scale_x,
        offset_x=frame.left() - left * scale_x,
        scale_y=-scale_y,
        offset_y=frame.bottom() + low * scale_y,
        frame=frame,
    )
