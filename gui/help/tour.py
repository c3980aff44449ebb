"""The tour: a few cards, each beside the part of the window that it tells of. It blocks nothing and can be left."""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from gui.look.theme import active_theme
from gui.look.words import tr
from gui.widgets.labels import label

_WIDTH_PX = 330
_GAP_PX = 10
_RING_PX = 2
_RADIUS_PX = 9


class TourStop(Struct, frozen=True, kw_only=True):
    """One card: what it tells of, in words and on the window. ``title`` and ``text`` are in the language in use."""

    title: str
    text: str
    part: Callable[[], QWidget]


class Ring(QWidget):
    """A frame around a part of the window; clicks go through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the frame in the accent colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(active_theme().colour("accent"), _RING_PX))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), _RADIUS_PX, _RADIUS_PX)
        painter.end()


class Tour(QFrame):
    """The cards of a tour over a window, one at a time. ``ended`` tells that the user has seen or left it."""

    ended = Signal()

    def __init__(self, stops: tuple[TourStop, ...], window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("box", "card")
        self.setFixedWidth(_WIDTH_PX)
        self._stops, self._window = stops, window
        self.number = 0
        self._part: QWidget | None = None
        self.ring = Ring(window)
        self.title = label("", "strong", wraps=True)
        self.text = label("", wraps=True)
        self.place = label("", "muted")
        self.leave = QPushButton(tr("Leave the tour"))
        self.back = QPushButton(tr("Back"))
        self.onward = QPushButton()
        self.onward.setProperty("primary", True)
        for button in (self.leave, self.back, self.onward):
            button.setAutoDefault(True)  # Enter presses what has the keyboard, as Space does
        self._arrange()
        QShortcut(QKeySequence("Esc"), self, self.end)
        window.installEventFilter(self)

    def begin(self) -> None:
        """Show the first card and give it the keyboard."""
        self._show_stop(0)
        self.onward.setFocus(Qt.FocusReason.PopupFocusReason)

    def end(self) -> None:
        """Take the tour away."""
        self._window.removeEventFilter(self)
        self._follow(None)
        self.ring.hide()
        self.hide()
        self.ended.emit()
        self.ring.deleteLater()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay beside the part when the window's size or the part's place changes: a notice takes room from it."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move}:
            self._place()
        return super().eventFilter(watched, event)

    def _follow(self, part: QWidget | None) -> None:
        """Watch the part that a card tells of, and no longer the one before."""
        if self._part is not None and isValid(self._part):  # panels are made anew in another language
            self._part.removeEventFilter(self)
        self._part = part
        if part is not None:
            part.installEventFilter(self)

    def _arrange(self) -> None:
        self.leave.setProperty("flat", True)
        self.leave.clicked.connect(self.end)
        self.back.clicked.connect(lambda: self._show_stop(self.number - 1))
        self.onward.clicked.connect(self._go_on)
        buttons = QHBoxLayout()
        buttons.addWidget(self.leave)
        buttons.addWidget(self.place, 1, Qt.AlignmentFlag.AlignCenter)
        buttons.addWidget(self.back)
        buttons.addWidget(self.onward)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(buttons)

    def _go_on(self) -> None:
        if self.number + 1 < len(self._stops):
            self._show_stop(self.number + 1)
        else:
            self.end()

    def _show_stop(self, number: int) -> None:
        self.number = number
        stop = self._stops[number]
        self.title.setText(stop.title)
        self.text.setText(stop.text)
        self.setAccessibleName(f"{stop.title}. {stop.text}")
        self.place.setText(f"{number + 1} / {len(self._stops)}")
        self.back.setEnabled(number > 0)
        self.onward.setText(tr("Next") if number + 1 < len(self._stops) else tr("Begin"))
        self._follow(stop.part())
        self._place()
        for part in (self.ring, self):
            part.show()
            part.raise_()

    def _place(self) -> None:
        """Stand beside the part: where there is room, right of it, left of it, below it, else in its middle."""
        part = self._stops[self.number].part()
        around = QRect(part.mapTo(self._window, QPoint(0, 0)), part.size())
        self.ring.setGeometry(around.adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX))
        layout = self.layout()
        height = layout.totalHeightForWidth(_WIDTH_PX) if layout is not None else self.height()
        self.resize(_WIDTH_PX, height)
        middle = around.center().y() - height // 2
        places = (
            QPoint(around.right() + _GAP_PX, middle),
            QPoint(around.left() - _GAP_PX - _WIDTH_PX, middle),
            QPoint(around.center().x() - _WIDTH_PX // 2, around.bottom() + _GAP_PX),
            around.center() - QPoint(_WIDTH_PX // 2, height // 2),
        )
        room = self._window.rect()
        fitting = (place for place in places if room.contains(QRect(place, self.size())))
        self.move(next(fitting, places[-1]))
