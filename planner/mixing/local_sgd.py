"""Pools that train one model apart and average it now and then: DiLoCo, EDiT and their asynchronous forms.

Sources: DiLoCo (arXiv 2311.08105), EDiT (arXiv 2412.07210), Streaming DiLoCo (arXiv 2501.18512). Methods 1.3.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.mixing.crossings import longest_latency_s, slowest_bytes_per_s
from planner.mixing.local_terms import LocalTerms
from planner.mixing.working_pool import Floats, MixedColumns, MixedRun, WorkingPool, largest, summed, without_stops

OUTER_STATE_BYTES_PER_PARAMETER = 8  # outer copy and outer momentum in fp32, sharded over the pool (EDiT)


def exchange_s(
    parameters: float, terms: LocalTerms, pools: Floats, bytes_per_s: Floats | float, latency_s: Floats | float
) -> Floats:
    """Return the exchange of outer gradients between so many pools: 2 (K-1)/K * S / B and the ring's latency."""
    seconds: Floats = (
        2 * (pools - 1) / pools * parameters * terms.outer_bytes / bytes_per_s + 2 * (pools - 1) * latency_s
    )
    return seconds


def required_bytes_per_s(parameters: float, outer_bytes: float, *, pools: int, round_s: float) -> float:
    """Return the border bandwidth at which the exchange takes exactly one round.

    >>> round(required_bytes_per_s(290e9, 2, pools=2, round_s=100 * 20.0) / 1e9, 3)
    0.29
    """
    return 2 * (pools - 1) / pools * parameters * outer_bytes / round_s


def round_and_exchange_s(pools: Sequence[WorkingPool], run: MixedRun) -> tuple[Floats, Floats]:
    """Return the seconds of one round (``inner_steps`` at the mean pool's pace) and of its exchange."""
    count = np.maximum(_count(pools), 1.0)
    speed = _speed(pools, run)
    with np.errstate(divide="ignore", invalid="ignore"):
        round_s = np.where(speed > 0, run.local.inner_steps * run.tokens_per_step * count / speed, np.inf)
    rate, latency_s = slowest_bytes_per_s(pools, run), longest_latency_s(pools, run)
    return round_s, exchange_s(run.parameters, run.local, count, rate, latency_s)


def local_sgd(pools: Sequence[WorkingPool], run: MixedRun) -> MixedColumns:
    """Return what pools give that average their models every round; every pool is paid for until the end.

    Each pool works batches of its own. A failure stops only its own pool. Tokens count by the stated statistical
    efficiency.
    """
    round_s, exchanged = round_and_exchange_s(pools, run)
    exposed = np.maximum(0.0, exchanged - run.local.overlap * round_s)
    counted = np.where(_count(pools) > 1, run.local.statistical_efficiency, 1.0)
    rate: Floats = _speed(pools, run) / (1.0 + exposed / round_s) * counted
    return without_stops(pools, run, rate)


def _count(pools: Sequence[WorkingPool]) -> Floats:
    return summed([pool.active.astype(np.float64) for pool in pools])


def _speed(pools: Sequence[WorkingPool], run: MixedRun) -> Floats:
    """Return the rate of a round without its exchange: the sum, or in equal steps the slowest's times their number."""
    if not run.local.step_synchronous:
        return summed([pool.delivered_tokens_per_s for pool in pools])
    slowest = -largest([np.where(pool.active, -pool.delivered_tokens_per_s, -np.inf) for pool in pools])
    return np.where(np.isfinite(slowest), slowest, 0.0) * _count(pools)


def fits(pools: Sequence[WorkingPool], run: MixedRun) -> NDArray[np.bool_]:
    """Say where every pool has room for the outer copy and momentum, 8 bytes a parameter over its devices."""
    enough = np.asarray(True)
    for pool in pools:
        outer = OUTER_STATE_BYTES_PER_PARAMETER * run.parameters / np.maximum(pool.devices, 1.0)
        room = pool.memory_capacity_bytes - pool.static_bytes - pool.activation_bytes
        enough = enough & (~pool.active | (outer <= room))
    return enough
