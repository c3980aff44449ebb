"""Nothing in the window is elided or clipped: every panel, every chart, every table, in both languages."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from cut_words import cut_words, overprinted, painted_cuts, settled
from pyqtgraph import PlotWidget
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from gui.look.language import LanguageChoice
from gui.look.words import tr

sys.path.insert(0, str(Path(__file__).parent.parent / "pictures"))

pytestmark = pytest.mark.usefixtures("dressed")

LAST_IN_SIGHT = {"compare": "Emissions", "risk": "Expected cost of the run"}  # what is to be seen without scrolling


def cuts_of(window, keys: Iterable[str], *, tables: bool = True) -> list[str]:
    """Return what is cut in the window, in its charts, and in each chart's table."""
    found = dict.fromkeys(cut_words(window), "window")
    for key in keys:
        window.charts.select(key)
        chart = window.charts.current()
        settled()
        with painted_cuts() as (painted, bottoms):
            chart.grab()
        found |= dict.fromkeys([*cut_words(chart), *painted, *_out_of_sight(chart, bottoms), *_cut_axes(chart)], key)
        if not tables:
            continue
        chart.show_table(shown=True)
        settled()
        found |= dict.fromkeys(cut_words(chart), f"{key} as a table")
        chart.show_table(shown=False)
    return [f"{where}: {words}" for words, where in found.items()]


def _out_of_sight(chart, bottoms: dict[str, float]) -> Iterator[str]:
    if chart.key in LAST_IN_SIGHT:
        last, room = bottoms[tr(LAST_IN_SIGHT[chart.key])], chart._picture.parentWidget().height()
        if last > room:
            yield f"{LAST_IN_SIGHT[chart.key]} ends at {last:.0f} px of {room}"


def _cut_axes(chart) -> Iterator[str]:
    """Give the titles of axes that are longer than the axes."""
    for view in chart.findChildren(PlotWidget):
        for side in ("left", "bottom"):
            axis = view.getAxis(side)
            need, room = axis.label.boundingRect().width(), max(axis.size().width(), axis.size().height())
            if need > room:
                yield f"the title {axis.labelText!r} needs {need:.0f} px of {room:.0f}"


def test_nothing_is_cut_off_in_the_smallest_window(window):
    settled()
    cut = cuts_of(window, window.charts.keys, tables=False)
    assert not cut, "\n".join(cut)


def test_a_low_axis_says_a_shorter_title(window):
    window.resize(QSize(1280, 480))
    settled()
    chart = window.charts.current()
    assert chart.key == "trade_off"
    assert list(_cut_axes(chart)) == []


def test_lines_on_each_other_would_be_found():
    upper, lower, beside = QRectF(0, 0, 60, 10), QRectF(20, 4, 60, 10), QRectF(90, 0, 60, 10)
    found = list(overprinted([(upper, "planned 158"), (lower, "knee"), (beside, "this plan")]))
    assert found == ["'knee' is painted over 'planned 158'"]


@pytest.mark.parametrize("speak_chinese", [False, True])
def test_three_node_groups_stay_whole_in_the_smallest_window_promise(window, speak, speak_chinese):
    window.resize(QSize(1280, 720))
    speak(LanguageChoice.CHINESE if speak_chinese else LanguageChoice.ENGLISH)
    settled()
    table = window.cluster_panel.table
    table.selectRow(2)
    assert table.model().rowCount() >= 3
    tops = [table.rowViewportPosition(row) for row in range(3)]
    assert tops[0] == 0
    assert tops[2] + table.rowHeight(2) <= table.viewport().height()


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)], ids=["1280x720", "1440x900"])
@pytest.mark.parametrize("choice", [LanguageChoice.ENGLISH, LanguageChoice.CHINESE])
def test_nothing_is_cut_off_in_either_language(window, speak, choice, size):
    window.resize(QSize(*size))
    speak(choice)
    cut = cuts_of(window, window.charts.keys)
    assert not cut, "\n".join(cut)


@pytest.mark.slow
def test_nothing_is_cut_off_at_twice_the_scale():
    """A scale holds for a whole process: the test above is run in one of its own."""
    test = f"{Path(__file__)}::test_nothing_is_cut_off_in_either_language"
    these = [f"{test}[{choice.value}-1280x720]" for choice in (LanguageChoice.ENGLISH, LanguageChoice.CHINESE)]
    arguments = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *these]
    environment = {**os.environ, "TEST_SCALE": "2"}
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stdout


def test_words_without_room_would_be_found(qtbot, themes):
    squeezed, button = QLabel("128 × H800 SXM"), QPushButton("Explore mixes")
    for part in (squeezed, button):
        qtbot.addWidget(part)
        part.setFixedWidth(40)
        part.show()
    assert len(list(cut_words(squeezed))) == 1
    assert len(list(cut_words(button))) == 1


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900)])
def test_no_label_is_cut_at_the_sizes_promised(qtbot, kept_session, width, height):
    window = kept_session.window
    window.resize(width, height)
    qtbot.wait(50)
    assert (window.width(), window.height()) == (width, height)
    for button in [*window.findChildren(QPushButton), *window.findChildren(QToolButton)]:
        shows_text = getattr(button, "toolButtonStyle", lambda: None)() is not Qt.ToolButtonStyle.ToolButtonIconOnly
        if button.isVisible() and button.text() and shows_text:
            assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()), button.text()
    for tile in window.result_panel.tiles.values():
        for part in tile.findChildren(QLabel):
            wide = part.fontMetrics().horizontalAdvance(part.text())
            assert wide <= part.width() or (part.wordWrap() and part.heightForWidth(part.width()) <= part.height()), (
                part.text()
            )
