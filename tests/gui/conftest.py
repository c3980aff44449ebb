"""What the window's tests share: one worker pool, a window on the example, and a look at what a test leaves behind."""

import os
import sys
import tempfile
from collections.abc import Iterator
from functools import partialmethod
from pathlib import Path

import pytest
from PySide6.QtCore import QDeadlineTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.application import Session, open_session
from gui.background.worker_pool import WorkerPool
from gui.document.default_offers import DefaultOffers
from gui.look.theme import ThemeChoice, ThemeController
from gui.settings import Settings
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.reader import load_catalogue
from planner.examples import example_plan
from planner.plan import Plan
from planner.resource_files import resource_path

sys.path.insert(0, str(Path(__file__).parent))
from leftovers import nothing_left_behind
from remembered_layouts import remember_layouts
from remembering_pool import RememberingPool

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <match target="font">
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
"""


def _show_shipped_fonts_only() -> None:
    """Let no font, hinting or scale of the machine into the window: it looks the same wherever it is tested."""
    folder = Path(tempfile.gettempdir()) / f"chipfolio-test-fonts-{os.getuid() if hasattr(os, 'getuid') else 0}"
    folder.mkdir(exist_ok=True)
    fonts, written = folder / "fonts.conf", folder / f"fonts-{os.getpid()}.conf"
    written.write_text(_FONTS.format(fonts=resource_path("fonts"), cache=folder / "cache"), encoding="utf-8")
    written.replace(fonts)  # several test processes start at once
    os.environ["FONTCONFIG_FILE"] = str(fonts)
    for name in ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI", "QT_AUTO_SCREEN_SCALE_FACTOR"):
        os.environ.pop(name, None)
    if "TEST_SCALE" in os.environ:  # a test asks for another scale than the machine's
        os.environ["QT_SCALE_FACTOR"] = os.environ["TEST_SCALE"]


_show_shipped_fonts_only()  # before there is an application

PATIENCE_MS = 120_000  # a slow machine may take its time; no test waits for this long on purpose


class PatientBot(QtBot):
    """Waits as long for a window or a timer as for what a worker computes."""

    waitUntil = partialmethod(QtBot.waitUntil, timeout=PATIENCE_MS)  # noqa: N815 - pytest-qt's name
    waitSignal = partialmethod(QtBot.waitSignal, timeout=PATIENCE_MS)  # noqa: N815 - pytest-qt's name
    waitSignals = partialmethod(QtBot.waitSignals, timeout=PATIENCE_MS)  # noqa: N815 - pytest-qt's name


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture(scope="session")
def pool(layouts_searched_once: Path) -> Iterator[WorkerPool]:
    """Workers kept over all tests: starting one takes a second."""

    class Knowing(WorkerPool):
        """Its workers, those that take the place of dead ones too, know what is searched."""

        def _start(self) -> None:
            super()._start()
            self.submit(remember_layouts, layouts_searched_once)

    workers = Knowing(1)
    yield workers
    workers.close()


@pytest.fixture(scope="session", autouse=True)
def offers_found_once() -> Iterator[None]:
    """Let no catalogue look for the default offers that another has found, half of what filling one takes."""
    found = DefaultOffers()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("gui.panels.catalogue.catalogue_rows.DefaultOffers", lambda: found)
        yield


@pytest.fixture(scope="session")
def themes(qapp: QApplication) -> ThemeController:
    """The light look without its stylesheet, which is half of what making a window takes."""
    return ThemeController(qapp, ThemeChoice.LIGHT, dressed=False)


@pytest.fixture
def dressed(qapp: QApplication, themes: ThemeController) -> Iterator[None]:
    """The look with its stylesheet, for what is measured and looked at."""
    themes.dress()
    yield
    themes._dressed = False
    qapp.setStyleSheet("")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.ini")


@pytest.fixture(scope="session")
def ling_plus() -> Plan:
    return example_plan("ling-plus")


@pytest.fixture(scope="session")
def catalogue(ling_plus: Plan) -> Catalogue:
    return load_catalogue().with_entries(ling_plus.catalogue)


@pytest.fixture(scope="session")
def lent_pool(pool: WorkerPool, whole_run: Path) -> WorkerPool:
    """The pool as windows get it: closing one of them ends no worker, and no plan is planned twice."""
    return RememberingPool(pool, whole_run / "planned")


@pytest.fixture
def session(  # noqa: PLR0917 - fixtures
    request: pytest.FixtureRequest,
    qtbot,
    ling_plus: Plan,
    lent_pool: WorkerPool,
    themes: ThemeController,
    settings: Settings,
    nothing_left: None,
) -> Iterator[Session]:
    """A shown window on the Ling-Plus example, planned.

    A test that asks for ``kept_session`` too works in the window of its module, and its edits are undone after it:
    for all that a window does besides editing the plan, tests have one of their own.
    """
    if "kept_session" in request.fixturenames:
        kept: Session = request.getfixturevalue("kept_session")
        yield kept
        undo_all(kept, qtbot)
        return
    opened = open_session(ling_plus, lent_pool, themes, settings, None)
    opened.window.show()
    qtbot.waitUntil(lambda: opened.live.result is not None and not opened.live.busy, timeout=PATIENCE_MS)
    yield opened
    close_session(opened, qtbot)


@pytest.fixture(scope="module")
def kept_session(
    ling_plus: Plan, lent_pool: WorkerPool, themes: ThemeController, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """A shown window, planned, for all tests of a module that leave it as it was: opening one takes half a second."""
    settings = Settings(tmp_path_factory.mktemp("kept") / "settings.ini")
    opened = open_session(ling_plus, lent_pool, themes, settings, None)
    opened.window.show()
    patience = QDeadlineTimer(PATIENCE_MS)
    while opened.live.result is None or opened.live.busy:
        assert not patience.hasExpired()
        QTest.qWait(5)
    yield opened
    end_session(opened)
    QTest.qWait(0)


def undo_all(kept: Session, qtbot) -> None:
    """Take every edit back, and wait until nothing is computed any more."""
    while kept.document.undo_stack.canUndo():
        kept.document.undo_stack.undo()
    kept.document.undo_stack.clear()
    qtbot.waitUntil(lambda: not kept.live.busy and kept.runner.is_idle, timeout=PATIENCE_MS)


def close_session(opened: Session, qtbot) -> None:
    end_session(opened)
    qtbot.wait(0)


def end_session(opened: Session) -> None:
    opened.window._closing = True
    opened.window.close()
    opened.close()
    opened.window.deleteLater()
    opened.runner.deleteLater()
    opened.live.deleteLater()
    opened.document.deleteLater()


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that leaves a window, a running timer or a thread behind, or a warning in the log."""
    kept = [request.getfixturevalue("kept_session").runner] if "kept_session" in request.fixturenames else []
    with nothing_left_behind(*kept):
        yield
        request.node.funcargs.clear()  # what a test was given lives no longer than the test


@pytest.fixture
def patience_ms() -> int:
    return PATIENCE_MS
