"""What fleets keep without a supplier: the fastest single-model way of what is left, of each different fleet once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from planner.arrays import Floats, Integers, Mask
from planner.exploration.fleet_ways import FleetRules, alone_rates, fastest_rate
from planner.exploration.pool_table import PoolTable
from planner.mixing.working_pool import MixedRun, WorkingPool, absent, largest

_MOST_CODES = 2**62  # numbers of fleets that 64 bits hold, with room to add

# By supplier the rates of the fleets without it: an axis for each pool, one long for the supplier's own.
Lost = Mapping[str, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Fleets as columns of length n: by pool the position of its size, and whether it is there to take over.

    ``wall_s`` are the days of the run in seconds, ``joined_tokens_per_s`` what the joined way reaches that is taken.
    """

    sizes: Sequence[Integers]
    there: Sequence[Mask]
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
        working=_laid_columns(table.working, part, shape),
        power_w=table.power_w[part].reshape(shape),
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
    left, loss = np.ones(len(fleets.wall_s)), np.zeros(len(fleets.wall_s))
    if len(left) == 0:
        return left, loss
    alone = [rates[sizes] for rates, sizes in zip(_alone(tables), fleets.sizes, strict=True)]
    own = largest([np.where(there, rate, 0.0) for rate, there in zip(alone, fleets.there, strict=True)])
    # stages that were not taken are not searched for again: they are the fastest where they are taken
    whole = _rates_of_distinct(tables, run, rules, fleets, "", with_stages=False)
    fastest = np.maximum(np.maximum(own, whole), np.maximum(fleets.joined_tokens_per_s, 0.0))
    for supplier in suppliers_of(tables):
        rate = known[supplier] if supplier in known else _rates_of_distinct(tables, run, rules, fleets, supplier)
        with np.errstate(divide="ignore", invalid="ignore"):
            left = np.minimum(left, rate * fleets.wall_s / run.tokens)
            loss = np.maximum(loss, 1.0 - rate / fastest)
    return left, np.clip(np.nan_to_num(loss, nan=1.0), 0.0, 1.0)


def _alone(tables: Sequence[PoolTable]) -> list[Floats]:
    return alone_rates([table.working for table in tables])


def _rates_of_distinct(
    tables: Sequence[PoolTable],
    run: MixedRun,
    rules: FleetRules,
    fleets: Standing,
    supplier: str,
    *,
    with_stages: bool = True,
) -> Floats:
    """Return the rate of each fleet without a supplier ("": with all); fleets that are then the same are asked once.

    Where on-demand pools that work nothing leave, a million fleets are a few thousand different ones.
    """
    digits = [  # 0: not there
        np.where(there, sizes + 1, 0) if table.supplier != supplier else np.zeros_like(sizes)
        for table, sizes, there in zip(tables, fleets.sizes, fleets.there, strict=True)
    ]
    first, which = _distinct(digits, [len(table) + 1 for table in tables])
    pools = [
        _laid_columns(_with_absent(table.working), digit[first], (-1,))
        for table, digit in zip(tables, digits, strict=True)
    ]
    return np.broadcast_to(fastest_rate(pools, run, rules, with_stages=with_stages), first.shape)[which]


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
        item.name: np.concatenate([getattr(none, item.name), column])
        for item in fields(WorkingPool)
        if isinstance(column := getattr(pool, item.name), np.ndarray)
    }
    return replace(pool, **columns)


def _laid_columns(pool: WorkingPool, part: slice | Integers, shape: tuple[int, ...]) -> WorkingPool:
    columns: dict[str, Any] = {
        item.name: column[part].reshape(shape)
        for item in fields(WorkingPool)
        if isinstance(column := getattr(pool, item.name), np.ndarray)
    }
    return replace(pool, **columns)
