"""What each action of the window does, by the action's name."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.background.live_planning import LivePlanning
from gui.commands.help_desk import HelpDesk
from gui.commands.new_window import open_new_window
from gui.commands.sort_menu import open_sort_menu
from gui.document.plan_document import PlanDocument
from gui.help.pages import ACTIONS_TOPIC
from gui.window.panel_set import PanelSet
from gui.window.window_commands import LastingCommands, PanelCommands
from planner.plan import AvailabilityKind


def handlers_of(
    document: PlanDocument, live: LivePlanning, panels: PanelSet, lasting: LastingCommands, on_panels: PanelCommands
) -> dict[str, Callable[[], object]]:
    """Return the handlers of what works on the plan, its files and its figures; made anew with the panels."""
    files, runs, exports = lasting.files, lasting.runs, lasting.exports
    plan, catalogue, cluster = on_panels.plan, on_panels.catalogue, panels.cluster
    return {
        "new": lambda: files.begin(plan.new_plan()),
        "new_window": open_new_window,
        "open": files.open,
        "save": files.save,
        "save_as": files.save_as,
        "reload": files.reload,
        "library": lasting.library.show,
        "import_config": on_panels.shapes.import_shape,
        "edit_shape": on_panels.shapes.edit,
        "import_catalogue": lasting.updates.ask,
        "enter_run": runs.enter,
        "own_data": lasting.own_data.ask,
        "import_runs": runs.ask,
        "runs_template": runs.save_template,
        "remove_runs": runs.remove,
        "export_pdf": exports.export_pdf,
        "export_tables": exports.export_tables,
        "export_launch": exports.export_launch,
        "print": exports.print_summary,
        "undo": document.undo_stack.undo,
        "redo": document.undo_stack.redo,
        "duplicate_group": lambda: plan.duplicate_group(cluster.selected_key()),
        "remove_group": lambda: plan.remove_group(cluster.selected_key()),
        "rename": plan.rename,
        "find": panels.catalogue.focus_search,
        "add_group": panels.catalogue.add_selected,
        "limits": cluster.limits.open_form,
        "inter_pool_link": cluster.inter_pool_link.open_form,
        "terms": cluster.open_terms,
        "mixing": cluster.mixing.open_form,
        "trains": panels.workload.trains.open_form,
        "purchase": cluster.purchase.open_form,
        "scheduler": plan.choose_scheduler,
        "rates": plan.edit_rates,
        "all_inputs": plan.edit_all_inputs,
        "edit_accelerator": catalogue.edit,
        "duplicate_accelerator": catalogue.duplicate,
        "new_accelerator": catalogue.add,
        "reset_accelerator": catalogue.reset,
        "compare_accelerators": catalogue.compare,
        "mark_available": lambda: catalogue.mark(AvailabilityKind.AVAILABLE),
        "mark_limited": lambda: catalogue.mark(AvailabilityKind.LIMITED),
        "mark_barred": lambda: catalogue.mark(AvailabilityKind.BARRED),
        "mark_none": lambda: catalogue.mark(None),
        "cancel": live.cancel_exploring,
        "adopt_knee": plan.adopt_knee,
        "plan_again": live.plan_again,
    }


def view_handlers(window: QWidget, panels: PanelSet, help_desk: HelpDesk) -> dict[str, Callable[[], object]]:
    """Return the handlers of the View and Help menus and of the window itself: they never change the plan."""
    cluster, charts = panels.cluster, panels.charts
    return {
        "quit": window.close,
        "table": charts.toggle_table,
        "sort_table": lambda: open_sort_menu(window, panels.catalogue.table),
        "sources": panels.catalogue.card.sources.toggle,
        "copy_chart": lambda: charts.current().copy_picture(),
        "copy_chart_table": lambda: charts.current().copy_table(),
        "save_chart": lambda: charts.current().ask_and_save(),
        "next_tab": lambda: charts.turn(1),
        "previous_tab": lambda: charts.turn(-1),
        "go_catalogue": lambda: _go(panels.catalogue.table),
        "go_cluster": lambda: _go(cluster.table),
        "go_charts": lambda: _go(charts.tabs.tabBar()),
        "go_workload": lambda: _go(panels.workload.shape),
        "go_result": lambda: _go(next(iter(panels.result.tiles.values()))),
        "maximise_chart": panels.charts.maximise_wanted.emit,
        "fullscreen": lambda: window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen),
        "explain": lambda: _explain(panels, help_desk),
        "help": help_desk.show_for_focus,
        "help_actions": lambda: help_desk.show_topic(ACTIONS_TOPIC),
        "tour": help_desk.show_tour,
        "about": help_desk.show_about,
    }


def explore(button: QWidget, panels: PanelSet, live: LivePlanning) -> None:
    """Explore, and hand the keyboard from the button, which is disabled then, to the chart that shows what is found."""
    if button.hasFocus():
        panels.charts.select("trade_off")
        _go(panels.charts.current())
    live.explore()


def _explain(panels: PanelSet, help_desk: HelpDesk) -> None:
    """Explain the figure that has the keyboard where it stands; anywhere else open the help."""
    if not panels.result.explain_focused():
        help_desk.show_for_focus()


def _go(widget: QWidget) -> None:
    widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
