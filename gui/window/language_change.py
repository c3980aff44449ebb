"""A window said again in another language: what is taken away before its panels are made anew, and what stays in view.

Panels made anew are right by construction: no text is left behind in the language before, and a new panel has
nothing to do for it but to use ``tr``.
"""

from collections.abc import Iterable

from msgspec import Struct
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMenuBar, QToolBar, QWidget

from gui.help.about import AboutWindow
from gui.help.help_window import HelpWindow
from gui.help.tour import Tour
from gui.window.panel_set import PanelSet
from gui.window.window_layout import WindowLayout


class Seen(Struct, frozen=True, kw_only=True):
    """What the user looks at, by keys that mean the same in every language."""

    search: str
    filters: tuple[bool, ...]
    accelerator: str | None
    group: str | None
    chart: str
    chart_as_table: bool
    explained: str


def what_is_seen(panels: PanelSet) -> Seen:
    """Return what a window shows and what is selected in it."""
    accelerator = panels.catalogue.selected()
    return Seen(
        search=panels.catalogue.search.text(),
        filters=panels.catalogue.chosen_filters(),
        accelerator=accelerator.key if accelerator is not None else None,
        group=panels.cluster.selected_key(),
        chart=panels.charts.current().key,
        chart_as_table=panels.charts.current().shows_table,
        explained=panels.result.explained,
    )


def clear_away(
    window: QMainWindow, layout: WindowLayout, tools: QToolBar, notices: QWidget, others: Iterable[QObject]
) -> None:
    """Take away everything that has words on it; open notices stay, their words may name a fault of the moment.

    ``others`` are what is no panel and is made anew as well: actions, commands, menus.
    """
    layout.remember()
    notices.setParent(None)  # kept, for the next central widget
    for kind in (AboutWindow, HelpWindow):
        for beside in window.findChildren(kind):
            beside.close()
    for tour in window.findChildren(Tour):
        tour.end()
    layout.name.deleteLater()
    window.setMenuBar(QMenuBar())
    window.removeToolBar(tools)
    for part in (tools, *others):
        part.deleteLater()


def show_again(panels: PanelSet, seen: Seen) -> None:
    """Show what was seen before; what is no more is left out."""
    panels.catalogue.choose_filters(seen.filters)
    panels.catalogue.search.setText(seen.search)
    if seen.accelerator is not None:
        panels.catalogue.select(seen.accelerator)
    if seen.group is not None:
        panels.cluster.select(seen.group)
    panels.charts.select(seen.chart)
    if seen.chart_as_table:
        panels.charts.current().show_table(shown=True)
    if seen.explained:
        panels.result.explain(seen.explained)
