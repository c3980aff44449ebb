"""Draws a row of the command palette: icon or its room, words, and the keys at the right."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.look.theme import active_theme

KEYS_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROW_PX: Final = 28
_ICON_PX: Final = 16
_EDGE_PX: Final = 8


class PaletteDelegate(QStyledItemDelegate):
    """Rows of one height, words in one column whether there is an icon or not."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """Return one height for every row; the width is the list's."""
        return QSize(0, _ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw ground, icon, words, keys."""
        theme = active_theme()
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(option.rect, 4, 4)
        inside = option.rect.adjusted(_EDGE_PX, 0, -_EDGE_PX, 0)
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(icon, QIcon) and not icon.isNull():
            top = inside.top() + (_ROW_PX - _ICON_PX) // 2
            icon.paint(painter, QRect(inside.left(), top, _ICON_PX, _ICON_PX))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        keys = str(index.data(KEYS_ROLE) or "")
        painter.setPen(theme.colour("muted"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | middle, keys)
        room = inside.adjusted(_ICON_PX + _EDGE_PX, 0, -option.fontMetrics.horizontalAdvance(keys) - _EDGE_PX, 0)
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        painter.setPen(theme.colour("text"))
        shown = option.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | middle, shown)
        painter.restore()
