"""LongCat, Hunyuan, ERNIE, and older dense models with two matrices: MPT, GPT-NeoX, BLOOM.

Source: transformers 5.24.0 longcat_flash, hunyuan_v1_moe, hy_v3, ernie4_5_moe, mpt, gpt_neox, bloom; the modelling
file of tencent/Hunyuan-A13B-Instruct.
"""

from planner.sentences import sentence
from planner.workload.blocks import MOST_LAYERS
from planner.workload.channel_mixers.dense import Dense
from planner.workload.channel_mixers.routed import Routed
from planner.workload.importers.config import Config
from planner.workload.importers.parts import (
    DENSE,
    SPARSE,
    dense_block,
    first_dense,
    gated_activation,
    grouped,
    latent,
    layers_of,
    leading_dense,
    next_tokens,
    routed,
)
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.grouped import GroupedAttention, QueryKeyNorm


def longcat(config: Config) -> Stack:
    """LongCat-Flash: a layer is two of latent attention and dense blocks, with experts beside the first."""
    gated_activation(config)
    config.only("attention_method", "MLA")
    attention = latent(config)
    dense = Dense(width=config.size("ffn_hidden_size", "intermediate_size"))
    experts, zero = config.size("n_routed_experts"), config.count("zero_expert_num", default=None)
    top_k = config.size("moe_topk", "num_experts_per_tok")
    moe = Routed(
        experts=experts,
        top_k=top_k,
        width=config.size("expert_ffn_hidden_size", "moe_intermediate_size"),
        zero_experts=zero,
        # evenly used choices; LongCat's report prints 8 of 12 as the target of its bias
        mean_real_top_k=top_k * experts / (experts + zero) if zero else None,
        shortcut=True,
    )
    pair = [Layer(attention, (dense, moe)), Layer(attention, (dense,))]
    layers = pair * config.size("num_layers", "num_hidden_layers", most=MOST_LAYERS // 2)
    return Stack(layers=layers, mtp=pair[1:], mtp_modules=next_tokens(config))


def hunyuan(config: Config) -> Stack:
    """Hunyuan A13B: sizes of experts listed layer by layer, all alike."""
    gated_activation(config)
    for name in ("mlp_bias", "use_cla", "group_limited_greedy", "add_classification_head", "use_mla"):
        config.only(name, False)
    config.rest("cla_share_factor", "class_num", "pool_type", "kv_lora_rank", "q_lora_rank", "qk_rope_head_dim",
                "qk_nope_head_dim", "v_head_dim", "n_group", "topk_group")  # fmt: skip
    config.only("use_rotary_pos_emb", True)
    config.rest("dense_list")
    config.only("norm_type", "rms", "hf_rms", "fused")
    config.only("moe_layer_num_skipped", 0)
    head_dim = config.size("head_dim", "attention_head_dim") if _any(config, "head_dim", "attention_head_dim") else None
    normed = config.flag("use_qk_norm", default=True)
    attention = grouped(config, norm=QueryKeyNorm.HEAD if normed else None, head_dim=head_dim)
    width = config.each("moe_intermediate_size", lambda one: one.size("moe_intermediate_size", "intermediate_size"))
    if not config.has("moe_intermediate_size"):
        width = config.size("intermediate_size")
    elif config.value("intermediate_size") != width:
        config.rest("intermediate_size")
    moe = Routed(
        experts=config.each("num_experts", lambda one: one.size("num_experts")),
        top_k=config.each("moe_topk", lambda one: one.size("moe_topk", "num_experts_per_tok")),
        width=width,
        shared_width=width * _hunyuan_shared(config),
    )
    return Stack(layers=[Layer(attention, (moe,))] * config.layers)


def _any(config: Config, *names: str) -> bool:
    return any(config.has(name) for name in names)


def _hunyuan_shared(config: Config) -> int:
    if not config.flag("use_mixed_mlp_moe", default=True):
        config.rest("num_shared_expert")
        return 0
    return config.each("num_shared_expert", lambda one: one.count("num_shared_expert", default=1))


def hunyuan_3(config: Config) -> Stack:
    """Hy3: the first layer dense, one shared expert, an MTP layer."""
    gated_activation(config)
    config.only("mlp_bias", False)
    config.only("qk_norm", True)
    config.only("use_qk_norm", True)
    attention = grouped(config, norm=QueryKeyNorm.HEAD)
    kinds = leading_dense(config, 1)
    width = config.size("moe_intermediate_size", "expert_hidden_dim")
    moe = Routed(
        experts=config.size("num_experts", "num_local_experts"),
        top_k=config.size("num_experts_per_tok"),
        width=width,
        shared_width=width * config.count("num_shared_experts", default=1),
    )
    layers = layers_of([attention] * len(kinds), kinds, dense_block(config, kinds), moe)
    return Stack(layers=layers, mtp=(Layer(attention, (moe,)),), mtp_modules=next_tokens(config))


def ernie(config: Config) -> Stack:
    """ERNIE 4.5 MoE: layers from a first to a last one routed, shared experts of one width."""
    gated_activation(config)
    attention = grouped(config, bias=config.flag("use_bias"))
    config.rest("sliding_window", "moe_gate_act")
    config.only("use_moe", True)
    kinds = _ernie_kinds(config)
    width = config.size("moe_intermediate_size")
    moe = Routed(
        experts=config.size("moe_num_experts", "num_experts"),
        top_k=config.size("moe_k", "num_experts_per_tok"),
        width=width,
        shared_width=width * config.count("moe_num_shared_experts", default=None),
    )
    layers = layers_of([attention] * len(kinds), kinds, dense_block(config, kinds), moe)
    tied = config.flag("tie_word_embeddings", default=True)
    modules = next_tokens(config)
    return Stack(layers=layers, mtp=(Layer(attention, layers[0].channels),), mtp_modules=modules, tied=tied)


def _ernie_kinds(config: Config) -> list[str]:
    layers, every = config.layers, config.size("moe_layer_interval", default=1)
    first = config.assume("moe_layer_start_index", 1)
    last = config.size("moe_layer_end_index", default=-1, least=-1)
    last = layers - 1 if last == -1 else last
    if not first <= last < layers:
        raise config.refuse("moe_layer_end_index", sentence("routed layers start at {} of {}", first, layers))
    return [
        SPARSE if first <= layer <= last and (layer + 1) % every == 0 else DENSE for layer in range(layers)
    ]  # the class counts the interval from 1


def sarvam(config: Config) -> Stack:
    """Sarvam MoE: leading dense layers, norms of queries and keys, one shared expert."""
    gated_activation(config)
    config.only("use_qk_norm", True)
    attention = grouped(config, norm=QueryKeyNorm.HEAD)
    kinds = first_dense(config, config.count("first_k_dense_replace", default=None))
    width = config.size("moe_intermediate_size")
    shared = width * config.count("n_shared_experts", "num_shared_experts", default=1)
    moe = routed(config, experts=("n_routed_experts", "num_experts"), shared_width=shared, grouped_routing=True)
    layers = layers_of([attention] * len(kinds), kinds, dense_block(config, kinds), moe)
    return Stack(layers=layers, mtp=layers[-1:], mtp_modules=next_tokens(config))


def mpt(config: Config) -> Stack:
    """MPT: multi-head attention, two matrices, tied tables."""
    inner = config.table("attn_config")
    inner.only("attn_type", "multihead_attention")
    inner.only("prefix_lm", False)
    inner.rest("attn_impl", "attn_uses_sequence_id", "alibi")
    config.only("no_bias", True)
    config.rest("norm_type", "embedding_fraction", "verbose", "init_config", "learned_pos_emb")
    heads, hidden = config.size("n_heads"), config.size("d_model")
    norm = QueryKeyNorm.ALL if inner.flag("qk_ln") else None
    attention = GroupedAttention(heads=heads, kv_heads=heads, head_dim=hidden // heads, qk_norm=norm)
    dense = Dense(width=config.size("expansion_ratio", default=4, most=1_000) * hidden, gated=False)
    layers = [Layer(attention, (dense,))] * config.size("n_layers", most=MOST_LAYERS)
    return Stack(layers=layers, hidden="d_model", tied=config.flag("tie_word_embeddings", default=True))


def gpt_neox(config: Config) -> Stack:
    """GPT-NeoX and Pythia: two matrices, biases everywhere."""
    config.only("hidden_act", "gelu", "gelu_fast", "gelu_new")
    config.idle_flag("use_parallel_residual")
    attention = grouped(config, bias=config.flag("attention_bias", default=True))
    dense = Dense(width=config.size("intermediate_size"), gated=False)
    return Stack(layers=[Layer(attention, (dense,))] * config.layers)


def bloom(config: Config) -> Stack:
    """BLOOM: multi-head attention, two matrices four times as wide, biases everywhere, tied tables."""
    config.idle_flag("apply_residual_connection_post_layernorm", "slow_but_exact")
    config.rest("masked_softmax_fusion", "offset_alibi", "skip_bias_add", "skip_bias_add_qkv", "bias_dropout_fusion")
    config.rest("attention_softmax_in_fp32")
    heads = config.size("n_head", "num_attention_heads")
    name = "hidden_size" if config.has("hidden_size") else "n_embed"
    hidden = config.size(name)
    attention = GroupedAttention(heads=heads, kv_heads=heads, head_dim=hidden // heads, qkv_bias=True, o_bias=True)
    dense = Dense(width=4 * hidden, gated=False)
    layers = [Layer(attention, (dense,))] * config.size("n_layer", "num_hidden_layers", most=MOST_LAYERS)
    return Stack(layers=layers, hidden=name, tied=config.flag("tie_word_embeddings", default=True))
