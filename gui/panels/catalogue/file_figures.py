"""What a plan's own catalogue rows say otherwise than the program's, and which of the two the plan is to keep."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QHeaderView, QTableView, QVBoxLayout, QWidget

from gui.look.words import tr
from gui.panels.catalogue.catalogue_update import changes_frame, changes_view
from gui.widgets.dialogue import Dialogue
from gui.widgets.labels import apply_or_cancel, label
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.catalogue_changes import CatalogueChange

_SIZE_PX = (960, 520)
_IN_PLAN, _IN_PROGRAM = 2, 3  # columns


class FileFigures(Dialogue):
    """``taken``: the plan is to take the program's figures; closing keeps those of the file."""

    taken = Signal()

    def __init__(
        self, held: Catalogue, program: Catalogue, changes: Sequence[CatalogueChange], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("The plan's figures and the program's"))
        named = {
            tr("Before"): tr("In the plan (catalogue of {date})", date=held.date),
            tr("After"): tr("In the program (catalogue of {date})", date=program.date),
        }
        frame = changes_frame(changes, held, program, ())
        self.frame = frame.drop(columns=tr("In this plan")).rename(columns=named)
        words = tr(
            "The plan is computed on its own figures. Your own figures and all prices stay whichever you choose."
        )
        column = QVBoxLayout(self)
        column.addWidget(label(words, wraps=True))
        column.addWidget(self._view())
        buttons = apply_or_cancel(self, tr("Take the program's figures"), tr("Keep the plan's figures"))
        column.addWidget(buttons)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setDefault(True)  # holds in its dialogue only
        self.resize(*_SIZE_PX)

    def accept(self) -> None:
        """Take the program's figures."""
        self.taken.emit()
        super().accept()

    def _view(self) -> QTableView:
        """Return the table with both values of a figure side by side, long ones on several lines."""
        view = changes_view(self.frame, tr("Figures that differ"))
        for column in (_IN_PLAN, _IN_PROGRAM):
            view.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        return view
