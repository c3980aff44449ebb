import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget, QWidgetItem

from gui.look.result_figures import FigureText
from gui.panels.result.figure_tile import FigureLine, FigureTile
from gui.widgets.combos import ElidedCombo, TightCombo
from gui.widgets.labels import ElidedLabel

ENGLISH = FigureText(caption="Time", value="38.0 days", note="32 – 43")
CHINESE = FigureText(caption="时间", value="38.0 天", note="的吞吐得以保留")


def shown(qtbot, widget, width=270):
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    widget.show()
    return widget


def test_a_figure_is_as_high_in_chinese_as_in_english(qtbot, themes):
    for kind in (FigureTile, FigureLine):
        tile = shown(qtbot, kind("days"))
        tile.show_text(ENGLISH, "")
        english = QWidgetItem(tile).sizeHint().height()
        tile.show_text(CHINESE, "")
        assert QWidgetItem(tile).sizeHint().height() == english


def test_the_parts_of_a_line_stand_beside_each_other(qtbot, themes):
    line = shown(qtbot, FigureLine("energy"))
    line.show_text(FigureText(caption="Emissions", value="1,907 t CO₂e", note="operation only"), "")
    line.grab()
    assert line.caption.geometry().right() < line.value.geometry().left()
    assert line.value.geometry().right() < line.note.geometry().left()
    assert line.value.sizeHint().width() <= line.value.width()


@pytest.mark.usefixtures("dressed")
def test_a_figure_that_rests_on_estimates_keeps_its_unit_promise(qtbot, themes):
    line = shown(qtbot, FigureLine("emissions"))
    line.show_text(FigureText(caption="Emissions", value="~2,483 t CO₂e", note="operation only"), "")
    assert line.value.shown(line.value.contentsRect()) == line.value.text()


def test_enter_and_space_ask_for_the_explanation(qtbot, themes):
    tile = shown(qtbot, FigureTile("days"))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(tile.explain_requested) as asked:
            qtbot.keyClick(tile, key)
        assert asked.args == ["days"]


def test_a_line_without_room_ends_in_an_ellipsis_and_keeps_its_words(qtbot, themes):
    label = shown(qtbot, ElidedLabel("3,750 fleets · 3,747 feasible · 8 on the frontier"), width=90)
    narrow = label.grab().toImage()
    label.setText("3,750 fleets · 3,747 feasible · 9 on the frontier")
    assert label.grab().toImage() == narrow  # what differs is beyond the ellipsis
    assert label.text().endswith("9 on the frontier")
    assert (
        label.minimumSizeHint().width() <= 90
        or label.sizePolicy().horizontalPolicy() is label.sizePolicy().Policy.Ignored
    )


def test_a_tight_choice_is_as_wide_as_what_is_chosen(qtbot, themes):
    choice = TightCombo()
    qtbot.addWidget(choice)
    choice.addItems(["saving", "loss of throughput without one supplier"])
    short = choice.sizeHint().width()
    choice.setCurrentIndex(1)
    assert choice.sizeHint().width() > short + 100


def test_a_tight_choice_has_room_for_words_that_were_chosen_silently_promise(qtbot, themes):
    line, choice = QWidget(), TightCombo()
    choice.addItems(["cost", "loss of throughput without one supplier"])
    row = QHBoxLayout(line)
    row.addWidget(choice)
    row.addStretch(1)
    shown(qtbot, line, width=600)
    choice.blockSignals(True)
    choice.setCurrentIndex(1)
    choice.blockSignals(False)
    qtbot.waitUntil(lambda: choice.width() >= choice.sizeHint().width(), timeout=5_000)


def test_a_choice_without_room_shows_that_words_are_left_out(qtbot, themes):
    box = shown(qtbot, ElidedCombo(), width=110)
    box.addItems(["Megatron-Core 0.12 of June 2025", "Megatron-Core 0.12 of July 2025"])
    first = box.grab().toImage()
    box.setCurrentIndex(1)
    assert box.grab().toImage() == first


@pytest.mark.parametrize("width", [120, 150, 190, 270])
@pytest.mark.parametrize("kind", [FigureTile, FigureLine])
def test_a_note_takes_more_lines_rather_than_lose_a_digit_or_a_name(qtbot, themes, kind, width):
    tile = kind("worst_layer")
    tile.show_text(FigureText(caption="Worst layer", value="HBM supplier", note="100 % on Samsung Electronics"), "")
    column = QWidget()
    QVBoxLayout(column).addWidget(tile)
    shown(qtbot, column, width + 160)
    column.resize(width + 160, column.layout().totalHeightForWidth(width + 160))
    column.layout().activate()
    assert tile.note.height() >= tile.note.heightForWidth(tile.note.width())
    longest = max(tile.note.text().split(" "), key=tile.note.fontMetrics().horizontalAdvance)
    assert tile.note.fontMetrics().horizontalAdvance(longest) <= tile.note.width()
