"""Every layer routed, experts as wide as the file's one width: Mixtral, GPT-OSS, Phi-MoE, OLMoE, Granite, Grok, DBRX.

Source: transformers 5.24.0, the class of each; xai-org's configurations and sglang's grok.py.
"""

from planner.workload.channel_mixers.routed import Routed
from planner.workload.importers.config import Config
from planner.workload.importers.parts import (
    FULL,
    WINDOW,
    gated_activation,
    grouped,
    routed,
    window_kinds,
    with_windows,
)
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.grouped import GroupedAttention, QueryKeyNorm

_EXPERTS = ("num_local_experts", "num_experts")


def mixtral(config: Config) -> Stack:
    """Mixtral and Phi-3.5-MoE: a window in every layer where one is given."""
    gated_activation(config)
    attention = grouped(config)
    config.idle_flag("lm_head_bias")  # a bias a token: 0.001 % of the head
    context = config.value("max_position_embeddings")
    if config.has("sliding_window") and context is not None and config.size("sliding_window") >= context:
        config.rest("sliding_window")
        kind = FULL
    else:
        kind = WINDOW if config.has("sliding_window") else FULL
    moe = routed(config, experts=_EXPERTS, width="intermediate_size")
    mixers = with_windows(config, attention, window_kinds(config, [kind] * config.layers))
    return Stack(layers=[Layer(mixer, (moe,)) for mixer in mixers])


def gpt_oss(config: Config) -> Stack:
    """GPT-OSS: sinks and biases everywhere, every second layer a window of 128."""
    gated_activation(config)
    plain = grouped(config, bias=config.flag("attention_bias", default=True))
    attention = GroupedAttention(
        heads=plain.heads, kv_heads=plain.kv_heads, head_dim=plain.head_dim, sinks=True,
        qkv_bias=plain.qkv_bias, o_bias=plain.o_bias,
    )  # fmt: skip
    top_k = ("num_experts_per_tok", "experts_per_token")
    moe = routed(config, experts=_EXPERTS, width="intermediate_size", top_k=top_k, bias=True)
    default = [WINDOW if layer % 2 == 0 else FULL for layer in range(config.layers)]
    mixers = with_windows(config, attention, window_kinds(config, default))
    return Stack(layers=[Layer(mixer, (moe,)) for mixer in mixers])


def olmoe(config: Config) -> Stack:
    """OLMoE: norms over all heads of queries and keys."""
    gated_activation(config)
    attention = grouped(config, norm=QueryKeyNorm.ALL)
    moe = routed(config, experts=_EXPERTS, width="intermediate_size")
    return Stack(layers=[Layer(attention, (moe,))] * config.layers)


def granite_moe(config: Config) -> Stack:
    """Granite 3 MoE, with a shared expert or without."""
    gated_activation(config)
    shared = config.count("shared_intermediate_size")
    moe = routed(config, experts=_EXPERTS, width="intermediate_size", shared_width=shared)
    return Stack(layers=[Layer(grouped(config), (moe,))] * config.layers)


def grok(config: Config) -> Stack:
    """Grok-1, and Grok-2 with a dense block beside the experts."""
    gated_activation(config)
    beside = config.flag("residual_moe")
    config.only("sliding_window_size", -1)
    config.only("global_attn_every_n", 1)
    width = "moe_intermediate_size" if config.has("moe_intermediate_size") else "intermediate_size"
    if width == "moe_intermediate_size" and not beside:
        config.rest("intermediate_size")
    moe = routed(
        config,
        experts=_EXPERTS,
        width=width,
        top_k=("num_experts_per_tok", "num_selected_experts"),
        shared_width=config.size("intermediate_size") if beside else 0,
    )
    return Stack(layers=[Layer(grouped(config), (moe,))] * config.layers, norms=2)


def dbrx(config: Config) -> Stack:
    """DBRX: sizes in objects of their own."""
    attention, experts = config.table("attn_config"), config.table("ffn_config")
    heads, hidden = config.size("n_heads"), config.size("d_model")
    for inner in (attention, experts):
        inner.agree("hidden_size", hidden, '"d_model" is')
        inner.agree("model_type", inner.value("model_type"), "")
    activation = experts.table("ffn_act_fn")
    activation.only("name", "silu", "gelu")
    mixer = GroupedAttention(heads=heads, kv_heads=attention.size("kv_n_heads"), head_dim=hidden // heads)
    moe = Routed(
        experts=experts.size("moe_num_experts"),
        top_k=experts.size("moe_top_k"),
        width=experts.size("ffn_hidden_size"),
    )
    layers = [Layer(mixer, (moe,))] * config.size("n_layers", most=10_000)
    return Stack(layers=layers, hidden="d_model")
