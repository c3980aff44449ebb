"""What the journeys share: a window as the program opens it, and the two hands that use it."""

import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

sys.path.insert(0, str(Path(__file__).parent))
from hands import Keyboard, Mouse


class Wait:
    """Waits for what comes from the background, as long as a slow machine may take."""

    def __init__(self, qtbot, patience_ms: int) -> None:
        self._qtbot, self._patience_ms = qtbot, patience_ms

    def signal(self, *signals):
        return self._qtbot.waitSignals(list(signals), timeout=self._patience_ms)

    def until(self, holds) -> None:
        self._qtbot.waitUntil(holds, timeout=self._patience_ms)


@pytest.fixture
def opened(dressed, session):
    """The window on its example, planned, in front of the others."""
    window = session.window
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    return session


@pytest.fixture
def wait(qtbot, patience_ms):
    return Wait(qtbot, patience_ms)


@pytest.fixture
def mouse(opened):
    return Mouse(opened.window)


@pytest.fixture
def keyboard(opened):
    return Keyboard(opened.window)


@pytest.fixture
def answer(monkeypatch):
    """Answer the system's own dialog for files with a path: ``answer(path)``. Nothing else is put in its place."""

    def set_answer(path):
        for name in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_arguments, **_words: (str(path), ""))

    return set_answer
