"""Memory of one device by part, many layouts at once; the fullest of the first and the last stage."""

from dataclasses import dataclass

import numpy as np

from planner.performance.case import Case
from planner.performance.kind_counts import ByMode, ChannelCounts, MixerCounts
from planner.performance.layer_counts import BF16_BYTES, Floats, Kind, Number, by_mode, fullest_of
from planner.performance.layout import Recompute, Schedule, Sharding
from planner.performance.layouts import RECOMPUTES, SCHEDULES, SHARDINGS, LayoutArrays
from planner.performance.parameters import device_parameters, ends_meet, stage_layers
from planner.performance.part_times import full_share, imbalance, tokens_of

_NONE = RECOMPUTES.index(Recompute.NONE)
_FULL = RECOMPUTES.index(Recompute.FULL)
_SELECTIVE = RECOMPUTES.index(Recompute.SELECTIVE)
_FEED_FORWARD = RECOMPUTES.index(Recompute.FEED_FORWARD)
_DUALPIPE = SCHEDULES.index(Schedule.DUALPIPE)
_DUALPIPE_V = SCHEDULES.index(Schedule.DUALPIPE_V)
_SHARDED = SHARDINGS.index(Sharding.FULLY_SHARDED)
_ZERO_2 = SHARDINGS.index(Sharding.ZERO_2)
_WITHOUT_SCORES = (_SELECTIVE, _FEED_FORWARD)
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


def kind_bytes_per_token(case: Case, layouts: LayoutArrays, kind: Kind) -> Floats:
    """Return the activations that one token leaves in one layer, before cutting by tensor and context parallelism."""
    mixer, channel = case.counts.parts(kind)
    checkpoint = BF16_BYTES * case.counts.residual_width
    share = full_share(layouts)
    # what is as wide as the hidden state each tensor-parallel rank keeps whole without sequence parallelism
    copies = np.where(layouts.sequence_parallel, 0.0, layouts.tp - 1)
    chosen = mixer_bytes(case, layouts, mixer) + channel_bytes(case, layouts, channel)
    whole = by_mode(_sum(mixer.kept.whole, channel.kept.whole), layouts)
    kept: Floats = share * checkpoint * (1 + copies) + (1 - share) * (chosen + whole * copies)
    return kept


def mixer_bytes(case: Case, layouts: LayoutArrays, mixer: MixerCounts) -> Number:
    """Return the activations that one token leaves in a token mixer, with the scores of an unfused one.

    Those are what selective recompute was made to drop.
    """
    scores = case.coefficients.score_bytes * mixer.score_elements
    kept = _narrowed(case, mixer.kept.fixed, mixer.kept.fixed_saved)
    by_score = [value + (0.0 if mode in _WITHOUT_SCORES else scores) for mode, value in enumerate(kept)]
    return by_mode(tuple(by_score), layouts)


def channel_bytes(case: Case, layouts: LayoutArrays, channel: ChannelCounts) -> Number:
    """Return the activations that one token leaves in a channel mixer; those of token copies grow with the load."""
    fixed = by_mode(_narrowed(case, channel.kept.fixed, channel.kept.fixed_saved), layouts)
    if not np.any(channel.routed):
        return fixed
    routed = _narrowed(case, channel.kept.routed, channel.kept.routed_saved)
    again = case.coefficients.unpermuted_copies * channel.unpermuted_bytes
    copied = [value + (0.0 if mode == _FEED_FORWARD else again) for mode, value in enumerate(routed)]
    return fixed + by_mode(tuple(copied), layouts) * imbalance(case, layouts, channel) * layouts.etp


def _narrowed(case: Case, kept: ByMode, saved: ByMode) -> ByMode:
    """Return bytes by mode in the run's number format."""
    return tuple(wide - case.low_precision * less for wide, less in zip(kept, saved, strict=True))


def _sum(first: ByMode, second: ByMode) -> ByMode:
    return tuple(one + other for one, other in zip(first, second, strict=True))


def activation_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return the activations in flight on the fullest stage, with the layer being recomputed and the logits."""
    counts = case.counts
    local = tokens_of(case, layouts).local
    each = [kind_bytes_per_token(case, layouts, kind) for kind in counts.kinds]
    stage = fullest_of(counts.cuts.kept, layouts, each) * local
    working = _working_bytes(case, layouts) * local
    logits = case.coefficients.logit_bytes * counts.vocab * local * (1 + counts.mtp_layers)
    first = stage * in_flight(case, layouts) + working
    micro_batches = case.global_batch / (layouts.dp * layouts.micro_batch)
    chunks = np.where(layouts.vpp > 1, (layouts.vpp - 1) * _groups(layouts) + 1, 1.0)
    last = stage * np.minimum(chunks / layouts.vpp, micro_batches) + working + logits
    return np.where(ends_meet(layouts), first + logits, np.maximum(first, last))


def _working_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return the transient of the largest layer: recomputed activations, and gradients of its widest tensors."""
    full, block = layouts.recompute == _FULL, layouts.recompute == _FEED_FORWARD
    again, once = np.where(full, 1.5, 0.5), np.where(full | block, 1.5, 0.5)
    needed = [
        again * mixer.kept.fixed[_NONE]
        + once * (channel.kept.fixed[_NONE] + channel.kept.routed[_NONE] * layouts.etp)
        + np.where(layouts.recompute == _NONE, 0.0, case.coefficients.score_bytes * mixer.score_elements)
        for mixer, channel in map(case.counts.parts, case.counts.kinds)
    ]
    return np.max(needed, axis=0)


def _buffer_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return communication buffers: dispatch and combine of one layer, pipeline messages both ways."""
    counts = case.counts
    local = tokens_of(case, layouts).local
    each = [
        channel.routed * channel.expert_hidden * channel.top_k * imbalance(case, layouts, channel)
        for channel in counts.channels
    ]
    exchanged = 2 * BF16_BYTES * np.max(each, axis=0) * local
    messages = np.where(layouts.pp > 1, 4 * BF16_BYTES * counts.message_width * local, 0.0)
    return np.where(layouts.ep > 1, exchanged, 0.0) + messages
