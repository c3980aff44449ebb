"""The shared workers, with a memory: what one window has had planned, the next one need not wait for."""

import os
import pickle
from concurrent.futures import Future
from hashlib import sha256
from pathlib import Path

from gui.background.planning_tasks import explore_task, loss_task, losses_task, plan_task, uncertainty_task
from gui.background.worker_pool import Task, Ticket, WorkerPool

# Pure functions of their arguments; a worker of its own computes each once. Of exploring, what is said on the way is
# not remembered: tests of it explore what no other explores, or with a task of their own.
_REMEMBERED = (plan_task, explore_task, uncertainty_task, loss_task, losses_task)


class RememberingPool(WorkerPool):
    """A pool that outlives the windows it is lent to; ``memory`` is a folder that several test processes share."""

    def __init__(self, pool: WorkerPool, memory: Path) -> None:
        self._pool, self._memory = pool, memory
        memory.mkdir(exist_ok=True)

    def __getattribute__(self, name: str):
        own = {"_pool", "_memory", "submit", "close", "_known", "_remember"}
        return object.__getattribute__(self, name) if name in own else getattr(self._pool, name)

    def submit(self, task: Task, *arguments: object) -> Ticket:
        """Start a task in a worker, or answer at once what a worker has answered before."""
        if task not in _REMEMBERED:
            return self._pool.submit(task, *arguments)
        asked = pickle.dumps((task.__name__, arguments))
        place = self._memory / sha256(asked).hexdigest()
        if place.exists():
            return self._known(place)
        ticket = self._pool.submit(task, *arguments)
        ticket.future.add_done_callback(lambda future: self._remember(place, future))
        return ticket

    def close(self) -> None:
        """Do nothing: the next test works with the same workers."""

    def _known(self, place: Path) -> Ticket:
        answered: Future[object] = Future()
        answered.set_result(pickle.loads(place.read_bytes()))  # noqa: S301 - written by this run of the tests
        self._pool._number += 1
        return Ticket(self._pool._number, answered)

    def _remember(self, place: Path, future: "Future[object]") -> None:
        if future.cancelled() or future.exception() is not None or future.result() is None:  # none: called off
            return
        written = place.with_suffix(f".{os.getpid()}")
        written.write_bytes(pickle.dumps(future.result()))
        written.replace(place)
