"""MiniMax Text-01 and M1 (lightning in seven of eight layers), M2 (full) and M3 (block-sparse).

Source: transformers 5.24.0 minimax, minimax_m2, minimax_m3_vl; the configurations of MiniMaxAI.
"""

from planner.workload.channel_mixers.dense import Dense
from planner.workload.importers.config import Config
from planner.workload.importers.parts import (
    DENSE,
    FULL,
    SPARSE,
    first_dense,
    gated_activation,
    grouped,
    head_size,
    layers_of,
    next_tokens,
    routed,
)
from planner.workload.importers.stack import Layer, Stack
from planner.workload.mixers.grouped import BlockIndexer, GroupedAttention, QueryKeyNorm
from planner.workload.mixers.lightning import Lightning
from planner.workload.mixers.registry import AnyMixer

_LINEAR = "linear"
_EXPERTS = ("num_local_experts", "num_experts")


def minimax(config: Config) -> Stack:
    """MiniMax Text-01 and M1: ``attn_type_list`` 0 is lightning, 1 softmax."""
    gated_activation(config)
    config.idle_flag("postnorm")
    config.only("shared_intermediate_size", 0, [0])
    config.only("sliding_window")
    kinds = config.kinds("attn_type_list", {0: _LINEAR, 1: FULL})
    listed = config.kinds("layer_types", {"linear_attention": _LINEAR, "full_attention": FULL})
    if kinds and listed and kinds != listed:
        raise config.refuse("layer_types", '"attn_type_list" lists other layers; correct one of them')
    kinds = kinds or listed
    if not kinds:
        raise config.refuse("attn_type_list", "the model needs it to say which layers are linear")
    lightning = Lightning(heads=config.heads, head_dim=head_size(config), chunk=config.size("block_size", default=256))
    full = grouped(config)
    moe = routed(config, experts=_EXPERTS, width="intermediate_size")
    return Stack(layers=[Layer(full if kind == FULL else lightning, (moe,)) for kind in kinds])


def minimax_m2(config: Config) -> Stack:
    """MiniMax-M2: norms over all heads of queries and keys, several MTP modules."""
    gated_activation(config)
    config.kinds("attn_type_list", {1: FULL})
    config.only("sliding_window")
    config.only("shared_intermediate_size", 0)
    attention = grouped(config, norm=_norm(config, QueryKeyNorm.ALL))
    moe = routed(config, experts=_EXPERTS, width="intermediate_size")
    layers = [Layer(attention, (moe,))] * config.layers
    modules = next_tokens(config, "num_mtp_modules", "num_nextn_predict_layers")
    used = config.flag("use_mtp", default=modules > 0)
    deep = config.size("mtp_transformer_layers", default=1, most=64)
    if not (used and modules):
        config.rest("mtp_transformer_layers", "num_mtp_modules", "num_nextn_predict_layers")
    return Stack(layers=layers, mtp=layers[:1] * deep, mtp_modules=modules if used else 0)


def _norm(config: Config, default: QueryKeyNorm) -> QueryKeyNorm | None:
    kind = config.word("qk_norm_type", ("per_layer", "per_head"), "") if config.has("qk_norm_type") else ""
    if not config.flag("use_qk_norm", default=True):
        return None
    return {"per_layer": QueryKeyNorm.ALL, "per_head": QueryKeyNorm.HEAD, "": default}[kind]


def minimax_m3(config: Config) -> Stack:
    """MiniMax-M3: the first layers dense and full, the others routed and sparse in blocks of keys."""
    gated_activation(config)
    config.only("attention_output_gate", False)
    attention = grouped(config, norm=_norm(config, QueryKeyNorm.HEAD))
    mixers = _mixers(config, attention)
    given = config.count("first_k_dense_replace") if config.has("first_k_dense_replace") else None
    kinds = first_dense(config, given)
    moe = routed(config, experts=_EXPERTS, width="intermediate_size", shared_width=_shared(config))
    config.agree("moe_intermediate_size", moe.width, '"intermediate_size", the width of an expert, is')
    dense = Dense(width=config.size("dense_intermediate_size")) if DENSE in kinds else None
    if dense is None:
        config.rest("dense_intermediate_size")
    layers = layers_of(mixers, kinds, dense, moe)
    if config.has("num_nextn_predict_layers"):  # the released file counts 7 predictions of its one module as well
        config.rest("num_mtp_modules")
    modules = next_tokens(config, "num_nextn_predict_layers") or config.count("num_mtp_modules")
    return Stack(layers=layers, mtp=(Layer(mixers[-1], (moe,)),), mtp_modules=modules)


def _shared(config: Config) -> int:
    width = config.count("shared_intermediate_size")
    return width * config.count("n_shared_experts", default=1)


def _mixers(config: Config, attention: GroupedAttention) -> list[AnyMixer]:
    inner = config.table("sparse_attention_config")
    inner.rest("sparse_disable_index_value", "sparse_score_type", "sparse_init_block", "sparse_local_block")
    used = inner.flag("use_sparse_attention", default=True)
    kinds = [SPARSE if each else FULL for each in _frequency(config, inner)]
    listed = config.kinds("layer_types", {"minimax_m3_sparse": SPARSE, "full_attention": FULL})
    if kinds and listed and kinds != listed:
        raise config.refuse("layer_types", '"sparse_attention_config" lists other layers; correct one of them')
    kinds = kinds or listed or [FULL] * config.layers
    if not used or SPARSE not in kinds:
        inner.rest("sparse_num_index_heads", "sparse_index_dim", "sparse_topk_blocks", "sparse_block_size")
        config.rest("index_n_heads", "index_head_dim", "index_topk_blocks", "index_block_size", "index_local_blocks")
        return [attention] * config.layers
    fields = {name: getattr(attention, name) for name in attention.__struct_fields__}
    sparse = GroupedAttention(**fields | {"indexer": _indexer(config, inner)})
    return [sparse if kind == SPARSE else attention for kind in kinds]


def _frequency(config: Config, inner: Config) -> list[int]:
    found = inner.listing("sparse_attention_freq", config.layers)
    if any(isinstance(each, bool) or each not in (0, 1) for each in found):
        raise inner.refuse("sparse_attention_freq", "0 and 1 alone are understood in it")
    return found


def _indexer(config: Config, inner: Config) -> BlockIndexer:
    names = {
        "heads": ("sparse_num_index_heads", "index_n_heads"),
        "dim": ("sparse_index_dim", "index_head_dim"),
        "top_k": ("sparse_topk_blocks", "index_topk_blocks"),
        "block": ("sparse_block_size", "index_block_size"),
    }
    config.rest("index_local_blocks")
    return BlockIndexer(
        **{size: inner.size(old) if inner.has(old) else config.size(flat) for size, (old, flat) in names.items()}
    )
