"""The chips that filter the catalogue, each on or off, and behind the last one every filter there is."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gui.look.words import tr
from gui.panels.catalogue.catalogue_filters import Filter, FilterKind
from gui.panels.catalogue.filter_menu import fill_filter_menu
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.labels import tooltip
from gui.widgets.staying_menu import StayingMenu


class FilterChips(QWidget):
    """``changed``: other filters are chosen. ``none_wanted``: every filter is to be taken away."""

    changed = Signal()
    none_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters: tuple[Filter, ...] = ()
        self._chips: dict[str, QPushButton] = {}
        self._flow = FlowLayout(self, gap=5, row_gap=5)
        self._flow.setContentsMargins(0, 0, 0, 2)
        self.menu = StayingMenu(self)
        self.more = QPushButton("+")
        self.more.setProperty("chip", True)
        self.more.setAccessibleName(tr("More filters"))
        self.more.setToolTip(tr("More filters: suppliers, jurisdictions, number formats, memory, evidence"))
        self.more.clicked.connect(self._open_menu)

    def show_filters(self, filters: tuple[Filter, ...], before: QWidget) -> None:
        """Offer these filters, behind a widget in the order of Tab; what is chosen stays, at first the site's is."""
        chosen = {key for key, chip in self._chips.items() if chip.isChecked()}
        first = not self._chips
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._flow.removeWidget(self.more)
        self._filters = filters
        self._chips = {
            one.key: self._chip(one, checked=one.key in chosen or (first and one.kind is FilterKind.SITE))
            for one in filters
        }
        for chip in (*self._chips.values(), self.more):
            self._flow.addWidget(chip)
            QWidget.setTabOrder(before, chip)  # made anew, they would come last of all
            before = chip
        self.changed.emit()

    def chip(self, text: str) -> QPushButton:
        """Return the chip of a filter by its words; KeyError where there is none."""
        for chip in self._chips.values():
            if chip.text() == text:
                return chip
        raise KeyError(text)

    def chosen(self) -> list[Filter]:
        """Return the filters that are chosen."""
        return [one for one in self._filters if self._chips[one.key].isChecked()]

    def states(self) -> tuple[bool, ...]:
        """Return which filters are chosen, in their order."""
        return tuple(chip.isChecked() for chip in self._chips.values())

    def choose(self, states: tuple[bool, ...]) -> None:
        """Choose filters by their order."""
        for one, checked in zip(self._filters, states, strict=False):
            self._set(one, checked=checked)

    def clear(self) -> None:
        """Choose no filter."""
        self.choose((False,) * len(self._filters))

    def _set(self, one: Filter, *, checked: bool) -> None:
        chip = self._chips[one.key]
        chip.setVisible(one.always_shown or checked)
        chip.setChecked(checked)

    def _chip(self, one: Filter, *, checked: bool) -> QPushButton:
        chip = QPushButton(one.text, self)
        chip.setProperty("chip", True)
        chip.setCheckable(True)
        chip.setChecked(checked)
        chip.setToolTip(tooltip(one.tip))
        chip.setAccessibleName(f"{tr(one.kind.value)}: {one.text}")
        chip.setVisible(one.always_shown or checked)
        chip.toggled.connect(lambda _on: self.changed.emit())
        return chip

    def _open_menu(self) -> None:
        """Offer every filter by kind; the menu stays open while several are chosen."""
        checked = {key: chip.isChecked() for key, chip in self._chips.items()}
        fill_filter_menu(self.menu, self._filters, checked, self._checker)
        self.menu.addAction(tr("Take all filters away"), self.none_wanted.emit).setEnabled(any(self.states()))
        self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _checker(self, one: Filter) -> Callable[[bool], None]:
        def check(on: bool) -> None:  # noqa: FBT001 - Qt's signature
            self._set(one, checked=on)
            self.updateGeometry()

        return check
