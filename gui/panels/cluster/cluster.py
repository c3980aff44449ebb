"""The cluster panel: node groups by row, totals below, what the exploration may vary beside each."""

from html import escape
from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QToolButton,
    QWidget,
)

from gui.look import formats
from gui.look.theme import SMALL_PX, active_theme, icon
from gui.look.words import mark, tr
from gui.panels.catalogue.catalogue_table import ROW_PX
from gui.panels.cluster.cluster_columns import COLUMNS, column_number
from gui.panels.cluster.cluster_delegate import ClusterDelegate
from gui.panels.cluster.cluster_model import ClusterModel
from gui.panels.cluster.cluster_totals import ClusterTotals, cluster_totals
from gui.panels.cluster.group_table import GroupTable
from gui.panels.cluster.inter_pool_link_button import InterPoolLinkButton
from gui.panels.cluster.limits_button import LimitsButton
from gui.panels.cluster.mixing_button import MixingButton
from gui.panels.cluster.purchase_button import PurchaseButton
from gui.panels.cluster.terms_button import TermsButton
from gui.panels.panel import Panel
from gui.panels.remedies import stopped_groups
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.headings import heading_px
from gui.widgets.labels import EDGE_PX, tooltip
from planner.catalogue.catalogue import Catalogue
from planner.plan import Plan
from planner.plan_result import PlanResult
from planner.units import PETA

_SYMBOL_PX = 14
_ROW_PX: Final = ROW_PX + 4
_LEAST_ROWS: Final = 3
_TOTAL_PX = 18
_WIDTHS = {"nodes": 56, "devices": 62, "link": 86, "explore": 115}


class ClusterPanel(Panel):
    """Composes the cluster: counts, designs, prices, limits."""

    selection_changed = Signal()
    accelerator_dropped = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Cluster"), parent)
        self._plan: Plan | None = None
        self._catalogue = Catalogue()
        self.model = ClusterModel(self)
        self.table = self._table()
        self.terms = TermsButton()
        self.mixing = MixingButton()
        self.inter_pool_link = InterPoolLinkButton()
        self.purchase = PurchaseButton()
        self.limits = LimitsButton()
        for button in (self.terms, self.mixing, self.inter_pool_link, self.limits):
            self.head.addWidget(button)
        self.mixing.limits_wanted.connect(self.limits.open_form)
        for asking in (self.terms, self.mixing, self.purchase, self.inter_pool_link, self.limits):
            asking.edit_requested.connect(self.edit_requested)
        self.body.addWidget(self.table, 1)
        self._totals: dict[str, QLabel] = {}
        self.body.addWidget(self._totals_row())
        self.model.edit_requested.connect(self.edit_requested)
        self.model.accelerator_dropped.connect(self.accelerator_dropped)
        self.model.refused.connect(self.refused)
        self.table.terms_requested.connect(self.edit_terms)
        self.table.move_requested.connect(self.model.move)

    def add_head_actions(self, *actions: QAction) -> None:
        """Put buttons for actions at the right of the title line, and the actions in the menu of a row."""
        self.table.addActions(actions)
        self.table.remove_requested.connect(actions[-1].trigger)
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setAccessibleName(action.iconText())
            self.head.addWidget(button)

    def show_plan(self, plan: Plan, catalogue: Catalogue) -> None:
        """Show the cluster of a plan and what it adds up to."""
        known = {row.group.key for row in self._rows()}
        chosen = self.selected_key()
        self._plan, self._catalogue = plan, catalogue
        self.terms.show_plan(plan, catalogue)  # before a row is chosen, whose group it then shows
        others = self.model.show_plan(plan, catalogue)
        self._select_after(chosen, known)
        if others:
            self._fit_figures()
        count = len(plan.cluster.groups)
        self.subtitle.setText(tr("1 node group") if count == 1 else tr("{count} node groups", count=count))
        self._show_totals(cluster_totals(plan, catalogue), plan)
        self.mixing.show_plan(plan)
        self.inter_pool_link.show_plan(plan)
        self.purchase.show_plan(plan)
        self.inter_pool_link.setVisible(count > 1)
        self.limits.show_plan(plan, catalogue)

    def show_result(self, result: PlanResult) -> None:
        """Say which way of working the plan came out with, and which groups something stops."""
        self.mixing.show_result(result)
        if self._plan is not None:
            self.model.show_stopped(stopped_groups(result.blocked, self._plan))

    def selected_key(self) -> str | None:
        """Return the key of the node group selected."""
        index = self.table.currentIndex()
        return self.model.row(index.row()).group.key if index.isValid() else None

    def select(self, key: str) -> None:
        """Select a node group where there is one of that key."""
        keys = [row.group.key for row in self._rows()]
        if key in keys:
            self.table.selectRow(keys.index(key))

    def go_to(self, key: str) -> None:
        """Bring a node group into sight with the keyboard on its nodes: a number typed next is theirs."""
        keys = [row.group.key for row in self._rows()]
        if key in keys:
            index = self.model.index(keys.index(key), column_number("nodes"))
            self.table.setCurrentIndex(index)
            self.table.scrollTo(index)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def edit_terms(self, row: int, typed: str = "") -> None:
        """Open the terms of a row's group at their price; ``typed`` is what was typed on the cell."""
        self.table.setCurrentIndex(self.model.index(row, column_number("terms")))
        self.terms.open_with(self.model.row(row).group.key, typed)

    def open_terms(self) -> None:
        """Open the terms of the group selected, for keys and for whoever offers it; of the first where none is."""
        if self.model.rowCount():
            self.edit_terms(max(0, self.table.currentIndex().row()))

    def edit_cell(self, row: int, column: str) -> None:
        """Open the editor of a cell."""
        if column == "terms":
            self.edit_terms(row)
            return
        index = self.model.index(row, column_number(column))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.setCurrentIndex(index)
        self.table.edit(index)

    def restyle(self) -> None:
        """Draw symbols in the look in use."""
        self.table.viewport().update()
        self.table.more.setIcon(icon("more"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure the columns again where another stylesheet sets them in other letters."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit_figures()

    def _rows(self) -> list:  # type: ignore[type-arg]  # GroupRow, typed by use
        return [self.model.row(number) for number in range(self.model.rowCount())]

    def _fit_figures(self) -> None:
        """Give each column of numbers the room that its heading and its longest one need: nothing is cut.

        As many rows as most clusters have stay in sight below the headings, whose letters differ by language.
        """
        heading_row = self.table.horizontalHeader().sizeHint().height()
        self.table.setMinimumHeight(heading_row + _LEAST_ROWS * _ROW_PX + 2 * self.table.frameWidth())
        for key, least in _WIDTHS.items():
            number = column_number(key)
            heading = heading_px(self.table.horizontalHeader(), number)
            self.table.setColumnWidth(number, max(least, heading, self.table.sizeHintForColumn(number)))
        self.table.fit_designs()

    def _select_after(self, chosen: str | None, known: set[str]) -> None:
        """Select the group that came new, else the one that was selected."""
        keys = [row.group.key for row in self._rows()]
        new = [key for key in keys if key not in known] if known else []
        wanted = new[0] if len(new) == 1 else chosen
        if wanted in keys and self.selected_key() != wanted:
            index = self.model.index(keys.index(wanted), column_number("nodes"))
            self.table.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            )

    def _table(self) -> GroupTable:
        table = GroupTable()
        table.setAccessibleName(tr("Node groups"))
        table.setModel(self.model)
        table.setItemDelegate(ClusterDelegate(table))
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setIconSize(QSize(_SYMBOL_PX, _SYMBOL_PX))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        # No SelectedClicked: it waits for a second click, and Qt drops what is typed meanwhile.
        table.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        table.setTabKeyNavigation(False)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._open_menu)
        table.setAcceptDrops(True)
        table.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        table.setDefaultDropAction(Qt.DropAction.CopyAction)
        table.setDropIndicatorShown(True)
        table.setDragDropOverwriteMode(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(column_number("accelerator"), QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(column_number("terms"), QHeaderView.ResizeMode.Stretch)  # in whole parts
        for number, column in enumerate(COLUMNS):
            if column.key in _WIDTHS:
                table.setColumnWidth(number, _WIDTHS[column.key])
        table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        return table

    def _open_menu(self, place: QPoint) -> None:
        """Offer what can be changed in a row, and what can be done with it."""
        index = self.table.indexAt(place)
        if not index.isValid():
            return
        self.table.setCurrentIndex(index)
        menu = QMenu(self.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column, words in _CHANGES:
            menu.addAction(tr(words), lambda column=column: self.edit_cell(index.row(), column))  # type: ignore[misc]
        menu.addSeparator()
        menu.addActions(self.table.actions())
        menu.popup(self.table.viewport().mapToGlobal(place))

    def _on_row_changed(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        key = self.selected_key()
        if key is not None:
            self.terms.show_group(key)
        self.selection_changed.emit()

    def _totals_row(self) -> QWidget:
        row, sums = QWidget(), QWidget()
        flow = FlowLayout(sums, gap=5, row_gap=2)
        flow.setContentsMargins(0, 6, 0, 0)  # on one line with the button beside it
        for name in _TOTALS:
            self._totals[name] = QLabel()
            self._totals[name].setFixedHeight(_TOTAL_PX)  # the same for every script
            flow.addWidget(self._totals[name])
        line = QHBoxLayout(row)
        line.setContentsMargins(EDGE_PX, 0, 0, 0)  # the button has a margin of its own
        line.addWidget(sums, 1)
        line.addWidget(self.purchase, 0, Qt.AlignmentFlag.AlignTop)  # beside the price per hour that it decides
        row.setAccessibleName(tr("Totals of the cluster"))
        return row

    def _show_totals(self, totals: ClusterTotals, plan: Plan) -> None:
        parts = {
            "devices": (formats.whole(totals.devices), tr("devices")),
            "peak_flop_per_s": (formats.significant(totals.peak_flop_per_s / PETA), "PFLOP/s"),
            "memory_bytes": _number_and_unit(formats.si(totals.memory_bytes, "B")),
            "power_w": _number_and_unit(formats.si(totals.power_w, "W")),
            "price_per_hour": (formats.whole(totals.price_per_hour.amount), formats.per_hour(plan.currency)),
        }
        style = f"color:{_muted()};font-size:{SMALL_PX}px"
        for name, (number, unit) in parts.items():
            some = " +" if name in totals.incomplete else ""
            self._totals[name].setText(f"<b>{number}{some}</b> <span style='{style}'>{escape(unit)}</span>")
            self._totals[name].setAccessibleName(f"{number}{some} {unit}")
            missing = tr(" A figure of at least one group is unknown and left out of this sum.") if some else ""
            self._totals[name].setToolTip(tooltip(tr(_TOTALS[name]) + missing))


def _muted() -> str:
    return active_theme().colours["muted"]


def _number_and_unit(text: str) -> tuple[str, str]:
    number, _, unit = text.partition(formats.THIN)
    return number, unit


_TOTALS = {
    "devices": mark("Accelerators in the cluster."),
    "peak_flop_per_s": mark("Sum of the dense peak rates at the run's number format."),
    "memory_bytes": mark("Sum of the accelerators' memory (decimal bytes)."),
    "power_w": mark("Sum of the node designs' power; where a design states none, of the accelerators' TDP."),
    "price_per_hour": mark("Price of all groups for an hour: rent, and what is bought by its terms."),
}
_CHANGES: Final = (
    ("nodes", mark("Change the nodes")),
    ("terms", mark("Change the terms and the price")),
    ("design", mark("Change the node design")),
    ("explore", mark("Change what exploring may vary")),
)
