"""Which fleet is cheapest where two inputs are other than planned, in the colours of the suppliers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QComboBox

from gui import late
from gui.charts.base.canvas import CENTRE, RIGHT
from gui.charts.base.painted_chart import canvas_message
from gui.charts.base.part_labels import tone
from gui.charts.base.uncertainty_chart import UncertaintyChart
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.widgets.combos import RoomyCombo
from gui.widgets.labels import tooltip

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from PySide6.QtWidgets import QWidget

    from gui.charts.base.canvas import Canvas
    from gui.charts.base.chart import ChartState
    from gui.look.theme import Theme
    from planner.uncertainty.plan_uncertainty import PlanUncertainty
    from planner.uncertainty.winner_map import WinnerMap

_LEGEND_PX: Final = 240.0
_LEFT_PX: Final = 66.0
_BOTTOM_PX: Final = 42.0
_LEAST_PX: Final = 150.0
_TICKS: Final = (0.5, 0.75, 1.0, 1.25, 1.5)
_TIP_CELLS: Final = 3  # cells to a side that share a tip: finer than a hand points
_CROSS_PX: Final = 7.0
_LEGEND_SHARE_PX: Final = 21.0  # the line below a name, and the gap to the next


class WinnerMapChart(UncertaintyChart):
    """Cells coloured by the cheapest fleet that keeps every limit, a cross at today's plan."""

    key = "winner_map"
    title = mark("Winner map")

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.axes = tuple(self._chooser(words) for words in (tr("Across"), tr("Up")))

    def _chooser(self, words: str) -> QComboBox:
        chooser = RoomyCombo()
        chooser.setAccessibleName(words)
        chooser.setToolTip(tooltip(words))
        chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        chooser.setMinimumContentsLength(16)
        chooser.activated.connect(lambda _number: self._choose())
        self.controls.addWidget(chooser)
        return chooser

    def _choose(self) -> None:
        x, y = (chooser.currentData() for chooser in self.axes)
        if x and y:
            self.axes_chosen.emit(x, y)

    def refresh(self) -> None:
        """Fill the choosers and paint."""
        uncertainty = self.uncertainty
        if uncertainty is not None and uncertainty.winners is not None:
            for chooser, key in zip(self.axes, (uncertainty.winners.x_key, uncertainty.winners.y_key), strict=True):
                chooser.clear()
                for axis, name in uncertainty.axes.items():
                    chooser.addItem(said(name), axis)
                chooser.setCurrentIndex(chooser.findData(key))
        for chooser in self.axes:  # without a map there is nothing to choose from
            chooser.setVisible(uncertainty is not None and uncertainty.winners is not None)
        super().refresh()

    def paint_uncertainty(self, canvas: Canvas, area: QRectF, uncertainty: PlanUncertainty) -> float:
        """Paint the map, its axes, the cross and the legend."""
        winners = uncertainty.winners
        if winners is None:
            return canvas_message(canvas, area, said(uncertainty.no_winners))
        colours = fleet_colours(winners, self.theme)
        height = max(_LEAST_PX, area.height() - _BOTTOM_PX)
        place = QRectF(area.left() + _LEFT_PX, area.top(), max(_LEAST_PX, area.width() - _LEFT_PX - _LEGEND_PX), height)
        for rect, fleet in _runs(winners, place):
            canvas.fill(rect, colours[fleet])
        for rect, tip in _tips(winners, place, uncertainty.report.currency):
            canvas.spot(rect, tip)
        _paint_axes(canvas, winners, place)
        _paint_cross(canvas, place)
        legend = QRectF(place.right() + 18, place.top(), _LEGEND_PX - 18, height)
        return max(place.bottom() + _BOTTOM_PX, self._paint_legend(canvas, legend, winners, colours))

    def summarise_uncertainty(self, uncertainty: PlanUncertainty) -> str:
        """Return who wins as planned."""
        return tr("cheapest as planned: {name}", name=_winner(uncertainty.winners)) if uncertainty.winners else ""

    def summarise_shorter(self, state: ChartState) -> str:
        """Return who wins, and no more."""
        return _winner(state.uncertainty.winners) if state.uncertainty and state.uncertainty.winners else ""

    def table(self) -> pd.DataFrame:
        """Return one row a cell: both factors, the cheapest fleet and its cost."""
        winners = self.uncertainty.winners if self.uncertainty else None
        columns = ["x_factor", "y_factor", "cheapest", "cost_per_trillion_tokens"]
        if winners is None:
            return late.pandas.DataFrame(columns=columns)
        rows = [
            (float(x), float(y), winners.fleets[best] if best >= 0 else "", float(winners.cost[best, j, i]))
            for j, y in enumerate(winners.y)
            for i, x in enumerate(winners.x)
            for best in (int(winners.winner[j, i]),)
        ]
        return late.pandas.DataFrame(rows, columns=columns)

    def _paint_legend(self, canvas: Canvas, place: QRectF, winners: WinnerMap, colours: list[str]) -> float:
        """Name the plan and every fleet that wins somewhere, the widest first; return where the words end."""
        won = winners.winner[winners.winner >= 0]
        counts = np.bincount(won, minlength=len(winners.fleets)) / winners.winner.size
        y = place.top()
        named = [number for number in range(len(winners.fleets)) if counts[number] > 0 or number == 0]
        for number in sorted(named, key=lambda fleet: -counts[fleet]):
            canvas.fill(QRectF(place.left(), y + 3, 12, 12), colours[number], radius=2)
            suppliers = winners.suppliers[number]
            left = place.left() + 20
            if len(suppliers) == 1:
                canvas.symbol(self.theme.supplier_style(suppliers[0]), left + 5, y + 9)
                left += 16
            y += canvas.paragraph(left, y + 1, place.right() - left, said(winners.fleets[number]))
            share = tr("{share} of the map", share=formats.percent(float(counts[number])))
            canvas.text(QRectF(left, y + 1, place.right() - left, 16), share, role="muted")
            y += _LEGEND_SHARE_PX
        if winners.note:
            y += 6 + canvas.paragraph(place.left(), y + 6, place.width(), said(winners.note), role="muted")
        note = tr("The cross is today's plan; how far the next colour is, is how far it may be wrong.")
        return y + 6 + canvas.paragraph(place.left(), y + 6, place.width(), note, role="muted")


def _winner(winners: WinnerMap) -> str:
    """Return who wins as planned, in the middle of the map."""
    middle = len(winners.y) // 2, len(winners.x) // 2
    return said(winners.fleets[int(winners.winner[middle])])


def fleet_colours(winners: WinnerMap, theme: Theme) -> list[str]:
    """Return a colour for each fleet: a supplier's own (a lighter tone for its second), the accent for mixes."""
    met: dict[str, int] = {}
    colours = []
    for suppliers in winners.suppliers:
        name = suppliers[0] if len(suppliers) == 1 else ""
        colour = theme.supplier_style(name).colour if name else theme.colours["band"]
        colours.append(tone(colour, met.get(name, 0)))
        met[name] = met.get(name, 0) + 1
    return colours


def _runs(winners: WinnerMap, place: QRectF) -> Iterator[tuple[QRectF, int]]:
    """Yield the cells of each row that a fleet wins, neighbours of one together, the lowest row at the bottom."""
    rows, columns = winners.winner.shape
    width, height = place.width() / columns, place.height() / rows
    for j in range(rows):
        start = 0
        for i in range(1, columns + 1):
            if i == columns or winners.winner[j, i] != winners.winner[j, start]:
                top, fleet = place.bottom() - (j + 1) * height, int(winners.winner[j, start])
                if fleet >= 0:
                    yield QRectF(place.left() + start * width, top, (i - start) * width + 1.0, height + 1.0), fleet
                start = i


def _tips(winners: WinnerMap, place: QRectF, currency: str) -> Iterator[tuple[QRectF, str]]:
    rows, columns = winners.winner.shape
    width, height = place.width() / columns * _TIP_CELLS, place.height() / rows * _TIP_CELLS
    for j in range(1, rows, _TIP_CELLS):
        for i in range(1, columns, _TIP_CELLS):
            left = place.left() + (i - 1) / _TIP_CELLS * width
            top = place.bottom() - ((j - 1) / _TIP_CELLS + 1) * height
            yield QRectF(left, top, width, height), _tip(winners, i, j, currency)


def _tip(winners: WinnerMap, i: int, j: int, currency: str) -> str:
    costs = winners.cost[:, j, i]
    shown = [(said(winners.fleets[fleet]), _cost_words(float(costs[fleet]), currency)) for fleet in costs.argsort()]
    x, y = formats.fixed(float(winners.x[i]), 2), formats.fixed(float(winners.y[j]), 2)
    at = tr("at {x} across and {y} up, times the plan's", x=x, y=y)
    return "\n".join([at, *(f"{name}: {cost}" for name, cost in shown)])


def _cost_words(cost: float, currency: str) -> str:
    return f"{formats.si(cost)} {currency}" if math.isfinite(cost) else tr("never ends")


def _paint_axes(canvas: Canvas, winners: WinnerMap, place: QRectF) -> None:
    low, high = float(winners.x[0]), float(winners.x[-1])
    for tick in _TICKS:
        share = (tick - low) / (high - low)
        x, y = place.left() + share * place.width(), place.bottom() - share * place.height()
        words = f"×{formats.fixed(tick, 2)}"
        canvas.text(QRectF(x - 30, place.bottom() + 3, 60, 16), words, role="muted", align=CENTRE)
        canvas.text(QRectF(place.left() - 56, y - 8, 50, 16), words, role="muted", align=RIGHT)
    title = QRectF(place.left(), place.bottom() + 20, place.width(), 16)
    canvas.text(title, said(winners.x_name), align=CENTRE)
    painter = canvas.painter
    painter.save()
    painter.translate(place.left() - 56, place.center().y())
    painter.rotate(-90)
    canvas.text(QRectF(-place.height() / 2, -10, place.height(), 16), said(winners.y_name), align=CENTRE)
    painter.restore()


def _paint_cross(canvas: Canvas, place: QRectF) -> None:
    x, y = place.center().x(), place.center().y()
    for colour, width in (("#ffffff", 5.0), ("#10161f", 2.0)):
        canvas.line(QPointF(x - _CROSS_PX, y), QPointF(x + _CROSS_PX, y), colour, width=width)
        canvas.line(QPointF(x, y - _CROSS_PX), QPointF(x, y + _CROSS_PX), colour, width=width)
