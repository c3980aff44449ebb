"""Memory of one device by part, many layouts at once; the fullest of the first and the last stage."""

from dataclasses import dataclass

import numpy as np

from planner.performance.case import Case
from planner.performance.layer_counts import BF16_BYTES, Floats, Number
from planner.performance.layer_times import full_share, imbalance, norms_repeated, tokens_of
from planner.performance.layout import Recompute, Schedule, Sharding
from planner.performance.layouts import RECOMPUTES, SCHEDULES, SHARDINGS, LayoutArrays
from planner.performance.parameters import device_parameters, ends_meet, stage_layers

_NONE = RECOMPUTES.index(Recompute.NONE)
_FULL = RECOMPUTES.index(Recompute.FULL)
_SELECTIVE = RECOMPUTES.index(Recompute.SELECTIVE)
_FEED_FORWARD = RECOMPUTES.index(Recompute.FEED_FORWARD)
_ACTIVATIONS = RECOMPUTES.index(Recompute.ACTIVATIONS)
_UP_PROJECTIONS = RECOMPUTES.index(Recompute.UP_PROJECTIONS)
_DUALPIPE = SCHEDULES.index(Schedule.DUALPIPE)
_DUALPIPE_V = SCHEDULES.index(Schedule.DUALPIPE_V)
_SHARDED = SHARDINGS.index(Sharding.FULLY_SHARDED)
_ZERO_2 = SHARDINGS.index(Sharding.ZERO_2)
_ADAM_BYTES = 12  # fp32 master weight and two moments


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryParts:
    """Bytes of the fullest device by part, one value a layout."""

    weights: Floats
    gradients: Floats
    optimiser: Floats
    activations: Floats
    buffers: Floats
    reserve: Floats

    @property
    def total_bytes(self) -> Floats:
        """The sum of the parts."""
        return self.weights + self.gradients + self.optimiser + self.activations + self.buffers + self.reserve


PARTS = tuple(MemoryParts.__dataclass_fields__)


def memory_parts(case: Case, layouts: LayoutArrays) -> MemoryParts:
    """Return the memory of every layout.

    With gradients of g bytes: 2 + g + 12/d (ZeRO-1), 2 + (g + 12)/d (ZeRO-2) or (14 + g)/d bytes a parameter and more.
    """
    parameters = device_parameters(case, layouts)
    replicas = layouts.dp * layouts.cp
    kept = parameters.dense + parameters.experts
    sharded_kept = parameters.dense / replicas + parameters.experts / parameters.expert_replicas
    whole, reduced = layouts.sharding != _SHARDED, layouts.sharding == _ZERO_2
    twice = np.where(layouts.schedule == _DUALPIPE, 2.0, 1.0)  # DualPipe holds two stages of the pipeline
    gathered = 2.0 * kept / stage_layers(case.counts.layers, layouts.pp)
    graded = np.where(whole & ~reduced, kept * twice, sharded_kept + gathered / 2)
    return MemoryParts(
        weights=BF16_BYTES * np.where(whole, kept * twice, sharded_kept + gathered),
        gradients=case.coefficients.gradient_bytes * graded,
        optimiser=_ADAM_BYTES * sharded_kept * twice,
        activations=case.coefficients.fragmentation * activation_bytes(case, layouts),
        buffers=case.coefficients.fragmentation * _buffer_bytes(case, layouts),
        reserve=case.coefficients.memory_reserve_bytes + np.zeros_like(layouts.tp),
    )


def in_flight(case: Case, layouts: LayoutArrays) -> Number:
    """Return the micro-batches whose activations the first stage keeps (methods 2.3), all its layers each.

    Interleaved 2 (p-1) + (v-1) g + 1 chunks of a v-th of them (Megatron-Core, get_pp_rank_microbatches: what it does
    before its first backward pass, and one more). DualPipeV 2 p + 1 chunks of a half.
    """
    micro_batches = case.global_batch / (layouts.dp * layouts.micro_batch)
    chunks = 2 * (layouts.pp - 1) + (layouts.vpp - 1) * _groups(layouts) + 1
    found = np.where(layouts.vpp > 1, chunks / layouts.vpp, layouts.pp)
    found = np.where(layouts.schedule == _DUALPIPE, layouts.pp + 1, found)
    found = np.where(layouts.schedule == _DUALPIPE_V, layouts.pp + 0.5, found)
    return np.minimum(found, micro_batches)


def _groups(layouts: LayoutArrays) -> Number:
    """Return the micro-batches that a virtual stage works on in a row; the stages' number where it is not stated."""
    return np.where(layouts.micro_batch_group > 0, layouts.micro_batch_group, layouts.pp)


def layer_bytes_per_token(case: Case, layouts: LayoutArrays, *, moe: bool) -> Number:
    """Return the activations that one token leaves in one layer, before cutting by tensor and context parallelism."""
    counts = case.counts
    load = imbalance(case, layouts) * layouts.etp
    scores = _score_bytes(case, layouts)  # those of unfused attention are what selective recompute was made to drop
    if moe:
        narrow = case.low_precision * (counts.attention_narrow_bytes + counts.moe_narrow_bytes * load)
        kept = counts.attention_kept_bytes + counts.moe_kept_bytes * load
        selective = counts.attention_selective_bytes + counts.moe_selective_bytes * load
    else:
        narrow = case.low_precision * (counts.attention_narrow_bytes + counts.dense_narrow_bytes)
        kept = counts.attention_kept_bytes + counts.dense_kept_bytes
        selective = counts.attention_selective_bytes + counts.dense_selective_bytes
    share = full_share(layouts)
    # two norms' inputs and outputs, or the first input alone, that each tensor-parallel rank keeps whole
    whole = np.where(layouts.sequence_parallel, 0.0, (layouts.tp - 1) * BF16_BYTES * counts.hidden)
    normed = np.where(norms_repeated(layouts) > 0, 2.0, 4.0) * (1 - share) + share
    # where activations are recomputed, what is left of the widest is no longer kept at all
    up = counts.up_projected_kept_bytes
    chosen = np.where(layouts.recompute == _SELECTIVE, selective - narrow / 2, kept - narrow + scores)
    chosen = np.where(layouts.recompute == _ACTIVATIONS, selective + up - narrow / 2 + scores, chosen)
    chosen = np.where(layouts.recompute == _UP_PROJECTIONS, kept - up - narrow + scores, chosen)
    # a block that runs again leaves its input alone
    input_alone = counts.attention_selective_bytes + BF16_BYTES * counts.hidden
    input_alone = input_alone - case.low_precision * counts.attention_narrow_bytes / 2
    chosen = np.where(layouts.recompute == _FEED_FORWARD, input_alone, chosen)
    mixed: Floats = share * BF16_BYTES * counts.hidden + (1 - share) * chosen + normed * whole
    return mixed


def activation_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return the activations in flight on the fullest stage, with the layer being recomputed and the logits."""
    counts = case.counts
    local = tokens_of(case, layouts).local
    share = stage_layers(counts.layers + counts.mtp_layers, layouts.pp)
    routed = np.minimum(share, counts.moe_layers + np.where(counts.moe_layers > 0, counts.mtp_layers, 0.0))
    dense_layer = layer_bytes_per_token(case, layouts, moe=False)
    moe_layer = layer_bytes_per_token(case, layouts, moe=True)
    stage = ((share - routed) * dense_layer + routed * moe_layer) * local
    working = _working_bytes(case, layouts) * local
    logits = case.coefficients.logit_bytes * counts.vocab * local * (1 + counts.mtp_layers)
    first = stage * in_flight(case, layouts) + working
    micro_batches = case.global_batch / (layouts.dp * layouts.micro_batch)
    chunks = np.where(layouts.vpp > 1, (layouts.vpp - 1) * _groups(layouts) + 1, 1.0)
    last = stage * np.minimum(chunks / layouts.vpp, micro_batches) + working + logits
    return np.where(ends_meet(layouts), first + logits, np.maximum(first, last))


def _working_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return the transient of one layer: recomputed activations, and gradients of its widest tensors."""
    counts = case.counts
    ffn = np.where(counts.moe_layers > 0, counts.moe_kept_bytes * layouts.etp, counts.dense_kept_bytes)
    full, block = layouts.recompute == _FULL, layouts.recompute == _FEED_FORWARD
    working = np.where(full, 1.5, 0.5) * counts.attention_kept_bytes + np.where(full | block, 1.5, 0.5) * ffn
    return working + np.where(layouts.recompute == _NONE, 0.0, _score_bytes(case, layouts))


def _score_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return what unfused attention keeps of the scores of one token; tensor and context parallelism cut it too."""
    return case.coefficients.score_bytes * case.counts.score_elements + np.zeros_like(layouts.tp)


def _buffer_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return communication buffers: dispatch and combine of one layer, pipeline messages both ways."""
    counts = case.counts
    local = tokens_of(case, layouts).local
    exchanged = 2 * BF16_BYTES * counts.hidden * counts.top_k * local * imbalance(case, layouts)
    messages = np.where(layouts.pp > 1, 4 * BF16_BYTES * counts.hidden * local, 0.0)
    return np.where(layouts.ep > 1, exchanged, 0.0) + messages
