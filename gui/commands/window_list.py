"""The list of open windows at the end of the window menu."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from gui.document.open_windows import OpenWindow, OpenWindows
from gui.document.plan_document import PlanDocument
from gui.look.planner_words import said
from gui.look.words import tr


class WindowList(QObject):
    """Fills a menu with the windows that are open whenever it is opened: this one checked, the others to go to."""

    def __init__(self, menu: QMenu, document: PlanDocument, windows: OpenWindows | None) -> None:
        super().__init__(menu)
        self._menu, self._document, self._windows = menu, document, windows
        self._fixed = menu.actions()
        menu.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List the windows that are open now."""
        for action in self._menu.actions():
            if action not in self._fixed:
                self._menu.removeAction(action)
                action.deleteLater()
        self._menu.addSeparator()
        here = self._menu.addAction(_entry(said(self._document.title)))
        here.setCheckable(True)
        here.setChecked(True)
        for other in self._windows.others() if self._windows else ():
            self._menu.addAction(_entry(said(other.title)), lambda other=other: self._call(other))  # type: ignore[misc]

    def _call(self, window: OpenWindow) -> None:
        if self._windows is not None:
            self._windows.call(window)


def _entry(title: str) -> str:
    """Return a title as an entry: an ampersand in it is no mnemonic."""
    return title.replace("&", "&&") or tr("an unnamed plan")
