"""The sizes of one part of a shape as fields, each with what it does and, where it is wrong, a sentence below it."""

import math
from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from gui.look import formats
from gui.look.planner_words import said
from gui.look.shape_words import choice_word, size_caption, size_tip
from gui.look.words import tr
from gui.widgets.combos import RoomyCombo
from gui.widgets.labels import label, set_flag, tooltip
from planner.workload.size_fields import EntryError, SizeField, SizeKind, entered_values, part_from, size_fields

_FIELD_PX: Final = 80


class SizeEdit(QWidget):
    """One size: a line, a box to tick or a choice; ``problem`` is the label that the form puts below it."""

    changed = Signal()

    def __init__(self, field: SizeField) -> None:
        super().__init__()
        self.field = field
        self.caption = size_caption(field.name)
        self.problem = label("", "error", wraps=True)
        self.problem.hide()
        self.editor = self._editor()
        tip = size_tip(field.name)
        self.editor.setToolTip(tooltip(f"{tip}." if tip else ""))
        self.editor.setAccessibleName(self.caption)
        self.editor.setAccessibleDescription(tip)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.editor)

    @property
    def line(self) -> QLineEdit | None:
        """The line of a number, None of another kind."""
        return self.editor if isinstance(self.editor, QLineEdit) else None

    def show_value(self, value: Any) -> None:  # noqa: ANN401 - of any kind
        """Show a value; None is nothing."""
        editor = self.editor
        if isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
        else:
            editor.setText("" if value is None else _shown(value))
            editor.setCursorPosition(0)

    def read(self) -> Any:  # noqa: ANN401 - of any kind
        """Return what is entered, None for nothing; raise EntryError where it is no such size."""
        editor = self.editor
        if isinstance(editor, QCheckBox):
            return editor.isChecked()
        if isinstance(editor, QComboBox):
            return editor.currentData()
        text = editor.text().strip()
        if not text:
            return self._nothing()
        number, most = formats.parse_quantity(text), self.field.most
        whole = self.field.kind is SizeKind.WHOLE
        if number is None or not 0 <= number <= most or (whole and not math.isclose(number, round(number))):
            sentence = tr("Enter a whole number up to {most}.", most=formats.whole(most))
            raise EntryError(sentence if whole else tr("Enter a number up to {most}.", most=formats.whole(most)))
        return round(number) if whole else number

    def say(self, words: str) -> None:
        """Say what is wrong below the field, or nothing."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        set_flag(self.editor, "invalid", on=bool(words))

    def _nothing(self) -> None:
        if not self.field.optional and self.field.default is None and not self._is_inner:
            raise EntryError(tr("{caption} is empty; enter it.", caption=self.caption))

    @property
    def _is_inner(self) -> bool:
        """Whether it belongs to a part that may be left out as a whole."""
        return "." in self.field.name

    def _editor(self) -> QLineEdit | QCheckBox | QComboBox:
        if self.field.kind is SizeKind.SWITCH:
            box = QCheckBox(self.caption)
            box.toggled.connect(lambda _on: self.changed.emit())
            return box
        if self.field.kind is SizeKind.CHOICE:
            choice = RoomyCombo()
            if self.field.optional:
                choice.addItem(tr("none"), None)
            for value in self.field.choices:
                choice.addItem(choice_word(value), value)
            choice.currentIndexChanged.connect(lambda _number: self.changed.emit())
            return choice
        line = QLineEdit()
        line.setMinimumWidth(_FIELD_PX)
        if self.field.optional or (self._is_inner and self.field.default is None):
            line.setPlaceholderText(tr("none"))
        elif self.field.default is not None:
            line.setPlaceholderText(_shown(self.field.default))
        line.textEdited.connect(lambda _text: self.changed.emit())
        return line


class SizesForm(QWidget):
    """All sizes of one kind of part in two columns. ``changed`` tells of every key that is typed."""

    changed = Signal()

    def __init__(self, kind: type, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.edits = {field.name: SizeEdit(field) for field in size_fields(kind)}
        self.problem = label("", "error", wraps=True)
        self.problem.hide()
        self._build()

    def show_part(self, part: object) -> None:
        """Show the sizes of a part of this kind."""
        for name, value in entered_values(part).items():
            self.edits[name].blockSignals(True)
            self.edits[name].show_value(value)
            self.edits[name].blockSignals(False)

    def show_defaults(self) -> None:
        """Show what stands where nothing is said."""
        for edit in self.edits.values():
            edit.blockSignals(True)
            edit.show_value(edit.field.default)
            edit.blockSignals(False)

    def read(self, **more: Any) -> Any:  # noqa: ANN401 - a part of the form's kind
        """Return the part that is entered, saying at each field what is wrong; None where anything is."""
        values = self.values()
        if values is None:
            return None
        try:
            return part_from(self.kind, values, **more)
        except EntryError as error:
            self.say(error.field, said(str(error)))
            return None

    def values(self) -> Mapping[str, Any] | None:
        """Return what is entered by field, saying at each what is wrong; None where anything is."""
        self.say("", "")
        found: dict[str, Any] = {}
        wrong = False
        for name, edit in self.edits.items():
            try:
                found[name] = edit.read()
                edit.say("")
            except EntryError as error:
                wrong = True
                edit.say(str(error))
        if wrong:
            return None
        return found | _left_out(found)

    def say(self, field: str, words: str) -> None:
        """Say what is wrong at a field, or below all where it is several together."""
        at_field = field in self.edits
        if at_field:
            self.edits[field].say(words)
        self.problem.setText("" if at_field else words)
        self.problem.setVisible(bool(words) and not at_field)

    def sentences(self) -> list[str]:
        """Return what is wrong, as it stands at the fields."""
        parts = [*((edit.caption, edit.problem) for edit in self.edits.values()), ("", self.problem)]
        return [f"{caption}: {one.text()}" if caption else one.text() for caption, one in parts if one.text()]

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        written = [edit for edit in self.edits.values() if edit.field.kind is not SizeKind.SWITCH]
        ticked = [edit for edit in self.edits.values() if edit.field.kind is SizeKind.SWITCH]
        for number, edit in enumerate((*written, *ticked)):
            place = number if number < len(written) else number + len(written) % 2
            row, column = place // 2 * 2, place % 2 * 2
            edit.changed.connect(self.changed)
            grid.addWidget(edit.problem, row + 1, column, 1, 2)
            if edit.field.kind is SizeKind.SWITCH:
                grid.addWidget(edit, row, column, 1, 2)
                continue
            name = label(edit.caption, "muted")
            name.setBuddy(edit.editor)
            grid.addWidget(name, row, column)
            grid.addWidget(edit, row, column + 1)
        last = len(self.edits) + 4
        grid.addWidget(self.problem, last, 0, 1, 4)
        grid.setRowStretch(last + 1, 1)


def _left_out(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of inner parts of which no number is entered: the part is left out whole."""
    outers = {name.rpartition(".")[0] for name in found if "." in name}
    bare = {
        outer
        for outer in outers
        if all(value is None or value is False for name, value in found.items() if name.startswith(f"{outer}."))
    }
    return {name: None for name in found if name.rpartition(".")[0] in bare}


def _shown(value: float | str) -> str:
    number = float(value)
    return formats.whole(number) if number.is_integer() else formats.trimmed(number, 6)
