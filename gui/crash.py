"""Faults of ours: kept as a report, said without a dialog, offered again at the next start."""

import faulthandler
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Final

import PySide6

from planner import __version__
from planner.sentences import sentence

REPORTS_KEPT: Final = 10
_NATIVE_LOG: Final = "native-fault.txt"


class CrashReports:
    """Writes a report for every exception that nothing caught, and keeps a log open for native crashes."""

    def __init__(self, folder: Path, tell: Callable[[str, Path], None] | None = None) -> None:
        self._folder = folder
        self.tell = tell
        self._native: IO[str] | None = None
        self.problem = ""

    def install(self) -> None:
        """Catch what nobody else does: in the window's thread, in others, and in native code.

        Where no report can be kept, ``problem`` says why, and faults are only said.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._keep_native_fault()
            self._native = (self._folder / _NATIVE_LOG).open("w", encoding="utf-8")
            faulthandler.enable(self._native)
        except OSError as error:
            self.problem = sentence("{}: {}", self._folder, error.strerror or type(error).__name__)
        sys.excepthook = self.on_exception
        threading.excepthook = lambda caught: self.on_exception(
            caught.exc_type, caught.exc_value or caught.exc_type(), caught.exc_traceback
        )

    def uninstall(self) -> None:
        """Put the hooks of Python back (the program ends in good order)."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        faulthandler.disable()
        if self._native is not None:
            self._native.close()
            self._native = None
            (self._folder / _NATIVE_LOG).unlink(missing_ok=True)

    def on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Write a report and say so; a keyboard interrupt ends the program as usual."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        try:
            path = self.write(text)
        except OSError:  # the fault is still said
            path = self._folder
        sys.stderr.write(f"{text}Report kept at {path}\n")
        if self.tell is not None:
            self.tell(f"{kind.__name__}: {error}", path)

    def write(self, text: str) -> Path:
        """Write one report with the versions beside it; return where."""
        self._folder.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        path = self._folder / f"crash-{stamp}.txt"
        path.write_text(f"{_versions()}\n\n{text}", encoding="utf-8")
        for old in self.reports()[:-REPORTS_KEPT]:
            old.unlink(missing_ok=True)
        return path

    def read(self, report: Path) -> str:
        """Return a report's text, empty where it is gone."""
        try:
            return report.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def reports(self) -> list[Path]:
        """Return the reports kept, oldest first."""
        return sorted(self._folder.glob("crash-*.txt"))

    def unseen(self, last_seen: str) -> Path | None:
        """Return the newest report where the user has not been shown it yet."""
        reports = self.reports()
        return reports[-1] if reports and reports[-1].name > last_seen else None

    def _keep_native_fault(self) -> None:
        """Turn what a native crash of the last run left behind into a report."""
        log = self._folder / _NATIVE_LOG
        if log.is_file() and log.stat().st_size:
            self.write(log.read_text(encoding="utf-8", errors="replace"))


def _versions() -> str:
    versions = f"chipfolio {__version__} · Python {platform.python_version()} · PySide6 {PySide6.__version__}"
    return f"{versions} · {platform.platform()}"
