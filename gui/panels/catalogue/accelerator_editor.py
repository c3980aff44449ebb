"""A window in which an accelerator's figures and a price of it are entered, with their source."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import named, tr
from gui.panels.catalogue.accelerator_fields import (
    TEXTS,
    changed_accelerator,
    figure_as_typed,
    is_counted,
    parsed_figure,
    users_figure,
)
from gui.panels.catalogue.figure_words import figure_name
from gui.widgets.dialogue import Dialogue
from gui.widgets.labels import apply_or_cancel, caption, label
from planner.catalogue.accelerator import Accelerator, Evidence
from planner.catalogue.figures import FIGURES, FigureKind, value_of
from planner.catalogue.offers import Acquisition, Money, Offer
from planner.errors import UserError

_FIELD_PX: Final = 150
_TEXT_ROWS: Final = len(TEXTS)


class AcceleratorEditor(Dialogue):
    """Non-modal; ``saved`` carries the accelerator, its new offers, and whether to keep it beyond the plan.

    It opens at the figure ``begin_at``, else with the name selected. ``spellings`` are the names in use: one that is
    typed in other capitals is taken as it is spelt there, for Nvidia and nvidia are one supplier.
    """

    saved = Signal(Accelerator, tuple, bool)

    def __init__(
        self,
        accelerator: Accelerator,
        currencies: tuple[str, ...],
        *,
        title: str,
        may_keep: bool,
        begin_at: str = "",
        spellings: Iterable[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._accelerator = accelerator
        self._spellings = {name.casefold(): name for name in spellings}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.texts = {field.name: self._line(getattr(accelerator, field.name), tr(field.caption)) for field in TEXTS}
        self.numbers = {kind.name: self._number_line(kind) for kind in FIGURES}
        self.price = QLineEdit()
        self.kind = QComboBox()
        self.currency = QComboBox()
        self.source = QLineEdit()
        self.evidence = QComboBox()
        self.keep = QCheckBox(tr("Keep in my catalogue, for other plans too"))
        self.keep.setVisible(may_keep)
        self.problem = label("", "error", wraps=True)
        self._fill(currencies)
        self._build()
        self._begin(begin_at)

    def accept(self) -> None:
        """Hand over what was entered, or say what is wrong with it."""
        problem = self._problem()
        self.problem.setText(problem)
        if problem:
            return
        changed = self.entered()
        self.saved.emit(changed, self._offers(changed), self.keep.isChecked())
        super().accept()

    def entered(self) -> Accelerator:
        """Return the accelerator as it is entered."""
        figure = users_figure(self.source.text().strip(), Evidence(self.evidence.currentData()))
        texts = {name: self._spelt(name, line.text().strip()) for name, line in self.texts.items()}
        numbers = {kind.name: self._figure(kind) for kind in FIGURES}
        return changed_accelerator(self._accelerator, texts, numbers, figure)

    def _figure(self, kind: FigureKind) -> float | None:
        """Return what is entered of a figure in its kept unit; what was not touched keeps every digit."""
        typed = self.numbers[kind.name].text()
        if typed == figure_as_typed(kind, self._accelerator):
            return value_of(self._accelerator, kind.name)
        return parsed_figure(kind, typed)

    def _spelt(self, field: str, typed: str) -> str:
        """Return a name as it is spelt elsewhere; the accelerator's own is the user's."""
        return typed if field == "name" else self._spellings.get(typed.casefold(), typed)

    def _begin(self, name: str) -> None:
        first = self.numbers.get(name, self.texts["name"])
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()

    def _problem(self) -> str:
        for field in TEXTS:
            if field.required and not self.texts[field.name].text().strip():
                return tr("{caption} is empty; enter it.", caption=tr(field.caption))
        for kind in FIGURES:
            try:
                self._figure(kind)
            except ValueError:
                if is_counted(kind):
                    return tr(
                        "{caption} is a count; enter a whole number above zero, or nothing where it is unknown.",
                        caption=figure_name(kind),
                    )
                return tr(
                    "{caption} is no number above zero; enter it in {unit}, or nothing where it is unknown.",
                    caption=figure_name(kind),
                    unit=said(kind.people_unit),
                )
            except UserError as error:
                return named(figure_name(kind), said(str(error)))
        if self.price.text().strip() and not (formats.parse_quantity(self.price.text()) or 0.0) > 0.0:
            return tr("The price is no number above zero; enter it, or nothing.")
        return "" if self.source.text().strip() else tr("The source is empty; say where the figures come from.")

    def _offers(self, accelerator: Accelerator) -> tuple[Offer, ...]:
        amount = formats.parse_quantity(self.price.text())
        if amount is None:
            return ()
        kind, date = Acquisition(self.kind.currentData()), QDate.currentDate().toString(Qt.DateFormat.ISODate)
        currency = self.currency.currentText()
        return (
            Offer(
                key=f"{accelerator.key}:own-{kind.value}-{date}-{amount:g}-{currency.lower()}",
                label=f"{self.source.text().strip()}, {date}",
                accelerator=accelerator.key,
                acquisition=kind,
                price=Money(amount=amount, currency=currency),
                date=date,
                source=self.source.text().strip(),
                evidence=Evidence(self.evidence.currentData()),
            ),
        )

    def _line(self, text: str, caption: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setAccessibleName(caption)
        line.setMinimumWidth(_FIELD_PX)
        line.textEdited.connect(lambda _text: self.problem.clear())
        return line

    def _number_line(self, kind: FigureKind) -> QLineEdit:
        line = self._line(figure_as_typed(kind, self._accelerator), figure_name(kind))
        line.setPlaceholderText(tr("unknown"))
        return line

    def _fill(self, currencies: tuple[str, ...]) -> None:
        for kind, words in (
            (Acquisition.RENT, tr("per device-hour")),
            (Acquisition.PURCHASE, tr("per device, bought")),
        ):
            self.kind.addItem(words, kind.value)
        self.currency.addItems(list(currencies))
        for grade in Evidence:
            self.evidence.addItem(said(grade.value), grade.value)
        self.evidence.setCurrentIndex(self.evidence.findData(Evidence.ESTIMATE.value))
        self.price.setPlaceholderText(tr("none"))
        self.source.setPlaceholderText(tr("data sheet, quotation, address, date"))
        for widget, name in (
            (self.price, tr("Price")),
            (self.kind, tr("Kind of price")),
            (self.currency, tr("Currency")),
            (self.source, tr("Source")),
            (self.evidence, tr("Evidence")),
        ):
            widget.setAccessibleName(name)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        for row, text in enumerate(TEXTS):
            grid.addWidget(caption(tr(text.caption), self.texts[text.name]), row, 0)
            grid.addWidget(self.texts[text.name], row, 1)
        for row, kind in enumerate(FIGURES):
            grid.addWidget(caption(figure_name(kind), self.numbers[kind.name]), row, 3)
            grid.addWidget(self.numbers[kind.name], row, 4)
            grid.addWidget(label(said(kind.people_unit), "muted"), row, 5)
        grid.setColumnMinimumWidth(2, 12)
        price = QHBoxLayout()
        for widget in (self.price, self.currency, self.kind):
            price.addWidget(widget)
        grid.addWidget(caption(tr("Add a price"), self.price), _TEXT_ROWS, 0)
        grid.addLayout(price, _TEXT_ROWS, 1)
        grid.addWidget(caption(tr("Source"), self.source), _TEXT_ROWS + 1, 0)
        grid.addWidget(self.source, _TEXT_ROWS + 1, 1)
        grid.addWidget(caption(tr("Evidence"), self.evidence), _TEXT_ROWS + 2, 0)
        grid.addWidget(self.evidence, _TEXT_ROWS + 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addLayout(grid)
        column.addWidget(self.problem)
        column.addWidget(self.keep)
        column.addWidget(apply_or_cancel(self))


def new_accelerator(key: str, like: Accelerator | None, name: str) -> Accelerator:
    """Return an accelerator to begin with: a copy of another, or one of which nothing is known."""
    if like is not None:
        return replace(like, key=key, name=name)
    return Accelerator(key=key, name=name, supplier="", jurisdiction="", peak_flop_per_s={})
