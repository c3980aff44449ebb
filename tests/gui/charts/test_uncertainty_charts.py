"""The charts of what is uncertain, on the uncertainty of a real plan."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

from gui.background.live_loss import LossQuestion
from gui.charts.base.canvas import Canvas
from gui.charts.base.chart import ChartState
from gui.charts.risk import RiskChart, fleets_of, why_sooner
from gui.charts.sensitivity import SensitivityChart
from gui.charts.winner_map import WinnerMapChart, fleet_colours
from gui.look import formats
from gui.look.planner_words import said
from planner.causes import DevicesReplaced, SoonerAnew
from planner.english import words
from planner.uncertainty.loss_in_mid_run import loss_in_mid_run
from planner.uncertainty.winner_map import NOBODY


@pytest.fixture(scope="module")
def uncertain(stored):
    return ChartState(plan=stored.plan, result=stored.result, uncertainty=stored.uncertainty, uncertainty_current=True)


def shown(chart, qtbot, state):
    qtbot.addWidget(chart)
    chart.resize(720, 480)
    chart.show_state(state)
    return chart


def tips_of(chart):
    picture = QImage(720, 480, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    canvas = Canvas(painter, chart.theme)
    chart.paint_all(canvas, picture.size())
    painter.end()
    return [spot.tip for spot in canvas.spots]


def test_the_table_of_sensitivity_says_mfu_in_per_cent(qtbot, uncertain):
    chart = shown(SensitivityChart(), qtbot, uncertain)
    frame = chart.shown_table()
    rates = frame[frame["input"].str.startswith("MFU")]
    assert len(rates)
    assert rates["planned"].str.endswith("%").all()


@pytest.mark.parametrize("kind", [SensitivityChart, WinnerMapChart, RiskChart])
def test_without_uncertainty_the_chart_says_what_is_missing_and_has_an_empty_table(kind, qtbot, uncertain):
    chart = shown(
        kind(), qtbot, ChartState(plan=uncertain.plan, result=uncertain.result, uncertainty_problem="Choose a price.")
    )
    assert kind.wants_uncertainty
    assert chart.table().empty
    assert "Choose a price." in chart.svg().decode() or chart.svg()
    assert tips_of(chart) == []


def test_the_tornado_shows_every_input_widest_first_and_both_ends(qtbot, uncertain):
    chart = shown(SensitivityChart(), qtbot, uncertain)
    tornado = uncertain.uncertainty.report.tornados["cost_per_trillion_tokens"]
    frame = chart.table()
    assert frame["input"].tolist() == [row.name for row in tornado.rows]
    width = (frame["figure_at_high"] - frame["figure_at_low"]).abs()
    assert width.is_monotonic_decreasing
    assert len(tips_of(chart)) == len(tornado.rows)
    assert tornado.rows[0].name in chart.summary


def test_the_tornado_of_the_saving_is_a_choice_away(qtbot, uncertain):
    chart = shown(SensitivityChart(), qtbot, uncertain)
    chart.quantity.setCurrentIndex(chart.quantity.findData("saving"))
    expected = uncertain.uncertainty.report.tornados["saving"]
    assert chart.table()["figure_at_low"].tolist() == [row.low_result for row in expected.rows]


def test_the_map_says_for_every_cell_who_is_cheapest_at_what_cost(qtbot, uncertain):
    chart = shown(WinnerMapChart(), qtbot, uncertain)
    winners = uncertain.uncertainty.winners
    frame = chart.table()
    assert len(frame) == winners.winner.size
    of_winner = np.take_along_axis(winners.cost, winners.winner[None], axis=0)
    assert np.allclose(frame["cost_per_trillion_tokens"], of_winner.ravel())
    assert tips_of(chart)
    assert chart.axes[0].currentData() == winners.x_key


def test_choosing_another_axis_asks_for_another_map(qtbot, uncertain):
    chart = shown(WinnerMapChart(), qtbot, uncertain)
    chart.axes[0].setCurrentIndex(chart.axes[0].findData("team"))
    with qtbot.waitSignal(chart.axes_chosen) as asked:
        chart.axes[0].activated.emit(chart.axes[0].currentIndex())
    assert asked.args == ["team", uncertain.uncertainty.winners.y_key]


def test_a_fleet_of_one_supplier_wears_its_colour_and_no_two_fleets_look_alike_where_both_win(qtbot, uncertain):
    chart = shown(WinnerMapChart(), qtbot, uncertain)
    winners = uncertain.uncertainty.winners
    colours = fleet_colours(winners, chart.theme)
    first = next(number for number, suppliers in enumerate(winners.suppliers) if suppliers == ("Huawei",))
    assert colours[first] == chart.theme.supplier_style("Huawei").colour.lower()
    winning = {int(number) for number in np.unique(winners.winner)}
    assert len({colours[number] for number in winning}) == len(winning)


def test_the_risk_table_has_every_scenario_of_every_fleet(qtbot, uncertain):
    chart = shown(RiskChart(), qtbot, uncertain)
    report = uncertain.uncertainty.report
    frame = chart.table()
    assert len(frame) == len(report.scenarios) * len(fleets_of(report))
    assert frame["overrun"].notna().any()
    days = [scenario.day for scenario in report.scenarios]
    assert frame["from_days"].tolist() == days * len(fleets_of(report))  # the day stands wherever the event does
    assert len(tips_of(chart)) >= len(report.scenarios)


class _Heard(Canvas):
    """Notes where what it writes ends."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.bottoms = {}

    def text(self, rect, text, **how):
        self.bottoms.setdefault(text, rect.bottom())
        super().text(rect, text, **how)

    def paragraph(self, x, y, width, text, **how):
        self.bottoms.setdefault(text, y)
        height = super().paragraph(x, y, width, text, **how)
        self.bottoms[text] += height
        return height


def test_in_the_smallest_window_what_sums_risk_up_and_five_rows_are_read_without_scrolling(qtbot, uncertain):
    chart = shown(RiskChart(), qtbot, uncertain)
    least = QSize(582, 325)  # of the chart in a window of 1280 x 720
    picture = QImage(least, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    canvas = _Heard(painter, chart.theme)
    chart.paint_all(canvas, least)
    painter.end()
    report = uncertain.uncertainty.report
    assert all(canvas.bottoms[said(one.words)] <= least.height() for one in report.exchanges)
    rows = [said(one.name) for one in report.scenarios] + ["Expected overrun", "Expected cost of the run"]
    assert sum(canvas.bottoms.get(row, least.height() + 1) <= least.height() for row in rows) >= 5


def test_a_probability_is_edited_in_place_and_the_shipped_table_can_be_had_back(qtbot, uncertain):
    chart = shown(RiskChart(), qtbot, uncertain)
    key = uncertain.uncertainty.report.scenarios[0].key
    with qtbot.waitSignal(chart.edit_requested) as asked:
        chart.scenarios.form.rows[key].fields["probability"].committed.emit(12.0)
    changed = asked.args[0].plan
    assert changed.scenarios[0].probability == pytest.approx(0.12)
    assert changed.scenarios[0].source == "entered in this plan"
    assert [row.key for row in changed.scenarios] == [row.key for row in uncertain.uncertainty.report.scenarios]
    report = replace(uncertain.uncertainty.report, scenarios=changed.scenarios)
    chart.show_state(replace(uncertain, plan=changed, uncertainty=replace(uncertain.uncertainty, report=report)))
    with qtbot.waitSignal(chart.edit_requested) as back:
        chart.scenarios.form.reset.click()
    assert back.args[0].plan.scenarios == ()


def test_the_size_and_the_day_of_a_scenario_are_edited_in_its_own_unit(qtbot, uncertain):
    chart = shown(RiskChart(), qtbot, uncertain)
    rows = {row.kind.value: row for row in uncertain.uncertainty.report.scenarios}

    def edited(kind, field, shown_value):
        with qtbot.waitSignal(chart.edit_requested) as asked:
            chart.scenarios.form.rows[rows[kind].key].fields[field].committed.emit(shown_value)
        return next(row for row in asked.args[0].plan.scenarios if row.key == rows[kind].key)

    more_expensive, late = edited("price", "size", 80.0), edited("delay", "size", 45.0)
    assert (more_expensive.size, more_expensive.name) == (
        pytest.approx(0.8),
        f"Rents of {more_expensive.target} rise by 80\u202f%",
    )
    assert (late.size, late.name) == (45.0, f"Devices of {late.target} come 45 days late")
    assert edited("loss-of-use", "day", 12.0).day == pytest.approx(12.0)
    assert "size" not in chart.scenarios.form.rows[rows["loss-of-use"].key].fields


def test_a_loss_is_asked_for_by_supplier_kind_and_day_and_answered_in_days_and_money(qtbot, uncertain):
    chart = shown(RiskChart(), qtbot, uncertain)
    chart.loss.form.supplier.setCurrentIndex(chart.loss.form.supplier.findData("Huawei"))
    with qtbot.waitSignal(chart.loss_wanted) as asked:
        chart.loss.form.ask.click()
    assert asked.args[0] == LossQuestion("Huawei", "loss-of-use", 30.0)
    answer = loss_in_mid_run(uncertain.plan, "Huawei", 30.0)
    chart.show_state(replace(uncertain, loss=answer))
    words = chart.loss.form.answer.text()
    assert "Huawei, day 30: its devices stand still" in words
    assert formats.days_number(answer.days_to_finish) in words
    assert formats.si(answer.extra_cost.amount) in words
    assert answer.why in words
    chart.show_state(replace(uncertain, loss_problem="No such supplier."))
    assert chart.loss.form.answer.text() == "No such supplier."


def test_the_uncertainty_of_an_older_plan_is_paler(qtbot, uncertain):
    def darkest(current):
        chart = shown(SensitivityChart(), qtbot, replace(uncertain, uncertainty_current=current))
        picture = QImage(720, 480, QImage.Format.Format_RGB32)
        picture.fill(chart.theme.colour("panel"))
        painter = QPainter(picture)
        chart.paint_picture(painter)
        painter.end()
        return min(picture.pixelColor(x, 150).lightness() for x in range(300, 700))

    assert darkest(current=True) < darkest(current=False)


def test_an_end_at_which_the_run_never_ends_is_said_so_and_a_cell_that_no_fleet_wins_stays_bare(qtbot, uncertain):
    report, winners = uncertain.uncertainty.report, uncertain.uncertainty.winners
    tornado = report.tornados["cost_per_trillion_tokens"]
    never = replace(tornado, rows=(replace(tornado.rows[0], low_result=np.inf), *tornado.rows[1:]))
    cost, winner = winners.cost.copy(), winners.winner.copy()
    cost[:, :, :2], winner[:, :2] = np.inf, NOBODY
    unfinished = replace(
        uncertain.uncertainty,
        report=replace(report, tornados={**report.tornados, "cost_per_trillion_tokens": never}),
        winners=replace(winners, cost=cost, winner=winner),
    )
    state = replace(uncertain, uncertainty=unfinished)
    sensitivity, won = shown(SensitivityChart(), qtbot, state), shown(WinnerMapChart(), qtbot, state)
    assert sensitivity.shown_table()["figure_at_low"].tolist()[0] == "never ends"
    assert "never ends" in tips_of(sensitivity)[0]
    assert "never ends" in tips_of(won)[0]
    bare = won.table()["cheapest"] == ""
    assert bare.sum() == 2 * len(winners.y)
    assert set(won.table()["x_factor"][bare]) == set(winners.x[:2])


def test_why_a_run_ends_sooner_names_what_is_rented_in_place_of_what_is_lost(qapp, uncertain):
    rented = DevicesReplaced(devices=1984, accelerator="H20", on_day=120.0, price_rise=0.5)
    sooner = SoonerAnew(days=6.9, ways=("H20",))
    outcome = fleets_of(uncertain.uncertainty.report)[0].outcomes[0]
    found = replace(outcome, overrun=1.0, extra_days=-6.9, causes=(rented, sooner))
    assert why_sooner(found) == f"{words(rented)} {words(sooner)}"
    assert not why_sooner(replace(found, causes=(rented,)))


class _Placed(Canvas):
    """Notes where it fills and where it writes."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.fills, self.words = [], []

    def fill(self, rect, colour, **how):
        self.fills.append((rect, colour))
        super().fill(rect, colour, **how)

    def text(self, rect, text, **how):
        self.words.append((rect, text))
        super().text(rect, text, **how)


@pytest.mark.parametrize("factors", [(1.1, 1.3), (1.3, 1.1), (0.7, 0.9), (1.0, 1.3), (0.8, 1.2)])
def test_no_figure_of_the_tornado_stands_on_a_bar_and_both_ends_are_seen_promise(qtbot, uncertain, factors):
    report = uncertain.uncertainty.report
    tornado = report.tornados["cost_per_trillion_tokens"]
    low, high = (factor * tornado.result for factor in factors)
    rows = (replace(tornado.rows[0], low_result=low, high_result=high),)
    tornados = {**report.tornados, "cost_per_trillion_tokens": replace(tornado, rows=rows)}
    moved = replace(uncertain.uncertainty, report=replace(report, tornados=tornados))
    chart = shown(SensitivityChart(), qtbot, replace(uncertain, uncertainty=moved))
    picture = QImage(720, 480, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    canvas = _Placed(painter, chart.theme)
    chart.paint_all(canvas, picture.size())
    painter.end()
    bars = [rect for rect, _colour in canvas.fills if rect.height() == 16]
    ends = {chart._shower(tornado)(value) for value in (low, high)}
    labels = [rect for rect, words in canvas.words if words in ends]
    assert len(bars) == len(labels) == 2
    assert not any(label.intersects(bar) for label in labels for bar in bars if bar.width())
    assert not labels[0].intersects(labels[1])
    assert bars[1].width() <= bars[0].width()  # painted last, it hides no longer one


def test_a_map_that_is_not_there_yet_has_no_empty_choices_promise(qtbot, uncertain):
    chart = shown(WinnerMapChart(), qtbot, replace(uncertain, uncertainty=None))
    chart.show()
    assert not any(chooser.isVisible() for chooser in chart.axes)
    chart.show_state(uncertain)
    assert all(chooser.isVisible() and chooser.count() for chooser in chart.axes)
