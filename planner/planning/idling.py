"""Where whole nodes of joined ways may stay idle, and what they have to exceed there."""

from collections.abc import Callable, Sequence
from itertools import permutations
from math import inf
from typing import Final

from msgspec import Struct

from planner.mixing.timetables.timetable_problem import Problem
from planner.planning.members import Member
from planner.units import SECONDS_PER_DAY

_ROUNDING: Final = 1e-9  # relative


def _nothing_known(_members: Sequence[Member]) -> float:
    return 0.0


class Idling(Struct, frozen=True, kw_only=True):
    """Nodes of joined ways, or whole pools, stay idle where these then deliver more than ``floor`` tokens a second.

    ``beside`` gives for some pools what they have to exceed besides: what the same pools reach in another way, whatever
    parts they work. ``later``: such ways are left unweighed. By default nothing stays idle.
    """

    floor: float = inf
    beside: Callable[[Sequence[Member]], float] = _nothing_known
    later: bool = False

    def to_exceed(self, members: Sequence[Member]) -> float:
        """Return the tokens a second that some pools have to exceed with nodes idle."""
        return max(self.floor, self.beside(members))


NONE_IDLE: Final = Idling()


def turns_of_any_parts(problem: Problem) -> Callable[[Sequence[Member]], float]:
    """Return what pools reach at least in turn, whatever their parts of the tokens: the slowest alone, and the stops.

    A joined way of no more is neither sooner nor cheaper than turns of the parts that it gives the pools.
    """
    stops = (problem.stop(old, new).days for old, new in permutations(problem.ways, 2))
    longest_days = max(stops, default=0.0)

    def reached(members: Sequence[Member]) -> float:
        slowest = min(member.delivered_tokens_per_s for member in members) * SECONDS_PER_DAY
        days = problem.tokens / slowest + (len(members) - 1) * longest_days
        return problem.tokens / days / SECONDS_PER_DAY * (1.0 - _ROUNDING)

    return reached
