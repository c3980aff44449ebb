"""Mends what stops a part of a plan: goes to where a figure is entered, or makes the edit."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QPoint

from gui.background.planning_job import JobRunner
from gui.background.planning_tasks import nodes_task
from gui.commands.catalogue_commands import CatalogueCommands
from gui.commands.plan_commands import PlanCommands
from gui.document import edits, mixing_edits
from gui.document.plan_catalogue import PlanCatalogue
from gui.document.plan_document import PlanDocument
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import in_a_row, tr
from gui.panels.catalogue.catalogue import CataloguePanel
from gui.panels.cluster.cluster import ClusterPanel
from gui.panels.remedies import Remedy, RemedyKind
from gui.panels.result.result import ResultPanel
from planner.dependence import DependenceBasis
from planner.mixing.strategy import Division
from planner.plan import Plan
from planner.workload.training_run import TrainingPrecision

if TYPE_CHECKING:
    from planner.planning.nodes_in_time import NodesInTime

_INSIDE: Final = QPoint(12, 60)  # of the result panel, where its offers stand


class RemedyCommands(Struct, frozen=True, kw_only=True, weakref=True):  # Qt refers to the owner of a slot weakly
    """What the offers beside a sentence do: in the panels, or through the other commands.

    ``open_examples`` opens the menu of examples at a place on the screen; ``import_config`` asks for a file that
    describes a model; ``say`` puts a sentence where it is read.
    """

    document: PlanDocument
    catalogue: PlanCatalogue
    catalogue_panel: CataloguePanel
    cluster_panel: ClusterPanel
    result_panel: ResultPanel
    plan_commands: PlanCommands
    catalogue_commands: CatalogueCommands
    runner: JobRunner
    open_examples: Callable[[QPoint], object]
    import_config: Callable[[], object]
    say: Callable[[str], object]

    def apply(self, remedy: Remedy) -> None:
        """Go to where it is mended, or mend it."""
        doers = {
            RemedyKind.ADD: self.catalogue_panel.focus_search,
            RemedyKind.EXAMPLE: lambda: self.open_examples(self.result_panel.mapToGlobal(_INSIDE)),
            RemedyKind.IMPORT: self.import_config,
            RemedyKind.NODES: lambda: self._edit_cell(remedy.group, "nodes"),
            RemedyKind.SET_NODES: lambda: self._set_nodes(remedy),
            RemedyKind.PRECISION: lambda: self._set_precision(remedy),
            RemedyKind.DEADLINE: lambda: self._set_deadline(remedy),
            RemedyKind.BEST_SHARES: self._divide_best,
            RemedyKind.CAP: lambda: self._set_cap(remedy),
            RemedyKind.MORE_NODES: self._take_nodes_in_time,
            RemedyKind.FEWER_NODES: lambda: self._give_up_idle_nodes(remedy),
            RemedyKind.THESE_NODES: lambda: self._take_nodes(dict(remedy.counts)),
            RemedyKind.PRICE: lambda: self._edit_cell(remedy.group, "terms"),
            RemedyKind.FIGURES: lambda: self._edit_figures(remedy.group),
            RemedyKind.BASELINE: self.result_panel.open_baselines,
            RemedyKind.RATES: self.plan_commands.edit_rates,
            RemedyKind.BASIS: lambda: self.plan_commands.choose_basis(DependenceBasis.COMPUTE),
            RemedyKind.INTER_POOL_LINK: self.cluster_panel.inter_pool_link.open_form,
        }
        doers[remedy.kind]()

    def _edit_cell(self, group: str, column: str) -> None:
        keys = [one.key for one in self.document.plan.cluster.groups]
        if group in keys:
            self.cluster_panel.edit_cell(keys.index(group), column)

    def _set_nodes(self, remedy: Remedy) -> None:
        plan, catalogue = self.document.plan, self.catalogue.now
        name = next(
            (catalogue.accelerator(one.accelerator).name for one in plan.cluster.groups if one.key == remedy.group), ""
        )
        if name:
            words = tr("Set {name} to {nodes} nodes", name=name, nodes=formats.whole(remedy.nodes))
            self.document.edit(words, edits.change_group(plan, remedy.group, nodes=remedy.nodes))

    def _set_precision(self, remedy: Remedy) -> None:
        plan, precision = self.document.plan, TrainingPrecision(remedy.precision)
        if any(one.key == remedy.group for one in plan.cluster.groups):
            words = tr("Train in {precision}", precision=precision.value.upper())
            self.document.edit(words, edits.change_group(plan, remedy.group, precision=precision))

    def _set_deadline(self, remedy: Remedy) -> None:
        self.document.edit(tr("Change deadline"), edits.with_deadline(self.document.plan, float(remedy.days)))

    def _divide_best(self) -> None:
        plan = mixing_edits.with_division(self.document.plan, Division.BEST)
        self.document.edit(tr("Change how the pools train"), plan)

    def _set_cap(self, remedy: Remedy) -> None:
        cap = remedy.cap
        if cap is not None:
            plan = mixing_edits.with_cap(self.document.plan, cap.layer, cap.share, cap.measure)
            self.document.edit(tr("Change limits"), plan)

    def _take_nodes_in_time(self) -> None:
        asked = self.document.plan

        def take(found: "NodesInTime | None") -> None:
            if self.document.plan is not asked:  # it was edited while the nodes were looked for
                return
            if found is None:
                self.say(tr("No number of nodes ends this run by its deadline."))
            elif found.unmet:
                self._ask_for_nodes(found)
            else:
                self._take_nodes(found.nodes)

        def stop_looking(_answer: object) -> None:
            self.say("")
            if self.document.plan is asked:  # else the panel says by now what another plan comes to
                self.result_panel.show_looking(on=False)

        self.result_panel.show_looking(on=True)
        self.say(tr("Looking for the nodes that end in time…"))
        job = self.runner.run(nodes_task, asked)
        job.succeeded.connect(stop_looking)  # first: the nodes that are taken are planned at once
        job.succeeded.connect(take)
        job.failed.connect(stop_looking)
        job.failed.connect(lambda error: self.say(said(str(error))))

    def _ask_for_nodes(self, found: "NodesInTime") -> None:
        """Say which limits the nodes break that end in time, and offer them all the same."""
        groups = {one.key: one.accelerator for one in self.document.plan.cluster.groups}
        counts = ", ".join(
            f"{formats.whole(nodes)} × {self.catalogue.now.accelerator(groups[key]).name}"
            for key, nodes in found.nodes.items()
        )
        words = tr(
            "Of the nodes that end in time none were found that keep every limit. With {counts}: {limits}",
            counts=counts,
            limits=in_a_row(said(one.remark.words) for one in found.unmet),
        )
        take = Remedy(kind=RemedyKind.THESE_NODES, counts=tuple(found.nodes.items()))
        self.result_panel.show_offer(words, (take,))

    def _take_nodes(self, counts: dict[str, int]) -> None:
        self.document.edit(tr("Take the nodes that the deadline needs"), self._with_nodes(counts))

    def _give_up_idle_nodes(self, remedy: Remedy) -> None:
        self.document.edit(tr("Take only the nodes that train"), self._with_nodes(dict(remedy.counts)))

    def _with_nodes(self, counts: dict[str, int]) -> Plan:
        plan = self.document.plan
        for key, nodes in counts.items():
            plan = edits.change_group(plan, key, nodes=nodes)
        return plan

    def _edit_figures(self, group: str) -> None:
        accelerators = {one.key: one.accelerator for one in self.document.plan.cluster.groups}
        if group in accelerators:
            self.catalogue_panel.reveal(accelerators[group])
            self.catalogue_commands.edit()
