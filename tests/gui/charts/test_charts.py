import re
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QSize
from PySide6.QtGui import QGuiApplication, QHelpEvent, QImage
from PySide6.QtWidgets import QMenu, QToolTip

from gui.charts.base.painted_chart import PaintedChart
from gui.charts.base.picture_files import svg_bytes
from gui.charts.chart_tabs import ChartTabs
from gui.charts.registry import CHARTS, ChartSpec
from gui.look.result_figures import FIGURES, figures_of
from gui.look.theme import load_theme
from planner.errors import UserError

KEYS = [spec.key for spec in CHARTS]
PAINTED = [key for key in KEYS if key != "trade_off"]


def make(qtbot, key, theme=None, size=(770, 480)):
    chart = next(spec for spec in CHARTS if spec.key == key).factory()
    qtbot.addWidget(chart)
    if theme is not None:
        chart.apply_theme(theme)
    chart.resize(*size)
    chart.show()
    return chart


def colours_in(image):
    rows = np.frombuffer(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), dtype=np.uint32)
    return set(rows[::3].tolist())


def words_of(svg):
    return " ".join(re.findall(r">([^<>]+)</text>", svg.decode()))


def test_a_picture_is_xml_whatever_a_stranger_called_things(qapp):
    strange = "\x1b[2J\x00\ufffe<img src=x>\x85evil"
    picture = svg_bytes(QSize(200, 40), strange, lambda painter: painter.drawText(5, 20, strange))
    assert "<img src=x>" in "".join(ET.fromstring(picture).itertext())  # noqa: S314 - our own


def test_keys_and_titles_are_those_of_the_charts(qtbot):
    for spec in CHARTS:
        chart = spec.factory()
        qtbot.addWidget(chart)
        assert (chart.key, chart.title) == (spec.key, spec.title)
        assert chart.accessibleName() == spec.title
    assert len(set(KEYS)) == len(KEYS)


@pytest.mark.sample(16)
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", ["planned", "explored", "blocked"])
def test_every_state_is_shown_in_both_looks(qtbot, request, theme, key, name):
    state = request.getfixturevalue(name)
    chart = make(qtbot, key, theme)
    for shown in (replace(state, result=None, exploration=None), state, replace(state, stale=True)):
        chart.show_state(shown)
        image = chart.grab().toImage()
        assert len(colours_in(image)) > 2
        assert isinstance(chart.table(), pd.DataFrame)


@pytest.mark.parametrize("key", ["memory", "step_time", "suppliers", "timetable"])
def test_a_chart_without_figures_says_what_blocks_them(qtbot, blocked, key):
    chart = make(qtbot, key, load_theme("light"))
    chart.show_state(blocked)
    assert "It has no nodes; add an accelerator." in words_of(chart.svg())


@pytest.mark.sample(4)
@pytest.mark.parametrize("key", KEYS)
def test_stale_figures_look_paler(qtbot, explored, key):
    chart = make(qtbot, key, load_theme("light"))
    chart.show_state(explored)
    fresh = chart.svg()
    chart.show_state(replace(explored, stale=True))
    stale = chart.svg()
    assert words_of(stale) == words_of(fresh)
    assert stale.count(b'opacity="0.4"') > fresh.count(b'opacity="0.4"')


@pytest.mark.sample(3)
@pytest.mark.parametrize("key", KEYS)
def test_a_look_changes_the_picture_and_back_gives_the_same(qtbot, explored, key):
    chart = make(qtbot, key, load_theme("light"))
    chart.show_state(explored)
    light = chart.svg()
    chart.apply_theme(load_theme("dark"))
    assert chart.svg() != light
    chart.apply_theme(load_theme("light"))
    assert chart.svg() == light


@pytest.mark.sample(6)
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("size", [(770, 480), (640, 330)])
def test_a_saved_svg_is_vectors_and_words(qtbot, explored, key, size):
    chart = make(qtbot, key, size=size)
    chart.show_state(explored)
    svg = chart.svg()
    assert b"<image" not in svg
    assert len(words_of(svg)) > 40


@pytest.mark.sample(10)
@pytest.mark.parametrize("key", PAINTED)
@pytest.mark.parametrize("size", [(770, 480), (640, 330), (480, 200)])
def test_nothing_is_cut_off_at_the_bottom_of_a_picture(qtbot, explored, key, size):
    chart = make(qtbot, key, size=size)
    chart.show_state(explored)
    heights = [float(y) for y in re.findall(r'<text[^>]* y="([-0-9.]+)"', chart.svg().decode())]
    assert heights
    assert max(heights) <= chart.picture_size().height()
    assert min(heights) >= 0


@pytest.mark.sample(4)
@pytest.mark.parametrize("key", KEYS)
def test_pictures_and_tables_are_saved_by_their_ending(qtbot, explored, key, tmp_path):
    chart = make(qtbot, key)
    chart.show_state(explored)
    for ending in ("svg", "png", "csv"):
        chart.save(tmp_path / f"chart.{ending}")
    assert (tmp_path / "chart.svg").read_bytes() == chart.svg()
    image = QImage(str(tmp_path / "chart.png"))
    assert image.width() == 2 * chart.picture_size().width()
    frame = pd.read_csv(tmp_path / "chart.csv")
    assert list(frame.columns) == list(chart.table().columns)
    assert len(frame) == len(chart.table())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chart.csv", "chart.png", "chart.svg"]


def test_an_unknown_ending_is_refused_in_words(qtbot, explored, tmp_path):
    chart = make(qtbot, "cost")
    chart.show_state(explored)
    with pytest.raises(UserError, match=r"\.svg, \.png or \.csv"):
        chart.save(tmp_path / "chart.gif")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_in_one_sentence(qtbot, explored, tmp_path):
    chart = make(qtbot, "cost")
    chart.show_state(explored)
    with pytest.raises(UserError, match="cannot be written"):
        chart.save(tmp_path / "nowhere" / "chart.svg")


@pytest.mark.sample(4)
@pytest.mark.parametrize("key", KEYS)
def test_the_table_in_the_window_holds_the_tables_figures(qtbot, explored, key):
    chart = make(qtbot, key)
    chart.show_state(explored)
    chart.show_table(shown=True)
    assert chart.shows_table
    model = chart._table_view.model()
    assert model.rowCount() == len(chart.table()) > 0
    chart.show_table(shown=False)
    assert not chart.shows_table


def test_a_shown_table_follows_the_state(qtbot, planned, blocked):
    chart = make(qtbot, "memory")
    chart.show_state(planned)
    chart.show_table(shown=True)
    assert chart._table_view.model().rowCount() > 0
    chart.show_state(blocked)
    assert chart._table_view.model().rowCount() == 0


def test_copies_reach_the_clipboard(qtbot, explored):
    chart = make(qtbot, "suppliers")
    chart.show_state(explored)
    chart.copy_table()
    lines = QGuiApplication.clipboard().text().strip().splitlines()
    assert lines[0].split("\t") == list(chart.table().columns)
    assert len(lines) == 1 + len(chart.table())
    chart.copy_picture()
    assert QGuiApplication.clipboard().image().width() == 2 * chart.picture_size().width()


def test_the_menu_offers_table_copies_and_files(qtbot, explored):
    chart = make(qtbot, "cost")
    chart.show_state(explored)
    chart.menu.open_at(QPoint(10, 10))
    menu = chart.findChild(QMenu)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts == [
        "Show as table",
        "Copy picture",
        "Copy table",
        "Save as PNG…",
        "Save as SVG…",
        "Save table as CSV…",
    ]
    menu.actions()[0].trigger()
    assert chart.shows_table
    menu.close()


@pytest.mark.parametrize("key", PAINTED)
def test_a_spot_says_more_under_the_mouse(qtbot, explored, key):
    chart = make(qtbot, key)
    chart.show_state(explored)
    picture = chart._picture
    picture.grab()
    assert picture._spots
    centre = picture._spots[0].rect.center().toPoint()
    event = QHelpEvent(QEvent.Type.ToolTip, centre, picture.mapToGlobal(centre))
    assert picture.event(event)
    assert QToolTip.isVisible()
    QToolTip.hideText()


def test_nothing_said_without_a_plan_computed(qtbot, plan):
    for key in PAINTED:
        chart = make(qtbot, key)
        assert isinstance(chart, PaintedChart)
        assert chart.table().empty


class Planted(PaintedChart):
    key = "planted"
    title = "Planted"

    def paint(self, canvas, area, state):
        return area.top() + canvas.paragraph(area.left(), area.top(), area.width(), state.plan.name)

    def summarise(self, state):
        return f"planted {state.plan.name}"

    def table(self):
        return pd.DataFrame({"plan": [self.state.plan.name]})


def test_a_planted_chart_has_a_tab_a_table_and_its_ways_out(qtbot, explored):
    spec = ChartSpec(key="planted", title="Planted", shortcut="Ctrl+Alt+P", factory=Planted)
    tabs = ChartTabs(specs=(*CHARTS, spec))
    qtbot.addWidget(tabs)
    tabs.show()
    tabs.show_state(explored)
    tabs.select("planted")
    chart = tabs.current()
    assert (tabs.keys[-1], chart.summary) == ("planted", f"planted {explored.plan.name}")
    assert explored.plan.name.split()[0] in words_of(chart.svg())
    tabs.toggle_table()
    assert chart.shows_table


def test_a_file_is_not_touched_when_writing_fails(qtbot, explored, tmp_path, monkeypatch):
    chart = make(qtbot, "cost")
    chart.show_state(explored)
    target = tmp_path / "chart.svg"
    target.write_text("before")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UserError, match="No space left"):
        chart.save(target)
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["chart.svg"]


def test_what_belongs_to_training_alone_is_left_out_of_other_workloads(ling_plus):
    other = SimpleNamespace(workload=SimpleNamespace(kind="serving"))
    assert figures_of(ling_plus) == FIGURES
    assert {"days", "steps", "mfu"}.isdisjoint(figure.key for figure in figures_of(other))
    assert {spec.key for spec in CHARTS if "serving" not in spec.kinds} >= {"step_time", "timetable"}
    assert all(ling_plus.workload.kind in spec.kinds for spec in CHARTS)
