"""The table of node groups: what its keys do, what an empty one says, what a narrow one leaves out."""

from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from gui.look.theme import active_theme
from gui.look.words import mark, tr
from gui.panels.cluster.cluster_columns import column_number
from gui.widgets.labels import EDGE_PX

_OPENING_KEYS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2})
_MOVES: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}  # with Alt
_NARROW_PX: Final = 740  # below it the NIC gives its room to the names; the node's tool tip tells it too
_NARROWER_PX: Final = 680  # below it the devices do as well: the totals count them
_COMMANDS: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
EMPTY: Final = mark(
    "No accelerators yet. Choose one in the catalogue and press Enter, double-click it, or drag it here."
)


class GroupTable(QTableView):
    """``remove_requested``: the row with the keyboard is to be taken out.

    ``move_requested`` carries a row and how many places it is to go down.
    ``terms_requested`` carries a row whose terms are to be edited, and what was typed on them.
    """

    remove_requested = Signal()
    terms_requested = Signal(int, str)
    move_requested = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opening = ""

    def show_opening(self, words: str) -> None:
        """Say in an empty table that a plan is being opened, or no more."""
        self._opening = words
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete removes the row, Alt and an arrow move it; what opens an editor, or is typed, goes to the nodes."""
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Delete and index.isValid():
            self.remove_requested.emit()
            return
        if event.key() in _MOVES and event.modifiers() == Qt.KeyboardModifier.AltModifier and index.isValid():
            self.move_requested.emit(index.row(), _MOVES[Qt.Key(event.key())])
            return
        opens = event.key() in _OPENING_KEYS and not event.modifiers()
        if self._on_terms(index) and (opens or _is_typed(event)):
            self.terms_requested.emit(index.row(), "" if opens else event.text())
            return
        if index.isValid() and (opens or _is_typed(event)):
            if not index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.setCurrentIndex(index.siblingAtColumn(column_number("nodes")))
            if opens:
                if self.state() is not QAbstractItemView.State.EditingState:  # an open editor lets Enter through
                    self.edit(self.currentIndex())
                return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open the terms; any other cell has an editor of its own."""
        index = self.indexAt(event.position().toPoint())
        if self._on_terms(index):
            self.terms_requested.emit(index.row(), "")
        else:
            super().mouseDoubleClickEvent(event)

    @staticmethod
    def _on_terms(index: QModelIndex) -> bool:
        return index.isValid() and index.column() == column_number("terms")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave out the NIC, then the devices, where names would be cut."""
        super().resizeEvent(event)
        self.setColumnHidden(column_number("link"), event.size().width() < _NARROW_PX)
        self.setColumnHidden(column_number("devices"), event.size().width() < _NARROWER_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the rows, or the words for none."""
        super().paintEvent(event)
        model = self.model()
        if model is not None and model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(active_theme().colour("muted"))
            area = self.viewport().rect().adjusted(EDGE_PX, 8, -EDGE_PX, -8)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._opening or tr(EMPTY))
            painter.end()


def _is_typed(event: QKeyEvent) -> bool:
    """Whether a key writes something, as a price would begin."""
    return bool(event.text().strip()) and event.text().isprintable() and not event.modifiers() & _COMMANDS
