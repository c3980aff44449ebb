"""Figures of the result that say on a click, Enter or F1 how they were computed: large ones, and lines for the rest."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.look.result_figures import FigureText
from gui.widgets.labels import ElidedLabel, set_role, tooltip
from gui.widgets.still_labels import StillLabel, StillNote

# One height for every script: Chinese glyphs come from another font, whose lines are taller.
_CAPTION_PX, _VALUE_PX, _NOTE_PX, _LINE_PX = 15, 24, 16, 19
_LINE_CAPTION_PX, _LINE_VALUE_PX, _LINE_GAP_PX = 66, 92, 6  # “~2,483 t CO₂e” whole, and room for the note


class Explained(QFrame):
    """Something with a reason: it takes the keyboard, and a click, Enter or Space asks for the explanation."""

    explain_requested = Signal(str)

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.WhatsThisCursor)
        self.caption = ElidedLabel("", "caption")

    def explain_by(self, name: str, tip: str) -> None:
        """Say on hover, and to screen readers, what it is and how it comes about."""
        self.setToolTip(tooltip(tip))
        self.setAccessibleName(name)
        self.setAccessibleDescription(tip)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the explanation."""
        super().mousePressEvent(event)
        self.explain_requested.emit(self.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the explanation on Enter and Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.explain_requested.emit(self.key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show where the keyboard is, in letters as wide as before: a name that fitted still does."""
        super().focusInEvent(event)
        set_role(self.caption, "caption_focused")

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show that the keyboard went on."""
        super().focusOutEvent(event)
        set_role(self.caption, "caption")


class FigureTile(Explained):
    """One large figure: caption, number, band."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.value, self.note = self._value_and_note()
        self._lay_out()

    def show_text(self, text: FigureText, tip: str) -> None:
        """Show a figure and how it was computed."""
        self.caption.setText(text.caption)
        self.value.setText(text.value)
        self.note.setText(text.note)
        set_role(self.note, "warning" if text.alert else "caption")
        self.explain_by(f"{text.caption}: {text.value}. {text.note}", tip)

    def set_stale(self, *, stale: bool) -> None:
        """Show the figure as one of an older plan; the note below is muted as it is."""
        self.value.set_stale(stale=stale)

    def _value_and_note(self) -> tuple[StillLabel, StillNote]:
        return StillLabel("", "figure"), StillNote("caption", line_px=_NOTE_PX)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, height in ((self.caption, _CAPTION_PX), (self.value, _VALUE_PX)):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            part.setFixedHeight(height)
            column.addWidget(part)
        column.addWidget(self.note)
        column.addStretch(1)


class FigureLine(FigureTile):
    """One figure that is no headline, on a line: caption, number, note."""

    def _value_and_note(self) -> tuple[StillLabel, StillNote]:
        value = StillLabel("", "strong")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return value, StillNote("caption", line_px=_LINE_PX)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.caption.fix_width(_LINE_CAPTION_PX)
        self.value.setFixedWidth(_LINE_VALUE_PX)
        row.addWidget(self.caption)
        row.addWidget(self.value)
        row.addSpacing(_LINE_GAP_PX)
        row.addWidget(self.note, 1)
        self.setMinimumHeight(_LINE_PX)
