"""A read-only table over a DataFrame whose columns are data; sortable, copyable, spoken by screen readers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.look import formats

if TYPE_CHECKING:
    import pandas as pd

Index = QModelIndex | QPersistentModelIndex
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
SORT_ROLE: Final = Qt.ItemDataRole.UserRole
NO_INDEX: Final = QModelIndex()


class Column(Struct, frozen=True, kw_only=True):
    """How one column of a frame is shown: its heading and how its values are written."""

    title: str
    show: Callable[[Any], str]
    alignment: Qt.AlignmentFlag = RIGHT


def column_of(title: str, dtype: str) -> Column:
    """Return how a column of this type is shown where nothing else is said."""
    if dtype.startswith(("int", "uint")):
        return Column(title=title, show=formats.whole)
    if dtype.startswith("float"):
        return Column(title=title, show=lambda value: formats.significant(value, 4))
    return Column(title=title, show=_text, alignment=LEFT)


def _text(value: object) -> str:
    return formats.UNKNOWN if value is None or value != value else str(value)  # noqa: PLR0124 - NaN is not itself


class FrameModel(QAbstractTableModel):
    """Shows a frame; missing values are shown as unknown and sort last either way."""

    def __init__(self, frame: "pd.DataFrame", columns: tuple[Column, ...] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns or tuple(column_of(str(name), str(dtype)) for name, dtype in frame.dtypes.items())
        self._frame = frame

    @property
    def frame(self) -> "pd.DataFrame":
        """The frame as it is sorted now."""
        return self._frame

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """Return the number of rows of the frame."""
        return 0 if parent.isValid() else len(self._frame)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns of the frame."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell as text, its alignment, or its bare value to sort by."""
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.show(self._value(index))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role == SORT_ROLE:
            return self._value(index)
        return None

    def _value(self, index: Index) -> object:
        return self._frame.iat[index.row(), index.column()]  # noqa: PD009 - one cell at a time: .iat is made for it

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's heading (rows have none)."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        return self._columns[section].alignment if role == Qt.ItemDataRole.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows by one column; equal rows keep their order."""
        self.layoutAboutToBeChanged.emit()
        name = self._frame.columns[column]
        self._frame = self._frame.sort_values(
            name, ascending=order is Qt.SortOrder.AscendingOrder, kind="stable", na_position="last"
        )
        self.layoutChanged.emit()
