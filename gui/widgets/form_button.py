"""A button that opens a small form below itself: settings that are rarely touched and need no room of their own."""

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QStyleOptionToolButton, QToolButton, QVBoxLayout, QWidget

from gui.look.theme import icon
from gui.widgets.labels import label, tooltip
from gui.widgets.mnemonics import give_mnemonics

_FIELD_PX: Final = 190
_PER_PAIR: Final = 3  # caption, field, and the room before the next pair
_BETWEEN_PX: Final = 12


class Form(QFrame):
    """Captions and fields in two columns, or in several such pairs side by side; Escape closes it."""

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
        self._column = column
        self._pair = 0
        self._rows = [0]  # so many fields each pair has had
        self._first: QWidget | None = None

    def begin_column(self) -> None:
        """Let the fields that follow stand beside those before, from the top."""
        self._pair += 1
        self._rows.append(0)
        self._grid.setColumnMinimumWidth(_PER_PAIR * self._pair - 1, _BETWEEN_PX)

    def add_part(self, part: QWidget) -> None:
        """Put something as wide as the form below all fields."""
        self._column.addWidget(part)

    def add_heading(self, caption: str, headings: QWidget) -> None:
        """Put what the captions and the parts of the fields below are called over them."""
        row, first = self._rows[self._pair], _PER_PAIR * self._pair
        self._rows[self._pair] += 1
        self._grid.addWidget(label(caption, "caption"), row, first)
        self._grid.addWidget(headings, row, first + 1)

    def add_field(self, caption: str, field: QWidget, tip: str, *, column: int | None = None) -> None:
        """Put a field below the others of a column, the newest where none is named."""
        pair = self._pair if column is None else column
        row, first = self._rows[pair], _PER_PAIR * pair
        self._rows[pair] += 1
        field.setMinimumWidth(max(_FIELD_PX, field.minimumSizeHint().width()))
        field.setToolTip(tooltip(tip))
        field.setAccessibleName(caption)
        field.setAccessibleDescription(tip)
        name = label(caption, "muted")
        name.setBuddy(field)
        self._grid.addWidget(name, row, first)
        self._grid.addWidget(field, row, first + 1)
        self._first = self._first or field

    def remove_field(self, field: QWidget) -> None:
        """Take a field and its caption away."""
        for part in (field, self._caption_of(field)):
            if part is not None:
                self._grid.removeWidget(part)
                part.hide()
                part.deleteLater()

    def show_field(self, field: QWidget, *, shown: bool) -> None:
        """Show a field with its caption, or neither."""
        for part in (field, self._caption_of(field)):
            if part is not None:
                part.setVisible(shown)

    def _caption_of(self, field: QWidget) -> QWidget | None:
        place: tuple[int, int, int, int] = self._grid.getItemPosition(self._grid.indexOf(field))  # type: ignore[assignment]
        row, column = place[:2]
        caption = self._grid.itemAtPosition(row, column - 1)
        return caption.widget() if caption is not None else None

    def open_below(self, button: QWidget) -> None:
        """Show the form below a button, inside the screen, and go to its first field."""
        give_mnemonics(self)
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
        self.setProperty("tight", True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)  # looks like a menu's button, chevron and all
        self._icon = ""
        self.setToolTip(tooltip(tip))
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.open_form)

    def open_form(self) -> None:
        """Open the form below the button."""
        self.form.open_below(self)

    def show_icon(self, name: str, size_px: int) -> None:
        """Show an icon instead of the words, which the tool tip and the accessible name keep."""
        self._icon = name
        self.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)
        self.setText("")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setIconSize(QSize(size_px, size_px))
        self.setIcon(icon(name))

    def initStyleOption(self, option: QStyleOptionToolButton) -> None:  # noqa: N802 - Qt's name
        """Have the chevron of a menu behind the words, though no menu is behind the button."""
        super().initStyleOption(option)
        if not self._icon:
            option.features |= QStyleOptionToolButton.ToolButtonFeature.HasMenu

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the icon in the look in use."""
        super().changeEvent(event)
        if self._icon and event.type() is QEvent.Type.PaletteChange:
            self.setIcon(icon(self._icon))
