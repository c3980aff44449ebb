"""Tables of a team's library: rows of plain text, each with what it stands for."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui.look.words import mark, tr
from gui.widgets.frame_model import LEFT, NO_INDEX, Index
from gui.widgets.labels import tooltip
from planner.library.entries import VersionInfo

KIND_WORDS: Final = (mark("plan"), mark("catalogue"), mark("shapes"), mark("prices"))
VERSION_HEADINGS: Final = (mark("Kind"), mark("Name"), mark("Version"), mark("By"), mark("At"), mark("Reason"))
ROW_PX: Final = 26


class TextRows(QAbstractTableModel):
    """Rows of texts under headings; a cell's tool tip is the whole of its text."""

    def __init__(self, headings: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._rows: tuple[tuple[str, ...], ...] = ()

    def show_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show these rows and no others."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text; its tool tip carries no markup of a stranger's."""
        text = self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        return tooltip(text) if role == Qt.ItemDataRole.ToolTipRole else None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's heading (rows have none)."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None


def version_row(info: VersionInfo) -> tuple[str, ...]:
    """Return a version as a row; the time is this desk's."""
    moment = info.published_at.astimezone().strftime("%Y-%m-%d %H:%M")
    return tr(info.kind.value), info.name, str(info.version), info.author, moment, info.reason


def text_view(model: TextRows, name: str) -> QTableView:
    """Return a table of whole rows, the last column as wide as there is room."""
    view = QTableView()
    view.setAccessibleName(name)
    view.setModel(model)
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(ROW_PX)
    view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    view.horizontalHeader().setStretchLastSection(True)
    return view


def headings() -> tuple[str, ...]:
    """Return the headings of versions in the language in use."""
    return tuple(tr(heading) for heading in VERSION_HEADINGS)
