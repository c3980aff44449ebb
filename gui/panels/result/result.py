"""The result panel: what stops the plan, few large figures with their bands, layouts, remarks, what was published."""

from functools import partial
from typing import Final, cast

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.look.mix_sentence import sentence_of
from gui.look.planner_words import said
from gui.look.result_figures import FIGURES, figures_of
from gui.look.verdict_words import NOT_KEPT, verdict_words
from gui.look.words import tr
from gui.panels.panel import Panel
from gui.panels.remedies import Remedy
from gui.panels.result.blocks import blocks_of
from gui.panels.result.figure_tile import Explained, FigureLine, FigureTile
from gui.panels.result.idle_fixes import idle_block
from gui.panels.result.pool_box import PoolBox
from gui.panels.result.pool_lines import (
    POOL,
    left_out_words,
    programme_words,
    reasons_of,
    stands_out,
)
from gui.panels.result.remark_lines import remark_lines
from gui.panels.result.result_boxes import BlockedBox, PublishedBox, set_kind, text_box
from gui.widgets.labels import EDGE_PX, set_flag, tooltip
from gui.widgets.mnemonics import without_mnemonic
from planner.mixing.strategy import Division
from planner.plan import Plan, Trains
from planner.plan_result import PlanResult

_COLUMNS = 2
_WITHOUT_FIGURES: Final = frozenset({"error", "plain"})  # kinds of what stops a plan whole
_LAYOUT_PASSES: Final = 10  # a note, its tile, the column, the area, then all of them again at another width, and spare
_TILE_GAP_PX = 4  # between one large figure's note and the next one's caption


class ResultPanel(Panel):
    """What the plan comes to. ``remedy_requested`` carries the Remedy of something that stops a part of it."""

    baseline_chosen = Signal(str)
    help_requested = Signal(str)
    remedy_requested = Signal(Remedy)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Result"), parent)
        self._result: PlanResult | None = None
        self._planned: tuple[Plan, PlanResult] | None = None
        self._reasons: dict[str, str] = {}
        self._explained = ""
        self.opening = ""  # what is said while a plan is being opened
        self._pending = tr("planning…")
        self._said: tuple[object, ...] = ()  # what stops the plan, as shown
        self._offered: object = None  # what its idle nodes are offered for, as shown
        self.tiles = {figure.key: (FigureTile if figure.large else FigureLine)(figure.key) for figure in FIGURES}
        self.baseline = self._baseline_button()
        self.head.addWidget(self.baseline)
        self._inside = QWidget()
        self._inside.setProperty("scrolled", True)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(EDGE_PX, 0, EDGE_PX, 2)
        self._column.setSpacing(4)
        self._build()

    def show_plan(self, plan: Plan, alternatives: tuple[tuple[str, str], ...]) -> None:
        """Offer the baselines that the plan could be measured against: pairs of key and words."""
        best = plan.trains is Trains.ONE_MODEL and plan.mixing.division is Division.BEST
        self._pending = tr("solving shares…") if best else tr("planning…")
        menu = self.baseline.menu()
        menu.clear()
        for key, words in alternatives:
            entry = menu.addAction(without_mnemonic(said(words)), partial(self.baseline_chosen.emit, key))
            entry.setCheckable(True)
            entry.setChecked(plan.baseline is not None and words == plan.baseline.name)
        self.baseline.setEnabled(bool(alternatives))

    def open_baselines(self) -> None:
        """Open the choice of baselines, for keys and for whoever offers it."""
        self.baseline.setFocus(Qt.FocusReason.OtherFocusReason)
        self.baseline.menu().popup(self.baseline.mapToGlobal(QPoint(0, self.baseline.height())))

    def show_result(self, plan: Plan, result: PlanResult) -> None:
        """Show the figures of a plan that has been planned, and say in the head that bands are still to come."""
        self._result, self._planned = result, (plan, result)
        if result.bands_pending:
            self.set_stale(stale=False)
            self.subtitle.setText(tr("bands follow…"))
        self._reasons = reasons_of(result)
        shown = figures_of(plan)
        for figure in FIGURES:
            self.tiles[figure.key].setVisible(figure in shown and figure.applies(result))
        for figure in shown:
            self._reasons[figure.key] = figure.explanation(result)
            self.tiles[figure.key].show_text(figure.shown(plan, result), self._reasons[figure.key])
        self._show_sentence(result)
        self._show_left_out(result)
        self._show_blocked(plan, result)
        self._show_remarks(plan, result)
        self._pools.show_result(result, self._reasons)
        self._published.show_comparisons(result.comparisons)
        if self._explained:
            self._show_explanation()
        _lay_out_now()

    def clear(self) -> None:
        """Show that nothing is planned yet."""
        self._result, self._planned, self._reasons = None, None, {}
        for figure in FIGURES:
            self.tiles[figure.key].show_text(figure.empty(), "")
        for box in (
            self._blocked,
            self._sentence,
            self._left_out,
            self._spare,
            self._notes,
            self._pools,
            self._published,
        ):
            box.hide()
        self._explanation.hide()
        self._explained, self._said, self._offered = "", (), None
        _lay_out_now()

    def set_stale(self, *, stale: bool) -> None:
        """Mark the figures as those of an older plan, or as current."""
        for tile in self.tiles.values():
            if not (stale and tile.isHidden()):  # what shows no figure has none that is old
                tile.set_stale(stale=stale)
        for words in (self._sentence_text, self._left_out_text):  # they repeat the figures, and are as old as these
            set_flag(words, "older", on=stale)
        self.subtitle.setText(self._pending if stale else "")

    def show_failure(self, text: str) -> None:
        """Say that the plan could not be planned."""
        self.subtitle.setText(tr("not planned"))
        self._show_blocks([(text, ())], "error")
        _lay_out_now()

    def explain(self, key: str) -> None:
        """Say how a figure was computed, below the figures; asked again, stop saying it."""
        self._explained = "" if key == self._explained else key
        self._show_explanation()

    def explain_focused(self) -> bool:
        """Explain the figure or the pool that has the keyboard; return whether one has it."""
        focused = next((part.key for part in (*self.tiles.values(), *self._pools.lines) if part.hasFocus()), "")
        if focused:
            self.explain(focused)
        return bool(focused)

    @property
    def explained(self) -> str:
        """The key of what is explained; empty where nothing is."""
        return self._explained

    @property
    def explanation(self) -> str:
        """What is being explained; empty where nothing is."""
        return self._explanation_text.text() if self._explained else ""

    @property
    def notes(self) -> str:
        """What stands in the way and what to mind, as shown."""
        blocked = self._blocked.text if not self._blocked.isHidden() else ""
        remarks = self._notes_text.text() if not self._notes.isHidden() else ""
        spare = self._spare.text if not self._spare.isHidden() else ""
        return "\n".join(part for part in (blocked, spare, remarks) if part)

    @property
    def sentence(self) -> str:
        """The limits that are not kept, and what mixing costs and buys."""
        return self._sentence_text.text() if not self._sentence.isHidden() else ""

    @property
    def left_out(self) -> str:
        """The groups that train no token, with what they cost."""
        return self._left_out_text.text() if not self._left_out.isHidden() else ""

    @property
    def remedy_buttons(self) -> list[QPushButton]:
        """The buttons that mend what stops a part of the plan."""
        return self._blocked.buttons

    @property
    def spare_buttons(self) -> list[QPushButton]:
        """The buttons that give up nodes which stay idle."""
        return self._spare.buttons

    def show_opening(self, words: str) -> None:
        """Say that a plan is being opened instead of asking for accelerators, or no more."""
        self.opening = words
        if self._planned is not None:
            if not self._planned[0].cluster.groups:
                self._show_blocked(*self._planned)
        elif words:
            self._show_blocks([(words, ())], "plain")
        _lay_out_now()

    def show_looking(self, *, on: bool) -> None:
        """Say in the head that what was pressed is being worked at, or no more."""
        self.subtitle.setText(tr("looking for nodes…") if on else "")
        self._blocked.show_looking(on=on)

    @property
    def pool_lines(self) -> list[Explained]:
        """A line for each pool, then how they train together, and last the best pools alone."""
        return self._pools.lines

    @property
    def published(self) -> str:
        """Published figures beside predictions, in words."""
        return self._published.text if not self._published.isHidden() else ""

    def _baseline_button(self) -> QToolButton:
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setText(tr("Baseline"))
        button.setAccessibleName(tr("Baseline"))
        button.setToolTip(tr("Choose the single-supplier fleet that savings are measured against"))
        button.setMenu(QMenu(button))
        return button

    def _build(self) -> None:
        self._blocked = BlockedBox()
        self._blocked.remedy_requested.connect(self.remedy_requested)
        self._explanation, self._explanation_text = text_box("plain")
        self.read_more = QPushButton(tr("More in the help"))
        self.read_more.setProperty("flat", True)
        self.read_more.clicked.connect(lambda: self.help_requested.emit(_topic(self._explained)))
        cast("QVBoxLayout", self._explanation.layout()).addWidget(self.read_more, 0, Qt.AlignmentFlag.AlignLeft)
        self._pools = PoolBox()
        self._pools.explain_requested.connect(self.explain)
        self._notes, self._notes_text = text_box("warning")
        self._spare = BlockedBox()  # below the figures: what trains as fast on fewer nodes breaks nothing
        self._spare.remedy_requested.connect(self.remedy_requested)
        self._sentence, self._sentence_text = text_box("plain")
        self._left_out, self._left_out_text = text_box("warning")
        self._published = PublishedBox()
        self._column.addLayout(self._large_figures())  # first: however much is said, they stay in sight
        for between in (self._sentence, self._left_out, self._blocked):
            self._column.addWidget(between)
        self._column.addLayout(self._other_figures())
        for below in (self._explanation, self._pools, self._spare, self._notes, self._published):
            self._column.addWidget(below)
        self._column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._inside)
        self.body.addWidget(self._area, 1)
        self.clear()

    def _large_figures(self) -> QGridLayout:
        """Return the large figures in two columns."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(_TILE_GAP_PX)
        large = [tile for tile in self.tiles.values() if not isinstance(tile, FigureLine)]
        for number, tile in enumerate(large):
            grid.addWidget(tile, number // _COLUMNS, number % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        for tile in large:
            tile.explain_requested.connect(self.explain)
        return grid

    def _other_figures(self) -> QVBoxLayout:
        """Return the other figures, each on a line of its own."""
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for tile in self.tiles.values():
            if isinstance(tile, FigureLine):
                tile.explain_requested.connect(self.explain)
                lines.addWidget(tile)
        return lines

    def _show_blocks(self, blocks: list[tuple[str, tuple[Remedy, ...]]], kind: str) -> None:
        """Show what stops the plan: above the figures where there are none, else below the large ones."""
        if (blocks, kind) == self._said:
            self._blocked.show_looking(on=False)  # whatever was looked for, the answer is for this result
            return
        self._said = (blocks, kind)
        self._column.removeWidget(self._blocked)
        place = 0 if kind in _WITHOUT_FIGURES else self._column.indexOf(self._left_out) + 1
        self._column.insertWidget(place, self._blocked)
        self._blocked.show_blocks(blocks, kind=kind)

    def show_offer(self, words: str, remedies: tuple[Remedy, ...]) -> None:
        """Say something of the plan shown with what can be done about it; it goes with the next result."""
        if self._planned is not None:
            self._show_blocked(*self._planned, offers=((words, remedies),))
            _lay_out_now()

    def _show_blocked(
        self, plan: Plan, result: PlanResult, offers: tuple[tuple[str, tuple[Remedy, ...]], ...] = ()
    ) -> None:
        blocks, kind = blocks_of(plan, result, self.opening)
        self._show_blocks([*blocks, *offers], kind)

    def _show_remarks(self, plan: Plan, result: PlanResult) -> None:
        spare = idle_block(plan, result)
        if spare != self._offered:
            self._offered = spare
            self._spare.show_blocks([] if spare is None else [spare], kind="warning")
        lines = remark_lines(plan, result)
        self._notes_text.setText("\n".join(lines))
        self._notes.setVisible(bool(lines) and bool(plan.cluster.groups))

    def _show_sentence(self, result: PlanResult) -> None:
        """Say first which limits are not kept, then what mixing costs and buys; on hover the whole verdict."""
        mixed = programme_words(result) if result.models else sentence_of(result)
        told = {one.reason for one in result.blocked}  # below, with what can be done about it
        verdict = [line for line in result.verdict if line.words not in told]
        lines = [*verdict_words(verdict, NOT_KEPT), *([mixed] if mixed else [])]
        set_kind(self._sentence, "warning" if result.unmet else "plain")
        self._sentence_text.setText("\n".join(lines))
        self._sentence.setToolTip(tooltip("\n".join(verdict_words(result.verdict))))
        self._sentence.setVisible(bool(lines))

    def _show_left_out(self, result: PlanResult) -> None:
        """Say which groups train no token, why, and what they cost all the same."""
        news = [one for one in result.left_out if stands_out(one)]
        self._left_out_text.setText("\n".join(left_out_words(one) for one in news))
        self._left_out.setVisible(bool(news))

    def _show_explanation(self) -> None:
        text = self._reasons.get(self._explained, "")
        self._explanation_text.setText(text)
        self._explanation.setVisible(bool(text))
        _lay_out_now()
        if text:
            self._area.ensureWidgetVisible(self._explanation)


def _lay_out_now() -> None:
    """Give what came, went or wraps otherwise its room before anything is painted.

    Boxes within boxes within a scrolled area find their height in several passes, each of which asks for the next,
    and a frame painted between two of them shows the figures squashed.
    """
    for _ in range(_LAYOUT_PASSES):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def _topic(explained: str) -> str:
    """Return the topic of the help on what is explained."""
    return "layouts" if explained.startswith(POOL) else explained
