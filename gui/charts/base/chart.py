"""What every chart has: a state it shows, a header, its table, and ways out of the window (copy, PNG, SVG, CSV)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from msgspec import Struct
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.background.live_loss import LossQuestion
from gui.charts.base.chart_menu import ChartMenu
from gui.charts.base.picture_files import picture_image, png_bytes, svg_bytes, write_picture
from gui.charts.base.table_columns import columns_of
from gui.charts.base.table_view import CopyableTable
from gui.document.edit import Edit
from gui.look.theme import Theme, active_theme
from gui.look.words import tr
from gui.widgets.frame_model import Column, FrameModel
from gui.widgets.labels import SummaryLabel, set_role, tooltip
from planner.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from gui.document.versions import Version
    from planner.exploration.exploration import Exploration
    from planner.plan import Plan
    from planner.plan_result import PlanResult
    from planner.risk.supplier_loss import LossResult
    from planner.uncertainty.plan_uncertainty import PlanUncertainty

HEADER_PX: Final = 34


class ChartState(Struct, frozen=True, kw_only=True):
    """What the charts show. ``result`` None is not planned yet; ``stale``: the plan is newer than the figures.

    ``exploration_stale``: the plan's limits or inputs are newer than the exploration, whatever the figures are.
    ``explored_plan`` is the plan that the exploration is of, which gives its figures their units (None: this one).
    ``exploring``: an exploration runs, or waits for the plan's figures; ``so_far``: it is this one that is shown, its
    frontier that of what it has evaluated.
    ``uncertainty`` comes after them, while a chart that ``wants_uncertainty`` is in sight; ``uncertainty_problem`` says
    why not.
    ``loss`` answers the newest question on a loss, ``loss_problem`` says why not; ``loss_asked`` while it is computed.
    """

    plan: Plan
    result: PlanResult | None = None
    exploration: Exploration | None = None
    explored_plan: Plan | None = None
    stale: bool = False
    exploration_stale: bool = False
    exploring: bool = False
    so_far: bool = False
    uncertainty: PlanUncertainty | None = None
    uncertainty_problem: str = ""
    uncertainty_current: bool = False
    versions: tuple[Version, ...] = ()
    loss: LossResult | None = None
    loss_problem: str = ""
    loss_asked: bool = False

    @property
    def frontier_stale(self) -> bool:
        """Whether what stands on the frontier's axes, the fleets or the plan among them, is out of date."""
        return self.stale or self.exploration_stale


class Chart(QWidget):
    """One chart: a picture with a header, and the same figures as a table.

    Subclasses set ``key`` and ``title`` (marked for translation) and give ``make_picture``, ``refresh``,
    ``paint_picture`` and ``table``.
    ``candidate_compared`` and ``candidate_adopted`` carry a row of the exploration's fleets, ``axes_chosen`` two keys
    of inputs for the winner map, ``edit_requested`` an edit of the plan, ``version_wanted`` what to
    do (keep, add, remove) with which version, ``loss_wanted`` a ``LossQuestion``.
    """

    candidate_compared = Signal(int)
    candidate_adopted = Signal(int)
    axes_chosen = Signal(str, str)
    edit_requested = Signal(Edit)
    version_wanted = Signal(str, str)
    loss_wanted = Signal(LossQuestion)
    key: ClassVar[str] = ""
    title: ClassVar[str] = ""
    wants_uncertainty: ClassVar[bool] = False

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme or active_theme()
        self.state: ChartState | None = None
        self.setAccessibleName(tr(self.title))
        self.menu = ChartMenu(self)
        self.controls = QHBoxLayout()
        self._summary = SummaryLabel("caption")
        self._pages = QStackedWidget()
        self._table_view: CopyableTable | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._make_header())
        layout.addWidget(self._pages, 1)
        self._pages.addWidget(self.make_picture())

    # What a chart gives

    def make_picture(self) -> QWidget:
        """Return the widget that shows the picture; called once."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show ``self.state`` in ``self.theme``."""
        raise NotImplementedError

    def paint_picture(self, painter: QPainter) -> None:
        """Paint the picture, ``picture_size`` large, from the origin of a painter; vectors stay vectors."""
        raise NotImplementedError

    def table(self) -> pd.DataFrame:
        """Return the chart's figures; fractions are 0..1, unknown is NaN."""
        raise NotImplementedError

    def shown_table(self) -> pd.DataFrame:
        """Return the figures as the window shows them in a table; what is copied and saved is ``table``."""
        return self.table()

    def shown_columns(self, frame: pd.DataFrame) -> tuple[Column, ...]:
        """Return how the columns of ``shown_table`` are headed and written."""
        return columns_of(frame)

    def picture_size(self) -> QSize:
        """Return the size of the picture in pixels at 100 %."""
        return self._pages.size()

    # What every chart does

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show that the keyboard went on."""
        super().focusOutEvent(event)
        self.show_focus(False)

    def show_focus(self, on: bool) -> None:  # noqa: FBT001 - Qt's signature
        """Let the header show whether the picture has the keyboard."""
        set_role(self._summary, "focused" if on else "caption")

    def show_state(self, state: ChartState) -> None:
        """Show a plan, its result and its exploration."""
        self.state = state
        self.refresh()
        if self.shows_table:
            self._fill_table()

    def apply_theme(self, theme: Theme) -> None:
        """Take another look."""
        self.theme = theme
        self.menu.restyle()
        if self.state is not None:
            self.refresh()

    def set_summary(self, text: str, more: str = "", *, shorter: str = "") -> None:
        """Say in the header, and to screen readers, what the chart shows; ``more`` on hover and to screen readers.

        ``shorter`` stands in the header where there is no room for the text on two lines.
        """
        whole = f"{text}\n{more}" if more else text
        self._summary.say(text, shorter)
        self._summary.setToolTip(tooltip(whole))
        self.setAccessibleDescription(whole)

    @property
    def summary(self) -> str:
        """What the header says."""
        return self._summary.text()

    @property
    def shows_table(self) -> bool:
        """Whether the table stands in place of the picture."""
        return self._pages.currentIndex() > 0

    def show_table(self, *, shown: bool) -> None:
        """Swap the picture for the table, or back."""
        if shown and self._table_view is None:
            self._table_view = CopyableTable()
            self._table_view.setAccessibleName(tr("{title} as a table", title=tr(self.title)))
            self._pages.addWidget(self._table_view)
        if shown:
            self._fill_table()
        self._pages.setCurrentIndex(1 if shown else 0)
        self.menu.show_table_state(shown=shown)

    def svg(self) -> bytes:
        """Return the picture as SVG."""
        return svg_bytes(self.picture_size(), tr(self.title), self.paint_picture)

    def save(self, path: Path) -> None:
        """Write the picture (.svg, .png) or the table (.csv), as the file's ending says; UserError where it cannot."""
        writers = {".svg": self.svg, ".png": self._png, ".csv": self._csv}
        writer = writers.get(path.suffix.lower())
        if writer is None:
            raise UserError(
                tr("{name}: a chart is saved as .svg, .png or .csv; choose one of these endings.", name=path.name)
            )
        write_picture(path, writer())

    def ask_and_save(self) -> None:
        """Ask for a file and write picture or table into it, as its ending says."""
        self.menu.ask_and_save()

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        ground = self.theme.colour("panel")
        QGuiApplication.clipboard().setImage(picture_image(self.picture_size(), ground, self.paint_picture))

    def copy_table(self) -> None:
        """Put the table on the clipboard as tab-separated text, as spreadsheets take it."""
        QGuiApplication.clipboard().setText(self.table().to_csv(sep="\t", index=False))

    def _png(self) -> bytes:
        return png_bytes(picture_image(self.picture_size(), self.theme.colour("panel"), self.paint_picture))

    def _csv(self) -> bytes:
        return self.table().to_csv(index=False, lineterminator="\n").encode()

    def _make_header(self) -> QWidget:
        header = QWidget()
        header.setFixedHeight(HEADER_PX)
        layout = QHBoxLayout(header)
        layout.setContentsMargins(12, 2, 6, 2)
        layout.setSpacing(8)
        self.controls.setSpacing(6)
        layout.addLayout(self.controls)
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._summary, 1)
        layout.addWidget(self.menu.button)
        return header

    def _fill_table(self) -> None:
        if self._table_view is None:
            return
        frame = self.shown_table()
        before = self._table_view.model()
        self._table_view.setModel(FrameModel(frame, self.shown_columns(frame), self._table_view))
        self._table_view.resizeColumnsToContents()
        if before is not None:
            before.deleteLater()
