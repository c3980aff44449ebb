"""Where the panels stand in the window, and how it is remembered."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStyle, QToolBar, QVBoxLayout, QWidget

from gui.actions.action import ActionTable
from gui.document.plan_document import PlanDocument
from gui.look.planner_words import said
from gui.look.words import tr
from gui.settings import CATALOGUE_SPLIT, CENTRE, COLUMNS, GEOMETRY, Settings
from gui.widgets.labels import label, tooltip
from gui.widgets.notice_bar import NoticeBar
from gui.widgets.notice_room import NoticeRoom
from gui.window.panel_set import PanelSet

GAP_PX: Final = 6  # between panels, and around them
FIRST_SIZE: Final = (1440, 900)
_WIDTHS: Final = (340, 748, 324)  # at 1280 pixels the last two tabs are behind the arrows
_LEAST_WIDTHS: Final = (300, 560, 294)
_HEIGHTS: Final = (272, 534)
_TITLE_BAR_PX: Final = 37  # the tallest of the usual desktops: GNOME's; Windows has 31, macOS 28


class WindowLayout:
    """Left the catalogue, in the middle cluster over charts, right workload over result; notices over their foot."""

    def __init__(
        self,
        window: QMainWindow,
        panels: PanelSet,
        *,
        tools: QToolBar,
        notices: NoticeBar,
        actions: ActionTable,
        settings: Settings,
    ) -> None:
        self._window = window
        self._panels = panels
        self._settings = settings
        window.addToolBar(tools)
        window.setStatusBar(panels.status)
        self.name = label("", "muted")
        self.name.setContentsMargins(8, 4, 14, 4)
        window.menuBar().setCornerWidget(self.name, Qt.Corner.TopRightCorner)
        panels.cluster.add_head_actions(actions["duplicate_group"], actions["remove_group"])
        panels.catalogue.card.add_head_action(actions["add_group"])
        self._centre = _splitter(Qt.Orientation.Vertical, (panels.cluster, panels.charts), (1, 3))
        self._columns = _splitter(Qt.Orientation.Horizontal, (panels.catalogue, self._centre, self._right()), (0, 1, 0))
        for number, least in enumerate(_LEAST_WIDTHS):
            column = self._columns.widget(number)
            if column is not None:
                column.setMinimumWidth(least)
        window.setCentralWidget(self._outer(notices))
        window.setAcceptDrops(True)
        panels.charts.maximise_wanted.connect(self.toggle_charts)
        self.place()

    def show_title(self, document: PlanDocument) -> None:
        """Say which plan it is, in the window's title and at the end of its menu bar, and whether it is saved."""
        title, window = said(document.title), self._window
        window.setWindowTitle(f"{title}[*] – Chipfolio")
        window.setWindowModified(document.dirty)
        self.name.setText(f"{title} ●" if document.dirty else title)
        self.name.setToolTip(tooltip(str(document.path or tr("Not saved in a file yet"))))
        self.name.adjustSize()
        window.menuBar().setCornerWidget(self.name, Qt.Corner.TopRightCorner)  # a menu bar asks for its size only once
        self.name.show()

    def toggle_charts(self) -> None:
        """Give the charts the whole window, or let the other panels stand beside them again."""
        others = (self._panels.catalogue, self._panels.cluster, self._columns.widget(2))
        shown = self._panels.catalogue.isHidden()
        for panel in others:
            if panel is not None:
                panel.setVisible(shown)

    def remember(self) -> None:
        """Keep size and places for the next start."""
        settings, window = self._settings, self._window
        settings.write(GEOMETRY, window.saveGeometry())
        settings.write(COLUMNS, self._columns.saveState())
        settings.write(CENTRE, self._centre.saveState())
        settings.write(CATALOGUE_SPLIT, self._panels.catalogue.splitter.saveState())
        settings.sync()

    def place(self) -> None:
        """Give every panel its room: as remembered, else as at first. Once more after another stylesheet."""
        settings, window = self._settings, self._window
        self._columns.setSizes(list(_WIDTHS))
        self._centre.setSizes(list(_HEIGHTS))
        if not window.isVisible():  # panels made anew in another language leave the window where it is
            window.resize(*FIRST_SIZE)
            window.restoreGeometry(settings.read(GEOMETRY))
        self._columns.restoreState(settings.read(COLUMNS))
        self._centre.restoreState(settings.read(CENTRE))
        self._panels.catalogue.splitter.restoreState(settings.read(CATALOGUE_SPLIT))

    def _right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(self._panels.workload)
        column.addWidget(self._panels.result, 1)
        return right

    def _outer(self, notices: NoticeBar) -> QWidget:
        outer = _OverNotices()
        rows = QVBoxLayout(outer)
        rows.setContentsMargins(GAP_PX, GAP_PX, GAP_PX, GAP_PX)
        rows.setSpacing(GAP_PX)
        rows.addWidget(self._columns, 1)
        outer.room = NoticeRoom(notices, outer, rows, GAP_PX)
        return outer


class _OverNotices(QWidget):
    """The panels, and the notices at their lower edge."""

    room: NoticeRoom | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the notices at the lower edge."""
        super().resizeEvent(event)
        if self.room is not None:
            self.room.place()


def show_whole(window: QWidget) -> None:
    """Show a window so that all of it is in sight: it fills a screen that is smaller than it with its frame."""
    room = window.screen().availableGeometry().size()
    if fits(window, room):
        window.show()
        return
    window.resize(window.size().boundedTo(room))  # not every desktop maximises, and a window is restored to this size
    window.showMaximized()


def fits(window: QWidget, room: QSize) -> bool:
    """Return whether a window and the frame that the desktop will put around it are no larger than its room.

    The frame is known only once the window is seen: until then it is the title bar of the style, and its border.
    """
    style = window.style()
    bar = style.pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight, None, window)
    border = style.pixelMetric(QStyle.PixelMetric.PM_MdiSubWindowFrameWidth, None, window)
    taken = QSize(window.width() + 2 * border, window.height() + max(bar, _TITLE_BAR_PX) + border)
    return taken.boundedTo(room) == taken


def _splitter(orientation: Qt.Orientation, widgets: tuple[QWidget, ...], stretch: tuple[int, ...]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(GAP_PX)
    splitter.setChildrenCollapsible(False)
    for number, widget in enumerate(widgets):
        splitter.addWidget(widget)
        splitter.setStretchFactor(number, stretch[number])
    return splitter
