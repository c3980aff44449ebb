"""The stack of a shape as rows: so many layers, what mixes tokens, what mixes channels, how often they repeat."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.look import formats
from gui.look.theme import icon
from gui.look.words import tr
from gui.widgets.combos import RoomyCombo
from gui.widgets.labels import label, set_flag, tooltip
from planner.workload.blocks import MOST_LAYERS
from planner.workload.shape_entry import BlockRow

_COUNT_PX: Final = 48
_CHOICE_PX: Final = 96


class RowWidgets:
    """The fields of one row; ``changed`` is called for every edit, ``inserted`` and ``removed`` for the buttons."""

    def __init__(
        self, changed: Callable[[], None], inserted: Callable[[], None], removed: Callable[[], None], *, repeats: bool
    ) -> None:
        self.count, self.repeat = QLineEdit(), QLineEdit()
        self.mixer, self.channels = RoomyCombo(), RoomyCombo()
        self.joined = QCheckBox()
        self.joined.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.insert, self.remove = QToolButton(), QToolButton()
        self._repeats = repeats
        for line in (self.count, self.repeat):
            line.setFixedWidth(_COUNT_PX)
            line.textEdited.connect(lambda _text: changed())
        for box in (self.mixer, self.channels):
            box.setMinimumWidth(_CHOICE_PX)
            box.activated.connect(lambda _number: changed())
        self.joined.toggled.connect(lambda _on: changed())
        self.insert.clicked.connect(inserted)
        self.remove.clicked.connect(removed)
        for button, name in ((self.insert, "add"), (self.remove, "remove")):
            button.setIcon(icon(name))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """The fields from left to right."""
        more = (self.repeat, self.joined) if self._repeats else ()
        return (self.count, self.mixer, self.channels, *more, self.insert, self.remove)

    def name_after(self, number: int) -> None:
        """Give every field the name of its row, for those who hear it."""
        names = {
            self.count: tr("Layers of row {number}", number=number),
            self.mixer: tr("Token mixer of row {number}", number=number),
            self.channels: tr("Channel mixer of row {number}", number=number),
            self.repeat: tr("Repeats of row {number}", number=number),
            self.joined: tr("Row {number} repeats with the row above", number=number),
            self.insert: tr("Insert a row below row {number}", number=number),
            self.remove: tr("Remove row {number}", number=number),
        }
        for part, name in names.items():
            part.setAccessibleName(name)
            part.setToolTip(tooltip(name))

    def show_row(self, row: BlockRow) -> None:
        """Show a row."""
        self.count.setText(formats.whole(row.count))
        self.repeat.setText("" if row.joined else formats.whole(row.repeat))
        self.repeat.setEnabled(not row.joined)
        self.joined.blockSignals(True)
        self.joined.setChecked(row.joined)
        self.joined.blockSignals(False)
        self.mixer.setCurrentIndex(self.mixer.findData(row.mixer))
        self.channels.setCurrentIndex(self.channels.findData(" ".join(row.channels)))

    def read(self) -> BlockRow | None:
        """Return the row entered, None where a number is none, which is framed then."""
        joined = self.joined.isChecked()
        self.repeat.setEnabled(not joined)
        if joined:
            self.repeat.clear()
        elif self._repeats and not self.repeat.text() and not self.repeat.hasFocus():
            self.repeat.setText(formats.whole(1))
        count = _number(self.count)
        repeat = 1 if joined or not self._repeats else _number(self.repeat)
        if count is None or repeat is None:
            return None
        channels = tuple((self.channels.currentData() or "").split())
        return BlockRow(
            count=count, mixer=self.mixer.currentData(), channels=channels, repeat=repeat, joined=joined
        )  # fmt: skip - one row

    def as_one_layer(self) -> BlockRow:
        """Return the row as a single layer, whatever its numbers say."""
        channels = tuple((self.channels.currentData() or "").split())
        return BlockRow(count=1, mixer=self.mixer.currentData(), channels=channels)


class BlockRows(QWidget):
    """Rows of layers from the first to the last. ``changed`` tells of every edit."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, repeats: bool = True) -> None:
        super().__init__(parent)
        self.rows: list[RowWidgets] = []
        self.problem = label("", "error", wraps=True)
        self.problem.hide()
        self._repeats = repeats
        self._mixers: tuple[str, ...] = ()
        self._channels: tuple[str, ...] = ()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(5)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        heads = [tr("Layers"), tr("Token mixer"), tr("Channel mixer")]
        heads += [tr("Times"), tr("Joined")] if repeats else []
        for column, words in enumerate(heads):
            self._grid.addWidget(label(words, "caption"), 0, column)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.problem)
        around.addLayout(self._grid)
        around.addStretch()

    def offer(self, mixers: Sequence[str], channels: Sequence[str]) -> None:
        """Offer these parts in every row; what a row has chosen stays where it is still there."""
        self._mixers, self._channels = tuple(mixers), tuple(channels)
        for row in self.rows:
            self._fill(row)

    def show_rows(self, rows: Sequence[BlockRow]) -> None:
        """Show the rows of a stack."""
        while len(self.rows) > len(rows):
            self._drop_last()
        while len(self.rows) < len(rows):
            self._add_last()
        for widgets, row in zip(self.rows, rows, strict=True):
            widgets.show_row(row)
        self._first_stands_alone()

    def read(self) -> tuple[BlockRow, ...] | None:
        """Return the rows entered; None, and a sentence above them, where one is none."""
        found = [row.read() for row in self.rows]
        wrong = next((number for number, row in enumerate(found, start=1) if row is None), None)
        words = tr(
            "Row {number}: enter a whole number from 1 to {most}.", number=wrong, most=formats.whole(MOST_LAYERS)
        )
        self.say("" if wrong is None else words)
        return None if wrong is not None else tuple(row for row in found if row is not None)

    def say(self, words: str) -> None:
        """Say what is wrong with the rows, or nothing."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def used(self) -> set[str]:
        """Return the names of the parts that rows have chosen."""
        chosen = {str(row.mixer.currentData()) for row in self.rows if row.mixer.currentData()}
        return chosen | {name for row in self.rows for name in (row.channels.currentData() or "").split()}

    def _add_last(self) -> None:
        number = len(self.rows)
        row = RowWidgets(
            self._on_changed, partial(self._insert_below, number), partial(self._remove, number), repeats=self._repeats
        )
        row.name_after(number + 1)
        self._fill(row)
        for column, part in enumerate(row.parts):
            self._grid.addWidget(part, number + 1, column)
        if not self._repeats:
            for unused in (row.repeat, row.joined):  # which would else outlive the editor as windows
                unused.setParent(self)
                unused.hide()
        self.rows.append(row)

    def _drop_last(self) -> None:
        row = self.rows.pop()
        for part in (*row.parts, row.repeat, row.joined):
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()

    def _fill(self, row: RowWidgets) -> None:
        mixer, channels = row.mixer.currentData(), row.channels.currentData()
        row.mixer.clear()
        row.channels.clear()
        for box in (row.mixer, row.channels):
            box.addItem(formats.UNKNOWN, None if box is row.mixer else "")
        for name in self._mixers:
            row.mixer.addItem(name, name)
        several = [" ".join(pair) for pair in combinations(self._channels, 2)]
        for names in (*self._channels, *several):
            row.channels.addItem(names.replace(" ", " + "), names)
        row.mixer.setCurrentIndex(max(0, row.mixer.findData(mixer)))
        row.channels.setCurrentIndex(max(0, row.channels.findData(channels or "")))

    def _insert_below(self, number: int) -> None:
        rows = self._as_shown()
        rows.insert(number + 1, BlockRow(count=1, mixer=rows[number].mixer, channels=rows[number].channels))
        self._show_again(rows, number + 1)

    def _remove(self, number: int) -> None:
        rows = self._as_shown()
        del rows[number]
        self._show_again(rows, min(number, len(rows) - 1))

    def _show_again(self, rows: list[BlockRow], number: int) -> None:
        self.show_rows(rows)
        if self.rows:
            self.rows[number].count.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_changed()

    def _as_shown(self) -> list[BlockRow]:
        return [row.read() or row.as_one_layer() for row in self.rows]

    def _first_stands_alone(self) -> None:
        for number, row in enumerate(self.rows):
            row.joined.setEnabled(number > 0)
            row.remove.setEnabled(len(self.rows) > 1)
        if self.rows:
            self.rows[0].joined.setChecked(False)

    def _on_changed(self) -> None:
        self.changed.emit()


def _number(line: QLineEdit) -> int | None:
    number = formats.parse_quantity(line.text())
    good = number is not None and 1 <= number <= MOST_LAYERS and math.isclose(number, round(number))
    set_flag(line, "invalid", on=not good)
    return round(number) if good and number is not None else None
