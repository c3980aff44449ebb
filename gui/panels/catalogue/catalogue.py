"""The catalogue panel: search, filter chips, the table, and the card of the accelerator selected."""

from collections.abc import Iterator

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.document.edit import Edit
from gui.document.edits import add_group
from gui.look.planner_words import said
from gui.look.theme import icon
from gui.look.words import tr
from gui.panels.catalogue.accelerator_card import AcceleratorCard
from gui.panels.catalogue.card_rows import card_rows
from gui.panels.catalogue.catalogue_columns import CatalogueRow
from gui.panels.catalogue.catalogue_filters import combine, filters_for
from gui.panels.catalogue.catalogue_model import CatalogueFilter, CatalogueModel, catalogue_order
from gui.panels.catalogue.catalogue_rows import CatalogueRows
from gui.panels.catalogue.catalogue_search import Query, parse_query
from gui.panels.catalogue.catalogue_table import CatalogueTable
from gui.panels.catalogue.filter_chips import FilterChips
from gui.panels.catalogue.site_rules import SitePasses, mark_rows, site_rows
from gui.panels.panel import Panel
from gui.widgets.labels import EDGE_PX
from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.estimates import EstimateEffect
from planner.plan import Plan
from planner.plan_result import PlanResult

_SPLIT = (370, 330)
_RULES_AFTER = 6  # below the prices: what may be bought stands beside what it costs


class CataloguePanel(Panel):
    """Finds accelerators and adds them to the cluster; ``added`` carries the node group to go on in.

    What changes every row, as another number format does, is shown a part at a turn of the event loop, after the
    plan's own panels: ``filled`` says when all is.

    ``once_painted`` fills it when it was first in sight: the prices and estimates of the whole catalogue take longer
    than the rest of a window, and nobody sees them before.
    """

    selection_changed = Signal()
    menu_requested = Signal(QPoint)
    columns_changed = Signal(tuple)
    added = Signal(str)
    filled = Signal()

    def __init__(self, parent: QWidget | None = None, *, once_painted: bool = False) -> None:
        super().__init__(tr("Catalogue"), parent)
        self._waits = once_painted
        self._plan: Plan | None = None
        self._catalogue: Catalogue | None = None
        self._site_shown: tuple[tuple[str, str], tuple[str, ...]] | None = None
        self._order: tuple[str, ...] = ()
        self._query = Query()
        self._rows = CatalogueRows()
        self._filling: Iterator[None] = iter(())  # the parts of a fill that are still to come
        self._turn = QTimer(self, interval=0, singleShot=True)
        self._turn.timeout.connect(self._fill_next_part)
        self._result: PlanResult | None = None
        self._card_rests_on: tuple[object, ...] = ()
        self._model = CatalogueModel(self)
        self._proxy = CatalogueFilter(self._model, self)
        self.search = self._search_field()
        self.table = self._table()
        self.card = AcceleratorCard()
        self.chips = FilterChips()
        self.estimates = self._estimates_switch()
        self._build()

    def show_plan(self, plan: Plan, catalogue: Catalogue) -> None:
        """Show the catalogue as seen from a plan: its currency, its prices, its site."""
        self._plan, self._catalogue = plan, catalogue
        self.estimates.setChecked(plan.estimates_allowed)
        if self._waits:
            return
        if self._rows.are_all_others(plan, catalogue):
            self._filling = self._parts_of_filling(plan, catalogue)
            self._turn.start()  # each part a turn of its own: together they take longer than all other panels
        else:
            self._fill(plan, catalogue)

    def _fill_next_part(self) -> None:
        if next(self._filling, self) is None:
            self._turn.start()
        else:
            self.filled.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Fill a panel that waits for it to be seen."""
        super().paintEvent(event)
        if self._waits:
            self._waits = False
            QTimer.singleShot(0, self, self._fill_late)

    def _fill_late(self) -> None:
        if self._plan is not None and self._catalogue is not None:
            self._fill(self._plan, self._catalogue)

    def _fill(self, plan: Plan, catalogue: Catalogue) -> None:
        self._filling = iter(())  # of an older plan
        for _part in self._parts_of_filling(plan, catalogue):
            pass

    def _parts_of_filling(self, plan: Plan, catalogue: Catalogue) -> Iterator[None]:
        """Fill table and card, a part at each step; what the user selects between two of them stays selected."""
        self._rows.renew(plan, catalogue)
        if set(self._order) != set(catalogue.accelerators):
            self._order = catalogue_order(plan, catalogue, lambda key: self._rows[key].offer is not None)
        yield
        chosen = self.selected()
        others = self._set_rows()
        narrowed = self._renew_filters()  # then they are measured already, which takes longer than all else here
        if chosen is not None:
            self.select(chosen.key)
        if not self.table.currentIndex().isValid() and self._proxy.rowCount():
            self.table.selectRow(0)
        yield
        if others and not narrowed:
            self.table.fit_figures(others)
        yield
        self._show_card()

    def _set_rows(self) -> frozenset[str]:
        """Show the rows in their order; return the columns that say something else than before."""
        currency = self._plan.currency if self._plan is not None else ""
        return self._model.set_rows(self._rows.ordered(self._order, self._query), currency)

    def show_result(self, result: PlanResult) -> None:
        """Show on the cards what the estimates do to the plan's own pools."""
        self._result = result
        self._show_card()

    def begin(self) -> None:
        """Let the next plan's accelerators stand first, and one of them be selected."""
        self._order, self._result = (), None
        self.table.setCurrentIndex(QModelIndex())

    def selected(self) -> Accelerator | None:
        """Return the accelerator selected."""
        index = self.table.currentIndex()
        return self._model.row(self._proxy.mapToSource(index)).stated if index.isValid() else None

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
        """Ask for the selected accelerator to be added to the cluster; the keyboard stays where the next one is."""
        accelerator = self.selected()
        if accelerator is not None:
            self._ask_to_add(accelerator.key)

    def add(self, key: str) -> None:
        """Ask for an accelerator to be added to the cluster, and go on in its row."""
        self._ask_to_add(key)
        if self._plan is not None and self._plan.cluster.groups:
            self.added.emit(self._plan.cluster.groups[-1].key)

    def _ask_to_add(self, key: str) -> None:
        if self._plan is not None and self._catalogue is not None:
            name = self._catalogue.accelerator(key).name
            plan = add_group(self._plan, key, self._catalogue)
            self.edit_requested.emit(Edit(text=tr("Add {name}", name=name), plan=plan))

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
        field.textChanged.connect(self._search)
        field.returnPressed.connect(self._take_found)
        return field

    def _estimates_switch(self) -> QCheckBox:
        box = QCheckBox(tr("Plan with stated estimates (~)"))
        box.setToolTip(
            tr(
                "Where nobody prints a figure, a stated range stands in for it, marked, and widens the bands. "
                "Off: what is unknown has to be entered first."
            )
        )
        box.clicked.connect(self._allow_estimates)
        return box

    def _allow_estimates(self, on: bool) -> None:  # noqa: FBT001 - Qt's signature
        if self._plan is not None and on is not self._plan.estimates_allowed:
            text = tr("Plan with estimates") if on else tr("Plan without estimates")
            self.edit_requested.emit(Edit(text=text, plan=replace(self._plan, estimates_allowed=on)))

    def _table(self) -> CatalogueTable:
        table = CatalogueTable(self._proxy)
        table.columns_changed.connect(self.columns_changed)
        table.all_wanted.connect(self.clear_filters)
        table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        table.customContextMenuRequested.connect(
            lambda place: self.menu_requested.emit(table.viewport().mapToGlobal(place))
        )
        table.activated.connect(lambda _index: self._add_and_go())
        return table

    def _add_and_go(self) -> None:
        accelerator = self.selected()
        if accelerator is not None:
            self.add(accelerator.key)

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
        top.addWidget(self.estimates)
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

    def _renew_filters(self) -> bool:
        """Make the chips anew where site, suppliers or jurisdictions changed, and narrow by them; return whether."""
        plan, catalogue = self._plan, self._catalogue
        if plan is None or catalogue is None:
            return False
        shown = ((plan.site.code, plan.headquarters), tuple(catalogue.accelerators))
        if shown == self._site_shown:
            return False
        self._site_shown = shown
        filters = filters_for(catalogue, SitePasses(*shown[0]), said(plan.site.name), self._rows.state_of)
        self.chips.show_filters(filters, self.search)
        return True

    def _search(self) -> None:
        """Follow the line typed: what is called so comes first and is selected."""
        self._query = parse_query(self.search.text())
        if self._plan is not None:
            self._set_rows()
        self._narrow()
        if self._query.words and self._proxy.rowCount():
            self.table.selectRow(0)

    def _narrow(self) -> None:
        self._proxy.narrow(self._query, combine(self.chips.chosen()))
        self.table.fit_figures()
        shown, there = self._proxy.rowCount(), self._model.rowCount()
        self.subtitle.setText(
            tr("{count} accelerators", count=there)
            if shown == there
            else tr("{shown} of {count} accelerators", shown=shown, count=there)
        )
        self.table.say_nothing_matches(shown=not shown and bool(there))
        if not self.table.currentIndex().isValid() and shown:
            self.table.selectRow(0)

    def _take_found(self) -> None:
        """Add what the words typed found; where none are typed, go to the table."""
        if self._query.words and self.selected() is not None:
            self._add_and_go()
        else:
            self._go_to_table()

    def _go_to_table(self, *, down: int = 0) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        current = self.table.currentIndex()
        if down or not current.isValid():
            self.table.selectRow(min(max(0, current.row()) + down, self._proxy.rowCount() - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go from the search down into the table, with the key that means so."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self._go_to_table(down=1)
        else:
            super().keyPressEvent(event)

    def _on_row_changed(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self._show_card()
        self.selection_changed.emit()

    def _effects(self) -> tuple[EstimateEffect, ...]:
        """Return what the estimates of the accelerator selected do to its pool."""
        accelerator, result = self.selected(), self._result
        if accelerator is None or result is None:
            return ()
        return next((pool.estimates for pool in result.pools if pool.accelerator == accelerator.key), ())

    def _show_card(self) -> None:
        """Show the accelerator selected, where anything that its card rests on is another than what it shows."""
        accelerator, plan, catalogue = self.selected(), self._plan, self._catalogue
        if accelerator is None or plan is None or catalogue is None:
            return
        row, effects = self._rows[accelerator.key], self._effects()
        where = (plan.site, plan.headquarters, plan.site_marks.get(accelerator.key))
        rests_on = (row, catalogue, plan.rates, plan.currency, *where, effects)
        if rests_on == self._card_rests_on:
            return
        self._card_rests_on = rests_on
        rows = card_rows(row, catalogue, plan, effects)
        rules = (*mark_rows(accelerator.key, plan), *site_rows(accelerator, plan.site, plan.headquarters))
        self.card.show_rows(accelerator, (*rows[:_RULES_AFTER], *rules, *rows[_RULES_AFTER:]))
