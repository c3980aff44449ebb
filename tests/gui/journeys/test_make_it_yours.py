"""Journey 6: your own accelerators and prices with a source, your own transformer shape, your own measured runs."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from gui.panels.catalogue.accelerator_editor import AcceleratorEditor
from gui.panels.own_data.runs_preview import RunsPreview
from gui.panels.shapes.shape_editor import ShapeEditor
from planner.resource_files import resource_path

CONFIG = Path(__file__).resolve().parents[2] / "planner" / "workload" / "importers" / "configs" / "qwen3-30b-a3b.json"
RUNS = resource_path("calibration", "held_out_runs.csv")
PRICE, BANDWIDTH, SOURCE = "6.25", "1.9", "quotation of 2026-11-20"


def editor_of(wait, session):
    (editor,) = session.window.findChildren(AcceleratorEditor)
    wait.until(editor.isActiveWindow)
    return editor


def is_entered(session, key):
    """Figure and price are the user's own, with their source, in the plan that is saved."""
    own = session.document.plan.catalogue
    assert own.accelerators[key].memory_bytes_per_s == pytest.approx(1.9e12)
    assert own.accelerators[key].figures["memory_bytes_per_s"].source == SOURCE
    offers = [offer for offer in own.offers.values() if offer.accelerator == key and offer.source == SOURCE]
    assert [offer.price.amount for offer in offers] == [6.25]


def edited(wait, session, key, apply):
    with wait.signal(session.live.planned):
        apply()
    assert not session.window.findChildren(AcceleratorEditor)
    is_entered(session, key)


def shape_is_taken(wait, session, take):
    with wait.signal(session.live.planned):
        take()
    assert session.document.plan.training.shape.layers == 48


def width_of(session):
    low, middle, high = session.live.result.bands["cost_per_trillion_tokens"]
    return (high - low) / middle


def bands_shrink(wait, session, show, take):
    """The table is shown beside its predictions first, and anchors the plan once it is taken."""
    before = width_of(session)
    show()
    wait.until(lambda: bool(session.window.findChildren(RunsPreview)))
    (preview,) = session.window.findChildren(RunsPreview)
    wait.until(preview.isActiveWindow)
    with wait.signal(session.live.planned):
        take(preview)
    assert width_of(session) < before
    assert "imported" in session.window.notices.notice("measured runs").text


@pytest.mark.slow
def test_make_it_yours_by_mouse(wait, opened, mouse, answer):
    window, table = opened.window, opened.window.catalogue_panel.table
    mouse.click(*mouse.cell(table, 0, 0))
    key = window.catalogue_panel.selected().key
    mouse.context_menu(table, 0, "Edit accelerator")
    editor = editor_of(wait, opened)
    for text, line in (
        (BANDWIDTH, editor.numbers["memory_bytes_per_s"]),
        (PRICE, editor.price),
        (SOURCE, editor.source),
    ):
        mouse.copy(text)
        mouse.paste_over(line)
    button = editor.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    edited(wait, opened, key, lambda: mouse.press_button(button))
    answer(RUNS)
    ok = QDialogButtonBox.StandardButton.Ok
    bands_shrink(
        wait,
        opened,
        lambda: mouse.menu("File", "Measured runs", "Import measured runs"),
        lambda preview: mouse.press_button(preview.buttons.button(ok)),
    )
    answer(CONFIG)
    shape_is_taken(wait, opened, lambda: mouse.menu("File", "Import config.json"))
    with wait.signal(opened.live.planned):
        mouse.menu("Plan", "Accelerator", "Take the shipped figures")
    assert window.catalogue.accelerator(key).memory_bytes_per_s != pytest.approx(1.9e12)


@pytest.mark.slow
def test_make_it_yours_by_keyboard(wait, opened, keyboard, answer):
    window = opened.window
    keyboard.press("Alt+1", "Ctrl+Home")
    key = window.catalogue_panel.selected().key
    keyboard.press("Ctrl+Shift+D")
    editor = editor_of(wait, opened)
    for text, line in (
        (BANDWIDTH, editor.numbers["memory_bytes_per_s"]),
        (PRICE, editor.price),
        (SOURCE, editor.source),
    ):
        keyboard.go_to(line, most=40)
        keyboard.write_over(text)
    edited(wait, opened, key, lambda: keyboard.press("Return"))
    keyboard.come_back()
    answer(RUNS)
    bands_shrink(wait, opened, lambda: keyboard.press("Ctrl+Shift+I"), lambda _preview: keyboard.press("Return"))
    keyboard.come_back()
    answer(CONFIG)
    shape_is_taken(wait, opened, lambda: keyboard.press("Ctrl+I"))
    with wait.signal(opened.live.planned):
        keyboard.press("Ctrl+Shift+R")
    assert window.catalogue.accelerator(key).memory_bytes_per_s != pytest.approx(1.9e12)


def shape_editor_of(wait, session):
    (editor,) = session.window.findChildren(ShapeEditor)
    wait.until(editor.isActiveWindow)
    return editor


@pytest.mark.slow
def test_a_shape_is_put_together_by_mouse(wait, opened, mouse):
    window, before = opened.window, opened.document.plan
    mouse.click(window.workload_panel.edit_shape)
    editor = shape_editor_of(wait, opened)
    mouse.copy("80")
    mouse.paste_over(editor.rows.rows[0].count)
    moe = editor.parts.list.item(editor.parts.list.count() - 1)
    mouse.click(editor.parts.list.viewport(), editor.parts.list.visualItemRect(moe).center())
    mouse.copy("96")
    mouse.paste_over(editor.parts.channel_mixers[moe.text()].edits["experts"].line)
    mouse.press_button(editor.buttons.button(QDialogButtonBox.StandardButton.Ok))
    shape = opened.document.plan.training.shape
    assert (shape.layers, shape.experts, shape.name) == (80, 96, "Ling-Plus (edited)")
    mouse.menu("Edit", "Undo")
    assert opened.document.plan == before


@pytest.mark.slow
def test_a_shape_is_put_together_by_keyboard(wait, opened, keyboard):
    before = opened.document.plan
    keyboard.press("Ctrl+Shift+Y")
    editor = shape_editor_of(wait, opened)
    keyboard.go_to(editor.rows.rows[0].count, most=40)
    keyboard.write_over("80")
    keyboard.go_to(editor.parts.list, most=60)
    keyboard.press("End")
    name = editor.parts.list.currentItem().text()
    keyboard.go_to(editor.parts.channel_mixers[name].edits["experts"].line, most=60)
    keyboard.write_over("96")
    keyboard.press("Return")
    shape = opened.document.plan.training.shape
    assert (shape.layers, shape.experts) == (80, 96)
    keyboard.come_back()
    keyboard.press("Ctrl+Z")
    assert opened.document.plan == before
