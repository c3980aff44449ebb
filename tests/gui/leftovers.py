"""What a test of the window may not leave behind: windows, running timers, threads, records in the log."""

import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMenu

from gui.widgets.form_button import Form

# Threads of the workers that all tests share: of the executor, of its queue, and the one that hears progress.
_KEPT_THREADS = ("_ExecutorManagerThread", "QueueFeederThread", "progress")
_MOST_TURNS = 32
_LONGEST_WORK_S = 120.0  # a thread may end what it does; none takes this long


class _Records(logging.Handler):
    """Keeps what was logged at warning or above, whichever logger said it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(f"{record.name}: {record.getMessage()}")


@contextmanager
def nothing_left_behind(*standing: QObject) -> Iterator[None]:
    """Raise AssertionError, and say what it is, where the body leaves something that lives or speaks in the log.

    What the body has told Qt to delete later is deleted before the look. What is ``standing`` outlives the body, and
    its timers may run.
    """
    objects, threads, records = _living(), set(threading.enumerate()), _Records()
    logging.getLogger().addHandler(records)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(records)
    _delete_what_waits()
    new = _living() - objects
    for _turn in range(_MOST_TURNS):
        if not any(isinstance(one, QTimer) and one.isSingleShot() and one.interval() == 0 for one in new):
            break  # else work in turns of the event loop, which ends by itself
        QApplication.processEvents()
        new = _living() - objects
    if new:
        new.clear()
        gc.collect()  # what only a circle of references still holds is not left behind
        _delete_what_waits()
        new = _living() - objects
    left = [
        f"{type(one).__name__} {one.objectName()!r} of {one.parent()!r}" for one in new if one.parent() not in standing
    ]
    left += [f"thread {one.name!r}" for one in threading.enumerate() if one not in threads and _stays(one)]
    left += [f"log record {said!r}" for said in records.found]
    assert not left, f"left behind: {', '.join(left)}"


def _living() -> set[QObject]:
    """Return all windows, shown or not, and all timers that run.

    Without closed menus, of which each plot of pyqtgraph keeps some, without closed forms, which their buttons keep
    for the next time, and without the timers of ``QTimer.singleShot``, which nobody owns and which end by themselves.
    """
    there = shiboken6.getAllValidWrappers()
    kinds = {
        kind for kind in set(map(type, there)) if issubclass(kind, QTimer)
    }  # asked once a class, not once an object
    timers = [one for one in there if type(one) in kinds and one.isActive()]
    owned = [one for one in timers if one.parent() is not None or not one.isSingleShot()]
    windows = [one for one in QApplication.topLevelWidgets() if one.isVisible() or not _is_kept(one)]
    return {*windows, *owned}


def _is_kept(closed: QObject) -> bool:
    """Whether a closed window is a menu or a form, or belongs to one, as the list of a choice does."""
    owner: QObject | None = closed
    while owner is not None and not isinstance(owner, QMenu | Form):
        owner = owner.parent()
    return owner is not None


def _delete_what_waits() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


def _stays(thread: threading.Thread) -> bool:
    if type(thread).__name__ in _KEPT_THREADS or thread.name in _KEPT_THREADS:
        return False
    thread.join(_LONGEST_WORK_S)  # what is in the middle of its work ends with it
    return thread.is_alive()
