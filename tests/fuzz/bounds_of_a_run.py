"""How long one mutation may take, and by how much all of them together may make the program grow."""

import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

MOST_S: Final = 2.0  # of the processor: whatever else a machine does takes none of it
MOST_WAIT_S: Final = 20.0  # by the clock, for what waits and computes nothing
MOST_GROWTH_BYTES: Final = 500 << 20
_RSS_UNIT_BYTES: Final = 1 if sys.platform == "darwin" else 1024


class TooLong(BaseException):
    """Not an Exception: no net under the work catches it."""


@contextmanager
def bounded_time(seconds: float = MOST_S, wait_s: float = MOST_WAIT_S) -> Iterator[None]:
    """Break off what computes, or waits, for longer."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooLong(f"took more than {seconds:g} seconds of the processor, or {wait_s:g} of the clock")

    timers = {signal.ITIMER_PROF: (signal.SIGPROF, seconds), signal.ITIMER_REAL: (signal.SIGALRM, wait_s)}
    before = {number: signal.signal(number, ring) for number, _ in timers.values()}
    for timer, (_, most_s) in timers.items():
        signal.setitimer(timer, most_s)
    try:
        yield
    finally:
        for timer in timers:
            signal.setitimer(timer, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def within_bounds(work: Callable[[], str]) -> str:
    """Return what work returns; what took too long is done once more, for a machine may have stood still meanwhile."""
    try:
        with bounded_time():
            return work()
    except TooLong:
        with bounded_time():
            return work()


def most_memory_bytes() -> int:
    """Return the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT_BYTES
