"""Multi-token prediction of a shape: its sizes, and the layers of one module as rows."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.look.planner_words import said
from gui.look.words import tr
from gui.panels.shapes.shape_rows import BlockRows
from gui.panels.shapes.shape_sizes import SizesForm
from gui.widgets.labels import label
from planner.workload.prediction import Prediction
from planner.workload.shape_entry import BlockRow, blocks_from, rows_of
from planner.workload.size_fields import EntryError

_MODULES: Final = "modules"
_NONE: Final = frozenset({"", "0"})


class PredictionForm(QWidget):
    """Multi-token prediction: its sizes, and the layers of one module below them; no module is none at all."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sizes = SizesForm(Prediction)
        self.rows = BlockRows(repeats=False)
        self.caption = label(tr("Layers of one module"), "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.sizes, self.caption, self.rows):
            column.addWidget(part)
        column.addStretch(1)
        self.sizes.changed.connect(self.changed)
        self.rows.changed.connect(self.changed)

    def show_prediction(self, mtp: Prediction | None, last: BlockRow) -> None:
        """Show a prediction; where there is none, ``last`` is the layer that one would begin with."""
        if mtp is None:
            self.sizes.show_defaults()
            self.sizes.edits[_MODULES].show_value(0)
            self.sizes.edits["projection"].show_value(value=True)
        else:
            self.sizes.show_part(mtp)
        self.rows.show_rows(rows_of(mtp.blocks) if mtp is not None else (last,))
        self._enable()

    def read(self) -> tuple[bool, Prediction | None]:
        """Return whether all is right, and the prediction entered, None for none."""
        self._enable()
        if not self._some:
            self.sizes.say("", "")
            self.sizes.edits[_MODULES].say("")
            self.rows.say("")
            return True, None
        rows = self.rows.read()
        if rows is None:
            return False, None
        try:
            blocks = blocks_from(rows)
        except EntryError as error:
            self.rows.say(said(str(error)))
            return False, None
        found = self.sizes.read(blocks=[[one.count, one.mixer, one.channel] for one in blocks])  # type: ignore[union-attr]
        return found is not None, found

    def sentences(self) -> list[str]:
        """Return what is wrong."""
        return [*self.sizes.sentences(), *filter(None, [self.rows.problem.text()])]

    @property
    def _some(self) -> bool:
        line = self.sizes.edits[_MODULES].line
        return line is not None and line.text().strip() not in _NONE

    def _enable(self) -> None:
        some = self._some
        self.rows.setEnabled(some)
        for name, edit in self.sizes.edits.items():
            edit.setEnabled(some or name == _MODULES)
