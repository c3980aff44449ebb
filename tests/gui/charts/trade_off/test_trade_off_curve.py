"""The line of the fleet that is pointed at: drawn on the axes, named in its card, gone with it."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from gui import late
from gui.charts.trade_off.trade_off import TradeOffChart
from planner.exploration.fleet_curve import FleetCurve

CURVE = FleetCurve(
    caps=np.array([1.0, 0.75, 0.5]),
    unit_cost=np.array([4.0e6, 4.2e6, 4.4e6]),
    saving=np.array([0.4, 0.35, 0.3]),
    days=np.array([100.0, 120.0, 140.0]),
    largest=np.array([1.0, 0.75, 0.5]),
    hhi=np.array([10_000.0, 6_250.0, 5_000.0]),
    shares=({"A": 1.0}, {"A": 0.75, "B": 0.25}, {"A": 0.5, "B": 0.5}),
)


@pytest.fixture
def asked(monkeypatch):
    """The fleets whose curves were computed."""
    reported = []
    monkeypatch.setattr(
        late, "fleet_curve", lambda _terms, nodes: reported.append(tuple(nodes)) or CURVE, raising=False
    )
    return reported


@pytest.fixture
def chart(qtbot, explored, exploration, asked):
    made = TradeOffChart()
    qtbot.addWidget(made)
    made.resize(770, 480)
    with qtbot.waitExposed(made):
        made.show()
    way = np.zeros_like(exploration.fleets.way)
    way[int(exploration.frontier[1])] = 1  # joined
    known = replace(exploration, terms=object(), fleets=replace(exploration.fleets, way=way))
    made.show_state(replace(explored, exploration=known))
    made.grab()
    return made


def line_of(chart):
    return chart._layer._scene.curve


def test_the_line_of_the_fleet_pointed_at_is_drawn_and_reported(chart, exploration, asked):
    assert line_of(chart) is None
    row = int(exploration.frontier[4])
    chart.point_at(row)
    xs, ys = line_of(chart)
    assert (xs.tolist(), ys.tolist()) == (CURVE.largest.tolist(), CURVE.saving.tolist())
    chart.grab()
    words = chart._card.words()
    assert "100" in words
    assert "on one supplier: saving 40.0" in words
    assert "on one supplier: saving 30.0" in words
    assert "saving 35.0" not in words  # between the suppliers' breakpoints
    assert asked == [tuple(exploration.fleets.nodes[row].tolist())]  # once, for the line and for the card
    chart.point_at(None)
    assert line_of(chart) is None


def test_the_line_follows_the_axes_and_knows_nothing_of_a_loss(chart, exploration):
    row = int(exploration.frontier[4])
    for x_key, y_key, expected in (
        ("HHI", "days", (CURVE.hhi, CURVE.days)),
        ("HHI", "cost", (CURVE.hhi, CURVE.unit_cost)),
        ("loss without one", "saving", None),
    ):
        for choice, key in ((chart._axis_choices.x_choice, x_key), (chart._axis_choices.y_choice, y_key)):
            choice.setCurrentIndex(choice.findText(key))
        chart.point_at(None)
        chart.point_at(row)
        found = line_of(chart)
        assert found is None if expected is None else all(map(np.array_equal, found, expected))


def test_keys_show_the_line_and_joined_fleets_have_none(qtbot, chart, exploration):
    chart.point_at(int(exploration.frontier[2]))
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.pointed == int(exploration.frontier[1])
    assert line_of(chart) is None
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.pointed == int(exploration.frontier[0])
    assert line_of(chart) is not None
