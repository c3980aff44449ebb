"""A programme of models on the plan's pools: where and when each is worked, what it costs, and who it hangs on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from planner.cluster import PoolPlace
from planner.cost import CostResult, saving
from planner.dependence import Contribution, DependenceBasis, DependenceResult, dependence_of
from planner.errors import UserError
from planner.mixing.programme import ProgrammeOutOfReach, ProgrammePlan, best_programme
from planner.mixing.programme_terms import Programme, ProgrammeModel, ProgrammeWay
from planner.mixing.strategy import MixingResult, Spell, pool_id
from planner.mixing.timetable import GroupMoney
from planner.mixing.timetable_problem import Objective, PaidGroup, Problem
from planner.plan import Plan, ProgrammeAim
from planner.plan_result import Deadline, ModelResult, PlanResult, PoolResult
from planner.planning.baseline import PlannedBaseline
from planner.planning.grounds import Grounds
from planner.planning.members import Member, doubted_prices, pool_result, uncertain_pool
from planner.planning.mixed_run import deadline_days
from planner.planning.money import money_cost
from planner.planning.setting import OnProblem, Setting, names_of, problem_of, setting_of
from planner.planning.ways import PlannedWay
from planner.risk import Drawn, Streams, plan_bands, price_factors, rate_factors
from planner.units import SECONDS_PER_DAY, TRILLION_TOKENS

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedProgramme:
    """A programme placed: the plan of its placements, and the pool behind each way."""

    setting: Setting
    programme: Programme
    placed: ProgrammePlan
    members: Mapping[str, Member]

    @property
    def tokens(self) -> float:
        """Tokens of all models."""
        return sum(model.tokens for model in self.programme.models)


def programme_result(
    plan: Plan, grounds: Grounds, baseline: PlannedBaseline | None, empty: PlanResult, on_problem: OnProblem
) -> PlanResult:
    """Return the answer of the plan's programme; raises UserError where no placement keeps the deadline."""
    setting = setting_of(plan, grounds, on_problem)
    found = planned_programme(setting)
    cost = money_cost(setting, found.placed.money, found.tokens, found.placed.makespan_days)
    drawn = _drawn(found)
    deadline, days = deadline_days(plan), found.placed.makespan_days
    return replace(
        empty,
        pools=_pools(found),
        tokens_per_s=found.tokens / (days * SECONDS_PER_DAY),
        days=days,
        cost=cost,
        saving=_saving(cost, baseline),
        dependence=_dependence(found),
        mixing=_mixing(found),
        bands=plan_bands(drawn, baseline.drawn if baseline else None, priced=cost is not None),
        deadline=None if deadline is None else Deadline(days=deadline, chance=float(np.mean(drawn.days <= deadline))),
        models=tuple(
            ModelResult(
                name=one.model,
                tokens=model.tokens,
                way=pool_id(found.members[one.way].planned.place),
                from_day=one.from_day,
                to_day=one.to_day,
                late=deadline is not None and one.to_day > deadline * (1 + 1e-9),
            )
            for one, model in zip(found.placed.placements, found.programme.models, strict=True)
        ),
    )


def planned_programme(setting: Setting) -> PlannedProgramme:
    """Return the placement of the plan's models; raises UserError where there is none."""
    plan = setting.plan
    if not plan.programme.models:
        raise UserError("The programme has no models; add one with its tokens.")
    ways, members = _ways(setting)
    if not ways:
        reason = setting.left_out[0].reason if setting.left_out else None
        raise reason or UserError("No node group has nodes; set the nodes of at least one group.")
    alone = [way for interval in setting.ways(()) for way in interval.ways]
    programme = Programme(
        models=tuple(_model(model.name, model.tokens, model.pool, plan, members) for model in plan.programme.models),
        ways=ways,
        groups=_coefficients(setting, alone).groups,
        objective=Objective.COST if plan.programme.aim is ProgrammeAim.CHEAPEST else Objective.DAYS,
        deadline_days=deadline_days(plan),
    )
    placed = best_programme(programme)
    if isinstance(placed, ProgrammeOutOfReach):
        shortest = placed.shortest_makespan_days
        words = "" if shortest is None else f" The shortest programme takes {shortest:,.1f} days."
        raise UserError(f"No assignment ends within {programme.deadline_days or 0.0:,.1f} days.{words}")
    return PlannedProgramme(setting=setting, programme=programme, placed=placed, members=members)


def _coefficients(setting: Setting, ways: Sequence[PlannedWay]) -> Problem:
    return problem_of(setting, ways, deadline=False, caps=False)


def _model(name: str, tokens: float, pool: str, plan: Plan, members: Mapping[str, Member]) -> ProgrammeModel:
    if not pool:
        if plan.programme.aim is ProgrammeAim.FIXED:
            raise UserError(f"{name} has no pool; choose one for it, or let the planner assign the models.")
        return ProgrammeModel(key=name, tokens=tokens)
    way = next((key for key, member in members.items() if pool_id(member.planned.place) == pool), None)
    if way is None:
        raise UserError(f"{name} is fixed to {pool}, which cannot train; choose another pool for it.")
    return ProgrammeModel(key=name, tokens=tokens, way=way)


def _ways(setting: Setting) -> tuple[tuple[ProgrammeWay, ...], dict[str, Member]]:
    """Return each pool in each stretch of days in which its groups stay the same."""
    ways: list[ProgrammeWay] = []
    members: dict[str, Member] = {}
    open_since: dict[PoolPlace, int] = {}
    for presence, present in zip(setting.presences, setting.members, strict=True):
        for member in present:
            if member.too_small:
                continue
            place, groups = member.planned.place, tuple(group.key for group in member.planned.groups)
            known = open_since.get(place)
            if known is not None and ways[known].groups == groups and ways[known].until_day == presence.from_day:
                ways[known] = replace(ways[known], until_day=presence.to_day)
                continue
            key = pool_id(place) if place not in open_since else f"{pool_id(place)} from day {presence.from_day:g}"
            open_since[place] = len(ways)
            members[key] = member
            ways.append(
                ProgrammeWay(
                    key=key,
                    pools=frozenset({pool_id(place)}),
                    groups=groups,
                    tokens_per_day=member.delivered_tokens_per_s * SECONDS_PER_DAY,
                    from_day=presence.from_day,
                    until_day=presence.to_day,
                )
            )
    return tuple(ways), members


def _pools(found: PlannedProgramme) -> tuple[PoolResult, ...]:
    tokens = _tokens(found)
    total = sum(tokens.values())
    return tuple(
        pool_result(
            member,
            found.setting.plan,
            name=member.planned.pool.accelerator.name,
            estimate=member.fitted.estimate,
            token_share=tokens.get(member.planned.place, 0.0) / total,
        )
        for member in found.setting.pools
    )


def _tokens(found: PlannedProgramme) -> dict[PoolPlace, float]:
    tokens: dict[PoolPlace, float] = {}
    for one, model in zip(found.placed.placements, found.programme.models, strict=True):
        place = found.members[one.way].planned.place
        tokens[place] = tokens.get(place, 0.0) + model.tokens
    return tokens


def _saving(cost: CostResult | None, baseline: PlannedBaseline | None) -> float | None:
    if cost is None or baseline is None:
        return None
    return saving(cost.per_trillion_tokens.amount, baseline.cost.per_trillion_tokens.amount)


def _mixing(found: PlannedProgramme) -> MixingResult:
    tokens, placed = _tokens(found), found.placed
    models = ", ".join(
        f"{one.model} on {pool_id(found.members[one.way].planned.place)} from day {one.from_day:,.0f} to "
        f"{one.to_day:,.0f}"
        for one in placed.placements
    )
    total = found.tokens
    return MixingResult(
        strategy="programme",
        efficiency=None,
        why=f"{len(placed.placements)} models, each with weights of its own: {models}.",
        tokens_per_s=total / (placed.makespan_days * SECONDS_PER_DAY),
        timetable=tuple(
            Spell(
                kind="work",
                way=one.model,
                pools=(pool_id(found.members[one.way].planned.place),),
                shares={pool_id(found.members[one.way].planned.place): 1.0},
                from_day=one.from_day,
                to_day=one.to_day,
                tokens=model.tokens,
            )
            for one, model in zip(placed.placements, found.programme.models, strict=True)
        ),
        shares={pool_id(place): amount / total for place, amount in tokens.items()},
    )


def _dependence(found: PlannedProgramme) -> DependenceResult | None:
    """Return the dependence: makespans without each name, of the same aim, without the deadline."""
    members, plan = found.setting.pools, found.setting.plan
    tokens = _tokens(found)
    if plan.basis is DependenceBasis.SPEND:
        amounts = [sum(_spent(found.placed.money, group.key) for group in member.planned.groups) for member in members]
    else:
        amounts = [tokens.get(member.planned.place, 0.0) for member in members]
    if not any(amounts):
        return None
    contributions = [
        Contribution(amount=amount, names=names_of(member)) for amount, member in zip(amounts, members, strict=True)
    ]

    def days_of(kept: tuple[int, ...]) -> float:
        left = {pool_id(members[i].planned.place) for i in kept}
        ways = tuple(way for way in found.programme.ways if way.pools <= left)
        if not ways:
            return inf
        free = tuple(replace(model, way=None) for model in found.programme.models)
        again = best_programme(
            replace(found.programme, ways=ways, models=free, objective=Objective.DAYS, deadline_days=None)
        )
        return again.makespan_days if isinstance(again, ProgrammePlan) else inf

    return dependence_of(contributions, plan.basis, found.placed.makespan_days, days_of)


def _spent(money: Mapping[str, GroupMoney], key: str) -> float:
    return money[key].work


def _drawn(found: PlannedProgramme) -> Drawn:
    """Return draws of makespan and cost: models keep their pools and their order."""
    streams = Streams()
    ends: dict[str, Floats] = {}
    busy = {group.key: np.zeros(streams.draws) for group in found.programme.groups}
    by_key = {way.key: way for way in found.programme.ways}
    for one in sorted(found.placed.placements, key=lambda placement: placement.from_day):
        way, member = by_key[one.way], found.members[one.way]
        days = one.days / rate_factors(uncertain_pool(member), streams)
        pool = next(iter(way.pools))
        start = np.maximum(ends.get(pool, np.zeros(streams.draws)), way.from_day)
        ends[pool] = start + days
        for key in way.groups:
            busy[key] += days
    makespan = np.max(np.stack(list(ends.values())), axis=0)
    cost = np.zeros(streams.draws)
    for group in found.programme.groups:
        cost += _paid(group, busy[group.key], makespan) * _price(found.setting, group.key, streams)
    return Drawn(
        tokens_per_s=found.tokens / (makespan * SECONDS_PER_DAY),
        days=makespan,
        cost=cost,
        cost_per_trillion_tokens=cost / found.tokens * TRILLION_TOKENS,
    )


def _paid(group: PaidGroup, busy: Floats, makespan: Floats) -> Floats:
    held = np.maximum(0.0, np.minimum(makespan, group.until_day) - group.from_day)
    return group.per_worked_day * busy + group.per_held_day * held


def _price(setting: Setting, key: str, streams: Streams) -> Floats:
    priced = setting.priced.get(key)
    return np.ones(streams.draws) if priced is None else price_factors(doubted_prices(priced, setting.plan), streams)
