"""What a token costs in the parts of each kind of layer, as plain numbers that broadcast against arrays of layouts."""

from collections.abc import Callable, Sequence
from math import inf
from typing import TypeAlias

from msgspec import Struct

from planner.arrays import Number
from planner.performance.device.operators import ATTENTION_BACKWARD
from planner.performance.training.layout import Recompute
from planner.workload import stack
from planner.workload.blocks import Block
from planner.workload.channel_mixers.dense import Dense
from planner.workload.kept_activations import Kept, Module
from planner.workload.matrices import MatrixSums, sums_of
from planner.workload.mixers.mixer import Core
from planner.workload.shape import TransformerShape

ByMode: TypeAlias = tuple[Number, ...]  # one number a recompute mode, in the order of ``Recompute``

NORMS_AND_ACTIVATIONS = (Module.NORM, Module.ACTIVATION)
# what each mode runs again; of full recompute what the layers keep that it does not apply to
DROPPED: dict[Recompute, tuple[Module, ...]] = {
    Recompute.NONE: (),
    Recompute.SELECTIVE: (*NORMS_AND_ACTIVATIONS, Module.UP_PROJECTION),
    Recompute.FULL: (),
    Recompute.FEED_FORWARD: (*NORMS_AND_ACTIVATIONS, Module.UP_PROJECTION),
    Recompute.ACTIVATIONS: NORMS_AND_ACTIVATIONS,
    Recompute.UP_PROJECTIONS: (Module.UP_PROJECTION,),
}


class KeptCounts(Struct, frozen=True, kw_only=True):
    """Bytes kept for the backward pass per token, one number a recompute mode.

    ``fixed`` of every token, of every token sent to experts at even load ``copied`` what each expert tensor rank keeps
    of all copies of its group and ``inner`` what they cut; ``*_saved`` what 8-bit products leave less, ``*_stored``
    what software that narrows what it stores leaves less beside that; ``whole`` the part as wide as the hidden state,
    which tensor ranks do not cut without sequence parallelism.
    """

    fixed: ByMode
    fixed_saved: ByMode
    fixed_stored: ByMode
    copied: ByMode
    copied_saved: ByMode
    inner: ByMode
    inner_saved: ByMode
    inner_stored: ByMode
    whole: ByMode


class MixerCounts(Struct, frozen=True, kw_only=True):
    """A token mixer: forward multiply-accumulates and elements per token, widths that tensor parallelism cuts.

    ``present`` is 0 for a half block without a mixer. ``index_loss_macs`` and ``index_back_macs``: see ``Core``.
    ``params`` are its weights, ``matrices`` sums over their sizes; ``*_bytes`` as in ``Exchange``.
    """

    present: Number
    params: Number
    macs: Number
    width: Number
    key_dim: Number
    core_macs: Number
    sparse_macs: Number
    index_macs: Number
    index_loss_macs: Number
    index_back_macs: Number
    scan_macs: Number
    vector_macs: Number
    score_elements: Number
    elements: Number
    up_projection_macs: Number
    ring_bytes: Number
    window: Number
    swap_bytes: Number
    state_bytes: Number
    kept: KeptCounts
    matrices: MatrixSums


class ChannelCounts(Struct, frozen=True, kw_only=True):
    """The channel mixers of a layer together: forward multiply-accumulates per token, inner widths.

    ``present``, ``dense``, ``routed`` are 0 or 1. ``top_k`` are experts with weights that a token meets,
    ``expert_hidden`` how wide the vectors are that they take; ``unpermuted_bytes`` what older software keeps of them
    twice. ``matrices`` are sums over all sizes but experts', ``adapted`` their rows and columns without routers,
    ``expert_matrices`` those of one routed expert.
    """

    present: Number
    dense: Number
    routed: Number
    dense_macs: Number
    dense_width: Number
    expert_macs: Number
    expert_width: Number
    expert_hidden: Number
    experts: Number
    top_k: Number
    routing_groups: Number
    routing_group_limit: Number
    shared_macs: Number
    shared_width: Number
    router_macs: Number
    latent_macs: Number
    shortcut: Number
    unpermuted_bytes: Number
    kept: KeptCounts
    matrices: MatrixSums
    adapted: Number
    expert_matrices: MatrixSums


def mixer_counts(shape: TransformerShape, block: Block, seq_len: int) -> MixerCounts:
    """Return the counts of a block's token mixer at a sequence length; nothing at all where it has none."""
    mixer, hidden = shape.mixer_of(block), shape.hidden
    core = Core() if mixer is None else mixer.core(seq_len)
    exchange = None if mixer is None else mixer.exchange
    tensors = stack.mixer_kept(shape, block)
    return MixerCounts(
        present=0.0 if mixer is None else 1.0,
        params=0.0 if mixer is None else float(mixer.projections(hidden) + mixer.other_params(hidden)),
        macs=0.0 if mixer is None else float(mixer.projections(hidden)),
        width=1.0 if mixer is None else float(mixer.width),
        key_dim=1.0 if mixer is None else float(mixer.key_dim),
        core_macs=core.attention / core.tile_share,
        sparse_macs=core.sparse,
        index_macs=core.index,
        index_loss_macs=core.index_loss,
        index_back_macs=ATTENTION_BACKWARD * core.index if core.index_back is None else core.index_back,
        scan_macs=core.scan,
        vector_macs=core.vector,
        score_elements=0.0 if mixer is None else mixer.score_elements(seq_len),
        elements=0.0 if mixer is None else mixer.moved_elements(hidden),
        up_projection_macs=0.0 if mixer is None else float(mixer.up_projections()),
        ring_bytes=0.0 if exchange is None else exchange.ring_bytes,
        window=inf if exchange is None else exchange.window,
        swap_bytes=0.0 if exchange is None else exchange.swap_bytes,
        state_bytes=0.0 if exchange is None else exchange.state_bytes,
        kept=_kept_counts(lambda _: tensors),
        matrices=sums_of(() if mixer is None else mixer.matrices(hidden)),
    )


def channel_counts(shape: TransformerShape, block: Block) -> ChannelCounts:
    """Return the counts of a block's channel mixers together; nothing at all where it has none."""
    hidden, routed = shape.hidden, shape.routed_in(block)
    dense = [each for each in shape.channels_of(block) if isinstance(each, Dense)]
    return ChannelCounts(
        present=1.0 if block.channels else 0.0,
        dense=1.0 if dense else 0.0,
        routed=0.0 if routed is None else 1.0,
        dense_macs=float(sum(each.params(hidden) for each in dense)),
        dense_width=float(max((each.width for each in dense), default=1)),
        expert_macs=0.0 if routed is None else float(routed.expert_params(hidden)),
        expert_width=1.0 if routed is None else float(routed.width),
        expert_hidden=float(hidden if routed is None else routed.expert_hidden(hidden)),
        experts=1.0 if routed is None else float(routed.experts),
        top_k=1.0 if routed is None else routed.met,
        routing_groups=1.0 if routed is None else float(routed.routing_groups),
        routing_group_limit=1.0 if routed is None else float(routed.routing_group_limit),
        shared_macs=0.0 if routed is None else float(routed.shared_params(hidden)),
        shared_width=1.0 if routed is None else float(max(routed.shared_width, 1)),
        router_macs=0.0 if routed is None else float(routed.router_params(hidden)),
        latent_macs=0.0 if routed is None else float(routed.latent_params(hidden)),
        shortcut=1.0 if routed is not None and routed.shortcut else 0.0,
        unpermuted_bytes=0.0 if routed is None else routed.unpermuted_bytes(hidden),
        kept=_channel_kept(shape, block),
        matrices=sums_of(matrix for each in shape.channels_of(block) for matrix in each.weights(hidden)),
        adapted=sums_of(matrix for each in shape.channels_of(block) for matrix in each.adapted(hidden)).adapted,
        expert_matrices=sums_of(() if routed is None else routed.expert_weights(hidden)),
    )


def _channel_kept(shape: TransformerShape, block: Block) -> KeptCounts:
    tensors = stack.channels_kept(shape, block)
    streams = block.sublayers * shape.residual.sublayer_kept_bytes(shape.hidden)
    more = (Kept(tensor="residual streams", bytes=streams, whole=True),) if streams else ()
    # a block that runs again leaves its input alone
    return _kept_counts(lambda mode: (*(tensors[:1] if mode is Recompute.FEED_FORWARD else tensors), *more))


def _kept_counts(tensors_of: Callable[[Recompute], Sequence[Kept]]) -> KeptCounts:
    """Return what is left in each mode of the tensors that are there in it."""
    left = [[one for one in tensors_of(mode) if one.dropped_by not in DROPPED[mode]] for mode in Recompute]
    fixed, copied, inner = (
        [[one for one in found if (one.routed, one.inner) == kind] for found in left]
        for kind in ((False, False), (True, False), (True, True))
    )
    return KeptCounts(
        fixed=_sums(fixed, lambda one: one.bytes),
        fixed_saved=_sums(fixed, _saved_bytes),
        fixed_stored=_sums(fixed, _stored_bytes),
        copied=_sums(copied, lambda one: one.bytes),
        copied_saved=_sums(copied, _saved_bytes),
        inner=_sums(inner, lambda one: one.bytes),
        inner_saved=_sums(inner, _saved_bytes),
        inner_stored=_sums(inner, _stored_bytes),
        whole=_sums([[one for one in found if one.whole] for found in left], lambda one: one.bytes),
    )


def _sums(by_mode: Sequence[Sequence[Kept]], bytes_of: Callable[[Kept], float]) -> ByMode:
    return tuple(float(sum(bytes_of(one) for one in found)) for found in by_mode)


def _saved_bytes(one: Kept) -> float:
    return one.bytes - one.bytes_at(eight_bit=True)


def _stored_bytes(one: Kept) -> float:
    return one.bytes_at(eight_bit=True) - one.stored_bytes
