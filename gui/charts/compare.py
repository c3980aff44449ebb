"""Plans, or versions of one plan, side by side: every figure with its band and how far it is from this plan's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QMenu, QPushButton

from gui import late
from gui.charts.canvas import RIGHT
from gui.charts.painted_chart import PaintedChart
from gui.look import formats
from gui.look.planner_words import said
from gui.look.result_figures import FIGURES
from gui.look.words import mark, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from PySide6.QtWidgets import QWidget

    from gui.charts.canvas import Canvas
    from gui.charts.chart import ChartState
    from gui.look.theme import Theme
    from planner.plan import Plan
    from planner.plan_result import PlanResult

_NAME_PX: Final = 150.0
_ROW_PX: Final = 38.0
_HEAD_PX: Final = 26.0
_NOTE_PX: Final = 16.0


class CompareChart(PaintedChart):
    """A column for this plan and one for each version kept; ``version_wanted`` carries what to do with which."""

    key = "compare"
    title = mark("Compare")

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.keep = self._button(tr("Keep this plan"), tr("Put this plan, as it is now, beside what it becomes"))
        self.keep.clicked.connect(lambda: self.version_wanted.emit("keep", ""))
        self.add = self._button(tr("Add a plan file…"), tr("Put the plan of another file beside this one"))
        self.add.clicked.connect(lambda: self.version_wanted.emit("add", ""))
        self.remove = self._button(tr("Remove"), tr("Take a version away"))
        self.remove.setMenu(QMenu(self.remove))

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        self.controls.addWidget(button)
        return button

    def refresh(self) -> None:
        """Offer what can be removed, and paint."""
        versions = self.state.versions if self.state else ()
        menu = self.remove.menu()
        menu.clear()
        for version in versions:
            menu.addAction(said(version.name), self._remover(version.name))
        self.remove.setEnabled(bool(versions))
        self.keep.setEnabled(self.state is not None and self.state.result is not None and not self.state.stale)
        super().refresh()

    def _remover(self, name: str) -> Callable[[], None]:
        return lambda: self.version_wanted.emit("remove", name)

    def paint(self, canvas: Canvas, area: QRectF, state: ChartState) -> float:
        """Paint the figures as rows, plans as columns."""
        assert state.result is not None  # noqa: S101 - the caller has looked
        columns = columns_of(state)
        width = (area.width() - _NAME_PX) / len(columns)
        for number, (name, _, _) in enumerate(columns):
            place = QRectF(area.left() + _NAME_PX + number * width + 8, area.top(), width - 8, _HEAD_PX)
            canvas.text(place, name, bold=True, align=RIGHT)
            canvas.spot(place, name)
        y = area.top() + _HEAD_PX
        if not state.versions:  # first, and not below the figures, where it would be scrolled to
            hint = tr("Keep this plan, then change it: both stand here side by side. Plan files can be added too.")
            y += canvas.paragraph(area.left(), y, area.width(), hint, role="muted") + 8
        for figure in FIGURES:
            canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), "grid")
            own = figure.write(state.plan, state.result)
            canvas.text(QRectF(area.left(), y, _NAME_PX, _ROW_PX), own.caption)
            for number, (_, plan, result) in enumerate(columns):
                place = QRectF(area.left() + _NAME_PX + number * width + 8, y + 2, width - 8, _ROW_PX / 2)
                words = figure.write(plan, result)
                difference = difference_words(figure.key, state.result, result) if number else words.note
                canvas.text(place, words.value, bold=True, align=RIGHT)
                canvas.text(place.translated(0, _NOTE_PX), difference, role="muted", align=RIGHT)
                canvas.spot(
                    QRectF(place.left(), y, place.width(), _ROW_PX), f"{words.caption}: {words.value}\n{words.note}"
                )
            y += _ROW_PX
        return y

    def summarise(self, state: ChartState) -> str:
        """Return how many versions stand beside the plan."""
        return tr("{count} kept", count=len(state.versions)) if state.versions else ""

    def table(self) -> pd.DataFrame:
        """Return one row a figure, one column a plan; money in each plan's own currency, fractions 0..1."""
        state = self.state
        if state is None or state.result is None:
            return late.pandas.DataFrame(columns=["figure"])
        frame = late.pandas.DataFrame({"figure": list(_NUMBERS)})
        for name, _, result in columns_of(state):
            values = [number(result) for number in _NUMBERS.values()]
            frame[name] = late.pandas.Series([float("nan") if value is None else value for value in values])
        return frame


def columns_of(state: ChartState) -> list[tuple[str, Plan, PlanResult]]:
    """Return this plan, then the versions: name, plan, result."""
    assert state.result is not None  # noqa: S101 - the callers have looked
    return [
        (tr("This plan"), state.plan, state.result),
        *((said(version.name), version.plan, version.result) for version in state.versions),
    ]


def difference_words(key: str, first: PlanResult, other: PlanResult) -> str:
    """Return how far a figure is from the first plan's: in points where it is a share, else in per cent."""
    number = _NUMBERS.get(key)
    one, two = (number(first), number(other)) if number else (None, None)
    if one is None or two is None or (key in _MONEY and _currency(first) != _currency(other)):
        return ""
    if key in _SHARES:
        change = (two - one) * 100.0
        return tr("{change} points", change=_signed(change, formats.fixed(abs(change), 1)))
    if one == 0:
        return ""
    ratio = two / one - 1.0
    return _signed(ratio, formats.percent(abs(ratio)))


def _signed(value: float, shown: str) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "±") + shown


def _currency(result: PlanResult) -> str:
    return result.cost.total.currency if result.cost else ""


def _supplier_layer(result: PlanResult, name: str) -> float | None:
    layer = result.dependence.layers.get("supplier") if result.dependence else None
    return None if layer is None else float(getattr(layer, name))


_MONEY: Final = frozenset({"cost_per_trillion_tokens", "cost"})
_SHARES: Final = frozenset({"saving", "goodput", "largest", "retention"})
_NUMBERS: Final[dict[str, Callable[[PlanResult], float | None]]] = {
    "saving": lambda result: result.saving,
    "cost_per_trillion_tokens": lambda result: result.cost.per_trillion_tokens.amount if result.cost else None,
    "cost": lambda result: result.cost.total.amount if result.cost else None,
    "days": lambda result: result.days,
    "tokens_per_s": lambda result: result.tokens_per_s,
    "goodput": lambda result: result.goodput,
    "largest": lambda result: _supplier_layer(result, "largest"),
    "effective": lambda result: _supplier_layer(result, "effective"),
    "retention": lambda result: _supplier_layer(result, "retention"),
    "energy": lambda result: result.energy.energy_kwh if result.energy else None,
    "emissions": lambda result: result.energy.co2e_kg if result.energy else None,
}
