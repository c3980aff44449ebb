"""The status bar: what runs in the background and how far it is, a Cancel, and what the figures rest on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar, QWidget

from gui.look import formats
from gui.look.words import tr
from gui.widgets.labels import label, tooltip

_PROGRESS_PX = 150
_THOUSANDTHS = 1000


class StatusStrip(QStatusBar):
    """Shows one background job at a time: the exploration."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setAccessibleName(tr("Status"))
        self.doing = label("", "muted")
        self.progress = QProgressBar()
        self.progress.setFixedWidth(_PROGRESS_PX)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Progress of exploring"))
        self.count = label("", "muted")
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setProperty("flat", True)
        self.cancel.setAccessibleName(tr("Cancel exploring"))
        self.cancel.clicked.connect(self.cancel_requested)
        self.rests_on = label("", "muted")
        for part in (self.doing, self.progress, self.count, self.cancel):
            self.addWidget(part)
        self.addPermanentWidget(self.rests_on)
        self.setContentsMargins(8, 0, 10, 0)
        self.show_exploring(on=False)

    def show_exploring(self, *, on: bool) -> None:
        """Show or hide the job."""
        self.clearMessage()  # parts shown beneath the tip of an action would be painted over it
        for part in (self.progress, self.count, self.cancel):
            part.setVisible(on)
        if on:
            self.doing.setText(tr("Exploring mixes"))
            self.count.setText("")
            self.progress.setRange(0, 0)  # busy, until the first word of how far it is

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the job is."""
        self.progress.setRange(0, _THOUSANDTHS)
        self.progress.setValue(_THOUSANDTHS * done // max(total, 1))
        self.count.setText(tr("{done} of {total}", done=formats.whole(done), total=formats.whole(total)))

    def say(self, text: str) -> None:
        """Say what was done last, instead of the tip of the action that did it."""
        self.clearMessage()
        self.doing.setText(text)

    def say_explored(self, evaluated: int, candidates: int, seconds: float) -> None:
        """Say how many fleets were explored, of how many where that is not all, and how quickly."""
        quickly = formats.significant(seconds, 2)
        if evaluated >= candidates:
            words = tr(
                "Explored {candidates} fleets in {seconds} s", candidates=formats.whole(candidates), seconds=quickly
            )
        else:
            words = tr(
                "Explored {evaluated} of {candidates} fleets in {seconds} s",
                evaluated=formats.whole(evaluated),
                candidates=formats.si(candidates),
                seconds=quickly,
            )
        self.say(words)

    def show_rests_on(self, text: str, tip: str) -> None:
        """Say what the figures rest on: catalogue, calibration and its error."""
        self.rests_on.setText(text)
        self.rests_on.setToolTip(tooltip(tip))
