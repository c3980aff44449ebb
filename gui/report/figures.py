"""The report's pictures: the window's own charts in the light look, as SVG, without a window on any screen."""

from __future__ import annotations

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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPainter

    from gui.charts.base.chart import Chart, ChartState
    from planner.mixing.strategy import MixingResult

_WIDTH_PX: Final = 680  # the text's width on A4; 12 px then print as 8.6 points
_SYMBOL_PX: Final = 16
# The template takes the tallest that leaves room for all else on the first page.
_TRADE_OFFS_PX: Final = {"trade_off": 280, "trade_off_lower": 215, "trade_off_low": 165, "trade_off_lowest": 125}


def chart_pictures(state: ChartState) -> dict[str, str]:
    """Return the charts that the report shows, by key, as SVG; needs a QApplication, and its thread."""
    load_fonts()
    pictures = _pictures(TradeOffChart, state, _TRADE_OFFS_PX) | {"suppliers": _picture(SuppliersChart, state, 10)}
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


def _picture(chart_class: type[Chart], state: ChartState, height_px: int) -> str:
    return _pictures(chart_class, state, {"": height_px})[""]


def _pictures(chart_class: type[Chart], state: ChartState, heights_px: Mapping[str, int]) -> dict[str, str]:
    """Return a chart in several heights, by the names of these."""
    found: dict[str, str] = {}
    chart = chart_class(load_theme(ThemeChoice.LIGHT))
    try:
        for name, height_px in heights_px.items():
            chart.resize(_WIDTH_PX, height_px + HEADER_PX)
            chart.grab()  # lays out a widget that is never shown
            if not found:
                chart.show_state(state)
            found[name] = chart.svg().decode()
    finally:
        shiboken6.delete(chart)
    return found


def _symbol(style: SupplierStyle) -> str:
    def paint(painter: QPainter) -> None:
        draw_symbol(painter, style, _SYMBOL_PX / 2, _SYMBOL_PX / 2, 0.75 * _SYMBOL_PX)

    return svg_bytes(QSize(_SYMBOL_PX, _SYMBOL_PX), style.supplier, paint).decode()
