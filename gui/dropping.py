"""Files dropped on the window: a plan file is opened, a config.json or a table of measured runs imported."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDropEvent

from gui.document import SUFFIX

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_TABLE = ".csv"
_TAKEN = {SUFFIX, ".json", _TABLE}


def dropped_path(event: QDropEvent) -> Path | None:
    """Return the one local file that is dragged if the window takes such files; None for anything else."""
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.suffix in _TAKEN else None


def take_dropped(window: "MainWindow", path: Path) -> None:
    """Open a plan file; import a config.json, or a table of measured runs."""
    if path.suffix == SUFFIX:
        window.file_commands.open_path(path)
    elif path.suffix == _TABLE:
        window.measured_runs.import_path(path)
    else:
        window.plan_commands.import_config_path(path)
