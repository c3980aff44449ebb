"""What no plan of a fleet can go below, for many fleets at once: days, cost, and cost under every cap.

Each token is worked by some pool, alone or with others, at what that takes of the pool's time and terms in the days in
which it is there. So windows, held groups, stops and porting only add to these figures; of fleets that the frontier
beats even by them nothing has to be planned.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from planner.arrays import Counts, Floats, Integers, Mask
from planner.exploration.evaluation import Evaluation, fallen, standing
from planner.exploration.floors_in_time import JoinedTerms, least_in_time
from planner.exploration.pool_table import PoolTable
from planner.exploration.retention import laid, suppliers_of
from planner.exploration.stopped_shares import StopTerms, least_cost, tuples_of
from planner.mixing.pipelines.stages_at_most import StagesAtMost
from planner.mixing.shares.capped_shares import cap_curve, ranking
from planner.mixing.strategies import STRATEGIES, Strategy, parts_of
from planner.mixing.working_pool import WorkingPool, laid_columns, largest, summed
from planner.plan import Objective
from planner.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, TRILLION_TOKENS

_TIE = 1e-9  # of a limit
_SLACK = 1e-6  # suppliers times cap reach 1 within this
_COLUMNS: Final = (
    "nodes", "days", "least", "turn_s", "turn_cost", "suppliers", "alone",
    "pool_cost", "pool_s", "pool_price_per_s", "joined_cost", "joined_s",
)  # fmt: skip
MOST_STOPPED: Final = 50_000  # fleets whose stops count in what they cost at least under a cap
_AT_ONCE: Final = 8_192
LATE: Final = "Past the deadline"
UNFINISHED: Final = "The windows of its groups close before all tokens are trained"


class OpenDays(Struct, frozen=True, kw_only=True):
    """A stretch of days and the pools as they are in it: columns over the sizes of the tables."""

    from_day: float
    to_day: float
    pools: tuple[WorkingPool, ...]


class Waiting(Struct, frozen=True, kw_only=True):
    """What groups cost while they wait: of a node a day, and the window, by group; and the tokens of the run."""

    kept_per_node_day: Floats
    from_days: Floats
    until_days: Floats
    tokens: float

    def held(self, nodes: Counts, days: Floats) -> Floats:
        """Return what fleets cost for being there until a day each."""
        found = np.zeros(len(days))
        for group, kept in enumerate(self.kept_per_node_day.tolist()):
            if kept > 0.0:
                there = np.maximum(0.0, np.minimum(days, self.until_days[group]) - self.from_days[group])
                found = found + kept * nodes[:, group] * np.where(nodes[:, group] > 0, there, 0.0)
        return found


class Stops(Struct, frozen=True, kw_only=True):
    """What stops between pools take at least and porting costs, and the suppliers and stacks of the pools."""

    names: tuple[int, ...]
    stacks: tuple[str, ...]
    moved_s: float
    stop_s: float
    porting: float
    start_stack: str | None


class FloorTerms(Struct, frozen=True, kw_only=True):
    """What floors are computed from.

    ``joined`` are the keys of the strategies that a plan of these fleets may take, ``stages`` bounds pipelines.
    ``models`` are the tokens of those of a programme (none: one model). ``by_cap``: under a cap on a supplier's share
    the cheapest supplier has no more; ``own_cap`` is the plan's.
    """

    evaluation: Evaluation
    open_days: tuple[OpenDays, ...]
    waiting: Waiting
    joined: tuple[str, ...]
    stages: StagesAtMost | None
    models: tuple[float, ...]
    by_cap: bool
    stops: Stops
    own_cap: float


class Floors(Struct, frozen=True, kw_only=True):
    """Fleets that may keep every limit, as columns of length n, and counts of the others by reason.

    ``least`` (n, m) is what the objective is at least where one supplier has at most 1, 1/2, 1/3 ... of the tokens
    (infinite beyond a fleet's suppliers); between two of them it is linear. ``turn_s`` and ``turn_cost`` are alike what
    a token takes where pools only take turns, the cost beyond what they cost waiting. ``alone`` is the position of the
    only supplier, -1 where there are several. ``pool_cost``, ``pool_s`` and ``pool_price_per_s`` (n, pools) are what a
    token costs and takes on each pool alone and what a second of it costs, all beyond waiting and at the least of any
    day (infinite: it never trains); ``joined_cost`` and ``joined_s`` are what one costs and takes where pools join.
    ``own_cap`` is the plan's on a supplier's share, which every fleet keeps that may be feasible. ``by_stops``: stops
    count as ``stops`` says. ``deadline_s`` is infinite for none.
    """

    nodes: Counts
    days: Floats
    least: Floats
    turn_s: Floats
    turn_cost: Floats
    suppliers: Integers
    alone: Integers
    pool_cost: Floats
    pool_s: Floats
    pool_price_per_s: Floats
    joined_cost: Floats
    joined_s: Floats
    waiting: Waiting
    stops: Stops
    objective: Objective
    own_cap: float
    by_stops: bool
    deadline_s: float
    blocked: dict[str, int]

    def __len__(self) -> int:
        return len(self.days)

    def at(self, cap: float) -> Floats:
        """Return the least of the objective under a cap; infinite where there are too few suppliers for it.

        Of cost, stops and the deadline count.
        """
        cap = min(cap, self.own_cap)
        least = self._under(cap, self.least)
        if self.objective is Objective.DAYS or not self.by_stops or len(self) > MOST_STOPPED:
            return least
        cost = self._in_parts(lambda part: self._in_time(part, cap)) + self.waiting.held(self.nodes, self.days)
        return np.maximum(least, self._scaled(np.where(np.isnan(cost), np.inf, cost)))

    def taken(self, rows: Integers) -> "Floors":
        """Return some of the fleets alone, by their rows; the others are counted nowhere."""
        return replace(self, **{name: getattr(self, name)[rows] for name in _COLUMNS})

    def _in_parts(self, least: Callable[[slice], Floats]) -> Floats:
        found = [least(slice(start, start + _AT_ONCE)) for start in range(0, len(self), _AT_ONCE)]
        return np.concatenate(found) if found else np.zeros(0)

    def _in_time(self, part: slice, cap: float) -> Floats:
        """Return what fleets cost at least under a cap beyond what they cost waiting, by any mix of ways in time."""
        tokens = self.waiting.tokens
        joined = JoinedTerms(cost=self.joined_cost[part] * tokens, seconds=self.joined_s[part] * tokens)
        return least_in_time(self._stop_terms(part, self.deadline_s), joined, cap)

    def _scaled(self, cost: Floats) -> Floats:
        return cost * (TRILLION_TOKENS / self.waiting.tokens if self.objective is Objective.UNIT_COST else 1.0)

    def _stopped(self, cap: float, deadline_s: float) -> Floats:
        """Return what pools in turn cost at least under a cap, stops counted; 0 where too many might take part."""
        return self._in_parts(lambda part: self._least_of(part, cap, deadline_s))

    def _least_of(self, part: slice, cap: float, deadline_s: float) -> Floats:
        terms = self._stop_terms(part, deadline_s)
        return np.zeros(terms.shape) if tuples_of(terms, cap) is None else least_cost(terms, cap)

    def _stop_terms(self, part: slice, deadline_s: float) -> StopTerms:
        own, tokens = self.pool_cost[part], self.waiting.tokens
        return StopTerms(
            cost=list(own.T * tokens),
            seconds=list(self.pool_s[part].T * tokens),
            price_per_s=list(self.pool_price_per_s[part].T),
            names=self.stops.names,
            stacks=self.stops.stacks,
            moved_s=self.stops.moved_s,
            stop_s=self.stops.stop_s,
            porting=self.stops.porting,
            deadline_s=deadline_s,
            shape=(len(own),),
            start_stack=self.stops.start_stack,
        )

    def in_turn(self, cap: float, objective: Objective, deadline_days: float) -> Floats:
        """Return the least of the objective of pools that take turns under a cap; infinite where they end too late."""
        cap = min(cap, self.own_cap)
        days = self._under(cap, self.turn_s) * (self.waiting.tokens / SECONDS_PER_DAY)
        least = days
        if objective is not Objective.DAYS:
            cost = self._under(cap, self.turn_cost) * self.waiting.tokens
            if self.by_stops and len(self) <= MOST_STOPPED:
                cost = np.maximum(cost, self._stopped(cap, deadline_days * SECONDS_PER_DAY))
            least = self._scaled(cost + self.waiting.held(self.nodes, days))
        return np.where(days > deadline_days * (1.0 + _SLACK), np.inf, np.where(np.isnan(least), np.inf, least))

    def _under(self, cap: float, columns: Floats) -> Floats:
        low = min(int(1.0 / cap + _TIE), columns.shape[1]) - 1
        first = columns[:, low]
        if low + 1 < columns.shape[1] and cap < 1.0 / (low + 1) - _TIE:
            part = (1.0 / (low + 1) - cap) / (1.0 / (low + 1) - 1.0 / (low + 2))
            further = columns[:, low + 1]
            first = np.where(np.isfinite(further), (1.0 - part) * first + part * further, np.inf)
        return np.where(self.suppliers * cap < 1.0 - _SLACK, np.inf, first)


def joined_floors(parts: Sequence[Floors]) -> Floors:
    """Return the fleets of all parts (at least one) in order."""
    blocked: dict[str, int] = {}
    for part in parts:
        for reason, count in part.blocked.items():
            blocked[reason] = blocked.get(reason, 0) + count
    columns: dict[str, Any] = {name: _in_a_row([getattr(part, name) for part in parts]) for name in _COLUMNS}
    same: dict[str, Any] = {
        name: getattr(parts[0], name) for name in ("waiting", "stops", "objective", "own_cap", "by_stops", "deadline_s")
    }
    return Floors(**columns, **same, blocked=blocked)


def _in_a_row(columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return columns one after the other; where no fleet of a part has so many suppliers there is nothing."""
    if columns[0].ndim == 1:
        return np.concatenate(columns)
    wide = max(one.shape[1] for one in columns)
    filled = [
        np.pad(one, ((0, 0), (0, wide - one.shape[1])), constant_values=np.inf) if one.shape[1] < wide else one
        for one in columns
    ]
    return np.concatenate(filled)


def floors_of(terms: FloorTerms, rows: Integers) -> Floors:
    """Return what fleets cannot go below; (n, pools) holds the position of each pool's size in its table."""
    evaluation = terms.evaluation
    tables = _at(evaluation.tables, rows)
    there, blocked = standing(evaluation, tables, len(rows))
    rows = rows[there]
    tables = _at(evaluation.tables, rows)
    stretches = [_laid(one, rows) for one in terms.open_days]
    nodes = np.zeros((len(rows), evaluation.groups), dtype=np.int32)
    for table in tables:
        nodes[:, table.positions] = table.nodes
    days = _least_days(terms, stretches, len(rows))
    money = [_per_token(stretches, pool, len(rows), _money) for pool in range(len(tables))]
    turn_cost = _curve(terms, tables, money)
    cost = _least_cost(terms, stretches, turn_cost, terms.waiting.held(nodes, days))
    keeps = fallen(np.ones(len(rows), dtype=np.bool_), _reasons(terms, nodes, days, cost[:, 0]), blocked)
    own = np.stack([_active(tables, name, len(rows)) for name in suppliers_of(tables)], axis=1)
    many = own.sum(axis=1)
    seconds = [_per_token(stretches, pool, len(rows), _seconds) for pool in range(len(tables))]
    prices = [_least_price(stretches, pool, len(rows)) for pool in range(len(tables))]
    joined_cost, joined_s = _joined(terms, stretches, len(rows))
    return Floors(
        nodes=nodes[keeps],
        days=days[keeps],
        least=_objective(evaluation, days, cost)[keeps],
        turn_s=_curve(terms, tables, seconds)[keeps],
        turn_cost=turn_cost[keeps],
        suppliers=many.astype(np.int64)[keeps],
        alone=np.where(many == 1, own.argmax(axis=1), -1).astype(np.int64)[keeps],
        pool_cost=np.stack(money, axis=1)[keeps],
        pool_s=np.stack(seconds, axis=1)[keeps],
        pool_price_per_s=np.stack(prices, axis=1)[keeps],
        joined_cost=joined_cost[keeps],
        joined_s=joined_s[keeps],
        waiting=terms.waiting,
        stops=terms.stops,
        objective=evaluation.objective,
        own_cap=terms.own_cap,
        by_stops=terms.by_cap and not terms.models,
        deadline_s=evaluation.limits.deadline_days * SECONDS_PER_DAY,
        blocked=blocked,
    )


def _joined(terms: FloorTerms, stretches: Sequence[OpenDays], fleets: int) -> tuple[Floats, Floats]:
    """Return the least cost and seconds of a token where pools join, some idle if they may; infinite where none can."""
    cost, seconds = np.full(fleets, np.inf), np.full(fleets, np.inf)
    for one in stretches if terms.joined else ():
        for pools, rate in _together_at_most(terms, one.pools):
            price = summed([np.where(pool.devices > 0, _money(pool), 0.0) for pool in pools])
            several = summed([(pool.devices > 0).astype(np.float64) for pool in pools]) > 1
            with np.errstate(divide="ignore", invalid="ignore"):
                can = several & (rate > 0.0)
                cost = np.fmin(cost, np.where(can, price / rate, np.inf))
                seconds = np.fmin(seconds, np.where(can, 1.0 / rate, np.inf))
    return cost, seconds


def _together_at_most(
    terms: FloorTerms, pools: Sequence[WorkingPool]
) -> Iterator[tuple[Sequence[WorkingPool], Floats]]:
    """Give all pools, and the parts of them that may join while others are idle, with what they deliver at most."""
    yield pools, summed([pool.delivered_tokens_per_s for pool in pools]) * _boost(terms, pools, least=0.0)
    able = [STRATEGIES[key] for key in terms.joined if STRATEGIES[key].own_nodes]
    for part in parts_of(pools) if able else ():
        yield part, largest([strategy.most(part, terms.evaluation.run) for strategy in able])


def _reasons(terms: FloorTerms, nodes: Counts, days: Floats, cost: Floats) -> list[tuple[str, Mask]]:
    limits = terms.evaluation.limits
    return [
        ("The fleet has no devices", ~np.any(nodes > 0, axis=1)),
        (UNFINISHED, ~np.isfinite(days)),
        ("Over the budget", np.isfinite(cost) & (cost > limits.budget * (1.0 + _TIE))),
        (LATE, days > limits.deadline_days * (1.0 + _TIE)),
    ]


def _at(tables: Sequence[PoolTable], rows: Integers) -> list[PoolTable]:
    return [laid(table, rows[:, pool], (-1,)) for pool, table in enumerate(tables)]


def _laid(one: OpenDays, rows: Integers) -> OpenDays:
    pools = tuple(laid_columns(pool, rows[:, place], (-1,)) for place, pool in enumerate(one.pools))
    return OpenDays(from_day=one.from_day, to_day=one.to_day, pools=pools)


def _active(tables: Sequence[PoolTable], supplier: str, fleets: int) -> Mask:
    own = [table.working.devices > 0 for table in tables if table.supplier == supplier]
    return np.broadcast_to(np.any(own, axis=0), (fleets,))


def _alone(pool: WorkingPool) -> Floats:
    return np.where(pool.fits_alone > 0, pool.delivered_tokens_per_s, 0.0)


def _boost(terms: FloorTerms, pools: Sequence[WorkingPool], least: float = 1.0) -> Floats:
    """Return how many times the pools' own rates together joined ways may deliver; ``least`` at least."""
    total = summed([pool.delivered_tokens_per_s for pool in pools])
    several = summed([(pool.devices > 0).astype(np.float64) for pool in pools]) > 1
    most = np.full((), least)
    with np.errstate(divide="ignore", invalid="ignore"):
        for key in terms.joined:
            above = _above(terms, STRATEGIES[key], pools, total)
            most = np.maximum(most, np.where(several & (total > 0.0), above, least))
    return most


def _above(terms: FloorTerms, strategy: Strategy, pools: Sequence[WorkingPool], total: Floats) -> Floats:
    above = strategy.most(pools, terms.evaluation.run) / total
    if strategy.stages and terms.stages is not None:
        above = np.fmin(above, terms.stages.of_fleets(pools))
    return above


def _most(terms: FloorTerms, pools: Sequence[WorkingPool]) -> Floats:
    """Return what pools deliver a second at most: those of a programme side by side, else one way at a time."""
    alone = [_alone(pool) for pool in pools]
    if terms.models:
        return summed(alone)
    fastest = np.maximum(largest(alone), 0.0)
    if not terms.joined:
        return fastest
    several = summed([(pool.devices > 0).astype(np.float64) for pool in pools]) > 1
    together = summed([pool.delivered_tokens_per_s for pool in pools]) * _boost(terms, pools, least=0.0)
    return np.where(several, np.fmax(together, fastest), fastest)


def _least_days(terms: FloorTerms, stretches: Sequence[OpenDays], fleets: int) -> Floats:
    rates = [np.broadcast_to(_most(terms, one.pools), (fleets,)) for one in stretches]
    days = _worked_off(stretches, rates, terms.evaluation.run.tokens)
    if terms.models:  # a model is worked by one pool
        one_pool = [np.broadcast_to(largest([_alone(pool) for pool in one.pools]), (fleets,)) for one in stretches]
        days = np.maximum(days, _worked_off(stretches, one_pool, max(terms.models)))
    return days


def _worked_off(stretches: Sequence[OpenDays], rates: Sequence[Floats], tokens: float) -> Floats:
    """Return the day by which the tokens are done at a rate a stretch; infinite where they never are."""
    left, days = np.full(rates[0].shape, tokens), np.full(rates[0].shape, np.inf)
    for one, rate in zip(stretches, rates, strict=True):
        length = one.to_day - one.from_day
        with np.errstate(divide="ignore", invalid="ignore"):
            need = np.where(rate > 0.0, left / rate / SECONDS_PER_DAY, np.inf)
            ends = ~np.isfinite(days) & (need <= length) & np.isfinite(need)
            days = np.where(ends, one.from_day + need, days)
            left = left - np.where(np.isfinite(days), 0.0, rate * np.where(rate > 0.0, length, 0.0) * SECONDS_PER_DAY)
    return days


def _least_cost(terms: FloorTerms, stretches: Sequence[OpenDays], turn_cost: Floats, held: Floats) -> Floats:
    """Return the least cost of the run (n, m), one supplier with at most 1, 1/2, 1/3 ... of the tokens.

    Of a joined way each pool's part is by its own rate: it costs what turns at these shares cost, but for what the
    pools deliver together beyond that. Of stages it is what they hold, which may be any.
    """
    boost = np.broadcast_to(largest([_boost(terms, one.pools) for one in stretches]), held.shape)
    if any(STRATEGIES[key].stages for key in terms.joined):
        turn_cost = _beside_any_shares(turn_cost, _together(stretches, len(held)))
    with np.errstate(invalid="ignore"):
        cost = held[:, None] + turn_cost * (terms.waiting.tokens / boost)[:, None]
    return np.where(np.isnan(cost), np.inf, cost)


def _together(stretches: Sequence[OpenDays], fleets: int) -> Floats:
    """Return what a token costs where all pools work at once at the sum of their rates; infinite for fewer than two."""
    best = np.full(fleets, np.inf)
    for one in stretches:
        there = [pool.devices > 0 for pool in one.pools]
        money = summed([np.where(at, _money(pool), 0.0) for at, pool in zip(there, one.pools, strict=True)])
        rate = summed([pool.delivered_tokens_per_s for pool in one.pools])
        several = (summed([at.astype(np.float64) for at in there]) > 1) & (rate > 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            best = np.fmin(best, np.where(several, np.maximum(money / rate, 0.0), np.inf))
    return best


def _beside_any_shares(turn_cost: Floats, together: Floats) -> Floats:
    """Return the least a token costs (n, m) of turns under caps, part of the tokens worked together at any shares.

    Where 1 - m / M of the tokens are worked together, the others may lie at caps of 1/m instead of 1/M. Between two
    such parts the cost is linear, so that these are all there is to look at.
    """
    found = turn_cost.copy()
    for column in range(1, found.shape[1]):
        for most in range(column + 1):
            part = most / (column + 1)
            turns = part * turn_cost[:, most - 1] if most else 0.0
            found[:, column] = np.minimum(found[:, column], (1.0 - part) * together + turns)
    return found


def _curve(terms: FloorTerms, tables: Sequence[PoolTable], amounts: Sequence[Floats]) -> Floats:
    """Return an amount of a token (n, m) where no supplier has more than 1, 1/2, 1/3 ... of them, the least first."""
    names = suppliers_of(tables)
    numbers = [names.index(table.supplier) for table in tables]
    with np.errstate(invalid="ignore"):
        columns = cap_curve(ranking(amounts, numbers), amounts, amounts).cost_per_token
    if not columns:
        return np.full((len(amounts[0]), 1), np.inf)
    found = np.stack(columns if terms.by_cap else columns[:1], axis=1)
    return np.where(np.isnan(found), np.inf, found)


def _per_token(
    stretches: Sequence[OpenDays], place: int, fleets: int, amount: Callable[[WorkingPool], Floats]
) -> Floats:
    """Return what a token takes on one pool, at its least in any stretch; infinite where it cannot train."""
    best = np.full(fleets, np.inf)
    for one in stretches:
        pool = one.pools[place]
        rate = pool.delivered_tokens_per_s
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where(rate > 0.0, amount(pool) / rate, np.inf)
        best = np.fmin(best, np.where(np.isnan(each), np.inf, np.maximum(each, 0.0)))
    return best


def _least_price(stretches: Sequence[OpenDays], place: int, fleets: int) -> Floats:
    """Return the least that a second at work of a pool costs beyond waiting; infinite where it never trains."""
    best = np.full(fleets, np.inf)
    for one in stretches:
        pool = one.pools[place]
        best = np.fmin(best, np.where(pool.delivered_tokens_per_s > 0.0, np.maximum(_money(pool), 0.0), np.inf))
    return best


def _money(pool: WorkingPool) -> Floats:
    """Return what a second at work costs beyond what the pool costs waiting."""
    return (pool.price_per_hour - pool.kept_per_hour) / SECONDS_PER_HOUR


def _seconds(pool: WorkingPool) -> Floats:
    return np.where(pool.fits_alone > 0, 1.0, np.inf)


def _objective(evaluation: Evaluation, days: Floats, cost: Floats) -> Floats:
    if evaluation.objective is Objective.DAYS:
        return days[:, None]
    scale = TRILLION_TOKENS / evaluation.run.tokens if evaluation.objective is Objective.UNIT_COST else 1.0
    return cost * scale
