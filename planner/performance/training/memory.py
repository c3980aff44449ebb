"""Memory of one device by part, many layouts at once; the fullest of the first and the last stage."""

from collections.abc import Mapping
from functools import reduce

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.arrays import Floats, Integers, Number, some
from planner.performance.training.alike import Alike, Sorts, sorts_of
from planner.performance.training.case import Case
from planner.performance.training.context_times import gathered_in_use, repeated_bytes
from planner.performance.training.device_buffers import Buffers, buffers_of, reserve_bytes
from planner.performance.training.kept_states import states_of
from planner.performance.training.kind_counts import ByMode, ChannelCounts, MixerCounts
from planner.performance.training.layer_counts import Kind, by_mode, fullest_of
from planner.performance.training.layout import Recompute, Schedule, Sharding
from planner.performance.training.layouts import RECOMPUTES, SCHEDULES, SHARDINGS, LayoutArrays
from planner.performance.training.parameters import (
    DeviceParameters,
    Place,
    device_parameters,
    ends_meet,
    parameters_by_place,
    stage_layers,
)
from planner.performance.training.part_times import (
    by_operation,
    full_share,
    imbalance,
    runs_again,
    scores_again,
    tokens_of,
)
from planner.units import BF16_BYTES
from planner.workload.kept_activations import Module

_NONE = RECOMPUTES.index(Recompute.NONE)
_FULL = RECOMPUTES.index(Recompute.FULL)
_DUALPIPE = SCHEDULES.index(Schedule.DUALPIPE)
_DUALPIPE_V = SCHEDULES.index(Schedule.DUALPIPE_V)
_SHARDED = SHARDINGS.index(Sharding.FULLY_SHARDED)
_ZERO_2 = SHARDINGS.index(Sharding.ZERO_2)
_UNSHARDED = SHARDINGS.index(Sharding.NONE)


class MemoryParts(Struct, frozen=True, kw_only=True):
    """Bytes of the fullest device by part, one value a layout; ``host`` are those of its states on the host."""

    weights: Floats
    gradients: Floats
    optimiser: Floats
    activations: Floats
    buffers: Floats
    reserve: Floats
    host: Number = 0.0

    @property
    def total_bytes(self) -> Floats:
        """The sum of the parts."""
        return self.weights + self.gradients + self.optimiser + self.activations + self.buffers + self.reserve


PARTS = tuple(name for name in MemoryParts.__struct_fields__ if name != "host")


class HeldBytes(Struct, frozen=True, kw_only=True):
    """Bytes of devices by part: of every ``Place`` in a pipeline, (places, n) each, and alike in all places, (n,)."""

    by_place: dict[str, Floats]
    beside: dict[str, Floats]

    @property
    def fullest_bytes(self) -> Floats:
        """What the device that holds most does, (n,)."""
        most = np.max(_own_bytes(self.by_place), axis=0)
        found: Floats = most + self.beside["buffers"] + self.beside["reserve"]
        return found

    def part(self, chosen: Integers) -> "HeldBytes":
        """Return those of the chosen layouts."""
        by_place = {name: amount.take(chosen, axis=-1) for name, amount in self.by_place.items()}
        return HeldBytes(by_place=by_place, beside={name: amount.take(chosen) for name, amount in self.beside.items()})

    def fullest(self) -> MemoryParts:
        """Return the parts of the device that holds most, of equals of the first."""
        own = _own_bytes(self.by_place)
        most, each = np.argmax(own, axis=0), np.arange(own.shape[-1])
        found = {"host": np.zeros(len(each))} | {name: amount[most, each] for name, amount in self.by_place.items()}
        return MemoryParts(**found, **self.beside)


def memory_parts(
    case: Case, layouts: LayoutArrays, sorts: Sorts | None = None, known: "LayerBytes | None" = None
) -> MemoryParts:
    """Return the memory of every layout, on the device of the pipeline that needs most.

    ``known`` is what a layer takes (None: computed here), of each of ``sorts`` where they are given.

    With gradients of g bytes and AdamW in FP32: 14 + g, 2 + g + 12/d (ZeRO-1), 2 + (g + 12)/d (ZeRO-2) or (14 + g)/d
    bytes a parameter and more.
    """
    return held_bytes(case, layouts, sorts, known).fullest()


def held_bytes(
    case: Case, layouts: LayoutArrays, sorts: Sorts | None = None, known: "LayerBytes | None" = None
) -> HeldBytes:
    """Return what devices hold of every layout; arguments as of ``memory_parts``."""
    sorts = sorts or sorts_of(case, layouts, layers=known is None)
    layer = known or layer_bytes(case, sorts.layers.few)
    return HeldBytes(by_place=_by_place(case, layouts, sorts, layer), beside=_beside(case, sorts, layer))


def memory_of_first(case: Case, layouts: LayoutArrays, sorts: Sorts, known: "LayerBytes") -> MemoryParts:
    """Return the memory of the first device of each pipeline, as ``memory_parts`` does of the fullest."""
    stages = sorts.stages
    states = _states(case, stages.few, device_parameters(case, stages.few, Place.FIRST))
    held = {"host": np.zeros_like(layouts.tp)} | {name: stages.spread(amount) for name, amount in states.items()}
    moving = activation_bytes(case, layouts, sorts.layers, known)[Place.FIRST]
    return MemoryParts(**held, activations=moving, **_beside(case, sorts, known))


def _beside(case: Case, sorts: Sorts, layer: "LayerBytes") -> dict[str, Floats]:
    """Return what devices hold alike in all places of the pipeline."""
    stages, layers = sorts.stages, sorts.layers
    buffers = fragmentation(case, layers.few) * layer.buffers.together(layers.few)
    return {"buffers": layers.spread(buffers), "reserve": stages.spread(reserve_bytes(case, stages.few))}


def _by_place(case: Case, layouts: LayoutArrays, sorts: Sorts, layer: "LayerBytes") -> dict[str, Floats]:
    """Return the states and activations of the devices in every ``Place``, and of them on a host, (places, n) each."""
    stages = sorts.stages
    states = _states(case, stages.few, parameters_by_place(case, stages.few))
    moving = activation_bytes(case, layouts, sorts.layers, layer)
    held = {name: stages.spread(amount) for name, amount in states.items()}
    return held | {"activations": np.stack([moving[place] for place in Place])}


def _own_bytes(parts: Mapping[str, Number]) -> Number:
    return sum(amount for name, amount in parts.items() if name != "host")


def state_bytes(case: Case, layouts: LayoutArrays, parameters: DeviceParameters) -> Number:
    """Return what weights, gradients and optimiser states of a device with these parameters take of it."""
    return _own_bytes(_states(case, layouts, parameters))


def _states(case: Case, layouts: LayoutArrays, parameters: DeviceParameters) -> dict[str, Number]:
    """Return weights, gradients and optimiser states of a device, and those of them on its host."""
    states = case.states
    held, trained = parameters.held(), parameters.trained()
    whole, reduced = layouts.sharding != _SHARDED, layouts.sharding == _ZERO_2
    twice = np.where(layouts.schedule == _DUALPIPE, 2.0, 1.0)  # DualPipe holds two stages of the pipeline
    kept, kept_shard, gathered = _whole_and_shard(case, layouts, held)
    own, own_shard, own_gathered = kept, kept_shard, gathered
    if trained is not held:
        own, own_shard, own_gathered = _whole_and_shard(case, layouts, trained)
    # fully sharded, two layers at a time, beside the unit of embedding and head; in a pipeline all stay whole
    # (torchtitan's fsdp_reshard_after_forward)
    stays = ~whole & (layouts.pp > 1)
    root = case.coefficients.root_unit
    beside: Number = np.where(stays, kept, gathered + root * held.tables)
    weights = np.where(
        whole,
        states.weights.resident_bytes * (kept * twice),
        states.sharded_weight_bytes * kept_shard + states.gathered_weight_bytes * beside,
    )
    added_up = whole & ~reduced
    gradients_held = np.where(added_up, own * twice, own_shard + np.where(stays, own, own_gathered / 2))
    copied = case.coefficients.gradient_copy_bytes * np.where(added_up, own * twice, 0.0)
    updated = np.where(layouts.sharding == _UNSHARDED, own, own_shard)
    copied = copied + case.coefficients.gradient_shard_bytes * np.where(added_up, updated * twice, 0.0)
    # of the unit of embedding and head the whole gradient waits, in the weights' 16 bits, for the last of its parts
    waiting = np.where(added_up | stays, 0.0, BF16_BYTES * root * trained.tables)
    kept_states = states_of(case, layouts, trained)
    devices = layouts.tp * layouts.cp * layouts.pp * layouts.dp
    found = {
        "weights": weights,
        "gradients": case.coefficients.gradient_bytes * gradients_held + copied + waiting,
        "optimiser": kept_states.device_bytes * twice + case.outer_state_bytes / devices,
    }
    return found | ({"host": kept_states.host_bytes * twice} if states.offload.share else {})


def _whole_and_shard(case: Case, layouts: LayoutArrays, parameters: DeviceParameters) -> tuple[Number, Number, Number]:
    """Return parameters of a device as a whole, its shard of them, and two gathered layers (FSDP's at work)."""
    whole = parameters.dense + parameters.experts
    shard = parameters.dense / (layouts.dp * layouts.cp) + parameters.experts / parameters.expert_replicas
    return whole, shard, 2.0 * (whole - parameters.tables) / stage_layers(case.counts.layers, layouts.pp)


def fragmentation(case: Case, layouts: LayoutArrays) -> Number:
    """Return what the allocator holds over what tensors of the layers need.

    More where their sizes change from step to step: the token copies of a rank of experts that routing does not level.
    """
    c = case.coefficients
    return np.where(_varying(case, layouts), c.varying_fragmentation, c.fragmentation)


def _varying(case: Case, layouts: LayoutArrays) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (case.natural > 0.0) & (layouts.ep > 1)
    return found


def table_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return the bytes of a parameter of embedding or head, which tensor parallelism cuts: weight, gradient, states."""
    states = case.states
    if states.lora is not None:
        return states.weights.resident_bytes + np.zeros_like(layouts.tp)
    alone = layouts.sharding == _UNSHARDED
    kept = (1.0 - states.offload.share) * states.table_state_bytes + case.coefficients.gradient_shard_bytes
    shard = kept / np.where(alone, 1.0, layouts.dp * layouts.cp)
    gradients = case.coefficients.gradient_bytes + case.coefficients.gradient_copy_bytes
    return states.weights.resident_bytes + gradients + shard


def needed_bytes(
    case: Case, layouts: LayoutArrays, sorts: Sorts | None = None, known: "LayerBytes | None" = None
) -> Floats:
    """Return what each layout needs of a device: infinitely much where the host cannot hold its part of the states.

    ``known`` is as of ``memory_parts``.
    """
    return needed_of(case, held_bytes(case, layouts, sorts, known))


def needed_of(case: Case, held: HeldBytes) -> Floats:
    """Return what ``needed_bytes`` does, of what devices hold."""
    if not case.states.offload.share:
        return held.fullest_bytes
    parts = held.fullest()
    needed: Floats = np.where(parts.host <= case.host_memory_bytes, parts.total_bytes, np.inf)
    return needed


def in_flight(case: Case, layouts: LayoutArrays) -> Number:
    """Return the micro-batches whose activations the first stage keeps, all its layers each.

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
    whole = by_mode(mixer.kept.whole, layouts) + by_mode(channel.kept.whole, layouts)
    kept: Floats = share * checkpoint * (1 + copies) + (1 - share) * (chosen + whole * copies)
    return kept


def mixer_bytes(case: Case, layouts: LayoutArrays, mixer: MixerCounts) -> Number:
    """Return the activations that one token leaves in a token mixer, with the scores of an unfused one.

    Those are what selective recompute was made to drop.
    """
    scores = case.coefficients.score_bytes * mixer.score_elements
    kept = _narrowed(case, layouts, (mixer.kept.fixed, mixer.kept.fixed_saved, mixer.kept.fixed_stored))
    kept = kept + (1.0 - by_operation(layouts)) * repeated_bytes(case, mixer)
    if not some(scores):
        return kept
    return kept + np.where(scores_again(layouts) | (by_operation(layouts) > 0), 0.0, scores)


def channel_bytes(case: Case, layouts: LayoutArrays, channel: ChannelCounts) -> Number:
    """Return the activations that one token leaves in a channel mixer; those of token copies grow with the load.

    Each of the ranks that cut an expert takes the copies of their whole group, and a part of every inner tensor.
    """
    kept = channel.kept
    fixed = _narrowed(case, layouts, (kept.fixed, kept.fixed_saved, kept.fixed_stored))
    if not some(channel.routed):
        return fixed
    copied = by_mode(kept.copied, layouts) - case.low_precision * by_mode(kept.copied_saved, layouts)
    stays = 1.0 - runs_again(layouts, Module.MOE) - by_operation(layouts)
    copied = copied + stays * case.coefficients.unpermuted_copies * channel.unpermuted_bytes
    inner = _narrowed(case, layouts, (kept.inner, kept.inner_saved, kept.inner_stored))
    return fixed + (copied * layouts.etp + inner) * imbalance(case, layouts, channel)


def _narrowed(case: Case, layouts: LayoutArrays, kept: tuple[ByMode, ByMode, ByMode]) -> Number:
    """Return bytes in the run's number format, and with what the software keeps in 8 bits beside it.

    ``kept`` is in 16 bits, what 8-bit products leave less, and what software that narrows what it stores leaves less.
    """
    wide, less, more = (by_mode(each, layouts) for each in kept)
    return wide - case.low_precision * (less + case.coefficients.narrow_store * more)


class LayerBytes(Struct, frozen=True, kw_only=True):
    """What a layer takes of a device, one value a layout, whatever the stages and the replicas are.

    ``kinds`` are what one token leaves in a layer of each kind, ``tokens`` those of a rank and micro-batch, ``packed``
    the same times what the allocator holds over them, ``working`` the bytes of the largest layer at work.
    """

    kinds: tuple[Number, ...]
    tokens: Number
    packed: Number
    working: Number
    buffers: Buffers


def layer_bytes(case: Case, layouts: LayoutArrays) -> LayerBytes:
    """Return what a layer takes, of every layout."""
    tokens = tokens_of(case, layouts)
    packed = fragmentation(case, layouts) * tokens.local
    return LayerBytes(
        kinds=tuple(kind_bytes_per_token(case, layouts, kind) for kind in case.counts.kinds),
        tokens=tokens.local,
        packed=packed,
        working=working_bytes(case, layouts) * packed,
        buffers=buffers_of(case, layouts, tokens),
    )


def activation_bytes(
    case: Case, layouts: LayoutArrays, alike: Alike, known: LayerBytes | None = None
) -> dict[Place, Number]:
    """Return the activations in flight by place, with the layer being recomputed or the logits.

    The logits are gone when the backward pass comes to the last layer, so the larger of the two counts. They are few
    and of one size every time, so what the allocator cannot use lies between the tensors of the layers; where those
    change in size, they cut up what the logits left, and these need room of their own again. ``known`` is of each of
    those ``alike``.
    """
    counts, few = case.counts, alike.few
    layer = known or layer_bytes(case, few)
    each = [alike.spread(one) for one in layer.kinds]
    working, ending = (
        alike.spread(one) for one in (layer.working, np.maximum(layer.working, room_of_logits(case, few, layer.tokens)))
    )
    held = alike.spread(layer.packed)
    stage = fullest_of(counts.cuts.kept, layouts, each) * held
    meet = ends_meet(layouts)
    first = np.where(meet, stage, fullest_of(counts.cuts.first, layouts, each) * held)
    micro_batches = case.global_batch / (layouts.dp * layouts.micro_batch)
    chunks = np.where(layouts.vpp > 1, (layouts.vpp - 1) * _groups(layouts) + 1, 1.0)
    running = in_flight(case, layouts)
    at_last = stage * np.minimum(chunks / layouts.vpp, micro_batches) + ending
    both = meet | (layouts.schedule == _DUALPIPE)
    return {
        Place.FIRST: first * running + np.where(both, ending, working),
        Place.INNER: stage * running + np.where(meet, ending, working),
        Place.LAST: np.where(meet, 0.0, at_last),
    }


def room_of_logits(case: Case, layouts: LayoutArrays, tokens: Number) -> Number:
    """Return what logits of a rank's tokens take of a device: themselves, and more where what they leave is cut up."""
    cut_up = np.where(_varying(case, layouts), case.coefficients.varying_fragmentation, 1.0)
    return logit_bytes(case, layouts, tokens) * cut_up


def logit_bytes(case: Case, layouts: LayoutArrays, tokens: Number) -> Number:
    """Return the most that logits and what cross-entropy makes of them take at once, those of MTP heads waiting."""
    c, counts = case.coefficients, case.counts
    sharded = (layouts.sharding == _SHARDED) | (layouts.sharding == _ZERO_2)
    at_once = np.where(sharded, c.sharded_logit_bytes, c.logit_bytes) + c.split_logit_bytes * (layouts.tp > 1)
    each = at_once + c.kept_logit_bytes * counts.mtp_layers
    return each * counts.vocab * tokens


def working_bytes(case: Case, layouts: LayoutArrays) -> Number:
    """Return the transient of the largest layer: recomputed activations, and gradients of its widest tensors."""
    layer = (layouts.recompute == _FULL) | (by_operation(layouts) > 0)
    share = case.coefficients.working_share
    needed = []
    for mixer, channel in map(case.counts.parts, case.counts.kinds):
        copies = channel.kept.inner[_NONE] + channel.kept.copied[_NONE] * layouts.etp
        if some(channel.routed):
            copies = copies * imbalance(case, layouts, channel)
        scores = np.where(layouts.recompute == _NONE, 0.0, case.coefficients.score_bytes * mixer.score_elements)
        block = channel.dense * runs_again(layouts, Module.MLP) + channel.routed * runs_again(layouts, Module.MOE)
        again, once = share + layer, share + np.maximum(layer, np.minimum(block, 1.0))
        own = mixer.kept.fixed[_NONE] + repeated_bytes(case, mixer)
        gathered = gathered_in_use(case, layouts, mixer)
        needed.append(again * own + once * (channel.kept.fixed[_NONE] + copies) + scores + gathered)
    return reduce(np.maximum, needed)
