"""Mends what stops a part of a plan: goes to where a figure is entered, or makes the edit."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint

from gui import edits, formats
from gui.fixes import Fix, FixKind
from gui.words import tr
from planner.dependence import DependenceBasis

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_INSIDE: Final = QPoint(12, 60)  # of the result panel, where its offers stand


def apply_fix(window: "MainWindow", fix: Fix) -> None:
    """Go to where it is mended, or mend it."""
    doers = {
        FixKind.ADD: window.catalogue_panel.focus_search,
        FixKind.EXAMPLE: lambda: window.menus.examples.popup(window.result_panel.mapToGlobal(_INSIDE)),
        FixKind.NODES: lambda: _edit_cell(window, fix.group, "nodes"),
        FixKind.SET_NODES: lambda: _set_nodes(window, fix),
        FixKind.PRICE: lambda: _edit_cell(window, fix.group, "price"),
        FixKind.FIGURES: lambda: _edit_figures(window, fix.group),
        FixKind.BASELINE: window.result_panel.open_baselines,
        FixKind.RATES: window.plan_commands.edit_rates,
        FixKind.BASIS: lambda: window.plan_commands.choose_basis(DependenceBasis.COMPUTE),
        FixKind.BORDER: window.cluster_panel.border.open_form,
    }
    doers[fix.kind]()


def _edit_cell(window: "MainWindow", group: str, column: str) -> None:
    keys = [one.key for one in window.document.plan.cluster.groups]
    if group in keys:
        window.cluster_panel.edit_cell(keys.index(group), column)


def _set_nodes(window: "MainWindow", fix: Fix) -> None:
    plan = window.document.plan
    name = next(
        (window.catalogue.accelerator(one.accelerator).name for one in plan.cluster.groups if one.key == fix.group), ""
    )
    if name:
        words = tr("Set {name} to {nodes} nodes", name=name, nodes=formats.whole(fix.nodes))
        window.document.edit(words, edits.change_group(plan, fix.group, nodes=fix.nodes))


def _edit_figures(window: "MainWindow", group: str) -> None:
    accelerators = {one.key: one.accelerator for one in window.document.plan.cluster.groups}
    if group in accelerators:
        window.catalogue_panel.reveal(accelerators[group])
        window.catalogue_commands.edit()
