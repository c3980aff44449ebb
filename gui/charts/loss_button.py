"""What if a supplier were lost on a day of the run: the question, and its answer in days and money."""

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from gui.background.live_loss import LossQuestion
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr
from gui.widgets.bounds import within
from gui.widgets.form_button import FormButton
from gui.widgets.labels import label
from gui.widgets.quantity_edit import QuantityEdit

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from planner.catalogue.offers import Money
    from planner.risk.supplier_loss import LossResult

_KINDS: Final = {
    "loss-of-use": mark("its devices stand still"),
    "stop-ship": mark("it delivers nothing more"),
    "price-shock": mark("its rents rise"),
}
_USUAL_DAY: Final = 30.0
_ANSWER_PX: Final = 360


class LossButton(FormButton):
    """Asks by ``loss_wanted``, with a ``LossQuestion``; ``show_loss`` shows the answer below the question."""

    loss_wanted = Signal(LossQuestion)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Lose a supplier"), tr("What losing a supplier in mid-run costs in days and money"), parent)
        self.supplier = QComboBox()
        self.kind = QComboBox()
        for kind, words in _KINDS.items():
            self.kind.addItem(tr(words), kind)
        self.day = QuantityEdit(lambda day: tr("day {day}", day=formats.trimmed(day)), within("Scenario", "day"))
        self.day.set_value(_USUAL_DAY)
        self.ask = QPushButton(tr("Plan the rest anew"))
        self.answer = label("", "muted")
        self.answer.setWordWrap(True)
        self.answer.setFixedWidth(_ANSWER_PX)
        self.form.add_field(tr("Supplier"), self.supplier, tr("Who is lost"))
        self.form.add_field(tr("What happens"), self.kind, tr("What losing it means"))
        self.form.add_field(tr("When"), self.day, tr("The day of the run on which it happens"))
        self.form.add_field("", self.ask, tr("Plan what is left of the run on what is left of the fleet"))
        self.form.add_field("", self.answer, tr("What it costs"))
        self._answer("")
        self.ask.clicked.connect(self._ask)
        self.setEnabled(False)

    def show_suppliers(self, suppliers: "Sequence[str]") -> None:
        """Offer the suppliers of the plan; the one chosen stays while it takes part."""
        if [self.supplier.itemData(number) for number in range(self.supplier.count())] != list(suppliers):
            chosen = self.supplier.currentData()
            self.supplier.clear()
            for name in suppliers:
                self.supplier.addItem(said(name), name)
            self.supplier.setCurrentIndex(max(0, self.supplier.findData(chosen)))
        self.setEnabled(bool(suppliers))

    def show_loss(self, result: "LossResult | None", problem: str, estimated: "Collection[str]" = ()) -> None:
        """Show an answer, or why there is none; both empty where nothing was asked of this plan.

        ``estimated`` are the keys of the plan's figures that rest on estimates.
        """
        self._answer(loss_words(result, estimated) if result is not None else said(problem))

    def _answer(self, words: str) -> None:
        self.answer.setText(words)
        self.form.show_field(self.answer, shown=bool(words))
        self.form.adjustSize()

    def _ask(self) -> None:
        if self.supplier.currentData() and self.day.value is not None:
            self._answer(tr("Planning anew"))
            self.loss_wanted.emit(LossQuestion(self.supplier.currentData(), self.kind.currentData(), self.day.value))


def loss_words(result: "LossResult", estimated: "Collection[str]" = ()) -> str:
    """Return what is lost on which day, what that costs in days and money, and why.

    ``estimated`` are the keys of the plan's figures that rest on estimates.
    """
    asked = tr(
        "{name}, day {day}: {what}.",
        name=said(result.supplier),
        day=formats.trimmed(result.day),
        what=tr(_KINDS[result.kind.value]),
    )
    lines = [asked, tr("The run {days}.", days=_end_words(result, guessed="days" in estimated))]
    if result.cost_to_finish is not None:
        lines.append(_cost_words(result.cost_to_finish, result.extra_cost, guessed="cost" in estimated))
    return "\n".join([*lines, said(result.why)])


def _end_words(result: "LossResult", *, guessed: bool) -> str:
    """Return the day of the end, later or, where the plan does not take the fastest way, earlier than planned."""
    if result.days_to_finish is None:
        return tr("never ends")
    end, extra = formats.days_number(result.days_to_finish), result.extra_days or 0.0
    end, changed = (formats.estimated(days, guessed) for days in (end, formats.days_number(abs(extra))))
    if extra < 0.0:
        return tr("ends on day {end}, {extra} days earlier", end=end, extra=changed)
    return tr("ends on day {end}, {extra} days later", end=end, extra=changed)


def _cost_words(cost: "Money", extra: "Money | None", *, guessed: bool) -> str:
    less = extra is not None and extra.amount < 0.0
    change = replace(extra, amount=abs(extra.amount)) if extra is not None else None
    whole, changed = (formats.estimated(_money(one), guessed) for one in (cost, change))
    words = mark("It costs {cost}, {extra} less.") if less else mark("It costs {cost}, {extra} more.")
    return tr(words, cost=whole, extra=changed)


def _money(amount: "Money | None") -> str:
    return "" if amount is None else f"{formats.si(amount.amount)} {amount.currency}"
