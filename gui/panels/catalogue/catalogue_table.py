"""The table of accelerators: which columns it shows is the user's to choose."""

from collections.abc import Callable, Collection
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QPushButton, QTableView, QVBoxLayout, QWidget

from gui.look.words import tr
from gui.panels.catalogue.catalogue_columns import COLUMNS
from gui.widgets.badge_delegate import BadgeDelegate
from gui.widgets.headings import heading_px
from gui.widgets.labels import label
from gui.widgets.staying_menu import StayingMenu

ROW_PX: Final = 26
_SYMBOL_PX: Final = 14
_WIDTHS: Final = {"tflop_per_s": 48, "memory_bytes": 36, "price": 58, "readiness": 26, "evidence": 31}  # at least
_OTHER_WIDTH: Final = 62


class CatalogueTable(QTableView):
    """``columns_changed`` carries the keys of the columns shown; ``all_wanted``: nothing matches, show everything."""

    columns_changed = Signal(tuple)
    all_wanted = Signal()

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Accelerators"))
        self.setModel(model)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setIconSize(QSize(_SYMBOL_PX, _SYMBOL_PX))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.setItemDelegateForColumn(_number("evidence"), BadgeDelegate(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._dress_header()
        self.nothing = self._make_nothing()

    def say_nothing_matches(self, *, shown: bool) -> None:
        """Say that search and filters leave no row, with the way back; or stop saying it."""
        self.nothing.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the words for no row in the middle."""
        super().resizeEvent(event)
        self.nothing.setGeometry(self.viewport().rect())

    def columns(self) -> tuple[str, ...]:
        """Return the keys of the columns shown."""
        return tuple(column.key for number, column in enumerate(COLUMNS) if not self.isColumnHidden(number))

    def choose_columns(self, keys: tuple[str, ...]) -> None:
        """Show these columns, the name always; none given are those shown at first."""
        for number, column in enumerate(COLUMNS):
            shown = column.key in keys if keys else column.at_first
            self.setColumnHidden(number, number > 0 and not shown)
        more = len(self.columns()) > sum(column.at_first for column in COLUMNS)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if more else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)
        mode = QHeaderView.ResizeMode.ResizeToContents if more else QHeaderView.ResizeMode.Stretch
        self.horizontalHeader().setSectionResizeMode(0, mode)

    def fit_figures(self, columns: Collection[str] | None = None) -> None:
        """Give columns of figures shown the room that the heading and the longest in sight need: nothing is cut.

        ``columns`` are the keys of those that say something else than before; None is all of them.
        """
        self.ensurePolished()  # in the letters of the stylesheet
        for number, column in enumerate(COLUMNS):
            if number and not self.isColumnHidden(number) and (columns is None or column.key in columns):
                least = _WIDTHS.get(column.key, _OTHER_WIDTH)
                heading = heading_px(self.horizontalHeader(), number)
                self.setColumnWidth(number, max(least, heading, self._longest(number)))

    def _longest(self, column: int) -> int:
        """Return the room that a column's longest figure takes; to lay out all of them takes a tenth of a second."""
        model, advance = self.model(), QFontMetricsF(self.font()).horizontalAdvance
        indexes = [model.index(row, column) for row in range(model.rowCount())]
        cells = {str(index.data()): index for index in indexes}
        return self.sizeHintForIndex(cells[max(cells, key=advance)]).width() if cells else 0

    def column_menu(self, parent: QWidget) -> QMenu:
        """Return a menu that shows and hides columns; it stays open while they are chosen."""
        menu = StayingMenu(tr("Columns"), parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, column in enumerate(COLUMNS):
            if number:
                entry = menu.addAction(self._about(number))
                entry.setCheckable(True)
                entry.setChecked(not self.isColumnHidden(number))
                entry.toggled.connect(self._column_checker(column.key))
        return menu

    def _about(self, number: int) -> str:
        role = Qt.ItemDataRole.AccessibleTextRole
        return str(self.model().headerData(number, Qt.Orientation.Horizontal, role))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy the rows selected on the system's key for it, as spreadsheets take them."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._words())
        else:
            super().keyPressEvent(event)

    def _make_nothing(self) -> QWidget:
        nothing = QWidget(self.viewport())
        column = QVBoxLayout(nothing)
        words = label(tr("No accelerator matches the search and the filters."), "muted", wraps=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        button = QPushButton(tr("Show all accelerators"))
        button.clicked.connect(self.all_wanted)
        column.addStretch(1)
        column.addWidget(words)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        nothing.hide()
        return nothing

    def _words(self) -> str:
        shown = [number for number in range(len(COLUMNS)) if not self.isColumnHidden(number)]
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        model = self.model()
        lines = [[str(model.headerData(column, Qt.Orientation.Horizontal)).replace("\n", " ") for column in shown]]
        lines += [[str(model.index(row, column).data()) for column in shown] for row in rows]
        return "".join("\t".join(line) + "\n" for line in lines)

    def _dress_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(26)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for number, column in enumerate(COLUMNS):
            self.setColumnWidth(number, _WIDTHS.get(column.key, _OTHER_WIDTH))
            self.setColumnHidden(number, not column.at_first)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda place: self.column_menu(self).popup(header.viewport().mapToGlobal(place))
        )

    def _column_checker(self, key: str) -> Callable[[bool], None]:
        def check(on: bool) -> None:  # noqa: FBT001 - Qt's signature
            kept = {*self.columns(), key} if on else {*self.columns()} - {key}
            self.choose_columns(tuple(column.key for column in COLUMNS if column.key in kept))
            self.columns_changed.emit(self.columns())

        return check


def _number(key: str) -> int:
    return next(number for number, column in enumerate(COLUMNS) if column.key == key)
