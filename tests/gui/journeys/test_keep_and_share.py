"""Journey 5: save a plan file, open it again with the same numbers, and hand out summary, tables, launch arguments."""

import zipfile

import pytest

from gui.document.plan_files import read_plan


def is_done(wait, signal, act):
    with wait.signal(signal):
        act()


def is_kept(session, path):
    assert not session.document.dirty
    assert session.document.path == path
    assert session.window.windowTitle().startswith(path.name)
    assert read_plan(path).plan == session.document.plan


def is_the_same_again(wait, session, plan, result, open_it):
    with wait.signal(session.window.files.opened, session.live.planned):
        open_it()
    wait.until(lambda: not session.live.busy)
    assert session.document.plan == plan
    assert session.live.result == result


def exports_are_right(folder):
    pdf, sheet = folder / "board.pdf", folder / "tables.xlsx"
    assert pdf.read_bytes().startswith(b"%PDF")
    assert zipfile.is_zipfile(sheet)
    assert "tokens_per_s" in (folder / "tables.csv").read_text(encoding="utf-8")
    assert "--tensor-model-parallel-size" in (folder / "launch.sh").read_text(encoding="utf-8")


EXPORTS = (
    ("board.pdf", "Export PDF", "Ctrl+E"),
    ("tables.xlsx", "Export tables", "Ctrl+Shift+E"),
    ("tables.csv", "Export tables", "Ctrl+Shift+E"),
    ("launch.sh", "Export launch arguments", "Ctrl+Shift+G"),
)


@pytest.mark.slow
def test_keep_by_mouse(wait, opened, mouse, answer, tmp_path):
    window, path = opened.window, tmp_path / "kept.chipfolio"
    cluster = window.cluster_panel.table
    mouse.click(*mouse.cell(cluster, 1, 0))
    with wait.signal(opened.live.planned):
        mouse.menu("Edit", "Duplicate node group")
    answer(path)
    is_done(wait, window.files.saved, lambda: mouse.menu("File", "Save as"))
    is_kept(opened, path)
    plan, result = opened.document.plan, opened.live.result
    with wait.signal(opened.live.planned):
        mouse.menu("Edit", "Remove node group")
    is_done(wait, window.files.saved, lambda: mouse.menu("File", "Save"))
    assert read_plan(path).plan != plan
    with wait.signal(opened.live.planned):
        mouse.menu("Edit", "Undo")
    is_done(wait, window.files.saved, lambda: mouse.menu("File", "Save"))
    mouse.menu("File", "New plan")
    assert opened.document.plan.cluster.groups == ()
    is_the_same_again(wait, opened, plan, result, lambda: mouse.menu("File", "Open recent", path.name))


@pytest.mark.slow
def test_share_by_mouse(wait, opened, mouse, answer, tmp_path):
    window = opened.window
    for name, entry, _ in EXPORTS:
        answer(tmp_path / name)
        is_done(wait, window.exports.written, lambda entry=entry: mouse.menu("File", entry))
    exports_are_right(tmp_path)
    answer(tmp_path / "chart.svg")
    mouse.click(window.charts.current().menu.button)
    mouse.choose("Save as SVG")
    assert b"<svg" in (tmp_path / "chart.svg").read_bytes()


@pytest.mark.slow
def test_keep_and_share_by_keyboard(wait, opened, keyboard, answer, tmp_path):
    window, path = opened.window, tmp_path / "kept.chipfolio"
    keyboard.press("Alt+2")
    with wait.signal(opened.live.planned):
        keyboard.press("Ctrl+D")
    answer(path)
    is_done(wait, window.files.saved, lambda: keyboard.press("Ctrl+S"))
    is_kept(opened, path)
    plan, result = opened.document.plan, opened.live.result
    with wait.signal(opened.live.planned):
        keyboard.press("Ctrl+Backspace")
    is_done(wait, window.files.saved, lambda: keyboard.press("Ctrl+S"))
    assert read_plan(path).plan != plan
    with wait.signal(opened.live.planned):
        keyboard.press("Ctrl+Z")
    is_done(wait, window.files.saved, lambda: keyboard.press("Ctrl+S"))
    keyboard.press("Ctrl+N")
    assert opened.document.plan.cluster.groups == ()
    is_the_same_again(wait, opened, plan, result, lambda: keyboard.press("Ctrl+O"))
    for name, _, keys in EXPORTS:
        answer(tmp_path / name)
        is_done(wait, window.exports.written, lambda keys=keys: keyboard.press(keys))
    exports_are_right(tmp_path)
    answer(tmp_path / "chart.svg")
    keyboard.palette("save chart")
    assert b"<svg" in (tmp_path / "chart.svg").read_bytes()
