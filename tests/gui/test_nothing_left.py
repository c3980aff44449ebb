"""Every test of the window fails that leaves something behind: each kind is planted once."""

import logging
import threading

import pytest
from leftovers import nothing_left_behind
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


def test_no_test_has_to_ask_for_it(request):
    assert "nothing_left" in request.fixturenames


@pytest.mark.parametrize("shown", [True, False])
def test_a_window_that_is_left_is_reported_shown_or_not(qtbot, shown):
    windows = []

    def forgets_one():
        with nothing_left_behind():
            windows.append(QWidget(objectName="forgotten"))
            windows[0].setVisible(shown)

    with pytest.raises(AssertionError, match="QWidget 'forgotten'"):
        forgets_one()
    windows[0].deleteLater()


def test_a_timer_that_still_runs_is_reported(qtbot):
    timer = QTimer(objectName="ticking")
    with pytest.raises(AssertionError, match="QTimer 'ticking'"), nothing_left_behind():
        timer.start(1_000_000)
    timer.stop()


def test_a_thread_that_does_not_end_is_reported(monkeypatch):
    monkeypatch.setattr("leftovers._LONGEST_WORK_S", 0.0)
    ends = threading.Event()
    thread = threading.Thread(target=ends.wait, name="endless")
    with pytest.raises(AssertionError, match="thread 'endless'"), nothing_left_behind():
        thread.start()
    ends.set()
    thread.join()


def test_a_warning_in_the_log_is_reported_whoever_logs_it(monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # the look at this very test would hear it too
    with pytest.raises(AssertionError, match="log record 'some library: strange'"), nothing_left_behind():
        logging.getLogger("some library").warning("strange")
    with nothing_left_behind():
        logging.getLogger("some library").debug("as usual")


def test_what_a_test_deletes_stops_and_ends_is_not_left(qtbot):
    with nothing_left_behind():
        QWidget().deleteLater()
        timer = QTimer()
        timer.start(1_000_000)
        timer.stop()
        thread = threading.Thread(target=int)
        thread.start()
