"""The table of node groups: what its keys do, what an empty one says, what a narrow one leaves out."""

from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QToolButton, QWidget

from gui.look.theme import active_theme, icon
from gui.look.words import mark, tr
from gui.panels.cluster.cluster_columns import COLUMNS, column_number
from gui.panels.cluster.cluster_delegate import price_px, terms_px
from gui.panels.cluster.cluster_model import PARTS_ROLE
from gui.widgets.headings import heading_px
from gui.widgets.labels import EDGE_PX, tooltip

_OPENING_KEYS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2})
_MOVES: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}  # with Alt
_NEEDS_PX: Final = {"link": 740, "devices": 680}  # where the table is narrower, names need the column's room
_LEAST_DESIGN_PX: Final = 80  # a word of it
_READABLE_DESIGN_PX: Final = 130  # enough to tell one from another
_MORE_SIZE_PX: Final = (36, 26)
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
        self._kept: set[str] = set()  # columns that are shown however narrow the table is
        self.more = self._more_button()
        # once the header knows where every column stands: it tells of each while the others are yet to follow
        self.horizontalHeader().sectionResized.connect(self._place_more, Qt.ConnectionType.QueuedConnection)

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
        """Leave out the NIC, then the devices, where names would be cut, and say so in the headings."""
        super().resizeEvent(event)
        self._fit_columns()

    def left_out(self) -> tuple[str, ...]:
        """Return the titles of the columns that there is no room for."""
        return tuple(_title(key) for key in _NEEDS_PX if self.isColumnHidden(column_number(key)))

    def keep_column(self, key: str, *, kept: bool) -> None:
        """Show a column however narrow the table is, or only where there is room for it."""
        self._kept = self._kept | {key} if kept else self._kept - {key}
        self._fit_columns()

    def _fit_columns(self) -> None:
        for key, needed_px in _NEEDS_PX.items():
            self.setColumnHidden(column_number(key), self.width() < needed_px and key not in self._kept)
        words = tr("No room for: {columns}", columns=tr(", ").join(self.left_out()))
        self.more.setToolTip(tooltip(words))
        self.more.setAccessibleName(words)
        self.more.setVisible(self.width() < max(_NEEDS_PX.values()))
        self.fit_designs()
        self._place_more()

    def fit_designs(self) -> None:
        """Give the node designs what the terms leave, and a name to know them by: a design is whole in its tip.

        Terms are what the user set, a wait or a window among them; a price that is cut is lost.
        """
        design, terms = column_number("design"), column_number("terms")
        others = sum(self.columnWidth(one) for one in range(len(COLUMNS)) if one not in {design, terms})
        wanted = max(self.sizeHintForColumn(design), heading_px(self.horizontalHeader(), design))
        room = self.viewport().width() - others
        width = min(wanted, max(_READABLE_DESIGN_PX, room - self._terms_px(whole=True)))
        self.setColumnWidth(design, max(min(wanted, _LEAST_DESIGN_PX), min(width, room - self._terms_px(whole=False))))

    def _terms_px(self, *, whole: bool) -> int:
        """Return the room of the longest terms, or of the longest price with the sign of more terms behind it."""
        model, column = self.model(), column_number("terms")
        cells = (model.index(row, column).data(PARTS_ROLE) for row in range(model.rowCount() if model else 0))
        metrics = self.fontMetrics()
        return max(
            (terms_px(parts, metrics) if whole else price_px(parts[0], metrics) for parts in cells if parts), default=0
        )

    def _more_button(self) -> QToolButton:
        """Return the sign that columns are left out; it shows them, and the table then scrolls if it must."""
        button = QToolButton(self.horizontalHeader().viewport())
        button.setIcon(icon("more"))
        button.clicked.connect(button.showMenu)  # at once, without the arrow that looks like one for sorting
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setFixedSize(*_MORE_SIZE_PX)
        menu = QMenu(button)
        for key in _NEEDS_PX:
            entry = menu.addAction(_title(key))
            entry.setCheckable(True)
            entry.toggled.connect(partial(self._keep, key))
        button.setMenu(menu)
        return button

    def _keep(self, key: str, kept: bool) -> None:  # noqa: FBT001 - Qt's signature
        self.keep_column(key, kept=kept)

    def _place_more(self) -> None:
        """Put the sign where the columns would stand: at the end of the terms' heading."""
        header, terms = self.horizontalHeader(), column_number("terms")
        if header.count() > terms:
            right = header.sectionViewportPosition(terms) + header.sectionSize(terms)
            self.more.move(right - self.more.width(), (header.height() - self.more.height()) // 2)

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


def _title(key: str) -> str:
    return tr(COLUMNS[column_number(key)].title)


def _is_typed(event: QKeyEvent) -> bool:
    """Whether a key writes something, as a price would begin."""
    return bool(event.text().strip()) and event.text().isprintable() and not event.modifiers() & _COMMANDS
