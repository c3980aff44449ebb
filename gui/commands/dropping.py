"""Files dropped on the window: a plan file is opened; a shape or a table of measured runs is imported."""

from pathlib import Path

from PySide6.QtGui import QDropEvent

from gui.commands.file_commands import FileCommands
from gui.commands.measured_runs import MeasuredRuns
from gui.commands.shape_commands import ShapeCommands
from gui.document.plan_document import SUFFIX

_TABLE = ".csv"
_TAKEN = {SUFFIX, ".json", ".toml", _TABLE}


def dropped_path(event: QDropEvent) -> Path | None:
    """Return the one local file that is dragged if the window takes such files; None for anything else."""
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.suffix in _TAKEN else None


def take_dropped(path: Path, *, files: FileCommands, runs: MeasuredRuns, shapes: ShapeCommands) -> None:
    """Open a plan file; import a config.json, shapes in TOML, or a table of measured runs."""
    if path.suffix == SUFFIX:
        files.open_path(path)
    elif path.suffix == _TABLE:
        runs.import_path(path)
    else:
        shapes.import_path(path)
