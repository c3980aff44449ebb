"""Sorts the table that has the keyboard by a column chosen from a menu: what a click on a heading does, by keys."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QTableView, QWidget

from gui.look.words import tr


def open_sort_menu(parent: QWidget, otherwise: QTableView) -> None:
    """Offer the columns of the table that has the keyboard; of another one where none has it."""
    view = _table_in_focus() or otherwise
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(tr("Columns to sort by"))
    sorted_by = view.horizontalHeader().sortIndicatorSection()
    for column in range(view.model().columnCount()):
        if not view.isColumnHidden(column):
            entry = menu.addAction(_title(view, column), lambda column=column: sort_by(view, column))  # type: ignore[misc]
            entry.setCheckable(True)
            entry.setChecked(column == sorted_by)
    menu.setActiveAction(menu.actions()[0])
    menu.popup(view.mapToGlobal(QPoint(0, view.horizontalHeader().height())))


def _title(view: QTableView, column: int) -> str:
    """Return what stands over a column; where that is a mere sign, what it is about."""
    heading, about = (
        str(view.model().headerData(column, Qt.Orientation.Horizontal, role) or "")
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    )
    return heading if any(letter.isalpha() for letter in heading) else about


def sort_by(view: QTableView, column: int) -> None:
    """Sort by a column, from small to large first; by the one it is sorted by, the other way round."""
    header = view.horizontalHeader()
    rising = header.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
    turns = column == header.sortIndicatorSection() and rising
    view.sortByColumn(column, Qt.SortOrder.DescendingOrder if turns else Qt.SortOrder.AscendingOrder)


def _table_in_focus() -> QTableView | None:
    focused = QApplication.focusWidget()
    return focused if isinstance(focused, QTableView) and focused.isSortingEnabled() else None
