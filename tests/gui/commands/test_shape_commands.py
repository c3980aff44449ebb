"""Shapes in the window: imported, put together, kept, exported; each change is one step back."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from gui.commands.shape_commands import ShapeCommands, read_shape
from gui.document.plan_document import PlanDocument
from gui.panels.shapes.shape_editor import ShapeEditor
from gui.panels.workload.workload import WorkloadPanel
from gui.widgets.notice_bar import NoticeBar
from planner.workload.own_shapes import read_own_shapes
from planner.workload.presets import shape_preset
from planner.workload.shape_files import shape_to_toml, shapes_from_toml

CONFIGS = Path(__file__).resolve().parents[2] / "planner" / "workload" / "importers" / "configs"


@pytest.fixture
def desk(qtbot, ling_plus, themes, tmp_path):
    """The commands on a document of their own, with a file for the user's own shapes."""
    window = QWidget()
    qtbot.addWidget(window)
    document, panel, notices, said = PlanDocument(ling_plus), WorkloadPanel(window), NoticeBar(window), []
    document.plan_changed.connect(panel.show_plan)
    panel.show_plan(ling_plus)
    own = tmp_path / "own" / "shapes.toml"
    commands = ShapeCommands(window, document, panel, own_path=own, notices=notices, say=said.append)
    window.show()
    yield commands, document, panel, notices, own, said
    document.close()


def opened_editor(desk):
    desk[0].edit()
    return desk[0].parent().findChild(ShapeEditor)


def apply(editor, qtbot):
    window = editor.parent()
    editor.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    qtbot.waitUntil(lambda: not window.findChildren(ShapeEditor))


def test_an_imported_config_says_what_was_understood_and_is_one_step_back(desk, ling_plus):
    commands, document, _, notices, *_ = desk
    commands.import_path(CONFIGS / "qwen3-30b-a3b.json")
    assert document.plan.training.shape == shape_preset("qwen3-30b-a3b")
    words = notices.notice("import").text
    assert "parameters counted" in words
    assert "The layers are those of Qwen3-30B-A3B" in words
    document.undo_stack.undo()
    assert document.plan == ling_plus


def test_fields_without_weight_are_named(tmp_path):
    config = json.loads((CONFIGS / "qwen3-30b-a3b.json").read_text(encoding="utf-8"))
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config | {"sliding_window": 4096, "use_sliding_window": False}), encoding="utf-8")
    _, words = read_shape(path)
    assert "Without weight" in words
    assert "sliding_window" in words


def test_a_shape_is_imported_from_toml_and_the_first_of_several_is_taken(desk, tmp_path):
    commands, document, _, notices, *_ = desk
    path = tmp_path / "shapes.toml"
    own = replace(shape_preset("qwen3-next-80b-a3b"), key="own:ours", name="Ours", vocab=64_000)
    path.write_text(shape_to_toml(own) + "\n" + shape_to_toml(shape_preset("llama-3-8b")), encoding="utf-8")
    commands.import_path(path)
    assert document.plan.training.shape == own
    assert "first of 2" in notices.notice("import").text


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("config.json", b'{"model_type": "mamba"}', "mamba"),
        ("shapes.toml", b"[a]\nname = 3\n", "blocks"),
        ("shapes.toml", b"\xff\xfe", "no text"),
        ("missing.json", None, "cannot be read"),
    ],
)
def test_what_is_no_shape_is_refused_in_a_sentence(  # noqa: PLR0917 - parameters
    desk, ling_plus, tmp_path, name, content, word
):
    commands, document, _, notices, *_ = desk
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    commands.import_path(path)
    assert word in notices.notice("import").text
    assert document.plan is ling_plus


def test_an_edited_shape_is_one_step_back(desk, qtbot, ling_plus):
    _, document, panel, *_ = desk
    editor = opened_editor(desk)
    line = editor.rows.rows[0].count
    line.selectAll()
    qtbot.keyClicks(line, "44")
    apply(editor, qtbot)
    shape = document.plan.training.shape
    assert (shape.layers, shape.name) == (44, "Ling-Plus (edited)")
    assert panel.shape.currentText().startswith("Ling-Plus (edited)")
    document.undo_stack.undo()
    assert document.plan == ling_plus


def test_an_editor_that_is_cancelled_or_changes_nothing_leaves_no_step(desk, qtbot):
    _, document, *_ = desk
    apply(opened_editor(desk), qtbot)
    editor = opened_editor(desk)
    qtbot.keyClicks(editor.rows.rows[0].count, "1")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not desk[0].parent().findChildren(ShapeEditor))
    assert document.undo_stack.count() == 0


def test_a_shape_is_kept_for_other_plans_where_that_is_asked_for(desk, qtbot):
    _, _, panel, _, own, said = desk
    editor = opened_editor(desk)
    editor.name.selectAll()
    qtbot.keyClicks(editor.name, "Ours")
    editor.keep.setChecked(True)
    apply(editor, qtbot)
    (kept,) = read_own_shapes(own)
    assert (kept.key, kept.name) == ("own:ours", "Ours")
    assert str(own) in said[-1]
    assert panel.shape.currentData() == "own:ours"
    editor = opened_editor(desk)
    assert editor.begin.findData("own:ours") > 0
    editor.close()


def test_a_file_is_brought_into_the_editor_without_touching_the_plan(desk, qtbot, monkeypatch, ling_plus):
    _, document, *_ = desk
    path = str(CONFIGS / "qwen3-30b-a3b.json")
    monkeypatch.setattr("gui.commands.shape_commands.QFileDialog.getOpenFileName", lambda *_arguments: (path, ""))
    editor = opened_editor(desk)
    qtbot.mouseClick(editor.bring, Qt.MouseButton.LeftButton)
    assert editor.entered().layers == 48
    assert "parameters counted" in editor.notice.text()
    assert document.plan is ling_plus
    apply(editor, qtbot)
    assert document.plan.training.shape == shape_preset("qwen3-30b-a3b")


def test_an_edited_shape_is_exported_and_read_back_the_same(desk, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "ours"
    monkeypatch.setattr("gui.commands.shape_commands.QFileDialog.getSaveFileName", lambda *_arguments: (str(path), ""))
    editor = opened_editor(desk)
    editor.name.selectAll()
    qtbot.keyClicks(editor.name, "Ours")
    qtbot.mouseClick(editor.export, Qt.MouseButton.LeftButton)
    (read,) = shapes_from_toml(path.with_suffix(".toml").read_text(encoding="utf-8"))
    assert read == editor.entered()
    editor.close()


def test_a_shape_is_exported_as_config_json_where_a_model_type_says_it(desk, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "config.json"
    monkeypatch.setattr("gui.commands.shape_commands.QFileDialog.getSaveFileName", lambda *_arguments: (str(path), ""))
    editor = opened_editor(desk)
    qtbot.mouseClick(editor.export, Qt.MouseButton.LeftButton)
    assert read_shape(path)[0] == shape_preset("ling-plus")
    path.unlink()
    editor.show_shape(shape_preset("nemotron-3-nano"))
    qtbot.mouseClick(editor.export, Qt.MouseButton.LeftButton)
    assert "export it as TOML" in editor.notice.text()
    assert not path.exists()
    editor.close()


def test_a_broken_file_of_own_shapes_is_said_and_left_alone(desk, qtbot):
    _, document, _, notices, own, _ = desk
    own.parent.mkdir()
    own.write_text("no toml", encoding="utf-8")
    editor = opened_editor(desk)
    editor.name.setText("Ours")
    editor.name.textEdited.emit("Ours")
    editor.keep.setChecked(True)
    apply(editor, qtbot)
    assert document.plan.training.shape.name == "Ours"
    assert "cannot be read as your shapes" in notices.notice("import").text
    assert own.read_text(encoding="utf-8") == "no toml"
