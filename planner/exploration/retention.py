"""What fleets keep without a supplier: the fastest single-model way of what is left, of each different fleet once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.arrays import Floats, Integers, Mask
from planner.exploration.fleet_rules import FleetRules
from planner.exploration.fleet_ways import fastest_rate, fastest_without_stages, with_stages
from planner.exploration.fleets_in_turn import alone_rates
from planner.exploration.own_plans import may_be_faster
from planner.exploration.pool_table import PoolTable
from planner.mixing.working_pool import MixedRun, WorkingPool, absent, laid_columns, largest

_MOST_CODES = 2**62  # numbers of fleets that 64 bits hold, with room to add

# By supplier the rates of the fleets without it: an axis for each pool, one long for the supplier's own.
Lost = Mapping[str, Floats]


class Standing(Struct, frozen=True, kw_only=True):
    """Fleets as columns of length n: by pool 1 and the row of its ``standing`` that may take over, 0 for none.

    ``wall_s`` are the days of the run in seconds, ``joined_tokens_per_s`` what the joined way reaches that is taken.
    """

    rows: Sequence[Integers]
    wall_s: Floats
    joined_tokens_per_s: Floats


def suppliers_of(tables: Sequence[PoolTable]) -> tuple[str, ...]:
    """Return the suppliers of pools, each once."""
    return tuple(dict.fromkeys(table.supplier for table in tables))


def laid(table: PoolTable, part: slice | Integers, shape: tuple[int, ...]) -> PoolTable:
    """Return some sizes of a table with every column in this shape."""
    return replace(
        table,
        nodes=table.nodes[part],
        working=laid_columns(table.working, part, shape),
        power_w=table.power_w[part].reshape(shape),
        kept_power_w=table.kept_power_w[part].reshape(shape),
        problem=table.problem[part].reshape(shape),
    )


def rate_without(tables: Sequence[PoolTable], supplier: str, run: MixedRun, rules: FleetRules) -> Floats:
    """Return the rate of the fastest single-model way of fleets whose pools of one supplier have no devices."""
    pools = [absent(table.working) if table.supplier == supplier else table.working for table in tables]
    return fastest_rate(pools, run, rules)


def kept_and_lost(
    tables: Sequence[PoolTable], run: MixedRun, rules: FleetRules, fleets: Standing, known: Lost
) -> tuple[Floats, Floats]:
    """Return the rate left without the supplier whose loss hurts most, against the plan's and the fastest way's.

    The second is what the loss takes of the rate of the fleet's fastest single-model way, so that slowness earns
    nothing: with T its days and T' those without the supplier it is (T' - T) / T'. ``known`` are the rates (n,) of
    suppliers whose loss was computed for all fleets before.
    """
    if len(fleets.wall_s) == 0:
        return np.ones(0), np.zeros(0)
    distinct = _Distinct(tables=tables, run=run, rules=rules, fleets=fleets)
    own = largest([rates[rows] for rates, rows in zip(_alone(tables), fleets.rows, strict=True)])
    # stages that were not taken are not searched for again: they are the fastest where they are taken
    fastest = np.maximum(np.maximum(own, distinct.rates("")), np.maximum(fleets.joined_tokens_per_s, 0.0))
    least = _least_without(distinct, known)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.minimum(1.0, least * fleets.wall_s / run.tokens)
        loss = np.maximum(0.0, 1.0 - least / fastest)
    return left, np.clip(np.nan_to_num(loss, nan=1.0), 0.0, 1.0)


def loss_may_differ(tables: Sequence[PoolTable], run: MixedRun, rules: FleetRules, fleets: Standing) -> Mask:
    """Return where plans may lose another part than ``kept_and_lost`` says, (n,): one fleet's search looks further.

    So it does where the fastest way of a fleet, or of what is left of it without a supplier, may use fewer nodes.
    """
    distinct = _Distinct(tables=tables, run=run, rules=rules, fleets=fleets)
    masks = [distinct.may_be_faster(supplier) for supplier in ("", *suppliers_of(tables))]
    mask: Mask = np.any(masks, axis=0)
    return mask


def _least_without(distinct: "_Distinct", known: Lost) -> Floats:
    """Return the least rate of each fleet without one of its suppliers.

    Stages, which have to be searched for, only raise a rate. So they are searched for where a rate is the least, and
    then where it is less than that has become.
    """
    suppliers = suppliers_of(distinct.tables)
    rates = np.stack([known[one] if one in known else distinct.rates(one) for one in suppliers])
    if distinct.stages:
        unsure = np.array([[one not in known] for one in suppliers])
        first: Mask = np.arange(len(suppliers))[:, None] == rates.argmin(axis=0)
        _search_stages(distinct, rates, first & unsure)
        _search_stages(distinct, rates, ~first & unsure & (rates < np.where(first, rates, 0.0).sum(axis=0)))
    least: Floats = rates.min(axis=0)
    return least


def _search_stages(distinct: "_Distinct", rates: Floats, wanted: Mask) -> None:
    """Raise rates (suppliers, fleets) to what stages reach, where that is wanted."""
    for supplier, own, where in zip(suppliers_of(distinct.tables), rates, wanted, strict=True):
        rows = np.flatnonzero(where)
        own[rows] = distinct.rates_in_stages(supplier, rows, own[rows])


def _alone(tables: Sequence[PoolTable]) -> list[Floats]:
    return alone_rates([_with_absent(table.standing) for table in tables])


class _Distinct(Struct, frozen=True, kw_only=True):
    """Asks what fleets reach without a supplier ("": with all); fleets that are then the same are asked once.

    Where groups on demand leave with a pool that works nothing, a million fleets are a few thousand different ones.
    """

    tables: Sequence[PoolTable]
    run: MixedRun
    rules: FleetRules
    fleets: Standing

    @property
    def stages(self) -> bool:
        """Whether pools may be stages of one job."""
        return sum(table.working.options is not None for table in self.tables) > 1

    def rates(self, supplier: str) -> Floats:
        """Return the rate of each fleet by the ways whose pools are no stages."""
        pools, _, which = self._asked(supplier, np.arange(len(self.fleets.wall_s)))
        return np.broadcast_to(fastest_without_stages(pools, self.run, self.rules), pools[0].devices.shape)[which]

    def rates_in_stages(self, supplier: str, rows: Integers, known: Floats) -> Floats:
        """Return the greater of what is known of some fleets and what they reach in stages."""
        if len(rows) == 0:
            return known
        pools, first, which = self._asked(supplier, rows)
        return np.broadcast_to(with_stages(pools, self.run, self.rules, known[first]), first.shape)[which]

    def may_be_faster(self, supplier: str) -> Mask:
        """Return where each fleet may be faster than arrays have it."""
        pools, first, which = self._asked(supplier, np.arange(len(self.fleets.wall_s)))
        known = fastest_rate(pools, self.run, self.rules)
        return np.broadcast_to(may_be_faster(pools, self.run, self.rules, known), first.shape)[which]

    def _asked(self, supplier: str, rows: Integers) -> tuple[list[WorkingPool], Integers, Integers]:
        """Return the pools of the different ones of some fleets, the first of each, and which one every fleet is."""
        digits = [  # 0: not there
            own[rows] if table.supplier != supplier else np.zeros_like(rows)
            for table, own in zip(self.tables, self.fleets.rows, strict=True)
        ]
        first, which = _distinct(digits, [len(table.standing.devices) + 1 for table in self.tables])
        pools = [
            laid_columns(_with_absent(table.standing), digit[first], (-1,))
            for table, digit in zip(self.tables, digits, strict=True)
        ]
        return pools, first, which


def _distinct(digits: Sequence[Integers], lengths: Sequence[int]) -> tuple[Integers, Integers]:
    """Return the first row of each different combination of digits, and for every row the position of its own."""
    code, width = np.zeros_like(digits[0]), 1
    for digit, length in zip(digits, lengths, strict=True):
        if width * length > _MOST_CODES:
            _, code = np.unique(code, return_inverse=True)
            width = len(code)
        code, width = code * length + digit, width * length
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    return first.astype(np.int64), which.reshape(-1).astype(np.int64)


def _with_absent(pool: WorkingPool) -> WorkingPool:
    """Return a pool at all its sizes (columns of one axis) behind the size of no devices."""
    none = absent(pool)
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(none, name), column])
        for name in WorkingPool.__struct_fields__
        if isinstance(column := getattr(pool, name), np.ndarray)
    }
    return replace(pool, **columns)
