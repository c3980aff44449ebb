"""What every panel is: a framed area with a title line, which asks for edits and makes none itself."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.document.edit import Edit
from gui.widgets.labels import EDGE_PX, GAP_PX, label
from gui.widgets.still_labels import StillLabel

HEAD_PX = 28  # the title line, so that titles of neighbours stand on one height


class Panel(QFrame):
    """A titled panel. ``edit_requested`` carries the step that it asks for."""

    edit_requested = Signal(Edit)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 6, 0, 8)
        self.body.setSpacing(GAP_PX)
        self.title = label(title, "title")
        self.subtitle = Subtitle()
        bar = QWidget()
        bar.setFixedHeight(HEAD_PX)
        self.head = QHBoxLayout(bar)
        self.head.setContentsMargins(EDGE_PX, 0, EDGE_PX - 4, 0)
        self.head.setSpacing(GAP_PX)
        self.head.addWidget(self.title)
        self.head.addWidget(self.subtitle, 1)
        self.body.addWidget(bar)


class Subtitle(StillLabel):
    """A remark behind the title; where there is no room for the whole of it, it is not shown."""

    def __init__(self) -> None:
        super().__init__("", "muted")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def shown(self, room: QRect) -> str:
        """Return the whole text or nothing."""
        return self.text() if self.fontMetrics().horizontalAdvance(self.text()) <= room.width() else ""
