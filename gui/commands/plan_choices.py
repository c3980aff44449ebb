"""The submenus that offer what a plan can choose among, kept in step with the plan."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from gui.actions.menus import Choice, ChoiceMenu, MenuBar, ToolBar
from gui.charts.chart_tabs import ChartTabs
from gui.commands.file_commands import FileCommands
from gui.commands.plan_commands import PlanCommands
from gui.document import edits
from gui.document.plan_catalogue import PlanCatalogue
from gui.look.language import LanguageChoice, LanguageController
from gui.look.mixing_words import WAYS, strategy_words
from gui.look.planner_words import said
from gui.look.theme import ThemeChoice, ThemeController
from gui.look.words import mark, plain, tr
from gui.panels.catalogue.site_rules import SITES
from gui.panels.rates_window import rates_date_words
from gui.settings import LANGUAGE, RECENT_FILES, THEME, Settings
from gui.widgets.labels import tooltip
from gui.widgets.mnemonics import without_mnemonic
from planner.dependence import DependenceBasis
from planner.examples import example_names, example_plan, example_plan_name
from planner.plan import DependenceMeasure, Objective, Plan

_OBJECTIVES = {
    Objective.UNIT_COST: mark("Cost per trillion tokens"),
    Objective.COST: mark("Cost of the whole run"),
    Objective.DAYS: mark("Days"),
}
_MEASURES = {
    DependenceMeasure.LARGEST: mark("Largest share"),
    DependenceMeasure.HHI: mark("HHI"),
    DependenceMeasure.LOSS: mark("Loss without one"),
}
_BASES = {DependenceBasis.COMPUTE: mark("Delivered compute"), DependenceBasis.SPEND: mark("Spend")}
_THEMES = {
    ThemeChoice.SYSTEM: mark("As the system"),
    ThemeChoice.LIGHT: mark("Light"),
    ThemeChoice.DARK: mark("Dark"),
}

_LANGUAGES = {LanguageChoice.ENGLISH: "English", LanguageChoice.CHINESE: "简体中文"}  # each in its own words
_LANGUAGES_ELSEWHERE = {
    LanguageChoice.ENGLISH: "英语 英文",
    LanguageChoice.CHINESE: "Chinese 中文",
}  # and in the other's


_OTHER = ""  # no currency's code


class PlanChoices(QObject):
    """Site, currency, strategy, measure and basis of the plan; theme, language, charts, recent files, examples."""

    def __init__(
        self,
        menus: MenuBar,
        *,
        commands: PlanCommands,
        files: FileCommands,
        charts: ChartTabs,
        catalogue: PlanCatalogue,
        settings: Settings,
        themes: ThemeController,
        languages: LanguageController,
    ) -> None:
        super().__init__(commands)
        self._commands = commands
        self._shown: Plan | None = None
        self._catalogue = catalogue
        self._settings = settings
        self._themes = themes
        self._languages = languages
        self._files = files
        self._charts = charts
        self._site = ChoiceMenu(menus.site, commands.choose_site)
        self._currency = ChoiceMenu(menus.currency, self._choose_currency)
        self._baseline = ChoiceMenu(menus.baseline, commands.choose_baseline)
        self._strategy = ChoiceMenu(menus.strategy, commands.choose_strategy)
        self._objective = ChoiceMenu(menus.objective, commands.choose_objective)
        self._measure = ChoiceMenu(menus.measure, commands.choose_measure)
        self._basis = ChoiceMenu(menus.basis, commands.choose_basis)
        self._theme = ChoiceMenu(menus.theme, self._choose_theme)
        self._language = ChoiceMenu(menus.language, self._choose_language)
        self._chart = ChoiceMenu(menus.charts, charts.select)
        self._recent, self._examples = menus.recent, menus.examples
        menus.file.aboutToShow.connect(self.fill_recent)  # not its own: while there is none, it cannot be opened
        for name in example_names():
            menus.examples.addAction(said(example_plan_name(name)), lambda name=name: files.begin(example_plan(name)))  # type: ignore[misc]
        charts.tabs.currentChanged.connect(self._show_chart)
        self._show_theme()
        self._show_language()
        self._show_chart()
        self.fill_recent()

    def show_plan(self, plan: Plan, tools: ToolBar) -> None:
        """Check what the plan has chosen."""
        sites = [Choice(site.code, said(site.name)) for site in SITES]
        if plan.site.code not in {site.code for site in SITES}:
            sites.append(Choice(plan.site.code, said(plan.site.name)))
        self._site.show_choices(sites, plan.site.code)
        self._shown = plan
        self._show_currencies(plan)
        self._show_baselines(plan)
        self._strategy.show_choices([Choice(key, strategy_words(key)) for key in WAYS], plan.mixing.strategy)
        self._objective.show_choices([Choice(key, tr(text)) for key, text in _OBJECTIVES.items()], plan.objective)
        self._measure.show_choices([Choice(key, tr(text)) for key, text in _MEASURES.items()], plan.measure)
        self._basis.show_choices([Choice(key, tr(text)) for key, text in _BASES.items()], plan.basis)
        tools.site.setText(tr("Site: {site}", site=said(plan.site.name)))
        tools.currency.setText(plan.currency)
        rates = tr("Exchange rates of {date}", date=rates_date_words(plan.rates))
        tools.currency.setToolTip(tooltip("\n".join((tr("The currency that amounts are shown in"), rates))))

    def actions(self) -> list[tuple[str, QAction]]:
        """Return every choice, and every plan that can be opened by its name, with words that stand alone."""
        of_plan = (self._site, self._currency, self._baseline, self._strategy, self._objective, self._measure)
        others = (self._basis, self._theme, self._language, self._chart)
        plans = [
            (f"{plain(menu.title())}: {plain(action.text())}", action)
            for menu in (self._recent, self._examples)
            for action in menu.actions()
        ]
        return [*(entry for menu in (*of_plan, *others) for entry in menu.actions()), *plans]

    def _show_currencies(self, plan: Plan) -> None:
        codes = dict.fromkeys((plan.rates.base, *plan.rates.base_per_unit))
        choices = [*(Choice(code, code) for code in codes), Choice(_OTHER, tr("Other…"))]
        self._currency.show_choices(choices, plan.currency)

    def _choose_currency(self, code: str) -> None:
        """Show amounts in another currency; one that has no rate yet is given one first."""
        if code != _OTHER:
            self._commands.choose_currency(code)
            return
        if self._shown is not None:
            self._show_currencies(self._shown)  # the entry was checked by being chosen
        self._commands.edit_rates()

    def _show_baselines(self, plan: Plan) -> None:
        """Offer each priced accelerator alone, and none; check the one that the plan has."""
        offered = edits.baselines(plan, self._catalogue.now)
        name = plan.baseline.name if plan.baseline else ""
        current = next((key for key, words in offered if words == name), None if plan.baseline else "")
        choices = [Choice(key, said(words)) for key, words in offered]
        self._baseline.show_choices([*choices, Choice("", tr("None"))], current)

    def _show_chart(self) -> None:
        tabs = self._charts.tabs
        shown = zip(self._charts.keys, self._charts.shortcuts, strict=True)
        choices = [Choice(key, tabs.tabText(number), keys) for number, (key, keys) in enumerate(shown)]
        self._chart.show_choices(choices, self._charts.keys[tabs.currentIndex()])

    def _show_theme(self) -> None:
        self._theme.show_choices([Choice(key, tr(text)) for key, text in _THEMES.items()], self._themes.choice.value)

    def _choose_theme(self, key: str) -> None:
        self._settings.write(THEME, key)
        self._themes.set_choice(ThemeChoice(key))
        self._show_theme()

    def _show_language(self) -> None:
        choices = [Choice(LanguageChoice.SYSTEM, tr("As the system"))]
        choices += [Choice(key, name, also=_LANGUAGES_ELSEWHERE[key]) for key, name in _LANGUAGES.items()]
        self._language.show_choices(choices, self._languages.choice.value)

    def _choose_language(self, key: str) -> None:
        self._settings.write(LANGUAGE, key)
        self._languages.set_choice(LanguageChoice(key))

    def fill_recent(self) -> None:
        """Offer the recent files as other windows and the disk have them now."""
        self._recent.clear()
        for text in self._settings.read(RECENT_FILES):
            path = Path(text)
            action = self._recent.addAction(without_mnemonic(path.name), partial(self._files.open_path, path))
            action.setToolTip(tooltip(text))
            action.setEnabled(path.is_file())
        self._recent.setToolTipsVisible(True)
        self._recent.menuAction().setEnabled(not self._recent.isEmpty())
