"""The main window: puts the panels together and wires them; it decides nothing."""

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from gui import edits, formats
from gui.action_handlers import handlers_of
from gui.action_specs import ACTIONS
from gui.actions import ActionTable
from gui.catalogue_commands import CatalogueCommands
from gui.chart_state import chart_state
from gui.chart_wiring import wire_charts
from gui.conditions import what_holds
from gui.dropping import dropped_path, take_dropped
from gui.export_commands import ExportCommands
from gui.file_commands import FileCommands
from gui.files import PlanFiles
from gui.fixing import apply_fix
from gui.help.help_desk import HelpDesk
from gui.live_doubts import LiveDoubts
from gui.live_loss import LiveLoss
from gui.measured_runs import MeasuredRuns
from gui.menus import MenuBar, ToolBar
from gui.panels.catalogue import CataloguePanel
from gui.panels.chart_tabs import ChartTabs
from gui.panels.cluster import ClusterPanel
from gui.panels.command_palette import CommandPalette, action_words
from gui.panels.notice_bar import NoticeBar, NoticeKind, Offer
from gui.panels.result import ResultPanel
from gui.panels.status_strip import StatusStrip
from gui.panels.workload import WorkloadPanel
from gui.plan_choices import PlanChoices
from gui.plan_commands import PlanCommands
from gui.planner_words import failure_words
from gui.planning_job import WorkerDiedError
from gui.retelling import clear_away, show_again, what_is_seen
from gui.services import Services
from gui.theme import Theme
from gui.versions import Versions
from gui.window_layout import WindowLayout
from gui.words import again, tr
from planner.catalogue.catalogue import Catalogue
from planner.errors import UserError
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
        self._catalogue = services.catalogue
        self._merged_from: Catalogue | None = None
        self._closing, self.notices = False, NoticeBar()
        self.files = PlanFiles(self.document, services.runner, self)
        self.file_commands = FileCommands(
            self,
            self.document,
            files=self.files,
            live=self.live,
            notices=self.notices,
            settings=services.settings,
        )
        self.help_desk = HelpDesk(self)
        self.measured_runs = MeasuredRuns(self)
        self.versions = Versions(services.runner, self)
        self.doubts = LiveDoubts(services.runner, self.live, self)
        self.loss = LiveLoss(services.runner, self.live, self)
        self.exports = ExportCommands(self, self.document, self.live, self.doubts, services)
        self._make_panels()
        self._wire()
        self.show_plan(self.document.plan)
        self.setFocus()  # no control looks chosen before the user chooses one; Tab begins at the first
        self._language_timer = QTimer(self, interval=0, singleShot=True)  # Qt tells of one change several times
        self._language_timer.timeout.connect(self.speak_again)

    def _make_panels(self) -> None:
        """Make everything that has words on it, in the language in use."""
        services = self.services
        self.catalogue_panel = CataloguePanel()
        self.cluster_panel = ClusterPanel()
        self.charts = ChartTabs()
        self.workload_panel = WorkloadPanel()
        self.result_panel = ResultPanel()
        self.status = StatusStrip()
        self.help_desk.mark_topics()
        self.plan_commands = PlanCommands(
            self,
            self.document,
            self.live,
            notices=self.notices,
            chart_notices=self.charts.notices,
            settings=services.settings,
        )
        self.catalogue_commands = CatalogueCommands(self)
        self.actions_table = ActionTable(ACTIONS, self, handlers_of(self))
        self.menus = MenuBar(self, self.actions_table)
        self.choices = PlanChoices(self.menus, self.plan_commands, self.file_commands, services, self.charts)
        self.tools = ToolBar(self.actions_table, self.menus.site, self.menus.currency, self)
        self.palette_list = CommandPalette(self._everything, self)
        self.layout_of_panels = WindowLayout(self, services.settings)
        self._wire_panels()
        self._restyle(services.themes.theme)
        self._on_path_changed()

    @property
    def catalogue(self) -> Catalogue:
        """The program's catalogue with the plan's own entries over it."""
        own = self.document.plan.catalogue
        if own is not self._merged_from:
            self._merged_from = own
            self._catalogue = self.services.catalogue.with_entries(own)
        return self._catalogue

    def show_plan(self, plan: Plan) -> None:
        """Show a plan in every panel; its figures follow."""
        self._show_in_panels(plan)
        self.live.follow(plan)
        self._on_path_changed()  # the plan may have another name
        self._enable()

    def speak_again(self) -> None:
        """Make the panels anew in the language in use; plan, history, figures and what is selected stay."""
        seen = what_is_seen(self)
        clear_away(self)
        self._make_panels()
        self._show_in_panels(self.document.plan)
        if self.live.result is not None:
            self.cluster_panel.show_result(self.live.result)
            self.result_panel.show_result(self.document.plan, self.live.result)
        self._on_stale_changed(self.live.stale)
        self.status.show_exploring(on=self.live.exploring)
        self._enable()
        show_again(self, seen)

    def _show_in_panels(self, plan: Plan) -> None:
        catalogue = self.catalogue
        self.plan_commands.catalogue = catalogue
        self.catalogue_panel.show_plan(plan, catalogue)
        self.cluster_panel.show_plan(plan, catalogue)
        self.workload_panel.show_plan(plan)
        self.choices.show_plan(plan, self.tools)
        self.result_panel.show_plan(plan, edits.baselines(plan, catalogue), catalogue)

    def show_charts(self) -> None:
        """Show the charts of what is known now."""
        self.charts.show_state(chart_state(self))

    # Qt's events

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close once nothing would be lost."""
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
            take_dropped(self, path)

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
        live.stale_changed.connect(self._on_stale_changed)
        live.planned.connect(self._on_planned)
        live.planning_failed.connect(self._on_planning_failed)
        live.explored.connect(self._on_explored)
        live.exploring_failed.connect(self._say_failure)
        for shown in (self.doubts.changed, self.versions.changed, self.loss.changed, live.frontier_found):
            shown.connect(self.show_charts)
        self.versions.failed.connect(self._say_failure)
        live.exploring_changed.connect(self._on_exploring_changed)
        live.exploring_advanced.connect(lambda done, total: self.status.show_progress(done, total))  # noqa: PLW0108 - the strip is made anew
        self.exports.written.connect(lambda path: self.status.say(tr("Written: {path}", path=path)))
        self.exports.failed.connect(self._say_failure)
        self.files.saved.connect(lambda path: self.status.say(tr("Saved {name}", name=path.name)))
        document.replaced.connect(self._on_replaced)
        self.services.themes.changed.connect(self._restyle)

    def _wire_panels(self) -> None:
        for panel in (self.catalogue_panel, self.cluster_panel, self.workload_panel):
            panel.edit_requested.connect(self.document.edit)
        self.catalogue_panel.selection_changed.connect(self._enable)
        self.cluster_panel.selection_changed.connect(self._enable)
        self.cluster_panel.accelerator_dropped.connect(self.catalogue_panel.add)
        self.cluster_panel.refused.connect(lambda text: self.notices.show_notice("refused", text))
        self.cluster_panel.strategy_chosen.connect(self.plan_commands.choose_strategy)
        self.workload_panel.import_requested.connect(self.plan_commands.import_config)
        self.result_panel.baseline_chosen.connect(self.plan_commands.choose_baseline)
        self.result_panel.fix_requested.connect(lambda fix: apply_fix(self, fix))
        self.result_panel.help_requested.connect(self.help_desk.show_topic)
        wire_charts(self)
        self.status.cancel_requested.connect(self.live.cancel_exploring)
        where = tr("What the figures rest on: see Help, About, and the Evidence tab")
        self.status.show_rests_on(again(self.services.rests_on), where)

    def _on_replaced(self) -> None:
        self.live.forget()
        for asked in (self.doubts, self.loss):
            asked.forget()
        self.result_panel.clear()
        self.catalogue_panel.begin()
        self.charts.notices.clear("compare")
        self.notices.clear("planning")
        self.notices.clear("refused")

    def _on_stale_changed(self, stale: bool) -> None:  # noqa: FBT001 - Qt's signature
        self.result_panel.set_stale(stale=stale)
        self.show_charts()

    def _on_planned(self, result: PlanResult) -> None:
        self.cluster_panel.show_result(result)
        self.result_panel.show_result(self.document.plan, result)
        self.notices.clear("planning")
        self.show_charts()
        self._enable()

    def _on_planning_failed(self, error: Exception) -> None:
        words = failure_words(error)
        self.result_panel.show_failure(words)
        may_pass = isinstance(error, WorkerDiedError) or not isinstance(error, UserError)
        offers = (Offer(tr("Try again"), self.live.plan_again),) if may_pass else ()
        self.notices.show_notice("planning", words, *offers, kind=NoticeKind.ERROR)

    def _on_explored(self, found: Exploration) -> None:
        self.status.say(
            tr(
                "Explored {candidates} fleets in {seconds} s",
                candidates=formats.whole(found.candidates),
                seconds=formats.significant(found.seconds, 2),
            )
        )
        self.show_charts()
        self._enable()

    def _on_exploring_changed(self, exploring: bool) -> None:  # noqa: FBT001 - Qt's signature
        self.status.show_exploring(on=exploring)
        if not exploring:
            self.status.say("")
        self._enable()

    def _say_failure(self, error: Exception) -> None:
        self.notices.show_notice("failure", failure_words(error), kind=NoticeKind.ERROR)

    def _on_path_changed(self, _changed: object = None) -> None:
        self.layout_of_panels.show_title(self.document)

    def _enable(self) -> None:
        self.actions_table.enable(what_holds(self))
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

    def _close_for_good(self) -> None:
        self._closing = True
        self.close()

    def _everything(self) -> list[tuple[str, QAction]]:
        """Return what the command palette finds: every action, and every choice of the plan and the look."""
        return [*((action_words(action), action) for action in self.actions_table.all()), *self.choices.actions()]
