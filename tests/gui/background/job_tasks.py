"""Tasks that the worker processes run in tests."""

import os
import signal
import struct
import time

from planner.errors import UserError


def double(watch, number):
    return number * 2


def count_to(watch, total):
    for done in range(1, total + 1):
        watch.advance(done, total)
        time.sleep(0.04)
    return total


def until_cancelled(watch):
    watch.advance(0, 1)
    while not watch.cancelled():
        time.sleep(0.005)
    return "heard"


def deaf(watch, seconds):
    watch.advance(0, 1)
    time.sleep(seconds)
    return "late"


def refuse(watch):
    raise UserError("Nothing fits; add memory.")


def die(watch):
    os.kill(os.getpid(), signal.SIGKILL)


def who(watch):
    return os.getpid()


def half_a_message(watch, way):
    """End, or stop, in the middle of a large message, as a worker that is killed while it tells of a frontier."""
    watch.advance(0, 1)
    pipe, turn = watch._progress
    turn.acquire()
    os.write(pipe.fileno(), struct.pack("!i", 1_000_000) + bytes(1000))
    os.kill(os.getpid(), getattr(signal, way))


def half_an_answer(watch):
    """Be killed while an answer is on its way to the executor, which waits for the rest of it."""
    import gc  # noqa: PLC0415 - only here
    from concurrent.futures import process  # noqa: PLC0415 - only here

    del process
    watch.advance(0, 1)
    queues = [one for one in gc.get_objects() if type(one).__name__ == "SimpleQueue" and hasattr(one, "_writer")]
    os.write(queues[0]._writer.fileno(), struct.pack("!i", 1_000_000) + bytes(1000))
    os.kill(os.getpid(), signal.SIGKILL)


def tell_much(watch, megabytes):
    watch._reported_s = -1.0
    watch.tell(bytes(megabytes << 20))
    return megabytes
