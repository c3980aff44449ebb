"""What the two axes of the trade-off show, chosen in the chart's header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.charts.trade_off.trade_off_data import X_AXES, Y_AXES, Axis
from gui.charts.trade_off.trade_off_plot import NumberAxis, axis_choice
from gui.charts.trade_off.trade_off_words import BASIS_WORDS
from gui.look.myriads import currency_word
from gui.look.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QComboBox, QHBoxLayout

    from gui.look.theme import Theme
    from planner.plan import Plan


class AxisChoices:
    """Two choices side by side; ``chosen`` is called when one of them changes."""

    def __init__(self, row: QHBoxLayout, chosen: Callable[[], object]) -> None:
        self.x_choice = _add(row, "x", X_AXES, chosen)
        self.y_choice = _add(row, "y", Y_AXES, chosen)
        self._stands_in = False  # the cost, which nobody chose
        self.y_choice.currentIndexChanged.connect(self._on_y_chosen)

    @property
    def x(self) -> Axis:
        """What lies along x."""
        return X_AXES[max(0, self.x_choice.currentIndex())]

    @property
    def y(self) -> Axis:
        """What lies along y."""
        return Y_AXES[max(0, self.y_choice.currentIndex())]

    def limit(self, *, saving_known: bool) -> None:
        """Offer the saving where there is one; without a baseline nothing is, and the cost stands in till then."""
        self.y_choice.model().item(0).setEnabled(saving_known)  # type: ignore[attr-defined]  # a QStandardItemModel
        if saving_known and self._stands_in:
            self._show_y(0)
        elif not saving_known and self.y_choice.currentIndex() == 0:
            self._show_y(1)
            self._stands_in = True

    def _show_y(self, number: int) -> None:
        self.y_choice.blockSignals(True)
        self.y_choice.setCurrentIndex(number)
        self.y_choice.blockSignals(False)
        self._stands_in = False

    def _on_y_chosen(self) -> None:
        self._stands_in = False

    def style(self, axes: Mapping[str, NumberAxis], plan: Plan | None, theme: Theme) -> None:
        """Write on the axes what they show, in the units of the plan that was explored."""
        words = {
            "basis": tr(BASIS_WORDS[plan.basis]) if plan else "",
            "currency": currency_word(plan.currency) if plan else "",
        }
        for axis, shown in ((axes["bottom"], self.x), (axes["left"], self.y)):
            short = tr(shown.short, **words) if shown.short else ""
            axis.show_quantity(shown, tr(shown.title, **words), theme, short=short)


def _add(row: QHBoxLayout, letter: str, axes: tuple[Axis, ...], chosen: Callable[[], object]) -> QComboBox:
    label, choice = axis_choice(letter, axes)
    choice.currentIndexChanged.connect(lambda _: chosen())
    row.addWidget(label)
    row.addWidget(choice)
    return choice
