import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.charts.base.table_view import CopyableTable
from gui.widgets.frame_model import FrameModel


@pytest.fixture
def view(qtbot):
    made = CopyableTable()
    qtbot.addWidget(made)
    frame = pd.DataFrame({"fleet": ["a", "b", "c"], "days": [30, 10, float("nan")]})
    made.setModel(FrameModel(frame, parent=made))
    made.setSelectionBehavior(CopyableTable.SelectionBehavior.SelectRows)
    return made


def copied(qtbot, view):
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return [line.split("\t") for line in QApplication.clipboard().text().splitlines()]


def test_the_rows_selected_are_copied_with_headings_in_the_order_shown(view, qtbot):
    view.model().sort(1)
    view.selectRow(0)
    heading, row = copied(qtbot, view)
    assert heading == ["fleet", "days"]
    assert row[0] == "b"


def test_with_nothing_selected_every_row_is_copied_and_unknown_is_no_number(view, qtbot):
    lines = copied(qtbot, view)
    assert [line[0] for line in lines] == ["fleet", "a", "b", "c"]
    assert lines[-1][1] == "–"
