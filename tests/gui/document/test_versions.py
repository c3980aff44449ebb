"""Versions in the window: kept, changed, added from a file, taken away."""

from gui.document import edits
from planner.planfile.store import save_plan


def test_a_plan_is_kept_changed_and_compared_and_a_file_added(session, qtbot, patience_ms, tmp_path):
    window = session.window
    window.charts.select("compare")
    window.charts.version_wanted.emit("keep", "")
    (first,) = window.versions.kept
    group = session.document.plan.cluster.groups[0]
    session.document.edit("nodes", edits.change_group(session.document.plan, group.key, nodes=group.nodes * 7 // 8))
    qtbot.waitUntil(lambda: not session.live.busy, timeout=patience_ms)
    frame = window.charts.current().table().set_index("figure")
    assert frame.loc["cost"].iloc[0] > frame.loc["cost"].iloc[1]  # fewer of the cheap accelerator at the same deadline
    path = tmp_path / "other.chipfolio"
    save_plan(path, first.plan)
    with qtbot.waitSignal(window.versions.changed, timeout=patience_ms):
        window.versions.add_file(path)
    assert [version.name for version in window.versions.kept] == [first.name, "other"]
    assert window.versions.kept[1].result.tokens_per_s == first.result.tokens_per_s
    window.charts.version_wanted.emit("remove", first.name)
    assert [version.name for version in window.versions.kept] == ["other"]


def test_a_file_that_is_no_plan_is_said_in_words(session, qtbot, patience_ms, tmp_path):
    path = tmp_path / "other.chipfolio"
    path.write_bytes(b"no plan")
    with qtbot.waitSignal(session.window.versions.failed, timeout=patience_ms):
        session.window.versions.add_file(path)
    assert not session.window.versions.kept
    assert session.window.notices.notice("failure") is not None
