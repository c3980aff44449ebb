"""What a window works with; made by the application, so that tests can make others."""

from pathlib import Path

from msgspec import Struct

from gui.background.live_planning import LivePlanning
from gui.background.planning_job import JobRunner
from gui.document.open_windows import OpenWindows
from gui.document.plan_document import PlanDocument
from gui.look.language import LanguageController
from gui.look.theme import ThemeController
from gui.settings import Settings
from planner.catalogue.catalogue import Catalogue


class Services(Struct, frozen=True, kw_only=True):
    """What the window works with; made by the application, so that tests can make others.

    ``catalogue`` is the ``shipped`` one (or a newer one kept in ``updates_folder``) with the user's ``own`` entries
    (kept at ``own_path``) over it.
    """

    document: PlanDocument
    runner: JobRunner
    live: LivePlanning
    settings: Settings
    themes: ThemeController
    languages: LanguageController
    catalogue: Catalogue
    shipped: Catalogue
    own_path: Path | None = None
    own: Catalogue = Catalogue()
    updates_folder: Path | None = None
    windows: OpenWindows | None = None  # the other windows of the program; None: nobody asks for them
    calibration: str = ""
    rests_on: str = ""
    once_painted: bool = False  # what takes long and is not needed at once waits for the window to be seen
