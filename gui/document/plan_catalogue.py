"""The catalogue in use: the program's, with the plan's own entries over it."""

from PySide6.QtCore import QObject, Signal

from gui.document.plan_document import PlanDocument
from planner.catalogue.catalogue import Catalogue


class PlanCatalogue(QObject):
    """Follows the document; merged anew only when the plan's own entries, or the program's, are others.

    ``replaced``: the program's catalogue is another one.
    """

    replaced = Signal()

    def __init__(self, document: PlanDocument, program: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._program = program
        self._merged = program
        self._merged_from: Catalogue | None = None

    @property
    def now(self) -> Catalogue:
        """The catalogue that goes with the plan as it is."""
        own = self._document.plan.catalogue
        if own is not self._merged_from:
            self._merged_from = own
            self._merged = self._program.with_entries(own)
        return self._merged

    @property
    def program(self) -> Catalogue:
        """The program's catalogue without the plan's own entries."""
        return self._program

    def replace_program(self, program: Catalogue) -> None:
        """Work with another catalogue of the program from now on."""
        self._program, self._merged_from = program, None
        self.replaced.emit()
