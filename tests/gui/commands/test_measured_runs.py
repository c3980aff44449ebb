"""The user's own runs in the window: imported, said what came of it, removed, undone."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QDialogButtonBox

from gui.panels.own_data.own_run_form import OwnRunForm
from gui.panels.own_data.runs_preview import ComparedRun, RunsPreview
from planner.causes import MeasuredFarFromModel
from planner.english import remark
from planner.published_runs.own_runs import NEEDED


def imported(session, qtbot, path, patience_ms):
    session.window.measured_runs.import_path(path)
    qtbot.waitUntil(lambda: session.window.notices.notice("measured runs") is not None, timeout=patience_ms)
    return session.window.notices.notice("measured runs").text


def preview_of(session, qtbot, patience_ms):
    found = session.window.findChildren
    qtbot.waitUntil(lambda: len(found(RunsPreview)) == 1, timeout=patience_ms)
    return found(RunsPreview)[0]


def ok_of(dialogue):
    return dialogue.buttons.button(QDialogButtonBox.StandardButton.Ok)


def table(path, *rates):
    """Write a table of runs of DeepSeek-V3 on 640 MI300X that reached these rates."""
    rows = [NEEDED | {"id": f"run {number}", "tokens_per_s_per_acc": str(rate)} for number, rate in enumerate(rates)]
    path.write_text("".join(",".join(row) + "\n" for row in (NEEDED, *(row.values() for row in rows))))
    return path


def test_a_table_is_compared_first_then_imported_says_how_the_band_moved_and_is_taken_out_again(
    session, qtbot, patience_ms, tmp_path
):
    plan = session.document.plan
    session.window.measured_runs.import_path(table(tmp_path / "own.csv", 1050, 1060))
    preview = preview_of(session, qtbot, patience_ms)
    assert session.document.plan is plan
    row = [preview.model.index(0, column).data() for column in range(6)]
    assert float(row[5]) == pytest.approx(float(row[3].replace(",", "")) / float(row[4].replace(",", "")), abs=0.01)
    assert len(preview.chosen()) == 2
    ok_of(preview).click()
    qtbot.waitUntil(lambda: session.window.notices.notice("measured runs") is not None, timeout=patience_ms)
    words = session.window.notices.notice("measured runs").text
    assert "2 of 2 runs of own.csv imported" in words
    assert "The band of the cost per trillion tokens was" in words
    assert len(session.document.plan.measured_runs) == len(plan.measured_runs) + 2
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


@pytest.mark.usefixtures("session")
def test_a_run_far_from_the_model_is_asked_about_once_and_left_out_where_that_is_said(session, qtbot, patience_ms):
    window, before = session.window, session.document.plan
    name = before.measured_runs[0].name
    result = replace(session.live.result, remarks=(remark(MeasuredFarFromModel(runs=((name, 300.0, 0.25),))),))

    def question():
        window.measured_runs._ask_about(result)
        return window.notices.notice("measured runs far from the model")

    assert "0.25 times what the model says; is the rate of one device" in question().text
    question().buttons[1].click()  # leave them out
    assert session.document.plan.measured_runs == ()
    session.document.undo_stack.undo()
    assert session.document.plan == before
    window.measured_runs._ask_about(replace(result, remarks=()))
    question().buttons[0].click()  # they are right: that is said once
    window.measured_runs._ask_about(replace(result, remarks=()))
    assert question() is None


def test_runs_far_from_the_model_are_asked_about_before_they_are_taken(kept_session, qtbot):
    run = kept_session.document.plan.measured_runs[0]
    rate = run.tokens_per_s_per_device
    compared = [
        ComparedRun(run=replace(run, name=name), accelerator="H100 SXM5", predicted=predicted, problem=problem)
        for name, predicted, problem in (("near", rate / 1.2, ""), ("far", rate / 2.1, ""), ("none", None, "no memory"))
    ]
    preview = RunsPreview(compared, [("short", "no rate is given")], "own.csv", kept_session.window)
    preview.show()
    assert preview.question.isVisible()
    assert "2 of 4" in preview.words.text()
    assert preview.model.index(0, 1).data() == "H100 SXM5"  # by its name, not by its key
    assert [one.name for one in preview.chosen()] == ["near"]
    preview.leave_out.click()
    with qtbot.waitSignal(preview.taken) as taken:
        ok_of(preview).click()
    assert [one.name for one in taken.args[0]] == ["near", "far"]
    preview.deleteLater()


def test_another_plan_closes_the_form_of_the_plan_before(session):
    session.window.actions_table["enter_run"].trigger()
    form = session.window.findChildren(OwnRunForm)[-1]
    session.document.replace(replace(session.document.plan, name="another"), None)
    assert not form.isVisible()
    session.document.undo_stack.setClean()
