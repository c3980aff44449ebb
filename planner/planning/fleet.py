"""The pools of a plan put together: the timetable they work, and the figures that follow from it."""

from collections.abc import Iterator, Mapping, Sequence
from math import fsum, inf

from msgspec.structs import replace

from planner.causes import Cause
from planner.cluster import NodeGroup, PoolPlace
from planner.errors import UserError
from planner.mixing.strategies import STRATEGIES
from planner.mixing.strategy import PipelineStage, pool_id
from planner.mixing.timetables.timetable import Entry, EntryKind, GroupMoney, Timetable
from planner.mixing.timetables.timetable_problem import PaidGroup
from planner.plan import Plan
from planner.planning.choice import Choice, choose
from planner.planning.grounds import Grounds
from planner.planning.in_joined_way import in_joined_way
from planner.planning.members import Member
from planner.planning.planned_run import PlannedRun, Stretch
from planner.planning.setting import OnProblem, setting_of
from planner.planning.ways import PlannedWay
from planner.planning.weighing import Weighing
from planner.units import SECONDS_PER_DAY


class Fleet(PlannedRun, frozen=True, kw_only=True):
    """Pools that train one model, and how: ``members`` is every pool once, at its last size.

    Of these, pools may work no token; ``left_out`` are groups that give no rate at all.
    """

    choice: Choice

    @property
    def members(self) -> tuple[Member, ...]:
        """Every pool that can take part, once: one too small alone only where a way taken holds it."""
        able = {member.planned.place for way in self.choice.ways for member in way.members}
        able -= {member.planned.place for member in self.too_small}
        return tuple(member for member in self.setting.pools if member.planned.place in able)

    @property
    def too_small(self) -> tuple[Member, ...]:
        """The pools that cannot hold the model and that no way taken holds."""
        return tuple(
            member for member in self.setting.pools if member.too_small and self.tokens[member.planned.place] == 0
        )

    @property
    def timetable(self) -> Timetable:
        """What runs when."""
        return self.choice.timetable

    @property
    def strategy(self) -> str:
        """The joined strategy taken, or ``in-turn``."""
        return self.choice.strategy

    @property
    def days(self) -> float:
        """Days of the run from day 0, stops and waits included."""
        return self.timetable.days

    @property
    def work_days(self) -> float:
        """Days at work."""
        return self.timetable.days_of(EntryKind.WORK)

    @property
    def tokens_per_s(self) -> float:
        """Delivered tokens a second over the days at work."""
        return self.plan.training.tokens / (self.work_days * SECONDS_PER_DAY)

    @property
    def trained_tokens(self) -> float:
        """Tokens of the run."""
        return self.plan.training.tokens

    @property
    def paid_groups(self) -> tuple[PaidGroup, ...]:
        """The groups with nodes, with their terms."""
        return self.choice.problem.groups

    @property
    def money(self) -> Mapping[str, GroupMoney]:
        """What each group costs by its terms."""
        return self.timetable.money

    @property
    def busy_days(self) -> Mapping[str, float]:
        """Days at work, by group."""
        return self.timetable.work_days

    @property
    def stop_days(self) -> Mapping[str, float]:
        """Days in stops, by group."""
        return self.timetable.stop_days

    @property
    def porting(self) -> float:
        """What porting to further software stacks costs."""
        return sum(self.timetable.porting.values())

    def stretches(self) -> Iterator[Stretch]:
        """Give for each group the days on which it is at work or in a stop."""
        for entry in self.timetable.entries:
            for key, days in entry.paid_days.items():
                if days and entry.to_day < inf:
                    yield Stretch(group=key, from_day=entry.from_day, to_day=entry.from_day + days)

    def working(self) -> Iterator[Stretch]:
        """Give for each group the days on which it is at work."""
        for entry, _ in self.worked():
            for key in entry.groups:
                yield Stretch(group=key, from_day=entry.from_day, to_day=entry.to_day)

    @property
    def tokens(self) -> dict[PoolPlace, float]:
        """Tokens worked by each pool."""
        found = {member.planned.place: 0.0 for member in self.setting.pools}
        for entry, way in self.worked():
            for place, part in way.parts.items():
                found[place] += part * entry.tokens
        return found

    @property
    def ways_taken(self) -> tuple[PlannedWay, ...]:
        """The ways that work, each once, in their order; of one key the last size."""
        return tuple({way.key: way for _, way in self.worked()}.values())

    @property
    def joined(self) -> PlannedWay | None:
        """The joined way taken; None where pools work alone."""
        return next((way for way in self.ways_taken if len(way.members) > 1), None)

    @property
    def stages(self) -> tuple[PipelineStage, ...]:
        """The stages of the pipeline taken; none where there is none."""
        return () if self.joined is None else self.joined.stages

    def at_work(self, member: Member) -> Member:
        """Return a pool as it works last: on the layout and nodes, and at the rate of that way; else as it is."""
        place = member.planned.place
        way = next((way for _, way in reversed(self.worked()) if place in way.parts), None)
        if way is None:
            return member
        taken = next(one for one in way.members if one.planned.place == place)
        return taken if len(way.members) == 1 else in_joined_way(taken, way, self.plan.training, self.grounds.model)

    def why_idle(self, member: Member) -> Cause:
        """Return why a pool that could train works no token: of copies of the model whether they would end later."""
        place = member.planned.place
        cause = None if self.joined is None else self.joined.idle.get(place)
        return super().why_idle(member) if cause is None else replace(cause, accelerator=self.setting.names[place])

    def worked(self) -> list[tuple[Entry, PlannedWay]]:
        """Return the entries of work with their ways."""
        return [
            (entry, self.choice.way(entry.interval, entry.way or ""))
            for entry in self.timetable.entries
            if entry.kind is EntryKind.WORK
        ]


def fleet_of(
    plan: Plan,
    grounds: Grounds,
    on_problem: OnProblem = lambda _subject, _error: None,
    name: str = "",
    *,
    weighing: Weighing = Weighing.ALL,
    idle: frozenset[str] = frozenset(),
) -> Fleet:
    """Return how a plan's pools train together; what gives no rate is left out and heard by ``on_problem``.

    ``weighing`` is of joined ways. ``idle`` groups, by their keys, cost and take no part. Raises
    UserError, in the first reason's words, where nothing can be trained.
    """
    setting = setting_of(plan, grounds, on_problem, idle)
    choice = choose(setting, weighing)
    return Fleet(name=name or plan.name, setting=setting, choice=choice)


def with_groups(fleet: Fleet, groups: Sequence[NodeGroup], name: str = "") -> Fleet | None:
    """Return the fleet with other groups, planned anew; None where nothing of it can train."""
    plan = replace(fleet.plan, cluster=replace(fleet.plan.cluster, groups=tuple(groups)))
    try:
        return fleet_of(plan, fleet.grounds, name=name or fleet.name)
    except UserError:
        return None


def fleet_goodput(fleet: Fleet) -> float:
    """Return delivered over healthy tokens, over the days at work."""
    healthy = fsum(entry.tokens / way.goodput for entry, way in fleet.worked())
    return fleet.plan.training.tokens / healthy


def fleet_mfu(fleet: Fleet) -> float:
    """Return model FLOP over peak FLOP of the devices at work, in healthy steps."""
    done, peak = 0.0, 0.0
    for entry, way in fleet.worked():
        done += entry.tokens / way.goodput * way.members[0].flop_per_token
        devices = fsum(member.peak_flop_per_s * member.planned.pool.devices for member in way.members)
        peak += devices * entry.days * SECONDS_PER_DAY
    return done / peak


def pool_names(fleet: Fleet) -> Mapping[PoolPlace, str]:
    """Return each pool's name, with its site where the accelerator stands at several."""
    return fleet.setting.names


def one_failure_stops_all(fleet: Fleet) -> bool:
    """Say whether a joined way is taken in which a failure anywhere stops all."""
    way = fleet.joined
    return way is not None and STRATEGIES[way.strategy].one_failure_stops_all


def token_shares(run: PlannedRun) -> dict[str, float]:
    """Return each pool's share of the tokens, by pool id."""
    return {pool_id(place): tokens / run.trained_tokens for place, tokens in run.tokens.items()}
