"""A plan that was explored and saved is explored when it is opened again; nothing is explored for it anew."""

import sqlite3
from contextlib import closing

import pytest

from planner.exploration.explored_plan import ExploredPlan
from planner.planfile.store import load_plan, save_plan


@pytest.fixture
def path(tmp_path, ling_plus, frozen):
    """The example in a file, with its stored exploration."""
    found = tmp_path / "explored.chipfolio"
    explored = ExploredPlan(plan=ling_plus, exploration=frozen.exploration, explored_on="2026-11-29")
    save_plan(found, ling_plus, explored=explored)
    return found


@pytest.fixture
def reopened(qtbot, session, path, patience_ms):
    """The window on that file, and every start of an exploration since."""
    started = []
    session.live.exploring_changed.connect(started.append)
    with qtbot.waitSignal(session.live.settled, timeout=patience_ms):
        session.window.files.open(path)
    yield session
    assert started == []


def test_the_frontier_is_there_at_once_and_is_the_plans(reopened, frozen):
    live, chart = reopened.live, reopened.window.charts.current()
    assert live.exploration_is_current
    assert live.exploration.frontier.tolist() == frozen.exploration.frontier.tolist()
    assert not chart.state.stale
    assert chart.points.knee == frozen.exploration.frontier[frozen.exploration.knee]
    assert f"{len(frozen.exploration.frontier)} on the frontier" in chart.summary
    assert reopened.window.status.doing.text().endswith("; explored on 2026-11-29, kept in the file")
    assert "Explored on 2026-11-29" in chart.accessibleDescription()
    assert not reopened.document.dirty


def test_its_points_are_compared_taken_and_kept_with_the_next_save(qtbot, reopened, path, patience_ms):
    window, knee = reopened.window, reopened.window.charts.current().points.knee
    window.charts.current().compare(knee)
    assert window.charts.notices.notice("compare") is not None
    window.actions_table["adopt_knee"].trigger()
    assert reopened.live.exploration_is_current
    with qtbot.waitSignal(window.files.saved, timeout=patience_ms):
        window.file_commands.save()
    kept = load_plan(path).explored
    assert kept.explored_on == "2026-11-29"
    assert kept.exploration.frontier.tolist() == reopened.live.exploration.frontier.tolist()


def test_a_recovered_copy_is_explored_too_and_a_file_that_was_edited_since_is_not(qtbot, session, path, patience_ms):
    with qtbot.waitSignal(session.window.files.recovered, timeout=patience_ms):
        session.window.files.recover(path, None, None)
    assert session.live.exploration_is_current
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE accelerators SET body = json_set(body, '$.tdp_w', 501.0) WHERE key = 'H20-SXM'")
        connection.commit()
    with qtbot.waitSignal(session.window.files.opened, timeout=patience_ms):
        session.window.files.open(path)
    assert session.live.exploration is None
    assert "explore again" in session.window.notices.notice("about file").text
