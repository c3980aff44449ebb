import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from gui.charts.base.canvas import Canvas
from gui.charts.base.chart import ChartState
from gui.charts.timetable import TimetableChart, table_rows
from gui.look import formats
from planner.cluster import GroupTerms
from planner.examples import example_plan
from planner.mixing.strategy import Spell
from planner.plan import Programme, ProgrammeModel, Trains
from planner.plan_result import Deadline
from planner.planning import plan_results


@pytest.fixture(scope="module")
def ling():
    return example_plan("ling-plus")


@pytest.fixture(scope="module")
def planned(ling):
    return plan_results(ling)


def tips(chart, state):
    """Return what each spot of the picture says, and where it lies."""
    image = QImage(760, 420, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    canvas = Canvas(painter, chart.theme)
    chart.paint(canvas, QRectF(10, 10, 740, 400), state)
    painter.end()
    return [(spot.rect, spot.tip) for spot in canvas.spots]


@pytest.fixture
def chart(qtbot, themes):
    made = TimetableChart()
    qtbot.addWidget(made)
    made.resize(760, 420)
    return made


def shown(chart, plan, result):
    state = ChartState(plan=plan, result=result)
    chart.show_state(state)
    return tips(chart, state)


def test_each_stretch_tells_its_days_its_tokens_and_its_share(chart, ling, planned):
    reported = [tip for _, tip in shown(chart, ling, planned)]
    for spell in planned.mixing.timetable:
        days = f"day {formats.fixed(spell.from_day, 1)} to {formats.fixed(spell.to_day, 1)}"
        own = next(tip for tip in reported if days in tip)
        if spell.kind == "work":
            assert f"{formats.si(spell.tokens)} tokens" in own
            assert formats.percent(spell.tokens / ling.training.tokens) in own


def test_bars_lie_where_their_days_are(chart, ling, planned):
    work = sorted(
        (spell for spell in planned.mixing.timetable if spell.kind == "work"), key=lambda spell: spell.from_day
    )
    found = sorted(
        (rect for rect, tip in shown(chart, ling, planned) if "healthy step" in tip), key=lambda rect: rect.left()
    )
    per_day = (found[-1].left() - found[0].left()) / (work[-1].from_day - work[0].from_day)
    for spell, rect in zip(work, found, strict=True):
        assert rect.left() - found[0].left() == pytest.approx(per_day * (spell.from_day - work[0].from_day), abs=0.01)
        assert rect.width() == pytest.approx(per_day * (spell.to_day - spell.from_day), abs=1.01)  # a gap between


def test_the_table_adds_up_to_the_run(chart, ling, planned):
    chart.show_state(ChartState(plan=ling, result=planned))
    frame = chart.table()
    assert frame["tokens"].sum() == pytest.approx(ling.training.tokens)
    assert frame["to_days"].max() == pytest.approx(planned.days)
    assert set(frame["kind"]) == {"work", "stop"}
    by_pool = frame.groupby("pool")["tokens"].sum() / ling.training.tokens
    for pool in planned.pools:
        assert by_pool.get(pool.name, 0.0) == pytest.approx(pool.token_share)


def test_a_joined_stretch_stands_in_the_row_of_every_pool_that_works(chart, ling, planned):
    pools = [pool.pool for pool in planned.pools[:2]]
    spell = Spell(
        kind="work", way="data-parallel", pools=tuple(pools), shares={pools[0]: 0.75, pools[1]: 0.25},
        from_day=0.0, to_day=10.0, tokens=9e12,
    )  # fmt: skip
    joined = replace(planned, mixing=replace(planned.mixing, timetable=(spell,)), days=10.0, deadline=None)
    reported = [tip for _, tip in shown(chart, ling, joined) if "healthy" not in tip and "Data parallel" in tip]
    assert len(reported) == 2
    assert any("6.75" in tip and "75.0" in tip for tip in reported)
    assert [row[6] for row in table_rows(joined)] == [pytest.approx(6.75e12), pytest.approx(2.25e12)]


def test_waits_and_windows_are_shown(chart, ling, planned):
    first, *others = ling.cluster.groups
    plan = replace(
        ling, cluster=replace(ling.cluster, groups=(replace(first, terms=GroupTerms(from_day=60.0)), *others))
    )
    wait = Spell(kind="wait", way="", pools=(), shares={}, from_day=0.0, to_day=60.0, tokens=0.0)
    spells = (
        wait,
        *(replace(spell, from_day=spell.from_day + 60, to_day=spell.to_day + 60) for spell in planned.mixing.timetable),
    )
    waited = replace(planned, mixing=replace(planned.mixing, timetable=spells), days=planned.days + 60)
    reported = [tip for _, tip in shown(chart, plan, waited)]
    assert any("waits" in tip and "day 0.0 to 60.0" in tip for tip in reported)
    assert any("from day 60" in tip for tip in reported)
    assert "waits" in chart.summary or "stops" in chart.summary


def test_a_deadline_far_away_does_not_press_the_run_together(chart, ling, planned):
    near = shown(chart, ling, replace(planned, deadline=Deadline(days=1.2 * planned.days, chance=1.0)))
    far = shown(chart, ling, replace(planned, deadline=Deadline(days=9 * planned.days, chance=1.0)))
    none = shown(chart, ling, replace(planned, deadline=None))

    def reach(found):
        return max(rect.right() for rect, tip in found if "healthy step" in tip)

    assert reach(near) < reach(none)
    assert reach(far) == pytest.approx(reach(none))


def test_a_programme_shows_its_models(chart, ling):
    models = tuple(ProgrammeModel(name=f"Model {number}", tokens=9e12) for number in (1, 2, 3))
    limits = replace(ling.limits, deadline_days=None)  # three models take longer than the one that the example trains
    plan = replace(ling, trains=Trains.PROGRAMME, programme=Programme(models=models), limits=limits)
    result = plan_results(plan)
    reported = [tip for _, tip in shown(chart, plan, result)]
    for model in result.models:
        assert any(tip.startswith(model.name) for tip in reported)
    assert chart.summary.startswith("3 models in")


def test_nothing_planned_says_so(chart, ling, planned):
    nothing = replace(planned, mixing=None, days=None)
    assert shown(chart, ling, nothing) == []
    assert chart.table().empty
    assert chart.summary == ""


@pytest.mark.parametrize(("first_day", "said"), [(60.0, "days on which it is had"), (500.0, "from day 500")])
def test_a_window_is_explained_and_one_after_the_run_is_said_promise(chart, ling, planned, first_day, said):
    first, *others = ling.cluster.groups
    bounded = replace(first, terms=GroupTerms(from_day=first_day))
    chart.show_state(ChartState(plan=ling, result=planned))
    assert said not in chart.svg().decode()
    plan = replace(ling, cluster=replace(ling.cluster, groups=(bounded, *others)))
    chart.show_state(ChartState(plan=plan, result=planned))
    assert said in chart.svg().decode()
