"""What the signs of the timetable mean, above it: stops, waits, the days on which a group is had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF

from gui.charts.base.canvas import text_width
from gui.look.mixing_words import KINDS
from gui.look.words import tr

if TYPE_CHECKING:
    from gui.charts.base.canvas import Canvas
    from gui.look.theme import Theme
    from planner.plan_result import PlanResult

STOP, WAIT = "stop", "wait"
WINDOW_PX: Final = 4.0
_LEGEND_PX: Final = 24.0
_SWATCH_PX: Final = 10.0


def paint_legend(canvas: Canvas, area: QRectF, result: PlanResult, *, windows: bool) -> float:
    """Explain the signs that are shown, ``windows`` where groups are not had throughout; return the y below."""
    kinds = {spell.kind for spell in result.mixing.timetable} if result.mixing else set()
    x = area.left()
    for kind in (STOP, WAIT):  # work wears its pool's colour, as the names beside it do
        if kind not in kinds:
            continue
        place = QRectF(x, area.top() + (_LEGEND_PX - _SWATCH_PX) / 2 - 3, _SWATCH_PX, _SWATCH_PX)
        if kind == WAIT:
            paint_frame(canvas, place)
        else:
            canvas.fill(place, stop_colour(canvas.theme), radius=2)
        x = _legend_words(canvas, QPointF(x, area.top()), tr(KINDS[kind]))
    if windows:
        middle = area.top() + _LEGEND_PX / 2 - 3
        canvas.fill(QRectF(x, middle - WINDOW_PX / 4, _SWATCH_PX, WINDOW_PX / 2), "muted")
        _legend_words(canvas, QPointF(x, area.top()), tr("days on which it is had"))
    return area.top() + _LEGEND_PX


def _legend_words(canvas: Canvas, start: QPointF, words: str) -> float:
    """Write what the sign at the start means; return where the next sign may stand."""
    left = start.x() + _SWATCH_PX + 5
    canvas.text(QRectF(left, start.y() - 3, text_width(words) + 1, _LEGEND_PX), words, role="muted")
    return left + text_width(words) + 16


def stop_colour(theme: Theme) -> str:
    """Return the colour of a stop."""
    return theme.parts["waiting"][0]


def paint_frame(canvas: Canvas, place: QRectF) -> None:
    """Draw the dashed frame of a wait."""
    for start, end in (
        (place.topLeft(), place.topRight()),
        (place.topRight(), place.bottomRight()),
        (place.bottomRight(), place.bottomLeft()),
        (place.bottomLeft(), place.topLeft()),
    ):
        canvas.line(start, end, "muted", dashed=True)
