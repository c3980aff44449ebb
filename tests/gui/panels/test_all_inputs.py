import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from gui.panels.all_inputs import AllInputs


@pytest.fixture
def table(qtbot, ling_plus, themes):
    made = AllInputs()
    qtbot.addWidget(made)
    made.show_plan(ling_plus)
    return made


def _index(table, path):
    table.search.setText(path)
    rows = range(table.proxy.rowCount())
    row = next(row for row in rows if table.proxy.index(row, 0).data() == path)
    return table.proxy.index(row, 1)


def test_an_input_that_has_no_place_of_its_own_is_changed_in_the_table(table, qtbot):
    with qtbot.waitSignal(table.edit_requested) as asked:
        assert table.proxy.setData(_index(table, "recourse.replan_days"), "9")
    assert asked.args[0].plan.recourse.replan_days == 9.0
    assert "recourse.replan_days" in asked.args[0].text


def test_a_value_that_does_not_hold_is_refused_below_the_table_and_nothing_changes(table, qtbot):
    with qtbot.assertNotEmitted(table.edit_requested):
        table.proxy.setData(_index(table, "recourse.replan_days"), "1e9")
    assert "not from 0 to 100000" in table.problem.text()
    table.proxy.setData(_index(table, "recourse.replan_days"), "8")
    assert table.problem.text() == ""


def test_the_table_follows_the_plan_and_keeps_its_place(table, ling_plus):
    index = _index(table, "validated_elsewhere")
    table.view.setCurrentIndex(index)
    table.show_plan(replace(ling_plus, validated_elsewhere=0.25))
    assert table.view.currentIndex() == index
    assert index.data() == "0.25"


def test_a_choice_is_made_from_a_list(table, qtbot):
    index = _index(table, "workload.routing")
    table.show()
    table.view.edit(index)
    box = table.view.findChild(QComboBox)
    assert [box.itemText(number) for number in range(box.count())] == ["balanced", "capped", "natural"]
    with qtbot.waitSignal(table.edit_requested) as asked:
        box.setCurrentText("balanced")
        box.activated.emit(0)
    assert asked.args[0].plan.training.routing.value == "balanced"


def test_searching_finds_by_part_of_the_name_whatever_the_case(table):
    table.search.setText("OVERLAP")
    shown = [table.proxy.index(row, 0).data() for row in range(table.proxy.rowCount())]
    assert "mixing.overlap" in shown
    assert all("overlap" in path for path in shown)
    assert table.proxy.headerData(0, Qt.Orientation.Horizontal) == "Input"
