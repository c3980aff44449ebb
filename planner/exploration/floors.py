"""What no plan of a fleet can go below, for many fleets at once: days, cost, and cost under every cap.

Each token is worked by some pool, alone or with others, at what that takes of the pool's time and terms in the days in
which it is there. So windows, held groups, stops and porting only add to these figures; of fleets that the frontier
beats even by them nothing has to be planned.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.arrays import Counts, Floats, Integers, Mask
from planner.exploration.evaluation import Evaluation, fallen, standing
from planner.exploration.pool_table import PoolTable
from planner.exploration.retention import laid, suppliers_of
from planner.mixing.pipelines.stages_at_most import StagesAtMost
from planner.mixing.shares.capped_shares import cap_curve, ranking
from planner.mixing.strategies import STRATEGIES, Strategy
from planner.mixing.working_pool import WorkingPool, laid_columns, largest, summed
from planner.plan import Objective
from planner.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, TRILLION_TOKENS

_TIE = 1e-9  # of a limit
_SLACK = 1e-6  # suppliers times cap reach 1 within this
_COLUMNS: Final = ("nodes", "days", "least", "turn_s", "turn_cost", "suppliers", "alone")
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


class FloorTerms(Struct, frozen=True, kw_only=True):
    """What floors are computed from.

    ``joined`` are the keys of the strategies that a plan of these fleets may take, ``stages`` bounds those in stages.
    ``models`` are the tokens of those of a programme (none: one model). ``by_cap``: under a cap on a supplier's share
    the cheapest supplier has no more.
    """

    evaluation: Evaluation
    open_days: tuple[OpenDays, ...]
    waiting: Waiting
    joined: tuple[str, ...]
    stages: StagesAtMost | None
    models: tuple[float, ...]
    by_cap: bool


class Floors(Struct, frozen=True, kw_only=True):
    """Fleets that may keep every limit, as columns of length n, and counts of the others by reason.

    ``least`` (n, m) is what the objective is at least where one supplier has at most 1, 1/2, 1/3 ... of the tokens
    (infinite beyond a fleet's suppliers); between two of them it is linear. ``turn_s`` and ``turn_cost`` are alike what
    a token takes where pools only take turns, the cost beyond what they cost waiting. ``alone`` is the position of the
    only supplier, -1 where there are several.
    """

    nodes: Counts
    days: Floats
    least: Floats
    turn_s: Floats
    turn_cost: Floats
    suppliers: Integers
    alone: Integers
    waiting: Waiting
    blocked: dict[str, int]

    def __len__(self) -> int:
        return len(self.days)

    def at(self, cap: float) -> Floats:
        """Return the least of the objective under a cap; infinite where there are too few suppliers for it."""
        return self._under(cap, self.least)

    def in_turn(self, cap: float, objective: Objective, deadline_days: float) -> Floats:
        """Return the least of the objective of pools that take turns under a cap; infinite where they end too late."""
        days = self._under(cap, self.turn_s) * (self.waiting.tokens / SECONDS_PER_DAY)
        least = days
        if objective is not Objective.DAYS:
            scale = TRILLION_TOKENS / self.waiting.tokens if objective is Objective.UNIT_COST else 1.0
            cost = self._under(cap, self.turn_cost) * self.waiting.tokens + self.waiting.held(self.nodes, days)
            least = cost * scale
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
    columns = {name: _in_a_row([getattr(part, name) for part in parts]) for name in _COLUMNS}
    return Floors(**columns, waiting=parts[0].waiting, blocked=blocked)


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
    return Floors(
        nodes=nodes[keeps],
        days=days[keeps],
        least=_objective(evaluation, days, cost)[keeps],
        turn_s=_curve(terms, tables, seconds)[keeps],
        turn_cost=turn_cost[keeps],
        suppliers=many.astype(np.int64)[keeps],
        alone=np.where(many == 1, own.argmax(axis=1), -1).astype(np.int64)[keeps],
        waiting=terms.waiting,
        blocked=blocked,
    )


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


def _boost(terms: FloorTerms, pools: Sequence[WorkingPool]) -> Floats:
    """Return by how much joined ways may deliver more than the pools' own rates together; at least 1."""
    total = summed([pool.delivered_tokens_per_s for pool in pools])
    several = summed([(pool.devices > 0).astype(np.float64) for pool in pools]) > 1
    most = np.ones(())
    with np.errstate(divide="ignore", invalid="ignore"):
        for key in terms.joined:
            above = _above(terms, STRATEGIES[key], pools, total)
            most = np.maximum(most, np.where(several & (total > 0.0), above, 1.0))
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
    together = summed([pool.delivered_tokens_per_s for pool in pools]) * _boost(terms, pools)
    return np.where(several, together, fastest)


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
