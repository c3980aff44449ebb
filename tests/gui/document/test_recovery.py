"""What is typed is on disk two seconds later, and a copy goes only once its work is safe elsewhere."""

import errno
import os
import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from gui.background.planning_job import JobRunner
from gui.document.copies import copies_left_behind, lock_of
from gui.document.plan_document import PlanDocument
from gui.document.plan_files import PlanFiles, read_plan, write_plan
from gui.document.recovery import Recovery
from planner.errors import PlanFileError
from planner.planfile.store import save_plan

posix = pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX systems")


def save(path, plan):
    save_plan(path, plan, private=True)


@pytest.fixture
def document(qtbot, ling_plus):
    made = PlanDocument(ling_plus)
    yield made
    made.close()


@pytest.fixture
def runner(qtbot, lent_pool):
    made = JobRunner(lent_pool)
    yield made
    made.close()


@pytest.fixture
def recovery(document, runner, tmp_path):
    made = Recovery(document, runner, tmp_path / "recovery", save)
    yield made
    runner.close()
    made.close()


def rename(document, name="unsaved"):
    document.edit("Rename", replace(document.plan, name=name))


def written(qtbot, recovery, runner, patience_ms):
    recovery.write_now()
    settled(qtbot, runner, patience_ms)


def settled(qtbot, runner, patience_ms):
    qtbot.waitUntil(lambda: runner.is_idle, timeout=patience_ms)


def left(recovery, read=None):
    """Return the copies as the next start finds them, when this window's process is gone."""
    recovery._lock.unlock()
    try:
        return copies_left_behind(recovery.path.parent, read)
    finally:
        recovery._lock.tryLock(0)


def test_a_window_that_ends_without_closing_leaves_its_work(qtbot, document, runner, recovery, patience_ms):
    rename(document)
    written(qtbot, recovery, runner, patience_ms)
    assert copies_left_behind(recovery.path.parent) == [], "the copy of a living window is not offered"
    (copy,) = left(recovery)
    assert copy.name == "unsaved"
    assert read_plan(copy.path).plan == document.plan


def test_edits_that_never_pause_do_not_put_the_copy_off(document, recovery, monkeypatch):
    rename(document, "first")
    assert recovery._timer.isActive()
    assert recovery._timer.interval() <= 1_000, "beside the writing a second is left of the two"
    monkeypatch.setattr(recovery._timer, "start", lambda *_after: pytest.fail("the wait began anew"))
    for number in range(50):
        rename(document, str(number))


def test_what_is_typed_while_a_copy_is_written_is_in_the_next(qtbot, document, runner, recovery, patience_ms):
    rename(document, "one")
    recovery.write_now()
    rename(document, "two")
    settled(qtbot, runner, patience_ms)
    assert recovery._timer.isActive()
    written(qtbot, recovery, runner, patience_ms)
    assert [copy.name for copy in left(recovery)] == ["two"]
    assert read_plan(left(recovery)[0].path).plan.name == "two"


def test_saving_and_closing_remove_the_copy(qtbot, document, runner, tmp_path, patience_ms):
    recovery = Recovery(document, runner, tmp_path, save)
    rename(document)
    written(qtbot, recovery, runner, patience_ms)
    assert recovery.path.is_file()
    document.undo_stack.undo()
    settled(qtbot, runner, patience_ms)
    assert not recovery.path.exists()
    runner.close()
    recovery.close()
    assert list(tmp_path.iterdir()) == []


def test_saving_while_a_copy_is_written_leaves_none(qtbot, document, runner, recovery, patience_ms):
    rename(document)
    recovery.write_now()
    document.undo_stack.undo()
    settled(qtbot, runner, patience_ms)
    assert left(recovery) == []


def test_a_clean_document_has_no_copy(document, runner, recovery):
    recovery.write_now()
    assert runner.is_idle


def test_the_last_edit_before_a_signal_is_kept_though_a_copy_is_being_written(document, runner, recovery):
    rename(document, "one")
    recovery.write_now()
    rename(document, "two")
    recovery.write_last()
    runner.close()
    recovery.close(keep=True)
    (copy,) = copies_left_behind(recovery.path.parent, read_plan)
    assert read_plan(copy.path).plan.name == "two"


@posix
def test_copies_are_for_their_owners_eyes(qtbot, document, runner, recovery, patience_ms):
    rename(document)
    written(qtbot, recovery, runner, patience_ms)
    folder = recovery.path.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {path.suffix for path in files} == {".chipfolio", ".json", ".lock"}


def test_a_folder_that_others_could_read_is_closed(document, runner, tmp_path):
    tmp_path.chmod(0o755)
    recovery = Recovery(document, runner, tmp_path, save)
    assert os.name == "nt" or stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    runner.close()
    recovery.close()


def test_a_recovered_plan_keeps_its_file_and_is_not_saved_over_another_ones_work(  # noqa: PLR0917 - fixtures
    qtbot, document, runner, recovery, ling_plus, tmp_path, patience_ms
):
    path = tmp_path / "plan.chipfolio"
    document.replace(ling_plus, path, write_plan(path, ling_plus, None, None))
    rename(document)
    written(qtbot, recovery, runner, patience_ms)
    (copy,) = left(recovery)
    assert (copy.original, copy.known) == (path, document.fingerprint)
    write_plan(path, replace(ling_plus, name="another's"), None, None)
    again = PlanDocument(ling_plus)
    files = PlanFiles(again, runner)
    with qtbot.waitSignal(files.recovered, timeout=patience_ms):
        files.recover(copy.path, copy.original, copy.known)
    assert (again.plan.name, again.path, again.dirty) == ("unsaved", path, True)
    with qtbot.waitSignal(files.changed_on_disk, timeout=patience_ms):
        files.save(path, None)
    with qtbot.waitSignal(files.recovered, timeout=patience_ms):
        files.recover(copy.path, copy.original, None)
    with qtbot.waitSignal(files.changed_on_disk, timeout=patience_ms):
        files.save(path, None)
    again.close()


def test_a_recovered_copy_stays_until_its_plan_is_copied_anew(  # noqa: PLR0917 - fixtures
    qtbot, document, runner, recovery, tmp_path, ling_plus, patience_ms, monkeypatch
):
    other = tmp_path / "recovery" / "0123-a.chipfolio"
    save_plan(other, replace(ling_plus, name="left behind"))
    (copy,) = copies_left_behind(other.parent)
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    monkeypatch.setattr(recovery, "_save", lambda *_: (_ for _ in ()).throw(full))
    document.replace(read_plan(copy.path).plan, None, unsaved=True)
    with qtbot.waitSignal(recovery.unprotected, timeout=patience_ms):
        recovery.take_over(copy)
    assert other.is_file()
    assert copies_left_behind(other.parent) == [], "no other window offers what is recovered here"
    monkeypatch.setattr(recovery, "_save", save)
    written(qtbot, recovery, runner, patience_ms)
    settled(qtbot, runner, patience_ms)
    assert not other.exists()
    assert [one.name for one in left(recovery, read_plan)] == ["left behind"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "no space left on device"),
        (PlanFileError("The plan cannot be saved because it is odd; correct that."), "the plan cannot be saved"),
    ],
)
def test_a_copy_that_cannot_be_written_is_said_at_once_and_tried_again(  # noqa: PLR0917 - fixtures
    qtbot, document, runner, recovery, patience_ms, monkeypatch, fault, words
):
    monkeypatch.setattr(recovery, "_save", lambda *_: (_ for _ in ()).throw(fault))
    rename(document)
    with qtbot.waitSignal(recovery.unprotected, timeout=patience_ms) as said:
        recovery.write_now()
    assert said.args[0].startswith(words)
    assert recovery._timer.isActive()
    monkeypatch.setattr(recovery, "_save", save)
    with qtbot.waitSignal(recovery.unprotected, timeout=patience_ms) as said:
        recovery.write_now()
    assert said.args == [""]


def test_a_disk_that_does_not_answer_is_said(qtbot, document, recovery, patience_ms, monkeypatch):
    monkeypatch.setattr(recovery._slow, "interval", lambda: 0)
    recovery._slow.setInterval(0)
    held = []
    monkeypatch.setattr(recovery, "_write", lambda _path: held.append(Silent()) or held[0])
    rename(document)
    with qtbot.waitSignal(recovery.unprotected, timeout=patience_ms) as said:
        recovery.write_now()
    assert said.args == ["the disk does not answer"]
    recovery._writing = None


class Silent:
    """A job that never answers."""

    class _Signal:
        def connect(self, _slot):
            pass

    succeeded = failed = _Signal()


def test_a_folder_that_cannot_be_made_is_a_problem_from_the_start(document, runner, tmp_path):
    in_the_way = tmp_path / "recovery"
    in_the_way.write_text("a file")
    recovery = Recovery(document, runner, in_the_way, save)
    assert recovery.problem
    runner.close()
    recovery.close()
    assert in_the_way.read_text() == "a file"


def test_every_copy_is_found_the_newest_first_and_damaged_ones_are_reported(tmp_path, ling_plus):
    for age, stem in enumerate(("33", "22", "11")):
        path = tmp_path / f"{stem}-a.chipfolio"
        save_plan(path, replace(ling_plus, name=stem))
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "22-a.chipfolio").write_bytes(b"SQLite format 3\0" + bytes(100))
    os.utime(tmp_path / "22-a.chipfolio", (999_999, 999_999))
    (tmp_path / "44-a.chipfolio").symlink_to(tmp_path / "nowhere")
    (tmp_path / "55-a.chipfolio").mkdir()
    (tmp_path / "11-a.json").write_text('{"name": 7, "original": ["x"], "known": "no"}')
    found = copies_left_behind(tmp_path, read_plan)
    assert [(copy.path.stem, copy.damaged) for copy in found] == [("33-a", False), ("22-a", True), ("11-a", False)]
    assert (found[2].name, found[2].original, found[2].known) == ("7", None, None)


def test_of_two_slots_the_newest_whole_one_is_offered(tmp_path, ling_plus):
    for age, slot in enumerate("ab"):
        path = tmp_path / f"11-{slot}.chipfolio"
        save_plan(path, replace(ling_plus, name=slot))
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    assert [copy.path.stem for copy in copies_left_behind(tmp_path, read_plan)] == ["11-a"]
    (tmp_path / "11-a.chipfolio").write_bytes(b"torn")
    assert [(copy.path.stem, copy.damaged) for copy in copies_left_behind(tmp_path, read_plan)] == [("11-b", False)]


def test_drafts_and_locks_and_notes_of_ended_windows_are_cleared_away(document, runner, tmp_path):
    draft = tmp_path / ".chipfolio-x.draft"
    draft.write_text("half")
    os.utime(draft, (1_000_000, 1_000_000))
    (tmp_path / "77-a.json").write_text("{}")
    (tmp_path / "88.lock").write_text("999999999\nchipfolio\n\n\n")
    (tmp_path / "user.txt").write_text("kept")
    recovery = Recovery(document, runner, tmp_path, save)
    left_over = {path.name for path in tmp_path.iterdir()} - {Path(recovery._lock.fileName()).name}
    assert left_over == {"user.txt"}
    runner.close()
    recovery.close()


def test_a_lock_is_reported_by_its_window_whichever_slot_is_asked(tmp_path):
    names = {lock_of(tmp_path / f"11-{slot}.chipfolio").fileName() for slot in "ab"}
    assert names == {str(tmp_path / "11.lock")}
