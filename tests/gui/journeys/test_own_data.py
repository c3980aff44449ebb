"""Journey 8: an accelerator that the catalogue lacks, entered with estimates; own runs by form and log; all undone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from gui.panels.catalogue.accelerator_editor import AcceleratorEditor
from gui.panels.own_data.own_run_form import OwnRunForm
from gui.panels.own_data.runs_preview import RunsPreview
from planner.published_runs.own_runs import template_text

SOURCE = "data sheet of 2026-11, memory rate estimated"
FIGURES = {
    "texts": {"name": "House 1", "supplier": "HUAWEI", "jurisdiction": "china", "software_stack": "CANN"},
    "numbers": {
        "peak_flop_per_s.bf16": "400",
        "memory_bytes": "96",
        "memory_bytes_per_s": "1.6",
        "scaleup_bytes_per_s": "200",
        "scaleup_domain_devices": "8",
        "nic_bytes_per_s": "200",
        "devices_per_node": "8",
        "tdp_w": "500",
    },
}
MEGATRON = (
    "iteration 120/ 500000 | elapsed time per iteration (ms): 8192.0 | global batch size: 256 | lm loss: 2.1E+00 |"
)


def lines_of(editor):
    """Every line to fill in with what is written, in the order of the Tab key."""
    texts = [(editor.texts[name], text) for name, text in FIGURES["texts"].items()]
    numbers = [(editor.numbers[name], text) for name, text in FIGURES["numbers"].items()]
    return [*texts, *numbers, (editor.price, "6.50"), (editor.source, SOURCE)]


def dialog_of(wait, session, kind):
    (dialog,) = session.window.findChildren(kind)
    wait.until(dialog.isActiveWindow)
    return dialog


def is_shown_with_the_focus(session):
    """The row of what was entered is in sight, chosen, and has the keyboard."""
    panel = session.window.catalogue_panel
    chosen = panel.selected()
    assert (chosen.name, chosen.supplier) == ("House 1", "Huawei")
    assert panel.table.viewport().rect().intersects(panel.table.visualRect(panel.table.currentIndex()))


def is_planned_with(session):
    group = session.document.plan.cluster.groups[-1]
    entry = session.document.plan.catalogue.accelerators[group.accelerator]
    assert entry.name == "House 1"
    assert entry.figures["memory_bytes_per_s"].source == SOURCE
    reported = [pool.name for pool in session.live.result.pools]
    reported += [one.name for one in session.live.result.left_out]
    assert "House 1" in reported


def every_step_is_taken_back(wait, session, first, undo):
    while session.document.undo_stack.canUndo():
        undo()
    assert session.document.plan == first
    wait.until(lambda: not session.live.busy)


@pytest.mark.slow
def test_a_missing_accelerator_is_entered_by_keyboard(wait, opened, keyboard):
    window, first = opened.window, opened.document.plan
    keyboard.press("Ctrl+Shift+A")
    editor = dialog_of(wait, opened, AcceleratorEditor)
    assert editor.focusWidget() is editor.texts["name"]
    assert editor.texts["name"].selectedText()
    for line, text in lines_of(editor):
        keyboard.go_to(line, most=40)
        keyboard.write_over(text)
    keyboard.press("Return")
    assert not window.findChildren(AcceleratorEditor)
    keyboard.come_back()
    is_shown_with_the_focus(opened)
    assert window.catalogue_panel.table.hasFocus()
    keyboard.press("Return")
    wait.until(lambda: not opened.live.busy and not opened.live.stale)
    is_planned_with(opened)
    every_step_is_taken_back(wait, opened, first, lambda: keyboard.press("Ctrl+Z"))


@pytest.mark.slow
def test_a_missing_accelerator_is_entered_by_mouse(wait, opened, mouse):
    window, first = opened.window, opened.document.plan
    mouse.menu("Plan", "Accelerator", "New accelerator")
    editor = dialog_of(wait, opened, AcceleratorEditor)
    for line, text in lines_of(editor):
        mouse.copy(text)
        mouse.paste_over(line)
    mouse.press_button(editor.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok))
    is_shown_with_the_focus(opened)
    table = window.catalogue_panel.table
    mouse.double_click(*mouse.cell(table, table.currentIndex().row(), 0))
    wait.until(lambda: not opened.live.busy and not opened.live.stale)
    is_planned_with(opened)
    while opened.document.undo_stack.canUndo():
        mouse.menu("Edit", "Undo")
    assert opened.document.plan == first
    wait.until(lambda: not opened.live.busy)


def test_cancel_changes_nothing_and_keeps_the_focus(wait, opened, keyboard):
    window, first = opened.window, opened.document.plan
    keyboard.press("Alt+1", "Ctrl+Home", "Down")
    chosen = window.catalogue_panel.selected().key
    keyboard.press("Ctrl+Shift+D")
    dialog_of(wait, opened, AcceleratorEditor)
    keyboard.press("Alt+C")
    wait.until(lambda: not window.findChildren(AcceleratorEditor))  # a mnemonic shows the button pressed first
    keyboard.come_back()
    assert opened.document.plan is first
    assert window.catalogue_panel.selected().key == chosen
    assert window.catalogue_panel.table.hasFocus()


def run_is_added(wait, session, add):
    """Measured beside predicted is shown before anything changes; a rate far off is asked about once."""
    form = dialog_of(wait, session, OwnRunForm)
    ok = form.buttons.button(QDialogButtonBox.StandardButton.Ok)
    before = session.document.plan.measured_runs
    wait.until(ok.isEnabled)
    assert "predicted" in form.answer.text()
    assert session.document.plan.measured_runs == before
    add(form)
    if session.document.plan.measured_runs == before:
        add(form)
    assert len(session.document.plan.measured_runs) == len(before) + 1
    wait.until(lambda: not session.live.busy and not session.live.stale)


@pytest.mark.slow
def test_own_runs_are_entered_by_form_and_by_a_line_of_the_log_by_keyboard(wait, opened, keyboard):
    first = opened.document.plan
    for name, log in (("by form", ""), ("by log", MEGATRON)):
        keyboard.press("Ctrl+Alt+R")
        form = dialog_of(wait, opened, OwnRunForm)
        for line, text in ((form.name, name), (form.devices, "256")):
            keyboard.go_to(line, most=15)
            keyboard.write_over(text)
        keyboard.go_to(form.log if log else form.rate, most=15)
        if log:
            keyboard.type(log)
        else:
            keyboard.write_over("400")
        run_is_added(wait, opened, lambda form: QTest.keyClick(form.name, Qt.Key.Key_Return))
        keyboard.come_back()
    assert [run.name for run in opened.document.plan.measured_runs[-2:]] == ["by form", "by log"]
    every_step_is_taken_back(wait, opened, first, lambda: keyboard.press("Ctrl+Z"))


@pytest.mark.slow
def test_own_runs_are_entered_by_form_by_mouse(wait, opened, mouse):
    first = opened.document.plan
    mouse.menu("File", "Measured runs", "Add a run or lines of a log")
    form = dialog_of(wait, opened, OwnRunForm)
    for line, text in ((form.name, "by form"), (form.devices, "256"), (form.rate, "400")):
        mouse.copy(text)
        mouse.paste_over(line)
    run_is_added(wait, opened, lambda form: mouse.press_button(form.buttons.button(QDialogButtonBox.StandardButton.Ok)))
    mouse.menu("Edit", "Undo")
    assert opened.document.plan == first
    wait.until(lambda: not opened.live.busy)


def table_is_compared_and_taken(wait, session, take):
    """A table's runs stand beside their predictions before the plan takes any."""
    before = session.document.plan.measured_runs
    wait.until(lambda: bool(session.window.findChildren(RunsPreview)))
    preview = dialog_of(wait, session, RunsPreview)
    assert preview.model.index(0, 4).data()
    assert preview.model.index(0, 1).data() == "Instinct MI300X"
    assert session.document.plan.measured_runs == before
    take(preview.buttons.button(QDialogButtonBox.StandardButton.Ok))
    assert len(session.document.plan.measured_runs) == len(before) + 1
    wait.until(lambda: not session.live.busy and not session.live.stale)


def own_table(folder):
    path = folder / "own.csv"
    path.write_text(template_text().replace("example", "our run"), encoding="utf-8")
    return path


@pytest.mark.slow
def test_own_runs_are_taken_from_a_table_by_keyboard(wait, opened, keyboard, answer, tmp_path):
    first = opened.document.plan
    answer(own_table(tmp_path))
    keyboard.palette("import measured runs")
    table_is_compared_and_taken(wait, opened, lambda _ok: keyboard.press("Return"))
    keyboard.come_back()
    every_step_is_taken_back(wait, opened, first, lambda: keyboard.press("Ctrl+Z"))


@pytest.mark.slow
def test_own_runs_are_taken_from_a_table_by_mouse(wait, opened, mouse, answer, tmp_path):
    first = opened.document.plan
    answer(own_table(tmp_path))
    mouse.menu("File", "Measured runs", "Import")
    table_is_compared_and_taken(wait, opened, mouse.press_button)
    every_step_is_taken_back(wait, opened, first, lambda: mouse.menu("Edit", "Undo"))
