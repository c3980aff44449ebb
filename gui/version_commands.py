"""What the user does with versions: keep this plan, add a file's, take one away."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from gui.document import SUFFIX
from gui.settings import LAST_FOLDER
from gui.words import tr

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def do_with_version(window: "MainWindow", what: str, name: str) -> None:
    """Keep the plan as it is, ask for a file to add, or remove the version of a name."""
    if what == "keep" and window.live.result is not None and not window.live.stale:
        window.versions.keep(window.document.plan, window.live.result)
    elif what == "remove":
        window.versions.remove(name)
    elif what == "add":
        folder = window.services.settings.read(LAST_FOLDER) or str(Path.home())
        kinds = tr("Chipfolio plan (*{suffix})", suffix=SUFFIX)
        chosen, _ = QFileDialog.getOpenFileName(window, tr("Add a plan to compare"), folder, kinds)
        if chosen:
            window.versions.add_file(Path(chosen))
