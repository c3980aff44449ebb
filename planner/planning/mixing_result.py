"""How the pools work one model, in numbers and in words: the timetable, each pool alone, and what speaks against."""

from collections.abc import Collection, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from planner.catalogue.offers import Money
from planner.causes import Cause, FarApart, SearchedInPart, WouldEnd
from planner.cluster import Tenure
from planner.cost import CostResult
from planner.cost.kinds import MIGRATION, PORTING
from planner.english import remark
from planner.mixing.local_terms import efficiency_band
from planner.mixing.pipelines.arrangement import pool_layers
from planner.mixing.strategies import STRATEGIES
from planner.mixing.strategy import AloneResult, MixingResult, PipelineStage, Spell, pool_id
from planner.mixing.timetables.timetable import Entry, EntryKind
from planner.planning.beside_choice import alone_choices, choice_remarks
from planner.planning.choice import Choice
from planner.planning.energy import fleet_power_w
from planner.planning.fleet import Fleet, pool_names, token_shares
from planner.planning.idle_groups import idle_causes
from planner.planning.in_stages import at_work
from planner.planning.members import Member
from planner.planning.money import fleet_cost
from planner.planning.ways import PlannedWay
from planner.planning.ways_words import beside_alone, better_alone, why
from planner.units import SECONDS_PER_DAY


def mixing_result(fleet: Fleet, cost: CostResult | None, stages: tuple[PipelineStage, ...]) -> MixingResult:
    """Return how the fleet trains; the first sentence says what mixing costs and buys."""
    joined = fleet.joined
    alone = alone_results(fleet)
    cheapest, fastest = _cheapest(alone), min(alone, key=lambda one: one.days, default=None)
    causes = _causes(fleet, cost, cheapest, fastest)
    beside = beside_alone(fleet, cost, (cheapest, fastest))
    overhead = None if cost is None else cost.amount_of(MIGRATION, PORTING)
    local = joined is not None and not STRATEGIES[joined.strategy].keeps_optimiser
    return MixingResult(
        strategy=fleet.strategy,
        efficiency=None if joined is None else joined.tokens_per_s / sum(_rates(fleet, joined)),
        unbound=joined is not None and sum(_rates(fleet, joined)) > sum(_rates(fleet, joined, unbound=False)),
        why=why(fleet, beside, stages),
        beside=beside,
        tokens_per_s=fleet.tokens_per_s,
        overhead_days=fleet.timetable.days_of(EntryKind.STOP),
        overhead_cost=None if overhead is None else Money(amount=overhead, currency=fleet.plan.currency),
        refusals={key: remark(cause) for key, cause in {**fleet.choice.refused, **_no_better(fleet)}.items()},
        inter_pool_bytes_per_step=0.0 if joined is None else joined.crossing_bytes,
        layers=pool_layers(stages),
        stages=stages,
        timetable=tuple(_spell(fleet, entry) for entry in fleet.timetable.entries),
        shares=token_shares(fleet),
        statistical_efficiency=efficiency_band(fleet.plan.mixing.local, len(joined.members))
        if local and joined
        else None,
        cheapest_alone=cheapest,
        fastest_alone=fastest,
        remarks=tuple(remark(cause) for cause in causes),
        batches=dict(joined.batches) if joined else {},
        bound=joined is not None and any(isinstance(cause, SearchedInPart) for cause in joined.cautions),
        waited_days=fleet.timetable.days_of(EntryKind.WAIT),
    )


def alone_results(fleet: Fleet) -> tuple[AloneResult, ...]:
    """Return each pool doing the whole run alone; none for a fleet of one."""
    found = alone_choices(fleet.setting, fleet.choice)
    return tuple(_alone(fleet, choice) for choice in found) if len(fleet.members) > 1 else ()


def _alone(fleet: Fleet, choice: Choice) -> AloneResult:
    own = Fleet(name=fleet.name, setting=fleet.setting, choice=choice)
    member = choice.ways[0].members[0]
    cost = fleet_cost(own)
    taken = {group for way in choice.ways for group in way.groups}
    kept = tuple(key for key, money in choice.timetable.money.items() if key not in taken and money.total > 0.0)
    return AloneResult(
        pool=pool_id(member.planned.place),
        name=pool_names(fleet)[member.planned.place],
        supplier=member.planned.pool.accelerator.supplier,
        days=choice.timetable.days,
        cost=cost.total if cost else None,
        unit_cost=cost.unit_cost if cost else None,
        largest=1.0,
        kept=kept,
        power_w=_power_w(own, taken),
    )


def _power_w(alone: Fleet, taken: Collection[str]) -> float | None:
    """Return what a pool alone draws, and what it does not take but is owned or reserved."""
    plan, kept = alone.plan, {Tenure.OWNED, Tenure.RESERVED}
    there = tuple(one for one in alone.setting.groups if one.key in taken or one.tenure in kept)
    smaller = replace(plan, cluster=replace(plan.cluster, groups=there))
    return fleet_power_w(replace(alone, setting=replace(alone.setting, plan=smaller)))


def _cheapest(alone: Sequence[AloneResult]) -> AloneResult | None:
    priced = [one for one in alone if one.cost is not None]
    return min(priced, key=lambda one: (one.cost.amount if one.cost else 0.0, one.days), default=None)


def _causes(
    fleet: Fleet, cost: CostResult | None, cheapest: AloneResult | None, fastest: AloneResult | None
) -> tuple[Cause, ...]:
    found: list[Cause] = list(choice_remarks(fleet.setting, fleet.choice))
    better = better_alone(fleet, cost, [one for one in (cheapest, fastest) if one is not None])
    found += [] if better is None else [better]
    found += idle_causes(fleet)
    joined = fleet.joined
    return (*found, *(_by_names(cause, fleet) for cause in (joined.cautions if joined is not None else ())))


def _by_names(cause: Cause, fleet: Fleet) -> Cause:
    """Return a caution with what its pools are called in the place of their ids."""
    if not isinstance(cause, FarApart):
        return cause
    names = {pool_id(place): name for place, name in fleet.setting.names.items()}
    return replace(cause, pools=tuple(names.get(pool, pool) for pool in cause.pools))


def _rates(fleet: Fleet, joined: PlannedWay, *, unbound: bool = True) -> list[float]:
    """Return what each pool of a joined way delivers alone, at the whole batch.

    ``unbound``: as a stage, which holds a part of the model only, a pool may go as fast as if memory were no limit.
    """
    taken = {member.planned.place for member in joined.members}
    pools = [member for member in fleet.setting.members[joined.interval] if member.planned.place in taken]
    relieved = unbound and STRATEGIES[joined.strategy].stages
    return [_unbound_rate(member) if relieved else member.delivered_tokens_per_s for member in pools]


def _unbound_rate(member: Member) -> float:
    return max(member.delivered_tokens_per_s, member.unbound_tokens_per_s * member.site.factor * member.goodput)


def _no_better(fleet: Fleet) -> dict[str, Cause]:
    """Say of each strategy that was weighed what it would have come to."""
    taken, currency = fleet.timetable, fleet.plan.currency
    return {
        key: WouldEnd(
            days_later=other.days - taken.days,
            extra_cost=other.cost - taken.cost if fleet.priced else None,
            currency=currency,
        )
        for key, other in fleet.choice.others.items()
    }


def _spell(fleet: Fleet, entry: Entry) -> Spell:
    way = None if entry.way is None else fleet.choice.way(entry.interval, entry.way)
    shares = {} if way is None else {pool_id(place): part for place, part in way.parts.items()}
    working = way.members if way is not None and entry.kind is EntryKind.WORK else ()
    return Spell(
        kind=entry.kind.value,
        way=entry.way or "",
        pools=tuple(shares),
        shares=shares if entry.kind is EntryKind.WORK else {},
        from_day=entry.from_day,
        to_day=entry.to_day,
        tokens=entry.tokens,
        step_s=_step_s(fleet, way, entry) if way is not None and entry.kind is EntryKind.WORK else None,
        at_work={pool_id(one.planned.place): at_work(one, way.stages if way else ()) for one in working} or UNSET,
    )


def _step_s(fleet: Fleet, way: PlannedWay, entry: Entry) -> float:
    """Return the seconds of one healthy step of the way of working."""
    per_s = entry.tokens / (entry.days * SECONDS_PER_DAY) / way.goodput
    return fleet.plan.training.tokens_per_step / per_s
