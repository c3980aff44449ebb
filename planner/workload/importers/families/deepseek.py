"""DeepSeek MoE, V2, V3 and V3.2, Kimi K2, GLM-4.5 to GLM-5.2, dots.llm1, Mistral 4, Pangu Ultra and others alike.

Source: transformers 5.24.0 deepseek_v2, deepseek_v3, deepseek_v32, glm4_moe, glm4_moe_lite, glm_moe_dsa, dots1,
mistral4; the modelling files of deepseek-ai/deepseek-moe-16b-base and of openPangu-Ultra-MoE.
"""

from planner.workload.channel_mixers.dense import Dense
from planner.workload.importers.config import Config
from planner.workload.importers.parts import (
    DENSE,
    FULL,
    WINDOW,
    dense_block,
    first_dense,
    gated_activation,
    grouped,
    latent,
    layers_of,
    leading_dense,
    next_tokens,
    no_windows,
    routed,
    shared_of,
    window_kinds,
    with_windows,
)
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.grouped import QueryKeyNorm
from planner.workload.mixers.latent import LatentAttention, TokenIndexer
from planner.workload.mixers.registry import AnyMixer

_EXPERTS = ("n_routed_experts", "num_local_experts", "num_experts")
_SHARED = ("n_shared_experts", "num_shared_experts")
_INDEX = ("index_topk", "index_n_heads", "index_head_dim")
_CLASS_DENSE = {"glm4_moe": 1, "glm4_moe_lite": 1, "glm4v_moe_text": 1, "mistral4": 0, "solar_open": 0}


def latent_experts(config: Config) -> Stack:
    """DeepSeek V2 to V3.2, Kimi K2, GLM-4.7-Flash, GLM-5: latent attention, sparse where an indexer is given."""
    gated_activation(config)
    config.only("mlp_bias", False)
    if not config.has("n_routed_experts") and not config.has("num_local_experts") and not config.has("num_experts"):
        return _latent_dense(config)
    mixers = _sparse_mixers(config)
    last = mixers[-1]
    if isinstance(last, LatentAttention) and last.indexer is not None and last.indexer.shared:
        last = mixers[0]  # an MTP module has an indexer of its own
    return _experts(config, mixers, last)


def _latent_dense(config: Config) -> Stack:
    """Return a stack without experts; refuse what speaks of them."""
    for name in ("n_shared_experts", "num_shared_experts", "moe_intermediate_size", "num_experts_per_tok"):
        if config.value(name):
            raise config.refuse(
                name, '"n_routed_experts" is missing; give the number of routed experts, or remove it for a dense model'
            )
    dense = Dense(width=config.size("intermediate_size"))
    layers = [Layer(mixer, (dense,)) for mixer in _sparse_mixers(config)]
    return Stack(layers=layers, mtp=layers[-1:], mtp_modules=next_tokens(config))


def _sparse_mixers(config: Config) -> list[AnyMixer]:
    known = {"deepseek_sparse_attention": FULL, "indexed_attention": FULL, "full_attention": FULL}
    config.kinds("layer_types", known)
    if not any(config.has(name) for name in _INDEX):
        return [latent(config)] * config.layers
    own, shared = (
        latent(
            config,
            indexer=TokenIndexer(
                heads=config.size("index_n_heads"),
                dim=config.size("index_head_dim"),
                top_k=config.size("index_topk"),
                shared=shared,
            ),
        )
        for shared in (False, True)
    )
    return [shared if kind == "shared" else own for kind in _indexers(config)]


def _indexers(config: Config) -> list[str]:
    """Return which layers take an earlier layer's picks (GLM-5.2): as listed, and as the frequency says."""
    config.idle_flag("index_share_for_mtp_iteration")
    config.only("index_topk_pattern")
    listed = config.kinds("indexer_types", {"full": "full", "shared": "shared"})
    if not config.has("index_topk_freq"):
        config.rest("index_skip_topk_offset")
        return listed or ["full"] * config.layers
    period, offset = config.size("index_topk_freq"), config.count("index_skip_topk_offset")
    counted = [
        "full" if layer < offset or (layer - offset) % period == period - 1 else "shared"
        for layer in range(config.layers)
    ]
    if listed and listed != counted:
        raise config.refuse("index_topk_freq", '"indexer_types" lists other layers; correct one of them')
    return counted


def _experts(config: Config, mixers: list[AnyMixer], last: AnyMixer) -> Stack:
    kinds = leading_dense(config, _CLASS_DENSE.get(config.kind))
    moe = routed(config, experts=_EXPERTS, shared_width=shared_of(config, *_SHARED), grouped_routing=True)
    layers = layers_of(mixers, kinds, dense_block(config, kinds), moe)
    return Stack(layers=layers, mtp=(Layer(last, (moe,)),), mtp_modules=next_tokens(config))


def grouped_experts(config: Config) -> Stack:
    """GLM-4.5, DeepSeekMoE 16B, Solar Open: grouped attention."""
    gated_activation(config)
    norm = QueryKeyNorm.HEAD if config.flag("use_qk_norm") else None
    no_windows(config)
    attention = grouped(config, norm=norm, o_bias=False if config.kind.startswith("glm4") else None)
    return _experts(config, [attention] * config.layers, attention)


def dots(config: Config) -> Stack:
    """dots.llm1: norms of queries and keys, windows from a layer on where one is given."""
    gated_activation(config)
    config.agree("use_sliding_window", config.has("sliding_window"), 'whether "sliding_window" is given is')
    attention = grouped(config, norm=QueryKeyNorm.HEAD)
    full = config.size("max_window_layers", default=config.layers, least=0) if config.has("sliding_window") else None
    config.rest("max_window_layers")
    default = [WINDOW if full is not None and layer >= full else FULL for layer in range(config.layers)]
    mixers = with_windows(config, attention, window_kinds(config, default))
    return _experts(config, mixers, mixers[-1])


def pangu_ultra(config: Config) -> Stack:
    """Pangu Ultra MoE: DeepSeek V3's parts under names of its own, with norms after both halves."""
    gated_activation(config)
    heads = config.heads
    config.agree("num_key_value_heads", heads, "latent attention has a key for each head:")
    attention = LatentAttention(
        heads=heads,
        q_rank=config.size("attention_q_lora_dim", "q_lora_rank"),
        kv_rank=config.size("attention_kv_lora_dim", "kv_lora_rank"),
        nope_dim=config.size("attention_qk_dim", "qk_nope_head_dim"),
        rope_dim=config.size("attention_qk_rope_dim", "qk_rope_head_dim"),
        v_dim=config.size("attention_v_dim", "v_head_dim"),
    )
    kinds = first_dense(config, config.count("num_dense_layers", "first_k_dense_replace", default=None))
    shared = shared_of(config, "num_shared_experts", "n_shared_experts")
    moe = routed(config, experts=("num_routed_experts", "n_routed_experts"), shared_width=shared, grouped_routing=True)
    dense = dense_block(config, kinds) if DENSE in kinds else None
    layers = layers_of([attention] * len(kinds), kinds, dense, moe)
    norms = 2 if config.flag("sandwich_norm") else 1
    return Stack(layers=layers, mtp=layers[-1:], norms=norms, mtp_modules=next_tokens(config, "num_mtp_layers"))


def pangu_pro(config: Config) -> Stack:
    """Pangu Pro MoE: grouped experts, biases of queries, keys and values, a shared expert."""
    gated_activation(config)
    attention = grouped(config, bias=True, o_bias=True)
    moe = routed(
        config, experts=("num_experts",), shared_width=config.count("shared_expert_intermediate_size", default=None)
    )
    config.rest("intermediate_size")
    return Stack(layers=[Layer(attention, (moe,))] * config.layers, norms=2)
