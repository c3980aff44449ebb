"""What is trained: one model that sees all tokens, or a programme of models with tokens of their own."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPushButton, QToolButton, QWidget

from gui.document import mixing_edits
from gui.document.edit import Edit
from gui.look import formats
from gui.look.theme import icon
from gui.look.words import mark, tr
from gui.widgets.bounds import within
from gui.widgets.combos import RoomyCombo
from gui.widgets.form_button import Form, FormButton
from gui.widgets.labels import label
from gui.widgets.quantity_edit import QuantityEdit
from planner.catalogue.short_names import short_names
from planner.plan import Plan, ProgrammeAim, ProgrammeModel, Trains

_NAME_PX, _TOKENS_PX = 150, 90
_TRAINS: Final = {Trains.ONE_MODEL: mark("one model"), Trains.PROGRAMME: mark("a programme of models")}
_AIMS: Final = {
    ProgrammeAim.SHORTEST: mark("shortest time"),
    ProgrammeAim.CHEAPEST: mark("lowest cost"),
    ProgrammeAim.FIXED: mark("pools of my own"),
}
_FREE: Final = mark("any pool")


class TrainsButton(FormButton["TrainsForm"]):
    """Says what the plan trains."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What trains"), tr("One model, or a programme of several"), TrainsForm, parent)

    def show_plan(self, plan: Plan) -> None:
        """Show what a plan trains."""
        several, count = plan.trains is Trains.PROGRAMME, len(plan.programme.models)
        self.setText(tr("{count} models", count=count) if several else tr("One model"))
        self.fill_form(lambda form: form.show_plan(plan))


class TrainsForm(Form):
    """Shows and edits what the plan trains."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._plan: Plan | None = None
        self.trains = _choice(_TRAINS)
        self.aim = _choice(_AIMS)
        self.models = ModelRows()
        self.add = QPushButton(tr("Add a model"))
        self.add_field(
            tr("What trains"), self.trains, tr("One set of weights that sees all tokens, or several of their own")
        )
        self.add_field(tr("Assign for"), self.aim, tr("What the assignment of the models to pools makes least"))
        self.add_part(self.models)
        self.add_part(self.add)
        self.trains.activated.connect(lambda _number: self._ask_trains(self.trains.currentData()))
        self.aim.activated.connect(lambda _number: self._ask_aim(self.aim.currentData()))
        self.models.changed.connect(self._ask_model)
        self.models.removed.connect(self._ask_without)
        self.add.clicked.connect(self._ask_another)

    def show_plan(self, plan: Plan) -> None:
        """Show what a plan trains."""
        self._plan = plan
        several = plan.trains is Trains.PROGRAMME
        self.trains.setCurrentIndex(self.trains.findData(plan.trains))
        self.aim.setCurrentIndex(self.aim.findData(plan.programme.aim))
        self.show_field(self.aim, shown=several)
        self.models.setVisible(several)
        self.add.setVisible(several)
        if several:
            self.models.show_models(plan)
        self.adjustSize()

    def _ask_trains(self, trains: str) -> None:
        if self._plan is not None:
            changed = mixing_edits.with_trains(self._plan, Trains(trains), str(tr("Model")))
            words = tr("Train a programme") if changed.trains is Trains.PROGRAMME else tr("Train one model")
            self._request(words, changed)

    def _ask_aim(self, aim: str) -> None:
        if self._plan is not None:
            self._request(tr("Change the programme"), mixing_edits.with_programme(self._plan, aim=ProgrammeAim(aim)))

    def _ask_model(self, number: int, changes: dict[str, object]) -> None:
        if self._plan is not None:
            changed = mixing_edits.with_model(self._plan, number, changes)
            self._request(tr("Change the programme"), changed)
            self.models.show_models(self._plan)

    def _ask_another(self) -> None:
        if self._plan is not None:
            changed = mixing_edits.with_another_model(self._plan, str(tr("Model")))
            self._request(tr("Add a model"), changed)

    def _ask_without(self, number: int) -> None:
        if self._plan is not None:
            self._request(tr("Remove a model"), mixing_edits.without_model(self._plan, number))

    def _request(self, words: str, changed: Plan) -> None:
        if self._plan is not None and changed != self._plan:
            self.edit_requested.emit(Edit(text=words, plan=changed))


class ModelRows(QWidget):
    """One row a model: its name, its tokens, the pool that it is fixed to.

    ``changed`` carries a row and the fields of the model that change, ``removed`` a row.
    """

    changed = Signal(int, dict)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: list[QLineEdit] = []
        self.tokens: list[QuantityEdit] = []
        self.pools: list[QComboBox] = []
        self._removers: list[QToolButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 6, 0, 0)
        for column, words in enumerate((tr("Model"), tr("Tokens"), tr("Pool"))):
            self._grid.addWidget(label(words, "caption"), 0, column)

    def show_models(self, plan: Plan) -> None:
        """Show the models of a plan's programme; lines that are typed in stay."""
        models, pools = plan.programme.models, mixing_edits.pools_of(plan)
        while len(self.names) < len(models):
            self._add_row()
        while len(self.names) > len(models):
            self._drop_row()
        for number, model in enumerate(models):
            if not (self.names[number].hasFocus() and self.names[number].isModified()):
                self.names[number].setText(model.name)
            self.tokens[number].set_value(model.tokens)
            self._fill_pools(self.pools[number], model, pools)
            self._removers[number].setEnabled(len(models) > 1)

    @staticmethod
    def _fill_pools(box: QComboBox, model: ProgrammeModel, pools: dict[str, str]) -> None:
        box.clear()
        box.addItem(tr(_FREE), "")
        short = short_names(pools.values())
        for pool, name in pools.items():
            box.addItem(short[name], pool)
        if model.pool and box.findData(model.pool) < 0:
            box.addItem(tr("{pair}, not in the plan", pair=model.pool), model.pool)
        box.setCurrentIndex(box.findData(model.pool))

    def _add_row(self) -> None:
        number = len(self.names)
        name, pool, remover = QLineEdit(), RoomyCombo(), QToolButton()
        tokens = QuantityEdit(formats.si, within("ProgrammeModel", "tokens"))
        name.setMinimumWidth(_NAME_PX)
        tokens.setFixedWidth(_TOKENS_PX)
        remover.setIcon(icon("remove"))
        name.setAccessibleName(tr("Name of model {number}", number=number + 1))
        tokens.setAccessibleName(tr("Tokens of model {number}", number=number + 1))
        tokens.setAccessibleDescription(tr("Tokens of the whole run: 9 T, 9e12"))
        pool.setAccessibleName(tr("Pool of model {number}", number=number + 1))
        remover.setAccessibleName(tr("Remove model {number}", number=number + 1))
        remover.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name.editingFinished.connect(self._name_changer(number))
        tokens.committed.connect(lambda count: self.changed.emit(number, {"tokens": count}))
        pool.activated.connect(lambda _number: self.changed.emit(number, {"pool": pool.currentData()}))
        remover.clicked.connect(partial(self.removed.emit, number))
        for column, part in enumerate((name, tokens, pool, remover)):
            self._grid.addWidget(part, number + 1, column)
        self.names.append(name)
        self.tokens.append(tokens)
        self.pools.append(pool)
        self._removers.append(remover)

    def _name_changer(self, number: int) -> Callable[[], None]:
        def change() -> None:
            line = self.names[number]
            if line.isModified():
                line.setModified(False)
                self.changed.emit(number, {"name": line.text().strip()})

        return change

    def _drop_row(self) -> None:
        for parts in (self.names, self.tokens, self.pools, self._removers):
            part = parts.pop()
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()


def _choice(words: "dict[Trains, str] | dict[ProgrammeAim, str]") -> QComboBox:
    box = RoomyCombo()
    for value, text in words.items():
        box.addItem(tr(text), value)
    return box
