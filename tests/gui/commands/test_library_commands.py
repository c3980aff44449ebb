"""A team's library in the window: published, opened, overtaken, lost on the way; never on the window's thread."""

import threading
from dataclasses import dataclass

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from gui.background import library_tasks
from gui.background.live_planning import LivePlanning
from gui.background.planning_job import JobRunner
from gui.commands.desk import Desk
from gui.commands.file_commands import FileCommands
from gui.commands.library_commands import LibraryCommands
from gui.document.plan_catalogue import PlanCatalogue
from gui.document.plan_document import PlanDocument
from gui.document.plan_files import PlanFiles
from gui.panels.library.library_conflict import ConflictWindow
from gui.panels.library.library_publish import PublishForm
from gui.panels.library.library_versions import VersionsWindow
from gui.settings import LIBRARY_ADDRESS
from gui.widgets.notice_bar import NoticeBar
from planner.library.address import address_of
from planner.library.administration import initialise
from planner.library.database import LibraryDatabase
from planner.library.entries import Kind
from planner.library.library import Library
from planner.library.library_errors import LibraryUnreachableError


@pytest.fixture
def url(tmp_path):
    address = f"sqlite:///{tmp_path}/library.db"
    database = LibraryDatabase(address_of(address))
    initialise(database)
    database.close()
    return address


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The library's commands on a document that nothing plans, its window open."""

    commands: LibraryCommands
    document: PlanDocument
    notices: NoticeBar

    @property
    def panel(self):
        return self.commands.panel

    @property
    def window(self):
        return self.commands._shown

    def reported(self):
        notice = self.panel.notices.notice("library")
        return notice.text if notice is not None else ""


@pytest.fixture
def desk(qtbot, ling_plus, catalogue, lent_pool, settings, themes, url, patience_ms):  # noqa: PLR0917 - fixtures
    window, document, runner, notices = QWidget(), PlanDocument(ling_plus), JobRunner(lent_pool), NoticeBar()
    qtbot.addWidget(window)
    qtbot.addWidget(notices)
    live = LivePlanning(runner)
    files = FileCommands(
        window, document, files=PlanFiles(document, runner), live=live, notices=notices, settings=settings
    )
    own = Desk(
        window=window,
        document=document,
        live=live,
        catalogue=PlanCatalogue(document, catalogue),
        runner=runner,
        notices=notices,
        settings=settings,
    )
    commands = LibraryCommands(own, files)
    commands.show()
    commands.panel.address.setText(url)
    commands.panel.connect_button.click()
    qtbot.waitUntil(commands.panel.publish_button.isEnabled, timeout=patience_ms)
    yield Shown(commands=commands, document=document, notices=notices)
    commands._shown.close()
    live.close()
    runner.close()
    document.close()


def published(desk, qtbot, patience_ms, name, reason):
    desk.panel.publish_button.click()
    (form,) = desk.window.findChildren(PublishForm)
    form.name.setText(name)
    form.reason.setPlainText(reason)
    form.accept()
    form.setParent(None)
    answered = (lambda: "is published" in desk.reported(), lambda: bool(desk.window.findChildren(ConflictWindow)))
    qtbot.waitUntil(lambda: any(one() for one in answered), timeout=patience_ms)


def test_a_plan_is_published_found_and_opened_with_its_version_known(desk, qtbot, patience_ms, settings, url):
    plan = desk.document.plan
    published(desk, qtbot, patience_ms, "Q3", "for the board")
    qtbot.waitUntil(lambda: desk.panel.table.model().rowCount() == 1, timeout=patience_ms)
    assert settings.read(LIBRARY_ADDRESS) == url
    desk.panel.table.selectRow(0)
    desk.document.edit("Note", replace(plan, notes="mine"))
    published(desk, qtbot, patience_ms, "Q3", "a note")
    library = Library(LibraryDatabase(address_of(url)))
    assert [info.version for info in library.versions(Kind.PLAN, "Q3")] == [2, 1]
    assert library.open(Kind.PLAN, "Q3").value.plan.notes == "mine"
    desk.document.undo_stack.setClean()
    desk.panel.versions_button.click()
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(VersionsWindow)), timeout=patience_ms)
    (versions,) = desk.window.findChildren(VersionsWindow)
    versions.table.selectRow(1)
    versions.open_button.click()
    qtbot.waitUntil(lambda: desk.document.plan.notes == plan.notes, timeout=patience_ms)
    assert (desk.commands._origin.name, desk.commands._origin.version) == ("Q3", 1)
    assert desk.document.path is None


def test_who_is_overtaken_sees_what_both_changed_and_may_publish_after_it(desk, qtbot, patience_ms, url):
    plan = desk.document.plan
    published(desk, qtbot, patience_ms, "Q3", "begun")
    access = library_tasks.Access(address=url)
    said = library_tasks.Said(name="Q3", reason="theirs", based_on=1)
    library_tasks.publish(access, library_tasks.plan_publication(replace(plan, currency="USD"), None, said))
    desk.document.edit("Note", replace(plan, notes="mine"))
    published(desk, qtbot, patience_ms, "Q3", "mine")
    (conflict,) = desk.window.findChildren(ConflictWindow)
    model = conflict.model
    rows = [[model.index(row, column).data() for column in (0, 2, 3, 4)] for row in range(model.rowCount())]
    assert rows == [["currency", "CNY", "USD", "they"], ["notes", "mine", plan.notes, "you"]]
    conflict.publish_button.click()
    qtbot.waitUntil(lambda: "version 3, is published" in desk.reported(), timeout=patience_ms)
    assert Library(LibraryDatabase(address_of(url))).open(Kind.PLAN, "Q3").value.plan.notes == "mine"


def test_a_lost_answer_offers_to_send_the_same_publication_again(desk, qtbot, patience_ms, monkeypatch):
    sent, publish = [], library_tasks.publish

    def lose(access, publication):
        assert threading.current_thread() is not threading.main_thread()
        sent.append(publication.token)
        answer = publish(access, publication)
        if len(sent) == 1:
            raise LibraryUnreachableError("The library was lost on the way.", sent=True)
        return answer

    monkeypatch.setattr(library_tasks, "publish", lose)
    desk.commands._publish_plan("Q3", "once")
    qtbot.waitUntil(lambda: "lost on the way" in desk.reported(), timeout=patience_ms)
    (again,) = desk.panel.notices.notice("library").buttons
    again.click()
    qtbot.waitUntil(lambda: "version 1, is published" in desk.reported(), timeout=patience_ms)
    assert sent == [sent[0]] * 2


def test_an_address_that_is_no_library_is_said_and_not_remembered(desk, qtbot, patience_ms, settings):
    desk.panel.address.setText("postgresql://ann:sesame@db/team")
    desk.panel.connect_button.click()
    qtbot.waitUntil(lambda: "password in it" in desk.reported(), timeout=patience_ms)
    assert "sesame" not in desk.reported() + settings.read(LIBRARY_ADDRESS)
