"""The application: identity, look, crash reports, worker pool; it makes the window and what the window works with."""

import gc
import signal
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QMessageLogContext, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gui import late
from gui.background.live_planning import LivePlanning
from gui.background.planning_job import JobRunner
from gui.background.planning_tasks import plan_task
from gui.background.worker_pool import Ticket, WorkerPool
from gui.crash import CrashReports
from gui.document.new_plan import new_plan
from gui.document.open_windows import OpenWindows
from gui.document.plan_document import PlanDocument
from gui.document.recovery import Recovery
from gui.look import formats
from gui.look.language import LanguageChoice, LanguageController
from gui.look.planner_words import said
from gui.look.theme import ThemeChoice, ThemeController
from gui.look.words import tr
from gui.settings import (
    CRASH_REPORT_SEEN,
    LANGUAGE,
    THEME,
    TOUR_SEEN,
    Settings,
    kept_catalogues_folder,
    own_catalogue_path,
    state_folder,
)
from gui.widgets.notice_bar import NoticeKind, Offer
from gui.window.main_window import MainWindow
from gui.window.services import Services
from gui.window.window_layout import show_whole
from planner import __version__
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.own_catalogue import read_own
from planner.catalogue.reader import load_catalogue
from planner.errors import UserError
from planner.performance.training.accuracy import load_accuracy
from planner.plan import Plan
from planner.resource_files import resource_path

_SIGNAL_LOOK_MS = 250


def make_qt_application(arguments: list[str]) -> QApplication:
    """Return the one QApplication with the program's identity."""
    QCoreApplication.setApplicationName("Chipfolio")
    QCoreApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("chipfolio")
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(arguments)
    if QLocale().language() is QLocale.Language.C:  # no locale is set: numbers are still easier to read in groups
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    symbol = resource_path("icons", "chipfolio.svg")
    if symbol.is_file():
        app.setWindowIcon(QIcon(str(symbol)))
    return app


def quiet_platform() -> None:
    """Keep the offscreen platform's remark on size hints off standard error; every other message goes there."""

    def say(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if "propagateSizeHints" not in text:
            sys.stderr.write(f"{text}\n")

    qInstallMessageHandler(say)


@dataclass(slots=True)
class Session:
    """One window and everything that has to end with it."""

    window: MainWindow
    runner: JobRunner
    live: LivePlanning
    document: PlanDocument
    recovery: Recovery | None
    windows: OpenWindows | None = None

    def close(self, *, keep_copy: bool = False) -> None:
        """End the workers, wait for file work, let go of the undo stack; remove the recovery copy or ``keep_copy``."""
        keep = keep_copy and self.document.dirty
        if keep and self.recovery is not None:
            self.recovery.write_last()
        self.live.close()
        self.runner.close()
        if self.recovery is not None:
            self.recovery.close(keep=keep)
        if self.windows is not None:
            self.windows.close()
        self.document.close()


def open_session(
    plan: Plan,
    pool: WorkerPool,
    themes: ThemeController,
    settings: Settings,
    recovery_folder: Path | None,
    *,
    languages: LanguageController | None = None,
    own_path: Path | None = None,
    updates_folder: Path | None = None,
    windows_folder: Path | None = None,
    once_painted: bool = False,
    begun: Ticket | None = None,
) -> Session:
    """Return a window on a plan, not shown yet; ``recovery_folder`` None keeps no copies (pictures, tests).

    Without ``languages`` the window speaks English; without ``own_path`` there is no catalogue of the user's own, and
    without ``updates_folder`` no imported one; without ``windows_folder`` it knows no other window. ``once_painted``
    lets what takes long wait until the window is seen; ``begun`` is the planning of ``plan`` that the pool is at.
    """
    document = PlanDocument(plan)
    runner = JobRunner(pool)
    if begun is not None:
        runner.expect(begun, plan_task, plan)
    live = LivePlanning(runner)
    shipped = load_catalogue()
    problems: tuple[str, ...] = ()
    if updates_folder is not None and updates_folder.is_dir():
        shipped, problems = late.newest_kept(updates_folder, shipped)
    own, problem = _own_catalogue(own_path)
    windows = None if windows_folder is None else OpenWindows(document, runner, windows_folder)
    catalogue = shipped.with_entries(own)
    services = Services(
        document=document,
        runner=runner,
        live=live,
        settings=settings,
        themes=themes,
        languages=languages or LanguageController(themes.app, LanguageChoice.ENGLISH),
        catalogue=catalogue,
        shipped=shipped,
        own_path=own_path,
        own=own,
        updates_folder=updates_folder,
        windows=windows,
        calibration=calibration_words(),
        rests_on=_rests_on(catalogue),
        once_painted=once_painted,
    )  # fmt: skip - a list of names
    window = MainWindow(services)
    if problem:
        window.notices.show_notice("own catalogue", said(problem), kind=NoticeKind.ERROR)
    for words in problems:
        window.notices.show_notice("catalogue update", said(words), kind=NoticeKind.ERROR)
    recovery = None
    if recovery_folder is not None:
        recovery = Recovery(document, runner, recovery_folder, partial(_write_copy, live))
        window.file_commands.protect(recovery, recovery_folder, runner)
    return Session(window, runner, live, document, recovery, windows)


def _own_catalogue(path: Path | None) -> tuple[Catalogue, str]:
    """Return the user's own entries, and what is wrong with their file; the program goes on without them then."""
    try:
        return (Catalogue() if path is None else read_own(path)), ""
    except UserError as error:
        return Catalogue(), str(error)


def start(
    arguments: list[str],
    plan: Plan,
    path: Path | None,
    pool: WorkerPool,
    *,
    language: str | None,
    begun: Ticket | None = None,
) -> int:
    """Make the application, and show its window as ``run`` does."""
    app = make_qt_application(arguments)
    return run(app, plan, path, pool, language=LanguageChoice(language) if language else None, begun=begun)


def run(
    app: QApplication,
    plan: Plan,
    path: Path | None,
    pool: WorkerPool,
    *,
    language: LanguageChoice | None = None,
    begun: Ticket | None = None,
) -> int:
    """Show the window and run until it is closed; return the exit code. ``language`` None is the remembered one.

    ``begun`` is the planning of ``plan`` that the pool is already at.
    """
    settings = Settings()
    crashes = CrashReports(state_folder() / "crashes")
    crashes.install()
    themes = ThemeController(app, ThemeChoice(settings.read(THEME)), dressed=False)
    languages = LanguageController(app, language or LanguageChoice(settings.read(LANGUAGE)))
    session = open_session(
        first_plan(plan, path),
        pool,
        themes,
        settings,
        state_folder() / "recovery",
        languages=languages,
        own_path=own_catalogue_path(),
        updates_folder=kept_catalogues_folder(),
        windows_folder=state_folder() / "windows",
        once_painted=True,
        begun=begun,
    )
    themes.dress()
    session.window.layout_of_panels.place()  # what was measured without the stylesheet is not what is seen
    _tell_of_crashes(crashes, session.window, settings)
    if crashes.problem:
        words = tr("Reports of faults cannot be kept: {reason}.", reason=said(crashes.problem))
        session.window.notices.show_notice("crash reports", words, kind=NoticeKind.WARNING)
    show_whole(session.window)
    gc.freeze()  # what stands now stays until the end; only what comes after is looked through
    gc.enable()
    if path is not None:
        session.window.file_commands.open_path(path)
    else:
        session.live.explore_once_planned(session.document.plan)  # its few thousand fleets are what there is to look at
        if not settings.read(TOUR_SEEN):
            show_first_tour(session.window, settings)
    ended = _quit_on_signals(app)
    try:
        return app.exec()
    finally:
        session.close(keep_copy=bool(ended))
        crashes.uninstall()


def first_plan(example: Plan, path: Path | None) -> Plan:
    """Return what the window opens with: the example, or nothing yet where a file of the user's is being read."""
    return example if path is None else new_plan(example, name=path.stem, site=example.site)


def show_first_tour(window: MainWindow, settings: Settings) -> None:
    """Show the tour once in a user's life, when the window stands; Help shows it again."""

    def show() -> None:
        window.help_desk.show_tour().ended.connect(lambda: settings.write(TOUR_SEEN, "yes"))

    QTimer.singleShot(0, window, show)


def _quit_on_signals(app: QApplication) -> list[int]:
    """Let SIGTERM and SIGINT end the program in good order; return the list that the signal is noted in."""
    ended: list[int] = []

    def end(number: int, _frame: object) -> None:
        ended.append(number)
        app.exit()  # not quit(): that would ask about unsaved work, which nobody is there to answer

    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    heart = QTimer(app, interval=_SIGNAL_LOOK_MS)  # Python runs handlers only between its own steps
    heart.timeout.connect(lambda: None)
    heart.start()
    return ended


def calibration_words() -> str:
    """Return the calibration's version and its error on published runs, in words."""
    return tr("calibration {version}", version=late.load_calibration().version)


def _rests_on(catalogue: Catalogue) -> str:
    """Return the catalogue's date, the calibration and its error on runs of sources that its fit had not seen."""
    unseen = next(error for error in load_accuracy() if (error.grouping, error.basis) == ("all", "sources"))
    return tr(
        "catalogue {date} · {calibration} · model error {error} on {runs} published runs",
        date=catalogue.date,
        calibration=calibration_words(),
        error=formats.percent(unseen.mape, 0),
        runs=formats.whole(unseen.runs),
    )


def _write_copy(live: LivePlanning, path: Path, plan: Plan) -> None:
    late.save_plan(path, plan, explored=live.explored_plan, private=True)


def _tell_of_crashes(crashes: CrashReports, window: MainWindow, settings: Settings) -> None:
    def tell(what: str, path: Path) -> None:
        settings.write(CRASH_REPORT_SEEN, path.name)
        text = tr(
            "Something went wrong inside Chipfolio ({what}). The plan is unharmed; a report is kept at {path}.",
            what=what,
            path=path,
        )
        window.notices.show_notice("crash", text, kind=NoticeKind.ERROR)

    crashes.tell = tell
    report = crashes.unseen(settings.read(CRASH_REPORT_SEEN))
    if report is not None:
        settings.write(CRASH_REPORT_SEEN, report.name)
        window.notices.show_notice(
            "crash",
            tr("Chipfolio met a fault the last time it ran. A report is kept at {report}.", report=report),
            Offer(tr("Copy the report"), lambda: QApplication.clipboard().setText(crashes.read(report))),
            kind=NoticeKind.WARNING,
        )
