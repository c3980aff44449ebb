"""The charts, in tabs. A chart is made when its tab is first shown, and drawn only while it is."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QTabWidget, QVBoxLayout, QWidget

from gui.background.live_loss import LossQuestion
from gui.charts.base.chart import Chart, ChartState
from gui.charts.registry import CHARTS, ChartSpec
from gui.document.edit import Edit
from gui.help.topics import set_topic
from gui.look.theme import SMALL_PX, Theme, app_font
from gui.look.words import tr
from gui.widgets.labels import GAP_PX, set_flag
from gui.widgets.notice_bar import NoticeBar
from gui.widgets.notice_room import NoticeRoom

_AROUND_TAB_PX: Final = 10  # as the look has it where there is room
_HEAVY_PX: Final = 8  # what the title of the tab in sight is wider for being heavier
_FRAME_MS: Final = 16  # the figures are painted by then
_PATIENCE_MS: Final = 3_000  # so long the first chart waits for figures


class ChartTabs(QFrame):
    """Charts by key; signals as the charts', and ``uncertainty_wanted``: whether the chart in sight shows it.

    ``once_figured`` makes the first one when the first figures are shown: their library takes longer than all else.
    """

    candidate_compared = Signal(int)
    candidate_adopted = Signal(int)
    axes_chosen = Signal(str, str)
    edit_requested = Signal(Edit)
    uncertainty_wanted = Signal(bool)
    version_wanted = Signal(str, str)
    loss_wanted = Signal(LossQuestion)
    maximise_wanted = Signal()

    def __init__(
        self, specs: tuple[ChartSpec, ...] = CHARTS, parent: QWidget | None = None, *, once_figured: bool = False
    ) -> None:
        super().__init__(parent)
        self._waits = once_figured
        self.setProperty("panel", True)
        self.setAccessibleName(tr("Charts"))
        self._specs = specs
        self._charts: dict[str, Chart] = {}
        self._pages: dict[str, QVBoxLayout] = {}
        self._shown_state: dict[str, ChartState] = {}
        self._state: ChartState | None = None
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.setAccessibleName(tr("Charts"))
        self.tabs.tabBar().setAccessibleName(tr("Charts"))
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        for number, spec in enumerate(specs):
            page = QWidget()
            layout = QVBoxLayout(page)
            layout.setContentsMargins(0, 0, 0, 0)
            self._pages[spec.key] = layout
            self.tabs.addTab(page, tr(spec.title))
            self.tabs.setTabToolTip(number, f"{tr(spec.title)} ({spec.shortcut})")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 2, 1, 4)
        column.addWidget(self.tabs)
        self.notices = NoticeBar(self)
        self._room = NoticeRoom(self.notices, self, column, GAP_PX)
        self.tabs.currentChanged.connect(self._refresh)
        self.tabs.tabBarDoubleClicked.connect(lambda _number: self.maximise_wanted.emit())
        self._first_chart = QTimer(self, singleShot=True)
        self._first_chart.timeout.connect(self._make_first)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the charts, in the order of the tabs."""
        return tuple(spec.key for spec in self._specs)

    @property
    def shortcuts(self) -> tuple[str, ...]:
        """The keys that show each chart, in the order of the tabs."""
        return tuple(spec.shortcut for spec in self._specs)

    def show_state(self, state: ChartState) -> None:
        """Show a state in the chart in sight; the others take it when they are shown, if they are for its workload."""
        for number, spec in enumerate(self._specs):
            self.tabs.setTabVisible(number, state.plan is None or state.plan.workload.kind in spec.kinds)
        self._state = state
        if not self._waits:
            self._refresh()
        elif state.result is not None:
            self._first_chart.start(_FRAME_MS)

    def chart(self, key: str) -> Chart:
        """Return a chart, made where it is not yet."""
        if key not in self._charts:
            chart = next(spec for spec in self._specs if spec.key == key).factory()
            chart.candidate_compared.connect(self.candidate_compared)
            chart.candidate_adopted.connect(self.candidate_adopted)
            chart.axes_chosen.connect(self.axes_chosen)
            chart.edit_requested.connect(self.edit_requested)
            chart.version_wanted.connect(self.version_wanted)
            chart.loss_wanted.connect(self.loss_wanted)
            for area in chart.findChildren(QAbstractScrollArea):
                area.setAccessibleName(area.accessibleName() or tr(chart.title))
            self._pages[key].addWidget(chart)
            self._charts[key] = chart
            self._order_keys(chart)
        return self._charts[key]

    def _order_keys(self, chart: Chart) -> None:
        """Let Tab go from the tabs into the chart: made late, it would come after everything else in the window."""
        before: QWidget = self.tabs.tabBar()
        for part in (*chart.findChildren(QWidget), chart):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.window() is self.window():  # no lists that pop up
                QWidget.setTabOrder(before, part)
                before = part

    def current(self) -> Chart:
        """Return the chart in sight."""
        return self.chart(self.keys[self.tabs.currentIndex()])

    def select(self, key: str) -> None:
        """Bring a chart into sight; KeyError for an unknown key."""
        if key not in self.keys:
            raise KeyError(key)
        self.tabs.setCurrentIndex(self.keys.index(key))

    def turn(self, by: int) -> None:
        """Go so many tabs on, around the end."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())

    def toggle_table(self) -> None:
        """Show the chart's numbers as a table, or the chart again."""
        chart = self.current()
        chart.show_table(shown=not chart.shows_table)

    def apply_theme(self, theme: Theme) -> None:
        """Draw every chart made so far in another look."""
        for chart in self._charts.values():
            chart.apply_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the notices at the lower edge, and every tab in sight."""
        super().resizeEvent(event)
        self._room.place()
        set_flag(self.tabs.tabBar(), "narrow", on=self._tabs_px() > event.size().width())

    def _tabs_px(self) -> float:
        """Return what the tabs need in their usual size: where there is less, they stand closer."""
        titles = [self.tabs.tabText(number) for number in range(self.tabs.count())]
        metrics = QFontMetricsF(app_font(SMALL_PX))
        return sum(metrics.horizontalAdvance(title) + _AROUND_TAB_PX for title in titles) + _HEAVY_PX

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Show what is new since the charts were hidden."""
        super().showEvent(event)
        if self._charts:
            self._first_chart.start(0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Make the first chart once the window is painted: what charts import takes longer than the window itself."""
        super().paintEvent(event)
        if not self._charts and not (self._waits and self._first_chart.isActive()):
            self._first_chart.start(_PATIENCE_MS if self._waits else 0)

    def _make_first(self) -> None:
        self._waits = False
        self._refresh()

    def _refresh(self) -> None:
        if self._state is None or not self.isVisible():
            return
        chart = self.current()
        set_topic(self, f"chart-{chart.key}")
        self.uncertainty_wanted.emit(chart.wants_uncertainty)
        if self._shown_state.get(chart.key) is not self._state:
            self._shown_state[chart.key] = self._state
            chart.show_state(self._state)
