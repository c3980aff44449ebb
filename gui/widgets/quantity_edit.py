"""A line for one quantity: shown with SI suffix and unit, typed as one likes, stepped with the arrow keys."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

from gui.look import formats
from gui.look.words import tr
from gui.widgets.labels import set_flag, tooltip

_STEPS: Final = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class QuantityEdit(QLineEdit):
    """Commits on Enter and on leaving; Escape brings the value back; what is not understood is framed in red.

    Where that is committed all the same, a sentence says what would be understood.

    ``committed`` carries the number; None where the line may be empty and was emptied, or its word for that was typed.
    """

    committed = Signal(object)  # a float, or None where nothing is said

    def __init__(
        self,
        show: Callable[[float], str],
        accepts: Callable[[float], bool],
        *,
        step: Callable[[float, int], float] | None = None,
        empty: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._show = show
        self._accepts = accepts
        self._step = step
        self._empty = empty
        self._value: float | None = None
        self._shown = ""
        if empty is not None:
            self.setPlaceholderText(empty)
        self.textEdited.connect(self._check)
        self.editingFinished.connect(self._commit)

    @property
    def value(self) -> float | None:
        """The number shown."""
        return self._value

    def set_value(self, value: float | None) -> None:
        """Show a number, unless the user is typing another one; the same number may have another unit by now."""
        self._value = value
        if self.text() == self._shown == self._words() or (self.hasFocus() and self.isModified()):
            return
        self._bring_back()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Step with the arrow keys, take back with Escape."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._step is not None and self._value is not None:
            self._offer(self._step(self._value, step))
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self._bring_back()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Select all, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def _check(self, text: str) -> None:
        set_flag(self, "invalid", on=not self._understands(text))

    def _understands(self, text: str) -> bool:
        if self._says_nothing(text):
            return self._empty is not None
        number = formats.parse_quantity(self._without_unit(text))
        return number is not None and self._accepts(number)

    def _says_nothing(self, text: str) -> bool:
        """Return whether a line was emptied, or says in the word that stands in an empty one that there is nothing."""
        return text.strip().casefold() in {"", (self._empty or "").casefold()}

    def _commit(self) -> None:
        text = self.text()
        if not self.isModified() or text == self._shown:
            self._bring_back()
            return
        if not self._understands(text):
            self._bring_back()
            self._say_refused(text)
            return
        self._offer(formats.parse_quantity(self._without_unit(text)) if not self._says_nothing(text) else None)

    def _say_refused(self, text: str) -> None:
        """Say in a sentence what was not understood, or is out of range, and what would do; the value before stands."""
        number, tip = formats.parse_quantity(self._without_unit(text)), self.accessibleDescription()
        beyond = number is not None and not self._accepts(float(round(number)))  # else it is a part of something whole
        words = (
            tr("“{value}” is out of range here. {tip}.", value=text, tip=tip)
            if beyond
            else tr("“{value}” is not understood here. {tip}.", value=text, tip=tip)
        )
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), tooltip(words), self)

    def _offer(self, value: float | None) -> None:
        if value is not None and not self._accepts(value):
            return
        changed = value != self._value
        self._value = value
        self._bring_back()
        if changed:
            self.committed.emit(value)

    def _without_unit(self, text: str) -> str:
        """Return a typed text without the field's own unit behind the number; any other word stays, and is refused."""
        number, _, word = text.strip().replace(formats.THIN, " ").replace("%", " %").rpartition(" ")
        its_own = f"{self._show(2.0)} {self.accessibleName()}".replace(formats.THIN, " ").casefold().split()
        is_unit = len(word) > 1 or not word.isalnum() or not word.isascii()
        return number if number and is_unit and any(unit.startswith(word.casefold()) for unit in its_own) else text

    def _words(self) -> str:
        return "" if self._value is None else self._show(self._value)

    def _bring_back(self) -> None:
        self._shown = self._words()
        self.setText(self._shown)
        self.setCursorPosition(0)  # where the line is narrow the digits are in sight, not the unit
        self.setModified(False)
        set_flag(self, "invalid", on=False)
