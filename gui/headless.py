"""The program without a window: a picture of the planned window, and the summary as PDF."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from gui import late
from gui.application import make_qt_application, quiet_platform
from gui.background.worker_pool import WorkerPool
from gui.look.language import LanguageChoice, LanguageController
from gui.look.theme import ThemeChoice, ThemeController
from gui.pictures import check_wishes, tab_key, take_picture, write_picture
from gui.report.pdf import write_pdf
from gui.settings import Settings
from planner.plan import Plan


def export_picture(
    plan: Plan, path: Path, pool: WorkerPool, *, tab: str, size: tuple[int, int], theme: str, language: str
) -> None:
    """Write the planned and explored window as a PNG; UserError where there is no such tab, or nowhere to write."""
    check_wishes(tab, path)
    quiet_platform()
    app = make_qt_application(sys.argv[:1])
    themes = ThemeController(app, ThemeChoice(theme))
    languages = LanguageController(app, LanguageChoice(language))
    with TemporaryDirectory() as folder:  # the user's own settings neither shape the picture nor are touched
        settings = Settings(Path(folder) / "settings.ini")
        session = take_picture(plan, pool, themes, settings, size, languages=languages)
        try:
            session.window.charts.select(tab_key(tab))
            write_picture(session, path)
        finally:
            session.close()


def export_pdf(plan: Plan, path: Path, *, language: str) -> None:
    """Plan, explore and write the summary; raises UserError where the file cannot be written."""
    quiet_platform()
    app = make_qt_application(sys.argv[:1])
    ThemeController(app, ThemeChoice.LIGHT)
    LanguageController(app, LanguageChoice(language))
    result = late.plan_results(plan)
    exploration = late.explore(plan) if plan.cluster.groups else None
    write_pdf(path, plan, result, exploration, late.losses_halfway(plan, result))
