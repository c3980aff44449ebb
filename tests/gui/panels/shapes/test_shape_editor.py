"""The editor of shapes: rows, sizes, figures that follow, sentences where something is wrong."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit

from gui.panels.shapes.shape_editor import ShapeEditor
from gui.widgets.mnemonics import mnemonic_of, parts_with_words
from planner.workload.presets import shape_preset


@pytest.fixture
def editor(qtbot, themes):
    made = ShapeEditor(shape_preset("deepseek-v3"), 4096, may_keep=True)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def ok(editor):
    return editor.buttons.button(QDialogButtonBox.StandardButton.Ok)


def form(editor, name):
    parts = editor.parts
    forms = {**parts.mixers, **parts.channel_mixers, "whole": parts.whole}
    if name in {**parts.mixers, **parts.channel_mixers}:
        editor.parts.list.setCurrentRow([one for one, _ in parts._all()].index(name))
    return forms[name].edits


def type_in(qtbot, edit, text):
    edit.line.selectAll()
    qtbot.keyClicks(edit.line, text)


def test_the_figures_of_a_shape_stand_beside_what_was_published(editor):
    figures = editor.figures
    assert figures.values["total"].text().startswith("671.0")
    assert "671" in figures.notes["total"].text()
    assert "arXiv 2412.19437" in figures.notes["total"].toolTip()
    assert figures.values["active"].text().startswith("37.55")
    assert figures.values["flop"].text().startswith("250")  # 250.45 GFLOP at sequence 4096
    assert figures.values["memory"].text().startswith("12.3")  # 684 B with MTP, 18 bytes each


def test_every_part_of_a_shape_has_letters_of_its_own_words(editor):
    for number in range(editor.parts.list.count()):
        editor.parts.list.setCurrentRow(number)
        texts = [part.text() for part in parts_with_words(editor)]
        letters = [mnemonic_of(text) for text in texts]
        assert all(letters), texts
        assert len(set(letters)) == len(letters), texts


def test_figures_follow_while_a_size_is_typed(editor, qtbot):
    edit = form(editor, "moe")["experts"]
    type_in(qtbot, edit, "512")
    # 58 layers with 256 more experts of 3 x 7168 x 2048, and as many more columns of the router
    more = 58 * 256 * (3 * 7168 * 2048 + 7168)
    shown = editor.figures.values["total"].text().replace(",", "")
    assert shown.startswith(f"{(671.025e9 + more) / 1e9:.0f}")
    assert ok(editor).isEnabled()


def test_what_is_wrong_is_said_at_the_field_and_cannot_be_applied(editor, qtbot):
    edit = form(editor, "moe")["top_k"]
    type_in(qtbot, edit, "many")
    assert "whole number" in edit.problem.text()
    assert edit.editor.property("invalid")
    assert not ok(editor).isEnabled()
    assert editor.figures.values["total"].text() == "–"
    type_in(qtbot, edit, "")
    qtbot.keyClick(edit.line, Qt.Key.Key_Delete)
    assert "is empty" in edit.problem.text()
    type_in(qtbot, edit, "0")
    assert "top_k is 0" in edit.problem.text()
    type_in(qtbot, edit, "8")
    assert not edit.problem.text()
    assert ok(editor).isEnabled()


def test_sizes_that_contradict_each_other_are_said_below_them(editor, qtbot):
    edits = form(editor, "moe")
    type_in(qtbot, edits["top_k"], "300")
    assert "top_k 300 of 256" in editor.parts.channel_mixers["moe"].problem.text()
    assert "top_k 300" in editor.problem.text()
    assert not ok(editor).isEnabled()


@pytest.mark.parametrize("text", ["0", "x", "", "99999"])
def test_a_row_needs_a_number_of_layers(editor, qtbot, text):
    line = editor.rows.rows[0].count
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)
    assert "Row 1" in editor.rows.problem.text()
    assert not ok(editor).isEnabled()


def test_a_row_is_added_below_changed_and_removed_by_its_buttons(editor, qtbot):
    qtbot.mouseClick(editor.rows.rows[1].insert, Qt.MouseButton.LeftButton)
    assert len(editor.rows.rows) == 3
    assert editor.entered().layers == 62
    row = editor.rows.rows[2]
    row.channels.setCurrentIndex(row.channels.findData("dense"))
    row.channels.activated.emit(row.channels.currentIndex())
    assert editor.entered().dense_layers == 4
    qtbot.mouseClick(editor.rows.rows[0].remove, Qt.MouseButton.LeftButton)
    assert editor.entered().layers == 59


def test_joined_rows_repeat_together(editor, qtbot):
    rows = editor.rows
    rows.rows[0].repeat.selectAll()
    qtbot.keyClicks(rows.rows[0].repeat, "2")
    qtbot.mouseClick(rows.rows[1].joined, Qt.MouseButton.LeftButton)
    assert not rows.rows[1].repeat.isEnabled()
    assert editor.entered().layers == 2 * (3 + 58)
    qtbot.mouseClick(rows.rows[1].joined, Qt.MouseButton.LeftButton)
    assert editor.entered().layers == 2 * 3 + 58


def test_a_mixer_of_another_kind_is_added_and_chosen_in_a_row(editor, qtbot):
    name = editor.parts.add_part("gdn")
    assert not ok(editor).isEnabled()
    assert "is empty" in editor.problem.text()
    for size, value in {"k_heads": "16", "k_dim": "128", "v_heads": "32", "v_dim": "128", "conv": "4"}.items():
        type_in(qtbot, form(editor, name)[size], value)
    assert ok(editor).isEnabled()
    row = editor.rows.rows[1]
    row.mixer.setCurrentIndex(row.mixer.findData(name))
    row.mixer.activated.emit(row.mixer.currentIndex())
    assert editor.entered().kinds()
    assert {block.mixer for block in editor.entered().kinds()} == {"attention", "gdn"}


def test_a_mixer_that_rows_name_cannot_go_without_a_sentence(editor):
    form(editor, "moe")
    editor.parts.remove_part()
    assert not editor.rows.used() & {"moe"}
    assert "moe" not in editor.parts.channel_mixers


def test_prediction_comes_and_goes_with_its_number_of_modules(editor, qtbot):
    sizes = editor.parts.prediction.sizes.edits
    type_in(qtbot, sizes["modules"], "0")
    assert editor.entered().mtp is None
    assert not editor.parts.prediction.rows.isEnabled()
    type_in(qtbot, sizes["modules"], "2")
    assert editor.entered().mtp.modules == 2


def test_every_shipped_shape_can_be_started_from(editor):
    assert editor.begin.count() > 57
    for key in ("nemotron-3-ultra", "kimi-k3", "longcat-flash", "deepseek-v4-flash", "ling-plus"):
        editor.begin.setCurrentIndex(editor.begin.findData(key))
        editor.begin.activated.emit(editor.begin.currentIndex())
        assert ok(editor).isEnabled(), editor.problem.text()
        made = editor.entered()
        assert (made.blocks, made.mtp) == (shape_preset(key).blocks, shape_preset(key).mtp)


def test_an_untouched_shape_comes_back_as_it_was(editor, qtbot):
    with qtbot.waitSignal(editor.saved) as saved:
        ok(editor).click()
    assert saved.args == [shape_preset("deepseek-v3"), False]


def test_a_changed_shape_does_not_keep_the_shipped_name(editor, qtbot):
    type_in(qtbot, form(editor, "whole")["vocab"], "64,000")
    editor.keep.setChecked(True)
    with qtbot.waitSignal(editor.saved) as saved:
        ok(editor).click()
    shape, keep = saved.args
    assert (shape.name, shape.key, shape.vocab, keep) == (
        "DeepSeek-V3 (edited)",
        "own:deepseek-v3-edited",
        64_000,
        True,
    )


def test_a_name_is_asked_for(editor, qtbot):
    editor.name.selectAll()
    qtbot.keyClick(editor.name, Qt.Key.Key_Delete)
    assert "no name" in editor.problem.text()
    assert not ok(editor).isEnabled()


def test_the_editor_fits_a_small_screen(editor):
    assert editor.minimumSizeHint().width() <= 1240
    assert editor.minimumSizeHint().height() <= 640
    assert editor.width() <= 1240
    assert editor.height() <= 660


def test_every_field_can_be_reached_by_the_tab_key_and_has_a_name(editor, qtbot):
    editor.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is editor)
    editor.name.setFocus()
    seen = []
    for _ in range(80):
        QApplication.focusWidget().focusNextPrevChild(True)
        seen.append(QApplication.focusWidget())
        if seen[-1] is editor.name:
            break
    assert editor.name in seen
    for part in (editor.begin, editor.rows.rows[1].repeat, editor.parts.list, editor.keep, ok(editor)):
        assert part in seen
    whole = editor.parts.whole.edits["vocab"].editor
    assert whole in seen
    for part in seen:
        assert part.accessibleName() or (not isinstance(part, QLineEdit) and part.text()), part
