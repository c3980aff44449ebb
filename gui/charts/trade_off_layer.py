"""The one item inside the trade-off's axes: it hands the painter to ``Painting`` when the view or the scene changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsObject

from gui.charts.trade_off_painting import Painting, Scene
from gui.charts.trade_off_projection import projection_of

if TYPE_CHECKING:
    import pyqtgraph as pg
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget


class TradeOffLayer(QGraphicsObject):
    """Candidates, dominated region, frontier, knee, plan, baseline: one item on the view's own pixels.

    Painted in the axes' units instead, every pen would be scaled unevenly wherever a file's reader ignores
    cosmetic pens.
    """

    def __init__(self, view: pg.ViewBox) -> None:
        super().__init__(view)
        self._view = view
        self._scene: Scene | None = None
        self.setFlag(QGraphicsObject.GraphicsItemFlag.ItemClipsToShape)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        view.sigRangeChanged.connect(lambda *_: self.update())
        view.sigResized.connect(lambda *_: self.prepareGeometryChange())

    def show_scene(self, scene: Scene) -> None:
        """Show another scene."""
        self._scene = scene
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Cover the view."""
        return QRectF(self._view.rect())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt's signature
        widget: QWidget | None = None,  # noqa: ARG002 - Qt's signature
    ) -> None:
        """Paint the scene, paler while it is stale."""
        if self._scene is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        before = painter.opacity()
        painter.setOpacity(before * (0.4 if self._scene.stale else 1.0))
        Painting(painter, self._scene, projection_of(self._view)).paint()
        painter.setOpacity(before)
