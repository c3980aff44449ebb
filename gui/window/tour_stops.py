"""What the tour tells, and where on the window."""

from PySide6.QtWidgets import QWidget

from gui.help.tour import TourStop
from gui.look.words import tr
from gui.window.panel_set import PanelSet


def tour_stops(panels: PanelSet, tools: QWidget) -> tuple[TourStop, ...]:
    """Return the stops of the tour, in the language in use."""
    return (
        TourStop(
            title=tr("The cluster"),
            text=tr(
                "Node groups of one or several suppliers' accelerators. Set nodes and prices in the cells; every "
                "figure follows at once, and every edit can be undone."
            ),
            part=lambda: panels.cluster,
        ),
        TourStop(
            title=tr("The catalogue"),
            text=tr("Search and filter accelerators; Enter, a double-click or dragging puts one into the cluster."),
            part=lambda: panels.catalogue,
        ),
        TourStop(
            title=tr("What is trained"),
            text=tr("Choose a model, or drop a config.json on the window; set tokens, batch, precision and deadline."),
            part=lambda: panels.workload,
        ),
        TourStop(
            title=tr("What it comes to"),
            text=tr("Speed, time, money and dependence, each with its band. Press F1 on a figure for its formula."),
            part=lambda: panels.result,
        ),
        TourStop(
            title=tr("Saving against dependence"),
            text=tr(
                "Explore mixes (Ctrl+R) draws every fleet within your limits and the frontier among them. A click "
                "compares a point with the plan, a double-click makes it the plan."
            ),
            part=lambda: panels.charts,
        ),
        TourStop(
            title=tr("Hand it around"),
            text=tr("Export a PDF summary for those who decide. Ctrl+K finds every action by its name."),
            part=lambda: tools,
        ),
    )
