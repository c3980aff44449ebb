"""A question below the fields of a form, with a button that answers it; or a sentence that asks for nothing."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from gui.look.words import tr
from gui.widgets.labels import label


class QuestionBox(QFrame):
    """What is asked, or said, below the fields; a button where it can be taken all the same."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "warning")
        self.words = label("", "remark", wraps=True)
        self.button = QPushButton(tr("Take it all the same"))
        self.button.setAutoDefault(True)  # Enter presses it outside a dialogue too
        self._take: Callable[[], object] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 6, 9, 6)
        column.addWidget(self.words)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.button.clicked.connect(self._on_clicked)
        self.hide()

    def ask(self, words: str, take: Callable[[], object]) -> None:
        """Ask; ``take`` is done where the user says so."""
        self.say(words)
        self._take = take
        self.button.show()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str) -> None:
        """Say a sentence that asks for nothing."""
        self._take = None
        self.words.setText(words)
        self.setAccessibleName(words)
        self.button.hide()
        self.show()

    def _on_clicked(self) -> None:
        if self._take is not None:
            self._take()
