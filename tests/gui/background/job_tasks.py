"""Tasks that the worker processes run in tests."""

import os
import signal
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
    while not watch.cancelled():
        time.sleep(0.005)
    return "heard"


def deaf(watch, seconds):
    time.sleep(seconds)
    return "late"


def refuse(watch):
    raise UserError("Nothing fits; add memory.")


def die(watch):
    os.kill(os.getpid(), signal.SIGKILL)


def who(watch):
    return os.getpid()
