"""The user's own runs in the window: imported, said what came of it, removed, undone."""

from dataclasses import replace

from planner.causes import MeasuredFarFromModel
from planner.english import remark
from planner.resource_files import resource_path


def imported(session, qtbot, path, patience_ms):
    session.window.measured_runs.import_path(path)
    qtbot.waitUntil(lambda: session.window.notices.notice("measured runs") is not None, timeout=patience_ms)
    return session.window.notices.notice("measured runs").text


def test_a_table_is_imported_says_how_the_band_moved_and_is_taken_out_again(session, qtbot, patience_ms):
    plan = session.document.plan
    path = resource_path("calibration", "held_out_runs.csv")
    words = imported(session, qtbot, path, patience_ms)
    assert "imported" in words
    assert "The band of the cost per trillion tokens was" in words
    assert len(session.document.plan.measured_runs) > 100
    session.window._enable()
    session.window.actions_table["remove_runs"].trigger()
    assert session.document.plan == plan
    session.document.undo_stack.undo()
    session.document.undo_stack.undo()
    assert session.document.plan == plan
    qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)


def test_a_table_without_a_usable_run_is_refused_in_words_and_changes_nothing(session, qtbot, patience_ms, tmp_path):
    plan = session.document.plan
    path = tmp_path / "own.csv"
    path.write_text("a,b\n1,2\n")
    assert "column" in imported(session, qtbot, path, patience_ms)
    assert session.document.plan is plan


def test_the_template_has_the_columns_that_are_read(session, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "template.csv"
    monkeypatch.setattr("gui.commands.measured_runs.QFileDialog.getSaveFileName", lambda *_arguments: (str(path), ""))
    session.window.actions_table["runs_template"].trigger()
    assert path.read_text().startswith("id,")


def test_a_run_far_from_the_model_is_asked_about_once_and_left_out_where_that_is_said(session, qtbot, patience_ms):
    window, before = session.window, session.document.plan
    name = before.measured_runs[0].name
    result = replace(session.live.result, remarks=(remark(MeasuredFarFromModel(runs=((name, 300.0, 0.25),))),))

    def question():
        window.measured_runs._ask_about(result)
        return window.notices.notice("measured runs far from the model")

    assert "0.25 times what the model says; is the rate of one device" in question().text
    question().buttons[0].click()  # they are right
    assert question() is None
    window.measured_runs._ask_about(replace(result, remarks=()))
    question().buttons[1].click()  # leave them out
    assert session.document.plan.measured_runs == ()
    session.document.undo_stack.undo()
    assert session.document.plan == before
