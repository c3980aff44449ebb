"""The place of a bar of notices: over the lower edge at once, and on room of its own when no click can miss by it."""

from PySide6.QtCore import QObject, QTimerEvent
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from gui.widgets.notice_bar import NoticeBar


class NoticeRoom(QObject):
    """Lays a bar over a widget and, a double click later, has the widget's layout end above it.

    Made room for at once, a notice would move what is being clicked at; left where it is, it would cover axes and
    buttons. Where the layout cannot be lower, the bar stays over it. Whoever resizes the widget calls ``place``.
    """

    def __init__(self, bar: NoticeBar, host: QWidget, layout: QLayout, gap_px: int) -> None:
        super().__init__(host)
        self._bar, self._host, self._layout, self._gap_px = bar, host, layout, gap_px
        self._bottom_px = layout.contentsMargins().bottom()
        self._later = 0  # the timer that makes room
        bar.setParent(host)
        bar.setVisible(bar.any_open)
        bar.changed.connect(self.place)

    def place(self) -> None:
        """Put the notices at the lower edge, and make room for them later, or take it back at once."""
        width = self._host.width() - 2 * self._gap_px
        wanted = self._bar.heightForWidth(width)
        height = wanted if wanted > 0 else self._bar.sizeHint().height()
        self._bar.setGeometry(self._gap_px, self._host.height() - height - self._gap_px, width, height)
        self._bar.raise_()
        self._stop_waiting()
        if self._bar.any_open:
            self._later = self.startTimer(QApplication.doubleClickInterval())
        else:
            self._end_layout_above(0)

    def timerEvent(self, _event: QTimerEvent) -> None:  # noqa: N802 - Qt's name
        """Make room, where there is any."""
        self._stop_waiting()
        taken = self._layout.contentsMargins().bottom() - self._bottom_px
        spare = self._host.height() - self._layout.minimumSize().height() + taken
        needed = self._bar.height() + self._gap_px
        self._end_layout_above(needed if needed <= spare else 0)

    def _stop_waiting(self) -> None:
        timer, self._later = self._later, 0
        if timer:
            self.killTimer(timer)

    def _end_layout_above(self, height_px: int) -> None:
        margins = self._layout.contentsMargins()
        if margins.bottom() != self._bottom_px + height_px:
            margins.setBottom(self._bottom_px + height_px)
            self._layout.setContentsMargins(margins)
