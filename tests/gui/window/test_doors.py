"""Every input that planning obeys can be set in the window itself: typed or chosen, undone, saved and read again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from gui.panels.all_inputs import AllInputs
from planner.planfile.plan_inputs import plan_inputs
from planner.planfile.store import load_plan

# Inputs without a panel of their own, and those whose panel is a button's: by path, ``{group}`` is the first of them.
DOORS = {
    "workload.routing": "balanced",
    "recourse.replan_days": "9",
    "recourse.delay_cost_per_day": '{"amount": 200000, "currency": "CNY"}',
    "cluster.groups[{group}].offer.rent_terms.discount": "0.1",
    "cluster.groups[{group}].terms.tenure": "reserved",
    "cluster.groups[{group}].site": "north",
    "outlooks": '[{"supplier": "Nvidia", "disruption": 0.2, "note": "rules"}]',
    "validated_elsewhere": "0.35",
    "mixing.overlap": "0.65",
    "mixing.migration_restart_s": "7200",
    "mixing.local.inner_steps": "250",
    "mixing.local.statistical_efficiency": "0.97",
    "mixing.porting_cost": '{"amount": 3000000, "currency": "CNY"}',
    "porting": '{"fte_months": 24, "monthly_cost": {"amount": 60000, "currency": "CNY"}}',
}


def below(plan, path):
    """Return what a plan says at a path and below it, by path."""
    return {one.path: one.text for one in plan_inputs(plan) if f"{one.path}.".startswith((f"{path}.", f"{path}["))}


def enter(table, path, text):
    """Find an input by its name and type or choose another value, as a user does."""
    table.search.setText(path)
    rows = (table.proxy.index(row, 1) for row in range(table.proxy.rowCount()))
    index = next(index for index in rows if index.siblingAtColumn(0).data() == path)
    table.view.setCurrentIndex(index)  # which is edited at once
    editor = table.view.indexWidget(index) or next(
        one for kind in (QComboBox, QLineEdit) for one in table.view.viewport().findChildren(kind)
    )
    if isinstance(editor, QComboBox):
        editor.setCurrentText(text)
    else:
        editor.setText(text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


@pytest.fixture
def table(window, qtbot):
    window.actions_table["all_inputs"].trigger()
    (table,) = window.findChildren(AllInputs)
    yield table
    with qtbot.waitSignal(table.destroyed):
        table.close()


@pytest.mark.slow
def test_every_input_is_set_undone_set_again_saved_and_read(window, table, qtbot, tmp_path, patience_ms):
    document, actions = window.document, window.actions_table
    group = document.plan.cluster.groups[0].key
    for name, text in DOORS.items():
        path, before = name.format(group=group), document.plan
        with qtbot.waitSignal(document.plan_changed):  # a line is taken once its key is handled
            enter(table, path, text)
        after = document.plan
        assert below(after, path) != below(before, path), (path, table.problem.text())
        actions["undo"].trigger()
        assert document.plan == before, path
        actions["redo"].trigger()
        assert document.plan == after, path
    saved = tmp_path / "doors.chipfolio"
    with qtbot.waitSignal(window.files.saved, timeout=patience_ms):
        window.files.save(saved, None)
    assert load_plan(saved).plan == document.plan
