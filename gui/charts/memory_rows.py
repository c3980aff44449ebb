"""How near predicted memory lies to what devices held, and to what ran on them, as rows of the Evidence chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF

from gui.charts.canvas import RIGHT, Canvas
from gui.look import formats
from gui.look.words import mark, tr
from planner.performance.training.pinned_layout import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.performance.training.memory_accuracy import MemoryErrors, ReportedMemory

_ROW_PX: Final = 20.0
_NAME_SHARE: Final = 0.34
_ERROR_COLUMNS: Final = (mark("runs"), mark("mean error"), mark("median"), mark("bias"))
_REPORT_COLUMNS: Final = (mark("reported"), mark("predicted"), mark("GiB needed"), mark("GiB usable"), mark("GiB held"))
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
    _paint_row(canvas, area, y, tr("absolute error of the fullest device"), [tr(each) for each in _ERROR_COLUMNS])
    for row in error_rows(errors):
        y += _ROW_PX
        _paint_row(canvas, area, y, row[0], row[1:], role="text")
    y += _ROW_PX + 8
    heading = tr("Configurations that ran or went out of memory")
    canvas.text(QRectF(area.left(), y, area.width(), 18), heading, bold=True)
    y += 24
    y += canvas.paragraph(area.left(), y, area.width(), counted(reports), role="muted") + 4
    _paint_row(canvas, area, y, "", [tr(each) for each in _REPORT_COLUMNS])
    for report in reports:
        y += _ROW_PX
        role = "text" if report.is_right else "error"
        _paint_row(canvas, area, y, name_of(report), report_cells(report), role=role)
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


def _paint_row(canvas: Canvas, area: QRectF, y: float, name: str, cells: Sequence[str], *, role: str = "muted") -> None:
    first = _NAME_SHARE * area.width()
    width = (area.width() - first) / len(cells)
    canvas.text(QRectF(area.left(), y, first - 8, 16), name, role=role)
    for position, cell in enumerate(cells):
        canvas.text(QRectF(area.left() + first + position * width, y, width - 4, 16), cell, role=role, align=RIGHT)
