"""A planned timetable with other rates and prices: its order is kept, and what is late is worked at the end.

Bands, tornado, winner map and scenarios all read it, so that one event has one answer.
"""

from collections.abc import Callable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats
from planner.cluster import PoolPlace
from planner.mixing.local_terms import LocalTerms, efficiency_band
from planner.mixing.strategies import STRATEGIES
from planner.mixing.timetables.drawn_timetables import drawn, drawn_ways
from planner.planning.fleet import Fleet
from planner.planning.likely_sizes import count_log_sd
from planner.planning.members import Member
from planner.planning.planned_run import PlannedRun
from planner.planning.pools import PricedGroup
from planner.planning.programme import PlannedProgramme
from planner.planning.programme_pace import paced
from planner.planning.uncertain_counts import count_rate, uncertain_groups
from planner.planning.uncertain_members import uncertain_pool, uncertain_prices
from planner.planning.ways import PlannedWay
from planner.risk import DRAWS, P90_SDS, Drawn, Streams, load_spreads, normal_draws, price_factors, rate_factors
from planner.units import SECONDS_PER_DAY, TRILLION_TOKENS


class Retimed(Struct, frozen=True, kw_only=True):
    """Figures of a timetable in many cases, each (cases,); days and rent are infinite where the run does not finish.

    ``rent`` is everything but porting: a run that never ends has no cost that would be held against another's. Money
    means nothing where a price is unknown.
    """

    tokens: float
    days: Floats
    work_days: Floats
    rent: Floats
    porting: Floats

    @property
    def cost(self) -> Floats:
        """Cost of the run."""
        return self.rent + self.porting


def retimed(
    fleet: PlannedRun,
    rate_of: Callable[[Member], Floats],
    price_of: Callable[[PricedGroup], Floats],
    *,
    joint: Callable[[PlannedWay], Floats],
    porting: Floats,
) -> Retimed:
    """Return a run at its rates and prices times these factors, (cases,) each; a programme's models keep their order.

    A joined way goes at its pools' factors, weighted by their parts of the work, times ``joint`` of it.
    """
    if isinstance(fleet, PlannedProgramme):
        return _programme(fleet, rate_of, price_of, porting)
    assert isinstance(fleet, Fleet)  # noqa: S101 - a run is one model's or a programme's
    problem = replace(fleet.choice.problem, ways=drawn_ways(fleet.choice.problem, fleet.timetable.visits))
    planned = {(way.interval, way.key): way for way in fleet.choice.ways}
    rates = np.stack([_way(planned[way.interval, way.key], rate_of, joint) for way in problem.ways], axis=1)
    prices = np.stack([_price(fleet, group.key, price_of, len(rates)) for group in problem.groups], axis=1)
    answer = drawn(problem, fleet.timetable, rates, prices)
    return Retimed(
        tokens=fleet.plan.training.tokens,
        days=answer.days,
        work_days=np.sum(answer.work_days, axis=1),
        rent=_of_an_end(np.sum(answer.money, axis=1), answer.days),
        porting=fleet.porting * porting,
    )


def _programme(
    run: PlannedProgramme,
    rate_of: Callable[[Member], Floats],
    price_of: Callable[[PricedGroup], Floats],
    porting: Floats,
) -> Retimed:
    pace = paced(run, [rate_of(run.pool_of[one.way]) for one, _ in run.placements()])
    rent = np.zeros(pace.last_day.shape)
    for group in run.paid_groups:
        held = np.maximum(0.0, np.minimum(pace.last_day, group.until_day) - group.from_day)
        money = group.per_worked_day * pace.busy_days[group.key] + group.per_held_day * held
        rent = rent + money * _price(run, group.key, price_of, len(rent))
    return Retimed(
        tokens=run.trained_tokens,
        days=pace.days,
        work_days=pace.last_day,
        rent=_of_an_end(rent, pace.days),
        porting=run.porting * porting,
    )


def _of_an_end(money: Floats, days: Floats) -> Floats:
    return np.where(np.isfinite(days), money, np.inf)


def drawn_fleet(fleet: PlannedRun, *, seed: int = 0, draws: int = DRAWS) -> Drawn:
    """Return draws of a run's figures (the money among them means nothing where a price is unknown)."""
    streams, spreads = Streams(seed, draws), load_spreads()
    plan = fleet.plan

    # whoever states no number for one site of an accelerator states none for another: they are off together
    counts = {
        group.key: streams.factor(f"count:{group.accelerator}", count_log_sd(group))
        for group in uncertain_groups(fleet)
    }

    def joint(way: PlannedWay) -> Floats:
        return streams.factor("mixing", spreads.mixing) * _statistical(way, plan.mixing.local, streams)

    found = retimed(
        fleet,
        lambda member: rate_factors(uncertain_pool(member), streams) * count_rate(fleet, member, counts),
        lambda priced: price_factors(uncertain_prices(priced, plan), streams) * counts.get(priced.group.key, 1.0),
        joint=joint,
        porting=streams.factor("porting", spreads.porting),
    )
    return Drawn(
        tokens_per_s=np.where(np.isfinite(found.days), found.tokens / (found.work_days * SECONDS_PER_DAY), 0.0),
        days=found.days,
        cost=found.cost,
        unit_cost=found.cost / found.tokens * TRILLION_TOKENS,
    )


def _statistical(way: PlannedWay, terms: LocalTerms, streams: Streams) -> Floats:
    """Return factors of the statistical efficiency: below its middle by the P10's distance, above by the P90's."""
    if STRATEGIES[way.strategy].keeps_optimiser:
        return np.ones(streams.draws)
    low, middle, high = efficiency_band(terms, len(way.members))
    sds = normal_draws("statistical efficiency", streams.draws, streams.seed) / P90_SDS
    counted = np.where(sds < 0.0, middle + sds * (middle - low), np.minimum(1.0, middle + sds * (high - middle)))
    factors: Floats = np.maximum(counted, 1e-3) / middle
    return factors


def _way(way: PlannedWay, rate_of: Callable[[Member], Floats], joint: Callable[[PlannedWay], Floats]) -> Floats:
    factors: Floats = sum((way.parts[_place(member)] * rate_of(member) for member in way.members), start=np.zeros(()))
    return factors * joint(way) if len(way.members) > 1 else factors


def _place(member: Member) -> PoolPlace:
    return member.planned.place


def _price(fleet: PlannedRun, key: str, price_of: Callable[[PricedGroup], Floats], cases: int) -> Floats:
    priced = fleet.priced_group(key)
    return np.ones(cases) if priced is None else np.broadcast_to(price_of(priced), (cases,))
