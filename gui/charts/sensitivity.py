"""Which inputs move the answer most: each alone at the low and the high end of its band (a tornado)."""

from __future__ import annotations

from math import isfinite, isinf, isnan
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QComboBox

from gui import late
from gui.charts.base.canvas import CENTRE, LEFT, RIGHT, text_width
from gui.charts.base.painted_chart import canvas_message
from gui.charts.base.ticks import axis_ticks
from gui.charts.base.uncertainty_chart import UncertaintyChart
from gui.look import formats
from gui.look.myriads import currency_word
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.widgets.frame_model import LEFT as LEFT_CELL
from gui.widgets.frame_model import RIGHT as RIGHT_CELL
from planner.headlines import HEADLINE, Form

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from PySide6.QtWidgets import QWidget

    from gui.charts.base.canvas import Canvas
    from gui.look.theme import Theme
    from gui.widgets.frame_model import Column
    from planner.uncertainty.plan_uncertainty import PlanUncertainty
    from planner.uncertainty.tornado import Tornado, TornadoRow

_QUANTITIES: Final = {"cost_per_trillion_tokens": mark("Cost per trillion tokens"), "saving": mark("Saving")}
_WORDS: Final = ("input", "unit", "evidence")  # columns of the table
_LABEL_PX: Final = 150.0  # at least
_MOST_LABEL_SHARE: Final = 0.45
_BEHIND_LABEL_PX: Final = 8.0
_END_PX: Final = 78.0  # what an end of a bar needs for its value
_LEAST_ROW_PX: Final = 34.0  # two lines, and room enough to tell one pair of lines from the next
_MOST_ROW_PX: Final = 44.0
_LINE_PX: Final = 15.0
_BAR_PX: Final = 16.0
_SWATCH_PX: Final = 6.0
_BOTH: Final = 2
_LEGEND_PX: Final = 24.0
_AXIS_PX: Final = 40.0
_PX_PER_TICK: Final = 64.0
_ROOM: Final = 0.04  # of the range, on either side


class SensitivityChart(UncertaintyChart):
    """A tornado of the cost or of the saving around the plan's own value."""

    key = "sensitivity"
    title = mark("Sensitivity")

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.quantity = QComboBox()
        self.quantity.setAccessibleName(tr("Figure"))
        for key, words in _QUANTITIES.items():
            self.quantity.addItem(tr(words), key)
        self.quantity.currentIndexChanged.connect(lambda _number: self.refresh())
        self.controls.addWidget(self.quantity)

    def paint_uncertainty(self, canvas: Canvas, area: QRectF, uncertainty: PlanUncertainty) -> float:
        """Paint one bar an input, the widest first."""
        tornado = self._tornado(uncertainty)
        if tornado is None or not tornado.rows:
            reasons = "\n".join(said(reason) for reason in uncertainty.report.blocked)
            return canvas_message(canvas, area, reasons or tr("No input moves this figure."))
        show = self._shower(tornado)
        scale = _Scale(tornado, area)
        title, currency = tr(_QUANTITIES[tornado.quantity]), currency_word(uncertainty.report.currency)
        in_units = title if _in_percent(tornado) else tr("{name}, {currency}", name=title, currency=currency)
        self._paint_legend(canvas, area, in_units)
        top = area.top() + _LEGEND_PX
        row_px = min(_MOST_ROW_PX, max(_LEAST_ROW_PX, (area.bottom() - top - _AXIS_PX) / len(tornado.rows)))
        bottom = top + row_px * len(tornado.rows)
        step, ticks = axis_ticks(scale.low, scale.high, scale.width, _PX_PER_TICK)
        for tick in ticks:
            x = scale.x(tick)
            canvas.line(QPointF(x, top), QPointF(x, bottom), "grid")
            canvas.text(QRectF(x - 50, bottom + 4, 100, 16), _tick(tick, step, tornado), role="muted", align=CENTRE)
        for number, row in enumerate(tornado.rows):
            place = QRectF(scale.left, top + number * row_px, scale.right - scale.left, row_px)
            self._paint_row(canvas, scale, place, row, show)
        x = scale.x(tornado.result)
        canvas.line(QPointF(x, top - 4), QPointF(x, bottom), "text", width=1.4)
        planned = tr("planned {value}", value=show(tornado.result))
        canvas.text(QRectF(x - 100, bottom + 20, 200, 16), planned, bold=True, align=CENTRE)
        return bottom + _AXIS_PX

    def summarise_uncertainty(self, uncertainty: PlanUncertainty) -> str:
        """Return the input that moves the figure most."""
        tornado = self._tornado(uncertainty)
        if tornado is None or not tornado.rows:
            return ""
        return tr("moved most by {name}", name=said(tornado.rows[0].name))

    def table(self) -> pd.DataFrame:
        """Return one row an input: its ends and what the figure is there."""
        tornado = self._tornado(self.uncertainty) if self.uncertainty else None
        rows = [
            (row.name, row.unit, row.value, row.low_value, row.high_value, row.low_result, row.high_result,
             row.evidence.value)
            for row in (tornado.rows if tornado else ())
        ]  # fmt: skip
        columns = ["input", "unit", "planned", "low", "high", "figure_at_low", "figure_at_high", "evidence"]
        return late.pandas.DataFrame(rows, columns=columns)

    def shown_table(self) -> pd.DataFrame:
        """Return the table as the picture has it: shares in per cent, the figure in its own unit."""
        frame = self.table()
        tornado = self._tornado(self.uncertainty) if self.uncertainty else None
        if tornado is None:
            return frame
        show, rows = self._shower(tornado), tornado.rows
        frame["unit"] = [_unit_words(row.unit) for row in rows]
        for heading, values in (("planned", "value"), ("low", "low_value"), ("high", "high_value")):
            frame[heading] = [_input(row, getattr(row, values)) for row in rows]
        for end in ("low", "high"):
            frame[f"figure_at_{end}"] = [_figure(getattr(row, f"{end}_result"), show) for row in rows]
        return frame

    def shown_columns(self, frame: pd.DataFrame) -> tuple[Column, ...]:
        """Return names at the left, numbers at the right."""
        return tuple(
            replace(column, alignment=LEFT_CELL if name in _WORDS else RIGHT_CELL)
            for name, column in zip(frame.columns, super().shown_columns(frame), strict=True)
        )

    def _tornado(self, uncertainty: PlanUncertainty) -> Tornado | None:
        return uncertainty.report.tornados.get(self.quantity.currentData())

    def _shower(self, tornado: Tornado) -> Callable[[float], str]:
        """Return how the figure is written, with its mark where the plan's own rests on estimates."""
        write = formats.percent if _in_percent(tornado) else formats.si
        result = self.state.result if self.state else None
        rests = result is not None and tornado.quantity in result.estimated
        return lambda value: formats.estimated(write(value), rests)

    @property
    def _colours(self) -> tuple[str, str]:
        """The colours of the low and the high end, apart for colour-blind eyes too."""
        return self.theme.parts["work"][1], self.theme.parts["waiting"][2]

    def _paint_legend(self, canvas: Canvas, area: QRectF, title: str) -> None:
        canvas.text(QRectF(area.left(), area.top(), area.width() * 0.5, 16), title, role="muted")
        x = area.right() - 300
        for colour, words in zip(self._colours, (tr("input low (P10)"), tr("input high (P90)")), strict=True):
            canvas.fill(QRectF(x, area.top() + 3, 10, 10), colour, radius=2)
            canvas.text(QRectF(x + 16, area.top(), 134, 16), words, role="muted")
            x += 150

    def _paint_row(
        self, canvas: Canvas, scale: _Scale, place: QRectF, row: TornadoRow, show: Callable[[float], str]
    ) -> None:
        middle = place.center().y()
        name = QRectF(place.left(), middle - _LINE_PX, scale.label_px - _BEHIND_LABEL_PX + 1, _LINE_PX)
        canvas.text(name, said(row.name))
        canvas.text(name.translated(0, _LINE_PX), _ends(row), role="muted")
        base = scale.x(scale.result)
        found = zip((row.low_result, row.high_result), self._colours, strict=True)
        ends = [
            _End(x=scale.x(value), words=_figure(value, show), colour=colour)
            for value, colour in found
            if not isnan(value)
        ]
        for end in sorted(ends, key=lambda one: -abs(one.x - base)):  # the shorter one over the longer one
            bar = QRectF(min(base, end.x), middle - _BAR_PX / 2, abs(end.x - base), _BAR_PX)
            canvas.fill(bar, end.colour)
        _paint_ends(canvas, ends, base, middle)
        canvas.spot(place, _tip(row, show))


class _End(NamedTuple):
    """One end of a row: where it lies, its figure, its colour."""

    x: float
    words: str
    colour: str


def _paint_ends(canvas: Canvas, ends: list[_End], base: float, middle: float) -> None:
    """Write the figures beside the bars; where both lie on one side, one below the other, each with its colour."""
    sides = [one.x - base for one in ends]
    if len(ends) == _BOTH and sides[0] * sides[1] >= 0.0:
        left = min(sides) < 0.0
        x = min(one.x for one in ends) if left else max(one.x for one in ends)
        for number, end in enumerate(ends):
            top = middle + (number - 1) * _LINE_PX
            edge = x - 5 - _SWATCH_PX if left else x + 5
            canvas.fill(QRectF(edge, top + (_LINE_PX - _SWATCH_PX) / 2, _SWATCH_PX, _SWATCH_PX), end.colour)
            start = edge - 4 - _END_PX if left else edge + _SWATCH_PX + 4
            canvas.text(QRectF(start, top, _END_PX, _LINE_PX), end.words, align=RIGHT if left else LEFT)
        return
    for end in ends:
        left = end.x < base
        place = QRectF(end.x - _END_PX - 5 if left else end.x + 5, middle - 8, _END_PX, 16)
        canvas.text(place, end.words, align=RIGHT if left else LEFT)


class _Scale:
    """Where values lie between the labels and the right edge."""

    def __init__(self, tornado: Tornado, area: QRectF) -> None:
        found = [value for row in tornado.rows for value in (row.low_result, row.high_result) if isfinite(value)]
        low, high = min([tornado.result, *found]), max([tornado.result, *found])
        room = _ROOM * ((high - low) or abs(high) or 1.0)
        self.low, self.high, self.result = low - room, high + room, tornado.result
        self.left, self.right = area.left(), area.right()
        words = [text for row in tornado.rows for text in (said(row.name), _ends(row))]
        needed = max(map(text_width, words), default=0.0) + _BEHIND_LABEL_PX
        self.label_px = min(max(_LABEL_PX, needed), _MOST_LABEL_SHARE * area.width())
        self.start = area.left() + self.label_px + _END_PX
        self.width = max(1.0, area.right() - _END_PX - self.start)

    def x(self, value: float) -> float:
        """Return the place of a value; an infinite one, where the run never ends, stands at the edge."""
        value = min(max(value, self.low), self.high)
        return self.start + (value - self.low) / (self.high - self.low) * self.width


def _in_percent(tornado: Tornado) -> bool:
    return HEADLINE[tornado.quantity].form is Form.FRACTION


def _ends(row: TornadoRow) -> str:
    low, high = _input(row, row.low_value), _input(row, row.high_value)
    return tr("{low} to {high} {unit}", low=low, high=high, unit=_unit_words(row.unit)).rstrip()


def _input(row: TornadoRow, value: float) -> str:
    """Return a value of an input: shares in per cent, whole numbers (of nodes, of sequences) without decimals."""
    if row.is_share:
        return formats.percent(value)
    return formats.whole(value) if float(value).is_integer() else formats.significant(value)


def _tick(tick: float, step: float, tornado: Tornado) -> str:
    if _in_percent(tornado):
        return formats.percent(tick, 0 if step >= 0.01 else 1)  # noqa: PLR2004 - whole per cents
    return formats.si(tick)


def _tip(row: TornadoRow, show: Callable[[float], str]) -> str:
    return tr(
        "{name}: planned {value} {unit}, {low} to {high}\nfigure: {at_low} at its low, {at_high} at its high end\n"
        "evidence: {grade}",
        name=said(row.name),
        value=_input(row, row.value),
        unit=_unit_words(row.unit),
        low=_input(row, row.low_value),
        high=_input(row, row.high_value),
        at_low=_figure(row.low_result, show),
        at_high=_figure(row.high_result, show),
        grade=said(row.evidence.value),
    )


def _figure(value: float, show: Callable[[float], str]) -> str:
    """Return the figure at an end of an input, at which the run may never end."""
    return tr("never ends") if isinf(value) else show(value)


def _unit_words(unit: str) -> str:
    """Return a unit in the language in use, each side of a stroke by itself: ``CNY/device-hour``; shares have none."""
    return "" if unit == "MFU" else "/".join(said(part) for part in unit.split("/"))
