"""How near predicted memory lies to what devices held, and to what ran on them, as rows of the Evidence chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF

from gui.charts.base.canvas import RIGHT, Canvas, text_width
from gui.look import formats
from gui.look.words import mark, tr
from planner.performance.training.pinned_layout import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.performance.training.memory_accuracy import MemoryErrors, ReportedMemory

_ROW_PX: Final = 20.0
_CELL_GAP_PX: Final = 6.0  # between a cell and the one before it
_ERROR_COLUMNS: Final = (mark("runs"), mark("mean error"), mark("median"), mark("bias"))
_REPORT_COLUMNS: Final = (mark("reported"), mark("predicted"), mark("needed"), mark("usable"), mark("measured"))
_VERDICTS: Final = {
    Verdict.FITS: mark("fits"),
    Verdict.AT_THE_EDGE: mark("at the edge"),
    Verdict.TOO_LARGE: mark("does not fit"),
}


def paint_memory(
    canvas: Canvas, area: QRectF, y: float, errors: Sequence[MemoryErrors], reports: Sequence[ReportedMemory]
) -> float:
    """Paint the errors of predicted memory by software, then every report beside its prediction; return the y below."""
    canvas.text(QRectF(area.left(), y, area.width(), 18), tr("Model error of memory on published runs"), bold=True)
    y += 24
    heads, rows = [tr(each) for each in _ERROR_COLUMNS], error_rows(errors)
    widths = _widths([heads, *(row[1:] for row in rows)])
    _paint_row(canvas, area, y, tr("absolute error of the fullest device"), heads, widths)
    for row in rows:
        y += _ROW_PX
        _paint_row(canvas, area, y, row[0], row[1:], widths, role="text")
    y += _ROW_PX + 8
    heading = tr("Configurations that ran or went out of memory")
    canvas.text(QRectF(area.left(), y, area.width(), 18), heading, bold=True)
    y += 24
    y += canvas.paragraph(area.left(), y, area.width(), counted(reports), role="muted") + 4
    heads, found = [tr(each) for each in _REPORT_COLUMNS], [report_cells(report) for report in reports]
    widths = _widths([heads, *found])
    _paint_row(canvas, area, y, tr("GiB on the fullest device"), heads, widths)
    for report, cells in zip(reports, found, strict=True):
        y += _ROW_PX
        role = "text" if report.is_right else "error"
        _paint_row(canvas, area, y, name_of(report), cells, widths, role=role)
        canvas.spot(QRectF(area.left(), y, area.width(), _ROW_PX), f"{report.id}: {name_of(report)}\n{report.layout}")
    return y + _ROW_PX + 8


def error_rows(errors: Sequence[MemoryErrors]) -> list[tuple[str, ...]]:
    """Return (software, runs, mean and median absolute error, bias), all runs first."""
    return [
        (
            _software(one),
            formats.whole(one.runs),
            *(formats.percent(figure, 1) for figure in (one.mape, one.median_ape, one.bias)),
        )
        for one in errors
    ]


def _software(one: MemoryErrors) -> str:
    """Return what a software is called; one without a name goes by its month, if it has one."""
    if not one.software:
        return tr("all software")
    if one.month:
        return tr("software of {date}", date=one.month)
    return tr("unnamed software") if one.software == "unnamed software" else one.software


def counted(reports: Sequence[ReportedMemory]) -> str:
    """Return how many reports come out right, and which way the others are wrong."""
    return tr(
        "{right} of {all} come out right; {fits} are predicted to fit and went out of memory, {refused} the other "
        "way round. At the edge, the prediction's own error may decide.",
        right=sum(report.is_right for report in reports),
        all=len(reports),
        fits=sum(not report.is_right and not report.ran for report in reports),
        refused=sum(not report.is_right and report.ran for report in reports),
    )


def name_of(report: ReportedMemory) -> str:
    """Return the model and the devices of a report."""
    return f"{report.model} · {formats.whole(report.devices)} × {report.accelerator}"


def report_cells(report: ReportedMemory) -> list[str]:
    """Return what happened, what is predicted, and GiB needed, usable and measured (empty: not printed)."""
    gib = (report.predicted_gib, report.usable_gib, report.measured_gib)
    return [
        tr("ran") if report.ran else tr("out of memory"),
        tr(_VERDICTS[report.verdict]),
        *("" if value is None else formats.fixed(value, 1) for value in gib),
    ]


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Return how wide each column has to be: names have the room that figures do not need."""
    return [max(map(text_width, column)) + _CELL_GAP_PX for column in zip(*rows, strict=True)]


def _paint_row(  # noqa: PLR0917 - a row
    canvas: Canvas,
    area: QRectF,
    y: float,
    name: str,
    cells: Sequence[str],
    widths: Sequence[float],
    *,
    role: str = "muted",
) -> None:
    """Paint a row whose cells are so wide, from the right; the name has what is left."""
    x = area.right() - sum(widths)
    canvas.text(QRectF(area.left(), y, x - area.left(), 16), name, role=role)
    for cell, width in zip(cells, widths, strict=True):
        canvas.text(QRectF(x, y, width, 16), cell, role=role, align=RIGHT)
        x += width
