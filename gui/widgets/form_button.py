"""A button that opens a small form below itself: settings that are rarely touched and need no room of their own."""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QVBoxLayout, QWidget

from gui.look.theme import icon
from gui.widgets.labels import label

_FIELD_PX: Final = 190
_CHEVRON_PX: Final = 10


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
        field.setMinimumWidth(max(_FIELD_PX, field.minimumSizeHint().width()))
        field.setToolTip(tip)
        field.setAccessibleName(caption)
        field.setAccessibleDescription(tip)
        name = label(caption, "muted")
        name.setBuddy(field)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(field, row, 1)
        self._first = self._first or field

    def remove_field(self, field: QWidget) -> None:
        """Take a field and its caption away."""
        row = self._grid.getItemPosition(self._grid.indexOf(field))[0]  # type: ignore[index]  # a tuple of four
        caption = self._grid.itemAtPosition(row, 0)
        for part in (field, caption.widget() if caption is not None else None):
            if part is not None:
                self._grid.removeWidget(part)
                part.hide()
                part.deleteLater()

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
        self.form.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setText(title)
        self.setProperty("tight", True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the chevron stands behind the words, as on menus
        self.setIconSize(QSize(_CHEVRON_PX, _CHEVRON_PX))
        self.setIcon(icon("chevron-down"))
        self.setToolTip(tip)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.open_form)

    def open_form(self) -> None:
        """Open the form below the button."""
        self.form.open_below(self)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the chevron in the look in use."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.setIcon(icon("chevron-down"))
