"""Limits set in the window bind what is explored: deadlines and marks at the site; every fleet left out is counted."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog

from planner.cluster import Cluster
from planner.examples import example_plan
from planner.exploration.settled_fleets import RULED_OUT
from planner.plan import AvailabilityKind, Plan

ROUNDING = 1.0 + 1e-9  # shares at their best end on the deadline itself


@pytest.fixture(scope="session")
def ling_plus() -> Plan:
    """Two accelerators of the example: explored three times a test, each time in a moment."""
    plan = example_plan("ling-plus")
    groups = [group for group in plan.cluster.groups if group.accelerator in {"Ascend-910B2", "H20-SXM"}]
    return replace(plan, cluster=Cluster(groups=tuple(groups)))


@pytest.fixture
def explored(session, qtbot, patience_ms):
    """Explore by the action; every fleet of the grid is then found feasible or counted under one reason."""

    def run():
        qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)
        with qtbot.waitSignal(session.live.explored, timeout=patience_ms):
            session.window.actions_table["explore"].trigger()
        found = session.live.exploration
        assert found.candidates == found.feasible + sum(found.blocked.values())
        return found

    return run


@pytest.fixture
def act(session):
    def trigger(name):
        session.window._enable()
        session.window.actions_table[name].trigger()

    return trigger


def enter(qtbot, edit, text):
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_the_one_deadline_binds_wherever_it_is_entered(session, qtbot, explored):
    plan = session.document.plan
    before = explored()
    days = float(np.median(before.fleets.days))
    limits = session.window.cluster_panel.limits
    limits.open_form()
    enter(qtbot, limits.form.days, f"{days:.0f}")
    assert session.document.plan.deadline_days == pytest.approx(round(days))
    assert session.window.workload_panel.deadline.value == limits.form.days.value
    limited = explored()
    assert limited.fleets.days.max() <= round(days) * ROUNDING
    late = ("Past the deadline", "No division of its tokens keeps the caps in time", RULED_OUT)  # or beaten even if not
    assert sum(limited.blocked.get(why, 0) for why in late) > before.blocked.get("Past the deadline", 0)
    soon = np.count_nonzero(before.fleets.days[: before.feasible] <= round(days))
    assert soon <= limited.feasible < before.feasible  # other shares let some end in time that would be late
    sooner = round(float(np.quantile(before.fleets.days, 0.25)))
    enter(qtbot, session.window.workload_panel.deadline, f"{sooner}")
    assert limits.form.days.value == sooner
    assert explored().fleets.days.max() <= sooner * ROUNDING
    assert sooner < round(days)
    session.document.undo_stack.setIndex(0)
    assert session.document.plan == plan


def test_a_mark_at_the_site_keeps_an_accelerator_out_or_limits_its_devices(session, qtbot, explored, act):
    window = session.window
    before = explored()
    number = before.accelerators.index("H20-SXM")
    group = next(group for group in session.document.plan.cluster.groups if group.accelerator == "H20-SXM")
    counts = np.arange(group.explore_min_nodes, group.explore_max_nodes + 1, group.explore_step_nodes)
    devices = np.repeat(8 * counts, before.candidates // len(counts))  # of every fleet of the grid
    assert set(8 * before.fleets.nodes[:, number]) <= set(devices)
    window.catalogue_panel.select("H20-SXM")
    most = int(np.median(devices[devices > 0]))
    act("mark_limited")
    (asking,) = window.findChildren(QInputDialog)
    asking.setIntValue(most)
    asking.accept()
    assert session.document.plan.site_marks["H20-SXM"].kind is AvailabilityKind.LIMITED
    limited = explored()
    assert limited.fleets.nodes[:, number].max() * 8 <= most
    reason = f"is marked as limited to {most:,} devices at the site"
    assert sum(count for words, count in limited.blocked.items() if reason in words) == np.count_nonzero(devices > most)
    act("mark_barred")
    barred = explored()
    assert not barred.fleets.nodes[:, number].any()
    left_out = [count for words, count in barred.blocked.items() if "is marked as not available at the site" in words]
    assert left_out == [np.count_nonzero(devices)]
    session.document.undo_stack.setIndex(0)
