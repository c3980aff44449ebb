"""The user's own data: which entries go out or come in, and what a file would change."""

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.look import formats
from gui.look.words import mark, tr
from gui.panels.library.library_rows import TextRows, text_view
from gui.widgets.dialogue import Dialogue
from gui.widgets.labels import apply_or_cancel, label

if TYPE_CHECKING:
    from planner.own_data.preview import ImportPreview

KIND_WORDS: Final = {
    "accelerators": mark("Accelerators"),
    "nodes": mark("Node designs"),
    "offers": mark("Offers"),
    "prices": mark("Prices"),
    "runs": mark("Measured runs"),
    "scenarios": mark("Scenarios"),
    "shapes": mark("Transformer shape"),
}
_COLUMNS_PX: Final = (210, 90, 170, 150)
_MOST_ROWS: Final = 2_000
_DIGITS: Final = 12  # as many as a file gives to any figure


class OwnDataForm(Dialogue):
    """Non-modal; both signals carry the kind of entries."""

    export_chosen = Signal(str)
    import_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Your own data"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Entries"))
        for name, words in KIND_WORDS.items():
            self.kind.addItem(tr(words), name)
        self.export_button, self.import_button = QPushButton(tr("Export…")), QPushButton(tr("Import…"))
        for button, chosen in ((self.export_button, self.export_chosen), (self.import_button, self.import_chosen)):
            button.clicked.connect(lambda _checked=False, chosen=chosen: self._choose(chosen))
        row = QHBoxLayout()
        for widget in (self.kind, self.export_button, self.import_button):
            row.addWidget(widget)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        close.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        note = tr("Entries go into a CSV or TOML file and come back from one; what a file would change is shown first.")
        column.addWidget(label(note, "muted", wraps=True))
        column.addLayout(row)
        column.addWidget(close)

    def _choose(self, chosen: SignalInstance) -> None:
        chosen.emit(str(self.kind.currentData()))
        self.accept()


class ImportWindow(Dialogue):
    """What a file would change; ``taken`` asks for it to be done."""

    taken = Signal()

    def __init__(self, preview: "ImportPreview", file: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("What {file} would change", file=file))
        self.words = label(
            tr(
                "{new} new, {changed} changed, {same} the same; what the file does not name stays.",
                new=formats.whole(len(preview.new)),
                changed=formats.whole(len(preview.changed)),
                same=formats.whole(len(preview.same)),
            ),
            wraps=True,
        )
        self.model = TextRows([tr("Entry"), tr("Kind"), tr("Field"), tr("Before"), tr("After")], self)
        self.model.show_rows(_rows(preview)[:_MOST_ROWS])
        view = text_view(self.model, tr("What {file} would change", file=file))
        for position, width_px in enumerate(_COLUMNS_PX):
            view.setColumnWidth(position, width_px)
        self.buttons = apply_or_cancel(self)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(view, 1)
        column.addWidget(self.buttons)
        self.resize(860, 460)

    def accept(self) -> None:
        """Ask for the entries to be taken."""
        self.taken.emit()
        super().accept()


def _rows(preview: "ImportPreview") -> list[tuple[str, ...]]:
    new: list[tuple[str, ...]] = [(name, tr("new"), "", "", "") for name in preview.new]
    changed: list[tuple[str, ...]] = [
        (change.name, tr("changed"), one.field, _text(one.before), _text(one.after))
        for change in preview.changed
        for one in change.fields
    ]
    return new + changed


def _text(value: object) -> str:
    if isinstance(value, float) and math.isfinite(value):
        return formats.whole(value) if value == round(value) else formats.trimmed(value, _DIGITS)
    return tr("unknown") if value is None else str(value)
