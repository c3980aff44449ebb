"""A programme: several models, each with tokens of its own, on pools side by side or queued.

A model is worked uninterrupted by one pool, inside the window of that way, or by a joined way that the user fixed for
it; a pool works one model at a time. Small enough to be solved exactly.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from planner.errors import BugError
from planner.mixing.programmes.programme_search import Placed, search
from planner.mixing.programmes.programme_terms import Programme, ProgrammeWay
from planner.mixing.timetables.timetable import GroupMoney
from planner.mixing.timetables.timetable_problem import Objective, PaidGroup, Waiting


class Placement(Struct, frozen=True, kw_only=True):
    """One model of a programme: the way that works it, and from when to when."""

    model: str
    way: str
    from_day: float
    to_day: float

    @property
    def days(self) -> float:
        """How long the model is worked."""
        return self.to_day - self.from_day


class ProgrammePlan(Struct, frozen=True, kw_only=True):
    """Where and when every model of a programme is worked.

    ``makespan_days`` is the day on which the last model ends; ``money`` is each group's by its terms (released:
    for its models; held: to the makespan), idle ones included, ``porting`` each ported stack's.
    Placements are in the order of the models.
    """

    placements: tuple[Placement, ...]
    makespan_days: float
    work_days: Mapping[str, float]
    money: Mapping[str, GroupMoney]
    porting: Mapping[str, float]

    @property
    def cost(self) -> float:
        """All money: every group's by its terms, and porting."""
        return sum(one.total for one in self.money.values()) + sum(self.porting.values())

    @property
    def idle(self) -> tuple[str, ...]:
        """The groups that work no model."""
        return tuple(key for key, days in self.work_days.items() if days == 0.0)


class ProgrammeOutOfReach(Struct, frozen=True, kw_only=True):
    """No placement keeps the deadline; the shortest makespan beside it, None where the windows allow none at all."""

    deadline_days: float | None
    shortest_makespan_days: float | None


def best_programme(programme: Programme) -> ProgrammePlan | ProgrammeOutOfReach:
    """Return the placement of the shortest makespan (of equals the cheaper) or of the lowest cost under the deadline.

    Of equally cheap placements the earlier end is taken, then fewer ways, then keys first in order.
    """
    found = search(programme, programme.objective, programme.deadline_days)
    if found is not None:
        return placed(programme, found)
    shortest = search(programme, Objective.DAYS, None)
    return ProgrammeOutOfReach(
        deadline_days=programme.deadline_days,
        shortest_makespan_days=None if shortest is None else placed(programme, shortest).makespan_days,
    )


def placed(programme: Programme, placements: Sequence[Placed]) -> ProgrammePlan:
    """Return the plan of given placements: way and first day of each model, in the order of the models.

    Raises BugError where one names a way that does not exist, or there are not as many as models.
    """
    ways = {way.key: way for way in programme.ways}
    if len(placements) != len(programme.models) or any(one.way not in ways for one in placements):
        raise BugError("A programme is placed model by model, on ways it has.")
    entries = tuple(
        Placement(
            model=model.key,
            way=one.way,
            from_day=one.from_day,
            to_day=one.from_day + model.tokens / ways[one.way].tokens_per_day,
        )
        for model, one in zip(programme.models, placements, strict=True)
    )
    end_day = max(entry.to_day for entry in entries)
    work = {group.key: _worked(group, entries, ways) for group in programme.groups}
    return ProgrammePlan(
        placements=entries,
        makespan_days=end_day,
        work_days=work,
        money={group.key: _money(group, work[group.key], end_day) for group in programme.groups},
        porting=_porting(programme, [ways[one.way] for one in placements]),
    )


def _porting(programme: Programme, taken: Sequence[ProgrammeWay]) -> dict[str, float]:
    tokens: dict[str, float] = {}
    for model, way in zip(programme.models, taken, strict=True):
        for stack in way.stacks:
            tokens[stack] = tokens.get(stack, 0.0) + model.tokens
    start = programme.start_stack
    if start is None and tokens:
        start = min(tokens, key=lambda stack: (-tokens[stack], stack))
    return {stack: programme.porting_per_stack for stack in sorted(tokens) if stack != start}


def _worked(group: PaidGroup, entries: Sequence[Placement], ways: Mapping[str, ProgrammeWay]) -> float:
    return sum(entry.days for entry in entries if group.key in ways[entry.way].groups)


def _money(group: PaidGroup, work_days: float, end_day: float) -> GroupMoney:
    waited = group.waited_days(end_day, work_days)
    lent = group.lent_share if group.waiting is Waiting.LENT else 0.0
    return GroupMoney(
        work=group.per_day * work_days,
        waiting=group.per_day * waited,
        lent_credit=lent * group.per_day * waited,
    )
