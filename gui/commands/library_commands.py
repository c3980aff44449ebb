"""What the user does with a team's library; every question to its database is asked off the window's thread."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from PySide6.QtWidgets import QFileDialog

from gui import late
from gui.background import library_tasks
from gui.background.file_lanes import Lane
from gui.background.library_tasks import Access, Overtaken, Said
from gui.commands.desk import Desk, DeskCommands
from gui.commands.file_commands import FileCommands, file_stem
from gui.commands.file_remarks import FileRemarks
from gui.document.plan_document import SUFFIX
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.panels.library.library import LibraryPanel, LibraryWindow
from gui.panels.library.library_conflict import ConflictWindow
from gui.panels.library.library_publish import PublishForm
from gui.panels.library.library_versions import VersionsWindow
from gui.settings import LAST_FOLDER, LIBRARY_ADDRESS, home_folder
from gui.widgets.notice_bar import NoticeKind, Offer
from planner.errors import UserError
from planner.library.entries import Kind, Listing, Publication, VersionInfo
from planner.library.library_errors import LibraryUnreachableError
from planner.whole_file import write_whole

if TYPE_CHECKING:
    from planner.library.library import OpenedVersion

_TOPIC: Final = "library"
_FILES: Final = mark("Plans, catalogues, shapes, prices (*{ending} *.zip *.json *.toml *.csv)")


class _Origin(Struct, frozen=True, kw_only=True):
    """Where the document comes from: the entry, and the version that it is based on."""

    name: str
    version: int


class LibraryCommands(DeskCommands):
    """Shows the library's window and does what it asks for; knows which version the document is based on."""

    def __init__(self, desk: Desk, files: FileCommands) -> None:
        super().__init__(desk)
        self._files = files
        self._remarks = FileRemarks(desk)
        self._access: Access | None = None
        self._origin: _Origin | None = None
        self._shown: LibraryWindow | None = None
        self._sought: tuple[str, str] = ("", "")
        self._asked = 0
        desk.document.replaced.connect(self._on_replaced)

    @property
    def panel(self) -> LibraryPanel | None:
        """The panel, while its window is open."""
        return self._shown.panel if self._shown is not None else None

    def show(self) -> None:
        """Show the library's window, connected as it was."""
        if self._shown is None:
            self._shown = LibraryWindow(self._window)
            self._shown.destroyed.connect(self._forget_window)
            self._wire(self._shown.panel)
        self._shown.show()
        self._shown.raise_()
        self._shown.activateWindow()

    def _wire(self, panel: LibraryPanel) -> None:
        panel.address.setText(self._settings.read(LIBRARY_ADDRESS))
        panel.connect_requested.connect(self._connect)
        panel.search_requested.connect(self._search)
        panel.open_requested.connect(self._open)
        panel.save_requested.connect(self._save)
        panel.versions_requested.connect(self._ask_versions)
        panel.publish_requested.connect(self._ask_to_publish_plan)
        panel.publish_file_requested.connect(self._ask_to_publish_file)
        if self._access is not None:
            self._search(*self._sought)

    def _forget_window(self) -> None:
        self._shown = None

    def _on_replaced(self) -> None:
        self._origin = None

    # Looking

    def _connect(self, address: str, password: str, keep: bool) -> None:  # noqa: FBT001 - Qt's signature
        access = Access(address=address, password=password)
        keeps = keep and bool(password)
        task = (library_tasks.keep_and_browse, access) if keeps else (library_tasks.browse, access, None, "")

        def connected(listing: Listing) -> None:
            self._access = access
            self._settings.write(LIBRARY_ADDRESS, address)
            self._show_listing(listing)

        self._ask(connected, *task)

    def _search(self, words: str, kind: str) -> None:
        self._sought = (words, kind)
        self._ask(self._show_listing, library_tasks.browse, self._access, Kind(kind) if kind else None, words)

    def _search_again(self) -> None:
        """Show what there is now; what was said last stays."""
        words, kind = self._sought
        job = self._runner.run_in_thread(
            Lane.LIBRARY, library_tasks.browse, self._access, Kind(kind) if kind else None, words
        )
        job.succeeded.connect(self._show_listing)
        job.failed.connect(self._fail)

    def _show_listing(self, listing: Listing) -> None:
        if self.panel is not None:
            self.panel.show_listing(listing)

    def _ask_versions(self, info: VersionInfo) -> None:
        def show(versions: tuple[VersionInfo, ...]) -> None:
            shown = VersionsWindow(versions, self._shown or self._window)
            shown.chosen.connect(self._open if info.kind is Kind.PLAN else self._save)
            shown.show()

        self._ask(show, library_tasks.versions_of, self._access, info)

    def _ask(self, answered: Callable[[Any], object], work: Callable[..., Any], *arguments: Any) -> None:  # noqa: ANN401 - whatever the work takes
        """Ask the library in its thread; only the answer to the last question is heard."""
        self._asked += 1
        number = self._asked
        job = self._runner.run_in_thread(Lane.LIBRARY, work, *arguments)
        self._say(tr("Waiting for the library…"))

        def hear(answer: Any) -> None:  # noqa: ANN401 - whatever the work returns
            if number == self._asked:
                self._say("")
                answered(answer)

        def fail(error: Exception) -> None:
            if number == self._asked:
                self._fail(error, lambda: self._ask(answered, work, *arguments))

        job.succeeded.connect(hear)
        job.failed.connect(fail)

    # Opening

    def _open(self, info: VersionInfo) -> None:
        self._ask(lambda opened: self._files.once_safe(lambda: self._take(opened)), library_tasks.open_version,
                  self._access, info)  # fmt: skip

    def _take(self, opened: "OpenedVersion") -> None:
        """Make a version the document; it lies in no file, and is kept in the library."""
        stored: Any = opened.value
        self._document.replace(stored.plan, None)
        self._origin = _Origin(name=opened.info.name, version=opened.info.version)
        self._remarks.tell(opened.info.name, stored.remarks, stored.headlines)
        self._say(tr("“{name}”, version {version}, is open.", name=opened.info.name, version=opened.info.version))

    def _save(self, info: VersionInfo) -> None:
        self._ask(self._save_opened, library_tasks.open_version, self._access, info)

    def _save_opened(self, opened: "OpenedVersion") -> None:
        ending = late.ending_of(opened.info.kind, opened.content)
        proposal = Path(self._settings.read(LAST_FOLDER) or home_folder()) / f"{file_stem(opened.info.name)}{ending}"
        chosen, _ = QFileDialog.getSaveFileName(self._shown or self._window, tr("Save a copy"), str(proposal))
        if not chosen:
            return
        try:
            write_whole(Path(chosen), opened.content)
        except OSError as error:
            self._fail(UserError(tr("{path} cannot be written; choose another folder.", path=chosen) + f" {error}"))
        else:
            self._say(tr("Written: {path}", path=chosen))

    # Publishing

    def _ask_to_publish_plan(self) -> None:
        origin = self._origin
        note = tr("A new entry of the library.")
        if origin is not None:
            note = tr("It is based on version {version} of “{name}”.", version=origin.version, name=origin.name)
        form = PublishForm(origin.name if origin else self._document.plan.name, note, self._shown or self._window)
        form.published.connect(self._publish_plan)
        form.show()

    def _publish_plan(self, name: str, reason: str) -> None:
        based_on = self._origin.version if self._origin is not None and self._origin.name == name else 0
        plan = self._document.plan
        result = None if self._live.stale else self._live.result
        self._say(tr("Waiting for the library…"))
        job = self._runner.run_in_thread(
            Lane.PUBLISHING,
            library_tasks.plan_publication,
            plan,
            result,
            Said(name=name, reason=reason, based_on=based_on),
        )
        job.succeeded.connect(lambda publication: self._send(publication, plan_of=plan))
        job.failed.connect(self._fail)

    def _ask_to_publish_file(self) -> None:
        folder = self._settings.read(LAST_FOLDER) or home_folder()
        parent = self._shown or self._window
        chosen, _ = QFileDialog.getOpenFileName(parent, tr("Publish a file"), folder, tr(_FILES, ending=SUFFIX))
        if chosen:
            form = PublishForm(Path(chosen).stem, tr("A new entry of the library."), parent)
            form.published.connect(lambda name, reason: self._publish_file(Path(chosen), name, reason))
            form.show()

    def _publish_file(self, path: Path, name: str, reason: str) -> None:
        job = self._runner.run_in_thread(
            Lane.PUBLISHING, library_tasks.file_publication, path, Said(name=name, reason=reason)
        )
        job.succeeded.connect(self._send)
        job.failed.connect(self._fail)

    def _send(self, publication: Publication, *, plan_of: object = None) -> None:
        """Publish; where the answer is lost, trying again sends the same publication, which is never two versions."""
        job = self._runner.run_in_thread(Lane.PUBLISHING, library_tasks.publish, self._access, publication)
        self._say(tr("Waiting for the library…"))
        job.succeeded.connect(lambda answer: self._on_sent(answer, plan_of))
        job.failed.connect(lambda error: self._fail(error, lambda: self._send(publication, plan_of=plan_of)))

    def _on_sent(self, answer: VersionInfo | Overtaken, plan_of: object) -> None:
        if isinstance(answer, Overtaken):
            self._say("")
            self._show_conflict(answer, plan_of)
            return
        if plan_of is not None:
            self._origin = _Origin(name=answer.name, version=answer.version)
        self._search_again()
        self._say(tr("“{name}”, version {version}, is published.", name=answer.name, version=answer.version))

    def _show_conflict(self, overtaken: Overtaken, plan_of: object) -> None:
        shown = ConflictWindow(overtaken.latest, overtaken.comparison, self._shown or self._window)
        mine = overtaken.publication
        again = Publication(
            kind=mine.kind, name=mine.name, content=mine.content, reason=mine.reason, based_on=overtaken.latest.version
        )
        shown.publish_chosen.connect(lambda: self._send(again, plan_of=plan_of))
        shown.open_chosen.connect(lambda: (self._open if mine.kind is Kind.PLAN else self._save)(overtaken.latest))
        shown.show()

    # Saying

    def _say(self, words: str) -> None:
        if self.panel is None:
            return
        self.panel.notices.clear(_TOPIC)
        if words:
            self.panel.notices.show_notice(_TOPIC, words)

    def _fail(self, error: BaseException, again: Callable[[], object] | None = None) -> None:
        passes = again is not None and isinstance(error, LibraryUnreachableError)
        offers = (Offer(tr("Try again"), again),) if passes and again is not None else ()
        bar = self.panel.notices if self.panel is not None else self._notices
        bar.show_notice(_TOPIC, said(str(error)), *offers, kind=NoticeKind.ERROR)
