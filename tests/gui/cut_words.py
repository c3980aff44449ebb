"""Finds words that have less room than they need, by the metrics of their fonts: no picture has to be looked at."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QAbstractItemModel, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QToolButton,
    QWidget,
)

from gui.charts.base import canvas
from gui.charts.base.canvas import CENTRE, LEFT, RIGHT, Canvas
from gui.look.eliding import MORE
from gui.look.theme import SMALL_PX, app_font
from gui.look.words import plain
from gui.panels.panel import Subtitle
from gui.widgets.combos import ElidedCombo
from gui.widgets.labels import SummaryLabel

_BUTTON_EDGES_PX = 12  # what the style draws left and right of a button's words, at least
_HEADING_EDGES_PX = 16  # what the stylesheet keeps free left and right of a heading
_LETTERS_PX = 10.0  # the height of letters, without the room over and under them
_TOUCHING_PX = 2.0
_CHECK_PX = 20  # a box or a knob with the room behind it
_MARKUP = re.compile(r"<[^>]+>")


def cut_words(window: QWidget) -> Iterator[str]:
    """Give the words of a window and of all that is shown in it that are elided or clipped."""
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible() and widget.window() is window.window():
            yield from (f"{type(widget).__name__} {words}" for words in _cut_in(widget))


def _cut_in(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield from _cut_label(widget)
    elif isinstance(widget, QAbstractButton):
        yield from _cut_button(widget)
    elif isinstance(widget, QComboBox):
        yield from _cut_choice(widget)
    elif isinstance(widget, QLineEdit):
        yield from _too_wide(widget, widget.text() or widget.placeholderText(), _line_room(widget))
    elif isinstance(widget, QHeaderView):
        yield from _cut_headings(widget)
    elif isinstance(widget, QTableView) and widget.model() is not None:
        yield from _cut_cells(widget, widget.model())


def _too_wide(widget: QWidget, words: str, room_px: float) -> Iterator[str]:
    need = max((widget.fontMetrics().horizontalAdvance(line) for line in words.splitlines()), default=0)
    if need > room_px:
        yield f"{words!r} needs {need} px of {room_px:.0f}"


def _cut_label(widget: QLabel) -> Iterator[str]:
    room, words = widget.contentsRect(), widget.text()
    if isinstance(widget, SummaryLabel):
        if any(line.endswith(MORE) for line in widget.lines_shown()):
            yield f"{words!r} is shown as {widget.lines_shown()}"
        return
    if isinstance(widget, Subtitle) or not words:  # a subtitle is shown whole or not at all
        return
    if widget.wordWrap():
        need = widget.heightForWidth(widget.width())
        if need > widget.height() + 1:
            yield f"{words!r} needs {need} px of height {widget.height()}"
    elif widget.textFormat() is not Qt.TextFormat.PlainText and _MARKUP.search(words):
        page = QTextDocument()
        page.setDefaultFont(widget.font())
        page.setDocumentMargin(0)
        page.setHtml(words)
        if page.idealWidth() > room.width() + 1:
            yield f"{words!r} needs {page.idealWidth():.0f} px of {room.width()}"
    else:
        yield from _too_wide(widget, plain(words), room.width())


def _cut_button(widget: QAbstractButton) -> Iterator[str]:
    alone = isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    if not widget.text() or (alone and not widget.icon().isNull()):
        return
    around = _CHECK_PX if isinstance(widget, QCheckBox | QRadioButton) else _BUTTON_EDGES_PX
    if not widget.icon().isNull():
        around += widget.iconSize().width()
    yield from _too_wide(widget, plain(widget.text()), widget.width() - around)


def _cut_choice(widget: QComboBox) -> Iterator[str]:
    if isinstance(widget, ElidedCombo):  # it leaves out whole parts
        if widget.words_shown().endswith(MORE):
            yield f"{widget.currentText()!r} is shown as {widget.words_shown()!r}"
        return
    option = QStyleOptionComboBox()
    widget.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, widget)
    if not widget.isEditable():
        yield from _too_wide(widget, widget.currentText(), room.width())


def _line_room(widget: QLineEdit) -> int:
    margins = widget.textMargins()
    return widget.contentsRect().width() - margins.left() - margins.right() - 4  # Qt's own edge, two at each side


def _cut_headings(header: QHeaderView) -> Iterator[str]:
    if header.orientation() is not Qt.Orientation.Horizontal:
        return
    for number in range(header.count()):
        words = str(header.model().headerData(number, Qt.Orientation.Horizontal) or "")
        if words and not header.isSectionHidden(number):
            metrics, room = QFontMetrics(app_font(SMALL_PX)), header.sectionSize(number) - _HEADING_EDGES_PX
            need = max(metrics.horizontalAdvance(line) for line in words.splitlines())
            if need > room:
                yield f"heading {words!r} needs {need} px of {room}"


def _cut_cells(table: QTableView, model: QAbstractItemModel) -> Iterator[str]:
    for column in range(model.columnCount()):
        if table.isColumnHidden(column):
            continue
        for row in range(model.rowCount()):
            index = model.index(row, column)
            need, room = _cell_need(table, index), table.columnWidth(column) * max(1, table.columnSpan(row, column))
            if need > room:
                yield f"cell {index.data()!r} needs {need} px of {room}"


def _cell_need(table: QAbstractItemView, index) -> int:
    return 0 if table.indexWidget(index) else table.sizeHintForIndex(index).width()


@contextmanager
def painted_cuts() -> Iterator[tuple[list[str], dict[str, float]]]:
    """Collect what canvases elide, write beyond their edges or over each other while charts are painted.

    And where words end below.
    """
    cut: list[str] = []
    bottoms: dict[str, float] = {}
    written: list[tuple[QRectF, str]] = []
    text = Canvas.text

    def hear(self, rect: QRectF, words: str, **how) -> None:
        font = canvas.font_of(how.get("size_px", canvas.SMALL_PX), bold=how.get("bold", False))
        shown = canvas.fitted(words, canvas.QFontMetricsF(font), rect.width() + 0.5)
        device = self.painter.device()
        bottoms[words] = rect.bottom()
        if shown != words:
            cut.append(f"{words!r} is painted as {shown!r}")
        elif isinstance(device, QWidget) and rect.right() > device.width() + 1:
            cut.append(f"{words!r} is painted beyond the right edge")
        written.append((_inked(self, rect, canvas.QFontMetricsF(font).horizontalAdvance(words), **how), words))
        text(self, rect, words, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Canvas, "text", hear)
        yield cut, bottoms
        cut += overprinted(written)


def _inked(canvas: Canvas, rect: QRectF, width_px: float, **how) -> QRectF:
    """Return where the letters of a line stand on what is painted."""
    align, height = how.get("align", LEFT), min(rect.height(), _LETTERS_PX)
    left = {RIGHT: rect.right() - width_px, CENTRE: rect.center().x() - width_px / 2}.get(align, rect.left())
    place = QRectF(left, rect.center().y() - height / 2, width_px, height)
    return canvas.painter.combinedTransform().mapRect(place)


def overprinted(written: list[tuple[QRectF, str]]) -> Iterator[str]:
    """Give the pairs of lines whose letters stand on each other."""
    for number, (place, words) in enumerate(written):
        for other, others in written[:number]:
            both = place.intersected(other)
            if both.width() > _TOUCHING_PX and both.height() > _TOUCHING_PX and (place, words) != (other, others):
                yield f"{words!r} is painted over {others!r}"


def settled() -> None:
    """Let layouts settle and charts paint: a few turns of the event loop."""
    for _ in range(6):
        QApplication.processEvents()
