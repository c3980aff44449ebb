"""What the user does with versions: keep this plan, add a file's, take one away."""

from pathlib import Path

from msgspec import Struct
from PySide6.QtWidgets import QFileDialog, QWidget

from gui.background.live_planning import LivePlanning
from gui.commands.export_commands import titled
from gui.document.plan_document import SUFFIX, PlanDocument
from gui.document.versions import Versions
from gui.look.words import tr
from gui.settings import LAST_FOLDER, Settings, home_folder


class VersionCommands(Struct, frozen=True, kw_only=True, weakref=True):  # Qt refers to the owner of a slot weakly
    """What the chart of versions asks for; ``parent`` is the parent of the question for a file."""

    parent: QWidget
    document: PlanDocument
    live: LivePlanning
    versions: Versions
    settings: Settings

    def do(self, what: str, name: str) -> None:
        """Keep the plan as it is, ask for a file to add, or remove the version of a name."""
        if what == "keep" and self.live.result is not None and not self.live.stale:
            plan = self.document.plan
            self.versions.keep(plan, self.live.result, titled(plan, self.document.path).name)
        elif what == "remove":
            self.versions.remove(name)
        elif what == "add":
            folder = self.settings.read(LAST_FOLDER) or home_folder()
            kinds = tr("Chipfolio plan (*{suffix})", suffix=SUFFIX)
            chosen, _ = QFileDialog.getOpenFileName(self.parent, tr("Add a plan to compare"), folder, kinds)
            if chosen:
                self.versions.add_file(Path(chosen))
