"""How far a planned run depends on one name, layer by layer, and how it ends without it."""

from collections.abc import Mapping, Sequence
from math import inf

from msgspec.structs import replace

from planner.cluster import NodeGroup, Tenure
from planner.dependence import Contribution, DependenceBasis, DependenceResult, dependence_of, layer_shares
from planner.mixing.strategies import STRATEGIES, Strategy
from planner.mixing.timetables.timetable_problem import Shares
from planner.planning.beside_choice import fastest
from planner.planning.choice_problem import problem_of
from planner.planning.fleet import Fleet
from planner.planning.idling import NONE_IDLE, Idling
from planner.planning.layer_names import names_of
from planner.planning.members import Member
from planner.planning.needed_ways import soonest_alone
from planner.planning.planned_run import PlannedRun
from planner.planning.programme import PlannedProgramme, paid_groups, programme_ways, shortest_on
from planner.planning.programme_figures import programme_hanging
from planner.planning.setting import Setting, setting_of
from planner.planning.supply import plan_supply_risk
from planner.planning.ways import PlannedWay


def fleet_dependence(fleet: PlannedRun, *, losses: bool = True) -> DependenceResult | None:
    """Return the dependence on every layer; None where shares of spend are asked for and a price is unknown.

    Without a name the same groups less its own are planned again as fast as any admitted way goes, inside their
    windows and without caps; the models of a programme are assigned again for the shortest makespan. Capacity on
    demand that works no token in the plan is no standby. Without ``losses`` nothing is planned again.
    """
    members, plan = fleet.members, fleet.plan
    contributions = _contributions(fleet)
    if contributions is None:
        return None
    standing = as_it_stands(fleet) if losses else fleet

    def days_of(kept: tuple[int, ...]) -> float:
        left = {members[i].planned.place for i in kept}
        pools = [one for one in standing.setting.pools if one.planned.place in left]
        return _fastest_days(standing, pools, all_nodes=len(kept) == len(members))

    result = dependence_of(contributions, plan.basis, fleet.days, days_of if losses else None)
    hanging = _hanging(fleet)
    layers = {name: replace(layer, days_share=dict(hanging.get(name, {}))) for name, layer in result.layers.items()}
    risk = plan_supply_risk(plan, members, layers["supplier"].shares)
    if not losses:
        return replace(result, layers=layers, supply_risk=risk)
    every = tuple(range(len(members)))
    best_days = min(fleet.days, days_of(every))  # the run's own nodes may be idle, those of others are not weighed
    loss = _loss(best_days, layers["supplier"].days_without)
    return replace(result, layers=layers, supply_risk=risk, loss=loss)


def _loss(best_days: float, days_without: Mapping[str, float | None]) -> float:
    """Return what losing the worst supplier takes of the fastest run's rate: with T' its days, (T' - T) / T'."""
    return max(1.0 if days is None else max(0.0, 1.0 - best_days / days) for days in days_without.values())


def largest_supplier_share(fleet: Fleet) -> float:
    """Return the largest supplier's share as the dependence has it; of the tokens where a price it needs is unknown."""
    contributions = _contributions(fleet)
    if contributions is None:
        return fleet.timetable.largest_share("supplier")
    return max(layer_shares(contributions, "supplier").values())


def _contributions(fleet: PlannedRun) -> list[Contribution] | None:
    """Return what each pool brings; None where shares of spend are asked for and a price is unknown."""
    amounts = _amounts(fleet, fleet.members)
    if amounts is None or not any(amounts):
        return None
    parts = zip(fleet.members, amounts, strict=True)
    return [Contribution(amount=amount, names=names_of(member)) for member, amount in parts]


def _amounts(fleet: PlannedRun, members: Sequence[Member]) -> list[float] | None:
    if fleet.plan.basis is not DependenceBasis.SPEND:
        tokens = fleet.tokens
        return [tokens[member.planned.place] for member in members]
    if not fleet.priced:
        return None
    money = fleet.money
    return [
        sum(
            money[group.key].work + money[group.key].stops
            for group in fleet.setting.groups
            if group.place == member.planned.place
        )
        for member in members
    ]


def standing_groups(fleet: PlannedRun) -> tuple[NodeGroup, ...]:
    """Return the groups that may take over: each works in the plan, or is had on other terms than on demand."""
    places, busy = {member.planned.place for member in fleet.members}, fleet.busy_days
    return tuple(
        group
        for group in fleet.setting.groups
        if group.place in places and (busy.get(group.key, 0.0) > 0.0 or group.tenure is not Tenure.ON_DEMAND)
    )


def as_it_stands(fleet: PlannedRun) -> PlannedRun:
    """Return a run whose setting has the groups alone that may take over; its pools are then of their size."""
    setting, keys = fleet.setting, {group.key for group in standing_groups(fleet)}
    gone = [group for group in setting.groups if group.key not in keys]
    places = {member.planned.place for member in fleet.members}
    if not any(group.place in places for group in gone):
        return fleet
    cluster = fleet.plan.cluster
    kept = tuple(replace(group, nodes=group.nodes if group.key in keys else 0) for group in cluster.groups)
    left = setting_of(replace(fleet.plan, cluster=replace(cluster, groups=kept)), setting.grounds, idle=setting.idle)
    if isinstance(fleet, PlannedProgramme):
        ways, _ = programme_ways(left)
        return replace(fleet, setting=left, programme=replace(fleet.programme, ways=ways, groups=paid_groups(left)))
    return replace(fleet, setting=left)


def _hanging(run: PlannedRun) -> Shares:
    if isinstance(run, PlannedProgramme):
        return programme_hanging(run)
    return run.timetable.hanging if isinstance(run, Fleet) else {}


def _fastest_days(fleet: PlannedRun, kept: Sequence[Member], *, all_nodes: bool) -> float:
    """Return the soonest end on some pools, of a programme that of its last model; infinite where there is none.

    ``all_nodes`` of pools that work together are at work, else where that is faster only some.
    """
    if isinstance(fleet, PlannedProgramme):
        shortest = shortest_on(fleet, kept)
        return inf if shortest is None else shortest.makespan_days
    places = {member.planned.place for member in kept}
    setting = fleet.setting
    left = replace(
        setting,
        members=tuple(tuple(one for one in members if one.planned.place in places) for members in setting.members),
    )
    alone = soonest_alone(left, _admitted(setting)) if len(left.members) > 1 else None
    found = alone or fastest(problem_of(left, admitted_ways(left, all_nodes=all_nodes), deadline=False, caps=False))
    return inf if found is None else found.days


def _admitted(setting: Setting) -> list[Strategy]:
    choice = setting.plan.mixing.strategy
    return [strategy for strategy in STRATEGIES.values() if strategy.keeps_optimiser or strategy.key == choice]


def admitted_ways(setting: Setting, *, all_nodes: bool = False) -> list[PlannedWay]:
    """Return what may be taken without a supplier, but for joined ways that another of their interval beats.

    Those that keep the optimiser, and the one chosen; with nodes idle where that is sooner, unless ``all_nodes`` work.
    """
    asked = _admitted(setting)
    # no joined way slower than the fastest pool alone is ever the soonest, where one interval is all there is
    alone = [one.delivered_tokens_per_s for members in setting.members for one in members if not one.too_small]
    floor = max(alone, default=0.0) if len(setting.members) == 1 else 0.0
    idling = NONE_IDLE if all_nodes else Idling(floor=floor)
    found = setting.ways(asked, floor, fastest_only=floor > 0.0, idling=idling)
    return [way for interval in found for way in interval.ways]
