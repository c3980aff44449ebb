"""The tokens that are left of a run, planned anew from a day on, on other groups than the plan has."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from planner.causes import PoolPlace
from planner.cluster import NodeGroup
from planner.errors import UserError
from planner.mixing.strategies import strategy_title
from planner.mixing.strategy import Division, pool_id
from planner.mixing.timetables.timetable import EntryKind, Timetable
from planner.mixing.timetables.timetable_problem import Problem
from planner.plan import Plan
from planner.planning.beside_choice import fastest
from planner.planning.choice import choose
from planner.planning.choice_problem import problem_of
from planner.planning.dependence import admitted_ways
from planner.planning.fleet import Fleet
from planner.planning.mixed_run import deadline_days
from planner.planning.setting import Setting, setting_of
from planner.planning.ways import ALONE, PlannedWay

_PASSED_DAYS = 1e-6  # a deadline that has passed: anything finishes later


class Rest(Struct, frozen=True, kw_only=True):
    """How the tokens left are worked; ``timetable`` has a clock of its own that starts on ``from_day``.

    ``first_stop_days`` are those in which the first way takes over from the one that ran, before ``from_day``.
    """

    from_day: float
    first_stop_days: float
    problem: Problem
    timetable: Timetable
    ways: tuple[PlannedWay, ...]

    @property
    def end_day(self) -> float:
        """The day of the run on which it ends."""
        return self.from_day + self.timetable.days

    @property
    def begins_day(self) -> float:
        """The day of the run on which the first way begins: after ``from_day`` where its groups are yet to come."""
        entries = self.timetable.entries
        return self.from_day + next((one.from_day for one in entries if one.kind is not EntryKind.WAIT), 0.0)

    @property
    def first_groups(self) -> tuple[str, ...]:
        """The groups of the first way, where it starts at once; none where the run has to wait for it."""
        entries = self.timetable.entries
        return entries[0].groups if entries and entries[0].kind is not EntryKind.WAIT else ()

    @property
    def stacks(self) -> frozenset[str]:
        """The software stacks that take part."""
        taken = {(visit.interval, visit.key) for visit in self.timetable.visits}
        return frozenset().union(*(way.stacks for way in self.problem.ways if (way.interval, way.key) in taken))

    @property
    def tokens(self) -> dict[PoolPlace, float]:
        """Tokens worked by each pool."""
        found: dict[PoolPlace, float] = {}
        by_key = {(way.interval, way.key): way for way in self.ways}
        for entry in self.timetable.entries:
            if entry.kind is EntryKind.WORK:
                for place, part in by_key[entry.interval, entry.way or ""].parts.items():
                    found[place] = found.get(place, 0.0) + part * entry.tokens
        return found

    def names(self, pools: Mapping[PoolPlace, str]) -> tuple[str, ...]:
        """Return the ways in their order in words, each once; ``pools`` are the names of pools."""
        by_key = {(way.interval, way.key): way for way in self.ways}
        taken = [by_key[visit.interval, visit.key] for visit in self.timetable.visits]
        return tuple(dict.fromkeys(_name(way, pools) for way in taken))


Chooser = Callable[[Setting], tuple[Problem, Timetable, tuple[PlannedWay, ...]] | None]


def soonest(setting: Setting) -> tuple[Problem, Timetable, tuple[PlannedWay, ...]] | None:
    """Return the soonest end by any admitted way, without caps; None where there is none."""
    ways = tuple(admitted_ways(setting))
    problem = problem_of(setting, ways, deadline=False, caps=False)
    found = fastest(problem)
    return None if found is None else (problem, found, ways)


def as_chosen(setting: Setting) -> tuple[Problem, Timetable, tuple[PlannedWay, ...]] | None:
    """Return what the plan's own choice comes to on these groups, where it cannot be kept the soonest end."""
    try:
        choice = choose(setting)
    except UserError:
        return soonest(setting)
    return choice.problem, choice.timetable, choice.ways


def rest_of(
    fleet: Fleet,
    groups: Iterable[NodeGroup],
    tokens: float,
    from_day: float,
    *,
    by: Chooser = soonest,
    running: str | None = None,
) -> Rest | None:
    """Return how tokens that are left are worked from a day of the run on; None where these groups cannot.

    ``running`` is the key of the way that works up to that day: another way takes over from it with a stop. Software
    in use needs no porting; what a new stack costs is the caller's to add.
    """
    groups = tuple(groups)
    found = _planned(fleet, groups, tokens, from_day, by)
    if found is None or running is None:
        return found
    stop_days = _takeover_days(found, running)
    later = _planned(fleet, groups, tokens, from_day + stop_days, by) if stop_days else found
    return None if later is None else replace(later, first_stop_days=stop_days)


def _planned(fleet: Fleet, groups: Sequence[NodeGroup], tokens: float, from_day: float, by: Chooser) -> Rest | None:
    plan = replace(
        _remaining_run(fleet, tokens, from_day),
        cluster=replace(fleet.plan.cluster, groups=tuple(_on_later_clock(groups, from_day))),
        porting=None,
    )
    found = by(setting_of(plan, fleet.grounds))
    if found is None:
        return None
    problem, timetable, ways = found
    return Rest(from_day=from_day, first_stop_days=0.0, problem=problem, timetable=timetable, ways=ways)


def _remaining_run(fleet: Fleet, tokens: float, from_day: float) -> Plan:
    plan, deadline = fleet.plan, deadline_days(fleet.plan)
    left = None if deadline is None else max(_PASSED_DAYS, deadline - from_day)
    mixing = replace(plan.mixing, porting_cost=None)
    if mixing.division is Division.BY_USER:
        mixing = replace(mixing, token_shares=_shares_left(fleet, from_day))
    return replace(
        plan,
        workload=replace(plan.training, tokens=tokens, deadline_days=left),
        limits=replace(plan.limits, deadline_days=None),
        mixing=mixing,
    )


def _shares_left(fleet: Fleet, day: float) -> dict[str, float]:
    """Return each pool's share of the tokens that the plan works after a day, by pool id."""
    found: dict[str, float] = {}
    for entry, way in fleet.worked():
        after = entry.tokens * min(1.0, max(0.0, entry.to_day - day) / entry.days)
        for place, part in way.parts.items():
            found[pool_id(place)] = found.get(pool_id(place), 0.0) + part * after
    return {key: amount for key, amount in found.items() if amount > 0.0}


def _on_later_clock(groups: Iterable[NodeGroup], day: float) -> Iterable[NodeGroup]:
    for group in groups:
        until = None if group.terms.until_day is None else group.terms.until_day - day
        if until is None or until > 0.0:
            from_day = max(0.0, group.terms.from_day - day)
            yield replace(group, terms=replace(group.terms, from_day=from_day, until_day=until))


def _takeover_days(rest: Rest, running: str) -> float:
    first = rest.timetable.visits[0]
    old, new = rest.problem.way(0, running), rest.problem.way(first.interval, first.key)
    if old is None or new is None or old.key == new.key:
        return 0.0
    return rest.problem.stop_between(old, new).days


def _name(way: PlannedWay, pools: Mapping[PoolPlace, str]) -> str:
    place = way.members[0].planned.place
    if way.strategy == ALONE:
        return pools.get(place, way.members[0].planned.pool.accelerator.name)
    return strategy_title(way.strategy)
