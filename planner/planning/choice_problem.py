"""The timetable's problem of a setting and its ways: plain coefficients of rates, money, stops and caps."""

from collections.abc import Mapping, Sequence
from functools import partial
from math import inf

from planner.cluster import NodeGroup
from planner.dependence import POINTS_OF_ONE_NAME, DependenceBasis
from planner.errors import UserError
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
from planner.plan import Objective as PlanObjective
from planner.plan import Plan
from planner.planning.layer_names import layer_names, names_of
from planner.planning.members import stack_of
from planner.planning.mixed_run import deadline_days, porting_per_stack, start_stack
from planner.planning.setting import Setting
from planner.planning.ways import ALONE, PlannedWay
from planner.units import HOURS_PER_DAY, SECONDS_PER_DAY


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
