"""The catalogue as a table: one row an accelerator, found by search and filters."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QMimeData, QObject, QSortFilterProxyModel, Qt

from gui.look import formats
from gui.look.planner_words import said
from gui.look.theme import supplier_icon
from gui.panels.catalogue.catalogue_columns import COLUMNS, CatalogueColumn, CatalogueRow, readiness_words
from gui.panels.catalogue.catalogue_search import Query
from gui.widgets.frame_model import NO_INDEX, SORT_ROLE, Index
from gui.widgets.labels import tooltip
from planner.catalogue.accelerator import Accelerator, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.price_offers import label_of
from planner.plan import Plan, accelerators_used

MIME_TYPE: Final = "application/x-chipfolio-accelerator"
_TO_BE_HAD: Final = ("shipping", "available")  # how the catalogue's status of such a device begins
_ALL_COLUMNS: Final = frozenset(column.key for column in COLUMNS)
UNKNOWN_SORTS_AS: Final = float("-inf")  # what is unknown stands below every known figure


def catalogue_order(plan: Plan, catalogue: Catalogue, priced: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the keys in the order shown before the user sorts.

    The plan's own come first, then what can be bought now and has a price at the site, the newest and fastest first.
    """
    own = accelerators_used(plan)

    def rank(key: str) -> tuple[int, bool, bool, int, float]:
        one = catalogue.accelerators[key]
        place = own.index(key) if key in own else len(own)
        rate = one.peak_flop_per_s.get(Precision.BF16, 0.0)
        return place, not one.status.startswith(_TO_BE_HAD), not priced(key), -(one.year or 0), -rate

    return tuple(sorted(catalogue.accelerators, key=rank))


class CatalogueModel(QAbstractTableModel):
    """Accelerators by row; rows can be dragged into the cluster."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[CatalogueRow, ...] = ()
        self._currency = ""

    def set_rows(self, rows: tuple[CatalogueRow, ...], currency: str) -> frozenset[str]:
        """Show other rows; return the keys of the columns that say something else now."""
        if rows == self._rows and currency == self._currency:
            return frozenset()
        same_accelerators = [row.accelerator.key for row in rows] == [row.accelerator.key for row in self._rows]
        if same_accelerators and rows:  # keep the selection and the scroll position
            return self._exchange(rows, currency)
        self.beginResetModel()
        self._rows, self._currency = rows, currency
        self.endResetModel()
        return _ALL_COLUMNS

    def _exchange(self, rows: tuple[CatalogueRow, ...], currency: str) -> frozenset[str]:
        """Show other rows of the same accelerators; tell of those alone that are others: each is filtered again."""
        pairs = list(zip(self._rows, rows, strict=True))
        changed = [number for number, (old, new) in enumerate(pairs) if old != new]
        headings = (self._currency, self._precision())
        self._rows, self._currency = rows, currency
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))
        if headings != (currency, self._precision()):
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
            return _ALL_COLUMNS
        others = [pairs[number] for number in changed]
        return frozenset(one.key for one in COLUMNS if any(one.show(old) != one.show(new) for old, new in others))

    def row(self, index: Index) -> CatalogueRow:
        """Return the row of a source index."""
        return self._rows[index.row()]

    def shown_at(self, number: int) -> CatalogueRow:
        """Return a row by where it stands."""
        return self._rows[number]

    def row_of(self, accelerator: str) -> int | None:
        """Return where one accelerator stands."""
        return next((number for number, row in enumerate(self._rows) if row.accelerator.key == accelerator), None)

    def rowCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """Return the number of accelerators."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell: text, symbol, alignment, tip, or the value to sort by."""
        row, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.show(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return supplier_icon(row.accelerator.supplier)
        if role == SORT_ROLE:
            value = column.value(row)
            return UNKNOWN_SORTS_AS if value is None else value
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._spoken(row, column))
        return self._spoken(row, column) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a heading; the price's names the currency."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return formats.per_hour(self._currency) if column.key == "price" else column.heading(self._precision())
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.whole_tip(self._precision())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.about(self._precision())
        return column.alignment if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Allow dragging."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Return what is dragged: an accelerator's key."""
        return [MIME_TYPE]

    def mimeData(self, indexes: list[Index]) -> QMimeData:  # type: ignore[override]  # noqa: N802 - Qt's name
        """Return the key of the first dragged row."""
        data = QMimeData()
        data.setData(MIME_TYPE, self._rows[indexes[0].row()].accelerator.key.encode())
        return data

    def _precision(self) -> Precision:
        return self._rows[0].precision if self._rows else Precision.BF16

    def _spoken(self, row: CatalogueRow, column: CatalogueColumn) -> str:
        if column.key == "accelerator":
            return f"{row.accelerator.name}, {row.accelerator.supplier}"
        if column.key == "readiness":
            return readiness_words(row)
        if column.key == "price" and row.offer is not None:
            return f"{column.about(row.precision)}. {said(label_of(row.offer))} {row.offer.date}".strip()
        return f"{column.about(row.precision)}: {column.show(row)}"


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Return the first and the last of each stretch of ascending numbers without a gap."""
    firsts = [number for number in numbers if number - 1 not in numbers]
    lasts = [number for number in numbers if number + 1 not in numbers]
    return list(zip(firsts, lasts, strict=True))


class CatalogueFilter(QSortFilterProxyModel):
    """Keeps what both the typed line and the filters accept; sorts by value, not by text."""

    def __init__(self, source: CatalogueModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._query = Query()
        self._accepts: Callable[[Accelerator], bool] = lambda _accelerator: True
        self.setSourceModel(source)
        self.setSortRole(SORT_ROLE)

    def narrow(self, query: Query, accepts: Callable[[Accelerator], bool]) -> None:
        """Keep only what both accept."""
        self._query, self._accepts = query, accepts
        self.invalidate()

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 - Qt's name
        """Sort what is unknown last, whichever way."""
        one, other = left.data(SORT_ROLE), right.data(SORT_ROLE)
        if UNKNOWN_SORTS_AS in {one, other} and one != other:
            return (other == UNKNOWN_SORTS_AS) is (self.sortOrder() is Qt.SortOrder.AscendingOrder)
        return bool(one < other)

    def filterAcceptsRow(self, source_row: int, _source_parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Return whether a row stays."""
        accelerator = self._source.shown_at(source_row).accelerator
        return self._query.accepts(accelerator) and self._accepts(accelerator)
