import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

from gui.background.todays_fleet import with_today
from gui.charts.base.ticks import axis_ticks
from gui.charts.trade_off.trade_off import TradeOffChart
from gui.charts.trade_off.trade_off_data import TODAY, X_AXES, Y_AXES, TradeOffPoints
from gui.charts.trade_off.trade_off_plot import Y_TICK_PX
from gui.charts.trade_off.trade_off_references import Marks
from gui.charts.trade_off.trade_off_table import table_rows
from gui.look import formats
from planner.dependence.shares import DependenceBasis
from planner.exploration.exploration import FleetSample, Guarantee, frontier_so_far, no_fleets
from planner.exploration.frontier import frontier_mask
from planner.plan import DependenceMeasure


@pytest.fixture
def chart(qtbot, explored):
    made = TradeOffChart()
    qtbot.addWidget(made)
    made.resize(770, 480)
    with qtbot.waitExposed(made):
        made.show()
    made.show_state(explored)
    made.grab()
    return made


def place_of(chart, row):
    return chart._plot.mapFromScene(chart.scene_position(row))


def move_to(chart, place):
    viewport = chart._plot.viewport()
    position = QPointF(place)
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        position,
        viewport.mapToGlobal(position),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)


def choose(chart, letter, key):
    choice = {"x": chart._axis_choices.x_choice, "y": chart._axis_choices.y_choice}[letter]
    choice.setCurrentIndex(choice.findText(key))


def test_the_header_counts_fleets(chart, exploration):
    words = chart.summary.replace(",", "")
    assert f"{exploration.candidates} fleets" in words
    assert f"{exploration.feasible} feasible" in words
    assert f"{len(exploration.frontier)} on the frontier" in words


def test_the_header_says_on_hover_and_to_screen_readers_why_fleets_fell_out(chart, exploration):
    assert sum(exploration.blocked.values()) == exploration.candidates - exploration.feasible
    for words in (chart._summary.toolTip(), chart.accessibleDescription()):
        for reason, count in exploration.blocked.items():
            assert f"{count} left out: {reason}" in words.replace(",", "")


def test_before_exploring_it_shows_the_plan_and_says_what_to_do(qtbot, planned):
    chart = TradeOffChart()
    qtbot.addWidget(chart)
    chart.resize(770, 480)
    chart.show_state(planned)
    chart.grab()
    svg = chart.svg().decode()
    assert "this plan" in svg
    assert "baseline" in svg
    assert not chart._plot.hint.isHidden()
    assert "Explore mixes" in chart._plot.hint.text()
    assert chart.table().empty


def test_where_no_fleet_keeps_every_limit_the_plane_says_which_excludes_how_many_and_what_mends_it(
    qtbot, explored, exploration
):
    groups = len(exploration.groups)
    guarantee = Guarantee(evaluated=30, words="Exact.", mends="A deadline of 40.0 days lets in the first.")
    none = replace(
        exploration,
        fleets=no_fleets(groups),
        frontier=exploration.frontier[:0],
        points=(),
        singles=(),
        knee=None,
        feasible=0,
        candidates=30,
        blocked={"Over the budget": 4, "Past the deadline": 26},
        guarantee=guarantee,
    )
    chart = TradeOffChart()
    qtbot.addWidget(chart)
    chart.resize(770, 480)
    chart.show_state(replace(explored, exploration=none))
    chart.grab()
    hint = chart._plot.hint
    assert not hint.isHidden()
    assert hint.text().splitlines() == [
        "No fleet keeps every limit.",
        "26 left out: Past the deadline",
        "4 left out: Over the budget",
        "A deadline of 40.0 days lets in the first.",
    ]
    assert chart._plot.rect().contains(hint.geometry())
    assert hint.height() >= hint.heightForWidth(hint.width())


def test_an_empty_plane_has_no_numbers_and_one_with_a_mark_has(qtbot, planned, explored):
    made = TradeOffChart()
    qtbot.addWidget(made)
    nothing = replace(planned.result, cost=None, saving=None, days=None, baseline=None, dependence=None)
    for state, numbers in ((replace(planned, result=nothing), False), (planned, True), (explored, True)):
        made.show_state(state)
        assert [axis.style["showValues"] for axis in made._axes.values()] == [numbers, numbers]


def test_the_hint_goes_once_explored(chart):
    assert chart._plot.hint.isHidden()


def test_a_click_on_a_frontier_point_compares_it(qtbot, chart, exploration):
    row = int(exploration.frontier[5])
    with qtbot.waitSignal(chart.candidate_compared, timeout=1000) as caught:
        qtbot.mouseClick(chart._plot.viewport(), Qt.MouseButton.LeftButton, pos=place_of(chart, row))
    assert caught.args == [row]


def test_a_double_click_adopts_the_same_row(qtbot, chart, exploration):
    row = int(exploration.frontier[5])
    viewport, place = chart._plot.viewport(), place_of(chart, row)
    with qtbot.waitSignal(chart.candidate_adopted, timeout=1000) as caught:
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [row]


def test_a_click_beside_everything_says_nothing(qtbot, chart):
    with qtbot.assertNotEmitted(chart.candidate_compared, wait=50):
        qtbot.mouseClick(chart._plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(80, 20))
    assert chart._compared is None


def test_the_plan_itself_is_neither_compared_nor_adopted(qtbot, chart):
    assert chart.row_at(chart.scene_position(TODAY)) == TODAY
    with qtbot.assertNotEmitted(chart.candidate_compared), qtbot.assertNotEmitted(chart.candidate_adopted):
        chart.compare(TODAY)
        chart.adopt(TODAY)


def test_hover_tells_what_a_fleet_is(chart, exploration, plan):
    row = int(exploration.frontier[4])
    move_to(chart, place_of(chart, row))
    assert chart._card.isVisible()
    words = chart._card.words()
    nodes = exploration.fleets.nodes[row]
    for accelerator, count in zip(exploration.accelerators, nodes, strict=True):
        assert (plan.catalogue.accelerators[accelerator].name in words) == (count > 0)
    assert f"saving {100 * exploration.fleets.saving[row]:.1f}" in words
    assert f"largest supplier {100 * exploration.fleets.largest[row]:.1f}" in words
    move_to(chart, QPoint(80, 20))
    assert not chart._card.isVisible()


def test_a_fleet_whose_own_plan_may_differ_is_marked_as_a_bound(chart, explored, exploration):
    row, mark = int(exploration.frontier[4]), "a bound: its own plan may differ"
    bound = np.arange(len(exploration.fleets)) == row
    marked = replace(exploration, fleets=replace(exploration.fleets, bound=bound))
    for shown in (exploration, marked):
        chart.show_state(replace(explored, exploration=shown))
        move_to(chart, QPoint(80, 20))
        move_to(chart, place_of(chart, row))
        assert (mark in chart._card.words()) == (shown is marked)
    table = table_rows(explored.plan, marked, np.array([row, row - 1], dtype=np.int64))
    assert [one["planned"] == mark for one in table] == [True, False]


def test_the_card_has_room_for_its_words_when_the_mouse_goes_from_fleet_to_fleet(chart, exploration):
    for row in exploration.frontier:
        chart.point_at(int(row))
        assert chart._card.isVisible()
        labels = [
            label for label in chart._card.findChildren(QLabel) if label.isVisible()
        ]  # not those of the row before
        assert chart._card.width() >= max(label.sizeHint().width() for label in labels)
        assert chart._card.height() >= chart._card.sizeHint().height() > 40


def test_the_card_stays_inside_the_plot(chart, exploration):
    for row in exploration.frontier.tolist():
        chart.point_at(row)
        assert chart._plot.rect().contains(chart._card.geometry())


def test_keys_walk_the_frontier_and_adopt(qtbot, chart, exploration):
    rows = exploration.frontier[::-1].tolist()
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart._pointed == rows[1]
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart._pointed == rows[0]
    assert chart._card.words()
    with qtbot.waitSignal(chart.candidate_compared) as compared:
        qtbot.keyClick(chart, Qt.Key.Key_Space)
    with qtbot.waitSignal(chart.candidate_adopted) as adopted:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert compared.args == adopted.args == [rows[0]]
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart._pointed == exploration.frontier[exploration.knee]
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart._pointed is None


def test_the_ends_of_the_frontier_hold_the_keys(qtbot, chart, exploration):
    for _ in range(len(exploration.frontier) + 3):
        qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart._pointed == exploration.frontier[-1]


def test_the_frontier_the_plan_and_the_baseline_are_in_view(chart, exploration):
    (left, right), (low, high) = chart._plot.getViewBox().viewRange()
    fleets = exploration.fleets
    for row in exploration.frontier:
        assert left < fleets.largest[row] < right
        assert low < fleets.saving[row] < high
    assert left < 1.0 < right
    assert low < 0.0 < high


@pytest.mark.parametrize(
    ("x", "y", "measure"),
    [("HHI", "saving", "hhi"), ("HHI", "cost", "hhi"), ("largest supplier", "cost", "largest")],
)
def test_another_axis_has_its_own_frontier(chart, exploration, x, y, measure):
    choose(chart, "x", x)
    choose(chart, "y", y)
    chart.grab()
    fleets = exploration.fleets
    expected = np.flatnonzero(frontier_mask(fleets.unit_cost, getattr(fleets, measure)))
    assert sorted(chart._points.frontier.tolist()) == expected.tolist()
    assert exploration.measure == DependenceMeasure.LARGEST


def test_days_against_loss_is_a_frontier_too(chart, exploration):
    choose(chart, "x", "loss without one")
    choose(chart, "y", "days")
    chart.grab()
    fleets = exploration.fleets
    expected = np.flatnonzero(frontier_mask(fleets.days, fleets.loss))
    assert sorted(chart._points.frontier.tolist()) == expected.tolist()


def test_without_a_baseline_the_cost_stands_in_for_the_saving(qtbot, explored):
    chart = TradeOffChart()
    qtbot.addWidget(chart)
    unknown = np.full(len(explored.exploration.fleets), np.nan)
    exploration = replace(explored.exploration, fleets=replace(explored.exploration.fleets, saving=unknown))
    result = replace(explored.result, saving=None, baseline=None)
    without = replace(explored, result=result, exploration=exploration)
    chart.show_state(without)
    chart.grab()
    assert chart._y_axis.key == "cost_per_trillion_tokens"
    assert not chart._axis_choices.y_choice.model().item(0).isEnabled()
    chart.show_state(replace(explored, result=None))
    chart.show_state(explored)
    assert chart._y_axis.key == "saving", "it is known again, and nobody chose the cost"


def test_an_axis_that_was_chosen_stays_where_the_saving_becomes_known(chart, explored):
    choose(chart, "y", "cost")
    without = replace(explored, result=replace(explored.result, saving=None, baseline=None))
    for state in (without, explored):
        chart.show_state(state)
        assert chart._y_axis.key == "cost_per_trillion_tokens"
    chart.show_state(without)
    choose(chart, "y", "days")
    for state in (without, explored):
        chart.show_state(state)
        assert chart._y_axis.key == "days"


def test_an_axis_whose_better_end_is_low_has_its_numbers_too(chart):
    choose(chart, "y", "cost")
    axis, view = chart._axes["left"], chart._plot.getViewBox()
    low, high = view.viewRange()[1]
    for ends in ((low, high), (high, low)):
        [(_step, ticks)] = axis.tickValues(*ends, 400)
        assert len(ticks) > 1
        assert all(low <= tick <= high for tick in ticks)
        assert all(axis.tickStrings(ticks, 1.0, 1.0))


def test_zoom_is_kept_when_only_the_plan_changes(chart, explored):
    view = chart._plot.getViewBox()
    view.setRange(xRange=(0.5, 0.7), yRange=(0.0, 0.05), padding=0)
    chart.show_state(replace(explored, stale=True))
    assert view.viewRange()[0] == pytest.approx([0.5, 0.7])
    chart.show_all()
    assert view.viewRange()[0][1] > 1.0


def test_a_new_exploration_is_shown_whole_and_forgets_the_marks(chart, explored):
    chart.compare(int(explored.exploration.frontier[0]))
    chart.show_state(replace(explored, exploration=replace(explored.exploration, seconds=9.0)))
    assert chart._compared is None


def test_the_table_lists_the_plan_and_the_frontier(chart, exploration):
    frame = chart.table()
    assert frame["fleet"].tolist()[0] == "this plan"
    assert len(frame) == 1 + len(exploration.frontier)
    assert (frame["fleet"] == "knee").sum() == 1
    assert frame["saving"].tolist()[1:] == pytest.approx(exploration.fleets.saving[exploration.frontier].tolist())
    assert frame["Ascend-910B2 (A) nodes"].tolist()[1:] == exploration.fleets.nodes[exploration.frontier, 0].tolist()


def test_the_same_fleet_is_found_under_the_mouse_after_a_zoom(chart, exploration):
    row = int(exploration.frontier[3])
    view = chart._plot.getViewBox()
    x, y = exploration.fleets.largest[row], exploration.fleets.saving[row]
    view.setRange(xRange=(x - 0.01, x + 0.01), yRange=(y - 0.01, y + 0.01), padding=0)
    chart.grab()
    assert chart.row_at(chart.scene_position(row)) == row


def test_the_grid_lies_on_the_ticks_at_any_height(qtbot, chart):
    for height in range(300, 520, 7):
        chart.resize(700, height)
        chart.grab()
        view = chart._plot.getViewBox()
        low, high = view.viewRange()[1]
        frame = view.rect().height()
        on_axis = chart._axes["left"].tickValues(low, high, frame + 0.7)[0][1]
        assert on_axis == axis_ticks(low, high, frame, Y_TICK_PX)[1], height


def drag(qtbot, chart, ends, modifiers):
    viewport = chart._plot.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, modifiers, pos=ends[0])
    for place in ((ends[0] + ends[1]) / 2, ends[1]):
        event = QMouseEvent(
            QMouseEvent.Type.MouseMove,
            QPointF(place),
            viewport.mapToGlobal(QPointF(place)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            modifiers,
        )
        QApplication.sendEvent(viewport, event)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, modifiers, pos=ends[1])


def test_a_drag_with_shift_brushes_and_the_table_lists_the_fleets_inside(qtbot, chart, exploration):
    seen = chart._plot.getViewBox().viewRange()
    rows = exploration.frontier[2:6]
    places = [place_of(chart, int(row)) for row in rows]
    low = QPoint(min(p.x() for p in places) - 4, min(p.y() for p in places) - 4)
    high = QPoint(max(p.x() for p in places) + 4, max(p.y() for p in places) + 4)
    drag(qtbot, chart, (low, high), Qt.KeyboardModifier.ShiftModifier)
    assert chart._plot.getViewBox().viewRange() == seen, "a brush does not pan"
    inside = set(chart.brushed.tolist())
    assert set(rows.tolist()) <= inside
    frame = chart.table()
    assert len(frame) == len(inside)
    assert frame["cost_per_trillion_tokens"].is_monotonic_increasing
    assert str(len(inside)) in chart.summary
    chart.grab()
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.brushed is None
    assert len(chart.table()) == len(exploration.frontier) + (exploration.today is not None)


def test_a_key_brushes_what_is_in_view(qtbot, chart):
    (left, right), (low, high) = chart._plot.getViewBox().viewRange()
    qtbot.keyClick(chart, Qt.Key.Key_B)
    points = chart.points
    inside = (points.x >= left) & (points.x <= right) & (points.y >= low) & (points.y <= high)
    assert sorted(chart.brushed.tolist()) == np.flatnonzero(inside).tolist()


def test_the_frontier_so_far_is_shown_while_exploring(chart, explored, exploration, plan):
    so_far = frontier_so_far(plan, exploration.fleets.taken(exploration.frontier[3:8]), exploration.estimates)
    chart.show_state(replace(explored, exploration=so_far, so_far=True))
    chart.grab()
    assert "5 on the frontier so far" in chart.summary
    assert len(chart.table()) == 5
    twice = np.repeat(exploration.frontier[3:8], 2)
    alike = frontier_so_far(plan, exploration.fleets.taken(twice), exploration.estimates)
    chart.show_state(replace(explored, exploration=alike, so_far=True))
    assert "5 on the frontier so far" in chart.summary


def test_the_plans_mark_stands_where_the_plan_was_planned_with_its_own_band(explored, exploration):
    axis, other = X_AXES[0], Y_AXES[0]
    points = TradeOffPoints(exploration=exploration, x_axis=axis, y_axis=other)
    bands = {**explored.result.bands, "saving": (0.1, 0.2, 0.3)}
    moved = replace(explored.result, saving=0.2, bands=bands)
    marks = Marks(state=replace(explored, result=moved), points=points, x_axis=axis, y_axis=other)
    assert points.today[1] != 0.2
    assert marks.plan() == (moved.dependence.layers["supplier"].largest, 0.2)
    assert marks.band() == (0.1, 0.3)


def test_an_adopted_fleet_is_todays_plan_of_the_exploration(plan, result, exploration):
    nodes = dict(zip(exploration.groups, exploration.fleets.nodes[7].tolist(), strict=True))
    groups = tuple(replace(group, nodes=nodes[group.key]) for group in plan.cluster.groups)
    adopted = replace(plan, cluster=replace(plan.cluster, groups=groups))
    today = with_today(exploration, adopted, result).today
    assert today.nodes[0].tolist() == exploration.fleets.nodes[7].tolist()
    assert today.saving[0] == result.saving
    stranger = replace(groups[0], key="stranger", nodes=1)
    beside = replace(plan, cluster=replace(plan.cluster, groups=(*groups, stranger)))
    assert with_today(exploration, beside, result).today is None
    assert with_today(exploration, replace(adopted, currency="USD"), result).today is None


def test_what_was_explored_in_another_currency_keeps_it_on_the_axis(chart, plan, explored):
    chart._axis_choices.y_choice.setCurrentIndex(1)
    assert plan.currency in chart._axes["left"].labelText
    elsewhere = replace(plan, currency="USD", basis=DependenceBasis.SPEND)
    chart.show_state(replace(explored, plan=elsewhere, explored_plan=plan, stale=True))
    assert plan.currency in chart._axes["left"].labelText
    assert "spend" not in chart._axes["bottom"].labelText


def test_why_fleets_were_left_out_is_one_click_away(qtbot, chart, exploration):
    assert chart.reasons.isVisible()
    assert chart.reasons.text().startswith(formats.whole(sum(exploration.blocked.values())))
    chart.reasons.click()
    assert chart.reasons.form.isVisible()
    assert all(reason in chart.reasons.form.reasons.text() for reason in exploration.blocked)
    chart.reasons.form.hide()


def test_where_no_fleet_fell_out_nothing_is_offered(qtbot, chart, explored):
    chart.show_state(replace(explored, exploration=replace(explored.exploration, blocked={})))
    assert not chart.reasons.isVisible()


@pytest.mark.parametrize("largest", [0.3, 0.65, 0.95])
def test_the_hint_stands_beside_the_plans_mark_and_label(qtbot, planned, largest):
    made = TradeOffChart()
    qtbot.addWidget(made)
    made.resize(560, 300)
    made.show()
    dependence = planned.result.dependence
    layer = replace(dependence.layers["supplier"], largest=largest)
    moved = replace(dependence, layers={**dependence.layers, "supplier": layer})
    made.show_state(replace(planned, result=replace(planned.result, dependence=moved)))
    made.grab()
    hint, mark = made._plot.hint, made._plot.mapFromScene(made.scene_position(TODAY))
    assert hint.isVisible()
    assert not hint.geometry().left() <= mark.x() <= hint.geometry().right()


def test_of_a_kept_exploration_it_says_how_many_are_drawn_and_what_is_to_be_explored_again(
    chart, explored, exploration
):
    sample = FleetSample(of=1_234_567, explored_on="2026-11-29", curves=True)
    kept = replace(exploration, sample=sample, fleets=replace(exploration.fleets, way=0 * exploration.fleets.way))
    chart.show_state(replace(explored, exploration=kept))
    drawn, every = formats.whole(len(exploration.fleets)), formats.whole(1_234_567)
    assert chart.summary.endswith(f"{drawn} of {every} drawn")
    chart.point_at(int(kept.frontier[0]))
    assert "other shares: explore again" in chart._card.words()
    chart.brush_view()
    assert chart.summary.endswith("of the drawn fleets in the brush; explore again for all of them")
