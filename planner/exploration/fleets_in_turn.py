"""What many fleets at once come to that work in turn: equally long, at the cheapest shares, or at given ones.

The same arithmetic as the timetable of one interval in which every pool is there from day 0, by closed form.
"""

from collections.abc import Sequence

import numpy as np

from planner.arrays import Floats, Mask
from planner.exploration.divided_shares import Terms, shares_in_time
from planner.exploration.fleet_rules import FleetRules, FleetWays
from planner.mixing.strategy import pool_id
from planner.mixing.working_pool import MixedRun, WorkingPool, largest, summed
from planner.units import SECONDS_PER_HOUR


def alone_rates(pools: Sequence[WorkingPool]) -> list[Floats]:
    """Return the delivered tokens a second of each pool that can train alone, else 0."""
    return [np.where(pool.fits_alone > 0, pool.delivered_tokens_per_s, 0.0) for pool in pools]


def equal_turns(pools: Sequence[WorkingPool]) -> tuple[Floats, ...]:
    """Return the shares of pools that work equally long: each by its speed."""
    rates = alone_rates(pools)
    total = summed(rates)
    with np.errstate(divide="ignore", invalid="ignore"):
        return tuple(np.where(total > 0, rate / total, 0.0) for rate in rates)


def fastest_alone(pools: Sequence[WorkingPool]) -> list[Floats]:
    """Return all tokens for the pool that trains fastest alone, of equals the first."""
    rates = alone_rates(pools)
    most, open_, shares = largest(rates), np.asarray(True), []
    for rate in rates:
        chosen = open_ & (rate == most) & (rate > 0.0)
        open_ = open_ & ~chosen
        shares.append(chosen.astype(np.float64))
    return shares


def divided_shares(
    pools: Sequence[WorkingPool], suppliers: Sequence[str], run: MixedRun, rules: FleetRules
) -> tuple[Floats, ...]:
    """Return the cheapest shares that keep the cap and end in time; where none do, the fastest that keep the cap.

    All NaN where there are too few suppliers. What stops cost does not choose shares; the time they take does.
    """
    number = list(dict.fromkeys(suppliers)).index
    rates = alone_rates(pools)
    with np.errstate(divide="ignore", invalid="ignore"):
        seconds = [np.where(rate > 0, 1.0 / rate, np.inf) for rate in rates]
        cost = [np.where(rate > 0, pool.price_per_hour / rate, np.inf) for rate, pool in zip(rates, pools, strict=True)]
    return shares_in_time(
        Terms(
            cost=[np.where(np.isnan(one), np.inf, one) for one in cost],
            seconds=seconds,
            names=[number(supplier) for supplier in suppliers],
            cap=rules.cap,
            hhi=rules.hhi,
            room_s=rules.deadline_s / run.tokens,
            stop_s=stop_s(run, rules) / run.tokens,
            by_time=rules.by_time,
        )
    )


def closed_form(run: MixedRun, rules: FleetRules) -> bool:
    """Say whether the best shares of arrays are those of plans: no stop, porting or deadline chooses them too."""
    in_limits = rules.hhi >= 1.0 and not (rules.several_layers or rules.spend_capped)
    free = stop_s(run, rules) == 0.0 and rules.porting == 0.0
    return in_limits and free and not np.isfinite(rules.deadline_s)


def stop_s(run: MixedRun, rules: FleetRules) -> float:
    """Return the seconds of one stop between two pools: the checkpoint over the slowest link, and the restart."""
    return _moved_s(run) + rules.restart_s


def in_turn(pools: Sequence[WorkingPool], shares: Sequence[Floats], run: MixedRun, rules: FleetRules) -> FleetWays:
    """Return what fleets come to whose pools work these shares alone, one after the other, the most expensive first."""
    rates = alone_rates(pools)
    with np.errstate(divide="ignore", invalid="ignore"):
        work = [np.where(share > 0, share * run.tokens / rate, 0.0) for share, rate in zip(shares, rates, strict=True)]
    takes = [np.asarray(share > 0, dtype=np.float64) for share in shares]
    moved_s = _moved_s(run)
    stops = np.maximum(0.0, summed(takes) - 1.0) * (moved_s + rules.restart_s)
    working = summed(work)
    wall = np.where(summed(list(shares)) > 0, working + stops, np.inf)
    prices = [np.where(take > 0, pool.price_per_hour, 0.0) for take, pool in zip(takes, pools, strict=True)]
    stopped_s = _stopped_s(pools, prices, takes, moved_s, rules.restart_s)
    paid_s = [one + stop for one, stop in zip(work, stopped_s, strict=True)]
    spend = [price * one / SECONDS_PER_HOUR for price, one in zip(prices, paid_s, strict=True)]
    kept = [_kept(pool, one, wall) for pool, one in zip(pools, paid_s, strict=True)]
    with np.errstate(divide="ignore", invalid="ignore"):
        return FleetWays(
            tokens_per_s=np.where(working > 0, run.tokens / working, 0.0),
            wall_s=wall,
            cost=summed(spend) + summed(kept) + porting_cost(pools, takes, rules),
            way=np.zeros((), dtype=np.int64),
            parts=tuple(np.asarray(share) for share in shares),
            spend=tuple(spend),
            bound=np.asarray(False),
        )


def _stopped_s(
    pools: Sequence[WorkingPool], prices: Sequence[Floats], takes: Sequence[Floats], moved_s: float, restart_s: float
) -> list[Floats]:
    """Return how long each pool is paid in stops: the next for the whole stop, the one before while it hands over.

    The most expensive goes first, the cheapest last, of equals by their ids, as in a timetable.
    """
    several = summed(list(takes)) > 1
    first = largest(prices)
    last = -largest([np.where(take > 0, -price, -np.inf) for take, price in zip(takes, prices, strict=True)])
    order = sorted(range(len(pools)), key=lambda i: pool_id(pools[i].place))
    opening: list[Mask] = [np.asarray(False)] * len(pools)
    closing, opens, closes = list(opening), several, several
    for i in order:
        opening[i] = opens & (takes[i] > 0) & (prices[i] == first)
        opens = opens & ~opening[i]
    for i in reversed(order):
        closing[i] = closes & (takes[i] > 0) & (prices[i] == last) & ~opening[i]
        closes = closes & ~closing[i]
    stopped = []
    for take, at_first, at_last in zip(takes, opening, closing, strict=True):
        taking = several & (take > 0)
        taken_over = np.where(taking & ~at_first, moved_s + restart_s, 0.0)
        stopped.append(taken_over + np.where(taking & ~at_last, moved_s, 0.0))
    return stopped


def _kept(pool: WorkingPool, paid_s: Floats, wall_s: Floats) -> Floats:
    """Return what a pool costs by its terms while it neither works nor stops, held to the end of the run."""
    with np.errstate(invalid="ignore"):
        waiting = np.where(pool.kept_per_hour > 0, pool.kept_per_hour * (wall_s - paid_s), 0.0)
    cost: Floats = waiting / SECONDS_PER_HOUR
    return cost


def porting_cost(pools: Sequence[WorkingPool], takes: Sequence[Floats], rules: FleetRules) -> Floats:
    """Return the porting cost: once for every software stack that takes part beyond the one the run starts from."""
    if rules.porting == 0.0:
        return np.zeros(())
    stacks = dict.fromkeys(pool.stack for pool in pools if pool.stack != rules.start_stack)
    used = [largest([take for take, pool in zip(takes, pools, strict=True) if pool.stack == stack]) for stack in stacks]
    free = 1.0 if rules.start_stack is None else 0.0
    return rules.porting * np.maximum(0.0, summed(used) - free)


def _moved_s(run: MixedRun) -> float:
    """Return the seconds of the checkpoint over the slowest link there may be."""
    return run.checkpoint_bytes / min(link.bytes_per_s for link in run.links.every())
