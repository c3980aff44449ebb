"""What a token costs in the parts of each kind of layer, as plain numbers that broadcast against arrays of layouts."""

from collections.abc import Callable, Sequence
from functools import cache
from math import inf
from typing import NamedTuple, TypeAlias

import numpy as np
from msgspec import Struct

from planner.arrays import Floats, Number
from planner.performance.device.operators import ATTENTION_BACKWARD
from planner.performance.training.layout import Recompute, modules_of
from planner.performance.training.layouts import RECOMPUTES
from planner.workload import stack
from planner.workload.blocks import Block
from planner.workload.channel_mixers.dense import Dense
from planner.workload.kept_activations import Kept, Module
from planner.workload.matrices import MatrixSums, sums_of
from planner.workload.mixers.mixer import Core
from planner.workload.saved_operations import operations_of
from planner.workload.shape import TransformerShape

ByMode: TypeAlias = tuple[Number, ...]  # one number a recompute mode, in the order of ``RECOMPUTES``
_BY_OPERATION = RECOMPUTES.index(Recompute.BY_OPERATION)
_ENTERED = 2  # a norm's input and its output come first


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
    ``params`` are its weights, ``matrices`` sums over their sizes; ``*_bytes`` as in ``Exchange``. ``repeated_share``
    of its products runs again by operation.
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
    head_bytes: Number
    window: Number
    swap_bytes: Number
    state_bytes: Number
    repeated_share: Number
    kept: KeptCounts
    matrices: MatrixSums


class ChannelCounts(Struct, frozen=True, kw_only=True):
    """The channel mixers of a layer together: forward multiply-accumulates per token, inner widths.

    ``present``, ``dense``, ``routed``, ``biased`` (experts that add biases) are 0 or 1. ``top_k`` are experts with
    weights that a token meets, ``expert_hidden`` how wide the vectors are that they take; ``unpermuted_bytes`` what
    older software keeps of them twice. ``matrices`` are sums over all sizes but experts', ``adapted`` their rows and
    columns without routers, ``expert_matrices`` those of one routed expert. ``repeated_share`` of the products beside
    those of experts runs again by operation.
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
    biased: Number
    unpermuted_bytes: Number
    repeated_share: Number
    kept: KeptCounts
    matrices: MatrixSums
    adapted: Number
    expert_matrices: MatrixSums


def mixer_counts(shape: TransformerShape, block: Block, seq_len: int) -> MixerCounts:
    """Return the counts of a block's token mixer at a sequence length; nothing at all where it has none."""
    mixer, hidden = shape.mixer_of(block), shape.hidden
    core = Core() if mixer is None else mixer.core(seq_len)
    exchange = None if mixer is None else mixer.exchange
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
        head_bytes=0.0 if exchange is None else float(exchange.head_bytes),
        window=inf if exchange is None else exchange.window,
        swap_bytes=0.0 if exchange is None else exchange.swap_bytes,
        state_bytes=0.0 if exchange is None else exchange.state_bytes,
        repeated_share=operations_of(shape, block).mixer_share,
        kept=_mixer_kept(shape, block),
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
        biased=1.0 if routed is not None and routed.bias else 0.0,
        unpermuted_bytes=0.0 if routed is None else routed.unpermuted_bytes(hidden),
        repeated_share=operations_of(shape, block).channel_share,
        kept=_channel_kept(shape, block),
        matrices=sums_of(matrix for each in shape.channels_of(block) for matrix in each.weights(hidden)),
        adapted=sums_of(matrix for each in shape.channels_of(block) for matrix in each.adapted(hidden)).adapted,
        expert_matrices=sums_of(() if routed is None else routed.expert_weights(hidden)),
    )


def _channel_kept(shape: TransformerShape, block: Block) -> KeptCounts:
    tensors = stack.channels_kept(shape, block)
    streams = block.sublayers * shape.residual.sublayer_kept_bytes(shape.hidden)
    more = [Kept(tensor="residual streams", bytes=streams, whole=True)] if streams else []
    saved = Kept(tensor="saved products", bytes=operations_of(shape, block).channel_bytes)
    # a block that runs again leaves its input alone, which is its norm's output where that stays
    found = [(one, _droppers(one)) for one in (*tensors[:_ENTERED], *more)]
    for each in shape.channels_of(block):
        whole = Module.MLP if isinstance(each, Dense) else Module.MOE
        found += [(one, _droppers(one) | {whole}) for one in each.kept(shape.hidden)]
    return _kept_counts(found, [*tensors[:1], saved, *more])


def _mixer_kept(shape: TransformerShape, block: Block) -> KeptCounts:
    tensors = stack.mixer_kept(shape, block)
    saved = Kept(tensor="saved products", bytes=operations_of(shape, block).mixer_bytes)
    return _kept_counts([(one, _droppers(one)) for one in tensors], [*tensors[:1], saved] if tensors else [])


def _droppers(one: Kept) -> frozenset[Module]:
    return frozenset() if one.dropped_by is None else frozenset({one.dropped_by})


def _kept_counts(tensors: Sequence[tuple[Kept, frozenset[Module]]], by_operation: Sequence[Kept]) -> KeptCounts:
    """Return what is left in each mode of tensors that each of some modules drops, or of those saved by operation."""

    def left(here: Callable[[Kept], bool]) -> _Left:
        return _Left(
            [(one, droppers) for one, droppers in tensors if here(one)], [one for one in by_operation if here(one)]
        )

    fixed, copied = left(lambda one: not one.routed), left(lambda one: one.routed and not one.inner)
    inner, whole = left(lambda one: one.inner), left(lambda one: one.whole)
    return KeptCounts(
        fixed=fixed.by_mode(lambda one: one.bytes),
        fixed_saved=fixed.by_mode(_saved_bytes),
        fixed_stored=fixed.by_mode(_stored_bytes),
        copied=copied.by_mode(lambda one: one.bytes),
        copied_saved=copied.by_mode(_saved_bytes),
        inner=inner.by_mode(lambda one: one.bytes),
        inner_saved=inner.by_mode(_saved_bytes),
        inner_stored=inner.by_mode(_stored_bytes),
        whole=whole.by_mode(lambda one: one.bytes),
    )


class _Left(NamedTuple):
    """Tensors with the modules that each drop them, and those that stay where recompute works by operation."""

    tensors: Sequence[tuple[Kept, frozenset[Module]]]
    by_operation: Sequence[Kept]

    def by_mode(self, bytes_of: Callable[[Kept], float]) -> ByMode:
        """Return a sum over the tensors that are left in each mode."""
        left = np.zeros(len(RECOMPUTES))
        for one, droppers in self.tensors:
            left += bytes_of(one) * _stays(droppers)
        left[_BY_OPERATION] = sum(map(bytes_of, self.by_operation))
        return tuple(left.tolist())


@cache
def _stays(droppers: frozenset[Module]) -> Floats:
    """Return 1 for each mode in which what these modules drop stays, else 0, shape (modes,)."""
    return np.array([float(droppers.isdisjoint(modules_of(mode))) for mode in RECOMPUTES])


def _saved_bytes(one: Kept) -> float:
    return one.bytes - one.bytes_at(eight_bit=True)


def _stored_bytes(one: Kept) -> float:
    return one.bytes_at(eight_bit=True) - one.stored_bytes
