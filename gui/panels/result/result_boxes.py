"""The boxes of the result panel: what stops a part of the plan with its mending, and what was published beside it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.look.comparison_words import comparison_lines, comparison_rows
from gui.look.planner_words import said
from gui.look.theme import restyle
from gui.panels.remedies import Remedy
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.labels import label, tooltip
from planner.plan_result import Comparison


class BlockedBox(QFrame):
    """What gives no number, each with a button where there is a remedy. ``remedy_requested`` carries the Remedy."""

    remedy_requested = Signal(Remedy)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("box", "error")
        self.buttons: list[QPushButton] = []
        self.text = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(9, 7, 9, 7)
        self._column.setSpacing(4)
        self.hide()

    def show_blocks(self, blocks: list[tuple[str, tuple[Remedy, ...]]], *, kind: str) -> None:
        """Show sentences with what can be done about each; none hides the box. ``kind`` is the box's colour."""
        self.setProperty("box", kind)
        restyle(self)
        self._let_go_of_focus()
        empty(self._column)
        self.buttons = []
        for words, remedies in blocks:
            sentence = label(words, wraps=True)
            sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            add_shown(self._column, sentence)
            if remedies:
                add_shown(self._column, self._offers(words, remedies))
        self.text = "\n".join(words for words, _ in blocks)
        self.setAccessibleName(self.text)
        self.setVisible(bool(blocks))

    def show_looking(self, *, on: bool) -> None:
        """Say that an answer to what was pressed is looked for: nothing else is offered until it is there."""
        self._let_go_of_focus()
        for button in self.buttons:
            button.setEnabled(not on)

    def _let_go_of_focus(self) -> None:
        """Leave the keyboard to what holds the box: where its button goes, Qt would scroll to whatever comes next."""
        holder = self.parentWidget()
        if holder is not None and any(button.hasFocus() for button in self.buttons):
            holder.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offers(self, words: str, remedies: tuple[Remedy, ...]) -> QWidget:
        offers = QWidget()
        row = FlowLayout(offers, gap=6, row_gap=4)
        row.setContentsMargins(0, 0, 0, 2)
        for remedy in remedies:
            button = QPushButton(remedy.words)
            button.setToolTip(tooltip(words))
            button.setAccessibleDescription(words)
            button.clicked.connect(self._asker(remedy))
            self.buttons.append(button)
            row.addWidget(button)
        return offers

    def _asker(self, remedy: Remedy) -> Callable[[], None]:
        return lambda: self.remedy_requested.emit(remedy)


class PublishedBox(QFrame):
    """Published figures beside the plan's own predictions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("box", "plain")
        self.text = ""
        self._comparisons: tuple[Comparison, ...] = ()
        self._cells: list[tuple[bool, list[QLabel]]] = []  # of each line, and whether it is a heading
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(9, 4, 9, 4)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(0, 1)
        self.hide()

    def show_comparisons(self, comparisons: tuple[Comparison, ...]) -> None:
        """Show figure by figure what was published and what is predicted; none hides the box."""
        if comparisons == self._comparisons:
            return
        self._comparisons = comparisons
        rows = comparison_rows(comparisons)
        if [row.is_heading for row in rows] != [is_heading for is_heading, _ in self._cells]:
            self._make_cells([row.is_heading for row in rows])
        for row, (_, cells) in zip(rows, self._cells, strict=True):
            for words, cell in zip((row.words, row.published, row.predicted), cells, strict=True):
                cell.setText(words)
        self.text = "\n".join(comparison_lines(comparisons))
        self.setAccessibleName(self.text)
        sources = "\n".join(f"{one.source} {said(one.note)}".strip() for one in comparisons)
        self.setToolTip(tooltip(f"{self.text}\n{sources}"))
        self.setVisible(bool(comparisons))

    def _make_cells(self, headings: list[bool]) -> None:
        """Make the cells of so many lines, each a heading or not."""
        empty(self._grid)
        self._cells = [
            (is_heading, [_cell(column, is_heading=is_heading) for column in range(3)]) for is_heading in headings
        ]
        for number, (_, cells) in enumerate(self._cells):
            for column, cell in enumerate(cells):
                self._grid.addWidget(cell, number, column)
                cell.show()


def _cell(column: int, *, is_heading: bool) -> QLabel:
    cell = label("", "caption" if is_heading else "small", wraps=is_heading and not column)
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    cell.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return cell


def set_kind(box: QFrame, kind: str) -> None:
    """Give a box the colour of a kind."""
    if box.property("box") != kind:
        box.setProperty("box", kind)
        restyle(box)


def text_box(kind: str) -> tuple[QFrame, QLabel]:
    """Return a hidden box of a kind, and the label in it."""
    box = QFrame()
    box.setProperty("box", kind)
    text = label("", "remark" if kind == "warning" else "", wraps=True)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column = QVBoxLayout(box)
    column.setContentsMargins(9, 4, 9, 4)
    column.addWidget(text)
    box.hide()
    return box, text


def add_shown(column: QVBoxLayout, part: QWidget) -> None:
    """Add a part to a column that may be in sight: Qt would show it a turn later, and paint before that without it."""
    column.addWidget(part)
    part.show()


def empty(layout: QVBoxLayout | QGridLayout) -> None:
    """Take everything out of a layout for good."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
