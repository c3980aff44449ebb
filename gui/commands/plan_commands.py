"""Edits that no panel makes by itself: the plan's choices, adopting an explored fleet."""

from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QLocale

from gui.commands.desk import Desk, DeskCommands
from gui.commands.export_commands import NEW_PLAN
from gui.document import edits
from gui.document.new_plan import new_plan
from gui.look.mixing_words import strategy_words
from gui.look.planner_words import said
from gui.look.words import tr
from gui.panels.all_inputs import AllInputs
from gui.panels.catalogue.site_rules import SITES
from gui.panels.rates_window import RatesWindow
from gui.panels.result.comparison import comparison_words, fleet_words
from gui.settings import SCHEDULER
from gui.widgets.dialogue import line_dialogue
from gui.widgets.notice_bar import NoticeBar, NoticeKind, Offer
from planner.dependence import DependenceBasis
from planner.plan import DependenceMeasure, Objective, Plan, Site

_SITE_OF_NO_LOCALE: Final = "US"


class PlanCommands(DeskCommands):
    """Edits of the document's plan, each one undoable step with a name."""

    def __init__(self, desk: Desk, chart_notices: NoticeBar) -> None:
        super().__init__(desk)
        self._chart_notices = chart_notices
        desk.live.scheduler = desk.settings.read(SCHEDULER)

    @property
    def _plan(self) -> Plan:
        return self._document.plan

    def new_plan(self) -> Plan:
        """Return the plan to begin a new one with: neutral, at the site that the user's locale names."""
        code = QLocale.territoryToCode(QLocale().territory())
        own = next((site for site in SITES if site.code == code), None)
        home = next(site for site in SITES if site.code == _SITE_OF_NO_LOCALE)
        return new_plan(self._plan, name=str(tr(NEW_PLAN)), site=own or home)

    def remove_group(self, key: str | None) -> None:
        """Take a node group out."""
        if key is not None:
            self._document.edit(tr("Remove {name}", name=self._name(key)), edits.remove_group(self._plan, key))

    def duplicate_group(self, key: str | None) -> None:
        """Put a copy of a node group below it."""
        if key is not None:
            self._document.edit(tr("Duplicate {name}", name=self._name(key)), edits.duplicate_group(self._plan, key))

    def rename(self) -> None:
        """Ask for another name of the plan."""
        dialog = line_dialogue(self._window, tr("Rename plan"), tr("&Name of the plan"))
        dialog.setTextValue(self._plan.name)
        dialog.textValueSelected.connect(self.rename_to)
        dialog.open()

    def rename_to(self, name: str) -> None:
        """Give the plan another name; a blank one is none."""
        if name.strip():
            self._document.edit(tr("Rename to {name}", name=name.strip()), replace(self._plan, name=name.strip()))

    def choose_site(self, code: str) -> None:
        """Move the cluster to another site."""
        site = next((site for site in SITES if site.code == code), Site(code=code, name=code))
        self._document.edit(tr("Move to {site}", site=said(site.name)), replace(self._plan, site=site))

    def choose_currency(self, currency: str) -> None:
        """Show amounts in another currency."""
        self._document.edit(tr("Show {currency}", currency=currency), replace(self._plan, currency=currency))

    def edit_rates(self) -> None:
        """Edit the plan's exchange rates."""
        editor = RatesWindow(self._plan.rates, self._window)
        editor.saved.connect(
            lambda rates: self._document.edit(tr("Change exchange rates"), replace(self._plan, rates=rates))
        )
        editor.show()

    def edit_all_inputs(self) -> None:
        """Show every input of the plan, each to be changed; the table follows the plan."""
        table = AllInputs(self._window)
        table.show_plan(self._plan)
        table.edit_requested.connect(self._document.take)
        self._document.plan_changed.connect(table.show_plan)
        table.show()

    def choose_strategy(self, strategy: str) -> None:
        """Let the pools train together in another way."""
        words = tr("Mix by {strategy}", strategy=strategy_words(strategy))
        self._document.edit(words, edits.with_mixing(self._plan, strategy=strategy))

    def choose_measure(self, measure: str) -> None:
        """Measure dependence by the largest share, by HHI or by what is lost without one supplier."""
        words = {
            DependenceMeasure.LARGEST: tr("largest share"),
            DependenceMeasure.HHI: tr("HHI"),
            DependenceMeasure.LOSS: tr("loss without one supplier"),
        }[DependenceMeasure(measure)]
        self._document.edit(
            tr("Measure by {measure}", measure=words), replace(self._plan, measure=DependenceMeasure(measure))
        )

    def choose_objective(self, objective: str) -> None:
        """Trade dependence against the unit cost, the whole cost or the days."""
        words = {
            Objective.UNIT_COST: tr("cost per trillion tokens"),
            Objective.COST: tr("cost of the whole run"),
            Objective.DAYS: tr("days"),
        }[Objective(objective)]
        self._document.edit(
            tr("Trade off {objective}", objective=words), replace(self._plan, objective=Objective(objective))
        )

    def choose_scheduler(self) -> None:
        """Ask for the address of a Dask cluster that explorations run on; nothing is this machine."""
        dialog = line_dialogue(
            self._window,
            tr("Compute servers for exploring"),
            tr("Address of a Dask scheduler (tcp://host:8786), or nothing for this machine"),
        )
        dialog.setTextValue(self._live.scheduler)
        dialog.textValueSelected.connect(self.explore_on)
        dialog.open()

    def explore_on(self, address: str) -> None:
        """Explore on the compute servers at an address from now on; on this machine where there is none."""
        self._live.scheduler = address.strip()
        self._settings.write(SCHEDULER, address.strip())

    def choose_basis(self, basis: str) -> None:
        """Take shares over delivered compute or over spend."""
        chosen = DependenceBasis(basis)
        words = tr("Take shares of spend") if chosen is DependenceBasis.SPEND else tr("Take shares of compute")
        self._document.edit(words, replace(self._plan, basis=chosen))

    def choose_baseline(self, key: str) -> None:
        """Measure savings against one group's accelerator alone; an empty key is no baseline."""
        text = tr("Compare with {name} alone", name=self._name(key)) if key else tr("Compare with nothing")
        self._document.edit(text, edits.with_baseline(self._plan, key or None, self._catalogue.now))

    def compare_fleet(self, row: int) -> None:
        """Say how an explored fleet differs from today's plan, and offer to adopt it."""
        exploration = self._live.exploration
        if exploration is not None:
            words = comparison_words(exploration, row, self._plan, self._live.result, self._catalogue.now)
            adopt = Offer(tr("Adopt"), lambda: self.adopt_fleet(row))
            self._chart_notices.show_notice("compare", words, adopt, kind=NoticeKind.CARD)

    def adopt_fleet(self, row: int) -> None:
        """Make an explored fleet the plan."""
        exploration = self._live.exploration
        if exploration is not None:
            words = fleet_words(exploration, row, self._plan, self._catalogue.now)
            self._document.edit(tr("Adopt {fleet}", fleet=words), edits.adopt_fleet(self._plan, exploration, row))
            self._chart_notices.clear("compare")

    def adopt_knee(self) -> None:
        """Make the frontier's knee the plan."""
        exploration = self._live.exploration
        if exploration is not None and exploration.knee is not None:
            self.adopt_fleet(int(exploration.frontier[exploration.knee]))

    def _name(self, key: str) -> str:
        group = next(group for group in self._plan.cluster.groups if group.key == key)
        return self._catalogue.now.accelerator(group.accelerator).name
