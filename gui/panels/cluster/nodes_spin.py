"""The editor of a number of nodes: spun by arrows and wheel, typed as one likes."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget

from gui.look import formats
from gui.look.words import tr


class NodesSpin(QSpinBox):
    """Reads what is typed as a whole when it is committed, with the parser of all inputs: no key is swallowed.

    ``refused`` carries a text that is no number of nodes; the number before it stands again.
    """

    refused = Signal(str)

    def __init__(self, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, most)
        self.setGroupSeparatorShown(True)
        self.setKeyboardTracking(False)
        self.setAccessibleName(tr("Nodes"))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let everything be typed: it is ``valueFromText`` that reads it, once, when it is committed."""
        return QValidator.State.Acceptable, text, position

    def valueFromText(self, text: str) -> int:  # noqa: N802 - Qt's name
        """Return the number typed; the one before where it is none, or nothing was typed."""
        nodes = formats.parse_whole(text)
        if nodes is not None and nodes <= self.maximum():
            return nodes
        if text.strip():
            self.refused.emit(text)
        return self.value()
