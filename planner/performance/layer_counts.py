"""What one token costs in each module of a shape, as plain numbers that broadcast against arrays of layouts."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from planner.workload import counting
from planner.workload.shape import TransformerShape

Floats: TypeAlias = NDArray[np.float64]
# A number for one case, or one number a row where many cases are evaluated together (the fit, the validation).
Number: TypeAlias = Any

BF16_BYTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerCounts:
    """Counts of one shape at one sequence length; widths and elements are per token, one layer.

    ``*_macs`` are forward multiply-accumulates per token; ``*_width`` the inner dimension that tensor parallelism
    cuts; ``*_elements`` what memory-bound operators read and write; ``*_kept_bytes`` activations kept for the
    backward pass in BF16 (methods 2.3), ``*_selective_bytes`` the same with selective recompute, ``*_narrow_bytes``
    what is saved where the inputs of matrix products are kept in 8 bits.
    """

    layers: Number
    dense_layers: Number
    moe_layers: Number
    mtp_layers: Number
    hidden: Number
    vocab: Number
    experts: Number
    top_k: Number
    routing_groups: Number
    routing_group_limit: Number
    head_dim: Number
    attention_macs: Number
    attention_width: Number
    core_macs: Number
    score_elements: Number
    dense_macs: Number
    dense_width: Number
    expert_macs: Number
    expert_width: Number
    shared_macs: Number
    shared_width: Number
    router_macs: Number
    head_macs: Number
    mtp_projection_macs: Number
    kv_elements: Number
    stream_elements: Number
    rope_elements: Number
    up_projection_macs: Number
    head_tables: Number
    attention_kept_bytes: Number
    up_projected_kept_bytes: Number
    attention_selective_bytes: Number
    dense_kept_bytes: Number
    dense_selective_bytes: Number
    moe_kept_bytes: Number
    moe_selective_bytes: Number
    attention_narrow_bytes: Number
    dense_narrow_bytes: Number
    moe_narrow_bytes: Number


def layer_counts(shape: TransformerShape, seq_len: int) -> LayerCounts:
    """Return the counts of a shape at a sequence length (causal attention; windowed layers averaged in)."""
    moe = shape.is_moe
    top_k = shape.top_k if moe else 0
    return LayerCounts(
        layers=float(shape.layers),
        dense_layers=float(shape.dense_layers),
        moe_layers=float(shape.moe_layers),
        mtp_layers=float(shape.mtp_layers),
        hidden=float(shape.hidden),
        vocab=float(shape.vocab),
        experts=float(max(shape.experts, 1)),
        top_k=float(max(top_k, 1)),
        routing_groups=float(shape.routing_groups),
        routing_group_limit=float(shape.routing_group_limit),
        head_dim=float(_head_dim(shape)),
        attention_macs=float(counting.attention_projection_params(shape)),
        attention_width=float(_attention_width(shape)),
        core_macs=_mean_core_macs(shape, seq_len),
        score_elements=float(shape.heads * seq_len),
        dense_macs=float(counting.dense_ffn_params(shape)) if shape.dense_layers else 0.0,
        dense_width=float(max(shape.ffn, 1)),
        expert_macs=float(counting.expert_params(shape)) if moe else 0.0,
        expert_width=float(max(shape.expert_ffn, 1)),
        shared_macs=float(counting.shared_expert_params(shape)) if moe else 0.0,
        shared_width=float(max(shape.shared_ffn, 1)),
        router_macs=float(counting.router_params(shape)) if moe else 0.0,
        head_macs=float(counting.head_macs(shape)),
        mtp_projection_macs=2.0 * shape.hidden * shape.hidden,
        kv_elements=float(_kv_elements(shape)),
        stream_elements=10.0 * shape.hidden,  # two norms (read, write) and two residual additions (read two, write)
        rope_elements=float(2 * _query_key_elements(shape)),
        up_projection_macs=float(_up_projection_macs(shape)),
        head_tables=1.0 if shape.tied_embeddings else 2.0,
        **_kept_bytes(shape),
    )


def _mean_core_macs(shape: TransformerShape, seq_len: int) -> float:
    windowed = shape.windowed_layers / shape.layers
    full = counting.core_attention_macs(shape, seq_len)
    return (1 - windowed) * full + windowed * counting.core_attention_macs(shape, seq_len, windowed=True)


def _head_dim(shape: TransformerShape) -> int:
    return shape.head_dim if shape.mla is None else shape.mla.nope_dim + shape.mla.rope_dim


def _attention_width(shape: TransformerShape) -> int:
    return shape.heads * (shape.head_dim if shape.mla is None else shape.mla.v_dim)


def _query_key_elements(shape: TransformerShape) -> int:
    if shape.mla is None:
        return shape.head_dim * (shape.heads + shape.kv_heads)
    return 2 * shape.heads * (shape.mla.nope_dim + shape.mla.rope_dim)


def _kv_elements(shape: TransformerShape) -> int:
    """Return what context parallelism exchanges per token: keys and values, or MLA's latent."""
    if shape.mla is None:
        return 2 * shape.kv_heads * shape.head_dim
    return shape.mla.kv_rank + shape.mla.rope_dim


def _up_projection_macs(shape: TransformerShape) -> int:
    """Return what selective recompute computes again: MLA's up-projections; nothing large without MLA."""
    mla = shape.mla
    if mla is None:
        return 0
    query = 0 if mla.q_rank is None else mla.q_rank * shape.heads * (mla.nope_dim + mla.rope_dim)
    return query + mla.kv_rank * shape.heads * (mla.nope_dim + mla.v_dim)


def _kept_bytes(shape: TransformerShape) -> dict[str, float]:
    attention, attention_selective = _attention_kept_bytes(shape)
    hidden, top_k = shape.hidden, shape.top_k
    up = 4 if shape.gated else 2  # gate and up projections, or up alone, in BF16
    shared, routed = shape.shared_ffn, top_k * shape.expert_ffn
    # residual, FFN input; router probabilities and row map; permuted input and unpermuted copy (methods 2.3)
    moe = 4 * hidden + 10 * shape.experts + (up + 2) * (shared + routed) + 4 * top_k * hidden
    dense = 4 * hidden + (up + 2) * shape.ffn
    return {
        "attention_kept_bytes": float(attention),
        "up_projected_kept_bytes": float(_up_projected_bytes(shape)),
        "attention_selective_bytes": float(attention_selective),
        "dense_kept_bytes": float(dense),
        "dense_selective_bytes": float(dense - 2 * shape.ffn),
        "moe_kept_bytes": float(moe) if shape.is_moe else 0.0,
        "moe_selective_bytes": float(moe - 2 * (shared + routed)) if shape.is_moe else 0.0,
        # one byte fewer for the inputs of products: norm outputs, the core's output, activations, permuted tokens
        "attention_narrow_bytes": float(hidden),
        "dense_narrow_bytes": float(hidden + shape.ffn),
        "moe_narrow_bytes": float(hidden + top_k * hidden + shared + routed) if shape.is_moe else 0.0,
    }


def _attention_kept_bytes(shape: TransformerShape) -> tuple[int, int]:
    """Return bytes kept by attention and its input, nothing recomputed and with selective recompute."""
    hidden, heads, mla = shape.hidden, shape.heads, shape.mla
    if mla is None:
        core = 2 * shape.head_dim * (heads + 2 * shape.kv_heads) + 2 * heads * shape.head_dim + 4 * heads
        return 4 * hidden + core, 2 * hidden + core
    query_rank = mla.q_rank or 0
    latent = 4 * query_rank + 4 * mla.kv_rank
    out = 2 * heads * mla.v_dim + 4 * heads
    return 4 * hidden + latent + _up_projected_bytes(shape) + out, 2 * hidden + latent + out


def _up_projected_bytes(shape: TransformerShape) -> int:
    """Return what MLA's up-projections leave: queries and keys after their rotation, and values."""
    mla = shape.mla
    return 0 if mla is None else shape.heads * (4 * (mla.nope_dim + mla.rope_dim) + 2 * mla.v_dim)
