"""How far a job is whose work is found while it runs: a share that never falls, and is never whole before the end."""

from typing import Final

_YET_UNKNOWN: Final = 0.25  # of the steps known so far: what the next stages, not announced yet, may add


class SteadyShare:
    """Takes what is said of a job, steps done of steps known; a total that grows slows it and moves nothing back."""

    def __init__(self) -> None:
        self.value = 0.0  # 0 to 1
        self.done = 0
        self.known = 0

    def hear(self, done: int, known: int) -> float:
        """Take steps done of steps known by now, and return the share; what comes late or out of order changes nothing.

        Each step moves on by its part of what is left: of the steps known, and of those that may still be found.
        """
        self.known = max(self.known, known, done)
        steps = done - self.done
        if steps > 0:
            left = self.known - self.done + 1.0 + _YET_UNKNOWN * self.known
            self.value += (1.0 - self.value) * steps / left
            self.done = done
        return self.value
