"""The room that the headings of a table take."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QHeaderView

from gui.look.theme import SMALL_PX, app_font

_EDGES_PX: Final = 16  # resources/themes/window.qss: padding left and right, in small letters of medium weight


def heading_px(header: QHeaderView, number: int) -> int:
    """Return the width that a heading needs for its longest line; what tells the sorting stands beside it."""
    words = str(header.model().headerData(number, Qt.Orientation.Horizontal) or "")
    advance = QFontMetrics(app_font(SMALL_PX, weight=QFont.Weight.Medium)).horizontalAdvance
    return max((advance(line) for line in words.splitlines()), default=0) + _EDGES_PX
