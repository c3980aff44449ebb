"""How long the run takes without each name of a layer, in columns below the shares of the suppliers' chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

from gui.charts.base.canvas import RIGHT, text_width
from gui.look import formats
from gui.look.loss_words import days_words, loss_sentence, or_never
from gui.look.planner_words import said
from gui.look.words import tr
from planner.dependence import LAYER_TITLES

if TYPE_CHECKING:
    from gui.charts.base.canvas import Canvas
    from gui.look.theme import Theme
    from planner.dependence import DependenceResult, LayerDependence
    from planner.plan_result import PlanResult

_ROW_PX: Final = 21.0
_COLUMNS: Final = 3
_DAYS_PX: Final = 72.0
_HEAD_PX: Final = 18.0
_INDENT_PX: Final = 15.0  # a supplier's symbol
_BEHIND_NAME_PX: Final = 4.0
_MOST_NAME_SHARE: Final = 0.56  # of a column; the bar needs the rest
_GAP_PX: Final = 6.0
_AROUND_PX: Final = 90.0  # heading, column heads and a note of two lines


def paint_losses(canvas: Canvas, area: QRectF, result: PlanResult, theme: Theme) -> float:
    """Paint how long the run takes without each name, layer by layer; return the y where it ends."""
    dependence = result.dependence
    if dependence is None:
        return area.top()
    canvas.text(
        QRectF(area.left(), area.top(), area.width(), 18),
        tr(
            "Days of the run when a name is lost; planned: {days}",
            days=formats.estimated(formats.duration(result.days), result.estimated.get("days")),
        ),
        bold=True,
    )
    width = (area.width() - (_COLUMNS - 1) * 28) / _COLUMNS
    top = bottom = area.top() + 22
    for number, (layer, found) in enumerate(dependence.layers.items()):
        column = number % _COLUMNS
        top = bottom + (_GAP_PX if number else 0.0) if column == 0 else top
        place = QRectF(area.left() + column * (width + 28), top, width, 0)
        rests = f"{layer}.days_without" in result.estimated
        losses = _Losses(layer=layer, found=found, planned=result.days, estimated=rests)
        bottom = max(bottom, _paint_loss_column(canvas, place, losses, theme))
    note = tr(
        "Planned again as fast as it goes without the name, as loss of use; shipments stopping alone leave it running."
    )
    return bottom + 4 + canvas.paragraph(area.left(), bottom + 4, area.width(), note, role="muted")


def losses_px(dependence: DependenceResult) -> float:
    """Return the height of the columns of losses with their headings and their note."""
    names = [len(layer.shares) for layer in dependence.layers.values()]
    rows = [max(names[start : start + _COLUMNS]) for start in range(0, len(names), _COLUMNS)]
    return _AROUND_PX + sum(rows) * _ROW_PX + (len(rows) - 1) * (_HEAD_PX + _GAP_PX)


class _Losses(Struct, frozen=True, kw_only=True):
    """One layer's losses, and the days as planned; ``estimated``: the losses rest on estimates."""

    layer: str
    found: LayerDependence
    planned: float | None
    estimated: bool

    @property
    def longest(self) -> float:
        """The longest run that ends, the planned one among them."""
        return max(
            [days for days in (*self.found.days_without.values(), self.planned) if days is not None], default=1.0
        )


def _paint_loss_column(canvas: Canvas, place: QRectF, losses: _Losses, theme: Theme) -> float:
    """Paint a bar a name, as long as the run without it; a line marks the run as planned."""
    y = place.top()
    canvas.text(QRectF(place.left(), y, place.width(), 16), said(LAYER_TITLES[losses.layer]), role="muted")
    y += _HEAD_PX
    ordered = sorted(losses.found.days_without.items(), key=lambda item: -or_never(item[1]))
    indent = _INDENT_PX if losses.layer == "supplier" else 0.0
    wanted = max((text_width(said(name)) for name, _ in ordered), default=0.0) + indent + _BEHIND_NAME_PX
    names = min(wanted, _MOST_NAME_SHARE * place.width())
    for name, days in ordered:
        row = QRectF(place.left(), y, place.width(), _ROW_PX)
        if indent:
            canvas.symbol(theme.supplier_style(name), row.left() + 5, row.center().y(), 8)
        canvas.text(QRectF(row.left() + indent, y, names - indent, _ROW_PX), said(name))
        track = QRectF(row.left() + names + 4, row.center().y() - 4, row.width() - names - _DAYS_PX - 6, 8)
        canvas.fill(track, "grid", radius=2)
        part = 1.0 if days is None else days / losses.longest
        colour = "error" if days is None else "accent"
        canvas.fill(QRectF(track.left(), track.top(), track.width() * part, 8), colour, radius=2)
        if losses.planned is not None:
            x = track.left() + track.width() * losses.planned / losses.longest
            canvas.line(QPointF(x, track.top() - 3), QPointF(x, track.bottom() + 3), "text", width=1.4)
        words = QRectF(row.right() - _DAYS_PX, y, _DAYS_PX, _ROW_PX)
        canvas.text(words, days_words(days, losses.estimated), align=RIGHT)
        canvas.spot(row, loss_sentence(name, days, losses.planned))
        y += _ROW_PX
    return y
