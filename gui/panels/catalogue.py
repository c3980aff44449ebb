"""The catalogue panel: search, filter chips, the table, and the card of the accelerator selected."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import (
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.document.edit import Edit
from gui.document.edits import add_group, can_convert, default_offer
from gui.look.planner_words import said
from gui.look.theme import icon
from gui.look.words import tr
from gui.panels.accelerator_card import AcceleratorCard
from gui.panels.card_rows import card_rows
from gui.panels.catalogue_filters import combine, filters_for
from gui.panels.catalogue_model import CatalogueFilter, CatalogueModel, CatalogueRow, catalogue_order
from gui.panels.catalogue_search import parse_query
from gui.panels.catalogue_table import CatalogueTable
from gui.panels.filter_chips import FilterChips
from gui.panels.panel import Panel
from gui.panels.site_rules import mark_rows, passes_at, site_rows
from gui.widgets.labels import EDGE_PX
from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.plan import Plan

_SPLIT = (370, 330)
_RULES_AFTER = 5  # below the prices: what may be bought stands beside what it costs


class CataloguePanel(Panel):
    """Finds accelerators and adds them to the cluster."""

    selection_changed = Signal()
    menu_requested = Signal(QPoint)
    columns_changed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Catalogue"), parent)
        self._plan: Plan | None = None
        self._catalogue: Catalogue | None = None
        self._site_shown: tuple[str, tuple[str, ...]] | None = None
        self._order: tuple[str, ...] = ()
        self._model = CatalogueModel(self)
        self._proxy = CatalogueFilter(self._model, self)
        self.search = self._search_field()
        self.table = self._table()
        self.card = AcceleratorCard()
        self.chips = FilterChips()
        self._build()

    def show_plan(self, plan: Plan, catalogue: Catalogue) -> None:
        """Show the catalogue as seen from a plan: its currency, its prices, its site."""
        self._plan, self._catalogue = plan, catalogue
        chosen = self.selected()
        if set(self._order) != set(catalogue.accelerators):
            self._order = catalogue_order(plan, catalogue)
        rows = tuple(_row(plan, catalogue, catalogue.accelerators[key]) for key in self._order)
        self._model.set_rows(rows, plan.currency)
        self._renew_filters()
        if chosen is not None:
            self.select(chosen.key)
        if not self.table.currentIndex().isValid() and self._proxy.rowCount():
            self.table.selectRow(0)
        self._show_card()

    def begin(self) -> None:
        """Let the next plan's accelerators stand first, and one of them be selected."""
        self._order = ()
        self.table.setCurrentIndex(QModelIndex())

    def selected(self) -> Accelerator | None:
        """Return the accelerator selected."""
        index = self.table.currentIndex()
        return self._model.row(self._proxy.mapToSource(index)).accelerator if index.isValid() else None

    def selected_rows(self) -> list[CatalogueRow]:
        """Return the accelerators selected together, the current one first."""
        current = self.table.currentIndex().row()
        numbers = sorted(
            {index.row() for index in self.table.selectionModel().selectedRows()}, key=lambda n: n != current
        )
        return [self._model.row(self._proxy.mapToSource(self._proxy.index(number, 0))) for number in numbers]

    def select(self, accelerator: str) -> None:
        """Select an accelerator where the filters leave it visible."""
        number = self._model.row_of(accelerator)
        if number is not None:
            index = self._proxy.mapFromSource(self._model.index(number, 0))
            if index.isValid():
                self.table.setCurrentIndex(index)

    def reveal(self, accelerator: str) -> None:
        """Select an accelerator, taking search and filters away where they hide it."""
        self.select(accelerator)
        chosen = self.selected()
        if chosen is None or chosen.key != accelerator:
            self.clear_filters()
            self.select(accelerator)

    def clear_filters(self) -> None:
        """Show every accelerator again."""
        self.search.clear()
        self.chips.clear()

    def add_selected(self) -> None:
        """Ask for the selected accelerator to be added to the cluster."""
        accelerator = self.selected()
        if accelerator is not None:
            self.add(accelerator.key)

    def add(self, key: str) -> None:
        """Ask for an accelerator to be added to the cluster."""
        if self._plan is not None and self._catalogue is not None:
            name = self._catalogue.accelerator(key).name
            self.edit_requested.emit(
                Edit(text=tr("Add {name}", name=name), plan=add_group(self._plan, key, self._catalogue))
            )

    def focus_search(self) -> None:
        """Go to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def restyle(self) -> None:
        """Draw symbols and icons in the look in use."""
        self._search_icon.setIcon(icon("search"))
        self.card.restyle()
        self.table.viewport().update()

    def shown(self) -> list[str]:
        """Return the keys of the accelerators that search and filters leave, in the order shown."""
        rows = range(self._proxy.rowCount())
        return [self._model.row(self._proxy.mapToSource(self._proxy.index(row, 0))).accelerator.key for row in rows]

    def chip(self, text: str) -> QPushButton:
        """Return the chip of a filter by its words; KeyError where there is none."""
        return self.chips.chip(text)

    def chosen_filters(self) -> tuple[bool, ...]:
        """Return which filters are checked, in their order."""
        return self.chips.states()

    def choose_filters(self, chosen: tuple[bool, ...]) -> None:
        """Check filters by their order."""
        self.chips.choose(chosen)

    def _search_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(tr("Name, supplier, “≥ 64 GB”, “fp8”"))
        field.setToolTip(tr("Words, number formats and comparisons with units: huawei fp8 ≥ 64 GB < 700 W"))
        field.setAccessibleName(tr("Search the catalogue"))
        field.setClearButtonEnabled(True)
        self._search_icon: QAction = field.addAction(QIcon(icon("search")), QLineEdit.ActionPosition.LeadingPosition)
        field.textChanged.connect(self._narrow)
        field.returnPressed.connect(self._go_to_table)
        return field

    def _table(self) -> CatalogueTable:
        table = CatalogueTable(self._proxy)
        table.columns_changed.connect(self.columns_changed)
        table.all_wanted.connect(self.clear_filters)
        table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        table.customContextMenuRequested.connect(
            lambda place: self.menu_requested.emit(table.viewport().mapToGlobal(place))
        )
        table.activated.connect(lambda _index: self.add_selected())
        return table

    def columns(self) -> tuple[str, ...]:
        """Return the keys of the columns shown."""
        return self.table.columns()

    def choose_columns(self, keys: tuple[str, ...]) -> None:
        """Show these columns, the name always; none given are those shown at first."""
        self.table.choose_columns(keys)

    def column_menu(self, parent: QWidget) -> QMenu:
        """Return a menu that shows and hides columns."""
        return self.table.column_menu(parent)

    def _build(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(EDGE_PX, 0, EDGE_PX, 0)
        top.setSpacing(6)
        top.addWidget(self.search)
        self.chips.changed.connect(self._narrow)
        self.chips.none_wanted.connect(self.clear_filters)
        top.addWidget(self.chips)
        self.body.addLayout(top)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(5)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.card)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes(list(_SPLIT))
        self.body.addWidget(self.splitter, 1)

    def _renew_filters(self) -> None:
        """Make the chips anew where site, suppliers or jurisdictions changed."""
        plan, catalogue = self._plan, self._catalogue
        if plan is None or catalogue is None:
            return
        shown = (plan.site.code, tuple(catalogue.accelerators))
        if shown == self._site_shown:
            return
        self._site_shown = shown
        filters = filters_for(catalogue, lambda one: passes_at(one, shown[0]), said(plan.site.name))
        self.chips.show_filters(filters, self.search)

    def _narrow(self) -> None:
        self._proxy.narrow(parse_query(self.search.text()), combine(self.chips.chosen()))
        shown, there = self._proxy.rowCount(), self._model.rowCount()
        self.subtitle.setText(
            tr("{count} accelerators", count=there)
            if shown == there
            else tr("{shown} of {count} accelerators", shown=shown, count=there)
        )
        self.table.say_nothing_matches(shown=not shown and bool(there))
        if not self.table.currentIndex().isValid() and shown:
            self.table.selectRow(0)

    def _go_to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    def _on_row_changed(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self._show_card()
        self.selection_changed.emit()

    def _show_card(self) -> None:
        accelerator = self.selected()
        if accelerator is not None and self._plan is not None and self._catalogue is not None:
            rows = card_rows(accelerator, self._catalogue, self._plan)
            rules = (*mark_rows(accelerator.key, self._plan), *site_rows(accelerator, self._plan.site))
            self.card.show_rows(accelerator, (*rows[:_RULES_AFTER], *rules, *rows[_RULES_AFTER:]))


def _row(plan: Plan, catalogue: Catalogue, accelerator: Accelerator) -> CatalogueRow:
    offer = default_offer(plan, accelerator.key, catalogue)
    payable = offer is not None and can_convert(plan, offer.price.currency)
    price = plan.rates.convert(offer.price, plan.currency).amount if offer is not None and payable else None
    return CatalogueRow(accelerator=accelerator, offer=offer, price_per_hour=price)
