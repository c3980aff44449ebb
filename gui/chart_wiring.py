"""What the charts ask for, and who does it."""

from typing import TYPE_CHECKING

from gui.version_commands import do_with_version

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def wire_charts(window: "MainWindow") -> None:
    """Connect the charts of a window, newly made, with what does their bidding."""
    charts = window.charts
    charts.candidate_compared.connect(window.plan_commands.compare_fleet)
    charts.candidate_adopted.connect(window.plan_commands.adopt_fleet)
    charts.axes_chosen.connect(window.doubts.choose_axes)
    charts.edit_requested.connect(window.document.edit)
    charts.version_wanted.connect(lambda what, name: do_with_version(window, what, name))
    charts.loss_wanted.connect(window.loss.ask)
    charts.doubts_wanted.connect(lambda wanted: window.doubts.want(wanted=wanted))
