"""Where the figures of many fleets at once may not be those of their own plans, which look further."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from msgspec.structs import replace

from planner.arrays import Floats, Mask
from planner.exploration.alike_sites import at_one_site
from planner.exploration.fleet_rules import WAYS, FleetRules, FleetWays
from planner.exploration.fleet_ways import (
    ROUNDING,
    able_pools,
    admitted,
    as_seen,
    fleet_ways,
    present_pools,
    rate_to_beat,
)
from planner.exploration.fleets_in_turn import alone_rates, closed_form, in_turn
from planner.mixing.pipelines.pipeline import might_deliver_more
from planner.mixing.strategies import AUTO, IN_TURN, STRATEGIES, Strategy, parts_of
from planner.mixing.working_pool import MixedRun, WorkingPool, largest, summed
from planner.units import SECONDS_PER_HOUR

# How far a cap may be missed here and kept by its own plan, of local SGD, whose batches are interpolated: up to 0.029
# of a share, 0.047 of an HHI (Ling fleets).
NEAR: Final = 0.06


def ways_of_fleets(
    pools: Sequence[WorkingPool], suppliers: Sequence[str], run: MixedRun, rules: FleetRules
) -> FleetWays:
    """Return how every fleet works, as ``fleet_ways`` does, marked where its own plan may differ."""
    ways = fleet_ways(pools, suppliers, run, rules)
    return replace(ways, bound=_may_differ(pools, ways, run, rules))


def _may_differ(pools: Sequence[WorkingPool], taken: FleetWays, run: MixedRun, rules: FleetRules) -> Mask:
    """Return where days and cost are not surely those of the fleet's own plan: there one fleet's search looks further.

    Its pipelines may use fewer devices, and stages in chunks; where none can beat what is taken nothing does. One pool
    that is there from the first day works alone whatever the terms.
    """
    if rules.windows:
        return np.asarray(True)
    several = present_pools(pools) > 1
    if rules.approximate or (rules.divided and rules.hhi < 1.0):  # an HHI is kept to within a point
        return several
    if rules.weighed or (rules.divided and not closed_form(run, rules)):
        return several & ~_surely_best(pools, taken, run, rules)
    if not rules.joined:
        return np.asarray(False)
    in_stages = np.isin(taken.way, [WAYS.index(strategy.key) for strategy in rules.joined if strategy.stages])
    floor = np.where(taken.tokens_per_s > 0.0, rate_to_beat(pools, taken, run, rules), 0.0)
    to_beat = np.maximum(floor, np.where(taken.way > 0, taken.tokens_per_s, 0.0))
    on_fewer = _may_gain_idle(pools, run, rules, to_beat, rules.joined)
    if any(strategy.stages for strategy in rules.joined):
        return several & (in_stages | on_fewer | might_deliver_more(pools, run, floor))
    return several & on_fewer


def may_be_faster(pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules, known: Floats) -> Mask:
    """Return where the fastest single-model way of a fleet may exceed a known rate, as a plan searches it.

    Its joined ways may leave nodes and pools idle, its pipelines use fewer devices or chunks; batches of its own are
    interpolated here.
    """
    ways = tuple(admitted(rules))
    mask = _may_gain_idle(pools, run, rules, known, ways)
    for strategy in ways:
        if strategy.stages:
            mask = mask | might_deliver_more(pools, run, known)
        elif strategy.own_batches:
            mask = np.asarray(True)
    return mask & (present_pools(pools) > 1)


def _may_gain_idle(
    pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules, to_beat: Floats, ways: Iterable[Strategy]
) -> Mask:
    """Return where a joined way might exceed a rate with nodes of it, or pools as a whole, idle."""
    mask = np.asarray(False)
    for strategy in ways:
        able = able_pools(strategy, pools) if strategy.own_nodes else ()
        for part in parts_of(able):
            mask = mask | (at_one_site(strategy.most(part, run), part, rules.alike) > to_beat)
    return mask


def own_plan_tells(
    pools: Sequence[WorkingPool], taken: FleetWays, run: MixedRun, rules: FleetRules, budget: float
) -> Mask:
    """Return where a fleet that keeps no limit so may keep it by its own plan.

    Its best shares mix turns and others: turns at other shares may stop less often, a joined way may be in time where
    none of them is. Without best shares its joined ways may use fewer devices, or stages in chunks.
    """
    if rules.divided:
        return taken.bound & (_may_turn(pools, taken, run, rules, budget) | _may_join(pools, run, rules))
    if rules.weighed:
        return taken.bound if _asked(rules) else np.asarray(False)
    return taken.bound & _may_keep(pools, taken, run, rules, budget)


def _may_turn(pools: Sequence[WorkingPool], taken: FleetWays, run: MixedRun, rules: FleetRules, budget: float) -> Mask:
    """Return where turns at other shares than these might keep the limits: the stops apart, none works for less.

    Of fleets that end too late the shares are those that work the least time under the cap.
    """
    if closed_form(run, rules):
        return np.asarray(False)
    with np.errstate(divide="ignore", invalid="ignore"):
        work_s = run.tokens / taken.tokens_per_s
        alone = [np.where(rate > 0.0, pool.price_per_hour / rate, np.inf)
                 for rate, pool in zip(alone_rates(pools), pools, strict=True)]  # fmt: skip
    cheapest = -largest([-np.where(np.isnan(one), 0.0, one) for one in alone]) * (run.tokens / SECONDS_PER_HOUR)
    in_time = rules.spend_capped | ~(work_s > rules.deadline_s * (1.0 + ROUNDING))
    may: Mask = in_time & (cheapest <= budget * (1.0 + ROUNDING))
    return may


def _may_keep(pools: Sequence[WorkingPool], taken: FleetWays, run: MixedRun, rules: FleetRules, budget: float) -> Mask:
    """Return where a joined way might end in time and cost no more than there is, with pools idle too."""
    mask = np.asarray(False)
    for strategy in rules.joined:
        able = able_pools(strategy, pools)
        if strategy.own_batches:  # whose batches are interpolated here
            mask = mask | (taken.tokens_per_s * (1.0 + NEAR) > _rate_within(able, run, rules, budget))
        elif strategy.stages:
            mask = mask | might_deliver_more(able, run, _rate_within(able, run, rules, budget))
        else:
            for part in parts_of(able) if strategy.own_nodes else (able,):
                mask = mask | (strategy.most(part, run) > _rate_within(part, run, rules, budget))
    return mask


def _rate_within(pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules, budget: float) -> Floats:
    """Return the delivered rate below which some pools that work together end too late, or cost more than there is."""
    price = summed([np.where(pool.devices > 0, pool.price_per_hour, 0.0) for pool in pools]) / SECONDS_PER_HOUR
    rate: Floats = np.fmax(run.tokens / rules.deadline_s, price * (run.tokens / budget)) * (1.0 - ROUNDING)
    return rate


def _may_join(pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules) -> Mask:
    """Return where a joined way might train, and end in time if no pool alone does; with pools idle too."""
    in_time = run.tokens / rules.deadline_s * (1.0 - ROUNDING)
    floor = np.where(largest(alone_rates(pools)) >= in_time, 0.0, in_time)
    mask = np.asarray(False)
    for strategy in _asked(rules):
        able = as_seen(strategy, pools, run)
        if strategy.stages:
            mask = mask | might_deliver_more(able, run, floor)
        for part in () if strategy.stages else parts_of(able) if strategy.own_nodes else (able,):
            most = strategy.most(part, run) if strategy.own_nodes else strategy.rate(part, run, floor)
            mask = mask | (most > floor)
    return mask


def idles(pools: Sequence[WorkingPool], taken: FleetWays, run: MixedRun, rules: FleetRules) -> Mask:
    """Return where nodes or pools may be idle in a fleet's own plan that work here."""
    return _may_gain_idle(pools, run, rules, taken.tokens_per_s, rules.joined)


def _surely_best(pools: Sequence[WorkingPool], taken: FleetWays, run: MixedRun, rules: FleetRules) -> Mask:
    """Return where one pool trains all tokens and no other way is cheaper (by time: sooner), so that no mix of ways is.

    A mix costs no less than the cheapest of its ways, its porting and its stops no less than theirs.
    """
    if rules.several_layers:
        return np.asarray(False)
    best: Mask = (largest(list(taken.parts)) >= 1.0 - ROUNDING) & (taken.wall_s <= rules.deadline_s)
    if rules.porting > 0.0 and not rules.by_time:
        none = [np.zeros(())] * len(pools)
        for number in range(len(pools)):
            with np.errstate(invalid="ignore"):  # of a pool that cannot train the cost is no number, and not less
                whole = in_turn(pools, [*none[:number], np.ones(()), *none[number + 1 :]], run, rules)
                best = best & ~(whole.cost < taken.cost * (1.0 - ROUNDING))
    floor = np.where(best, rate_to_beat(pools, taken, run, rules), np.inf)
    for strategy in _asked(rules):
        if not np.any(best):
            break
        able = as_seen(strategy, pools, run)
        if strategy.own_nodes:  # nodes and pools of it may idle
            may = _may_gain_idle(pools, run, rules, floor, [strategy])
        else:
            may = might_deliver_more(able, run, floor) if strategy.stages else strategy.rate(able, run, floor) > floor
        best = best & ~may
    return best


def _asked(rules: FleetRules) -> tuple[Strategy, ...]:
    """Return the joined ways that best shares weigh beside turns; those that only keep caps weigh none."""
    if rules.divided and not rules.weighed:
        return ()
    if rules.strategy in {AUTO, IN_TURN}:
        return tuple(one for one in STRATEGIES.values() if one.keeps_optimiser and rules.strategy == AUTO)
    return (STRATEGIES[rules.strategy],)
