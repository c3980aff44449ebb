"""The card of the accelerator selected in the catalogue."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gui.panels.card_rows import CardRow
from gui.panels.panel import EDGE_PX, label, tooltip
from gui.theme import supplier_icon
from gui.words import tr
from planner.catalogue.accelerator import Accelerator

_SYMBOL_PX = 14


class AcceleratorCard(QWidget):
    """Name and figures of one accelerator; each line tells its source on hover."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Accelerator card"))
        self._symbol = QLabel()
        self._name = label("", "title")
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._supplier = ""
        self._build()

    def show_rows(self, accelerator: Accelerator, rows: tuple[CardRow, ...]) -> None:
        """Show one accelerator."""
        self._supplier = accelerator.supplier
        self._name.setText(accelerator.name)
        self._name.setToolTip(tooltip(accelerator.name))
        self.restyle()
        while len(self._rows) < len(rows):
            self._rows.append(self._add_row(len(self._rows)))
        for caption, text in self._rows[len(rows) :]:
            caption.hide()
            text.hide()
        for (caption, text), row in zip(self._rows, rows, strict=False):
            caption.show()
            text.show()
            caption.setText(row.label)
            text.setText(row.text.replace("/", "/\N{WORD JOINER}"))  # a unit is not broken: GB/s
            text.setToolTip(tooltip(row.tip))
            text.setAccessibleName(f"{row.label}: {row.text}")

    def text_of(self, caption: str) -> str:
        """Return what the line of a caption says; empty where there is none."""
        found = (text.text() for name, text in self._rows if name.text() == caption)
        return next(found, "").replace("\N{WORD JOINER}", "")

    def restyle(self) -> None:
        """Draw the symbol in the look in use."""
        self._symbol.setPixmap(supplier_icon(self._supplier).pixmap(_SYMBOL_PX, _SYMBOL_PX))

    def _build(self) -> None:
        inside = QWidget()
        inside.setProperty("scrolled", True)
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(EDGE_PX, 8, EDGE_PX, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, 62)
        self._grid.setColumnStretch(1, 1)
        head = QHBoxLayout()
        head.setSpacing(7)
        head.addWidget(self._symbol)
        head.addWidget(self._name, 1)
        self._grid.addLayout(head, 0, 0, 1, 2)
        self._grid.setRowStretch(100, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(tr("Figures of the accelerator"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    def _add_row(self, number: int) -> tuple[QLabel, QLabel]:
        caption = label("", "muted")
        text = label("", wraps=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(caption, number + 1, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, number + 1, 1)
        return caption, text
