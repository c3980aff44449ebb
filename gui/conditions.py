"""What holds in a window now, of all that actions need in order to apply."""

from typing import TYPE_CHECKING

from gui.actions import When
from gui.catalogue_edits import is_users

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def what_holds(window: "MainWindow") -> frozenset[When]:
    """Return the conditions that are met."""
    stack, live, plan = window.document.undo_stack, window.live, window.document.plan
    accelerator = window.catalogue_panel.selected()
    holds = {
        When.CAN_UNDO: stack.canUndo(),
        When.CAN_REDO: stack.canRedo(),
        When.GROUP_SELECTED: window.cluster_panel.selected_key() is not None,
        When.ACCELERATOR_SELECTED: accelerator is not None,
        When.ACCELERATOR_EDITED: accelerator is not None
        and is_users(accelerator)
        and accelerator.key in window.services.shipped.accelerators,
        When.ACCELERATOR_MARKED: accelerator is not None and accelerator.key in plan.site_marks,
        When.HAS_IMPORTED_RUNS: any(run.is_imported for run in plan.measured_runs),
        When.HAS_GROUPS: bool(plan.cluster.groups),
        When.HAS_BORDER: len(plan.cluster.groups) > 1,
        When.HAS_RESULT: live.result is not None,
        When.HAS_FRONTIER: live.exploration is not None and live.exploration.knee is not None,
        When.EXPLORING: live.exploring,
        When.NOT_EXPLORING: not live.exploring,
    }
    return frozenset(when for when, does in holds.items() if does)
