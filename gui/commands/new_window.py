"""Another window: a program of its own, so that neither plan can take the other down."""

import sys

from PySide6.QtCore import QProcess


def new_window_command() -> tuple[str, list[str]]:
    """Return what starts the program once more: the bundle itself, or Python with the package."""
    return (sys.executable, []) if getattr(sys, "frozen", False) else (sys.executable, ["-m", "gui"])


def open_new_window() -> bool:
    """Start the program once more; return whether the system did."""
    program, arguments = new_window_command()
    started: bool = QProcess.startDetached(program, arguments)[0]
    return started
