"""Messages that need no dialog: one line over the panels, with what can be done about it."""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from gui.look.theme import icon
from gui.look.words import tr
from gui.widgets.labels import label


class NoticeKind(StrEnum):
    """What a notice is about; the theme has a colour for each."""

    PLAIN = "plain"
    CARD = "card"
    WARNING = "warning"
    ERROR = "error"


class Offer(Struct, frozen=True):
    """Something that can be done about a notice."""

    text: str
    act: Callable[[], object]


class Notice(QFrame):
    """One message with its offers; each offer, and the close button, takes it away."""

    dismissed = Signal()

    def __init__(self, text: str, kind: NoticeKind, offers: tuple[Offer, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = text
        self._before = QApplication.focusWidget()
        self.setProperty("box", kind.value)
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 6, 5)
        words = label(text, kind.value if kind in {NoticeKind.WARNING, NoticeKind.ERROR} else "", wraps=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(words, 1)
        self.buttons = [self._button(offer) for offer in offers]
        for button in self.buttons:
            row.addWidget(button)
        self.close_button = QToolButton()
        self.close_button.setIcon(icon("close"))
        self.close_button.setAccessibleName(tr("Dismiss"))
        self.close_button.setToolTip(tr("Dismiss this message"))
        self.close_button.clicked.connect(self.dismiss)
        row.addWidget(self.close_button)

    def dismiss(self) -> None:
        """Take the notice away; the keyboard goes back to where it was when the notice came."""
        chosen, before = QApplication.focusWidget(), self._before
        had_keyboard = chosen is not None and self.isAncestorOf(chosen)
        self.hide()
        if had_keyboard:  # else it falls to the first button of the window, which makes a new plan
            known = before is not None and isValid(before) and before.isVisible()
            (before if before is not None and known else self.window()).setFocus(Qt.FocusReason.OtherFocusReason)
        self.dismissed.emit()
        self.deleteLater()

    def _button(self, offer: Offer) -> QPushButton:
        button = QPushButton(offer.text)
        button.setAutoDefault(True)  # Enter presses it, as Space does

        def act() -> None:
            self.dismiss()
            offer.act()

        button.clicked.connect(act)
        return button


class NoticeBar(QWidget):
    """The notices that are open, newest last. A notice under the same topic replaces the one before.

    ``changed`` tells that the bar needs more or less room.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_topic: dict[str, Notice] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    def show_notice(self, topic: str, text: str, *offers: Offer, kind: NoticeKind = NoticeKind.PLAIN) -> Notice:
        """Show a message until it is dismissed, answered or replaced."""
        self.clear(topic)
        notice = Notice(text, kind, offers)
        notice.dismissed.connect(lambda: self._forget(topic, notice))
        self._by_topic[topic] = notice
        self._column.addWidget(notice)
        self.show()
        notice.show()  # at once: what is not shown yet takes no room when the bar is measured
        self.changed.emit()
        return notice

    def clear(self, topic: str) -> None:
        """Take away the notice of one topic, where there is one."""
        notice = self._by_topic.pop(topic, None)
        if notice is not None:
            notice.dismiss()
            self._show_rest(notice)

    @property
    def any_open(self) -> bool:
        """Whether a notice is open."""
        return bool(self._by_topic)

    def notice(self, topic: str) -> Notice | None:
        """Return the open notice of a topic."""
        return self._by_topic.get(topic)

    def _forget(self, topic: str, notice: Notice) -> None:
        if self._by_topic.get(topic) is notice:
            del self._by_topic[topic]
            self._show_rest(notice)

    def _show_rest(self, gone: Notice) -> None:
        """Take the room of a notice that is gone."""
        self._column.removeWidget(gone)
        self.setVisible(self.any_open)
        self.changed.emit()
