"""The terms of what is bought and of energy: rarely touched, so behind a button."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.document import edits
from gui.document.edit import Edit
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.widgets.bounds import within
from gui.widgets.form_button import FormButton
from gui.widgets.labels import tooltip
from gui.widgets.quantity_edit import QuantityEdit
from planner.plan import Plan

_ENERGY: Final = "energy"
_PER_CENT: Final = 100.0


class _Term(Struct, frozen=True, kw_only=True):
    """One field: where it is kept, and what it says (shares are shown in per cent)."""

    part: str
    name: str
    caption: str
    tip: str
    share: bool = True
    unit: str = ""


_CLASSES: Final = {"purchase": "PurchaseTerms", _ENERGY: "EnergyTerms"}
_TERMS: Final = (
    _Term(part="purchase", name="life_years", caption=mark("Life"), tip=mark("Years in use before sale or scrap"),
          share=False, unit=mark("years")),
    _Term(part="purchase", name="discount_rate", caption=mark("Discount rate"), tip=mark("Per year, in per cent")),
    _Term(part="purchase", name="residual_share", caption=mark("Residual value"),
          tip=mark("What is left of the capital at the end of its life, in per cent")),
    _Term(part="purchase", name="utilisation", caption=mark("Utilisation"),
          tip=mark("Share of all hours that do paid work, in per cent")),
    _Term(part="purchase", name="upkeep_share", caption=mark("Maintenance and staff"),
          tip=mark("Share of the capital per year, in per cent")),
    _Term(part="purchase", name="server_overhead", caption=mark("Server overhead"),
          tip=mark("What the rest of a server costs, in per cent of its accelerators")),
    _Term(part="purchase", name="network_share", caption=mark("Network share"),
          tip=mark("The network's share of the whole hardware, in per cent")),
    _Term(part=_ENERGY, name="load", caption=mark("Load"), tip=mark("Mean over rated power, in per cent")),
    _Term(part=_ENERGY, name="pue", caption=mark("PUE"), tip=mark("Total power of the site over that of its servers"),
          share=False),
)  # fmt: skip


class PurchaseButton(FormButton):
    """Shows and edits the plan's terms of purchase and energy."""

    edit_requested = Signal(Edit)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Purchase, energy"), tr("Terms of what is bought, and of energy"), parent)
        self.setText(tr("Purchase, energy"))
        self._plan: Plan | None = None
        self.fields = {term.name: self._field(term) for term in _TERMS}
        self.price = QuantityEdit(self._show_price, within("Money", "amount"))
        self.form.add_field(tr("Price per kWh"), self.price, tr("In the plan's currency; rent includes energy"))
        self.price.committed.connect(self._ask_price)
        self.grid = QuantityEdit(
            lambda kg: f"{formats.trimmed(kg)} kg/kWh", within("EnergyTerms", "grid_kg_co2e_per_kwh")
        )
        self.form.add_field(tr("Carbon of the grid"), self.grid, tr("kg of CO₂-equivalent per kWh at the site"))
        self.grid.committed.connect(lambda kg: self._ask(_ENERGY, "grid_kg_co2e_per_kwh", kg))
        self.embodied = QuantityEdit(
            lambda kg: f"{formats.trimmed(kg)} kg", within("EnergyTerms", "embodied_kg_co2e_per_device")
        )
        self.embodied.setPlaceholderText(tr("unknown"))
        self.form.add_field(
            tr("Embodied carbon"), self.embodied, tr("kg of CO₂-equivalent to make one device; unknown is not counted")
        )
        self.embodied.committed.connect(lambda kg: self._ask(_ENERGY, "embodied_kg_co2e_per_device", kg))

        self.months = QuantityEdit(
            formats.trimmed, within("PortingEffort", "fte_months", above_zero=True), empty=tr("none")
        )
        self.form.add_field(
            tr("Porting, FTE-months"),
            self.months,
            tr("Work of a second software stack: 6 to 60"),
        )
        self.months.committed.connect(self._ask_months)
        self.monthly = QuantityEdit(formats.si, within("Money", "amount", above_zero=True))
        self.form.add_field(tr("Cost of an FTE-month"), self.monthly, tr("Loaded, in the plan's currency"))
        self.monthly.committed.connect(self._ask_monthly)

    def _show_price(self, amount: float) -> str:
        return f"{formats.trimmed(amount)} {self._plan.currency if self._plan else ''}".strip()

    def _field(self, term: _Term) -> QuantityEdit:
        factor = _PER_CENT if term.share else 1.0
        unit = f"{formats.THIN}%" if term.share else f" {tr(term.unit)}" if term.unit else ""
        field = QuantityEdit(
            lambda shown: f"{formats.trimmed(shown)}{unit}",
            within(_CLASSES[term.part], term.name, unit=1.0 / factor),
        )
        self.form.add_field(tr(term.caption), field, tr(term.tip))
        field.committed.connect(self._setter(term, factor))
        return field

    def _setter(self, term: _Term, factor: float) -> Callable[[float], None]:
        return lambda shown: self._ask(term.part, term.name, shown / factor)

    def show_plan(self, plan: Plan) -> None:
        """Show the terms of a plan."""
        self._plan = plan
        for term in _TERMS:
            value = getattr(getattr(plan, term.part), term.name)
            self.fields[term.name].set_value(value * (_PER_CENT if term.share else 1.0))
        payable = edits.can_convert(plan, plan.energy.price_per_kwh.currency)
        self.price.set_value(plan.rates.convert(plan.energy.price_per_kwh, plan.currency).amount if payable else None)
        self.grid.set_value(edits.grid_intensity(plan))
        self.embodied.set_value(plan.energy.embodied_kg_co2e_per_device)
        effort = plan.porting
        self.months.set_value(effort.fte_months if effort else None)
        monthly = effort.monthly_cost if effort else None
        known = monthly is not None and edits.can_convert(plan, monthly.currency)
        self.monthly.set_value(plan.rates.convert(monthly, plan.currency).amount if monthly and known else None)
        self.monthly.setEnabled(effort is not None)
        self.setToolTip(tooltip(f"{said(plan.purchase.source)}. {said(plan.energy.source)}."))

    def _ask(self, part: str, name: str, value: float) -> None:
        if self._plan is not None:
            changed = edits.with_terms(self._plan, part, **{name: value})
            if changed != self._plan:
                self.edit_requested.emit(Edit(text=tr("Change terms of purchase and energy"), plan=changed))

    def _ask_price(self, amount: float) -> None:
        if self._plan is not None:
            changed = edits.with_energy_price(self._plan, amount)
            if changed != self._plan:
                self.edit_requested.emit(Edit(text=tr("Change price of energy"), plan=changed))

    def _ask_months(self, months: float | None) -> None:
        if self._plan is not None:
            self._ask_porting(edits.with_porting(self._plan, fte_months=months))

    def _ask_monthly(self, amount: float) -> None:
        if self._plan is not None:
            self._ask_porting(edits.with_porting(self._plan, monthly_amount=amount))

    def _ask_porting(self, changed: Plan) -> None:
        if changed != self._plan:
            self.edit_requested.emit(Edit(text=tr("Change porting effort"), plan=changed))
