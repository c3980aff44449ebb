"""How likely each scenario is, how large and from which day on: the user's own table, kept in the plan."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from gui import late
from gui.document.edit import Edit
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.widgets.bounds import within
from gui.widgets.form_button import Form, FormButton
from gui.widgets.labels import label, tooltip
from gui.widgets.quantity_edit import QuantityEdit

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.risk.scenarios import Scenario

_PER_CENT: Final = 100.0
_FIELD_PX: Final = 96
_COLUMNS: Final = ("probability", "size", "day")
_EDITS: Final = {
    "probability": mark("Change the probability of a scenario"),
    "size": mark("Change the size of a scenario"),
    "day": mark("Change the day of a scenario"),
}


class ScenarioRow(QWidget):
    """One scenario's probability, size and day; ``changed`` carries the field's name and its value."""

    changed = Signal(str, float)

    def __init__(self, scenario: "Scenario", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = said(scenario.name)
        self.fields: dict[str, QuantityEdit] = {"probability": _per_cent("probability")}
        in_days, in_per_cent = scenario.kind.size_is == "days", scenario.kind.size_is == "share"
        if in_per_cent:
            self.fields["size"] = _per_cent("size")
        if in_days:
            self.fields["size"] = _days()
        else:
            self.fields["day"] = _days(mark("from day {day}"))
        tips = {
            "probability": tr("How likely it is during the run"),
            "size": tr("How large it is"),
            "day": tr("The day of the run from which on it holds"),
        }
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for column, key in enumerate(_COLUMNS):  # a figure that a scenario has not leaves its place empty
            row.setColumnMinimumWidth(column, _FIELD_PX)
            row.setColumnStretch(column, 1)
            field = self.fields.get(key)
            if field is None:
                continue
            field.setToolTip(tooltip(tips[key]))
            field.setMinimumWidth(_FIELD_PX)
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # one width, whatever it says
            field.setAccessibleName(f"{name}: {tips[key]}")
            field.committed.connect(lambda shown, key=key: self.changed.emit(key, shown / self._scale(key)))
            row.addWidget(field, 0, column)
        self._in_per_cent = {"probability"} | ({"size"} if in_per_cent else set())
        self.setFocusProxy(self.fields["probability"])

    def show_scenario(self, scenario: "Scenario") -> None:
        """Show a scenario's figures."""
        for key, field in self.fields.items():
            field.set_value(getattr(scenario, key) * self._scale(key))

    def _scale(self, key: str) -> float:
        return _PER_CENT if key in self._in_per_cent else 1.0


class ScenariosButton(FormButton):
    """Opens a form with every scenario; the shipped table can be had back."""

    edit_requested = Signal(Edit)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            tr("Scenarios"), tr("How likely each scenario is during the run, how large, from when"), parent
        )
        self._plan: Plan | None = None
        self._scenarios: tuple[Scenario, ...] = ()
        self.setEnabled(False)
        self._make_form()

    def show_plan(self, plan: "Plan", scenarios: "Sequence[Scenario]") -> None:
        """Show the scenarios that a plan is judged under."""
        self._plan = plan
        self._scenarios = tuple(scenarios)
        self.setEnabled(bool(scenarios))
        if [scenario.key for scenario in scenarios] != list(self.rows):
            self._make_form()
        for scenario in scenarios:
            self.rows[scenario.key].show_scenario(scenario)
        self.reset.setEnabled(bool(plan.scenarios))

    def _make_form(self) -> None:
        self.form.deleteLater()
        self.form = Form(tr("Scenarios"), self)
        self.rows: dict[str, ScenarioRow] = {}
        if self._scenarios:
            self.form.add_heading(tr("What happens"), _headings())
        for scenario in self._scenarios:
            row = ScenarioRow(scenario)
            row.changed.connect(self._setter(scenario.key))
            self.form.add_field(said(scenario.name), row, said(scenario.source))
            self.rows[scenario.key] = row
        self.reset = QPushButton(tr("Shipped table"))
        self.reset.clicked.connect(self._reset)
        self.form.add_field(tr("Start over"), self.reset, tr("Forget the plan's own scenarios"))

    def _setter(self, key: str) -> Callable[[str, float], None]:
        return lambda field, value: self._ask(key, field, value)

    def _ask(self, key: str, field: str, value: float) -> None:
        if self._plan is None:
            return
        changed = tuple(
            _with(scenario, field, value) if scenario.key == key and getattr(scenario, field) != value else scenario
            for scenario in self._scenarios
        )
        if changed != self._scenarios:
            self.edit_requested.emit(Edit(text=tr(_EDITS[field]), plan=replace(self._plan, scenarios=changed)))

    def _reset(self) -> None:
        if self._plan is not None:
            self.form.hide()
            self.edit_requested.emit(
                Edit(text=tr("Take the shipped scenarios"), plan=replace(self._plan, scenarios=()))
            )


def _headings() -> QWidget:
    """Return what the columns of all scenarios are called."""
    headings = QWidget()
    row = QGridLayout(headings)
    row.setContentsMargins(0, 0, 0, 0)
    for column, words in enumerate((mark("Chance in the run"), mark("Size"), mark("From day"))):
        row.setColumnMinimumWidth(column, _FIELD_PX)
        row.setColumnStretch(column, 1)
        row.addWidget(label(tr(words), "caption"), 0, column)
    return headings


def _with(scenario: "Scenario", field: str, value: float) -> "Scenario":
    changes: dict[str, Any] = {field: value, "source": "entered in this plan"}
    return replace(late.resized(scenario, value) if field == "size" else scenario, **changes)


def _per_cent(name: str) -> QuantityEdit:
    return QuantityEdit(
        lambda shown: f"{formats.trimmed(shown)}{formats.THIN}%", within("Scenario", name, unit=1.0 / _PER_CENT)
    )


def _days(words: str = mark("{day} days")) -> QuantityEdit:
    return QuantityEdit(lambda shown: tr(words, day=formats.trimmed(shown)), within("Scenario", "day"))
