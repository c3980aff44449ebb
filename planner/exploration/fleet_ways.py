"""How many fleets at once work one model: each in turn at its shares or joined, with days, money and shares as arrays.

The same arithmetic as the timetable of one interval in which every pool is there from day 0: turns by closed form,
joined ways by their rates. Windows are left to the exact planning of the frontier's fleets.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from planner.arrays import Floats, Mask
from planner.causes import Cause
from planner.english import words
from planner.exploration.alike_sites import AlikeSites, at_one_site
from planner.exploration.divided_shares import Terms, shares_in_time
from planner.exploration.own_batches import at_own_batches
from planner.mixing.pipelines.pipeline import might_deliver_more
from planner.mixing.strategies import AUTO, IN_TURN, STRATEGIES, Strategy, parts_of
from planner.mixing.strategy import PROGRAMME, pool_id
from planner.mixing.working_pool import MixedRun, WorkingPool, largest, summed
from planner.units import SECONDS_PER_HOUR

# How far a cap may be missed here and kept by its own plan, of local SGD, whose batches are interpolated: up to 0.029
# of a share, 0.047 of an HHI (Ling fleets).
NEAR: Final = 0.06
_ROUNDING = 1e-9  # of a rate that is to be beaten: what ties with it is looked at


class FleetRules(Struct, frozen=True, kw_only=True):
    """What decides how a fleet works: strategy, limit on suppliers' tokens, deadline, and time before money.

    ``divided`` False: turns are equally long. ``cap`` limits one supplier's share, ``hhi`` the sum of all squares.
    ``restart_s`` is the stop beside moving the checkpoint, ``porting`` what a stack costs beyond ``start_stack`` (None:
    beyond the first). ``deadline_s`` is infinite for none. ``approximate``: the plan has terms of several pools
    that arrays leave out, ``windows``: of one pool too; ``weighed``: it weighs what stops between its shares cost, and
    joined ways; ``several_layers``: it limits more than one layer, ``spend_capped``: shares of the spend, where arrays
    limit those of tokens. ``alike`` are sites of one accelerator.
    """

    strategy: str = AUTO
    divided: bool = False
    cap: float = 1.0
    hhi: float = 1.0
    deadline_s: float = float("inf")
    by_time: bool = False
    restart_s: float = 0.0
    porting: float = 0.0
    start_stack: str | None = None
    approximate: bool = False
    windows: bool = False
    weighed: bool = False
    several_layers: bool = False
    spend_capped: bool = False
    alike: tuple[AlikeSites, ...] = ()

    @property
    def joined(self) -> tuple[Strategy, ...]:
        """The strategies that are weighed against turns, or taken in their place."""
        if self.divided or self.strategy == IN_TURN:
            return ()
        if self.strategy != AUTO:
            return (STRATEGIES[self.strategy],)
        return tuple(strategy for strategy in STRATEGIES.values() if strategy.keeps_optimiser)


class FleetWays(Struct, frozen=True, kw_only=True):
    """What fleets come to: ``way`` is a position in ``WAYS`` (0: in turn); ``parts`` are each pool's of the tokens.

    Rates are delivered, over the days at work. A fleet that cannot work so has rate 0 and never ends. ``bound``: its
    own plan may be sooner or cheaper, or differ by terms that arrays leave out; the parts of stages, which are those of
    whole layers there, are by the pools' speed here.
    """

    tokens_per_s: Floats
    wall_s: Floats
    cost: Floats
    way: NDArray[np.int64]
    parts: tuple[Floats, ...]
    spend: tuple[Floats, ...]
    bound: Mask


class Refused(Struct, frozen=True, kw_only=True):
    """Where a fixed strategy cannot run, and why in words."""

    where: Mask
    words: str


WAYS = (IN_TURN, *STRATEGIES, PROGRAMME)


def alone_rates(pools: Sequence[WorkingPool]) -> list[Floats]:
    """Return the delivered tokens a second of each pool that can train alone, else 0."""
    return [np.where(pool.fits_alone > 0, pool.delivered_tokens_per_s, 0.0) for pool in pools]


def fleet_ways(pools: Sequence[WorkingPool], suppliers: Sequence[str], run: MixedRun, rules: FleetRules) -> FleetWays:
    """Return how every fleet works: of turns and joined ways those in time the cheapest, of none in time the fastest.

    Of equals the faster; by time alone where that is the objective or a price is unknown.
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
            alone = in_turn(pools, _fastest_alone(pools), run, rules)
            other = _picked(~can | (other.tokens_per_s <= alone.tokens_per_s), alone, other)
            can = other.tokens_per_s > 0.0
        chosen = can & (_present(pools) > 1) if fixed else can & _preferred(other, best, rules)
        best = _picked(chosen, other, best)
        if fixed:  # several pools that cannot follow the user's choice come to nothing
            best = _picked(several & ~can, _nothing(best), best)
    return replace(best, bound=_bound(pools, best, run, rules))


def refusals(pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules) -> list[Refused]:
    """Return where the strategy that the user fixed cannot run; of copies none, since one pool alone is one."""
    if rules.divided or rules.strategy in {AUTO, IN_TURN} or STRATEGIES[rules.strategy].own_batches:
        return []
    strategy = STRATEGIES[rules.strategy]
    several = _present(pools) > 1
    found = [(one.where & several, one.cause) for one in strategy.refusals(_able(strategy, pools), run)]
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
    for strategy in _admitted(rules):
        if strategy.stages is stages:
            able = _as_seen(strategy, pools, run)
            rate = at_one_site(strategy.rate(able, run, best), able, rules.alike)
            best = np.maximum(best, np.where(_present(pools) > 1, rate, 0.0))
    return best


def equal_turns(pools: Sequence[WorkingPool]) -> tuple[Floats, ...]:
    """Return the shares of pools that work equally long: each by its speed."""
    rates = alone_rates(pools)
    total = summed(rates)
    with np.errstate(divide="ignore", invalid="ignore"):
        return tuple(np.where(total > 0, rate / total, 0.0) for rate in rates)


def _fastest_alone(pools: Sequence[WorkingPool]) -> list[Floats]:
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
            cost=summed(spend) + summed(kept) + _porting(pools, takes, rules),
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


def _joined(
    strategy: Strategy, pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules, floor: Floats | None
) -> FleetWays:
    """Return what fleets come to whose pools all work at the same time; rate 0 where they cannot."""
    able = _as_seen(strategy, pools, run)
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
        cost=summed(list(spend)) + _porting(pools, taking, rules),
        way=np.asarray(WAYS.index(strategy.key)),
        parts=parts,
        spend=spend,
        bound=np.asarray(False),
    )


def _as_seen(strategy: Strategy, pools: Sequence[WorkingPool], run: MixedRun) -> list[WorkingPool]:
    able = _able(strategy, pools)
    return at_own_batches(able, run) if strategy.own_batches else able


def _able(strategy: Strategy, pools: Sequence[WorkingPool]) -> list[WorkingPool]:
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
    return np.where(np.isfinite(rate), rate, 0.0) * (1.0 - _ROUNDING)


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


def _bound(pools: Sequence[WorkingPool], taken: FleetWays, run: MixedRun, rules: FleetRules) -> Mask:
    """Return where days and cost are not surely those of the fleet's own plan: there one fleet's search looks further.

    Its pipelines may use fewer devices, and stages in chunks; where none can beat what is taken nothing does. One pool
    that is there from the first day works alone whatever the terms.
    """
    if rules.windows:
        return np.asarray(True)
    several = _present(pools) > 1
    if rules.approximate or (rules.divided and rules.hhi < 1.0):  # an HHI is kept to within a point
        return several
    if rules.weighed or (rules.divided and not closed_form(run, rules)):
        return several & ~_surely_best(pools, taken, run, rules)
    if not rules.joined:
        return np.asarray(False)
    in_stages = np.isin(taken.way, [WAYS.index(strategy.key) for strategy in rules.joined if strategy.stages])
    floor = np.where(taken.tokens_per_s > 0.0, rate_to_beat(pools, taken, run, rules), 0.0)
    on_fewer = _may_gain_idle(pools, run, rules, np.maximum(floor, np.where(taken.way > 0, taken.tokens_per_s, 0.0)))
    if any(strategy.stages for strategy in rules.joined):
        return several & (in_stages | on_fewer | might_deliver_more(pools, run, floor))
    return several & on_fewer


def _may_gain_idle(pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules, to_beat: Floats) -> Mask:
    """Return where a joined way might exceed a rate with nodes of it, or pools as a whole, idle."""
    mask = np.asarray(False)
    for strategy in rules.joined:
        able = _able(strategy, pools) if strategy.own_nodes else ()
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
    in_time = rules.spend_capped | ~(work_s > rules.deadline_s * (1.0 + _ROUNDING))
    may: Mask = in_time & (cheapest <= budget * (1.0 + _ROUNDING))
    return may


def _may_keep(pools: Sequence[WorkingPool], taken: FleetWays, run: MixedRun, rules: FleetRules, budget: float) -> Mask:
    """Return where a joined way might end in time and cost no more than there is, with pools idle too."""
    mask = np.asarray(False)
    for strategy in rules.joined:
        able = _able(strategy, pools)
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
    rate: Floats = np.fmax(run.tokens / rules.deadline_s, price * (run.tokens / budget)) * (1.0 - _ROUNDING)
    return rate


def _may_join(pools: Sequence[WorkingPool], run: MixedRun, rules: FleetRules) -> Mask:
    """Return where a joined way might train, and end in time if no pool alone does; with pools idle too."""
    in_time = run.tokens / rules.deadline_s * (1.0 - _ROUNDING)
    floor = np.where(largest(alone_rates(pools)) >= in_time, 0.0, in_time)
    mask = np.asarray(False)
    for strategy in _asked(rules):
        able = _as_seen(strategy, pools, run)
        if strategy.stages:
            mask = mask | might_deliver_more(able, run, floor)
        for part in () if strategy.stages else parts_of(able) if strategy.own_nodes else (able,):
            most = strategy.most(part, run) if strategy.own_nodes else strategy.rate(part, run, floor)
            mask = mask | (most > floor)
    return mask


def idles(pools: Sequence[WorkingPool], taken: FleetWays, run: MixedRun, rules: FleetRules) -> Mask:
    """Return where nodes or pools may be idle in a fleet's own plan that work here."""
    return _may_gain_idle(pools, run, rules, taken.tokens_per_s)


def _surely_best(pools: Sequence[WorkingPool], taken: FleetWays, run: MixedRun, rules: FleetRules) -> Mask:
    """Return where one pool trains all tokens and no other way is cheaper (by time: sooner), so that no mix of ways is.

    A mix costs no less than the cheapest of its ways, its porting and its stops no less than theirs.
    """
    if rules.several_layers:
        return np.asarray(False)
    best: Mask = (largest(list(taken.parts)) >= 1.0 - _ROUNDING) & (taken.wall_s <= rules.deadline_s)
    if rules.porting > 0.0 and not rules.by_time:
        none = [np.zeros(())] * len(pools)
        for number in range(len(pools)):
            with np.errstate(invalid="ignore"):  # of a pool that cannot train the cost is no number, and not less
                whole = in_turn(pools, [*none[:number], np.ones(()), *none[number + 1 :]], run, rules)
                best = best & ~(whole.cost < taken.cost * (1.0 - _ROUNDING))
    floor = np.where(best, rate_to_beat(pools, taken, run, rules), np.inf)
    for strategy in _asked(rules):
        if not np.any(best):
            break
        able = _as_seen(strategy, pools, run)
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


def _present(pools: Sequence[WorkingPool]) -> Floats:
    return summed([(pool.devices > 0).astype(np.float64) for pool in pools])


def _porting(pools: Sequence[WorkingPool], takes: Sequence[Floats], rules: FleetRules) -> Floats:
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


def _admitted(rules: FleetRules) -> Iterator[Strategy]:
    for strategy in STRATEGIES.values():
        if strategy.keeps_optimiser or strategy.key == rules.strategy:
            yield strategy


def _said(cause: Cause) -> str:
    return words(cause)
