"""How likely each scenario is: the user's own table, kept in the plan."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gui import formats
from gui.panels.form_button import Form, FormButton
from gui.panels.quantity_edit import QuantityEdit
from gui.planner_words import said
from gui.words import tr

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.risk.scenarios import Scenario

_PER_CENT: Final = 100.0


class ScenariosButton(FormButton):
    """Opens a form with the probability of every scenario; the shipped table can be had back."""

    edit_requested = Signal(object, object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Probabilities"), tr("How likely each scenario is during the run"), parent)
        self._plan: Plan | None = None
        self._scenarios: tuple[Scenario, ...] = ()
        self.setEnabled(False)
        self._make_form()

    def show_plan(self, plan: "Plan", scenarios: "Sequence[Scenario]") -> None:
        """Show the scenarios that a plan is judged under."""
        self._plan = plan
        self._scenarios = tuple(scenarios)
        self.setEnabled(bool(scenarios))
        if [scenario.key for scenario in scenarios] != list(self.fields):
            self._make_form()
        for scenario in scenarios:
            self.fields[scenario.key].set_value(scenario.probability * _PER_CENT)
        self.reset.setEnabled(bool(plan.scenarios))

    def _make_form(self) -> None:
        self.form.deleteLater()
        self.form = Form(tr("Probabilities"), self)
        self.fields: dict[str, QuantityEdit] = {}
        for scenario in self._scenarios:
            field = QuantityEdit(
                lambda shown: f"{formats.trimmed(shown)}{formats.THIN}%", lambda shown: 0 <= shown <= _PER_CENT
            )
            field.committed.connect(self._setter(scenario.key))
            self.form.add_field(said(scenario.name), field, said(scenario.source))
            self.fields[scenario.key] = field
        self.reset = QPushButton(tr("Shipped table"))
        self.reset.clicked.connect(self._reset)
        self.form.add_field(tr("Start over"), self.reset, tr("Forget the plan's own probabilities"))

    def _setter(self, key: str) -> Callable[[float], None]:
        return lambda shown: self._ask(key, shown / _PER_CENT)

    def _ask(self, key: str, probability: float) -> None:
        if self._plan is None:
            return
        changed = tuple(
            replace(scenario, probability=probability, source="entered in this plan")
            if scenario.key == key and scenario.probability != probability
            else scenario
            for scenario in self._scenarios
        )
        if changed != self._scenarios:
            self.edit_requested.emit(
                tr("Change the probability of a scenario"), replace(self._plan, scenarios=changed), None
            )

    def _reset(self) -> None:
        if self._plan is not None:
            self.form.hide()
            self.edit_requested.emit(tr("Take the shipped scenarios"), replace(self._plan, scenarios=()), None)
