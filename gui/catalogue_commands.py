"""What the user does with accelerators: edit, add, compare, mark; every change is an edit of the plan."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QInputDialog, QMenu

from gui import catalogue_edits
from gui.panels.accelerator_comparison import AcceleratorComparison
from gui.panels.accelerator_editor import AcceleratorEditor, new_accelerator
from gui.panels.notice_bar import NoticeKind
from gui.planner_words import said
from gui.settings import CATALOGUE_COLUMNS
from gui.words import tr
from planner.catalogue.own_catalogue import forget_own, keep_own
from planner.errors import UserError
from planner.plan import Availability, AvailabilityKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.main_window import MainWindow
    from planner.catalogue.accelerator import Accelerator
    from planner.catalogue.offers import Offer

_MOST_DEVICES = 10_000_000


class CatalogueCommands(QObject):
    """The actions on what is selected in the catalogue."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        panel, settings = window.catalogue_panel, window.services.settings
        panel.menu_requested.connect(self._open_menu)
        panel.choose_columns(settings.read(CATALOGUE_COLUMNS))
        panel.columns_changed.connect(lambda keys: settings.write(CATALOGUE_COLUMNS, keys))

    def edit(self) -> None:
        """Edit the figures of the accelerator selected."""
        accelerator = self._window.catalogue_panel.selected()
        if accelerator is not None:
            self._open(accelerator, tr("Edit {name}", name=accelerator.name))

    def duplicate(self) -> None:
        """Make a new accelerator like the one selected."""
        accelerator = self._window.catalogue_panel.selected()
        if accelerator is not None:
            name = tr("{name} (copy)", name=accelerator.name)
            self._open_new(accelerator, name)

    def add(self) -> None:
        """Make a new accelerator of which nothing is known yet."""
        self._open_new(None, tr("New accelerator"))

    def compare(self) -> None:
        """Show the accelerators selected side by side."""
        window = self._window
        rows = window.catalogue_panel.selected_rows()
        if len(rows) > 1:
            AcceleratorComparison(rows, window.document.plan.currency, window).show()
        else:
            words = tr("Select two to four accelerators (Ctrl and click, or Shift and the arrow keys) to compare them.")
            window.notices.show_notice("compare accelerators", words)

    def reset(self) -> None:
        """Take the figures of the accelerator selected back to the shipped ones."""
        window = self._window
        accelerator, shipped = window.catalogue_panel.selected(), window.services.shipped
        if accelerator is None or accelerator.key not in shipped.accelerators:
            return
        path = window.services.own_path
        if path is not None:
            self._tried(lambda: forget_own(path, accelerator.key))
        plan = catalogue_edits.with_shipped(window.document.plan, accelerator.key, shipped)
        window.document.edit(tr("Reset {name}", name=accelerator.name), plan)

    def mark(self, kind: AvailabilityKind | None) -> None:
        """Mark the accelerator selected at the plan's site; limited asks for the number."""
        window = self._window
        accelerator = window.catalogue_panel.selected()
        if accelerator is None:
            return
        most = None
        if kind is AvailabilityKind.LIMITED:
            before = window.document.plan.site_marks.get(accelerator.key)
            most, chosen = QInputDialog.getInt(
                window,
                tr("Limit {name}", name=accelerator.name),
                tr("Most devices over all node groups"),
                (before and before.most_devices) or 1024,
                0,
                _MOST_DEVICES,
            )
            if not chosen:
                return
        mark = None if kind is None else Availability(kind=kind, most_devices=most)
        plan = catalogue_edits.with_mark(window.document.plan, accelerator.key, mark)
        if plan != window.document.plan:
            window.document.edit(tr("Mark {name}", name=accelerator.name), plan)

    def _open_new(self, like: "Accelerator | None", name: str) -> None:
        key = catalogue_edits.free_key(name, self._window.catalogue)
        self._open(new_accelerator(key, like, name), tr("Add an accelerator"))

    def _open(self, accelerator: "Accelerator", title: str) -> None:
        window = self._window
        rates = window.document.plan.rates
        others = [code for code in (rates.base, *rates.base_per_unit) if code != window.document.plan.currency]
        editor = AcceleratorEditor(
            accelerator,
            (window.document.plan.currency, *dict.fromkeys(others)),
            title=title,
            may_keep=window.services.own_path is not None,
            parent=window,
        )
        editor.saved.connect(self._save)
        editor.show()

    def _save(self, accelerator: "Accelerator", offers: "tuple[Offer, ...]", keep: bool) -> None:  # noqa: FBT001 - Qt's signature
        window = self._window
        plan = catalogue_edits.with_accelerator(window.document.plan, accelerator, offers)
        window.document.edit(tr("Edit {name}", name=accelerator.name), plan)
        window.catalogue_panel.select(accelerator.key)
        path = window.services.own_path
        if keep and path is not None and self._tried(lambda: keep_own(path, accelerator, offers)):
            window.status.say(tr("Kept in your catalogue: {path}", path=path))

    def _tried(self, work: "Callable[[], None]") -> bool:
        try:
            work()
        except UserError as error:
            self._window.notices.show_notice("own catalogue", said(str(error)), kind=NoticeKind.ERROR)
            return False
        return True

    def _open_menu(self, place: QPoint) -> None:
        table, panel = self._window.actions_table, self._window.catalogue_panel
        menu = QMenu(panel)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("add_group", "edit_accelerator", "duplicate_accelerator", "reset_accelerator"):
            menu.addAction(table[name])
        menu.addSeparator()
        for name in ("mark_available", "mark_limited", "mark_barred", "mark_none"):
            menu.addAction(table[name])
        menu.addSeparator()
        for name in ("compare_accelerators", "new_accelerator"):
            menu.addAction(table[name])
        menu.addAction(table["sort_table"])
        menu.addMenu(panel.column_menu(menu))
        menu.popup(place)
