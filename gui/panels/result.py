"""The result panel: few large figures with their bands, what stands in the way, what was published."""

from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import formats
from gui.panels.panel import EDGE_PX, Panel, label, set_flag, tooltip
from gui.panels.result_figures import FIGURES, FigureText, comparison_lines
from gui.planner_words import blocked_words, said
from gui.theme import supplier_icon
from gui.words import mark, tr
from planner.plan import Plan
from planner.plan_result import PlanResult, PoolResult

_COLUMNS = 2
_SYMBOL_PX = 13


class FigureTile(QFrame):
    """One figure: caption, number, band. A click, Enter or F1 says how it was computed."""

    explain_requested = Signal(str)

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.WhatsThisCursor)
        self.caption = label("", "caption")
        self.value = label("", "figure")
        self.note = label("", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.caption, self.value, self.note):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            column.addWidget(part)

    def show_text(self, text: FigureText, tip: str) -> None:
        """Show a figure and how it was computed."""
        self.caption.setText(text.caption)
        self.value.setText(text.value)
        self.note.setText(text.note)
        self.note.setProperty("role", "warning" if text.alert else "caption")
        self.note.style().polish(self.note)
        self.setToolTip(tooltip(tip))
        self.setAccessibleName(f"{text.caption}: {text.value}. {text.note}")
        self.setAccessibleDescription(tip)

    def set_stale(self, *, stale: bool) -> None:
        """Show the figure as one of an older plan."""
        for part in (self.value, self.note):
            set_flag(part, "stale", on=stale)

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
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.caption.setProperty("role", "accent")
        self.caption.style().polish(self.caption)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show that the keyboard went on."""
        super().focusOutEvent(event)
        self.caption.setProperty("role", "caption")
        self.caption.style().polish(self.caption)


class ResultPanel(Panel):
    """What the plan comes to."""

    baseline_chosen = Signal(str)
    help_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Result"), parent)
        self._result: PlanResult | None = None
        self._explained = ""
        self.tiles = {figure.key: FigureTile(figure.key) for figure in FIGURES}
        self.baseline = QToolButton()
        self.baseline.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.baseline.setText(tr("Baseline"))
        self.baseline.setAccessibleName(tr("Baseline"))
        self.baseline.setToolTip(tr("Choose the single-supplier fleet that savings are measured against"))
        self.baseline.setMenu(QMenu(self.baseline))
        self.head.addWidget(self.baseline)
        self._inside = QWidget()
        self._inside.setProperty("scrolled", True)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(EDGE_PX, 0, EDGE_PX, 4)
        self._column.setSpacing(7)
        self._build()

    def show_plan(self, plan: Plan, alternatives: tuple[tuple[str, str], ...]) -> None:
        """Offer the baselines that the plan could be measured against: pairs of key and words."""
        menu = self.baseline.menu()
        menu.clear()
        for key, words in alternatives:
            entry = menu.addAction(words, lambda chosen=key: self.baseline_chosen.emit(chosen))  # type: ignore[misc]
            entry.setCheckable(True)
            entry.setChecked(plan.baseline is not None and words == said(plan.baseline.name))
        self.baseline.setEnabled(bool(alternatives))

    def show_result(self, plan: Plan, result: PlanResult) -> None:
        """Show the figures of a plan that has been planned."""
        self._result = result
        for figure in FIGURES:
            self.tiles[figure.key].show_text(figure.write(plan, result), figure.explanation(result))
        self._show_notes(result)
        self._show_pools(result)
        self._show_comparisons(result)
        if self._explained:
            self._show_explanation()

    def clear(self) -> None:
        """Show that nothing is planned yet."""
        self._result = None
        for key, tile in self.tiles.items():
            tile.show_text(FigureText(caption=tr(_CAPTIONS[key]), value=formats.UNKNOWN), "")
        for box in (self._notes, self._pools, self._published, self._explanation):
            box.hide()
        self._explained = ""

    def set_stale(self, *, stale: bool) -> None:
        """Mark the figures as those of an older plan, or as current."""
        for tile in self.tiles.values():
            tile.set_stale(stale=stale)
        self.subtitle.setText(tr("planning…") if stale else "")

    def show_failure(self, text: str) -> None:
        """Say that the plan could not be planned."""
        self.subtitle.setText(tr("not planned"))
        self._set_notes([text])

    def explain(self, key: str) -> None:
        """Say how a figure was computed, below the figures; asked again, stop saying it."""
        self._explained = "" if key == self._explained else key
        self._show_explanation()

    def explain_focused(self) -> bool:
        """Explain the figure that has the keyboard; return whether one has it."""
        focused = next((key for key, tile in self.tiles.items() if tile.hasFocus()), "")
        if focused:
            self.explain(focused)
        return bool(focused)

    @property
    def explained(self) -> str:
        """The key of the figure that is explained; empty where none is."""
        return self._explained

    @property
    def explanation(self) -> str:
        """What is being explained; empty where nothing is."""
        return self._explanation_text.text() if self._explained else ""

    @property
    def notes(self) -> str:
        """What stands in the way and what to mind, as shown."""
        return self._notes_text.text() if not self._notes.isHidden() else ""

    @property
    def published(self) -> str:
        """Published figures beside predictions, as shown."""
        return self._published_text.text() if not self._published.isHidden() else ""

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        for number, tile in enumerate(self.tiles.values()):
            grid.addWidget(tile, number // _COLUMNS, number % _COLUMNS)
            tile.explain_requested.connect(self.explain)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self._column.addLayout(grid)
        self._explanation, self._explanation_text = _box("plain")
        self.read_more = QPushButton(tr("More in the help"))
        self.read_more.setProperty("flat", True)
        self.read_more.clicked.connect(lambda: self.help_requested.emit(self._explained))
        cast("QVBoxLayout", self._explanation.layout()).addWidget(self.read_more, 0, Qt.AlignmentFlag.AlignLeft)
        self._notes, self._notes_text = _box("warning")
        self._published, self._published_text = _box("plain")
        self._pools = QWidget()
        self._pool_column = QVBoxLayout(self._pools)
        self._pool_column.setContentsMargins(0, 0, 0, 0)
        self._pool_column.setSpacing(4)
        for box in (self._explanation, self._notes, self._published, self._pools):
            self._column.addWidget(box)
        self._column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._inside)
        self.body.addWidget(self._area, 1)
        self.clear()

    def _show_notes(self, result: PlanResult) -> None:
        blocked = [blocked_words(block) for block in result.blocked]
        reasons = tuple(block.reason for block in result.blocked)
        self._set_notes(
            [*blocked, *(said(text) for text in result.warnings if not any(reason in text for reason in reasons))]
        )

    def _show_comparisons(self, result: PlanResult) -> None:
        lines = comparison_lines(result.comparisons)
        self._published_text.setText("\n".join(lines))
        self._published.setToolTip(
            tooltip("\n".join(f"{one.source} {said(one.note)}".strip() for one in result.comparisons))
        )
        self._published.setVisible(bool(lines))

    def _show_pools(self, result: PlanResult) -> None:
        while (item := self._pool_column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for pool in result.pools:
            self._pool_column.addWidget(_pool_line(pool))
        self._pools.setVisible(bool(result.pools))

    def _show_explanation(self) -> None:
        figure = next((figure for figure in FIGURES if figure.key == self._explained), None)
        text = figure.explanation(self._result) if figure is not None and self._result is not None else ""
        self._explanation_text.setText(text)
        self._explanation.setVisible(bool(text))
        if text:
            self._area.ensureWidgetVisible(self._explanation)

    def _set_notes(self, lines: list[str]) -> None:
        self._notes_text.setText("\n".join(lines))
        self._notes.setVisible(bool(lines))


def _box(kind: str) -> tuple[QFrame, QLabel]:
    box = QFrame()
    box.setProperty("box", kind)
    text = label("", "warning" if kind == "warning" else "", wraps=True)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column = QVBoxLayout(box)
    column.setContentsMargins(9, 7, 9, 7)
    column.addWidget(text)
    box.hide()
    return box, text


def _pool_line(pool: PoolResult) -> QWidget:
    """Return one line on a pool: its symbol, its rate, its layout; the reasons on hover."""
    line = QWidget()
    symbol = QLabel()
    symbol.setPixmap(supplier_icon(pool.supplier).pixmap(_SYMBOL_PX, _SYMBOL_PX))
    words = label(f"{pool.name}: {layout_text(pool)}", "caption", wraps=True)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    rate = formats.whole(pool.estimate.tokens_per_s_per_device * pool.site_factor)
    tip = tr("{rate} tokens/s a device. {reason}", rate=rate, reason=said(pool.site_factor_why)) + "".join(
        f"\n{said(sentence)}" for sentence in pool.estimate.assumptions
    )
    line.setToolTip(tooltip(tip.strip()))
    line.setAccessibleName(words.text())
    return line


def layout_text(pool: PoolResult) -> str:
    """Return a pool's MFU and layout: ``MFU 31 %, TP 4 · PP 8 · EP 8 · DP 32``; sizes of one are left out."""
    layout = pool.estimate.layout
    sizes = {"TP": layout.tp, "PP": layout.pp, "VPP": layout.vpp, "EP": layout.ep, "CP": layout.cp, "DP": layout.dp}
    shown = " · ".join(f"{name} {size}" for name, size in sizes.items() if size > 1)
    return f"MFU {formats.percent(pool.estimate.mfu * pool.site_factor, 0)}, {shown or tr('one device')}"


_CAPTIONS = {
    "saving": mark("Saving"),
    "cost_per_trillion_tokens": mark("Per trillion tokens"),
    "cost": mark("Whole run"),
    "days": mark("Time"),
    "tokens_per_s": mark("Tokens per second"),
    "goodput": mark("Goodput"),
    "largest": mark("Largest supplier"),
    "effective": mark("Effective suppliers"),
    "retention": mark("If the largest stops"),
    "worst_layer": mark("Worst layer"),
    "energy": mark("Energy"),
    "emissions": mark("Emissions"),
}
