"""Plans, or versions of one plan, side by side: every figure with its band and how far it is from this plan's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QMenu, QPushButton

from gui import late
from gui.charts.canvas import RIGHT, text_width
from gui.charts.painted_chart import PaintedChart
from gui.look import formats
from gui.look.planner_words import said
from gui.look.pool_labels import accelerator_name
from gui.look.result_figures import CAPTIONS, FIGURES, FigureText
from gui.look.words import mark, tr
from gui.widgets.labels import tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from PySide6.QtWidgets import QWidget

    from gui.charts.canvas import Canvas
    from gui.charts.chart import ChartState
    from gui.look.theme import Theme
    from planner.plan import Plan
    from planner.plan_result import PlanResult

_NAME_PX: Final = 150.0
_ROW_PX: Final = 38.0  # a figure over its note
_LEAST_ROW_PX: Final = 19.0  # the note before the figure, where the window is low
_HEAD_PX: Final = 26.0
_NOTE_PX: Final = 16.0
_MOST_FLEET_LINES: Final = 4  # more are said on hover
_OF_ANY: Final = {"retention": mark("Without one supplier")}


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
        button.setToolTip(tooltip(tip))
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
        fleets = [fleet_lines(plan, result) for _, plan, result in columns]
        for number, lines in enumerate(fleets):
            for row, line in enumerate(lines[:_MOST_FLEET_LINES]):
                place = QRectF(area.left() + _NAME_PX + number * width + 8, y + row * _NOTE_PX, width - 8, _NOTE_PX)
                canvas.text(place, line, role="muted", align=RIGHT)
                canvas.spot(place, "\n".join(lines))
        y += min(max(map(len, fleets)), _MOST_FLEET_LINES) * _NOTE_PX + 4
        if not state.versions:  # first, and not below the figures, where it would be scrolled to
            hint = tr("Keep this plan, then change it: both stand here side by side. Plan files can be added too.")
            y += canvas.paragraph(area.left(), y, area.width(), hint, role="muted") + 8
        row_px = min(_ROW_PX, max(_LEAST_ROW_PX, (area.bottom() - y) / len(FIGURES)))
        for figure in FIGURES:
            canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), "grid")
            written = [figure.write(plan, result) for _, plan, result in columns]
            caption = row_caption(figure.key, written)
            canvas.text(QRectF(area.left(), y, _NAME_PX, row_px), caption)
            for number, ((_, _, result), words) in enumerate(zip(columns, written, strict=True)):
                place = QRectF(area.left() + _NAME_PX + number * width + 8, y, width - 8, row_px)
                difference = difference_words(figure.key, state.result, result) if number else words.note
                if words.caption != caption:  # this plan's own event or baseline
                    difference = tr(", ").join(part for part in (words.caption, difference) if part)
                _paint_figure(canvas, place, words.value, difference)
                canvas.spot(place, f"{words.caption}: {words.value}\n{words.note}")
            y += row_px
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


def _paint_figure(canvas: Canvas, place: QRectF, value: str, note: str) -> None:
    """Write a figure at the right with its note below it, or before it where the row is low."""
    if place.height() >= _ROW_PX:
        upper = QRectF(place.left(), place.top() + 2, place.width(), _ROW_PX / 2)
        canvas.text(upper, value, bold=True, align=RIGHT)
        canvas.text(upper.translated(0, _NOTE_PX), note, role="muted", align=RIGHT)
        return
    canvas.text(place, value, bold=True, align=RIGHT)
    before = place.adjusted(0, 0, -text_width(value, bold=True) - 8, 0)
    canvas.text(before, note, role="muted", align=RIGHT)


def fleet_lines(plan: Plan, result: PlanResult) -> list[str]:
    """Return what a plan is made of, one line a node group with nodes: ``24 × H800``."""
    groups = [group for group in plan.cluster.groups if group.nodes > 0]
    return [
        f"{formats.whole(group.nodes)} × {formats.short_name(accelerator_name(plan, result, group.accelerator))}"
        for group in groups
    ]


def row_caption(key: str, written: Sequence[FigureText]) -> str:
    """Return what a row is called: what all plans call the figure, else what it is called of any plan."""
    captions = {words.caption for words in written}
    return captions.pop() if len(captions) == 1 else tr(_OF_ANY.get(key, CAPTIONS[key]))


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
        return tr(
            "{change} points", change=formats.signed((two - one) * 100.0, lambda points: formats.fixed(points, 1))
        )
    if one == 0:
        return ""
    return formats.signed(two / one - 1.0, formats.percent)


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
