"""What the user does with accelerators: edit, add, compare, mark; every change is an edit of the plan."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu

from gui.commands.desk import Desk, DeskCommands
from gui.document import catalogue_edits
from gui.look.planner_words import said
from gui.look.words import tr
from gui.panels.catalogue.accelerator_comparison import AcceleratorComparison
from gui.panels.catalogue.accelerator_editor import AcceleratorEditor, new_accelerator
from gui.panels.catalogue.accelerator_fields import TEXTS
from gui.panels.catalogue.catalogue import CataloguePanel
from gui.settings import CATALOGUE_COLUMNS
from gui.widgets.dialogue import line_dialogue
from gui.widgets.notice_bar import NoticeKind
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.own_catalogue import forget_own, keep_own
from planner.catalogue.readiness import readiness
from planner.errors import UserError
from planner.plan import Availability, AvailabilityKind

if TYPE_CHECKING:
    from planner.catalogue.accelerator import Accelerator
    from planner.catalogue.offers import Offer

_MOST_DEVICES = 10_000_000
_DEVICES_TO_BEGIN = 1024


class CatalogueCommands(DeskCommands):
    """The actions on what is selected in the catalogue.

    ``shipped`` is the catalogue without the user's own entries, which are kept at ``own_path``; ``action`` gives an
    action of the window by its name, for the menu; ``say`` tells in the status bar what was done.
    """

    def __init__(
        self,
        desk: Desk,
        panel: CataloguePanel,
        *,
        shipped: Catalogue,
        own_path: Path | None,
        say: Callable[[str], None],
        action: Callable[[str], QAction],
    ) -> None:
        super().__init__(desk)
        self._panel = panel
        self._shipped = shipped
        self._own_path = own_path
        self._say = say
        self._action = action
        panel.menu_requested.connect(self._open_menu)
        panel.choose_columns(desk.settings.read(CATALOGUE_COLUMNS))
        panel.columns_changed.connect(lambda keys: desk.settings.write(CATALOGUE_COLUMNS, keys))

    def edit(self) -> None:
        """Edit the figures of the accelerator selected."""
        accelerator = self._panel.selected()
        if accelerator is not None:
            plan = self._document.plan
            found = readiness(
                self._catalogue.now,
                accelerator.key,
                plan.training.precision.rate,
                estimates_allowed=plan.estimates_allowed,
            )
            begin_at = next(iter((*found.missing, *found.estimated)), "")
            self._open(accelerator, tr("Edit {name}", name=accelerator.name), begin_at)

    def duplicate(self) -> None:
        """Make a new accelerator like the one selected."""
        accelerator = self._panel.selected()
        if accelerator is not None:
            name = tr("{name} (copy)", name=accelerator.name)
            self._open_new(accelerator, name)

    def add(self) -> None:
        """Make a new accelerator of which nothing is known yet."""
        self._open_new(None, tr("New accelerator"))

    def compare(self) -> None:
        """Show the accelerators selected side by side."""
        rows = self._panel.selected_rows()
        if len(rows) > 1:
            AcceleratorComparison(rows, self._document.plan.currency, self._window).show()
        else:
            words = tr("Select two to four accelerators (Ctrl and click, or Shift and the arrow keys) to compare them.")
            self._notices.show_notice("compare accelerators", words)

    def reset(self) -> None:
        """Take the figures of the accelerator selected back to the shipped ones."""
        accelerator, shipped = self._panel.selected(), self._shipped
        if accelerator is None or accelerator.key not in shipped.accelerators:
            return
        path = self._own_path
        if path is not None:
            self._tried(lambda: forget_own(path, accelerator.key))
        plan = catalogue_edits.with_shipped(self._document.plan, accelerator.key, shipped)
        self._document.edit(tr("Reset {name}", name=accelerator.name), plan)

    def mark(self, kind: AvailabilityKind | None) -> None:
        """Mark the accelerator selected at the plan's site; limited asks for the number."""
        accelerator = self._panel.selected()
        if accelerator is None:
            return
        if kind is not AvailabilityKind.LIMITED:
            self._mark(accelerator, None if kind is None else Availability(kind=kind))
            return
        before = self._document.plan.site_marks.get(accelerator.key)
        title = tr("Limit {name}", name=accelerator.name)
        dialog = line_dialogue(
            self._window, title, tr("Most devices over all node groups"), QInputDialog.InputMode.IntInput
        )
        dialog.setIntRange(0, _MOST_DEVICES)
        dialog.setIntValue((before and before.most_devices) or _DEVICES_TO_BEGIN)
        dialog.intValueSelected.connect(
            lambda most: self._mark(accelerator, Availability(kind=AvailabilityKind.LIMITED, most_devices=most))
        )
        dialog.open()

    def _mark(self, accelerator: "Accelerator", mark: Availability | None) -> None:
        plan = catalogue_edits.with_mark(self._document.plan, accelerator.key, mark)
        if plan != self._document.plan:
            self._document.edit(tr("Mark {name}", name=accelerator.name), plan)

    def _open_new(self, like: "Accelerator | None", name: str) -> None:
        key = catalogue_edits.free_key(name, self._catalogue.now)
        self._open(new_accelerator(key, like, name), tr("Add an accelerator"))

    def _open(self, accelerator: "Accelerator", title: str, begin_at: str = "") -> None:
        rates = self._document.plan.rates
        others = [code for code in (rates.base, *rates.base_per_unit) if code != self._document.plan.currency]
        editor = AcceleratorEditor(
            accelerator,
            (self._document.plan.currency, *dict.fromkeys(others)),
            title=title,
            may_keep=self._own_path is not None,
            begin_at=begin_at,
            spellings=_spellings(self._catalogue.now),
            parent=self._window,
        )
        editor.saved.connect(self._save)
        editor.show()

    def _save(self, accelerator: "Accelerator", offers: "tuple[Offer, ...]", keep: bool) -> None:  # noqa: FBT001 - Qt's signature
        plan = catalogue_edits.with_accelerator(self._document.plan, accelerator, offers)
        self._document.edit(tr("Edit {name}", name=accelerator.name), plan)
        self._panel.reveal(accelerator.key)
        self._panel.table.setFocus(Qt.FocusReason.OtherFocusReason)
        path = self._own_path
        if keep and path is not None and self._tried(lambda: keep_own(path, accelerator, offers)):
            self._say(tr("Kept in your catalogue: {path}", path=path))

    def _tried(self, work: Callable[[], None]) -> bool:
        try:
            work()
        except UserError as error:
            self._notices.show_notice("own catalogue", said(str(error)), kind=NoticeKind.ERROR)
            return False
        return True

    def _open_menu(self, place: QPoint) -> None:
        action, panel = self._action, self._panel
        menu = QMenu(panel)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("add_group", "edit_accelerator", "duplicate_accelerator", "reset_accelerator"):
            menu.addAction(action(name))
        menu.addSeparator()
        for name in ("mark_available", "mark_limited", "mark_barred", "mark_none"):
            menu.addAction(action(name))
        menu.addSeparator()
        for name in ("compare_accelerators", "new_accelerator"):
            menu.addAction(action(name))
        menu.addAction(action("sort_table"))
        menu.addMenu(panel.column_menu(menu))
        menu.popup(place)


def _spellings(catalogue: "Catalogue") -> set[str]:
    """Return the names of suppliers and of what is below them, as the catalogue spells them."""
    named = [field.name for field in TEXTS if field.name != "name"]
    return {getattr(one, name) for one in catalogue.accelerators.values() for name in named} - {""}
