"""The catalogue as a table: one row an accelerator, columns as data, found by search and filters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QMimeData, QObject, QSortFilterProxyModel, Qt

from gui.look import formats
from gui.look.planner_words import said
from gui.look.theme import supplier_icon
from gui.look.words import mark, tr
from gui.panels.catalogue_filters import GRADE_LETTERS
from gui.panels.catalogue_search import Query
from gui.panels.memory_capacity import printed_bytes
from gui.widgets.frame_model import LEFT, NO_INDEX, RIGHT, SORT_ROLE, Index
from gui.widgets.labels import tooltip
from planner.catalogue.accelerator import Accelerator, Evidence, Precision
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Offer
from planner.plan import Plan, accelerators_used
from planner.units import BITS_PER_BYTE, GIGA, TERA, gib_from_bytes

MIME_TYPE: Final = "application/x-chipfolio-accelerator"
UNKNOWN_SORTS_AS: Final = float("-inf")  # what is unknown stands below every known figure


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """One accelerator with the price that the plan would pay for it, per device-hour in the plan's currency."""

    accelerator: Accelerator
    offer: Offer | None
    price_per_hour: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueColumn:
    """One column: its heading, what it sorts by, how it is written, and whether it is shown before a choice is made."""

    key: str
    title: str
    tip: str
    value: Callable[[CatalogueRow], float | str | None]
    show: Callable[[CatalogueRow], str]
    alignment: Qt.AlignmentFlag = RIGHT
    at_first: bool = True


def _tflop_per_s(row: CatalogueRow) -> float | None:
    rate = row.accelerator.peak_flop_per_s.get(Precision.BF16)
    return None if rate is None else rate / TERA


def _memory_gib(row: CatalogueRow) -> float | None:
    printed = printed_bytes(row.accelerator)
    return None if printed is None else gib_from_bytes(printed)


def _grade(row: CatalogueRow) -> float:
    return float(list(Evidence).index(row.accelerator.evidence))


def _scaled(value: float | None, unit: float) -> float | None:
    return None if value is None else value / unit


def _more(key: str, title: str, tip: str, read: Callable[[Accelerator], float | None]) -> CatalogueColumn:
    """Return a column that is shown once it is asked for."""
    return CatalogueColumn(
        key=key,
        title=title,
        tip=tip,
        value=lambda row: read(row.accelerator),
        show=lambda row: formats.UNKNOWN if (value := read(row.accelerator)) is None else formats.trimmed(value),
        at_first=False,
    )


COLUMNS: Final = (
    CatalogueColumn(
        key="accelerator",
        title=mark("Accelerator"),
        tip=mark("Supplier's symbol and name"),
        value=lambda row: row.accelerator.name.lower(),
        show=lambda row: formats.short_name(row.accelerator.name),
        alignment=LEFT,
    ),
    CatalogueColumn(
        key="tflop_per_s",
        title=mark("TF/s"),
        tip=mark("Dense BF16 peak rate, TFLOP/s"),
        value=_tflop_per_s,
        show=lambda row: formats.whole(_tflop_per_s(row)),
    ),
    CatalogueColumn(
        key="memory",
        title="GB",
        tip=mark("Memory of one device, in binary gigabytes as devices report it"),
        value=_memory_gib,
        show=lambda row: formats.whole(_memory_gib(row)),
    ),
    CatalogueColumn(
        key="price",
        title="/h",
        tip=mark("Rent of one device for an hour: the price the plan would take"),
        value=lambda row: row.price_per_hour,
        show=lambda row: formats.fixed(row.price_per_hour, 2),
    ),
    _more(
        "fp8",
        mark("FP8"),
        mark("Dense FP8 peak rate, TFLOP/s"),
        lambda one: _scaled(one.peak_flop_per_s.get(Precision.FP8), TERA),
    ),
    _more("bandwidth", mark("TB/s"), mark("Memory bandwidth, TB/s"), lambda one: _scaled(one.memory_bytes_per_s, TERA)),
    _more(
        "scaleup",
        mark("GB/s"),
        mark("Scale-up link of a device, one way, GB/s"),
        lambda one: _scaled(one.scaleup_bytes_per_s, GIGA),
    ),
    _more(
        "domain", mark("Domain"), mark("Devices that share the scale-up link"), lambda one: one.scaleup_domain_devices
    ),
    _more(
        "nic",
        mark("Gbit/s"),
        mark("Scale-out rate of a device, one way, Gbit/s"),
        lambda one: _scaled(one.nic_bytes_per_s, GIGA / BITS_PER_BYTE),
    ),
    _more("power", mark("W"), mark("Power of a device, W"), lambda one: one.tdp_w),
    _more("year", mark("Year"), mark("Year of release"), lambda one: one.year),
    CatalogueColumn(
        key="evidence",
        title=mark("Ev."),
        tip=mark(
            "Evidence grade of the weakest figure that predictions rest on: A measured, B published by the supplier, "
            "C press, D estimate"
        ),
        value=_grade,
        show=lambda row: GRADE_LETTERS[row.accelerator.evidence],
        alignment=Qt.AlignmentFlag.AlignCenter,
    ),
)


def catalogue_order(plan: Plan, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the keys in the order shown before the user sorts: the plan's own, then shipping, newest and fastest."""
    own = accelerators_used(plan)

    def rank(key: str) -> tuple[int, bool, int, float]:
        one = catalogue.accelerators[key]
        place = own.index(key) if key in own else len(own)
        rate = one.peak_flop_per_s.get(Precision.BF16, 0.0)
        return place, not one.status.startswith("shipping"), -(one.year or 0), -rate

    return tuple(sorted(catalogue.accelerators, key=rank))


class CatalogueModel(QAbstractTableModel):
    """Accelerators by row; rows can be dragged into the cluster."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[CatalogueRow, ...] = ()
        self._currency = ""

    def set_rows(self, rows: tuple[CatalogueRow, ...], currency: str) -> None:
        """Show other rows."""
        if rows == self._rows and currency == self._currency:
            return
        same_accelerators = [row.accelerator.key for row in rows] == [row.accelerator.key for row in self._rows]
        if same_accelerators and rows:  # keep the selection and the scroll position
            self._rows, self._currency = rows, currency
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
            return
        self.beginResetModel()
        self._rows, self._currency = rows, currency
        self.endResetModel()

    def row(self, index: Index) -> CatalogueRow:
        """Return the row of a source index."""
        return self._rows[index.row()]

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
            return tooltip(_spoken(row, column))
        return _spoken(row, column) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a heading; the price's names the currency."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{self._currency}/h" if column.key == "price" else tr(column.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(column.tip)
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


def _spoken(row: CatalogueRow, column: CatalogueColumn) -> str:
    if column.key == "accelerator":
        return f"{row.accelerator.name}, {row.accelerator.supplier}"
    if column.key == "price" and row.offer is not None:
        return f"{tr(column.tip)}. {said(row.offer.label)} {row.offer.date}".strip()
    return f"{tr(column.tip)}: {column.show(row)}"


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

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Return whether a row stays."""
        accelerator = self._source.row(self._source.index(source_row, 0, source_parent)).accelerator
        return self._query.accepts(accelerator) and self._accepts(accelerator)
