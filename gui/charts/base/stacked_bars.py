"""Horizontal stacked bars: labels left, totals right, an axis below, a legend above."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

from gui.charts.base.canvas import CENTRE, LEFT, RIGHT, Canvas, readable_on, text_width
from gui.charts.base.ticks import nice_ticks, tick_texts

_LEAST_ROW_PX: Final = 40.0
_MOST_ROW_PX: Final = 72.0
_BAR_SHARE: Final = 0.56  # of a row's height
_MOST_BAR_PX: Final = 30.0
_AXIS_PX: Final = 40.0
_LEGEND_ROW_PX: Final = 20.0
_SWATCH_PX: Final = 10.0
_SYMBOL_COLUMN_PX: Final = 17.0
_COLUMN_GAP_PX: Final = 12.0
_MOST_LABEL_SHARE: Final = 0.42
_PX_PER_TICK: Final = 90.0


class Segment(Struct, frozen=True, kw_only=True):
    """One part of a bar. ``text`` is written inside where it fits; ``tip`` is said on hover."""

    name: str
    value: float
    colour: str
    text: str
    tip: str


class Mark(Struct, frozen=True, kw_only=True):
    """A limit across one bar, such as a device's memory."""

    value: float
    text: str


class Bar(Struct, frozen=True, kw_only=True):
    """One row. ``band`` draws a whisker from its first to its last value; ``supplier`` gives the row a symbol."""

    label: str
    caption: str
    segments: tuple[Segment, ...]
    total: str
    total_caption: str = ""
    supplier: str | None = None
    band: tuple[float, float] | None = None
    mark: Mark | None = None
    label_tip: str = ""

    @property
    def value(self) -> float:
        """The sum of the segments."""
        return sum(segment.value for segment in self.segments)

    @property
    def reach(self) -> float:
        """The largest value that the row shows."""
        return max(self.value, self.band[1] if self.band else 0.0, self.mark.value if self.mark else 0.0)


class BarPicture(Struct, frozen=True, kw_only=True):
    """All rows on one axis from zero to ``limit`` (the largest reach where it is None).

    ``si``: the axis writes thousands and millions as k and M.
    """

    bars: tuple[Bar, ...]
    axis_title: str
    si: bool = False
    limit: float | None = None
    legend: bool = True


class _Columns(Struct, frozen=True, kw_only=True):
    """Where the bars lie between labels and totals, and what one unit is wide."""

    left: float
    right: float
    px_per_unit: float

    def x(self, value: float) -> float:
        return self.left + value * self.px_per_unit


def paint_bars(canvas: Canvas, area: QRectF, picture: BarPicture) -> float:
    """Paint the legend, the rows and the axis into an area; return the y where they end."""
    top = area.top()
    if picture.legend:
        top = _paint_legend(canvas, area, _legend(picture.bars))
    columns = _columns(area, picture)
    room = (area.bottom() - top - _AXIS_PX) / max(1, len(picture.bars))
    row_px = min(_MOST_ROW_PX, max(_LEAST_ROW_PX, room))
    bottom = top + row_px * len(picture.bars)
    _paint_grid(canvas, picture, columns, top, bottom)
    for index, bar in enumerate(picture.bars):
        _paint_row(canvas, area, columns, bar, QRectF(area.left(), top + index * row_px, area.width(), row_px))
    return bottom + _AXIS_PX


def _columns(area: QRectF, picture: BarPicture) -> _Columns:
    labels = [text_width(bar.label, bold=True) + (_SYMBOL_COLUMN_PX if bar.supplier else 0) for bar in picture.bars]
    labels += [text_width(bar.caption) + (_SYMBOL_COLUMN_PX if bar.supplier else 0) for bar in picture.bars]
    totals = [max(text_width(bar.total, bold=True), text_width(bar.total_caption)) for bar in picture.bars]
    left = area.left() + min(max(labels, default=0) + _COLUMN_GAP_PX, _MOST_LABEL_SHARE * area.width())
    right = area.right() - max(totals, default=0) - _COLUMN_GAP_PX
    limit = picture.limit or max((bar.reach for bar in picture.bars), default=0.0)
    return _Columns(left=left, right=right, px_per_unit=max(1.0, right - left) / limit if limit > 0 else 0.0)


def _legend(bars: Sequence[Bar]) -> dict[str, str]:
    """Return what is to be seen, in the order in which the bars hold it, also where the first has nothing of it."""
    seen = {segment.name for bar in bars for segment in bar.segments if segment.value > 0}
    return {segment.name: segment.colour for bar in bars for segment in bar.segments if segment.name in seen}


def _paint_legend(canvas: Canvas, area: QRectF, entries: Mapping[str, str]) -> float:
    x, y = area.left(), area.top()
    for name, colour in entries.items():
        width = _SWATCH_PX + 5 + text_width(name)
        if x > area.left() and x + width > area.right():
            x, y = area.left(), y + _LEGEND_ROW_PX
        canvas.fill(QRectF(x, y + (_LEGEND_ROW_PX - _SWATCH_PX) / 2, _SWATCH_PX, _SWATCH_PX), colour, radius=2)
        canvas.text(QRectF(x + _SWATCH_PX + 5, y, width, _LEGEND_ROW_PX), name, role="muted")
        x += width + 16
    return y + _LEGEND_ROW_PX + 8 if entries else y


def _paint_grid(canvas: Canvas, picture: BarPicture, columns: _Columns, top: float, bottom: float) -> None:
    if columns.px_per_unit <= 0:
        return
    limit = (columns.right - columns.left) / columns.px_per_unit
    ticks = nice_ticks(0.0, limit, max(2, int((columns.right - columns.left) / _PX_PER_TICK)))
    for tick, shown in zip(ticks, tick_texts(ticks, scaled=picture.si), strict=True):
        x = columns.x(tick)
        canvas.line(QPointF(x, top), QPointF(x, bottom + 4), "grid")
        canvas.text(QRectF(x - 50, bottom + 5, 100, 16), shown, role="axis", align=CENTRE)
    width = max(columns.right - columns.left, text_width(picture.axis_title) + 1)  # a long title begins before its axis
    canvas.text(QRectF(columns.right - width, bottom + 22, width, 16), picture.axis_title, role="axis", align=CENTRE)


def _paint_row(canvas: Canvas, area: QRectF, columns: _Columns, bar: Bar, row: QRectF) -> None:
    x = area.left()
    if bar.supplier is not None:
        y = row.center().y() - (8 if bar.caption else 0)
        canvas.symbol(canvas.theme.supplier_style(bar.supplier), x + 6, y)
        x += _SYMBOL_COLUMN_PX
    place = QRectF(x, row.top(), columns.left - _COLUMN_GAP_PX / 2 - x, row.height())
    _paint_lines(canvas, place, bar)
    if bar.label_tip:
        canvas.spot(place, bar.label_tip)
    height = min(_MOST_BAR_PX, _BAR_SHARE * row.height())
    shape = QRectF(columns.left, row.center().y() - height / 2, columns.right - columns.left, height)
    _paint_segments(canvas, columns, bar, shape)
    if bar.band:
        _paint_whisker(canvas, columns, bar.band, shape.bottom() + 5)
    if bar.mark:
        _paint_mark(canvas, columns, bar.mark, shape)
    _paint_totals(canvas, QRectF(columns.right, row.top(), area.right() - columns.right, row.height()), bar)


def _paint_lines(canvas: Canvas, place: QRectF, bar: Bar) -> None:
    if not bar.caption:
        canvas.text(place, bar.label, bold=True)
        return
    middle = place.center().y()
    canvas.text(QRectF(place.left(), middle - 16, place.width(), 16), bar.label, bold=True)
    canvas.text(QRectF(place.left(), middle, place.width(), 16), bar.caption, role="muted")


def _paint_totals(canvas: Canvas, place: QRectF, bar: Bar) -> None:
    middle = place.center().y()
    first = QRectF(place.left(), middle - (16 if bar.total_caption else 8), place.width(), 16)
    canvas.text(first, bar.total, bold=True, align=RIGHT)
    if bar.total_caption:
        canvas.text(QRectF(place.left(), middle, place.width(), 16), bar.total_caption, role="muted", align=RIGHT)


def _paint_segments(canvas: Canvas, columns: _Columns, bar: Bar, shape: QRectF) -> None:
    start = 0.0
    for segment in bar.segments:
        left, right = columns.x(start), columns.x(start + segment.value)
        start += segment.value
        gap = 1.0 if right - left > 3 else 0.0  # noqa: PLR2004 - a sliver keeps all of its width
        place = QRectF(left, shape.top(), max(0.0, right - left - gap), shape.height())
        canvas.fill(place, segment.colour)
        canvas.spot(place.adjusted(-1, -4, 1, 4), segment.tip)
        if text_width(segment.text) + 10 <= place.width():
            canvas.text(place, segment.text, role=readable_on(segment.colour), align=CENTRE)


def _paint_whisker(canvas: Canvas, columns: _Columns, band: tuple[float, float], y: float) -> None:
    low, high = columns.x(band[0]), columns.x(band[1])
    canvas.line(QPointF(low, y), QPointF(high, y), "text", width=1.4)
    for x in (low, high):
        canvas.line(QPointF(x, y - 4), QPointF(x, y + 4), "text", width=1.4)


def _paint_mark(canvas: Canvas, columns: _Columns, mark: Mark, shape: QRectF) -> None:
    x = columns.x(mark.value)
    canvas.line(QPointF(x, shape.top() - 5), QPointF(x, shape.bottom() + 5), "capacity", width=2.0)
    fits = columns.right - x > text_width(mark.text) + 6
    place = QRectF(x + 5 if fits else x - 105, shape.top(), 100, shape.height())
    canvas.text(place, mark.text, role="capacity", align=LEFT if fits else RIGHT)
