"""What the commands of a window work with, handed on as one."""

from msgspec import Struct
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gui.background.live_planning import LivePlanning
from gui.background.planning_job import JobRunner
from gui.document.plan_catalogue import PlanCatalogue
from gui.document.plan_document import PlanDocument
from gui.settings import Settings
from gui.widgets.notice_bar import NoticeBar


class Desk(Struct, frozen=True, kw_only=True):
    """The window as the parent of what is asked, the document with its plan, and who computes, tells and remembers."""

    window: QWidget
    document: PlanDocument
    live: LivePlanning
    catalogue: PlanCatalogue
    runner: JobRunner
    notices: NoticeBar
    settings: Settings


class DeskCommands(QObject):
    """Commands at a desk; they live as long as its window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._window = desk.window
        self._document = desk.document
        self._live = desk.live
        self._catalogue = desk.catalogue
        self._runner = desk.runner
        self._notices = desk.notices
        self._settings = desk.settings
