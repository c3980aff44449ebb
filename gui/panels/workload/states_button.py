"""Optimiser, states, what lies on the host, adapters; failures, checkpoints and restarts of one's own."""

from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import Any, Final

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from gui.document.edit import Edit
from gui.look import formats
from gui.look.planner_words import said
from gui.look.states_words import STATES_WORDS, state_words
from gui.look.words import tr
from gui.widgets.combos import RoomyCombo
from gui.widgets.form_button import FormButton
from gui.widgets.labels import label
from gui.widgets.quantity_edit import QuantityEdit
from planner.errors import UserError
from planner.plan import Plan
from planner.workload.optimisers import Optimiser
from planner.workload.run_facts import FACTS, RunFact, stated, value_of, with_values

_ADAMW: Final = "AdamW"  # names, the same in any language
_NAMES: Final = {Optimiser.MUON: "Muon", Optimiser.ADAMUON: "AdaMuon"}
_NOTICE_PX: Final = 560


class StatesButton(FormButton):
    """Shows and edits how the run keeps its states, and what is known of its stops."""

    edit_requested = Signal(Edit)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Optimiser and checkpoints"), tr("Optimiser, states, adapters, failures"), parent)
        self._plan: Plan | None = None
        self.fields: dict[str, QComboBox | QuantityEdit] = {}
        for fact in FACTS:
            if fact.is_stop and not FACTS[FACTS.index(fact) - 1].is_stop:
                self.form.begin_column()
            self._add(fact)
        self.refusal = label("", "caption")
        self.refusal.setWordWrap(True)
        self.refusal.setMaximumWidth(_NOTICE_PX)
        self.refusal.hide()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.form.add_part(self.refusal)

    def show_plan(self, plan: Plan) -> None:
        """Show the states and stops of a plan."""
        self._plan = plan
        self.refusal.hide()
        for fact in FACTS:
            field, value = self.fields[fact.key], value_of(plan.training, fact)
            if isinstance(field, QuantityEdit):
                field.set_value(value)
            else:
                field.setCurrentIndex(field.findData(_data(value)))
        self.form.show_field(self.fields["lora-modules"], shown=plan.training.states.lora is not None)
        self.form.show_field(self.fields["newton-schulz-steps"], shown=plan.training.states.kind.whole_matrices)
        self.form.adjustSize()
        self.setText(self._summary(plan))

    def _summary(self, plan: Plan) -> str:
        """Return the optimiser's name, and how much else is said."""
        optimiser = _NAMES.get(plan.training.states.optimiser, _ADAMW)
        count = len(stated(plan.training).keys() - ({"optimiser"} if optimiser != _ADAMW else set()))
        return tr("{optimiser} +{count}", optimiser=optimiser, count=count) if count else optimiser

    def _add(self, fact: RunFact) -> None:
        caption, tip = STATES_WORDS[fact.key]
        field: QComboBox | QuantityEdit
        if fact.choices or fact.is_switch:
            field = RoomyCombo()
            for value in _values(fact):
                field.addItem(state_words(value), _data(value))
            field.activated.connect(partial(self._ask_choice, fact))
        else:
            field = QuantityEdit(
                lambda number: f"{formats.trimmed(number)} {fact.unit}".strip(),
                lambda number: fact.least <= number <= fact.most and (not fact.whole or number == round(number)),
                empty=_empty(fact),
            )
            field.committed.connect(partial(self._ask, fact))
        self.fields[fact.key] = field
        self.form.add_field(tr(caption), field, tr(tip))

    def _ask_choice(self, fact: RunFact, number: int) -> None:
        self._ask(fact, _values(fact)[number])

    def _ask(self, fact: RunFact, value: Any) -> None:  # noqa: ANN401 - any value of a fact
        if self._plan is None:
            return
        whole = round(value) if fact.whole and value is not None else value
        try:
            run = with_values(self._plan.training, {fact.key: whole})
        except UserError as error:  # what no software has together: it stays as it was, and the form says why
            self.show_plan(self._plan)
            self.refusal.setText(said(str(error)))
            self.refusal.show()
            self.form.adjustSize()
            return
        if run != self._plan.training:
            words = tr("Change checkpoints and failures") if fact.is_stop else tr("Change optimiser and states")
            self.edit_requested.emit(Edit(text=words, plan=replace(self._plan, workload=run)))


def _empty(fact: RunFact) -> str | None:
    """Return what an empty line says; None where it may not be empty."""
    if not fact.optional:
        return None
    return tr("none") if fact.key == "lora-rank" else tr("as usual")


def _values(fact: RunFact) -> Sequence[Any]:
    """Return what may be chosen: every subset of a list, the longest first."""
    if fact.is_switch:
        return (False, True)
    if fact.is_list:
        return [part for size in range(len(fact.choices), 0, -1) for part in combinations(fact.choices, size)]
    return (*((None,) if fact.optional else ()), *fact.choices)


def _data(value: Any) -> Any:  # noqa: ANN401 - any value of a fact
    """Return a value as a combo box finds it again."""
    return "+".join(value) if isinstance(value, tuple) else "" if value is None else value
