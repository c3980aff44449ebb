"""How many fleets at once work one model: each in turn at its shares or joined, with days, money and shares as arrays.

The same arithmetic as the timetable of one interval in which every pool is there from day 0: turns by closed form,
joined ways by their rates. Windows are left to the exact planning of the frontier's fleets.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats, Mask
from planner.causes import Cause
from planner.english import words
from planner.exploration.alike_sites import at_one_site
from planner.exploration.fleet_rules import WAYS, FleetRules, FleetWays
from planner.exploration.fleets_in_turn import (
    alone_rates,
    divided_shares,
    equal_turns,
    fastest_alone,
    in_turn,
    porting_cost,
)
from planner.exploration.own_batches import at_own_batches
from planner.mixing.strategies import AUTO, IN_TURN, STRATEGIES, Strategy
from planner.mixing.working_pool import MixedRun, WorkingPool, largest, summed
from planner.units import SECONDS_PER_HOUR

ROUNDING = 1e-9  # of a rate that is to be beaten: what ties with it is looked at


class Refused(Struct, frozen=True, kw_only=True):
    """Where a fixed strategy cannot run, and why in words."""

    where: Mask
    words: str


def fleet_ways(pools: Sequence[WorkingPool], suppliers: Sequence[str], run: MixedRun, rules: FleetRules) -> FleetWays:
    """Return how every fleet works: of turns and joined ways those in time the cheapest, of none in time the fastest.

    Of equals the faster; by time alone where that is the objective or a price is unknown. None is marked as bound.
    """
    shares = divided_shares(pools, suppliers, run, rules) if rules.divided else equal_turns(pools)
    best = in_turn(pools, shares, run, rules)
    fixed = rules.strategy not in {AUTO, IN_TURN} and not rules.divided
    floor = None if fixed else rate_to_beat(pools, best, run, rules)
    several = summed([(rate > 0).astype(np.float64) for rate in alone_rates(pools)]) > 1
    for strategy in rules.joined:
        other = _joined(strategy, pools, run, rules, floor)
        can = other.tokens_per_s > 0.0
        if strategy.own_batches:  # where copies lack room, or end later than the fastest pool, this is shown alone
            alone = in_turn(pools, fastest_alone(pools), run, rules)
            other = _picked(~can | (other.tokens_per_s <= alone.tokens_per_s), alone, other)
            can = other.tokens_per_s > 0.0
        chosen = can & (present_pools(pools) > 1) if fixed else can & _preferred(other, best, rules)
        best = _picked(chosen, other, best)
        if fixed:  # several pools that cannot follow the user's choice come to nothing
            best = _picked(several & ~can, _nothing(best), best)
    return best


def refusals(pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules) -> list[Refused]:
    """Return where the strategy that the user fixed cannot run; of copies none, since one pool alone is one."""
    if rules.divided or rules.strategy in {AUTO, IN_TURN} or STRATEGIES[rules.strategy].own_batches:
        return []
    strategy = STRATEGIES[rules.strategy]
    several = present_pools(pools) > 1
    found = [(one.where & several, one.cause) for one in strategy.refusals(able_pools(strategy, pools), run)]
    return [Refused(where=np.asarray(where), words=_said(cause())) for where, cause in found if np.any(where)]


def fastest_rate(pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules) -> Floats:
    """Return the delivered rate of the fleet's fastest single-model way: a pool alone, or a joined way."""
    return with_stages(pools, run, rules, fastest_without_stages(pools, run, rules))


def fastest_without_stages(pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules) -> Floats:
    """Return what the ways reach whose pools are no stages: stages have to be searched for."""
    return _faster(pools, run, rules, np.maximum(largest(alone_rates(pools)), 0.0), stages=False)


def with_stages(pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules, known: Floats) -> Floats:
    """Return the greater of a known rate and what the ways reach whose pools are stages."""
    return _faster(pools, run, rules, known, stages=True)


def _faster(pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules, known: Floats, *, stages: bool) -> Floats:
    best = known
    for strategy in admitted(rules):
        if strategy.stages is stages:
            able = as_seen(strategy, pools, run)
            rate = at_one_site(strategy.rate(able, run, best), able, rules.alike)
            best = np.maximum(best, np.where(present_pools(pools) > 1, rate, 0.0))
    return best


def _joined(
    strategy: Strategy, pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules, floor: Floats | None
) -> FleetWays:
    """Return what fleets come to whose pools all work at the same time; rate 0 where they cannot."""
    able = as_seen(strategy, pools, run)
    rate = strategy.rate(able, run, floor)
    for refusal in strategy.refusals(able, run):
        rate = np.where(refusal.where, 0.0, rate)
    rate = at_one_site(rate, able, rules.alike)
    with np.errstate(divide="ignore", invalid="ignore"):
        wall = np.where(rate > 0, run.tokens / rate, np.inf)
        there = [pool.active if strategy.own_batches else pool.devices > 0 for pool in able]
        spend = tuple(
            np.where(works, pool.price_per_hour, 0.0) * wall / SECONDS_PER_HOUR
            for works, pool in zip(there, able, strict=True)
        )
        work = strategy.work(able, run, rate > 0)
        total = summed(work)
        parts = tuple(np.where(total > 0, one / total, 0.0) for one in work)
    taking = [np.asarray(works, dtype=np.float64) for works in there]
    return FleetWays(
        tokens_per_s=rate,
        wall_s=wall,
        cost=summed(list(spend)) + porting_cost(pools, taking, rules),
        way=np.asarray(WAYS.index(strategy.key)),
        parts=parts,
        spend=spend,
        bound=np.asarray(False),
    )


def as_seen(strategy: Strategy, pools: Sequence[WorkingPool], run: MixedRun) -> list[WorkingPool]:
    """Return the pools as a strategy sees them, at their own batches where they have these."""
    able = able_pools(strategy, pools)
    return at_own_batches(able, run) if strategy.own_batches else able


def able_pools(strategy: Strategy, pools: Sequence[WorkingPool]) -> list[WorkingPool]:
    """Return the pools as a strategy sees them: those too small to train alone only work as stages."""
    if strategy.stages:
        return list(pools)
    return [
        replace(pool, healthy_tokens_per_s=np.where(pool.fits_alone > 0, pool.healthy_tokens_per_s, 0.0))
        for pool in pools
    ]


def rate_to_beat(pools: Sequence[WorkingPool], best: FleetWays, run: MixedRun, rules: FleetRules) -> Floats:
    """Return a delivered rate below which no joined way is preferred to what is known."""
    price = summed([np.where(pool.devices > 0, pool.price_per_hour, 0.0) for pool in pools])
    with np.errstate(divide="ignore", invalid="ignore"):
        sooner = run.tokens / best.wall_s
        cheaper = run.tokens * price / SECONDS_PER_HOUR / best.cost
        by_time = np.isnan(cheaper) | rules.by_time
        better = np.where(by_time, sooner, np.where(np.isfinite(cheaper), cheaper, 0.0))
        in_time = run.tokens / rules.deadline_s
    late = best.wall_s > rules.deadline_s
    rate = np.where(late, np.minimum(better, in_time), np.maximum(better, in_time))
    return np.where(np.isfinite(rate), rate, 0.0) * (1.0 - ROUNDING)


def _preferred(first: FleetWays, second: FleetWays, rules: FleetRules) -> Mask:
    on_time, other_on_time = first.wall_s <= rules.deadline_s, second.wall_s <= rules.deadline_s
    neither = ~on_time & ~other_on_time
    with np.errstate(invalid="ignore"):
        by_time = np.isnan(first.cost) | np.isnan(second.cost) | rules.by_time | neither
        sooner = first.wall_s < second.wall_s
        better = np.where(by_time, sooner, (first.cost < second.cost) | ((first.cost == second.cost) & sooner))
    mask: Mask = np.where(on_time == other_on_time, better, on_time) | (second.tokens_per_s <= 0.0)
    return mask


def _picked(mask: Mask, first: FleetWays, second: FleetWays) -> FleetWays:
    def pick(one: Floats, other: Floats) -> Floats:
        return np.where(mask, one, other)

    return FleetWays(
        tokens_per_s=pick(first.tokens_per_s, second.tokens_per_s),
        wall_s=pick(first.wall_s, second.wall_s),
        cost=pick(first.cost, second.cost),
        way=np.where(mask, first.way, second.way),
        parts=tuple(pick(one, other) for one, other in zip(first.parts, second.parts, strict=True)),
        spend=tuple(pick(one, other) for one, other in zip(first.spend, second.spend, strict=True)),
        bound=np.asarray(False),
    )


def _nothing(like: FleetWays) -> FleetWays:
    none = np.zeros(())
    return FleetWays(
        tokens_per_s=none,
        wall_s=np.full((), np.inf),
        cost=np.full((), np.nan),
        way=np.zeros((), dtype=np.int64),
        parts=tuple(none for _ in like.parts),
        spend=tuple(none for _ in like.spend),
        bound=np.asarray(False),
    )


def present_pools(pools: Sequence[WorkingPool]) -> Floats:
    """Return how many pools have devices."""
    return summed([(pool.devices > 0).astype(np.float64) for pool in pools])


def admitted(rules: FleetRules) -> Iterator[Strategy]:
    """Give the strategies of single-model ways: those that keep the optimiser, and the chosen one."""
    for strategy in STRATEGIES.values():
        if strategy.keeps_optimiser or strategy.key == rules.strategy:
            yield strategy


def _said(cause: Cause) -> str:
    return words(cause)
