"""Pools that never wait for each other: each works its own share of the tokens, at once or one after the other.

This is what the Ling report describes (arXiv 2503.05139, sections 1.3, 2 and 6.2): jobs are moved between clusters
of different accelerators; no single job is said to mix them.
"""

from collections.abc import Sequence

import numpy as np

from planner.mixing.working_pool import (
    Floats,
    MixedColumns,
    MixedRun,
    WorkingPool,
    porting_columns,
    summed,
    without_stops,
)
from planner.units import SECONDS_PER_HOUR

CHECKPOINT_BYTES_PER_PARAMETER = 14  # bf16 weights 2, fp32 master weights 4, two fp32 Adam moments 8


def checkpoint_bytes(parameters: float) -> float:
    """Return the size of a full training checkpoint."""
    return CHECKPOINT_BYTES_PER_PARAMETER * parameters


def migration_s(run: MixedRun, bytes_per_s: float) -> float:
    """Return the stop of one migration: the checkpoint over its border, then restart and alignment."""
    return checkpoint_bytes(run.parameters) / bytes_per_s + run.migration_restart_s


def takeovers_s(pools: Sequence[WorkingPool], run: MixedRun) -> tuple[Floats, ...]:
    """Return for each pool how long the run stops until it has taken over; 0 where it starts or takes no part.

    Pools work in turn by their price, the dearest first: each takes over from the next dearer one, over the border
    between these two.
    """
    prices = [np.nan_to_num(pool.price_per_hour, nan=0.0) for pool in pools]
    found = []
    for position, pool in enumerate(pools):
        stop, nearest = np.zeros(()), np.full((), np.inf)
        for before, other in enumerate(pools):
            dearer = prices[before] > prices[position]
            if before < position:
                dearer = dearer | (prices[before] == prices[position])
            elif before == position:
                continue
            hands_over = pool.active & other.active & dearer & (prices[before] <= nearest)
            border = run.borders.between(pool.place, other.place)
            stop = np.where(hands_over, migration_s(run, border.bytes_per_s), stop)
            nearest = np.where(hands_over, prices[before], nearest)
        found.append(stop)
    return tuple(found)


def parallel_phases(pools: Sequence[WorkingPool], run: MixedRun) -> MixedColumns:
    """All pools work at the same time on token shares in proportion to their speed, so they finish together.

    The rates add up and nothing crosses between pools; every pool is paid for until the end.
    """
    rate = summed([pool.delivered_tokens_per_s for pool in pools])
    return without_stops(pools, run, rate)


def sequential_phases(pools: Sequence[WorkingPool], run: MixedRun) -> MixedColumns:
    """One pool after the other on token shares in proportion to their speed, so each works equally long.

    A pool is paid for while it works and while it takes the run over; the dearest starts, so no takeover is paid
    at its price, and each next is the next cheaper. The rate is the mean of the pools' rates.
    """
    count = summed([pool.active.astype(np.float64) for pool in pools])
    speed = summed([pool.delivered_tokens_per_s for pool in pools])
    price = summed([pool.price_per_hour for pool in pools])
    takeovers = takeovers_s(pools, run)
    stop = summed(takeovers)
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = run.tokens / speed
        rate = np.where(count > 0, speed / np.maximum(count, 1.0), 0.0)
        wall = turn * np.maximum(count, 1.0) + stop
        rent = turn / SECONDS_PER_HOUR * price
    paid = summed([one * pool.price_per_hour for one, pool in zip(takeovers, pools, strict=True)])
    return MixedColumns(
        tokens_per_s=rate,
        wall_s=wall,
        stop_s=stop,
        rent=rent,
        migration=paid / SECONDS_PER_HOUR,
        porting=porting_columns(pools, run),
    )


def token_shares(delivered_tokens_per_s: Floats) -> Floats:
    """Return each pool's share of the tokens; (pools,) -> (pools,), summing to 1."""
    shares: Floats = delivered_tokens_per_s / np.sum(delivered_tokens_per_s)
    return shares
