"""The submenus that offer what a plan can choose among, kept in step with the plan."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from gui.file_commands import FileCommands
from gui.menus import Choice, ChoiceMenu, MenuBar, ToolBar
from gui.panels.chart_tabs import ChartTabs
from gui.panels.site_rules import SITES
from gui.plan_commands import PlanCommands
from gui.services import Services
from gui.settings import RECENT_FILES, THEME
from gui.theme import ThemeChoice
from planner.dependence import DependenceBasis
from planner.examples import example_names, example_plan
from planner.mixing.strategy import MixingStrategy
from planner.plan import DependenceMeasure, Plan

_STRATEGIES = {
    MixingStrategy.AUTO: "The cheapest admissible",
    MixingStrategy.PHASES: "Phases: pools train jobs of their own",
    MixingStrategy.DATA_PARALLEL: "Data parallel: one job over all pools",
    MixingStrategy.PIPELINE: "Pipeline: the layers of one model over all pools",
    MixingStrategy.LOCAL_SGD: "Local SGD: copies of one model, averaged every round",
}
_MEASURES = {
    DependenceMeasure.LARGEST: "Largest share",
    DependenceMeasure.HHI: "HHI",
    DependenceMeasure.LOSS: "Loss without one",
}
_BASES = {DependenceBasis.COMPUTE: "Delivered compute", DependenceBasis.SPEND: "Spend"}
_THEMES = {
    ThemeChoice.SYSTEM: "As the system",
    ThemeChoice.LIGHT: "Light",
    ThemeChoice.DARK: "Dark",
}


class PlanChoices(QObject):
    """Site, currency, strategy, measure and basis of the plan; theme, charts, recent files and examples."""

    def __init__(
        self, menus: MenuBar, commands: PlanCommands, files: FileCommands, services: Services, charts: ChartTabs
    ) -> None:
        super().__init__(commands)
        self._services = services
        self._files = files
        self._charts = charts
        self._site = ChoiceMenu(menus.site, commands.choose_site)
        self._currency = ChoiceMenu(menus.currency, commands.choose_currency)
        self._strategy = ChoiceMenu(menus.strategy, commands.choose_strategy)
        self._measure = ChoiceMenu(menus.measure, commands.choose_measure)
        self._basis = ChoiceMenu(menus.basis, commands.choose_basis)
        self._theme = ChoiceMenu(menus.theme, self._choose_theme)
        self._chart = ChoiceMenu(menus.charts, charts.select)
        self._recent = menus.recent
        self._recent.aboutToShow.connect(self._fill_recent)
        for name in example_names():
            menus.examples.addAction(example_plan(name).name, lambda name=name: files.begin(example_plan(name)))  # type: ignore[misc]
        charts.tabs.currentChanged.connect(self._show_chart)
        self._show_theme()
        self._show_chart()
        self._fill_recent()

    def show_plan(self, plan: Plan, tools: ToolBar) -> None:
        """Check what the plan has chosen."""
        sites = [Choice(site.code, site.name) for site in SITES]
        if plan.site.code not in {site.code for site in SITES}:
            sites.append(Choice(plan.site.code, plan.site.name))
        self._site.show_choices(sites, plan.site.code)
        currencies = dict.fromkeys((plan.rates.base, *plan.rates.base_per_unit))
        self._currency.show_choices([Choice(code, code) for code in currencies], plan.currency)
        self._strategy.show_choices([Choice(key, text) for key, text in _STRATEGIES.items()], plan.mixing.strategy)
        self._measure.show_choices([Choice(key, text) for key, text in _MEASURES.items()], plan.measure)
        self._basis.show_choices([Choice(key, text) for key, text in _BASES.items()], plan.basis)
        tools.site.setText(f"Site: {plan.site.name}")
        tools.currency.setText(plan.currency)

    def actions(self) -> list[tuple[str, QAction]]:
        """Return every choice with words that stand alone."""
        menus = (self._site, self._currency, self._strategy, self._measure, self._basis, self._theme, self._chart)
        return [entry for menu in menus for entry in menu.actions()]

    def _show_chart(self) -> None:
        tabs = self._charts.tabs
        choices = [
            Choice(key, tabs.tabText(number), f"Ctrl+{number + 1}") for number, key in enumerate(self._charts.keys)
        ]
        self._chart.show_choices(choices, self._charts.keys[tabs.currentIndex()])

    def _show_theme(self) -> None:
        self._theme.show_choices(
            [Choice(key, text) for key, text in _THEMES.items()], self._services.themes.choice.value
        )

    def _choose_theme(self, key: str) -> None:
        self._services.settings.write(THEME, key)
        self._services.themes.set_choice(ThemeChoice(key))
        self._show_theme()

    def _fill_recent(self) -> None:
        self._recent.clear()
        for text in self._services.settings.read(RECENT_FILES):
            path = Path(text)
            action = self._recent.addAction(path.name, lambda path=path: self._files.open_path(path))  # type: ignore[misc]
            action.setToolTip(text)
            action.setEnabled(path.is_file())
        self._recent.setToolTipsVisible(True)
        self._recent.menuAction().setEnabled(not self._recent.isEmpty())
