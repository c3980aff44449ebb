"""The tour: one card beside each part, left at any time, shown by itself once in a user's life."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt

from gui.application import Session, show_first_tour
from gui.help.tour import Tour
from gui.settings import TOUR_SEEN, Settings
from gui.window.tour_stops import tour_stops


@pytest.fixture
def session(kept_session: Session) -> Session:
    """One window for all tests here: each leaves it as it was."""
    return kept_session


@pytest.fixture
def tour(session: Session) -> Tour:
    return session.window.help_desk.show_tour()


def _step(tour: Tour, qtbot) -> None:
    qtbot.mouseClick(tour.onward, Qt.MouseButton.LeftButton)


def test_every_part_is_framed_and_every_card_lies_in_the_window(session: Session, tour: Tour, qtbot):
    for stop in tour_stops(session.window._panels, session.window.tools):
        assert tour.title.text() == stop.title
        assert tour.ring.isVisible()
        part = stop.part()
        assert tour.ring.geometry().contains(part.mapTo(session.window, part.rect().center()))
        assert session.window.rect().contains(QRect(tour.pos(), tour.size()))
        _step(tour, qtbot)


def test_the_last_card_ends_it(session: Session, tour: Tour, qtbot):
    for _stop in tour_stops(session.window._panels, session.window.tools)[1:]:
        _step(tour, qtbot)
    with qtbot.waitSignal(tour.ended):
        _step(tour, qtbot)


def test_escape_leaves_it(tour: Tour, qtbot):
    tour.window().activateWindow()
    tour.onward.setFocus()
    with qtbot.waitSignal(tour.ended):
        qtbot.keyClick(tour, Qt.Key.Key_Escape)


def test_one_can_go_back(tour: Tour, qtbot):
    first = tour.title.text()
    assert not tour.back.isEnabled()
    _step(tour, qtbot)
    qtbot.mouseClick(tour.back, Qt.MouseButton.LeftButton)
    assert tour.title.text() == first
    tour.end()


def test_it_follows_the_window_s_size(session: Session, tour: Tour):
    session.window.resize(1280, 720)
    assert session.window.rect().contains(QRect(tour.pos(), tour.size()))
    tour.end()


def test_the_frame_follows_a_part_that_a_notice_takes_room_from_promise(session: Session, tour: Tour, qtbot):
    part = tour_stops(session.window._panels, session.window.tools)[0].part()
    unbounded, height = part.maximumHeight(), part.height() - 30
    part.setMaximumHeight(height)
    qtbot.waitUntil(lambda: part.height() == height)
    framed = QRect(part.mapTo(session.window, QPoint(0, 0)), part.size())
    assert tour.ring.geometry() == framed.adjusted(-2, -2, 2, 2)
    part.setMaximumHeight(unbounded)
    tour.end()


def test_the_first_one_is_remembered_only_once_it_was_seen_or_left(session: Session, settings: Settings, qtbot):
    show_first_tour(session.window, settings)
    qtbot.waitUntil(lambda: bool(session.window.findChildren(Tour)))
    assert not settings.read(TOUR_SEEN)
    session.window.findChildren(Tour)[0].end()
    assert settings.read(TOUR_SEEN)
