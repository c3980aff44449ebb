"""A plan before its choice: its pools interval by interval, what each group pays, and the ways of every interval."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.catalogue import Catalogue
from planner.catalogue.pool_names import pool_names
from planner.cluster import NodeGroup, PoolPlace, Waiting, group_pool
from planner.errors import UserError
from planner.mixing.strategies import Strategy
from planner.mixing.strategy import Division
from planner.mixing.working_pool import MixedRun
from planner.plan import Plan
from planner.planning.admitted_strategies import in_stages
from planner.planning.asked import Asked
from planner.planning.grounds import Grounds
from planner.planning.idling import NONE_IDLE, Idling
from planner.planning.members import Member, member_of
from planner.planning.mixed_run import mixed_run
from planner.planning.pools import PricedGroup, priced_groups
from planner.planning.presence import Presence, presences
from planner.planning.ways import IntervalWays, ways_of

OnProblem = Callable[[str, UserError], None]


class LeftOut(Struct, frozen=True, kw_only=True):
    """Groups of one pool that give no rate, with the reason; what they cost by their terms stays in the money."""

    groups: tuple[NodeGroup, ...]
    name: str
    reason: UserError


class Setting(Struct, frozen=True, kw_only=True):
    """One plan before its choice.

    ``members`` are the pools of each interval; ``priced`` what each group pays (by key; a group whose price is unknown
    is missing and its reason stands in ``price_problems``). ``idle`` are keys of groups that cost by their terms and
    take no part.
    """

    plan: Plan
    grounds: Grounds
    run: MixedRun
    presences: tuple[Presence, ...]
    members: tuple[tuple[Member, ...], ...]
    left_out: tuple[LeftOut, ...]
    priced: Mapping[str, PricedGroup]
    price_problems: Mapping[str, str]
    idle: frozenset[str] = frozenset()

    @property
    def groups(self) -> tuple[NodeGroup, ...]:
        """The groups with nodes."""
        return tuple(group for group in self.plan.cluster.groups if group.nodes > 0)

    @property
    def pools(self) -> tuple[Member, ...]:
        """Every pool once, at the size of the last interval in which it is there."""
        found: dict[PoolPlace, Member] = {}
        for members in self.members:
            found |= {member.planned.place: member for member in members}
        order = [group.place for group in self.groups]
        return tuple(sorted(found.values(), key=lambda member: order.index(member.planned.place)))

    @property
    def names(self) -> Mapping[PoolPlace, str]:
        """Each pool's name, which no other has."""
        return pool_names((group.place for group in self.groups), self.grounds.catalogue.accelerators)

    @property
    def asked(self) -> Asked:
        """What every way is computed for."""
        return Asked(plan=self.plan, run=self.run, grounds=self.grounds)

    def ways(
        self,
        strategies: Sequence[Strategy],
        floor: float = 0.0,
        *,
        fastest_only: bool = False,
        stages_floor: float = 0.0,
        idling: Idling = NONE_IDLE,
    ) -> tuple[IntervalWays, ...]:
        """Return the ways of every interval; joined ones of no more than ``floor`` tokens a second may be missing.

        With ``fastest_only`` also those that another joined way of their interval beats. The other floors are as of
        ``ways_of``.
        """
        return tuple(
            ways_of(
                number,
                own,
                self.asked,
                strategies,
                floor,
                fastest_only=fastest_only,
                stages_floor=stages_floor,
                idling=idling,
            )
            for number, own in enumerate(self.members)
        )


def setting_of(
    plan: Plan,
    grounds: Grounds,
    on_problem: OnProblem = lambda _subject, _error: None,
    idle: frozenset[str] = frozenset(),
) -> Setting:
    """Return a plan's pools interval by interval; what gives no rate is left out and heard by ``on_problem``.

    Pools of ``idle`` groups, by their keys, take no part.
    """
    intervals = presences(plan)
    found: dict[tuple[str, ...], Member | None] = {}
    left_out: dict[tuple[str, ...], LeftOut] = {}
    members: list[tuple[Member, ...]] = []
    for presence in intervals:
        present = []
        for groups in presence.pools.values():
            keys = tuple(group.key for group in groups)
            if idle.issuperset(keys):
                continue
            if keys not in found:
                found[keys] = _member(groups, plan, grounds, left_out, on_problem)
            present.append(found[keys])
        members.append(tuple(member for member in present if member is not None))
    priced, problems = _prices(plan, grounds.catalogue)
    stretches = _without_cuts_of_idle_groups(plan, intervals, members)
    return Setting(
        plan=plan,
        grounds=grounds,
        run=mixed_run(plan),
        presences=tuple(presence for presence, _ in stretches),
        members=tuple(own for _, own in stretches),
        left_out=tuple(left_out.values()),
        priced=priced,
        price_problems=problems,
        idle=idle,
    )


def _without_cuts_of_idle_groups(
    plan: Plan, intervals: Sequence[Presence], members: Sequence[tuple[Member, ...]]
) -> list[tuple[Presence, tuple[Member, ...]]]:
    """Return the intervals with their pools, those that only windows of groups without a part would cut as one.

    A cut begins a new round of turns, with stops: what cannot train may not cost the run days. Best shares stop at no
    cut, and need those of held groups, whose money is linear between them.
    """
    found: list[tuple[Presence, tuple[Member, ...]]] = []
    for presence, own in zip(intervals, members, strict=True):
        if found and _same_pools(found[-1][1], own) and not _best_needs_cut(plan, presence.from_day):
            found[-1] = replace(found[-1][0], to_day=presence.to_day), own
        else:
            found.append((presence, own))
    return found


def _same_pools(some: Sequence[Member], others: Sequence[Member]) -> bool:
    return [member.planned.groups for member in some] == [member.planned.groups for member in others]


def _best_needs_cut(plan: Plan, day: float) -> bool:
    held = (group.terms for group in plan.cluster.groups if group.nodes > 0 and group.waiting is not Waiting.RELEASED)
    return plan.mixing.division is Division.BEST and any(day in {one.from_day, one.until_day} for one in held)


def _member(
    groups: tuple[NodeGroup, ...],
    plan: Plan,
    grounds: Grounds,
    left_out: dict[tuple[str, ...], LeftOut],
    on_problem: OnProblem,
) -> Member | None:
    entry = grounds.catalogue.accelerators.get(groups[0].accelerator)
    name = entry.name if entry else groups[0].accelerator
    try:
        return member_of(groups, plan, grounds.catalogue, grounds.anchors, grounds.model, in_stages=in_stages(plan))
    except UserError as error:
        error.groups = tuple(group.key for group in groups)
        left_out[error.groups] = LeftOut(groups=groups, name=name, reason=error)
        on_problem(name, error)
        return None


def _prices(plan: Plan, catalogue: Catalogue) -> tuple[dict[str, PricedGroup], dict[str, str]]:
    priced: dict[str, PricedGroup] = {}
    problems: dict[str, str] = {}
    for group in plan.cluster.groups:
        if group.nodes <= 0:
            continue
        try:
            parts = [group_pool(group, catalogue)]
        except UserError as error:
            problems[group.key] = str(error)
            continue
        found, problem = priced_groups([group], parts, plan, catalogue)
        if problem:
            problems[group.key] = problem
        else:
            priced[group.key] = found[0]
    return priced, problems
