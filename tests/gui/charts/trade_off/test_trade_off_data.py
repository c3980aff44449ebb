import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from msgspec.structs import replace

from gui.charts.trade_off.fleet_card import _lines, figures_at
from gui.charts.trade_off.trade_off_data import X_AXES, Y_AXES, TradeOffPoints, dot_cells, possible_frontier
from gui.look import formats
from gui.look.differences import difference
from gui.panels.result.comparison import comparison_words
from planner.catalogue.estimates import EstimatedInput
from planner.exploration.estimated_fleets import FleetEstimates, GroupEstimates
from planner.exploration.frontier import frontier_mask, frontier_rows

FLOATS = st.floats(-1e6, 1e6)
SHARES = st.floats(0.0, 1.0)


def columns(length):
    return st.tuples(arrays(np.float64, length, elements=FLOATS), arrays(np.float64, length, elements=SHARES))


@given(st.integers(0, 60).flatmap(columns))
def test_no_frontier_point_is_ruled_out_by_the_sample(pair):
    cost, dependence = pair
    assert not np.any(frontier_mask(cost, dependence) & ~possible_frontier(cost, dependence))


def test_a_sample_of_many_leaves_few_and_every_frontier_point():
    random = np.random.default_rng(7)
    cost, dependence = random.normal(size=200_000), random.random(200_000)
    kept = np.flatnonzero(possible_frontier(cost, dependence))
    assert len(kept) < 2_000
    exact = frontier_rows(cost, dependence)
    assert set(exact.tolist()) <= set(kept.tolist())
    assert kept[frontier_rows(cost[kept], dependence[kept])].tolist() == exact.tolist()


@given(
    st.integers(0, 80).flatmap(lambda length: st.tuples(*[arrays(np.float64, length, elements=st.floats(0, 900))] * 2)),
    st.floats(0.5, 40.0),
)
def test_cells_lose_no_point_and_stay_where_the_points_are(pair, cell_px):
    x, y = pair
    mean_x, mean_y, counts = dot_cells(x, y, cell_px)
    assert counts.sum() == len(x)
    assert (counts >= 1).all()
    if len(x):
        assert (mean_x * counts).sum() == pytest.approx(x.sum(), abs=1e-6)
        assert (mean_y * counts).sum() == pytest.approx(y.sum(), abs=1e-6)
        assert mean_x.min() >= x.min() - 1e-9
        assert mean_y.max() <= y.max() + 1e-9


def test_one_dot_stands_for_one_cell():
    mean_x, mean_y, counts = dot_cells(np.array([0.0, 1.0, 9.0]), np.array([0.0, 1.0, 9.0]), 3.0)
    assert (mean_x.tolist(), mean_y.tolist(), counts.tolist()) == ([0.5, 9.0], [0.5, 9.0], [2, 1])


@given(at=st.tuples(st.floats(0.3, 1.0), st.floats(-0.4, 0.2)), reach=st.floats(1.0, 30.0))
def test_the_nearest_fleet_is_the_nearest(exploration, at, reach):
    points = TradeOffPoints(exploration=exploration, x_axis=X_AXES[0], y_axis=Y_AXES[0])
    scale = (900.0, 1400.0)
    distances = np.hypot((points.x - at[0]) * scale[0], (points.y - at[1]) * scale[1])
    found = points.nearest(at, scale, reach)
    front = distances[points.frontier]
    if front.min() <= 1.6 * reach:
        assert distances[found] == front.min()
    elif distances.min() <= reach:
        assert distances[found] == distances.min()
    else:
        assert found is None


def test_the_frontier_runs_from_the_least_to_the_most_dependent(exploration):
    for x_axis in X_AXES:
        for y_axis in Y_AXES:
            points = TradeOffPoints(exploration=exploration, x_axis=x_axis, y_axis=y_axis)
            xs, ys = points.x[points.frontier], points.y[points.frontier]
            assert (np.diff(xs) >= 0).all()
            assert (np.diff(ys if y_axis.rising else -ys) >= 0).all()
            assert points.knee is None or points.knee in points.frontier


def test_the_explorations_own_frontier_is_taken_as_it_is(exploration):
    points = TradeOffPoints(exploration=exploration, x_axis=X_AXES[0], y_axis=Y_AXES[0])
    assert points.frontier.tolist() == exploration.frontier[::-1].tolist()
    assert points.knee == exploration.frontier[exploration.knee]


def test_a_fleet_whose_saving_is_unknown_is_on_no_frontier(exploration):
    saving = exploration.fleets.saving.copy()
    saving[exploration.frontier[0]] = np.nan
    changed = replace(exploration, fleets=replace(exploration.fleets, saving=saving))
    points = TradeOffPoints(exploration=changed, x_axis=X_AXES[1], y_axis=Y_AXES[0])
    assert exploration.frontier[0] not in points.frontier


def test_differences_are_signed_and_silent_about_nothing():
    assert difference(0.178, 0.118, percent=True) == "+6.0"
    assert difference(0.118, 0.178, percent=True) == "−6.0"
    assert difference(0.118, 0.1181, percent=True) == ""
    assert difference(float("nan"), 0.1, percent=True) == ""
    assert difference(151.0, 140.0, percent=False) == "+11.0"


def test_a_fleet_wears_the_marks_of_the_groups_that_it_has_nodes_of(exploration):
    guess = GroupEstimates(rate=(EstimatedInput(subject="A", figure="memory_bytes_per_s"),))
    others = [GroupEstimates()] * (len(exploration.groups) - 1)
    found = replace(exploration, estimates=FleetEstimates(groups=(guess, *others)))
    has = found.fleets.nodes[:200, 0] > 0
    assert has.any()
    assert not has.all()
    for row, estimated in enumerate(has.tolist()):
        days = _lines(figures_at(found, found.fleets, row), None, "CNY")[-1]
        assert days.startswith("~") == estimated


def test_the_card_and_the_line_below_the_chart_say_one_figure_in_the_same_digits_promise(
    exploration, result, plan, catalogue
):
    supplier = result.dependence.layers["supplier"]
    today = replace(
        figures_at(exploration, exploration.today, 0),
        saving=result.saving,
        largest=supplier.largest,
        retention=supplier.retention,
        days=result.days,
    )
    for row in exploration.frontier.tolist():
        figures = figures_at(exploration, exploration.fleets, row)
        saving, _cost, largest, stays, days = _lines(figures, today, exploration.currency)
        line = comparison_words(exploration, row, plan, result, catalogue)
        assert saving in line
        assert largest.replace("largest supplier", "largest share") in line
        assert stays.replace("N-1", "N-1 retention").replace(" stays", "") in line
        assert line.endswith(days)


def test_a_fleet_without_a_saving_is_compared_by_its_cost_promise(exploration, result, plan, catalogue):
    unknown = np.full_like(exploration.fleets.saving, np.nan)
    without = replace(exploration, fleets=replace(exploration.fleets, saving=unknown))
    row = int(without.frontier[0])
    line = comparison_words(without, row, plan, result, catalogue)
    assert "saving" not in line
    cost = formats.si(float(without.fleets.unit_cost[row]))
    assert f": {cost} {without.currency} per trillion tokens (" in line
