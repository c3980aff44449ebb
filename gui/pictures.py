"""The planned and explored window as a picture, without a display."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication

from gui.application import Session, open_session
from gui.background.worker_pool import WorkerPool
from gui.charts.registry import CHARTS
from gui.look.language import LanguageController
from gui.look.theme import ThemeController
from gui.look.words import tr
from gui.settings import Settings
from planner.errors import BugError, UserError
from planner.plan import Plan

LONGEST_WAIT_S: Final = 300
_FRAMES: Final = 6  # layouts settle and charts paint within a few turns of the event loop


def take_picture(
    plan: Plan,
    pool: WorkerPool,
    themes: ThemeController,
    settings: Settings,
    size: tuple[int, int],
    *,
    languages: LanguageController | None = None,
) -> Session:
    """Return a window of a size that is planned and explored; in English where no ``languages`` are given."""
    session = open_session(plan, pool, themes, settings, None, languages=languages)
    session.window.resize(*size)
    if plan.cluster.groups:
        session.live.explore()
    session.window.show()
    _wait_until_settled(session)
    return session


def write_picture(session: Session, path: Path) -> None:
    """Write the window as a PNG, with what is uncertain where that is shown.

    Raises UserError where the file cannot be written.
    """
    uncertainty = session.window.uncertainty
    _wait_for(
        uncertainty.changed, until=lambda: uncertainty.current or not session.window.charts.current().wants_uncertainty
    )
    for _ in range(_FRAMES):
        QCoreApplication.processEvents()
    if not session.window.grab().save(str(path), "PNG"):
        raise UserError(tr("{path} cannot be written; choose another folder.", path=path))


def tab_key(tab: str) -> str:
    """Return the key of a chart as it is named on the command line: ``step-time`` is ``step_time``."""
    return tab.lower().replace("-", "_").replace(" ", "_")


def check_wishes(tab: str, path: Path) -> None:
    """Raise UserError, before any work is done, where there is no such tab or nowhere to write."""
    keys = [spec.key for spec in CHARTS]
    if tab_key(tab) not in keys:
        raise UserError(tr("There is no tab {tab}; choose one of {keys}.", tab=repr(tab), keys=", ".join(keys)))
    if not path.resolve().parent.is_dir():
        raise UserError(
            tr(
                "{path} cannot be written: there is no folder {parent}; make it or choose another.",
                path=path,
                parent=path.parent,
            )
        )


def _wait_until_settled(session: Session) -> None:
    _wait_for(session.live.settled, until=lambda: not session.live.busy)


def _wait_for(signal: SignalInstance, *, until: Callable[[], bool]) -> None:
    """Let the event loop run until something holds, looked at whenever a signal is emitted."""
    if until():
        return
    loop = QEventLoop()
    connection = signal.connect(lambda: loop.quit() if until() else None)
    late = QTimer(singleShot=True, interval=LONGEST_WAIT_S * 1000)
    late.timeout.connect(loop.quit)
    late.start()
    loop.exec()
    QObject.disconnect(connection)
    if not late.isActive():
        raise BugError(f"The plan was not planned and explored within {LONGEST_WAIT_S} s.")
    late.stop()
    QApplication.sendPostedEvents()
