"""The main window: puts the panels together and wires them; it decides nothing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from gui import late
from gui.actions.action import ActionTable
from gui.actions.action_specs import ACTIONS
from gui.actions.command_palette import CommandPalette, action_words
from gui.actions.menus import MenuBar, ToolBar
from gui.background.live_loss import LiveLoss
from gui.background.live_uncertainty import LiveUncertainty
from gui.background.planning_job import may_pass
from gui.charts.chart_tabs import ChartTabs
from gui.commands.dropping import dropped_path, take_dropped
from gui.commands.plan_choices import PlanChoices
from gui.commands.window_list import WindowList
from gui.commands.written_notice import tell_written
from gui.document import edits
from gui.document.plan_catalogue import PlanCatalogue
from gui.document.plan_files import PlanFiles
from gui.document.versions import Versions
from gui.help.topics import set_topic
from gui.look.planner_words import failure_words
from gui.look.theme import Theme
from gui.look.words import again, tr
from gui.panels.catalogue.catalogue import CataloguePanel
from gui.widgets.notice_bar import NoticeBar, NoticeKind, Offer
from gui.widgets.typing_ends import end_typing
from gui.window.action_handlers import explore, handlers_of, view_handlers
from gui.window.chart_state import chart_state
from gui.window.conditions import what_holds
from gui.window.language_change import clear_away, show_again, what_is_seen
from gui.window.panel_set import PanelSet
from gui.window.panel_wiring import wire_charts, wire_panels
from gui.window.services import Services
from gui.window.tour_stops import tour_stops
from gui.window.window_commands import PanelCommands, lasting_commands, panel_commands
from gui.window.window_layout import WindowLayout
from planner.catalogue.catalogue import Catalogue
from planner.exploration.exploration import Exploration
from planner.plan import Plan
from planner.plan_result import PlanResult


class MainWindow(QMainWindow):
    """One plan, seen from all sides."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.document = services.document
        self.live = services.live
        self._catalogue = PlanCatalogue(self.document, services.catalogue, self)
        self._closing, self.notices = False, NoticeBar()
        self.files = PlanFiles(self.document, services.runner, self)
        self.versions = Versions(services.runner, self)
        self.uncertainty = LiveUncertainty(services.runner, self.live, self)
        self.loss = LiveLoss(services.runner, self.live, self)
        self._lasting = lasting_commands(
            self,
            services,
            files=self.files,
            catalogue=self._catalogue,
            notices=self.notices,
            uncertainty=self.uncertainty,
            versions=self.versions,
            stops=lambda: tour_stops(self._panels, self.tools),
        )
        self.file_commands, self.measured_runs = self._lasting.files, self._lasting.runs
        self.exports, self.help_desk = self._lasting.exports, self._lasting.help_desk
        self._make_panels(once_painted=services.once_painted)
        self._wire()
        self.show_plan(self.document.plan)
        self.setFocus()  # no control looks chosen before the user chooses one; Tab begins at the first
        self._language_timer = QTimer(self, interval=0, singleShot=True)  # Qt tells of one change several times
        self._language_timer.timeout.connect(self.speak_again)

    def _make_panels(self, *, once_painted: bool = False) -> None:
        """Make everything that has words on it, in the language in use; ``once_painted`` as the catalogue's panel."""
        services = self.services
        panels = self._panels = PanelSet(
            catalogue=CataloguePanel(once_painted=once_painted), charts=ChartTabs(once_figured=once_painted)
        )
        self.catalogue_panel, self.cluster_panel, self.charts = panels.catalogue, panels.cluster, panels.charts
        self.workload_panel, self.result_panel, self.status = panels.workload, panels.result, panels.status
        for topic, part in panels.by_topic.items():
            set_topic(part, topic)
        commands = self._on_panels = panel_commands(  # kept: a connection to a command does not keep it
            self,
            services,
            panels,
            catalogue=self._catalogue,
            notices=self.notices,
            action=lambda name: self.actions_table[name],
            open_examples=lambda place: self.menus.examples.popup(place),  # noqa: PLW0108 - the menus are made later
        )
        self.plan_commands, self.catalogue_commands = commands.plan, commands.catalogue
        self.shape_commands = commands.shapes
        self.actions_table = ActionTable(ACTIONS, self, self._handlers(commands))
        self.menus = MenuBar(self, self.actions_table)
        self.window_list = WindowList(self.menus.window, self.document, services.windows)
        self.choices = PlanChoices(
            self.menus,
            commands=self.plan_commands,
            files=self.file_commands,
            charts=self.charts,
            catalogue=self._catalogue,
            settings=services.settings,
            themes=services.themes,
            languages=services.languages,
        )
        self.tools = ToolBar(self.actions_table, self.menus.site, self.menus.currency, self)
        self.palette_list = CommandPalette(self._everything, self)
        self.palette_list.opening.connect(self.choices.fill_recent)
        self.layout_of_panels = WindowLayout(
            self,
            panels,
            tools=self.tools,
            notices=self.notices,
            actions=self.actions_table,
            settings=services.settings,
        )
        self._wire_panels()
        self._restyle(services.themes.theme)
        self._on_path_changed()

    def _handlers(self, commands: PanelCommands) -> dict[str, Callable[[], object]]:
        """Return what each action does; tool bar and palette are made after the actions."""
        panels = self._panels
        handlers = {
            **handlers_of(self.document, self.live, panels, self._lasting, commands),
            **view_handlers(self, panels, self.help_desk),
            "explore": lambda: explore(self.tools.explore, panels, self.live),
            "palette": lambda: self.palette_list.open(),  # noqa: PLW0108 - made later
        }
        return {name: partial(self._do, handler) for name, handler in handlers.items()}

    def _do(self, handler: Callable[[], object]) -> None:
        """Do what an action does, with the plan as it is typed."""
        end_typing(self)
        handler()

    @property
    def catalogue(self) -> Catalogue:
        """The program's catalogue with the plan's own entries over it."""
        return self._catalogue.now

    def show_plan(self, plan: Plan) -> None:
        """Show a plan in every panel; its figures follow, computed while the panels are drawn."""
        self.live.follow(plan)
        self._show_in_panels(plan)
        self._on_path_changed()  # the plan may have another name
        self._enable()

    def speak_again(self) -> None:
        """Make the panels anew in the language in use; plan, history, figures and what is selected stay."""
        end_typing(self)
        seen = what_is_seen(self._panels)
        others = (self.palette_list, self.choices, self.plan_commands, self.catalogue_commands, self.shape_commands)
        clear_away(self, self.layout_of_panels, self.tools, self.notices, (*self.actions_table.all(), *others))
        self._make_panels()
        self._show_in_panels(self.document.plan)
        if self.live.result is not None:
            self.cluster_panel.show_result(self.live.result)
            self.catalogue_panel.show_result(self.live.result)
            self.result_panel.show_result(self.document.plan, self.live.result)
        self.result_panel.set_stale(stale=self.live.stale)
        self.show_charts()
        self.status.show_exploring(on=self.live.exploring)
        self.status.show_computing(on=self.uncertainty.running)
        self._enable()
        show_again(self._panels, seen)

    def _show_in_panels(self, plan: Plan) -> None:
        catalogue = self.catalogue
        self.catalogue_panel.show_plan(plan, catalogue)
        self.cluster_panel.show_plan(plan, catalogue)
        self.workload_panel.show_plan(plan)
        self.choices.show_plan(plan, self.tools)
        self.result_panel.show_plan(plan, edits.baselines(plan, catalogue))

    def show_charts(self) -> None:
        """Show the charts of what is known now."""
        state = chart_state(
            self.document.plan, self.live, uncertainty=self.uncertainty, versions=self.versions, loss=self.loss
        )
        self.charts.show_state(state)

    # Qt's events

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close once nothing would be lost."""
        end_typing(self)
        if self.document.dirty and not self._closing:
            event.ignore()
            self.file_commands.once_safe(self._close_for_good)
            return
        self.layout_of_panels.remember()
        self.live.close()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Say whether the window takes what is dragged."""
        if dropped_path(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the dropped file."""
        path = dropped_path(event)
        if path is not None:
            take_dropped(path, files=self.file_commands, runs=self.measured_runs, shapes=self.shape_commands)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Look at the file on disk when the user comes back to the window; speak the language that Qt says is new."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.files.look_at_disk()
        if event.type() is QEvent.Type.LanguageChange:
            self._language_timer.start()

    # Wiring

    def _wire(self) -> None:
        document, live = self.document, self.live
        document.plan_changed.connect(self.show_plan)
        document.path_changed.connect(self._on_path_changed)
        document.dirty_changed.connect(self._on_path_changed)
        document.undo_stack.indexChanged.connect(lambda _index: self._enable())
        if self.services.windows is not None:
            self.services.windows.called.connect(self._come_forward)
        live.stale_changed.connect(self._on_stale_changed)
        live.figured.connect(self._on_figured)
        live.planned.connect(self._on_planned)
        live.planning_failed.connect(self._on_planning_failed)
        live.explored.connect(self._on_explored)
        live.exploring_failed.connect(self._on_exploring_failed)
        for shown in (self.uncertainty.changed, self.versions.changed, self.loss.changed, live.frontier_found):
            shown.connect(self.show_charts)
        self.uncertainty.running_changed.connect(lambda on: self.status.show_computing(on=on))
        self.versions.failed.connect(self._say_failure)
        live.exploring_changed.connect(self._on_exploring_changed)
        live.exploring_advanced.connect(lambda done, total: self.status.show_progress(done, total))  # noqa: PLW0108 - the strip is made anew
        self.exports.written.connect(lambda path: tell_written(self.notices, path))
        self.exports.failed.connect(self._say_failure)
        live.exploring_cancelled.connect(lambda: self.status.say(tr("Exploring was cancelled.")))
        self.files.explored.connect(live.show_explored)
        self.files.opened.connect(self._on_opened)
        self.files.opening.connect(lambda path: self._say_opening(tr("Opening {name}…", name=path.name)))
        self.files.reading_ended.connect(lambda: self._say_opening(""))
        for importing in (self.measured_runs, self._lasting.own_data):
            importing.reported.connect(lambda words: self.status.say(words))  # noqa: PLW0108 - the strip is made anew
        self.files.saved.connect(lambda path: self.status.say(tr("Saved {name}", name=path.name)))
        document.replaced.connect(self._on_replaced)
        self._catalogue.replaced.connect(lambda: self._show_in_panels(document.plan))
        self.services.themes.changed.connect(self._restyle)

    def _wire_panels(self) -> None:
        panels, lasting, on_panels = self._panels, self._lasting, self._on_panels
        wire_panels(panels, lasting, on_panels, document=self.document, notices=self.notices)
        wire_charts(panels.charts, lasting, on_panels, uncertainty=self.uncertainty, loss=self.loss)
        self.catalogue_panel.selection_changed.connect(self._enable)
        self.cluster_panel.selection_changed.connect(self._enable)
        self.status.cancel_requested.connect(self.live.cancel_exploring)
        where = tr("What the figures rest on: see Help, About, and the Evidence tab")
        self.status.show_rests_on(again(self.services.rests_on), where)

    def _on_replaced(self) -> None:
        self.live.forget()
        self.status.say("")
        for asked in (self.uncertainty, self.loss):
            asked.forget()
        self.result_panel.clear()
        self.catalogue_panel.begin()
        self.charts.notices.clear("compare")
        self.notices.clear("planning")
        self.notices.clear("refused")

    def _on_stale_changed(self, stale: bool) -> None:  # noqa: FBT001 - Qt's signature
        self.result_panel.set_stale(stale=stale)
        if stale:  # else the figures are there, and the charts are shown with them
            self.charts.notices.clear("compare")  # it compares with the plan as it was
            self.show_charts()

    def _on_figured(self, figures: PlanResult) -> None:
        """Show figures before their bands; charts stay pale until both are there."""
        self.cluster_panel.show_result(figures)
        self.catalogue_panel.show_result(figures)
        self.result_panel.show_result(self.document.plan, figures)

    def _on_planned(self, result: PlanResult) -> None:
        self.cluster_panel.show_result(result)
        self.catalogue_panel.show_result(result)
        self.show_charts()  # before the result lays out what has changed, or the window is painted once more
        self.result_panel.show_result(self.document.plan, result)
        self.notices.clear("planning")
        self._enable()

    def _on_planning_failed(self, error: Exception) -> None:
        words = failure_words(error)
        self.result_panel.show_failure(words)
        offers = (Offer(tr("Try again"), self.live.plan_again),) if may_pass(error) else ()
        self.notices.show_notice("planning", words, *offers, kind=NoticeKind.ERROR)

    def _on_opened(self, path: Path, _result: object) -> None:
        kept = self.live.explored_plan
        words = tr("Opened {name}", name=path.name)
        if kept is not None:
            words = tr("{words}; explored on {date}, kept in the file", words=words, date=kept.explored_on)
        self.status.say(words)
        if not self.live.exploration_is_current:
            self._explore_where_quick()

    def _say_opening(self, words: str) -> None:
        """Say that a file is being read, also where an empty cluster would ask for accelerators; or no more."""
        if words or self.status.said == self.result_panel.opening:
            self.status.say(words)
        self.cluster_panel.table.show_opening(words)
        self.result_panel.show_opening(words)
        self.tools.show_opening(on=bool(words) and not self.document.plan.cluster.groups)

    def _explore_where_quick(self) -> None:
        """Explore a plan that was opened once it is planned, where that takes about a second."""
        opened = self.document.plan

        if late.is_quick_to_explore(opened):
            self.live.explore_once_planned(opened)

    def _on_exploring_failed(self, error: Exception) -> None:
        offers = (Offer(tr("Try again"), self.live.explore),) if may_pass(error) else ()
        self.notices.show_notice("failure", failure_words(error), *offers, kind=NoticeKind.ERROR)

    def _on_explored(self, found: Exploration) -> None:
        if found.sample is None:
            self.status.say_explored(found.evaluated, found.candidates, found.seconds)
        self.show_charts()
        self._enable()

    def _on_exploring_changed(self, exploring: bool) -> None:  # noqa: FBT001 - Qt's signature
        self.status.show_exploring(on=exploring)
        if not exploring:
            self.status.say("")
        if not self.live.exploration_is_current:  # else it is shown already, or just about to be
            self.show_charts()
        self._enable()

    def _say_failure(self, error: Exception) -> None:
        self.notices.show_notice("failure", failure_words(error), kind=NoticeKind.ERROR)

    def _on_path_changed(self, _changed: object = None) -> None:
        self.layout_of_panels.show_title(self.document)

    def _enable(self) -> None:
        self.actions_table.enable(what_holds(self.document, self.live, self._panels, self.services.shipped))
        undone, redone = self.document.undo_words, self.document.redo_words
        self.actions_table["undo"].setText(tr("&Undo {step}", step=undone) if undone else tr("&Undo"))
        self.actions_table["redo"].setText(tr("&Redo {step}", step=redone) if redone else tr("&Redo"))

    def _restyle(self, theme: Theme) -> None:
        self.tools.restyle(self.actions_table)
        self.catalogue_panel.restyle()
        self.cluster_panel.restyle()
        self.charts.apply_theme(theme)
        self.cluster_panel.show_plan(self.document.plan, self.catalogue)
        if self.live.result is not None:
            self.cluster_panel.show_result(self.live.result)

    def _come_forward(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def _close_for_good(self) -> None:
        self._closing = True
        self.close()

    def _everything(self) -> list[tuple[str, QAction]]:
        """Return what the command palette finds: every action, and every choice of the plan and the look."""
        return [*((action_words(action), action) for action in self.actions_table.all()), *self.choices.actions()]
