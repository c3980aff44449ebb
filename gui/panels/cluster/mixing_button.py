"""How the pools train together: the way of working, the division of the tokens, stops and stated inputs."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from gui.document import edits, mixing_edits
from gui.document.edit import Edit
from gui.look import formats
from gui.look.mix_sentence import sentence_of
from gui.look.mixing_words import (
    DIVISIONS,
    PROGRAMME,
    WAYS,
    strategy_words,
    taken_words,
    way_decides,
    way_hint,
)
from gui.look.words import mark, tr
from gui.widgets.bounds import within
from gui.widgets.combos import RoomyCombo
from gui.widgets.form_button import Form, FormButton
from gui.widgets.labels import label, tooltip
from gui.widgets.quantity_edit import QuantityEdit
from planner.catalogue.accelerator import stack_name
from planner.catalogue.offers import Money
from planner.catalogue.short_names import short_names
from planner.mixing.strategy import SHOWN_SHARE, Division
from planner.plan import Plan, Trains
from planner.plan_result import PlanResult
from planner.units import SECONDS_PER_HOUR

_PER_CENT: Final = 100.0
_OUTER_BYTES: Final = (4.0, 2.0, 0.5)
_NO_STACK: Final = mark("the baseline's")


class MixingButton(FormButton["MixingForm"]):
    """Says which way of working the plan came out with; ``limits_wanted`` as its form."""

    limits_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        words = tr("How the pools train together")
        super().__init__(words, words, self._make_form, parent)
        self._plan: Plan | None = None

    def _make_form(self, title: str, parent: QWidget) -> "MixingForm":
        form = MixingForm(title, parent)
        form.limits_wanted.connect(self.limits_wanted)
        return form

    def show_plan(self, plan: Plan) -> None:
        """Show the choice of a plan; what it comes to follows with its result, and till then stands as it was."""
        before, self._plan = self._plan, plan
        self.setEnabled(plan.trains is Trains.ONE_MODEL)
        if before is None or (before.mixing.strategy, before.trains) != (plan.mixing.strategy, plan.trains):
            self.show_result(None)
        self.fill_form(lambda form: form.show_plan(plan))

    def show_result(self, result: PlanResult | None) -> None:
        """Say on the button which way the plan came out with."""
        if self._plan is None:
            return
        mixing, found = self._plan.mixing, result.mixing if result is not None else None
        programme = self._plan.trains is Trains.PROGRAMME
        self.setText(strategy_words(PROGRAMME) if programme else taken_words(mixing, found))
        why = sentence_of(result) if result is not None else ""
        self.setToolTip(tooltip(tr("How the pools train together. {reason}", reason=why).strip()))


class MixingForm(Form):
    """Edits the way of working, and what it works with; ``limits_wanted`` asks for the form of what it has to keep."""

    limits_wanted = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._plan: Plan | None = None
        self._shares: dict[str, QuantityEdit] = {}
        self.together: QLabel | None = None  # the sum of the shares
        self.hint = label("", "muted", wraps=True)
        self.strategy = RoomyCombo()
        for key in WAYS:
            self.strategy.addItem(strategy_words(key), key)
        self.division = RoomyCombo()
        for division, words in DIVISIONS.items():
            self.division.addItem(tr(words), division)
        self.may_wait = _yes_or_no()
        self.first_stack = RoomyCombo()
        self.stop = QuantityEdit(
            lambda hours: tr("{count} hours", count=formats.trimmed(hours)),
            within("MixingChoice", "migration_restart_s", unit=SECONDS_PER_HOUR),
        )
        self.porting = QuantityEdit(self._show_money, within("Money", "amount"), empty=tr("by effort"))
        self.overlap = _per_cent("MixingChoice", "overlap")
        self.inner_steps = QuantityEdit(formats.whole, within("LocalTerms", "inner_steps", whole=True))
        self.outer_bytes = RoomyCombo()
        for count in _OUTER_BYTES:
            self.outer_bytes.addItem(formats.trimmed(count), count)
        self.local_overlap = _per_cent("LocalTerms", "overlap")
        self.statistical = _per_cent("LocalTerms", "statistical_efficiency", empty=tr("by the number of copies"))
        self.to_limits = QPushButton(tr("Caps of suppliers, deadline, HHI: in Limits…"))
        self._lay_out()
        self._connect()

    def show_plan(self, plan: Plan) -> None:
        """Show the choice of a plan."""
        self._plan = plan
        mixing = plan.mixing
        self.strategy.setCurrentIndex(self.strategy.findData(mixing.strategy))
        self.division.setCurrentIndex(self.division.findData(mixing.division))
        self.strategy.setEnabled(way_decides(mixing))
        self.hint.setText(way_hint(mixing))
        self.hint.setVisible(bool(self.hint.text()))
        self._show_shares(plan)
        self.may_wait.setCurrentIndex(self.may_wait.findData(mixing.may_wait))
        self._show_stacks(plan)
        self.stop.set_value(mixing.migration_restart_s / SECONDS_PER_HOUR)
        self.porting.set_value(self._porting_amount(plan))
        self.overlap.set_value(mixing.overlap * _PER_CENT)
        local = mixing.local
        self.inner_steps.set_value(local.inner_steps)
        self._show_outer_bytes(local.outer_bytes)
        self.local_overlap.set_value(local.overlap * _PER_CENT)
        stated = local.statistical_efficiency
        self.statistical.set_value(None if stated is None else stated * _PER_CENT)

    @property
    def share_fields(self) -> Mapping[str, QuantityEdit]:
        """The lines of the shares of the tokens, by pool; empty where the user divides nothing."""
        return self._shares

    def _lay_out(self) -> None:
        add = self.add_field
        add(tr("Way of working"), self.strategy, tr("Auto takes the cheapest that ends by the deadline"))
        add(tr("Division"), self.division, tr("Who divides the tokens: the way, the planner at its best, or you"))
        add(tr("May wait"), self.may_wait, tr("Whether work may wait for a cheaper pool"))
        add(
            tr("First stack"),
            self.first_stack,
            tr("The software stack that needs no porting; without a baseline the one with most tokens"),
        )
        add(tr("Stop at a takeover"), self.stop, tr("Restart and numerical alignment when a pool takes over, in hours"))
        add(tr("Porting cost"), self.porting, tr("Paid once for each further software stack; empty: by the effort"))
        add(tr("Overlap"), self.overlap, tr("Share of backward that hides the gradient exchange, in per cent"))
        self.begin_column()
        add(tr("Inner steps"), self.inner_steps, tr("Local SGD: steps between two exchanges"))
        add(tr("Bytes a parameter"), self.outer_bytes, tr("Local SGD: what an exchange sends of each parameter"))
        add(tr("Hidden exchange"), self.local_overlap, tr("Local SGD: part of a round that hides the exchange"))
        add(tr("Tokens that count"), self.statistical, tr("Local SGD: of those trained, in per cent; empty: assumed"))
        self.add_part(self.hint)
        self.add_part(self.to_limits)

    def _connect(self) -> None:
        self.to_limits.clicked.connect(self.hide)
        self.to_limits.clicked.connect(self.limits_wanted)
        self.strategy.activated.connect(lambda _number: self._ask_mixing(strategy=self.strategy.currentData()))
        self.division.activated.connect(lambda _number: self._ask_division(self.division.currentData()))
        self.may_wait.activated.connect(lambda _number: self._ask_mixing(may_wait=self.may_wait.currentData()))
        self.first_stack.activated.connect(lambda _number: self._ask_mixing(first_stack=self.first_stack.currentData()))
        self.stop.committed.connect(lambda hours: self._ask_mixing(migration_restart_s=hours * SECONDS_PER_HOUR))
        self.porting.committed.connect(self._ask_porting)
        self.overlap.committed.connect(lambda share: self._ask_mixing(overlap=share / _PER_CENT))
        self.inner_steps.committed.connect(lambda steps: self._ask_local(inner_steps=round(steps)))
        self.outer_bytes.activated.connect(lambda _number: self._ask_local(outer_bytes=self.outer_bytes.currentData()))
        self.local_overlap.committed.connect(lambda share: self._ask_local(overlap=share / _PER_CENT))
        self.statistical.committed.connect(
            lambda share: self._ask_local(statistical_efficiency=None if share is None else share / _PER_CENT)
        )

    def _show_shares(self, plan: Plan) -> None:
        """Show a line of its share for each pool where the user divides the tokens."""
        pools = mixing_edits.pools_of(plan) if plan.mixing.division is Division.BY_USER else {}
        short = short_names(pools.values())
        if self.together is not None and list(pools) != list(self._shares):
            self.remove_field(self.together)  # it stands below them all
            self.together = None
        for gone in [pool for pool in self._shares if pool not in pools]:
            self.remove_field(self._shares.pop(gone))
        for pool, name in pools.items():
            if pool not in self._shares:
                field = self._shares[pool] = _per_cent("MixingChoice", "token_shares")
                field.committed.connect(partial(self._ask_share, pool))
                tip = tr("Share of the tokens, in per cent; shares count against their sum")
                self.add_field(short[name], field, tip, column=0)
            self._shares[pool].set_value(plan.mixing.token_shares.get(pool, 0.0) * _PER_CENT)
        self._show_together(sum(plan.mixing.token_shares.get(pool, 0.0) for pool in pools))
        self.adjustSize()

    def _show_together(self, total: float) -> None:
        """Show what the shares add up to below them, and that another sum than all is taken in proportion."""
        if not self._shares:
            return
        if self.together is None:
            self.together = label("", wraps=True)
            self.add_field(tr("Together"), self.together, tr("The sum of the shares, in per cent"), column=0)
        shown = f"{formats.trimmed(total * _PER_CENT)}{formats.THIN}%"
        whole = abs(total - 1.0) < SHOWN_SHARE or not total
        self.together.setText(shown if whole else tr("{sum}, taken in proportion", sum=shown))

    def _show_stacks(self, plan: Plan) -> None:
        self.first_stack.clear()
        self.first_stack.addItem(tr(_NO_STACK), None)
        stated = plan.mixing.first_stack and stack_name(plan.mixing.first_stack)
        for stack in dict.fromkeys((*mixing_edits.stacks_of(plan), *((stated,) if stated else ()))):
            self.first_stack.addItem(stack, stack)
        self.first_stack.setCurrentIndex(max(0, self.first_stack.findData(stated)))

    def _show_outer_bytes(self, count: float) -> None:
        if self.outer_bytes.findData(count) < 0:
            self.outer_bytes.addItem(formats.trimmed(count), count)
        self.outer_bytes.setCurrentIndex(self.outer_bytes.findData(count))

    @staticmethod
    def _porting_amount(plan: Plan) -> float | None:
        cost = plan.mixing.porting_cost
        if cost is None or not edits.can_convert(plan, cost.currency):
            return None
        return plan.rates.convert(cost, plan.currency).amount

    def _show_money(self, amount: float) -> str:
        return f"{formats.si(amount)} {self._plan.currency if self._plan else ''}".strip()

    def _ask_mixing(self, **changes: object) -> None:
        if self._plan is not None:
            self._request(edits.with_mixing(self._plan, **changes))

    def _ask_division(self, division: str) -> None:
        if self._plan is not None:
            self._request(mixing_edits.with_division(self._plan, Division(division)))

    def _ask_porting(self, amount: float | None) -> None:
        if self._plan is not None:
            money = None if amount is None else Money(amount=amount, currency=self._plan.currency)
            self._ask_mixing(porting_cost=money)

    def _ask_share(self, pool: str, share: float) -> None:
        if self._plan is not None:
            self._request(mixing_edits.with_token_share(self._plan, pool, share / _PER_CENT))

    def _ask_local(self, **changes: object) -> None:
        if self._plan is not None:
            self._request(mixing_edits.with_local(self._plan, **changes))

    def _request(self, changed: Plan) -> None:
        if self._plan is not None and changed != self._plan:
            self.edit_requested.emit(Edit(text=tr("Change how the pools train"), plan=changed))


def _per_cent(kind: str, name: str, *, empty: str | None = None) -> QuantityEdit:
    return QuantityEdit(
        lambda share: f"{formats.trimmed(share)}{formats.THIN}%",
        within(kind, name, unit=1.0 / _PER_CENT),
        empty=empty,
    )


def _yes_or_no() -> QComboBox:
    box = RoomyCombo()
    box.addItem(tr("no"), False)
    box.addItem(tr("yes"), True)
    return box
