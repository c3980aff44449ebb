"""The status bar: what runs in the background and how far it is, a Cancel, and what the figures rest on."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar, QWidget

from gui.look import formats
from gui.look.words import mark, tr
from gui.panels.steady_share import SteadyShare
from gui.widgets.labels import label, tooltip

_PROGRESS_PX = 150
_THOUSANDTHS = 1000
COMPUTING: Final = mark("Computing the uncertainty")


class StatusStrip(QStatusBar):
    """Shows one background job at a time: the exploration before the uncertainty."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = SteadyShare()
        self._exploring, self._computing = False, False
        self.said = ""  # the newest thing said; out of sight while the uncertainty is being computed
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
        """Show or hide the job; the uncertainty, where it is being computed, comes into sight behind it."""
        self.clearMessage()  # parts shown beneath the tip of an action would be painted over it
        self._exploring = on
        for part in (self.count, self.cancel):
            part.setVisible(on)
        self._show_progress_bar()
        if on:
            self._share = SteadyShare()
            self.doing.setText(tr("Exploring mixes"))
            self.count.setText("")
            self.progress.setAccessibleName(tr("Progress of exploring"))
        elif self._computing:
            self._say_computing()

    def show_progress(self, done: int, total: int) -> None:
        """Show how far exploring is; ``total`` counts the steps known by now, which grow with what is found."""
        share = self._share.hear(done, total)
        self.progress.setRange(0, _THOUSANDTHS)
        self.progress.setValue(int(_THOUSANDTHS * share))
        steps = formats.whole(self._share.done), formats.whole(self._share.known)
        self.count.setText(tr("{done} of at least {total} steps", done=steps[0], total=steps[1]))

    def show_computing(self, *, on: bool) -> None:
        """Show that the uncertainty is being computed, or no more; while mixes are explored they stay in sight."""
        if on == self._computing:
            return
        self._computing = on
        if self._exploring:
            return
        self.clearMessage()
        self._show_progress_bar()
        if on:
            self._say_computing()
        elif self.doing.text() == tr(COMPUTING):  # else something newer is said
            self.doing.setText(self.said)

    def _say_computing(self) -> None:
        self.doing.setText(tr(COMPUTING))
        self.progress.setAccessibleName(tr("Progress of the uncertainty"))

    def _show_progress_bar(self) -> None:
        self.progress.setRange(0, 0)  # busy, until the first word of how far it is
        self.progress.setVisible(self._exploring or self._computing)

    def say(self, text: str) -> None:
        """Say what was done last, instead of the tip of the action that did it; after the uncertainty, if it runs."""
        self.clearMessage()
        self.said = text
        if self._computing and not self._exploring:
            self._say_computing()
        else:
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
