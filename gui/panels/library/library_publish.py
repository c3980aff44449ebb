"""What a publication needs from the user: the entry's name and a reason."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from gui.look.planner_words import said
from gui.look.words import tr
from gui.widgets.dialogue import Dialogue
from gui.widgets.labels import apply_or_cancel, caption, label
from planner.errors import UserError
from planner.library.entries import Kind, Publication

_REASON_PX = 90


class PublishForm(Dialogue):
    """Non-modal; ``published`` carries the name and the reason."""

    published = Signal(str, str)

    def __init__(self, name: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Publish in the library"))
        self.name = QLineEdit(name)
        self.name.setAccessibleName(tr("Name of the entry"))
        self.reason = QPlainTextEdit()
        self.reason.setAccessibleName(tr("What changed and why"))
        self.reason.setTabChangesFocus(True)
        self.reason.setMinimumHeight(_REASON_PX)
        self.problem = label("", "error", wraps=True)
        grid = QGridLayout()
        grid.addWidget(caption(tr("Name of the entry"), self.name), 0, 0)
        grid.addWidget(self.name, 0, 1)
        grid.addWidget(caption(tr("What changed and why"), self.reason), 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.reason, 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(label(note, "muted", wraps=True))
        column.addLayout(grid)
        column.addWidget(self.problem)
        column.addWidget(apply_or_cancel(self))

    def accept(self) -> None:
        """Hand name and reason over, or say what is wrong with them."""
        name, reason = self.name.text().strip(), self.reason.toPlainText().strip()
        try:
            Publication(kind=Kind.PLAN, name=name, content=b"-", reason=reason)  # which checks both
        except UserError as error:
            self.problem.setText(said(str(error)))
            return
        self.published.emit(name, reason)
        super().accept()
