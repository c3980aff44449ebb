"""Two to four accelerators side by side: figures with units, and how many times the first one's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QHeaderView, QPushButton, QTableView, QVBoxLayout, QWidget

from gui import late
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import tr
from gui.panels.catalogue.accelerator_fields import TEXTS, shown_figure
from gui.panels.catalogue.catalogue_columns import CatalogueRow
from gui.panels.catalogue.catalogue_filters import GRADE_LETTERS
from gui.panels.catalogue.figure_words import figure_name
from gui.widgets.dialogue import Dialogue
from gui.widgets.frame_model import FrameModel
from planner.catalogue.figures import FIGURES

if TYPE_CHECKING:
    import pandas as pd

MOST: Final = 4


class AcceleratorComparison(Dialogue):
    """A table of figures, one column an accelerator; it can be copied."""

    def __init__(self, rows: Sequence[CatalogueRow], currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Accelerators side by side"))
        self.frame = comparison_frame(rows[:MOST], currency)
        self.view = QTableView()
        self.view.setAccessibleName(tr("Accelerators side by side"))
        self.view.setModel(FrameModel(self.frame, parent=self.view))
        self.view.setShowGrid(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(26)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        copy = QPushButton(tr("Copy table"))
        copy.clicked.connect(self.copy)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self.view)
        column.addWidget(buttons)
        self.resize(300 + 170 * len(rows), 620)

    def copy(self) -> None:
        """Put the table on the clipboard as tab-separated text."""
        QGuiApplication.clipboard().setText(self.frame.to_csv(sep="\t", index=False))


def comparison_frame(rows: Sequence[CatalogueRow], currency: str) -> "pd.DataFrame":
    """Return one row a figure, one column an accelerator; unknown says so."""
    accelerators = [row.accelerator for row in rows]
    lines: list[list[str]] = []
    for kind in FIGURES:
        shown = [shown_figure(kind, one) for one in accelerators]
        lines.append([f"{figure_name(kind)}, {said(kind.people_unit)}", *_ratios(shown)])
    lines.append(
        [tr(", ").join((tr("Price"), formats.per_hour(currency))), *_ratios([row.price_per_hour for row in rows])]
    )
    lines += [
        [tr(text.caption), *(said(getattr(one, text.name)) or tr("unknown") for one in accelerators)]
        for text in TEXTS[1:]
    ]
    lines.append([tr("Evidence"), *(GRADE_LETTERS[one.evidence] for one in accelerators)])
    columns = [tr("Figure"), *(one.name for one in accelerators)]
    frame = late.pandas.DataFrame(lines)
    frame.columns = late.pandas.Index(columns)
    return frame


def _ratios(values: Sequence[float | None]) -> list[str]:
    first = values[0]
    words = []
    for position, value in enumerate(values):
        text = tr("unknown") if value is None else formats.trimmed(value)
        ratio = value / first if position and value is not None and first else None
        words.append(f"{text}  ({formats.fixed(ratio, 2)}×)" if ratio is not None else text)
    return words
