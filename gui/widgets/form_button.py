"""A button that opens a small form below itself: settings that are rarely touched and need no room of their own."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QStyleOptionToolButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.document.edit import Edit
from gui.look.theme import icon
from gui.widgets.labels import label, tooltip
from gui.widgets.mnemonics import give_mnemonics

_FIELD_PX: Final = 190
_BETWEEN_PX: Final = 24


class Form(QFrame):
    """Captions and fields in two columns, or in several such pairs side by side; Escape closes it."""

    edit_requested = Signal(Edit)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("box", "card")
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.addWidget(label(title, "title"))
        self._pairs = QHBoxLayout()
        self._pairs.setSpacing(_BETWEEN_PX)
        column.addLayout(self._pairs)
        self._column = column
        self._grids: list[QGridLayout] = []
        self._first: QWidget | None = None
        self.begin_column()

    def begin_column(self) -> None:
        """Let the fields that follow stand beside those before, from the top; what is hidden leaves no hole."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        within = QVBoxLayout()
        within.addLayout(grid)
        within.addStretch()
        self._grids.append(grid)
        self._pairs.addLayout(within)

    def add_part(self, part: QWidget) -> None:
        """Put something as wide as the form below all fields."""
        self._column.addWidget(part)

    def add_heading(self, caption: str, headings: QWidget) -> None:
        """Put what the captions and the parts of the fields below are called over them."""
        grid = self._grids[-1]
        row = grid.rowCount()
        grid.addWidget(label(caption, "caption"), row, 0)
        grid.addWidget(headings, row, 1)

    def add_field(self, caption: str, field: QWidget, tip: str, *, column: int | None = None) -> None:
        """Put a field below the others of a column, the newest where none is named."""
        grid = self._grids[-1 if column is None else column]
        row = grid.rowCount()
        field.setMinimumWidth(max(_FIELD_PX, field.minimumSizeHint().width()))
        field.setToolTip(tooltip(tip))
        field.setAccessibleName(caption)
        field.setAccessibleDescription(tip)
        name = label(caption, "muted")
        name.setBuddy(field)
        grid.addWidget(name, row, 0)
        grid.addWidget(field, row, 1)
        self._first = self._first or field

    def remove_field(self, field: QWidget) -> None:
        """Take a field and its caption away."""
        for part in (field, self._caption_of(field)):
            if part is not None:
                part.hide()
                part.deleteLater()

    def show_field(self, field: QWidget, *, shown: bool) -> None:
        """Show a field with its caption, or neither."""
        for part in (field, self._caption_of(field)):
            if part is not None:
                part.setVisible(shown)

    def _caption_of(self, field: QWidget) -> QWidget | None:
        grid = next(one for one in self._grids if one.indexOf(field) >= 0)
        place: tuple[int, int, int, int] = grid.getItemPosition(grid.indexOf(field))  # type: ignore[assignment]
        caption = grid.itemAtPosition(place[0], 0)
        return caption.widget() if caption is not None else None

    def open_below(self, button: QWidget) -> None:
        """Show the form below a button, inside the screen, and go to its first field."""
        give_mnemonics(self)
        self.adjustSize()
        place = button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + 2))
        self._move_inside(place, button.screen().availableGeometry())
        self.show()
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _move_inside(self, place: QPoint, screen: QRect) -> None:
        """Move the form to a place, or as little beside it as keeps it on the screen."""
        right, bottom = screen.right() + 1 - self.width(), screen.bottom() + 1 - self.height()
        self.move(max(screen.left(), min(place.x(), right)), max(screen.top(), min(place.y(), bottom)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Stay on the screen where an edit brings more fields."""
        super().resizeEvent(event)
        if self.isVisible():
            self._move_inside(self.pos(), self.screen().availableGeometry())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


_F = TypeVar("_F", bound=Form)


class FormButton(QToolButton, Generic[_F]):
    """Says what is set, opens the form that sets it and asks for the edits that it asks for.

    The form is made when it is first needed, and shows what it has to when it is in sight: few forms are ever opened,
    and all their fields together are more than the rest of the window.
    """

    edit_requested = Signal(Edit)

    def __init__(self, title: str, tip: str, make: Callable[[str, QWidget], _F], parent: QWidget | None = None) -> None:
        """``make`` returns the form, given its title and its parent."""
        super().__init__(parent)
        self._title, self._make = title, make
        self._form: _F | None = None
        self._fill: Callable[[_F], None] | None = None  # what the form is yet to show
        self.setText(title)
        self.setProperty("tight", True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)  # looks like a menu's button, chevron and all
        self._icon = ""
        self.setToolTip(tooltip(tip))
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.open_form)

    @property
    def form(self) -> _F:
        """The form as it is to be seen now."""
        if self._form is None:
            self._form = self._make(self._title, self)
            self._form.edit_requested.connect(self.edit_requested)
        fill, self._fill = self._fill, None
        if fill is not None:
            fill(self._form)
        return self._form

    def fill_form(self, fill: Callable[[_F], None]) -> None:
        """Let the form show something: at once where it is in sight, else when it is needed next."""
        self._fill = fill
        if self._form is not None and self._form.isVisible():
            self._fill = None
            fill(self._form)

    def drop_form(self) -> None:
        """Make the form anew when it is needed next."""
        if self._form is not None:
            self._form.deleteLater()
            self._form = None

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
