"""The button of the selected node group's terms."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from gui.document.terms_edits import group_of
from gui.look.terms_words import terms_words
from gui.look.words import named, tr
from gui.widgets.form_button import FormButton
from gui.widgets.labels import tooltip
from planner.catalogue.catalogue import Catalogue
from planner.plan import Plan

if TYPE_CHECKING:
    from gui.panels.cluster.terms_form import TermsForm


class TermsButton(FormButton["TermsForm"]):
    """Says how one node group is had."""

    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        tip = tr("How the selected node group is had")
        super().__init__(tr("Terms of a node group"), tip, self._made, parent)
        self.setText(tr("Terms"))
        self._plan: Plan | None = None
        self._catalogue = Catalogue()
        self._key = ""

    @property
    def key(self) -> str:
        """The key of the node group shown; empty where there is none."""
        return self._key

    def show_plan(self, plan: Plan, catalogue: Catalogue) -> None:
        """Show the terms of a plan's group; the one that was shown stays where it still is."""
        self._plan, self._catalogue = plan, catalogue
        keys = [group.key for group in plan.cluster.groups]
        self._key = self._key if self._key in keys else next(iter(keys), "")
        self.setEnabled(bool(keys))
        self._show()

    def show_group(self, key: str) -> None:
        """Show the terms of one node group."""
        self._key = key
        self._show()

    def open_with(self, key: str, typed: str = "") -> None:
        """Open the form on a node group, at its price; ``typed`` is what was typed already."""
        self.show_group(key)
        self.open_form()
        self.form.price.setFocus(Qt.FocusReason.PopupFocusReason)
        self.form.price.begin(typed)

    def _made(self, title: str, parent: QWidget) -> "TermsForm":
        from gui.panels.cluster.terms_form import TermsForm  # noqa: PLC0415 - made when it is needed, understands prices

        form = TermsForm(title, parent)
        form.refused.connect(self.refused)
        form.group_chosen.connect(self.show_group)
        return form

    def _show(self) -> None:
        plan, catalogue, key = self._plan, self._catalogue, self._key
        if plan is None:
            return
        if key:
            group = group_of(plan, key)
            self.setToolTip(tooltip(named(catalogue.accelerator(group.accelerator).name, terms_words(group))))
        self.fill_form(lambda form: form.show_plan(plan, catalogue, key))
