"""Journey 1: the first start opens the Ling-Plus example, planned; nothing has to be set before one can look around."""

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QTableView, QToolTip

from gui.application import show_first_tour
from gui.help.about import AboutWindow
from gui.help.help_window import HelpWindow
from gui.help.tour import Tour
from gui.look.theme import ThemeChoice
from gui.settings import TOUR_SEEN


@pytest.fixture
def first_start(opened, settings, wait):
    """The window as a user meets it for the first time: with the tour over it."""
    show_first_tour(opened.window, settings)
    wait.until(lambda: bool(opened.window.findChildren(Tour)))
    return opened


def tour_of(session):
    return session.window.findChildren(Tour)[0]


def is_over(wait, tour, walk):
    with wait.signal(tour.ended):
        walk()


def figures_are_there(session):
    tiles = session.window.result_panel.tiles
    assert all(tile.value.text() not in {"", "–"} for tile in tiles.values() if tile.isVisible())
    assert tiles["saving"].isVisible()
    assert session.window.cluster_panel.model.rowCount() == 5
    assert not session.document.dirty
    assert "Ling-Plus" in session.window.windowTitle()


def chart_says_something(session, wait, key):
    chart = session.window.charts.current()
    assert chart.key == key
    assert chart.state.result is session.live.result
    if chart.wants_uncertainty:
        wait.until(lambda: chart.state.uncertainty_current)
    assert chart.summary or chart.key == "compare"


def explained(session, key):
    panel = session.window.result_panel
    assert panel.explained == key
    assert panel.explanation


def table_of(session):
    chart = session.window.charts.current()
    assert chart.shows_table
    (view,) = [one for one in chart.findChildren(QTableView) if one.isVisible()]
    assert view.model().rowCount() > 0
    return view


@pytest.mark.slow
def test_open_and_look_by_mouse(wait, first_start, mouse, settings):
    window, tour = first_start.window, tour_of(first_start)

    def walk():
        for _ in range(len(tour._stops)):
            mouse.click(tour.onward)

    is_over(wait, tour, walk)
    assert settings.read(TOUR_SEEN)
    figures_are_there(first_start)
    mouse.click(window.result_panel.tiles["saving"])
    explained(first_start, "saving")
    for number, key in enumerate(window.charts.keys):
        mouse.tab(window.charts.tabs.tabBar(), number)
        chart_says_something(first_start, wait, key)
    mouse.tab(window.charts.tabs.tabBar(), window.charts.keys.index("cost"))
    picture = window.charts.current()._picture
    picture.grab()
    mouse.hover(picture, picture._spots[0].rect.center().toPoint())
    assert QToolTip.isVisible()
    mouse.click(window.charts.current().menu.button)
    mouse.choose("Show as table")
    table_of(first_start)
    mouse.click(window.charts.current().menu.button)
    mouse.choose("Show as table")
    mouse.menu("View", "Theme", "Dark")
    assert window.services.themes.choice is ThemeChoice.DARK
    mouse.menu("View", "Theme", "Light")
    mouse.menu("Help", "About Chipfolio")
    (about,) = window.findChildren(AboutWindow)
    mouse.click(about.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close))
    assert not window.findChildren(AboutWindow)
    figures_are_there(first_start)


@pytest.mark.slow
def test_open_and_look_by_keyboard(wait, first_start, keyboard, settings):
    window, tour = first_start.window, tour_of(first_start)
    is_over(wait, tour, lambda: keyboard.press(*["Return"] * len(tour._stops)))
    assert settings.read(TOUR_SEEN)
    figures_are_there(first_start)
    keyboard.press("Alt+5", "F1")
    explained(first_start, "saving")
    keyboard.press("Tab", "F1")
    explained(first_start, "cost_per_trillion_tokens")
    for key, keys in zip(window.charts.keys, window.charts.shortcuts, strict=True):
        keyboard.press(keys)
        chart_says_something(first_start, wait, key)
    keyboard.press("Ctrl+Tab")
    assert window.charts.current().key == window.charts.keys[0]
    keyboard.press("Ctrl+2", "Ctrl+T")
    view = table_of(first_start)
    keyboard.go_to(view)
    keyboard.press("Down", "Down")
    assert view.currentIndex().row() > 0
    keyboard.press("Ctrl+T")
    assert not window.charts.current().shows_table
    keyboard.palette("theme dark")
    assert window.services.themes.choice is ThemeChoice.DARK
    keyboard.palette("theme light")
    keyboard.press("Ctrl+F1")
    (about,) = window.findChildren(AboutWindow)
    wait.until(about.isActiveWindow)
    keyboard.press("Esc")
    assert not window.findChildren(AboutWindow)
    keyboard.come_back()
    keyboard.press("Shift+F1")
    (help_window,) = window.findChildren(HelpWindow)
    wait.until(help_window.isActiveWindow)
    keyboard.press("Esc")
    assert not window.findChildren(HelpWindow)
    figures_are_there(first_start)
