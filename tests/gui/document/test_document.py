from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gui.document import plan_document
from gui.document.plan_document import PlanDocument
from planner.examples import example_plan
from planner.planfile.fingerprint import Fingerprint

MARK = Fingerprint(mtime_ns=1, size_bytes=2, sha256="3")


@pytest.fixture
def document(qapp, ling_plus):
    made = PlanDocument(ling_plus)
    yield made
    made.close()


def renamed(plan, name):
    return replace(plan, name=name)


def test_undo_gives_back_the_identical_plan(document, ling_plus):
    document.edit("Rename", renamed(ling_plus, "other"))
    assert document.plan.name == "other"
    assert document.undo_stack.undoText() == "Rename"
    document.undo_stack.undo()
    assert document.plan is ling_plus
    document.undo_stack.redo()
    assert document.plan.name == "other"


def test_an_edit_that_changes_nothing_is_no_step(document, ling_plus):
    document.edit("Nothing", replace(ling_plus))
    assert document.undo_stack.count() == 0
    assert not document.dirty


def test_steps_of_one_drag_are_one_step(document, ling_plus):
    for number in range(5):
        document.edit("Drag", renamed(ling_plus, str(number)), ("name", 1))
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.plan is ling_plus


def test_steps_of_one_drag_are_named_after_the_whole(document, ling_plus):
    for number in (1, 16, 160):
        document.edit(f"Set to {number} nodes", renamed(ling_plus, str(number)), "nodes")
    assert document.undo_words == "Set to 160 nodes"
    assert document.undo_stack.undoText() == "Set to 160 nodes"


def test_a_drag_that_ends_where_it_began_leaves_no_step(document, ling_plus):
    document.edit("Drag", renamed(ling_plus, "away"), "name")
    document.edit("Drag", ling_plus, "name")
    assert document.undo_stack.count() == 0
    assert not document.dirty


def test_steps_of_two_drags_stay_two(document, ling_plus, monkeypatch):
    clock = iter([10.0, 30.0])
    monkeypatch.setattr(plan_document.time, "monotonic", lambda: next(clock))
    document.edit("Drag", renamed(ling_plus, "a"), "name")
    document.edit("Drag", renamed(ling_plus, "b"), "name")
    assert document.undo_stack.count() == 2


def test_different_keys_never_merge(document, ling_plus):
    document.edit("Drag", renamed(ling_plus, "a"), ("nodes", "x"))
    document.edit("Drag", renamed(ling_plus, "b"), ("nodes", "y"))
    assert document.undo_stack.count() == 2


def test_saving_makes_clean_and_undoing_past_it_makes_dirty(document, ling_plus, qtbot):
    document.edit("Rename", renamed(ling_plus, "a"))
    with qtbot.waitSignal(document.dirty_changed) as blocker:
        document.mark_saved(document.plan, Path("a.chipfolio"), MARK)
    assert blocker.args == [False]
    document.undo_stack.undo()
    assert document.dirty


def test_edits_made_while_saving_stay_unsaved(document, ling_plus):
    document.edit("Rename", renamed(ling_plus, "a"))
    saved = document.plan
    document.edit("Rename", renamed(ling_plus, "b"))
    document.mark_saved(saved, Path("a.chipfolio"), MARK)
    assert document.dirty
    assert document.path == Path("a.chipfolio")


def test_another_plan_begins_without_history(document, ling_plus):
    document.edit("Rename", renamed(ling_plus, "a"))
    document.replace(renamed(ling_plus, "next"), None)
    assert not document.dirty
    assert not document.undo_stack.canUndo()
    assert document.plan.name == "next"


def test_a_recovered_plan_is_dirty_until_it_is_saved(document, ling_plus):
    document.replace(ling_plus, None, unsaved=True)
    assert document.dirty
    document.mark_saved(document.plan, Path("a.chipfolio"), MARK)
    assert not document.dirty


@given(steps=st.lists(st.tuples(st.sampled_from(["edit", "merge", "undo", "redo"]), st.integers(0, 5)), max_size=30))
def test_undoing_everything_gives_the_first_plan_back(qapp, steps):
    first = example_plan("ling-plus")
    made = PlanDocument(first)
    for kind, number in steps:
        if kind == "undo":
            made.undo_stack.undo()
        elif kind == "redo":
            made.undo_stack.redo()
        else:
            made.edit(kind, renamed(first, str(number)), "key" if kind == "merge" else None)
    while made.undo_stack.canUndo():
        made.undo_stack.undo()
    assert made.plan == first
    made.close()
