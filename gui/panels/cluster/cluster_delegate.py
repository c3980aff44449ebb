"""Editors of the cluster's cells: a spin box for nodes, a choice for designs, a line for ranges; and how terms fit."""

from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.look.theme import active_theme
from gui.look.words import tr
from gui.panels.cluster.cluster_columns import COLUMNS, MOST_NODES
from gui.panels.cluster.cluster_model import CHOICES_ROLE, PARTS_ROLE, SHORTER_ROLE
from gui.panels.cluster.nodes_spin import NodesSpin

Index = QModelIndex | QPersistentModelIndex
_AROUND_PX: Final = 12  # before and behind the words of a cell
_MORE: Final = " …"
_MOST_TERMS_PX: Final = 190
QUIET: Final = frozenset({"design", "link"})


class ClusterDelegate(QStyledItemDelegate):
    """Draws editable figures as fields; commits a spin as it is spun, so that the figures follow."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802 - Qt's name
        """Return the editor of a cell."""
        column = COLUMNS[index.column()]
        choices = index.data(CHOICES_ROLE)
        if column.key == "nodes":
            return self._spin(parent, index)
        if choices:
            return self._combo(parent, choices)
        line = QLineEdit(parent)
        line.setAccessibleName(tr(column.title))
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        """Start from the cell's value."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QSpinBox):
            if editor.value() != value:  # set while it is spun, it would lose the cursor
                editor.blockSignals(True)
                editor.setValue(value)
                editor.blockSignals(False)
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(value))
        elif isinstance(editor, QLineEdit):
            editor.setText(str(value))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802 - Qt's name
        """Hand what was typed or chosen to the model."""
        if isinstance(editor, QSpinBox):
            editor.interpretText()
            if editor.value() != index.data(Qt.ItemDataRole.EditRole):
                model.setData(index, editor.value())
        elif isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit) and editor.text() != index.data(Qt.ItemDataRole.EditRole):
            model.setData(index, editor.text())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell; a field around what can be typed over."""
        self.initStyleOption(option, index)
        column = COLUMNS[index.column()]
        theme = active_theme()
        if column.key in QUIET:
            option.palette.setColor(QPalette.ColorRole.Text, theme.colour("muted"))
        parts = index.data(PARTS_ROLE) if column.key == "terms" else None
        if parts:
            room_px = option.rect.width() - _AROUND_PX
            option.text = fitting(parts, option.fontMetrics, room_px, index.data(SHORTER_ROLE))
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        if column.key == "nodes":
            self._frame(painter, QRectF(option.rect))

    @staticmethod
    def _frame(painter: QPainter, cell: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(active_theme().colour("control"), 1))
        painter.drawRoundedRect(cell.adjusted(3.5, 3.5, -1.5, -4.5), 5, 5)
        painter.restore()

    def _spin(self, parent: QWidget, index: Index) -> QSpinBox:
        spin, model, cell = NodesSpin(MOST_NODES, parent), index.model(), QPersistentModelIndex(index)
        spin.valueChanged.connect(lambda _value: self.commitData.emit(spin))
        spin.refused.connect(lambda text: model.setData(cell, text))  # which says why
        return spin

    def _combo(self, parent: QWidget, choices: list[tuple[str, object]]) -> QComboBox:
        combo = QComboBox(parent)
        combo.setAccessibleName(tr("Node design"))
        for text, value in choices:
            combo.addItem(text, value)
        width = max(combo.fontMetrics().horizontalAdvance(text) for text, _ in choices) + 32
        combo.view().setMinimumWidth(min(width, 640))
        combo.activated.connect(lambda _number: self._choose(combo))
        return combo

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Return room for the whole cell; terms get no more than leaves the node designs theirs."""
        wanted = super().sizeHint(option, index)
        parts = index.data(PARTS_ROLE) if COLUMNS[index.column()].key == "terms" else None
        if not parts:
            return wanted
        least = price_px(parts[0], QFontMetrics(option.font))
        return QSize(max(least, min(wanted.width(), _MOST_TERMS_PX)), wanted.height())

    def _choose(self, combo: QComboBox) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo)


def price_px(words: str, metrics: QFontMetrics) -> int:
    """Return the room that a cell of terms needs so that its price is whole."""
    return metrics.horizontalAdvance(f"{words}{_MORE}") + _AROUND_PX


def terms_px(parts: list[str], metrics: QFontMetrics) -> int:
    """Return the room that a cell of terms needs so that all its parts are shown."""
    return metrics.horizontalAdvance(tr(", ").join(parts)) + _AROUND_PX


def fitting(parts: list[str], metrics: QFontMetrics, width_px: int, shorter: str = "") -> str:
    """Return as many whole parts as there is room for, the first or its ``shorter`` one always: no number is cut."""
    for count in range(len(parts), 0, -1):
        shown = tr(", ").join(parts[:count]) + (_MORE if count < len(parts) else "")
        if metrics.horizontalAdvance(shown) <= width_px:
            return shown
    return shorter or shown
