"""Pools that train one model apart and average it now and then: DiLoCo, EDiT and their asynchronous forms.

Sources: DiLoCo (arXiv 2311.08105), EDiT (arXiv 2412.07210), Streaming DiLoCo (arXiv 2501.18512).
"""

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats, Mask
from planner.causes import ChangesOptimiser, ExchangeOutlastsRound, NoRoomForOuterState, UnprovenLocalSgd
from planner.mixing.crossings import longest_latency_s, slowest_bytes_per_s
from planner.mixing.local_terms import LocalTerms, statistical_efficiency
from planner.mixing.strategies.admission import needs_two
from planner.mixing.strategies.strategy import Pools, Refusal, Strategy, active
from planner.mixing.working_pool import MixedRun, WorkingPool, largest, summed
from planner.workload.training_run import AveragedRun

MOST_PARAMETERS_PUBLISHED = 1e11  # no result above 100 billion parameters is published


def exchange_s(
    parameters: float, terms: LocalTerms, pools: Floats, bytes_per_s: Floats | float, latency_s: Floats | float
) -> Floats:
    """Return the exchange of outer gradients between so many pools: 2 (K-1)/K * S / B and the ring's latency."""
    seconds: Floats = (
        2 * (pools - 1) / pools * parameters * terms.outer_bytes / bytes_per_s + 2 * (pools - 1) * latency_s
    )
    return seconds


def required_bytes_per_s(parameters: float, outer_bytes: float, *, pools: int, round_s: float) -> float:
    """Return the link bandwidth at which the exchange takes exactly one round.

    >>> round(required_bytes_per_s(290e9, 2, pools=2, round_s=100 * 20.0) / 1e9, 3)
    0.29
    """
    return 2 * (pools - 1) / pools * parameters * outer_bytes / round_s


def step_s(pools: Pools, run: MixedRun) -> Floats:
    """Return the seconds of one inner step: the slowest pool's, each at its own share of the batch.

    Every pool's rate is that of its own batch, ``batch_share`` of the run's, so that the batch of the run stays.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = [
            np.where(pool.active, pool.batch_share * run.tokens_per_step / averaged_tokens_per_s(pool), 0.0)
            for pool in pools
        ]
    return largest(steps)


def round_and_exchange_s(pools: Pools, run: MixedRun) -> tuple[Floats, Floats]:
    """Return the seconds of one round (``inner_steps``) and of the exchange that ends it."""
    return run.local.inner_steps * step_s(pools, run), exchange_between_s(pools, run)


def exchange_between_s(pools: Pools, run: MixedRun) -> Floats:
    """Return the seconds of an exchange between the pools that train."""
    count = np.maximum(active(pools), 1.0)
    rate, latency_s = slowest_bytes_per_s(pools, run), longest_latency_s(pools, run)
    return exchange_s(run.parameters, run.local, count, rate, latency_s)


def counted_tokens_per_s(
    inner_s: Floats | float, exchanged_s: Floats | float, copies: Floats | float, run: MixedRun
) -> Floats:
    """Return the tokens a second that count, by the seconds of an inner step and of an exchange of so many copies."""
    round_s = run.local.inner_steps * np.asarray(inner_s)
    exposed = np.maximum(0.0, exchanged_s - run.local.overlap * round_s)
    with np.errstate(divide="ignore", invalid="ignore"):
        worked = run.local.inner_steps * run.tokens_per_step / (round_s + exposed)
        return np.where(np.asarray(copies) > 0, worked * statistical_efficiency(run.local, copies), 0.0)


def rate(pools: Pools, run: MixedRun, floor: Floats | None = None) -> Floats:  # noqa: ARG001 - as of every strategy
    """Return delivered tokens a second that count: by the statistical efficiency of so many copies."""
    return counted_tokens_per_s(step_s(pools, run), exchange_between_s(pools, run), active(pools), run)


def averaged_tokens_per_s(pool: WorkingPool) -> Floats:
    """Return a pool's delivered rate on a layout that leaves room for the outer copy and momentum."""
    return pool.delivered_tokens_per_s * pool.averaged_part


def fits(pools: Pools) -> NDArray[np.bool_]:
    """Say where two pools or more have a layout that leaves room for the outer copy and momentum."""
    roomy = [pool.active & (np.asarray(pool.averaged_part) > 0.0) for pool in pools]
    return np.asarray(summed([one.astype(np.float64) for one in roomy]) > 1)


def no_room() -> NoRoomForOuterState:
    """Return why a pool without such a layout cannot work so."""
    return NoRoomForOuterState(bytes_per_parameter=AveragedRun.outer_bytes_per_parameter)


def crossing_bytes(pools: Pools, run: MixedRun) -> float:
    """Return what crosses inter-pool links in a step, as the mean over a round."""
    count = float(np.max(active(pools)))
    return 2 * (count - 1) / count * run.parameters * run.local.outer_bytes / run.local.inner_steps


def _refusals(pools: Pools, run: MixedRun) -> tuple[Refusal, ...]:
    return (*needs_two(pools, run), Refusal(where=~fits(pools), cause=no_room))


def _cautions(pools: Pools, run: MixedRun) -> tuple[Refusal, ...]:
    round_s, exchanged = round_and_exchange_s(pools, run)
    return (
        Refusal(
            where=np.asarray(exchanged > round_s),
            cause=lambda: ExchangeOutlastsRound(exchange_s=float(np.max(exchanged)), round_s=float(np.max(round_s))),
        ),
        Refusal(
            where=np.asarray(run.parameters > MOST_PARAMETERS_PUBLISHED),
            cause=lambda: UnprovenLocalSgd(parameters=run.parameters, published_parameters=MOST_PARAMETERS_PUBLISHED),
        ),
        Refusal(where=np.asarray(True), cause=ChangesOptimiser),
    )


def _own_batches(pools: Pools, run: MixedRun, asked: Mask | None = None) -> tuple[Floats, ...]:  # noqa: ARG001
    return tuple(np.asarray(pool.batch_share, dtype=np.float64) for pool in pools)


LOCAL_SGD = Strategy(
    key="local-sgd",
    works="train copies of one model apart and average them now and then",
    rate=rate,
    refusals=_refusals,
    cautions=_cautions,
    crossing_bytes=crossing_bytes,
    keeps_optimiser=False,
    own_batches=True,
    one_failure_stops_all=False,
    work=_own_batches,
    most=lambda _pools, _run: np.full((), np.inf),  # at batches of their own pools may be faster
)
