"""The Tab key comes by every control once, shows where it is, and every stop says its name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

pytestmark = pytest.mark.usefixtures("dressed")

MOST_STOPS = 200


@pytest.fixture
def session(kept_session):
    """One window for all tests here: each leaves it as it was."""
    return kept_session


def tab_stops(window):
    """Return what the Tab key comes by, from the window itself once around."""
    window.setFocus()
    stops = []
    for _ in range(MOST_STOPS):
        window.focusNextPrevChild(True)
        stop = QApplication.focusWidget()
        if stop in stops:
            return stops
        stops.append(stop)
    raise AssertionError("the Tab key does not come around")


def name_of(stop):
    return stop.accessibleName() or (stop.text() if isinstance(stop, QAbstractButton | QLineEdit) else "")


def shown(qtbot, session):
    window = session.window
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    return window


@pytest.mark.usefixtures("kept_session")
def test_every_stop_of_the_tab_key_is_named_and_shows_that_it_has_the_keyboard(qtbot, session):
    window = shown(qtbot, session)
    stops = tab_stops(window)
    assert len(stops) > 40
    for stop in stops:
        assert name_of(stop), stop
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        with_keyboard = stop.grab().toImage()
        stop.clearFocus()
        assert stop.grab().toImage() != with_keyboard, name_of(stop)


@pytest.mark.usefixtures("kept_session")
def test_the_tab_key_passes_the_panels_in_the_order_they_are_read(qtbot, session):
    window = shown(qtbot, session)
    stops = tab_stops(window)
    parts = (
        window.tools.explore,
        window.catalogue_panel.search,
        window.catalogue_panel.chip("FP8"),
        window.catalogue_panel.table,
        window.cluster_panel.table,
        window.charts.tabs.tabBar(),
        window.workload_panel.shape,
        window.result_panel.tiles["saving"],
        window.result_panel.pool_lines[0],
    )
    places = [stops.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.usefixtures("kept_session")
def test_every_button_in_sight_can_be_reached_by_keys(qtbot, session):
    window = shown(qtbot, session)
    for button in window.findChildren(QAbstractButton):
        inside_a_field = isinstance(button.parent(), QLineEdit)  # its clear button: the field's own keys clear it
        if button.isVisible() and not inside_a_field:
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus, button.accessibleName() or button.text()
