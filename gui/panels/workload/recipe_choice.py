"""Whose software trains: one of three named recipes, and behind a pencil the facts that a team knows of its own."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from gui.document import edits
from gui.document.edit import Edit
from gui.look import formats
from gui.look.planner_words import said
from gui.look.recipe_words import FACTS, NAMES, fact_value, recipe_name, stated_words
from gui.look.words import mark, tr
from gui.widgets.bounds import within
from gui.widgets.combos import ElidedCombo, RoomyCombo
from gui.widgets.form_button import Form, FormButton
from gui.widgets.labels import label, set_role, tooltip
from gui.widgets.quantity_edit import QuantityEdit
from planner.errors import UserError
from planner.performance.training.calibration import load_calibration
from planner.performance.training.recipes import with_facts
from planner.performance.training.releases import Release
from planner.plan import Plan
from planner.workload.recipe import Dispatcher, Fabric, Host, Recipe, RecipeName
from planner.workload.routing_load import overload_of

_NEWEST: Final = mark("newest of each stack")
# the others are on or off
_KINDS: Final[dict[str, type[StrEnum]]] = {"dispatcher": Dispatcher, "host": Host, "fabric": Fabric}
_SWITCH: Final = (True, False)
_ABOUT: Final = Qt.ItemDataRole.UserRole + 1
_PENCIL_PX: Final = 16
_SPLIT_AFTER: Final = "fused_kernels"  # the last fact of the first column


class RecipeChoice(QWidget):
    """The named recipe as a choice, and a button that opens the details."""

    edit_requested = Signal(Edit)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self.name = ElidedCombo()
        for name, (words, tip) in NAMES.items():
            self.name.addItem(tr(words), name)
            self.name.setItemData(self.name.count() - 1, tooltip(tr(tip)), Qt.ItemDataRole.ToolTipRole)
        self.name.setMinimumContentsLength(3)
        self.name.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.name.activated.connect(self._on_named)
        self.details = RecipeDetails()
        self.details.edit_requested.connect(self.edit_requested)
        self.setFocusProxy(self.name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.name, 1)
        row.addWidget(self.details)

    def show_plan(self, plan: Plan) -> None:
        """Show whose software a plan trains with."""
        self._plan = plan
        recipe = plan.training.recipe
        self.name.setCurrentIndex(self.name.findData(recipe.name))
        stated = stated_words(recipe)
        about = f"{tr(NAMES[recipe.name][1])}\n{stated}".strip()
        self.name.setToolTip(tooltip(about))
        self.name.setAccessibleName(tr("Whose software"))
        self.name.setAccessibleDescription(about)
        self.details.show_plan(plan)

    def _on_named(self, number: int) -> None:
        plan = self._plan
        if plan is None:
            return
        name = RecipeName(self.name.itemData(number))
        changed = edits.with_run(plan, recipe=replace(plan.training.recipe, name=name))
        if changed != plan:
            self.edit_requested.emit(Edit(text=tr("Software: {recipe}", recipe=recipe_name(name)), plan=changed))


class RecipeDetails(FormButton["RecipeForm"]):
    """A pencil behind which the software stands in detail."""

    def __init__(self, parent: QWidget | None = None) -> None:
        tip = tr("Release, facts of the recipe, and the routing overload")
        super().__init__(tr("Software in detail"), tip, RecipeForm, parent)
        self.show_icon("edit", _PENCIL_PX)  # as beside the shape: the names of recipes need the room

    def show_plan(self, plan: Plan) -> None:
        """Show the software of a plan in detail."""
        self.fill_form(lambda form: form.show_plan(plan))


class RecipeForm(Form):
    """The release, each fact of the recipe, and how uneven routing is."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._plan: Plan | None = None
        self.release = _release_box()
        self.facts = {name: _fact_box(name) for name in Recipe.__struct_fields__ if name in FACTS}
        self.overload = self._load_edit()
        self.overload_peak = self._load_edit()
        self.paste = QPushButton(tr("Paste measured loads"))
        self.problem = label("", "muted", wraps=True)
        self._build()

    def show_plan(self, plan: Plan) -> None:
        """Show the software of a plan in detail."""
        self._plan = plan
        run = plan.training
        assumed = with_facts(Recipe(name=run.recipe.name))
        for name, box in self.facts.items():
            value = getattr(assumed, name)
            words = tr("the release's own") if value is None else tr("as the recipe: {value}", value=fact_value(value))
            box.setItemText(0, tr("the accelerator's own") if name == "host" else words)
            box.setCurrentIndex(max(0, box.findData(getattr(run.recipe, name))))
        self.overload.set_value(run.overload)
        self.overload_peak.set_value(run.overload_peak)
        self._show_release(run.stack_release)

    def take_loads(self, text: str) -> None:
        """Take pasted loads of expert ranks as the overload of the run, or say why they are none."""
        try:
            found = overload_of(text)
        except UserError as error:
            self._say(said(str(error)), "error")
            return
        self._say("", "muted")
        self._ask(tr("Enter the routing overload"), overload=found.mean, overload_peak=found.peak)

    def _show_release(self, named: str | None) -> None:
        known = 1 + len(_releases())
        while self.release.count() > known:  # a release that only the plan names stands last
            self.release.removeItem(self.release.count() - 1)
        if self.release.findData(named) < 0:
            self.release.addItem(said(named or ""), named)
            _explain(self.release, known, tr("{release} is no calibrated release.", release=said(named or "")))
        number = self.release.findData(named)
        self.release.setCurrentIndex(number)
        about = self.release.itemData(number, _ABOUT)
        self.release.setToolTip(
            tooltip(tr("{about}\nThe same layout differs by 15 to 77 % from release to release.", about=about))
        )

    def _on_release(self, number: int) -> None:
        named = self.release.itemData(number)
        words = tr("Train with {release}", release=named) if named else tr("Train with the newest software")
        self._ask(words, stack_release=named)

    def _on_fact(self, name: str) -> None:
        if self._plan is not None:
            value, kind = self.facts[name].currentData(), _KINDS.get(name)
            if kind is not None and value is not None:
                value = kind(value)  # Qt keeps the text of a value alone
            changes: dict[str, Any] = {name: value}
            words = tr("Change {fact}", fact=tr(FACTS[name][0]))
            self._ask(words, recipe=replace(self._plan.training.recipe, **changes))

    def _ask(self, text: str, **changes: object) -> None:
        if self._plan is not None:
            changed = edits.with_run(self._plan, **changes)
            if changed != self._plan:
                self.edit_requested.emit(Edit(text=text, plan=changed))

    def _on_pasted(self) -> None:
        self.take_loads(QGuiApplication.clipboard().text())

    def _say(self, words: str, role: str) -> None:
        set_role(self.problem, role)
        self.problem.setText(words or _paste_tip())
        self.adjustSize()

    def _load_edit(self) -> QuantityEdit:
        return QuantityEdit(formats.trimmed, within("TrainingRun", "overload"), empty=tr("not measured"))

    def _build(self) -> None:
        self.add_field(tr("Release"), self.release, tr("Software release that the run is trained with"))
        for name, box in self.facts.items():
            self.add_field(tr(FACTS[name][0]), box, tr(FACTS[name][1]))
            box.activated.connect(self._fact_changer(name))
            if name == _SPLIT_AFTER:
                self.begin_column()
        for caption, load, tip, field in (
            (
                tr("Overload, mean"),
                self.overload,
                tr("Load of the fullest expert rank over the mean, averaged over the steps: 1.2; decides the time"),
                "overload",
            ),
            (
                tr("Overload, peak"),
                self.overload_peak,
                tr("The same at its highest: 1.6; decides the memory"),
                "overload_peak",
            ),
        ):
            self.add_field(caption, load, tip)
            load.committed.connect(self._load_changer(field))
        self.paste.setToolTip(tooltip(_paste_tip()))
        self.paste.clicked.connect(self._on_pasted)
        self.paste.setAutoDefault(True)
        self.problem.setText(_paste_tip())
        self.add_part(self.problem)
        self.add_part(self.paste)
        self.release.activated.connect(self._on_release)

    def _fact_changer(self, name: str) -> Callable[[int], None]:
        return lambda _number: self._on_fact(name)

    def _load_changer(self, field: str) -> Callable[[float | None], None]:
        changes: dict[str, object] = {}

        def change(value: float | None) -> None:
            changes[field] = value
            self._ask(tr("Enter the routing overload"), **changes)

        return change


def _paste_tip() -> str:
    return tr("Copy a step a line, with the tokens of each expert rank on it, and paste: mean and peak follow.")


def _fact_box(name: str) -> QComboBox:
    box = RoomyCombo()
    box.addItem("", None)
    for value in _KINDS.get(name, _SWITCH):
        box.addItem(fact_value(value), value)
    return box


def _release_box() -> QComboBox:
    box = RoomyCombo()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(20)
    box.setMaxVisibleItems(20)
    box.addItem(tr(_NEWEST), None)
    _explain(box, 0, tr("None is named: the newest is assumed, with a wider band."))
    for release in _releases():
        box.addItem(f"{release.key} · {release.stack}", release.key)
        _explain(box, box.count() - 1, release.name)
    return box


def _explain(box: QComboBox, number: int, words: str) -> None:
    box.setItemData(number, words, _ABOUT)
    box.setItemData(number, tooltip(words), Qt.ItemDataRole.ToolTipRole)


def _releases() -> list[Release]:
    """Return the calibrated releases, newest first within each software stack."""
    newest_first = sorted(load_calibration().releases.values(), key=lambda release: release.date, reverse=True)
    return sorted(newest_first, key=lambda release: release.stack)
