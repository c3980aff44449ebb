"""Plans and versions of a plan that are kept to be compared with the one in the window."""

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from gui.background.file_lanes import Lane
from gui.background.planning_job import JobRunner
from gui.background.planning_tasks import plan_task
from gui.document.plan_files import read_plan
from gui.look.words import tr

if TYPE_CHECKING:
    from planner.plan import Plan
    from planner.plan_result import PlanResult
    from planner.planfile.store import StoredPlan

MOST: Final = 6  # more columns than that nobody compares
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Version(Struct, frozen=True, kw_only=True):
    """One plan with its figures, under a name that no other version has."""

    name: str
    plan: "Plan"
    result: "PlanResult"


class Versions(QObject):
    """The versions kept while the window is open, oldest first."""

    changed = Signal()
    failed = Signal(Exception)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.kept: tuple[Version, ...] = ()

    def keep(self, plan: "Plan", result: "PlanResult", title: str = "") -> None:
        """Keep a plan as it is now, under its name or a ``title``."""
        taken = {version.name.partition(":")[0] for version in self.kept}
        letter = next(letter for letter in self._letters() if letter not in taken)
        self._add(Version(name=f"{letter}: {title or plan.name}", plan=plan, result=result))

    def add_file(self, path: Path) -> None:
        """Read a plan file and plan it, both in the background."""
        job = self._runner.run_in_thread(Lane.READING, read_plan, path)
        job.succeeded.connect(lambda stored: self._plan(path, stored))
        job.failed.connect(self.failed)

    def remove(self, name: str) -> None:
        """Forget one version."""
        self.kept = tuple(version for version in self.kept if version.name != name)
        self.changed.emit()

    def _plan(self, path: Path, stored: "StoredPlan") -> None:
        job = self._runner.run(plan_task, stored.plan)
        job.succeeded.connect(
            lambda result: self._add(Version(name=self._free(path.stem), plan=stored.plan, result=result))
        )
        job.failed.connect(self.failed)

    def _add(self, version: Version) -> None:
        self.kept = (*self.kept, version)[-MOST:]
        self.changed.emit()

    def _free(self, name: str) -> str:
        taken = {version.name for version in self.kept}
        names = (name if number == 1 else tr("{name} ({number})", name=name, number=number) for number in count(1))
        return next(one for one in names if one not in taken)

    @staticmethod
    def _letters() -> "list[str]":
        return [*_LETTERS, *(one + two for one in _LETTERS for two in _LETTERS)]
