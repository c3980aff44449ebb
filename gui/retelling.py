"""A window said again in another language: what is taken away before its panels are made anew, and what stays in view.

Panels made anew are right by construction: no text is left behind in the language before, and a new panel has
nothing to do for it but to use ``tr``.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenuBar

from gui.help.help_window import HelpWindow
from gui.panels.about import AboutWindow
from gui.panels.tour import Tour

if TYPE_CHECKING:
    from gui.main_window import MainWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the user looks at, by keys that mean the same in every language."""

    search: str
    filters: tuple[bool, ...]
    accelerator: str | None
    group: str | None
    chart: str
    chart_as_table: bool
    explained: str


def what_is_seen(window: "MainWindow") -> Seen:
    """Return what a window shows and what is selected in it."""
    accelerator = window.catalogue_panel.selected()
    return Seen(
        search=window.catalogue_panel.search.text(),
        filters=window.catalogue_panel.chosen_filters(),
        accelerator=accelerator.key if accelerator is not None else None,
        group=window.cluster_panel.selected_key(),
        chart=window.charts.current().key,
        chart_as_table=window.charts.current().shows_table,
        explained=window.result_panel.explained,
    )


def clear_away(window: "MainWindow") -> None:
    """Take away everything that has words on it; open notices stay, their words may name a fault of the moment."""
    window.layout_of_panels.remember()
    window.notices.setParent(None)  # kept, for the next central widget
    for kind in (AboutWindow, HelpWindow):
        for beside in window.findChildren(kind):
            beside.close()
    for tour in window.findChildren(Tour):
        tour.end()
    window.layout_of_panels.name.deleteLater()
    window.setMenuBar(QMenuBar())
    window.removeToolBar(window.tools)
    for action in window.actions_table.all():
        action.deleteLater()
    for part in (window.tools, window.palette_list, window.choices, window.plan_commands, window.catalogue_commands):
        part.deleteLater()


def show_again(window: "MainWindow", seen: Seen) -> None:
    """Show what was seen before; what is no more is left out."""
    window.catalogue_panel.choose_filters(seen.filters)
    window.catalogue_panel.search.setText(seen.search)
    if seen.accelerator is not None:
        window.catalogue_panel.select(seen.accelerator)
    if seen.group is not None:
        window.cluster_panel.select(seen.group)
    window.charts.select(seen.chart)
    if seen.chart_as_table:
        window.charts.current().show_table(shown=True)
    if seen.explained:
        window.result_panel.explain(seen.explained)
