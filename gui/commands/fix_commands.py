"""Mends what stops a part of a plan: goes to where a figure is entered, or makes the edit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint

from gui.commands.catalogue_commands import CatalogueCommands
from gui.commands.plan_commands import PlanCommands
from gui.document import edits
from gui.document.plan_catalogue import PlanCatalogue
from gui.document.plan_document import PlanDocument
from gui.look import formats
from gui.look.words import tr
from gui.panels.catalogue import CataloguePanel
from gui.panels.cluster import ClusterPanel
from gui.panels.fixes import Fix, FixKind
from gui.panels.result import ResultPanel
from planner.dependence import DependenceBasis

_INSIDE: Final = QPoint(12, 60)  # of the result panel, where its offers stand


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)  # Qt refers to the owner of a slot weakly
class FixCommands:
    """What the offers beside a sentence do: in the panels, or through the other commands.

    ``open_examples`` opens the menu of examples at a place on the screen; ``import_config`` asks for a file that
    describes a model.
    """

    document: PlanDocument
    catalogue: PlanCatalogue
    catalogue_panel: CataloguePanel
    cluster_panel: ClusterPanel
    result_panel: ResultPanel
    plan_commands: PlanCommands
    catalogue_commands: CatalogueCommands
    open_examples: Callable[[QPoint], object]
    import_config: Callable[[], object]

    def apply(self, fix: Fix) -> None:
        """Go to where it is mended, or mend it."""
        doers = {
            FixKind.ADD: self.catalogue_panel.focus_search,
            FixKind.EXAMPLE: lambda: self.open_examples(self.result_panel.mapToGlobal(_INSIDE)),
            FixKind.IMPORT: self.import_config,
            FixKind.NODES: lambda: self._edit_cell(fix.group, "nodes"),
            FixKind.SET_NODES: lambda: self._set_nodes(fix),
            FixKind.PRICE: lambda: self._edit_cell(fix.group, "terms"),
            FixKind.FIGURES: lambda: self._edit_figures(fix.group),
            FixKind.BASELINE: self.result_panel.open_baselines,
            FixKind.RATES: self.plan_commands.edit_rates,
            FixKind.BASIS: lambda: self.plan_commands.choose_basis(DependenceBasis.COMPUTE),
            FixKind.BORDER: self.cluster_panel.border.open_form,
        }
        doers[fix.kind]()

    def _edit_cell(self, group: str, column: str) -> None:
        keys = [one.key for one in self.document.plan.cluster.groups]
        if group in keys:
            self.cluster_panel.edit_cell(keys.index(group), column)

    def _set_nodes(self, fix: Fix) -> None:
        plan, catalogue = self.document.plan, self.catalogue.now
        name = next(
            (catalogue.accelerator(one.accelerator).name for one in plan.cluster.groups if one.key == fix.group), ""
        )
        if name:
            words = tr("Set {name} to {nodes} nodes", name=name, nodes=formats.whole(fix.nodes))
            self.document.edit(words, edits.change_group(plan, fix.group, nodes=fix.nodes))

    def _edit_figures(self, group: str) -> None:
        accelerators = {one.key: one.accelerator for one in self.document.plan.cluster.groups}
        if group in accelerators:
            self.catalogue_panel.reveal(accelerators[group])
            self.catalogue_commands.edit()
