"""Every version of one entry: who published it, when and why; any of them can be opened."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from gui.look.words import tr
from gui.panels.library.library_rows import TextRows, headings, text_view, version_row
from gui.widgets.dialogue import Dialogue
from planner.library.entries import Kind, VersionInfo


class VersionsWindow(Dialogue):
    """A table of versions, newest first; ``chosen`` carries the one to open or to save."""

    chosen = Signal(VersionInfo)

    def __init__(self, versions: Sequence[VersionInfo], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Versions of {name}", name=versions[0].name))
        self._versions = tuple(versions)
        self._model = TextRows(headings(), self)
        self._model.show_rows([version_row(info) for info in versions])
        self.table = text_view(self._model, tr("Versions of {name}", name=versions[0].name))
        self.table.selectRow(0)
        opens = versions[0].kind is Kind.PLAN
        self.open_button = QPushButton(tr("Open") if opens else tr("Save a copy…"))
        self.open_button.clicked.connect(self._choose)
        self.table.doubleClicked.connect(lambda _index: self._choose())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self.table, 1)
        column.addWidget(buttons)
        self.resize(760, 380)

    def _choose(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self.chosen.emit(self._versions[rows[0].row()])
            self.accept()
