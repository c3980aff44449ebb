"""A button that opens a small form below itself: settings that are rarely touched and need no room of their own."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QVBoxLayout, QWidget

from gui.panels.panel import label

_FIELD_PX = 190


class Form(QFrame):
    """Captions and fields in two columns; Escape closes it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("box", "card")
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.addWidget(label(title, "title"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        column.addLayout(self._grid)
        self._first: QWidget | None = None

    def add_field(self, caption: str, field: QWidget, tip: str) -> None:
        """Put a field below the others."""
        row = self._grid.rowCount()
        field.setMinimumWidth(_FIELD_PX)
        field.setToolTip(tip)
        field.setAccessibleName(caption)
        field.setAccessibleDescription(tip)
        name = label(caption, "muted")
        name.setBuddy(field)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(field, row, 1)
        self._first = self._first or field

    def open_below(self, button: QWidget) -> None:
        """Show the form below a button, inside the screen, and go to its first field."""
        self.adjustSize()
        place = button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + 2))
        screen = button.screen().availableGeometry()
        self.move(max(screen.left(), place.x()), min(place.y(), screen.bottom() - self.height()))
        self.show()
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


class FormButton(QToolButton):
    """Says what is set, opens the form that sets it."""

    def __init__(self, title: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form(title, self)
        self.setText(title)
        self.setToolTip(tip)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: self.form.open_below(self))
