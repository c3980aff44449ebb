"""Where the panels stand in the window, and how it is remembered."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from gui.document import PlanDocument
from gui.panels.panel import label
from gui.planner_words import said
from gui.settings import CATALOGUE_SPLIT, CENTRE, COLUMNS, GEOMETRY, Settings
from gui.words import tr

if TYPE_CHECKING:
    from gui.main_window import MainWindow

GAP_PX: Final = 8  # between panels, and around them
FIRST_SIZE: Final = (1440, 900)
_WIDTHS: Final = (336, 778, 294)  # at 1280 pixels the middle still shows every tab
_LEAST_WIDTHS: Final = (280, 560, 294)
_HEIGHTS: Final = (270, 536)


class WindowLayout:
    """Left the catalogue, in the middle cluster over charts, right workload over result; notices above all."""

    def __init__(self, window: "MainWindow", settings: Settings) -> None:
        self._window = window
        self._settings = settings
        window.addToolBar(window.tools)
        window.setStatusBar(window.status)
        self.name = label("", "muted")
        self.name.setContentsMargins(8, 4, 14, 4)
        window.menuBar().setCornerWidget(self.name, Qt.Corner.TopRightCorner)
        actions = window.actions_table
        window.cluster_panel.add_head_actions(actions["duplicate_group"], actions["remove_group"])
        window.catalogue_panel.card.add_head_action(actions["add_group"])
        self._centre = _splitter(Qt.Orientation.Vertical, (window.cluster_panel, window.charts), _HEIGHTS, (0, 1))
        self._columns = _splitter(
            Qt.Orientation.Horizontal, (window.catalogue_panel, self._centre, self._right()), _WIDTHS, (0, 1, 0)
        )
        for number, least in enumerate(_LEAST_WIDTHS):
            column = self._columns.widget(number)
            if column is not None:
                column.setMinimumWidth(least)
        window.setCentralWidget(self._outer())
        window.setAcceptDrops(True)
        self._restore()

    def show_title(self, document: PlanDocument) -> None:
        """Say which plan it is, in the window's title and at the end of its menu bar, and whether it is saved."""
        title, window = said(document.title), self._window
        window.setWindowTitle(f"{title}[*] – Chipfolio")
        window.setWindowModified(document.dirty)
        self.name.setText(f"{title} ●" if document.dirty else title)
        self.name.setToolTip(str(document.path or tr("Not saved in a file yet")))
        self.name.adjustSize()
        window.menuBar().setCornerWidget(self.name, Qt.Corner.TopRightCorner)  # a menu bar asks for its size only once
        self.name.show()

    def remember(self) -> None:
        """Keep size and places for the next start."""
        settings, window = self._settings, self._window
        settings.write(GEOMETRY, window.saveGeometry())
        settings.write(COLUMNS, self._columns.saveState())
        settings.write(CENTRE, self._centre.saveState())
        settings.write(CATALOGUE_SPLIT, window.catalogue_panel.splitter.saveState())
        settings.sync()

    def _restore(self) -> None:
        settings, window = self._settings, self._window
        if not window.isVisible():  # panels made anew in another language leave the window where it is
            window.resize(*FIRST_SIZE)
            window.restoreGeometry(settings.read(GEOMETRY))
        self._columns.restoreState(settings.read(COLUMNS))
        self._centre.restoreState(settings.read(CENTRE))
        window.catalogue_panel.splitter.restoreState(settings.read(CATALOGUE_SPLIT))

    def _right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(self._window.workload_panel)
        column.addWidget(self._window.result_panel, 1)
        return right

    def _outer(self) -> QWidget:
        outer = QWidget()
        rows = QVBoxLayout(outer)
        rows.setContentsMargins(GAP_PX, GAP_PX, GAP_PX, GAP_PX)
        rows.setSpacing(GAP_PX)
        rows.addWidget(self._window.notices)
        rows.addWidget(self._columns, 1)
        return outer


def _splitter(
    orientation: Qt.Orientation, widgets: tuple[QWidget, ...], sizes: tuple[int, ...], stretch: tuple[int, ...]
) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(GAP_PX)
    splitter.setChildrenCollapsible(False)
    for number, widget in enumerate(widgets):
        splitter.addWidget(widget)
        splitter.setStretchFactor(number, stretch[number])
    splitter.setSizes(list(sizes))
    return splitter
