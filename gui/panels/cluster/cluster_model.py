"""The cluster as a table: one row a node group; a typed value becomes a request for an edit."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFont

from gui.document import edits
from gui.document.edit import Edit
from gui.look import formats
from gui.look.planner_words import said
from gui.look.terms_words import shorter_entry_words, terms_parts
from gui.look.theme import active_theme, app_font, icon, supplier_icon
from gui.look.words import tr
from gui.panels.catalogue.catalogue_model import MIME_TYPE
from gui.panels.cluster.cluster_columns import COLUMNS, MOST_NODES, ClusterColumn, GroupRow, cell_tip, group_row
from gui.widgets.frame_model import NO_INDEX, Index
from gui.widgets.labels import tooltip
from planner.catalogue.catalogue import Catalogue
from planner.cluster import NodeGroup
from planner.plan import Plan

CHOICES_ROLE: Final = Qt.ItemDataRole.UserRole + 1
GROUP_TYPE: Final = "application/x-chipfolio-node-group"
PARTS_ROLE: Final = Qt.ItemDataRole.UserRole + 2  # of a cell that leaves out whole parts where it is narrow
SHORTER_ROLE: Final = Qt.ItemDataRole.UserRole + 3  # of its first part, where even that finds no room
_OF_TERMS: Final[dict[int, Callable[[NodeGroup], object]]] = {
    PARTS_ROLE: lambda group: list(terms_parts(group)),
    SHORTER_ROLE: shorter_entry_words,
}


class ClusterModel(QAbstractTableModel):
    """Node groups by row. It changes nothing itself: a value typed or dropped becomes a request."""

    edit_requested = Signal(Edit)
    accelerator_dropped = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._catalogue = Catalogue()
        self._rows: tuple[GroupRow, ...] = ()
        self._stopped: dict[str, str] = {}

    def show_stopped(self, reasons: dict[str, str]) -> None:
        """Mark the node groups, by key, that something stops; the reason is said on hover."""
        if reasons != self._stopped:
            self._stopped = reasons
            if self._rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1))

    def show_plan(self, plan: Plan, catalogue: Catalogue) -> bool:
        """Show the node groups of a plan; return whether a cell may say something else than before.

        Open editors and the selection stay where the groups are the same.
        """
        rows, before = tuple(group_row(group, plan, catalogue) for group in plan.cluster.groups), self._rows
        self._plan, self._catalogue = plan, catalogue
        if [row.group.key for row in rows] != [row.group.key for row in before]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return True
        self._rows = rows
        others = [number for number, row in enumerate(rows) if row != before[number]]
        for number in others:
            self.dataChanged.emit(self.index(number, 0), self.index(number, len(COLUMNS) - 1))
        return bool(others)

    def row(self, number: int) -> GroupRow:
        """Return one row."""
        return self._rows[number]

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """Return the number of node groups."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say which cells can be edited."""
        flags = super().flags(index) | Qt.ItemFlag.ItemIsDropEnabled
        if index.isValid():
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        editable = index.isValid() and COLUMNS[index.column()].edit is not None
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell: text, symbol, alignment, tip, or what its editor starts with."""
        row, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.show(row)
        if role == Qt.ItemDataRole.EditRole:
            return column.value(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role in _OF_TERMS:
            return _OF_TERMS[role](row.group) if column.key == "terms" else None
        if role == CHOICES_ROLE:
            return column.choices(row, self._catalogue) if column.choices else None
        stopped = _warning(row, column, self._stopped.get(row.group.key, ""), role)
        return _adornment(row, column, role) if stopped is None else stopped

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a heading."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(column.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(column.tip)
        return column.alignment if role == Qt.ItemDataRole.TextAlignmentRole else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        """Ask for the edit that a typed value means; say so where it means none."""
        column = COLUMNS[index.column()]
        if role != Qt.ItemDataRole.EditRole or column.edit is None or self._plan is None:
            return False
        edit = column.edit(self._plan, self._rows[index.row()], value, self._catalogue)
        if edit is None:
            if str(value) != str(column.value(self._rows[index.row()])):
                tip = tr(column.typed or column.tip, most=formats.whole(MOST_NODES))
                self.refused.emit(tr("“{value}” is not understood here. {tip}.", value=value, tip=tip))
            return False
        self.edit_requested.emit(edit)
        return True

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's name
        """Take copies: the catalogue keeps what is dragged out of it."""
        return Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Return what can be dropped: an accelerator's key, or that of a node group from another place."""
        return [MIME_TYPE, GROUP_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Return a node group as it is dragged to another place: its key."""
        data = QMimeData()
        if indexes:
            data.setData(GROUP_TYPE, self._rows[indexes[0].row()].group.key.encode())
        return data

    def move(self, number: int, by: int) -> None:
        """Ask for a row to be moved so many places down (below zero: up), where there is one."""
        if 0 <= number < len(self._rows) and 0 <= number + by < len(self._rows):
            self._ask_to_move(self._rows[number].group.key, number + by)

    def _ask_to_move(self, key: str, place: int) -> None:
        row = next((row for row in self._rows if row.group.key == key), None)
        if self._plan is None or row is None or self._rows.index(row) == place:
            return
        text = tr("Move {name}", name=row.accelerator.name)
        plan = edits.move_group(self._plan, key, place)
        self.edit_requested.emit(Edit(text=text, plan=plan, merge_key=("move", key)))

    def dropMimeData(  # noqa: N802 - Qt's name
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        """Ask for a dropped accelerator to be added, or for a dropped node group to be moved there."""
        if data.hasFormat(GROUP_TYPE):
            self._drop_group(bytes(data.data(GROUP_TYPE).data()).decode(), row, parent)
            return False  # nothing was inserted: the plan comes back in its new order
        if not data.hasFormat(MIME_TYPE):
            return False
        self.accelerator_dropped.emit(bytes(data.data(MIME_TYPE).data()).decode())
        return True

    def _drop_group(self, key: str, row: int, parent: Index) -> None:
        """Take the place of the row that it is dropped on; between two rows, the place between them."""
        keys = [one.group.key for one in self._rows]
        if key not in keys:  # of another window
            return
        before = keys.index(key)
        if parent.isValid():
            place = parent.row()
        else:
            place = len(keys) if row < 0 else row
            place -= place > before
        self._ask_to_move(key, place)


def _warning(row: GroupRow, column: ClusterColumn, reason: str, role: int) -> object:
    """Return how a group that something stops is marked: a coloured name, a sign beside it, the reason in words."""
    if not reason or column.key not in {"accelerator", "design"}:
        return None
    if role == Qt.ItemDataRole.ForegroundRole and column.key == "accelerator":
        return active_theme().colour("error")
    if role == Qt.ItemDataRole.DecorationRole and column.key == "design":
        return icon("error")
    if role == Qt.ItemDataRole.ToolTipRole:
        return tooltip(said(reason))
    return f"{row.accelerator.name}: {said(reason)}" if role == Qt.ItemDataRole.AccessibleTextRole else None


def _adornment(row: GroupRow, column: ClusterColumn, role: int) -> object:
    """Return symbol, tip and spoken words of a cell."""
    if role == Qt.ItemDataRole.DecorationRole and column.key == "accelerator":
        return supplier_icon(row.accelerator.supplier)
    if role == Qt.ItemDataRole.FontRole and column.key == "accelerator":
        return app_font(weight=QFont.Weight.DemiBold)
    if role == Qt.ItemDataRole.ToolTipRole:
        return tooltip(cell_tip(row, column))
    return f"{tr(column.title)}: {column.show(row)}" if role == Qt.ItemDataRole.AccessibleTextRole else None
