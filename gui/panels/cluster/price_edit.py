"""A line for a price as one types it: ``rent 1.80``, ``buy 17000``, ``owned``."""

from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from gui.panels.cluster.price_entry import PriceEntry, parse_price, refusal_words
from gui.widgets.labels import set_flag, tooltip

_TAKEN: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class PriceEdit(QLineEdit):
    """Commits on Enter and on leaving; Escape brings the price back; a sentence says what is not understood.

    ``committed`` carries the entry, ``refused`` the sentence.
    """

    committed = Signal(PriceEntry)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currencies: tuple[str, ...] = ()
        self._shown = ""
        self._taken = ""  # the text committed last
        self._asked = ""  # a text that a question is asked about, shown till it is answered
        self.textEdited.connect(self._check)
        self.editingFinished.connect(self._commit)

    def set_words(self, words: str) -> None:
        """Show a price in words, unless the user is typing another one."""
        self._shown = words
        if not (self.hasFocus() and self.isModified()):
            self._bring_back()

    def keep_asked(self) -> None:
        """Go on showing what was committed: whether it is meant so is asked."""
        self._asked = self._taken
        self._bring_back()

    def forget_asked(self) -> None:
        """Show the price that holds: the question is answered, or taken back."""
        self._asked = ""
        self.set_words(self._shown)

    def begin(self, text: str) -> None:
        """Start with what was typed elsewhere, or with the whole price selected."""
        if text:
            self.setText(text)
            self.setModified(True)
            self._check(text)
        else:
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take back with Escape; Enter commits and stays here."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._bring_back()
            return
        super().keyPressEvent(event)
        if event.key() in _TAKEN:
            event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Select all, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def _check(self, text: str) -> None:
        set_flag(self, "invalid", on=not isinstance(parse_price(text, self.currencies), PriceEntry))

    def _commit(self) -> None:
        text = self.text()
        if not self.isModified() or text == (self._asked or self._shown):
            self._bring_back()
            return
        entry = parse_price(text, self.currencies)
        self._taken = text
        self._bring_back()
        if isinstance(entry, PriceEntry):
            self.committed.emit(entry)
            return
        words = refusal_words(entry)
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), tooltip(words), self)
        self.refused.emit(words)

    def _bring_back(self) -> None:
        self.setText(self._asked or self._shown)
        self.setCursorPosition(0)  # where the line is narrow the tenure is in sight, not the unit alone
        self.setModified(False)
        set_flag(self, "invalid", on=False)
