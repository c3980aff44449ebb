"""An existing Dask cluster as an executor of explorations, watched for the day that it answers no more."""

import asyncio
import contextlib
import importlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Any, Final

from planner.errors import ClusterError, UserError
from planner.exploration.work import WatchedExecutor
from planner.sentences import sentence

CONNECT_S: Final = 8.0  # for the first answer
SILENCE_S: Final = 8.0  # of a scheduler that answered before, and of a cluster without workers
_LOOK_EVERY_S: Final = 1.0
_ANSWER_S: Final = 2.0  # for one answer to a look
_GOODBYE_S: Final = 1.0
_LOST: Final = ("KilledWorker", "CommClosedError", "FutureCancelledError", "ClosedClientError")


class ClusterExecutor(WatchedExecutor):
    """Tasks on a cluster; a thread of its own asks the scheduler every second whether it and workers are there."""

    def __init__(self, client: Any, address: str) -> None:  # noqa: ANN401 - the package is loaded late, without types
        self._client, self._address = client, address
        self._inner = client.get_executor()
        self._ended = threading.Event()
        self._heard_s = self._manned_s = time.monotonic()
        self._seen = 0.0  # the newest sign of life of any worker, by the scheduler's clock
        threading.Thread(target=self._watch, name="dask cluster", daemon=True).start()

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":  # noqa: ANN401 - as in concurrent.futures
        """Send a task to the cluster."""
        try:
            submitted: Future[Any] = self._inner.submit(task, *arguments, **named)
        except Exception as error:
            raise self.explained(error) from error
        return submitted

    def require_alive(self) -> None:
        """Raise UserError where the scheduler or its last worker has been gone for eight seconds."""
        now_s = time.monotonic()
        if now_s - self._heard_s > SILENCE_S:
            raise ClusterError(
                sentence(
                    "The scheduler {} does not answer any more; see whether it runs, or explore on this machine.",
                    self._address,
                )
            )
        if now_s - self._manned_s > SILENCE_S:
            raise ClusterError(
                sentence(
                    "The scheduler {} has no workers that answer; start some, or explore on this machine.",
                    self._address,
                )
            )

    def explained(self, error: BaseException) -> BaseException:
        """Return what went wrong with a task as the cluster's fault where it is; else as it is."""
        if isinstance(error, CancelledError | asyncio.CancelledError) or type(error).__name__ in _LOST:
            return ClusterError(
                sentence(
                    "The cluster of {} lost a part of the exploration ({}); see whether its scheduler and its "
                    "workers run, then try again.",
                    self._address,
                    type(error).__name__,
                )
            )
        return error

    def end(self) -> None:
        """Ask no more."""
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK_EVERY_S):
            with contextlib.suppress(Exception):  # whatever it is, it is no answer
                there = self._ask()
                now_s = self._heard_s = time.monotonic()
                # A worker that is frozen stays on the list; only its last sign of life tells.
                seen = max((worker["last_seen"] for worker in there["workers"].values()), default=self._seen)
                if seen != self._seen:
                    self._seen, self._manned_s = seen, now_s

    def _ask(self) -> dict[str, Any]:
        looking = asyncio.wait_for(self._client.scheduler.identity(), _ANSWER_S)
        loop = self._client.loop.asyncio_loop
        answer: dict[str, Any] = asyncio.run_coroutine_threadsafe(looking, loop).result(_ANSWER_S)
        return answer


@contextmanager
def dask_executor(address: str) -> Iterator[ClusterExecutor]:
    """Give an executor on the scheduler at an address; the connection ends with the context.

    Raises UserError where the package is missing, the address cannot be used or the scheduler does not answer within
    eight seconds; so does the executor where scheduler or workers are lost.
    """
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        raise UserError(
            "A Dask scheduler needs the package 'distributed', which is not installed; install it with "
            "'pip install chipfolio[cluster]', or explore on this machine."
        ) from error
    _hush()
    client = _connected(distributed, address)
    executor = ClusterExecutor(client, address)
    try:
        yield executor
    finally:
        executor.end()
        # Of a scheduler that is gone no goodbye is ever answered.
        _within(_GOODBYE_S, lambda: client.close(timeout=_GOODBYE_S))


def _connected(distributed: Any, address: str) -> Any:  # noqa: ANN401 - the package has no types
    answered = _within(CONNECT_S, lambda: distributed.Client(address, timeout=f"{CONNECT_S - 1}s"))
    if not answered:
        raise ClusterError(
            sentence(
                "The scheduler {} does not answer (nothing came in {:g} seconds); check its address.",
                address,
                CONNECT_S,
            )
        )
    outcome = answered[0]
    if not isinstance(outcome, BaseException):
        return outcome
    reason = " ".join(str(outcome).split())[:200].rstrip(".") or type(outcome).__name__
    if isinstance(outcome, OSError):
        raise ClusterError(
            sentence("The scheduler {} does not answer ({}); check its address.", address, reason)
        ) from outcome
    raise ClusterError(
        sentence(
            "The address {} cannot be used ({}); give one such as tcp://host:8786, or set up what it needs for Dask.",
            address,
            reason,
        )
    ) from outcome


def _hush() -> None:
    """Keep the package's own reports of lost connections off standard error: one sentence says it."""
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _within(patience_s: float, work: Callable[[], Any]) -> list[Any]:
    """Return what work returns or raises, as the one entry of a list; an empty list where it takes longer."""
    answered: list[Any] = []

    def run() -> None:
        try:
            answered.append(work())
        except BaseException as error:  # noqa: BLE001 - it is the answer
            answered.append(error)

    thread = threading.Thread(target=run, name="dask connection", daemon=True)
    thread.start()
    thread.join(patience_s)
    return answered
