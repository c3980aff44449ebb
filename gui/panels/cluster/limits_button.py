"""What a plan and its exploring have to keep: budget, deadline, power, caps of suppliers, who must take part or not."""

from functools import partial
from typing import Final

from msgspec.structs import replace
from PySide6.QtWidgets import QComboBox, QWidget

from gui.document import edits, mixing_edits
from gui.document.edit import Edit
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.panels.catalogue.site_rules import SITES
from gui.widgets.bounds import within
from gui.widgets.form_button import Form, FormButton
from gui.widgets.labels import tooltip
from gui.widgets.quantity_edit import QuantityEdit
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Money
from planner.dependence import LAYER_TITLES, POINTS_OF_ONE_NAME
from planner.mixing.timetables.timetable_problem import CapMeasure
from planner.plan import Limits, Plan

_W_PER_MW: Final = 1e6
_PER_CENT: Final = 100.0
_MAY, _MUST, _MUST_NOT = mark("may take part"), mark("must take part"), mark("must not take part")


class LimitsButton(FormButton["LimitsForm"]):
    """Says how many limits there are, and which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Limits"), tr("What the plan and Explore mixes have to keep"), LimitsForm, parent)

    def show_plan(self, plan: Plan, catalogue: Catalogue) -> None:
        """Show the limits of a plan."""
        count = limit_count(plan)
        self.setText(tr("Limits: {count}", count=count) if count else tr("Limits"))
        lines = (tr("What the plan and Explore mixes have to keep"), *_limits_in_words(plan, catalogue))
        self.setToolTip(tooltip("\n".join(lines)))
        self.fill_form(lambda form: form.show_plan(plan, catalogue))


class LimitsForm(Form):
    """Shows and edits the limits: the run's on the left, the shares of suppliers on the right."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._plan: Plan | None = None
        self._suppliers: dict[str, QComboBox] = {}
        self.budget = QuantityEdit(self._show_money, within("Money", "amount", above_zero=True), empty=tr("none"))
        self.days = QuantityEdit(
            formats.stated_days,
            within("Limits", "deadline_days"),
            empty=tr("none"),
        )
        self.power = QuantityEdit(
            lambda mw: f"{formats.significant(mw)} MW",
            within("Limits", "power_w", unit=_W_PER_MW, above_zero=True),
            empty=tr("none"),
        )
        self.add_field(tr("Budget"), self.budget, tr("The most that the whole run may cost; empty for no limit"))
        self.add_field(
            tr("Deadline"),
            self.days,
            tr("Days within which the run has to end, the same here and in the workload; empty for none"),
        )
        self.add_field(
            tr("Power"), self.power, tr("The most power that the cluster may draw at once, in MW; empty for no limit")
        )
        self.export_rules = QComboBox()
        for words, obeyed in ((mark("obeyed"), True), (mark("switched off"), False)):
            self.export_rules.addItem(tr(words), obeyed)
        self.headquarters = QComboBox()
        self.add_field(
            tr("Export rules"),
            self.export_rules,
            tr("Whether exploring leaves out what the rules put under a presumption of denial at the site"),
        )
        self.add_field(
            tr("Headquarters"),
            self.headquarters,
            tr("The country of the team's ultimate parent: the export rules look at it too"),
        )
        self._add_caps()
        self.export_rules.activated.connect(
            lambda _number: self._change(obeys_export_rules=self.export_rules.currentData())
        )
        self.headquarters.activated.connect(lambda _number: self._change(headquarters=self.headquarters.currentData()))
        self.budget.committed.connect(lambda amount: self._ask(budget=self._money(amount)))
        self.days.committed.connect(self._ask_deadline)
        self.power.committed.connect(lambda mw: self._ask(power_w=None if mw is None else mw * _W_PER_MW))

    def show_plan(self, plan: Plan, catalogue: Catalogue) -> None:
        """Show the limits of a plan."""
        self._plan = plan
        limits = plan.limits
        self.budget.set_value(limits.budget.amount if limits.budget else None)
        self.days.set_value(plan.deadline_days)
        self.power.set_value(None if limits.power_w is None else limits.power_w / _W_PER_MW)
        self.export_rules.setCurrentIndex(self.export_rules.findData(plan.obeys_export_rules))
        self._show_headquarters(plan)
        for layer, field in self.caps.items():
            cap = mixing_edits.cap_of(plan, layer)
            field.set_value(None if cap is None else cap * _PER_CENT)
        hhi = mixing_edits.cap_of(plan, "supplier", CapMeasure.HHI)
        self.hhi.set_value(None if hhi is None else hhi * POINTS_OF_ONE_NAME)
        named = _suppliers_named(plan, catalogue)
        for gone in [supplier for supplier in self._suppliers if supplier not in named]:
            self.remove_field(self._suppliers.pop(gone))
        for supplier in named:
            self._add_supplier(supplier)
        for supplier, box in self._suppliers.items():
            box.setCurrentIndex(box.findData(_wish(supplier, limits)))

    def _add_caps(self) -> None:
        """Put the caps on shares in a column of their own."""
        self.begin_column()
        self.caps = {layer: _cap_field() for layer in LAYER_TITLES}
        for layer, field in self.caps.items():
            caption = tr("Most on one {layer}", layer=said(LAYER_TITLES[layer]))
            tip = tr("Largest share of one name, in per cent; best shares keep it; empty for no cap")
            self.add_field(caption, field, tip)
            field.committed.connect(partial(self._ask_cap, layer, CapMeasure.LARGEST, _PER_CENT))
        self.hhi = QuantityEdit(
            _points_words, within("ShareCap", "share", unit=1.0 / POINTS_OF_ONE_NAME), empty=tr("no limit")
        )
        self.add_field(
            tr("Most HHI of suppliers"),
            self.hhi,
            tr(
                "Sum of the squares of the suppliers' shares in per cent, in points: 10,000 is one supplier, 5,000 two "
                "equal ones; best shares keep it; empty for no limit"
            ),
        )
        self.hhi.committed.connect(partial(self._ask_cap, "supplier", CapMeasure.HHI, POINTS_OF_ONE_NAME))

    def supplier_box(self, supplier: str) -> QComboBox:
        """Return the choice of one supplier; KeyError where the plan has none of it."""
        return self._suppliers[supplier]

    def _show_headquarters(self, plan: Plan) -> None:
        self.headquarters.clear()
        self.headquarters.addItem(tr("as the site"), "")
        for site in SITES:
            self.headquarters.addItem(tr(site.name), site.code)
        if plan.headquarters and self.headquarters.findData(plan.headquarters) < 0:
            self.headquarters.addItem(plan.headquarters, plan.headquarters)
        self.headquarters.setCurrentIndex(self.headquarters.findData(plan.headquarters))

    def _add_supplier(self, supplier: str) -> None:
        if supplier in self._suppliers:
            return
        box = QComboBox()
        for wish in (_MAY, _MUST, _MUST_NOT):
            box.addItem(tr(wish), wish)
        box.activated.connect(lambda _number: self._ask(**self._wishes()))
        tip = tr("Whether explored fleets use accelerators of {supplier}", supplier=supplier)
        self.add_field(supplier, box, tip, column=0)
        self._suppliers[supplier] = box

    def _wishes(self) -> dict[str, tuple[str, ...]]:
        wishes = {supplier: box.currentData() for supplier, box in self._suppliers.items()}
        return {
            "required_suppliers": tuple(supplier for supplier, wish in wishes.items() if wish == _MUST),
            "excluded_suppliers": tuple(supplier for supplier, wish in wishes.items() if wish == _MUST_NOT),
        }

    def _money(self, amount: float | None) -> Money | None:
        if amount is None or self._plan is None:
            return None
        return Money(amount=amount, currency=_budget_currency(self._plan))

    def _show_money(self, amount: float) -> str:
        return _budget_words(self._plan, amount) if self._plan else formats.si(amount)

    def _ask(self, **changes: object) -> None:
        if self._plan is not None:
            self._change(limits=replace(self._plan.limits, **changes))

    def _ask_cap(self, layer: str, measure: CapMeasure, whole: float, amount: float | None) -> None:
        if self._plan is not None:
            plan = mixing_edits.with_cap(self._plan, layer, None if amount is None else amount / whole, measure)
            if plan != self._plan:
                self.edit_requested.emit(Edit(text=tr("Change limits"), plan=plan))

    def _ask_deadline(self, days: float | None) -> None:
        if self._plan is not None:
            plan = edits.with_deadline(self._plan, days)
            self.edit_requested.emit(Edit(text=tr("Change deadline"), plan=plan))

    def _change(self, **changes: object) -> None:
        if self._plan is not None:
            plan = replace(self._plan, **changes)
            self.edit_requested.emit(Edit(text=tr("Change limits"), plan=plan))


def limit_count(plan: Plan) -> int:
    """Return how many limits are stated, the deadline among them though it stands in the workload too."""
    limits = plan.limits
    figures = (limits.budget, plan.deadline_days, limits.power_w)
    named = len(limits.required_suppliers) + len(limits.excluded_suppliers)
    return sum(figure is not None for figure in figures) + named + len(plan.mixing.caps)


def _wish(supplier: str, limits: Limits) -> str:
    if supplier in limits.required_suppliers:
        return _MUST
    return _MUST_NOT if supplier in limits.excluded_suppliers else _MAY


def _suppliers_named(plan: Plan, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the suppliers that take part or that a limit names."""
    taking_part = [catalogue.accelerator(one.accelerator).supplier for one in plan.cluster.groups]
    limits = plan.limits
    return tuple(dict.fromkeys((*taking_part, *limits.required_suppliers, *limits.excluded_suppliers)))


def _limits_in_words(plan: Plan, catalogue: Catalogue) -> list[str]:
    limits = plan.limits
    figures = {
        tr("Budget"): _budget_words(plan, limits.budget.amount) if limits.budget else "",
        tr("Deadline"): formats.duration(plan.deadline_days) if plan.deadline_days is not None else "",
        tr("Power"): formats.si(limits.power_w, "W") if limits.power_w else "",
    }
    figures |= {
        tr("Most on one {layer}", layer=said(title)): _cap_words(mixing_edits.cap_of(plan, layer))
        for layer, title in LAYER_TITLES.items()
    }
    hhi = mixing_edits.cap_of(plan, "supplier", CapMeasure.HHI)
    figures[tr("Most HHI of suppliers")] = "" if hhi is None else _points_words(hhi * POINTS_OF_ONE_NAME)
    named = {supplier: tr(_wish(supplier, limits)) for supplier in _suppliers_named(plan, catalogue)}
    wishes = {supplier: words for supplier, words in named.items() if words != tr(_MAY)}
    return [f"{name}: {words}" for name, words in (figures | wishes).items() if words]


def _cap_field() -> QuantityEdit:
    accepts = within("ShareCap", "share", unit=1.0 / _PER_CENT)
    return QuantityEdit(lambda share: _cap_words(share / _PER_CENT), accepts, empty=tr("no cap"))


def _cap_words(share: float | None) -> str:
    return "" if share is None else f"{formats.trimmed(share * _PER_CENT)}{formats.THIN}%"


def _points_words(points: float) -> str:
    return tr("{count} points", count=formats.whole(points))


def _budget_words(plan: Plan, amount: float) -> str:
    return f"{formats.si(amount)} {_budget_currency(plan)}"


def _budget_currency(plan: Plan) -> str:
    """Return the currency that the budget is kept in: its own once entered, else the plan's."""
    return plan.limits.budget.currency if plan.limits.budget else plan.currency
