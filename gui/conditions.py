"""What holds in a window now, of all that actions need in order to apply."""

from typing import TYPE_CHECKING

from gui.actions import When

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def what_holds(window: "MainWindow") -> frozenset[When]:
    """Return the conditions that are met."""
    stack, live, plan = window.document.undo_stack, window.live, window.document.plan
    holds = {
        When.CAN_UNDO: stack.canUndo(),
        When.CAN_REDO: stack.canRedo(),
        When.GROUP_SELECTED: window.cluster_panel.selected_key() is not None,
        When.ACCELERATOR_SELECTED: window.catalogue_panel.selected() is not None,
        When.HAS_GROUPS: bool(plan.cluster.groups),
        When.HAS_RESULT: live.result is not None,
        When.HAS_FRONTIER: live.exploration is not None and live.exploration.knee is not None,
        When.EXPLORING: live.exploring,
        When.NOT_EXPLORING: not live.exploring,
    }
    return frozenset(when for when, does in holds.items() if does)
