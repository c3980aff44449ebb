"""The report's pictures: the window's own charts in the light look, as SVG, without a window on any screen."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QSize

from gui.charts.base.chart import HEADER_PX
from gui.charts.base.picture_files import svg_bytes
from gui.charts.cost import CostChart
from gui.charts.suppliers import SuppliersChart
from gui.charts.timetable import TimetableChart
from gui.charts.trade_off.trade_off import TradeOffChart
from gui.look.theme import SupplierStyle, ThemeChoice, draw_symbol, load_fonts, load_theme
from gui.look.verdict_words import said_in_verdict

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.charts.base.chart import Chart, ChartState
    from planner.mixing.strategy import MixingResult
    from planner.plan_result import PlanResult

_WIDTH_PX: Final = 680  # the text's width on A4; 12 px then print as 8.6 points
_SYMBOL_PX: Final = 16
# What the first page has left for its chart, less for each row of the cluster and for each further sentence of warning;
# never so little that it says nothing.
_TRADE_OFF_PX: Final = 396
_CLUSTER_ROW_PX: Final = 20
_WARNING_PX: Final = 20
_VERDICT_LINE_PX: Final = 17
_VERDICT_LINE_LETTERS: Final = 112
_LEAST_TRADE_OFF_PX: Final = 132
_MOST_TRADE_OFF_PX: Final = 280


def chart_pictures(state: ChartState) -> dict[str, str]:
    """Return the charts that the report shows, by key, as SVG; needs a QApplication, and its thread."""
    load_fonts()
    pictures = {
        "trade_off": _picture(TradeOffChart, state, _trade_off_px(state)),
        "suppliers": _picture(SuppliersChart, state, 10),
    }
    if state.result is not None and state.result.pools and takes_turns(state.result.mixing):
        pictures["timetable"] = _picture(TimetableChart, state, 10)
    if state.result is not None and state.result.cost is not None:
        pictures["cost"] = _picture(CostChart, state, 10)
    return pictures


def takes_turns(mixing: MixingResult | None) -> bool:
    """Whether a run has more to its days than one stretch of work."""
    return mixing is not None and len(mixing.timetable) > 1


def symbol_pictures(suppliers: set[str]) -> dict[str, str]:
    """Return each supplier's symbol as SVG, for the tables."""
    theme = load_theme(ThemeChoice.LIGHT)
    return {supplier: _symbol(theme.supplier_style(supplier)) for supplier in sorted(suppliers)}


def _trade_off_px(state: ChartState) -> int:
    rows = sum(group.nodes > 0 for group in state.plan.cluster.groups)
    left = _TRADE_OFF_PX - _CLUSTER_ROW_PX * rows - (0 if state.result is None else _words_px(state.result))
    return min(_MOST_TRADE_OFF_PX, max(_LEAST_TRADE_OFF_PX, left))


def _words_px(result: PlanResult) -> int:
    """Return about what the verdict and the warnings take of the first page."""
    above = said_in_verdict(result.unmet)
    warnings = len(result.blocked) + sum(one.code not in above for one in result.remarks)
    lines = sum(ceil(len(line.words) / _VERDICT_LINE_LETTERS) for line in result.verdict)
    return _WARNING_PX * warnings + _VERDICT_LINE_PX * lines


def _picture(chart_class: type[Chart], state: ChartState, height_px: int) -> str:
    chart = chart_class(load_theme(ThemeChoice.LIGHT))
    try:
        chart.resize(_WIDTH_PX, height_px + HEADER_PX)
        chart.grab()  # lays out a widget that is never shown
        chart.show_state(state)
        return chart.svg().decode()
    finally:
        shiboken6.delete(chart)


def _symbol(style: SupplierStyle) -> str:
    def paint(painter: QPainter) -> None:
        draw_symbol(painter, style, _SYMBOL_PX / 2, _SYMBOL_PX / 2, 0.75 * _SYMBOL_PX)

    return svg_bytes(QSize(_SYMBOL_PX, _SYMBOL_PX), style.supplier, paint).decode()
