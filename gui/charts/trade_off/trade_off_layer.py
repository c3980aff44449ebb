"""The one item inside the trade-off's axes: it hands the painter to ``Painting`` when the view or the scene changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsObject

from gui.charts.trade_off.trade_off_crowd import Crowd, Detail
from gui.charts.trade_off.trade_off_painting import Painting, Scene
from gui.charts.trade_off.trade_off_projection import projection_of

if TYPE_CHECKING:
    import pyqtgraph as pg
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from gui.charts.trade_off.trade_off_data import TradeOffPoints
    from gui.charts.trade_off.trade_off_projection import Projection

_SETTLED_MS: Final = 120  # without a move; a hand that drags or wheels moves more often


class TradeOffLayer(QGraphicsObject):
    """Candidates, dominated region, frontier, knee, plan, baseline: one item on the view's own pixels.

    Painted in the axes' units instead, every pen would be scaled unevenly wherever a file's reader ignores
    cosmetic pens. While a hand pans or zooms, a crowd is drawn from its levels of detail; at rest from every fleet,
    which are counted between two frames; in a picture at once.
    """

    def __init__(self, view: pg.ViewBox) -> None:
        super().__init__(view)
        self._view = view
        self._scene: Scene | None = None
        self._crowd = Crowd()
        self._settle = QTimer(self, interval=_SETTLED_MS, singleShot=True)
        self._settle.timeout.connect(self.update)
        self._counting = QTimer(self, interval=0, singleShot=True)
        self._counting.timeout.connect(self._count)
        self.setFlag(QGraphicsObject.GraphicsItemFlag.ItemClipsToShape)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        view.sigRangeChanged.connect(lambda *_: self.update())
        view.sigRangeChangedManually.connect(lambda *_: self.set_in_motion())
        view.sigResized.connect(lambda *_: self.prepareGeometryChange())

    def show_scene(self, scene: Scene) -> None:
        """Show another scene."""
        self._scene = scene
        self.update()

    def set_in_motion(self) -> None:
        """Draw a crowd quickly until a moment after the last move."""
        self._settle.start()

    @property
    def moving(self) -> bool:
        """Whether a hand has just panned or zoomed."""
        return self._settle.isActive()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Cover the view."""
        return QRectF(self._view.rect())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt's signature
        widget: QWidget | None = None,
    ) -> None:
        """Paint the scene, paler while it is stale; no ``widget`` is a picture."""
        if self._scene is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        before = painter.opacity()
        painter.setOpacity(before * (0.4 if self._scene.stale else 1.0))
        view = projection_of(self._view)
        detail = self._detail(self._scene.points, view) if widget is not None else Detail.EXACT
        Painting(painter, self._scene, view, self._crowd, detail).paint()
        painter.setOpacity(before)

    def _detail(self, points: TradeOffPoints | None, view: Projection) -> Detail:
        """Return how exactly this frame draws; where that takes longer than a frame, the next one is exact."""
        if self.moving:
            return Detail.QUICK
        if points is None or self._crowd.is_at_hand(points, view):
            return Detail.EXACT
        self._counting.start()
        return Detail.AT_HAND

    def _count(self) -> None:
        """Count a part of the crowd between two frames; show the whole once it is counted."""
        points = self._scene.points if self._scene is not None else None
        if points is None or self.moving:
            return
        if self._crowd.count_on(points, projection_of(self._view)):
            self.update()
        else:
            self._counting.start()
