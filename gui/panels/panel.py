"""What every panel is: a framed area with a title line, which asks for edits and makes none itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.document.edit import Edit
from gui.widgets.labels import EDGE_PX, GAP_PX, label

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


class Subtitle(QLabel):
    """A remark behind the title; where there is no room for the whole of it, it is not shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the whole text or nothing."""
        if self.fontMetrics().horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)
