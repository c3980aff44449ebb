"""Tasks run here or on any executor: answers as they arrive, progress, and a question between them whether to go on."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeVar

from planner.errors import Cancelled

IN_FLIGHT = 64  # submitted at once: enough for a cluster, and few enough that their answers never fill the memory
_POLL_S = 0.05  # Cancel is heard within two polls

Answer_co = TypeVar("Answer_co", covariant=True)
Progress = Callable[[int, int], None]


class WatchedExecutor(Executor):
    """An executor that may be lost while it works: on other machines, over a network."""

    @abstractmethod
    def require_alive(self) -> None:
        """Raise UserError where nothing can be expected of it any more."""

    @abstractmethod
    def explained(self, error: BaseException) -> BaseException:
        """Return a task's error as the executor's own fault where it is; else as it is."""


class Task(Protocol[Answer_co]):
    """A piece of work without arguments; a frozen value, so that it can be sent to another process."""

    def __call__(self) -> Answer_co:
        """Do it."""


@dataclass(slots=True)
class Work:
    """Runs tasks here (no executor) or on an executor; counts what is done of all that is expected.

    ``on_progress`` hears (done, expected) after each task; ``cancelled`` is asked at least every 50 ms.
    """

    executor: Executor | None = None
    on_progress: Progress | None = None
    cancelled: Callable[[], bool] | None = None
    done: int = 0
    expected: int = 0

    def all(self, tasks: Sequence[Task[Answer_co]]) -> list[Answer_co]:
        """Return the answers in the order of the tasks; raises Cancelled, and whatever a task raises."""
        answers = dict(self.each(tasks))
        return [answers[i] for i in range(len(tasks))]

    def each(self, tasks: Sequence[Task[Answer_co]]) -> Iterator[tuple[int, Answer_co]]:
        """Yield (position, answer) as they arrive, in any order; raises as ``all`` does."""
        if self.executor is None:
            for position, task in enumerate(tasks):
                self._ask()
                answer = task()
                self._advance()
                yield position, answer
            return
        yield from self._on_executor(self.executor, tasks)

    def _on_executor(self, executor: Executor, tasks: Sequence[Task[Answer_co]]) -> Iterator[tuple[int, Answer_co]]:
        left = iter(enumerate(tasks))
        running: dict[Future[Answer_co], int] = {}
        try:
            while True:
                for position, task in islice(left, IN_FLIGHT - len(running)):
                    running[executor.submit(task)] = position
                if not running:
                    return
                self._ask()
                if isinstance(executor, WatchedExecutor):
                    executor.require_alive()
                for future in wait(running, timeout=_POLL_S, return_when=FIRST_COMPLETED).done:
                    position = running.pop(future)
                    answer = _answer_of(future, executor)  # a failure ends the exploration at once
                    self._advance()
                    yield position, answer
        finally:
            for future in running:
                future.cancel()

    def _ask(self) -> None:
        if self.cancelled is not None and self.cancelled():
            raise Cancelled("The exploration was cancelled.")

    def _advance(self) -> None:
        self.done += 1
        if self.on_progress is not None:
            self.on_progress(self.done, self.expected)


def _answer_of(future: Future[Answer_co], executor: Executor) -> Answer_co:
    try:
        return future.result()
    except BaseException as error:
        if isinstance(executor, WatchedExecutor) and (explained := executor.explained(error)) is not error:
            raise explained from error
        raise
