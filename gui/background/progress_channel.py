"""What workers say on their way, read off the window's thread: half a message holds up nothing but its reader."""

import contextlib
import threading
from collections import deque
from multiprocessing.context import SpawnContext
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Lock

MOST_WAIT_S: Final = 0.05  # for another worker's message to be through; what has to wait longer is left unsaid


class Progress(NamedTuple):
    """How far one ticket is, and what it has found so far where it tells."""

    ticket: int
    done: int
    total: int
    found: Any = None


class ProgressSender(NamedTuple):
    """The workers' end, shared by all of them."""

    pipe: "Connection[Any, Any]"
    turn: "Lock"

    def put(self, said: Progress) -> None:
        """Send a message; leave it unsaid where a worker before it was stopped or ended in the middle of its own."""
        if self.turn.acquire(timeout=MOST_WAIT_S):
            try:
                self.pipe.send(said)
            finally:
                self.turn.release()


class ProgressChannel:
    """The window's end: a thread of its own takes the messages off the pipe as they come, whole ones only."""

    def __init__(self, context: SpawnContext) -> None:
        self._pipe, writer = context.Pipe(duplex=False)
        self.sender = ProgressSender(writer, context.Lock())
        self._heard: deque[Progress] = deque()
        self._receiving = False
        threading.Thread(target=self._listen, name="progress", daemon=True).start()

    def heard(self) -> list[Progress]:
        """Return what was said since the last call; never waits."""
        return [self._heard.popleft() for _ in range(len(self._heard))]

    @property
    def hearing(self) -> bool:
        """Whether a message is on its way: what was sent before an answer may still be on its way after it."""
        try:
            return self._receiving or self._pipe.poll()
        except OSError:  # the listener has ended
            return False

    def close(self) -> None:
        """Let the listener end, once the workers are gone too."""
        self.sender.pipe.close()

    def _listen(self) -> None:
        # A worker that was ended may have left half a message behind: whatever cannot be read is the pipe's end.
        with contextlib.suppress(Exception):
            while self._pipe.poll(None):
                self._receiving = True
                self._heard.append(self._pipe.recv())
                self._receiving = False
        self._receiving = False
        self._pipe.close()
