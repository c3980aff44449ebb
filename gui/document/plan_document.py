"""The document: one immutable plan, its undo stack, its file and its dirty mark."""

import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from gui.document.edit import Edit
from gui.look.words import again
from planner.plan import Plan

if TYPE_CHECKING:
    from planner.planfile.fingerprint import Fingerprint

SUFFIX: Final = ".chipfolio"
MERGE_WITHIN_S: Final = 1.0  # steps of one drag or one burst of spins follow each other faster than this
_UNMERGED: Final = -1


class EditPlan(QUndoCommand):
    """Swap one immutable plan for the next; undo swaps it back. Steps of one drag merge.

    Steps merge where they carry the same ``merge_key`` and follow each other within a second; a drag that ends
    where it began leaves no step.
    """

    def __init__(
        self, text: str, before: Plan, after: Plan, *, apply: Callable[[Plan], None], merge_key: Hashable = None
    ) -> None:
        super().__init__(text)
        self.words = text  # Qt keeps the bare text; these can be said again in another language
        self.before = before
        self.after = after
        self.merge_key = merge_key
        self.made_s = time.monotonic()
        self._apply = apply

    def redo(self) -> None:
        """Show the plan after the edit."""
        self._apply(self.after)

    def undo(self) -> None:
        """Show the plan before the edit."""
        self._apply(self.before)

    def id(self) -> int:
        """Return a number that steps of one drag share; -1 never merges."""
        return _UNMERGED if self.merge_key is None else hash(self.merge_key) & 0x7FFFFFFF

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        """Take a later step of the same drag into this one."""
        if not isinstance(other, EditPlan) or other.merge_key != self.merge_key:
            return False
        if other.made_s - self.made_s > MERGE_WITHIN_S:
            return False
        self.after = other.after
        self.words = other.words  # the whole edit is named, not its first keystroke
        self.setText(other.words)
        self.made_s = other.made_s
        self.setObsolete(self.after == self.before)
        return True


class PlanDocument(QObject):
    """The plan being edited. Reading and writing files is not done here: see ``plan_files.py``.

    ``replaced`` comes before the other signals where another plan takes the place of this one.
    """

    plan_changed = Signal(Plan)
    path_changed = Signal(Path)  # None: in no file
    dirty_changed = Signal(bool)
    replaced = Signal()

    def __init__(self, plan: Plan, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self._on_clean_changed)
        self._plan = plan
        self._path: Path | None = None
        self._fingerprint: Fingerprint | None = None
        self._never_saved_changes = False

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return self._plan

    @property
    def path(self) -> Path | None:
        """The file the plan is kept in; None for one that was never saved."""
        return self._path

    @property
    def fingerprint(self) -> "Fingerprint | None":
        """What the file was when it was read or written last."""
        return self._fingerprint

    @property
    def dirty(self) -> bool:
        """Whether closing would lose work."""
        return self._never_saved_changes or not self.undo_stack.isClean()

    @property
    def title(self) -> str:
        """What the plan is called: its file's name, or its own."""
        return self._path.name if self._path else self._plan.name

    @property
    def undo_words(self) -> str:
        """What undoing takes back, in the language in use; empty where there is nothing."""
        return self._step_words(self.undo_stack.index() - 1)

    @property
    def redo_words(self) -> str:
        """What redoing makes again, in the language in use; empty where there is nothing."""
        return self._step_words(self.undo_stack.index())

    def edit(self, text: str, plan: Plan, merge_key: Hashable = None) -> None:
        """Make the next plan the current one, as an undoable step; an edit that changes nothing is none."""
        if plan != self._plan:
            self.undo_stack.push(EditPlan(text, self._plan, plan, apply=self._show, merge_key=merge_key))

    def take(self, edit: Edit) -> None:
        """Make the step that a panel or a chart asks for."""
        self.edit(edit.text, edit.plan, edit.merge_key)

    def replace(
        self, plan: Plan, path: Path | None, fingerprint: "Fingerprint | None" = None, *, unsaved: bool = False
    ) -> None:
        """Begin with another plan; ``unsaved`` marks one that is on no disk yet (a recovered copy)."""
        was_dirty = self.dirty
        self.undo_stack.blockSignals(True)  # the new plan's clean state is signalled once, below
        self.undo_stack.clear()
        self.undo_stack.setClean()
        self.undo_stack.blockSignals(False)
        self.undo_stack.indexChanged.emit(0)
        self.undo_stack.canUndoChanged.emit(False)
        self.undo_stack.canRedoChanged.emit(False)
        self._never_saved_changes = unsaved
        self.replaced.emit()
        self._set_path(path, fingerprint)
        self._show(plan)
        if self.dirty != was_dirty:
            self.dirty_changed.emit(self.dirty)

    def mark_saved(self, plan: Plan, path: Path, fingerprint: "Fingerprint") -> None:
        """Take note that ``plan`` lies in ``path``; edits made since keep the document dirty."""
        self._set_path(path, fingerprint)
        if plan is self._plan:
            was_dirty = self.dirty
            self._never_saved_changes = False
            self.undo_stack.setClean()
            if was_dirty and not self.dirty:
                self.dirty_changed.emit(False)

    def close(self) -> None:
        """Let go of the undo stack before Qt destroys it: its destructor would emit into a dead window."""
        self.undo_stack.blockSignals(True)
        self.undo_stack.clear()

    def _step_words(self, number: int) -> str:
        step = self.undo_stack.command(number) if 0 <= number < self.undo_stack.count() else None
        return again(step.words) if isinstance(step, EditPlan) else ""

    def _show(self, plan: Plan) -> None:
        self._plan = plan
        self.plan_changed.emit(plan)

    def _set_path(self, path: Path | None, fingerprint: "Fingerprint | None") -> None:
        self._path = path
        self._fingerprint = fingerprint
        self.path_changed.emit(path)

    def _on_clean_changed(self, _clean: bool) -> None:  # noqa: FBT001 - Qt's signature
        self.dirty_changed.emit(self.dirty)
