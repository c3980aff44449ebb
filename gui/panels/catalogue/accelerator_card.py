"""The card of the accelerator selected in the catalogue."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.look.theme import supplier_icon
from gui.look.words import plain, tr
from gui.panels.catalogue.card_rows import CardRow
from gui.widgets.labels import EDGE_PX, label, set_role, tooltip
from gui.widgets.reading_area import ReadingArea
from planner.catalogue.accelerator import Accelerator

_SYMBOL_PX = 14
_LAST_ROW = 100  # below all lines: what room is left over


class AcceleratorCard(QWidget):
    """Name and figures of one accelerator; each line tells its source on hover, or below it where that is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Accelerator card"))
        self._symbol = QLabel()
        self._name = label("", "title", wraps=True)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._rows: list[tuple[QLabel, QLabel, QLabel]] = []
        self.sources = self._sources_button()
        self._tips: tuple[str, ...] = ()
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
        for parts in self._rows[len(rows) :]:
            for part in parts:
                part.hide()
        for (caption, text, _), row in zip(self._rows, rows, strict=False):
            caption.show()
            text.show()
            caption.setText(row.label)
            text.setText(row.text.replace("/", "/\N{WORD JOINER}"))  # a unit is not broken: GB/s
            text.setToolTip(tooltip(row.tip))
            text.setAccessibleName(f"{row.label}: {row.text}")
        self._tips = tuple(row.tip for row in rows)
        self._show_sources(self.sources.isChecked())

    def add_head_action(self, action: QAction) -> None:
        """Put a button for what is done with the accelerator most at the end of the head line."""
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(plain(action.text()))
        button.setProperty("tight", True)
        self._head.addWidget(button)

    def sources_of(self, caption: str) -> str:
        """Return the sources shown below the line of a caption; empty where none are shown."""
        found = (source for name, _, source in self._rows if name.text() == caption and not source.isHidden())
        return next((source.text().replace("\N{ZERO WIDTH SPACE}", "") for source in found), "")

    def text_of(self, caption: str) -> str:
        """Return what the line of a caption says; empty where there is none."""
        found = (text.text() for name, text, _ in self._rows if name.text() == caption)
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
        head.addWidget(self.sources)
        self._head = head
        self._grid.addLayout(head, 0, 0, 1, 2)
        self._grid.setRowStretch(_LAST_ROW, 1)
        area = ReadingArea(inside)
        area.focus_changed.connect(lambda on: set_role(self._name, "accent" if on else "title"))
        area.setAccessibleName(tr("Figures of the accelerator"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    def _sources_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(tr("Sources"))
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("tight", True)
        button.setToolTip(tr("Show the sources and the price observations below each line"))
        button.toggled.connect(self._show_sources)
        return button

    def _show_sources(self, on: bool) -> None:  # noqa: FBT001 - Qt's signature
        for (_, _, source), tip in zip(self._rows, self._tips, strict=False):
            source.setText(tip.replace("/", "/\N{ZERO WIDTH SPACE}") if on else "")  # addresses are broken there
            source.setVisible(on and bool(tip))

    def _add_row(self, number: int) -> tuple[QLabel, QLabel, QLabel]:
        caption = label("", "muted")
        text = label("", wraps=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        source = label("", "caption", wraps=True)
        self._grid.addWidget(caption, 2 * number + 1, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, 2 * number + 1, 1)
        self._grid.addWidget(source, 2 * number + 2, 0, 1, 2)
        source.hide()
        return caption, text, source
