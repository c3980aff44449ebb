"""A placed programme at other rates: models keep their pools and their order, and begin when the one before ends."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from planner.arrays import Floats
from planner.planning.programme import PlannedProgramme

_LATE = 1e-9  # relative: by more than this a model outlasts the window of its pool


class Pace(Struct, frozen=True, kw_only=True):
    """What becomes of a placement in many cases, (cases,) each.

    ``ends`` are the days on which the models end, in their order; infinite where the window of a pool closes first.
    ``last_day`` is the day on which work ends in any case, ``busy_days`` each group's days at work by then, and
    ``work_days`` those of each model after the day from which it goes at another rate.
    """

    ends: tuple[Floats, ...]
    work_days: tuple[Floats, ...]
    last_day: Floats
    busy_days: dict[str, Floats]

    @property
    def days(self) -> Floats:
        """The makespan; infinite where a model never ends."""
        days: Floats = np.max(np.stack(self.ends), axis=0)
        return days


def paced(run: PlannedProgramme, factors: Sequence[Floats], day: float = 0.0) -> Pace:
    """Return the placement with each model worked at its rate times a factor from a day on.

    ``factors`` are (cases,) above 0, in the order of the models.
    """
    cases, ways = np.broadcast_shapes(*(np.shape(factor) for factor in factors)), run.way_by_key()
    ends: list[Floats] = [np.zeros(cases) for _ in factors]
    after: list[Floats] = [np.zeros(cases) for _ in factors]
    free: dict[str, Floats] = {}
    busy = {group.key: np.zeros(cases) for group in run.paid_groups}
    for number, one in run.queue():
        way = ways[one.way]
        (pool,) = way.pools
        done = min(max(0.0, day - one.from_day), one.days)
        begins = np.full(cases, one.from_day) if done else np.maximum(free.get(pool, np.zeros(cases)), way.from_day)
        full = begins + done + (one.days - done) / factors[number]
        stops = np.maximum(begins, np.minimum(full, max(way.until_day, one.to_day)))
        ends[number] = np.where(full > stops * (1.0 + _LATE), np.inf, full)
        after[number], free[pool] = stops - begins - done, stops
        for key in way.groups:
            busy[key] = busy[key] + (stops - begins)
    last_day: Floats = np.max(np.stack(list(free.values())), axis=0)
    return Pace(ends=tuple(ends), work_days=tuple(after), last_day=last_day, busy_days=busy)
