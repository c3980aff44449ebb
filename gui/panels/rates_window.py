"""Exchange rates of a plan: one for each currency, with their date and source, entered by the user."""

from typing import Final

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from gui.look import formats
from gui.look.offer_words import age_words
from gui.look.planner_words import said
from gui.look.words import tr
from gui.widgets.dialogue import Dialogue
from gui.widgets.labels import apply_or_cancel, caption, label
from planner.catalogue.offers import ExchangeRates

_CODE_LETTERS: Final = 3  # ISO 4217
_SOURCE_PX: Final = 230  # for what a source may be


class RatesWindow(Dialogue):
    """Non-modal; ``saved`` carries the new rates."""

    saved = Signal(ExchangeRates)

    def __init__(self, rates: ExchangeRates, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rates = rates
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Exchange rates"))
        self.fields = {code: self._line(formats.trimmed(rate, 6), code) for code, rate in rates.base_per_unit.items()}
        self.new_code = self._line("", tr("Another currency"))
        self.new_code.setPlaceholderText(tr("three letters"))
        self.new_rate = self._line("", tr("Rate of another currency"))
        self.date = self._line(QDate.currentDate().toString(Qt.DateFormat.ISODate), tr("Date"))
        self.source = self._line("", tr("Source"))
        self.source.setPlaceholderText(tr("central bank, contract, address"))
        self.source.setMinimumWidth(_SOURCE_PX)
        self.problem = label("", "error", wraps=True)
        self._build()

    def accept(self) -> None:
        """Hand the rates over, or say what is wrong."""
        problem, rates = self._entered()
        self.problem.setText(problem)
        if not problem:
            self.saved.emit(rates)
            super().accept()

    def _entered(self) -> tuple[str, ExchangeRates]:
        found: dict[str, float] = {}
        code = self.new_code.text().strip().upper()
        lines = {**self.fields, **({code: self.new_rate} if code or self.new_rate.text().strip() else {})}
        for name, line in lines.items():
            rate = formats.parse_quantity(line.text())
            if len(name) != _CODE_LETTERS or not name.isalpha() or name == self._rates.base:
                return tr(
                    "{code} is no code of another currency; enter three letters, such as EUR.", code=name
                ), self._rates
            if rate is None or not rate > 0.0:
                return tr("The rate of {code} is no number above zero; enter it.", code=name), self._rates
            found[name] = rate
        if not QDate.fromString(self.date.text().strip(), Qt.DateFormat.ISODate).isValid():
            return tr("The date is none; enter it as 2026-11-24."), self._rates
        source = self.source.text().strip() or "entered in this plan"
        return "", ExchangeRates(
            base=self._rates.base, date=self.date.text().strip(), source=source, base_per_unit=found
        )

    def _line(self, text: str, name: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setAccessibleName(name)
        line.textEdited.connect(lambda _text: self.problem.clear())
        return line

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        row = 0
        for code, line in self.fields.items():
            grid.addWidget(caption(tr("{base} for 1 {code}", base=self._rates.base, code=code), line), row, 0)
            grid.addWidget(line, row, 1)
            row += 1
        grid.addWidget(self.new_code, row, 0)
        grid.addWidget(self.new_rate, row, 1)
        grid.addWidget(caption(tr("Date"), self.date), row + 1, 0)
        grid.addWidget(self.date, row + 1, 1)
        grid.addWidget(caption(tr("Source"), self.source), row + 2, 0)
        grid.addWidget(self.source, row + 2, 1)
        before = tr("Now: of {date}, {source}", date=rates_date_words(self._rates), source=said(self._rates.source))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(label(before, "muted", wraps=True))
        column.addLayout(grid)
        column.addWidget(self.problem)
        column.addWidget(apply_or_cancel(self))


def rates_date_words(rates: ExchangeRates) -> str:
    """Return the day of a plan's exchange rates and how old they are today: ``2026-05-29, 6 months old``."""
    age = age_words(rates.date, QDate.currentDate().toString(Qt.DateFormat.ISODate))
    return tr(", ").join(part for part in (rates.date, age) if part)
