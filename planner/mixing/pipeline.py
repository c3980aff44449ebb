"""One job whose pipeline runs through all pools: each pool holds some of the layers, in proportion to its speed.

Sources: Metis (USENIX ATC 2024, cost_estimator.py) and Sailor (arXiv 2504.17096) for the step,
``(m - 1) * max stage + sum of stages``; H2 (arXiv 2505.17548) for pools of large memory first, since early stages
keep the most micro-batches in flight. Methods 1.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.mixing.working_pool import (
    Floats,
    MixedColumns,
    MixedRun,
    WorkingPool,
    largest,
    sequences_per_s,
    summed,
    without_stops,
)

Mask = NDArray[np.bool_]

ACTIVATION_BYTES_PER_VALUE = 4  # bf16 activations forward and bf16 gradients backward, over one boundary
_BISECTIONS = 48  # halves the bracket to below one part in 1e14
_ROUNDING = 1e-9  # a time that is a whole number of layers up to rounding counts as whole


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One pool in the pipeline: its stages, and the seconds that one of them needs per layer."""

    pool: WorkingPool
    stages: Floats
    step_s_per_layer: Floats
    micro_batch_s_per_layer: Floats
    micro_batches: Floats
    holds_head: Mask
    stages_before: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipelined:
    """A pipeline over pools: columns, layers of each pool (fractions of one split), exchange, and where it fits."""

    columns: MixedColumns
    layers: tuple[Floats, ...]
    order: tuple[int, ...]
    bottleneck_s: Floats
    border_s: Floats
    fits: Mask


def step_s(stage_s: Sequence[float], micro_batches: int) -> float:
    """Return the time of one step of a pipeline of such stages (seconds of one micro-batch each).

    >>> round(step_s([22 / 3, 23 / 3, 8.0, 7.0], 32), 2)
    278.0
    """
    return (micro_batches - 1) * max(stage_s) + sum(stage_s)


def stage_layers(seconds_per_layer: Sequence[float], layers: int, head_layers: float = 0.0) -> tuple[int, ...]:
    """Return whole layers of each stage (one at least) so that the slowest is soonest done; the head is on the last.

    Raises ValueError for more stages than layers. The least slowest stage is found exactly: a time admits so many
    layers of each stage, and the least time that admits all layers is among the multiples of the stages' paces.
    """
    stages = len(seconds_per_layer)
    if stages > layers:
        raise ValueError(f"{stages} stages cannot share {layers} layers; take at most one stage a layer.")
    counts = [1] * stages
    extra = [0.0] * (stages - 1) + [head_layers]
    for _ in range(layers - stages):  # greedy: the next layer goes where it ends first, optimal for equal layers
        ends = [(counts[i] + 1 + extra[i]) * seconds_per_layer[i] for i in range(stages)]
        counts[ends.index(min(ends))] += 1
    return tuple(counts)


def border_bytes(run: MixedRun, pools: Floats) -> Floats:
    """Return the bytes that cross borders in one step: 4 h a token and boundary (131 GB at 4 M tokens, h 8,192)."""
    crossing: Floats = (pools - 1) * (ACTIVATION_BYTES_PER_VALUE * run.hidden * run.tokens_per_step)
    return crossing


def pipelined(pools: Sequence[WorkingPool], run: MixedRun) -> Pipelined:
    """Return what a pipeline over all active pools gives, for every combination of sizes.

    Each pool keeps the tensor size and the layers per stage of its own best layout: holding fewer layers it has fewer
    stages, and as many more replicas. Stages hold whole layers and run 1F1B without interleaving. A failure anywhere
    stops all. A rate above the sum of the pools is not claimed.
    """
    order, parts = _parts(pools, run)
    count = summed([pool.active.astype(np.float64) for pool in pools])
    bottleneck = _least_bottleneck_s(parts, run)
    shares = _layer_shares(parts, bottleneck, run)
    border = border_bytes(run, np.maximum(count, 1.0)) / run.border_bytes_per_s
    step = np.maximum(bottleneck, border) + _fill_s(parts, shares, bottleneck, run) + _hops_s(run, count)
    tail = largest([np.where(part.pool.active, share / run.layers * part.pool.tail_s, 0.0)
                    for part, share in zip(parts, shares, strict=True)])  # fmt: skip
    goodput = np.ones(())
    for pool in pools:
        goodput = goodput * np.where(pool.active, pool.goodput, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        healthy = np.where(count > 0, run.tokens_per_step / (step + tail), 0.0)
    alone = summed([pool.healthy_tokens_per_s for pool in pools])
    rate = np.minimum(healthy, alone) * np.where(count > 1, run.pipeline_kept, 1.0) * goodput
    return Pipelined(
        columns=without_stops(pools, run, rate),
        layers=shares,
        order=order,
        bottleneck_s=bottleneck,
        border_s=border,
        fits=_fits(parts, shares, run),
    )


def _parts(pools: Sequence[WorkingPool], run: MixedRun) -> tuple[tuple[int, ...], list[_Part]]:
    """Return the pools in the order of the pipeline, those of large memory first."""
    order = sorted(range(len(pools)), key=lambda i: -float(np.max(pools[i].memory_capacity_bytes, initial=0.0)))
    ordered = [pools[i] for i in order]
    total = summed([sequences_per_s(pool) for pool in ordered])
    parts, before = [], np.zeros(())
    for position, pool in enumerate(ordered):
        later = largest([other.active.astype(np.float64) for other in ordered[position + 1 :]]) > 0
        own = np.maximum(pool.stages, 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(pool.active, sequences_per_s(pool) / total, 0.0)
            stages = np.where(pool.active, np.maximum(1.0, np.ceil(share * own - _ROUNDING)), 0.0)
            replicas = np.maximum(1.0, np.floor(pool.replicas * own / stages))
            rounds = np.where(pool.active, np.ceil(run.global_batch / (replicas * pool.micro_batch) - _ROUNDING), 0.0)
        per_layer = pool.micro_batch_s * own / (run.layers + run.head_layers)
        parts.append(
            _Part(
                pool=pool,
                stages=stages,
                step_s_per_layer=np.where(pool.active, per_layer * rounds, 1.0),
                micro_batch_s_per_layer=np.where(pool.active, per_layer, 0.0),
                micro_batches=rounds,
                holds_head=pool.active & ~later,
                stages_before=before,
            )
        )
        before = before + stages
    return tuple(order), parts


def _layers_within(part: _Part, seconds: Floats, run: MixedRun) -> Floats:
    """Return the whole layers that a pool's stages hold when none may take longer than this in a step."""
    each = np.floor(seconds / part.step_s_per_layer + _ROUNDING)
    last = np.maximum(0.0, np.floor(seconds / part.step_s_per_layer - run.head_layers + _ROUNDING))
    held: Floats = part.stages * each - np.where(part.holds_head, each - last, 0.0)
    return held


def _least_bottleneck_s(parts: Sequence[_Part], run: MixedRun) -> Floats:
    """Return the least seconds a step that the slowest stage needs, all layers held in whole."""
    pace = summed([np.where(part.pool.active, part.stages / part.step_s_per_layer, 0.0) for part in parts])
    slowest = largest([np.where(part.pool.active, part.step_s_per_layer, 0.0) for part in parts])
    head = largest([np.where(part.holds_head, run.head_layers * part.step_s_per_layer, 0.0) for part in parts])
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(pace > 0, np.maximum((run.layers + run.head_layers) / pace, head), 0.0)
    high = low + slowest * (1.0 + run.head_layers)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        enough = summed([_layers_within(part, middle, run) for part in parts]) >= run.layers
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _layer_shares(parts: Sequence[_Part], bottleneck_s: Floats, run: MixedRun) -> tuple[Floats, ...]:
    """Return the layers of each pool, in the pipeline's order: what the bottleneck admits, cut in proportion."""
    held = [_layers_within(part, bottleneck_s, run) for part in parts]
    total = np.maximum(summed(held), 1.0)
    return tuple(one / total * run.layers for one in held)


def _fill_s(parts: Sequence[_Part], shares: Sequence[Floats], bottleneck_s: Floats, run: MixedRun) -> Floats:
    """Return fill and drain: one micro-batch through all stages, less the slowest stage (it is in the steady part)."""
    through = summed(
        [
            (share + np.where(part.holds_head, run.head_layers, 0.0)) * part.micro_batch_s_per_layer
            for part, share in zip(parts, shares, strict=True)
        ]
    )
    most = np.maximum(largest([part.micro_batches for part in parts]), 1.0)
    return np.maximum(0.0, through - bottleneck_s / most)


def _hops_s(run: MixedRun, count: Floats) -> Floats:
    hops: Floats = 2 * np.maximum(count - 1.0, 0.0) * run.border_latency_s
    return hops


def _fits(parts: Sequence[_Part], shares: Sequence[Floats], run: MixedRun) -> Mask:
    """Say where every pool's fullest stage fits: fewer layers, but more micro-batches in flight than alone."""
    depth = summed([part.stages for part in parts])
    fits = np.asarray(depth <= run.layers)
    for part, share in zip(parts, shares, strict=True):
        pool, fraction = part.pool, share / run.layers
        in_flight = np.minimum(depth - part.stages_before, np.maximum(part.micro_batches, 1.0))
        # against alone: so many of the layers in each stage, and so many micro-batches in flight
        layers = fraction * np.maximum(pool.stages, 1.0) / np.maximum(part.stages, 1.0)
        kept = layers * in_flight / np.maximum(pool.stages, 1.0)
        bytes_needed = layers * pool.static_bytes + kept * pool.activation_bytes
        fits = fits & (~pool.active | (bytes_needed <= pool.memory_capacity_bytes))
    return fits
