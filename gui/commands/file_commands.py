"""What the file menu does: asks where needed, then reads and writes through PlanFiles."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gui.background.file_lanes import Lane
from gui.background.live_planning import LivePlanning
from gui.background.planning_job import Job, JobRunner
from gui.document.copies import Copy, copies_left_behind, forget_copy
from gui.document.open_windows import OpenWindow, OpenWindows
from gui.document.plan_document import SUFFIX, PlanDocument
from gui.document.plan_files import PlanFiles, read_plan, with_suffix
from gui.document.recovery import Recovery
from gui.look.planner_words import said
from gui.look.words import in_a_row, mark, tr
from gui.settings import LAST_FOLDER, Settings, home_folder
from gui.widgets.notice_bar import NoticeBar, NoticeKind, Offer
from gui.widgets.typing_ends import end_typing
from planner.plan import Plan

_LONGEST_STEM_BYTES: Final = 200  # with an ending no longer than any file system's names
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
        windows: OpenWindows | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._files = files
        self._live = live
        self._notices = notices
        self._settings = settings
        self._windows = windows
        self._after_save: Callable[[], None] | None = None
        self._recovery: Recovery | None = None
        self._copies: list[Copy] = []
        self._being_recovered: Copy | None = None
        files.recovered.connect(self._on_recovered)
        files.not_saved.connect(self._on_not_saved)
        files.slow.connect(self._on_slow)
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
        """Open a plan file, once nothing would be lost; ask where another window holds it."""
        other = self._windows.holding(path) if self._windows else None
        if other is None:
            self.once_safe(lambda: self._files.open(path))
        else:
            self._ask_which_window(path, other)

    def _ask_which_window(self, path: Path, other: OpenWindow) -> None:
        self._notices.show_notice(
            "file",
            tr("“{name}” is open in another window. Changes made there are not seen here.", name=path.name),
            Offer(tr("Go to that window"), lambda: self._windows.call(other) if self._windows else None),
            Offer(tr("Open it here too"), lambda: self.once_safe(lambda: self._files.open(path))),
            kind=NoticeKind.WARNING,
        )

    def save(self) -> None:
        """Save in the document's file; ask for one where it has none."""
        path = self._document.path
        if path is None:
            self.save_as()
        else:
            self._write(path)

    def save_as(self) -> None:
        """Ask for a file and save in it."""
        proposal = self._document.path or Path(self._folder()) / f"{proposed_stem(self._document)}{SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save plan"), str(proposal), tr(FILE_FILTER, ending=SUFFIX)
        )
        if chosen:
            self._write(with_suffix(Path(chosen)), overwrite=True)
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
        end_typing(self._window)
        if not self._document.dirty:
            go_on()
            return
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(tr("Unsaved changes"))
        box.setTextFormat(Qt.TextFormat.PlainText)  # the title may be a stranger's
        box.setText(tr("Save the changes to “{title}”?", title=self._document.title))
        button = QMessageBox.StandardButton
        box.setStandardButtons(button.Save | button.Discard | button.Cancel)
        box.setDefaultButton(button.Save)
        words_of = {button.Save: tr("&Save"), button.Discard: tr("&Discard"), button.Cancel: tr("&Cancel")}
        for name, words in words_of.items():
            box.button(name).setText(words)
        box.finished.connect(lambda answer: self._on_answer(button(answer), go_on))
        box.finished.connect(box.deleteLater)
        box.open()

    def protect(self, recovery: Recovery, folder: Path, runner: JobRunner) -> None:
        """Say when unsaved work is not protected, and look for copies that windows left behind."""
        self._recovery = recovery
        recovery.unprotected.connect(self._on_unprotected)
        if recovery.problem:
            self._on_unprotected(recovery.problem)
        job = runner.run_in_thread(Lane.READING, copies_left_behind, folder, read_plan)
        job.succeeded.connect(self.offer_recovery)

    def offer_recovery(self, copies: list[Copy]) -> None:
        """Offer the copies that windows left behind, one after the other, the newest first."""
        self._copies = list(copies)
        self._offer_next()

    def _offer_next(self) -> None:
        if not self._copies:
            return
        copy = self._copies.pop(0)
        if copy.damaged:
            words = tr(
                "The copy of unsaved changes of “{name}” is damaged and cannot be recovered; it lies at {path}.",
                name=copy.name,
                path=copy.path,
            )
        else:
            words = tr("“{name}” had unsaved changes when Chipfolio ended unexpectedly.", name=copy.name)
        if self._copies:
            words = in_a_row((words, tr("Copies after this one: {count}.", count=len(self._copies))))
        recover = () if copy.damaged else (Offer(tr("Recover"), lambda: self._recover(copy)),)
        discard = Offer(tr("Discard"), lambda: forget_copy(copy.path))
        notice = self._notices.show_notice("recovery", words, *recover, discard, kind=NoticeKind.WARNING)
        notice.dismissed.connect(self._offer_next)

    def _recover(self, copy: Copy) -> None:
        def read() -> None:
            self._being_recovered = copy
            self._files.recover(copy.path, copy.original, copy.known)

        self.once_safe(read)

    def _on_recovered(self, _path: Path, _result: object) -> None:
        copy, self._being_recovered = self._being_recovered, None
        if copy is not None and self._recovery is not None:
            self._recovery.take_over(copy)

    def _on_unprotected(self, reason: str) -> None:
        if reason:
            words = tr("Unsaved work is not protected: {reason}.", reason=said(reason))
            self._notices.show_notice("unprotected", words, kind=NoticeKind.ERROR)
        else:
            self._notices.clear("unprotected")

    def _on_slow(self, path: Path, job: Job, writes: bool) -> None:  # noqa: FBT001 - Qt's signature
        words = mark("“{name}” takes long to save. The plan stays open meanwhile.")
        if not writes:
            words = mark("“{name}” takes long to read. The plan stays open and can be saved meanwhile.")
        stop = Offer(tr("Stop waiting"), job.cancel)
        self._notices.show_notice("slow file", tr(words, name=path.name), stop, kind=NoticeKind.WARNING)
        for ended in (job.succeeded, job.failed, job.cancelled):
            ended.connect(lambda *_answer: self._notices.clear("slow file"))
        if writes:
            job.cancelled.connect(self._forget_after_save)

    def _forget_after_save(self) -> None:
        self._after_save = None

    def _on_opened(self, path: Path, _result: object) -> None:
        self._settings.add_recent_file(path)
        self._notices.clear("file")

    def _on_saved(self, path: Path) -> None:
        self._settings.add_recent_file(path)
        self._notices.clear("file")
        go_on, self._after_save = self._after_save, None
        if go_on is not None:
            go_on()

    def _on_failed(self, error: Exception) -> None:
        self._being_recovered = None
        self._notices.show_notice("file", said(str(error)), kind=NoticeKind.ERROR)

    def _on_not_saved(self, _path: Path, error: Exception) -> None:
        self._after_save = None
        elsewhere = Offer(tr("Save as…"), self.save_as)
        self._notices.show_notice("file", said(str(error)), elsewhere, kind=NoticeKind.ERROR)

    def _on_changed_on_disk(self, path: Path) -> None:
        self._notices.show_notice(
            "file",
            tr("“{name}” was changed on disk since it was opened here.", name=path.name),
            Offer(tr("Reload it"), lambda: self._files.open(path)),
            Offer(tr("Overwrite it"), lambda: self._write(path, overwrite=True)),
            Offer(tr("Save as…"), self.save_as),
            kind=NoticeKind.WARNING,
        )

    def _on_answer(self, answer: QMessageBox.StandardButton, go_on: Callable[[], None]) -> None:
        if answer is QMessageBox.StandardButton.Save:
            self._after_save = go_on
            self.save()
        elif answer is QMessageBox.StandardButton.Discard:
            go_on()

    def _write(self, path: Path, *, overwrite: bool = False) -> None:
        """Save with the figures that are the plan's now, and with what was explored."""
        result = None if self._live.stale else self._live.result
        self._files.save(path, result, self._live.explored_plan, overwrite=overwrite)

    def _folder(self) -> str:
        return self._settings.read(LAST_FOLDER) or home_folder()


def proposed_stem(document: PlanDocument) -> str:
    """Return what a file made of a plan is first called: as the plan's own file is, else by the plan's name."""
    return document.path.stem if document.path is not None else file_stem(document.plan.name)


def file_stem(name: str) -> str:
    """Return a plan's name as a file's: letters, digits and hyphens."""
    stem = "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())
    # Counted in bytes, as file systems do; half a letter at the cut is dropped.
    return stem.encode()[:_LONGEST_STEM_BYTES].decode(errors="ignore").rstrip("-") or "plan"
