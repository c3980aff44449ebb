"""Gemma 2, 3 and 4: norms before and after each half, windows in most layers, tied tables.

Source: transformers 5.24.0 gemma2, gemma3, gemma4 (class defaults where public files leave fields out).
"""

from planner.workload.channel_mixers.dense import Dense
from planner.workload.channel_mixers.routed import Routed
from planner.workload.importers.config import Config
from planner.workload.importers.parts import (
    FULL,
    WINDOW,
    gated_activation,
    grouped,
    per_layer,
    window_kinds,
    windowed,
    with_windows,
)
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.grouped import GroupedAttention, QueryKeyNorm


def gemma(config: Config) -> Stack:
    """Gemma 1 (no windows), 2 (every second layer full) and 3 (every sixth, with norms of queries and keys)."""
    if config.kind == "gemma3_text":  # public files leave out what their class has
        for name, default in (("vocab_size", 262208), ("num_attention_heads", 8), ("num_key_value_heads", 4)):
            config.assume(name, default, least=1)
    gated_activation(config, "hidden_act", "hidden_activation")
    config.only("use_bidirectional_attention", False)
    third = config.kind == "gemma3_text"
    head_dim = config.assume("head_dim", 256, least=1)
    norm = QueryKeyNorm.HEAD if third else None
    attention = grouped(config, norm=norm, head_dim=head_dim)
    dense = Dense(width=config.size("intermediate_size"))
    mixers = with_windows(config, attention, window_kinds(config, _windows(config)))
    layers = [Layer(mixer, (dense,)) for mixer in mixers]
    return Stack(layers=layers, norms=1 if config.kind == "gemma" else 2, tied=_tied(config))


def _windows(config: Config) -> list[str]:
    if config.kind == "gemma":
        return [FULL] * config.layers
    if config.has("layer_types"):
        config.rest("sliding_window_pattern", "_sliding_window_pattern")
        return []
    third = config.kind == "gemma3_text"
    period = config.size("sliding_window_pattern", "_sliding_window_pattern", default=6 if third else 2)
    return [FULL if (layer + 1) % period == 0 else WINDOW for layer in range(config.layers)]


def _tied(config: Config) -> bool:
    return config.flag("tie_word_embeddings", default=True)


def gemma4(config: Config) -> Stack:
    """Gemma 4: full layers have heads and keys of their own; some sizes have experts beside the dense block."""
    gated_activation(config, "hidden_activation")
    config.only("num_kv_shared_layers", 0)
    config.only("use_double_wide_mlp", False)
    config.only("use_bidirectional_attention", False, "vision")
    if config.value("hidden_size_per_layer_input") != 0:
        raise config.refuse("hidden_size_per_layer_input", "layers with inputs of their own are not understood")
    config.rest("vocab_size_per_layer_input")
    attention = grouped(config, norm=QueryKeyNorm.HEAD, head_dim=config.assume("head_dim", 256, least=1))
    narrow = windowed(attention, config.size("sliding_window"))
    default = [FULL if (layer + 1) % 6 == 0 else WINDOW for layer in range(config.layers)]
    channels = _channels(config)
    kinds = window_kinds(config, default)
    full = _full(config, attention, per_layer(config, kinds, FULL))
    layers = [Layer(narrow if kind == WINDOW else full, (channels,)) for kind in kinds]
    return Stack(layers=layers, norms=2, tied=_tied(config))


def _full(config: Config, attention: GroupedAttention, layer: Config | None) -> GroupedAttention:
    alike = config.flag("attention_k_eq_v")
    if layer is None:
        head_dim, keys = config.assume("global_head_dim", 512, least=1), attention.kv_heads
        if alike:  # the class takes the number with shared keys alone
            keys = config.size("num_global_key_value_heads", default=keys)
        else:
            config.rest("num_global_key_value_heads")
    else:
        head_dim = layer.size("head_dim", default=attention.head_dim)
        keys = layer.size("num_key_value_heads", default=attention.kv_heads)
        config.agree("global_head_dim", head_dim, '"per_layer_config" has')
        config.agree("num_global_key_value_heads", keys, '"per_layer_config" has')
    return GroupedAttention(
        heads=attention.heads,
        kv_heads=keys,
        head_dim=head_dim,
        qk_norm=QueryKeyNorm.HEAD,
        v_is_k=alike,
        qkv_bias=attention.qkv_bias,
        o_bias=attention.o_bias,
    )


def _channels(config: Config) -> Dense | Routed:
    width = config.size("intermediate_size")
    if not config.flag("enable_moe_block"):
        for name in ("num_experts", "top_k_experts", "moe_intermediate_size", "expert_intermediate_size"):
            if config.value(name) is not None:
                raise config.refuse(name, '"enable_moe_block" is not true; correct one of them')
        return Dense(width=width)
    return Routed(
        experts=config.size("num_experts"),
        top_k=config.size("top_k_experts"),
        width=config.size("moe_intermediate_size", "expert_intermediate_size"),
        shared_width=width,  # the dense block beside the experts
        extra_norms=4,
    )
