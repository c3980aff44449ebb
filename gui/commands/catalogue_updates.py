"""Imports a catalogue update: shows what it changes, keeps it beside the older ones, and works with it from then on."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from gui import late
from gui.background.file_lanes import Lane
from gui.commands.desk import Desk, DeskCommands
from gui.document.catalogue_edits import with_newer_figures
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.panels.catalogue.catalogue_update import CatalogueUpdate
from gui.settings import LAST_FOLDER, home_folder
from gui.widgets.notice_bar import NoticeKind
from planner.catalogue.catalogue import Catalogue
from planner.errors import UserError
from planner.plan import accelerators_used

if TYPE_CHECKING:
    from planner.catalogue.catalogue_archive import CatalogueArchive

_ARCHIVES: Final = mark("Catalogue archive (*.zip)")
_TOPIC: Final = "catalogue update"


class CatalogueUpdates(DeskCommands):
    """``folder`` is where archives are kept; None: the program keeps nothing (pictures, tests)."""

    def __init__(self, desk: Desk, *, own: Catalogue, folder: Path | None) -> None:
        super().__init__(desk)
        self._own = own
        self._folder = folder
        self.shown: CatalogueUpdate | None = None

    def ask(self) -> None:
        """Ask for an archive and show what it changes."""
        folder = self._settings.read(LAST_FOLDER) or home_folder()
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, tr("Import a catalogue update"), folder, tr(_ARCHIVES)
        )  # fmt: skip
        if chosen:
            self.import_path(Path(chosen))

    def import_path(self, path: Path) -> None:
        """Read an archive in the background and show what it changes, before anything is changed."""
        job = self._runner.run_in_thread(Lane.READING, late.read_archive, path)
        job.succeeded.connect(self._show)
        job.failed.connect(self._fail)

    def _show(self, archive: "CatalogueArchive") -> None:
        before, plan = self._catalogue.program, self._document.plan
        changes = late.catalogue_changes(before, archive.catalogue)
        if not changes:
            words = tr("The archive holds the catalogue in use (of {date}); nothing changes.", date=before.date)
            self._notices.show_notice(_TOPIC, words)
            return
        self.shown = CatalogueUpdate(before, archive.catalogue, changes, accelerators_used(plan), parent=self._window)
        self.shown.taken.connect(lambda into_plan: self._take(archive, into_plan=into_plan))
        self.shown.show()

    def _take(self, archive: "CatalogueArchive", *, into_plan: bool) -> None:
        try:
            if self._folder is not None:
                late.keep_archive(self._folder, archive)
        except UserError as error:
            self._fail(error)
            return
        self._catalogue.replace_program(archive.catalogue.with_entries(self._own))
        plan = self._document.plan
        newer = with_newer_figures(plan, archive.catalogue) if into_plan else plan
        if newer != plan:
            self._document.edit(tr("Take the newer catalogue's figures"), newer)
        words = tr("The catalogue of {date} is in use; the older one is kept.", date=archive.catalogue.date)
        self._notices.show_notice(_TOPIC, words)

    def _fail(self, error: UserError) -> None:
        self._notices.show_notice(_TOPIC, said(str(error)), kind=NoticeKind.ERROR)
