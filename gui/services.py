"""What a window works with; made by the application, so that tests can make others."""

from dataclasses import dataclass
from pathlib import Path

from gui.document import PlanDocument
from gui.language import LanguageController
from gui.live_planning import LivePlanning
from gui.planning_job import JobRunner
from gui.settings import Settings
from gui.theme import ThemeController
from planner.catalogue.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the window works with; made by the application, so that tests can make others.

    ``catalogue`` is the ``shipped`` one with the user's own entries (kept at ``own_path``) over it.
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
    calibration: str = ""
    rests_on: str = ""
