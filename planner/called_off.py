"""Work that whoever asked for it may call off: what takes seconds looks between its steps whether it still matters."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from planner.errors import Cancelled

_asked: ContextVar[Callable[[], bool] | None] = ContextVar("called_off", default=None)


@contextmanager
def may_be_called_off(asked: Callable[[], bool]) -> Iterator[None]:
    """Let what is computed inside end with Cancelled once ``asked`` says so."""
    before = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(before)


def go_on() -> None:
    """Raise Cancelled where what is being computed was called off."""
    asked = _asked.get()
    if asked is not None and asked():
        raise Cancelled("The plan was called off.")
