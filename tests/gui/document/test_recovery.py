from dataclasses import replace

import pytest

from gui.background.planning_job import JobRunner
from gui.document.plan_document import PlanDocument
from gui.document.plan_files import read_plan, write_plan
from gui.document.recovery import Recovery, copies_left_behind, remove_copy


def save(path, plan):
    write_plan(path, plan, None, None)


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


def dirty(document):
    document.edit("Rename", replace(document.plan, name="unsaved"))


def test_a_window_that_ends_without_closing_leaves_its_work(qtbot, document, runner, tmp_path, patience_ms):
    recovery = Recovery(document, runner, tmp_path, save)
    dirty(document)
    with qtbot.waitSignal(runner.idle, timeout=patience_ms):
        recovery.write_now()
    assert copies_left_behind(tmp_path) == [], "the copy of a living window is not offered"
    recovery._lock.unlock()  # as when its process is gone
    (copy,) = copies_left_behind(tmp_path)
    assert copy.name == "unsaved"
    assert read_plan(copy.path).plan == document.plan
    remove_copy(copy.path)
    assert copies_left_behind(tmp_path) == []
    recovery.close()


def test_saving_and_closing_remove_the_copy(qtbot, document, runner, tmp_path, patience_ms):
    recovery = Recovery(document, runner, tmp_path, save)
    dirty(document)
    with qtbot.waitSignal(runner.idle, timeout=patience_ms):
        recovery.write_now()
    assert recovery.path.is_file()
    document.undo_stack.undo()
    assert not recovery.path.exists()
    recovery.close()
    assert list(tmp_path.iterdir()) == []


def test_a_clean_document_has_no_copy(document, runner, tmp_path):
    recovery = Recovery(document, runner, tmp_path, save)
    recovery.write_now()
    assert runner.is_idle
    recovery.close()
