"""What each action of the window does, by the action's name."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gui.help.pages import ACTIONS_TOPIC
from gui.sorting import open_sort_menu
from planner.plan import AvailabilityKind

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def handlers_of(window: "MainWindow") -> dict[str, Callable[[], object]]:
    """Return the handlers of a window whose panels stand; made anew with them."""
    files, plan, live = window.file_commands, window.plan_commands, window.live
    cluster, catalogue = window.cluster_panel, window.catalogue_commands
    return {
        "new": lambda: files.begin(plan.emptied()),
        "open": files.open,
        "save": files.save,
        "save_as": files.save_as,
        "reload": files.reload,
        "import_config": plan.import_config,
        "import_runs": window.measured_runs.ask,
        "runs_template": window.measured_runs.save_template,
        "remove_runs": window.measured_runs.remove,
        "export_pdf": window.exports.export_pdf,
        "export_tables": window.exports.export_tables,
        "export_launch": window.exports.export_launch,
        "quit": window.close,
        "undo": window.document.undo_stack.undo,
        "redo": window.document.undo_stack.redo,
        "duplicate_group": lambda: plan.duplicate_group(cluster.selected_key()),
        "remove_group": lambda: plan.remove_group(cluster.selected_key()),
        "rename": plan.rename,
        "find": window.catalogue_panel.focus_search,
        "palette": lambda: window.palette_list.open(),  # noqa: PLW0108 - made after this table
        "add_group": window.catalogue_panel.add_selected,
        "limits": cluster.limits.open_form,
        "border": cluster.border.open_form,
        "purchase": cluster.purchase.open_form,
        "scheduler": plan.choose_scheduler,
        "rates": plan.edit_rates,
        "edit_accelerator": catalogue.edit,
        "duplicate_accelerator": catalogue.duplicate,
        "new_accelerator": catalogue.add,
        "reset_accelerator": catalogue.reset,
        "compare_accelerators": catalogue.compare,
        "mark_available": lambda: catalogue.mark(AvailabilityKind.AVAILABLE),
        "mark_limited": lambda: catalogue.mark(AvailabilityKind.LIMITED),
        "mark_barred": lambda: catalogue.mark(AvailabilityKind.BARRED),
        "mark_none": lambda: catalogue.mark(None),
        "explore": lambda: _explore(window),
        "cancel": live.cancel_exploring,
        "adopt_knee": plan.adopt_knee,
        "plan_again": live.plan_again,
        **_view_handlers(window),
    }


def _view_handlers(window: "MainWindow") -> dict[str, Callable[[], object]]:
    """Return the handlers of the View and Help menus: they change what is seen, never the plan."""
    cluster, charts = window.cluster_panel, window.charts
    return {
        "table": charts.toggle_table,
        "sort_table": lambda: open_sort_menu(window),
        "sources": window.catalogue_panel.card.sources.toggle,
        "copy_chart": lambda: charts.current().copy_picture(),
        "copy_chart_table": lambda: charts.current().copy_table(),
        "save_chart": lambda: charts.current().ask_and_save(),
        "next_tab": lambda: charts.turn(1),
        "previous_tab": lambda: charts.turn(-1),
        "go_catalogue": lambda: _go(window.catalogue_panel.table),
        "go_cluster": lambda: _go(cluster.table),
        "go_charts": lambda: _go(charts.tabs.tabBar()),
        "go_workload": lambda: _go(window.workload_panel.shape),
        "go_result": lambda: _go(next(iter(window.result_panel.tiles.values()))),
        "fullscreen": lambda: window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen),
        "explain": lambda: _explain(window),
        "help": window.help_desk.show_for_focus,
        "help_actions": lambda: window.help_desk.show_topic(ACTIONS_TOPIC),
        "tour": window.help_desk.show_tour,
        "about": window.help_desk.show_about,
    }


def _explore(window: "MainWindow") -> None:
    """Explore, and hand the keyboard from the button, which is disabled then, to the chart that shows what is found."""
    if window.tools.explore.hasFocus():
        window.charts.select("trade_off")
        _go(window.charts.current())
    window.live.explore()


def _explain(window: "MainWindow") -> None:
    """Explain the figure that has the keyboard where it stands; anywhere else open the help."""
    if not window.result_panel.explain_focused():
        window.help_desk.show_for_focus()


def _go(widget: QWidget) -> None:
    widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
