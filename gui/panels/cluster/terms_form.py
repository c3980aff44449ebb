"""The form of a node group's terms: how it is had, at what price, when, and who pays while it waits."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget

from gui.document import edits, terms_edits
from gui.document.edit import Edit
from gui.document.terms_edits import FarOffPrice, every_purchase_offer, far_off, group_of
from gui.look import formats
from gui.look.planner_words import said
from gui.look.terms_words import TENURES, WAITINGS, amount_words, entry_words
from gui.look.words import tr
from gui.panels.cluster.price_edit import PriceEdit
from gui.panels.cluster.price_entry import PriceEntry, PriceUnit
from gui.widgets.bounds import within
from gui.widgets.combos import RoomyCombo
from gui.widgets.form_button import Form
from gui.widgets.quantity_edit import QuantityEdit
from gui.widgets.question_box import QuestionBox
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.catalogue.price_offers import label_of, rent_offers
from planner.cluster import NodeGroup, Tenure, Waiting
from planner.plan import Plan
from planner.workload.training_run import TrainingPrecision

_PER_CENT: Final = 100.0
_THOUSAND: Final = 1e3
_AS_TENURE: Final = "as the tenure has it"
_AS_PLAN: Final = "as the plan"


class TermsForm(Form):
    """Shows and edits the terms of one node group; a price far off the observations is asked about first."""

    refused = Signal(str)
    group_chosen = Signal(str)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._plan: Plan | None = None
        self._catalogue = Catalogue()
        self._key = ""
        self.groups = RoomyCombo()
        self.tenure = self._choice(TENURES)
        self.price = PriceEdit()
        self.observed = RoomyCombo()
        self.waiting = self._choice({_AS_TENURE: "", **WAITINGS})
        self.lent_share = QuantityEdit(lambda share: f"{formats.trimmed(share)}{formats.THIN}%", _is_share)
        self.from_day = QuantityEdit(formats.trimmed, within("GroupTerms", "from_day"))
        self.until_day = QuantityEdit(
            formats.trimmed, within("GroupTerms", "until_day", above_zero=True), empty=tr("no end")
        )
        self.upkeep = QuantityEdit(self._show_upkeep, within("Money", "amount"), empty=tr("unknown"))
        self.precision = RoomyCombo()
        self.question = QuestionBox()
        self._lay_out()
        self._connect()

    def show_plan(self, plan: Plan, catalogue: Catalogue, key: str) -> None:
        """Show the terms of one of a plan's groups; empty is none."""
        if key != self._key:
            self._take_back_question()
        if plan is not self._plan or catalogue is not self._catalogue:
            self._fill_groups(plan, catalogue)
        self._plan, self._catalogue, self._key = plan, catalogue, key
        if key:
            self.groups.setCurrentIndex(self.groups.findData(key))
            self._show(group_of(plan, key), plan)

    def _show(self, group: NodeGroup, plan: Plan) -> None:
        terms, tenure = group.terms, group.tenure
        self.tenure.setCurrentIndex(self.tenure.findData(tenure))
        self.price.currencies = (plan.rates.base, *plan.rates.base_per_unit)
        self.price.set_words(entry_words(group))
        self._fill_observed(group)
        self.waiting.setItemText(0, tr("as had: {waiting}", waiting=tr(WAITINGS[_usual(tenure)])))
        self.waiting.setCurrentIndex(self.waiting.findData(terms.waiting or _AS_TENURE))
        self.lent_share.set_value(terms.lent_share * _PER_CENT)
        self.from_day.set_value(terms.from_day)
        self.until_day.set_value(terms.until_day)
        upkeep = terms.upkeep_per_hour
        known = upkeep is not None and edits.can_convert(plan, upkeep.currency)
        self.upkeep.set_value(plan.rates.convert(upkeep, plan.currency).amount if upkeep and known else None)
        self.show_field(self.lent_share, shown=group.waiting is Waiting.LENT)
        self.show_field(self.upkeep, shown=tenure is Tenure.OWNED)
        self._fill_precisions(group, plan)
        self.adjustSize()

    def _fill_groups(self, plan: Plan, catalogue: Catalogue) -> None:
        self.groups.clear()
        for group in plan.cluster.groups:
            name = catalogue.accelerator(group.accelerator).name
            self.groups.addItem(f"{name} ({group.key})" if group.key != name else name, group.key)

    def _fill_observed(self, group: NodeGroup) -> None:
        """Offer the prices observed, of both kinds: choosing a purchase price makes the group bought."""
        self.observed.clear()
        self.observed.addItem(tr("choose a price observed…"), None)
        for offer in rent_offers(self._catalogue, group.accelerator):
            self.observed.addItem(_offer_words(offer), offer)
        for offer in every_purchase_offer(self._catalogue, group.accelerator):
            self.observed.addItem(tr("buy: {offer}", offer=_offer_words(offer)), offer)
        known = [self.observed.itemData(number) for number in range(self.observed.count())]
        self.observed.setCurrentIndex(known.index(group.offer) if group.offer in known[1:] else 0)
        self.observed.setEnabled(self.observed.count() > 1)

    def _fill_precisions(self, group: NodeGroup, plan: Plan) -> None:
        self.precision.clear()
        self.precision.addItem(
            tr("as the plan: {precision}", precision=plan.training.precision.value.upper()), _AS_PLAN
        )
        for precision in TrainingPrecision:
            self.precision.addItem(precision.value.upper(), precision)
        self.precision.setCurrentIndex(self.precision.findData(group.precision or _AS_PLAN))

    def _lay_out(self) -> None:
        tip = tr("Type “rent 1.80”, “reserve 2.10”, “buy 17000”, “owned”, or an amount alone; the word wins")
        self.price.setAccessibleName(tr("Price"))
        self.price.setAccessibleDescription(tip)
        fields: tuple[tuple[str, QWidget, str], ...] = (
            (tr("Node group"), self.groups, tr("The node group whose terms are shown")),
            (tr("What"), self.tenure, tr("How the devices are had")),
            (tr("Price"), self.price, tip),
            (tr("Observed"), self.observed, tr("Prices observed of this accelerator, with their source and date")),
            (tr("While it waits"), self.waiting, tr("Who pays on days on which the group does not train")),
            (tr("Other work pays"), self.lent_share, tr("Share of the price while it is lent, in per cent")),
            (tr("From day"), self.from_day, tr("The first day; day 0 is the plan's start")),
            (tr("Until day"), self.until_day, tr("The group is had to the end of this day; empty for no end")),
            (tr("Upkeep per hour"), self.upkeep, tr("Upkeep and staff of one owned device, in the plan's currency")),
            (tr("Precision"), self.precision, tr("Number format that the group's pool trains in")),
        )
        for caption, field, field_tip in fields:
            self.add_field(caption, field, field_tip)
        self.add_part(self.question)

    def _connect(self) -> None:
        self.groups.activated.connect(lambda _number: self.group_chosen.emit(self.groups.currentData()))
        self.tenure.activated.connect(lambda _number: self._ask_tenure(Tenure(self.tenure.currentData())))
        self.price.committed.connect(self._ask_price)
        self.price.refused.connect(self.refused)
        self.observed.activated.connect(lambda _number: self._ask_offer(self.observed.currentData()))
        self.waiting.activated.connect(lambda _number: self._ask_waiting(self.waiting.currentData()))
        self.lent_share.committed.connect(lambda share: self._ask_terms(lent_share=share / _PER_CENT))
        self.from_day.committed.connect(lambda day: self._ask_terms(from_day=day))
        self.until_day.committed.connect(lambda day: self._ask_terms(until_day=day))
        self.upkeep.committed.connect(self._ask_upkeep)
        self.precision.activated.connect(lambda _number: self._ask_precision(self.precision.currentData()))

    def _ask_tenure(self, tenure: Tenure) -> None:
        if self._plan is not None:
            self._request(terms_edits.with_tenure(self._plan, self._key, tenure, self._catalogue))

    def _ask_price(self, entry: PriceEntry) -> None:
        """Take a typed price; one far off the observations only once the user says so."""
        if self._plan is None:
            return
        group = group_of(self._plan, self._key)
        tenure = _tenure_of(entry, group)
        if entry.amount is None:
            self._ask_tenure(tenure)
            return
        own = group.offer.price.currency if group.offer else self._plan.currency
        price = Money(amount=entry.amount, currency=entry.currency or own)
        take = partial(self._take_price, tenure, price)
        acquisition = Acquisition.PURCHASE if tenure is Tenure.BOUGHT else Acquisition.RENT
        far_off_price = far_off(self._plan, group.accelerator, price, acquisition, self._catalogue)
        if far_off_price is None:
            take()
        else:
            self.price.keep_asked()
            self.question.ask(far_off_words(far_off_price), take)
            self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Say no to the question with Escape, which shows the price before again; with none, close."""
        if event.key() == Qt.Key.Key_Escape and not self.question.isHidden():
            self._take_back_question()
            self.adjustSize()
            self.price.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _take_back_question(self) -> None:
        self.question.hide()
        self.price.forget_asked()

    def _take_price(self, tenure: Tenure, price: Money) -> None:
        if self._plan is not None:
            changed = terms_edits.with_price_of(
                self._plan,
                self._key,
                tenure,
                amount=price.amount,
                currency=price.currency,
                catalogue=self._catalogue,
            )
            self._request(changed)

    def _ask_offer(self, offer: Offer | None) -> None:
        if self._plan is not None and offer is not None:
            self._request(terms_edits.with_offer(self._plan, self._key, offer))

    def _ask_waiting(self, waiting: str) -> None:
        self._ask_terms(waiting=None if waiting == _AS_TENURE else Waiting(waiting))

    def _ask_terms(self, **changes: object) -> None:
        """Ask for a change of the terms; a first day after the last one takes the last one away."""
        if self._plan is None:
            return
        terms = group_of(self._plan, self._key).terms
        first, last = changes.get("from_day", terms.from_day), changes.get("until_day", terms.until_day)
        if isinstance(first, float | int) and isinstance(last, float | int) and last <= first:
            self.from_day.set_value(terms.from_day)
            self.until_day.set_value(terms.until_day)
            self._take_back_question()
            self.question.say(tr("The last day has to come after the first one."))
            return
        self._request(terms_edits.with_group_terms(self._plan, self._key, **changes))

    def _ask_upkeep(self, amount: float | None) -> None:
        if self._plan is not None:
            money = None if amount is None else Money(amount=amount, currency=self._plan.currency)
            self._ask_terms(upkeep_per_hour=money)

    def _ask_precision(self, precision: str) -> None:
        if self._plan is not None:
            chosen = None if precision == _AS_PLAN else TrainingPrecision(precision)
            self._request(terms_edits.with_precision(self._plan, self._key, chosen))

    def _request(self, changed: Plan) -> None:
        """Ask for an edit where anything changes; what was asked is answered then."""
        self._take_back_question()
        if self._plan is not None and changed != self._plan:
            name = self._catalogue.accelerator(group_of(self._plan, self._key).accelerator).name
            self.edit_requested.emit(Edit(text=tr("Change terms of {name}", name=name), plan=changed))
        elif self._plan is not None:
            self.show_plan(self._plan, self._catalogue, self._key)

    def _show_upkeep(self, amount: float) -> str:
        return f"{amount_words(amount)} {self._plan.currency if self._plan else ''}".strip()

    @staticmethod
    def _choice(words: Mapping[Any, str]) -> QComboBox:
        box = RoomyCombo()
        for value, text in words.items():
            box.addItem(tr(text), value)
        return box


def far_off_words(far_off_price: FarOffPrice) -> str:
    """Return the question about a price that is far off: what was observed, and what may have been meant."""
    unit = tr("per device") if far_off_price.acquisition is Acquisition.PURCHASE else tr("per device-hour")
    ends = (far_off_price.lowest, far_off_price.highest)
    lowest, highest = (amount_words(round(one, 2 if one < _THOUSAND else 0)) for one in ends)  # as on the card
    observed = lowest if lowest == highest else f"{lowest} – {highest}"
    return tr(
        "{price} {currency} {unit} is more than three times off what was observed ({observed} {currency}). "
        "Is it meant so?",
        price=amount_words(far_off_price.price.amount),
        currency=far_off_price.price.currency,
        unit=unit,
        observed=observed,
    )


def _tenure_of(entry: PriceEntry, group: NodeGroup) -> Tenure:
    """Return the tenure that an entry means: its own, else the group's, unless its unit says otherwise."""
    if entry.tenure is not None:
        return entry.tenure
    if entry.unit is PriceUnit.DEVICE_HOUR and group.tenure is Tenure.BOUGHT:
        return Tenure.ON_DEMAND
    return group.tenure


def _usual(tenure: Tenure) -> Waiting:
    return Waiting.RELEASED if tenure is Tenure.ON_DEMAND else Waiting.HELD


def _offer_words(offer: Offer) -> str:
    return f"{formats.price(offer.price)} {offer.price.currency} · {said(label_of(offer))}"


def _is_share(share: float) -> bool:
    return 0.0 <= share <= _PER_CENT
