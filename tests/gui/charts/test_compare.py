"""Plans side by side."""

from dataclasses import replace

import pytest

from gui.charts.compare import CompareChart, difference_words
from gui.document.versions import MOST, Version


@pytest.fixture
def other(planned):
    result = replace(planned.result, saving=planned.result.saving + 0.05, days=planned.result.days * 1.1)
    return Version(name="A: before", plan=planned.plan, result=result)


def test_every_figure_stands_beside_with_its_difference(qtbot, planned, other):
    chart = CompareChart()
    qtbot.addWidget(chart)
    chart.show_state(replace(planned, versions=(other,)))
    frame = chart.table().set_index("figure")
    assert frame.shape[1] == 2
    assert frame.loc["days"].iloc[1] == pytest.approx(1.1 * frame.loc["days"].iloc[0])
    assert difference_words("days", planned.result, other.result) == "+10.0\u202f%"
    assert difference_words("saving", planned.result, other.result).startswith("+5.0")
    assert [action.text() for action in chart.remove.menu().actions()] == ["A: before"]
    with qtbot.waitSignal(chart.version_wanted) as asked:
        chart.remove.menu().actions()[0].trigger()
    assert asked.args == ["remove", "A: before"]


def test_money_of_another_currency_is_not_called_dearer_or_cheaper(planned, other):
    cost = other.result.cost
    foreign = replace(cost, total=replace(cost.total, currency="EUR"))
    assert difference_words("cost", planned.result, replace(other.result, cost=foreign)) == ""


def test_an_unknown_figure_has_no_difference(planned, other):
    assert difference_words("saving", planned.result, replace(other.result, saving=None)) == ""


def test_more_than_a_handful_of_versions_lets_the_oldest_go(qtbot, planned):
    from gui.document.versions import Versions  # noqa: PLC0415 - it needs a runner only for files

    kept = Versions(None)
    for _ in range(MOST + 2):
        kept.keep(planned.plan, planned.result)
    names = [version.name[0] for version in kept.kept]
    assert len(names) == MOST
    assert len(set(names)) == MOST
