"""About: versions, what the figures rest on, the licence. A window of its own that blocks nothing."""

import platform
from typing import Final

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from gui.look import formats
from gui.look.words import tr
from gui.widgets.dialogue import Dialogue
from gui.widgets.labels import label
from planner import __version__
from planner.catalogue.catalogue import Catalogue
from planner.performance.training.accuracy import load_accuracy

_WIDTH_PX: Final = 440


class AboutWindow(Dialogue):
    """Says what runs and what it rests on."""

    def __init__(self, catalogue: Catalogue, calibration: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("About Chipfolio"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        self.setMinimumWidth(_WIDTH_PX)
        column.setSpacing(10)
        column.addWidget(label("Chipfolio", "figure"))
        column.addWidget(label(tr("A planner for mixed-supplier accelerator fleets.")))
        for line in about_lines(catalogue, calibration):
            words = label(line, "muted", wraps=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(words)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column.addWidget(buttons)


def about_lines(catalogue: Catalogue, calibration: str) -> tuple[str, ...]:
    """Return what About says, line by line."""
    return (
        tr(
            "Version {version} · Python {python} · Qt {qt}",
            version=__version__,
            python=platform.python_version(),
            qt=qVersion(),
        ),
        (
            tr(
                "Catalogue of {date}: {accelerators} accelerators, {nodes} node designs, {prices} price observations",
                date=catalogue.date or tr("unknown date"),
                accelerators=len(catalogue.accelerators),
                nodes=len(catalogue.nodes),
                prices=len(catalogue.prices),
            )
        ),
        calibration[:1].upper() + calibration[1:] if calibration else tr("Calibration unknown"),
        errors_line(),
        tr("Works offline: nothing is sent anywhere. Export rules are arithmetic on stated figures, not legal advice."),
        "Apache License 2.0",
    )


def errors_line() -> str:
    """Return how far the calibrated rates lie from published runs, seen and unseen by the fit."""
    found = {error.basis: error for error in load_accuracy() if error.grouping == "all"}
    seen, unseen = found["in-sample"], found["sources"]
    return tr(
        "Mean absolute error of the rate on {runs} published runs: {seen} in-sample, {unseen} where the fit had not "
        "seen the source; {share} of those within their bands",
        runs=formats.whole(seen.runs),
        seen=formats.percent(seen.mape),
        unseen=formats.percent(unseen.mape),
        share=formats.percent(unseen.in_band, 0),
    )
