"""What the window says of files: copies that were left behind, what a file is, and why something is not saved."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from gui.commands.file_commands import file_stem, proposed_stem
from gui.document.copies import Copy, CopySlots, copies_left_behind, write_copy
from gui.document.new_plan import new_plan
from planner.planfile.store import save_plan

STRANGE = "<img src='file:///etc/hostname'>"


@pytest.fixture
def window(session):
    return session.window


def notice(window, topic, qtbot, patience_ms):
    qtbot.waitUntil(lambda: window.notices.notice(topic) is not None, timeout=patience_ms)
    return window.notices.notice(topic)


def test_a_file_with_one_changed_digit_is_reported_and_the_next_file_clears_it(window, qtbot, tmp_path, patience_ms):
    path = tmp_path / "changed.chipfolio"
    save_plan(path, window.document.plan)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE plan SET body = replace(body, '9000000000000.0', '8000000000000.0')")
    window.file_commands.open_path(path)
    said = notice(window, "about file", qtbot, patience_ms).text
    assert "changed.chipfolio" in said
    assert "The content was changed by another program or a fault of the disk" in said
    save_plan(tmp_path / "whole.chipfolio", window.document.plan)
    with qtbot.waitSignal(window.files.opened, timeout=patience_ms):
        window.file_commands.open_path(tmp_path / "whole.chipfolio")
    assert window.notices.notice("about file") is None


def test_an_empty_window_says_at_once_which_file_it_opens(window, qtbot, tmp_path, patience_ms):
    path = tmp_path / "ours.chipfolio"
    save_plan(path, window.document.plan)
    window.document.replace(new_plan(window.document.plan, name="New plan", site=window.document.plan.site), None)
    with qtbot.waitSignal(window.files.opened, timeout=patience_ms):
        window.file_commands.open_path(path)
        for said in (window.status.doing.text(), window.result_panel.notes, window.cluster_panel.table._opening):
            assert said == "Opening ours.chipfolio…"
        assert not window.tools.names_site  # nobody takes the empty window's for the file's
    assert window.status.doing.text().startswith("Opened ours.chipfolio")
    assert window.cluster_panel.table._opening == window.result_panel.opening == ""
    assert window.tools.names_site


def test_exports_and_copies_are_called_as_the_file_is_and_not_as_its_plan(session, tmp_path):
    document = session.document
    assert proposed_stem(document) == "ling-plus-on-a-mixed-fleet"
    document.replace(replace(document.plan, name="New plan"), tmp_path / "Ours 2027.chipfolio")
    assert proposed_stem(document) == "Ours 2027"
    slots = CopySlots(tmp_path)
    write_copy(slots.next, document.plan, document.path, None, save_plan)
    assert [copy.name for copy in copies_left_behind(tmp_path)] == ["Ours 2027.chipfolio"]


def test_every_copy_is_offered_one_after_the_other_and_a_damaged_one_is_named(window, tmp_path):
    copies = [
        Copy(tmp_path / f"{number}-a.chipfolio", f"plan {number}", None, damaged=number == 2) for number in (1, 2, 3)
    ]
    for copy in copies:
        copy.path.touch()
    window.file_commands.offer_recovery(copies)
    first = window.notices.notice("recovery")
    assert "plan 1" in first.text
    assert "Copies after this one: 2." in first.text
    first.dismiss()
    second = window.notices.notice("recovery")
    assert "“plan 2” is damaged and cannot be recovered" in second.text
    assert [button.text() for button in second.buttons] == ["Discard"]
    second.buttons[0].click()
    assert not copies[1].path.exists()
    window.notices.notice("recovery").dismiss()
    assert window.notices.notice("recovery") is None
    assert copies[0].path.exists(), "a copy that was only put off is kept"


def test_unsaved_work_that_is_not_protected_is_reported_until_it_is(window):
    window.file_commands._on_unprotected("no space left on device")
    assert window.notices.notice("unprotected").text == "Unsaved work is not protected: no space left on device."
    window.file_commands._on_unprotected("")
    assert window.notices.notice("unprotected") is None


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX systems")
def test_a_write_protected_file_is_not_replaced_and_another_place_is_offered(window, qtbot, tmp_path, patience_ms):
    path = tmp_path / "plan.chipfolio"
    save_plan(path, window.document.plan)
    path.chmod(0o444)
    before = path.read_bytes()
    with qtbot.waitSignal(window.files.not_saved, timeout=patience_ms):
        window.files.save(path, None)
    reported = window.notices.notice("file")
    assert "it is write-protected" in reported.text
    assert [button.text() for button in reported.buttons] == ["Save as…"]
    assert path.read_bytes() == before


def test_a_name_with_markup_is_shown_as_it_is_written(window, qtbot):
    window.document.edit("Rename", replace(window.document.plan, name=STRANGE))
    window.file_commands.once_safe(lambda: None)
    (box,) = window.findChildren(QMessageBox)
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert STRANGE in box.text()
    box.done(QMessageBox.StandardButton.Cancel)


@pytest.mark.parametrize(("name", "stem"), [("A plan", "a-plan"), ("", "plan"), ("é" * 300, "é" * 100)])
def test_a_proposed_name_fits_every_file_system(name, stem):
    assert file_stem(name) == stem
    assert len(f"{file_stem(name)}.chipfolio".encode()) < 255


def test_a_slow_file_is_reported_and_can_be_left(window, qtbot, tmp_path):
    job = window.services.runner.run_in_thread(*_never(tmp_path))
    window.files.slow.emit(Path("far.chipfolio"), job, False)
    reported = window.notices.notice("slow file")
    assert "“far.chipfolio” takes long to read." in reported.text
    reported.buttons[0].click()
    assert job.is_over
    assert window.notices.notice("slow file") is None


def _never(_folder):
    import time  # noqa: PLC0415 - only here

    from gui.background.file_lanes import Lane  # noqa: PLC0415 - the same

    return Lane.READING, time.sleep, 0.2
