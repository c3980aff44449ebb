"""Everything that a choice between ways is made from: pools and ways by interval, and their plain coefficients."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.accelerator import Accelerator
from planner.catalogue.catalogue import Catalogue
from planner.cluster import NodeGroup, PoolPlace, Waiting, group_pool
from planner.dependence import LAYERS, POINTS_OF_ONE_NAME, DependenceBasis
from planner.errors import UserError
from planner.mixing.strategies import AUTO, IN_TURN, STRATEGIES, Strategy
from planner.mixing.strategies.pipeline import MOST_POOLS
from planner.mixing.strategy import Division
from planner.mixing.timetables.timetable_problem import (
    Cap,
    CapBasis,
    CapMeasure,
    Interval,
    Objective,
    PaidGroup,
    Problem,
    Stop,
    Way,
    WayKind,
)
from planner.mixing.working_pool import MixedRun
from planner.plan import Objective as PlanObjective
from planner.plan import Plan
from planner.planning.grounds import Grounds
from planner.planning.members import Member, member_of, stack_of
from planner.planning.mixed_run import deadline_days, mixed_run, porting_per_stack, start_stack
from planner.planning.pools import PricedGroup, priced_groups
from planner.planning.presence import Presence, presences
from planner.planning.ways import ALONE, Asked, IntervalWays, PlannedWay, ways_of
from planner.pool_names import pool_names
from planner.units import HOURS_PER_DAY, SECONDS_PER_DAY

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
        idle_floor: float = inf,
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
                idle_floor=idle_floor,
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


def _places(plan: Plan) -> set[PoolPlace]:
    return {group.place for group in plan.cluster.groups if group.nodes > 0}


def in_stages(plan: Plan) -> bool:
    """Say whether pools are weighed as stages of one job."""
    return stages_possible(plan) and len(_places(plan)) <= MOST_POOLS


def stages_possible(plan: Plan) -> bool:
    """Say whether pools may be stages of one job, so that they need not hold the model alone."""
    choice, pools = plan.mixing.strategy, _places(plan)
    asked = [strategy for key, strategy in STRATEGIES.items() if choice in {AUTO, key}]
    return len(pools) > 1 and any(strategy.stages for strategy in asked)


def strategies_asked(plan: Plan) -> tuple[Strategy, ...]:
    """Return the strategies that the plan's choice admits; those that change the optimiser only where chosen."""
    choice = plan.mixing.strategy
    if choice == IN_TURN or (plan.mixing.division is Division.BY_USER and choice == AUTO):
        return ()
    if choice == AUTO:
        return tuple(strategy for strategy in STRATEGIES.values() if strategy.keeps_optimiser)
    return (STRATEGIES[choice],)


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


def problem_of(setting: Setting, ways: Sequence[PlannedWay], *, deadline: bool = True, caps: bool = True) -> Problem:
    """Return the timetable's problem: ways with their rates, groups with their money, stops and porting."""
    plan = setting.plan
    by_way = {(way.interval, way.key): way for way in ways}
    return Problem(
        tokens=plan.training.tokens,
        intervals=tuple(Interval(from_day=one.from_day, to_day=one.to_day) for one in setting.presences),
        groups=tuple(_paid(group, setting) for group in setting.groups),
        ways=tuple(_coefficients(way) for way in ways if way.tokens_per_s > 0.0),
        stop=partial(_stop, setting, by_way),
        porting_per_stack=porting_per_stack(plan),
        start_stack=start_stack(plan, setting.grounds.catalogue),
        deadline_days=deadline_days(plan) if deadline else None,
        caps=stated_caps(plan) if caps else (),
        objective=Objective.DAYS if by_time(setting) else Objective.COST,
        may_wait=plan.mixing.may_wait,
    )


def stated_caps(plan: Plan) -> tuple[Cap, ...]:
    """Return the plan's caps; raises UserError for an HHI on spend, which is reported and not optimised."""
    basis = CapBasis.SPEND if plan.basis is DependenceBasis.SPEND else CapBasis.COMPUTE
    found = []
    for cap in plan.mixing.caps:
        by_hhi = cap.measure is CapMeasure.HHI
        if by_hhi and basis is CapBasis.SPEND:
            raise UserError(
                "An HHI of shares of spend cannot be limited; choose shares of compute, or a largest share."
            )
        limit = cap.share * POINTS_OF_ONE_NAME if by_hhi else cap.share
        found.append(Cap(layer=cap.layer, limit=limit, basis=basis, measure=cap.measure))
    return tuple(found)


def by_time(setting: Setting) -> bool:
    """Say whether time decides before money: it is the objective, or a price is unknown."""
    return setting.plan.objective is PlanObjective.DAYS or bool(setting.price_problems)


def _coefficients(way: PlannedWay) -> Way:
    shares: dict[str, dict[str, float]] = {}
    for member in way.members:
        part = way.parts[member.planned.place]
        for layer, name in names_of(member).items():
            of_layer = shares.setdefault(layer, {})
            of_layer[name] = of_layer.get(name, 0.0) + part
    return Way(
        key=way.key,
        interval=way.interval,
        tokens_per_day=way.tokens_per_s * SECONDS_PER_DAY,
        groups=way.groups,
        compute_shares=shares,
        stacks=frozenset(stack_of(member) for member in way.members),
        kind=WayKind.ALONE if way.strategy == ALONE else WayKind.JOINED,
    )


def names_of(member: Member) -> dict[str, str]:
    """Return a pool's name on every layer of dependence."""
    return layer_names(member.planned.pool.accelerator)


def layer_names(accelerator: Accelerator | None) -> dict[str, str]:
    """Return an accelerator's name on every layer of dependence; "unknown" where it has none."""
    found = {layer: getattr(accelerator, layer, "") for layer in LAYERS}
    found |= {"software_stack": accelerator.stack_name if accelerator else ""}
    return {layer: name or "unknown" for layer, name in found.items()}


def _paid(group: NodeGroup, setting: Setting) -> PaidGroup:
    priced = setting.priced.get(group.key)
    entry = setting.grounds.catalogue.accelerators.get(group.accelerator)
    names = {layer: {name: 1.0} for layer, name in layer_names(entry).items()}
    return PaidGroup(
        key=group.key,
        per_day=0.0 if priced is None else priced.per_hour * HOURS_PER_DAY,
        waiting=group.waiting,
        from_day=group.terms.from_day,
        until_day=inf if group.terms.until_day is None else group.terms.until_day,
        lent_share=group.terms.lent_share,
        names=names,
    )


def _stop(setting: Setting, by_way: Mapping[tuple[int, str], PlannedWay], old: Way, new: Way) -> Stop:
    """Return the stop between two ways.

    A pool of another size restarts in its new layout, without alignment; another way takes the checkpoint over the
    slowest link to a pool that has not worked so far, restarts and aligns. The old way is paid while it sends.
    """
    if old.key == new.key:
        same = set(old.groups) == set(new.groups)
        return Stop(days=0.0 if same else setting.plan.training.stops.restart_s / SECONDS_PER_DAY)
    before, after = by_way[old.interval, old.key], by_way[new.interval, new.key]
    had = [member.planned.place for member in before.members]
    fresh = [member.planned.place for member in after.members if member.planned.place not in had]
    links = [setting.run.links.between(one, other).bytes_per_s for one in had for other in fresh]
    moved_s = setting.run.checkpoint_bytes / min(links) if links else 0.0
    days = (moved_s + setting.plan.mixing.migration_restart_s) / SECONDS_PER_DAY
    return Stop(days=days, old_days=moved_s / SECONDS_PER_DAY)
