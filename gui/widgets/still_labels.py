"""Labels whose room does not depend on their words: another text is painted, and nothing is laid out anew.

Qt lays out every box around a label whose text changes, one after the other up to the window, and paints what it has
laid out. Most figures change with every edit, and none of them needs other room.
"""

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from gui.look.eliding import fitted
from gui.look.theme import active_theme

_HIGH_PX: Final = 10_000  # room for any number of lines


class StillLabel(QLabel):
    """One line in a role of the theme, painted by itself; a screen reader hears what is painted.

    Where there is no room it ends in an ellipsis, never within a number; ``text()`` is always the whole. ``stale``
    mutes it without asking the stylesheet again.
    """

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.setText(text)

    def text(self) -> str:
        """Return the whole text, whatever of it there is room for."""
        return self._words

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Paint another text in the same room."""
        if text != self._words:
            self._words = text
            self.setAccessibleName(text)
            self.update()

    def set_stale(self, *, stale: bool) -> None:
        """Show what is painted as belonging to an older plan, or as current."""
        if bool(self.property("stale")) != stale:
            self.setProperty("stale", stale)
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room of the whole line; as high in every script."""
        metrics, edges = self.fontMetrics(), self.contentsMargins()
        width = metrics.horizontalAdvance(self._words) + edges.left() + edges.right()
        return QSize(width, metrics.height() + edges.top() + edges.bottom())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the height of the line; it can be as narrow as its place."""
        return QSize(0, self.sizeHint().height())

    def shown(self, room: QRect) -> str:
        """Return what is painted in a room: the whole, or as much of it as there is room for."""
        metrics = self.fontMetrics()
        whole = metrics.horizontalAdvance(self._words) <= room.width()
        return self._words if whole else fitted(self._words, metrics, room.width())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the text in the colour of its role."""
        if not self._words:
            return
        room = self.contentsRect()
        painter = QPainter(self)
        colour = active_theme().colour("muted") if self.property("stale") else None
        painter.setPen(colour or self.palette().color(self.foregroundRole()))
        wraps = Qt.TextFlag.TextWordWrap if self.wordWrap() else Qt.TextFlag.TextSingleLine
        painter.drawText(room, self.alignment() | wraps, self.shown(room))
        painter.end()


class StillNote(StillLabel):
    """A remark that takes a second line rather than lose a digit; only another number of lines asks for other room.

    ``line_px`` is the least height, the same in every script.
    """

    def __init__(self, role: str = "", *, line_px: int = 0) -> None:
        super().__init__("", role)
        self._changed = False  # since it was given its width
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(line_px)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Paint another text; ask for room where it needs more or less."""
        if text == self._words:
            return
        before = self.heightForWidth(self.width())
        super().setText(text)
        self._changed = True
        if self.heightForWidth(self.width()) != before:
            self.updateGeometry()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Return how high the text is when it is broken at a width."""
        flags = Qt.TextFlag.TextWordWrap | self.alignment()
        high = self.fontMetrics().boundingRect(QRect(0, 0, width, _HIGH_PX), flags, self._words).height()
        return max(high, self.minimumHeight())

    def shown(self, _room: QRect) -> str:
        """Return the whole: it wraps."""
        return self._words

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for room again at another width: layouts remember what an older text needed there."""
        super().resizeEvent(event)
        if self._changed and event.size().width() != event.oldSize().width():
            self._changed = False
            self.updateGeometry()
