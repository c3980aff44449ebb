"""Published runs of mixed fleets beside what the mixing model gives, as rows of the Evidence chart."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF

from gui.charts.base.canvas import LINE_PX, RIGHT, lines_of
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from planner.published_runs.mixes import mix_checks

if TYPE_CHECKING:
    from gui.charts.base.canvas import Canvas

_ROW_PX: Final = 20.0
_NAME_SHARE: Final = 0.58
_COLUMNS: Final = (mark("published"), mark("predicted"), mark("error"))


def paint_mixed(canvas: Canvas, area: QRectF, y: float) -> float:
    """Paint the mixed runs that are predicted, and how many others are not for which reason; return the y below."""
    canvas.text(QRectF(area.left(), y, area.width(), 18), tr("Published mixed fleets"), bold=True)
    y += 24
    height = _ROW_PX
    _paint_row(canvas, QRectF(area.left(), y, area.width(), height), "", [tr(one) for one in _COLUMNS], role="muted")
    for name, tip, cells in mixed_rows():
        y += height
        height = max(_ROW_PX, LINE_PX * len(lines_of(name, _name_px(area))) + 4)
        _paint_row(canvas, QRectF(area.left(), y, area.width(), height), name, cells, role="text")
        canvas.spot(QRectF(area.left(), y, area.width(), height), tip)
    y += height + 6
    reasons = Counter(check.reason for check in mix_checks() if check.reason)
    for reason, count in reasons.most_common():
        words = tr("{count} not predicted: {reason}", count=count, reason=said(reason))
        y += canvas.paragraph(area.left(), y, area.width(), words, role="muted") + 2
    return y + 8


def mixed_rows() -> list[tuple[str, str, list[str]]]:
    """Return (what, source, published, predicted, error) of the runs that are predicted."""
    rows = []
    for check in mix_checks():
        if check.predicted is not None and check.published is not None:
            cells = [_shown(check.published, check.unit), _shown(check.predicted, check.unit)]
            rows.append((said(check.what), check.source, [*cells, formats.percent(check.error)]))
    return rows


def _shown(value: float, unit: str) -> str:
    return formats.percent(value) if unit == "fraction" else formats.significant(value, 4)


def _name_px(area: QRectF) -> float:
    return _NAME_SHARE * area.width() - 8


def _paint_row(canvas: Canvas, row: QRectF, name: str, cells: list[str], *, role: str) -> None:
    """Paint a name on as many lines as it needs, its figures on the first."""
    canvas.paragraph(row.left(), row.top(), _name_px(row), name, role=role)
    first = _NAME_SHARE * row.width()
    width = (row.width() - first) / len(cells)
    for position, cell in enumerate(cells):
        place = QRectF(row.left() + first + position * width, row.top(), width - 4, 16)
        canvas.text(place, cell, role=role, align=RIGHT)
