import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolTip

from gui.panels.workload.workload import WorkloadPanel
from planner.workload.presets import shape_preset
from planner.workload.recipe import RecipeName
from planner.workload.training_run import TrainingPrecision


@pytest.fixture
def panel(qtbot, ling_plus, themes):
    made = WorkloadPanel()
    qtbot.addWidget(made)
    made.show_plan(ling_plus)
    made.show()
    return made


def type_in(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("field", "text", "attribute", "value"),
    [
        ("tokens", "12 T", "tokens", 12e12),
        ("sequence", "8192", "seq_len", 8192),
        ("batch", "4480", "global_batch", 4480),
        ("deadline", "90 days", "deadline_days", 90),
        ("deadline", "90 day", "deadline_days", 90),
    ],
)
def test_a_typed_figure_asks_for_an_edit(panel, qtbot, field, text, attribute, value):  # noqa: PLR0917 - parameters
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        type_in(qtbot, getattr(panel, field), text)
    assert getattr(blocker.args[0].plan.training, attribute) == value
    assert blocker.args[0].text


def test_an_emptied_deadline_is_none(panel, qtbot):
    type_in(qtbot, panel.deadline, "90")
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        panel.deadline.setFocus()
        panel.deadline.selectAll()
        qtbot.keyClick(panel.deadline, Qt.Key.Key_Delete)
        qtbot.keyClick(panel.deadline, Qt.Key.Key_Return)
    assert blocker.args[0].plan.training.deadline_days is None


@pytest.mark.parametrize("word", ["none", " None "])
def test_the_word_that_an_empty_field_shows_may_be_typed_promise(panel, qtbot, word):
    type_in(qtbot, panel.deadline, "90")
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        type_in(qtbot, panel.deadline, word)
    assert blocker.args[0].plan.training.deadline_days is None
    assert panel.deadline.placeholderText() == "none"


@pytest.mark.parametrize("text", ["lots", "-4", "0", "1e99", "5 million", "9 %", "12 weeks"])
def test_what_is_not_understood_is_marked_and_taken_back(panel, qtbot, text):
    before = panel.tokens.text()
    panel.tokens.setFocus()
    panel.tokens.selectAll()
    qtbot.keyClicks(panel.tokens, text)
    assert panel.tokens.property("invalid")
    with qtbot.assertNotEmitted(panel.edit_requested):
        qtbot.keyClick(panel.tokens, Qt.Key.Key_Return)
    assert panel.tokens.text() == before
    assert not panel.tokens.property("invalid")


@pytest.mark.parametrize(
    ("text", "why"),
    [("plenty", "not understood"), ("12345678T", "out of range"), ("0", "out of range"), ("1e308 T", "not understood")],
)
def test_what_is_not_taken_is_said_in_a_sentence(panel, qtbot, text, why):
    panel.tokens.selectAll()
    qtbot.keyClicks(panel.tokens, text)
    qtbot.keyClick(panel.tokens, Qt.Key.Key_Return)
    assert f"“{text}” is {why} here. Tokens of the whole run: 9 T, 9e12." in QToolTip.text()
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_escape_brings_the_value_back(panel, qtbot):
    before = panel.batch.text()
    panel.batch.setFocus()
    qtbot.keyClicks(panel.batch, "77")
    qtbot.keyClick(panel.batch, Qt.Key.Key_Escape)
    assert panel.batch.text() == before


def test_arrow_keys_step(panel, qtbot, ling_plus):
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        panel.sequence.setFocus()
        qtbot.keyClick(panel.sequence, Qt.Key.Key_Up)
    assert blocker.args[0].plan.training.seq_len == 2 * ling_plus.training.seq_len


def test_a_chosen_shape_and_format_ask_for_edits(panel, qtbot):
    number = panel.shape.findData("deepseek-v3")
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        panel.shape.activated.emit(number)
    assert blocker.args[0].plan.training.shape.key == "deepseek-v3"
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        panel.precision.activated.emit(panel.precision.findData(TrainingPrecision.FP8))
    assert blocker.args[0].plan.training.precision is TrainingPrecision.FP8


def test_the_recipe_of_the_plan_is_shown_and_its_edits_are_passed_on(panel, qtbot, ling_plus):
    assert panel.recipe.name.currentData() == ling_plus.training.recipe.name
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        panel.recipe.name.activated.emit(panel.recipe.name.findData(RecipeName.SUPPLIER))
    assert blocker.args[0].plan.training.recipe.name is RecipeName.SUPPLIER


def test_the_users_own_shapes_stand_below_the_shipped_ones(panel, qtbot, ling_plus):
    own = replace(shape_preset("deepseek-v3"), key="own:ours", name="Ours", vocab=64_000)
    panel.show_own((own,))
    assert panel.shape.itemText(panel.shape.count() - 1).startswith("Ours")
    assert panel.shape.currentData() == ling_plus.training.shape.key
    with qtbot.waitSignal(panel.edit_requested) as blocker:
        panel.shape.activated.emit(panel.shape.findData("own:ours"))
    assert blocker.args[0].plan.training.shape == own
    panel.show_plan(blocker.args[0].plan)
    assert panel.shape.currentData() == "own:ours"
    panel.show_plan(replace(ling_plus, workload=replace(ling_plus.training, shape=replace(own, vocab=32_000))))
    assert panel.shape.currentText().startswith("Ours")
    assert panel.shape.currentIndex() == panel.shape.count() - 1


def test_the_pencil_asks_for_the_editor(panel, qtbot):
    with qtbot.waitSignal(panel.shape_edit_requested):
        qtbot.mouseClick(panel.edit_shape, Qt.MouseButton.LeftButton)
