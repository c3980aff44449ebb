"""Labels in the theme's roles, the buttons of a dialogue, tool tips: what panels and charts write with."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QMessageBox, QSizePolicy, QWidget

from gui.look.eliding import fitted
from gui.look.theme import restyle
from gui.look.words import tr

EDGE_PX = 12  # between a panel's border and what is in it
GAP_PX = 6  # between things in a panel


class ElidedLabel(QLabel):
    """A line that ends in an ellipsis where there is no room, never within a number; ``text()`` is always the whole."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text)
        _dress(self, role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def fix_width(self, width_px: int) -> None:
        """Take exactly so much room, for columns that stand under each other."""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(width_px)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the text, or as much of it as there is room for."""
        room = self.contentsRect()
        if self.fontMetrics().horizontalAdvance(self.text()) <= room.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = fitted(self.text(), self.fontMetrics(), room.width())
        painter.drawText(room, self.alignment(), shown)
        painter.end()


def label(text: str, role: str = "", *, wraps: bool = False) -> QLabel:
    """Return a label in one of the theme's roles."""
    made = QLabel(text)
    _dress(made, role)
    made.setWordWrap(wraps)
    return made


def _dress(made: QLabel, role: str) -> None:
    made.setTextFormat(Qt.TextFormat.PlainText)  # names come from plan files: no markup in them is followed
    if role:
        made.setProperty("role", role)


def set_role(widget: QLabel, role: str) -> None:
    """Give a label another of the theme's roles, where it changes."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        restyle(widget)


def apply_or_cancel(dialogue: QDialog) -> QDialogButtonBox:
    """Return the buttons that accept and reject a dialogue, in the language in use."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("&Apply"))
    buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("&Cancel"))
    buttons.accepted.connect(dialogue.accept)
    buttons.rejected.connect(dialogue.reject)
    return buttons


def tooltip(text: str) -> str:
    """Return a text as a tool tip that wraps, with no markup of the text's own."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


def warn(parent: QWidget, title: str, text: str) -> None:
    """Say in a dialogue what went wrong, with no markup of the text's own, until it is read."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(text)
    box.exec()
    box.deleteLater()


def set_flag(widget: QWidget, name: str, *, on: bool) -> None:
    """Set a property that the stylesheet looks at, where it changes."""
    if bool(widget.property(name)) != on:
        widget.setProperty(name, on)
        restyle(widget)
