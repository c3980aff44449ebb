"""Threads for work on files and on a library, one a kind: saving never waits behind reading."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import StrEnum
from typing import Any, NamedTuple


class Lane(StrEnum):
    """A kind of work on files or a team's library; work of one kind is done in the order it was asked for."""

    SAVING = "saving"
    READING = "reading"
    COPIES = "copies"
    EXPORTS = "exports"
    LIBRARY = "library"  # looking and opening, which nobody needs once the window is closed
    PUBLISHING = "publishing"


class _Work(NamedTuple):
    future: "Future[Any]"
    call: Callable[[], Any]


class FileLane:
    """One thread and what it has still to do. The thread ends with the program, even where a file never answers."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._waiting: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._left_behind: set[threading.Thread] = set()  # each ends with the work that it hangs in

    def submit(self, work: Callable[..., Any], *arguments: Any) -> "Future[Any]":  # noqa: ANN401 - whatever the work takes
        """Do work after what was asked for before it."""
        future: Future[Any] = Future()
        self._waiting.put(_Work(future, lambda: work(*arguments)))
        if self._thread is None:
            self._begin()
        return future

    def call_off(self, future: "Future[Any]") -> None:
        """Drop work; where its thread is in the middle of it, leave that thread behind and go on in another."""
        if not future.cancel() and not future.done() and self._thread is not None:
            self._left_behind.add(self._thread)
            self._begin()

    def close(self, patience_s: float) -> bool:
        """Let the thread end after what it has still to do; return whether it did within the time."""
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        self._waiting.put(None)
        thread.join(patience_s)
        return not thread.is_alive()

    def _begin(self) -> None:
        name = f"files: {self._lane}"
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while (work := self._waiting.get()) is not None:
            if work.future.set_running_or_notify_cancel():
                try:
                    work.future.set_result(work.call())
                except BaseException as error:  # noqa: BLE001 - it is the answer, as of any executor
                    work.future.set_exception(error)
            if threading.current_thread() in self._left_behind:
                self._left_behind.discard(threading.current_thread())
                return
