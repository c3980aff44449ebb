"""Two windows on one machine: each knows what the other holds, and can call it."""

import pytest
from PySide6.QtCore import QObject

from gui.document.open_windows import OpenWindows
from gui.document.plan_document import PlanDocument
from planner.examples import example_plan
from planner.planfile.store import save_plan


class _AtOnce(QObject):
    """Runs what would go to a thread here."""

    @staticmethod
    def run_in_thread(_lane, work, *arguments):
        work(*arguments)


@pytest.fixture
def two(tmp_path):
    documents = [PlanDocument(example_plan("ling-plus-lower-spec")) for _ in range(2)]
    windows = [OpenWindows(document, _AtOnce(), tmp_path / "windows") for document in documents]
    yield documents, windows
    for one, document in zip(windows, documents, strict=True):
        one.close()
        document.close()


def test_each_window_lists_the_other_by_its_plan_until_that_closes(two, tmp_path):
    documents, (here, there) = two
    documents[1].replace(documents[1].plan, tmp_path / "b.chipfolio")
    assert [(one.title, one.path) for one in here.others()] == [("b.chipfolio", tmp_path / "b.chipfolio")]
    there.close()
    assert here.others() == []


def test_a_file_is_found_in_the_other_window_by_any_name_of_it(two, tmp_path):
    documents, (here, there) = two
    path, link = tmp_path / "b.chipfolio", tmp_path / "link.chipfolio"
    path.touch()
    link.symlink_to(path)
    documents[1].replace(documents[1].plan, path)
    assert here.holding(link).title == "b.chipfolio"
    assert there.holding(path) is None  # its own


def test_a_window_that_is_called_says_so(qtbot, two):
    _, (here, there) = two
    with qtbot.waitSignal(there.called):
        here.call(here.others()[0])


def test_what_a_window_that_broke_off_left_is_swept(two, tmp_path):
    folder = tmp_path / "windows"
    for ending in (".json", ".call"):
        (folder / f"gone{ending}").write_text("{}")
    OpenWindows(two[0][0], _AtOnce(), folder).close()
    assert not list(folder.glob("gone*"))


def test_opening_a_file_that_another_window_holds_is_asked(qtbot, two, session, tmp_path, patience_ms):
    documents, (_, there) = two
    path = tmp_path / "held.chipfolio"
    save_plan(path, documents[1].plan)
    documents[1].replace(documents[1].plan, path)
    window = session.window
    window.file_commands._windows = two[1][0]
    window.file_commands.open_path(path)
    assert session.document.path is None
    with qtbot.waitSignal(there.called):
        window.notices.notice("file").buttons[0].click()
    window.file_commands.open_path(path)
    with qtbot.waitSignal(window.files.opened, timeout=patience_ms):
        window.notices.notice("file").buttons[1].click()
    assert session.document.path == path
