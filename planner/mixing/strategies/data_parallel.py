"""One synchronous job over all pools: each holds whole replicas and takes micro-batches by its speed.

Sources: Metis (USENIX ATC 2024, load_balancer.py) for uneven shares; the exchange is a ring all-reduce.
"""

from collections.abc import Sequence

import numpy as np

from planner.arrays import Floats, Mask
from planner.causes import BatchNotShared, GradientsOutweighActivations
from planner.mixing.crossings import data_parallel_kept, least_kept, longest_latency_s, slowest_bytes_per_s
from planner.mixing.micro_batches import divided, even_compute_s
from planner.mixing.pipelines.pace_search import ACTIVATION_BYTES_PER_VALUE
from planner.mixing.strategies.admission import link_cautions, needs_two
from planner.mixing.strategies.strategy import Pools, Refusal, Strategy, active, joint_goodput
from planner.mixing.working_pool import MixedRun, largest, summed, taken

GRADIENT_BYTES_PER_PARAMETER = 2  # bf16 on the wire between pools
_BACKWARD_SHARE = 2 / 3  # of a micro-batch: the backward pass does twice the forward's products
_ROUNDING = 1e-9  # of a rate that may still beat a floor


def inter_pool_exchange_s(
    gradient_bytes: float, pools: Floats, bytes_per_s: Floats | float, latency_s: Floats | float
) -> Floats:
    """Return the ring all-reduce of the gradients between so many pools over the link."""
    seconds: Floats = 2 * (pools - 1) / pools * gradient_bytes / bytes_per_s + 2 * (pools - 1) * latency_s
    return seconds


def exposed_exchange_s(exchange_s: Floats, backward_s: Floats, overlap: float) -> Floats:
    """Return the part of the exchange that the last micro-batch's backward pass does not hide."""
    return np.maximum(0.0, exchange_s - overlap * backward_s)


def rate(pools: Pools, run: MixedRun, floor: Floats | None = None) -> Floats:
    """One job over all pools; gradients are weighted by share and exchanged every step, round a ring of pools.

    A failure anywhere stops all. Where even micro-batches cut at will beat no floor 0 is answered unsearched.
    """
    count = active(pools)
    shortest = _shortest_s(pools, [pool.micro_batch_s for pool in pools])
    backward_s = _BACKWARD_SHARE * np.where(np.isfinite(shortest), shortest, 0.0)
    exposed = exposed_exchange_s(_exchange_s(pools, run), backward_s, run.overlap)
    tail = largest([np.where(pool.active, pool.tail_s, 0.0) for pool in pools])
    kept = np.where(count > 1, least_kept(pools, run, data_parallel_kept), 1.0) * joint_goodput(pools)

    def delivered(compute_s: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(count > 0, run.tokens_per_step / (compute_s + tail + exposed) * kept, 0.0)

    if floor is None:
        return delivered(divided(pools, run.global_batch).compute_s)
    hopeful = delivered(even_compute_s(pools, run.global_batch)) * (1.0 + _ROUNDING) > floor
    rows = np.flatnonzero(hopeful)
    compute_s = np.full(hopeful.size, np.inf)
    if len(rows):
        compute_s[rows] = divided([taken(pool, hopeful.shape, rows) for pool in pools], run.global_batch).compute_s
    return delivered(compute_s.reshape(hopeful.shape))


def most_tokens_per_s(pools: Pools, run: MixedRun) -> Floats:
    """Return what the pools together do not exceed on any of their nodes.

    Alone none of them delivers more of a batch on fewer, nor of a part of it more than of the whole; what hides of the
    exchange is a part of the shortest micro-batch, which takes no longer than all of them together, nor than the
    longest of any one pool.
    """
    count = active(pools)
    with np.errstate(divide="ignore", invalid="ignore"):
        work_s = run.tokens_per_step / summed([pool.delivered_tokens_per_s for pool in pools])
        micro_batch_s = np.minimum(work_s, _shortest_s(pools, [pool.longest_micro_batch_s for pool in pools]))
        hiding_s = _BACKWARD_SHARE * micro_batch_s
        step_s = work_s + exposed_exchange_s(_exchange_s(pools, run), hiding_s, run.overlap)
        return np.where(count > 1, run.tokens_per_step / step_s * least_kept(pools, run, data_parallel_kept), 0.0)


def _exchange_s(pools: Pools, run: MixedRun) -> Floats:
    return inter_pool_exchange_s(
        GRADIENT_BYTES_PER_PARAMETER * run.parameters,
        np.maximum(active(pools), 1.0),
        slowest_bytes_per_s(pools, run),
        longest_latency_s(pools, run),
    )


def sequences(pools: Pools, run: MixedRun, asked: Mask | None = None) -> tuple[Floats, ...]:
    """Return the sequences of a step that each pool takes; 0 where they are not asked for."""
    if asked is None:
        return divided(pools, run.global_batch).sequences
    rows = np.flatnonzero(asked)
    found = [np.zeros(asked.size) for _ in pools]
    if len(rows):
        parts = divided([taken(pool, asked.shape, rows) for pool in pools], run.global_batch).sequences
        for own, part in zip(found, parts, strict=True):
            own[rows] = part
    return tuple(own.reshape(asked.shape) for own in found)


def worthwhile_tokens(run: MixedRun, pools: Floats) -> Floats:
    """Return the tokens per step above which gradients are fewer bytes than activations, (P-1)/P * 2 S / 4h.

    Worked: 17.7 million tokens for 580 GB of gradients, width 8,192 and two pools.
    """
    gradient_bytes = GRADIENT_BYTES_PER_PARAMETER * run.parameters
    tokens: Floats = (pools - 1) / pools * 2 * gradient_bytes / (ACTIVATION_BYTES_PER_VALUE * run.hidden)
    return tokens


def crossing_bytes(pools: Pools, run: MixedRun) -> float:
    """Return the gradients that cross inter-pool links in a step, round a ring: 2 (P-1)/P * S."""
    count = float(np.max(active(pools)))
    return 2 * (count - 1) / count * run.parameters * GRADIENT_BYTES_PER_PARAMETER


def _cautions(pools: Pools, run: MixedRun) -> tuple[Refusal, ...]:
    worthwhile = worthwhile_tokens(run, np.maximum(active(pools), 1.0))
    small = Refusal(
        where=np.asarray(run.tokens_per_step <= worthwhile),
        cause=lambda: GradientsOutweighActivations(
            batch_tokens=run.tokens_per_step, worthwhile_tokens=float(np.max(worthwhile))
        ),
    )
    return (*link_cautions(pools, run, data_parallel_kept), small)


DATA_PARALLEL = Strategy(
    key="data-parallel",
    works="train one job together: each takes whole micro-batches in proportion to its speed",
    rate=rate,
    refusals=needs_two,
    cautions=_cautions,
    crossing_bytes=crossing_bytes,
    replicas=True,
    own_nodes=True,
    never=BatchNotShared,
    work=sequences,
    most=most_tokens_per_s,
)


def _shortest_s(pools: Pools, seconds: Sequence[Floats | float]) -> Floats:
    """Return the least of the pools' seconds, of those that take part; infinite where none does."""
    return -largest([np.where(pool.active, -each, -np.inf) for pool, each in zip(pools, seconds, strict=True)])
