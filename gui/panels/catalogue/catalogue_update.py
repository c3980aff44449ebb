"""What a catalogue update changes, figure by figure and plan first, before it is taken."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHeaderView, QTableView, QVBoxLayout, QWidget

from gui import late
from gui.look.planner_words import said
from gui.look.words import tr
from gui.widgets.dialogue import Dialogue
from gui.widgets.frame_model import FrameModel
from gui.widgets.labels import apply_or_cancel, label
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.catalogue_changes import CatalogueChange
from planner.catalogue.change_words import change_words

if TYPE_CHECKING:
    import pandas as pd

_SIZE_PX = (860, 560)


class CatalogueUpdate(Dialogue):
    """``taken`` carries whether the plan takes the new figures too."""

    taken = Signal(bool)

    def __init__(
        self,
        before: Catalogue,
        after: Catalogue,
        changes: Sequence[CatalogueChange],
        used: Collection[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Catalogue update"))
        concerned = [change for change in changes if change.accelerator in used]
        ordered = [*concerned, *(change for change in changes if change.accelerator not in used)]
        self.frame = changes_frame(ordered, before, after, used)
        self.into_plan = QCheckBox(tr("Take the new figures into this plan too (its prices stay)"))
        self.into_plan.setChecked(bool(concerned))
        self.into_plan.setEnabled(bool(concerned))
        head = tr("From the catalogue of {before} to that of {after}.", before=before.date, after=after.date)
        count = tr("{count} changes, {own} of them in this plan.", count=len(changes), own=len(concerned))
        column = QVBoxLayout(self)
        column.addWidget(label(f"{head} {count}", wraps=True))
        column.addWidget(changes_view(self.frame, tr("What the update changes")))
        column.addWidget(self.into_plan)
        column.addWidget(apply_or_cancel(self, tr("Take the update"), tr("Cancel")))
        self.resize(*_SIZE_PX)

    def accept(self) -> None:
        """Take the update."""
        self.taken.emit(self.into_plan.isChecked())
        super().accept()


def changes_view(frame: "pd.DataFrame", name: str) -> QTableView:
    """Return a table of changes, one row a change; ``name`` is what it is called to a screen reader."""
    view = QTableView()
    view.setAccessibleName(name)
    view.setModel(FrameModel(frame, parent=view))
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(26)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    view.horizontalHeader().setStretchLastSection(True)
    return view


def changes_frame(
    changes: Sequence[CatalogueChange], before: Catalogue, after: Catalogue, used: Collection[str]
) -> "pd.DataFrame":
    """Return one row a change: the accelerator, what changes, from what, to what, and whether this plan uses it."""
    lines = []
    for change in changes:
        entry = after.accelerators.get(change.accelerator) or before.accelerators[change.accelerator]
        in_plan = tr("yes") if change.accelerator in used else ""
        words = change_words(change)
        lines.append([entry.name, said(words.what), said(words.before), said(words.after), in_plan])
    columns = [tr("Accelerator"), tr("What changes"), tr("Before"), tr("After"), tr("In this plan")]
    frame = late.pandas.DataFrame(lines, columns=columns)
    return frame.astype(str)
