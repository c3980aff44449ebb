"""What the benchmarks of the window share: a real window on the example, and a clock on its thread."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from gui.application import Session, open_session
from gui.background.worker_pool import WorkerPool
from gui.look.theme import ThemeChoice, ThemeController
from gui.settings import Settings
from planner.examples import example_plan
from planner.plan import Plan

PATIENCE_MS = 60_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns of what it cannot do; that says nothing of the window."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


class ThreadWatch:
    """The longest stretch that the window's thread was busy: a heart that should beat each millisecond and cannot."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._last = time.perf_counter()
        self._heart = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._heart.timeout.connect(self._beat)
        self._heart.start()

    def begin(self) -> None:
        """Forget what was before."""
        self.longest_s, self._last = 0.0, time.perf_counter()

    def stop(self) -> None:
        """Beat no more."""
        self._heart.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest_s = max(self.longest_s, now - self._last)
        self._last = now


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[ThreadWatch]:
    """A watch that runs; the test says when it ``begin``s to count."""
    made = ThreadWatch()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def themes(qapp: QApplication) -> ThemeController:
    return ThemeController(qapp, ThemeChoice.LIGHT)


@pytest.fixture
def session(qtbot, themes: ThemeController, tmp_path: Path) -> Iterator[Session]:
    """A real window on the example, shown and planned, with one worker for each core less one."""
    opened = open_session(example_plan("ling-plus"), WorkerPool(), themes, Settings(tmp_path / "settings.ini"), None)
    opened.window.show()
    qtbot.waitUntil(lambda: opened.live.result is not None and not opened.live.busy, timeout=PATIENCE_MS)
    yield opened
    opened.window._closing = True
    opened.window.close()
    opened.close()
    for part in (opened.window, opened.runner, opened.live, opened.document):
        part.deleteLater()
    qtbot.wait(0)


@pytest.fixture(scope="session")
def crowded_plan() -> Plan:
    """Five devices from 64 to 320 nodes each by step 16: 17^5 = 1,419,857 fleets, all but 1 % of which end in time."""
    plan = example_plan("ling-plus")
    groups = tuple(
        replace(group, explore_min_nodes=64, explore_max_nodes=320, explore_step_nodes=16)
        for group in plan.cluster.groups
    )
    return replace(plan, cluster=replace(plan.cluster, groups=groups))
