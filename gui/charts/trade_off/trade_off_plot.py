"""The plane of the trade-off: axes that write numbers in the user's locale, and a view that pans and zooms."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gui.charts.base.canvas import font_of, text_width
from gui.charts.base.ticks import axis_ticks, tick_texts
from gui.charts.trade_off.trade_off_brush import BrushView
from gui.look import formats
from gui.look.words import mark, tr
from gui.widgets.combos import TightCombo
from gui.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QComboBox

    from gui.charts.trade_off.trade_off_data import Axis
    from gui.look.theme import Theme

# Qt already joins moves that come too fast; dropping more would lose the last one, and leave a stale card.
pg.setConfigOption("mouseRateLimit", -1)

X_TICK_PX: Final = 90
Y_TICK_PX: Final = 56
_LEFT_PX: Final = 64
_ABOVE_PX: Final = 8  # half of a number that stands at the very top
_HINT_SHARE: Final = 0.68  # of the plane's height: below the plan's label, above the baseline's
_OTHER_SHARE: Final = 0.3  # where the plan's own label stands there
_BESIDE_PX: Final = 14  # between the plan's band and the hint
_HINT_PX: Final = 40  # two lines
_LABEL_PX: Final = 48  # the plan's label, and half of the hint's two lines
_FIRST_HINT: Final = mark("Add accelerators to the cluster; Explore mixes then draws every fleet within the limits.")
_HINT: Final = mark("Explore mixes draws every fleet within the limits here, and the frontier among them.")


class NumberAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis that writes numbers in the user's locale with just the decimals its step needs."""

    def __init__(self, orientation: str) -> None:
        self._titles = ("", "")
        self._shows: tuple[Axis, str, Theme] | None = None
        super().__init__(orientation)
        self.percent = False
        self.scaled = False
        self.signed = False
        self.enableAutoSIPrefix(False)

    def show_numbers(self, *, shown: bool) -> None:
        """Write numbers, or none where nothing is drawn that they would measure."""
        self.setStyle(showValues=shown)

    def show_quantity(self, shown: Axis, title: str, theme: Theme, *, short: str = "") -> None:
        """Take the titles, the numbers and the colours of a quantity; each makes the axis be drawn anew."""
        if (shown, title, theme) == self._shows:
            return
        self._shows = (shown, title, theme)
        self.percent, self.scaled, self.signed = shown.percent, shown.scaled, shown.key == "saving"
        colour = theme.colour("axis")
        self.setPen(pg.mkPen(theme.colour("border")))
        self.setTextPen(pg.mkPen(colour))
        self.setStyle(tickFont=font_of(), tickLength=0, tickTextOffset=6)
        self._titles = (title, short or tr(shown.choice))
        self._fit_title()
        self.label.setFont(font_of())
        self.label.setDefaultTextColor(colour)
        if self.orientation == "left":
            self.setWidth(_LEFT_PX)

    def resizeEvent(self, event: object = None) -> None:  # noqa: N802 - Qt's name
        """Say the title shorter where the axis is too short for it."""
        self._fit_title()
        super().resizeEvent(event)

    def _fit_title(self) -> None:
        room = self.size().height() if self.orientation == "left" else self.size().width()
        whole, shorter = self._titles
        title = whole if text_width(whole) <= room else shorter
        if escape(title) != self.labelText:
            self.setLabel(escape(title))  # read as markup; a currency is a stranger's

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802 - pyqtgraph's name
        """Return round ticks, about one each 90 (or, upright, 56) pixels."""
        upright = self.orientation == "left"
        view = self.linkedView()
        if view is not None:  # the grid inside counts on the same length, to the pixel
            size = view.rect().height() if upright else view.rect().width()
        low, high = sorted((low, high))  # what is better upwards and falls comes the other way round
        step, ticks = axis_ticks(low, high, size, Y_TICK_PX if upright else X_TICK_PX)
        return [(step, ticks)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:  # noqa: ARG002, N802 - pyqtgraph's name
        """Return the ticks as text."""
        if not self.percent:
            return tick_texts(values, scaled=self.scaled)
        shown = tick_texts([value * 100 for value in values])
        signs = ["+" if self.signed and value > 1e-9 else "" for value in values]  # noqa: PLR2004 - rounding of zero
        return [f"{sign}{text}{formats.THIN}%" for sign, text in zip(signs, shown, strict=True)]


class Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """The plane, and a hint on it while nothing is explored; keys and focus are the chart's."""

    def __init__(self, axes: dict[str, NumberAxis]) -> None:
        super().__init__(axisItems=axes, viewBox=BrushView())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.hideButtons()
        self.setMenuEnabled(False)
        self.getPlotItem().layout.setContentsMargins(1, _ABOVE_PX, 1, 1)
        self._clear_of: QPointF | None = None
        self.hint = QLabel(tr(_HINT), self)
        self.hint.setProperty("role", "muted")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self.hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def keep_hint_clear(self, of: QPointF | None) -> None:
        """Let the hint stand beside the plan's mark and band, a point of this widget, on the wider side of them."""
        self._clear_of = of
        self._place_hint()

    def show_hint(self, *, shown: bool, can_explore: bool, nothing: str = "") -> None:
        """Say what to do where nothing is explored: to explore, or first to have something to explore with.

        Of an exploration that found nothing say ``nothing``: why, and what mends it.
        """
        self.hint.setText(nothing or (tr(_HINT) if can_explore else tr(_FIRST_HINT)))
        self.hint.setVisible(shown or bool(nothing))
        self._place_hint()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keep the hint in the empty middle, clear of the lines below and the plan's band above."""
        super().resizeEvent(event)
        if hasattr(self, "hint"):  # pyqtgraph asks for a first size before there is one
            self._place_hint()

    def _place_hint(self) -> None:
        plane = self.rect().adjusted(_LEFT_PX + 24, 0, -24, -56)
        share, mark_at = _HINT_SHARE, self._clear_of
        if mark_at is not None:
            at_right = mark_at.x() < plane.center().x()
            if at_right:
                plane.setLeft(max(plane.left(), round(mark_at.x()) + _BESIDE_PX))
            else:
                plane.setRight(min(plane.right(), round(mark_at.x()) - _BESIDE_PX))
            beside = plane.top() + _HINT_SHARE * plane.height()
            share = _OTHER_SHARE if abs(mark_at.y() - beside) < _LABEL_PX else _HINT_SHARE
        middle = plane.top() + round(share * plane.height())
        high = max(_HINT_PX, self.hint.heightForWidth(plane.width()))
        top = max(plane.top(), min(middle - high // 2, plane.bottom() - high))
        self.hint.setGeometry(plane.left(), top, plane.width(), high)


def axis_choice(letter: str, axes: tuple[Axis, ...]) -> tuple[QLabel, QComboBox]:
    """Return a label and a flat choice of what an axis shows."""
    caption = label(letter, "caption")
    choice = TightCombo()
    choice.addItems([tr(axis.choice) for axis in axes])
    choice.setAccessibleName(tr("{letter} axis", letter=letter))
    caption.setBuddy(choice)
    return caption, choice
