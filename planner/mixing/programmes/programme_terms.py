"""What a programme is placed from: its models and the ways that can work them, as plain coefficients."""

import math
from collections.abc import Sequence

from msgspec import Struct

from planner.errors import BugError
from planner.mixing.timetables.timetable_problem import Objective, PaidGroup


class ProgrammeModel(Struct, frozen=True, kw_only=True):
    """A model and its tokens; ``way`` is the key of the way the user fixed for it (None: any pool alone).

    ``pool`` fixes the pool instead, in whichever of its windows.
    """

    key: str
    tokens: float
    way: str | None = None
    pool: str | None = None


class ProgrammeWay(Struct, frozen=True, kw_only=True):
    """A way a model can be worked, at the size its pools have in one window: one pool alone, or several joined.

    ``pools`` are busy while it works, ``groups`` are paid. Two ways that share a pool never work at the same time.
    ``stacks`` are the software stacks that take part.
    """

    key: str
    pools: frozenset[str]
    groups: tuple[str, ...]
    tokens_per_day: float
    from_day: float = 0.0
    until_day: float = math.inf
    stacks: frozenset[str] = frozenset()

    @property
    def is_joined(self) -> bool:
        """Whether several pools work in it."""
        return len(self.pools) > 1


class Programme(Struct, frozen=True, kw_only=True):
    """Models, ways and groups; ``objective`` DAYS is the shortest makespan, COST the cheapest under the deadline.

    ``porting_per_stack`` is paid once for every stack that takes part beyond ``start_stack`` (None: the one of most
    tokens). Raises BugError where a model is fixed to a way that does not exist, or a way works outside its groups'
    windows.
    """

    models: tuple[ProgrammeModel, ...]
    ways: tuple[ProgrammeWay, ...]
    groups: tuple[PaidGroup, ...]
    objective: Objective = Objective.DAYS
    deadline_days: float | None = None
    porting_per_stack: float = 0.0
    start_stack: str | None = None

    def __post_init__(self) -> None:
        keys = {way.key for way in self.ways}
        pools = frozenset().union(*(way.pools for way in self.ways))
        known = all(model.way in {None, *keys} and model.pool in {None, *pools} for model in self.models)
        if not self.models or not known:
            raise BugError("A programme has models, each free or fixed to a way it has.")
        by_key = {group.key: group for group in self.groups}
        for way in self.ways:
            windows = [by_key[key] for key in way.groups]
            if any(one.from_day > way.from_day or one.until_day < way.until_day for one in windows):
                raise BugError(f"Way {way.key} works outside the windows of its groups.")

    def choices(self, model: ProgrammeModel) -> tuple[ProgrammeWay, ...]:
        """Return the ways a model may be worked by: the one fixed for it, or every pool alone (the fixed one's)."""
        if model.way is not None:
            return tuple(way for way in self.ways if way.key == model.way)
        alone = tuple(way for way in self.ways if not way.is_joined)
        return alone if model.pool is None else tuple(way for way in alone if model.pool in way.pools)


def at_once(first: ProgrammeWay, second: ProgrammeWay) -> bool:
    """Say whether two ways would need one pool on days on which both their windows are open."""
    begin, end = max(first.from_day, second.from_day), min(first.until_day, second.until_day)
    return bool(first.pools & second.pools) and begin < end


def are_machines(ways: Sequence[ProgrammeWay]) -> bool:
    """Say whether each of these ways queues its models by itself: no two different ones wait for each other."""
    return not any(at_once(one, other) for place, one in enumerate(ways) for other in ways[:place])
