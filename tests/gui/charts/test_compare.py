"""Plans side by side."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRectF

from gui.charts.compare import CompareChart, difference_words, fleet_lines, row_caption
from gui.document.versions import MOST, Version
from gui.look.result_figures import FigureText
from planner.headlines import HEADLINES, Form


class Painted:
    """A canvas that remembers what is written on it."""

    def __init__(self):
        self.words = []

    def text(self, _place, text, **_look):
        self.words.append(text)

    def paragraph(self, *_place_and_text, **_look):
        return 0.0

    def line(self, *_ends):
        pass

    def spot(self, *_tip):
        pass


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


def test_money_of_another_currency_is_not_called_more_expensive_or_cheaper(planned, other):
    cost = other.result.cost
    foreign = replace(cost, total=replace(cost.total, currency="EUR"))
    assert difference_words("cost", planned.result, replace(other.result, cost=foreign)) == ""


def test_money_of_another_currency_says_its_own_in_picture_and_table_promise(qtbot, planned, other):
    cost = other.result.cost
    total, unit = replace(cost.total, currency="EUR"), replace(cost.unit_cost, currency="EUR")
    foreign = replace(other.result, cost=replace(cost, total=total, unit_cost=unit))
    kept = replace(other, plan=replace(other.plan, currency="EUR"), result=foreign)
    chart = CompareChart()
    qtbot.addWidget(chart)
    chart.resize(700, 900)
    chart.show_state(replace(planned, versions=(kept,)))
    painted = Painted()
    chart.paint(painted, QRectF(0, 0, 700, 900), chart.state)
    money = [figure for figure in HEADLINES if figure.form is Form.MONEY]
    assert sum(words.startswith("EUR") for words in painted.words) >= 2  # of the run, and of a trillion tokens
    cells = chart.shown_table().iloc[:, 2]
    assert [cells[at].endswith(" EUR") for at, one in enumerate(HEADLINES)] == [one in money for one in HEADLINES]
    assert not any("EUR" in cell for cell in chart.shown_table().iloc[:, 1])


def test_what_a_loss_differs_by_is_of_the_days_that_are_shown_promise(planned, other):
    layer = planned.result.dependence.layers["supplier"]

    def losing(days):
        layers = {**planned.result.dependence.layers, "supplier": replace(layer, days_without=days)}
        return replace(other.result, dependence=replace(planned.result.dependence, layers=layers))

    soon, late, never = (losing({"Huawei": 1.0, "AMD": days}) for days in (200.0, 300.0, None))
    assert difference_words("retention", soon, late) == "+50.0\u202f%"
    assert difference_words("retention", soon, never) == ""


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


def test_a_plan_that_nobody_named_is_kept_under_the_name_of_its_file_promise(planned):
    from gui.commands.version_commands import VersionCommands  # noqa: PLC0415 - as above
    from gui.document.versions import Versions  # noqa: PLC0415

    for name, path, shown in (
        ("New plan", Path("ours.chipfolio"), "A: ours"),
        ("New plan", None, "A: New plan"),
        ("Autumn", Path("ours.chipfolio"), "A: Autumn"),
    ):
        kept = Versions(None)
        document = SimpleNamespace(plan=replace(planned.plan, name=name), path=path)
        live = SimpleNamespace(result=planned.result, stale=False)
        commands = VersionCommands(parent=None, document=document, live=live, versions=kept, settings=None)
        commands.do("keep", "")
        assert [version.name for version in kept.kept] == [shown]


def test_a_plan_says_what_it_is_made_of(planned):
    groups = planned.plan.cluster.groups
    lines = fleet_lines(planned.plan, planned.result)
    assert len(lines) == sum(group.nodes > 0 for group in groups)
    assert lines[0].startswith(f"{groups[0].nodes} × ")


def test_a_row_is_not_called_after_one_plans_event():
    written = [FigureText(caption="Without Huawei", value="1"), FigureText(caption="Without AMD", value="2")]
    assert row_caption("retention", written) == "Without one supplier"
    assert row_caption("retention", written[:1] * 2) == "Without Huawei"


def test_each_plan_names_its_own_event(qtbot, planned):
    days = {"AMD": None, "Huawei": 1.0}
    layer = replace(planned.result.dependence.layers["supplier"], days_without=days)
    dependence = replace(planned.result.dependence, layers={**planned.result.dependence.layers, "supplier": layer})
    kept = Version(name="A: before", plan=planned.plan, result=replace(planned.result, dependence=dependence))
    chart = CompareChart()
    qtbot.addWidget(chart)
    chart.resize(700, 500)
    chart.show_state(replace(planned, versions=(kept,)))
    painted = Painted()
    chart.paint(painted, QRectF(0, 0, 700, 500), chart.state)
    assert "Without one supplier" in painted.words
    assert any(words.startswith("Without AMD") for words in painted.words)
    assert not any("If" in words for words in painted.words)
