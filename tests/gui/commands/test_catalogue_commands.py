"""Editing, adding, comparing and marking accelerators in the window; everything is an edit that can be undone."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QInputDialog, QPushButton

from gui.panels.catalogue.accelerator_comparison import AcceleratorComparison
from gui.panels.catalogue.accelerator_editor import AcceleratorEditor
from planner.plan import AvailabilityKind


def act(session, name):
    session.window._enable()
    action = session.window.actions_table[name]
    assert action.isEnabled(), name
    action.trigger()


def editor_of(session):
    return session.window.findChildren(AcceleratorEditor)[-1]


def settled(qtbot, session, patience_ms):
    qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)


def test_an_edited_figure_is_planned_at_once_and_can_be_undone(session, qtbot, patience_ms):
    window, plan = session.window, session.document.plan
    before = session.live.result
    window.catalogue_panel.select("H20-SXM")
    act(session, "edit_accelerator")
    editor = editor_of(session)
    editor.numbers["peak_flop_per_s.bf16"].setText("296")
    editor.source.setText("a supplier's letter")
    editor.accept()
    settled(qtbot, session, patience_ms)
    assert session.live.result.tokens_per_s > before.tokens_per_s
    assert "1 figures of yours" in window.catalogue_panel.card.text_of("Evidence")
    act(session, "reset_accelerator")
    settled(qtbot, session, patience_ms)
    assert window.catalogue.accelerator("H20-SXM") == window.services.shipped.accelerator("H20-SXM")
    assert session.live.result.tokens_per_s == pytest.approx(before.tokens_per_s, rel=0.01)
    session.document.undo_stack.undo()
    session.document.undo_stack.undo()
    assert session.document.plan == plan


def test_a_new_accelerator_is_found_in_the_catalogue_and_added_to_the_cluster(session, qtbot, patience_ms):
    window = session.window
    window.catalogue_panel.select("H20-SXM")
    act(session, "duplicate_accelerator")
    editor = editor_of(session)
    editor.texts["name"].setText("Nova N1")
    editor.texts["supplier"].setText("Nova")
    editor.source.setText("our own tape-out")
    editor.price.setText("4")
    editor.accept()
    own = next(one for one in window.catalogue.accelerators.values() if one.supplier == "Nova")
    assert own.key in window.catalogue_panel.shown()
    window.catalogue_panel.add(own.key)
    settled(qtbot, session, patience_ms)
    assert session.document.plan.cluster.groups[-1].offer.price.amount == 4.0
    assert any(pool.supplier == "Nova" for pool in session.live.result.pools)


@pytest.mark.usefixtures("kept_session")
def test_marks_are_edits_and_limited_asks_how_many(session):
    window, plan = session.window, session.document.plan
    window.catalogue_panel.select("H20-SXM")
    for name, kind, words in (
        ("mark_available", AvailabilityKind.AVAILABLE, "available"),
        ("mark_limited", AvailabilityKind.LIMITED, "at most 512 devices"),
        ("mark_barred", AvailabilityKind.BARRED, "not available"),
    ):
        act(session, name)
        if name == "mark_limited":
            (asking,) = window.findChildren(QInputDialog)
            assert all(button.isEnabled() for button in asking.findChildren(QPushButton))
            asking.setIntValue(512)
            asking.accept()
        assert session.document.plan.site_marks["H20-SXM"].kind is kind
        assert window.catalogue_panel.card.text_of("Your mark") == words
    act(session, "mark_none")
    assert session.document.plan == replace(plan, site_marks={})


@pytest.mark.usefixtures("kept_session")
def test_two_selected_accelerators_are_compared_and_one_alone_says_how(session):
    window = session.window
    panel = window.catalogue_panel
    act(session, "compare_accelerators")
    assert window.notices.notice("compare accelerators") is not None
    panel.table.clearSelection()
    panel.table.selectRow(0)
    model = panel.table.selectionModel()
    model.select(panel.table.model().index(1, 0), model.SelectionFlag.Select | model.SelectionFlag.Rows)
    act(session, "compare_accelerators")
    (made,) = window.findChildren(AcceleratorComparison)
    assert made.frame.shape[1] == 3
    made.close()
