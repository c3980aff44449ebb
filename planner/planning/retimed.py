"""A planned timetable with other rates and prices: its order is kept, and what is late is worked at the end.

Bands, tornado, winner map and scenarios all read it, so that one event has one answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.cluster import PoolPlace
from planner.mixing.drawn_timetables import drawn
from planner.mixing.local_terms import LocalTerms, efficiency_band
from planner.mixing.strategies import STRATEGIES
from planner.planning.fleet import Fleet
from planner.planning.members import Member, doubted_prices, uncertain_pool
from planner.planning.pools import PricedGroup
from planner.planning.ways import PlannedWay
from planner.risk import DRAWS, P90_SDS, Drawn, Streams, load_spreads, normal_draws, price_factors, rate_factors
from planner.units import SECONDS_PER_DAY, TRILLION_TOKENS

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retimed:
    """Figures of a timetable in many cases, each (cases,); ``days`` are infinite where the run does not finish.

    ``rent`` is everything but porting; money means nothing where a price is unknown.
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
    fleet: Fleet,
    rate_of: Callable[[Member], Floats],
    price_of: Callable[[PricedGroup], Floats],
    *,
    joint: Callable[[PlannedWay], Floats],
    porting: Floats,
) -> Retimed:
    """Return the fleet's timetable at its rates and prices times these factors, (cases,) each.

    A joined way goes at its pools' factors, weighted by their parts of the work, times ``joint`` of it.
    """
    keys = {visit.key for visit in fleet.timetable.visits}
    problem = replace(fleet.choice.problem, ways=tuple(way for way in fleet.choice.problem.ways if way.key in keys))
    planned = {(way.interval, way.key): way for way in fleet.choice.ways}
    rates = np.stack([_way(planned[way.interval, way.key], rate_of, joint) for way in problem.ways], axis=1)
    prices = np.stack([_price(fleet, group.key, price_of, len(rates)) for group in problem.groups], axis=1)
    answer = drawn(problem, fleet.timetable, rates, prices)
    return Retimed(
        tokens=fleet.plan.run.tokens,
        days=answer.days,
        work_days=np.sum(answer.work_days, axis=1),
        rent=np.sum(answer.money, axis=1),
        porting=sum(fleet.timetable.porting.values()) * porting,
    )


def drawn_fleet(fleet: Fleet, *, seed: int = 0, draws: int = DRAWS) -> Drawn:
    """Return draws of the fleet's figures (the money among them means nothing where a price is unknown)."""
    streams, spreads = Streams(seed, draws), load_spreads()
    plan = fleet.plan

    def joint(way: PlannedWay) -> Floats:
        return streams.factor("mixing", spreads.mixing) * _statistical(way, plan.mixing.local, streams)

    found = retimed(
        fleet,
        lambda member: rate_factors(uncertain_pool(member), streams),
        lambda priced: price_factors(doubted_prices(priced, plan), streams),
        joint=joint,
        porting=streams.factor("porting", spreads.porting),
    )
    return Drawn(
        tokens_per_s=found.tokens / (found.work_days * SECONDS_PER_DAY),
        days=found.days,
        cost=found.cost,
        cost_per_trillion_tokens=found.cost / found.tokens * TRILLION_TOKENS,
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


def _price(fleet: Fleet, key: str, price_of: Callable[[PricedGroup], Floats], cases: int) -> Floats:
    priced = fleet.priced_group(key)
    return np.ones(cases) if priced is None else np.broadcast_to(price_of(priced), (cases,))
