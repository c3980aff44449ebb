"""A window in which a shape is put together: its layers as rows, the sizes of its parts, what it comes to."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.look.planner_words import said
from gui.look.words import tr
from gui.panels.shapes.shape_figures import ShapeFigures
from gui.panels.shapes.shape_parts import PartsPane
from gui.panels.shapes.shape_rows import BlockRows
from gui.widgets.combos import RoomyCombo
from gui.widgets.dialogue import Dialogue
from gui.widgets.labels import apply_or_cancel, label, set_flag, set_role, tooltip
from planner.workload.presets import shape_keys, shape_preset
from planner.workload.published_counts import published_counts
from planner.workload.shape import TransformerShape
from planner.workload.shape_entry import ShapeEntry, entry_of, shape_from_entry, shipped_or_own
from planner.workload.size_fields import EntryError

_WIDTH_PX, _HEIGHT_PX = 1140, 630  # inside of a screen of 1280 x 720, with room for the system's own bars
_ROWS_PX: Final = 440
_NAME_PX: Final = 240


class ShapeEditor(Dialogue):
    """Non-modal; ``saved`` carries the shape and whether to keep it beyond the plan.

    ``import_requested`` asks for a file to begin from, ``export_requested`` carries the shape to write.
    """

    saved = Signal(TransformerShape, bool)
    import_requested = Signal()
    export_requested = Signal(TransformerShape)

    def __init__(
        self,
        shape: TransformerShape,
        seq_len: int,
        own: Sequence[TransformerShape] = (),
        *,
        may_keep: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._seq_len = seq_len
        self._begun = shape
        self._shapes = {one.key: one for one in (*map(shape_preset, shape_keys()), *own)}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Edit the shape"))
        self.name = QLineEdit()
        self.begin = RoomyCombo()
        self.bring, self.export = QPushButton(tr("Import…")), QPushButton(tr("Export…"))
        self.rows = BlockRows()
        self.parts = PartsPane()
        self.figures = ShapeFigures()
        self.notice = label("", "muted", wraps=True)
        self.problem = label("", "error", wraps=True)
        self.keep = QCheckBox(tr("Keep in my shapes, for other plans too"))
        self.keep.setVisible(may_keep)
        self.buttons = apply_or_cancel(self)
        self._build()
        self._wire()
        self.show_shape(shape)
        self.resize(_WIDTH_PX, _HEIGHT_PX)

    def show_shape(self, shape: TransformerShape, notice: str = "") -> None:
        """Begin anew with a shape; ``notice`` tells what was understood of the file that it came from."""
        self._begun = shape
        entry = entry_of(shape)
        self.name.setText(entry.name)
        self.name.setCursorPosition(0)
        self.begin.setCurrentIndex(self.begin.findData(shape.key) if self._shapes.get(shape.key) == shape else 0)
        self.parts.show_entry(entry)
        self.rows.offer(*self.parts.names)
        self.rows.show_rows(entry.rows)
        self.tell(notice)
        self._follow()

    def tell(self, words: str, role: str = "muted") -> None:
        """Tell what was understood of a file, or as an ``error`` why nothing came of one; nothing clears it."""
        set_role(self.notice, role)
        self.notice.setText(words)
        self.notice.setVisible(bool(words))

    def entered(self) -> TransformerShape | None:
        """Return the shape entered, None where there is none yet; what is wrong is said where it stands."""
        parts, rows = self.parts.read(), self.rows.read()
        if parts is None or rows is None:
            return None
        entry = ShapeEntry(
            name=self.name.text(),
            whole=parts.whole,
            rows=rows,
            mixers=parts.mixers,
            channel_mixers=parts.channel_mixers,
            residual=parts.residual,
            mtp=parts.mtp,
        )
        try:
            return shape_from_entry(entry)
        except EntryError as error:
            self._say(error.field, said(str(error)))
            return None

    def accept(self) -> None:
        """Hand over the shape; one that is a shipped one comes as that, a changed one never under a shipped name."""
        shape = self.entered()
        if shape is None:
            return
        self.saved.emit(self._settled(shape), self.keep.isChecked())
        super().accept()

    def _settled(self, shape: TransformerShape) -> TransformerShape:
        """Return what was begun with where nothing changed, the shipped shape that it is, else a shape of its own."""
        entry = entry_of(shape)
        if entry == entry_of(self._begun):
            return self._begun
        found = shipped_or_own(shape)
        if found is not shape or shape.name not in {shape_preset(key).name for key in shape_keys()}:
            return found
        return shape_from_entry(replace(entry, name=str(tr("{name} (edited)", name=shape.name))))

    def _follow(self) -> None:
        """Show what is entered now: figures, what is wrong, whether it can be applied."""
        self.problem.clear()
        set_flag(self.name, "invalid", on=False)
        shape = self.entered()
        self.figures.show_shape(shape, self._seq_len, published_counts(self._begun.key))
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(shape is not None)
        self.export.setEnabled(shape is not None)
        if shape is None and not self.problem.text():
            self.problem.setText(next(iter(self.parts.sentences()), self.rows.problem.text()))

    def _say(self, field: str, words: str) -> None:
        if self.parts.say(field, words):
            return
        if field == "name":
            set_flag(self.name, "invalid", on=True)
            self.problem.setText(words)
        else:
            self.rows.say(words)

    def _on_begun(self, number: int) -> None:
        key = self.begin.itemData(number)
        if key:
            self.show_shape(self._shapes[key])

    def _on_names_changed(self) -> None:
        self.rows.offer(*self.parts.names)

    def _on_export(self) -> None:
        shape = self.entered()
        if shape is not None:
            self.export_requested.emit(shipped_or_own(shape))

    def _wire(self) -> None:
        self.name.textEdited.connect(lambda _text: self._follow())
        self.begin.activated.connect(self._on_begun)
        self.rows.changed.connect(self._follow)
        self.parts.changed.connect(self._follow)
        self.parts.names_changed.connect(self._on_names_changed)
        self.bring.clicked.connect(self.import_requested)
        self.export.clicked.connect(self._on_export)

    def _build(self) -> None:
        self.begin.addItem(tr("choose a shape"), None)
        for key, shape in self._shapes.items():
            self.begin.addItem(shape.name, key)
        self.begin.setMaxVisibleItems(20)
        self.name.setMinimumWidth(_NAME_PX)
        head = QHBoxLayout()
        for caption, field, tip in (
            (tr("Name"), self.name, tr("What the shape is called")),
            (tr("Start from"), self.begin, tr("Begin anew with a shipped shape, or with one of your own")),
        ):
            name = label(caption, "muted")
            name.setBuddy(field)
            field.setAccessibleName(caption)
            field.setAccessibleDescription(tip)
            field.setToolTip(tooltip(tip))
            head.addWidget(name)
            head.addWidget(field, 1)
        self.bring.setToolTip(tr("Begin with a config.json or a TOML file of shapes"))
        self.export.setToolTip(tr("Write the shape as TOML, or as config.json where a model type says all of it"))
        for button in (self.bring, self.export):
            button.setAutoDefault(False)
            head.addWidget(button)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(_stack_area(self.rows))
        middle.addWidget(self.parts, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.keep)
        foot.addStretch(1)
        foot.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.notice)
        column.addLayout(middle, 1)
        column.addWidget(self.figures)
        column.addWidget(self.problem)
        column.addLayout(foot)


def _stack_area(rows: BlockRows) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFixedWidth(_ROWS_PX)
    area.setWidget(rows)
    return area
