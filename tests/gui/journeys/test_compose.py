"""Journey 2: search and filter the catalogue, add accelerators, set nodes, price and site; the figures follow."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QSpinBox, QTableView

from gui.panels.cluster.cluster_columns import column_number
from planner.catalogue.figures import printed_of


def figures_follow(wait, session, edit):
    """Do an edit: what is shown is stale at once, and new figures come without anything being asked for."""
    before, saving = session.document.plan, session.window.result_panel.tiles["saving"].value
    shown = []

    def note(_stale):
        shown.append(saving.property("stale"))

    session.live.stale_changed.connect(note)
    with wait.signal(session.live.planned):
        edit()
        assert session.document.plan != before, "the edit did not arrive"
    session.live.stale_changed.disconnect(note)
    assert shown[0]
    assert not shown[-1]


def editor_in(table: QTableView, kind):
    return next(one for one in table.viewport().findChildren(kind) if one.isVisible())


def last(session):
    return session.document.plan.cluster.groups[-1]


def every_step_is_taken_back(wait, session, first, undo):
    while session.document.undo_stack.canUndo():
        undo()
    assert session.document.plan == first
    wait.until(lambda: not session.live.busy)


@pytest.mark.slow
def test_compose_by_mouse(wait, opened, mouse):
    window, first = opened.window, opened.document.plan
    catalogue, cluster = window.catalogue_panel, window.cluster_panel
    shown = len(catalogue.shown())
    mouse.click(catalogue.chip("Nvidia"))
    mouse.click(catalogue.chips.more)
    mouse.choose("Memory", "≥ 128 GB")
    mouse.close_menus()
    mouse.heading(catalogue.table.horizontalHeader(), 2)
    assert 0 < len(catalogue.shown()) < shown
    memory = [printed_of(catalogue._catalogue.accelerator(key), "memory_bytes") for key in catalogue.shown()]
    assert memory in (sorted(memory), sorted(memory, reverse=True))
    figures_follow(
        wait, opened, lambda: mouse.double_click(*mouse.cell(catalogue.table, 0, 0))
    )  # fmt: skip - one line a step
    assert last(opened).accelerator == catalogue.shown()[0]
    to = QPoint(60, 40)
    figures_follow(wait, opened, lambda: mouse.drag_row(catalogue.table, 1, cluster.table, to))
    assert last(opened).accelerator == catalogue.shown()[1]
    row = cluster.model.rowCount() - 1

    def set_nodes():
        mouse.double_click(*mouse.cell(cluster.table, row, column_number("nodes")))
        mouse.spin(editor_in(cluster.table, QSpinBox), up=True, times=3)

    nodes = last(opened).nodes
    figures_follow(wait, opened, set_nodes)
    assert last(opened).nodes == nodes + 3

    def set_price():
        mouse.double_click(*mouse.cell(cluster.table, 0, column_number("terms")))
        box = cluster.terms.form.observed
        mouse.pick(box, 2 if box.currentIndex() == 1 else 1)
        mouse.close_menus()

    figures_follow(wait, opened, set_price)

    def move_to_another_site():
        mouse.menu_of(window.tools.site, "United States")

    figures_follow(wait, opened, move_to_another_site)
    assert opened.document.plan.site.code == "US"
    figures_follow(wait, opened, lambda: mouse.pick(window.workload_panel.precision, 1))
    duplicate, remove = (
        next(button for button in cluster.findChildren(type(window.tools.site)) if button.defaultAction() is action)
        for action in (window.actions_table["duplicate_group"], window.actions_table["remove_group"])
    )
    mouse.click(*mouse.cell(cluster.table, 1, 0))
    figures_follow(wait, opened, lambda: mouse.press_button(duplicate))
    assert len(opened.document.plan.cluster.groups) == len(first.cluster.groups) + 3
    figures_follow(wait, opened, lambda: mouse.press_button(remove))
    undo = next(
        button
        for button in window.tools.findChildren(type(window.tools.site))
        if button.defaultAction() is window.actions_table["undo"]
    )
    every_step_is_taken_back(wait, opened, first, lambda: mouse.press_button(undo))


@pytest.mark.slow
def test_compose_by_keyboard(wait, opened, keyboard):
    window, first = opened.window, opened.document.plan
    catalogue, cluster = window.catalogue_panel, window.cluster_panel
    keyboard.press("Ctrl+F")
    keyboard.type("h200 >= 128 GB")
    assert catalogue.shown()
    assert all("h200" in key.lower() for key in catalogue.shown())
    figures_follow(wait, opened, lambda: keyboard.press("Return"))
    assert last(opened).accelerator in catalogue.shown()
    keyboard.press("Ctrl+F")
    keyboard.press("Delete")
    keyboard.go_to(catalogue.chip("Nvidia"))
    keyboard.press("Space")
    assert catalogue.chip("Nvidia").isChecked()
    keyboard.go_to(catalogue.table)
    keyboard.palette("sort table")
    keyboard.press("Down", "Return")
    assert catalogue.table.horizontalHeader().sortIndicatorSection() == 1
    keyboard.press("Alt+1", "Ctrl+Home", "Down")
    figures_follow(wait, opened, lambda: keyboard.press("Ctrl+Return"))
    assert last(opened).accelerator == catalogue.selected().key
    nodes, price, tokens = (
        lambda: _type_into(keyboard, cluster, "nodes", "96"),
        lambda: _type_terms(keyboard, cluster, "rent 3.25"),
        lambda: _type_tokens(keyboard, window.workload_panel.tokens, "5 T"),
    )
    figures_follow(wait, opened, nodes)
    figures_follow(wait, opened, price)
    assert (last(opened).nodes, last(opened).offer.price.amount) == (96, 3.25)
    figures_follow(wait, opened, lambda: keyboard.palette("site united states"))
    assert opened.document.plan.site.code == "US"
    figures_follow(wait, opened, tokens)
    assert opened.document.plan.training.tokens == 5e12
    keyboard.press("Alt+2")
    figures_follow(wait, opened, lambda: keyboard.press("Ctrl+D"))
    assert len(opened.document.plan.cluster.groups) == len(first.cluster.groups) + 3
    figures_follow(wait, opened, lambda: keyboard.press("Ctrl+Backspace"))
    every_step_is_taken_back(wait, opened, first, lambda: keyboard.press("Ctrl+Z"))


def _type_into(keyboard, cluster, column, text):
    """Go to a cell of the last row by the arrows, and type over it."""
    _go_to_cell(keyboard, cluster, column)
    keyboard.press("F2")
    keyboard.write_over(text)
    keyboard.press("Return")


def _type_terms(keyboard, cluster, text):
    """Open the terms of the last row's group from their cell, type a price far off, take it all the same, and close."""
    _go_to_cell(keyboard, cluster, "terms")
    keyboard.press("F2")
    keyboard.write_over(text)
    keyboard.press("Return")
    assert "three times" in cluster.terms.form.question.words.text()
    keyboard.press("Space", "Escape")
    assert not cluster.terms.form.isVisible()


def _go_to_cell(keyboard, cluster, column):
    keyboard.press("Alt+2", "Ctrl+End")
    for _ in range(cluster.model.columnCount()):
        if cluster.table.currentIndex().column() != column_number(column):
            keyboard.press("Left")


def _type_tokens(keyboard, line, text):
    keyboard.press("Alt+4")
    keyboard.go_to(line, most=3)
    keyboard.write_over(text)
    keyboard.press("Return")


@pytest.mark.slow
def test_two_accelerators_are_compared_by_either_hand(wait, opened, mouse, keyboard):
    from gui.panels.catalogue.accelerator_comparison import AcceleratorComparison  # noqa: PLC0415 - used once

    window = opened.window
    table = window.catalogue_panel.table
    mouse.click(*mouse.cell(table, 0, 0))
    mouse.click(*mouse.cell(table, 3, 0), modifiers=Qt.KeyboardModifier.ControlModifier)
    mouse.menu("Plan", "Accelerator", "Compare accelerators")
    (by_mouse,) = window.findChildren(AcceleratorComparison)
    named = by_mouse.frame.columns.tolist()
    by_mouse.close()
    wait.until(lambda: not window.findChildren(AcceleratorComparison))
    keyboard.come_back()
    keyboard.press("Alt+1", "Ctrl+Home", "Shift+Down", "Shift+Down", "Ctrl+Shift+M")
    (by_keyboard,) = window.findChildren(AcceleratorComparison)
    assert len(by_keyboard.frame.columns) == len(named) + 1
    wait.until(by_keyboard.isActiveWindow)
    keyboard.press("Esc")
    assert not window.findChildren(AcceleratorComparison)
