"""Opens the help where it is asked for, the tour, and what the program is."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from gui.help.help_window import HelpWindow
from gui.help.topics import set_topic, topic_of
from gui.panels.about import AboutWindow
from gui.panels.tour import Tour
from gui.tour_stops import tour_stops
from gui.words import again

if TYPE_CHECKING:
    from gui.main_window import MainWindow


class HelpDesk:
    """Keeps at most one help window beside a window of the program."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def mark_topics(self) -> None:
        """Say which topic of the help each part of the window belongs to; the charts say their own."""
        window = self._window
        parts = {
            "catalogue": window.catalogue_panel,
            "cluster": window.cluster_panel,
            "workload": window.workload_panel,
            "result": window.result_panel,
            **window.result_panel.tiles,
        }
        for topic, part in parts.items():
            set_topic(part, topic)

    @property
    def open_window(self) -> HelpWindow | None:
        """The help window, where one is open."""
        return next((found for found in self._window.findChildren(HelpWindow) if found.isVisible()), None)

    def show_topic(self, key: str) -> None:
        """Open the help on a topic, in the window that is open already where one is."""
        found = self.open_window or HelpWindow(self._window)
        found.show()
        found.show_topic(key)  # after it is shown: its lines are broken only then
        found.raise_()
        found.activateWindow()

    def show_for_focus(self) -> None:
        """Open the help on what has the keyboard."""
        self.show_topic(topic_of(QApplication.focusWidget()))

    def show_tour(self) -> Tour:
        """Show the parts of the window one after another."""
        tour = Tour(tour_stops(self._window), self._window)
        tour.begin()
        return tour

    def show_about(self) -> None:
        """Show versions, catalogue date, calibration and licence."""
        window = self._window
        AboutWindow(window.catalogue, again(window.services.calibration), window).show()
