"""Parameters and floating-point operations of a transformer shape, module by module.

Multiply-accumulates are per token and forward; one is 2 FLOP, and training is three times the forward pass.
Norm scales, biases and router bias terms are left out (below 0.02 % of every shape shipped). Attention is
causal. Source: Megatron-LM training.py and theoretical_memory_usage.py, as restated in the methods, 2.1.

A multi-token-prediction layer is counted in FLOP (``mtp`` True, as Megatron-Bridge prints) or not (as published
figures of DeepSeek-V3 do: 671.025 B parameters, 250.45 GFLOP per token at sequence 4096).
"""

from typing import Final

from planner.workload.shape import TransformerShape

FLOP_PER_MAC: Final = 2
TRAINING_PASSES: Final = 3  # forward, and two products of the same size in the backward pass


def attention_projection_params(shape: TransformerShape) -> int:
    """Return the parameters of one layer's query, key, value and output projections."""
    mla = shape.mla
    if mla is None:
        return shape.hidden * shape.head_dim * (2 * shape.heads + 2 * shape.kv_heads)
    queries = shape.heads * (mla.nope_dim + mla.rope_dim)
    query = shape.hidden * queries if mla.q_rank is None else mla.q_rank * (shape.hidden + queries)
    latent = mla.kv_rank * (shape.hidden + shape.heads * (mla.nope_dim + mla.v_dim)) + shape.hidden * mla.rope_dim
    return query + latent + shape.heads * mla.v_dim * shape.hidden


def ffn_matrices(shape: TransformerShape) -> int:
    """Return how many matrices an FFN has: gate, up and down, or up and down."""
    return 3 if shape.gated else 2


def dense_ffn_params(shape: TransformerShape) -> int:
    """Return the parameters of one dense layer's FFN."""
    return ffn_matrices(shape) * shape.hidden * shape.ffn


def expert_params(shape: TransformerShape) -> int:
    """Return the parameters of one routed expert of one layer."""
    return ffn_matrices(shape) * shape.hidden * shape.expert_ffn


def shared_expert_params(shape: TransformerShape) -> int:
    """Return the parameters of one layer's shared experts together."""
    return ffn_matrices(shape) * shape.hidden * shape.shared_ffn


def router_params(shape: TransformerShape) -> int:
    """Return the parameters of one layer's router."""
    return shape.hidden * shape.experts


def moe_ffn_params(shape: TransformerShape) -> int:
    """Return all parameters of one MoE layer's FFN: router, shared and every routed expert."""
    return router_params(shape) + shared_expert_params(shape) + shape.experts * expert_params(shape)


def active_moe_ffn_params(shape: TransformerShape) -> int:
    """Return the parameters of one MoE layer's FFN that one token meets."""
    return router_params(shape) + shared_expert_params(shape) + shape.top_k * expert_params(shape)


def embedding_params(shape: TransformerShape) -> int:
    """Return the parameters of the input embedding (and, unless tied, as many again of the head)."""
    return shape.hidden * shape.vocab


def mtp_layer_params(shape: TransformerShape, *, active: bool = False) -> int:
    """Return the parameters of one multi-token-prediction layer, head shared: a last layer and its projection."""
    moe = active_moe_ffn_params if active else moe_ffn_params
    ffn = moe(shape) if shape.is_moe else dense_ffn_params(shape)
    return attention_projection_params(shape) + ffn + 2 * shape.hidden * shape.hidden


def parameter_count(shape: TransformerShape, *, mtp: bool = False) -> int:
    """Return all parameters; DeepSeek-V3: 671.025e9 (its MTP layer left out, as published)."""
    return (
        _stack_params(shape, moe_ffn_params(shape))
        + (shape.mtp_layers * mtp_layer_params(shape) if mtp else 0)
        + embedding_params(shape) * (1 if shape.tied_embeddings else 2)
    )


def active_parameter_count(shape: TransformerShape) -> int:
    """Return the parameters that one token meets, embedding and head included; DeepSeek-V3: 37.55e9."""
    heads = 1 if shape.tied_embeddings else 2
    return _stack_params(shape, active_moe_ffn_params(shape)) + embedding_params(shape) * heads


def _stack_params(shape: TransformerShape, moe_params: int) -> int:
    attention = shape.layers * attention_projection_params(shape)
    return attention + shape.dense_layers * dense_ffn_params(shape) + shape.moe_layers * moe_params


def mean_attended_tokens(seq_len: int, window: int | None = None) -> float:
    """Return how many keys a query meets on average in a causal sequence, within a window where there is one.

    The diagonal is counted half, as in the field's formula: seq_len / 2 without a window.

    >>> mean_attended_tokens(4096)
    2048.0
    """
    if window is None or window >= seq_len:
        return seq_len / 2
    return window * (1 - window / (2 * seq_len))


def core_attention_macs_per_attended_token(shape: TransformerShape) -> int:
    """Return the multiply-accumulates of one query against one key and its value, all heads of one layer."""
    if shape.mla is None:
        return 2 * shape.heads * shape.head_dim
    return shape.heads * (shape.mla.nope_dim + shape.mla.rope_dim + shape.mla.v_dim)


def core_attention_macs(shape: TransformerShape, seq_len: int, *, windowed: bool = False) -> float:
    """Return the causal multiply-accumulates per token of one layer's attention core."""
    attended = mean_attended_tokens(seq_len, shape.sliding_window if windowed else None)
    return core_attention_macs_per_attended_token(shape) * attended


def head_macs(shape: TransformerShape) -> int:
    """Return the multiply-accumulates per token of the output head (once; each MTP layer adds one)."""
    return shape.hidden * shape.vocab


def head_layers(shape: TransformerShape) -> float:
    """Return what the output head weighs in layers: V h over the products of a layer (methods 1.2).

    >>> from planner.workload.presets import shape_preset
    >>> round(head_layers(shape_preset("llama-3-8b")), 1)
    2.4
    """
    in_layers = forward_macs_per_token(shape, 1) - head_macs(shape)
    return head_macs(shape) / (in_layers / shape.layers)


def mtp_macs_per_token(shape: TransformerShape, seq_len: int) -> float:
    """Return the multiply-accumulates per token of all MTP layers with their heads; 0 without any."""
    one = mtp_layer_params(shape, active=True) + core_attention_macs(shape, seq_len) + head_macs(shape)
    return shape.mtp_layers * one


def forward_macs_per_token(shape: TransformerShape, seq_len: int, *, mtp: bool = False) -> float:
    """Return the causal multiply-accumulates per token of the forward pass, head included, lookup not."""
    full = (shape.layers - shape.windowed_layers) * core_attention_macs(shape, seq_len)
    windowed = shape.windowed_layers * core_attention_macs(shape, seq_len, windowed=True)
    products = _stack_params(shape, active_moe_ffn_params(shape)) + head_macs(shape)
    return products + full + windowed + (mtp_macs_per_token(shape, seq_len) if mtp else 0.0)


def training_flop_per_token(shape: TransformerShape, seq_len: int, *, mtp: bool = False) -> float:
    """Return model FLOP per token of forward and backward (causal, nothing recomputed).

    DeepSeek-V3 at sequence 4096: 250.45e9, and 260.64e9 with its MTP layer.
    """
    return TRAINING_PASSES * FLOP_PER_MAC * forward_macs_per_token(shape, seq_len, mtp=mtp)
