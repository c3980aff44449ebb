"""The menu of a chart: its table in place of the picture, and the ways out of the window (copy, PNG, SVG, CSV)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.widgets.labels import warn
from planner.errors import UserError

if TYPE_CHECKING:
    from gui.charts.base.chart import Chart

_ACTIONS: Final = (
    ("table", mark("Show as table"), "table"),
    ("copy-picture", mark("Copy picture"), "copy"),
    ("copy-table", mark("Copy table"), "copy"),
    ("png", mark("Save as PNG…"), "image"),
    ("svg", mark("Save as SVG…"), "image"),
    ("csv", mark("Save table as CSV…"), "export"),
)
_ENDINGS: Final = ("png", "svg", "csv")
_LAST_OF_GROUP: Final = frozenset({"table", "copy-table"})


class ChartMenu(QObject):
    """Opens over its chart, by the button in the header or a right click."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self._actions = self._make_actions()
        self.button = self._make_button()
        chart.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chart.customContextMenuRequested.connect(self.open_at)

    @property
    def _chart(self) -> Chart:
        """The chart, asked of Qt: held here it would hold itself, and what it is made of, beyond its end."""
        return cast("Chart", self.parent())

    def show_table_state(self, *, shown: bool) -> None:
        """Check the entry of the table, or not."""
        self._actions["table"].setChecked(shown)

    def restyle(self) -> None:
        """Draw the button in the look in use."""
        self.button.setIcon(self._chart.theme.icon("more"))

    def open_at(self, position: QPoint) -> None:
        """Open the menu at a place of the chart."""
        menu = QMenu(self._chart)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, _, icon_name in _ACTIONS:
            self._actions[key].setIcon(self._chart.theme.icon(icon_name))
            menu.addAction(self._actions[key])
            if key in _LAST_OF_GROUP:
                menu.addSeparator()
        menu.popup(self._chart.mapToGlobal(position))

    def ask_and_save(self, ending: str = "") -> None:
        """Ask for a file and write picture or table into it; no ``ending`` lets the file's name say which."""
        chart, title = self._chart, tr(self._chart.title)
        name = f"{chart.key.replace('_', '-')}.{ending or _ENDINGS[0]}"
        kinds = ";;".join(f"{one.upper()} (*.{one})" for one in ((ending,) if ending else _ENDINGS))
        chosen, kind = QFileDialog.getSaveFileName(chart, tr("Save {title}", title=title), name, kinds)
        if not chosen:
            return
        path = Path(chosen)
        if not path.suffix:
            path = path.with_suffix(f".{kind.partition(' ')[0].lower() or ending or _ENDINGS[0]}")
        try:
            chart.save(path)
        except UserError as error:
            warn(chart, tr("Not saved"), said(str(error)))

    def _make_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(self._chart.theme.icon("more"))
        button.setToolTip(tr("Table, copy and save"))
        button.setAccessibleName(tr("{title}: table, copy and save", title=tr(self._chart.title)))
        button.clicked.connect(lambda: self.open_at(button.mapTo(self._chart, QPoint(0, button.height()))))
        return button

    def _make_actions(self) -> dict[str, QAction]:
        actions = {}
        for key, text, _ in _ACTIONS:
            action = QAction(tr(text), self._chart)
            action.triggered.connect(lambda _checked=False, key=key: self._do(key))
            actions[key] = action
        actions["table"].setCheckable(True)
        return actions

    def _do(self, key: str) -> None:
        if key == "table":
            self._chart.show_table(shown=not self._chart.shows_table)
        elif key == "copy-picture":
            self._chart.copy_picture()
        elif key == "copy-table":
            self._chart.copy_table()
        else:
            self.ask_and_save(key)
