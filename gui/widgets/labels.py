"""Labels in the theme's roles, the buttons of a dialogue, tool tips: what panels and charts write with."""

from html import escape
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QMessageBox, QSizePolicy, QWidget

from gui.look.eliding import fitted
from gui.look.theme import restyle
from gui.look.words import tr
from gui.widgets.mnemonics import give_mnemonics
from gui.widgets.still_labels import StillLabel

EDGE_PX = 12  # between a panel's border and what is in it
GAP_PX = 6  # between things in a panel
_TWO: Final = 2  # lines, where a header is too narrow for one


class ElidedLabel(StillLabel):
    """A line that takes the room that there is."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text, role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def fix_width(self, width_px: int) -> None:
        """Take exactly so much room, for columns that stand under each other."""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(width_px)


class SummaryLabel(ElidedLabel):
    """A remark in a low header: on one line, else on two, else in fewer words; elided only where none of that fits."""

    def __init__(self, role: str = "") -> None:
        super().__init__("", role)
        self._shorter: tuple[str, ...] = ()

    def say(self, text: str, *shorter: str) -> None:
        """Say a text, or where there is no room for it one of the shorter ones, the first that fits."""
        self._shorter = tuple(one for one in shorter if one)
        self.setText(text)
        self.update()  # a shorter one may be new where the text is not

    def lines_shown(self) -> tuple[str, ...]:
        """Return the one line or the two that there is room for."""
        room, metrics = self.contentsRect(), self.fontMetrics()
        for words in (self.text(), *self._shorter):
            lines = _broken(words, self.font(), room.width())
            if len(lines) == 1 or (len(lines) == _TWO and _TWO * metrics.height() <= room.height() + 2):
                return lines
        return (fitted((self.text(), *self._shorter)[-1], metrics, room.width()),)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint what there is room for, around the middle."""
        painter, room, lines = QPainter(self), self.contentsRect(), self.lines_shown()
        painter.setPen(self.palette().color(self.foregroundRole()))
        height = min(self.fontMetrics().height(), room.height() // len(lines))
        top = room.center().y() - len(lines) * height // 2 + 1
        across = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        for number, line in enumerate(lines):
            place = QRect(room.left(), top + number * height, room.width(), height)
            painter.drawText(place, across | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, line)
        painter.end()


def _broken(words: str, font: QFont, width_px: int) -> tuple[str, ...]:
    """Return the lines of words that are broken as their script is."""
    layout, lines = QTextLayout(words, font), []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width_px)
        lines.append(words[line.textStart() : line.textStart() + line.textLength()].rstrip(" ·"))
    layout.endLayout()
    return tuple(lines) or ("",)


def label(text: str, role: str = "", *, wraps: bool = False) -> QLabel:
    """Return a label in one of the theme's roles."""
    made = QLabel(text)
    _dress(made, role)
    made.setWordWrap(wraps)
    return made


def caption(text: str, field: QWidget) -> QLabel:
    """Return the muted caption of a field, whose letter goes to it."""
    made = label(text, "muted")
    made.setBuddy(field)
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


def apply_or_cancel(dialogue: QDialog, apply: str = "", cancel: str = "") -> QDialogButtonBox:
    """Return the buttons that accept and reject a dialogue, in the language in use; empty: *Apply* and *Cancel*."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
    buttons.button(QDialogButtonBox.StandardButton.Ok).setText(apply or tr("&Apply"))
    buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(cancel or tr("&Cancel"))
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
    give_mnemonics(box)
    box.exec()
    box.deleteLater()


def set_flag(widget: QWidget, name: str, *, on: bool) -> None:
    """Set a property that the stylesheet looks at, where it changes."""
    if bool(widget.property(name)) != on:
        widget.setProperty(name, on)
        restyle(widget)
