"""What the file menu does: asks where needed, then reads and writes through PlanFiles."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gui.background.live_planning import LivePlanning
from gui.document.plan_document import SUFFIX, PlanDocument
from gui.document.plan_files import PlanFiles, with_suffix
from gui.document.recovery import Copy, remove_copy
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.settings import LAST_FOLDER, Settings
from gui.widgets.notice_bar import NoticeBar, NoticeKind, Offer
from planner.plan import Plan
from planner.plan_result import PlanResult

FILE_FILTER = mark("Chipfolio plans (*{ending});;All files (*)")


class FileCommands(QObject):
    """New, open, save and what they ask. The window is the parent of the questions."""

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        *,
        files: PlanFiles,
        live: LivePlanning,
        notices: NoticeBar,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._files = files
        self._live = live
        self._notices = notices
        self._settings = settings
        self._after_save: Callable[[], None] | None = None
        self._recovered: Copy | None = None
        files.opened.connect(self._on_opened)
        files.saved.connect(self._on_saved)
        files.failed.connect(self._on_failed)
        files.changed_on_disk.connect(self._on_changed_on_disk)

    def begin(self, plan: Plan, *, unsaved: bool = False) -> None:
        """Make a plan that lies in no file the document, once nothing would be lost."""
        self.once_safe(lambda: self._document.replace(plan, None, unsaved=unsaved))

    def open(self) -> None:
        """Ask for a plan file and open it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open plan"), self._folder(), tr(FILE_FILTER, ending=SUFFIX)
        )
        if chosen:
            self.open_path(Path(chosen))

    def open_path(self, path: Path) -> None:
        """Open a plan file, once nothing would be lost."""
        self.once_safe(lambda: self._files.open(path))

    def save(self) -> None:
        """Save in the document's file; ask for one where it has none."""
        path = self._document.path
        if path is None:
            self.save_as()
        else:
            self._files.save(path, self._current_result())

    def save_as(self) -> None:
        """Ask for a file and save in it."""
        proposal = self._document.path or Path(self._folder()) / f"{file_stem(self._document.plan.name)}{SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save plan"), str(proposal), tr(FILE_FILTER, ending=SUFFIX)
        )
        if chosen:
            self._files.save(with_suffix(Path(chosen)), self._current_result(), overwrite=True)
        else:
            self._after_save = None

    def reload(self) -> None:
        """Read the document's file again; ask where that drops unsaved changes."""
        path = self._document.path
        if path is None:
            self._notices.show_notice("file", tr("This plan lies in no file yet, so there is nothing to reload."))
        elif self._document.dirty:
            drop = Offer(tr("Reload and drop them"), lambda: self._files.open(path))
            self._notices.show_notice(
                "file",
                tr("Reloading “{name}” drops the unsaved changes.", name=path.name),
                drop,
                kind=NoticeKind.WARNING,
            )
        else:
            self._files.open(path)

    def once_safe(self, go_on: Callable[[], None]) -> None:
        """Go on at once where nothing would be lost, else ask: save first, discard, or stay."""
        if not self._document.dirty:
            go_on()
            return
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(tr("Unsaved changes"))
        box.setText(tr("Save the changes to “{title}”?", title=self._document.title))
        button = QMessageBox.StandardButton
        box.setStandardButtons(button.Save | button.Discard | button.Cancel)
        box.setDefaultButton(button.Save)
        box.finished.connect(lambda answer: self._on_answer(button(answer), go_on))
        box.finished.connect(box.deleteLater)
        box.open()

    def offer_recovery(self, copies: list[Copy]) -> None:
        """Offer the newest copy that a window left behind."""
        if copies:
            copy = copies[0]
            self._notices.show_notice(
                "recovery",
                tr("“{name}” had unsaved changes when Chipfolio ended unexpectedly.", name=copy.name),
                Offer(tr("Recover"), lambda: self._recover(copy)),
                Offer(tr("Discard"), lambda: remove_copy(copy.path)),
                kind=NoticeKind.WARNING,
            )

    def _recover(self, copy: Copy) -> None:
        def read() -> None:
            self._recovered = copy
            self._files.open(copy.path)

        self.once_safe(read)

    def _on_opened(self, path: Path, _result: object) -> None:
        recovered, self._recovered = self._recovered, None
        if recovered is not None:  # the copy is no file of the user's: the plan goes back to its own, unsaved
            self._document.replace(self._document.plan, None, unsaved=True)
            remove_copy(recovered.path)
            return
        self._settings.add_recent_file(path)
        self._notices.clear("file")

    def _on_saved(self, path: Path) -> None:
        self._settings.add_recent_file(path)
        self._notices.clear("file")
        go_on, self._after_save = self._after_save, None
        if go_on is not None:
            go_on()

    def _on_failed(self, error: Exception) -> None:
        self._after_save = None
        self._recovered = None
        self._notices.show_notice("file", said(str(error)), kind=NoticeKind.ERROR)

    def _on_changed_on_disk(self, path: Path) -> None:
        self._notices.show_notice(
            "file",
            tr("“{name}” was changed on disk since it was opened here.", name=path.name),
            Offer(tr("Reload it"), lambda: self._files.open(path)),
            Offer(tr("Overwrite it"), lambda: self._files.save(path, self._current_result(), overwrite=True)),
            Offer(tr("Save as…"), self.save_as),
            kind=NoticeKind.WARNING,
        )

    def _on_answer(self, answer: QMessageBox.StandardButton, go_on: Callable[[], None]) -> None:
        if answer is QMessageBox.StandardButton.Save:
            self._after_save = go_on
            self.save()
        elif answer is QMessageBox.StandardButton.Discard:
            go_on()

    def _current_result(self) -> PlanResult | None:
        return None if self._live.stale else self._live.result

    def _folder(self) -> str:
        return self._settings.read(LAST_FOLDER) or str(Path.home())


def file_stem(name: str) -> str:
    """Return a plan's name as a file's: letters, digits and hyphens."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split()) or "plan"
