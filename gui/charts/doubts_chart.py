"""A painted chart of what is in doubt: computed after the plan's own figures, and only while somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from gui.charts.painted_chart import PaintedChart, canvas_message
from gui.look.planner_words import said
from gui.look.words import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF

    from gui.charts.canvas import Canvas
    from gui.charts.chart import ChartState
    from planner.uncertainty.plan_uncertainty import PlanUncertainty as PlanDoubts


class DoubtsChart(PaintedChart):
    """Subclasses give ``paint_doubts``, ``summarise_doubts`` and ``table``."""

    wants_doubts: ClassVar[bool] = True

    def paint_doubts(self, canvas: Canvas, area: QRectF, doubts: PlanDoubts) -> float:
        """Paint what is in doubt and return the y where it ends."""
        raise NotImplementedError

    def summarise_doubts(self, doubts: PlanDoubts) -> str:
        """Return the line in the header."""
        raise NotImplementedError

    @property
    def doubts(self) -> PlanDoubts | None:
        """What is shown, where there is anything."""
        return self.state.doubts if self.state else None

    def paint(self, canvas: Canvas, area: QRectF, state: ChartState) -> float:
        """Paint the doubts, older ones paler, or say what is missing."""
        if state.doubts is None:
            missing = said(state.doubts_problem) or tr("What is in doubt is being computed.")
            return canvas_message(canvas, area, missing)
        with canvas.faint(when=not state.doubts_current and not state.stale):
            return self.paint_doubts(canvas, area, state.doubts)

    def summarise(self, state: ChartState) -> str:
        """Return the line in the header."""
        return self.summarise_doubts(state.doubts) if state.doubts is not None else ""
