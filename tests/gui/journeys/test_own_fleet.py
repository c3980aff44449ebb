"""Journey 7: a fleet of one's own, beside what could be rented: from an empty plan to an adopted mix, a file and a PDF.

Own 512 H100; rent up to 1,024 MI300X and 1,024 Ascend 910C; DeepSeek-V3, 10 T tokens, FP8, outside China.
"""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QSpinBox

from gui.document.plan_files import read_plan
from gui.panels.cluster.cluster_columns import column_number
from planner.cluster import Tenure
from planner.workload.training_run import TrainingPrecision

CONFIG = Path(__file__).resolve().parents[2] / "planner" / "workload" / "importers" / "configs" / "deepseek-v3.json"
FP8 = list(TrainingPrecision).index(TrainingPrecision.FP8)
OWNED, MI300X, ASCEND = 0, 1, 2
#           nodes, range to explore, terms as typed (None: the default offer stays)
FLEET = (
    ("H100", 64, "64-64", "owned"),
    ("MI300X", 128, "0-128 by 64", None),
    ("910C", 128, "0-128 by 64", "rent 1.50 USD"),
)


def is_as_asked(session):
    plan = session.document.plan
    assert (plan.site.code, plan.training.shape.layers, plan.training.tokens) == ("FI", 61, 1e13)
    assert (plan.training.precision, plan.deadline_days) == (TrainingPrecision.FP8, 90.0)
    assert [group.nodes for group in plan.cluster.groups] == [64, 128, 128]
    owned = plan.cluster.groups[OWNED]
    assert owned.tenure is Tenure.OWNED
    assert owned.terms.upkeep_per_hour.amount == 0.5
    assert (owned.explore_min_nodes, owned.explore_max_nodes) == (64, 64)


def is_too_late_and_says_so(session):
    """No fleet of these ends in 90 days: every one is counted under that reason, a click away."""
    found, chart = session.live.exploration, session.window.charts.current()
    assert found.feasible == 0
    assert "deadline" in chart.reasons.form.reasons.text()
    assert chart.reasons.isVisible()


def another_mix(session):
    """The first fleet of the frontier, from the left, that has other nodes than the plan."""
    found, nodes = session.live.exploration, [group.nodes for group in session.document.plan.cluster.groups]
    return next(int(row) for row in found.frontier[::-1] if found.fleets.nodes[row].tolist() != nodes)


def mix_is_adopted_with_the_owned_devices(session, row):
    plan, found = session.document.plan, session.live.exploration
    assert [group.nodes for group in plan.cluster.groups] == found.fleets.nodes[row].tolist()
    assert plan.cluster.groups[OWNED].nodes == 64
    assert plan.cluster.groups[OWNED].tenure is Tenure.OWNED
    assert session.live.exploration_is_current
    shown = session.window.charts.current()
    assert shown._marks.plan()[1] == pytest.approx(session.live.result.cost.unit_cost.amount)


def is_handed_out(session, folder):
    kept = read_plan(folder / "own.chipfolio").plan
    assert kept == session.document.plan
    assert not session.document.dirty
    assert (folder / "own.pdf").read_bytes().startswith(b"%PDF")


def every_step_is_taken_back(session, undo):
    while session.document.undo_stack.canUndo():
        undo()
    assert session.document.plan.cluster.groups == ()


def settled(wait, session):
    wait.until(lambda: not session.live.busy and not session.live.stale)


def test_an_own_fleet_by_keyboard(wait, opened, keyboard, answer, tmp_path):
    window = opened.window
    cluster, workload = window.cluster_panel, window.workload_panel
    keyboard.press("Ctrl+N")
    assert opened.document.plan.cluster.groups == ()
    keyboard.palette("site finland")
    answer(CONFIG)
    keyboard.press("Ctrl+I")
    for line, text in ((workload.tokens, "10 T"), (workload.deadline, "90")):
        keyboard.press("Alt+4")
        keyboard.go_to(line, most=15)
        keyboard.write_over(text)
        keyboard.press("Return")
    keyboard.press("Alt+4")
    keyboard.go_to(workload.precision, most=15)
    keyboard.pick(workload.precision, FP8)
    for number, row in enumerate(FLEET):
        _add_by_keyboard(keyboard, cluster, *row, upkeep="0.5" if number == OWNED else None)
        assert len(opened.document.plan.cluster.groups) == number + 1
    is_as_asked(opened)
    settled(wait, opened)
    with wait.signal(opened.live.explored):
        keyboard.press("Ctrl+R")
    is_too_late_and_says_so(opened)
    keyboard.press("Alt+4")
    keyboard.go_to(workload.deadline, most=15)
    keyboard.write_over("300")
    keyboard.press("Return")
    settled(wait, opened)
    with wait.signal(opened.live.explored):
        keyboard.press("Ctrl+R")
    chart = window.charts.current()
    keyboard.press("Alt+3")
    keyboard.go_to(chart, most=8)
    row = another_mix(opened)
    while chart.pointed != row:
        keyboard.press("Right")
    with wait.signal(opened.live.planned):
        keyboard.press("Return")
    mix_is_adopted_with_the_owned_devices(opened, row)
    answer(tmp_path / "own.chipfolio")
    with wait.signal(window.files.saved):
        keyboard.press("Ctrl+S")
    answer(tmp_path / "own.pdf")
    with wait.signal(window.exports.written):
        keyboard.press("Ctrl+E")
    is_handed_out(opened, tmp_path)
    every_step_is_taken_back(opened, lambda: keyboard.press("Ctrl+Z"))


def _add_by_keyboard(keyboard, cluster, search, nodes, explore, terms, *, upkeep):  # noqa: PLR0917 - one row
    """Find an accelerator, add it, and type over the cells of its row."""
    keyboard.press("Ctrl+F")
    keyboard.write_over(search)
    keyboard.press("Return")
    _type_cell(keyboard, cluster, "nodes", str(nodes))
    _type_cell(keyboard, cluster, "explore", explore)
    if terms is None:
        return
    _go_to_cell(keyboard, cluster, "terms")
    keyboard.press("F2")
    keyboard.write_over(terms)
    keyboard.press("Return")
    if upkeep is not None:
        keyboard.go_to(cluster.terms.form.upkeep, most=12)
        keyboard.write_over(upkeep)
        keyboard.press("Return")
    keyboard.press("Escape")


def _go_to_cell(keyboard, cluster, column):
    keyboard.press("Alt+2", "Ctrl+End")
    for _ in range(cluster.model.columnCount()):
        if cluster.table.currentIndex().column() != column_number(column):
            keyboard.press("Left")


def _type_cell(keyboard, cluster, column, text):
    _go_to_cell(keyboard, cluster, column)
    keyboard.press("F2")
    keyboard.write_over(text)
    keyboard.press("Return")


@pytest.mark.slow
def test_an_own_fleet_by_mouse(wait, opened, mouse, answer, tmp_path):
    window = opened.window
    workload = window.workload_panel
    mouse.menu("File", "New plan")
    mouse.menu_of(window.tools.site, "Finland")
    answer(CONFIG)
    mouse.menu("File", "Import config.json")
    _paste(mouse, workload.tokens, "10 T")
    _paste(mouse, workload.deadline, "90")
    mouse.pick(workload.precision, FP8)
    for number, row in enumerate(FLEET):
        _add_by_mouse(mouse, window, *row, upkeep="0.5" if number == OWNED else None)
        assert len(opened.document.plan.cluster.groups) == number + 1
    is_as_asked(opened)
    settled(wait, opened)
    with wait.signal(opened.live.explored):
        mouse.press_button(window.tools.explore)
    is_too_late_and_says_so(opened)
    chart = window.charts.current()
    mouse.click(chart.reasons)
    assert chart.reasons.form.isVisible()
    mouse.close_menus()
    _paste(mouse, workload.deadline, "300")
    mouse.click(workload.tokens)
    settled(wait, opened)
    with wait.signal(opened.live.explored):
        mouse.press_button(window.tools.explore)
    row, plot = another_mix(opened), chart._plot
    with wait.signal(opened.live.planned):
        mouse.double_click(plot.viewport(), plot.mapFromScene(chart.scene_position(row)))
    mix_is_adopted_with_the_owned_devices(opened, row)
    answer(tmp_path / "own.chipfolio")
    with wait.signal(window.files.saved):
        mouse.menu("File", "Save")
    answer(tmp_path / "own.pdf")
    with wait.signal(window.exports.written):
        mouse.menu("File", "Export PDF")
    is_handed_out(opened, tmp_path)
    every_step_is_taken_back(opened, lambda: mouse.menu("Edit", "Undo"))


def _paste(mouse, line, text):
    mouse.copy(text)
    mouse.paste_over(line)


def _add_by_mouse(mouse, window, search, nodes, explore, terms, *, upkeep):  # noqa: PLR0917 - one row
    """Find an accelerator, double-click it, and paste over the cells of its row."""
    catalogue, cluster = window.catalogue_panel, window.cluster_panel
    _paste(mouse, catalogue.search, search)
    mouse.double_click(*mouse.cell(catalogue.table, 0, 0))
    row = cluster.model.rowCount() - 1
    mouse.double_click(*mouse.cell(cluster.table, row, column_number("nodes")))
    box = next(one for one in cluster.table.viewport().findChildren(QSpinBox) if one.isVisible())
    mouse.wheel(box, nodes - box.value())
    mouse.click(*mouse.cell(cluster.table, row, 0))
    mouse.double_click(*mouse.cell(cluster.table, row, column_number("explore")))
    line = next(one for one in cluster.table.viewport().findChildren(QLineEdit) if one.isVisible())
    _paste(mouse, line, explore)
    mouse.click(*mouse.cell(cluster.table, row, 0))
    if terms is None:
        return
    mouse.double_click(*mouse.cell(cluster.table, row, column_number("terms")))
    _paste(mouse, cluster.terms.form.price, terms)
    mouse.click(cluster.terms.form.from_day)
    if upkeep is not None:
        _paste(mouse, cluster.terms.form.upkeep, upkeep)
        mouse.click(cluster.terms.form.from_day)
    mouse.close_menus()
