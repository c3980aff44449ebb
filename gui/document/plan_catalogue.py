"""The catalogue in use: the program's, with the plan's own entries over it."""

from gui.document.plan_document import PlanDocument
from planner.catalogue.catalogue import Catalogue


class PlanCatalogue:
    """Follows the document; merged anew only when the plan's own entries are others."""

    def __init__(self, document: PlanDocument, program: Catalogue) -> None:
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
