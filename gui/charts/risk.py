"""What may happen, what it costs each fleet, and what diversification buys."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF

from gui import late
from gui.charts.canvas import RIGHT
from gui.charts.doubts_chart import DoubtsChart
from gui.charts.loss_button import LossButton
from gui.charts.painted_chart import canvas_message
from gui.charts.scenarios_button import ScenariosButton
from gui.look import formats
from gui.look.planner_words import said
from gui.look.words import mark, tr

if TYPE_CHECKING:
    import pandas as pd
    from PySide6.QtWidgets import QWidget

    from gui.charts.canvas import Canvas
    from gui.look.theme import Theme
    from planner.risk.scenarios import Scenario
    from planner.uncertainty.exchange import FleetRisk
    from planner.uncertainty.plan_uncertainty import PlanUncertainty as PlanDoubts
    from planner.uncertainty.risk_report import RiskReport
    from planner.uncertainty.scenario_outcomes import ScenarioOutcome

_NAME_SHARE: Final = 0.32
_LEAST_NAME_PX: Final = 150.0
_CHANCE_PX: Final = 64.0
_HEAD_PX: Final = 34.0
_ROW_PX: Final = 29.0
_SUM_PX: Final = 22.0
_MOST_FLEETS: Final = 4  # columns beside the names; the table has all


class RiskChart(DoubtsChart):
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
            plan = self.doubts.report.plan if self.doubts else None
            self.loss.show_suppliers(plan.suppliers if plan else ())
            if not self.state.loss_asked:
                self.loss.show_loss(self.state.loss, self.state.loss_problem)
            self.scenarios.show_plan(self.state.plan, self.doubts.report.scenarios if self.doubts else ())
        super().refresh()

    def paint_doubts(self, canvas: Canvas, area: QRectF, doubts: PlanDoubts) -> float:
        """Paint the table of scenarios, the sums, and the sentences."""
        report = doubts.report
        fleets = fleets_of(report)[:_MOST_FLEETS]
        if not fleets:
            return canvas_message(canvas, area, "\n".join(said(reason) for reason in report.blocked))
        grid = _Grid(area, len(fleets))
        y = _paint_head(canvas, grid, fleets, report.currency)
        for number, scenario in enumerate(report.scenarios):
            canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), "grid")
            canvas.two_lines(QRectF(area.left(), y, grid.name_px - 8, _ROW_PX), said(scenario.name))
            chance = QRectF(area.left() + grid.name_px, y, _CHANCE_PX, _ROW_PX)
            _paint_chance(canvas, chance, scenario)
            for column, fleet in enumerate(fleets):
                _paint_outcome(canvas, grid.cell(column, y), fleet.outcomes[number])
            y += _ROW_PX
        y = _paint_sums(canvas, grid, y, fleets)
        for sentence in (*(one.words for one in report.exchanges), *report.blocked):
            y += canvas.paragraph(area.left(), y + 8, area.width(), said(sentence)) + 6
        return y + 6

    def summarise_doubts(self, doubts: PlanDoubts) -> str:
        """Return how likely the plan is cheaper than its baseline."""
        chance = doubts.report.cheaper_than_baseline
        if chance is None:
            return ""
        return tr("cheaper than the baseline in {share} of draws", share=formats.percent(chance, 0))

    def table(self) -> pd.DataFrame:
        """Return one row a scenario and fleet."""
        rows = [
            (outcome.scenario.name, outcome.scenario.day, outcome.scenario.probability, fleet.name,
             _known(outcome.overrun), _known(outcome.extra_days), outcome.why)
            for fleet in (fleets_of(self.doubts.report) if self.doubts else ())
            for outcome in fleet.outcomes
        ]  # fmt: skip
        columns = ["scenario", "from_days", "probability_share", "fleet", "overrun", "extra_days", "why"]
        return late.pandas.DataFrame(rows, columns=columns)


def fleets_of(report: RiskReport) -> list[FleetRisk]:
    """Return the plan, then the fleets that it is measured against."""
    return [report.plan, *report.references] if report.plan is not None else []


class _Grid:
    """Where the columns lie."""

    def __init__(self, area: QRectF, fleets: int) -> None:
        self.area = area
        self.name_px = max(_LEAST_NAME_PX, _NAME_SHARE * area.width())
        self.cell_px = (area.width() - self.name_px - _CHANCE_PX) / fleets

    def cell(self, column: int, y: float, height: float = _ROW_PX) -> QRectF:
        """Return the place of a fleet's cell."""
        left = self.area.left() + self.name_px + _CHANCE_PX + column * self.cell_px
        return QRectF(left + 8, y, self.cell_px - 8, height)


def _paint_head(canvas: Canvas, grid: _Grid, fleets: list[FleetRisk], currency: str) -> float:
    area = grid.area
    title = tr("Overrun over its own plan, {currency}", currency=currency)
    canvas.two_lines(QRectF(area.left(), area.top(), grid.name_px - 8, _HEAD_PX), title, role="muted")
    chance = QRectF(area.left() + grid.name_px, area.top(), _CHANCE_PX, _HEAD_PX)
    canvas.two_lines(chance, tr("chance in the run"), role="muted", align=RIGHT)
    canvas.spot(chance, tr("How likely the scenario happens during the run, and from which day of the run on it holds"))
    for column, fleet in enumerate(fleets):
        place = grid.cell(column, area.top(), _HEAD_PX)
        name = tr("This plan") if column == 0 else said(fleet.name)
        canvas.two_lines(place, name, bold=column == 0, align=RIGHT)
        canvas.spot(place, "\n".join([said(fleet.name), ", ".join(map(said, fleet.suppliers))]))
    return area.top() + _HEAD_PX


def _paint_chance(canvas: Canvas, place: QRectF, scenario: Scenario) -> None:
    """Write how likely a scenario is, and below it the day from which on it holds."""
    half = place.height() / 2
    upper, lower = (QRectF(place.left(), place.top() + row * half, place.width(), half) for row in (0, 1))
    canvas.text(upper, formats.percent(scenario.probability, 0), role="muted", align=RIGHT)
    canvas.text(lower, tr("day {day}", day=formats.trimmed(scenario.day)), role="muted", align=RIGHT)


def _paint_outcome(canvas: Canvas, place: QRectF, outcome: ScenarioOutcome) -> None:
    half = place.height() / 2
    money = QRectF(place.left(), place.top() + 2, place.width(), half)
    days = QRectF(place.left(), place.top() + half - 1, place.width(), half)
    if not isfinite(outcome.overrun):
        canvas.text(money, tr("no way out"), role="error", align=RIGHT)
    else:
        days_too = round(abs(outcome.extra_days), 1) > 0  # a delay that is written as 0.0 is none
        amount = "0" if outcome.overrun == 0 else formats.signed(outcome.overrun, formats.si)
        canvas.text(money if days_too else place, amount, align=RIGHT)
        if days_too:
            words = tr("{days} days", days=formats.signed(outcome.extra_days, _fixed_days))
            canvas.text(days, words, role="muted", align=RIGHT)
    canvas.spot(place, said(outcome.why))


def _paint_sums(canvas: Canvas, grid: _Grid, y: float, fleets: list[FleetRisk]) -> float:
    area = grid.area
    rows = (
        (tr("Expected overrun"), [fleet.expected_overrun for fleet in fleets]),
        (tr("Worst tenth, mean (CVaR 90)"), [fleet.cvar_overrun for fleet in fleets]),
        (tr("Expected cost of the run"), [fleet.expected_cost for fleet in fleets]),
    )
    canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), "border_strong")
    for words, amounts in rows:
        canvas.text(QRectF(area.left(), y, grid.name_px + _CHANCE_PX, _SUM_PX), words, bold=True)
        for column, amount in enumerate(amounts):
            shown = formats.si(amount) if isfinite(amount) else tr("no way out")
            canvas.text(grid.cell(column, y, _SUM_PX), shown, bold=True, align=RIGHT)
        y += _SUM_PX
    return y


def _fixed_days(days: float) -> str:
    return formats.fixed(days, 1)


def _known(value: float) -> float:
    return value if isfinite(value) else float("nan")
