"""The user's own data in the window: out into files, in again after a look at what that would change."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from gui import late
from gui.background.file_lanes import Lane
from gui.commands.desk import DeskCommands
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.panels.own_data.own_data import KIND_WORDS, ImportWindow, OwnDataForm
from gui.settings import LAST_FOLDER, home_folder
from gui.widgets.notice_bar import NoticeKind
from planner.errors import UserError
from planner.whole_file import write_whole

if TYPE_CHECKING:
    from planner.own_data.kinds import DataKind, Holder

_TOPIC: Final = "own data"
_FILES: Final = mark("Tables and text (*.csv *.toml)")


class OwnDataCommands(DeskCommands):
    """Exports what the window shows, imports into the plan as one step; ``reported`` carries what was done."""

    reported = Signal(str)

    def ask(self) -> None:
        """Ask which entries go out or come in."""
        form = OwnDataForm(self._window)
        form.export_chosen.connect(self._ask_export)
        form.import_chosen.connect(self._ask_import)
        form.show()

    def export_to(self, name: str, path: Path) -> None:
        """Write the entries of a kind into a file."""
        kind = late.kind_named(name)
        job = self._runner.run_in_thread(Lane.EXPORTS, _write, kind, self._holder(kind), path)
        job.succeeded.connect(lambda count: self._say_written(count, path))
        job.failed.connect(self._fail)

    def import_from(self, name: str, path: Path) -> None:
        """Read a file and show what it would change of the plan."""
        kind = late.kind_named(name)
        job = self._runner.run_in_thread(Lane.READING, _read, kind, path)
        job.succeeded.connect(lambda entries: self._show_preview(kind, path, entries))
        job.failed.connect(self._fail)

    def _holder(self, kind: "DataKind") -> "Holder":
        """Return what the window shows of a kind: the plan, or the catalogue with the plan's entries over it."""
        return self._catalogue.now if kind.of_catalogue else self._document.plan

    def _ask_export(self, name: str) -> None:
        proposal = Path(self._folder()) / f"{name}.csv"
        chosen, _ = QFileDialog.getSaveFileName(self._window, tr("Export your data"), str(proposal), tr(_FILES))
        if chosen:
            self.export_to(name, Path(chosen))

    def _ask_import(self, name: str) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self._window, tr("Import your data"), self._folder(), tr(_FILES))
        if chosen:
            self.import_from(name, Path(chosen))

    def _show_preview(self, kind: "DataKind", path: Path, entries: Sequence[Any]) -> None:
        try:
            preview = late.preview_of(self._holder(kind), kind, entries)
        except UserError as error:
            self._fail(error)
            return
        if preview.changes_nothing:
            self._notices.show_notice(_TOPIC, tr("Everything in {name} is there already.", name=path.name))
            return
        shown = ImportWindow(preview, path.name, self._window)
        shown.taken.connect(lambda: self._take(kind, path, entries))
        shown.show()

    def _take(self, kind: "DataKind", path: Path, entries: Sequence[Any]) -> None:
        present = late.entries_of(self._holder(kind), kind)
        others = [entry for name, entry in late.named(kind, tuple(entries)).items() if present.get(name) != entry]
        try:
            plan: Any = late.taken_in(self._document.plan, kind, others)
        except UserError as error:
            self._fail(error)
            return
        self._document.edit(tr("Import {what}", what=tr(KIND_WORDS[kind.name])), plan)
        self.reported.emit(tr("Imported {name}", name=path.name))

    def _say_written(self, count: int, path: Path) -> None:
        one = count == 1
        words = tr("1 entry is written to {path}.", path=path)
        self._notices.show_notice(
            _TOPIC, words if one else tr("{count} entries are written to {path}.", count=count, path=path)
        )

    def _fail(self, error: BaseException) -> None:
        self._notices.show_notice(_TOPIC, said(str(error)), kind=NoticeKind.ERROR)

    def _folder(self) -> str:
        return self._settings.read(LAST_FOLDER) or home_folder()


def _write(kind: "DataKind", holder: "Holder", path: Path) -> int:
    entries = late.entries_of(holder, kind)
    text = late.text_of(kind, entries.values(), path.suffix)
    try:
        write_whole(path, text.encode())
    except OSError as error:
        reason = said(error.strerror or type(error).__name__)
        raise UserError(
            tr("{path} cannot be written ({error}); choose another place.", path=path, error=reason)
        ) from error
    return len(entries)


def _read(kind: "DataKind", path: Path) -> tuple[Any, ...]:
    return late.read_entries(kind, path)
