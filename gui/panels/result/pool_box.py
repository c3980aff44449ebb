"""The pools of the result panel: a line for each, for how they train together, and for the best of them alone."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.look.mixing_words import strategy_within
from gui.look.words import tr
from gui.panels.result.figure_tile import Explained
from gui.panels.result.pool_lines import (
    ALONE,
    MIXING,
    POOL,
    AloneHeading,
    AloneLine,
    MixingLine,
    PoolHeading,
    PoolLine,
    alone_lines,
)
from gui.panels.result.result_boxes import add_shown, empty
from planner.catalogue.short_names import short_names
from planner.plan_result import PlanResult


class PoolBox(QWidget):
    """The pools of a plan, a line each. ``explain_requested`` carries the key of the line that was pressed."""

    explain_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = list[Explained]()
        self._shape: tuple[int, bool, int] | None = None  # pools, whether they are mixed, pools alone
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_result(self, result: PlanResult, reasons: Mapping[str, str]) -> None:
        """Show the pools of a result, each with the reason of its key; none hides the box."""
        mixed = result.mixing if len(result.pools) > 1 else None
        alone = alone_lines(result) if mixed is not None else ()
        shape = (len(result.pools), mixed is not None, len(alone))
        if shape != self._shape:
            self._shape = shape
            self._make_lines(*shape)
        short = short_names(pool.name for pool in result.pools)
        of_pools, of_alone = iter(result.pools), iter(alone)
        for line in self.lines:
            if isinstance(line, PoolLine):
                pool = next(of_pools)
                line.show_pool(pool, short[pool.name], reasons[line.key])
            elif isinstance(line, AloneLine):
                line.show_text(next(of_alone))
            elif isinstance(line, MixingLine) and mixed is not None:
                words = tr("Trained together: {strategy}", strategy=strategy_within(mixed.strategy))
                line.show_way(words, reasons[MIXING])
        self.setVisible(bool(self.lines))

    def _make_lines(self, pools: int, mixed: bool, alone: int) -> None:  # noqa: FBT001 - a part of the shape
        """Make a line for each pool, for how they train together, and for the best of them alone."""
        focused = next((line.key for line in self.lines if line.hasFocus()), "")
        holder = self.parentWidget()
        if focused and holder is not None:  # where the line goes, Qt would scroll to whatever comes next
            holder.setFocus(Qt.FocusReason.OtherFocusReason)
        empty(self._column)
        together = list[Explained](PoolLine(f"{POOL}{number}") for number in range(pools))
        if mixed:
            together.append(MixingLine())
        apart = list[Explained](AloneLine(f"{ALONE}{number}") for number in range(alone))
        headings = ((PoolHeading(), together), (AloneHeading(), apart)) if apart else ((PoolHeading(), together),)
        for heading, lines in headings:
            add_shown(self._column, heading)
            for line in lines:
                line.explain_requested.connect(self.explain_requested)
                add_shown(self._column, line)
        self.lines = [*together, *apart]
        for line in self.lines:
            if line.key == focused:
                line.setFocus(Qt.FocusReason.OtherFocusReason)
