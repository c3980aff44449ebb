"""The table of a chart: sorted by its headings, copied by Ctrl+C as spreadsheets take it."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTableView, QWidget

_ROW_PX: Final = 26


class CopyableTable(QTableView):
    """A table whose selected rows, with the headings, go to the clipboard; nothing selected is every row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy on the system's key for it."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.words())
        else:
            super().keyPressEvent(event)

    def words(self) -> str:
        """Return headings and rows as they are shown and sorted, columns divided by tabs."""
        model = self.model()
        chosen = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        columns = range(model.columnCount())
        lines = [[model.headerData(column, Qt.Orientation.Horizontal) for column in columns]]
        lines += [[model.index(row, column).data() for column in columns] for row in chosen or range(model.rowCount())]
        return "\n".join("\t".join("" if cell is None else str(cell) for cell in line) for line in lines) + "\n"
