"""A menu that stays open while its boxes are checked, so that several are chosen in one go."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

_TOGGLES = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class StayingMenu(QMenu):
    """Checkable entries are toggled in place; Escape, or a click elsewhere, closes it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Toggle the entry under the mouse."""
        if not self._toggled():
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Toggle the entry that the keys point at."""
        if event.key() not in _TOGGLES or not self._toggled():
            super().keyPressEvent(event)

    def _toggled(self) -> bool:
        """Toggle the active entry where it has a box; return whether it has."""
        entry = self.activeAction()
        if entry is None or not entry.isCheckable() or not entry.isEnabled():
            return False
        entry.trigger()
        return True
