"""What holds in a window now, of all that actions need in order to apply."""

from gui.actions.action import When
from gui.background.live_planning import LivePlanning
from gui.document.catalogue_edits import is_users
from gui.document.plan_document import PlanDocument
from gui.window.panel_set import PanelSet
from planner.catalogue.catalogue import Catalogue


def what_holds(document: PlanDocument, live: LivePlanning, panels: PanelSet, shipped: Catalogue) -> frozenset[When]:
    """Return the conditions that are met."""
    stack, plan = document.undo_stack, document.plan
    accelerator = panels.catalogue.selected()
    holds = {
        When.CAN_UNDO: stack.canUndo(),
        When.CAN_REDO: stack.canRedo(),
        When.GROUP_SELECTED: panels.cluster.selected_key() is not None,
        When.ACCELERATOR_SELECTED: accelerator is not None,
        When.ACCELERATOR_EDITED: accelerator is not None
        and is_users(accelerator)
        and accelerator.key in shipped.accelerators,
        When.ACCELERATOR_MARKED: accelerator is not None and accelerator.key in plan.site_marks,
        When.HAS_IMPORTED_RUNS: any(run.is_imported for run in plan.measured_runs),
        When.HAS_GROUPS: bool(plan.cluster.groups),
        When.HAS_INTER_POOL_LINK: len(plan.cluster.groups) > 1,
        When.HAS_RESULT: live.result is not None,
        When.HAS_FRONTIER: live.exploration is not None and live.exploration.knee is not None,
        When.EXPLORING: live.exploring,
        When.NOT_EXPLORING: not live.exploring,
    }
    return frozenset(when for when, does in holds.items() if does)
