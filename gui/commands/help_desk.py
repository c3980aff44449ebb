"""Opens the help where it is asked for, the tour, and what the program is."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget

from gui.document.plan_catalogue import PlanCatalogue
from gui.help.about import AboutWindow
from gui.help.help_window import HelpWindow
from gui.help.topics import topic_of
from gui.help.tour import Tour, TourStop
from gui.look.words import again


class HelpDesk:
    """Keeps at most one help window beside a window of the program.

    ``stops`` gives the tour's in the language in use; ``calibration`` says which one the figures rest on.
    """

    def __init__(
        self,
        window: QWidget,
        *,
        stops: Callable[[], tuple[TourStop, ...]],
        catalogue: PlanCatalogue,
        calibration: str,
    ) -> None:
        self._window = window
        self._stops = stops
        self._catalogue = catalogue
        self._calibration = calibration

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
        tour = Tour(self._stops(), self._window)
        tour.begin()
        return tour

    def show_about(self) -> None:
        """Show versions, catalogue date, calibration and licence."""
        AboutWindow(self._catalogue.now, again(self._calibration), self._window).show()
