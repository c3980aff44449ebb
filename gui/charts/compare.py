"""Plans, or versions of one plan, side by side: every figure with its band and how far it is from this plan's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QMenu, QPushButton

from gui import late
from gui.charts.base.canvas import RIGHT, paragraph_px, text_width
from gui.charts.base.painted_chart import PaintedChart
from gui.look import formats
from gui.look.loss_words import losses_of
from gui.look.planner_words import said
from gui.look.pool_labels import accelerator_name
from gui.look.result_figures import FIGURES, Figure, FigureText, figures_of, shown_as
from gui.look.words import mark, tr
from gui.widgets.frame_model import Column
from gui.widgets.labels import tooltip
from gui.widgets.mnemonics import without_mnemonic
from planner.headlines import HEADLINE, HEADLINES, Form, Headline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from PySide6.QtWidgets import QWidget

    from gui.charts.base.canvas import Canvas
    from gui.charts.base.chart import ChartState
    from gui.look.theme import Theme
    from planner.plan import Plan
    from planner.plan_result import PlanResult

_NAME_PX: Final = 150.0
_ROW_PX: Final = 38.0  # a figure over its note
_LEAST_ROW_PX: Final = 16.0  # the note before the figure, where the window is low
_HEAD_PX: Final = 18.0
_NOTE_PX: Final = 16.0
_BEHIND_HINT_PX: Final = 8.0
_MOST_FLEET_LINES: Final = 4  # more are said on hover
_FIGURE: Final = {figure.key: figure for figure in FIGURES}
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
            menu.addAction(without_mnemonic(said(version.name)), self._remover(version.name))
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
        hint = tr("Keep this plan, then change it: both stand here side by side. Plan files can be added too.")
        hint_px = 0.0 if state.versions else paragraph_px(hint, area.width()) + _BEHIND_HINT_PX
        figures = _figures_of_any(columns)
        spare = area.bottom() - y - hint_px - len(figures) * _LEAST_ROW_PX
        most = int(min(_MOST_FLEET_LINES, max(1.0, spare // _NOTE_PX)))
        for number, lines in enumerate(fleets):
            for row, line in enumerate(_shortened(lines, most)):
                place = QRectF(area.left() + _NAME_PX + number * width + 8, y + row * _NOTE_PX, width - 8, _NOTE_PX)
                canvas.text(place, line, role="muted", align=RIGHT)
                canvas.spot(place, "\n".join(lines))
        y += min(max(map(len, fleets)), most) * _NOTE_PX
        if not state.versions:  # first, and not below the figures, where it would be scrolled to
            canvas.paragraph(area.left(), y, area.width(), hint, role="muted")
            y += hint_px
        row_px = min(_ROW_PX, max(_LEAST_ROW_PX, (area.bottom() - y) / len(figures)))
        for figure in figures:
            canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), "grid")
            written = [figure.shown(plan, result) for _, plan, result in columns]
            caption = row_caption(figure.key, written)
            canvas.text(QRectF(area.left(), y, _NAME_PX, row_px), caption)
            for number, ((_, _, result), words) in enumerate(zip(columns, written, strict=True)):
                place = QRectF(area.left() + _NAME_PX + number * width + 8, y, width - 8, row_px)
                difference = difference_words(figure.key, state.result, result) if number else words.note
                note = difference
                if words.caption != caption:  # this plan's own event or baseline; a low row has room for it alone
                    whole = tr(", ").join(part for part in (words.caption, difference) if part)
                    note = whole if row_px >= _ROW_PX else words.caption
                _paint_figure(canvas, place, words.value, note)
                said_below = [part for part in dict.fromkeys((words.note, difference)) if part]
                canvas.spot(place, "\n".join([f"{words.caption}: {words.value}", *said_below]))
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
        frame = late.pandas.DataFrame({"figure": list(HEADLINE)})
        for name, _, result in columns_of(state):
            values = [figure.value(result) for figure in HEADLINES]
            frame[name] = late.pandas.Series([float("nan") if value is None else value for value in values])
        return frame

    def shown_table(self) -> pd.DataFrame:
        """Return the table with each figure called and written as the picture has it."""
        frame, currency = self.table(), self.state.plan.currency if self.state else ""
        shown = {
            name: [shown_as(figure)(value) for figure, value in zip(HEADLINES, frame[name], strict=True)]
            for name in frame.columns[1:]
        }
        names = [_row_title(figure, currency) for figure in HEADLINES] if shown else []
        return late.pandas.DataFrame({"figure": names, **shown})

    def shown_columns(self, frame: pd.DataFrame) -> tuple[Column, ...]:
        """Return the names at the left, the plans' figures at the right."""
        first, *_ = super().shown_columns(frame)
        return (first, *(Column(title=str(name), show=str) for name in frame.columns[1:]))


def _figures_of_any(columns: list[tuple[str, Plan, PlanResult]]) -> list[Figure]:
    """Return the figures of the first plan's kind that there is anything to say of in one of the plans."""
    return [figure for figure in figures_of(columns[0][1]) if any(figure.only(result) for _, _, result in columns)]


def _row_title(figure: Headline, currency: str) -> str:
    """Return what a figure is called with the unit that it stands in."""
    unit = "" if figure.says_unit or figure.form is Form.FRACTION else figure.unit_in(currency)
    return tr(", ").join(part for part in (said(figure.label), said(unit)) if part)


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


def _shortened(lines: list[str], most: int) -> list[str]:
    """Return at most so many lines, the last with how many more there are."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], tr("{first} and {count} more", first=lines[most - 1], count=len(lines) - most)]


def row_caption(key: str, written: Sequence[FigureText]) -> str:
    """Return what a row is called: what all plans call the figure, else what it is called of any plan."""
    captions = {words.caption for words in written}
    return (
        captions.pop() if len(captions) == 1 else tr(_OF_ANY[key]) if key in _OF_ANY else _FIGURE[key].empty().caption
    )


def columns_of(state: ChartState) -> list[tuple[str, Plan, PlanResult]]:
    """Return this plan, then the versions: name, plan, result."""
    assert state.result is not None  # noqa: S101 - the callers have looked
    return [
        (tr("This plan"), state.plan, state.result),
        *((said(version.name), version.plan, version.result) for version in state.versions),
    ]


def difference_words(key: str, first: PlanResult, other: PlanResult) -> str:
    """Return how far a figure is from the first plan's: in points where it is a share, else in per cent."""
    figure = HEADLINE.get(key)
    if key == "retention":  # the row shows the days that are left, not the share of the speed
        return _per_cent(_days_without_worst(first), _days_without_worst(other))
    one, two = (figure.value(first), figure.value(other)) if figure else (None, None)
    if figure is None or one is None or two is None:
        return ""
    if figure.form is Form.MONEY and _currency(first) != _currency(other):
        return ""
    if figure.form is Form.FRACTION:
        return tr(
            "{change} points", change=formats.signed((two - one) * 100.0, lambda points: formats.fixed(points, 1))
        )
    return _per_cent(one, two)


def _per_cent(one: float | None, two: float | None) -> str:
    """Return by how much the second is more than the first; nothing where either is unknown, or a run never ends."""
    return formats.signed(two / one - 1.0, formats.percent) if one and two is not None else ""


def _days_without_worst(result: PlanResult) -> float | None:
    losses = losses_of(result)
    return losses[0].days if losses else None


def _currency(result: PlanResult) -> str:
    return result.cost.total.currency if result.cost else ""
