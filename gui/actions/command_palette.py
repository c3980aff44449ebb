"""Finds any action by its name, or by what it is about: type a part of it, press Enter."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from shiboken6 import isValid

from gui.actions.action import ALSO
from gui.actions.palette_delegate import KEYS_ROLE, PaletteDelegate
from gui.look.words import plain, tr
from gui.widgets.labels import label, tooltip

_WIDTH_PX = 460
_HEIGHT_PX = 340
_TOP_PX = 90


class CommandPalette(QFrame):
    """A list of actions over the window; it closes when it loses the keyboard."""

    opening = Signal()  # its entries can still be brought up to date

    def __init__(self, entries: Callable[[], list[tuple[str, QAction]]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("box", "card")
        self.setAccessibleName(tr("Command palette"))
        self._entries = entries
        self._before: QWidget | None = None  # what had the keyboard
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Type what to do"))
        self.field.setAccessibleName(tr("Search actions"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Actions"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.none = label(tr("No action has these words. F1 opens the help."), "muted", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self.none, 1, Qt.AlignmentFlag.AlignTop)
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._run_current)
        self.list.itemActivated.connect(lambda _item: self._run_current())
        self.list.itemClicked.connect(lambda _item: self._run_current())
        self.field.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show the list, empty of words, and take the keyboard."""
        window = self.parentWidget()
        if window is None:
            return
        self._before = QApplication.focusWidget()
        self.opening.emit()
        width, height = min(_WIDTH_PX, window.width() - 40), min(_HEIGHT_PX, window.height() - _TOP_PX - 20)
        self.resize(width, height)
        self.move(QPoint((window.width() - width) // 2, _TOP_PX))
        self.field.clear()
        self._fill("")
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Move in the list with the arrow keys, close on Escape and on losing the keyboard."""
        if event.type() is QEvent.Type.FocusOut:
            self.hide()
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._leave()
                return True
            if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow((self.list.currentRow() + step) % max(1, self.list.count()))
                return True
        return super().eventFilter(watched, event)

    def _fill(self, text: str) -> None:
        self.list.clear()
        found = [
            (words, action)
            for words, action in self._entries()
            if action.isEnabled() and _matches(text, f"{words} {action.statusTip()} {action.property(ALSO) or ''}")
        ]
        for words, action in sorted(found, key=lambda entry: _rank(text, entry[0])):
            item = QListWidgetItem(action.icon(), words)
            item.setData(KEYS_ROLE, action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
            item.setData(Qt.ItemDataRole.UserRole, action)
            item.setToolTip(tooltip(action.statusTip()))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words} {item.data(KEYS_ROLE)}".strip())
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.none.setVisible(not found)
        self.list.setVisible(bool(found))

    def _leave(self) -> None:
        """Close and give the keyboard back: what was chosen is often about what had it."""
        before, self._before = self._before, None
        self.hide()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def _run_current(self) -> None:
        item = self.list.currentItem()
        self._leave()
        if item is not None:
            item.data(Qt.ItemDataRole.UserRole).trigger()


def action_words(action: QAction) -> str:
    """Return an action's text without its mnemonic."""
    return plain(action.text())


def _matches(typed: str, words: str) -> bool:
    """Return whether every typed word occurs."""
    return all(part in words.lower() for part in typed.lower().split())


def _rank(typed: str, words: str) -> int:
    """Return how far an action's name is from what is typed; equals keep their order.

    0 where the name begins so, 1 where a word of it does, 2 where all is somewhere in it, 3 where its tip speaks of it.
    """
    bare, found = typed.lower().strip(), words.lower()
    if found.startswith(bare):
        return 0
    if any(word.startswith(bare) for word in found.split()):
        return 1
    return 2 if _matches(typed, words) else 3
