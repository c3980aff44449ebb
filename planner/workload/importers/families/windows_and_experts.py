"""Models that mix windows and experts in ways of their own: MiMo-V2, Step 3 to 3.7, Llama 4, AFMoE, EXAONE MoE.

Source: transformers 5.24.0 mimo_v2_flash, step3p7, llama4, afmoe, exaone_moe; vLLM step3_text; Megatron-Bridge
models/stepfun (96 heads of window layers).
"""

from planner.sentences import sentence
from planner.workload.blocks import MOST_LAYERS
from planner.workload.channel_mixers.dense import Dense
from planner.workload.channel_mixers.routed import Routed
from planner.workload.importers.config import Config
from planner.workload.importers.families.llama import exaone_windows
from planner.workload.importers.parts import (
    DENSE,
    FULL,
    SPARSE,
    WINDOW,
    dense_block,
    first_dense,
    gated_activation,
    grouped,
    layers_of,
    leading_dense,
    next_tokens,
    per_layer,
    routed,
    routing_groups,
    shared_of,
    window_kinds,
    with_windows,
)
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.grouped import Gate, GroupedAttention, QueryKeyNorm

_PATTERN = {0: FULL, 1: WINDOW}


def mimo_v2(config: Config) -> Stack:
    """MiMo-V2-Flash: window layers have heads of their own and sinks; values are narrower than keys."""
    gated_activation(config)
    kinds = config.kinds("hybrid_layer_pattern", _PATTERN)
    listed = window_kinds(config, kinds)
    if kinds and listed != kinds:
        raise config.refuse("layer_types", '"hybrid_layer_pattern" lists other layers; correct one of them')
    if not listed:
        raise config.refuse("hybrid_layer_pattern", "the model needs it to say which layers see a window")
    window = config.size("sliding_window", "sliding_window_size", "attention_chunk_size")
    full = _mimo_attention(config, "", sinks=config.flag("add_full_attention_sink_bias"), window=None)
    sinks = config.flag("add_swa_attention_sink_bias", default=True)
    config.assume("swa_num_key_value_heads", 2 * full.kv_heads, least=1)  # as transformers' class has them
    narrow = _mimo_attention(config, "swa_", sinks=sinks, window=window)
    mixers = [narrow if kind == WINDOW else full for kind in listed]
    dense = first_dense(config, None)
    moe = routed(config, experts=("n_routed_experts",), shared_width=shared_of(config, "n_shared_experts"),
                 grouped_routing=True)  # fmt: skip
    block = dense_block(config, dense)
    layers = layers_of(mixers, dense, block, moe)
    return Stack(layers=layers, mtp=(Layer(narrow, (block or moe,)),), mtp_modules=next_tokens(config))


def _mimo_attention(config: Config, prefix: str, *, sinks: bool, window: int | None) -> GroupedAttention:
    def size(name: str) -> int:
        return config.size(f"{prefix}{name}" if config.has(f"{prefix}{name}") else name)

    bias = config.flag("attention_bias")
    keys = size("num_key_value_heads")
    if window is not None and not config.has("swa_num_key_value_heads"):
        keys *= 2
    return GroupedAttention(
        heads=size("num_attention_heads"),
        kv_heads=keys,
        head_dim=size("head_dim"),
        v_dim=size("v_head_dim"),
        window=window,
        sinks=sinks,
        qkv_bias=bias,
    )


def step(config: Config) -> Stack:
    """Step-3.5 and 3.7: a gate a head; window layers have half as many heads more."""
    gated_activation(config)
    for name in ("mlp_bias", "attention_bias"):
        config.only(name, False)
    config.only("use_head_wise_attn_gate", True)
    config.only("use_qk_norm", True)
    config.rest("partial_rotary_factors", "yarn_only_types", "use_rope_layers")
    layers, modules = config.layers, next_tokens(config, "num_nextn_predict_layers", "num_mtp_layers")
    kinds = config.kinds("layer_types", {"full_attention": FULL, "sliding_attention": WINDOW}, longer=modules)
    if not kinds:
        raise config.refuse("layer_types", "the model needs it to say which layers see a window")
    full = _step_attention(config, config.heads, None)
    narrow = _step_attention(config, _window_heads(config), config.size("sliding_window"))
    dense = _step_dense(config)
    moe = routed(
        config,
        experts=("num_experts", "moe_num_experts", "n_routed_experts", "num_local_experts"),
        top_k=("num_experts_per_tok", "moe_top_k"),
        shared_width=config.count("share_expert_dim", "share_expert_dims", default=None)
        * config.count("n_shared_experts", default=1),
    )
    block = dense_block(config, dense)
    mixers = [narrow if kind == WINDOW else full for kind in kinds[:layers]]
    mtp = [WINDOW] if len(kinds) == layers else kinds[layers:]
    last = Layer(narrow if mtp[0] == WINDOW else full, (block or moe,))
    return Stack(layers=layers_of(mixers, dense, block, moe), mtp=(last,), mtp_modules=modules)


def _step_attention(config: Config, heads: int, window: int | None) -> GroupedAttention:
    groups = config.size("num_key_value_heads", "num_attention_groups")
    size = config.size("head_dim")
    return GroupedAttention(
        heads=heads, kv_heads=groups, head_dim=size, window=window, gate=Gate.HEAD, qk_norm=QueryKeyNorm.HEAD
    )


def _window_heads(config: Config) -> int:
    """Return the heads of window layers; files that lack them are shortened copies of the released ones (64 and 96)."""
    other = config.table("attention_other_setting")
    if other.has("num_attention_heads"):
        other.only("attention_type", "sliding_attention")
        other.agree("num_attention_groups", config.size("num_key_value_heads", "num_attention_groups"), "all have")
        for name in ("head_dim", "true_head_dim"):
            other.agree(name, config.size("head_dim"), '"head_dim" is')
        return other.size("num_attention_heads")
    kinds = config.kinds("layer_types", {"full_attention": FULL, "sliding_attention": WINDOW}, longer=64)
    layer = per_layer(config, kinds, WINDOW)
    if layer is not None:
        heads = layer.size("num_attention_heads")
        config.agree("num_sliding_attention_heads", heads, '"per_layer_config" has')
        return heads
    released = 64
    if not config.has("num_sliding_attention_heads") and config.heads != released:
        raise config.refuse("attention_other_setting", "the model needs it to say how many heads window layers have")
    return config.assume("num_sliding_attention_heads", 96, least=1)


def _step_dense(config: Config) -> list[str]:
    if not config.has("moe_layers_enum"):
        return leading_dense(config, 3)
    routed_layers = _enumerated(config)
    kinds = [SPARSE if layer in routed_layers else DENSE for layer in range(config.layers)]
    config.agree("first_k_dense_replace", kinds.index(SPARSE) if SPARSE in kinds else len(kinds), "the list makes it")
    return kinds


def _enumerated(config: Config) -> set[int]:
    text = config.value("moe_layers_enum")
    entries = text.split(",") if isinstance(text, str) else text
    if not isinstance(entries, list) or len(entries) > config.layers or not all(map(_is_layer, entries)):
        raise config.refuse("moe_layers_enum", "it must be a list of routed layers")
    found = {int(each) for each in entries}
    if any(each >= config.layers for each in found):
        raise config.refuse("moe_layers_enum", sentence("the model has {} layers", config.layers))
    return found


def _is_layer(entry: object) -> bool:
    text = str(entry).strip() if isinstance(entry, int | str) and not isinstance(entry, bool) else ""
    return len(text) <= len(str(MOST_LAYERS)) and text.isdecimal()


def step3(config: Config) -> Stack:
    """Step-3: queries through a low rank, one key head (MFA)."""
    gated_activation(config)
    config.agree("num_attention_groups", 1, "the model has one key a token:")
    mixer = GroupedAttention(
        heads=config.heads, kv_heads=1, head_dim=config.size("head_dim"), q_rank=config.size("share_q_dim")
    )
    kinds = _step_dense(config)
    moe = routed(
        config,
        experts=("moe_num_experts",),
        top_k=("moe_top_k",),
        shared_width=config.count("share_expert_dim", default=None),
    )
    return Stack(layers=layers_of([mixer] * len(kinds), kinds, dense_block(config, kinds), moe))


def llama4(config: Config) -> Stack:
    """Llama 4: chunked attention with every fourth layer full; every ``interleave_moe_layer_step``-th layer routed."""
    gated_activation(config)
    config.idle_flag("use_qk_norm")  # a norm without scales
    plain = grouped(config)
    fields = {name: getattr(plain, name) for name in plain.__struct_fields__}
    chunk = config.size("attention_chunk_size")
    chunked = GroupedAttention(**fields | {"chunk": chunk})
    mixers = [chunked if rope else plain for rope in _roped(config)]
    kinds = _llama4_kinds(config)
    moe = routed(
        config,
        experts=("num_local_experts",),
        width="intermediate_size",
        shared_width=config.size("intermediate_size"),
    )
    return Stack(layers=layers_of(mixers, kinds, dense_block(config, kinds, "intermediate_size_mlp"), moe))


def _roped(config: Config) -> list[bool]:
    """Return which layers have positions, and so see their chunk alone (1), and which are full (0)."""
    layers = config.layers
    listed = config.kinds("no_rope_layers", {0: FULL, 1: WINDOW}) if config.value("no_rope_layers") != [] else []
    kinds = config.kinds("layer_types", {"full_attention": FULL, "chunked_attention": WINDOW})
    if listed and kinds and listed != kinds:
        raise config.refuse("layer_types", '"no_rope_layers" lists other layers; correct one of them')
    found = listed or kinds
    if found:
        config.rest("no_rope_layer_interval")
        return [kind == WINDOW for kind in found]
    period = config.size("no_rope_layer_interval", default=4)
    return [(layer + 1) % period != 0 for layer in range(layers)]


def _llama4_kinds(config: Config) -> list[str]:
    layers = config.layers
    period = config.size("interleave_moe_layer_step", default=1)
    kinds = [SPARSE if (layer + 1) % period == 0 else DENSE for layer in range(layers)]
    listed = config.listing("moe_layers")
    if listed and listed != [layer for layer in range(layers) if kinds[layer] == SPARSE]:
        raise config.refuse("moe_layers", '"interleave_moe_layer_step" makes other layers; correct one of them')
    return kinds


def afmoe(config: Config) -> Stack:
    """AFMoE (Trinity): gated attention, norms around both halves, windows in three of four layers."""
    gated_activation(config)
    attention = grouped(config, norm=QueryKeyNorm.HEAD, gate=Gate.ELEMENT)
    period = config.size("global_attn_every_n_layers", default=4)
    if config.has("layer_types"):  # the list overrules the period
        config.rest("global_attn_every_n_layers")
    default = [FULL if (layer + 1) % period == 0 else WINDOW for layer in range(config.layers)]
    mixers = with_windows(config, attention, window_kinds(config, default))
    kinds = first_dense(config, config.count("num_dense_layers", default=None))
    shared = shared_of(config, "num_shared_experts")
    moe = routed(config, experts=("num_experts",), shared_width=shared, grouped_routing=True)
    return Stack(layers=layers_of(mixers, kinds, dense_block(config, kinds), moe), norms=2)


def exaone_moe(config: Config) -> Stack:
    """EXAONE MoE (K-EXAONE): EXAONE 4's attention, the first layers dense."""
    gated_activation(config)
    attention = grouped(config, norm=QueryKeyNorm.HEAD, bias=False)
    mixers = with_windows(config, attention, window_kinds(config, exaone_windows(config)))
    kinds = leading_dense(config, 1)
    groups, limit = routing_groups(config)
    moe = Routed(
        experts=config.size("num_experts"),
        top_k=config.size("num_experts_per_tok"),
        width=config.size("moe_intermediate_size"),
        shared_width=shared_of(config, "num_shared_experts"),
        routing_groups=groups,
        routing_group_limit=limit,
    )
    layers = layers_of(mixers, kinds, dense_block(config, kinds), moe)
    last = Layer(mixers[-1], (Dense(width=config.size("intermediate_size")),))
    return Stack(layers=layers, mtp=(last,), mtp_modules=next_tokens(config))
