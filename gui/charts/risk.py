"""What may happen, what it costs each fleet, and what diversification buys."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF

from gui import late
from gui.charts.base.canvas import LINE_PX, RIGHT, lines_of, paragraph_px, text_width
from gui.charts.base.painted_chart import canvas_message
from gui.charts.base.uncertainty_chart import UncertaintyChart
from gui.charts.loss_button import LossButton
from gui.charts.scenarios_button import ScenariosButton
from gui.look import formats
from gui.look.myriads import currency_word
from gui.look.planner_words import cause_words, said
from gui.look.words import in_a_row, mark, tr
from planner.causes import DevicesReplaced, SoonerAnew

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    from PySide6.QtWidgets import QWidget

    from gui.charts.base.canvas import Canvas
    from gui.look.theme import Theme
    from planner.risk.scenarios import Scenario
    from planner.uncertainty.diversification import FleetRisk
    from planner.uncertainty.plan_uncertainty import PlanUncertainty
    from planner.uncertainty.risk_report import RiskReport
    from planner.uncertainty.scenario_outcomes import ScenarioOutcome

_NAME_SHARE: Final = 0.32
_LOW_NAME_SHARE: Final = 0.305
_LEAST_NAME_PX: Final = 150.0
_LEAST_CHANCE_PX: Final = 44.0
_BEHIND_NAME_PX: Final = 8.0
_BEFORE_CELL_PX: Final = 6.0
_ROW_PX: Final = 29.0
_LOW_ROW_PX: Final = 16.0  # of one line, where the window is low
_LOW_TWO_PX: Final = 26.0
_SUM_PX: Final = 22.0
_LOW_SUM_PX: Final = 15.0
_BELOW_HEAD_PX: Final = 3.0
_SENTENCE_PX: Final = 6.0  # between a sentence and the next
_MOST_FLEETS: Final = 4  # columns beside the names; the table has all


class RiskChart(UncertaintyChart):
    """Scenarios by fleet: overrun and delay in each, the mean and the worst tenth below."""

    key = "risk"
    title = mark("Risk")

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.scenarios = ScenariosButton()
        self.scenarios.edit_requested.connect(self.edit_requested)
        self.controls.addWidget(self.scenarios)
        self.loss = LossButton()
        self.loss.loss_wanted.connect(self.loss_wanted)
        self.controls.addWidget(self.loss)

    def refresh(self) -> None:
        """Show the scenarios and the question of a loss in their forms, and paint."""
        if self.state is not None:
            plan = self.uncertainty.report.plan if self.uncertainty else None
            self.loss.show_suppliers(plan.suppliers if plan else ())
            if not self.state.loss_asked:
                estimated = self.state.result.estimated if self.state.result else ()
                self.loss.show_loss(self.state.loss, self.state.loss_problem, estimated)
            self.scenarios.show_plan(self.state.plan, self.uncertainty.report.scenarios if self.uncertainty else ())
        super().refresh()

    def paint_uncertainty(self, canvas: Canvas, area: QRectF, uncertainty: PlanUncertainty) -> float:
        """Paint the table of scenarios, the sums, and the sentences.

        Where the window is low the rows have one line, and what sums it all up stands first: the rest is scrolled to.
        """
        report = uncertainty.report
        fleets = fleets_of(report)[:_MOST_FLEETS]
        if not fleets:
            return canvas_message(canvas, area, "\n".join(said(reason) for reason in report.blocked))
        sentences = [said(one) for one in (*(one.words for one in report.exchanges), *report.blocked)]
        below_px = sum(paragraph_px(sentence, area.width()) + _SENTENCE_PX for sentence in sentences)
        rows_px = 2 * LINE_PX + len(report.scenarios) * _ROW_PX + len(_SUMS) * _SUM_PX
        rows_px += sum(paragraph_px(why, area.width()) for why in map(why_sooner, fleets[0].outcomes) if why)
        low = rows_px + below_px > area.height()
        grid = _Grid(area, fleets, report.scenarios, estimated=[fleet.estimated for fleet in fleets], low=low)
        if low:
            y = _paint_sentences(canvas, area, area.top() - _SENTENCE_PX, sentences)
            y = _paint_sums(canvas, grid, _paint_head(canvas, grid, y, fleets, report), fleets)
            return _paint_scenarios(canvas, grid, y, fleets, report.scenarios)
        y = _paint_head(canvas, grid, area.top(), fleets, report)
        y = _paint_sums(canvas, grid, _paint_scenarios(canvas, grid, y, fleets, report.scenarios), fleets)
        return _paint_sentences(canvas, area, y, sentences) + _SENTENCE_PX

    def summarise_uncertainty(self, uncertainty: PlanUncertainty) -> str:
        """Return how likely the plan is cheaper than its baseline."""
        chance = uncertainty.report.cheaper_than_baseline
        if chance is None:
            return ""
        return tr("cheaper than the baseline in {share} of draws", share=formats.percent(chance, 0))

    def table(self) -> pd.DataFrame:
        """Return one row a scenario and fleet."""
        rows = [
            (outcome.scenario.name, outcome.scenario.day, outcome.scenario.probability, fleet.name,
             _known(outcome.overrun), _known(outcome.extra_days), outcome.why)
            for fleet in (fleets_of(self.uncertainty.report) if self.uncertainty else ())
            for outcome in fleet.outcomes
        ]  # fmt: skip
        columns = ["scenario", "from_days", "probability_share", "fleet", "overrun", "extra_days", "why"]
        return late.pandas.DataFrame(rows, columns=columns)


def fleets_of(report: RiskReport) -> list[FleetRisk]:
    """Return the plan, then the fleets that it is measured against."""
    return [report.plan, *report.references] if report.plan is not None else []


class _Grid:
    """Where the columns lie. ``low``: a row has one line, and the delay stands beside this plan's overrun alone."""

    def __init__(
        self,
        area: QRectF,
        fleets: Sequence[FleetRisk],
        scenarios: Sequence[Scenario],
        *,
        estimated: Sequence[frozenset[str]],
        low: bool,
    ) -> None:
        self.area, self.low, self.estimated = area, low, estimated
        self.name_px = max(_LEAST_NAME_PX, (_LOW_NAME_SHARE if low else _NAME_SHARE) * area.width())
        chances = [text_width(_chance_words(scenario, low=low)) + 1 for scenario in scenarios]
        self.chance_px = max(_LEAST_CHANCE_PX, *chances)
        rest = area.width() - self.name_px - self.chance_px
        wide = max(
            (text_width(_line_of(outcome, estimated[0])) + _BEFORE_CELL_PX + 2 for outcome in fleets[0].outcomes),
            default=0.0,
        )
        self.first_px = max(wide, rest / len(fleets)) if low else rest / len(fleets)
        self.cell_px = (rest - self.first_px) / max(1, len(fleets) - 1)

    def cell(self, column: int, y: float, height: float) -> QRectF:
        """Return the place of a fleet's cell."""
        left = self.area.left() + self.name_px + self.chance_px
        left += self.first_px + (column - 1) * self.cell_px if column else 0.0
        width = self.cell_px if column else self.first_px
        return QRectF(left + _BEFORE_CELL_PX, y, width - _BEFORE_CELL_PX, height)


def _paint_sentences(canvas: Canvas, area: QRectF, y: float, sentences: Sequence[str]) -> float:
    for sentence in sentences:
        y += _SENTENCE_PX + canvas.paragraph(area.left(), y + _SENTENCE_PX, area.width(), sentence)
    return y


def _paint_head(canvas: Canvas, grid: _Grid, y: float, fleets: list[FleetRisk], report: RiskReport) -> float:
    area, names = grid.area, [tr("This plan"), *(said(fleet.name) for fleet in fleets[1:])]
    widths = [grid.cell(column, y, 0.0).width() for column in range(len(names))]
    needed = (len(lines_of(name, widths[column], bold=column == 0)) for column, name in enumerate(names))
    most = max(3 if grid.low else 2, *needed)
    head_px = most * LINE_PX
    title = tr("Overrun over its own plan, {currency}", currency=currency_word(report.currency))
    place = QRectF(area.left(), y, grid.name_px - _BEHIND_NAME_PX, head_px)
    canvas.two_lines(place, title, role="muted")
    chance = QRectF(area.left() + grid.name_px, y, grid.chance_px, head_px)
    canvas.lines(chance, tr("chance in the run"), most=most, role="muted", align=RIGHT)
    canvas.spot(chance, tr("How likely the scenario happens during the run, and from which day of the run on it holds"))
    for column, fleet in enumerate(fleets):
        place = grid.cell(column, y, head_px)
        canvas.lines(place, names[column], most=most, bold=column == 0, align=RIGHT)
        against = [said(report.exchanges[column - 1].words)] if column else []  # below the table, too: far down
        canvas.spot(place, "\n".join([said(fleet.name), tr(", ").join(map(said, fleet.suppliers)), *against]))
    return y + head_px + _BELOW_HEAD_PX


def _paint_scenarios(
    canvas: Canvas, grid: _Grid, y: float, fleets: list[FleetRisk], scenarios: Sequence[Scenario]
) -> float:
    """Paint a row a scenario; in a low window those that change nothing share one."""
    area, idle = grid.area, []
    for number, scenario in enumerate(scenarios):
        outcomes = [fleet.outcomes[number] for fleet in fleets]
        if grid.low and not any(map(_changes, outcomes)):
            idle.append(said(scenario.name))
            continue
        canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), "grid")
        row_px = _row_px(scenario, grid)
        _paint_scenario(canvas, grid, QRectF(area.left(), y, area.width(), row_px), scenario)
        for column, outcome in enumerate(outcomes):
            place, whole = grid.cell(column, y, row_px), column == 0 or not grid.low
            _paint_outcome(canvas, place, outcome, grid.estimated[column], whole=whole)
        y += row_px
        why = why_sooner(outcomes[0])
        y += canvas.paragraph(area.left(), y, area.width(), why, role="muted") if why else 0.0
    if idle:
        canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), "grid")
        words = tr("No change: {names}", names=tr(", ").join(idle))
        y += canvas.paragraph(area.left(), y + 1, area.width(), words, role="muted") + 3
    return y


def why_sooner(outcome: ScenarioOutcome) -> str:
    """Return why this plan ends sooner under a scenario, which is no gain that goes unexplained; else nothing."""
    if not isfinite(outcome.overrun) or outcome.extra_days >= 0.0:
        return ""
    if not any(isinstance(cause, SoonerAnew) for cause in outcome.causes):
        return ""
    return in_a_row(cause_words(cause) for cause in outcome.causes if isinstance(cause, DevicesReplaced | SoonerAnew))


def _row_px(scenario: Scenario, grid: _Grid) -> float:
    one_line = len(lines_of(said(scenario.name), grid.name_px - _BEHIND_NAME_PX)) == 1
    return _LOW_ROW_PX if grid.low and one_line else _LOW_TWO_PX if grid.low else _ROW_PX


def _paint_scenario(canvas: Canvas, grid: _Grid, row: QRectF, scenario: Scenario) -> None:
    """Write a scenario's name, how likely it is, and the day from which on it holds."""
    canvas.two_lines(QRectF(row.left(), row.top(), grid.name_px - _BEHIND_NAME_PX, row.height()), said(scenario.name))
    chance = QRectF(row.left() + grid.name_px, row.top(), grid.chance_px, row.height())
    canvas.text(chance, _chance_words(scenario, low=grid.low), role="muted", align=RIGHT)
    canvas.spot(chance, _chance_words(scenario, low=False))


def _chance_words(scenario: Scenario, *, low: bool) -> str:
    """Return how likely a scenario is, and where there is room the day from which on it holds."""
    chance, day = formats.percent(scenario.probability, 0), tr("day {day}", day=formats.trimmed(scenario.day))
    return chance if low else tr(", ").join((chance, day))


def _paint_outcome(
    canvas: Canvas, place: QRectF, outcome: ScenarioOutcome, estimated: frozenset[str], *, whole: bool
) -> None:
    """Write what a scenario costs a fleet, and, where the ``whole`` of it is to stand there, by how much it is late."""
    role, delay = "text" if isfinite(outcome.overrun) else "error", _delay_words(outcome, estimated)
    canvas.spot(place, "\n".join(part for part in (delay, said(outcome.why)) if part))
    amount, line = _amount_words(outcome, estimated), _line_of(outcome, estimated)
    if not whole or not delay or text_width(line) <= place.width():
        canvas.text(place, line if whole else amount, role=role, align=RIGHT)
        return
    half = place.height() / 2
    upper = QRectF(place.left(), place.top() + 2, place.width(), half)
    canvas.text(upper, amount, role=role, align=RIGHT)
    canvas.text(upper.translated(0, half - 3), delay, role="muted", align=RIGHT)


def _line_of(outcome: ScenarioOutcome, estimated: frozenset[str]) -> str:
    return tr(", ").join(part for part in (_amount_words(outcome, estimated), _delay_words(outcome, estimated)) if part)


def _amount_words(outcome: ScenarioOutcome, estimated: frozenset[str]) -> str:
    if not isfinite(outcome.overrun):
        return tr("no way out")
    if outcome.overrun == 0:
        return "0"
    return formats.estimated(formats.signed(outcome.overrun, formats.si), "cost" in estimated)


def _delay_words(outcome: ScenarioOutcome, estimated: frozenset[str] = frozenset()) -> str:
    """Return by how much a scenario moves the end; empty where that is written as 0.0, or there is no end."""
    if not isfinite(outcome.overrun) or round(abs(outcome.extra_days), 1) == 0:
        return ""
    days = formats.signed(outcome.extra_days, formats.days_number)
    return tr("{days} days", days=formats.estimated(days, "days" in estimated))


def _changes(outcome: ScenarioOutcome) -> bool:
    return outcome.overrun != 0 or bool(_delay_words(outcome))


def _paint_sums(canvas: Canvas, grid: _Grid, y: float, fleets: list[FleetRisk]) -> float:
    area, row_px = grid.area, _LOW_SUM_PX if grid.low else _SUM_PX
    canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), "border_strong")
    for words, amount_of in _SUMS.items():
        canvas.text(QRectF(area.left(), y, grid.name_px + grid.chance_px, row_px), tr(words), bold=True)
        for column, amount in enumerate(map(amount_of, fleets)):
            shown = formats.estimated(formats.si(amount), "cost" in grid.estimated[column])
            shown = shown if isfinite(amount) else tr("no way out")
            canvas.text(grid.cell(column, y, row_px), shown, bold=True, align=RIGHT)
        y += row_px
    return y


_SUMS: Final[dict[str, Callable[[FleetRisk], float]]] = {
    mark("Expected overrun"): lambda fleet: fleet.expected_overrun,
    mark("Worst tenth, mean (CVaR 90)"): lambda fleet: fleet.cvar_overrun,
    mark("Expected cost of the run"): lambda fleet: fleet.expected_cost,
}


def _known(value: float) -> float:
    return value if isfinite(value) else float("nan")
