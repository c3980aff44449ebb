"""How far the model lay from published runs, as rows of the Evidence chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF

from gui.charts.base.canvas import RIGHT, Canvas
from gui.look import formats
from gui.look.words import mark, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.performance.training.accuracy import Accuracy

_ROW_PX: Final = 20.0
_NAME_SHARE: Final = 0.36
_COLUMNS: Final = (mark("runs"), mark("in-sample"), mark("unseen source"), mark("within 10 %"))
_OF_ALL: Final = mark("all accelerators")


def paint_accuracy(canvas: Canvas, area: QRectF, y: float, errors: Sequence[Accuracy]) -> float:
    """Paint the mean absolute errors of all runs and of each accelerator; return the y below them."""
    canvas.text(QRectF(area.left(), y, area.width(), 18), tr("Model error on published runs"), bold=True)
    y += 24
    _paint_row(
        canvas, area, y, tr("mean absolute error of the rate"), [tr(column) for column in _COLUMNS], role="muted"
    )
    for row in accuracy_rows(errors):
        y += _ROW_PX
        _paint_row(canvas, area, y, row[0], row[1:], role="text")
    return y + _ROW_PX + 8


def accuracy_rows(errors: Sequence[Accuracy]) -> list[tuple[str, ...]]:
    """Return (name, runs, in-sample error, error on an unseen source, share within 10 % of those), all runs first."""
    groups = {(error.grouping, error.name) for error in errors if error.grouping in {"all", "accelerator"}}
    found = {(error.grouping, error.name, error.basis): error for error in errors}
    rows = []
    for grouping, name in sorted(groups, key=lambda group: (group[0] != "all", group[1])):
        seen, unseen = found[grouping, name, "in-sample"], found[grouping, name, "sources"]
        shares = [formats.percent(share, 1) for share in (seen.mape, unseen.mape, unseen.within_10pct)]
        rows.append((name or tr(_OF_ALL), formats.whole(seen.runs), *shares))
    return rows


def _paint_row(canvas: Canvas, area: QRectF, y: float, name: str, cells: Sequence[str], *, role: str) -> None:
    first = _NAME_SHARE * area.width()
    width = (area.width() - first) / len(cells)
    canvas.text(QRectF(area.left(), y, first, 16), name, role=role)
    for position, cell in enumerate(cells):
        canvas.text(QRectF(area.left() + first + position * width, y, width - 4, 16), cell, role=role, align=RIGHT)
