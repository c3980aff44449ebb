"""Choices that never cut the words of their lists; one shortens its own, one is as wide as what is chosen."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

_BETWEEN: Final = " · "
_AROUND_PX: Final = 28  # padding and arrow of a flat choice
_LIST_PX: Final = 12  # border and padding of an open list
_MOST_LIST_PX: Final = 640


class RoomyCombo(QComboBox):
    """A choice whose list opens as wide as its widest words: it would else be as narrow as the choice."""

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Make room, then open."""
        view = self.view()
        view.ensurePolished()
        around = _LIST_PX + view.verticalScrollBar().sizeHint().width()
        view.setMinimumWidth(min(view.sizeHintForColumn(0) + around, _MOST_LIST_PX))
        super().showPopup()


class ElidedCombo(RoomyCombo):
    """A choice that leaves out the parts behind its name, whole ones, where there is no room for them all."""

    def words_shown(self) -> str:
        """Return as many of the parts that a dot divides as there is room for; the first is cut where it has to be."""
        parts, room = self.currentText().split(_BETWEEN), self._room_px()
        for count in range(len(parts), 0, -1):
            words = _BETWEEN.join(parts[:count])
            if self.fontMetrics().horizontalAdvance(words) <= room:
                return words
        return self.fontMetrics().elidedText(parts[0], Qt.TextElideMode.ElideRight, room)

    def _room_px(self) -> int:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width() - 2

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint frame and arrow, and as much of the words as there is room for."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.words_shown()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class TightCombo(RoomyCombo):
    """A flat choice in a line of text: as wide as the words chosen, not as the widest there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("flat", True)
        self._fitted = ""  # the words that the line around has made room for
        self.currentTextChanged.connect(lambda _text: self._ask_for_room())

    def _ask_for_room(self) -> None:
        self._fitted = self.currentText()
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the words; ask for room for those that were chosen while signals were blocked."""
        super().paintEvent(event)
        if self.currentText() != self._fitted:
            self._ask_for_room()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for the words chosen, as heavy as they are written."""
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self.currentText()) + _AROUND_PX, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the same: the words are never cut."""
        return self.sizeHint()
