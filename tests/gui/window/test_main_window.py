"""The journeys through the window, each by its signals."""

import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QSpinBox, QVBoxLayout, QWidget

from gui.background.planning_tasks import explore_task
from gui.commands.export_commands import titled
from gui.document.plan_files import read_plan, write_plan
from gui.look.theme import ThemeChoice
from gui.widgets.notice_bar import Notice, NoticeBar, Offer
from planner.cluster import Cluster
from planner.mixing.strategy import Division, MixingChoice, ShareCap
from planner.workload.recipe import MOST_TEAMS

sys.path.insert(0, str(Path(__file__).parents[1] / "background"))
import live_tasks

OWN_SHARES = MixingChoice(division=Division.BY_USER, token_shares={"Ascend-910B2@Site 1": 0.8, "H20-SXM@Site 5": 0.2})
CAPPED_AUTO = MixingChoice(caps=(ShareCap(share=0.65),))


def settled(qtbot, session, patience_ms):
    qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)


def explored(qtbot, session, patience_ms):
    with qtbot.waitSignal(session.live.explored, timeout=patience_ms):
        session.window.actions_table["explore"].trigger()


def answer(monkeypatch, path: Path | None):
    chosen = (str(path) if path else "", "")
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_args: chosen)


def press(notice: Notice, text: str):
    next(button for button in notice.buttons if button.text() == text).click()


def test_the_example_opens_planned(kept_session):
    panel = kept_session.window.result_panel
    assert panel.tiles["saving"].value.text().endswith("%")
    assert kept_session.window.cluster_panel.model.rowCount() == 5
    assert not kept_session.document.dirty
    assert "Ling-Plus" in kept_session.window.windowTitle()


@pytest.mark.usefixtures("kept_session")
def test_spinning_nodes_replans_and_undo_restores_the_identical_plan(qtbot, session, patience_ms):
    first, result = session.document.plan, session.live.result
    session.window.cluster_panel.edit_cell(0, "nodes")
    spin = session.window.cluster_panel.table.findChild(QSpinBox)
    with qtbot.waitSignal(session.live.planned, timeout=patience_ms):
        spin.stepBy(64)
        assert session.window.result_panel.tiles["saving"].value.property("stale")
    more, before = (one.pools[0].estimate.tokens_per_s for one in (session.live.result, result))
    assert more > before  # the run's own rate stays where the deadline decides the shares
    undo = session.window.actions_table["undo"]
    assert undo.text().startswith("&Undo Set Ascend 910B2 to")
    with qtbot.waitSignal(session.live.planned, timeout=patience_ms):
        undo.trigger()
    assert session.document.plan is first
    assert session.live.result == result
    assert not session.document.dirty


@pytest.mark.usefixtures("kept_session")
def test_an_accelerator_is_found_added_and_removed_by_keyboard(qtbot, session, patience_ms):
    window = session.window
    window.actions_table["find"].trigger()
    qtbot.keyClicks(window.catalogue_panel.search, "h200 sxm")
    before = session.document.plan
    with qtbot.waitSignal(session.live.planned, timeout=patience_ms):
        qtbot.keyClick(window.catalogue_panel.search, Qt.Key.Key_Return)
    group = session.document.plan.cluster.groups[-1]
    assert group.accelerator == "H200-SXM"
    assert group.accelerator in session.document.plan.catalogue.accelerators, "a plan carries the entries it uses"
    assert window.cluster_panel.selected_key() == group.key
    with qtbot.waitSignal(session.live.planned, timeout=patience_ms):
        window.actions_table["remove_group"].trigger()
    assert session.document.plan.cluster == before.cluster


def test_a_new_row_is_in_sight_and_takes_a_number_while_ctrl_enter_adds_one_after_another(qtbot, session):
    window = session.window
    window.activateWindow()
    cluster, catalogue = window.cluster_panel, window.catalogue_panel
    session.document.edit("Remove all", replace(session.document.plan, cluster=Cluster(groups=())))
    catalogue.table.setFocus()
    for _ in range(2):  # stays where the next one is
        qtbot.keyClick(catalogue.table, Qt.Key.Key_Down)
        window.actions_table["add_group"].trigger()
        assert catalogue.table.hasFocus()
    for count in (3, 4):  # goes on in the row, an empty plan's first one too
        catalogue.table.setFocus()
        qtbot.keyClick(catalogue.table, Qt.Key.Key_Return)
        groups = session.document.plan.cluster.groups
        assert (len(groups), cluster.selected_key()) == (count, groups[-1].key)
        assert cluster.table.hasFocus()
        assert cluster.table.viewport().rect().contains(cluster.table.visualRect(cluster.table.currentIndex()))
    qtbot.keyClick(cluster.table, Qt.Key.Key_7)
    box = QApplication.focusWidget()
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert session.document.plan.cluster.groups[-1].nodes == 7


def test_a_plan_is_saved_and_reopened_the_same(qtbot, session, tmp_path, monkeypatch, patience_ms):
    path = tmp_path / "kept.chipfolio"
    answer(monkeypatch, path)
    session.document.edit("Rename", replace(session.document.plan, name="Kept"))
    settled(qtbot, session, patience_ms)
    with qtbot.waitSignal(session.window.files.saved, timeout=patience_ms):
        session.window.actions_table["save"].trigger()
    assert not session.document.dirty
    assert not session.window.isWindowModified()
    plan, result = session.document.plan, session.live.result
    session.document.replace(plan, None)
    settled(qtbot, session, patience_ms)
    with qtbot.waitSignals([session.window.files.opened, session.live.planned], timeout=patience_ms):
        session.window.actions_table["open"].trigger()
    assert session.document.plan == plan
    assert session.live.result == result
    assert session.document.path == path
    assert session.window.windowTitle().startswith("kept.chipfolio")


def test_a_file_changed_by_someone_else_is_not_overwritten_without_asking(qtbot, session, tmp_path, patience_ms):
    path = tmp_path / "shared.chipfolio"
    files = session.window.files
    with qtbot.waitSignal(files.saved, timeout=patience_ms):
        files.save(path, None)
    theirs = replace(session.document.plan, name="theirs")
    write_plan(path, theirs, None, None)
    session.document.edit("Rename", replace(session.document.plan, name="mine"))
    with qtbot.waitSignal(files.changed_on_disk, timeout=patience_ms):
        session.window.actions_table["save"].trigger()
    assert read_plan(path).plan.name == "theirs"
    notice = session.window.notices.notice("file")
    with qtbot.waitSignal(files.saved, timeout=patience_ms):
        press(notice, "Overwrite it")
    assert read_plan(path).plan.name == "mine"
    assert session.window.notices.notice("file") is None


def test_a_file_that_is_no_plan_is_refused_in_words(qtbot, session, tmp_path, patience_ms):
    path = tmp_path / "note.chipfolio"
    path.write_text("not a plan", encoding="utf-8")
    before = session.document.plan
    with qtbot.waitSignal(session.window.files.failed, timeout=patience_ms):
        session.window.file_commands.open_path(path)
    assert "not a Chipfolio plan" in session.window.notices.notice("file").text
    assert session.document.plan is before


def test_exploring_shows_progress_and_the_frontier(qtbot, session, patience_ms):
    said = []
    session.live._explore_task = partial(explore_task)  # which no window has had explored before
    session.live.exploring_advanced.connect(lambda done, total: said.append((done, total)))
    explored(qtbot, session, patience_ms)
    assert len(session.live.exploration.frontier) >= 5
    assert said
    assert session.window.status.doing.text().startswith("Explored ")
    assert session.window.actions_table["adopt_knee"].isEnabled()


def test_cancelling_answers_within_a_tenth_of_a_second(qtbot, session, patience_ms):
    session.live._explore_task = live_tasks.explore_for_ever
    session.live.explore()
    with qtbot.waitSignal(session.live.exploring_advanced, timeout=patience_ms):
        pass
    with qtbot.waitSignal(session.live.exploring_changed, timeout=100):
        session.window.status.cancel.click()
    assert not session.window.status.progress.isVisible()
    assert session.window.actions_table["explore"].isEnabled()
    assert session.live.exploration is None


def test_a_candidate_is_compared_adopted_and_taken_back(qtbot, session, patience_ms):
    explored(qtbot, session, patience_ms)
    first = session.document.plan
    row = int(session.live.exploration.frontier[0])
    session.window.charts.candidate_compared.emit(row)
    notice = session.window.charts.notices.notice("compare")
    assert "saving" in notice.text
    assert session.window.charts.rect().contains(session.window.charts.notices.geometry())
    with qtbot.waitSignal(session.live.planned, timeout=patience_ms):
        press(notice, "Adopt")
    nodes = [group.nodes for group in session.document.plan.cluster.groups]
    assert nodes == session.live.exploration.fleets.nodes[row].tolist()
    assert session.live.exploration_is_current, "adopting a fleet leaves the exploration as it is"
    saving = float(session.live.exploration.fleets.saving[row])
    assert session.live.result.saving == pytest.approx(saving, rel=1e-6)
    shown = session.window.charts.current().state.exploration.today
    assert shown.nodes[0].tolist() == nodes, "today's plan moves on the chart"
    assert float(shown.saving[0]) == pytest.approx(saving, rel=1e-6)
    session.window.actions_table["undo"].trigger()
    assert session.document.plan is first


@pytest.mark.parametrize("chosen", [OWN_SHARES, CAPPED_AUTO], ids=["shares of my own", "auto with a cap"])
def test_an_adopted_fleet_has_the_figures_that_it_was_drawn_with_promise(qtbot, session, patience_ms, chosen):
    session.document.edit("Mix", replace(session.document.plan, mixing=chosen))
    explored(qtbot, session, patience_ms)
    found = session.live.exploration
    beside = next(row for row in range(len(found.fleets)) if row not in found.frontier and several(found, row))
    for row in (next(row for row in found.frontier if several(found, row)), beside):
        with qtbot.waitSignal(session.live.planned, timeout=patience_ms):
            session.window.charts.candidate_adopted.emit(int(row))
        result = session.live.result
        assert result.saving == pytest.approx(float(found.fleets.saving[row]), rel=1e-3)
        assert result.dependence.layers["supplier"].largest == pytest.approx(float(found.fleets.largest[row]), rel=1e-3)
        assert session.live.exploration_is_current, "adopting a fleet leaves the exploration as it is"
        session.window.actions_table["undo"].trigger()
        assert session.document.plan.mixing == chosen
        settled(qtbot, session, patience_ms)


def several(found, row) -> bool:
    return np.count_nonzero(found.fleets.nodes[row]) > 1


def test_the_keyboard_returns_to_the_chart_when_a_notice_below_it_is_answered_promise(qtbot, session, patience_ms):
    explored(qtbot, session, patience_ms)
    charts = session.window.charts
    session.window.activateWindow()
    charts.current().setFocus()
    charts.candidate_compared.emit(int(session.live.exploration.frontier[0]))
    adopt = next(button for button in charts.notices.notice("compare").buttons if button.text() == "Adopt")
    adopt.setFocus()
    with qtbot.waitSignal(session.live.planned, timeout=patience_ms):
        adopt.click()
    assert session.window.focusWidget() is charts.current()


def test_a_notice_that_came_before_anything_was_chosen_leaves_the_keyboard_to_the_window_promise(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    first, notices = QPushButton("New"), NoticeBar()
    rows = QVBoxLayout(window)
    rows.addWidget(first)
    rows.addWidget(notices)
    notice = notices.show_notice("recovered", "Unsaved changes.", Offer("Recover", lambda: None))
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    notice.buttons[0].setFocus()
    notice.buttons[0].click()
    assert window.focusWidget() is window or window.focusWidget() is None
    assert not first.hasFocus()


@pytest.mark.usefixtures("kept_session")
def test_choices_of_the_plan_are_undoable_edits(qtbot, session, patience_ms):
    commands = session.window.plan_commands
    first = session.document.plan
    commands.choose_site("US")
    commands.choose_currency("USD")
    commands.choose_measure("hhi")
    commands.choose_basis("spend")
    commands.choose_strategy("in-turn")
    plan = session.document.plan
    assert (plan.site.code, plan.currency, plan.measure.value) == ("US", "USD", "hhi")
    assert session.window.tools.site.text() == "Site: United States"
    assert session.window.tools.currency.text() == "USD"
    settled(qtbot, session, patience_ms)
    assert session.live.result.cost.total.currency == "USD"
    while session.document.undo_stack.canUndo():
        session.document.undo_stack.undo()
    assert session.document.plan is first


@pytest.mark.usefixtures("kept_session")
def test_another_baseline_can_be_chosen_and_none(qtbot, session, patience_ms):
    group = session.document.plan.cluster.groups[2]
    session.window.result_panel.baseline_chosen.emit(group.key)
    assert session.document.plan.baseline.accelerator == group.accelerator
    settled(qtbot, session, patience_ms)
    assert session.live.result.saving is not None
    session.window.plan_commands.choose_baseline("")
    settled(qtbot, session, patience_ms)
    assert session.live.result.saving is None


def test_a_notice_moves_nothing_at_once_and_covers_nothing_a_double_click_later(qtbot, kept_session):
    window, charts = kept_session.window, kept_session.window.charts
    before = window.workload_panel.mapTo(window, window.workload_panel.pos())
    notice = window.notices.show_notice("failure", "A sentence that is long enough for two lines. " * 8)
    qtbot.waitUntil(notice.isVisible)
    assert window.workload_panel.mapTo(window, window.workload_panel.pos()) == before
    assert window.centralWidget().rect().contains(window.notices.geometry())
    assert window.notices.height() >= notice.heightForWidth(notice.width())
    outer = window.centralWidget()
    qtbot.waitUntil(lambda: charts.mapTo(outer, charts.rect().bottomLeft()).y() < window.notices.y())
    compared = charts.notices.show_notice("compare", "Two fleets side by side.")
    tabs = charts.tabs
    assert tabs.geometry().intersects(charts.notices.geometry())
    qtbot.waitUntil(lambda: not tabs.geometry().intersects(charts.notices.geometry()))
    for one in (notice, compared):
        one.dismiss()
    assert not window.notices.isVisible()
    qtbot.waitUntil(lambda: tabs.geometry().bottom() > charts.height() - 10)


def test_a_plan_begun_while_another_one_is_explored_hears_nothing_of_its_fleets(qtbot, session, patience_ms):
    session.live._explore_task = live_tasks.explore_for_ever
    session.live.plan_again()
    session.live.planned.connect(lambda _result: session.live.explore(), Qt.ConnectionType.SingleShotConnection)
    session.live.explore_once_planned(session.document.plan)
    with qtbot.waitSignal(session.live.exploring_advanced, timeout=patience_ms):
        pass
    session.window.actions_table["new"].trigger()
    qtbot.waitUntil(lambda: not session.live.busy and session.runner.is_idle, timeout=patience_ms)
    assert (session.live.exploring, session.live.exploration) == (False, None)


def test_a_new_plan_says_what_to_do_first_and_plans_nothing(qtbot, session, patience_ms):
    session.window.actions_table["new"].trigger()
    settled(qtbot, session, patience_ms)
    assert session.document.plan.cluster.groups == ()
    assert session.window.cluster_panel.model.rowCount() == 0
    assert session.window.result_panel.tiles["saving"].value.text() == "–"
    assert not session.window.actions_table["explore"].isEnabled()
    assert (session.document.plan.site.code, session.document.plan.currency) == ("US", "USD")
    run = session.document.plan.training  # nobody's software yet, whatever the example runs
    assert (run.recipe, run.stack_release, run.overload, run.overload_peak) == (MOST_TEAMS, None, None, None)
    assert session.window.workload_panel.recipe.name.currentText() == "as most teams run it"


def test_unsaved_work_is_asked_for_before_another_plan_takes_its_place(qtbot, session):
    session.document.edit("Rename", replace(session.document.plan, name="mine"))
    session.window.actions_table["new"].trigger()
    (box,) = session.window.findChildren(QMessageBox)
    assert "mine" in box.text()
    box.button(QMessageBox.StandardButton.Cancel).click()
    assert session.document.plan.name == "mine"
    session.window.actions_table["new"].trigger()
    box = session.window.findChildren(QMessageBox)[-1]
    box.button(QMessageBox.StandardButton.Discard).click()
    assert session.document.plan.name == "New plan"


@pytest.mark.usefixtures("kept_session")
@pytest.mark.parametrize("leave", ["close", "begin", "menu"])
def test_what_is_typed_and_not_entered_is_no_less_taken_when_the_plan_is_left(session, leave):
    window, plan = session.window, session.document.plan
    tokens = window.workload_panel.tokens
    tokens.setFocus()
    tokens.setText("3 T")
    tokens.setModified(True)
    ways = {
        "close": window.close,
        "begin": partial(window.file_commands.begin, plan),
        "menu": window.actions_table["plan_again"].trigger,
    }
    ways[leave]()
    for asking in window.findChildren(QMessageBox):
        asking.reject()
    assert session.document.plan.training.tokens == 3e12
    assert window.isVisible()


def test_what_is_typed_in_an_open_form_stays_when_the_window_is_said_in_another_language(qtbot, session):
    window = session.window
    window.cluster_panel.limits.open_form()
    power = window.cluster_panel.limits.form.power
    power.setFocus()
    qtbot.keyClicks(power, "7")
    window.speak_again()
    assert session.document.plan.limits.power_w == 7e6
    assert window.cluster_panel.limits.form.power.value == 7.0


def test_closing_with_unsaved_work_asks_and_can_save(qtbot, session, tmp_path, monkeypatch, patience_ms):
    path = tmp_path / "late.chipfolio"
    answer(monkeypatch, path)
    session.document.edit("Rename", replace(session.document.plan, name="late"))
    session.window.close()
    assert session.window.isVisible()
    (box,) = session.window.findChildren(QMessageBox)
    with qtbot.waitSignal(session.window.files.saved, timeout=patience_ms):
        box.button(QMessageBox.StandardButton.Save).click()
    qtbot.waitUntil(lambda: not session.window.isVisible(), timeout=patience_ms)
    assert read_plan(path).plan.name == "late"


def test_a_dropped_plan_file_is_opened(qtbot, session, tmp_path, patience_ms):
    path = tmp_path / "dropped.chipfolio"
    write_plan(path, replace(session.document.plan, name="dropped"), None, None)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(session.window.files.opened, timeout=patience_ms):
        session.window.dropEvent(event)
    assert session.document.plan.name == "dropped"


@pytest.mark.usefixtures("kept_session")
def test_a_config_that_is_not_understood_is_refused_in_words(session, tmp_path):
    path = tmp_path / "config.json"
    path.write_text('{"model_type": "mamba"}', encoding="utf-8")
    before = session.document.plan
    session.window.shape_commands.import_path(path)
    assert "mamba" in session.window.notices.notice("import").text
    assert session.document.plan is before


def test_tables_and_launch_arguments_are_written(qtbot, session, tmp_path, monkeypatch, patience_ms):
    for name, action in (
        ("t.xlsx", "export_tables"),
        ("t.csv", "export_tables"),
        ("t.json", "export_tables"),
        ("t.pdf", "export_pdf"),
        ("t.sh", "export_launch"),
    ):  # fmt: skip - pairs
        answer(monkeypatch, tmp_path / name)
        with qtbot.waitSignal(session.window.exports.written, timeout=patience_ms):
            session.window.actions_table[action].trigger()
        assert (tmp_path / name).stat().st_size > 100


def test_paper_calls_a_plan_that_nobody_named_as_its_file(ling_plus):
    unnamed, path = replace(ling_plus, name="New plan"), Path("own.chipfolio")
    assert titled(unnamed, path).name == "own"
    assert titled(unnamed, None) is unnamed
    assert titled(ling_plus, path) is ling_plus


def test_a_folder_that_is_not_there_is_said_in_words(qtbot, session, tmp_path, monkeypatch, patience_ms):
    answer(monkeypatch, tmp_path / "nowhere" / "t.csv")
    with qtbot.waitSignal(session.window.exports.failed, timeout=patience_ms):
        session.window.actions_table["export_tables"].trigger()
    assert "cannot be written" in session.window.notices.notice("failure").text


@pytest.mark.usefixtures("kept_session")
def test_the_palette_finds_and_runs_an_action(qtbot, session):
    window = session.window
    window.activateWindow()
    window.actions_table["palette"].trigger()
    palette = window.palette_list
    palette.field.setText("chart as table")
    assert palette.list.item(0).text().startswith("Chart as table")  # before those that only speak of it
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isHidden()
    assert window.charts.current().shows_table


@pytest.mark.slow
def test_every_chart_opens_in_both_looks(qtbot, session, patience_ms):
    explored(qtbot, session, patience_ms)
    for choice in (ThemeChoice.DARK, ThemeChoice.LIGHT):
        session.window.services.themes.set_choice(choice)
        for key in session.window.charts.keys:
            session.window.charts.select(key)
            assert session.window.charts.current().key == key
            assert session.window.charts.current().state.result is session.live.result


def test_everything_that_takes_the_keyboard_has_a_name(kept_session):
    from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QWidget  # noqa: PLC0415 - used once

    for widget in kept_session.window.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            inner = isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_")
            named = widget.accessibleName() or getattr(widget, "text", lambda: "")()
            area = widget.parent()
            viewport = isinstance(area, QAbstractScrollArea) and area.viewport() is widget and area.accessibleName()
            assert named or inner or viewport, (widget, area)


@pytest.mark.usefixtures("kept_session")
def test_a_plan_is_renamed_and_a_blank_name_is_none(session):
    session.window.plan_commands.rename_to("  Board paper ")
    assert session.document.plan.name == "Board paper"
    session.window.plan_commands.rename_to("   ")
    assert session.document.plan.name == "Board paper"


@pytest.mark.usefixtures("kept_session")
def test_the_palette_finds_choices_too(session):
    session.window.actions_table["palette"].trigger()
    session.window.palette_list.field.setText("currency usd")
    session.window.palette_list._run_current()
    assert session.document.plan.currency == "USD"


@pytest.mark.usefixtures("kept_session")
def test_the_palette_finds_the_files_that_another_window_has_saved_since(session, tmp_path):
    path = tmp_path / "Elsewhere.chipfolio"
    path.touch()
    session.window.services.settings.add_recent_file(path)
    session.window.actions_table["palette"].trigger()
    session.window.palette_list.field.setText("elsewhere")
    assert "Elsewhere.chipfolio" in session.window.palette_list.list.item(0).text()


@pytest.mark.usefixtures("kept_session")
def test_a_chart_is_copied_and_saved_from_the_menu(qtbot, session, monkeypatch, tmp_path):
    window = session.window
    window.actions_table["copy_chart"].trigger()
    assert not QApplication.clipboard().image().isNull()
    window.charts.select("cost")
    window.actions_table["copy_chart_table"].trigger()
    assert QApplication.clipboard().text() == window.charts.current().table().to_csv(sep="\t", index=False)
    for ending in ("png", "svg", "csv"):
        answer(monkeypatch, tmp_path / f"chart.{ending}")
        window.actions_table["save_chart"].trigger()
        assert (tmp_path / f"chart.{ending}").stat().st_size > 0


def test_the_small_forms_open_by_their_actions(kept_session):
    window = kept_session.window
    window.show()
    panel = window.cluster_panel
    forms = {
        "limits": panel.limits,
        "inter_pool_link": panel.inter_pool_link,
        "purchase": panel.purchase,
        "terms": panel.terms,
    }
    forms |= {"mixing": panel.mixing, "trains": window.workload_panel.trains}
    for name, button in forms.items():
        window.actions_table[name].trigger()
        assert button.form.isVisible(), name
        button.form.hide()


def test_the_strategy_taken_stays_in_sight_in_another_look(qtbot, kept_session):
    window = kept_session.window
    before = window.cluster_panel.mixing.text()
    assert "(auto)" in before
    window.services.themes.set_choice(ThemeChoice.DARK)
    try:
        assert window.cluster_panel.mixing.text() == before
    finally:
        window.services.themes.set_choice(ThemeChoice.LIGHT)


@pytest.mark.usefixtures("kept_session")
def test_the_plans_name_follows_the_plan(session):
    window = session.window
    window.plan_commands.rename_to("Spring run")
    assert window.windowTitle().startswith("Spring run")
    assert window.layout_of_panels.name.text().startswith("Spring run")
    session.document.undo_stack.undo()
    assert not window.windowTitle().startswith("Spring run")


@pytest.mark.usefixtures("kept_session")
def test_a_baseline_is_chosen_from_the_menu(qtbot, session, patience_ms):
    entries = {words: action for words, action in session.window.choices.actions() if words.startswith("Baseline")}
    name = next(words for words in entries if "H20" in words)
    with qtbot.waitSignal(session.live.planned, timeout=patience_ms):
        entries[name].trigger()
    assert session.document.plan.baseline.accelerator == "H20-SXM"


def test_a_fault_of_the_program_is_reported_as_one(kept_session):
    window = kept_session.window
    kept_session.live.planning_failed.emit(TypeError("missing 3 arguments"))
    notice = window.notices.notice("planning")
    assert notice.text.startswith("Chipfolio met a fault of its own")
    assert [button.text() for button in notice.buttons] == ["Try again"]
    notice.dismiss()


def test_explore_by_keys_hands_the_keyboard_to_the_chart(qtbot, session, patience_ms):
    window = session.window
    window.show()
    window.activateWindow()
    window.tools.explore.setFocus()
    with qtbot.waitSignal(session.live.explored, timeout=patience_ms):
        qtbot.keyClick(window.tools.explore, Qt.Key.Key_Space)
    assert window.focusWidget() is window.charts.current()


@pytest.mark.usefixtures("kept_session")
def test_another_currency_is_given_its_rate_first_and_rates_say_how_old_they_are(session):
    from gui.panels.rates_window import RatesWindow  # noqa: PLC0415 - used once

    window, plan = session.window, session.document.plan
    menu = window.menus.currency
    other = menu.actions()[-1]
    assert {action.data() for action in menu.actions()} == {plan.rates.base, *plan.rates.base_per_unit, ""}
    other.trigger()
    (rates,) = window.findChildren(RatesWindow)
    assert session.document.plan is plan
    assert [action.data() for action in menu.actions() if action.isChecked()] == [plan.currency]
    assert plan.rates.date in window.tools.currency.toolTip()
    rates.new_code.setText("SGD")
    rates.new_rate.setText("5.4")
    rates.accept()
    assert "SGD" in {action.data() for action in menu.actions()}
    window.plan_commands.choose_currency("SGD")
    assert session.document.plan.currency == "SGD"
