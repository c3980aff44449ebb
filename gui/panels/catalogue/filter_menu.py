"""The menu of every filter of the catalogue, a submenu for each kind."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QMenu

from gui.look.words import tr
from gui.panels.catalogue.catalogue_filters import Filter, FilterKind
from gui.widgets.mnemonics import without_mnemonic
from gui.widgets.staying_menu import StayingMenu


def fill_filter_menu(
    menu: QMenu,
    filters: tuple[Filter, ...],
    checked: Mapping[str, bool],
    checker: Callable[[Filter], Callable[[bool], None]],
) -> None:
    """Offer filters with a box each, checked by their keys; ``checker`` gives what a box does. Ends in a rule."""
    menu.clear()
    kinds: dict[FilterKind, QMenu] = {}
    for one in filters:
        under = menu
        if one.kind is not FilterKind.SITE:
            if one.kind not in kinds:
                kinds[one.kind] = StayingMenu(tr(one.kind.value), menu)
                menu.addMenu(kinds[one.kind])
            under = kinds[one.kind]
        entry = under.addAction(without_mnemonic(one.text))
        entry.setCheckable(True)
        entry.setChecked(checked[one.key])
        entry.toggled.connect(checker(one))
    menu.addSeparator()
