"""A programme of models on the plan's pools: where and when each is worked."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from planner.causes import Cause, DeadlineOutOfReach, NoNodes, WindowsTooShort
from planner.cluster import PoolPlace
from planner.english import words
from planner.errors import UserError
from planner.mixing.programmes.programme import Placement, ProgrammeOutOfReach, ProgrammePlan, best_programme
from planner.mixing.programmes.programme_terms import Programme, ProgrammeModel, ProgrammeWay
from planner.mixing.strategy import pool_id
from planner.mixing.timetables.timetable import GroupMoney
from planner.mixing.timetables.timetable_problem import Objective, PaidGroup
from planner.plan import Plan, ProgrammeAim
from planner.planning.choice_problem import problem_of
from planner.planning.grounds import Grounds
from planner.planning.members import Member, stack_of
from planner.planning.mixed_run import deadline_days, porting_per_stack, start_stack
from planner.planning.planned_run import PlannedRun, Stretch
from planner.planning.setting import OnProblem, Setting, setting_of
from planner.planning.ways import PlannedWay
from planner.sentences import sentence
from planner.units import SECONDS_PER_DAY


class PlannedProgramme(PlannedRun, frozen=True, kw_only=True):
    """A programme placed: the plan of its placements, and the pool behind each way (by the way's key)."""

    programme: Programme
    placed: ProgrammePlan
    pool_of: Mapping[str, Member]

    @property
    def days(self) -> float:
        """The day on which the last model ends."""
        return self.placed.makespan_days

    @property
    def trained_tokens(self) -> float:
        """Tokens of all models."""
        return sum(model.tokens for model in self.programme.models)

    @property
    def members(self) -> tuple[Member, ...]:
        """Every pool that can work a model by itself, once."""
        return tuple(member for member in self.setting.pools if not member.too_small)

    @property
    def too_small(self) -> tuple[Member, ...]:
        """The pools that cannot hold a model."""
        return tuple(member for member in self.setting.pools if member.too_small)

    @property
    def tokens(self) -> dict[PoolPlace, float]:
        """Tokens worked by each pool."""
        found = {member.planned.place: 0.0 for member in self.setting.pools}
        for one, model in self.placements():
            found[self.pool_of[one.way].planned.place] += model.tokens
        return found

    @property
    def paid_groups(self) -> tuple[PaidGroup, ...]:
        """The groups with nodes, with their terms."""
        return self.programme.groups

    @property
    def money(self) -> Mapping[str, GroupMoney]:
        """What each group costs by its terms."""
        return self.placed.money

    @property
    def busy_days(self) -> Mapping[str, float]:
        """Days at work, by group."""
        return self.placed.work_days

    @property
    def stop_days(self) -> Mapping[str, float]:
        """Days in stops, by group: a model is worked without one."""
        return dict.fromkeys(self.placed.work_days, 0.0)

    @property
    def porting(self) -> float:
        """What porting to further software stacks costs."""
        return sum(self.placed.porting.values())

    @property
    def joined(self) -> PlannedWay | None:
        """No way joins pools: a model is worked by one."""
        return None

    def stretches(self) -> Iterator[Stretch]:
        """Give for each group the days on which it works a model."""
        ways = self.way_by_key()
        for one in self.placed.placements:
            for key in ways[one.way].groups:
                yield Stretch(group=key, from_day=one.from_day, to_day=one.to_day)

    def working(self) -> Iterator[Stretch]:
        """Give for each group the days on which it works a model: a programme has no stops."""
        return self.stretches()

    def way_by_key(self) -> dict[str, ProgrammeWay]:
        """Return every way by its key."""
        return {way.key: way for way in self.programme.ways}

    def placements(self) -> list[tuple[Placement, ProgrammeModel]]:
        """Return every placement with its model, in the order of the models."""
        return list(zip(self.placed.placements, self.programme.models, strict=True))

    def queue(self) -> list[tuple[int, Placement]]:
        """Return the placements in the order in which they begin, each with its model's position."""
        return sorted(enumerate(self.placed.placements), key=lambda one: one[1].from_day)

    def pool_name(self, way: str) -> str:
        """Return the name of the pool behind a way."""
        return self.setting.names[self.pool_of[way].planned.place]


def programme_of(
    plan: Plan,
    grounds: Grounds,
    on_problem: OnProblem = lambda _subject, _error: None,
    name: str = "",
    *,
    idle: frozenset[str] = frozenset(),
) -> PlannedProgramme:
    """Return the placement of the plan's models; raises UserError where there is none, or none keeps the deadline.

    ``idle`` groups, by their keys, cost and take no part.
    """
    if not plan.programme.models:
        raise UserError("The programme has no models; add one with its tokens.")
    setting = setting_of(plan, grounds, on_problem, idle)
    ways, pool_of = programme_ways(setting)
    if not ways:
        reason = setting.left_out[0].reason if setting.left_out else None
        raise reason or UserError(words(NoNodes()))
    programme = Programme(
        models=tuple(_model(model.name, model.tokens, model.pool, plan, pool_of) for model in plan.programme.models),
        ways=ways,
        groups=paid_groups(setting),
        objective=Objective.COST if plan.programme.aim is ProgrammeAim.CHEAPEST else Objective.DAYS,
        deadline_days=deadline_days(plan),
        porting_per_stack=porting_per_stack(plan),
        start_stack=start_stack(plan, grounds.catalogue),
    )
    placed = best_programme(programme)
    if isinstance(placed, ProgrammeOutOfReach):
        cause = _out_of_reach(placed)
        raise UserError(words(cause), cause=cause)
    return PlannedProgramme(
        name=name or plan.name, setting=setting, programme=programme, placed=placed, pool_of=pool_of
    )


def _out_of_reach(placed: ProgrammeOutOfReach) -> Cause:
    shortest, deadline = placed.shortest_makespan_days, placed.deadline_days
    if shortest is None or deadline is None:
        return WindowsTooShort()
    return DeadlineOutOfReach(deadline_days=deadline, smallest_deadline_days=shortest, of_programme=True)


def paid_groups(setting: Setting) -> tuple[PaidGroup, ...]:
    """Return a setting's groups with their money and their windows."""
    alone = [way for interval in setting.ways(()) for way in interval.ways]
    return problem_of(setting, alone, deadline=False, caps=False).groups


def programme_ways(setting: Setting) -> tuple[tuple[ProgrammeWay, ...], dict[str, Member]]:
    """Return each pool in each stretch of days in which its groups stay the same, and the pool behind each."""
    ways: list[ProgrammeWay] = []
    pool_of: dict[str, Member] = {}
    last: dict[PoolPlace, int] = {}
    for presence, present in zip(setting.presences, setting.members, strict=True):
        for member in present:
            if member.too_small:
                continue
            place, groups = member.planned.place, tuple(group.key for group in member.planned.groups)
            known = last.get(place)
            if known is not None and ways[known].groups == groups and ways[known].until_day == presence.from_day:
                ways[known] = replace(ways[known], until_day=presence.to_day)
                continue
            key = (
                pool_id(place) if place not in last else sentence("{} from day {:g}", pool_id(place), presence.from_day)
            )
            last[place] = len(ways)
            pool_of[key] = member
            ways.append(
                ProgrammeWay(
                    key=key,
                    pools=frozenset({pool_id(place)}),
                    groups=groups,
                    tokens_per_day=member.delivered_tokens_per_s * SECONDS_PER_DAY,
                    from_day=presence.from_day,
                    until_day=presence.to_day,
                    stacks=frozenset({stack_of(member)}),
                )
            )
    return tuple(ways), pool_of


def shortest_on(run: PlannedProgramme, members: Sequence[Member]) -> ProgrammePlan | None:
    """Return the soonest placement of a programme's models on some of its pools; None where there is none."""
    kept = {pool_id(member.planned.place) for member in members}
    ways = tuple(way for way in run.programme.ways if way.pools <= kept)
    if not ways:
        return None
    free = tuple(replace(model, pool=None) for model in run.programme.models)
    found = best_programme(replace(run.programme, ways=ways, models=free, objective=Objective.DAYS, deadline_days=None))
    return found if isinstance(found, ProgrammePlan) else None


def _model(name: str, tokens: float, pool: str, plan: Plan, pool_of: Mapping[str, Member]) -> ProgrammeModel:
    if not pool:
        if plan.programme.aim is ProgrammeAim.FIXED:
            raise UserError(sentence("{} has no pool; choose one for it, or let the planner assign the models.", name))
        return ProgrammeModel(key=name, tokens=tokens)
    if pool not in {pool_id(member.planned.place) for member in pool_of.values()}:
        raise UserError(sentence("{} is fixed to {}, which cannot train; choose another pool for it.", name, pool))
    return ProgrammeModel(key=name, tokens=tokens, pool=pool)
