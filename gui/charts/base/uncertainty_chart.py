"""A painted chart of what is uncertain: computed after the plan's own figures, and only while somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from gui.charts.base.painted_chart import PaintedChart, canvas_message
from gui.look.planner_words import said
from gui.look.words import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF

    from gui.charts.base.canvas import Canvas
    from gui.charts.base.chart import ChartState
    from planner.uncertainty.plan_uncertainty import PlanUncertainty


class UncertaintyChart(PaintedChart):
    """Subclasses give ``paint_uncertainty``, ``summarise_uncertainty`` and ``table``."""

    wants_uncertainty: ClassVar[bool] = True

    def paint_uncertainty(self, canvas: Canvas, area: QRectF, uncertainty: PlanUncertainty) -> float:
        """Paint what is uncertain and return the y where it ends."""
        raise NotImplementedError

    def summarise_uncertainty(self, uncertainty: PlanUncertainty) -> str:
        """Return the line in the header."""
        raise NotImplementedError

    @property
    def uncertainty(self) -> PlanUncertainty | None:
        """What is shown, where there is anything."""
        return self.state.uncertainty if self.state else None

    def paint(self, canvas: Canvas, area: QRectF, state: ChartState) -> float:
        """Paint the uncertainty, older ones paler, or say what is missing."""
        if state.uncertainty is None:
            missing = said(state.uncertainty_problem) or tr("The uncertainty is being computed.")
            return canvas_message(canvas, area, missing)
        with canvas.faint(when=not state.uncertainty_current and not state.stale):
            return self.paint_uncertainty(canvas, area, state.uncertainty)

    def summarise(self, state: ChartState) -> str:
        """Return the line in the header."""
        return self.summarise_uncertainty(state.uncertainty) if state.uncertainty is not None else ""
