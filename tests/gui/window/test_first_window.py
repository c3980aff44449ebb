"""The window that a program opens with: it is seen before what takes long is made."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from gui.application import first_plan, open_session
from gui.window.window_layout import FIRST_SIZE, fits, show_whole


@pytest.mark.parametrize(("room", "whole"), [((1440, 900), False), ((1440, 1000), False), ((1470, 956), True)])
def test_a_window_that_fits_only_without_its_frame_fills_the_screen(qtbot, room, whole):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(*FIRST_SIZE)
    assert fits(window, QSize(*room)) is whole


def test_a_window_is_never_larger_than_its_screen_where_nothing_maximises_it_promise(qtbot, monkeypatch):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(5000, 4000)
    monkeypatch.setattr(window, "showMaximized", window.show)  # a desktop that does not heed the wish
    show_whole(window)
    room = window.screen().availableGeometry().size()
    assert window.size() == room


def test_a_window_that_opens_a_file_shows_no_example_before_it(ling_plus, tmp_path):
    assert first_plan(ling_plus, None) is ling_plus
    before = first_plan(ling_plus, tmp_path / "ours.chipfolio")
    assert (before.name, before.cluster.groups, before.baseline) == ("ours", (), None)


def test_the_catalogue_is_filled_once_the_window_was_painted_and_the_chart_once_it_has_figures(  # noqa: PLR0917 - fixtures
    qtbot, themes, settings, frozen, idle_pool, nothing_left
):
    session = open_session(frozen.plan, idle_pool, themes, settings, None, once_painted=True)
    window = session.window
    panel, charts = window.catalogue_panel, window.charts
    assert panel.shown() == []
    window.show()
    assert panel.shown() == []
    assert not charts._charts
    qtbot.waitUntil(lambda: bool(panel.shown()))
    assert not charts._charts
    session.live._on_planned(frozen.plan, frozen.result)
    assert window.result_panel.tiles["cost"].value.text() != "–"
    assert not charts._charts
    qtbot.waitUntil(lambda: bool(charts._charts))
    assert panel.selected().key == frozen.plan.cluster.groups[0].accelerator
    assert charts.current().state.plan == frozen.plan
    window._closing = True
    window.close()
    session.close()
    for part in (window, session.runner, session.live, session.document):
        part.deleteLater()
    qtbot.wait(0)
